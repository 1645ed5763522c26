//! What is done with a clearance. Each act asks the agreement who may, the rules whether it may be done now, and leaves its line in the
//! clearance's history and its entry in the journal, all in one transaction.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::access::{Declined, Deed, Office, WriteTx};
use crate::db::schema::{clearance, clearance_act};
use crate::db::{AnyConnection, Day, Error, Moment};
use crate::domain::clearance::{Act, Clearance, Hurdle, Proposal, TwoSignatures, may_withdraw};
use crate::domain::{Agent, ClearanceState, Function, Id, Institution};
use crate::journal::Operation;
use crate::protocol::Signature;

use super::capacity::{Capacity, Powers};
use super::history::{self, History, Kept};
use super::place::has_his_post;
use super::services::{Service, Services};
use super::standing::could_still_propose;

/// Why not.
pub type No = Declined<Hurdle>;

/// A clearance to be proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// For whom.
    pub bearer: Id<Agent>,
    /// In which service: his own.
    pub institution: Id<Institution>,
    /// For which functions.
    pub functions: Vec<Function>,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
}

/// Proposes a clearance: the first of two signatures. Until the second it is worth nothing.
///
/// # Errors
/// The reader may not grant it; the bearer works elsewhere; his account or the service is closed; or a rule of [`Proposal::check`] stands in the way.
pub fn propose(tx: &mut WriteTx<'_>, office: &Office<'_>, new: &New) -> Result<Id<Clearance>, No> {
    let services = Services::load(tx.connection())?;
    let service = services.get(new.institution).ok_or(No::NoSuchRow)?;
    let powers = Powers::of(tx.connection(), office, &services)?;
    if !powers.grants_for(service) {
        return Err(No::NotEntitled);
    }
    has_his_post(tx.connection(), new.bearer, service)?;
    let rules: Vec<_> =
        new.functions.iter().map(|function| office.agreement().grantor(service.kind, *function)).collect();
    if rules.iter().any(Option::is_none) {
        return Err(No::Against(Hurdle::FunctionNotHere));
    }
    let others: Vec<Clearance> = history::of_agent(tx.connection(), new.bearer)?
        .into_iter()
        .filter(|kept| kept.institution == new.institution)
        .map(|kept| kept.clearance)
        .collect();
    let capacities = powers.all_for(service, &new.functions, Signature::First);
    let proposal = |capacity: Option<&Capacity>| Proposal {
        bearer: new.bearer,
        proposer: office.reader().agent,
        behalf: capacity.and_then(Capacity::behalf_id),
        functions: &new.functions,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        today: office.today(),
        others: &others,
    };
    let Some(first) = capacities.first() else {
        // What is wrong with the form is said before who may: an empty one entitles nobody.
        proposal(None).check().map_err(No::Against)?;
        return Err(No::NotEntitled);
    };
    let capacity = capacities.iter().find(|capacity| proposal(Some(capacity)).check().is_ok()).unwrap_or(first);
    proposal(Some(capacity)).check().map_err(No::Against)?;
    let mut bases: Vec<String> = rules.into_iter().flatten().map(|rule| rule.words()).collect();
    bases.dedup();
    let kept = Kept {
        id: tx.chance().id(),
        bearer: new.bearer,
        name: String::new(),
        institution: new.institution,
        basis: bases.join("\u{a0}; "),
        clearance: Clearance {
            state: ClearanceState::Pending,
            starts_on: new.starts_on,
            ends_on: new.ends_on,
            functions: new.functions.clone(),
        },
        proposed_by: Some(office.reader().agent),
        signed_by: None,
    };
    insert(tx.connection(), &kept)?;
    leave(tx, office, &kept, Act::Proposed, capacity, "")?;
    Ok(kept.id)
}

