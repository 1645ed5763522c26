//! The catalogue: every personal field, declared once.
//!
//! It drives the schema (a personal column is bound to one field by its type), the forms, the protocol check, the
//! views, the canary crawl and the documentation. A field that isn't here can't be stored.

use super::category::DataCategory;
use super::level::Level;
use super::value::ValueKind;

/// All that is declared of a field.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// Its code in the database, the protocol and the journal.
    pub key: &'static str,
    /// The category that it belongs to.
    pub category: DataCategory,
    /// The lowest level at which it shows.
    pub lowest: Level,
    /// Sensitive data may not serve as a criterion of search, filter, sort, export or statistic (R. 57-4-3).
    pub sensitive: bool,
    /// The kind of value.
    pub kind: ValueKind,
    /// The item of the file's article that lists it, e.g. `GENESIS 1° a`.
    pub source: &'static str,
    /// French label.
    pub label: &'static str,
    /// What the person filling it in should know; may be empty.
    pub guidance: &'static str,
}

/// Ties a type to the field that it stands for: the law read from the type of a column.
pub trait FieldTag: 'static {
    /// The field.
    const FIELD: Field;
}

macro_rules! catalogue {
    ($($category:ident {
        $($tag:ident = $key:literal, $lowest:ident, $sensitive:ident, $kind:expr, $source:literal, $label:literal, $guidance:literal;)+
    })+) => {
        /// A field of the catalogue.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field { $($(#[doc = $label] $tag,)+)+ }

        /// One type for each field, for the types of columns and sealed values.
        pub mod tag {
            $($(
                #[doc = $label]
                #[derive(Debug, Clone, Copy)]
                pub struct $tag;
                impl super::FieldTag for $tag {
                    const FIELD: super::Field = super::Field::$tag;
                }
            )+)+
        }

        impl Field {
            /// Every field, in the order in which pages show them.
            pub const ALL: &'static [Self] = &[$($(Self::$tag,)+)+];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// What the catalogue declares of it.
            #[must_use]
            pub const fn spec(self) -> &'static FieldSpec {
                match self { $($(
                    Self::$tag => &FieldSpec {
                        key: $key,
                        category: DataCategory::$category,
                        lowest: Level::$lowest,
                        sensitive: catalogue!(@ $sensitive),
                        kind: $kind,
                        source: $source,
                        label: $label,
                        guidance: $guidance,
                    },
                )+)+ }
            }

            /// The field with this key; `None` for an undeclared one.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($($key => Some(Self::$tag),)+)+ _ => None }
            }
        }
    };
    (@ plain) => { false };
    (@ sensitive) => { true };
}

const SEX: &[(&str, &str)] = &[("F", "féminin"), ("M", "masculin"), ("X", "non précisé")];
const NATURE: &[(&str, &str)] = &[
    ("investigation", "ouverture d’enquête ou d’information"),
    ("remand", "mandat de dépôt"),
    ("referral", "renvoi devant la juridiction de jugement"),
    ("conviction", "condamnation"),
    ("measure", "mesure exécutée en milieu ouvert"),
    ("removal", "mesure d’éloignement"),
    ("dismissal", "classement, non-lieu ou relaxe"),
];
const MOVEMENT: &[(&str, &str)] = &[
    ("transfer", "transfert"),
    ("extraction", "extraction judiciaire"),
    ("hospital", "extraction médicale"),
    ("leave", "permission de sortir"),
    ("escort", "escorte"),
];
const SETTING: &[(&str, &str)] = &[("offline", "hors ligne"), ("online", "en ligne")];
const OBSERVATION_THEME: &[(&str, &str)] = &[
    ("daily_life", "vie quotidienne"),
    ("relations", "relations avec les autres"),
    ("visits", "visites et parloirs"),
    ("activities", "activités et travail"),
    ("behaviour_change", "changement de comportement"),
    ("extremism", "propos ou signes d’extrémisme"),
    ("release", "préparation de la sortie"),
];
const FAULT: &[(&str, &str)] = &[
    ("first", "faute du premier degré"),
    ("second", "faute du deuxième degré"),
    ("third", "faute du troisième degré"),
];
const SANCTION: &[(&str, &str)] = &[
    ("warning", "avertissement"),
    ("privation", "privation d’activité ou de cantine"),
    ("confinement", "confinement en cellule"),
    ("disciplinary_cell", "cellule disciplinaire"),
    ("acquitted", "relaxe"),
    ("pending", "décision à venir"),
];
const CPU_THEME: &[(&str, &str)] = &[
    ("arrival", "nouvel arrivant"),
    ("suicide_prevention", "prévention du suicide"),
    ("lack_of_means", "personne sans ressources suffisantes"),
    ("activities", "activités"),
    ("sentence_path", "parcours d’exécution de peine"),
    ("regimes", "régimes différenciés"),
    ("danger_vulnerability", "dangerosité et vulnérabilité"),
    ("release", "préparation à la sortie"),
    ("radicalisation", "prévention de la radicalisation"),
    ("monitoring", "surveillance électronique"),
];
const STANCE: &[(&str, &str)] =
    &[("favourable", "favorable"), ("unfavourable", "défavorable"), ("reserved", "réservé"), ("none", "sans avis")];
