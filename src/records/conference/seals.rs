//! The seal of a sitting's minutes: what it covers, and how it is computed again.
//!
//! Each row that is sealed has a digest: SHA-256 of its table's name and of every column, each with its length, so that no two
//! rows share a form. An item's leaf is SHA-256 of 32 random bytes, the digest of its own row, and those of all that was
//! written for it; the seal is SHA-256 of the sitting's header (its row, who was there) and of the leaves in the order of the
//! agenda. What lives on is left out: an action's state and answer, reminders. Erasing a salt later makes its leaf say nothing.

use std::collections::HashMap;

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use crate::access::{Conduct, Reject, SealedPayload, WriteTx};
use crate::db::schema::{
    action, addendum, agenda_item, attendance, contribution, decision, invitation, opinion, record, remark, sitting,
    synthesis, tabling,
};
use crate::db::{AnyConnection, Error};
use crate::domain::conference::SittingState;
use crate::domain::{AgendaItem, Id, Sitting};

const ROW: &[u8] = b"quadrige/minutes/row/1";
const ITEM: &[u8] = b"quadrige/minutes/item/1";
const HEADER: &[u8] = b"quadrige/minutes/header/1";
const SEAL: &[u8] = b"quadrige/minutes/seal/1";
const ADDENDUM: &[u8] = b"quadrige/minutes/addendum/1";

/// A hash of one row, of an item with all its papers, or of a whole sitting.
pub type Hash = [u8; 32];

/// One column, or several, fed to a hash without ambiguity.
trait Part {
    fn feed(&self, hash: &mut Sha256);
}

impl Part for String {
    fn feed(&self, hash: &mut Sha256) {
        hash.update((self.len() as u64).to_be_bytes());
        hash.update(self.as_bytes());
    }
}

impl Part for i32 {
    fn feed(&self, hash: &mut Sha256) {
        hash.update(self.to_be_bytes());
    }
}

impl Part for i64 {
    fn feed(&self, hash: &mut Sha256) {
        hash.update(self.to_be_bytes());
    }
}

impl Part for SealedPayload {
    fn feed(&self, hash: &mut Sha256) {
        Self::feed(self, hash);
    }
}

impl<T: Part> Part for Option<T> {
    fn feed(&self, hash: &mut Sha256) {
        hash.update([u8::from(self.is_some())]);
        if let Some(part) = self {
            part.feed(hash);
        }
    }
}

macro_rules! columns_together {
    ($(($($column:ident)+))+) => { $(
        #[expect(non_snake_case, reason = "one name for a type and its value")]
        impl<$($column: Part),+> Part for ($($column,)+) {
            fn feed(&self, hash: &mut Sha256) {
                let ($($column,)+) = self;
                $($column.feed(hash);)+
            }
        }
    )+ };
}
columns_together! {
    (A B)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G H)
    (A B C D E F G H I)
    (A B C D E F G H I J)
    (A B C D E F G H I J K)
}

fn digest(table: &str, row: &impl Part) -> Hash {
    let mut hash = Sha256::new();
    hash.update(ROW);
    table.to_owned().feed(&mut hash);
    row.feed(&mut hash);
    hash.finalize().into()
}

/// How many digests, then each, in an order that doesn't depend on how an engine sorts.
fn feed_all(hash: &mut Sha256, digests: &mut [Hash]) {
    digests.sort_unstable();
    hash.update((digests.len() as u64).to_be_bytes());
    for digest in digests {
        hash.update(digest);
    }
}

type Text = String;
type Maybe = Option<String>;

