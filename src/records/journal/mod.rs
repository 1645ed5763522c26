//! The journal read by those who answer for it, and by everybody for his own accesses (domain, section 10).
//!
//! Which part somebody may read is decided by the protocol (`protocol::JournalReaderRule`); the queries follow the same slices, and a
//! test compares both. Every function here says to its [`Office`](crate::access::Office) what it read, before anything is given.

mod extract;
mod figures;
mod filter;
mod newest;
mod night;
mod purge;
mod read;
mod rights;

pub use extract::{Extract, Form, NotTaken, extract};
pub use figures::{Months, figures};
pub use filter::{Cursor, Filter};
pub use newest::newest;
pub use night::Nightly;
pub use purge::{Purged, purge};
pub use read::{Leaf, Line, Lines, Whole, one, own, page, take_away};
pub use rights::{Rights, rights};
