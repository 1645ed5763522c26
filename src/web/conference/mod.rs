//! Commissions, their sittings and their items: pages and forms.

pub(in crate::web) mod after;
pub(in crate::web) mod attendance;
pub(in crate::web) mod item;
pub(in crate::web) mod prep;
mod shared;
