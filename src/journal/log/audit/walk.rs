//! The walk over the log, from its first place to its last.

use std::collections::BTreeMap;
use std::ops::Range;
use std::vec::IntoIter;

use diesel::prelude::*;
use jiff::SignedDuration;

use super::erasures::Acts;
use super::heads::{Head, Heads};
use super::page::Page;
use super::places::{Unplaced, unplaced};
use super::stack::{Complete, Stack};
use super::{Agreement, Audit, MOST, Named};
use crate::db::schema::log_tile;
use crate::db::{AnyConnection, Error};
use crate::journal::Fault;
use crate::journal::log::note::{Checkpoint, PublicKey, open};
use crate::journal::log::outside::Copy;
use crate::journal::log::store::{ITSELF, Leaf, last_signed, number};

/// An entry that gets its place later than this after its moment is counted as late.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// What is known on the way.
pub(in crate::journal::log::audit) struct Walk<'k> {
    pub(in crate::journal::log::audit) acts: Acts,
    keys: &'k [PublicKey],
    heads: Heads<'k>,
    stack: Stack,
    /// A place is missing that nobody can fill: the tree can't be computed any further.
    is_torn: bool,
    next: u64,
    unplaced: IntoIter<Unplaced>,
    /// The last head that was come by: its size, its number, and what it says if it is believed.
    behind: (u64, u64),
    last: Option<Checkpoint>,
    signed: u64,
    /// Whether a head was found that the tree doesn't make: every later one doesn't either.
    is_other: bool,
    /// Heads from outside that are still to come, by size.
    awaited: BTreeMap<u64, Vec<(String, Checkpoint)>>,
    outside: Agreement,
    tiles: u64,
    erased: u64,
    late: u64,
    exact: Vec<Named>,
    among: Vec<Named>,
    found: u64,
}

impl<'k> Walk<'k> {
    pub(in crate::journal::log::audit) fn begin(
        connection: &mut AnyConnection,
        keys: &'k [PublicKey],
        copies: &[Copy],
    ) -> Result<Self, Error> {
        let mut walk = Self {
            acts: Acts::read(connection)?,
            keys,
            heads: Heads::new(keys),
            stack: Stack::default(),
            is_torn: false,
            next: 0,
            unplaced: unplaced(connection)?.into_iter(),
            behind: (0, 0),
            last: None,
            signed: 0,
            is_other: false,
            awaited: BTreeMap::new(),
            outside: if copies.is_empty() { Agreement::NoneKept } else { Agreement::All },
            tiles: 0,
            erased: 0,
            late: 0,
            exact: Vec::new(),
            among: Vec::new(),
            found: 0,
        };
        for copy in copies {
            match copy.open(keys) {
                Ok(checkpoint) => {
                    walk.awaited.entry(checkpoint.size).or_default().push((copy.name.clone(), checkpoint));
                }
                Err(why) => {
                    walk.outside = Agreement::Broken;
                    walk.note(None, &copy.name, &format!("the copy outside: {why}"));
                }
            }
        }
        Ok(walk)
    }

    /// A fault at exactly these places, or at none.
    fn note(&mut self, places: Option<Range<u64>>, row: &str, what: &str) {
        self.found += 1;
        if self.exact.len() < MOST {
            self.exact.push(Named { places, fault: Fault::new(row, what) });
        }
    }

    /// A fault somewhere among these places.
    fn note_among(&mut self, places: Range<u64>, row: &str, what: &str) {
        self.found += 1;
        if self.among.len() < MOST {
            self.among.push(Named { places: Some(places), fault: Fault::new(row, what) });
        }
    }

    pub(in crate::journal::log::audit) fn go(&mut self, connection: &mut AnyConnection) -> Result<(), Error> {
        let mut after = i64::MIN;
        loop {
            let page = Page::after(connection, after)?;
            let Some(last) = page.leaves.last() else { break };
            after = last.position;
            for leaf in &page.leaves {
                self.fill_gap(connection, leaf)?;
                self.hold_against_the_journal(leaf, &page);
                self.add(connection, &leaf.leaf)?;
            }
        }
        self.fill_to_the_last_head(connection)
    }

