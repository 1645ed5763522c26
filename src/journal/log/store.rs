//! The log's tables.

use diesel::prelude::*;
use jiff::Timestamp;

use super::Error;
use super::note::Checkpoint;
use super::tree::{Edge, Hash, Kept, Tile, of_leaf};
use crate::db::schema::{journal_entry, journal_subject, log_checkpoint, log_leaf, log_queue, log_tile};
use crate::db::{self, AnyConnection, on_engine};

/// The place of an entry itself among what is listed in it.
pub(in crate::journal::log) const ITSELF: i32 = -1;

/// A place in the log.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, Queryable)]
#[diesel(table_name = log_leaf, treat_none_as_default_value = false)]
pub(in crate::journal::log) struct Leaf {
    pub(in crate::journal::log) position: i64,
    pub(in crate::journal::log) entry_id: String,
    pub(in crate::journal::log) listed: i32,
    pub(in crate::journal::log) leaf: Vec<u8>,
}

/// A signed head, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, Queryable)]
#[diesel(table_name = log_checkpoint, treat_none_as_default_value = false)]
pub(in crate::journal::log) struct Signed {
    pub(in crate::journal::log) size: i64,
    pub(in crate::journal::log) number: i64,
    pub(in crate::journal::log) root: Vec<u8>,
    pub(in crate::journal::log) note: String,
    pub(in crate::journal::log) at: i64,
}

impl Signed {
    pub(in crate::journal::log) fn of(checkpoint: &Checkpoint, note: String) -> Self {
        Self {
            size: number(checkpoint.size),
            number: number(checkpoint.number),
            root: checkpoint.root.to_vec(),
            note,
            at: checkpoint.at.as_microsecond(),
        }
    }

    /// Whether the row says what its note says.
    pub(in crate::journal::log) fn says(&self, checkpoint: &Checkpoint) -> bool {
        *self == Self::of(checkpoint, self.note.clone())
    }
}

/// A count as columns hold it.
pub(in crate::journal::log) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A column's count; nothing below zero was ever written.
pub(in crate::journal::log) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// The size of the log: one more than its last place.
pub(in crate::journal::log) fn size(connection: &mut AnyConnection) -> Result<u64, db::Error> {
    let query = log_leaf::table.order(log_leaf::position.desc()).select(log_leaf::position);
    let last: Option<i64> = on_engine!(connection, |c| query.first(c).optional())?;
    Ok(last.map_or(0, |last| count(last) + 1))
}

/// The last head that was signed.
pub(in crate::journal::log) fn last_signed(connection: &mut AnyConnection) -> Result<Option<Signed>, db::Error> {
    let query = log_checkpoint::table.order(log_checkpoint::size.desc());
    Ok(on_engine!(connection, |c| query.first(c).optional())?)
}

/// The head signed at exactly this size.
pub(in crate::journal::log) fn signed_at(
    connection: &mut AnyConnection,
    size: u64,
) -> Result<Option<Signed>, db::Error> {
    Ok(log_checkpoint::table.find(number(size)).first(connection).optional()?)
}

/// The heads signed above this size, in order.
pub(in crate::journal::log) fn signed_after(
    connection: &mut AnyConnection,
    size: i64,
    limit: i64,
) -> Result<Vec<Signed>, db::Error> {
    let query = log_checkpoint::table.filter(log_checkpoint::size.gt(size)).order(log_checkpoint::size).limit(limit);
    Ok(query.load(connection)?)
}

/// Those who wait for a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::journal::log) struct Waiting {
    pub(in crate::journal::log) recorded_at: i64,
    pub(in crate::journal::log) entry_id: String,
}

/// The first entries that wait, in the order in which they are given their places; then the leaves of those that exist, each followed
/// by the people listed in it.
pub(in crate::journal::log) fn waiting(
    connection: &mut AnyConnection,
    limit: usize,
) -> Result<(Vec<Waiting>, Vec<Leaf>), db::Error> {
    let query = log_queue::table
        .order((log_queue::recorded_at, log_queue::entry_id))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX));
    let queue: Vec<(i64, String)> = on_engine!(connection, |c| query.load(c))?;
    let ids: Vec<&str> = queue.iter().map(|(_, id)| id.as_str()).collect();
    let entries =
        journal_entry::table.filter(journal_entry::id.eq_any(&ids)).select((journal_entry::id, journal_entry::leaf));
    let mut leaves: Vec<(String, i32, Vec<u8>)> = on_engine!(connection, |c| entries.load::<(String, Vec<u8>)>(c))?
        .into_iter()
        .map(|(id, leaf)| (id, ITSELF, leaf))
        .collect();
    let listed = journal_subject::table.filter(journal_subject::entry_id.eq_any(&ids)).select((
        journal_subject::entry_id,
        journal_subject::position,
        journal_subject::leaf,
    ));
    leaves.extend(on_engine!(connection, |c| listed.load::<(String, i32, Vec<u8>)>(c))?);
    // The order of the queue: ids of one moment are in the order of their bytes, whatever the engine's own order of texts.
    let moment: std::collections::HashMap<&str, i64> = queue.iter().map(|(at, id)| (id.as_str(), *at)).collect();
    leaves.sort_by(|a, b| {
        let key = |leaf: &(String, i32, Vec<u8>)| moment.get(leaf.0.as_str()).copied();
        key(a).cmp(&key(b)).then_with(|| a.0.cmp(&b.0)).then_with(|| a.1.cmp(&b.1))
    });
    let leaves = leaves.into_iter().map(|(entry_id, listed, leaf)| Leaf { position: 0, entry_id, listed, leaf });
    let leaves = leaves.collect();
    Ok((queue.into_iter().map(|(recorded_at, entry_id)| Waiting { recorded_at, entry_id }).collect(), leaves))
}