fn insert(connection: &mut AnyConnection, kept: &Kept) -> Result<(), diesel::result::Error> {
    let functions: Vec<&str> = kept.clearance.functions.iter().map(|function| function.code()).collect();
    diesel::insert_into(clearance::table)
        .values((
            clearance::id.eq(kept.id.to_string()),
            clearance::agent_id.eq(kept.bearer),
            clearance::institution_id.eq(kept.institution),
            clearance::functions.eq(functions.join(" ")),
            clearance::basis.eq(&kept.basis),
            clearance::state.eq(kept.clearance.state),
            clearance::starts_on.eq(Day(kept.clearance.starts_on)),
            clearance::ends_on.eq(Day(kept.clearance.ends_on)),
            clearance::granted_by.eq(kept.proposed_by.map(|id| id.to_string())),
        ))
        .execute(connection)?;
    Ok(())
}

/// The clearance, if the reader may know of it: it is his own, or he has a say in those of that service.
///
/// # Errors
/// There is none such for him.
pub fn visible(
    connection: &mut AnyConnection,
    office: &Office<'_>,
    services: &Services,
    id: Id<Clearance>,
) -> Result<(Kept, Service), No> {
    let kept = history::find(connection, id)?.ok_or(No::NoSuchRow)?;
    let service = services.get(kept.institution).ok_or(No::NoSuchRow)?.clone();
    let powers = Powers::of(connection, office, services)?;
    let is_known = kept.bearer == office.reader().agent || powers.grants_for(&service);
    if is_known { Ok((kept, service)) } else { Err(No::NoSuchRow) }
}

/// Signs, refuses, suspends, asks for observations, lifts or withdraws.
///
/// # Errors
/// There is no such clearance for the reader; he may not decide of it; or a rule stands in the way.
pub fn decide(tx: &mut WriteTx<'_>, office: &Office<'_>, id: Id<Clearance>, act: Act, reason: &str) -> Result<(), No> {
    let services = Services::load(tx.connection())?;
    let (kept, service) = visible(tx.connection(), office, &services, id)?;
    if matches!(act, Act::Proposed | Act::ObservationsGiven | Act::LeftService) {
        return Err(No::NoSuchRow);
    }
    let powers = Powers::of(tx.connection(), office, &services)?;
    if kept.bearer == office.reader().agent {
        return Err(No::Against(Hurdle::OwnClearance));
    }
    let capacities = powers.all_for(&service, &kept.clearance.functions, Signature::Second);
    if capacities.is_empty() {
        return Err(No::NotEntitled);
    }
    let Some(state) = act.leads(kept.clearance.state) else { return Err(No::Against(Hurdle::NotPossibleNow)) };
    let past = history::history(tx.connection(), id)?;
    let capacity = fit(&kept, &past, act, office, &capacities)?;
    check(&kept, &past, act, office, reason)?;
    if matches!(act, Act::Granted | Act::Lifted) {
        has_his_post(tx.connection(), kept.bearer, &service)?;
    }
    if act == Act::Granted && !could_still_propose(tx.connection(), office, &services, (&kept, &service), &past)? {
        return Err(No::Against(Hurdle::GrantorNotCleared));
    }
    // Whoever decides at the same time finds that the state has changed.
    let signed_by = if act == Act::Granted { Some(office.reader().agent) } else { kept.signed_by };
    let changed = diesel::update(
        clearance::table.filter(clearance::id.eq(id.to_string())).filter(clearance::state.eq(kept.clearance.state)),
    )
    .set((clearance::state.eq(state), clearance::countersigned_by.eq(signed_by.map(|id| id.to_string()))))
    .execute(tx.connection())?;
    if changed != 1 {
        return Err(No::Against(Hurdle::NotPossibleNow));
    }
    Ok(leave(tx, office, &kept, act, capacity, reason)?)
}

