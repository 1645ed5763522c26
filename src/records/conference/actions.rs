//! Giving actions: what an item ends with, who has to do it, by when.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::access::{Permit, Reject, SealedPayload, WriteTx};
use crate::db::schema::action;
use crate::db::{Day, Moment};
use crate::domain::conference::seat::keeps_medical_secrecy;
use crate::domain::conference::{ActionState, Obstacle};
use crate::domain::{Action, AgendaItem, Agent, Field, Id, Institution, Sitting, Value};

use super::commissions;
use super::item::{invited, minutes};

/// An action to be given.
#[derive(Debug, Clone)]
pub struct NewAction {
    /// Which service has to do it.
    pub institution: Id<Institution>,
    /// Who there.
    pub agent: Option<Id<Agent>>,
    /// By when.
    pub due_on: Date,
    /// What.
    pub text: Value,
}

/// Gives an action to a service that is invited to the item.
///
/// # Errors
/// The reader doesn't keep the minutes, or they can't be written now; the service isn't invited, or can't answer (health); the
/// person isn't of that service, or isn't the one invited; the day is past.
pub fn give(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    at: (Id<AgendaItem>, Id<Sitting>),
    new: &NewAction,
) -> Result<Id<Action>, Reject> {
    minutes(tx, permit, at)?;
    let today = permit.reader().zone.to_datetime(tx.now()).date();
    let guests = invited(tx.connection(), at.0)?;
    let mut of_the_service = guests.iter().filter(|guest| guest.institution == new.institution).peekable();
    let guest = of_the_service.peek().ok_or(Obstacle::NotInvited)?;
    if keeps_medical_secrecy(guest.kind) {
        return Err(Obstacle::MedicalSecrecy.into());
    }
    if let Some(agent) = new.agent {
        let there = commissions::colleagues(tx.connection(), &[new.institution], today)?;
        // Where somebody is invited by name, only he sees the item.
        let sees_it = of_the_service.any(|guest| guest.agent.is_empty() || guest.agent == agent.to_string());
        if !sees_it || !there.iter().any(|colleague| colleague.id == agent) {
            return Err(Obstacle::NotOfTheService.into());
        }
    }
    if new.due_on < today {
        return Err(Obstacle::InThePast.into());
    }
    let id: Id<Action> = tx.chance().id();
    permit.contribute(at.0, &id.to_string())?;
    let now = Moment(tx.now());
    diesel::insert_into(action::table)
        .values((
            action::id.eq(id),
            action::item_id.eq(at.0),
            action::person_id.eq(permit.subject()),
            action::institution_id.eq(new.institution),
            action::agent_id.eq(new.agent.map(|agent| agent.to_string()).unwrap_or_default()),
            action::due_on.eq(Day(new.due_on)),
            action::state.eq(ActionState::Open),
            action::payload.eq(SealedPayload::of(Field::ActionText, &new.text)),
            action::given_by.eq(permit.reader().agent),
            action::given_at.eq(now),
        ))
        .execute(tx.connection())?;
    Ok(id)
}

/// Takes an action off the minutes while they are open and nobody answered it.
///
/// # Errors
/// The reader doesn't keep the minutes, or they can't be written now; the item has no such action; it was answered.
pub fn remove(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    at: (Id<AgendaItem>, Id<Sitting>),
    which: Id<Action>,
) -> Result<(), Reject> {
    minutes(tx, permit, at)?;
    let state: Option<ActionState> = action::table
        .filter(action::id.eq(which))
        .filter(action::item_id.eq(at.0))
        .select(action::state)
        .first(tx.connection())
        .optional()?;
    match state {
        None => return Err(Reject::NoSuchRow),
        Some(ActionState::Open) => {}
        Some(ActionState::Done | ActionState::Abandoned) => return Err(Obstacle::AlreadyAnswered.into()),
    }
    permit.contribute(at.0, &which.to_string())?;
    diesel::delete(action::table.filter(action::id.eq(which))).execute(tx.connection())?;
    Ok(())
}
