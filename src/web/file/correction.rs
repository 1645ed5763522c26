//! `/dossiers/{id}/corrections/{row}/{field}`: one value, the reason, and the old value kept.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::super::format;
use super::super::forms::Typed;
use super::super::pages::correction::{Conflict, CorrectionPage, Input};
use super::super::pages::frame::NavItem;
use super::super::pages::parts::{Choice, Faults};
use super::banner;
use super::observation::fault_of;
use super::shared::{Opened, Subject, open, subject};
use crate::access::{self, Altered, Asked, Cell, Reject, View};
use crate::domain::value::{NoValue, ValueKind};
use crate::domain::{Field, Value};
use crate::records::corrections::{self, NewCorrection};

/// Row and field of the address.
struct Target {
    row: String,
    field: Field,
}

fn target(visit: &Visit, request: &HttpRequest) -> Result<Target, Failure> {
    let row = request.match_info().get("row").unwrap_or_default().to_owned();
    let field = request.match_info().get("field").and_then(Field::from_key).filter(|field| *field != Field::Place);
    // A field of another row, an odd row, an unknown field: one answer.
    field.map(|field| Target { row, field }).ok_or_else(|| visit.at.no_such_file())
}

/// `GET /dossiers/{id}/corrections/{row}/{field}`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    answer(&visit, &request, None, Faults::default(), false).await
}

async fn answer(visit: &Visit, request: &HttpRequest, typed: Option<&Typed>, faults: Faults, conflict: bool) -> Answer {
    let target = target(visit, request)?;
    let Opened { granted, file } = match open(visit, request, Asked::ToSee).await? {
        Ok(opened) => opened,
        Err(instead) => return Ok(instead),
    };
    let found = granted.content.file.views().find(|view| view.row == target.row && !view.existence_only);
    let Some((view, cell)) = found.and_then(|view| view.cell(target.field).map(|cell| (view, cell))) else {
        return Err(visit.at.no_such_file());
    };
    if !cell.writable {
        return Err(visit.refused(access::Refusal::NotWritable, Some(file.id)));
    }
    let is_first = typed.is_none();
    let page = page(visit, &granted, &file, view, cell, typed, faults, conflict);
    Ok(if is_first { html(&page) } else { html_faulty(&page) })
}

#[expect(clippy::too_many_arguments, reason = "the parts of one page, put together in one place")]
fn page(
    visit: &Visit,
    granted: &super::shared::Granted,
    subject: &Subject,
    view: &View,
    cell: &Cell,
    typed: Option<&Typed>,
    faults: Faults,
    conflict: bool,
) -> CorrectionPage {
    let banner = banner::banner(granted, subject);
    let spec = cell.field.spec();
    let current = cell.value().map(|value| format::value(cell.field, value, &subject.zone));
    let stored = cell.value().map(Value::code).unwrap_or_default();
    let value = typed.map_or_else(|| local(cell, subject, &stored), |typed| typed.text("value").to_owned());
    let conflict = conflict.then(|| Conflict {
        theirs: current.clone().unwrap_or_else(|| "Non renseigné".to_owned()),
        yours: value.clone(),
        by: "un autre agent (voir l’historique)".to_owned(),
        when: "entre-temps".to_owned(),
    });
    CorrectionPage {
        frame: visit.frame("Corriger une donnée", NavItem::Dossiers, None),
        purpose: banner::purpose_line(granted, &banner.href),
        action: format!("{}/corrections/{}/{}", banner.href, view.row, spec.key),
        cancel_href: format!("{}#{}", banner.href, spec.category.code()),
        label: spec.label.to_owned(),
        guidance: spec.guidance.to_owned(),
        current,
        version: view.version.to_string(),
        required: cell.field.is_required(),
        emptying: emptying(cell.field).to_owned(),
        input: input(cell.field, value, subject),
        reason: typed.map(|typed| typed.text("reason").to_owned()).unwrap_or_default(),
        conflict,
        faults,
        banner,
    }
}

/// What it means to leave the field empty, for a field that may be.
fn emptying(field: Field) -> &'static str {
    match field {
        _ if field.is_required() => "",
        // Its guidance says so.
        Field::ReleaseHour => "",
        Field::ReleaseDate => "Laissez vide pour annuler la date.",
        Field::ReleasedAt => "Laissez vide pour annuler la levée d’écrou.",
        _ if matches!(field.spec().kind, ValueKind::Choice(_) | ValueKind::Answer) => "",
        _ => "Laissez vide pour effacer la valeur\u{a0}; l’historique la garde.",
    }
}

/// A closed list offers to say nothing where the field may be empty.
fn choices<'a>(field: Field, value: &str, known: impl Iterator<Item = (&'a str, &'a str)>) -> Input {
    let none = (!field.is_required()).then(|| Choice::new("", "non renseigné", value.is_empty()));
    Input::Choice(none.into_iter().chain(known.map(|(code, label)| Choice::new(code, label, value == code))).collect())
}

