//! Who is told of a release: the protocol's `[[alerts]]` (domain, section 8). What a rule says and how often is the rule's.

use std::collections::BTreeMap;

use crate::domain::basis::Basis;
use crate::domain::release::Occurrence;
use crate::domain::{Ground, InstitutionKind, Notice, TieKind, TieScope};

use super::cell::Protocol;
use super::fault::Fault;
use super::parse::{declared_basis, required};
use super::predicate::{Predicate, Predicates};
use super::toml_tree::{At, Findings, Section};

/// How long a recipient may be given to acknowledge, in hours: a month.
const LONGEST: u32 = 31 * 24;

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRule {
    /// Its name in the journal and in the database: lower-case letters, digits, hyphens.
    pub id: String,
    /// The institutions that it names.
    pub kinds: Vec<InstitutionKind>,
    /// Among them, those that have one of these ties with the person.
    pub through: Vec<TieKind>,
    /// All of these must hold. A territorial tie answers the notice that is named here.
    pub when: Predicates,
    /// What it tells.
    pub occurrences: Vec<Occurrence>,
    /// Whether it tells the hour too.
    pub says_hour: bool,
    /// Whether it is an alarm that it finds nobody to tell.
    pub must_find: bool,
    /// How many hours a recipient has to acknowledge.
    pub acknowledge_within: u32,
    /// What kind of authority the basis has.
    pub ground: Ground,
    /// The article.
    pub basis: Basis,
    /// The line where it begins.
    pub line: usize,
}

impl AlertRule {
    /// Whether a service of this kind with this tie is one of the recipients, the conditions being met.
    #[must_use]
    pub fn names(&self, kind: InstitutionKind, tie: TieKind, scope: &TieScope) -> bool {
        let reaches = match scope {
            TieScope::Whole => tie != TieKind::Territory,
            TieScope::Notice(notice) => self.when.contains(Predicate::from(*notice)),
            TieScope::Record(_) | TieScope::Item(..) => false,
        };
        self.kinds.contains(&kind) && self.through.contains(&tie) && reaches
    }

    /// Whether it concerns a person of whom these predicates hold.
    #[must_use]
    pub fn concerns(&self, known: Predicates) -> bool {
        known.includes(self.when)
    }
}

/// The `[[alerts]]`.
pub(in crate::protocol) fn alerts(
    section: &mut Section<'_>,
    bases: &BTreeMap<String, Basis>,
    found: &mut Findings,
) -> Vec<AlertRule> {
    let mut rules: Vec<AlertRule> = Vec::new();
    for table in section.tables("alerts", "the alert rule", found) {
        let line = table.line();
        let Some(rule) = rule(table, bases, found) else { continue };
        if rules.iter().any(|known| known.id == rule.id) {
            found.add(line, format!("two alert rules are called `{}`", rule.id));
        }
        rules.push(rule);
    }
    rules
}

fn rule(mut section: Section<'_>, bases: &BTreeMap<String, Basis>, found: &mut Findings) -> Option<AlertRule> {
    let before = found.count();
    let line = section.line();
    let id = section.text("id", found);
    let kinds = required(&mut section, "kinds", InstitutionKind::ALL, InstitutionKind::code, found);
    let through = required(&mut section, "through", TieKind::ALL, TieKind::code, found);
    let when = section.codes("when", Predicate::ALL, Predicate::code, found);
    let occurrences = required(&mut section, "occurrences", Occurrence::ALL, Occurrence::code, found);
    let says_hour = section.flag("says_hour", found).value;
    let must_find = section.flag("must_find", found).value;
    let within = section.number("acknowledge_within", found);
    let ground = section.code("ground", Ground::ALL, Ground::code, found);
    let basis = declared_basis(&mut section, bases, found);
    section.finish(found);

    if let Some(id) = &id
        && !id.value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        found.add(id.line, "`id` may hold lower-case letters, digits and hyphens only: it is written in the journal");
    }
    if let Some(within) = within.filter(|within| !(1..=LONGEST).contains(within)) {
        found.add(line, format!("`acknowledge_within` is {within} hours: between 1 and {LONGEST}"));
    }
    let when: Predicates = when.map(|at| at.value.into_iter().collect()).unwrap_or(Predicates::NONE);
    if let Some(through) = &through {
        reachable(through, when, found);
    }
    if found.count() > before {
        return None;
    }
    Some(AlertRule {
        id: id?.value,
        kinds: kinds?.value,
        through: through?.value,
        when,
        occurrences: occurrences?.value,
        says_hour,
        must_find,
        acknowledge_within: within?,
        ground: ground?.value,
        basis: basis?.value,
        line,
    })
}

/// A communication is about a record, which a release is not; a territory is reached by the notice that `when` names.
fn reachable(through: &At<Vec<TieKind>>, when: Predicates, found: &mut Findings) {
    if through.value.contains(&TieKind::Communication) {
        found.add(through.line, "`through` communication reaches one record, and no release");
    }
    let named = Notice::ALL.iter().any(|notice| when.contains(Predicate::from(*notice)));
    if through.value.contains(&TieKind::Territory) && !named {
        let known = Notice::ALL.iter().map(|notice| notice.code()).collect::<Vec<_>>().join(", ");
        found.add(through.line, format!("`through` territory needs `when` to name the notice it answers: {known}"));
    }
}

/// Every way in which a protocol's rules tell more than those of the ceiling: each must narrow the one of its name.
pub(in crate::protocol) fn beyond(protocol: &Protocol, ceiling: &Protocol) -> Vec<Fault> {
    let mut faults = Vec::new();
    for rule in &protocol.alerts {
        let Some(limit) = ceiling.alerts.iter().find(|limit| limit.id == rule.id) else {
            faults.push(Fault::new(rule.line, format!("the ceiling has no alert rule `{}` to narrow", rule.id)));
            continue;
        };
        let mut more: Vec<&str> = Vec::new();
        if !rule.kinds.iter().all(|kind| limit.kinds.contains(kind)) {
            more.push("kinds");
        }
        if !rule.through.iter().all(|tie| limit.through.contains(tie)) {
            more.push("through");
        }
        if !rule.occurrences.iter().all(|occurrence| limit.occurrences.contains(occurrence)) {
            more.push("occurrences");
        }
        if !rule.when.includes(limit.when) {
            more.push("when");
        }
        if rule.says_hour && !limit.says_hour {
            more.push("says_hour");
        }
        if rule.ground < limit.ground {
            more.push("ground");
        }
        if !more.is_empty() {
            let more = more.join(", ");
            faults.push(Fault::new(rule.line, format!("tells more than the ceiling's rule `{}`: {more}", rule.id)));
        }
    }
    faults
}

/// The rules in force: the national protocol's own, and those of the ceiling that it takes over and does not narrow; of
/// `practice` only under an act.
pub(in crate::protocol) fn in_force(national: Option<&Protocol>, ceiling: &Protocol) -> Vec<AlertRule> {
    let own = national.map(|protocol| protocol.alerts.clone()).unwrap_or_default();
    let inherits = national.is_none_or(|protocol| protocol.inherits.is_some());
    let has_act = national.is_some_and(|protocol| protocol.authorising_act.is_some());
    let taken_over =
        ceiling.alerts.iter().filter(|rule| inherits && !own.iter().any(|narrower| narrower.id == rule.id)).cloned();
    let mut rules: Vec<AlertRule> = own.iter().cloned().chain(taken_over).collect();
    rules.retain(|rule| has_act || rule.ground != Ground::Practice);
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    rules
}
