//! Clearances and delegations: who proposes and signs, suspends, hears and withdraws; what is shown of it to whom. All of it professional
//! data, asked for through [`crate::access::Door::administer`] and [`crate::access::Door::oversee`].

pub mod acts;
pub mod capacity;
mod delegated;
pub mod delegations;
pub mod history;
pub mod lists;
pub mod reviews;
pub mod services;
mod sphere;
mod standing;

use crate::access::Rule;
use crate::domain::clearance::Hurdle;

impl Rule for Hurdle {
    fn code(&self) -> &'static str {
        Self::code(*self)
    }
}