/// A moment is typed in the prison's hours.
fn local(cell: &Cell, subject: &Subject, stored: &str) -> String {
    match cell.value() {
        Some(Value::Instant(at)) => subject.zone.to_datetime(*at).strftime("%Y-%m-%dT%H:%M").to_string(),
        _ => stored.to_owned(),
    }
}

fn input(field: Field, value: String, subject: &Subject) -> Input {
    let kind = field.spec().kind;
    let max = kind.max_length();
    match kind {
        ValueKind::Text | ValueKind::Commune => Input::Text { value, max },
        ValueKind::Prose => Input::Prose { value, max },
        ValueKind::Date => Input::Date(value),
        ValueKind::Hour => Input::Hour(value),
        ValueKind::Instant => {
            let zone =
                format::zone_name(&subject.zone).map_or_else(|| "heure de Paris".to_owned(), |zone| zone.into_owned());
            Input::Moment { value, zone }
        }
        ValueKind::Choice(list) => choices(field, &value, list.iter().map(|(code, label)| (*code, *label))),
        ValueKind::Answer => {
            choices(field, &value, crate::domain::value::Answer::ALL.iter().map(|a| (a.code(), a.label())))
        }
        ValueKind::Quantum => Input::Quantum(value),
        ValueKind::Days => Input::Days(value),
    }
}

/// What was typed, as a value of the field. A moment is read in the prison's zone; an hour that doesn't exist there, on
/// the night of the time change, is refused.
fn typed_value(field: Field, text: &str, subject_zone: &jiff::tz::TimeZone) -> Result<Option<Value>, NoValue> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    if field.spec().kind == ValueKind::Instant {
        let local: jiff::civil::DateTime = text.trim().parse().map_err(|_| NoValue::Instant)?;
        let zoned = subject_zone.to_ambiguous_timestamp(local);
        if matches!(zoned.offset(), jiff::tz::AmbiguousOffset::Gap { .. }) {
            return Err(NoValue::Instant);
        }
        return zoned.earlier().map(|at| Some(Value::Instant(at))).map_err(|_| NoValue::Instant);
    }
    field.spec().kind.parse(text).map(Some)
}

/// `POST /dossiers/{id}/corrections/{row}/{field}`
pub(in crate::web) async fn correct(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let id = subject(&visit, &request)?;
    let Target { row, field } = target(&visit, &request)?;
    let zone = match open(&visit, &request, Asked::ToSee).await? {
        Ok(opened) => opened.file.zone,
        Err(instead) => return Ok(instead),
    };
    let mut faults = Faults::default();
    let value = typed_value(field, typed.text("value"), &zone).unwrap_or_else(|no| {
        faults.add("value", &fault_of(field, no));
        None
    });
    let reason = typed.text("reason").trim().to_owned();
    match reason.chars().count() {
        0..5 => faults.add("reason", "Dites pourquoi vous corrigez cette donnée (cinq caractères au moins)"),
        501.. => faults.add("reason", "La raison ne dépasse pas 500 caractères"),
        _ => {}
    }
    if reason.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        faults.add("reason", "Retirez les caractères invisibles");
    }
    let version: Option<i32> = typed.text("version").parse().ok();
    let Some(version) = version else {
        return Err(visit.at.bad_request("La version de la donnée manque au formulaire."));
    };
    if !faults.is_empty() {
        return answer(&visit, &request, Some(&typed), faults, false).await;
    }
    let new = NewCorrection { row, version, field, value, reason };
    let altered =
        visit.at.door.alter(&visit.reader, id, move |tx, permit| corrections::correct(tx, permit, &new)).await;
    match altered.map_err(|error| visit.at.failed(&error))? {
        Altered::Done(()) => Ok(see_other(&format!("/dossiers/{id}?fait=correction#{}", field.spec().category.code()))),
        Altered::Refused(refusal) => Err(visit.refused(refusal, Some(id))),
        Altered::Rejected(Reject::Conflict) => answer(&visit, &request, Some(&typed), Faults::default(), true).await,
        Altered::Rejected(Reject::Future) => {
            faults.add("value", "Cette date est à venir : un fait ne se constate qu’une fois accompli");
            answer(&visit, &request, Some(&typed), faults, false).await
        }
        Altered::Rejected(Reject::Contradicts(key)) => {
            let other = Field::from_key(key).map_or(key, |field| field.spec().label);
            let message = if key == field.spec().key {
                format!("« {other} » ne peut pas être vide")
            } else {
                format!("Cette date contredit « {other} »")
            };
            faults.add("value", &message);
            answer(&visit, &request, Some(&typed), faults, false).await
        }
        Altered::Rejected(Reject::Obstacle(obstacle)) => Err(visit.at.obstacle(obstacle.label())),
        Altered::Rejected(_) => Err(visit.at.no_such_file()),
    }
}
