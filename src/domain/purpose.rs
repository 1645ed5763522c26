//! Why somebody looks (EU 2016/680, art. 25: justification of consultation and disclosure).

use super::institution::InstitutionKind;
use super::text_enum::text_enum;
use super::tie::{Notice, Tie, TieKind, TieScope};

text_enum! {
    /// Purposes of a consultation. A closed list: the free words go into the reason.
    Purpose {
        DetentionManagement = "detention_management", "prise en charge en détention";
        SentenceExecution = "sentence_execution", "exécution et aménagement des peines";
        ProbationFollowUp = "probation_follow_up", "suivi d’insertion et de probation";
        PenalProceedings = "penal_proceedings", "procédure pénale en cours";
        ReleasePreparation = "release_preparation", "préparation de la sortie";
        ReleaseNotice = "release_notice", "information sur une sortie de détention";
        LeaveNotice = "leave_notice", "information sur une permission de sortir";
        RemovalProcedure = "removal_procedure", "procédure d’éloignement";
        Care = "care", "prise en charge sanitaire";
        ThreatPrevention = "threat_prevention", "prévention des menaces";
        CommunicationReceived = "communication_received", "prise de connaissance d’une communication";
        Oversight = "oversight", "contrôle hiérarchique";
        Cooperation = "cooperation", "concours à la prise en charge";
        Conference = "conference", "préparation et tenue d’une commission";
    }
}

impl Purpose {
    /// The purpose that a tie itself gives, so that opening the file is one click. A hierarchical tie gives none: who
    /// looks from above says why.
    #[must_use]
    pub fn given_by(tie: &Tie, kind: InstitutionKind) -> Option<Self> {
        Some(match (tie.kind, &tie.scope) {
            (TieKind::Held, _) => Self::DetentionManagement,
            (TieKind::Prosecuted, _) => Self::PenalProceedings,
            (TieKind::Communication, _) => Self::CommunicationReceived,
            (TieKind::Item, _) => Self::Conference,
            (TieKind::Alert, _) | (TieKind::Territory, TieScope::Notice(Notice::Sentence3y)) => Self::ReleaseNotice,
            (TieKind::Territory, TieScope::Notice(Notice::Leave)) => Self::LeaveNotice,
            (TieKind::Territory, TieScope::Notice(Notice::ForeignerRemoval)) => Self::RemovalProcedure,
            (TieKind::Territory | TieKind::Hierarchy, _) => return None,
            (TieKind::Followed, _) => match kind {
                InstitutionKind::Probation | InstitutionKind::YouthProtection => Self::ProbationFollowUp,
                InstitutionKind::SentencingCourt => Self::SentenceExecution,
                InstitutionKind::InvestigatingJudge => Self::PenalProceedings,
                InstitutionKind::Health => Self::Care,
                InstitutionKind::Intelligence | InstitutionKind::PrisonIntelligence => Self::ThreatPrevention,
                _ => Self::Cooperation,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_looks_from_above_must_say_why() {
        let from_above = Tie { kind: TieKind::Hierarchy, scope: TieScope::Whole };
        assert_eq!(Purpose::given_by(&from_above, InstitutionKind::PrisonRegional), None);
        let held = Tie { kind: TieKind::Held, scope: TieScope::Whole };
        assert_eq!(Purpose::given_by(&held, InstitutionKind::Prison), Some(Purpose::DetentionManagement));
    }
}
