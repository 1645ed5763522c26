//! Clearances that end: which services are told, at sixty and at thirty days, and what the letter says when it leaves. A letter
//! is about a service and a last day, never about a person: two hundred clearances that end on one day are one letter.

mod endings;
mod letters;

pub use endings::tell_of_endings;
pub use letters::Secretary;
