//! The facts that a decision about one person needs, in one query.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::db::schema::{declared_purpose, situation, tie};
use crate::db::{AnyConnection, Day, Error, on_engine};
use crate::domain::phase::Because;
use crate::domain::{Id, Notice, Person, Phase, Purpose, Tie, TieKind, TieScope};
use crate::protocol::{Predicates, SubjectFacts};

use super::purpose::Declared;
use super::reader::Reader;
use super::standing::{self, Standing};

#[derive(Queryable)]
struct Row {
    phase: Phase,
    because: Because,
    since: Day,
    next_change_on: Option<Day>,
    predicates: i32,
    genesis_closed: bool,
    tie: Option<(TieKind, String, String)>,
    declared: Option<(Purpose, String, Option<String>)>,
}

/// What is known of the person and of the reader's ties to him. For a person who doesn't exist: nothing, by the same query.
#[derive(Debug)]
pub(in crate::access) struct Gathered {
    pub(in crate::access) standing: Standing,
    pub(in crate::access) facts: SubjectFacts,
    pub(in crate::access) ties: Vec<Tie>,
    /// The leaves that the reader's service was told of.
    pub(in crate::access) leaves: Vec<String>,
    pub(in crate::access) declared: Option<Declared>,
    pub(in crate::access) is_stale: bool,
}

/// The bits of [`Predicates`] as stored.
pub(in crate::access) fn predicates(stored: i32) -> Predicates {
    Predicates::from_bits(u32::try_from(stored).unwrap_or(0))
}

pub(in crate::access) fn gather(
    connection: &mut AnyConnection,
    reader: &Reader,
    subject: Id<Person>,
    today: Date,
) -> Result<Option<Gathered>, Error> {
    let query = situation::table
        .left_join(
            tie::table.on(tie::person_id
                .eq(situation::person_id)
                .and(tie::institution_id.eq(reader.institution))
                .and(tie::agent_id.eq("").or(tie::agent_id.eq(reader.agent)))
                .and(tie::from_on.le(Day(today)))
                .and(tie::to_on.is_null().or(tie::to_on.ge(Day(today))))),
        )
        .left_join(declared_purpose::table.on(
            declared_purpose::person_id.eq(situation::person_id).and(declared_purpose::session_id.eq(reader.session)),
        ))
        .filter(situation::person_id.eq(subject))
        .select((
            situation::phase,
            situation::because,
            situation::since,
            situation::next_change_on,
            situation::predicates,
            situation::genesis_closed,
            (tie::kind, tie::scope, tie::record_id).nullable(),
            (declared_purpose::purpose, declared_purpose::reason, declared_purpose::on_behalf_of).nullable(),
        ));
    let rows: Vec<Row> = on_engine!(connection, |c| query.load(c))?;

    let mut gathered: Option<Gathered> = None;
    for row in rows {
        let known = gathered.get_or_insert_with(|| Gathered {
            standing: Standing { phase: row.phase, fact: Some((row.because, row.since.0)) },
            facts: SubjectFacts {
                phase: row.phase,
                predicates: predicates(row.predicates),
                genesis_closed: row.genesis_closed,
            },
            ties: Vec::new(),
            leaves: Vec::new(),
            declared: row.declared.map(|(purpose, reason, on_behalf_of)| Declared { purpose, reason, on_behalf_of }),
            is_stale: row.next_change_on.is_some_and(|day| day.0 <= today),
        });
        if let Some((kind, scope, record)) = row.tie
            && let Some(scope) = standing::scope(&scope, &record)
        {
            if scope == TieScope::Notice(Notice::Leave) {
                known.leaves.push(record);
            }
            known.ties.push(Tie { kind, scope });
        }
    }
    if let Some(known) = gathered.as_mut().filter(|known| known.ties.is_empty()) {
        // Deriving again takes time: for somebody without a tie it would tell that the person exists. The reconciler will.
        known.is_stale = false;
    }
    Ok(gathered)
}
