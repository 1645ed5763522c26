//! What is checked of protocols beyond their words.

mod alone;
mod exceeding;
mod together;

pub(in crate::protocol) use alone::alone;
pub use together::excess;
pub(in crate::protocol) use together::together;
