//! After the sitting: minutes, their validation, remarks and addenda, actions.

mod home;
mod said;

pub(in crate::web) mod actions;
pub(in crate::web) mod minutes;
pub(in crate::web) mod notes;
pub(in crate::web) mod validation;

pub(in crate::web) use home::home;
pub(in crate::web) use notes::after;
