//! What was erased by an act that says so: the act is an entry of the journal, whose words hold the count and the digest of all that
//! it erased.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use crate::db::schema::{journal_entry, journal_erasure, log_leaf};
use crate::db::{AnyConnection, Error};
use crate::journal::Fault;
use crate::journal::log::store::ITSELF;

/// How many rows are read at a time.
const BATCH: i64 = 5_000;

/// The acts whose words are what they erased.
#[derive(Debug, Default)]
pub(in crate::journal::log::audit) struct Acts {
    sound: BTreeSet<String>,
    pub(in crate::journal::log::audit) faults: Vec<Fault>,
}

impl Acts {
    pub(in crate::journal::log::audit) fn is_sound(&self, act: &str) -> bool {
        self.sound.contains(act)
    }

    /// Reads every erasure, and holds it against its act.
    pub(in crate::journal::log::audit) fn read(connection: &mut AnyConnection) -> Result<Self, Error> {
        let mut erased: BTreeMap<String, Vec<(String, i32)>> = BTreeMap::new();
        let mut after = (String::new(), i32::MIN);
        loop {
            let (entry, listed) = &after;
            let later = journal_erasure::entry_id
                .gt(entry)
                .or(journal_erasure::entry_id.eq(entry).and(journal_erasure::listed.gt(listed)));
            let rows: Vec<(String, i32, String)> = journal_erasure::table
                .filter(later)
                .order((journal_erasure::entry_id, journal_erasure::listed))
                .limit(BATCH)
                .select((journal_erasure::entry_id, journal_erasure::listed, journal_erasure::act_id))
                .load(connection)?;
            let Some((entry, listed, _)) = rows.last() else { break };
            after = (entry.clone(), *listed);
            for (entry, listed, act) in rows {
                erased.entry(act).or_default().push((entry, listed));
            }
        }
        let mut acts = Self::default();
        for (act, rows) in erased {
            let said: Option<(String, String, String)> = journal_entry::table
                .find(&act)
                .select((journal_entry::operation, journal_entry::outcome, journal_entry::shown))
                .first(connection)
                .optional()?;
            let is_sound = said.is_some_and(|(operation, outcome, shown)| {
                operation == "erasure" && outcome == "granted" && shown == words(&rows)
            });
            if is_sound {
                acts.sound.insert(act);
            } else {
                acts.faults.push(Fault::new(&act, "it is said to have erased what it doesn't say, or it is gone"));
            }
        }
        acts.never_there(connection)?;
        Ok(acts)
    }

    /// Erasures of what never had a place.
    fn never_there(&mut self, connection: &mut AnyConnection) -> Result<(), Error> {
        let rows: Vec<(String, String)> =
            journal_erasure::table
                .left_join(log_leaf::table.on(
                    log_leaf::entry_id.eq(journal_erasure::entry_id).and(log_leaf::listed.eq(journal_erasure::listed)),
                ))
                .filter(log_leaf::position.nullable().is_null())
                .order((journal_erasure::entry_id, journal_erasure::listed))
                .limit(BATCH)
                .select((journal_erasure::entry_id, journal_erasure::act_id))
                .load(connection)?;
        for (entry, act) in rows {
            let what = format!("act {act} erased of it what never had a place in the log");
            self.faults.push(Fault::new(&entry, &what));
        }
        Ok(())
    }
}

/// What the act must say.
fn words(rows: &[(String, i32)]) -> String {
    let mut lines: Vec<String> = rows.iter().map(|(entry, listed)| format!("{entry}/{listed}\n")).collect();
    lines.sort_unstable();
    let entries = rows.iter().filter(|(_, listed)| *listed == ITSELF).count();
    let digest = Sha256::digest(lines.concat().as_bytes());
    format!("entries:{entries} listed:{} digest:{}", rows.len() - entries, HEXLOWER.encode(&digest))
}
