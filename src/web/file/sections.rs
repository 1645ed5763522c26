//! The categories of a file, for the screen and for paper: the one sink that turns shown cells into text.

use std::borrow::Cow;

use super::super::at::Visit;
use super::super::format;
use super::super::pages::file::{Content as Printed, Group, Meta, Row, Section};
use super::super::pages::parts::{Setting, by_basis};
use super::super::site::printed;
use super::anchor;
use super::shared::Subject;
use crate::access::{Cell, Content, Shown, View};
use crate::domain::value::ValueKind;
use crate::domain::{DataCategory, Field, Level, Value};
use crate::protocol::Agreement;
use crate::records::case_file::CaseFile;

/// The sections, in the catalogue's order. What the reader may not know of leaves no trace.
pub(in crate::web) fn sections(
    visit: &Visit,
    subject: &Subject,
    file: &CaseFile,
    levels: &[(DataCategory, Level)],
    href: &str,
    show_bases: bool,
) -> Vec<Section> {
    sections_under(visit, visit.at.door.agreement(), subject, file, levels, href, show_bases)
}

/// As [`sections`], the cells having been decided under this agreement.
pub(in crate::web) fn sections_under(
    visit: &Visit,
    agreement: &Agreement,
    subject: &Subject,
    file: &CaseFile,
    levels: &[(DataCategory, Level)],
    href: &str,
    show_bases: bool,
) -> Vec<Section> {
    let printer = Printer { visit, subject, agreement, href, show_bases };
    DataCategory::ALL
        .iter()
        .filter_map(|category| {
            let level = levels.iter().find(|(known, _)| known == category).map_or(Level::None, |(_, level)| *level);
            printer.section(file, *category, level)
        })
        .collect()
}

struct Printer<'p> {
    visit: &'p Visit,
    subject: &'p Subject,
    agreement: &'p Agreement,
    href: &'p str,
    show_bases: bool,
}

impl Printer<'_> {
    fn section(&self, file: &CaseFile, category: DataCategory, level: Level) -> Option<Section> {
        let mut groups = Vec::new();
        // By rule: a rule's article is put into words once, however many fields rest on it.
        let mut bases: Vec<(u16, Vec<&'static str>)> = Vec::new();
        let mut highest = level;
        let mut holders: Vec<String> = Vec::new();
        for view in file.views() {
            if view.existence_only {
                if view.category == Some(category) {
                    let name = printed(&self.visit.at.site.directory(), view.owner).name;
                    // Said once for each service, however much it holds: how much is not to be known.
                    if !holders.contains(&name) {
                        holders.push(name);
                    }
                    highest = highest.max(Level::Existence);
                }
                continue;
            }
            let cells = || view.cells.iter().filter(move |cell| cell.field.spec().category == category);
            // What is empty is a line only for who may fill it in.
            let is_line = |cell: &Cell| cell.writable || !matches!(cell.content, Content::Empty);
            if !cells().any(is_line) {
                continue;
            }
            for cell in cells() {
                if let (Content::Shown(_) | Content::Empty, Some(rule)) = (&cell.content, cell.rule) {
                    let label = cell.field.spec().label;
                    match bases.iter_mut().find(|(known, _)| *known == rule) {
                        Some((_, labels)) if labels.contains(&label) => {}
                        Some((_, labels)) => labels.push(label),
                        None => bases.push((rule, vec![label])),
                    }
                    highest = highest.max(self.agreement.cell(rule).level);
                }
            }
            groups.push(self.group(view, category, cells().filter(|cell| is_line(cell))));
        }
        holders.sort();
        let note = (!holders.is_empty()).then(|| {
            format!(
                "{} : détient un élément dans cette rubrique. Le protocole n’en fait connaître que l’existence ; vous pouvez lui en demander communication, avec votre motif.",
                holders.join(" ; ")
            )
        });
        if groups.is_empty() && note.is_none() {
            return None;
        }
        let both = [Setting::Online, Setting::Offline].iter().all(|setting| {
            groups.iter().any(|group| group.meta.as_ref().is_some_and(|meta| meta.setting == Some(*setting)))
        });
        Some(Section {
            id: anchor(category).to_owned(),
            title: category.label().to_owned(),
            level: if groups.is_empty() { Level::Existence } else { highest },
            note,
            groups,
            bases: by_basis(bases.into_iter().map(|(rule, labels)| (labels.join(", "), self.basis(rule)))),
            side_by_side: category == DataCategory::Observation && both,
        })
    }

    fn group<'c>(&self, view: &View, category: DataCategory, lines: impl Iterator<Item = &'c Cell>) -> Group {
        let meta = view.category.map(|_| Meta {
            service: printed(&self.visit.at.site.directory(), view.owner),
            author: view.author.clone().unwrap_or_default(),
            when: view.recorded_at.map(|at| format::moment(at, &self.subject.zone)).unwrap_or_default(),
            setting: setting(view),
        });
        let handling = view.cap.map(|cap| {
            format!(
                "Restriction posée par l’auteur : les autres services n’en connaissent que le niveau « {} ».",
                cap.label()
            )
        });
        Group {
            id: if view.row.is_empty() { String::new() } else { format!("{}-{}", anchor(category), view.row) },
            title: title(view, category),
            meta,
            handling,
            rows: lines.map(|cell| self.row(view, cell)).collect(),
            link: None,
        }
    }

    fn row(&self, view: &View, cell: &Cell) -> Row {
        let spec = cell.field.spec();
        Row {
            label: Cow::Borrowed(spec.label),
            content: self.content(cell),
            basis: cell.rule.filter(|_| self.show_bases).map(|rule| self.basis(rule)).unwrap_or_default(),
            correct_href: cell
                .writable
                .then(|| format!("{}/corrections/{}/{}", self.href, view.row, spec.key))
                .filter(|_| cell.field != Field::Place),
            history_href: None,
        }
    }

    fn content(&self, cell: &Cell) -> Printed {
        match &cell.content {
            Content::Shown(shown) => self.shown(shown),
            Content::Empty => Printed::Absent,
            Content::Withheld(level) => Printed::Withheld(format!(
                "Non communiqué : le protocole ouvre cette rubrique au niveau « {} ». Demandez la communication au service qui détient l’information.",
                level.label()
            )),
        }
    }

    /// The HTML sink: templates escape what comes out.
    fn shown(&self, shown: &Shown) -> Printed {
        match shown.value() {
            Value::Prose(text) => Printed::Prose(text.clone()),
            value => Printed::Shown(format::value(shown.field(), value, &self.subject.zone)),
        }
    }

    fn basis(&self, rule: u16) -> String {
        self.agreement.article(rule).to_owned()
    }
}

