//! The signatures delegated to a reader, as they stand at this request.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::access::Delegated;
use crate::db::schema::{agent, clearance, delegation};
use crate::db::{self, AnyConnection, Day, on_engine};
use crate::domain::{Agent, ClearanceState, Function, Id, Institution};

type Row = (Id<Agent>, String, String, String, Day, String);

/// The delegations that hold on that day: not ended, from a colleague who still works in this service and is cleared there himself.
/// Whether the delegate is cleared is asked for by every door anyway.
pub(in crate::signin) fn held(
    connection: &mut AnyConnection,
    delegate: Id<Agent>,
    here: Id<Institution>,
    today: Date,
) -> Result<Vec<Delegated>, db::Error> {
    let query = delegation::table
        .inner_join(agent::table.on(agent::id.eq(delegation::delegator_id)))
        .inner_join(clearance::table.on(clearance::agent_id.eq(delegation::delegator_id)))
        .filter(delegation::delegate_id.eq(delegate))
        .filter(delegation::institution_id.eq(here))
        .filter(delegation::ended_at.is_null())
        .filter(delegation::starts_on.le(Day(today)))
        .filter(delegation::ends_on.ge(Day(today)))
        .filter(agent::institution_id.eq(here))
        .filter(clearance::institution_id.eq(here))
        .filter(clearance::state.eq(ClearanceState::Active))
        .filter(clearance::starts_on.le(Day(today)))
        .filter(clearance::ends_on.ge(Day(today)))
        .order((delegation::given_at, delegation::id))
        .select((
            agent::id,
            agent::family_name,
            agent::given_names,
            agent::quality,
            delegation::ends_on,
            clearance::functions,
        ));
    let rows: Vec<Row> = on_engine!(connection, |c| query.load(c))?;
    let mut held: Vec<Delegated> = Vec::new();
    for (from, family, given, quality, ends_on, functions) in rows {
        let functions = functions.split(' ').filter_map(Function::from_code);
        match held.iter_mut().find(|known| known.from == from) {
            Some(known) => known.functions.extend(functions),
            None => held.push(Delegated {
                from,
                name: format!("{} {given}, {quality}", family.to_uppercase()),
                functions: functions.collect(),
                ends_on: ends_on.0,
            }),
        }
    }
    Ok(held)
}
