//! Commissions, their sittings and their items: pages and forms.

pub(in crate::web) mod prep;
mod shared;
