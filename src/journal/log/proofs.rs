//! What an outsider is handed: the path from one entry to a signed head, and from an earlier head to a later one.

use data_encoding::BASE64;
use diesel::prelude::*;

use super::Error;
use super::note::{self, PublicKey};
use super::store::{ITSELF, Tables, count, last_signed, signed_at};
use super::tree;
use super::tree::{Hash, is_consistent, is_included, of_leaf, root};
use crate::db::AnyConnection;
use crate::db::schema::log_leaf;

/// That an entry, or a person listed in it, is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// The entry.
    pub entry: String,
    /// The place of the person listed in it; -1 for the entry itself.
    pub listed: i32,
    /// The leaf: the salted hash that the journal keeps beside the entry.
    pub leaf: Vec<u8>,
    /// Its place in the log.
    pub index: u64,
    /// The size of the log that the path leads to.
    pub size: u64,
    /// The path, from the leaf up.
    pub path: Vec<Hash>,
    /// The signed head of that size.
    pub note: String,
}

impl Inclusion {
    /// As C2SP tlog-proof writes it.
    #[must_use]
    pub fn text(&self) -> String {
        let path: String = self.path.iter().map(|hash| format!("{}\n", BASE64.encode(hash))).collect();
        format!("c2sp.org/tlog-proof@v1\nindex {}\n{path}\n{}", self.index, self.note)
    }
}

/// That a later log begins with an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consistency {
    /// The earlier size and root.
    pub from: (u64, Hash),
    /// The later size and root.
    pub to: (u64, Hash),
    /// The path.
    pub path: Vec<Hash>,
    /// The signed heads of both sizes, where there are.
    pub notes: (Option<String>, Option<String>),
}

/// The path of this entry, or of the person at `listed` in it, to the last signed head.
///
/// # Errors
/// It has no place yet, or never had; or the log isn't what was signed.
pub fn inclusion(
    connection: &mut AnyConnection,
    entry: &str,
    listed: Option<i32>,
    keys: &[PublicKey],
) -> Result<Inclusion, Error> {
    let listed = listed.unwrap_or(ITSELF);
    let row = log_leaf::table
        .filter(log_leaf::entry_id.eq(entry).and(log_leaf::listed.eq(listed)))
        .select((log_leaf::position, log_leaf::leaf));
    let Some((position, leaf)) = row.first::<(i64, Vec<u8>)>(connection).optional()? else {
        let what = format!(
            "{entry} has no place in the log: it isn't in the journal, or `quadrige journal checkpoint` must come first"
        );
        return Err(Error::NotThere(what));
    };
    let Some(signed) = last_signed(connection)? else {
        return Err(Error::NotThere(
            "nothing was signed yet: `quadrige journal checkpoint` must come first".to_owned(),
        ));
    };
    let believed = note::open(&signed.note, keys).map_err(|why| Error::Disagrees(format!("its last head: {why}")))?;
    let (index, size) = (count(position), believed.size);
    let path = tree::inclusion(&mut Tables(connection), index, size)?;
    if !is_included(&of_leaf(&leaf), index, size, &path, &believed.root) {
        return Err(Error::Disagrees(format!("place {index} doesn't lead to the last head that was signed")));
    }
    Ok(Inclusion { entry: entry.to_owned(), listed, leaf, index, size, path, note: signed.note })
}

/// The path from the log of `from` leaves to that of `to`; to the last signed one where that isn't said.
///
/// # Errors
/// The log never had such a size, or it isn't what was signed.
pub fn consistency(connection: &mut AnyConnection, from: u64, to: Option<u64>) -> Result<Consistency, Error> {
    let last = last_signed(connection)?.map_or(0, |signed| count(signed.size));
    let to = to.unwrap_or(last);
    if from == 0 || from > to || to > last {
        return Err(Error::NotThere(format!("{from} to {to}: the signed log has {last} leaves")));
    }
    let mut tables = Tables(connection);
    let (first, second) = (root(&mut tables, from)?, root(&mut tables, to)?);
    let path = tree::consistency(&mut tables, from, to)?;
    let notes = (signed_at(connection, from)?, signed_at(connection, to)?);
    for (signed, root) in [(&notes.0, &first), (&notes.1, &second)] {
        if signed.as_ref().is_some_and(|signed| signed.root != root) {
            return Err(Error::Disagrees("its leaves don't make the heads that were signed".to_owned()));
        }
    }
    if !is_consistent((from, &first), (to, &second), &path) {
        return Err(Error::Disagrees(format!("{to} leaves don't begin with {from}")));
    }
    let notes = (notes.0.map(|signed| signed.note), notes.1.map(|signed| signed.note));
    Ok(Consistency { from: (from, first), to: (to, second), path, notes })
}
