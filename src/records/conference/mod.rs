//! Case conferences as kept: commissions and their seats, sittings, and the papers of each item. What is about a person is
//! sealed; the rest (who sits, when, where) is structure.

pub mod actions;
pub mod agenda;
pub mod answers;
pub mod attendance;
pub mod closed_answers;
pub mod commissions;
pub mod composition;
pub mod contributions;
pub mod decisions;
pub mod file;
pub mod invitations;
pub mod item;
pub mod letters;
pub mod minutes;
pub mod notes;
pub mod opinions;
pub mod papers;
pub mod preparation;
pub mod reminders;
pub mod reviews;
pub mod seals;
pub mod sittings;
pub mod syntheses;
pub mod to_do;
