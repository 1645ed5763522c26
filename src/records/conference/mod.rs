//! Case conferences as kept: commissions and their seats, sittings, and the papers of each item. What is about a person is
//! sealed; the rest (who sits, when, where) is structure.

pub mod agenda;
pub mod commissions;
pub mod invitations;
pub mod letters;
pub mod papers;
pub mod reminders;
pub mod sittings;
