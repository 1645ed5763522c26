//! Who is invited to which item about a person, and for how long: facts from which ties of kind `item` follow.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::tz::TimeZone;

use crate::clock::paris;
use crate::db::schema::{action, agenda_item, commission, invitation, sitting, tabling};
use crate::db::{AnyConnection, Error, Moment, on_engine};
use crate::domain::conference::{ActionState, Call, SittingState};
use crate::domain::need::{Invited, Services};
use crate::domain::{AgendaItem, Agent, DataCategory, Id, Institution, Person};

use super::consult::Refusal;
use super::reader::Reader;

#[derive(Queryable)]
struct Row {
    item: String,
    institution: Id<Institution>,
    agent: String,
    added_at: Moment,
    state: SittingState,
    starts_at: Moment,
    convoked_at: Option<Moment>,
    sealed_at: Option<Moment>,
    open: (i32, i32),
    host: Id<Institution>,
}

/// The invitations to items about this person that open something, on any day.
pub(in crate::access) fn of(
    connection: &mut AnyConnection,
    services: &Services,
    of: Id<Person>,
) -> Result<Vec<Invited>, Error> {
    let query = invitation::table
        .inner_join(agenda_item::table.inner_join(sitting::table.inner_join(commission::table)))
        .filter(invitation::person_id.eq(of))
        .filter(invitation::withdrawn_at.is_null())
        .filter(agenda_item::withdrawn_at.is_null())
        .order((invitation::item_id, invitation::institution_id, invitation::agent_id))
        .select((
            invitation::item_id,
            invitation::institution_id,
            invitation::agent_id,
            agenda_item::added_at,
            sitting::state,
            sitting::starts_at,
            sitting::convoked_at,
            sitting::sealed_at,
            (sitting::open_after_seal, sitting::open_unsealed),
            commission::institution_id,
        ));
    let rows: Vec<Row> = on_engine!(connection, |c| query.load(c))?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let laid: Vec<(String, DataCategory)> = tabling::table
        .filter(tabling::person_id.eq(of))
        .order((tabling::item_id, tabling::category))
        .select((tabling::item_id, tabling::category))
        .load(connection)?;
    let mut tabled: HashMap<String, Vec<DataCategory>> = HashMap::new();
    for (item, category) in laid {
        tabled.entry(item).or_default().push(category);
    }
    let to_do: Vec<(String, Id<Institution>)> = action::table
        .filter(action::person_id.eq(of))
        .filter(action::state.eq(ActionState::Open))
        .select((action::item_id, action::institution_id))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let zone = services.get(&row.institution).and_then(|service| TimeZone::get(&service.time_zone).ok());
            let zone = zone.unwrap_or_else(paris);
            let on = |moment: Moment| zone.to_datetime(moment.0).date();
            let call = Call {
                state: row.state,
                is_host: row.institution == row.host,
                added_on: on(row.added_at),
                convoked_on: row.convoked_at.map(on),
                held_on: on(row.starts_at),
                sealed_on: row.sealed_at.map(on),
                open_after_seal: row.open.0,
                open_unsealed: row.open.1,
                has_action: to_do
                    .iter()
                    .any(|(item, institution)| *item == row.item && *institution == row.institution),
            };
            let (from_on, to_on) = call.open_days()?;
            // A name that can't be read is nobody, not everybody.
            let agent = match row.agent.as_str() {
                "" => None,
                name => Some(Id::<Agent>::parse(name)?),
            };
            Some(Invited {
                tabled: tabled.get(&row.item).cloned().unwrap_or_default(),
                item: row.item,
                institution: row.institution,
                agent,
                from_on,
                to_on,
            })
        })
        .collect())
}

/// How an item is refused to somebody who isn't at its table: as one that doesn't exist; or, where he was told of it and his
/// invitation was withdrawn since, as what it is. The same query for everybody.
pub(in crate::access) fn refusal(
    connection: &mut AnyConnection,
    reader: &Reader,
    of: Id<AgendaItem>,
) -> Result<Refusal, Error> {
    let query = invitation::table
        .inner_join(agenda_item::table.inner_join(sitting::table))
        .filter(invitation::item_id.eq(of))
        .filter(invitation::institution_id.eq(reader.institution))
        .filter(invitation::agent_id.eq("").or(invitation::agent_id.eq(reader.agent)))
        .filter(invitation::withdrawn_at.assume_not_null().ge(sitting::convoked_at.assume_not_null()))
        .select(invitation::item_id);
    let withdrawn: Option<String> = on_engine!(connection, |c| query.first(c)).optional()?;
    Ok(if withdrawn.is_some() { Refusal::NoLongerInvited } else { Refusal::NoSuchFile })
}
