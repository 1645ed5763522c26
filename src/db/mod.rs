//! Connections, transactions, schema, and the column types that keep personal data from being read as plain text.

mod columns;
mod connection;
mod database;
mod migrations;
pub mod personal;
pub mod schema;

pub use crate::on_engine;
pub use columns::{Day, Moment};
pub use connection::{AnyConnection, MultiBackend, MultiField, MultiRawValue, MultiRow};
pub use database::{Database, Engine, Error, write_on};
