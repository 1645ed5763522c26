//! Entries as a reader of the journal sees them: references and closed words. The free words of an entry are given with the whole of
//! it alone, and nothing here is about the contents of a file.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::Timestamp;

use super::filter::{Cursor, Filter};
use super::rights::{Condition, Rights, rights};
use crate::access::{Declined, Deed, NoRule, Office, ReadTx};
use crate::db::schema::{agent, journal_entry, journal_subject};
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::{FileRegime, Id, Institution};
use crate::journal::{Entry, Operation};

/// How many entries a page holds.
const PER_PAGE: i64 = 40;

#[derive(Debug, Queryable)]
struct Row {
    id: Id<Entry>,
    at: Moment,
    operation: String,
    outcome: String,
    actor: (String, String, String, String),
    institution: Id<Institution>,
    on_behalf_of: Option<String>,
    subject: Option<String>,
    record: Option<String>,
    shown: String,
    protocol: String,
    purpose: Option<String>,
    reason: Option<String>,
    legal_ground: Option<String>,
    recipients: Option<String>,
    regime: String,
    leaf: Vec<u8>,
}

/// The hash of an entry, as written.
pub type Leaf = Vec<u8>;

/// One entry in a list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Identifier.
    pub id: Id<Entry>,
    /// When.
    pub at: Timestamp,
    /// Code of what was done.
    pub operation: String,
    /// Code of how it ended.
    pub outcome: String,
    /// Name of who acted, as known then.
    pub name: String,
    /// His quality then.
    pub quality: String,
    /// His account here, if there still is one: what a filter by agent takes.
    pub agent: Option<String>,
    /// His service then.
    pub institution: Id<Institution>,
    /// For whom.
    pub on_behalf_of: Option<String>,
    /// The file, by identifier as it was asked for.
    pub subject: Option<String>,
    /// How many people were listed.
    pub listed: usize,
    /// Categories and levels, or other closed words.
    pub shown: String,
    /// Version of the protocol.
    pub protocol: String,
    /// Code of the purpose.
    pub purpose: Option<String>,
    /// Keys or words of the articles.
    pub legal_ground: Option<String>,
    /// Regime.
    pub regime: Option<FileRegime>,
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Lines {
    /// The entries, the latest first.
    pub lines: Vec<Line>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
    /// What the reader may read.
    pub rights: Rights,
    /// The services whose entries he may read; `None` for all.
    pub services: Option<Vec<Id<Institution>>>,
}

/// One entry, whole.
#[derive(Debug, Clone)]
pub struct Whole {
    /// What lists show of it.
    pub line: Line,
    /// What it was done to, beside the person: an identifier or the name of a page.
    pub record: Option<String>,
    /// The words of whoever acted.
    pub reason: Option<String>,
    /// Services that were told.
    pub recipients: Option<String>,
    /// The people listed, by reference.
    pub listed: Vec<String>,
    /// Its hash.
    pub leaf: Leaf,
}

type Rows = (
    journal_entry::id,
    journal_entry::recorded_at,
    journal_entry::operation,
    journal_entry::outcome,
    (
        journal_entry::actor_issuer,
        journal_entry::actor_subject,
        journal_entry::actor_name,
        journal_entry::actor_quality,
    ),
    journal_entry::institution_id,
    journal_entry::on_behalf_of,
    journal_entry::subject_id,
    journal_entry::record_id,
    journal_entry::shown,
    journal_entry::protocol,
    journal_entry::purpose,
    journal_entry::reason,
    journal_entry::legal_ground,
    journal_entry::recipients,
    journal_entry::file_regime,
    journal_entry::leaf,
);

/// The columns of [`Row`].
fn columns() -> Rows {
    use crate::db::schema::journal_entry as e;
    (
        e::id,
        e::recorded_at,
        e::operation,
        e::outcome,
        (e::actor_issuer, e::actor_subject, e::actor_name, e::actor_quality),
        e::institution_id,
        e::on_behalf_of,
        e::subject_id,
        e::record_id,
        e::shown,
        e::protocol,
        e::purpose,
        e::reason,
        e::legal_ground,
        e::recipients,
        e::file_regime,
        e::leaf,
    )
}

