//! Who is told of what about a sitting. Rounds are counted for each service by itself: a change to items that aren't its own
//! must leave no trace in its mail, the Message-ID included.

use jiff::Timestamp;

use crate::access::WriteTx;
use crate::db::{AnyConnection, Error};
use crate::domain::{Action, Id, Institution, LetterKind, Sitting};
use crate::outbox::{self, Letter, Topic};
use crate::records::conference::letters;

/// Queues a letter of this kind to one service. A letter of an earlier round that hasn't left is withdrawn; if that was the
/// convocation itself, the new letter is the convocation.
///
/// # Errors
/// The database refuses.
pub fn tell(
    tx: &mut WriteTx<'_>,
    kind: LetterKind,
    sitting: Id<Sitting>,
    institution: Id<Institution>,
) -> Result<(), Error> {
    let now = tx.now();
    let connection = tx.connection();
    let (round, unsent) = outbox::rounds(connection, sitting, institution)?;
    let about = Topic::Sitting { id: sitting, round };
    outbox::withdraw_from(connection, about, institution, now)?;
    let kind = match kind {
        LetterKind::Rescheduled if unsent.contains(&LetterKind::Convocation) => LetterKind::Convocation,
        // Who was never told needn't be told that it doesn't take place.
        LetterKind::SittingCancelled if unsent.contains(&LetterKind::Convocation) => return Ok(()),
        kind => kind,
    };
    outbox::enqueue(connection, &Letter { kind, about, institution }, now, now)?;
    Ok(())
}

/// Queues a letter of this kind about an action to the service that has to do it. That it was given is told once, however often
/// it is asked for; that it is late, each time.
///
/// # Errors
/// The database refuses.
pub fn tell_action(
    tx: &mut WriteTx<'_>,
    kind: LetterKind,
    action: Id<Action>,
    institution: Id<Institution>,
) -> Result<(), Error> {
    let now = tx.now();
    if kind == LetterKind::ActionLate {
        return again(tx.connection(), kind, action, institution, now).map(drop);
    }
    let letter = Letter { kind, about: Topic::Action { id: action, round: 0 }, institution };
    outbox::enqueue(tx.connection(), &letter, now, now)?;
    Ok(())
}

/// Tells the services what the items of a sitting gave them to do, each action once however often the minutes go round.
///
/// # Errors
/// The database refuses.
pub fn tell_of_actions(tx: &mut WriteTx<'_>, of: Id<Sitting>) -> Result<(), Error> {
    for (action, institution) in letters::given(tx.connection(), of)? {
        tell_action(tx, LetterKind::ActionGiven, action, institution)?;
    }
    Ok(())
}

/// Queues one more letter about an action.
pub(in crate::conferences) fn again(
    connection: &mut AnyConnection,
    kind: LetterKind,
    action: Id<Action>,
    institution: Id<Institution>,
    now: Timestamp,
) -> Result<bool, Error> {
    let (round, _) = outbox::rounds(connection, action, institution)?;
    outbox::enqueue(connection, &Letter { kind, about: Topic::Action { id: action, round }, institution }, now, now)
}

/// The round of letters in which a service was last told of a sitting.
pub(in crate::conferences) fn current(
    connection: &mut AnyConnection,
    sitting: Id<Sitting>,
    institution: Id<Institution>,
) -> Result<i32, Error> {
    let (next, _) = outbox::rounds(connection, sitting, institution)?;
    Ok((next - 1).max(0))
}
