//! Who takes part: the kinds of institution, and the functions that people hold in them.

use super::text_enum::text_enum;

text_enum! {
    /// The kinds of institution (domain, section 2).
    InstitutionKind {
        Police = "police", "Police nationale";
        Gendarmerie = "gendarmerie", "Gendarmerie nationale";
        Intelligence = "intelligence", "Service de renseignement";
        PrisonIntelligence = "prison_intelligence", "Renseignement pénitentiaire";
        Prosecution = "prosecution", "Parquet";
        SentencingCourt = "sentencing_court", "Juridiction de l’application des peines";
        InvestigatingJudge = "investigating_judge", "Juge d’instruction";
        Prison = "prison", "Établissement pénitentiaire";
        PrisonRegional = "prison_regional", "Direction interrégionale des services pénitentiaires";
        PrisonCentral = "prison_central", "Direction de l’administration pénitentiaire";
        Probation = "probation", "Service pénitentiaire d’insertion et de probation";
        YouthProtection = "youth_protection", "Protection judiciaire de la jeunesse";
        Health = "health", "Unité sanitaire";
        Education = "education", "Éducation nationale";
        Military = "military", "Autorité militaire";
        Consulate = "consulate", "Consulat";
        Lawyer = "lawyer", "Avocat";
        CivilStatus = "civil_status", "Casier judiciaire et service national";
        Prefecture = "prefecture", "Préfecture";
        Municipality = "municipality", "Commune";
        ChildWelfare = "child_welfare", "Aide sociale à l’enfance";
        Association = "association", "Association";
        Employment = "employment", "Service de l’emploi";
        MonitoringCentre = "monitoring_centre", "Pôle centralisateur de surveillance";
        SupervisingMagistrate = "supervising_magistrate", "Magistrat chargé du contrôle";
    }
}

/// The four P of the RAN paper, and those around them: the small badge beside an institution's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// Police, gendarmerie, intelligence.
    Police,
    /// Prosecution and courts.
    Parquet,
    /// Prison and its hierarchy.
    Prison,
    /// Probation.
    Probation,
    /// Everyone else who is invited or told.
    Partner,
}

impl Party {
    /// The word on the badge.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Police => "Police",
            Self::Parquet => "Justice",
            Self::Prison => "Prison",
            Self::Probation => "Probation",
            Self::Partner => "Partenaire",
        }
    }

    /// The code that the stylesheet knows.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Parquet => "parquet",
            Self::Prison => "prison",
            Self::Probation => "probation",
            Self::Partner => "partner",
        }
    }
}

impl InstitutionKind {
    /// Which of the four P this kind belongs to (domain, section 2, third column).
    #[must_use]
    pub const fn party(self) -> Party {
        match self {
            Self::Police | Self::Gendarmerie | Self::Intelligence => Party::Police,
            Self::Prosecution | Self::SentencingCourt | Self::InvestigatingJudge | Self::SupervisingMagistrate => {
                Party::Parquet
            }
            Self::PrisonIntelligence
            | Self::Prison
            | Self::PrisonRegional
            | Self::PrisonCentral
            | Self::MonitoringCentre => Party::Prison,
            Self::Probation => Party::Probation,
            _ => Party::Partner,
        }
    }
}

text_enum! {
    /// What a person does in an institution; a clearance covers one or more. Protocol cells may name them.
    Function {
        Head = "head", "direction";
        Registry = "registry", "greffe";
        Management = "management", "encadrement";
        Guard = "guard", "surveillance";
        Counsellor = "counsellor", "conseiller d’insertion et de probation";
        ProbationDirector = "probation_director", "direction du SPIP";
        Magistrate = "magistrate", "magistrat";
        LiaisonJurist = "liaison_jurist", "juriste référent";
        Officer = "officer", "agent de police ou de gendarmerie";
        JudicialOfficer = "judicial_officer", "officier de police judiciaire spécialement habilité";
        Analyst = "analyst", "analyste du renseignement";
        Caregiver = "caregiver", "personnel de santé";
        Teacher = "teacher", "enseignant";
        Agent = "agent", "agent du service";
        Operator = "operator", "opérateur de surveillance";
        Controller = "controller", "contrôle du traitement";
        Administrator = "administrator", "administration technique";
    }
}
