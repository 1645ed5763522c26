//! Proving the log: every place is held against the journal, the tree is computed again, and held against every head that was signed,
//! here and outside. Nothing is shared with the sequencer but the hashing and the reading of notes.
//!
//! The first bad entry is the one with the lowest place in the log; what has no place comes after, in the order of time. Where an
//! entry and its place were rewritten together, no single place can be named: then it is one of those that the first head that no
//! longer fits has added.

mod erasures;
mod heads;
mod page;
mod places;
mod stack;
mod walk;

use std::collections::HashMap;
use std::ops::Range;

use diesel::prelude::*;

use super::note::{Checkpoint, PublicKey};
use super::outside::Copy;
use super::store::{ITSELF, count};
use crate::db::schema::{log_leaf, log_tile};
use crate::db::{AnyConnection, Error};
use crate::journal::Fault;
use walk::Walk;

/// A fault and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The places in the log, one or several, among which it lies; none where it has no place.
    pub places: Option<Range<u64>>,
    /// What is wrong.
    pub fault: Fault,
}

/// What the copies outside the database say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// None is kept.
    NoneKept,
    /// All of them agree with the log.
    All,
    /// At least one doesn't.
    Broken,
    /// There must be some by the settings, and there is none: the folder isn't mounted, or was emptied.
    Gone,
}

/// What was proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// How many places the log has.
    pub size: u64,
    /// How many heads were signed.
    pub heads: u64,
    /// The last that is believed.
    pub last: Option<Checkpoint>,
    /// How many places belong to what was erased by an act that says so.
    pub erased: u64,
    /// How many entries wait for their place: not yet covered by a head.
    pub waiting: u64,
    /// How many entries got their place more than an hour after the moment that they state: told, not held against anybody.
    pub late: u64,
    /// The copies outside.
    pub outside: Agreement,
    /// What is wrong, in order: the first is the first bad entry. Only so many are named.
    pub faults: Vec<Named>,
    /// How many faults there are in all.
    pub found: u64,
}

impl Audit {
    /// Says so where no copy was found in a folder in which some must be. Not of a single head: it may have been signed a moment ago, and
    /// not be kept yet.
    #[must_use]
    pub fn with_copies_due(mut self) -> Self {
        if self.outside == Agreement::NoneKept && self.heads > 1 {
            self.outside = Agreement::Gone;
        }
        self
    }
}

/// More faults than this are counted, not named.
const MOST: usize = 1_000;

/// Proves the log. `rows` are the faults that the journal's own rows have; `copies` the notes kept outside.
///
/// # Errors
/// The database can't be read.
pub fn audit(
    connection: &mut AnyConnection,
    rows: &[Fault],
    keys: &[PublicKey],
    copies: &[Copy],
) -> Result<Audit, Error> {
    let mut walk = Walk::begin(connection, keys, copies)?;
    walk.go(connection)?;
    let waiting = places::waiting(connection)?;
    let in_vain = places::waiting_in_vain(connection)?;
    walk.check_number_of_tiles(log_tile::table.count().get_result(connection).map(count)?);
    let mut faults = placed(connection, rows.iter().chain(&in_vain).cloned().collect())?;
    let acts = std::mem::take(&mut walk.acts.faults);
    faults.extend(placed(connection, acts)?);
    Ok(walk.end(faults, waiting))
}

/// Each fault with the place of the entry that it is about.
fn placed(connection: &mut AnyConnection, faults: Vec<Fault>) -> Result<Vec<Named>, Error> {
    let ids: Vec<&str> = faults.iter().take(MOST).map(|fault| fault.row.as_str()).collect();
    let known: Vec<(String, i64)> = log_leaf::table
        .filter(log_leaf::entry_id.eq_any(ids).and(log_leaf::listed.eq(ITSELF)))
        .select((log_leaf::entry_id, log_leaf::position))
        .load(connection)?;
    let known: HashMap<String, u64> = known.into_iter().map(|(id, position)| (id, count(position))).collect();
    let place = |fault: &Fault| known.get(&fault.row).map(|at| *at..at + 1);
    Ok(faults.into_iter().map(|fault| Named { places: place(&fault), fault }).collect())
}
