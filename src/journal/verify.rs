//! Proving the journal: every entry, and every person listed in it, is hashed again from its row.
//!
//! Only the hashing is shared with the writer. What this can't show: that an entry is missing with all that hung on it, or that
//! somebody wrote a whole entry anew with a salt and a hash of his own.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::db::schema::{journal_entry, journal_erasure, journal_subject};
use crate::db::{AnyConnection, Error};

/// How many rows are read at a time.
const BATCH: i64 = 2_000;

/// Something that isn't as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The entry, sitting, item or addendum.
    pub row: String,
    /// What is wrong with it.
    pub what: String,
}

impl Fault {
    /// A fault of this row.
    #[must_use]
    pub fn new(row: &str, what: &str) -> Self {
        Self { row: row.to_owned(), what: what.to_owned() }
    }
}

/// A seal or an addendum as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The entry.
    pub entry: String,
    /// What it is about: a sitting, an addendum.
    pub record: String,
    /// The hash journalled, and what else was said.
    pub shown: String,
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    /// How many entries.
    pub entries: u64,
    /// How many listed people.
    pub listed: u64,
    /// What is wrong, in the order of time.
    pub faults: Vec<Fault>,
    /// Seals of sittings.
    pub seals: Vec<Witness>,
    /// Addenda.
    pub addenda: Vec<Witness>,
}

/// A row as it stands in the table: texts, nothing interpreted.
#[derive(Queryable)]
struct Row {
    id: String,
    recorded_at: i64,
    operation: String,
    outcome: String,
    actor: (String, String, String, String, String),
    on_behalf_of: Option<String>,
    subject_id: Option<String>,
    record_id: Option<String>,
    shown: String,
    protocol: String,
    stated: (Option<String>, Option<String>, Option<String>, Option<String>),
    file_regime: String,
    salt: Vec<u8>,
    leaf: Vec<u8>,
}

/// The canonical form once more, written from its description: salt, name of the form, then each part with its length; a part
/// that may be missing is preceded by 0 or 1.
struct Form(Vec<u8>);

impl Form {
    fn new(salt: &[u8], name: &str) -> Self {
        Self([salt, name.as_bytes()].concat())
    }

    fn text(mut self, text: &str) -> Self {
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        self.0.extend(length.to_be_bytes());
        self.0.extend(text.bytes());
        self
    }

