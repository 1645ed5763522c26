//! Observations (GENESIS 8° d): written by those who see people every day, sent to parquet at once if they wish.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::access::{Permit, Reject, SealedPayload, WriteTx, recipients};
use crate::db::Moment;
use crate::db::schema::{communication, record};
use crate::domain::{DataCategory, Field, Handling, Id, Institution, Record, Value};

/// An observation to be written.
#[derive(Debug, Clone)]
pub struct NewObservation {
    /// What was observed, by field.
    pub values: BTreeMap<Field, Value>,
    /// How its author restricts it.
    pub handling: Handling,
    /// To whom it is sent at once.
    pub send_to: Vec<Id<Institution>>,
}

/// Writes it, and sends it where its author says.
///
/// # Errors
/// The reader may not write observations here, or not send them there.
pub fn write(tx: &mut WriteTx<'_>, permit: &Permit<'_>, new: &NewObservation) -> Result<Id<Record>, Reject> {
    let id: Id<Record> = tx.chance().id();
    permit.create(DataCategory::Observation, &id.to_string())?;
    let (owner, author, now) = (permit.reader().institution, permit.reader().agent, Moment(tx.now()));
    diesel::insert_into(record::table)
        .values((
            record::id.eq(id),
            record::person_id.eq(permit.subject()),
            record::category.eq(DataCategory::Observation),
            record::owner_id.eq(owner),
            record::author_id.eq(author),
            record::recorded_at.eq(now),
            record::cap.eq(new.handling.cap),
            record::audience.eq(new.handling.audience_code()),
            record::version.eq(1),
            record::payload.eq(SealedPayload::new(&new.values)),
        ))
        .execute(tx.connection())?;
    if !new.send_to.is_empty() {
        let today = permit.reader().zone.to_datetime(tx.now()).date();
        let possible = recipients(tx.connection(), permit.grant(), DataCategory::Observation, today)?;
        if new.send_to.iter().any(|to| !possible.contains(to)) {
            return Err(Reject::NotARecipient);
        }
        permit.disclose(DataCategory::Observation, &id.to_string(), &new.send_to)?;
        for to in &new.send_to {
            diesel::insert_into(communication::table)
                .values((
                    communication::record_id.eq(id),
                    communication::person_id.eq(permit.subject()),
                    communication::institution_id.eq(*to),
                    communication::sent_by.eq(author),
                    communication::sent_at.eq(now),
                ))
                .execute(tx.connection())?;
        }
    }
    Ok(id)
}