const OUTCOME: &[(&str, &str)] = &[
    ("decided", "décision prise"),
    ("decided_not", "décision de ne pas"),
    ("deferred", "décision reportée"),
    ("not_needed", "aucune décision à prendre"),
];
const RELIABILITY: &[(&str, &str)] =
    &[("confirmed", "recoupé"), ("probable", "probable"), ("unverified", "non recoupé")];

catalogue! {
    Identity {
        FamilyName = "family_name", Summary, plain, ValueKind::Text, "GENESIS 1° a", "Nom de naissance", "";
        UsageName = "usage_name", Summary, plain, ValueKind::Text, "GENESIS 1° a", "Nom d’usage", "";
        GivenNames = "given_names", Summary, plain, ValueKind::Text, "GENESIS 1° a", "Prénoms", "";
        Aliases = "aliases", Full, plain, ValueKind::Text, "GENESIS 1° a", "Alias", "Séparez plusieurs alias par une virgule.";
        Sex = "sex", Summary, plain, ValueKind::Choice(SEX), "GENESIS 1° a", "Sexe", "";
        BirthDate = "birth_date", Summary, plain, ValueKind::Date, "GENESIS 1° a", "Date de naissance", "";
        BirthPlace = "birth_place", Summary, plain, ValueKind::Text, "GENESIS 1° a", "Lieu de naissance", "";
        Nationality = "nationality", Summary, plain, ValueKind::Text, "GENESIS 1° a", "Nationalité", "";
        Ecrou = "ecrou", Summary, plain, ValueKind::Text, "GENESIS 1° a", "Numéro d’écrou", "";
    }
    Housing {
        DeclaredAddress = "declared_address", Summary, plain, ValueKind::Text, "GENESIS 1° d", "Adresse déclarée à la sortie", "Numéro et voie : c’est l’adresse annoncée aux services compétents avant la sortie.";
        DeclaredCommune = "declared_commune", Summary, plain, ValueKind::Commune, "GENESIS 1° d", "Commune de l’adresse déclarée (code INSEE)", "Cinq caractères du code officiel géographique, par exemple 59350.";
        AddressBefore = "address_before", Summary, plain, ValueKind::Text, "GENESIS 1° d", "Adresse avant l’incarcération", "";
        AssignedResidence = "assigned_residence", Summary, plain, ValueKind::Text, "GENESIS 1° d", "Lieu d’assignation à résidence", "";
        Phone = "phone", Full, plain, ValueKind::Text, "GENESIS 1° d", "Téléphone", "";
        LeaveHost = "leave_host", Summary, plain, ValueKind::Text, "GENESIS 1° d", "Personne qui reçoit le permissionnaire", "Nom, prénom et qualité.";
        LeaveAddress = "leave_address", Summary, plain, ValueKind::Text, "GENESIS 1° d", "Résidence de la personne qui reçoit", "";
        LeaveCommune = "leave_commune", Summary, plain, ValueKind::Commune, "GENESIS 1° d", "Commune de la permission (code INSEE)", "";
    }
    Sentence {
        Nature = "nature", Summary, plain, ValueKind::Choice(NATURE), "GENESIS 2° b", "Nature de la décision", "";
        DecidedOn = "decided_on", Summary, plain, ValueKind::Date, "GENESIS 2° b", "Date de la décision", "";
        DecisionSummary = "decision_summary", Full, plain, ValueKind::Prose, "GENESIS 2° b", "Résumé de la décision", "";
        Quantum = "quantum", Summary, plain, ValueKind::Quantum, "GENESIS 2° b", "Quantum", "Durée ISO 8601, par exemple P3Y pour trois ans.";
        StartsOn = "starts_on", Summary, plain, ValueKind::Date, "GENESIS 2° b", "Début", "";
        EndsOn = "ends_on", Summary, plain, ValueKind::Date, "GENESIS 2° b", "Fin", "";
        RemissionDays = "remission_days", Summary, plain, ValueKind::Days, "GENESIS 2° b", "Crédit de réduction de peine (jours)", "";
        SecurityUntil = "security_until", Summary, plain, ValueKind::Date, "GENESIS 2° b", "Fin de la période de sûreté", "";
        ReleaseDate = "release_date", Summary, plain, ValueKind::Date, "GENESIS 2° a b", "Date de libération prévue", "Toute modification garde l’ancienne date, son auteur et son motif.";
        ReleaseHour = "release_hour", Summary, plain, ValueKind::Hour, "GENESIS 8° o", "Heure de libération prévue", "À l’heure de l’établissement. Laissez vide si elle n’est pas fixée.";
    }
    Movements {
        Place = "place", Summary, plain, ValueKind::Text, "GENESIS 8° o", "Établissement", "";
        AdmittedOn = "admitted_on", Summary, plain, ValueKind::Date, "GENESIS 8° o", "Écroué le", "";
        ReleasedAt = "released_at", Summary, plain, ValueKind::Instant, "GENESIS 8° o", "Levée d’écrou", "";
        MovementKind = "movement_kind", Summary, plain, ValueKind::Choice(MOVEMENT), "GENESIS 8° o", "Mouvement", "";
        PlannedOn = "planned_on", Summary, plain, ValueKind::Date, "GENESIS 8° o", "Départ prévu le", "";
        ReturnOn = "return_on", Summary, plain, ValueKind::Date, "GENESIS 8° o", "Retour prévu le", "";
        ActualOn = "actual_on", Summary, plain, ValueKind::Date, "GENESIS 8° o", "Réalisé le", "";
        Destination = "destination", Summary, plain, ValueKind::Text, "GENESIS 8° o", "Destination", "";
        MovementNote = "movement_note", Full, plain, ValueKind::Prose, "GENESIS 8° o", "Précisions", "";
    }
    Observation {
        ObservedOn = "observed_on", Summary, plain, ValueKind::Date, "GENESIS 8° d", "Observé le", "";
        Setting = "setting", Summary, plain, ValueKind::Choice(SETTING), "GENESIS 8° d", "Où", "En ligne : réseaux, messageries, forums. Hors ligne : tout le reste. Les deux ne disent pas toujours la même chose.";
        ObservationTheme = "observation_theme", Summary, plain, ValueKind::Choice(OBSERVATION_THEME), "GENESIS 8° d", "Thème", "";
        ObservationText = "observation_text", Full, plain, ValueKind::Prose, "GENESIS 8° d", "Observation", "Des faits vus ou entendus, datés, sans interprétation ; ce que vous en pensez vient ensuite, annoncé comme tel.";
    }
    Discipline {
        IncidentOn = "incident_on", Summary, plain, ValueKind::Date, "GENESIS 8° l", "Date de l’événement", "";
        Fault = "fault", Summary, plain, ValueKind::Choice(FAULT), "GENESIS 8° l", "Type de faute", "";
        HearingOn = "hearing_on", Summary, plain, ValueKind::Date, "GENESIS 8° l", "Commission de discipline", "";
        Sanction = "sanction", Summary, plain, ValueKind::Choice(SANCTION), "GENESIS 8° l", "Décision", "";
        SanctionDays = "sanction_days", Summary, plain, ValueKind::Days, "GENESIS 8° l", "Durée de la sanction (jours)", "";
        IncidentFacts = "incident_facts", Full, plain, ValueKind::Prose, "GENESIS 8° l", "Description des faits", "";
        DefenceArgument = "defence_argument", Full, plain, ValueKind::Prose, "GENESIS 8° l", "Argumentation en défense", "";
    }
    HealthIndicators {
        PriorSmpr = "prior_smpr", Summary, sensitive, ValueKind::Answer, "GENESIS 3° c", "Antécédents de placement en SMPR", "";
        PriorUmd = "prior_umd", Summary, sensitive, ValueKind::Answer, "GENESIS 3° c", "Antécédents de placement en UMD", "";
        PriorInvoluntaryCare = "prior_involuntary_care", Summary, sensitive, ValueKind::Answer, "GENESIS 3° c", "Antécédents d’hospitalisation d’office", "";
        SomaticFollowUp = "somatic_follow_up", Summary, sensitive, ValueKind::Answer, "GENESIS 3° c", "Nécessite un suivi somatique", "";
        PsychologicalFollowUp = "psychological_follow_up", Summary, sensitive, ValueKind::Answer, "GENESIS 3° c", "Suivi psychologique ou psychiatrique antérieur ou en cours", "";
        SpecialDiet = "special_diet", Summary, sensitive, ValueKind::Answer, "GENESIS 3° c", "Régime alimentaire particulier", "";
        HungerStrike = "hunger_strike", Summary, sensitive, ValueKind::Answer, "GENESIS 3° c", "Grève de la faim ou de la soif", "";
        MedicalShower = "medical_shower", Summary, sensitive, ValueKind::Answer, "GENESIS 3° c", "Prescription d’une douche médicale", "";
        SevereSelfHarm = "severe_self_harm", Summary, sensitive, ValueKind::Answer, "GENESIS 3° c", "Automutilations graves", "";
        Smoker = "smoker", Summary, sensitive, ValueKind::Answer, "GENESIS 3° c", "Fumeur", "";
        Addictions = "addictions", Summary, sensitive, ValueKind::Answer, "GENESIS 3° c", "Addictions", "";
        FitForSport = "fit_for_sport", Summary, sensitive, ValueKind::Answer, "GENESIS 3° c", "Aptitude au sport", "";
        FitForWork = "fit_for_work", Summary, sensitive, ValueKind::Answer, "GENESIS 3° c", "Aptitude au travail", "";
    }
    ConferenceRecord {
        HeldOn = "held_on", Summary, plain, ValueKind::Date, "GENESIS 3° a", "Réunie le", "";
        CpuTheme = "cpu_theme", Summary, plain, ValueKind::Choice(CPU_THEME), "GENESIS 3° b", "Thème", "";
        CpuObject = "cpu_object", Summary, plain, ValueKind::Text, "GENESIS 3° a", "Objet", "";
        PriorComment = "prior_comment", Full, plain, ValueKind::Prose, "GENESIS 3° a", "Commentaire préalable", "";
        Synthesis = "synthesis", Full, plain, ValueKind::Prose, "GENESIS 3° a", "Synthèse", "";
        Drafter = "drafter", Full, plain, ValueKind::Text, "GENESIS 3° a", "Rédacteur", "";
        ProposedOpinion = "proposed_opinion", Summary, plain, ValueKind::Choice(STANCE), "GENESIS 3° a", "Avis proposé", "";
        Opinion = "opinion", Summary, plain, ValueKind::Choice(STANCE), "GENESIS 3° a", "Avis", "";
        OpinionReason = "opinion_reason", Full, plain, ValueKind::Prose, "GENESIS 3° a", "Motif de l’avis", "";
        Opinions = "opinions", Full, plain, ValueKind::Prose, "GENESIS 3° a", "Avis des institutions", "";
        Decision = "decision", Summary, plain, ValueKind::Choice(OUTCOME), "GENESIS 3° a, 7°", "Décision", "La commission donne un avis ; le chef d’établissement décide. Ne pas agir est aussi une décision.";
        DecisionText = "decision_text", Full, plain, ValueKind::Prose, "GENESIS 3° a, 7°", "Ce qui est décidé", "";
        DecisionReason = "decision_reason", Full, plain, ValueKind::Prose, "GENESIS 3° a, 7°", "Motif de la décision", "";
        DecidedBy = "decided_by", Full, plain, ValueKind::Text, "GENESIS 3° a, 7°", "Décision prise par", "";
        ReviewOn = "review_on", Summary, plain, ValueKind::Date, "GENESIS 3° a", "Prochaine revue le", "";
        ActionText = "action_text", Full, plain, ValueKind::Prose, "GENESIS 3° a", "Action à mener", "Ce qui doit être fait, en une phrase qui commence par un verbe.";
        ActionAnswer = "action_answer", Full, plain, ValueKind::Prose, "GENESIS 3° a", "Suite donnée", "";
        Remark = "remark", Full, plain, ValueKind::Prose, "GENESIS 3° a", "Remarque sur le compte rendu", "";
        Addendum = "addendum", Full, plain, ValueKind::Prose, "GENESIS 3° a", "Additif", "";
        FollowUps = "follow_ups", Full, plain, ValueKind::Prose, "GENESIS 3° a", "Actions et suivis", "";
    }
    IntelligenceNote {
        NotedOn = "noted_on", Summary, plain, ValueKind::Date, "RAN 2023", "Note du", "";
        Reliability = "reliability", Summary, plain, ValueKind::Choice(RELIABILITY), "RAN 2023", "Fiabilité", "";
        NoteText = "note_text", Full, plain, ValueKind::Prose, "RAN 2023", "Contenu", "";
    }
}

