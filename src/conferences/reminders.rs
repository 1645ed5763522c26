//! Reminders, every minute: contributions that a sitting still waits for, and actions whose day has passed.

use jiff::{SignedDuration, Timestamp};

use crate::db::{Database, Error};
use crate::domain::LetterKind;
use crate::outbox::{self, Letter, Topic};
use crate::records::conference::reminders::{self, Awaited, Late};

use super::tell::{again, current};

/// How long before a sitting whoever hasn't contributed is reminded (house rule).
pub const BEFORE_THE_SITTING: SignedDuration = SignedDuration::from_hours(3 * 24);

/// How long a service has been invited at least before it is reminded: not on the heels of its convocation.
pub const TO_READ: SignedDuration = SignedDuration::from_hours(24);

/// How long after a reminder the next one about the same action (house rule).
pub const BETWEEN_REMINDERS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How many are reminded at one turn, and how many in one transaction; the rest at the next turn.
const AT_ONCE: usize = 200;
const WRITTEN: usize = 20;

/// Queues the reminders that are due by now; gives how many. Several instances may do so at once: whoever notes a reminder first
/// sends it.
///
/// # Errors
/// The database refuses; what was queued before stays.
pub fn remind(database: &Database, now: Timestamp) -> Result<usize, Error> {
    let before = |span: SignedDuration| now.saturating_sub(span).unwrap_or(Timestamp::MIN);
    let until = now.saturating_add(BEFORE_THE_SITTING).unwrap_or(now);
    let reminded_by = before(BETWEEN_REMINDERS);
    let (awaited, late) = database.read(|connection| {
        let awaited = reminders::awaited(connection, (now, until), before(TO_READ), AT_ONCE)?;
        let late = reminders::late(connection, now, reminded_by, i64::try_from(AT_ONCE).unwrap_or(i64::MAX))?;
        Ok::<_, Error>((awaited, late))
    })?;
    let mut queued = 0;
    for few in awaited.chunks(WRITTEN) {
        queued += contributions(database, few, now)?;
    }
    for few in late.chunks(WRITTEN) {
        queued += actions(database, few, now, reminded_by)?;
    }
    Ok(queued)
}

fn contributions(database: &Database, few: &[Awaited], now: Timestamp) -> Result<usize, Error> {
    database.write(|connection| {
        let mut queued = 0;
        for awaited in few {
            if !reminders::reminded(connection, awaited, now)? {
                continue;
            }
            // Of the convocation's own round: a reminder takes nothing's place.
            let round = current(connection, awaited.sitting, awaited.institution)?;
            let letter = Letter {
                kind: LetterKind::ContributionReminder,
                about: Topic::Sitting { id: awaited.sitting, round },
                institution: awaited.institution,
            };
            queued += usize::from(outbox::enqueue(connection, &letter, now, now)?);
        }
        Ok(queued)
    })
}

fn actions(database: &Database, few: &[Late], now: Timestamp, reminded_by: Timestamp) -> Result<usize, Error> {
    database.write(|connection| {
        let mut queued = 0;
        for late in few {
            if reminders::chased(connection, late.action, now, reminded_by)? {
                queued += usize::from(again(connection, LetterKind::ActionLate, late.action, late.institution, now)?);
            }
        }
        Ok(queued)
    })
}
