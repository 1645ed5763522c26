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

/// Runs a query that is asked for at every page, on whichever engine it is: `on_engine!(connection, |c| query.load(c))`.
///
/// The enum's own way writes the query's text anew at every call and wraps every value that comes back; given to the
/// engine itself, the statement is found by its type. A fifth of a page's time went there.
#[macro_export]
macro_rules! on_engine {
    ($any:expr, |$connection:ident| $run:expr) => {
        match $any {
            $crate::db::AnyConnection::Postgres($connection) => $run,
            $crate::db::AnyConnection::Sqlite($connection) => $run,
        }
    };
}
/// No mapped pages: each of the journal's commits empties every other connection's page cache, and would tear its map down.
/// A power cut must not undo a page that was shown: synchronous=FULL. Ten seconds of patience with another writer.
const SQLITE_SETUP: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
    PRAGMA busy_timeout = 10000; PRAGMA recursive_triggers = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;";

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
