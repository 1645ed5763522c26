//! Migrations, there and back: whoever goes back to an earlier version of the program finds the schema that it knows.

#![expect(missing_docs, reason = "the `table!` macro gives its modules no docs")]

#[path = "canary/world.rs"]
mod canaries;
mod support;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::table;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use quadrige::chance::Chance;
use quadrige::db::{AnyConnection, Database, Engine, Error};
use quadrige::journal::log::{Keeper, Keyring};
use support::house::{Folder, TestHouse};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

table! {
    shape (line) {
        line -> Text,
    }
}

/// Everything that SQLite holds of its schema, one line each.
const OF_SQLITE: &str = r"
CREATE TEMP TABLE shape AS SELECT type || ' ' || name || ' on ' || tbl_name AS line FROM main.sqlite_master
    WHERE name NOT LIKE '\_\_%' ESCAPE '\' AND tbl_name NOT LIKE '\_\_%' ESCAPE '\'
UNION ALL SELECT 'text ' || name || ' ' || sql FROM main.sqlite_master WHERE type IN ('index', 'trigger', 'view') AND sql IS NOT NULL
UNION ALL SELECT 'column ' || m.name || '.' || p.name || ' ' || p.type || ' ' || p.[notnull] || ' ' || COALESCE(p.dflt_value, '-') || ' ' || p.pk
    FROM main.sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE '\_\_%' ESCAPE '\'
UNION ALL SELECT 'key ' || m.name || '.' || f.[from] || ' to ' || f.[table] || '.' || f.[to] || ' ' || f.on_delete
    FROM main.sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table';
";

/// Everything that PostgreSQL holds of it.
const OF_POSTGRES: &str = r"
CREATE TEMP TABLE shape AS
SELECT 'column ' || c.table_name || '.' || c.column_name || ' ' || c.data_type || ' ' || c.is_nullable || ' '
        || COALESCE(c.column_default, '-') || ' ' || COALESCE(c.collation_name, '-') AS line
    FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name NOT LIKE '\_\_%'
UNION ALL SELECT 'constraint ' || c.conrelid::regclass::text || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid)
    FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace AND c.conrelid::regclass::text NOT LIKE '\_\_%'
UNION ALL SELECT 'index ' || i.indexdef FROM pg_indexes i WHERE i.schemaname = 'public' AND i.tablename NOT LIKE '\_\_%'
UNION ALL SELECT 'trigger ' || pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
UNION ALL SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' AND p.proname NOT LIKE 'diesel\_%'
UNION ALL SELECT 'relation ' || c.relname || ' ' || c.relkind::text FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\_\_%';
";

fn described(connection: &mut AnyConnection) -> Vec<String> {
    let describe = match connection {
        AnyConnection::Sqlite(_) => OF_SQLITE,
        AnyConnection::Postgres(_) => OF_POSTGRES,
    };
    connection.batch_execute(describe).unwrap();
    let mut lines: Vec<String> = shape::table.select(shape::line).load(connection).unwrap();
    connection.batch_execute("DROP TABLE shape").unwrap();
    lines.sort();
    lines
}

/// One migration up; whether there was one.
fn up(connection: &mut AnyConnection) -> bool {
    match connection {
        AnyConnection::Sqlite(c) => {
            c.has_pending_migration(SQLITE).unwrap() && c.run_next_migration(SQLITE).map(drop).is_ok()
        }
        AnyConnection::Postgres(c) => {
            c.has_pending_migration(POSTGRES).unwrap() && c.run_next_migration(POSTGRES).map(drop).is_ok()
        }
    }
}

/// One migration down: the last that was run.
fn down(connection: &mut AnyConnection) -> Result<(), String> {
    match connection {
        AnyConnection::Sqlite(c) => c.revert_last_migration(SQLITE).map(drop),
        AnyConnection::Postgres(c) => c.revert_last_migration(POSTGRES).map(drop),
    }
    .map_err(|error| error.to_string())
}

#[track_caller]
fn same(one: &[String], other: &[String], when: &str) {
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|line| !other.contains(line)).cloned().collect()
    };
    let (gone, new) = (only(one, other), only(other, one));
    assert!(gone.is_empty() && new.is_empty(), "{when}: gone {gone:#?}, new {new:#?}");
    assert_eq!(one.len(), other.len(), "{when}");
}

/// An empty database of each engine that is there.
fn databases(folder: &Folder) -> Vec<Database> {
    let mut engines = vec![Engine::Sqlite(folder.path().join("there-and-back.db").display().to_string())];
    if let Some(cluster) = support::postgres::cluster() {
        engines.push(Engine::Postgres(cluster.fresh_database().unwrap()));
    }
    engines.into_iter().map(|engine| Database::open(engine, 1).unwrap()).collect()
}

#[test]
fn each_migration_undone_leaves_the_schema_that_was_there_before_it() {
    let folder = Folder::new();
    for database in databases(&folder) {
        database
            .peek(|connection| {
                let mut shapes = vec![described(connection)];
                assert!(shapes[0].is_empty(), "{:#?}", shapes[0]);
                while up(connection) {
                    shapes.push(described(connection));
                }
                assert!(shapes.len() > 10);
                assert!(shapes.last().unwrap().iter().any(|line| line.starts_with("trigger ")));
                for (step, before) in shapes.iter().enumerate().rev().skip(1) {
                    down(connection).unwrap_or_else(|error| panic!("{database:?}, migration {}: {error}", step + 1));
                    same(before, &described(connection), &format!("{database:?}, migration {} undone", step + 1));
                }
                assert!(down(connection).is_err(), "there is none left");
                let mut steps = 0;
                while up(connection) {
                    steps += 1;
                    same(&shapes[steps], &described(connection), &format!("{database:?}, migration {steps} again"));
                }
                assert_eq!(steps + 1, shapes.len());
                Ok::<_, Error>(())
            })
            .unwrap();
    }
}

#[test]
fn a_database_with_people_and_a_journal_in_it_goes_back_too_and_comes_up_again() {
    for house in TestHouse::everywhere(canaries::world) {
        let keyring = Keyring::parse(&Keyring::fresh(&Chance::seeded(3)), "essai").unwrap();
        Keeper::new(house.database.clone(), house.clock.clone(), keyring, None).sequence().unwrap();
        let engine = house.database.engine().clone();
        let database = Database::open(engine, 1).unwrap();
        database
            .peek(|connection| {
                let whole = described(connection);
                let mut steps = 0;
                while !described(connection).is_empty() {
                    steps += 1;
                    down(connection).unwrap_or_else(|error| panic!("{database:?}, {steps} undone: {error}"));
                }
                assert!(steps > 10);
                while up(connection) {}
                same(&whole, &described(connection), &format!("{database:?}"));
                Ok::<_, Error>(())
            })
            .unwrap();
    }
}
