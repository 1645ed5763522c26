//! When somebody's situation is to be looked at again: derived from facts in the transaction of every change, and for everybody
//! every few minutes.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;

use crate::access::Agreements;
use crate::access::releases::{Consequence, lock};
use crate::access::reviews::{self, Review};
use crate::chance::Chance;
use crate::db::{AnyConnection, Database, Day, Error};
use crate::domain::rhythm::next_review;
use crate::domain::{CommissionKind, Id, Person};
use crate::journal::append_within;
use crate::records::people;

/// How many people are looked at in one snapshot, and how many of those who differ are written in one transaction.
const SNAPSHOT: usize = 500;
const WRITTEN: usize = 50;

/// Between two transactions others get their turn: SQLite's lock has no queue.
const PAUSE: Duration = Duration::from_millis(2);

/// Says when reviews fall due, as the agreement's rhythm has it. Cloning shares everything.
#[derive(Debug, Clone)]
pub struct Reviewer {
    agreements: Agreements,
    chance: Chance,
}

/// What the reconciler did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reconciled {
    /// How many people were looked at.
    pub seen: usize,
    /// How many had to be mended.
    pub mended: usize,
    /// How many have facts that can't be read.
    pub damaged: usize,
}

impl Consequence for Reviewer {
    fn follow(&self, connection: &mut AnyConnection, of: Id<Person>, _: Timestamp) -> Result<(), Error> {
        self.review(connection, of).map(drop)
    }
}

impl Reviewer {
    /// One that follows the agreement in force at each look.
    #[must_use]
    pub const fn new(agreements: Agreements, chance: Chance) -> Self {
        Self { agreements, chance }
    }

    /// The reviews of these people that their facts come to, in the order of the stored ones.
    fn due(&self, connection: &mut AnyConnection, of: &[Id<Person>]) -> Result<Vec<Review>, Error> {
        let agreement = self.agreements.current();
        let rhythm = agreement.rhythm(CommissionKind::Cpu);
        let cases = reviews::cases(connection, of)?;
        let mut due: Vec<Review> = cases
            .into_iter()
            .filter_map(|case| {
                let due = next_review(rhythm, &case.path)?;
                Some(Review {
                    person_id: case.person.to_string(),
                    commission_id: case.commission.to_string(),
                    due_on: Day(due.on),
                    because: due.because.code().to_owned(),
                })
            })
            .collect();
        due.sort();
        Ok(due)
    }

    /// Those of these people whose stored reviews aren't what their facts come to.
    fn differing(&self, connection: &mut AnyConnection, of: &[Id<Person>]) -> Result<Vec<Id<Person>>, Error> {
        let due: BTreeSet<Review> = self.due(connection, of)?.into_iter().collect();
        let stored: BTreeSet<Review> = reviews::stored(connection, of)?.into_iter().collect();
        let differing: BTreeSet<&str> =
            due.symmetric_difference(&stored).map(|review| review.person_id.as_str()).collect();
        Ok(of.iter().filter(|id| differing.contains(id.to_string().as_str())).copied().collect())
    }

    /// Derives one person's reviews again; gives whether they had to be mended.
    fn review(&self, connection: &mut AnyConnection, of: Id<Person>) -> Result<bool, Error> {
        let due = self.due(connection, &[of])?;
        let differs = reviews::stored(connection, &[of])? != due;
        if differs {
            reviews::keep(connection, of, &due)?;
        }
        Ok(differs)
    }
}

/// Derives everybody's reviews again and mends what differs. A person whose facts are damaged is counted and left.
///
/// # Errors
/// The database refuses; what was mended before stays.
pub fn reconcile(database: &Database, reviewer: &Reviewer, now: Timestamp) -> Result<Reconciled, Error> {
    let everybody = database.read(people::everybody)?;
    let mut done = Reconciled::default();
    for snapshot in everybody.chunks(SNAPSHOT) {
        let differing = database.read(|connection| match reviewer.differing(connection, snapshot) {
            Err(Error::Damaged(_)) => one_by_one(connection, reviewer, snapshot, &mut done.damaged),
            found => found,
        })?;
        done.seen += snapshot.len();
        for few in differing.chunks(WRITTEN) {
            done.mended += database.write(|connection| {
                let mut mended = Vec::new();
                for id in few {
                    lock(connection, *id)?;
                    if reviewer.review(connection, *id)? {
                        mended.push(*id);
                    }
                }
                if !mended.is_empty() {
                    let entry = reviews::mended(&reviewer.agreements.current(), now, &mended);
                    append_within(connection, vec![entry], &reviewer.chance)?;
                }
                Ok::<_, Error>(mended.len())
            })?;
            std::thread::sleep(PAUSE);
        }
    }
    Ok(done)
}

/// Where somebody's facts are damaged the others don't wait for the repair.
fn one_by_one(
    connection: &mut AnyConnection,
    reviewer: &Reviewer,
    of: &[Id<Person>],
    damaged: &mut usize,
) -> Result<Vec<Id<Person>>, Error> {
    let mut differing = Vec::new();
    for id in of {
        match reviewer.differing(connection, &[*id]) {
            Ok(found) => differing.extend(found),
            Err(Error::Damaged(what)) => {
                tracing::error!(person = %id, what, "damaged facts: this person's reviews can't be derived");
                *damaged += 1;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(differing)
}
