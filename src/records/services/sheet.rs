//! One service with its hierarchy, its territory and its people, and for administrators what was changed of it.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::rows::{Kept, find};
use super::{Listed, administers, all, only_administrators};
use crate::access::{Declined, Office, ReadTx};
use crate::db::schema::{agent, clearance, institution, institution_change};
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::clearance::Clearance;
use crate::domain::service::{ServiceField, ServiceRule};
use crate::domain::{Agent, ClearanceState, Function, Id, Institution};

/// Somebody who works there: professional data.
#[derive(Debug, Clone)]
pub struct Colleague {
    /// Identifier.
    pub id: Id<Agent>,
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// Quality.
    pub quality: String,
    /// Since when the account is closed.
    pub closed_at: Option<Moment>,
    /// The clearances granted to him in this service, the last to end first.
    pub clearances: Vec<Clearance>,
}

/// A field that was changed.
#[derive(Debug, Clone)]
pub struct Past {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// Which field, by its code.
    pub field: String,
    /// Before.
    pub previous: Option<String>,
    /// After.
    pub replacement: Option<String>,
}

/// One service.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// What is written of it.
    pub kept: Kept,
    /// Every service of the directory, for names.
    pub all: Vec<Listed>,
    /// Who works there.
    pub people: Vec<Colleague>,
    /// What was changed of it, the last first; for administrators.
    pub history: Vec<Past>,
    /// Whether the reader administers the platform.
    pub is_administrator: bool,
    /// Whether he may read how it is written to: an administrator, or one of its own people.
    pub sees_mailbox: bool,
}

impl Sheet {
    /// The service of this identifier, as the directory lists it.
    #[must_use]
    pub fn listed(&self, id: Id<Institution>) -> Option<&Listed> {
        self.all.iter().find(|service| service.id == id)
    }
}

/// How many changes a page shows.
const MOST_PAST: i64 = 200;

/// The service, for any cleared reader.
///
/// # Errors
/// There is none such.
pub fn read(tx: &mut ReadTx<'_>, office: &Office<'_>, id: Id<Institution>) -> Result<Sheet, Declined<ServiceRule>> {
    let kept = find(tx.connection(), id)?.ok_or(Declined::NoSuchRow)?;
    let is_administrator = administers(office);
    let mut people = colleagues(tx.connection(), id)?;
    if !is_administrator {
        people.retain(|colleague| colleague.closed_at.is_none());
    }
    Ok(Sheet {
        kept,
        all: all(tx.connection())?,
        people,
        history: if is_administrator { history(tx.connection(), id)? } else { Vec::new() },
        is_administrator,
        sees_mailbox: is_administrator || office.reader().institution == id,
    })
}

/// The same, for who may change it.
///
/// # Errors
/// Not an administrator; or there is none such.
pub fn to_change(
    tx: &mut ReadTx<'_>,
    office: &Office<'_>,
    id: Id<Institution>,
) -> Result<Sheet, Declined<ServiceRule>> {
    only_administrators(office)?;
    read(tx, office, id)
}

/// What a form for a new service chooses from.
///
/// # Errors
/// Not an administrator.
pub fn to_create(tx: &mut ReadTx<'_>, office: &Office<'_>) -> Result<Vec<Listed>, Declined<ServiceRule>> {
    only_administrators(office)?;
    Ok(all(tx.connection())?)
}

type Row = (Id<Agent>, String, String, String, Option<Moment>, Option<(ClearanceState, Days, Days, String)>);
type Days = crate::db::Day;

fn colleagues(connection: &mut AnyConnection, of: Id<Institution>) -> Result<Vec<Colleague>, Error> {
    let rows: Vec<Row> = agent::table
        .left_join(
            clearance::table
                .on(clearance::agent_id.eq(agent::id).and(clearance::institution_id.eq(agent::institution_id))),
        )
        .filter(agent::institution_id.eq(of))
        .select((
            agent::id,
            agent::family_name,
            agent::given_names,
            agent::quality,
            agent::closed_at,
            (clearance::state, clearance::starts_on, clearance::ends_on, clearance::functions).nullable(),
        ))
        .load(connection)?;
    let mut people: BTreeMap<Id<Agent>, Colleague> = BTreeMap::new();
    for (id, family_name, given_names, quality, closed_at, granted) in rows {
        let colleague = people.entry(id).or_insert_with(|| Colleague {
            id,
            family_name,
            given_names,
            quality,
            closed_at,
            clearances: Vec::new(),
        });
        colleague.clearances.extend(granted.map(|(state, starts_on, ends_on, functions)| Clearance {
            state,
            starts_on: starts_on.0,
            ends_on: ends_on.0,
            functions: functions.split([' ', ',']).filter_map(Function::from_code).collect(),
        }));
    }
    let mut people: Vec<Colleague> = people.into_values().collect();
    for colleague in &mut people {
        colleague.clearances.sort_by_key(|clearance| std::cmp::Reverse(clearance.ends_on));
    }
    people
        .sort_by_cached_key(|one| (one.closed_at.is_some(), one.family_name.clone(), one.given_names.clone(), one.id));
    Ok(people)
}

fn history(connection: &mut AnyConnection, of: Id<Institution>) -> Result<Vec<Past>, Error> {
    type Row = (Moment, String, String, String, Option<String>, Option<String>);
    let rows: Vec<Row> = institution_change::table
        .inner_join(agent::table.on(agent::id.eq(institution_change::changed_by)))
        .filter(institution_change::institution_id.eq(of))
        .order(institution_change::changed_at.desc())
        .limit(MOST_PAST)
        .select((
            institution_change::changed_at,
            agent::family_name,
            agent::given_names,
            institution_change::field,
            institution_change::previous,
            institution_change::replacement,
        ))
        .load(connection)?;
    let mut past: Vec<Past> = rows
        .into_iter()
        .map(|(at, family, given, field, previous, replacement)| Past {
            at,
            by: format!("{} {given}", family.to_uppercase()),
            field,
            previous,
            replacement,
        })
        .collect();
    let place = |past: &Past| ServiceField::ALL.iter().position(|field| field.code() == past.field);
    past.sort_by_key(|past| (std::cmp::Reverse(past.at), place(past)));
    Ok(past)
}

/// Whether a service of this identifier serves: somebody may be put there.
pub(in crate::records::services) fn serves(connection: &mut AnyConnection, id: Id<Institution>) -> Result<bool, Error> {
    let open: i64 = institution::table
        .filter(institution::id.eq(id))
        .filter(institution::closed_at.is_null())
        .count()
        .get_result(connection)?;
    Ok(open == 1)
}
