//! The signatures delegated to a reader, as they stand in this transaction.

use diesel::prelude::*;

use crate::access::Office;
use crate::db::schema::{agent, clearance, delegation};
use crate::db::{AnyConnection, Day, Error, on_engine};
use crate::domain::{Agent, ClearanceState, Function, Id};

/// A signature that a colleague of the same service, cleared himself, delegated to the reader (R. 113-66 C. pénit., anc. R. 57-6-24
/// CPP). It opens no file, it only lets him grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::records::clearances) struct Delegated {
    /// Who delegated.
    pub from: Id<Agent>,
    /// As acts and the journal name him: `VASSEUR-BRÉMOND Hélène, directrice d’établissement`.
    pub name: String,
    /// What his own clearance covers today.
    pub functions: Vec<Function>,
}

type Row = (Id<Agent>, String, String, String, String);

/// The delegations that hold on the reader's day: not ended, from a colleague who still works in this service and is cleared there himself.
/// Whether the delegate is cleared is asked for by every door anyway.
pub(in crate::records::clearances) fn held(
    connection: &mut AnyConnection,
    office: &Office<'_>,
) -> Result<Vec<Delegated>, Error> {
    let (delegate, here, today) = (office.reader().agent, office.reader().institution, office.today());
    let query = delegation::table
        .inner_join(agent::table.on(agent::id.eq(delegation::delegator_id)))
        .inner_join(clearance::table.on(clearance::agent_id.eq(delegation::delegator_id)))
        .filter(delegation::delegate_id.eq(delegate))
        .filter(delegation::institution_id.eq(here))
        .filter(delegation::ended_at.is_null())
        .filter(delegation::starts_on.le(Day(today)))
        .filter(delegation::ends_on.ge(Day(today)))
        .filter(agent::institution_id.eq(here))
        .filter(agent::closed_at.is_null())
        .filter(clearance::institution_id.eq(here))
        .filter(clearance::state.eq(ClearanceState::Active))
        .filter(clearance::starts_on.le(Day(today)))
        .filter(clearance::ends_on.ge(Day(today)))
        .order((delegation::given_at, delegation::id))
        .select((agent::id, agent::family_name, agent::given_names, agent::quality, clearance::functions));
    let rows: Vec<Row> = on_engine!(connection, |c| query.load(c))?;
    let mut held: Vec<Delegated> = Vec::new();
    for (from, family, given, quality, functions) in rows {
        let functions = functions.split(' ').filter_map(Function::from_code);
        match held.iter_mut().find(|known| known.from == from) {
            Some(known) => known.functions.extend(functions),
            None => held.push(Delegated {
                from,
                name: format!("{} {given}, {quality}", family.to_uppercase()),
                functions: functions.collect(),
            }),
        }
    }
    Ok(held)
}
