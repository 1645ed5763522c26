//! The same erasure, every night by itself: `serve` does it between two and four o'clock of Paris.
//!
//! All is counted from two o'clock, so that several instances, or one that starts again, find one night's work and not each its own; the
//! database lets one of them erase at a time. What outlives its time after that waits for the next night.

use jiff::Timestamp;

use super::extract::operator;
use super::purge::{AT_ONCE, Due};
use crate::chance::Chance;
use crate::clock::paris;
use crate::db::{Database, Error};
use crate::domain::FileRegime;
use crate::domain::supervision::night;
use crate::journal::{Actor, Erased};
use crate::protocol::Agreement;

/// How many acts one turn does at most: others want to write, too.
const ACTS: usize = 20;

/// Who erases at night. Each instance has one.
#[derive(Debug)]
pub struct Nightly {
    database: Database,
    chance: Chance,
    /// Acts in one turn, and entries in one act.
    pace: (usize, i64),
    /// The night whose work is done.
    over: Option<Timestamp>,
}

impl Nightly {
    /// One for this database.
    #[must_use]
    pub const fn new(database: Database, chance: Chance) -> Self {
        Self { database, chance, pace: (ACTS, AT_ONCE), over: None }
    }

    /// The same, with so many acts in one turn and so many entries in one act.
    #[must_use]
    pub fn paced(self, acts: usize, entries: i64) -> Self {
        Self { pace: (acts, entries), ..self }
    }

    /// One turn; says what was erased. By day, and when this night's work is done, it does nothing and reads nothing.
    ///
    /// # Errors
    /// The database fails: the acts before stand, each whole, and the next turn tries again.
    pub fn turn(&mut self, agreement: &Agreement, now: Timestamp) -> Result<Erased, Error> {
        let mut all = Erased::default();
        let Some(night) = night(now, &paris()).filter(|night| self.over != Some(*night)) else { return Ok(all) };
        let (mut acts, most) = self.pace;
        for due in FileRegime::ALL.iter().filter_map(|regime| Due::of(agreement, *regime, night)) {
            loop {
                if acts == 0 {
                    return Ok(all);
                }
                let erased = due.act(&self.database, program(), now, &self.chance, most)?;
                if erased.entries == 0 {
                    break;
                }
                acts -= 1;
                all.entries += erased.entries;
                all.listed += erased.listed;
            }
        }
        self.over = Some(night);
        Ok(all)
    }
}

/// The program by itself, as the journal names it.
fn program() -> Actor {
    Actor { quality: "le programme, chaque nuit".to_owned(), ..operator("serve") }
}
