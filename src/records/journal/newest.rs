//! The newest entries, listed by the operator at his command line: `quadrige journal list`. They name agents and people; whoever lists them
//! is in the journal like everybody who reads it.

use jiff::Timestamp;

use super::extract::operator;
use crate::chance::Chance;
use crate::db::{Database, Error};
use crate::domain::FileRegime;
use crate::journal::{Entry, Listed, Operation, Outcome, append_within, latest};

/// The newest entries, newest first, each with the people that it lists. The entry of the listing itself is durable before anything is
/// given, and comes after what is listed.
///
/// # Errors
/// The database fails: then nothing is given.
pub fn newest(
    database: &Database,
    chance: &Chance,
    protocol: &str,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<(Listed, Vec<String>)>, Error> {
    let entry = Entry {
        shown: format!("journal newest:{limit}"),
        regime: FileRegime::Hub,
        ..Entry::new(now, Operation::Extraction, Outcome::Granted, operator("journal list"), protocol.to_owned())
    };
    database.write(|connection| {
        let entries = latest(connection, limit)?;
        append_within(connection, vec![entry], chance)?;
        Ok(entries)
    })
}
