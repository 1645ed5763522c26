//! `/commissions` and `/seances`: how a commission and its sittings are prepared.

pub mod bodies;
pub mod points;
pub mod sittings;

pub use bodies::{BodyLink, CommissionPage, CommissionsPage, ReviewRow, ReviewsPage, SeatRow, SittingRow};
pub use points::{GuestRow, InvitationsPage, NewGuest, PointRow, PointsPage};
pub use sittings::{
    Chairing, ConfirmPage, ConvocationPage, ItemRow, Moves, Next, SittingFormPage, SittingPage, Step, TheirDate, Told,
};

/// A state: a word, and the shape that goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// `todo`, `now`, `done`, `late` or `none`: what the stylesheet knows.
    pub code: &'static str,
    /// In words.
    pub word: String,
}

impl Mark {
    /// A mark.
    #[must_use]
    pub fn new(code: &'static str, word: &str) -> Self {
        Self { code, word: word.to_owned() }
    }
}
