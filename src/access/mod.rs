//! The only doors to personal data: [`Door::consult`] (one person), [`Door::survey`] (lists), [`Door::alter`] (changes).
//!
//! Each gathers the facts, decides, reads or writes, and makes the journal entry durable before anything leaves. A refusal
//! is a value, never an error: it is journalled too.

mod agreements;
mod alter;
mod conduct;
mod consult;
mod door;
mod entries;
mod gather;
mod grant;
mod invitations;
mod machine;
mod office;
mod operator;
mod payload;
mod permit;
#[cfg(doctest)]
pub mod proofs;
mod purpose;
mod reader;
mod recipients;
mod reconcile;
pub mod registry;
pub mod releases;
mod resettle;
pub mod reviews;
mod sealed;
mod search;
mod services;
mod simulation;
mod standing;
mod survey;
mod table;
mod view;

pub use agreements::{Agreements, Trial, Unfit};
pub use alter::{Altered, Reject, WriteTx};
pub use conduct::{Conduct, Conducted};
pub use consult::{Asked, Consulted, ReadTx, Refusal, Visit};
pub use door::{Door, Error};
pub use grant::{Grant, SealedRow, Shelter, Unveil};
pub use office::{Acted, Declined, Deed, NoRule, Office, Rule};
pub use payload::SealedPayload;
pub use permit::Permit;
pub use purpose::{Declared, declare};
pub use reader::Reader;
pub use recipients::recipients;
pub use reconcile::{Reconciled, Whom, reconcile};
pub use resettle::{InCare, Resettled, in_care, resettle};
pub use sealed::Sealed;
pub use search::{SearchKeys, Wanted};
pub use simulation::{Simulated, simulate};
pub use standing::Standing;
pub use survey::{Conferences, Likeness, Listing, Releases, Survey};
pub use table::{Sittings, Table, own_items};
pub use view::{Cell, Content, Shown, View};
