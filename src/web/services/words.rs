//! How what is written of services is said.

use jiff::civil::Date;

use super::super::pages::parts::{Choice, Link};
use super::super::pages::preparation::Mark;
use crate::domain::clearance::Clearance;
use crate::domain::service::{Channel, ServiceField, ZONES};
use crate::domain::{Id, Institution, InstitutionKind};
use crate::records::services::Listed;

/// Its page.
pub(super) fn href(id: Id<Institution>) -> String {
    format!("/institutions/{id}")
}

/// A service as a way on.
pub(super) fn link(service: &Listed) -> Link {
    Link::new(&service.name, &href(service.id))
}

/// A zone by its name.
pub(super) fn zone(name: &str) -> String {
    let known = ZONES.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| name.to_owned(), |(_, words)| (*words).to_owned())
}

/// What a field said, in words; what isn't there any more is said by its code.
pub(super) fn said(field: &str, raw: Option<&str>, all: &[Listed]) -> String {
    let Some(raw) = raw else { return String::new() };
    let words = match ServiceField::from_code(field) {
        Some(ServiceField::Kind) => InstitutionKind::from_code(raw).map(|kind| kind.label().to_owned()),
        Some(ServiceField::Superior | ServiceField::AttachedTo) => {
            all.iter().find(|service| service.id.to_string() == raw).map(|service| service.name.clone())
        }
        Some(ServiceField::TimeZone) => Some(zone(raw)),
        Some(ServiceField::Channel) => Channel::from_code(raw).map(|channel| channel.label().to_owned()),
        Some(ServiceField::Closed) => Some("service fermé".to_owned()),
        _ => None,
    };
    words.unwrap_or_else(|| raw.to_owned())
}

/// The label of a field.
pub(super) fn label(field: &str) -> String {
    match ServiceField::from_code(field) {
        Some(ServiceField::Territory) => "Ressort\u{a0}: communes retirées, communes ajoutées".to_owned(),
        Some(field) => field.label().to_owned(),
        None => field.to_owned(),
    }
}

/// Open services to choose from, nothing first; the chosen one stays in the list whatever it is.
pub(super) fn choices(
    all: &[Listed],
    nothing: &str,
    chosen: &str,
    fits: impl Fn(InstitutionKind) -> bool,
) -> Vec<Choice> {
    let offered = all
        .iter()
        .filter(|service| service.id.to_string() == chosen || (service.closed_at.is_none() && fits(service.kind)))
        .map(|service| {
            let id = service.id.to_string();
            let is_chosen = id == chosen;
            Choice::new(&id, &service.name, is_chosen)
        });
    std::iter::once(Choice::new("", nothing, chosen.is_empty())).chain(offered).collect()
}

/// Whether somebody is cleared in his service today, and for which functions. No more than that, for administrators neither: that a
/// clearance is suspended, was withdrawn or never granted concerns its bearer and those who decide on it, and stands on
/// `/habilitations`, where they alone read it.
pub(super) fn clearance(granted: &[Clearance], today: Date, closed: Option<String>) -> (String, Mark) {
    if let Some(closed) = closed {
        return (String::new(), Mark::new("none", &format!("compte fermé le {closed}")));
    }
    let valid = || granted.iter().filter(|clearance| clearance.is_valid_on(today));
    if valid().next().is_none() {
        return (String::new(), Mark::new("none", "sans habilitation en cours"));
    }
    let mut labels: Vec<&str> = valid().flat_map(|c| &c.functions).map(|function| function.label()).collect();
    labels.dedup();
    (labels.join(", "), Mark::new("done", "habilitation en cours"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ClearanceState, Function};
    use jiff::civil::date;

    #[test]
    fn the_directory_says_whether_somebody_is_cleared_and_never_why_not() {
        let granted =
            |state, starts_on, ends_on| Clearance { state, starts_on, ends_on, functions: vec![Function::Guard] };
        let today = date(2026, 11, 21);
        let (start, end) = (date(2026, 1, 1), date(2027, 1, 1));
        let said = |granted: &[Clearance]| {
            let (functions, mark) = clearance(granted, today, None);
            (functions, mark.code, mark.word)
        };
        let (functions, code, word) = said(&[granted(ClearanceState::Active, start, end)]);
        assert_eq!((functions.as_str(), &*word), (Function::Guard.label(), "habilitation en cours"));
        assert_ne!(code, said(&[]).1);
        let none = said(&[]);
        assert_eq!((none.0.as_str(), &*none.2), ("", "sans habilitation en cours"));
        // Whatever the reason is, the words are the same, to the letter.
        let states = ClearanceState::ALL.iter().filter(|state| **state != ClearanceState::Active);
        for state in states {
            assert_eq!(said(&[granted(*state, start, end)]), none, "{state}");
        }
        assert_eq!(said(&[granted(ClearanceState::Active, end, end)]), none, "not yet");
        assert_eq!(said(&[granted(ClearanceState::Active, start, start)]), none, "no longer");
        assert_eq!(clearance(&[], today, Some("20/11/2026".into())).1.word, "compte fermé le 20/11/2026");
    }
}