    fn perhaps(mut self, text: Option<&String>) -> Self {
        self.0.push(u8::from(text.is_some()));
        match text {
            Some(text) => self.text(text),
            None => self,
        }
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    fn is(self, leaf: &[u8]) -> bool {
        Sha256::digest(self.0).as_slice() == leaf
    }
}

impl Row {
    fn is_as_written(&self) -> bool {
        let (issuer, subject, name, quality, institution) = &self.actor;
        let (purpose, reason, legal_ground, recipients) = &self.stated;
        Form::new(&self.salt, "quadrige/journal/entry/1")
            .text(&self.id)
            .bytes(&self.recorded_at.to_be_bytes())
            .text(&self.operation)
            .text(&self.outcome)
            .text(issuer)
            .text(subject)
            .text(name)
            .text(quality)
            .text(institution)
            .perhaps(self.on_behalf_of.as_ref())
            .perhaps(self.subject_id.as_ref())
            .perhaps(self.record_id.as_ref())
            .text(&self.shown)
            .text(&self.protocol)
            .perhaps(purpose.as_ref())
            .perhaps(reason.as_ref())
            .perhaps(legal_ground.as_ref())
            .perhaps(recipients.as_ref())
            .text(&self.file_regime)
            .is(&self.leaf)
    }
}

/// Hashes every entry and every listed person again.
///
/// # Errors
/// The database can't be read.
pub fn verify(connection: &mut AnyConnection) -> Result<Proof, Error> {
    let mut proof = Proof::default();
    let mut after = (i64::MIN, String::new());
    loop {
        let rows = entries_after(connection, &after)?;
        let Some(last) = rows.last() else { break };
        after = (last.recorded_at, last.id.clone());
        for row in &rows {
            proof.entries += 1;
            if !row.is_as_written() {
                let at = Timestamp::from_microsecond(row.recorded_at).map(|at| at.to_string()).unwrap_or_default();
                let what = format!("the entry of {at} isn't as it was written");
                proof.faults.push(Fault { row: row.id.clone(), what });
            }
            let witnesses = match (row.operation.as_str(), row.outcome.as_str()) {
                ("seal", "granted") => &mut proof.seals,
                ("addendum", "granted") => &mut proof.addenda,
                _ => continue,
            };
            let (entry, shown) = (row.id.clone(), row.shown.clone());
            witnesses.push(Witness { entry, record: row.record_id.clone().unwrap_or_default(), shown });
        }
        listed(connection, &rows, &mut proof)?;
    }
    orphans(connection, &mut proof)?;
    Ok(proof)
}

fn entries_after(connection: &mut AnyConnection, after: &(i64, String)) -> Result<Vec<Row>, Error> {
    let (at, id) = after;
    Ok(journal_entry::table
        .filter(
            journal_entry::recorded_at
                .gt(*at)
                .or(journal_entry::recorded_at.eq(*at).and(journal_entry::id.gt(id.as_str()))),
        )
        .order((journal_entry::recorded_at, journal_entry::id))
        .limit(BATCH)
        .select((
            journal_entry::id,
            journal_entry::recorded_at,
            journal_entry::operation,
            journal_entry::outcome,
            (
                journal_entry::actor_issuer,
                journal_entry::actor_subject,
                journal_entry::actor_name,
                journal_entry::actor_quality,
                journal_entry::institution_id,
            ),
            journal_entry::on_behalf_of,
            journal_entry::subject_id,
            journal_entry::record_id,
            journal_entry::shown,
            journal_entry::protocol,
            (journal_entry::purpose, journal_entry::reason, journal_entry::legal_ground, journal_entry::recipients),
            journal_entry::file_regime,
            journal_entry::salt,
            journal_entry::leaf,
        ))
        .load(connection)?)
}

/// Who was erased from these entries. Whether by an act that says so is for the proof of the log.
fn erased(connection: &mut AnyConnection, ids: &[&str]) -> Result<BTreeSet<(String, i32)>, Error> {
    let rows: Vec<(String, i32)> = journal_erasure::table
        .filter(journal_erasure::entry_id.eq_any(ids))
        .select((journal_erasure::entry_id, journal_erasure::listed))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// The people listed in these entries: each as written, and none missing between two others, unless he was erased.
fn listed(connection: &mut AnyConnection, of: &[Row], proof: &mut Proof) -> Result<(), Error> {
    let ids: Vec<&str> = of.iter().map(|row| row.id.as_str()).collect();
    let rows: Vec<(String, i32, String, Vec<u8>, Vec<u8>)> = journal_subject::table
        .filter(journal_subject::entry_id.eq_any(&ids))
        .order((journal_subject::entry_id, journal_subject::position))
        .select((
            journal_subject::entry_id,
            journal_subject::position,
            journal_subject::subject_id,
            journal_subject::salt,
            journal_subject::leaf,
        ))
        .load(connection)?;
    let erased = erased(connection, &ids)?;
    let mut next: BTreeMap<String, i32> = BTreeMap::new();
    for (entry, position, subject, salt, leaf) in rows {
        proof.listed += 1;
        let expected = next.entry(entry.clone()).or_default();
        if (*expected..position).any(|place| !erased.contains(&(entry.clone(), place))) || position < *expected {
            proof.faults.push(Fault::new(&entry, &format!("somebody listed in it is missing before place {position}")));
        }
        *expected = position.saturating_add(1);
        let is_as_written = Form::new(&salt, "quadrige/journal/listed/1")
            .text(&entry)
            .bytes(&position.to_be_bytes())
            .text(&subject)
            .is(&leaf);
        if !is_as_written {
            let what = format!("who is listed in it at place {position} isn't whom it was written with");
            proof.faults.push(Fault::new(&entry, &what));
        }
    }
    Ok(())
}

/// People listed in entries that aren't there: the database's own rules forbid it, unless they were dropped.
fn orphans(connection: &mut AnyConnection, proof: &mut Proof) -> Result<(), Error> {
    let lost: Vec<String> = journal_subject::table
        .left_join(journal_entry::table)
        .filter(journal_entry::id.nullable().is_null())
        .order(journal_subject::entry_id)
        .limit(BATCH)
        .select(journal_subject::entry_id)
        .load(connection)?;
    for entry in lost.into_iter().collect::<BTreeSet<_>>() {
        proof.faults.push(Fault::new(&entry, "the entry is gone, people listed in it are still there"));
    }
    Ok(())
}
