//! Some places of the log, with what the journal holds for them.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use crate::db::schema::{journal_entry, journal_erasure, journal_subject, log_leaf};
use crate::db::{AnyConnection, Error};
use crate::journal::log::store::{ITSELF, Leaf};

/// How many places are read at a time.
const BATCH: i64 = 2_000;

/// What was found for these places.
#[derive(Debug, Default)]
pub(in crate::journal::log::audit) struct Page {
    pub(in crate::journal::log::audit) leaves: Vec<Leaf>,
    held: HashMap<(String, i32), Vec<u8>>,
    moments: HashMap<String, i64>,
    erased: HashMap<(String, i32), String>,
}

impl Page {
    /// The places after this one.
    pub(in crate::journal::log::audit) fn after(connection: &mut AnyConnection, position: i64) -> Result<Self, Error> {
        let leaves: Vec<Leaf> = log_leaf::table
            .filter(log_leaf::position.gt(position))
            .order(log_leaf::position)
            .limit(BATCH)
            .load(connection)?;
        let ids: HashSet<&str> = leaves.iter().map(|leaf| leaf.entry_id.as_str()).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let mut page = Self::default();
        let entries: Vec<(String, i64, Vec<u8>)> = journal_entry::table
            .filter(journal_entry::id.eq_any(&ids))
            .select((journal_entry::id, journal_entry::recorded_at, journal_entry::leaf))
            .load(connection)?;
        for (id, at, leaf) in entries {
            page.moments.insert(id.clone(), at);
            page.held.insert((id, ITSELF), leaf);
        }
        let listed: Vec<(String, i32, Vec<u8>)> = journal_subject::table
            .filter(journal_subject::entry_id.eq_any(&ids))
            .select((journal_subject::entry_id, journal_subject::position, journal_subject::leaf))
            .load(connection)?;
        page.held.extend(listed.into_iter().map(|(id, place, leaf)| ((id, place), leaf)));
        let erased: Vec<(String, i32, String)> = journal_erasure::table
            .filter(journal_erasure::entry_id.eq_any(&ids))
            .select((journal_erasure::entry_id, journal_erasure::listed, journal_erasure::act_id))
            .load(connection)?;
        page.erased.extend(erased.into_iter().map(|(id, place, act)| ((id, place), act)));
        page.leaves = leaves;
        Ok(page)
    }

    /// The hash that the journal holds for a place.
    pub(in crate::journal::log::audit) fn held(&self, leaf: &Leaf) -> Option<&[u8]> {
        self.held.get(&(leaf.entry_id.clone(), leaf.listed)).map(Vec::as_slice)
    }

    /// The act that erased it.
    pub(in crate::journal::log::audit) fn erased_by(&self, leaf: &Leaf) -> Option<&str> {
        self.erased.get(&(leaf.entry_id.clone(), leaf.listed)).map(String::as_str)
    }

    /// When the entry says that it was recorded.
    pub(in crate::journal::log::audit) fn moment(&self, leaf: &Leaf) -> Option<i64> {
        self.moments.get(&leaf.entry_id).copied()
    }
}
