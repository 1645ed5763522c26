//! How long the items of a commission's sittings stay open to those invited: the protocol's `[[conferences]]` (domain,
//! section 6: an item's tie works from the convocation "until a set time after validation"). No text sets these times; they are
//! the operator's, within a year.

use std::collections::BTreeMap;

use crate::domain::CommissionKind;

use super::cell::Protocol;
use super::parse::required;
use super::toml_tree::{Findings, Section};

/// The longest that anything may stay open, in days.
const LONGEST: u32 = 365;

/// The times of these commissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConferenceRule {
    /// The commissions that it binds.
    pub commissions: Vec<CommissionKind>,
    /// What it says of them.
    pub times: ConferenceTimes,
    /// The line where it begins.
    pub line: usize,
}

/// How long an item stays open. Where nothing is said, nothing stays open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConferenceTimes {
    /// How many days after the minutes were validated the participants keep their item open.
    pub minutes_open_days: u32,
    /// How many days after a sitting whose minutes nobody validated.
    pub silent_close_days: u32,
}

/// The `[[conferences]]`.
pub(in crate::protocol) fn conferences(section: &mut Section<'_>, found: &mut Findings) -> Vec<ConferenceRule> {
    let mut rules: Vec<ConferenceRule> = Vec::new();
    for table in section.tables("conferences", "the conference", found) {
        let Some(rule) = rule(table, found) else { continue };
        for commission in &rule.commissions {
            if let Some(known) = of(&rules, *commission) {
                found.add(rule.line, format!("speaks of {commission}, as the table of line {} does", known.line));
            }
        }
        rules.push(rule);
    }
    rules
}

fn rule(mut section: Section<'_>, found: &mut Findings) -> Option<ConferenceRule> {
    let before = found.count();
    let line = section.line();
    let commissions = required(&mut section, "commissions", CommissionKind::ALL, CommissionKind::code, found);
    let minutes_open_days = days(&mut section, "minutes_open_days", found);
    let silent_close_days = days(&mut section, "silent_close_days", found);
    section.finish(found);
    if found.count() > before {
        return None;
    }
    let times = ConferenceTimes { minutes_open_days: minutes_open_days?, silent_close_days: silent_close_days? };
    Some(ConferenceRule { commissions: commissions?.value, times, line })
}

fn days(section: &mut Section<'_>, key: &'static str, found: &mut Findings) -> Option<u32> {
    let days = section.number(key, found)?;
    if days > LONGEST {
        let line = section.raw(key).map_or(section.line(), |at| at.line);
        found.add(line, format!("`{key}` is {days}: between 1 and {LONGEST}"));
    }
    Some(days)
}

fn of(rules: &[ConferenceRule], commission: CommissionKind) -> Option<&ConferenceRule> {
    rules.iter().find(|rule| rule.commissions.contains(&commission))
}

/// The times in force: for each commission the national protocol's, else the ceiling's.
pub(in crate::protocol) fn in_force(
    national: Option<&Protocol>,
    ceiling: &Protocol,
) -> BTreeMap<CommissionKind, ConferenceTimes> {
    let own = national.map(|protocol| protocol.conferences.as_slice()).unwrap_or_default();
    let times =
        |commission| of(own, commission).or_else(|| of(&ceiling.conferences, commission)).map(|rule| rule.times);
    CommissionKind::ALL.iter().filter_map(|commission| Some((*commission, times(*commission)?))).collect()
}
