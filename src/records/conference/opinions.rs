//! Opinions by institution: each service gives its own; the secretariat may record what those present said. The row keeps whose
//! opinion it is and, apart, who wrote it down; so does the journal.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::access::{Permit, Reject, SealedPayload, WriteTx};
use crate::db::schema::{agent, opinion};
use crate::db::{AnyConnection, Error, Moment, on_engine};
use crate::domain::conference::seat::keeps_medical_secrecy;
use crate::domain::conference::{Obstacle, Presence, Stance};
use crate::domain::{AgendaItem, Field, Id, Institution, Sitting, Value};

use super::item::{invited, place};
use super::{attendance, papers};

/// One service's opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOpinion {
    /// Whose.
    pub institution: Id<Institution>,
    /// The version that the form was made from; 0 where there was none.
    pub version: i32,
    /// For or against.
    pub stance: Stance,
    /// Why.
    pub reason: Option<Value>,
}

impl NewOpinion {
    fn values(&self) -> BTreeMap<Field, Value> {
        let stance = (Field::Opinion, Value::Choice(self.stance.code().to_owned()));
        std::iter::once(stance).chain(self.reason.clone().map(|reason| (Field::OpinionReason, reason))).collect()
    }
}

/// Records opinions; those that say what is recorded already are left as they are, with their author.
///
/// # Errors
/// The minutes can't be written now; a service isn't invited, is health, or gave its opinion itself; the reader writes for
/// another service without keeping the minutes, or for one noted absent; somebody wrote meanwhile.
pub fn record(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    at: (Id<AgendaItem>, Id<Sitting>),
    new: &[NewOpinion],
) -> Result<(), Reject> {
    let kept = place(tx, permit, at)?;
    let reader = permit.reader();
    if keeps_medical_secrecy(reader.kind) {
        return Err(Obstacle::MedicalSecrecy.into());
    }
    kept.state.takes_minutes()?;
    let conducts = reader.institution == kept.host && reader.keeps_the_agenda();
    let guests = invited(tx.connection(), at.0)?;
    let there = attendance::of_item(tx.connection(), at.1, &guests)?;
    let known: Vec<(Id<Institution>, Id<Institution>, i32)> = opinion::table
        .inner_join(agent::table.on(agent::id.eq(opinion::agent_id)))
        .filter(opinion::item_id.eq(at.0))
        .select((opinion::institution_id, agent::institution_id, opinion::version))
        .load(tx.connection())?;
    let mut recorded = Vec::new();
    for paper in papers::opinions(tx.connection(), at.0)? {
        recorded.extend(permit.grant().view(&paper)?);
    }
    for new in new {
        let guest = guests.iter().find(|guest| guest.institution == new.institution);
        let guest = guest.ok_or(Obstacle::NotInvited)?;
        if keeps_medical_secrecy(guest.kind) {
            return Err(Obstacle::MedicalSecrecy.into());
        }
        let values = new.values();
        let says_the_same = recorded
            .iter()
            .filter(|view| view.owner == Some(new.institution))
            .any(|view| papers::OPINION.iter().all(|field| view.value(*field) == values.get(field)));
        if says_the_same {
            continue;
        }
        let before = known.iter().find(|(of, ..)| *of == new.institution);
        if new.institution != reader.institution {
            if !conducts {
                return Err(Obstacle::NotTheSecretariat.into());
            }
            if before.is_some_and(|(of, by, _)| of == by) {
                return Err(Obstacle::OwnOpinion.into());
            }
            let mut rows = there.iter().filter(|row| row.institution == new.institution).peekable();
            if rows.peek().is_some() && rows.all(|row| row.presence == Some(Presence::Absent)) {
                return Err(Obstacle::NotedAbsent.into());
            }
        }
        if before.map_or(0, |(.., version)| *version) != new.version {
            return Err(Reject::Conflict);
        }
        write(tx, permit, at.0, new, &values)?;
    }
    Ok(())
}

/// The services that gave their opinion on an item themselves.
///
/// # Errors
/// The database can't be read.
pub fn given_themselves(connection: &mut AnyConnection, of: Id<AgendaItem>) -> Result<Vec<Id<Institution>>, Error> {
    let query = opinion::table
        .inner_join(agent::table.on(agent::id.eq(opinion::agent_id)))
        .filter(opinion::item_id.eq(of))
        .filter(agent::institution_id.eq(opinion::institution_id))
        .select(opinion::institution_id);
    Ok(on_engine!(connection, |c| query.load(c))?)
}

fn write(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    item: Id<AgendaItem>,
    new: &NewOpinion,
    values: &BTreeMap<Field, Value>,
) -> Result<(), Reject> {
    permit.contribute(item, &format!("{item}/{}", new.institution))?;
    let now = Moment(tx.now());
    let known = opinion::table.filter(opinion::item_id.eq(item)).filter(opinion::institution_id.eq(new.institution));
    let changed = diesel::update(known)
        .set((
            opinion::agent_id.eq(permit.reader().agent),
            opinion::version.eq(new.version + 1),
            opinion::payload.eq(SealedPayload::new(values)),
            opinion::given_at.eq(now),
        ))
        .execute(tx.connection())?;
    if changed == 0 {
        diesel::insert_into(opinion::table)
            .values((
                opinion::item_id.eq(item),
                opinion::institution_id.eq(new.institution),
                opinion::person_id.eq(permit.subject()),
                opinion::agent_id.eq(permit.reader().agent),
                opinion::version.eq(1),
                opinion::payload.eq(SealedPayload::new(values)),
                opinion::given_at.eq(now),
            ))
            .execute(tx.connection())?;
    }
    Ok(())
}
