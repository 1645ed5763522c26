//! `/dossiers/{id}/chronologie`: what happened, the latest first.

use actix_web::HttpRequest;
use jiff::civil::Date;

use super::super::at::Visit;
use super::super::failure::{Answer, html};
use super::super::format;
use super::super::forms::Typed;
use super::super::pages::frame::NavItem;
use super::super::pages::parts::{Choice, Setting};
use super::super::pages::timeline::{Day, Entry, TimelinePage};
use super::super::site::printed;
use super::banner;
use super::sections::title;
use super::shared::{Opened, Subject, open};
use crate::access::{Asked, Content, View};
use crate::domain::{DataCategory, Field, Value};
use crate::records::case_file::CaseFile;

/// `GET /dossiers/{id}/chronologie`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let typed = Typed::query(&request).ok_or_else(|| visit.at.bad_request("L’adresse doit être encodée en UTF-8."))?;
    let only = match typed.text("rubrique") {
        "" => None,
        code => {
            Some(DataCategory::from_code(code).ok_or_else(|| visit.at.bad_request("Cette rubrique n’existe pas."))?)
        }
    };
    let Opened { granted, file } = match open(&visit, &request, Asked::ToSee).await? {
        Ok(opened) => opened,
        Err(instead) => return Ok(instead),
    };
    let banner = banner::banner(&granted, &file);
    let mut happened = events(&visit, &granted.content.file, &file, &banner.href);
    let mut present: Vec<DataCategory> = happened.iter().map(|(_, category, _)| *category).collect();
    present.sort();
    present.dedup();
    happened.retain(|(_, category, _)| only.is_none_or(|only| *category == only));
    happened.sort_by(|(a, _, one), (b, _, other)| b.cmp(a).then_with(|| other.time.cmp(&one.time)));
    let count = format::count(happened.len() as u64, "événement", "événements");
    let mut days: Vec<Day> = Vec::new();
    for (day, _, entry) in happened {
        let iso = day.to_string();
        match days.last_mut().filter(|last| last.iso == iso) {
            Some(last) => last.entries.push(entry),
            None => days.push(Day { title: format::long_date(day), iso, entries: vec![entry] }),
        }
    }
    let categories = std::iter::once(Choice::new("", "Toutes les rubriques", only.is_none()))
        .chain(present.iter().map(|category| Choice::new(category.code(), category.label(), only == Some(*category))))
        .collect();
    Ok(html(&TimelinePage {
        frame: visit.frame("Dossier : chronologie", NavItem::Dossiers, None),
        purpose: banner::purpose_line(&granted, &banner.href),
        categories,
        count,
        reset_href: only.map(|_| format!("{}/chronologie", banner.href)),
        days,
        banner,
    }))
}

/// The day that a row speaks of, by category.
const DAYS: &[(Field, &str)] = &[
    (Field::AdmittedOn, "Écrou"),
    (Field::ReleasedAt, "Levée d’écrou"),
    (Field::DecidedOn, "Décision"),
    (Field::PlannedOn, "Mouvement"),
    (Field::ObservedOn, "Observation"),
    (Field::IncidentOn, "Discipline"),
    (Field::HeldOn, "Commission"),
    (Field::NotedOn, "Note"),
];

fn events(visit: &Visit, file: &CaseFile, subject: &Subject, href: &str) -> Vec<(Date, DataCategory, Entry)> {
    let directory = visit.at.site.directory();
    let mut events = Vec::new();
    for view in file.views() {
        for (field, kind) in DAYS {
            let (day, time) = match view.value(*field) {
                Some(Value::Date(day)) => (*day, String::new()),
                Some(Value::Instant(at)) => (subject.zone.to_datetime(*at).date(), format::hour_of(*at, &subject.zone)),
                _ => continue,
            };
            let category = field.spec().category;
            let (line, withheld) = line(view, *field, category);
            let entry = Entry {
                time,
                kind: (*kind).to_owned(),
                line,
                withheld,
                service: printed(&directory, view.owner),
                author: view.author.clone().unwrap_or_default(),
                setting: match view.value(Field::Setting).map(Value::code).as_deref() {
                    Some("online") => Some(Setting::Online),
                    Some("offline") => Some(Setting::Offline),
                    _ => None,
                },
                href: format!("{href}#{}-{}", category.code(), view.row),
            };
            events.push((day, category, entry));
        }
    }
    events
}

/// One line of what happened: its first sentence where the reader may read it.
fn line(view: &View, field: Field, category: DataCategory) -> (String, bool) {
    let prose = match category {
        DataCategory::Observation => Field::ObservationText,
        DataCategory::Discipline => Field::IncidentFacts,
        DataCategory::ConferenceRecord => Field::CpuObject,
        DataCategory::IntelligenceNote => Field::NoteText,
        DataCategory::Movements if view.category.is_some() => Field::Destination,
        _ => return (title(view, field.spec().category), false),
    };
    match view.cell(prose).map(|cell| &cell.content) {
        Some(Content::Shown(shown)) => (first_sentence(&shown.value().code()), false),
        Some(Content::Withheld(_)) => ("Contenu non communiqué à ce niveau".to_owned(), true),
        _ => (title(view, field.spec().category), false),
    }
}

fn first_sentence(text: &str) -> String {
    const LONGEST: usize = 140;
    let sentence = text.split_inclusive(['.', '\n']).next().unwrap_or(text).trim();
    if sentence.chars().count() <= LONGEST {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(LONGEST).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before))
}

#[cfg(test)]
mod tests {
    use super::first_sentence;

    #[test]
    fn a_line_is_the_first_sentence_or_as_much_of_it_as_fits() {
        assert_eq!(first_sentence("Calme. Puis non."), "Calme.");
        let long = "mot ".repeat(60);
        let line = first_sentence(&long);
        assert!(line.ends_with("mot…") && line.chars().count() <= 141);
    }
}
