//! The proof of the journal, on screen.

pub(in crate::web) mod verification;
