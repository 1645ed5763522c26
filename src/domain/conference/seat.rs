//! Who sits in a commission, in which voice, and who may do what there.

use crate::domain::text_enum::text_enum;
use crate::domain::{Function, InstitutionKind};

text_enum! {
    /// How somebody takes part (D. 211-34 C. pénit., anc. D. 90 CPP).
    Voice {
        Deliberating = "deliberating", "voix délibérative";
        Consultative = "consultative", "voix consultative";
    }
}

text_enum! {
    /// What a seat is for.
    SeatRole {
        Chair = "chair", "présidence";
        Representative = "representative", "représentation de la présidence";
        Member = "member", "membre";
    }
}

text_enum! {
    /// How somebody invited to a sitting was there.
    Presence {
        Room = "room", "en salle";
        Remote = "remote", "à distance";
        Represented = "represented", "représenté";
        Absent = "absent", "absent";
    }
}

/// By what right somebody decides. The commission advises; the head of the prison decides (circular of 18 June 2012).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Competence {
    /// Head of the prison.
    Head,
    /// By the head's delegation (R. 113-66 C. pénit., anc. R. 57-6-24 CPP): whoever represents him in the chair.
    Delegate,
}

impl Competence {
    /// Whoever has these functions in the prison of the commission, and sits there in this role: what he may decide.
    /// Nobody else decides, whatever his voice.
    #[must_use]
    pub fn of(functions: &[Function], role: Option<SeatRole>) -> Option<Self> {
        if functions.contains(&Function::Head) {
            return Some(Self::Head);
        }
        (role == Some(SeatRole::Representative) && functions.contains(&Function::Management)).then_some(Self::Delegate)
    }

    /// The code stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Delegate => "delegate",
        }
    }

    /// The competence of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Head, Self::Delegate].into_iter().find(|known| known.code() == code)
    }

    /// In French, as minutes say it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Head => "chef d’établissement",
            Self::Delegate => "par délégation du chef d’établissement",
        }
    }

    /// The article, in French.
    #[must_use]
    pub const fn basis(self) -> &'static str {
        match self {
            Self::Head => "D. 211-34 C. pénit. (anc. D. 90 CPP) ; circulaire du 18 juin 2012",
            Self::Delegate => "R. 113-66 C. pénit. (anc. R. 57-6-24 CPP) ; D. 211-34 C. pénit. (anc. D. 90 CPP)",
        }
    }
}

/// Whether somebody of the prison with these functions prepares sittings and keeps their minutes: direction, management
/// and registry, as a secretariat does. Guards see the items, and write observations.
#[must_use]
pub fn keeps_the_agenda(functions: &[Function]) -> bool {
    functions.iter().any(|function| matches!(function, Function::Head | Function::Management | Function::Registry))
}

/// Whether this institution's people say nothing of their own on an item but what closed questions let them: health takes
/// part without comments, opinions or clinical words (GENESIS 3° c, 8° d).
#[must_use]
pub const fn keeps_medical_secrecy(kind: InstitutionKind) -> bool {
    matches!(kind, InstitutionKind::Health)
}

/// Whether somebody is a third party who may learn of the place of detention only with the prisoner's express consent,
/// recorded (D. 214-31 C. pénit.).
#[must_use]
pub const fn needs_consent(kind: InstitutionKind) -> bool {
    matches!(kind, InstitutionKind::Association | InstitutionKind::Employment | InstitutionKind::Municipality)
}

/// Whether an invitation names the person: partners come one by one, services come as such (domain, section 7).
#[must_use]
pub fn is_invited_by_name(kind: InstitutionKind) -> bool {
    use crate::domain::institution::Party;
    kind.party() == Party::Partner && !matches!(kind, InstitutionKind::Health | InstitutionKind::Education)
}

/// Whether institutions of this kind can be invited to an item at all: those whom the texts name as recipients of single
/// notices only, and the controller, can't.
#[must_use]
pub const fn can_be_invited(kind: InstitutionKind) -> bool {
    !matches!(
        kind,
        InstitutionKind::Military
            | InstitutionKind::Consulate
            | InstitutionKind::Lawyer
            | InstitutionKind::CivilStatus
            | InstitutionKind::ChildWelfare
            | InstitutionKind::SupervisingMagistrate
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_decides_his_representative_by_delegation_and_nobody_else() {
        assert_eq!(Competence::of(&[Function::Head], None), Some(Competence::Head));
        let management = [Function::Management];
        assert_eq!(Competence::of(&management, Some(SeatRole::Representative)), Some(Competence::Delegate));
        assert_eq!(Competence::of(&management, Some(SeatRole::Member)), None);
        assert_eq!(Competence::of(&[Function::ProbationDirector], Some(SeatRole::Representative)), None);
    }

    #[test]
    fn partners_come_by_name_and_third_parties_with_the_prisoners_consent() {
        assert!(is_invited_by_name(InstitutionKind::Association) && needs_consent(InstitutionKind::Association));
        assert!(!is_invited_by_name(InstitutionKind::Probation) && !needs_consent(InstitutionKind::Prefecture));
        assert!(is_invited_by_name(InstitutionKind::Prefecture));
        assert!(!can_be_invited(InstitutionKind::Lawyer) && can_be_invited(InstitutionKind::Police));
    }
}
