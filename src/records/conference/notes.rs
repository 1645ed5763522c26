//! What those at the table say of the minutes: remarks while they go round, addenda once they are sealed.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::seals::{named, seal_addendum};
use super::sittings;
use crate::access::{Permit, Reject, SealedPayload, WriteTx};
use crate::db::Moment;
use crate::db::schema::{addendum, agenda_item, remark};
use crate::domain::conference::seat::keeps_medical_secrecy;
use crate::domain::conference::{Obstacle, SittingState};
use crate::domain::{AgendaItem, Field, Id, Sitting, Value};

/// The sitting of an item that stands on its agenda.
fn sitting_of(tx: &mut WriteTx<'_>, item: Id<AgendaItem>, of: Id<Sitting>) -> Result<sittings::Kept, Reject> {
    let is_there: Option<Id<AgendaItem>> = agenda_item::table
        .filter(agenda_item::id.eq(item))
        .filter(agenda_item::sitting_id.eq(of))
        .filter(agenda_item::withdrawn_at.is_null())
        .select(agenda_item::id)
        .first(tx.connection())
        .optional()?;
    is_there.ok_or(Reject::NoSuchRow)?;
    sittings::find(tx.connection(), of)?.ok_or(Reject::NoSuchRow)
}

/// Makes a remark on the draft minutes of an item: by whoever is invited to it, while they go round.
///
/// # Errors
/// The minutes don't go round yet, or are sealed: an addendum then. Health says nothing of its own (GENESIS 3° c).
pub fn remark(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    (of, item): (Id<Sitting>, Id<AgendaItem>),
    text: &str,
) -> Result<(), Reject> {
    match sitting_of(tx, item, of)?.state {
        SittingState::Circulated => {}
        SittingState::Sealed => return Err(Obstacle::Sealed.into()),
        SittingState::Cancelled => return Err(Obstacle::Cancelled.into()),
        SittingState::Prepared | SittingState::Convoked | SittingState::Open => {
            return Err(Obstacle::NotCirculatedYet.into());
        }
    }
    if keeps_medical_secrecy(permit.reader().kind) {
        return Err(Obstacle::MedicalSecrecy.into());
    }
    let id = tx.chance().id::<AgendaItem>().to_string();
    permit.contribute(item, &id)?;
    let now = Moment(tx.now());
    diesel::insert_into(remark::table)
        .values((
            remark::id.eq(&id),
            remark::item_id.eq(item),
            remark::person_id.eq(permit.subject()),
            remark::institution_id.eq(permit.reader().institution),
            remark::agent_id.eq(permit.reader().agent),
            remark::payload.eq(payload(Field::Remark, text)),
            remark::made_at.eq(now),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Adds to the sealed minutes of an item: dated, signed, hashed; the journal keeps the hash. By whoever is still at its table.
///
/// # Errors
/// The minutes aren't sealed: they can still be corrected. Health says nothing of its own.
pub fn add(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    (of, item): (Id<Sitting>, Id<AgendaItem>),
    text: &str,
) -> Result<(), Reject> {
    match sitting_of(tx, item, of)?.state {
        SittingState::Sealed => {}
        SittingState::Cancelled => return Err(Obstacle::Cancelled.into()),
        _ => return Err(Obstacle::NotSealed.into()),
    }
    if keeps_medical_secrecy(permit.reader().kind) {
        return Err(Obstacle::MedicalSecrecy.into());
    }
    let id = tx.chance().id::<AgendaItem>().to_string();
    let salt: [u8; 32] = tx.chance().bytes();
    let (institution, agent) = (permit.reader().institution, permit.reader().agent);
    let row = (
        id.clone(),
        item.to_string(),
        permit.subject().to_string(),
        institution.to_string(),
        agent.to_string(),
        payload(Field::Addendum, text),
        tx.now().as_microsecond(),
    );
    let leaf = seal_addendum(&salt, &row);
    permit.add_after_the_seal(item, &id, &named(&leaf))?;
    let (now, payload) = (Moment(tx.now()), row.5);
    diesel::insert_into(addendum::table)
        .values((
            addendum::id.eq(id),
            addendum::item_id.eq(item),
            addendum::person_id.eq(permit.subject()),
            addendum::institution_id.eq(institution),
            addendum::agent_id.eq(agent),
            addendum::payload.eq(payload),
            addendum::added_at.eq(now),
            addendum::salt.eq(salt.to_vec()),
            addendum::leaf.eq(leaf.to_vec()),
        ))
        .execute(tx.connection())?;
    Ok(())
}

fn payload(field: Field, text: &str) -> SealedPayload {
    SealedPayload::new(&BTreeMap::from([(field, Value::Prose(text.to_owned()))]))
}
