//! What each service writes for an item before and during the sitting: one contribution a service, with its proposed opinion.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::access::{Permit, Reject, SealedPayload, WriteTx};
use crate::db::Moment;
use crate::db::schema::contribution;
use crate::domain::conference::Obstacle;
use crate::domain::conference::seat::keeps_medical_secrecy;
use crate::domain::{AgendaItem, Field, Handling, Id, Record, Sitting, Value};

use super::item::place;

/// A contribution to be written.
#[derive(Debug, Clone)]
pub struct NewContribution {
    /// The version that the form was made from; 0 where there was none.
    pub version: i32,
    /// Comment and proposed opinion, by field.
    pub values: BTreeMap<Field, Value>,
    /// How its author restricts it.
    pub handling: Handling,
}

/// Writes the contribution of the reader's service, the first or a new text of it.
///
/// # Errors
/// Health, which writes none (GENESIS 3° c, 8° d); too early or too late; somebody of the same service wrote meanwhile.
pub fn write(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    at: (Id<AgendaItem>, Id<Sitting>),
    new: &NewContribution,
) -> Result<(), Reject> {
    let kept = place(tx, permit, at)?;
    let reader = permit.reader();
    if keeps_medical_secrecy(reader.kind) {
        return Err(Obstacle::MedicalSecrecy.into());
    }
    kept.state.takes_contributions()?;
    let known: Option<(String, i32)> = contribution::table
        .filter(contribution::item_id.eq(at.0))
        .filter(contribution::institution_id.eq(reader.institution))
        .select((contribution::id, contribution::version))
        .first(tx.connection())
        .optional()?;
    if known.as_ref().map_or(0, |(_, version)| *version) != new.version {
        return Err(Reject::Conflict);
    }
    let (now, payload) = (Moment(tx.now()), SealedPayload::new(&new.values));
    if let Some((row, version)) = known {
        permit.contribute(at.0, &row)?;
        diesel::update(contribution::table.filter(contribution::id.eq(row)))
            .set((
                contribution::agent_id.eq(reader.agent),
                contribution::version.eq(version + 1),
                contribution::cap.eq(new.handling.cap),
                contribution::audience.eq(new.handling.audience_code()),
                contribution::payload.eq(payload),
                contribution::written_at.eq(now),
            ))
            .execute(tx.connection())?;
        return Ok(());
    }
    let row = tx.chance().id::<Record>().to_string();
    permit.contribute(at.0, &row)?;
    diesel::insert_into(contribution::table)
        .values((
            contribution::id.eq(row),
            contribution::item_id.eq(at.0),
            contribution::person_id.eq(permit.subject()),
            contribution::institution_id.eq(reader.institution),
            contribution::agent_id.eq(reader.agent),
            contribution::version.eq(1),
            contribution::cap.eq(new.handling.cap),
            contribution::audience.eq(new.handling.audience_code()),
            contribution::payload.eq(payload),
            contribution::written_at.eq(now),
        ))
        .execute(tx.connection())?;
    Ok(())
}