fn setting(view: &View) -> Option<Setting> {
    match view.value(Field::Setting)?.code().as_str() {
        "online" => Some(Setting::Online),
        "offline" => Some(Setting::Offline),
        _ => None,
    }
}

fn dated(view: &View, field: Field) -> Option<String> {
    match view.value(field)? {
        Value::Date(day) => Some(format::date(*day)),
        _ => None,
    }
}

fn chosen(view: &View, field: Field) -> Option<String> {
    let ValueKind::Choice(_) = field.spec().kind else { return None };
    let code = view.value(field)?.code();
    let label = field.choice_label(&code);
    let mut letters = label.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// What a row is called, from what is shown of it.
pub(in crate::web) fn title(view: &View, category: DataCategory) -> String {
    let on =
        |what: &str, field: Field| dated(view, field).map_or_else(|| what.to_owned(), |day| format!("{what} du {day}"));
    match category {
        DataCategory::Identity => view
            .value(Field::Ecrou)
            .map_or_else(|| "État civil".to_owned(), |number| format!("Écrou {}", number.code())),
        DataCategory::Housing if view.category.is_some() => "Accueil pendant la permission".to_owned(),
        DataCategory::Housing => "Domicile".to_owned(),
        DataCategory::Sentence => {
            let what = chosen(view, Field::Nature).unwrap_or_else(|| "Libération".to_owned());
            on(&what, Field::DecidedOn)
        }
        DataCategory::Movements => match chosen(view, Field::MovementKind) {
            Some(kind) => on(&kind, Field::PlannedOn),
            None => view
                .value(Field::Place)
                .map_or_else(|| "Séjour".to_owned(), |place| format!("Séjour : {}", place.code())),
        },
        DataCategory::Observation => on("Observation", Field::ObservedOn),
        DataCategory::Discipline => on("Incident", Field::IncidentOn),
        DataCategory::HealthIndicators => "Entretien avec l’unité sanitaire".to_owned(),
        DataCategory::ConferenceRecord => on("Réunion", Field::HeldOn),
        DataCategory::IntelligenceNote => on("Note", Field::NotedOn),
    }
}