/// The fields of the standing banner: no record opens without its bearer's name and birth date.
pub const BANNER: &[Field] = &[Field::FamilyName, Field::UsageName, Field::GivenNames, Field::BirthDate];

/// Fields of shared facts, kept in typed columns because rules compute on them or many services correct them. The other
/// fields live in records, each of one service.
const COLUMNS: &[Field] = &[
    Field::FamilyName,
    Field::UsageName,
    Field::GivenNames,
    Field::Aliases,
    Field::Sex,
    Field::BirthDate,
    Field::BirthPlace,
    Field::Nationality,
    Field::Ecrou,
    Field::DeclaredAddress,
    Field::DeclaredCommune,
    Field::AddressBefore,
    Field::AssignedResidence,
    Field::Phone,
    Field::Nature,
    Field::DecidedOn,
    Field::DecisionSummary,
    Field::Quantum,
    Field::StartsOn,
    Field::EndsOn,
    Field::RemissionDays,
    Field::SecurityUntil,
    Field::ReleaseDate,
    Field::ReleaseHour,
    Field::Place,
    Field::AdmittedOn,
    Field::ReleasedAt,
];

/// Fields of what is said and done around the table of a conference, kept with their item: opinions, actions, remarks. What
/// the minutes say of them becomes a record when the minutes are sealed.
const AT_THE_TABLE: &[Field] = &[
    Field::ProposedOpinion,
    Field::Opinion,
    Field::OpinionReason,
    Field::ActionText,
    Field::ActionAnswer,
    Field::Remark,
    Field::Addendum,
];

