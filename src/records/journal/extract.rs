//! The journal taken out by the operator, for the CNIL or a court that asks for it: `quadrige journal export`. The entry of the
//! extraction is durable before the first line is written.

use std::io::Write;

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::chance::Chance;
use crate::clock::paris;
use crate::db::schema::{journal_entry, journal_subject};
use crate::db::{AnyConnection, Database, Error, Moment};
use crate::domain::{FileRegime, Id};
use crate::journal::sheet;
use crate::journal::{Actor, Entry, Operation, Outcome, append_within};

/// How many entries are read at a time.
const BATCH: i64 = 1_000;

/// What every copy says (L. 132-10-1, II, C. sécurité intérieure).
const NOTICE: &str = "Les informations confidentielles échangées ne peuvent être communiquées à des tiers (article L. 132-10-1, II, du code de la sécurité intérieure).";

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `;`, UTF-8 with its mark, for a spreadsheet.
    Csv,
    /// One JSON object a line.
    Json,
}

/// What is taken out.
#[derive(Debug, Clone, Copy)]
pub struct Extract {
    /// From this day on, as it begins in Paris.
    pub from: Date,
    /// To the end of this day.
    pub to: Date,
    /// How it is written.
    pub form: Form,
    /// When it is taken.
    pub now: Timestamp,
}

/// Why it wasn't taken out.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
    /// The lines couldn't be written.
    #[error("the lines could not be written: {0}")]
    Output(#[from] std::io::Error),
    /// The days make no period.
    #[error("--to is before --from, or there are no such days")]
    NoPeriod,
}

