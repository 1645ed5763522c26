//! Clearances and delegations: who proposes and signs, suspends, hears and withdraws; what is shown of it to whom. All of it professional
//! data, asked for through [`crate::access::Door::administer`] and [`crate::access::Door::oversee`].

pub mod acts;
pub mod capacity;
mod delegated;
pub mod delegations;
pub mod ending;
pub mod history;
pub mod lists;
mod place;
pub mod post;
pub mod reviews;
pub mod rights;
pub mod services;
mod sphere;
mod standing;
pub mod waiting;

use crate::access::Rule;
use crate::domain::clearance::Hurdle;

impl Rule for Hurdle {
    fn code(&self) -> &'static str {
        Self::code(*self)
    }
}
