//! The agenda: one person an item, put there by hand or because something is due.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::access::{Conduct, Reject, SealedPayload, WriteTx};
use crate::db::schema::{agenda_item, sitting, tie};
use crate::db::{AnyConnection, Day, Error, Moment};
use crate::domain::conference::seat::is_invited_by_name;
use crate::domain::conference::{Because, Obstacle, Voice};
use crate::domain::{AgendaItem, Field, Id, Person, Sitting, TieKind, Value};
use crate::journal::Operation;

use super::commissions;
use super::invitations::{self, Guest};
use super::sittings::conducted;

/// An item to be put on an agenda.
#[derive(Debug, Clone)]
pub struct NewItem {
    /// About whom.
    pub person: Id<Person>,
    /// Theme and object, by field.
    pub heading: BTreeMap<Field, Value>,
    /// Why.
    pub because: Because,
    /// A code that says more.
    pub reason: String,
    /// Whom to invite; `None` for those who deliberate in the commission.
    pub guests: Option<Vec<Guest>>,
}

/// Puts somebody who is held in the commission's own prison on the agenda of the sitting being conducted. The prison itself and
/// whoever deliberates in the commission are invited unless it is said otherwise.
///
/// # Errors
/// The agenda can't change any more; he is on it already; he isn't held there; a guest can't be invited.
pub fn add(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, new: &NewItem) -> Result<Id<AgendaItem>, Reject> {
    let kept = conducted(tx, conduct)?;
    kept.state.agenda_may_change()?;
    conduct.person(tx, new.person)?;
    let today = conduct.reader().zone.to_datetime(tx.now()).date();
    let held: Option<String> = tie::table
        .filter(tie::person_id.eq(new.person))
        .filter(tie::institution_id.eq(conduct.host()))
        .filter(tie::kind.eq(TieKind::Held))
        .filter(tie::from_on.le(Day(today)))
        .filter(tie::to_on.is_null())
        .select(tie::person_id)
        .first(tx.connection())
        .optional()?;
    if held.is_none() {
        return Err(Obstacle::NotHeldHere.into());
    }
    let on_it: Vec<(Id<Person>, i32)> = agenda_item::table
        .filter(agenda_item::sitting_id.eq(kept.id))
        .filter(agenda_item::withdrawn_at.is_null())
        .select((agenda_item::person_id, agenda_item::position))
        .load(tx.connection())?;
    if on_it.iter().any(|(person, _)| *person == new.person) {
        return Err(Obstacle::AlreadyOnAgenda.into());
    }
    let id: Id<AgendaItem> = tx.chance().id();
    let now = Moment(tx.now());
    diesel::insert_into(agenda_item::table)
        .values((
            agenda_item::id.eq(id),
            agenda_item::sitting_id.eq(kept.id),
            agenda_item::person_id.eq(new.person),
            agenda_item::position.eq(on_it.iter().map(|(_, position)| *position).max().unwrap_or(0) + 1),
            agenda_item::version.eq(1),
            agenda_item::payload.eq(SealedPayload::new(&new.heading)),
            agenda_item::because.eq(new.because),
            agenda_item::reason.eq(&new.reason),
            agenda_item::added_by.eq(Some(conduct.reader().agent.to_string())),
            agenda_item::added_at.eq(now),
        ))
        .execute(tx.connection())?;
    conduct.did(Operation::Creation, new.person, id);
    let own = Guest { institution: conduct.host(), agent: None, voice: Voice::Deliberating, consent_on: None };
    invitations::invite(tx, conduct, (id, new.person), &own)?;
    let guests = match &new.guests {
        Some(guests) => guests.clone(),
        None => usual_guests(tx, conduct)?,
    };
    for guest in guests.iter().filter(|guest| guest.institution != conduct.host()) {
        invitations::invite(tx, conduct, (id, new.person), guest)?;
    }
    Ok(id)
}

/// Those who deliberate in the commission: each service once.
fn usual_guests(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>) -> Result<Vec<Guest>, Reject> {
    let today = conduct.reader().zone.to_datetime(tx.now()).date();
    let mut guests: Vec<Guest> = Vec::new();
    for seat in commissions::seats(tx.connection(), conduct.commission()?, today)? {
        let is_by_name = is_invited_by_name(seat.kind);
        let is_new = !guests.iter().any(|guest| guest.institution == seat.institution);
        // Whoever is invited by name is invited item by item.
        if seat.voice == Voice::Deliberating && !is_by_name && is_new {
            guests.push(Guest { institution: seat.institution, agent: None, voice: seat.voice, consent_on: None });
        }
    }
    Ok(guests)
}

/// Whom an item of the sitting being conducted is about.
///
/// # Errors
/// There is no such item there.
pub fn person_of(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, item: Id<AgendaItem>) -> Result<Id<Person>, Reject> {
    agenda_item::table
        .filter(agenda_item::id.eq(item))
        .filter(agenda_item::sitting_id.eq(conduct.sitting()?))
        .filter(agenda_item::withdrawn_at.is_null())
        .select(agenda_item::person_id)
        .first(tx.connection())
        .optional()?
        .ok_or(Reject::NoSuchRow)
}

/// Takes an item off the agenda: nobody sees it any more, what was written for it stays in the database.
///
/// # Errors
/// The agenda can't change any more, or there is no such item.
pub fn withdraw(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, item: Id<AgendaItem>) -> Result<Id<Person>, Reject> {
    conducted(tx, conduct)?.state.agenda_may_change()?;
    let person = person_of(tx, conduct, item)?;
    let now = Some(Moment(tx.now()));
    diesel::update(agenda_item::table.filter(agenda_item::id.eq(item)))
        .set(agenda_item::withdrawn_at.eq(now))
        .execute(tx.connection())?;
    conduct.did(Operation::Modification, person, item);
    Ok(person)
}

/// Moves an item one place up or down.
///
/// # Errors
/// The agenda can't change any more, or there is no such item.
pub fn shift(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, item: Id<AgendaItem>, up: bool) -> Result<(), Reject> {
    let kept = conducted(tx, conduct)?;
    kept.state.agenda_may_change()?;
    let mut order: Vec<Id<AgendaItem>> = ids(tx.connection(), kept.id)?.into_iter().map(|(item, _)| item).collect();
    let at = order.iter().position(|known| *known == item).ok_or(Reject::NoSuchRow)?;
    let other = if up { at.checked_sub(1) } else { Some(at + 1).filter(|other| *other < order.len()) };
    let Some(other) = other else { return Ok(()) };
    order.swap(at, other);
    for (position, id) in (1..).zip(&order) {
        diesel::update(agenda_item::table.filter(agenda_item::id.eq(*id)))
            .set(agenda_item::position.eq(position))
            .execute(tx.connection())?;
    }
    conduct.arranged(Operation::Modification, &kept.id.to_string());
    Ok(())
}

/// The items of a sitting and whom they are about, in its order.
///
/// # Errors
/// The database can't be read.
pub fn ids(connection: &mut AnyConnection, of: Id<Sitting>) -> Result<Vec<(Id<AgendaItem>, Id<Person>)>, Error> {
    Ok(agenda_item::table
        .inner_join(sitting::table)
        .filter(sitting::id.eq(of))
        .filter(agenda_item::withdrawn_at.is_null())
        .order((agenda_item::position, agenda_item::id))
        .select((agenda_item::id, agenda_item::person_id))
        .load(connection)?)
}
