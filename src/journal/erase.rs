//! The one way by which entries leave: named in an act of erasure first, which is itself an entry, then deleted (R. 544-28, R. 622-30
//! C. pénit.: the journal is kept for a time). The database refuses every other way.

use diesel::connection::SimpleConnection;
use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::entry::{Entry, Operation};
use super::store::append_one;
use crate::chance::Chance;
use crate::db::schema::{journal_entry, journal_erasure, journal_subject, log_checkpoint, log_leaf, log_queue};
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::FileRegime;

/// What stays for good: it proves other things, erasures among them.
const KEPT: [&str; 3] = [Operation::Erasure.code(), Operation::Seal.code(), Operation::Addendum.code()];

/// The place of an entry itself among what is erased of it; those listed in it have places from 0.
const ITSELF: i32 = -1;

/// Any number, as long as every instance takes the same: only one erases at a time. SQLite has one writer anyway.
const LOCK: &str = "SELECT pg_advisory_xact_lock(728351)";

/// What is to leave.
#[derive(Debug, Clone, Copy)]
pub struct Batch {
    /// Entries of this regime.
    pub regime: FileRegime,
    /// Recorded before this moment.
    pub before: Timestamp,
    /// No more of them than this: an act is one transaction.
    pub most: i64,
}

/// What left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased {
    /// How many entries.
    pub entries: usize,
    /// How many people listed in them.
    pub listed: usize,
}

/// How many entries of that regime, recorded before that moment, have outlived their time.
///
/// # Errors
/// The database can't be read.
pub fn outlived(connection: &mut AnyConnection, regime: FileRegime, before: Timestamp) -> Result<i64, Error> {
    Ok(journal_entry::table
        .filter(journal_entry::file_regime.eq(regime.code()))
        .filter(journal_entry::recorded_at.lt(Moment(before)))
        .filter(journal_entry::operation.ne_all(KEPT))
        .select(count_star())
        .get_result(connection)?)
}

/// Up to where the log is signed: places below this are under a head that others may hold.
fn signed(connection: &mut AnyConnection) -> Result<i64, Error> {
    let size: Option<i64> = log_checkpoint::table.select(max(log_checkpoint::size)).first(connection)?;
    Ok(size.unwrap_or(0))
}

/// How many of those that have outlived their time can leave: those whose place in the log is under a signed head. The others wait:
/// an erasure of what never had a place can't be told from one that hides what was there.
///
/// # Errors
/// The database can't be read.
pub fn ripe(connection: &mut AnyConnection, regime: FileRegime, before: Timestamp) -> Result<i64, Error> {
    let signed = signed(connection)?;
    Ok(journal_entry::table
        .inner_join(log_leaf::table.on(log_leaf::entry_id.eq(journal_entry::id).and(log_leaf::listed.eq(ITSELF))))
        .left_join(
            log_queue::table.on(log_queue::recorded_at
                .eq(journal_entry::recorded_at)
                .and(log_queue::entry_id.eq(journal_entry::id))),
        )
        .filter(journal_entry::file_regime.eq(regime.code()))
        .filter(journal_entry::recorded_at.lt(Moment(before)))
        .filter(journal_entry::operation.ne_all(KEPT))
        .filter(log_leaf::position.lt(signed))
        .filter(log_queue::recorded_at.nullable().is_null())
        .select(count_star())
        .get_result(connection)?)
}

/// Erases the oldest entries of a batch, of those whose place is signed, within the caller's transaction; `act` is the entry of the erasure, whose `shown` is written
/// here: `entries:N listed:M digest:<hex>`, the SHA-256 of the sorted lines `entry_id/listed\n`. Without anything to erase nothing is
/// written.
///
/// # Errors
/// The database refuses; the caller's transaction must then fail.
pub fn erase(
    connection: &mut AnyConnection,
    batch: Batch,
    rule: &str,
    act: Entry,
    chance: &Chance,
) -> Result<Erased, Error> {
    if let AnyConnection::Postgres(postgres) = connection {
        postgres.batch_execute(LOCK)?;
    }
    let signed = signed(connection)?;
    let ids: Vec<String> =
        journal_entry::table
            .inner_join(log_leaf::table.on(log_leaf::entry_id.eq(journal_entry::id).and(log_leaf::listed.eq(ITSELF))))
            .left_join(log_queue::table.on(
                log_queue::recorded_at.eq(journal_entry::recorded_at).and(log_queue::entry_id.eq(journal_entry::id)),
            ))
            .filter(journal_entry::file_regime.eq(batch.regime.code()))
            .filter(journal_entry::recorded_at.lt(Moment(batch.before)))
            .filter(journal_entry::operation.ne_all(KEPT))
            .filter(log_leaf::position.lt(signed))
            .filter(log_queue::recorded_at.nullable().is_null())
            .order((journal_entry::recorded_at, journal_entry::id))
            .limit(batch.most)
            .select(journal_entry::id)
            .load(connection)?;
    if ids.is_empty() {
        return Ok(Erased::default());
    }
    let listed: Vec<(String, i32)> = journal_subject::table
        .filter(journal_subject::entry_id.eq_any(&ids))
        .select((journal_subject::entry_id, journal_subject::position))
        .load(connection)?;
    let erased = Erased { entries: ids.len(), listed: listed.len() };
    let rows: Vec<(String, i32)> = ids.iter().map(|id| (id.clone(), ITSELF)).chain(listed).collect();
    let shown = format!("entries:{} listed:{} digest:{}", erased.entries, erased.listed, digest(&rows));
    let at = act.at;
    let act = append_one(connection, Entry { shown, ..act }, chance)?;
    for (entry, place) in &rows {
        diesel::insert_into(journal_erasure::table)
            .values((
                journal_erasure::entry_id.eq(entry),
                journal_erasure::listed.eq(place),
                journal_erasure::rule.eq(rule),
                journal_erasure::erased_at.eq(Moment(at)),
                journal_erasure::act_id.eq(&act),
            ))
            .execute(connection)?;
    }
    diesel::delete(journal_subject::table.filter(journal_subject::entry_id.eq_any(&ids))).execute(connection)?;
    diesel::delete(journal_entry::table.filter(journal_entry::id.eq_any(&ids))).execute(connection)?;
    Ok(erased)
}

/// SHA-256 of the sorted lines that name what is erased.
fn digest(rows: &[(String, i32)]) -> String {
    let mut lines: Vec<String> = rows.iter().map(|(entry, place)| format!("{entry}/{place}\n")).collect();
    lines.sort_unstable();
    data_encoding::HEXLOWER.encode(&Sha256::digest(lines.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_of_the_names_whatever_their_order() {
        let row = |entry: &str, place| (entry.to_owned(), place);
        let one = digest(&[row("b", -1), row("a", 0), row("a", -1)]);
        assert_eq!(one, digest(&[row("a", -1), row("b", -1), row("a", 0)]));
        assert_eq!(one, data_encoding::HEXLOWER.encode(&Sha256::digest("a/-1\na/0\nb/-1\n")));
    }
}
