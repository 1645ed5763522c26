//! Entries into tables.

use diesel::prelude::*;

use super::entry::Entry;
use super::leaf;
use crate::chance::Chance;
use crate::db::schema::{journal_entry, journal_subject};
use crate::db::{AnyConnection, Error, Moment};

#[derive(Insertable)]
#[diesel(table_name = journal_entry)]
struct EntryRow {
    id: String,
    recorded_at: Moment,
    operation: &'static str,
    outcome: &'static str,
    actor_issuer: String,
    actor_subject: String,
    actor_name: String,
    actor_quality: String,
    institution_id: String,
    on_behalf_of: Option<String>,
    subject_id: Option<String>,
    record_id: Option<String>,
    shown: String,
    protocol: String,
    purpose: Option<String>,
    reason: Option<String>,
    legal_ground: Option<String>,
    recipients: Option<String>,
    file_regime: &'static str,
    salt: Vec<u8>,
    leaf: Vec<u8>,
}

#[derive(Insertable)]
#[diesel(table_name = journal_subject)]
struct ListedRow {
    entry_id: String,
    position: i32,
    subject_id: String,
    salt: Vec<u8>,
    leaf: Vec<u8>,
}

/// The rows of these entries, salted and hashed.
fn rows(entries: Vec<Entry>, chance: &Chance) -> (Vec<EntryRow>, Vec<ListedRow>) {
    let mut entry_rows = Vec::with_capacity(entries.len());
    let mut listed_rows = Vec::new();
    for entry in entries {
        let id = chance.id::<Entry>().to_string();
        let salt = chance.bytes();
        let leaf = leaf::of_entry(&salt, &id, &entry);
        for (position, subject_id) in (0..).zip(entry.listed) {
            let salt = chance.bytes();
            let leaf = leaf::of_listed(&salt, &id, position, &subject_id);
            listed_rows.push(ListedRow {
                entry_id: id.clone(),
                position,
                subject_id,
                salt: salt.to_vec(),
                leaf: leaf.to_vec(),
            });
        }
        entry_rows.push(EntryRow {
            id,
            recorded_at: Moment(entry.at),
            operation: entry.operation.code(),
            outcome: entry.outcome.code(),
            actor_issuer: entry.actor.issuer,
            actor_subject: entry.actor.subject,
            actor_name: entry.actor.name,
            actor_quality: entry.actor.quality,
            institution_id: entry.actor.institution.to_string(),
            on_behalf_of: entry.on_behalf_of,
            subject_id: entry.subject,
            record_id: entry.record,
            shown: entry.shown,
            protocol: entry.protocol,
            purpose: entry.purpose,
            reason: entry.reason,
            legal_ground: entry.legal_ground,
            recipients: entry.recipients,
            file_regime: entry.regime.code(),
            salt: salt.to_vec(),
            leaf: leaf.to_vec(),
        });
    }
    (entry_rows, listed_rows)
}

/// PostgreSQL takes at most 65,535 parameters a statement; 21 columns an entry.
const AT_ONCE: usize = 2_000;

/// Appends one entry within the caller's transaction and gives its identifier: for acts that other rows name.
///
/// # Errors
/// The database refuses; the caller's transaction must then fail.
pub(in crate::journal) fn append_one(
    connection: &mut AnyConnection,
    entry: Entry,
    chance: &Chance,
) -> Result<String, Error> {
    let (entries, listed) = rows(vec![entry], chance);
    let id = entries.first().map(|row| row.id.clone()).unwrap_or_default();
    insert(connection, &entries, &listed)?;
    Ok(id)
}

/// Appends within the caller's transaction: for changes, whose entry must live and die with them.
///
/// # Errors
/// The database refuses; the caller's transaction must then fail.
pub fn append_within(connection: &mut AnyConnection, entries: Vec<Entry>, chance: &Chance) -> Result<(), Error> {
    let (entries, listed) = rows(entries, chance);
    insert(connection, &entries, &listed)
}

fn insert(connection: &mut AnyConnection, entries: &[EntryRow], listed: &[ListedRow]) -> Result<(), Error> {
    // Batches of rows don't compile for both engines at once.
    match connection {
        AnyConnection::Postgres(postgres) => {
            for batch in entries.chunks(AT_ONCE) {
                diesel::insert_into(journal_entry::table).values(batch).execute(postgres)?;
            }
            for batch in listed.chunks(AT_ONCE) {
                diesel::insert_into(journal_subject::table).values(batch).execute(postgres)?;
            }
        }
        AnyConnection::Sqlite(sqlite) => {
            for row in entries {
                diesel::insert_into(journal_entry::table).values(row).execute(sqlite)?;
            }
            for row in listed {
                diesel::insert_into(journal_subject::table).values(row).execute(sqlite)?;
            }
        }
    }
    Ok(())
}