/// The digests of what was written for these items, by item.
fn papers(connection: &mut AnyConnection, items: &[String]) -> Result<HashMap<String, Vec<Hash>>, Error> {
    let mut found: HashMap<String, Vec<Hash>> = HashMap::new();
    macro_rules! of {
        ($table:ident by $item:ident ($($column:ident: $kind:ty),+)) => {{
            let rows: Vec<(String, ($($kind,)+))> = $table::table
                .filter($table::$item.eq_any(items))
                .select(($table::$item, ($($table::$column,)+)))
                .load(connection)?;
            for (item, row) in rows {
                found.entry(item).or_default().push(digest(stringify!($table), &row));
            }
        }};
    }
    of!(invitation by item_id (item_id: Text, institution_id: Text, agent_id: Text, person_id: Text, voice: Text,
        basis: Text, consent_on: Maybe, invited_at: i64, invited_by: Maybe, withdrawn_at: Option<i64>));
    of!(tabling by item_id (item_id: Text, category: Text, person_id: Text, institution_id: Text, agent_id: Text,
        tabled_at: i64));
    of!(contribution by item_id (id: Text, item_id: Text, person_id: Text, institution_id: Text, agent_id: Text,
        version: i32, cap: Text, audience: Text, payload: SealedPayload, written_at: i64));
    of!(opinion by item_id (item_id: Text, institution_id: Text, person_id: Text, agent_id: Text, version: i32,
        payload: SealedPayload, given_at: i64));
    of!(synthesis by item_id (item_id: Text, person_id: Text, agent_id: Text, version: i32, payload: SealedPayload,
        saved_at: i64));
    of!(decision by item_id (item_id: Text, person_id: Text, agent_id: Text, institution_id: Text, competence: Text,
        version: i32, payload: SealedPayload, decided_at: i64));
    of!(action by item_id (id: Text, item_id: Text, person_id: Text, institution_id: Text, agent_id: Text,
        due_on: Text, payload: SealedPayload, given_by: Text, given_at: i64));
    of!(remark by item_id (id: Text, item_id: Text, person_id: Text, institution_id: Text, agent_id: Text,
        payload: SealedPayload, made_at: i64));
    // What the person's file got of it, under the item's identifier.
    of!(record by id (id: Text, person_id: Text, category: Text, owner_id: Text, author_id: Text, recorded_at: i64,
        cap: Text, audience: Text, version: i32, payload: SealedPayload));
    Ok(found)
}

/// An item as its leaf is computed.
#[derive(Debug)]
struct Leaf {
    item: String,
    salt: Option<Vec<u8>>,
    kept: Option<Vec<u8>>,
    row: Hash,
    papers: Vec<Hash>,
}

impl Leaf {
    /// With this salt.
    fn hash(&mut self, salt: &[u8]) -> Hash {
        let mut hash = Sha256::new();
        hash.update(salt);
        hash.update(ITEM);
        hash.update(self.row);
        feed_all(&mut hash, &mut self.papers);
        hash.finalize().into()
    }
}

type ItemColumns = (Text, Text, Text, i32, i32, SealedPayload, Text, Text, Maybe, i64, Option<i64>);
type LoadedItem = (ItemColumns, Option<Vec<u8>>, Option<Vec<u8>>);

/// The hash of an item, once it is sealed.
///
/// # Errors
/// The database can't be read.
pub fn leaf(connection: &mut AnyConnection, of: Id<AgendaItem>) -> Result<Option<Vec<u8>>, Error> {
    let kept: Option<Option<Vec<u8>>> =
        agenda_item::table.filter(agenda_item::id.eq(of)).select(agenda_item::leaf).first(connection).optional()?;
    Ok(kept.flatten())
}

/// The items that the seal covers: those that weren't taken off the agenda before; and whatever has a leaf.
fn leaves(connection: &mut AnyConnection, of: Id<Sitting>) -> Result<Vec<Leaf>, Error> {
    let loaded: Vec<LoadedItem> = agenda_item::table
        .filter(agenda_item::sitting_id.eq(of))
        .filter(agenda_item::withdrawn_at.is_null().or(agenda_item::leaf.is_not_null()))
        .order((agenda_item::position, agenda_item::id))
        .select((
            (
                agenda_item::id,
                agenda_item::sitting_id,
                agenda_item::person_id,
                agenda_item::position,
                agenda_item::version,
                agenda_item::payload,
                agenda_item::because,
                agenda_item::reason,
                agenda_item::added_by,
                agenda_item::added_at,
                agenda_item::withdrawn_at,
            ),
            agenda_item::salt,
            agenda_item::leaf,
        ))
        .load(connection)?;
    let ids: Vec<String> = loaded.iter().map(|(row, ..)| row.0.clone()).collect();
    let mut papers = papers(connection, &ids)?;
    Ok(loaded
        .into_iter()
        .map(|(row, salt, kept)| Leaf {
            papers: papers.remove(&row.0).unwrap_or_default(),
            row: digest("agenda_item", &row),
            item: row.0,
            salt,
            kept,
        })
        .collect())
}

