//! What may be said of a service by whoever administers the platform: closed lists, written forms, and which service may stand above
//! which. Pure. Rules of the platform, unless an article is named.

pub mod draft;
pub mod rule;
pub mod territory;

pub use draft::{ServiceDraft, ServiceField};
pub use rule::ServiceRule;

use super::institution::InstitutionKind;
use super::text_enum::text_enum;

text_enum! {
    /// What mail to a service may carry.
    Channel {
        Reference = "reference", "référence seulement";
        Nominative = "nominative", "avis nominatif";
    }
}

/// The time zones in which a French service may be, with their names.
pub const ZONES: &[(&str, &str)] = &[
    ("Europe/Paris", "Paris"),
    ("America/Guadeloupe", "Guadeloupe, Saint-Martin, Saint-Barthélemy"),
    ("America/Martinique", "Martinique"),
    ("America/Cayenne", "Guyane"),
    ("Indian/Reunion", "La Réunion"),
    ("Indian/Mayotte", "Mayotte"),
    ("America/Miquelon", "Saint-Pierre-et-Miquelon"),
    ("Pacific/Noumea", "Nouvelle-Calédonie"),
    ("Pacific/Tahiti", "Polynésie française"),
    ("Pacific/Wallis", "Wallis-et-Futuna"),
];

/// Whether the platform's services may be in that zone.
#[must_use]
pub fn is_zone(name: &str) -> bool {
    ZONES.iter().any(|(known, _)| *known == name)
}

/// Which kinds may stand above a service of this kind; `None` where any may.
///
/// The hierarchy of a prison and of a SPIP knows of those whom they hold or follow (`domain::need`): it is the prison
/// administration's own, and ends there.
#[must_use]
pub const fn superiors_of(kind: InstitutionKind) -> Option<&'static [InstitutionKind]> {
    use InstitutionKind::{Prison, PrisonCentral, PrisonIntelligence, PrisonRegional, Probation};
    match kind {
        Prison | Probation => Some(&[PrisonRegional]),
        PrisonRegional | PrisonCentral => Some(&[PrisonCentral]),
        PrisonIntelligence => Some(&[PrisonIntelligence, PrisonCentral]),
        _ => None,
    }
}

/// Whether a service of the first kind may stand under one of the second.
#[must_use]
pub fn may_stand_under(kind: InstitutionKind, superior: InstitutionKind) -> bool {
    superiors_of(kind).is_none_or(|kinds| kinds.contains(&superior))
}

/// Whether a service of this kind may be said to work in a prison. Whoever does knows of everybody who is held there.
#[must_use]
pub const fn may_be_attached(kind: InstitutionKind) -> bool {
    use InstitutionKind::{Education, Employment, Health, PrisonIntelligence};
    matches!(kind, Health | Education | Employment | PrisonIntelligence)
}

/// Whether a service of this kind is competent for communes (R. 57-7-85 CPP).
#[must_use]
pub const fn has_territory(kind: InstitutionKind) -> bool {
    matches!(kind, InstitutionKind::Police | InstitutionKind::Gendarmerie)
}

/// Whether its mailbox may be one of the relays inside the State that may carry a name.
#[must_use]
pub const fn may_be_nominative(kind: InstitutionKind) -> bool {
    matches!(kind, InstitutionKind::Police | InstitutionKind::Gendarmerie)
}

/// Whether putting `of` under `superior` would close a circle; `above` gives the superior of a service.
#[must_use]
pub fn closes_a_circle<T: Copy + PartialEq>(of: T, superior: T, above: impl Fn(T) -> Option<T>) -> bool {
    // No hierarchy is deeper than this; one that is already a circle ends here too.
    const DEEPEST: usize = 64;
    let mut next = Some(superior);
    for _ in 0..DEEPEST {
        match next {
            None => return false,
            Some(known) if known == of => return true,
            Some(known) => next = above(known),
        }
    }
    true
}

/// Whether a text is a service's code: lower-case letters, digits and single hyphens, from 2 to 60 characters.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (2..=60).contains(&text.len()) && text.split('-').all(|part| !part.is_empty() && part.chars().all(is_letter))
}

