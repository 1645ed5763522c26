//! Who is told of what about a sitting. Rounds are counted for each service by itself: a change to items that aren't its own
//! must leave no trace in its mail, the Message-ID included.

use crate::access::WriteTx;
use crate::db::Error;
use crate::domain::{Id, Institution, LetterKind, Sitting};
use crate::outbox::{self, Letter, Topic};

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
