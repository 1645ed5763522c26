//! How what is written of services is said.

use jiff::civil::Date;

use super::super::format;
use super::super::pages::parts::{Choice, Link};
use super::super::pages::preparation::Mark;
use crate::domain::clearance::Clearance;
use crate::domain::service::{Channel, ServiceField, ZONES};
use crate::domain::{ClearanceState, Id, Institution, InstitutionKind};
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

/// How somebody's clearances in his service stand, and which functions those valid today cover.
pub(super) fn clearance(granted: &[Clearance], today: Date, closed: Option<String>) -> (String, Mark) {
    if let Some(closed) = closed {
        return (String::new(), Mark::new("none", &format!("compte fermé le {closed}")));
    }
    let valid: Vec<&Clearance> = granted.iter().filter(|clearance| clearance.is_valid_on(today)).collect();
    let functions = |of: &[&Clearance]| {
        let mut labels: Vec<&str> = of.iter().flat_map(|c| &c.functions).map(|function| function.label()).collect();
        labels.dedup();
        labels.join(", ")
    };
    if let Some(first) = valid.first() {
        return (functions(&valid), Mark::new("done", &format!("en cours jusqu’au {}", format::date(first.ends_on))));
    }
    let Some(last) = granted.first() else {
        return (String::new(), Mark::new("none", "aucune habilitation"));
    };
    let words = match last.state {
        ClearanceState::Active if last.starts_on > today => {
            format!("prend effet le {}", format::date(last.starts_on))
        }
        ClearanceState::Active | ClearanceState::Expired => format!("échue depuis le {}", format::date(last.ends_on)),
        state => state.label().to_owned(),
    };
    (functions(&[last]), Mark::new("todo", &words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Function;
    use jiff::civil::date;

    #[test]
    fn a_clearance_is_said_in_words() {
        let granted =
            |state, starts_on, ends_on| Clearance { state, starts_on, ends_on, functions: vec![Function::Guard] };
        let today = date(2026, 11, 21);
        let word = |granted: &[Clearance]| clearance(granted, today, None).1.word;
        let (start, end) = (date(2026, 1, 1), date(2027, 1, 1));
        assert_eq!(word(&[]), "aucune habilitation");
        assert_eq!(word(&[granted(ClearanceState::Active, start, end)]), "en cours jusqu’au 01/01/2027");
        assert_eq!(word(&[granted(ClearanceState::Active, end, end)]), "prend effet le 01/01/2027");
        assert_eq!(word(&[granted(ClearanceState::Active, start, start)]), "échue depuis le 01/01/2026");
        assert_eq!(word(&[granted(ClearanceState::Suspended, start, end)]), "suspendue");
        assert_eq!(clearance(&[], today, Some("20/11/2026".into())).1.word, "compte fermé le 20/11/2026");
    }
}
