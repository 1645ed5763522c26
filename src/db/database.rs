//! The one entry point to transactions.

use std::fmt;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ManageConnection, Pool};

use super::connection::AnyConnection;
use super::migrations;

/// Which engine, and where.
#[derive(Clone, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite(String),
    /// A `postgres://` URL, which may hold a password: never printed.
    Postgres(String),
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{path}"),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

impl Engine {
    /// Reads `sqlite:PATH` or `postgres://…`; `None` for anything else.
    #[must_use]
    pub fn parse(setting: &str) -> Option<Self> {
        if let Some(path) = setting.strip_prefix("sqlite:") {
            return (!path.is_empty()).then(|| Self::Sqlite(path.to_owned()));
        }
        let postgres = setting.starts_with("postgres://") || setting.starts_with("postgresql://");
        postgres.then(|| Self::Postgres(setting.to_owned()))
    }
}

/// What can go wrong at the database. Its words never reach a page: they may quote a value.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It can't be opened.
    #[error("the database can't be opened: {0}")]
    Open(String),
    /// No connection came free in time.
    #[error("no database connection came free in time")]
    Busy,
    /// A query failed.
    #[error("the database refused: {0}")]
    Query(#[from] diesel::result::Error),
    /// The schema couldn't be brought up to date.
    #[error("the migration failed: {0}")]
    Migration(String),
    /// A stored value isn't of its column's kind.
    #[error("a stored value is damaged: {0}")]
    Damaged(&'static str),
}

impl Error {
    /// The kind of failure, for logs: never a value.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Open(_) => "open",
            Self::Busy => "busy",
            Self::Query(_) => "query",
            Self::Migration(_) => "migration",
            Self::Damaged(_) => "damaged",
        }
    }
}

#[derive(Debug)]
struct Manager(Engine);

impl ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = Error;

    fn connect(&self) -> Result<AnyConnection, Error> {
        AnyConnection::open(&self.0)
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), Error> {
        Ok(connection.batch_execute("SELECT 1")?)
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        // A panic may have left a transaction open, and a failed round trip leaves the connection useless.
        std::thread::panicking() || connection.is_lost()
    }
}

/// A pool of connections to one database. Cloning shares it.
#[derive(Clone)]
pub struct Database {
    engine: Engine,
    pool: Pool<Manager>,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({:?})", self.engine)
    }
}

impl Database {
    /// Opens the database with at most `connections` of them.
    ///
    /// # Errors
    /// It can't be reached, or isn't what the setting says.
    pub fn open(engine: Engine, connections: u32) -> Result<Self, Error> {
        let pool = Pool::builder()
            .max_size(connections)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(5))
            .build(Manager(engine.clone()))
            .map_err(|e| Error::Open(e.to_string()))?;
        Ok(Self { engine, pool })
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Whether a short read is answered from this process's own memory, in less time than another thread takes to wake.
    /// Such a read may run on the event loop; every other engine is waited for elsewhere.
    #[must_use]
    pub const fn is_within_reach(&self) -> bool {
        matches!(self.engine, Engine::Sqlite(_))
    }

    /// Brings the schema up to date; several instances may ask at once.
    ///
    /// # Errors
    /// The database can't be reached or refuses a migration.
    pub fn migrate(&self) -> Result<Vec<String>, Error> {
        let mut connection = self.pool.get().map_err(|_| Error::Busy)?;
        migrations::run(&mut connection)
    }

    /// Whether every migration that this program knows has been run.
    ///
    /// # Errors
    /// The database can't be reached.
    pub fn is_up_to_date(&self) -> Result<bool, Error> {
        let mut connection = self.pool.get().map_err(|_| Error::Busy)?;
        migrations::none_pending(&mut connection)
    }

    /// A connection of one's own, outside the pool: for the journal's writer.
    ///
    /// # Errors
    /// The database can't be reached.
    pub fn dedicated(&self) -> Result<AnyConnection, Error> {
        AnyConnection::open(&self.engine)
    }

    /// Runs `work` in one read-only snapshot.
    ///
    /// # Errors
    /// What `work` gives, or the database can't be reached.
    pub fn read<T, E: From<Error>>(&self, work: impl FnOnce(&mut AnyConnection) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.pool.get().map_err(|_| Error::Busy)?;
        let begin = match &self.engine {
            Engine::Sqlite(_) => "BEGIN DEFERRED",
            Engine::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        transaction(&mut connection, begin, work)
    }

    /// Runs one query, which is a snapshot by itself: no transaction to open and close.
    ///
    /// # Errors
    /// What `query` gives, or the database can't be reached.
    pub fn peek<T, E: From<Error>>(&self, query: impl FnOnce(&mut AnyConnection) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.pool.get().map_err(|_| Error::Busy)?;
        query(&mut connection)
    }

    /// Runs `work` in one transaction that may write: all of it or nothing.
    ///
    /// # Errors
    /// What `work` gives, or the database can't be reached.
    pub fn write<T, E: From<Error>>(&self, work: impl FnOnce(&mut AnyConnection) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.pool.get().map_err(|_| Error::Busy)?;
        write_on(&mut connection, work)
    }
}

/// As [`Database::write`], on a connection that the caller holds.
///
/// # Errors
/// What `work` gives, or the database refuses the commit.
pub fn write_on<T, E: From<Error>>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    let begin = match connection {
        // A deferred transaction that reads then writes loses to any other writer despite the busy timeout.
        AnyConnection::Sqlite(_) => "BEGIN IMMEDIATE",
        AnyConnection::Postgres(_) => "BEGIN",
    };
    transaction(connection, begin, work)
}

fn transaction<T, E: From<Error>>(
    connection: &mut AnyConnection,
    begin: &str,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    connection.batch_execute(begin).map_err(Error::from)?;
    match work(connection) {
        Ok(done) => match connection.batch_execute("COMMIT") {
            Ok(()) => Ok(done),
            Err(error) => {
                let _ = connection.batch_execute("ROLLBACK");
                Err(Error::from(error).into())
            }
        },
        Err(error) => {
            // The first error is what the caller must hear; a failed rollback means that the connection is gone anyway.
            let _ = connection.batch_execute("ROLLBACK");
            Err(error)
        }
    }
}
