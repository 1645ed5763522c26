//! What the address asks of the journal: identifiers, codes of closed lists, days.

use jiff::ToSpan;
use jiff::civil::Date;

use super::super::at::Visit;
use super::super::failure::Failure;
use super::super::forms::Typed;
use super::super::local;
use super::super::pages::journal::FilterForm;
use super::super::pages::parts::Choice;
use super::words;
use crate::domain::{FileRegime, Id, Institution, Purpose};
use crate::journal::{Operation, Outcome};
use crate::records::journal::{Cursor, Filter};

/// How many days are shown unless others are asked for, today included.
const DAYS: i64 = 30;

/// The names of the fields, in the order in which addresses have them.
const FIELDS: [&str; 9] = ["personne", "agent", "service", "motif", "operation", "issue", "regime", "du", "au"];

/// What is asked, and as it was typed.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) filter: Filter,
    pub(super) before: Option<Cursor>,
    from: Date,
    to: Date,
    typed: Vec<(&'static str, String)>,
}

impl Asked {
    /// Reads it. A field that isn't what it should be is an address that can't be read.
    pub(super) fn read(visit: &Visit, typed: &Typed) -> Result<Self, Failure> {
        let today = visit.today();
        let to = day(visit, typed.text("au"), today)?;
        let from = day(visit, typed.text("du"), to.checked_sub((DAYS - 1).days()).unwrap_or(to))?;
        if to < from {
            return Err(visit.at.bad_request("La période se termine avant de commencer."));
        }
        let zone = &visit.reader.zone;
        let start = |day: Date| day.to_zoned(zone.clone()).ok().map(|day| day.timestamp());
        let period = start(from).zip(to.tomorrow().ok().and_then(start));
        let (begins, ends) = period.ok_or_else(|| visit.at.bad_request("Cette période n’existe pas."))?;
        let filter = Filter {
            person: named(
                visit,
                typed,
                "personne",
                "La référence d’un dossier compte vingt-six caractères.",
                Id::parse,
            )?,
            agent: named(visit, typed, "agent", "L’identifiant d’un agent compte vingt-six caractères.", Id::parse)?,
            institution: named(visit, typed, "service", "Ce service n’existe pas.", Id::parse)?,
            purpose: named(visit, typed, "motif", "Ce motif n’existe pas.", Purpose::from_code)?,
            operation: named(visit, typed, "operation", "Cette opération n’existe pas.", Operation::from_code)?,
            outcome: named(visit, typed, "issue", "Cette issue n’existe pas.", Outcome::from_code)?,
            regime: named(visit, typed, "regime", "Ce régime n’existe pas.", FileRegime::from_code)?,
            from: begins,
            until: ends,
        };
        let before = named(visit, typed, "avant", "Cette page n’existe pas.", Cursor::parse)?;
        let kept = FIELDS.iter().map(|name| (*name, typed.text(name).trim().to_owned()));
        let typed = kept.filter(|(_, value)| !value.is_empty()).collect();
        Ok(Self { filter, before, from, to, typed })
    }

    /// The same question with these fields said otherwise.
    pub(super) fn address(&self, otherwise: &[(&str, &str)]) -> String {
        let said = |name: &str| otherwise.iter().any(|(known, _)| *known == name);
        let kept = self.typed.iter().filter(|(name, _)| !said(name)).map(|(name, value)| (*name, value.as_str()));
        local::address("/journal", kept.chain(otherwise.iter().copied()))
    }

    /// What was typed, for the form that takes the same entries away.
    pub(super) fn hidden(&self) -> Vec<(String, String)> {
        self.typed.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    /// The form, as it was filled in. `services` are those whose entries the reader may read.
    pub(super) fn form(
        &self,
        visit: &Visit,
        services: Option<&[Id<Institution>]>,
        regimes: &[FileRegime],
    ) -> FilterForm {
        let filter = &self.filter;
        let directory = visit.at.site.directory();
        let mut of_services: Vec<Choice> = directory
            .all()
            .filter(|service| services.is_none_or(|ids| ids.contains(&service.id)))
            .map(|service| Choice::new(&service.id.to_string(), &service.name, filter.institution == Some(service.id)))
            .collect();
        of_services.sort_by(|a, b| a.label.cmp(&b.label));
        let any = |label: &str, chosen: bool| Choice::new("", label, !chosen);
        let list = |first: Choice, rest: Vec<Choice>| std::iter::once(first).chain(rest).collect::<Vec<_>>();
        let is = |asked: bool, code: &str, label: &str| Choice::new(code, label, asked);
        FilterForm {
            person: filter.person.map(|id| id.to_string()).unwrap_or_default(),
            agent: filter.agent.map(|id| id.to_string()).unwrap_or_default(),
            services: list(any("Tous", filter.institution.is_some()), of_services),
            purposes: list(
                any("Tous", filter.purpose.is_some()),
                Purpose::ALL.iter().map(|p| is(filter.purpose == Some(*p), p.code(), p.label())).collect(),
            ),
            operations: list(
                any("Toutes", filter.operation.is_some()),
                Operation::ALL
                    .iter()
                    .map(|o| is(filter.operation == Some(*o), o.code(), words::operation(*o)))
                    .collect(),
            ),
            outcomes: list(
                any("Toutes", filter.outcome.is_some()),
                Outcome::ALL.iter().map(|o| is(filter.outcome == Some(*o), o.code(), words::outcome(*o))).collect(),
            ),
            regimes: list(
                any("Tous", filter.regime.is_some()),
                regimes.iter().map(|r| is(filter.regime == Some(*r), r.code(), r.label())).collect(),
            ),
            from: self.from.to_string(),
            to: self.to.to_string(),
        }
    }

    /// The first and the last day.
    pub(super) const fn days(&self) -> (Date, Date) {
        (self.from, self.to)
    }
}

fn day(visit: &Visit, typed: &str, otherwise: Date) -> Result<Date, Failure> {
    match typed.trim() {
        "" => Ok(otherwise),
        text => text
            .parse()
            .map_err(|_| visit.at.bad_request("Une date s’écrit comme 2026-03-12\u{a0}: année, mois, jour.")),
    }
}

fn named<T>(
    visit: &Visit,
    typed: &Typed,
    name: &str,
    wrong: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Failure> {
    match typed.text(name).trim() {
        "" => Ok(None),
        text => read(text).map(Some).ok_or_else(|| visit.at.bad_request(wrong)),
    }
}
