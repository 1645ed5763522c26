//! How sittings and what is due are said.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::super::super::at::Visit;
use super::super::super::format;
use super::super::super::pages::preparation::Mark;
use crate::clock::paris;
use crate::domain::conference::{Because, SittingState};
use crate::domain::{CommissionKind, Field, Id, Institution, Value};
use crate::records::conference::reviews::{Due, known, may_know_the_release};
use crate::records::conference::sittings::Kept;
use crate::records::people::Line;

/// The zone in which a commission's days and hours are counted.
pub(in crate::web::conference) fn zone(visit: &Visit, host: Id<Institution>) -> TimeZone {
    visit.at.site.zone_of(host).unwrap_or_else(paris)
}

/// The sitting's day, where it is held.
pub(in crate::web::conference) fn day(visit: &Visit, kept: &Kept) -> Date {
    zone(visit, kept.host).to_datetime(kept.starts_at.0).date()
}

/// `28/11/2026 à 14 h`, the zone named unless it is Paris.
pub(in crate::web::conference) fn when(visit: &Visit, kept: &Kept) -> String {
    format::moment(kept.starts_at.0, &zone(visit, kept.host))
}

/// `Commission pluridisciplinaire unique, séance du 28/11/2026 à 14 h`
pub(in crate::web::conference) fn title(visit: &Visit, kind: CommissionKind, kept: &Kept) -> String {
    format!("{}, séance du {}", kind.label(), when(visit, kept))
}

/// How far it has come.
pub(in crate::web::conference) fn state(state: SittingState) -> Mark {
    let code = match state {
        SittingState::Prepared => "todo",
        SittingState::Convoked | SittingState::Open | SittingState::Circulated => "now",
        SittingState::Sealed => "done",
        SittingState::Cancelled => "none",
    };
    Mark::new(code, state.label())
}

/// The name as lists print it; empty where it may not be seen.
pub(in crate::web::conference) fn name(line: &Line) -> String {
    let text = |field| line.identity.as_ref().and_then(|view| view.value(field)).map(Value::code).unwrap_or_default();
    format::full_name(&text(Field::FamilyName), &text(Field::GivenNames))
}

/// The day of birth; empty where it may not be seen.
pub(in crate::web::conference) fn born(line: &Line) -> String {
    match line.identity.as_ref().and_then(|view| view.value(Field::BirthDate)) {
        Some(Value::Date(day)) => format::date(*day),
        _ => String::new(),
    }
}

/// What a rhythm says of a review, to who may know when the release is.
fn rhythm(visit: &Visit, kind: CommissionKind, line: &Line, code: &str, on: Date) -> Option<String> {
    if !may_know_the_release(line) {
        return None;
    }
    let because = visit.at.door.agreement().rhythm(kind).reason(code, on, known(line))?;
    Some(because.words(visit.today()))
}

/// Why a review is due.
pub(in crate::web::conference) fn review(visit: &Visit, kind: CommissionKind, due: &Due) -> String {
    match rhythm(visit, kind, &due.line, &due.because, due.on) {
        Some(words) => words,
        None if due.because == "decision" => "revue fixée par une décision".to_owned(),
        None => "revue périodique de la situation".to_owned(),
    }
}

/// Why an item stands on an agenda: `revue à échéance : sortie dans 2 mois : tous les 15 jours`.
pub(in crate::web::conference) fn because(
    visit: &Visit,
    kind: CommissionKind,
    (because, reason): (Because, &str),
    line: &Line,
    on: Date,
) -> String {
    match because {
        Because::Review => match rhythm(visit, kind, line, reason, on) {
            Some(words) => format!("revue à échéance\u{a0}: {words}"),
            None => "revue à échéance".to_owned(),
        },
        Because::Hand | Because::Action => because.label().to_owned(),
    }
}

/// `en retard de 5 jours`, `aujourd’hui`, `dans 3 jours`.
pub(in crate::web::conference) fn distance(on: Date, today: Date) -> (String, bool) {
    let days = today.until(on).map_or(0, |span| span.get_days());
    if days < 0 {
        return (format!("en retard de {}", format::count(days.unsigned_abs().into(), "jour", "jours")), true);
    }
    (format::distance(on, today), false)
}

/// `3 points`; `aucun point`.
pub(in crate::web::conference) fn items(count: u64) -> String {
    if count == 0 { "aucun point".to_owned() } else { format::count(count, "point", "points") }
}
