//! The consultation log: who looked at whom, what of it, why, and under which text. References, never contents.
//!
//! Append-only, by the database's own rules too. An entry and each person listed in it are leaves of their own
//! (`SHA-256(32-byte salt ‖ canonical form)`), so that one person's part can be erased later without breaking the rest. [`log`]
//! gives each leaf its place in a tree whose head is signed.

mod entry;
mod erase;
mod leaf;
pub mod log;
mod read;
pub mod sheet;
mod store;
mod verify;
mod writer;

pub use entry::{Actor, Entry, Operation, Outcome};
pub use erase::{Batch, Erased, erase, outlived, ripe};
pub use leaf::{Leaf, Salt};
pub use read::{Listed, latest};
pub use store::append_within;
pub use verify::{Fault, Proof, Witness, verify};
pub use writer::{Journal, NotDurable};
