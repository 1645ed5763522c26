//! How long the journal's entries are kept: the protocol's `[[journal_retention]]` (domain, section 10). Where nothing is said of a
//! regime nothing is erased: the operator has to say.

use std::collections::BTreeMap;

use crate::domain::FileRegime;
use crate::domain::basis::Basis;

use super::cell::Protocol;
use super::fault::Fault;
use super::parse::{declared_basis, required};
use super::toml_tree::{Findings, Section};

/// The longest that an entry may be kept, in months: ten years.
const LONGEST: u32 = 120;

/// How long the entries of these regimes are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRetention {
    /// The regimes that it binds.
    pub regimes: Vec<FileRegime>,
    /// For how many months.
    pub months: u16,
    /// The article, or the house rule.
    pub basis: Basis,
    /// The line where it begins.
    pub line: usize,
}

/// The `[[journal_retention]]`.
pub(in crate::protocol) fn retention(
    section: &mut Section<'_>,
    bases: &BTreeMap<String, Basis>,
    found: &mut Findings,
) -> Vec<JournalRetention> {
    let mut rules: Vec<JournalRetention> = Vec::new();
    for table in section.tables("journal_retention", "the journal's retention", found) {
        let Some(rule) = rule(table, bases, found) else { continue };
        for regime in &rule.regimes {
            if let Some(known) = of(&rules, *regime) {
                found.add(rule.line, format!("speaks of {regime}, as the table of line {} does", known.line));
            }
        }
        rules.push(rule);
    }
    rules
}

fn rule(mut section: Section<'_>, bases: &BTreeMap<String, Basis>, found: &mut Findings) -> Option<JournalRetention> {
    let before = found.count();
    let line = section.line();
    let regimes = required(&mut section, "regimes", FileRegime::ALL, FileRegime::code, found);
    let months = section.number("months", found);
    let basis = declared_basis(&mut section, bases, found);
    section.finish(found);
    if let Some(months) = months.filter(|months| *months > LONGEST) {
        found.add(line, format!("`months` is {months}: between 1 and {LONGEST}"));
    }
    if found.count() > before {
        return None;
    }
    Some(JournalRetention { regimes: regimes?.value, months: u16::try_from(months?).ok()?, basis: basis?.value, line })
}

fn of(rules: &[JournalRetention], regime: FileRegime) -> Option<&JournalRetention> {
    rules.iter().find(|rule| rule.regimes.contains(&regime))
}

/// Every regime of which a protocol says otherwise than the ceiling: a time that a text fixes is neither shortened, which would
/// destroy proof, nor prolonged.
pub(in crate::protocol) fn beyond(protocol: &Protocol, ceiling: &Protocol) -> Vec<Fault> {
    let mut faults = Vec::new();
    for rule in &protocol.journal_retention {
        for regime in &rule.regimes {
            if let Some(limit) = of(&ceiling.journal_retention, *regime).filter(|limit| limit.months != rule.months) {
                let message =
                    format!("the journal of {regime} is kept {} months in the ceiling: no other time", limit.months);
                faults.push(Fault::new(rule.line, message));
            }
        }
    }
    faults
}

/// The times in force: those of the ceiling, and the national protocol's for what the ceiling leaves open.
pub(in crate::protocol) fn in_force(national: Option<&Protocol>, ceiling: &Protocol) -> Vec<JournalRetention> {
    let own = national.map(|protocol| protocol.journal_retention.as_slice()).unwrap_or_default();
    // What both say, they say alike: `beyond` saw to it.
    ceiling.journal_retention.iter().chain(own).cloned().collect()
}
