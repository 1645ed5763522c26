//! The outbox: letters queued in the transaction of their cause, and the worker that hands them to a relay until it has
//! accepted each one.
//!
//! The queue knows the database and nothing else. Nothing in this room may read personal data: what a letter says comes
//! from a [`Compose`], as one of the two types that [`message`] can print.

mod crew;
mod desk;
mod letter;
pub mod message;
mod queue;
mod relay;
mod settle;
mod status;
mod stop;
pub mod transport;
mod worker;

pub use crate::domain::{About, LetterFailure, LetterKind, LetterState};
pub use desk::Desk;
pub use letter::{Letter, Topic};
pub use message::{Address, Message};
pub use queue::{Claimed, LEASE, claim, enqueue, known, rounds, withdraw, withdraw_from, withdraw_letter};
pub use settle::{FIRST_DELAY, LONGEST_DELAY, Outcome, assume_sent, backoff, settle};
pub use status::{ALARM_AFTER, Status, failing, status};
pub use stop::Stop;
pub use transport::{NoTransport, TIMEOUT, Transport};
pub use worker::{AT_ONCE, Compose, Composed, Means, Round, Running, Worker};
