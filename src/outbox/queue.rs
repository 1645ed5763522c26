//! The queue: what is to be sent, and who is sending it.

use std::collections::HashSet;

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use super::letter::{Letter, Topic};
use crate::db::schema::outbox;
use crate::db::{self, AnyConnection, Moment};
use crate::domain::{Id, Institution, LetterKind, LetterState};
use crate::on_engine;

/// How long a worker has a letter to itself: a dead worker's letters are taken again within a minute.
pub const LEASE: SignedDuration = SignedDuration::from_secs(45);

/// How many letters a statement names.
const AT_ONCE: usize = 500;

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
/// The letter's kind is about something else than the letter, or the database refuses; the caller's transaction must then
/// fail.
pub fn enqueue(
    connection: &mut AnyConnection,
    letter: &Letter,
    now: Timestamp,
    due_at: Timestamp,
) -> Result<bool, db::Error> {
    if letter.kind.about() != letter.about.about() {
        return Err(db::Error::Damaged("a letter about something else than its kind is"));
    }
    let row = (
        outbox::key.eq(letter.key()),
        outbox::message_id.eq(letter.message_id()),
        outbox::institution_id.eq(letter.institution),
        outbox::about_id.eq(letter.about.id()),
        outbox::round.eq(letter.about.round()),
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

/// The next round of letters about a sitting or an action to one service, and which kinds of letters to it haven't left yet.
///
/// # Errors
/// The database can't be read.
pub fn rounds<T: 'static>(
    connection: &mut AnyConnection,
    of: Id<T>,
    institution: Id<Institution>,
) -> Result<(i32, Vec<LetterKind>), db::Error> {
    let known: Vec<(i32, LetterKind, LetterState)> = outbox::table
        .filter(outbox::about_id.eq(of))
        .filter(outbox::institution_id.eq(institution))
        .select((outbox::round, outbox::kind, outbox::state))
        .load(connection)?;
    let next = known.iter().map(|(round, ..)| round + 1).max().unwrap_or(0);
    let unsent = known.iter().filter(|(_, _, state)| *state == LetterState::Queued).map(|(_, kind, _)| *kind);
    Ok((next, unsent.collect()))
}

/// Which of these letters was ever queued, whatever became of it: by key.
///
/// # Errors
/// The database can't be read.
pub fn known(connection: &mut AnyConnection, letters: &[Letter]) -> Result<HashSet<String>, db::Error> {
    let keys: Vec<String> = letters.iter().map(Letter::key).collect();
    let mut known = HashSet::new();
    for some in keys.chunks(AT_ONCE) {
        let found: Vec<String> = outbox::table.filter(outbox::key.eq_any(some)).select(outbox::key).load(connection)?;
        known.extend(found);
    }
    Ok(known)
}

/// Withdraws this one letter where it is still queued, since another says more; says whether it was.
///
/// # Errors
/// The database refuses.
pub fn withdraw_letter(connection: &mut AnyConnection, letter: &Letter, now: Timestamp) -> Result<bool, db::Error> {
    let queued = outbox::table.filter(outbox::key.eq(letter.key())).filter(outbox::state.eq(LetterState::Queued));
    let superseded = (outbox::state.eq(LetterState::Superseded), outbox::settled_at.eq(Some(Moment(now))));
    Ok(diesel::update(queued).set(superseded).execute(connection)? > 0)
}

/// Withdraws the letters that a change made idle, where they are still queued; says how many. Of an alert, which another
/// replaced: all. Of a sitting or an action: those of the rounds before the one given, whatever they are for; to tell the
/// change, queue letters of that round. One that a worker holds at this moment may still reach the relay: it then counts
/// as sent, since it was.
///
/// # Errors
/// The database refuses.
pub fn withdraw(connection: &mut AnyConnection, about: Topic, now: Timestamp) -> Result<usize, db::Error> {
    supersede(connection, about, None, now)
}

/// As [`withdraw`], of the letters to one institution only: what changed isn't the others' business.
///
/// # Errors
/// As [`withdraw`].
pub fn withdraw_from(
    connection: &mut AnyConnection,
    about: Topic,
    institution: Id<Institution>,
    now: Timestamp,
) -> Result<usize, db::Error> {
    supersede(connection, about, Some(institution), now)
}

fn supersede(
    connection: &mut AnyConnection,
    about: Topic,
    of: Option<Id<Institution>>,
    now: Timestamp,
) -> Result<usize, db::Error> {
    let before = match about {
        Topic::Alert(_) => i32::MAX,
        Topic::Sitting { round, .. } | Topic::Action { round, .. } => round,
        // One day's end takes no other day's place.
        Topic::Ending { .. } => i32::MIN,
    };
    let idle = outbox::table
        .filter(outbox::about_id.eq(about.id()))
        .filter(outbox::round.lt(before))
        .filter(outbox::state.eq(LetterState::Queued));
    let superseded = (outbox::state.eq(LetterState::Superseded), outbox::settled_at.eq(Some(Moment(now))));
    Ok(match of {
        None => diesel::update(idle).set(superseded).execute(connection)?,
        Some(institution) => {
            diesel::update(idle.filter(outbox::institution_id.eq(institution))).set(superseded).execute(connection)?
        }
    })
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

type Row = (LetterKind, (Id<Topic>, i32), Id<Institution>, String, Moment, i32, Option<Moment>, i64);

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
                (outbox::about_id, outbox::round),
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
        .map(|(kind, (about, round), institution, message_id, queued_at, attempts, failing_since, fence)| Claimed {
            letter: Letter { kind, about: Topic::stored(kind, about, round), institution },
            message_id,
            queued_at: queued_at.0,
            attempts,
            lease_until,
            failing_since: failing_since.map(|since| since.0),
            fence,
        })
        .collect())
}
