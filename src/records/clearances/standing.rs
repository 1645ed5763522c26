//! Whether a signature given before would count today: who gave it is asked anew, as at every request.

use diesel::prelude::*;

use crate::access::Office;
use crate::db::schema::{agent, delegation};
use crate::db::{AnyConnection, Day, Error};
use crate::domain::{Agent, Function, Id, Institution};
use crate::protocol::{Signatory, Signature};

use super::history::{self, History, Kept};
use super::services::{Service, Services};

/// Whether whoever proposed that clearance could propose it today: with an open account, cleared for a function that the protocol names and
/// in a service that it names; by delegation, as long as the delegation holds and its giver could.
pub(in crate::records::clearances) fn could_still_propose(
    connection: &mut AnyConnection,
    office: &Office<'_>,
    services: &Services,
    (kept, service): (&Kept, &Service),
    past: &History,
) -> Result<bool, Error> {
    let Some(proposer) = kept.proposed_by else { return Ok(false) };
    let Some((here, mut functions)) = post(connection, office, proposer)? else { return Ok(false) };
    if let Some(delegator) = past.proposed_for() {
        let Some((there, his)) = post(connection, office, delegator)? else { return Ok(false) };
        if there != here || !is_delegated(connection, office, [delegator, proposer], here)? {
            return Ok(false);
        }
        functions = his;
    }
    let Some(from) = services.get(here) else { return Ok(false) };
    let reaches = services.reaches(here, service.id);
    let who = Signatory { kind: from.kind, functions: &functions, reaches: &reaches };
    let rule = |function: &Function| office.agreement().grantor(service.kind, *function);
    Ok(kept
        .clearance
        .functions
        .iter()
        .all(|function| rule(function).is_some_and(|rule| rule.entitles(&who, Signature::First))))
}

/// Where somebody works and what he is cleared for there today; nothing where he is cleared for nothing.
fn post(
    connection: &mut AnyConnection,
    office: &Office<'_>,
    who: Id<Agent>,
) -> Result<Option<(Id<Institution>, Vec<Function>)>, Error> {
    let here: Option<Id<Institution>> = agent::table
        .filter(agent::id.eq(who))
        .filter(agent::closed_at.is_null())
        .select(agent::institution_id)
        .first(connection)
        .optional()?;
    let Some(here) = here else { return Ok(None) };
    let functions: Vec<Function> = history::of_agent(connection, who)?
        .into_iter()
        .filter(|held| held.institution == here && held.clearance.is_valid_on(office.today()))
        .flat_map(|held| held.clearance.functions)
        .collect();
    Ok((!functions.is_empty()).then_some((here, functions)))
}

fn is_delegated(
    connection: &mut AnyConnection,
    office: &Office<'_>,
    [from, to]: [Id<Agent>; 2],
    here: Id<Institution>,
) -> Result<bool, Error> {
    let holding: i64 = delegation::table
        .filter(delegation::delegator_id.eq(from))
        .filter(delegation::delegate_id.eq(to))
        .filter(delegation::institution_id.eq(here))
        .filter(delegation::ended_at.is_null())
        .filter(delegation::starts_on.le(Day(office.today())))
        .filter(delegation::ends_on.ge(Day(office.today())))
        .count()
        .get_result(connection)?;
    Ok(holding > 0)
}
