//! The journal as a log that can be proved to others: every entry, and every person listed in one, is a leaf of one tree that
//! only grows, and whose head is signed and kept elsewhere too.
//!
//! Who owns the database can change what he likes in it; he can't do so and keep the heads that others hold. Nothing here is in the
//! way of a page: an entry waits in a queue until the sequencer gives it its place.

mod audit;
mod keeper;
mod keyring;
mod note;
mod outside;
mod proofs;
mod sequencer;
mod store;
mod tree;

pub use audit::{Agreement, Audit, Named, audit};
pub use keeper::{Keeper, Running, Verdict};
pub use keyring::Keyring;
pub use note::{Checkpoint, NotBelieved, PublicKey, SigningKey, is_name, open};
pub use outside::{Copy, Outside, SetBack};
pub use proofs::{Consistency, Inclusion, consistency, inclusion};
pub use sequencer::{Sequenced, Sequencer};
pub use store::{Overview, overview};
pub use tree::{Edge, Hash, Kept, Tile, is_consistent, is_included, nothing, of_leaf, of_node, root};

use crate::db;

/// Why the log can't go on, or can't be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
    /// What is there isn't what was signed: nothing more is signed on top of it.
    #[error("the log isn't what was signed: {0}")]
    Disagrees(String),
    /// Copies outside know of more than is here: the database was restored, or somebody set it back. What the operator has to do is in the
    /// words.
    #[error("{0}")]
    SetBack(SetBack),
    /// The folder outside the database can't be read or written.
    #[error("the copies outside the database: {0}")]
    Outside(String),
    /// The entry, or the size, isn't in the log.
    #[error("{0}")]
    NotThere(String),
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}
