//! Who gives entries their places: one at a time, in the order of their moments, and signs the head.
//!
//! Everything is read, hashed and signed before the lock is taken; under it there is only writing. If the log grew meanwhile, somebody
//! else was at it, and nothing of this turn counts.

use diesel::connection::SimpleConnection;

use super::keyring::Keyring;
use super::note::{self, Checkpoint};
use super::outside::{Copy, Outside};
use super::store::{self, Leaf, Signed, Waiting};
use super::tree::{Edge, Tile};
use super::{Error, tree};
use crate::clock::Clock;
use crate::db::{AnyConnection, Database};

/// Any number, as long as every instance takes the same: only one gives places at a time. SQLite has one writer anyway.
const LOCK: &str = "SELECT pg_advisory_xact_lock(728350)";

/// What a turn came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sequenced {
    /// How many leaves got their place.
    pub leaves: u64,
    /// The head that was signed; none where nothing waited.
    pub signed: Option<(Checkpoint, String)>,
    /// Whether there may be more.
    pub is_more: bool,
}

/// The sequencer. What it knows of the tree's edge it keeps between turns, and reads anew whenever the log isn't as it left it.
#[derive(Debug)]
pub struct Sequencer {
    batch: usize,
    edge: Option<(Edge, u64)>,
}

/// What is written in one go.
struct Written {
    before: u64,
    leaves: Vec<Leaf>,
    tiles: Vec<Tile>,
    signed: Option<(Checkpoint, String)>,
    served: Vec<Waiting>,
}

impl Sequencer {
    /// One that serves at most so many entries in one turn.
    #[must_use]
    pub const fn new(batch: usize) -> Self {
        Self { batch, edge: None }
    }

    /// One turn: the entries that have waited longest get their places, and the head is signed.
    ///
    /// # Errors
    /// The database fails; or what is there isn't what was signed, and nothing is signed on top of it.
    pub fn turn(
        &mut self,
        database: &Database,
        keyring: &Keyring,
        outside: Option<&Outside>,
        clock: &Clock,
    ) -> Result<Sequenced, Error> {
        // Before the snapshot: a head that somebody else keeps meanwhile isn't in it.
        let newest = outside.map(Outside::newest).transpose()?.flatten();
        let (size, queue, leaves) = database.read(|connection| {
            let size = store::size(connection)?;
            let (queue, leaves) = store::waiting(connection, self.batch)?;
            if self.edge.as_ref().is_none_or(|(edge, _)| edge.size() != size) {
                self.edge = None;
                self.edge = Some(believed(connection, size, keyring, outside, newest.as_ref())?);
            }
            Ok::<_, Error>((size, queue, leaves))
        })?;
        if queue.is_empty() {
            return Ok(Sequenced::default());
        }
        // Nothing is signed while the copies are gone: whoever took them away would have the time to write another past.
        if let (Some(outside), Some((_, last))) = (outside, &self.edge) {
            outside.is_gone(newest.as_ref(), *last)?;
        }
        // Taken out: whatever goes wrong below, the edge is read anew.
        let Some((mut edge, last)) = self.edge.take() else { return Ok(Sequenced::default()) };
        let is_more = queue.len() == self.batch;
        let mut written = Written { before: size, leaves, tiles: Vec::new(), signed: None, served: queue };
        for (position, leaf) in (size..).zip(&mut written.leaves) {
            leaf.position = store::number(position);
            edge.push(&leaf.leaf, &mut written.tiles);
        }
        let grew = written.leaves.len() as u64;
        if grew > 0 {
            let signing = keyring.signing();
            let origin = signing.public().name().to_owned();
            let (size, root) = (edge.size(), edge.root());
            let checkpoint = Checkpoint { origin, size, root, number: last + 1, at: clock.now() };
            let note = signing.sign(&checkpoint);
            written.signed = Some((checkpoint, note));
        }
        if !commit(database, &written)? {
            return Ok(Sequenced { is_more: true, ..Sequenced::default() });
        }
        if let (Some(outside), Some((checkpoint, note))) = (outside, &written.signed) {
            match outside.keep(checkpoint, note, keyring.public()) {
                // Another instance has kept a larger head meanwhile. Whether the log has it too is asked at the next turn, which reads the
                // edge anew.
                Err(Error::SetBack(_)) => return Ok(Sequenced { leaves: grew, signed: written.signed, is_more }),
                kept => kept?,
            }
        }
        self.edge = Some((edge, last + u64::from(grew > 0)));
        Ok(Sequenced { leaves: grew, signed: written.signed, is_more })
    }
}

/// Whether it was written: not if the log grew since it was read.
fn commit(database: &Database, written: &Written) -> Result<bool, Error> {
    database.write(|connection| {
        if let AnyConnection::Postgres(postgres) = connection {
            postgres.batch_execute(LOCK)?;
        }
        if store::size(connection)? != written.before {
            return Ok(false);
        }
        let signed = written.signed.as_ref().map(|(checkpoint, note)| Signed::of(checkpoint, note.clone()));
        store::write(connection, &written.leaves, &written.tiles, signed.as_ref(), &written.served)?;
        Ok(true)
    })
}

/// The edge of the log and the number of its last head, if it is what was signed, here and outside.
fn believed(
    connection: &mut AnyConnection,
    size: u64,
    keyring: &Keyring,
    outside: Option<&Outside>,
    newest: Option<&Copy>,
) -> Result<(Edge, u64), Error> {
    let edge = store::edge(connection, size)?;
    let Some(signed) = store::last_signed(connection)? else {
        if size > 0 {
            return Err(Error::Disagrees("it has leaves, and no signed head".to_owned()));
        }
        if let (Some(copy), Some(outside)) = (newest, outside) {
            let known = copy.open(keyring.public()).map_or(0, |kept| kept.size);
            return Err(outside.set_back(&copy.name, known, 0));
        }
        return Ok((edge, 0));
    };
    let checkpoint = note::open(&signed.note, keyring.public())
        .map_err(|why| Error::Disagrees(format!("its last head, of {} leaves: {why}", signed.size)))?;
    if !signed.says(&checkpoint) || checkpoint.size != size || checkpoint.root != edge.root() {
        return Err(Error::Disagrees(format!("its {size} leaves don't make the last head that was signed")));
    }
    if let Some(outside) = outside {
        outside.is_gone(newest, checkpoint.number)?;
        if let Some(copy) = newest {
            agrees(connection, outside, copy, &signed, keyring)?;
        }
        outside.keep(&checkpoint, &signed.note, keyring.public())?;
    }
    Ok((edge, checkpoint.number))
}

/// Whether the newest copy outside is one of the heads that are here.
fn agrees(
    connection: &mut AnyConnection,
    outside: &Outside,
    copy: &Copy,
    last: &Signed,
    keyring: &Keyring,
) -> Result<(), Error> {
    let kept = copy
        .open(keyring.public())
        .map_err(|why| Error::Disagrees(format!("{} outside the database: {why}", copy.name)))?;
    if kept.size > store::count(last.size) {
        return Err(outside.set_back(&copy.name, kept.size, store::count(last.size)));
    }
    match tree::root(&mut store::Tables(connection), kept.size)? {
        root if root == kept.root => Ok(()),
        _ => Err(Error::Disagrees(format!("{} has another root for {} leaves", copy.name, kept.size))),
    }
}
