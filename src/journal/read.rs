//! A plain listing for developers. Reading the journal as an institution, and proving it, have rules of their own.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::db::schema::{journal_entry, journal_subject};
use crate::db::{AnyConnection, Error, Moment};

/// One line, as a developer sees it.
#[derive(Debug, Clone, Queryable)]
pub struct Listed {
    at: Moment,
    /// Identifier.
    pub id: String,
    /// What was done.
    pub operation: String,
    /// How it ended.
    pub outcome: String,
    /// Who.
    pub actor: String,
    /// In which quality.
    pub quality: String,
    /// The person concerned.
    pub subject: Option<String>,
    /// Categories and levels.
    pub shown: String,
    /// Purpose.
    pub purpose: Option<String>,
    /// For whom.
    pub on_behalf_of: Option<String>,
    /// Regime.
    pub regime: String,
    /// Hash.
    pub leaf: Vec<u8>,
}

impl Listed {
    /// When.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at.0
    }
}

/// The newest entries, newest first, each with the people that it lists.
///
/// # Errors
/// The database can't be read.
pub fn latest(connection: &mut AnyConnection, limit: i64) -> Result<Vec<(Listed, Vec<String>)>, Error> {
    let entries: Vec<Listed> = journal_entry::table
        .order((journal_entry::recorded_at.desc(), journal_entry::id))
        .limit(limit)
        .select((
            journal_entry::recorded_at,
            journal_entry::id,
            journal_entry::operation,
            journal_entry::outcome,
            journal_entry::actor_name,
            journal_entry::actor_quality,
            journal_entry::subject_id,
            journal_entry::shown,
            journal_entry::purpose,
            journal_entry::on_behalf_of,
            journal_entry::file_regime,
            journal_entry::leaf,
        ))
        .load(connection)?;
    entries
        .into_iter()
        .map(|entry| {
            let listed = journal_subject::table
                .filter(journal_subject::entry_id.eq(&entry.id))
                .order(journal_subject::position)
                .select(journal_subject::subject_id)
                .load(connection)?;
            Ok((entry, listed))
        })
        .collect()
}
