//! The decision, apart from the advice: by the head of the prison or by whoever decides in his place. Not to act is a decision
//! too, with its reason and the day on which it is looked at again.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::access::{Permit, Reject, SealedPayload, WriteTx};
use crate::db::Moment;
use crate::db::schema::decision;
use crate::domain::conference::{Obstacle, Outcome};
use crate::domain::{AgendaItem, Field, Id, Sitting, Value};

use super::item::{competence, place};

/// A decision to be recorded.
#[derive(Debug, Clone)]
pub struct NewDecision {
    /// The version that the form was made from; 0 where there was none.
    pub version: i32,
    /// What.
    pub outcome: Outcome,
    /// Text, reason and next review, by field.
    pub values: BTreeMap<Field, Value>,
}

/// Records it, with the right by which it is taken.
///
/// # Errors
/// The reader isn't competent; the minutes can't be written now; a decision not to act has no reason or no review; the review
/// is past; somebody wrote meanwhile.
pub fn take(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    at: (Id<AgendaItem>, Id<Sitting>),
    new: &NewDecision,
) -> Result<(), Reject> {
    let kept = place(tx, permit, at)?;
    let reader = permit.reader();
    let today = reader.zone.to_datetime(tx.now()).date();
    let competence = competence(tx.connection(), reader, &kept, today)?.ok_or(Obstacle::NotCompetent)?;
    kept.state.takes_minutes()?;
    if new.outcome.needs_reason_and_review() {
        if !new.values.contains_key(&Field::DecisionReason) {
            return Err(Obstacle::ReasonNeeded.into());
        }
        if !new.values.contains_key(&Field::ReviewOn) {
            return Err(Obstacle::ReviewNeeded.into());
        }
    }
    if matches!(new.values.get(&Field::ReviewOn), Some(Value::Date(day)) if *day < today) {
        return Err(Obstacle::InThePast.into());
    }
    let known: Option<i32> = decision::table
        .filter(decision::item_id.eq(at.0))
        .select(decision::version)
        .first(tx.connection())
        .optional()?;
    if known.unwrap_or(0) != new.version {
        return Err(Reject::Conflict);
    }
    permit.contribute(at.0, &at.0.to_string())?;
    let mut values = new.values.clone();
    values.insert(Field::Decision, Value::Choice(new.outcome.code().to_owned()));
    let (now, payload) = (Moment(tx.now()), SealedPayload::new(&values));
    if known.is_some() {
        diesel::update(decision::table.filter(decision::item_id.eq(at.0)))
            .set((
                decision::agent_id.eq(reader.agent),
                decision::competence.eq(competence.code()),
                decision::version.eq(new.version + 1),
                decision::payload.eq(payload),
                decision::decided_at.eq(now),
            ))
            .execute(tx.connection())?;
    } else {
        diesel::insert_into(decision::table)
            .values((
                decision::item_id.eq(at.0),
                decision::person_id.eq(permit.subject()),
                decision::agent_id.eq(reader.agent),
                decision::institution_id.eq(reader.institution),
                decision::competence.eq(competence.code()),
                decision::version.eq(1),
                decision::payload.eq(payload),
                decision::decided_at.eq(now),
            ))
            .execute(tx.connection())?;
    }
    Ok(())
}
