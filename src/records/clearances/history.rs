//! One clearance, and what was done with it.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::db::schema::{agent, clearance, clearance_act};
use crate::db::{AnyConnection, Day, Error, Moment};
use crate::domain::clearance::{Act, Clearance, answer_by, first_act, withdraw_by};
use crate::domain::{Agent, ClearanceState, Function, Id, Institution};

use super::sphere::Condition;

/// How many identifiers one query names: engines take some tens of thousands of values, and a country has more clearances.
const AT_ONCE: usize = 1000;

/// A clearance and its bearer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Identifier.
    pub id: Id<Clearance>,
    /// Its bearer.
    pub bearer: Id<Agent>,
    /// `DUPONT Anne, directrice`
    pub name: String,
    /// Where it is worth something.
    pub institution: Id<Institution>,
    /// What it rests on.
    pub basis: String,
    /// State, dates and functions.
    pub clearance: Clearance,
    /// Who proposed it; nobody where the platform was started with it.
    pub proposed_by: Option<Id<Agent>>,
    /// Who gave the second signature.
    pub signed_by: Option<Id<Agent>>,
}

impl Kept {
    /// Whether whoever runs the platform delivered it, before anybody could grant it: the act by which its bearer was appointed, empty
    /// for an administrator. `None` where people granted it.
    #[must_use]
    pub fn delivered_by_operator(&self) -> Option<&str> {
        let is_unsigned = self.proposed_by.is_none() && self.signed_by.is_none();
        first_act(&self.basis).filter(|_| is_unsigned)
    }

    /// Whether it was refused at the second signature: it is closed like a withdrawn one, but nobody ever had it to lose.
    #[must_use]
    pub fn is_declined(&self) -> bool {
        self.clearance.state == ClearanceState::Withdrawn && self.proposed_by.is_some() && self.signed_by.is_none()
    }
}

type Row = (
    (Id<Clearance>, Id<Agent>, Id<Institution>, String, String),
    (ClearanceState, Day, Day),
    (Option<Id<Agent>>, Option<Id<Agent>>),
    (String, String, String),
);

impl From<Row> for Kept {
    fn from(row: Row) -> Self {
        let ((id, bearer, institution, functions, basis), (state, starts_on, ends_on), (proposed_by, signed_by), name) =
            row;
        Self {
            id,
            bearer,
            name: named(&name),
            institution,
            basis,
            clearance: Clearance {
                state,
                starts_on: starts_on.0,
                ends_on: ends_on.0,
                functions: functions.split([' ', ',']).filter_map(Function::from_code).collect(),
            },
            proposed_by,
            signed_by,
        }
    }
}

fn named((family, given, quality): &(String, String, String)) -> String {
    format!("{} {given}, {quality}", family.to_uppercase())
}

/// Columns of [`Kept`].
macro_rules! kept {
    () => {
        clearance::table.inner_join(agent::table).select((
            (clearance::id, clearance::agent_id, clearance::institution_id, clearance::functions, clearance::basis),
            (clearance::state, clearance::starts_on, clearance::ends_on),
            (clearance::granted_by, clearance::countersigned_by),
            (agent::family_name, agent::given_names, agent::quality),
        ))
    };
}

/// One of them.
///
/// # Errors
/// The database can't be read.
pub fn find(connection: &mut AnyConnection, id: Id<Clearance>) -> Result<Option<Kept>, Error> {
    let row: Option<Row> = kept!().filter(clearance::id.eq(id.to_string())).first(connection).optional()?;
    Ok(row.map(Kept::from))
}

/// All of one agent, the latest first.
///
/// # Errors
/// The database can't be read.
pub fn of_agent(connection: &mut AnyConnection, bearer: Id<Agent>) -> Result<Vec<Kept>, Error> {
    let rows: Vec<Row> = kept!()
        .filter(clearance::agent_id.eq(bearer))
        .order((clearance::ends_on.desc(), clearance::id))
        .load(connection)?;
    Ok(rows.into_iter().map(Kept::from).collect())
}

