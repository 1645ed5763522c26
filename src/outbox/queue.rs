//! The queue: what is to be sent, and who is sending it.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::db::schema::outbox;
use crate::db::{self, AnyConnection, Moment};
use crate::domain::{Alert, Id, Institution, LetterKind, LetterState};
use crate::on_engine;

/// How long a worker has a letter to itself: a dead worker's letters are taken again within a minute.
pub const LEASE: SignedDuration = SignedDuration::from_secs(45);

/// A message to be sent: why, about what, to whom. What it will say isn't in it: that is composed when it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// What it is for.
    pub kind: LetterKind,
    /// The alert that it is about.
    pub alert: Id<Alert>,
    /// Who receives it.
    pub institution: Id<Institution>,
}

impl Letter {
    /// What makes "once" true: two letters with the same key are one.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}:{}", self.kind, self.alert, self.institution)
    }

    /// Its Message-ID, without angle brackets. It follows from the key alone: a copy sent after a crash has the same, and
    /// whoever receives both can tell.
    #[must_use]
    pub fn message_id(&self) -> String {
        let hash = data_encoding::BASE32_NOPAD.encode(&Sha256::digest(self.key())).to_ascii_lowercase();
        format!("{hash}@quadrige")
    }
}

/// A letter that this worker alone may send until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The letter.
    pub letter: Letter,
    /// Its Message-ID, without angle brackets.
    pub message_id: String,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// How many tries there were, this one included.
    pub attempts: i32,
    /// Until when it is this worker's.
    pub lease_until: Timestamp,
    /// Since when it has been failing.
    pub failing_since: Option<Timestamp>,
    /// The token of this claim: a later claim has a higher one, and this one then settles nothing.
    pub(in crate::outbox) fence: i64,
}

/// Queues it in the caller's transaction, to leave at `due_at`; `false` if a letter with its key was already queued, in
/// whatever state it is now.
///
/// # Errors
/// The database refuses; the caller's transaction must then fail.
pub fn enqueue(
    connection: &mut AnyConnection,
    letter: &Letter,
    now: Timestamp,
    due_at: Timestamp,
) -> Result<bool, db::Error> {
    let row = (
        outbox::key.eq(letter.key()),
        outbox::message_id.eq(letter.message_id()),
        outbox::institution_id.eq(letter.institution),
        outbox::alert_id.eq(letter.alert),
        outbox::kind.eq(letter.kind),
        outbox::state.eq(LetterState::Queued),
        outbox::queued_at.eq(Moment(now)),
        outbox::due_at.eq(Moment(due_at)),
        outbox::attempts.eq(0),
        outbox::lease_until.eq(Moment(Timestamp::UNIX_EPOCH)),
        outbox::fence.eq(0_i64),
    );
    let queued =
        on_engine!(connection, |c| diesel::insert_into(outbox::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(queued > 0)
}

/// Withdraws the letters of an alert that another replaced, where they are still queued; says how many. One that a worker
/// holds at this moment may still reach the relay: it then counts as sent, since it was.
///
/// # Errors
/// The database refuses.
pub fn withdraw(connection: &mut AnyConnection, alert: Id<Alert>, now: Timestamp) -> Result<usize, db::Error> {
    let queued = outbox::table.filter(outbox::alert_id.eq(alert)).filter(outbox::state.eq(LetterState::Queued));
    Ok(diesel::update(queued)
        .set((outbox::state.eq(LetterState::Superseded), outbox::settled_at.eq(Some(Moment(now)))))
        .execute(connection)?)
}

/// Whether any letter is due that nobody holds.
pub(in crate::outbox) fn is_any_due(connection: &mut AnyConnection, now: Timestamp) -> Result<bool, db::Error> {
    let due = outbox::table
        .filter(outbox::state.eq(LetterState::Queued))
        .filter(outbox::due_at.le(Moment(now)))
        .filter(outbox::lease_until.le(Moment(now)))
        .select(outbox::key);
    Ok(due.first::<String>(connection).optional()?.is_some())
}

type Row = (LetterKind, Id<Alert>, Id<Institution>, String, Moment, i32, Option<Moment>, i64);

/// Takes at most `most` letters that are due and that nobody holds, for as long as `lease`. Several workers may ask at
/// once: each letter goes to one. Wants a transaction that may write.
///
/// # Errors
/// The database refuses.
pub fn claim(
    connection: &mut AnyConnection,
    now: Timestamp,
    most: i64,
    lease: SignedDuration,
) -> Result<Vec<Claimed>, db::Error> {
    let lease_until = now.saturating_add(lease).map_err(|_| db::Error::Damaged("a lease without end"))?;
    let due = outbox::table
        .filter(outbox::state.eq(LetterState::Queued))
        .filter(outbox::due_at.le(Moment(now)))
        .filter(outbox::lease_until.le(Moment(now)))
        .order((outbox::due_at, outbox::key))
        .limit(most)
        .select(outbox::key);
    let keys: Vec<String> = match connection {
        // Rows that another worker is claiming at this moment are passed over, not waited for.
        AnyConnection::Postgres(postgres) => due.for_update().skip_locked().load(postgres)?,
        // Alone: the transaction began by taking SQLite's one lock.
        AnyConnection::Sqlite(sqlite) => due.load(sqlite)?,
    };
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on_engine!(connection, |c| {
        let taken = outbox::table.filter(outbox::key.eq_any(&keys));
        diesel::update(taken)
            .set((
                outbox::lease_until.eq(Moment(lease_until)),
                outbox::fence.eq(outbox::fence + 1),
                outbox::attempts.eq(outbox::attempts + 1),
            ))
            .execute(c)?;
        outbox::table
            .filter(outbox::key.eq_any(&keys))
            .order((outbox::due_at, outbox::key))
            .select((
                outbox::kind,
                outbox::alert_id,
                outbox::institution_id,
                outbox::message_id,
                outbox::queued_at,
                outbox::attempts,
                outbox::failing_since,
                outbox::fence,
            ))
            .load(c)?
    });
    Ok(rows
        .into_iter()
        .map(|(kind, alert, institution, message_id, queued_at, attempts, failing_since, fence)| Claimed {
            letter: Letter { kind, alert, institution },
            message_id,
            queued_at: queued_at.0,
            attempts,
            lease_until,
            failing_since: failing_since.map(|since| since.0),
            fence,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(kind: LetterKind, alert: u8, institution: u8) -> Letter {
        Letter { kind, alert: Id::from_bytes([alert; 16]), institution: Id::from_bytes([institution; 16]) }
    }

    #[test]
    fn the_message_id_follows_from_the_key_alone() {
        let first = letter(LetterKind::Alert, 1, 2);
        assert_eq!(first.message_id(), first.message_id());
        assert_eq!(
            first.key(),
            "alert:aeaqcaibaeaqcaibaeaqcaibae:aibaeaqcaibaeaqcaibaeaqcai",
            "another form of the key would make copies of what was sent before look new"
        );
        assert_eq!(first.message_id(), "ij322klw3cf24zizsnd2r5ft5lwk4c67nozfccayxvcdujofx6bq@quadrige");
    }

    #[test]
    fn letters_that_differ_in_anything_have_other_message_ids() {
        let all = [
            letter(LetterKind::Alert, 1, 2),
            letter(LetterKind::Reminder, 1, 2),
            letter(LetterKind::Alert, 3, 2),
            letter(LetterKind::Alert, 1, 4),
            letter(LetterKind::Alert, 2, 1),
        ];
        let ids: std::collections::BTreeSet<String> = all.iter().map(Letter::message_id).collect();
        assert_eq!(ids.len(), all.len());
    }
}
