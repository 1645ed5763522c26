//! Whom to remind: services whose contribution is awaited, and services with an action whose day has passed. Only who, of what,
//! and until when: nothing here is about a person.

use std::collections::BTreeSet;

use diesel::prelude::*;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::clock::paris;
use crate::db::schema::{action, agenda_item, commission, contribution, institution, invitation, sitting};
use crate::db::{AnyConnection, Day, Error, Moment, on_engine};
use crate::domain::conference::seat::keeps_medical_secrecy;
use crate::domain::conference::{ActionState, SittingState};
use crate::domain::{Action, Id, Institution, InstitutionKind, Sitting};

/// A sitting before which a service hasn't contributed, and the items that it was never reminded of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// Which sitting.
    pub sitting: Id<Sitting>,
    /// Which service.
    pub institution: Id<Institution>,
    /// Its items without a contribution.
    pub items: Vec<String>,
}

type Unreminded = (String, Id<Institution>, InstitutionKind, Id<Institution>, Id<Sitting>);

/// The contributions awaited for sittings that begin from `now` to `until`, of services that were invited by `told_by` and never
/// reminded; the first `most` sittings and services. The host writes none, and health has none to write.
///
/// # Errors
/// The database can't be read.
pub fn awaited(
    connection: &mut AnyConnection,
    (now, until): (Timestamp, Timestamp),
    told_by: Timestamp,
    most: usize,
) -> Result<Vec<Awaited>, Error> {
    let open: Vec<Unreminded> = invitation::table
        .inner_join(agenda_item::table.inner_join(sitting::table.inner_join(commission::table)))
        .inner_join(institution::table.on(institution::id.eq(invitation::institution_id)))
        .filter(sitting::state.eq(SittingState::Convoked))
        .filter(sitting::starts_at.gt(Moment(now)).and(sitting::starts_at.le(Moment(until))))
        .filter(sitting::convoked_at.le(Moment(told_by)))
        .filter(agenda_item::withdrawn_at.is_null())
        .filter(invitation::withdrawn_at.is_null())
        .filter(invitation::invited_at.le(Moment(told_by)))
        .filter(invitation::reminded_at.is_null())
        .order((sitting::starts_at, sitting::id, invitation::institution_id, invitation::item_id))
        .select((
            invitation::item_id,
            invitation::institution_id,
            institution::kind,
            commission::institution_id,
            agenda_item::sitting_id,
        ))
        .load(connection)?;
    let of: BTreeSet<&String> = open.iter().map(|(item, ..)| item).collect();
    let given: Vec<(String, Id<Institution>)> = contribution::table
        .filter(contribution::item_id.eq_any(of))
        .select((contribution::item_id, contribution::institution_id))
        .load(connection)?;
    let mut awaited: Vec<Awaited> = Vec::new();
    for (item, institution, kind, host, sitting) in open {
        let is_given = given.iter().any(|(known, by)| *known == item && *by == institution);
        if institution == host || keeps_medical_secrecy(kind) || is_given {
            continue;
        }
        let is_same = |last: &Awaited| last.sitting == sitting && last.institution == institution;
        if !awaited.last().is_some_and(is_same) {
            if awaited.len() == most {
                break;
            }
            awaited.push(Awaited { sitting, institution, items: Vec::new() });
        }
        if let Some(last) = awaited.last_mut() {
            last.items.push(item);
        }
    }
    Ok(awaited)
}

/// Notes that a service is reminded of these items; `false` if somebody else did so meanwhile.
///
/// # Errors
/// The database refuses.
pub fn reminded(connection: &mut AnyConnection, whom: &Awaited, now: Timestamp) -> Result<bool, Error> {
    let unreminded = invitation::table
        .filter(invitation::item_id.eq_any(&whom.items))
        .filter(invitation::institution_id.eq(whom.institution))
        .filter(invitation::reminded_at.is_null());
    let set = invitation::reminded_at.eq(Some(Moment(now)));
    Ok(on_engine!(connection, |c| diesel::update(unreminded).set(set).execute(c))? > 0)
}

/// An action whose day has passed where its service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// Which.
    pub action: Id<Action>,
    /// Whose.
    pub institution: Id<Institution>,
}

/// The earliest day that it is anywhere, and the latest: no zone is further from Greenwich.
const FURTHEST: SignedDuration = SignedDuration::from_hours(14);

/// Actions that are late, whose services were last reminded by `reminded_by`; the first `most`. Of sittings whose minutes have
/// gone round: before that nobody was given anything.
///
/// # Errors
/// The database can't be read.
pub fn late(
    connection: &mut AnyConnection,
    now: Timestamp,
    reminded_by: Timestamp,
    most: i64,
) -> Result<Vec<Late>, Error> {
    let latest_day = TimeZone::UTC.to_datetime(now.saturating_add(FURTHEST).unwrap_or(now)).date();
    let due: Vec<(Id<Action>, Id<Institution>, Day, String)> = action::table
        .inner_join(agenda_item::table.on(agenda_item::id.eq(action::item_id)))
        .inner_join(sitting::table.on(sitting::id.eq(agenda_item::sitting_id)))
        .inner_join(institution::table.on(institution::id.eq(action::institution_id)))
        .filter(action::state.eq(ActionState::Open))
        .filter(action::due_on.lt(Day(latest_day)))
        .filter(action::reminded_at.is_null().or(action::reminded_at.le(Some(Moment(reminded_by)))))
        .filter(sitting::state.eq_any([SittingState::Circulated.code(), SittingState::Sealed.code()]))
        .order((action::due_on, action::id))
        .limit(most)
        .select((action::id, action::institution_id, action::due_on, institution::time_zone))
        .load(connection)?;
    let today = |zone: &str| -> Date {
        let zone = TimeZone::get(zone).unwrap_or_else(|_| paris());
        zone.to_datetime(now).date()
    };
    Ok(due
        .into_iter()
        .filter(|(_, _, due_on, zone)| due_on.0 < today(zone))
        .map(|(action, institution, ..)| Late { action, institution })
        .collect())
}

/// Notes that a service is reminded of an action; `false` if somebody else did so meanwhile, or it was answered.
///
/// # Errors
/// The database refuses.
pub fn chased(
    connection: &mut AnyConnection,
    of: Id<Action>,
    now: Timestamp,
    reminded_by: Timestamp,
) -> Result<bool, Error> {
    let unreminded = action::table
        .filter(action::id.eq(of))
        .filter(action::state.eq(ActionState::Open))
        .filter(action::reminded_at.is_null().or(action::reminded_at.le(Some(Moment(reminded_by)))));
    let set = action::reminded_at.eq(Some(Moment(now)));
    Ok(on_engine!(connection, |c| diesel::update(unreminded).set(set).execute(c))? > 0)
}
