//! Alerts that nobody acknowledges: a reminder to the same service, then a word to its superior.

use jiff::{SignedDuration, Timestamp};

use crate::db::{Database, Error};
use crate::domain::LetterKind;
use crate::outbox::{self, Letter, Topic};
use crate::records::alerts;

/// How long after the reminder the superior is told.
pub const GRACE: SignedDuration = SignedDuration::from_hours(24);

/// How many are chased in one transaction; the rest at the next turn.
const AT_ONCE: i64 = 200;

/// Reminds those who are late, and tells the superiors of those who stay so. Gives how many letters were queued. A service
/// without a superior hears the last word itself.
///
/// # Errors
/// The database refuses.
pub fn chase(database: &Database, now: Timestamp) -> Result<usize, Error> {
    let reminded_by = now.saturating_sub(GRACE).unwrap_or(Timestamp::MIN);
    let late = database.read(|connection| alerts::overdue(connection, now, reminded_by, AT_ONCE))?;
    if late.is_empty() {
        return Ok(0);
    }
    database.write(|connection| {
        let mut queued = 0;
        for overdue in late {
            let about = Topic::Alert(overdue.id);
            if overdue.is_reminded {
                // Without a superior the escalation is the service's own: it says that nobody else is left to ask.
                let institution = overdue.superior.unwrap_or(overdue.institution);
                let letter = Letter { kind: LetterKind::Escalation, about, institution };
                queued += usize::from(outbox::enqueue(connection, &letter, now, now)?);
                alerts::escalated(connection, overdue.id, now)?;
            } else {
                let letter = Letter { kind: LetterKind::Reminder, about, institution: overdue.institution };
                queued += usize::from(outbox::enqueue(connection, &letter, now, now)?);
                alerts::reminded(connection, overdue.id, now)?;
            }
        }
        Ok(queued)
    })
}