    /// Places between the last one and this one: those without a place, in their order, are whose they were.
    fn fill_gap(&mut self, connection: &mut AnyConnection, leaf: &Leaf) -> Result<(), Error> {
        let Some(missing) = u64::try_from(leaf.position).ok().and_then(|at| at.checked_sub(self.next)) else {
            self.note(None, &leaf.entry_id, &format!("its place, {}, is none", leaf.position));
            return Ok(());
        };
        if missing == 0 {
            return Ok(());
        }
        if missing > self.unplaced.len() as u64 {
            let (from, to) = (self.next, self.next + missing);
            self.note(
                Some(from..from + 1),
                &format!("place {from}"),
                &format!("the places from {from} to {} are gone", to - 1),
            );
            self.next = to;
            self.is_torn = true;
            return Ok(());
        }
        self.fill(connection, missing)
    }

    fn fill(&mut self, connection: &mut AnyConnection, missing: u64) -> Result<(), Error> {
        for _ in 0..missing {
            let Some(whose) = self.unplaced.next() else { break };
            let at = self.next;
            self.note(Some(at..at + 1), &whose.entry, &format!("its place in the log, {at}, is gone"));
            self.add(connection, &whose.leaf)?;
        }
        Ok(())
    }

    fn hold_against_the_journal(&mut self, leaf: &Leaf, page: &Page) {
        let at = self.next;
        let what = match (page.held(leaf), page.erased_by(leaf)) {
            (Some(held), None) if held == leaf.leaf => {
                let stated = page.moment(leaf).and_then(|at| jiff::Timestamp::from_microsecond(at).ok());
                let is_late = |stated| self.last.as_ref().is_some_and(|head| head.at.duration_since(stated) > LATE);
                self.late += u64::from(leaf.listed == ITSELF && stated.is_some_and(is_late));
                return;
            }
            (None, Some(act)) if self.acts.is_sound(act) => {
                self.erased += 1;
                return;
            }
            (Some(_), None) => "isn't what the log was given".to_owned(),
            (Some(_), Some(act)) => format!("was erased by act {act}, and is still there"),
            (None, Some(act)) => format!("is gone, and act {act} doesn't say that it erased it"),
            (None, None) => "is gone, and no act erased it".to_owned(),
        };
        let who = match leaf.listed {
            ITSELF => "the entry".to_owned(),
            place => format!("the person listed at place {place}"),
        };
        self.note(Some(at..at + 1), &leaf.entry_id, &format!("{who} {what}"));
    }

    /// One leaf more in the tree.
    fn add(&mut self, connection: &mut AnyConnection, leaf: &[u8]) -> Result<(), Error> {
        self.next += 1;
        if self.is_torn {
            return Ok(());
        }
        for tile in self.stack.push(leaf) {
            self.hold_against_its_tile(connection, tile)?;
        }
        self.come_by_heads(connection)
    }

    fn hold_against_its_tile(&mut self, connection: &mut AnyConnection, tile: Complete) -> Result<(), Error> {
        self.tiles += 1;
        let key = (i32::try_from(tile.level).unwrap_or(i32::MAX), number(tile.position));
        let kept: Option<Vec<u8>> = log_tile::table.find(key).select(log_tile::hash).first(connection).optional()?;
        if kept.as_deref() != Some(&tile.hash) {
            let width = 1 << (8 * tile.level);
            let places = tile.position * width..(tile.position + 1) * width;
            let row = format!("tile {} of level {}", tile.position, tile.level);
            self.note_among(places, &row, "it isn't the one that these places make");
        }
        Ok(())
    }

    /// The heads that were signed at the present size, here and outside.
    fn come_by_heads(&mut self, connection: &mut AnyConnection) -> Result<(), Error> {
        let size = self.stack.size();
        while let Some(head) = self.heads.up_to(connection, size)? {
            self.weigh(head);
        }
        for (name, copy) in self.awaited.remove(&size).unwrap_or_default() {
            if copy.root != self.stack.root() {
                self.outside = Agreement::Broken;
                self.note_among(
                    self.behind.0.min(size.saturating_sub(1))..size,
                    &name,
                    "the copy outside has another root for these places",
                );
            }
        }
        Ok(())
    }