/// Those of these services in these states, by the day on which they end.
///
/// # Errors
/// The database can't be read.
pub fn of_services(
    connection: &mut AnyConnection,
    services: &[Id<Institution>],
    states: &[ClearanceState],
) -> Result<Vec<Kept>, Error> {
    let services: Vec<String> = services.iter().map(ToString::to_string).collect();
    let states: Vec<&str> = states.iter().map(|state| state.code()).collect();
    let rows: Vec<Row> = kept!()
        .filter(clearance::institution_id.eq_any(services))
        .filter(clearance::state.eq_any(states))
        .order((clearance::ends_on, agent::family_name, agent::given_names, clearance::id))
        .load(connection)?;
    Ok(rows.into_iter().map(Kept::from).collect())
}

/// Those that fit, by the day on which they end: so many after so many.
///
/// # Errors
/// The database can't be read.
pub(in crate::records::clearances) fn found(
    connection: &mut AnyConnection,
    condition: Condition,
    [after, most]: [usize; 2],
) -> Result<Vec<Kept>, Error> {
    let limit = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    let rows: Vec<Row> = kept!()
        .filter(condition)
        .order((clearance::ends_on, agent::family_name, agent::given_names, clearance::id))
        .offset(limit(after))
        .limit(limit(most))
        .load(connection)?;
    Ok(rows.into_iter().map(Kept::from).collect())
}

/// These, by the day on which they end.
///
/// # Errors
/// The database can't be read.
pub(in crate::records::clearances) fn these(
    connection: &mut AnyConnection,
    ids: &[Id<Clearance>],
) -> Result<Vec<Kept>, Error> {
    let mut all: Vec<Kept> = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let rows: Vec<Row> = kept!().filter(clearance::id.eq_any(ids)).load(connection)?;
        all.extend(rows.into_iter().map(Kept::from));
    }
    all.sort_by(|a, b| (a.clearance.ends_on, &a.name, a.id).cmp(&(b.clearance.ends_on, &b.name, b.id)));
    Ok(all)
}

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Which.
    pub act: Act,
    /// By whom.
    pub by: Id<Agent>,
    /// His name and quality.
    pub name: String,
    /// On behalf of whom.
    pub behalf: Option<Id<Agent>>,
    /// His name and quality.
    pub behalf_name: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Why, or what was said.
    pub reason: String,
}

/// Everything done with one clearance, the first first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History(pub Vec<Done>);

impl History {
    fn last(&self, act: Act) -> Option<(usize, &Done)> {
        self.0.iter().enumerate().rev().find(|(_, done)| done.act == act)
    }

    /// When it was suspended last.
    #[must_use]
    pub fn suspended_at(&self) -> Option<Timestamp> {
        self.last(Act::Suspended).map(|(_, done)| done.at)
    }

    /// When observations were asked for that still count: not before a suspension that was lifted.
    #[must_use]
    pub fn asked_at(&self) -> Option<Timestamp> {
        let (asked, done) = self.last(Act::ObservationsAsked)?;
        let is_over = self.last(Act::Lifted).is_some_and(|(lifted, _)| lifted > asked);
        (!is_over).then_some(done.at)
    }

    /// The same as a day.
    #[must_use]
    pub fn asked_on(&self, zone: &TimeZone) -> Option<Date> {
        self.asked_at().map(|at| zone.to_datetime(at).date())
    }

    /// The day on which observations were asked for on which a withdrawal may still rest.
    #[must_use]
    pub fn standing_request(&self, zone: &TimeZone, today: Date) -> Option<Date> {
        self.asked_on(zone).filter(|asked_on| today <= withdraw_by(*asked_on))
    }

    /// The same, as long as the person hasn't answered.
    #[must_use]
    pub fn waits_for_her(&self, zone: &TimeZone, today: Date) -> Option<Date> {
        self.standing_request(zone, today).filter(|_| !self.is_answered())
    }

    /// Whether the person has answered what she was asked last.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        let Some((asked, _)) = self.last(Act::ObservationsAsked) else { return false };
        self.last(Act::ObservationsGiven).is_some_and(|(given, _)| given > asked)
    }

    /// Who let the bearer in, and nothing of what was said: what is held against somebody, and what he answers, is for him and for those who
    /// decide (house rule; GDPR art. 5: no more than is needed).
    #[must_use]
    pub fn without_grievances(self) -> Self {
        let signatures = self.0.into_iter().filter(|done| matches!(done.act, Act::Proposed | Act::Granted));
        Self(signatures.map(|done| Done { reason: String::new(), ..done }).collect())
    }

    /// On behalf of whom it was proposed.
    #[must_use]
    pub fn proposed_for(&self) -> Option<Id<Agent>> {
        self.0.iter().find(|done| done.act == Act::Proposed).and_then(|done| done.behalf)
    }
}

