//! Signed heads, one after the other, as the walk over the log comes to them.

use std::collections::VecDeque;

use crate::db::{AnyConnection, Error};
use crate::journal::log::note::{self, Checkpoint, PublicKey};
use crate::journal::log::store::{Signed, count, signed_after};

/// How many are read at a time.
const BATCH: i64 = 500;

/// A stored head, and what it is believed to say.
#[derive(Debug, Clone)]
pub(in crate::journal::log::audit) struct Head {
    pub(in crate::journal::log::audit) size: u64,
    pub(in crate::journal::log::audit) believed: Result<Checkpoint, String>,
}

/// The heads that are still to come.
#[derive(Debug)]
pub(in crate::journal::log::audit) struct Heads<'k> {
    keys: &'k [PublicKey],
    read: VecDeque<Signed>,
    after: i64,
    is_over: bool,
}

impl<'k> Heads<'k> {
    pub(in crate::journal::log::audit) const fn new(keys: &'k [PublicKey]) -> Self {
        Self { keys, read: VecDeque::new(), after: i64::MIN, is_over: false }
    }

    /// The next head, if it is of at most this size.
    pub(in crate::journal::log::audit) fn up_to(
        &mut self,
        connection: &mut AnyConnection,
        size: u64,
    ) -> Result<Option<Head>, Error> {
        if self.read.is_empty() && !self.is_over {
            self.read = signed_after(connection, self.after, BATCH)?.into();
            match self.read.back() {
                Some(last) => self.after = last.size,
                None => self.is_over = true,
            }
        }
        let is_due = self.read.front().is_some_and(|next| count(next.size) <= size);
        let next = if is_due { self.read.pop_front() } else { None };
        Ok(next.map(|signed| self.weigh(&signed)))
    }

    fn weigh(&self, signed: &Signed) -> Head {
        let believed = match note::open(&signed.note, self.keys) {
            Err(why) => Err(why.to_string()),
            Ok(checkpoint) if !signed.says(&checkpoint) => {
                Err("its columns say something else than its note".to_owned())
            }
            Ok(checkpoint) => Ok(checkpoint),
        };
        Head { size: count(signed.size), believed }
    }
}
