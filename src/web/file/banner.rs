//! The standing banner, the purpose line and the summary cards.

use super::super::at::Visit;
use super::super::format;
use super::super::pages::file::Card;
use super::super::pages::parts::{Banner, PhaseFact, PurposeLine};
use super::super::site::printed;
use super::shared::{Granted, Subject, identity};
use crate::access::{View, Visit as AccessVisit};
use crate::domain::{Field, Value};
use crate::records::case_file::CaseFile;

fn text(file: &CaseFile, field: Field) -> String {
    identity(file, field).map(Value::code).unwrap_or_default()
}

fn day(view: Option<&View>, field: Field) -> Option<jiff::civil::Date> {
    match view.and_then(|view| view.value(field)) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    }
}

/// The banner.
pub(in crate::web) fn banner(granted: &Granted, subject: &Subject) -> Banner {
    let file = &granted.content.file;
    let today = subject.zone.to_datetime(granted.at).date();
    let stay = file.stays.first();
    let birth = match identity(file, Field::BirthDate) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    let is_out = stay.is_some_and(|view| view.value(Field::ReleasedAt).is_some());
    let standing = granted.standing;
    Banner {
        name: format::full_name(&text(file, Field::FamilyName), &text(file, Field::GivenNames)),
        usage_name: identity(file, Field::UsageName).map(|name| format::surname(&name.code())),
        born: birth.map(format::date),
        age: birth.map(|day| format::age_in_words(day, today)),
        ecrou: stay.and_then(|view| view.value(Field::Ecrou)).map(Value::code),
        phase: Some(PhaseFact {
            phase: standing.phase,
            because: standing
                .fact
                .map(|(because, since)| format!("{}, depuis le {}", because.label(), format::date(since)))
                .unwrap_or_default(),
        }),
        place: stay.filter(|_| !is_out).and_then(|view| view.value(Field::Place)).map(Value::code),
        release: day(stay, Field::ReleaseDate)
            .filter(|_| !is_out)
            .map(|day| format!("{}, {}", format::date(day), format::distance(day, today))),
        reference: subject.id.reference(),
        href: format!("/dossiers/{}", subject.id),
    }
}

/// Why the file is open, as the journal has it.
pub(in crate::web) fn purpose_line<T>(granted: &AccessVisit<T>, href: &str) -> PurposeLine {
    PurposeLine {
        purpose: granted.purpose.purpose.label().to_owned(),
        reason: granted.purpose.reason.clone(),
        on_behalf_of: granted.purpose.on_behalf_of.clone(),
        change_href: format!("{href}/motif"),
    }
}

/// The facts on top: the next deadline first, then what has to be decided, then the latest observation.
pub(in crate::web) fn cards(visit: &Visit, granted: &Granted, subject: &Subject) -> Vec<Card> {
    let file = &granted.content.file;
    let today = subject.zone.to_datetime(granted.at).date();
    let directory = visit.at.site.directory();
    let near = |day: jiff::civil::Date, days: i32| today.until(day).is_ok_and(|span| span.get_days() <= days);
    let mut dated: Vec<(jiff::civil::Date, Card)> = Vec::new();

    if let Some(stay) = file.stays.first().filter(|view| view.value(Field::ReleasedAt).is_none())
        && let Some(release) = day(Some(stay), Field::ReleaseDate)
    {
        dated.push((
            release,
            Card {
                title: "Libération prévue".to_owned(),
                value: format::date(release),
                detail: format::distance(release, today),
                source: printed(&directory, stay.owner).name,
                urgency: near(release, 90).then(|| "Échéance proche".to_owned()),
                href: Some("#sentence".to_owned()),
            },
        ));
    }
    for record in &file.records {
        let is_leave = record.value(Field::MovementKind).is_some_and(|kind| kind.code() == "leave");
        let coming = day(Some(record), Field::PlannedOn).filter(|day| *day >= today);
        if let Some(planned) = coming {
            let what =
                record.value(Field::MovementKind).map(|kind| Field::MovementKind.choice_label(&kind.code()).to_owned());
            let mut title = what.unwrap_or_else(|| "Mouvement".to_owned());
            if let Some(first) = title.get(..1) {
                title = format!("{}{}", first.to_uppercase(), &title[1..]);
            }
            dated.push((
                planned,
                Card {
                    title,
                    value: format::date(planned),
                    detail: day(Some(record), Field::ReturnOn)
                        .map(|back| format!("retour le {}", format::date(back)))
                        .unwrap_or_default(),
                    source: source(&directory, record, subject),
                    urgency: (is_leave && near(planned, 14)).then(|| "Échéance proche".to_owned()),
                    href: Some("#movements".to_owned()),
                },
            ));
        }
    }
    dated.sort_by_key(|(day, _)| *day);
    let mut cards: Vec<Card> = dated.into_iter().map(|(_, card)| card).take(2).collect();
    let latest = file.records.iter().find(|view| view.value(Field::ObservedOn).is_some());
    if let Some(observation) = latest {
        let theme = observation.value(Field::ObservationTheme).map(Value::code).unwrap_or_default();
        cards.push(Card {
            title: "Dernière observation".to_owned(),
            value: day(Some(observation), Field::ObservedOn).map(format::date).unwrap_or_default(),
            detail: Field::ObservationTheme.choice_label(&theme).to_owned(),
            source: source(&directory, observation, subject),
            urgency: None,
            href: Some("#observation".to_owned()),
        });
    }
    cards
}

fn source(directory: &crate::records::directory::Directory, view: &View, subject: &Subject) -> String {
    let name = printed(directory, view.owner).name;
    match view.recorded_at {
        Some(at) => format!("{name}, le {}", format::day_of(at, &subject.zone)),
        None => name,
    }
}
