//! `/habilitations`: who is cleared for what, and the forms by which people let people in. What the law and the house ask is in
//! `domain::clearance`; who may is in the protocol.

pub(in crate::web) mod act;
pub(in crate::web) mod board;
pub(in crate::web) mod delegations;
pub(in crate::web) mod new;
pub(in crate::web) mod one;
pub(in crate::web) mod reviews;
pub(in crate::web) mod rights;

pub(in crate::web) mod words;

use jiff::SignedDuration;
use jiff::civil::Date;

use super::at::Visit;
use super::failure::Failure;
use super::forms::Typed;
use super::fresh;
use crate::access::{Acted, Declined, Error, Office, ReadTx};
use crate::domain::clearance::Hurdle;
use crate::journal::Operation;

/// How old a sign-in may be for whoever lets people in.
const LATELY: SignedDuration = SignedDuration::from_mins(5);

/// Sends the reader through his provider again unless he authenticated within five minutes.
fn lately(visit: &Visit, back: &str) -> Result<(), Failure> {
    fresh::fresh(visit, LATELY, back)
}

/// Where to sign in anew, if a form came too late after all.
fn too_late(visit: &Visit) -> Option<String> {
    fresh::too_late(visit, LATELY, "/habilitations")
}

/// What a door answered; a rule in the way is its page. Handlers that can say it beside the field match [`Acted`] themselves.
fn done<T>(visit: &Visit, answer: Result<Acted<T, Hurdle>, Error>) -> Result<T, Failure> {
    visit.answered(answer)?.map_err(|hurdle| visit.at.obstacle(hurdle.label()))
}

/// A look through the door; `about` is what the refusal's entry names.
async fn look<T: Send + 'static>(
    visit: &Visit,
    about: &str,
    read: impl FnOnce(&mut ReadTx<'_>, &Office<'_>) -> Result<T, Declined<Hurdle>> + Send + 'static,
) -> Result<T, Failure> {
    let door = &visit.at.door;
    done(visit, door.oversee(&visit.reader, Operation::Clearance, about.to_owned(), read).await)
}

/// A day as browsers send it.
fn day(typed: &Typed, name: &str) -> Option<Date> {
    typed.text(name).trim().parse().ok()
}
