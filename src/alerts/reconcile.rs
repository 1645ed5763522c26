//! The reconciler: computes again, for everybody, what ought to have been told, and tells what is missing. It is also what
//! fires the thresholds: nothing but time crosses them.

use std::time::Duration;

use jiff::Timestamp;

use super::follow::Announcer;
use crate::access::releases;
use crate::db::{Database, Error};
use crate::records::people;

/// What it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reconciled {
    /// How many people were looked at.
    pub seen: usize,
    /// How many alerts were sent.
    pub sent: usize,
    /// How many people have facts that can't be read.
    pub damaged: usize,
}

/// How many people are looked at in one snapshot, and how many are written for in one transaction.
const SNAPSHOT: usize = 500;
const WRITTEN: usize = 20;

/// Between two transactions others get their turn: SQLite's lock has no queue.
const PAUSE: Duration = Duration::from_millis(2);

/// Looks at everybody. A person whose facts are damaged is counted and left; the others don't wait for the repair.
///
/// # Errors
/// The database refuses; what was told before stays told.
pub fn reconcile(database: &Database, announcer: &Announcer, now: Timestamp) -> Result<Reconciled, Error> {
    let everybody = database.read(people::everybody)?;
    let mut done = Reconciled::default();
    for snapshot in everybody.chunks(SNAPSHOT) {
        let missing = database.read(|connection| {
            let mut missing = Vec::new();
            for id in snapshot {
                match announcer.is_missing(connection, *id, now) {
                    Ok(true) => missing.push(*id),
                    Ok(false) => {}
                    Err(Error::Damaged(what)) => {
                        tracing::error!(person = %id, what, "damaged facts: this release can't be announced");
                        done.damaged += 1;
                    }
                    Err(error) => return Err(error),
                }
            }
            Ok(missing)
        })?;
        done.seen += snapshot.len();
        for few in missing.chunks(WRITTEN) {
            done.sent += database.write(|connection| {
                let services = releases::services(connection, few)?;
                let mut sent = 0;
                for id in few {
                    sent += announcer.announce_among(connection, Some(&services), *id, now)?;
                }
                Ok::<_, Error>(sent)
            })?;
            std::thread::sleep(PAUSE);
        }
    }
    Ok(done)
}
