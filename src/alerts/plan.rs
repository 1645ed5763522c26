//! Who is to be told of what, beside what was told already. Pure.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::access::releases::{Detention, KeptStep};
use crate::domain::release::{Due, Fate, Occurrence, Step, due};
use crate::domain::{Id, Institution};
use crate::protocol::{AlertRule, Predicate};
use crate::records::alerts::{Gap, Known};

/// One recipient to be told of one occurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// What is due.
    pub due: Due,
    /// The stay and the place of the step among that stay's; −1 where there never was a date.
    pub step: (String, i32),
    /// Whom.
    pub institution: Id<Institution>,
    /// The rule that orders it, by its position in the agreement.
    pub rule: usize,
    /// Sent, or kept without being sent.
    pub fate: Fate,
}

/// What is missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Alerts to keep.
    pub tellings: Vec<Telling>,
    /// Rules that find nobody to tell.
    pub gaps: Vec<Gap>,
}

/// How long before a release it is an alarm that a rule finds nobody.
const GAP_DAYS: i64 = 365;

/// How long a release is news for a service that was never told anything of it: after that, the hub learned it from a file of
/// old cases, not from the prison's gate. Whoever was told of the date hears of the exit however late.
const NEWS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What is missing among `known` for this detention under these rules.
#[must_use]
pub fn plan(detention: &Detention, rules: &[AlertRule], known: &[Known], now: Timestamp) -> Plan {
    let steps: Vec<Step> = detention.steps.iter().map(|kept| kept.step).collect();
    let all = due(&steps, detention.exit, &detention.zone, now);
    let mut plan = Plan::default();
    // A service that several rules name is told once of each occurrence, by the first rule that orders it.
    let mut wanted: BTreeMap<Id<Institution>, Vec<(Due, usize)>> = BTreeMap::new();
    for (number, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.concerns(detention.predicates)) {
        let recipients = recipients(detention, rule);
        if recipients.is_empty() && rule.must_find && is_near(detention, now) {
            let no_address =
                rule.when.contains(Predicate::Sentence3y) && !detention.predicates.contains(Predicate::ReleaseAddress);
            let cause = if no_address { "no_address" } else { "no_service" };
            plan.gaps.push(Gap { rule: rule.id.clone(), cause });
        }
        for institution in recipients {
            let told = wanted.entry(institution).or_default();
            for due in &all {
                let is_ordered = rule.occurrences.contains(&due.occurrence) && (rule.says_hour || !due.hour_alone);
                if is_ordered && !told.iter().any(|(other, _)| other == due) {
                    told.push((*due, number));
                }
            }
        }
    }
    for (institution, mut told) in wanted {
        told.sort_by_key(|(due, _)| due.at);
        plan.tellings.extend(missing(detention, institution, &told, known, now));
    }
    plan
}

/// The services that a rule names, each once.
fn recipients(detention: &Detention, rule: &AlertRule) -> Vec<Id<Institution>> {
    let mut named: Vec<Id<Institution>> = detention
        .tied
        .iter()
        .filter(|tied| rule.names(tied.kind, tied.tie, &tied.scope))
        .map(|tied| tied.institution)
        .collect();
    named.sort();
    named.dedup();
    named
}

/// Whether a release is to come soon enough that somebody ought to be found.
fn is_near(detention: &Detention, now: Timestamp) -> bool {
    let today = detention.zone.to_datetime(now).date();
    let last = detention.steps.last().and_then(|kept| kept.step.date);
    detention.exit.is_none()
        && last.is_some_and(|date| date <= today.checked_add(GAP_DAYS.days()).unwrap_or(jiff::civil::Date::MAX))
}

fn place(detention: &Detention, due: &Due) -> (String, i32) {
    let step: Option<&KeptStep> = due.step.and_then(|step| detention.steps.get(step));
    step.map_or_else(|| (detention.custody.clone(), -1), |kept| (kept.custody.clone(), kept.position))
}

/// What one service has yet to be told.
fn missing(
    detention: &Detention,
    institution: Id<Institution>,
    told: &[(Due, usize)],
    known: &[Known],
    now: Timestamp,
) -> Vec<Telling> {
    let of_this = |known: &&Known| {
        known.institution == institution
            && (known.step.0 == detention.custody || detention.steps.iter().any(|kept| kept.custody == known.step.0))
    };
    let already: Vec<&Known> = known.iter().filter(of_this).collect();
    let mut tellings: Vec<Telling> = told
        .iter()
        .map(|(due, rule)| Telling {
            step: place(detention, due),
            due: *due,
            institution,
            rule: *rule,
            fate: if due.is_absorbed { Fate::Absorbed } else { Fate::Sent },
        })
        .filter(|telling| {
            !already.iter().any(|known| known.step == telling.step && known.occurrence == telling.due.occurrence)
        })
        .collect();
    let since = joined(detention, institution);
    let last_announcement = tellings.iter().rposition(|telling| telling.due.occurrence.is_announcement());
    let is_sent = |telling: &Telling| telling.fate == Fate::Sent;
    let last_threshold =
        tellings.iter().rposition(|telling| telling.due.occurrence.days_before().is_some() && is_sent(telling));
    let has_left = tellings.iter().any(|telling| telling.due.occurrence.is_exit());
    let is_newcomer = already.is_empty();
    for (position, telling) in tellings.iter_mut().enumerate() {
        let occurrence = telling.due.occurrence;
        let is_before_its_time = since.is_some_and(|since| telling.due.at < since);
        let says_nothing = if occurrence.is_exit() {
            // Who came after the release was never waiting for it; and whom nobody ever announced needs no news of last year.
            is_before_its_time || (is_newcomer && now.duration_since(telling.due.at) > NEWS)
        } else if has_left {
            true
        } else if occurrence.is_announcement() {
            Some(position) != last_announcement || (is_newcomer && occurrence == Occurrence::Cancelled)
        } else {
            Some(position) != last_threshold || is_before_its_time
        };
        if says_nothing {
            telling.fate = Fate::Absorbed;
        }
    }
    tellings
}

/// Since when the service has had a tie with the person: the first moment of its first day.
fn joined(detention: &Detention, institution: Id<Institution>) -> Option<Timestamp> {
    let first = detention.tied.iter().filter(|tied| tied.institution == institution).map(|tied| tied.from_on).min()?;
    Some(first.to_zoned(detention.zone.clone()).ok()?.timestamp())
}