fn load(connection: &mut AnyConnection, condition: Condition, most: i64) -> Result<Vec<Row>, Error> {
    Ok(journal_entry::table
        .filter(condition)
        .order((journal_entry::recorded_at.desc(), journal_entry::id.desc()))
        .limit(most)
        .select(columns())
        .load(connection)?)
}

/// The accounts behind these rows, by issuer and subject.
fn accounts(connection: &mut AnyConnection, rows: &[Row]) -> Result<HashMap<(String, String), String>, Error> {
    let subjects: Vec<&str> = rows.iter().map(|row| row.actor.1.as_str()).collect();
    let known: Vec<(String, String, String)> = agent::table
        .filter(agent::subject.eq_any(subjects))
        .select((agent::issuer, agent::subject, agent::id))
        .load(connection)?;
    Ok(known.into_iter().map(|(issuer, subject, id)| ((issuer, subject), id)).collect())
}

/// The people listed in these rows, in their order.
fn listed(connection: &mut AnyConnection, rows: &[Row]) -> Result<HashMap<String, Vec<String>>, Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    let known: Vec<(String, String)> = journal_subject::table
        .filter(journal_subject::entry_id.eq_any(ids))
        .order((journal_subject::entry_id, journal_subject::position))
        .select((journal_subject::entry_id, journal_subject::subject_id))
        .load(connection)?;
    let mut by_entry: HashMap<String, Vec<String>> = HashMap::new();
    for (entry, subject) in known {
        by_entry.entry(entry).or_default().push(subject);
    }
    Ok(by_entry)
}

