//! Case conferences as kept: commissions and their seats, sittings, and the papers of each item. What is about a person is
//! sealed; the rest (who sits, when, where) is structure.

pub mod actions;
pub mod agenda;
pub mod commissions;
pub mod file;
pub mod invitations;
pub mod minutes;
pub mod notes;
pub mod papers;
pub mod seals;
pub mod sittings;
pub mod to_do;