impl Field {
    /// Whether a record may hold it; else it is a column of a shared table, or stays with the item of a conference.
    #[must_use]
    pub fn is_of_records(self) -> bool {
        !COLUMNS.contains(&self) && !AT_THE_TABLE.contains(&self)
    }

    /// Whether a row without it would say nothing: it can be corrected, not emptied.
    #[must_use]
    pub const fn is_required(self) -> bool {
        matches!(
            self,
            Self::FamilyName
                | Self::GivenNames
                | Self::Sex
                | Self::BirthDate
                | Self::Ecrou
                | Self::AdmittedOn
                | Self::Nature
                | Self::DecidedOn
                | Self::ObservedOn
                | Self::Setting
                | Self::ObservationTheme
                | Self::ObservationText
                | Self::MovementKind
                | Self::PlannedOn
                | Self::IncidentOn
                | Self::Fault
                | Self::HeldOn
                | Self::CpuTheme
                | Self::NotedOn
                | Self::NoteText
        )
    }

    /// Position in [`Field::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The fields of a category, in order.
    pub fn of(category: DataCategory) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |field| field.spec().category == category)
    }

    /// The French label of a code of this field's closed list; the code itself for any other kind.
    #[must_use]
    pub fn choice_label(self, code: &str) -> &str {
        match self.spec().kind {
            ValueKind::Choice(list) => list.iter().find(|(known, _)| *known == code).map_or(code, |(_, label)| *label),
            _ => code,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn keys_are_unique_and_read_back() {
        let keys: HashSet<_> = Field::ALL.iter().map(|f| f.spec().key).collect();
        assert_eq!(keys.len(), Field::COUNT);
        for field in Field::ALL {
            assert_eq!(Field::from_key(field.spec().key), Some(*field));
        }
        assert_eq!(Field::from_key("undeclared"), None);
    }

    #[test]
    fn every_category_has_fields_and_free_text_needs_the_full_level() {
        for category in DataCategory::ALL {
            assert!(Field::of(*category).next().is_some(), "{category}");
        }
        for field in Field::ALL {
            if field.spec().kind == ValueKind::Prose {
                assert_eq!(field.spec().lowest, Level::Full, "{}", field.spec().key);
            }
        }
    }

    #[test]
    fn health_says_nothing_but_yes_no_or_no_answer() {
        assert_eq!(Field::of(DataCategory::HealthIndicators).count(), 13);
        for field in Field::of(DataCategory::HealthIndicators) {
            assert_eq!(field.spec().kind, ValueKind::Answer);
            assert!(field.spec().sensitive);
        }
    }
}
