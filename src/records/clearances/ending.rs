//! Clearances that end soon and that nothing follows: the one question behind the list, the tile and the mail.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::clock::paris;
use crate::db::schema::{agent, clearance, institution};
use crate::db::{AnyConnection, Day, Error};
use crate::domain::clearance::{Clearance, is_followed};
use crate::domain::{Agent, ClearanceState, Function, Id, Institution};

/// How many people a statement names.
const AT_ONCE: usize = 500;

/// A clearance that somebody is about to lose. Says not who: whoever lists it knows him from elsewhere, and no mail does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Which.
    pub id: Id<Clearance>,
    /// Where it is worth something.
    pub service: Id<Institution>,
    /// State, dates and functions.
    pub clearance: Clearance,
}

type Row = ((Id<Clearance>, Id<Agent>, Id<Institution>, String), (ClearanceState, Day, Day));

/// State, dates and functions of one row.
fn clearance_of((state, starts_on, ends_on): (ClearanceState, Day, Day), functions: &str) -> Clearance {
    let functions = functions.split([' ', ',']).filter_map(Function::from_code).collect();
    Clearance { state, starts_on: starts_on.0, ends_on: ends_on.0, functions }
}

/// The clearances of these services that are active, whose last day is one of these (both included), and that nothing follows
/// (house rule, [`is_followed`]). Not those of closed accounts and services, nor of who works elsewhere by now: they open
/// nothing.
///
/// # Errors
/// The database can't be read.
pub fn endings(
    connection: &mut AnyConnection,
    services: &[Id<Institution>],
    (first, last): (Date, Date),
) -> Result<Vec<Ending>, Error> {
    let mut rows: Vec<Row> = Vec::new();
    for some in services.chunks(AT_ONCE) {
        let ids: Vec<String> = some.iter().map(ToString::to_string).collect();
        let found: Vec<Row> = clearance::table
            .inner_join(agent::table.on(agent::id.eq(clearance::agent_id)))
            .inner_join(institution::table.on(institution::id.eq(clearance::institution_id)))
            .filter(clearance::institution_id.eq_any(ids))
            .filter(clearance::state.eq(ClearanceState::Active))
            .filter(clearance::ends_on.ge(Day(first)).and(clearance::ends_on.le(Day(last))))
            .filter(agent::institution_id.eq(clearance::institution_id))
            .filter(agent::closed_at.is_null())
            .filter(institution::closed_at.is_null())
            .order((clearance::ends_on, clearance::id))
            .select((
                (clearance::id, clearance::agent_id, clearance::institution_id, clearance::functions),
                (clearance::state, clearance::starts_on, clearance::ends_on),
            ))
            .load(connection)?;
        rows.extend(found);
    }
    let bearers: Vec<Id<Agent>> = rows.iter().map(|row| row.0.1).collect();
    let held = held(connection, &bearers)?;
    // Chunks of services come one after the other.
    rows.sort_by_key(|row| (row.1.2.0, row.0.0));
    let endings = rows.into_iter().map(|((id, bearer, service, functions), dates)| {
        let ending = Ending { id, service, clearance: clearance_of(dates, &functions) };
        (held.get(&(bearer, service)).is_some_and(|all| is_followed(&ending.clearance, all)), ending)
    });
    Ok(endings.filter(|(is_followed, _)| !is_followed).map(|(_, ending)| ending).collect())
}

pub(in crate::records::clearances) type Held = HashMap<(Id<Agent>, Id<Institution>), Vec<Clearance>>;

/// What these people hold or are about to be given, by service.
pub(in crate::records::clearances) fn held(
    connection: &mut AnyConnection,
    bearers: &[Id<Agent>],
) -> Result<Held, Error> {
    let bearers: Vec<String> = bearers.iter().collect::<HashSet<_>>().into_iter().map(ToString::to_string).collect();
    let mut held = Held::new();
    for some in bearers.chunks(AT_ONCE) {
        let rows: Vec<(Id<Agent>, Id<Institution>, String, (ClearanceState, Day, Day))> = clearance::table
            .filter(clearance::agent_id.eq_any(some))
            .filter(clearance::state.eq_any([ClearanceState::Active.code(), ClearanceState::Pending.code()]))
            .select((
                clearance::agent_id,
                clearance::institution_id,
                clearance::functions,
                (clearance::state, clearance::starts_on, clearance::ends_on),
            ))
            .load(connection)?;
        for (bearer, service, functions, dates) in rows {
            held.entry((bearer, service)).or_default().push(clearance_of(dates, &functions));
        }
    }
    Ok(held)
}

/// A service, as far as a letter needs it.
#[derive(Debug, Clone)]
pub struct Addressee {
    /// Where its days begin.
    pub zone: TimeZone,
    /// Who answers for it: its superior; where there is none, the establishment that it is attached to.
    pub above: Option<Id<Institution>>,
}

/// The services that aren't closed.
///
/// # Errors
/// The database can't be read.
pub fn addressees(connection: &mut AnyConnection) -> Result<HashMap<Id<Institution>, Addressee>, Error> {
    let rows: Vec<(Id<Institution>, String, Option<Id<Institution>>, Option<Id<Institution>>)> = institution::table
        .filter(institution::closed_at.is_null())
        .select((institution::id, institution::time_zone, institution::superior_id, institution::attached_to))
        .load(connection)?;
    let each = rows.into_iter().map(|(id, zone, superior, attached_to)| {
        let zone = TimeZone::get(&zone).unwrap_or_else(|_| paris());
        (id, Addressee { zone, above: superior.or(attached_to) })
    });
    Ok(each.collect())
}

/// The zone of one service; nothing where it is closed, or there is none such.
///
/// # Errors
/// The database can't be read.
pub fn zone(connection: &mut AnyConnection, of: Id<Institution>) -> Result<Option<TimeZone>, Error> {
    let name: Option<String> = institution::table
        .filter(institution::id.eq(of))
        .filter(institution::closed_at.is_null())
        .select(institution::time_zone)
        .first(connection)
        .optional()?;
    Ok(name.map(|name| TimeZone::get(&name).unwrap_or_else(|_| paris())))
}
