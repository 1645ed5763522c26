//! How often each commission reviews a case: the protocol's `[[rhythms]]` (domain, section 7). A table is one band, for the
//! commissions that it names; what a band means and when a review falls due is [`crate::domain::rhythm`]'s.
//!
//! A rhythm opens nothing to anybody, so it has a basis but no ground, and needs no act. The reference's is the default:
//! a national protocol that says anything of a commission's rhythm says all of it. It may not be slower with new arrivals than the
//! reference, which has that from a text.

use std::collections::BTreeMap;

use crate::domain::CommissionKind;
use crate::domain::basis::Basis;
use crate::domain::rhythm::{Band, Every, Flaw, Rhythm, Stage};

use super::cell::Protocol;
use super::fault::Fault;
use super::parse::{declared_basis, required};
use super::toml_tree::{At, Findings, Section};

/// How far from the release a band may begin, in months: twenty years.
const FURTHEST: u32 = 20 * 12;

/// One band, for these commissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RhythmRule {
    /// The commissions that it binds.
    pub commissions: Vec<CommissionKind>,
    /// When it applies, and how often the case is reviewed then.
    pub band: Band,
    /// The line where it begins.
    pub line: usize,
}

/// The `[[rhythms]]`. Their flaws side by side are found once each of them can be read.
pub(in crate::protocol) fn rhythms(
    section: &mut Section<'_>,
    bases: &BTreeMap<String, Basis>,
    found: &mut Findings,
) -> Vec<RhythmRule> {
    let before = found.count();
    let tables = section.tables("rhythms", "the rhythm", found);
    let rules: Vec<RhythmRule> = tables.into_iter().filter_map(|table| rule(table, bases, found)).collect();
    if found.count() == before {
        flaws(&rules, found);
    }
    rules
}

fn rule(mut section: Section<'_>, bases: &BTreeMap<String, Basis>, found: &mut Findings) -> Option<RhythmRule> {
    let before = found.count();
    let line = section.line();
    let commissions = required(&mut section, "commissions", CommissionKind::ALL, CommissionKind::code, found);
    let stage = section.code("stage", Stage::ALL, Stage::code, found);
    let over_months = months(&mut section, found);
    let every = every(&mut section, found);
    let basis = declared_basis(&mut section, bases, found);
    section.finish(found);
    if found.count() > before {
        return None;
    }
    let band = Band { stage: stage?.value, over_months: over_months?, every: every?, basis: basis?.value };
    Some(RhythmRule { commissions: commissions?.value, band, line })
}

/// `over_months`; 0 when it is left out, for all other days of the stage.
fn months(section: &mut Section<'_>, found: &mut Findings) -> Option<u16> {
    let Some(At { line, .. }) = section.raw("over_months") else { return Some(0) };
    let months = section.number("over_months", found)?;
    if months > FURTHEST {
        found.add(line, format!("`over_months` is {months}: {FURTHEST} at most"));
    }
    u16::try_from(months).ok()
}

fn every(section: &mut Section<'_>, found: &mut Findings) -> Option<Every> {
    let At { line, value: text } = section.text("every", found)?;
    match text.parse() {
        Ok(every) => Some(every),
        Err(why) => {
            found.add(line, format!("`every`: \"{text}\" is {why}"));
            None
        }
    }
}

/// The rules of that commission, as they stand in the text.
fn of(rules: &[RhythmRule], commission: CommissionKind) -> Vec<&RhythmRule> {
    rules.iter().filter(|rule| rule.commissions.contains(&commission)).collect()
}

fn rhythm(rules: &[&RhythmRule]) -> Result<Rhythm, Vec<Flaw>> {
    Rhythm::new(rules.iter().map(|rule| rule.band.clone()).collect())
}

/// What is wrong with the bands of each commission; of several that share a flaw it is said once.
fn flaws(rules: &[RhythmRule], found: &mut Findings) {
    let mut said: BTreeMap<(usize, String), Vec<&str>> = BTreeMap::new();
    for commission in CommissionKind::ALL {
        let own = of(rules, *commission);
        for flaw in rhythm(&own).err().unwrap_or_default() {
            said.entry(described(flaw, &own)).or_default().push(commission.code());
        }
    }
    for ((line, what), commissions) in said {
        found.add(line, format!("the rhythm of {}: {what}", commissions.join(", ")));
    }
}

fn described(flaw: Flaw, rules: &[&RhythmRule]) -> (usize, String) {
    let line = |at: usize| rules.get(at).map_or(1, |rule| rule.line);
    match flaw {
        Flaw::Overlap { earlier, later } => {
            (line(later), format!("overlaps the band of line {}: same stage, same `over_months`", line(earlier)))
        }
        Flaw::MonthsAtArrival { band } => {
            (line(band), "the stage arrival counts from the admission and knows no `over_months`".to_owned())
        }
        Flaw::NoCatchAll { first, stage } => (
            line(first),
            format!("no band of the stage {stage} is without `over_months`: no review would be due on the days left"),
        ),
        Flaw::Rarer { nearer, further } => (
            line(nearer),
            format!("contradicts the band of line {}: rarer, though nearer to the release", line(further)),
        ),
    }
}

/// Every way in which a protocol is slower with new arrivals than the ceiling, which has their deadline from a text.
pub(in crate::protocol) fn beyond(protocol: &Protocol, ceiling: &Protocol) -> Vec<Fault> {
    let mut faults = Vec::new();
    for commission in CommissionKind::ALL {
        let own = of(&protocol.rhythms, *commission);
        let limit = rhythm(&of(&ceiling.rhythms, *commission)).ok().and_then(|rhythm| rhythm.arrival());
        let (Some(first), Some(limit)) = (own.first(), limit) else { continue };
        let arrival = own.iter().find(|rule| rule.band.stage == Stage::Arrival);
        match arrival {
            None => faults.push(Fault::new(
                first.line,
                format!("replaces the rhythm of {commission} and leaves out its stage arrival, {limit} in the ceiling"),
            )),
            Some(rule) if !rule.band.every.is_never_longer_than(limit) => faults.push(Fault::new(
                rule.line,
                format!("new arrivals may wait {limit} at most for {commission}, not {}", rule.band.every),
            )),
            Some(_) => {}
        }
    }
    faults
}

/// The rhythms in force: for each commission the national protocol's if it says anything of it, else the ceiling's.
pub(in crate::protocol) fn in_force(
    national: Option<&Protocol>,
    ceiling: &Protocol,
) -> BTreeMap<CommissionKind, Rhythm> {
    let own = national.map(|protocol| protocol.rhythms.as_slice()).unwrap_or_default();
    let of_commission = |commission: CommissionKind| {
        let replacing = of(own, commission);
        let rules = if replacing.is_empty() { of(&ceiling.rhythms, commission) } else { replacing };
        // What has a flaw was refused when it was read.
        rhythm(&rules).unwrap_or_default()
    };
    CommissionKind::ALL.iter().map(|commission| (*commission, of_commission(*commission))).collect()
}
