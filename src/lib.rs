//! **Quadrige**: police, parquet, prison and probation (the four P) exchange what the law lets them know of a person, and a
//! durable line says who looked and why.
//!
//! The rooms, and the arrow between them, which `tests/architecture.rs` enforces:
//!
//! ```text
//! demo → web → signin → records → access → { journal, protocol, db } → domain
//!          alerts, conferences, clearances → records, outbox → db
//! ```
//!
//! Nothing points back. `config`, `clock` and `chance` are doorsteps: the only readers of the environment, the time and
//! randomness, handed to the rooms as values. `docs/architecture.md` walks one request from socket to page.

pub mod access;
pub mod alerts;
pub mod chance;
pub mod clearances;
pub mod clock;
pub mod conferences;
pub mod config;
pub mod db;
pub mod demo;
pub mod domain;
pub mod journal;
pub mod outbox;
pub mod protocol;
pub mod records;
pub mod service;
pub mod signin;
pub mod web;
