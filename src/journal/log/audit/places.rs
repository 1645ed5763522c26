//! What has no place in the log: it waits for one, or it was brought in past the database's own rules, or its place was taken away.

use diesel::prelude::*;

use crate::db::schema::{journal_entry, journal_subject, log_leaf, log_queue};
use crate::db::{AnyConnection, Error};
use crate::journal::Fault;
use crate::journal::log::store::{ITSELF, count};

/// More than this many are counted, not named.
const MOST: i64 = 2_000;

/// An entry, or a person listed in one, that neither has a place nor waits for one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::journal::log::audit) struct Unplaced {
    pub(in crate::journal::log::audit) recorded_at: i64,
    pub(in crate::journal::log::audit) entry: String,
    pub(in crate::journal::log::audit) listed: i32,
    pub(in crate::journal::log::audit) leaf: Vec<u8>,
}

/// How many wait.
pub(in crate::journal::log::audit) fn waiting(connection: &mut AnyConnection) -> Result<u64, Error> {
    let waiting: i64 = log_queue::table
        .inner_join(journal_entry::table.on(journal_entry::id.eq(log_queue::entry_id)))
        .count()
        .get_result(connection)?;
    Ok(count(waiting))
}

/// Those who wait although they have their place: the sequencer would stumble over them.
pub(in crate::journal::log::audit) fn waiting_in_vain(connection: &mut AnyConnection) -> Result<Vec<Fault>, Error> {
    let ids: Vec<String> = log_queue::table
        .inner_join(log_leaf::table.on(log_leaf::entry_id.eq(log_queue::entry_id).and(log_leaf::listed.eq(ITSELF))))
        .limit(MOST)
        .select(log_queue::entry_id)
        .load(connection)?;
    Ok(ids.iter().map(|id| Fault::new(id, "it waits for a place, and has one")).collect())
}

/// Those without a place who don't wait for one, in the order in which places are given.
pub(in crate::journal::log::audit) fn unplaced(connection: &mut AnyConnection) -> Result<Vec<Unplaced>, Error> {
    let waits = log_queue::recorded_at.eq(journal_entry::recorded_at).and(log_queue::entry_id.eq(journal_entry::id));
    let entries: Vec<(i64, String, Vec<u8>)> = journal_entry::table
        .left_join(log_leaf::table.on(log_leaf::entry_id.eq(journal_entry::id).and(log_leaf::listed.eq(ITSELF))))
        .left_join(log_queue::table.on(waits))
        .filter(log_leaf::position.nullable().is_null())
        .filter(log_queue::recorded_at.nullable().is_null())
        .limit(MOST)
        .select((journal_entry::recorded_at, journal_entry::id, journal_entry::leaf))
        .load(connection)?;
    let has_place =
        log_leaf::entry_id.eq(journal_subject::entry_id).and(log_leaf::listed.eq(journal_subject::position));
    let listed: Vec<(i64, String, i32, Vec<u8>)> = journal_subject::table
        .inner_join(journal_entry::table)
        .left_join(log_leaf::table.on(has_place))
        .left_join(log_queue::table.on(waits))
        .filter(log_leaf::position.nullable().is_null())
        .filter(log_queue::recorded_at.nullable().is_null())
        .limit(MOST)
        .select((
            journal_entry::recorded_at,
            journal_subject::entry_id,
            journal_subject::position,
            journal_subject::leaf,
        ))
        .load(connection)?;
    let entries =
        entries.into_iter().map(|(recorded_at, entry, leaf)| Unplaced { recorded_at, entry, listed: ITSELF, leaf });
    let listed =
        listed.into_iter().map(|(recorded_at, entry, listed, leaf)| Unplaced { recorded_at, entry, listed, leaf });
    let mut all: Vec<Unplaced> = entries.chain(listed).collect();
    all.sort_unstable();
    Ok(all)
}