type HeaderColumns = (
    (Text, Text, i32, Text, i64, Text, i32, i32, i64, Text),
    (Option<i64>, Option<i64>, Maybe, Option<i64>, Option<i64>, Option<i64>, Maybe, Option<i64>, Maybe),
);

/// The sitting itself and who was there; `None` where there is no such sitting.
fn header(connection: &mut AnyConnection, of: Id<Sitting>) -> Result<Option<Hash>, Error> {
    let row: Option<HeaderColumns> = sitting::table
        .filter(sitting::id.eq(of))
        .select((
            (
                sitting::id,
                sitting::commission_id,
                sitting::version,
                sitting::state,
                sitting::starts_at,
                sitting::place,
                sitting::open_after_seal,
                sitting::open_unsealed,
                sitting::created_at,
                sitting::created_by,
            ),
            (
                sitting::convoked_at,
                sitting::opened_at,
                sitting::chair_id,
                sitting::circulated_at,
                sitting::remarks_until,
                sitting::sealed_at,
                sitting::sealed_by,
                sitting::cancelled_at,
                sitting::cancel_reason,
            ),
        ))
        .first(connection)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let there: Vec<(Text, Text, Text, Text, Text, Text, i64)> = attendance::table
        .filter(attendance::sitting_id.eq(of))
        .select((
            attendance::sitting_id,
            attendance::institution_id,
            attendance::agent_id,
            attendance::presence,
            attendance::detail,
            attendance::noted_by,
            attendance::noted_at,
        ))
        .load(connection)?;
    let mut there: Vec<Hash> = there.iter().map(|row| digest("attendance", row)).collect();
    let mut hash = Sha256::new();
    hash.update(HEADER);
    hash.update(digest("sitting", &row));
    feed_all(&mut hash, &mut there);
    Ok(Some(hash.finalize().into()))
}

fn seal_of(header: &Hash, leaves: &[Hash]) -> Hash {
    let mut hash = Sha256::new();
    hash.update(SEAL);
    hash.update(header);
    hash.update((leaves.len() as u64).to_be_bytes());
    for leaf in leaves {
        hash.update(leaf);
    }
    hash.finalize().into()
}

/// As the journal keeps a hash: `sha256:HEX`.
#[must_use]
pub fn named(hash: &[u8]) -> String {
    format!("sha256:{}", data_encoding::HEXLOWER.encode(hash))
}

/// Seals the sitting being conducted, as it now stands in this transaction: nothing of it changes afterwards, by the
/// database's own rules. Gives the seal and how many items it covers.
///
/// # Errors
/// The database refuses.
pub fn seal(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>) -> Result<(Hash, usize), Reject> {
    let of = conduct.sitting()?;
    let header = header(tx.connection(), of)?.ok_or(Reject::NoSuchRow)?;
    let mut hashes = Vec::new();
    for mut leaf in leaves(tx.connection(), of)? {
        let salt: [u8; 32] = tx.chance().bytes();
        let hash = leaf.hash(&salt);
        diesel::update(agenda_item::table.filter(agenda_item::id.eq(&leaf.item)))
            .set((agenda_item::salt.eq(Some(salt.to_vec())), agenda_item::leaf.eq(Some(hash.to_vec()))))
            .execute(tx.connection())?;
        hashes.push(hash);
    }
    let seal = seal_of(&header, &hashes);
    diesel::update(sitting::table.filter(sitting::id.eq(of)))
        .set(sitting::seal.eq(Some(seal.to_vec())))
        .execute(tx.connection())?;
    Ok((seal, hashes.len()))
}

