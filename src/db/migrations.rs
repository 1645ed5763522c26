//! Two folders of migrations, one for each engine; `tests/schema_parity.rs` holds them together.

use diesel::connection::SimpleConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::AnyConnection;
use super::database::Error;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Any number, as long as every instance takes the same: only one migrates at a time.
const LOCK: &str = "SELECT pg_advisory_lock(728349)";
const UNLOCK: &str = "SELECT pg_advisory_unlock(728349)";

/// Runs what hasn't been run, and names it.
pub(in crate::db) fn run(connection: &mut AnyConnection) -> Result<Vec<String>, Error> {
    let failed = |e: Box<dyn std::error::Error + Send + Sync>| Error::Migration(e.to_string());
    let names = match connection {
        AnyConnection::Sqlite(sqlite) => {
            sqlite.run_pending_migrations(SQLITE).map_err(failed)?.iter().map(ToString::to_string).collect()
        }
        AnyConnection::Postgres(postgres) => {
            postgres.batch_execute(LOCK)?;
            let ran = postgres
                .run_pending_migrations(POSTGRES)
                .map(|versions| versions.iter().map(ToString::to_string).collect())
                .map_err(failed);
            postgres.batch_execute(UNLOCK)?;
            ran?
        }
    };
    Ok(names)
}

/// Whether nothing is left to run.
pub(in crate::db) fn none_pending(connection: &mut AnyConnection) -> Result<bool, Error> {
    let pending = match connection {
        AnyConnection::Sqlite(sqlite) => sqlite.has_pending_migration(SQLITE),
        AnyConnection::Postgres(postgres) => postgres.has_pending_migration(POSTGRES),
    };
    pending.map(|pending| !pending).map_err(|e| Error::Migration(e.to_string()))
}
