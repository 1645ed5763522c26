//! Figures drawn from the journal: aggregates only, never by agent, and none so small that it points at somebody.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::count_star;
use diesel::prelude::*;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::rights::{Condition, rights};
use crate::access::{Declined, Deed, NoRule, Office, ReadTx};
use crate::db::Moment;
use crate::db::schema::journal_entry;
use crate::domain::small_counts::{Figures, SMALLEST, publish};
use crate::domain::{Id, Institution};

/// How many months back figures are given.
const BACK: i64 = 12;

/// The figures of one month.
#[derive(Debug, Clone)]
pub struct Months {
    /// The months that can be asked for, by their first day, the latest first: those that are over. A month that goes on would tell, by
    /// the difference between two looks, what one agent did in between.
    pub offered: Vec<Date>,
    /// The one that is shown.
    pub month: Date,
    /// The services, in the order of the rows.
    pub services: Vec<Id<Institution>>,
    /// Codes of operations, in the order of the columns.
    pub operations: Vec<String>,
    /// Services by operations.
    pub by_service: Figures,
    /// Codes of purposes, with how many; entries without any purpose under the empty code.
    pub by_purpose: (Vec<String>, Figures),
    /// Codes of outcomes, with how many.
    pub by_outcome: (Vec<String>, Figures),
}

/// The months that are over today.
fn offered(today: Date) -> Vec<Date> {
    let first = today.first_of_month();
    (1..=BACK).filter_map(|n| first.checked_sub(n.months()).ok()).collect()
}

fn range(month: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    let at = |day: Date| Some(day.to_zoned(zone.clone()).ok()?.timestamp());
    Some((at(month)?, at(month.checked_add(1.month()).ok()?)?))
}

/// The figures of that month (by its first day), or of the last one that is over, in the part of the journal that the reader may read.
///
/// # Errors
/// He may read none but his own; the month isn't offered; or the database fails.
pub fn figures(tx: &mut ReadTx<'_>, office: &Office<'_>, month: Option<Date>) -> Result<Months, Declined<NoRule>> {
    let rights = rights(office.agreement(), office.reader());
    if rights.are_none() {
        return Err(Declined::NotEntitled);
    }
    let offered = offered(office.today());
    let month = match month {
        Some(month) => month,
        None => *offered.first().ok_or(Declined::NoSuchRow)?,
    };
    let (from, until) = range(month, &office.reader().zone).ok_or(Declined::NoSuchRow)?;
    if !offered.contains(&month) {
        return Err(Declined::NoSuchRow);
    }
    let connection = tx.connection();
    let mut within = || -> Result<Condition, crate::db::Error> {
        let period = journal_entry::recorded_at.ge(Moment(from)).and(journal_entry::recorded_at.lt(Moment(until)));
        Ok(Box::new(rights.condition(connection)?.and(period)))
    };
    let conditions = [within()?, within()?, within()?];
    let [first, second, third] = conditions;
    let counted: Vec<(Id<Institution>, String, i64)> = journal_entry::table
        .filter(first)
        .group_by((journal_entry::institution_id, journal_entry::operation))
        .select((journal_entry::institution_id, journal_entry::operation, count_star()))
        .load(connection)?;
    let purposes: Vec<(Option<String>, i64)> = journal_entry::table
        .filter(second)
        .group_by(journal_entry::purpose)
        .select((journal_entry::purpose, count_star()))
        .load(connection)?;
    let outcomes: Vec<(String, i64)> = journal_entry::table
        .filter(third)
        .group_by(journal_entry::outcome)
        .select((journal_entry::outcome, count_star()))
        .load(connection)?;
    office.did(Deed {
        shown: format!("statistics month:{}", month.strftime("%Y-%m")),
        legal_ground: Some(rights.grounds(&rights.regimes())),
        ..Deed::default()
    });
    Ok(published(offered, month, counted, purposes, outcomes))
}

fn published(
    offered: Vec<Date>,
    month: Date,
    counted: Vec<(Id<Institution>, String, i64)>,
    purposes: Vec<(Option<String>, i64)>,
    outcomes: Vec<(String, i64)>,
) -> Months {
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    let services: Vec<Id<Institution>> =
        counted.iter().map(|(service, ..)| *service).collect::<BTreeSet<_>>().into_iter().collect();
    let operations: Vec<String> =
        counted.iter().map(|(_, operation, _)| operation.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let known: BTreeMap<(Id<Institution>, &str), u64> =
        counted.iter().map(|(service, operation, n)| ((*service, operation.as_str()), count(*n))).collect();
    let row = |service: &Id<Institution>| {
        operations.iter().map(|operation| known.get(&(*service, operation.as_str())).copied().unwrap_or(0)).collect()
    };
    let table: Vec<Vec<u64>> = services.iter().map(row).collect();
    let mut purposes: Vec<(String, u64)> =
        purposes.into_iter().map(|(purpose, n)| (purpose.unwrap_or_default(), count(n))).collect();
    let mut outcomes: Vec<(String, u64)> = outcomes.into_iter().map(|(outcome, n)| (outcome, count(n))).collect();
    purposes.sort();
    outcomes.sort();
    let column = |rows: &[(String, u64)]| rows.iter().map(|(_, n)| vec![*n]).collect::<Vec<Vec<u64>>>();
    // All three count the same entries: published together, so that no sum of one gives another's small counts away.
    let mut tables = publish(&[table, column(&purposes), column(&outcomes)], SMALLEST).into_iter();
    let mut next = || tables.next().unwrap_or_default();
    let names = |rows: Vec<(String, u64)>| rows.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    Months {
        offered,
        month,
        by_service: next(),
        by_purpose: (names(purposes), next()),
        by_outcome: (names(outcomes), next()),
        services,
        operations,
    }
}
