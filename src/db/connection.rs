//! One connection type for both engines, and how each is opened.

#![expect(missing_docs, reason = "the derive gives what it makes no docs")]

use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::{Connection as _, MultiConnection, PgConnection, SqliteConnection};

use super::database::{Engine, Error};

/// A connection to whichever engine the operator chose. Queries are written once; where the engines differ, match on it.
#[derive(MultiConnection)]
pub enum AnyConnection {
    /// PostgreSQL.
    Postgres(PgConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}

/// The journal's commits empty every other connection's page cache: mapped pages are read without being copied again.
/// A power cut must not undo a page that was shown: synchronous=FULL. Ten seconds of patience with another writer.
const SQLITE_SETUP: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
    PRAGMA busy_timeout = 10000; PRAGMA recursive_triggers = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -16000;";

impl AnyConnection {
    /// Opens by scheme; diesel's own way would try each engine in turn and hide the error.
    pub(in crate::db) fn open(engine: &Engine) -> Result<Self, Error> {
        match engine {
            Engine::Sqlite(path) => {
                let mut connection = SqliteConnection::establish(path).map_err(|e| Error::Open(e.to_string()))?;
                connection.batch_execute(SQLITE_SETUP)?;
                Ok(Self::Sqlite(connection))
            }
            Engine::Postgres(url) => {
                PgConnection::establish(url).map(Self::Postgres).map_err(|e| Error::Open(e.to_string()))
            }
        }
    }

    /// Whether a failed round trip has marked the connection as lost, so that the pool replaces it.
    pub(in crate::db) fn is_lost(&mut self) -> bool {
        <Self as diesel::Connection>::TransactionManager::is_broken_transaction_manager(self)
    }
}
