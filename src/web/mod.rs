//! Routes, pages and forms by noun; no diesel, no rule. `routes` is the one table of addresses; `pages` holds the typed
//! contexts and templates; the other files turn what the doors give into pages.

mod assets;
mod at;
pub mod autosave;
mod cast;
mod clearances;
mod conference;
mod dossiers;
mod failure;
mod file;
pub mod format;
mod forms;
mod fresh;
mod headers;
mod health;
mod home;
mod journal;
mod legal;
mod local;
mod log;
mod own_sessions;
pub mod pages;
mod preferences;
mod protocol;
mod registry;
mod release;
pub mod routes;
mod services;
mod session;
mod signin;
mod site;
mod upload;

pub use site::{CastSeat, Site, SiteSettings};