impl From<diesel::result::Error> for NotTaken {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

/// The operator at his command line, as the journal names him.
#[must_use]
pub(super) fn operator(command: &str) -> Actor {
    Actor {
        issuer: "urn:quadrige:operator".to_owned(),
        subject: command.to_owned(),
        name: format!("quadrige {command}"),
        quality: "exploitant, en ligne de commande".to_owned(),
        institution: Id::from_bytes([0; 16]),
    }
}

#[derive(Queryable)]
struct Row {
    id: String,
    at: Moment,
    operation: String,
    outcome: String,
    actor: (String, String, String, String, String),
    on_behalf_of: Option<String>,
    subject: Option<String>,
    record: Option<String>,
    shown: String,
    protocol: String,
    stated: (Option<String>, Option<String>, Option<String>, Option<String>),
    regime: String,
    leaf: Vec<u8>,
}

const COLUMNS: [&str; 21] = [
    "id",
    "at",
    "operation",
    "outcome",
    "issuer",
    "account",
    "name",
    "quality",
    "institution",
    "on_behalf_of",
    "subject",
    "listed",
    "record",
    "shown",
    "protocol",
    "purpose",
    "reason",
    "legal_ground",
    "recipients",
    "regime",
    "leaf",
];

impl Row {
    fn cells(&self, listed: &[String]) -> [String; 21] {
        let (issuer, account, name, quality, institution) = &self.actor;
        let (purpose, reason, legal_ground, recipients) = &self.stated;
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        [
            self.id.clone(),
            self.at.0.to_string(),
            self.operation.clone(),
            self.outcome.clone(),
            issuer.clone(),
            account.clone(),
            name.clone(),
            quality.clone(),
            institution.clone(),
            or_empty(&self.on_behalf_of),
            or_empty(&self.subject),
            listed.join(" "),
            or_empty(&self.record),
            self.shown.clone(),
            self.protocol.clone(),
            or_empty(purpose),
            or_empty(reason),
            or_empty(legal_ground),
            or_empty(recipients),
            self.regime.clone(),
            data_encoding::HEXLOWER.encode(&self.leaf),
        ]
    }
}

/// Writes all entries of these days, the first first, and says how many.
///
/// # Errors
/// The database fails, then nothing was written; or the output does.
pub fn extract(
    database: &Database,
    chance: &Chance,
    protocol: &str,
    what: Extract,
    out: &mut dyn Write,
) -> Result<u64, NotTaken> {
    let at = |day: Date| day.to_zoned(paris()).ok().map(|day| day.timestamp());
    let period = at(what.from).zip(what.to.tomorrow().ok().and_then(at)).filter(|(from, until)| from < until);
    let (from, until) = period.ok_or(NotTaken::NoPeriod)?;
    let entry = Entry {
        shown: format!("journal from:{} to:{}", what.from, what.to),
        regime: FileRegime::Hub,
        ..Entry::new(what.now, Operation::Extraction, Outcome::Granted, operator("journal export"), protocol.to_owned())
    };
    database.write(|connection| append_within(connection, vec![entry], chance))?;
    head(what, out)?;
    let mut written = 0;
    database.read(|connection| {
        let mut after = (Moment(from), String::new());
        loop {
            let rows = rows(connection, &after, Moment(until))?;
            let Some(last) = rows.last() else { return Ok(written) };
            after = (last.at, last.id.clone());
            for (row, listed) in with_listed(connection, &rows)? {
                line(what.form, &row.cells(&listed), out)?;
                written += 1;
            }
        }
    })
}

fn head(what: Extract, out: &mut dyn Write) -> Result<(), NotTaken> {
    let taken = format!("quadrige journal export, {}, du {} au {}", what.now, what.from, what.to);
    match what.form {
        Form::Json => writeln!(out, "{}", serde_json::json!({ "notice": NOTICE, "taken": taken }))?,
        Form::Csv => {
            write!(out, "{}{}{}", sheet::MARK, sheet::line([taken.as_str()]), sheet::line([NOTICE]))?;
            write!(out, "{}", sheet::line(COLUMNS))?;
        }
    }
    Ok(())
}

fn line(form: Form, cells: &[String; 21], out: &mut dyn Write) -> Result<(), NotTaken> {
    match form {
        Form::Csv => write!(out, "{}", sheet::line(cells.iter().map(String::as_str)))?,
        Form::Json => {
            let object: serde_json::Map<String, serde_json::Value> =
                COLUMNS.iter().zip(cells).map(|(name, cell)| ((*name).to_owned(), cell.as_str().into())).collect();
            writeln!(out, "{}", serde_json::Value::Object(object))?;
        }
    }
    Ok(())
}

fn rows(connection: &mut AnyConnection, after: &(Moment, String), until: Moment) -> Result<Vec<Row>, Error> {
    use crate::db::schema::journal_entry as e;
    let (at, id) = after;
    Ok(journal_entry::table
        .filter(e::recorded_at.gt(*at).or(e::recorded_at.eq(*at).and(e::id.gt(id.as_str()))))
        .filter(e::recorded_at.lt(until))
        .order((e::recorded_at, e::id))
        .limit(BATCH)
        .select((
            e::id,
            e::recorded_at,
            e::operation,
            e::outcome,
            (e::actor_issuer, e::actor_subject, e::actor_name, e::actor_quality, e::institution_id),
            e::on_behalf_of,
            e::subject_id,
            e::record_id,
            e::shown,
            e::protocol,
            (e::purpose, e::reason, e::legal_ground, e::recipients),
            e::file_regime,
            e::leaf,
        ))
        .load(connection)?)
}

fn with_listed<'r>(connection: &mut AnyConnection, rows: &'r [Row]) -> Result<Vec<(&'r Row, Vec<String>)>, Error> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let mut listed: std::collections::HashMap<String, Vec<String>> = std::collections::HashMap::new();
    let known: Vec<(String, String)> = journal_subject::table
        .filter(journal_subject::entry_id.eq_any(ids))
        .order((journal_subject::entry_id, journal_subject::position))
        .select((journal_subject::entry_id, journal_subject::subject_id))
        .load(connection)?;
    for (entry, subject) in known {
        listed.entry(entry).or_default().push(subject);
    }
    Ok(rows.iter().map(|row| (row, listed.remove(&row.id).unwrap_or_default())).collect())
}