/// Whether a text has the form of a mailbox: the part of RFC 5321 that services use, without quotes and comments, so that the relay's
/// own reading (`outbox::Address`) takes whatever this takes.
#[must_use]
pub fn is_mailbox(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_word = |c: char| c.is_ascii_alphanumeric() || "_-+'".contains(c);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 254
        && (1..=64).contains(&local.len())
        && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_word))
        && domain.split('.').count() >= 2
        && domain.split('.').all(is_label)
}

/// Whether a text is a telephone number as people write them: digits, spaces, dots and a leading plus.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (2..=15).contains(&digits)
        && text.len() <= 30
        && text.chars().enumerate().all(|(at, c)| c.is_ascii_digit() || c == ' ' || c == '.' || (c == '+' && at == 0))
}

/// Whether a text is the code of a département or of what stands for one overseas.
#[must_use]
pub fn is_departement(text: &str) -> bool {
    match text {
        "2A" | "2B" => true,
        _ if !text.bytes().all(|b| b.is_ascii_digit()) => false,
        _ if text.len() == 2 => text.parse::<u8>().is_ok_and(|n| (1..=95).contains(&n) && n != 20),
        _ if text.len() == 3 => text.parse::<u16>().is_ok_and(|n| (971..=978).contains(&n) || (984..=989).contains(&n)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use InstitutionKind as K;

    #[test]
    fn a_prison_stands_under_its_region_and_the_region_under_the_directorate() {
        assert!(may_stand_under(K::Prison, K::PrisonRegional));
        assert!(may_stand_under(K::Probation, K::PrisonRegional));
        assert!(may_stand_under(K::PrisonRegional, K::PrisonCentral));
        assert!(may_stand_under(K::PrisonIntelligence, K::PrisonIntelligence));
        assert!(may_stand_under(K::PrisonIntelligence, K::PrisonCentral));
        assert!(may_stand_under(K::Police, K::Prefecture));
        for (kind, superior) in [
            (K::Prison, K::Police),
            (K::Prison, K::Prison),
            (K::Probation, K::Prosecution),
            (K::PrisonRegional, K::Police),
            (K::PrisonCentral, K::Intelligence),
            (K::PrisonIntelligence, K::Intelligence),
        ] {
            assert!(!may_stand_under(kind, superior), "{kind} under {superior}");
        }
    }

    #[test]
    fn nobody_stands_above_his_own_superior() {
        let above = |service: u8| match service {
            1 => Some(2),
            2 => Some(3),
            8 => Some(9),
            9 => Some(8),
            _ => None,
        };
        assert!(closes_a_circle(3, 1, above));
        assert!(closes_a_circle(1, 1, above));
        assert!(!closes_a_circle(1, 2, above));
        assert!(!closes_a_circle(7, 1, above));
        assert!(closes_a_circle(7, 8, above), "what is a circle already isn't made longer");
    }

    #[test]
    fn codes_mailboxes_and_telephones_have_their_form() {
        for good in ["dap", "cp-marais-de-scarpe", "spip-59"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "a", "-ab", "ab-", "a--b", "Ab", "a b", "été", &"a".repeat(61)] {
            assert!(!is_slug(bad), "{bad}");
        }
        for good in ["permanence@dipn59.interieur.example", "a.b+c@d-e.fr"] {
            assert!(is_mailbox(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "a@@b.fr",
            "a b@c.fr",
            ".a@b.fr",
            "a@-b.fr",
            "a@b..fr",
            "a@b.fr\nBcc: x@y.fr",
            "\"a\"@b.fr",
        ] {
            assert!(!is_mailbox(bad), "{bad}");
        }
        assert!(is_phone("03 53 01 00 11") && is_phone("+33 3.53.01.00.11") && is_phone("17"));
        assert!(!is_phone("1") && !is_phone("03+53") && !is_phone("poste 12"));
    }

    #[test]
    fn departements_are_those_that_exist() {
        for good in ["01", "2A", "2B", "59", "95", "974", "976", "988"] {
            assert!(is_departement(good), "{good}");
        }
        for bad in ["", "00", "20", "96", "5", "970", "99", "2C", "5a"] {
            assert!(!is_departement(bad), "{bad}");
        }
    }

    #[test]
    fn every_zone_is_known() {
        for (name, _) in ZONES {
            assert!(jiff::tz::TimeZone::get(name).is_ok(), "{name}");
        }
        assert!(!is_zone("Europe/Berlin") && is_zone("Indian/Reunion"));
    }
}