#[derive(Insertable)]
#[diesel(table_name = log_tile, treat_none_as_default_value = false)]
struct TileRow {
    level: i32,
    position: i64,
    hash: Vec<u8>,
}

/// Rows in one statement. Arrays keep their statement prepared, which lists of any length don't.
const AT_ONCE: usize = 100;

/// Everything that one turn writes.
pub(in crate::journal::log) fn write(
    connection: &mut AnyConnection,
    leaves: &[Leaf],
    tiles: &[Tile],
    signed: Option<&Signed>,
    served: &[Waiting],
) -> Result<(), db::Error> {
    let (chunks, rest) = leaves.as_chunks::<AT_ONCE>();
    on_engine!(connection, |c| {
        for chunk in chunks {
            diesel::insert_into(log_leaf::table).values(chunk).execute(c)?;
        }
        for leaf in rest {
            diesel::insert_into(log_leaf::table).values(leaf).execute(c)?;
        }
        for tile in tiles {
            let row = TileRow {
                level: i32::try_from(tile.level).unwrap_or(i32::MAX),
                position: number(tile.position),
                hash: tile.hash.to_vec(),
            };
            diesel::insert_into(log_tile::table).values(row).execute(c)?;
        }
        if let Some(signed) = signed {
            diesel::insert_into(log_checkpoint::table).values(signed).execute(c)?;
        }
        Ok::<_, db::Error>(())
    })?;
    forget(connection, served)
}

/// Takes those who were served out of the queue: them and nobody else, since an older entry may have joined it meanwhile.
fn forget(connection: &mut AnyConnection, served: &[Waiting]) -> Result<(), db::Error> {
    let (Some(first), Some(last)) = (served.first(), served.last()) else { return Ok(()) };
    match connection {
        AnyConnection::Sqlite(sqlite) => {
            for one in served {
                let key = log_queue::table.find((one.recorded_at, one.entry_id.as_str()));
                diesel::delete(key).execute(sqlite)?;
            }
        }
        AnyConnection::Postgres(postgres) => {
            let ids: Vec<&str> = served.iter().map(|one| one.entry_id.as_str()).collect();
            let those = log_queue::table
                .filter(log_queue::recorded_at.between(first.recorded_at, last.recorded_at))
                .filter(log_queue::entry_id.eq_any(ids));
            diesel::delete(those).execute(postgres)?;
        }
    }
    Ok(())
}

/// Hashes, as the tables keep them.
pub(in crate::journal::log) struct Tables<'c>(pub(in crate::journal::log) &'c mut AnyConnection);

impl Kept for Tables<'_> {
    type Error = Error;

    fn hashes(&mut self, level: u32, from: u64, count: u64) -> Result<Vec<Hash>, Error> {
        let (first, after) = (number(from), number(from.saturating_add(count)));
        let found: Vec<Hash> = if level == 0 {
            let query = log_leaf::table
                .filter(log_leaf::position.ge(first).and(log_leaf::position.lt(after)))
                .order(log_leaf::position)
                .select(log_leaf::leaf);
            let leaves: Vec<Vec<u8>> = on_engine!(self.0, |c| query.load(c))?;
            leaves.iter().map(|leaf| of_leaf(leaf)).collect()
        } else {
            let query = log_tile::table
                .filter(log_tile::level.eq(i32::try_from(level).unwrap_or(i32::MAX)))
                .filter(log_tile::position.ge(first).and(log_tile::position.lt(after)))
                .order(log_tile::position)
                .select(log_tile::hash);
            let hashes: Vec<Vec<u8>> = on_engine!(self.0, |c| query.load(c))?;
            hashes.into_iter().filter_map(|hash| hash.try_into().ok()).collect()
        };
        if found.len() as u64 == count {
            Ok(found)
        } else {
            Err(Error::Disagrees(format!("places {first} to {after} of level {level} aren't all there")))
        }
    }
}

/// The right edge of the log at this size.
pub(in crate::journal::log) fn edge(connection: &mut AnyConnection, size: u64) -> Result<Edge, Error> {
    let mut tables = Tables(connection);
    let levels = Edge::kept(size).map(|(level, from, count)| tables.hashes(level, from, count));
    let levels = levels.collect::<Result<Vec<_>, _>>()?;
    Edge::of(size, levels).ok_or_else(|| Error::Disagrees("its edge can't be put together".to_owned()))
}

/// What the page shows of the log without going through it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The last signed note; none where nothing was signed yet.
    pub note: Option<String>,
    /// How many entries wait for their place.
    pub waiting: u64,
    /// Of the place that was asked about: when its entry was recorded, and which it is; none where it is erased, or nothing was asked.
    pub entry: Option<(Timestamp, String)>,
}

/// The head of the log, and the entry at that place.
///
/// # Errors
/// The database can't be read.
pub fn overview(connection: &mut AnyConnection, place: Option<u64>) -> Result<Overview, db::Error> {
    let waiting: i64 = log_queue::table.count().get_result(connection)?;
    let note = last_signed(connection)?.map(|signed| signed.note);
    let entry: Option<(i64, String)> = match place {
        None => None,
        Some(place) => log_leaf::table
            .inner_join(journal_entry::table.on(journal_entry::id.eq(log_leaf::entry_id)))
            .filter(log_leaf::position.eq(number(place)))
            .select((journal_entry::recorded_at, journal_entry::id))
            .first(connection)
            .optional()?,
    };
    let entry = entry.and_then(|(at, id)| Some((Timestamp::from_microsecond(at).ok()?, id)));
    Ok(Overview { note, waiting: count(waiting), entry })
}