    fn weigh(&mut self, head: Head) {
        self.signed += 1;
        let (before, number) = self.behind;
        let places = before..head.size;
        let row = format!("checkpoint of {} leaves", head.size);
        self.behind = (head.size, number + 1);
        let checkpoint = match head.believed {
            Ok(checkpoint) => checkpoint,
            Err(why) => return self.note(Some(places), &row, &why),
        };
        self.behind.1 = checkpoint.number;
        if checkpoint.number != number + 1 {
            self.note(Some(places.clone()), &row, "a checkpoint before it is gone");
        }
        let is_made = head.size == self.stack.size() && self.stack.root() == checkpoint.root;
        if !self.is_torn && !is_made && !std::mem::replace(&mut self.is_other, true) {
            self.note_among(
                places,
                &row,
                "something among the places that it added isn't what was signed, or was moved",
            );
        }
        self.last = Some(checkpoint);
    }

    /// Whatever was signed beyond the last place is gone.
    fn fill_to_the_last_head(&mut self, connection: &mut AnyConnection) -> Result<(), Error> {
        let there = self.next;
        let awaited = std::mem::take(&mut self.awaited).into_iter();
        let outside: Vec<(String, Checkpoint)> = awaited.flat_map(|(_, copies)| copies).collect();
        let signed = last_signed(connection)?.and_then(|signed| open(&signed.note, self.keys).ok());
        let farthest = signed.iter().chain(outside.iter().map(|(_, copy)| copy)).map(|head| head.size).max();
        if let Some(missing) = farthest.and_then(|size| size.checked_sub(there)).filter(|missing| *missing > 0) {
            if missing <= self.unplaced.len() as u64 {
                self.fill(connection, missing)?;
            } else {
                let whose = self.unplaced.next().map_or_else(|| format!("place {there}"), |whose| whose.entry);
                let what = format!("the places from {there} to {} are gone", there + missing - 1);
                self.note(Some(there..there + 1), &whose, &what);
                self.is_torn = true;
            }
        }
        while let Some(head) = self.heads.up_to(connection, u64::MAX)? {
            self.weigh(head);
        }
        let (covered, end) = (self.behind.0, self.next);
        if !self.is_torn && end > covered {
            let what = "no checkpoint covers it, and those that follow";
            self.note(Some(covered..end), &format!("place {covered}"), what);
        }
        for (name, copy) in outside {
            self.outside = Agreement::Broken;
            let what = format!("the copy outside knows of {} leaves, which aren't all there", copy.size);
            self.note_among(there.min(copy.size.saturating_sub(1))..copy.size, &name, &what);
        }
        Ok(())
    }

    pub(in crate::journal::log::audit) fn check_number_of_tiles(&mut self, kept: u64) {
        if !self.is_torn && kept != self.tiles {
            let what = format!("{kept} of them are kept, and the log makes {}", self.tiles);
            self.note(None, "tiles", &what);
        }
    }

    /// Everything in order. What lies somewhere among several places comes after what is known exactly among the same.
    pub(in crate::journal::log::audit) fn end(mut self, more: Vec<Named>, waiting: u64) -> Audit {
        for left in std::mem::take(&mut self.unplaced) {
            let what = match left.listed {
                ITSELF => "the entry has no place in the log, and doesn't wait for one".to_owned(),
                place => {
                    format!("the person listed at place {place} has no place in the log, and doesn't wait for one")
                }
            };
            self.note(None, &left.entry, &what);
        }
        self.found += more.len() as u64;
        let mut exact = more;
        exact.append(&mut self.exact);
        let order = |named: &Named| {
            let Some(places) = &named.places else { return (u64::MAX, 0) };
            let among = |known: &&Named| known.places.as_ref().is_some_and(|at| places.contains(&at.start));
            match exact.iter().filter(among).filter_map(|known| known.places.as_ref()).map(|at| at.start).min() {
                Some(first) => (first, 1),
                None => (places.start, 0),
            }
        };
        let mut keyed: Vec<((u64, u8), Named)> = self.among.iter().map(|named| (order(named), named.clone())).collect();
        keyed
            .extend(exact.into_iter().map(|named| ((named.places.as_ref().map_or(u64::MAX, |at| at.start), 0), named)));
        keyed.sort_by_key(|(key, _)| *key);
        keyed.truncate(MOST);
        Audit {
            size: self.next,
            heads: self.signed,
            last: self.last,
            erased: self.erased,
            waiting,
            late: self.late,
            outside: self.outside,
            faults: keyed.into_iter().map(|(_, named)| named).collect(),
            found: self.found,
        }
    }
}
