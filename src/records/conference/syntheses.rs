//! The synthesis of an item: by the host's secretariat, saved while it is written.

use diesel::prelude::*;

use crate::access::{Permit, Reject, SealedPayload, WriteTx};
use crate::db::Moment;
use crate::db::schema::synthesis;
use crate::domain::{AgendaItem, Field, Id, Sitting, Value};

use super::item::minutes;
use super::papers;

/// Keeps the text; gives its version. `version` is the one that the form was made from, 0 where there was none. The text that is
/// kept already is saved: the answer to an earlier attempt may have been lost.
///
/// # Errors
/// The reader doesn't keep the minutes, or they can't be written now; somebody else wrote another text meanwhile.
pub fn save(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    at: (Id<AgendaItem>, Id<Sitting>),
    version: i32,
    text: &Value,
) -> Result<i32, Reject> {
    minutes(tx, permit, at)?;
    let known: Option<i32> = synthesis::table
        .filter(synthesis::item_id.eq(at.0))
        .select(synthesis::version)
        .first(tx.connection())
        .optional()?;
    let kept = papers::synthesis_of(tx.connection(), at.0)?;
    let kept = kept.map(|paper| permit.grant().view(&paper)).transpose()?.flatten();
    if let Some(known) = known
        && kept.is_some_and(|view| view.value(Field::Synthesis) == Some(text))
    {
        return Ok(known);
    }
    if known.unwrap_or(0) != version {
        return Err(Reject::Conflict);
    }
    permit.contribute(at.0, &at.0.to_string())?;
    let (now, payload) = (Moment(tx.now()), SealedPayload::of(Field::Synthesis, text));
    let agent = permit.reader().agent;
    if known.is_some() {
        diesel::update(synthesis::table.filter(synthesis::item_id.eq(at.0)))
            .set((
                synthesis::agent_id.eq(agent),
                synthesis::version.eq(version + 1),
                synthesis::payload.eq(payload),
                synthesis::saved_at.eq(now),
            ))
            .execute(tx.connection())?;
    } else {
        diesel::insert_into(synthesis::table)
            .values((
                synthesis::item_id.eq(at.0),
                synthesis::person_id.eq(permit.subject()),
                synthesis::agent_id.eq(agent),
                synthesis::version.eq(1),
                synthesis::payload.eq(payload),
                synthesis::saved_at.eq(now),
            ))
            .execute(tx.connection())?;
    }
    Ok(version + 1)
}