fn whole(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<Vec<Whole>, Error> {
    let accounts = accounts(connection, &rows)?;
    let mut listed = listed(connection, &rows)?;
    let each = rows.into_iter().map(|row| {
        let listed = listed.remove(&row.id.to_string()).unwrap_or_default();
        let (issuer, subject, name, quality) = row.actor;
        let line = Line {
            id: row.id,
            at: row.at.0,
            operation: row.operation,
            outcome: row.outcome,
            name,
            quality,
            agent: accounts.get(&(issuer, subject)).cloned(),
            institution: row.institution,
            on_behalf_of: row.on_behalf_of,
            subject: row.subject,
            listed: listed.len(),
            shown: row.shown,
            protocol: row.protocol,
            purpose: row.purpose,
            legal_ground: row.legal_ground,
            regime: FileRegime::from_code(&row.regime),
        };
        Whole { line, record: row.record, reason: row.reason, recipients: row.recipients, listed, leaf: row.leaf }
    });
    Ok(each.collect())
}

/// The rows of one page and where the next one begins.
fn paged(connection: &mut AnyConnection, condition: Condition) -> Result<(Vec<Line>, Option<Cursor>), Error> {
    let mut rows = load(connection, condition, PER_PAGE + 1)?;
    let has_more = i64::try_from(rows.len()).is_ok_and(|found| found > PER_PAGE);
    if has_more {
        rows.pop();
    }
    let next = rows.last().filter(|_| has_more).map(|last| Cursor { at: last.at.0, id: last.id });
    Ok((whole(connection, rows)?.into_iter().map(|whole| whole.line).collect(), next))
}

/// What a reading was: which regimes, which filters. Under the regime itself where it was of one alone, so that those who answer for
/// that file see who read its journal.
fn reading(rights: &Rights, filter: &Filter) -> Deed {
    let regimes: Vec<FileRegime> =
        rights.regimes().into_iter().filter(|regime| filter.regime.is_none_or(|asked| asked == *regime)).collect();
    let codes = regimes.iter().map(|regime| regime.code()).collect::<Vec<_>>().join(",");
    Deed {
        subject: filter.person.map(|person| person.to_string()),
        shown: format!("regimes:{codes} filters:{}", filter.words()),
        legal_ground: Some(rights.grounds(&regimes)),
        regime: match regimes.as_slice() {
            [only] => Some(*only),
            _ => None,
        },
        ..Deed::default()
    }
}

/// The entries that the reader may read and that match, the latest first.
///
/// # Errors
/// He may read none but his own; or the database fails.
pub fn page(
    tx: &mut ReadTx<'_>,
    office: &Office<'_>,
    filter: &Filter,
    before: Option<Cursor>,
) -> Result<Lines, Declined<NoRule>> {
    let rights = rights(office.agreement(), office.reader());
    if rights.are_none() {
        return Err(Declined::NotEntitled);
    }
    let connection = tx.connection();
    let mut condition: Condition = Box::new(rights.condition(connection)?.and(filter.condition(connection)?));
    if let Some(cursor) = before {
        condition = Box::new(condition.and(cursor.condition()));
    }
    let (lines, next) = paged(connection, condition)?;
    let services = rights.services(connection)?;
    office.did(reading(&rights, filter));
    Ok(Lines { lines, next, rights, services })
}

/// The same, to take away: at most `most` of them, with how many there are in all; why is written down.
///
/// # Errors
/// He may read none but his own; or the database fails.
pub fn take_away(
    tx: &mut ReadTx<'_>,
    office: &Office<'_>,
    filter: &Filter,
    most: i64,
    reason: String,
) -> Result<(Vec<Line>, i64), Declined<NoRule>> {
    let rights = rights(office.agreement(), office.reader());
    if rights.are_none() {
        return Err(Declined::NotEntitled);
    }
    let connection = tx.connection();
    let counted: Condition = Box::new(rights.condition(connection)?.and(filter.condition(connection)?));
    let all: i64 = journal_entry::table.filter(counted).count().get_result(connection)?;
    let condition: Condition = Box::new(rights.condition(connection)?.and(filter.condition(connection)?));
    let rows = load(connection, condition, most)?;
    let lines: Vec<Line> = whole(connection, rows)?.into_iter().map(|whole| whole.line).collect();
    let deed = reading(&rights, filter);
    let shown = format!("{} entries:{}", deed.shown, lines.len());
    office.did_as(Operation::Extraction, Deed { reason: Some(reason), shown, ..deed });
    Ok((lines, all))
}

/// One entry, whole. One that the reader may not read is as if it weren't there.
///
/// # Errors
/// There is no such entry for him; or the database fails.
pub fn one(tx: &mut ReadTx<'_>, office: &Office<'_>, id: Id<Entry>) -> Result<Whole, Declined<NoRule>> {
    let rights = rights(office.agreement(), office.reader());
    let connection = tx.connection();
    let condition: Condition = Box::new(rights.condition(connection)?.and(journal_entry::id.eq(id)));
    let rows = load(connection, condition, 1)?;
    let whole = whole(connection, rows)?.pop().ok_or(Declined::NoSuchRow)?;
    office.did(Deed {
        record: Some(id.to_string()),
        subject: whole.line.subject.clone(),
        shown: "entry".to_owned(),
        legal_ground: Some(rights.grounds(whole.line.regime.as_slice())),
        regime: whole.line.regime,
        ..Deed::default()
    });
    Ok(whole)
}

/// What the reader himself did, the latest first. Nobody else is named there.
///
/// # Errors
/// The database fails.
pub fn own(
    tx: &mut ReadTx<'_>,
    office: &Office<'_>,
    before: Option<Cursor>,
) -> Result<(Vec<Line>, Option<Cursor>), Declined<NoRule>> {
    let actor = &office.reader().actor;
    let mut condition: Condition = Box::new(
        journal_entry::actor_issuer
            .eq(actor.issuer.clone())
            .and(journal_entry::actor_subject.eq(actor.subject.clone())),
    );
    if let Some(cursor) = before {
        condition = Box::new(condition.and(cursor.condition()));
    }
    let found = paged(tx.connection(), condition)?;
    office.did(Deed { shown: "own_accesses".to_owned(), ..Deed::default() });
    Ok(found)
}
