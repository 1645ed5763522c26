//! The categories of data, and the file (in law) that each comes from.

use super::text_enum::text_enum;

text_enum! {
    /// Categories of data (domain, section 5). Every field belongs to exactly one.
    DataCategory {
        Identity = "identity", "Identité";
        Housing = "housing", "Logement";
        Sentence = "sentence", "Peine et exécution";
        Movements = "movements", "Entrées, sorties et mouvements";
        Observation = "observation", "Observations";
        Discipline = "discipline", "Discipline";
        HealthIndicators = "health_indicators", "Indicateurs de santé";
        ConferenceRecord = "conference_record", "Commission pluridisciplinaire unique";
        IntelligenceNote = "intelligence_note", "Notes de renseignement";
    }
}

text_enum! {
    /// The file regime under which something is read: sets who may read the journal entry and how long it is kept
    /// (domain, section 10).
    FileRegime {
        Genesis = "genesis", "GENESIS";
        Appi = "appi", "APPI";
        Conference = "conference", "conférence";
        Hub = "hub", "plateforme d’échange";
        Psem = "psem", "PSEM";
        Ddse = "ddse", "DDSE";
        Bar = "bar", "BAR";
    }
}

impl FileRegime {
    /// Whether it is one of the files of electronic monitoring, whose journal the texts open to named readers alone
    /// (R. 544-28, R. 622-30 C. pénit.).
    #[must_use]
    pub const fn is_of_tags(self) -> bool {
        matches!(self, Self::Psem | Self::Ddse | Self::Bar)
    }
}

impl DataCategory {
    /// Position in [`DataCategory::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Whether GENESIS is where the category's data come from: such data close two years after the release (R. 57-9-21).
    #[must_use]
    pub const fn comes_from_genesis(self) -> bool {
        !matches!(self, Self::IntelligenceNote)
    }
}