/// The capacity in which the act is done: the first against which nothing speaks; where something speaks against each, what speaks
/// against the first.
fn fit<'c>(
    kept: &Kept,
    past: &History,
    act: Act,
    office: &Office<'_>,
    capacities: &'c [Capacity],
) -> Result<&'c Capacity, No> {
    let speaks = |capacity: &Capacity| {
        if capacity.behalf_id() == Some(kept.bearer) {
            return Err(Hurdle::OwnClearance);
        }
        let Some(proposer) = kept.proposed_by.filter(|_| act == Act::Granted) else { return Ok(()) };
        let two = TwoSignatures {
            bearer: kept.bearer,
            proposer,
            proposed_for: past.proposed_for(),
            signer: office.reader().agent,
            signed_for: capacity.behalf_id(),
        };
        two.check()
    };
    if let Some(capacity) = capacities.iter().find(|capacity| speaks(capacity).is_ok()) {
        return Ok(capacity);
    }
    let first = capacities.first().ok_or(No::NotEntitled)?;
    speaks(first).map_err(No::Against)?;
    Ok(first)
}

fn check(kept: &Kept, past: &History, act: Act, office: &Office<'_>, reason: &str) -> Result<(), No> {
    let needs_reason =
        matches!(act, Act::Declined | Act::Suspended | Act::ObservationsAsked | Act::Lifted | Act::Withdrawn);
    if needs_reason && reason.trim().is_empty() {
        return Err(No::Against(Hurdle::ReasonNeeded));
    }
    let asked_on = past.asked_on(&office.reader().zone);
    match act {
        Act::Granted if kept.clearance.ends_on < office.today() => Err(No::Against(Hurdle::StartHasPassed)),
        Act::ObservationsAsked if past.standing_request(&office.reader().zone, office.today()).is_some() => {
            Err(No::Against(Hurdle::AlreadyAsked))
        }
        Act::Withdrawn => may_withdraw(asked_on, past.is_answered(), office.today()).map_err(No::Against),
        _ => Ok(()),
    }
}

/// The observations of the person concerned, in whichever state her clearance is.
///
/// # Errors
/// It isn't hers; nothing was asked of her, or so long ago that it counts no more; or she has answered.
pub fn answer(tx: &mut WriteTx<'_>, office: &Office<'_>, id: Id<Clearance>, text: &str) -> Result<(), No> {
    let kept = history::find(tx.connection(), id)?.ok_or(No::NoSuchRow)?;
    if kept.bearer != office.reader().agent {
        return Err(No::NoSuchRow);
    }
    let past = history::history(tx.connection(), id)?;
    let request = past.standing_request(&office.reader().zone, office.today());
    if request.is_none() || Act::ObservationsGiven.leads(kept.clearance.state).is_none() {
        return Err(No::Against(Hurdle::NothingAsked));
    }
    if past.is_answered() {
        return Err(No::Against(Hurdle::AlreadyAnswered));
    }
    if text.trim().is_empty() {
        return Err(No::Against(Hurdle::ReasonNeeded));
    }
    let own = Capacity::own();
    Ok(leave(tx, office, &kept, Act::ObservationsGiven, &own, text)?)
}

/// The line of the history and the entry of the journal, an act about a clearance whatever it came with.
pub(in crate::records::clearances) fn leave(
    tx: &mut WriteTx<'_>,
    office: &Office<'_>,
    kept: &Kept,
    act: Act,
    capacity: &Capacity,
    reason: &str,
) -> Result<(), Error> {
    let id = tx.chance().id::<Act>().to_string();
    diesel::insert_into(clearance_act::table)
        .values((
            clearance_act::id.eq(id),
            clearance_act::clearance_id.eq(kept.id.to_string()),
            clearance_act::act.eq(act),
            clearance_act::agent_id.eq(office.reader().agent),
            clearance_act::on_behalf_of.eq(capacity.behalf_id().map(|id| id.to_string())),
            clearance_act::acted_at.eq(Moment(tx.now())),
            clearance_act::reason.eq(reason.trim()),
        ))
        .execute(tx.connection())?;
    let deed = Deed {
        record: Some(kept.id.to_string()),
        shown: act.code().to_owned(),
        // What somebody says in his own defence stands in the history alone.
        reason: Some(reason.trim().to_owned()).filter(|text| !text.is_empty() && act != Act::ObservationsGiven),
        legal_ground: Some(kept.basis.clone()),
        on_behalf_of: capacity.behalf_name(),
        ..Deed::default()
    };
    office.did_as(Operation::Clearance, deed);
    Ok(())
}