/// What an examination of a sealed sitting finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// Whether its state says so.
    pub is_sealed: bool,
    /// The seal as kept.
    pub kept: Option<String>,
    /// The seal of what the tables now hold.
    pub computed: String,
    /// How many items it covers.
    pub items: usize,
    /// The items that aren't what their leaf says.
    pub faulty: Vec<String>,
}

/// Computes the seal of a sitting again, from what the tables now hold; `None` where there is no such sitting.
///
/// # Errors
/// The database can't be read.
pub fn examine(connection: &mut AnyConnection, of: Id<Sitting>) -> Result<Option<Examined>, Error> {
    let Some(header) = header(connection, of)? else { return Ok(None) };
    let (state, kept): (Text, Option<Vec<u8>>) =
        sitting::table.filter(sitting::id.eq(of)).select((sitting::state, sitting::seal)).first(connection)?;
    let mut hashes = Vec::new();
    let mut faulty = Vec::new();
    for mut leaf in leaves(connection, of)? {
        let salt = leaf.salt.take().unwrap_or_default();
        let hash = leaf.hash(&salt);
        if salt.len() != 32 || leaf.kept.as_deref() != Some(hash.as_slice()) {
            faulty.push(leaf.item);
        }
        hashes.push(hash);
    }
    Ok(Some(Examined {
        is_sealed: state == SittingState::Sealed.code(),
        kept: kept.as_deref().map(named),
        computed: named(&seal_of(&header, &hashes)),
        items: hashes.len(),
        faulty,
    }))
}

/// Whether this row of a person's file is what sealed minutes left there: it changes no more than they do.
///
/// # Errors
/// The database can't be read.
pub fn covers(connection: &mut AnyConnection, row: &str) -> Result<bool, Error> {
    let known: Option<String> = agenda_item::table
        .filter(agenda_item::id.eq(row))
        .filter(agenda_item::leaf.is_not_null())
        .select(agenda_item::id)
        .first(connection)
        .optional()?;
    Ok(known.is_some())
}

/// The sittings that have a seal, or whose state says so, a batch at a time: those after `after`.
///
/// # Errors
/// The database can't be read.
pub fn sealed_after(connection: &mut AnyConnection, after: &str, most: i64) -> Result<Vec<String>, Error> {
    Ok(sitting::table
        .filter(sitting::id.gt(after))
        .filter(sitting::seal.is_not_null().or(sitting::state.eq(SittingState::Sealed)))
        .order(sitting::id)
        .limit(most)
        .select(sitting::id)
        .load(connection)?)
}

type AddendumColumns = (Text, Text, Text, Text, Text, SealedPayload, i64);

/// The hash of an addendum's columns under this salt.
fn hash_of_addendum(salt: &[u8], row: &AddendumColumns) -> Hash {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(ADDENDUM);
    hash.update(digest("addendum", row));
    hash.finalize().into()
}

/// An addendum's row and its hash under a fresh salt.
pub(in crate::records) fn seal_addendum(salt: &[u8], row: &AddendumColumns) -> Hash {
    hash_of_addendum(salt, row)
}

/// The addenda after that identifier, each with the hash kept and the one computed again.
///
/// # Errors
/// The database can't be read.
pub fn addenda_after(
    connection: &mut AnyConnection,
    after: &str,
    most: i64,
) -> Result<Vec<(String, (String, String))>, Error> {
    let loaded: Vec<(AddendumColumns, Vec<u8>, Vec<u8>)> = addendum::table
        .filter(addendum::id.gt(after))
        .order(addendum::id)
        .limit(most)
        .select((
            (
                addendum::id,
                addendum::item_id,
                addendum::person_id,
                addendum::institution_id,
                addendum::agent_id,
                addendum::payload,
                addendum::added_at,
            ),
            addendum::salt,
            addendum::leaf,
        ))
        .load(connection)?;
    Ok(loaded
        .into_iter()
        .map(|(row, salt, leaf)| {
            let computed = named(&hash_of_addendum(&salt, &row));
            (row.0, (named(&leaf), computed))
        })
        .collect())
}
