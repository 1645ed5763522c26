//! One typed context per page, plain data in and one `String` out. What a page may show was decided before it comes
//! here: nothing in this module reads a database, a right or a clock.
//!
//! Names of form fields are codes, as the catalogue's keys (`observed_on`, `reason`); query parameters, which people see
//! in the address, are French (`rubrique`, `fondements`).

pub mod actions;
pub mod attendance;
pub mod cast;
pub mod clearances;
pub mod correction;
pub mod dossiers;
pub mod error;
pub mod file;
pub mod frame;
pub mod history;
pub mod home;
pub mod item;
pub mod item_after;
pub mod journal;
pub mod legal;
pub mod minutes;
pub mod observation;
pub mod parts;
pub mod preparation;
pub mod print;
pub mod protocol;
pub mod purpose;
mod refused;
pub mod registry;
pub mod releases;
pub mod services;
pub mod sessions;
pub mod signin;
pub mod simulation;
pub mod timeline;
pub mod verification;

#[cfg(test)]
mod checks;
#[cfg(test)]
mod look;
#[cfg(test)]
mod samples;