type ActRow = (String, Act, Id<Agent>, Option<Id<Agent>>, Moment, String);

/// What was done with each of these.
///
/// # Errors
/// The database can't be read.
pub fn histories(
    connection: &mut AnyConnection,
    of: &[Id<Clearance>],
) -> Result<HashMap<Id<Clearance>, History>, Error> {
    let mut rows: Vec<ActRow> = Vec::new();
    for ids in once_each(of).chunks(AT_ONCE) {
        let some: Vec<ActRow> = clearance_act::table
            .filter(clearance_act::clearance_id.eq_any(ids.to_vec()))
            .order((clearance_act::acted_at, clearance_act::id))
            .select((
                clearance_act::clearance_id,
                clearance_act::act,
                clearance_act::agent_id,
                clearance_act::on_behalf_of,
                clearance_act::acted_at,
                clearance_act::reason,
            ))
            .load(connection)?;
        rows.extend(some);
    }
    let people: Vec<Id<Agent>> = rows.iter().flat_map(|row| std::iter::once(row.2).chain(row.3)).collect();
    let names = names(connection, &people)?;
    let name = |id: Id<Agent>| names.get(&id).cloned().unwrap_or_default();
    let mut all: HashMap<Id<Clearance>, History> = of.iter().map(|id| (*id, History::default())).collect();
    for (clearance, act, by, behalf, at, reason) in rows {
        let Some(history) = Id::parse(&clearance).and_then(|id| all.get_mut(&id)) else { continue };
        let behalf_name = behalf.map(name);
        history.0.push(Done { act, by, name: name(by), behalf, behalf_name, at: at.0, reason });
    }
    Ok(all)
}

/// What was done with this one.
///
/// # Errors
/// The database can't be read.
pub fn history(connection: &mut AnyConnection, of: Id<Clearance>) -> Result<History, Error> {
    Ok(histories(connection, &[of])?.remove(&of).unwrap_or_default())
}

/// `DUPONT Anne, directrice`, by agent.
///
/// # Errors
/// The database can't be read.
pub fn names(connection: &mut AnyConnection, of: &[Id<Agent>]) -> Result<HashMap<Id<Agent>, String>, Error> {
    let mut all = HashMap::new();
    for ids in once_each(of).chunks(AT_ONCE) {
        let rows: Vec<(Id<Agent>, (String, String, String))> = agent::table
            .filter(agent::id.eq_any(ids.to_vec()))
            .select((agent::id, (agent::family_name, agent::given_names, agent::quality)))
            .load(connection)?;
        all.extend(rows.into_iter().map(|(id, name)| (id, named(&name))));
    }
    Ok(all)
}

/// The identifiers as the database has them, each once.
fn once_each<T>(of: &[Id<T>]) -> Vec<String> {
    let mut ids: Vec<String> = of.iter().map(ToString::to_string).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Observations that are asked of somebody about a clearance of his.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Which.
    pub clearance: Id<Clearance>,
    /// The last day on which they are waited for.
    pub by: Date,
}

/// What is asked of this person on her day and not yet answered, the first to be answered first; of clearances that live alone.
///
/// # Errors
/// The database can't be read.
pub fn asked_of(
    connection: &mut AnyConnection,
    who: Id<Agent>,
    zone: &TimeZone,
    today: Date,
) -> Result<Vec<Asked>, Error> {
    let mut ids: Vec<Id<Clearance>> = clearance_act::table
        .inner_join(clearance::table.on(clearance::id.eq(clearance_act::clearance_id)))
        .filter(clearance::agent_id.eq(who))
        .filter(clearance::state.eq_any([ClearanceState::Active.code(), ClearanceState::Suspended.code()]))
        .filter(clearance::ends_on.ge(Day(today)))
        .filter(clearance_act::act.eq(Act::ObservationsAsked))
        .select(clearance::id)
        .load(connection)?;
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut asked: Vec<Asked> = histories(connection, &ids)?
        .into_iter()
        .filter_map(|(clearance, past)| {
            past.waits_for_her(zone, today).map(|asked_on| Asked { clearance, by: answer_by(asked_on) })
        })
        .collect();
    asked.sort_by_key(|asked| (asked.by, asked.clearance));
    Ok(asked)
}
