//! The steps of a sitting, each with all that it entails in one transaction: the new state, who is told, what is sealed; what
//! letters about sittings say when they leave; reminders; and when situations are to be looked at again.

pub mod proof;
pub mod tell;

mod agenda;
mod letters;
mod minutes;
mod preparation;
mod reminders;
mod reviews;

pub use agenda::{Planned, Put, invite, plan, put_on_agenda};
pub use letters::Secretary;
pub use minutes::{circulate, validate};
pub use preparation::{cancel, convoke, reschedule, take_off, tell_of_change, withdraw_invitation};
pub use reminders::{BEFORE_THE_SITTING, BETWEEN_REMINDERS, TO_READ, remind};
pub use reviews::{Reconciled, Reviewer, reconcile};
