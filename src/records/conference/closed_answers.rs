//! What health says: yes, no, or no answer to the thirteen closed questions, and nothing clinical (GENESIS 3° c).

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::access::{Permit, Reject, SealedPayload, WriteTx};
use crate::db::Moment;
use crate::db::schema::record;
use crate::domain::conference::seat::keeps_medical_secrecy;
use crate::domain::{AgendaItem, DataCategory, Field, Handling, Id, Record, Sitting, Value};

use super::item::place;

/// Writes the answers of the reader's health service as a record of the file: who may read them is the protocol's, not the table's.
///
/// # Errors
/// The reader isn't of health, or may not answer at this stage; it is too early or too late.
pub fn answer(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    at: (Id<AgendaItem>, Id<Sitting>),
    values: &BTreeMap<Field, Value>,
) -> Result<Id<Record>, Reject> {
    let kept = place(tx, permit, at)?;
    let is_closed = |field: &Field| field.spec().category == DataCategory::HealthIndicators;
    if !keeps_medical_secrecy(permit.reader().kind) || !values.keys().all(is_closed) {
        return Err(Reject::NotWritable);
    }
    kept.state.takes_contributions()?;
    let id: Id<Record> = tx.chance().id();
    permit.create(DataCategory::HealthIndicators, &id.to_string())?;
    let now = Moment(tx.now());
    diesel::insert_into(record::table)
        .values((
            record::id.eq(id),
            record::person_id.eq(permit.subject()),
            record::category.eq(DataCategory::HealthIndicators),
            record::owner_id.eq(permit.reader().institution),
            record::author_id.eq(permit.reader().agent),
            record::recorded_at.eq(now),
            record::cap.eq(Handling::OPEN.cap),
            record::audience.eq(Handling::OPEN.audience_code()),
            record::version.eq(1),
            record::payload.eq(SealedPayload::new(values)),
        ))
        .execute(tx.connection())?;
    Ok(id)
}
