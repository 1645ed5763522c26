//! The reconciler: derives everybody's standing again from the facts and mends what differs.

use diesel::prelude::*;

use crate::db::schema::{person, situation};
use crate::db::{self, Database, Day};
use crate::domain::{Id, Person};
use crate::journal::append_within;

use super::door::Door;
use super::entries::machine_entry;
use super::machine::{INDEX, STANDING};
use super::search;
use super::services;
use super::standing::restate;

/// What the reconciler did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reconciled {
    /// How many people were looked at.
    pub seen: usize,
    /// How many had to be mended, or moved with time.
    pub mended: usize,
}

/// How many people share a transaction: a writer never waits long.
const BATCH: usize = 500;

/// Which people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whom {
    Everybody,
    Due,
}

/// Derives everybody's standing again, from the facts; `only_due`: those alone whom time has moved.
///
/// # Errors
/// The database refuses; what was mended before stays.
pub fn reconcile(door: &Door, only_due: bool) -> Result<Reconciled, db::Error> {
    let whom = if only_due { Whom::Due } else { Whom::Everybody };
    let now = door.clock.now();
    let ids = people(&door.database, whom, crate::clock::paris().to_datetime(now).date())?;
    let mut done = Reconciled::default();
    for batch in ids.chunks(BATCH) {
        done.mended += door.database.write(|connection| {
            let services = services::load(connection)?;
            let mut mended = Vec::new();
            for id in batch {
                if restate(connection, &services, *id, now)? {
                    mended.push(id.to_string());
                }
            }
            let count = mended.len();
            if count > 0 {
                append_within(connection, vec![machine_entry(STANDING.name, &door.agreement, now, mended)], &door.chance)?;
            }
            Ok::<_, db::Error>(count)
        })?;
        done.seen += batch.len();
    }
    Ok(done)
}

impl Door {
    /// Makes the keys of everybody again: after a bulk load.
    ///
    /// # Errors
    /// The database refuses.
    pub fn index_everybody(&self) -> Result<usize, db::Error> {
        let now = self.clock.now();
        let ids = people(&self.database, Whom::Everybody, crate::clock::paris().to_datetime(now).date())?;
        for batch in ids.chunks(BATCH) {
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
                .load(connection)?,
        })
    })
}
