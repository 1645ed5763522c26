//! The nouns of the field, their states and their legal limits. Pure: no database, no clock, no network.

mod text_enum;

pub mod adoption;
pub mod basis;
pub mod catalogue;
pub mod category;
pub mod clearance;
pub mod commission;
pub mod conference;
pub mod handling;
pub mod id;
pub mod institution;
pub mod letter;
pub mod level;
pub mod need;
pub mod noun;
pub mod phase;
pub mod purpose;
pub mod release;
pub mod rhythm;
pub mod service;
pub mod small_counts;
pub mod supervision;
pub mod tie;
pub mod value;
pub mod zone;

pub use basis::{Certainty, Ground};
pub use catalogue::Field;
pub use category::{DataCategory, FileRegime};
pub use clearance::ClearanceState;
pub use commission::{CommissionKind, CommissionLevel};
pub use handling::{Audience, Handling};
pub use id::Id;
pub use institution::{Function, InstitutionKind};
pub use letter::{About, LetterFailure, LetterKind, LetterState};
pub use level::Level;
pub use noun::{Action, AgendaItem, Agent, Alert, Commission, Institution, Person, Proposal, Record, Session, Sitting};
pub use phase::Phase;
pub use purpose::Purpose;
pub use tie::{Notice, Tie, TieKind, TieScope};
pub use value::Value;
