//! The reconciler: derives everybody's standing again from the facts and mends what differs.

use std::time::Duration;

use diesel::prelude::*;
use jiff::Timestamp;

use crate::db::schema::{person, situation};
use crate::db::{self, AnyConnection, Database, Day};
use crate::domain::need::Services;
use crate::domain::{Id, Person};
use crate::journal::append_within;

use super::door::Door;
use super::entries::machine_entry;
use super::machine::{INDEX, STANDING};
use super::search;
use super::services;
use super::standing::{differs, restate, services_of_locked};

/// What the reconciler did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reconciled {
    /// How many people were looked at.
    pub seen: usize,
    /// How many had to be mended, or moved with time.
    pub mended: usize,
    /// How many have facts that can't be read.
    pub damaged: usize,
}

/// How many people are looked at in one snapshot, and how many of those who differ are written in one transaction.
const SNAPSHOT: usize = 500;
const WRITTEN: usize = 20;

/// Between two transactions the journal's writer gets its turn: SQLite's lock has no queue.
const PAUSE: Duration = Duration::from_millis(5);

/// Which people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// Everybody: a change that escaped is found.
    Everybody,
    /// Those alone whom time has moved.
    Due,
}

/// Derives people's standing again from the facts and writes it where it differs. A person whose facts are damaged is
/// counted and left; the others don't wait for the repair.
///
/// # Errors
/// The database refuses; what was mended before stays.
pub fn reconcile(door: &Door, whom: Whom) -> Result<Reconciled, db::Error> {
    let door = &door.at_present();
    let now = door.clock.now();
    let ids = people(&door.database, whom, crate::clock::paris().to_datetime(now).date())?;
    let mut done = Reconciled::default();
    for snapshot in ids.chunks(SNAPSHOT) {
        let moved = door.database.read(|connection| {
            let services = services::load(connection)?;
            let mut moved = Vec::new();
            for id in snapshot {
                match differs(connection, &services, *id, now) {
                    Ok(true) => moved.push(*id),
                    Ok(false) => {}
                    Err(db::Error::Damaged(what)) => {
                        tracing::error!(person = %id, what, "damaged facts");
                        done.damaged += 1;
                    }
                    Err(error) => return Err(error),
                }
            }
            Ok(moved)
        })?;
        done.seen += snapshot.len();
        for few in moved.chunks(WRITTEN) {
            done.mended += door.database.write(|connection| {
                let services = services_of_locked(connection, few)?;
                let mut mended = 0;
                for id in few {
                    mended += usize::from(restate_and_say(door, connection, &services, *id, now)?);
                }
                Ok::<_, db::Error>(mended)
            })?;
            std::thread::sleep(PAUSE);
        }
    }
    Ok(done)
}

/// Derives one person's standing again; where it moved, the program's own entry is in the same transaction.
pub(in crate::access) fn restate_and_say(
    door: &Door,
    connection: &mut AnyConnection,
    services: &Services,
    of: Id<Person>,
    now: Timestamp,
) -> Result<bool, db::Error> {
    let moved = restate(connection, services, of, now)?;
    if moved {
        let entry = machine_entry(STANDING.name, &door.agreement, now, vec![of.to_string()]);
        append_within(connection, vec![entry], &door.chance)?;
    }
    Ok(moved)
}

impl Door {
    /// Makes the keys of everybody again: after a bulk load.
    ///
    /// # Errors
    /// The database refuses.
    pub fn index_everybody(&self) -> Result<usize, db::Error> {
        let now = self.clock.now();
        let ids = people(&self.database, Whom::Everybody, crate::clock::paris().to_datetime(now).date())?;
        for batch in ids.chunks(SNAPSHOT) {
            self.database.write(|connection| {
                for id in batch {
                    search::index(connection, &self.keys, *id)?;
                }
                let listed = batch.iter().map(ToString::to_string).collect();
                append_within(connection, vec![machine_entry(INDEX.name, &self.agreement, now, listed)], &self.chance)
            })?;
        }
        Ok(ids.len())
    }
}

fn people(database: &Database, whom: Whom, today: jiff::civil::Date) -> Result<Vec<Id<Person>>, db::Error> {
    database.read(|connection| {
        Ok(match whom {
            Whom::Everybody => person::table.select(person::id).order(person::id).load(connection)?,
            Whom::Due => situation::table
                .filter(situation::next_change_on.le(Day(today)))
                .select(situation::person_id)
                .order(situation::person_id)
                .load(connection)?,
        })
    })
}
