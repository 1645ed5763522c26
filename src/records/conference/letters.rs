//! What letters about sittings and actions may rest on: the state of the sitting, and the service's own items. Never a person,
//! never an item to which the service isn't invited.

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::schema::{action, agenda_item, contribution, invitation, sitting};
use crate::db::{AnyConnection, Day, Error, Moment};
use crate::domain::conference::{ActionState, SittingState};
use crate::domain::{Action, Id, Institution, Sitting};

/// A sitting, as a letter to one service may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occasion {
    /// How far it has come.
    pub state: SittingState,
    /// When it begins.
    pub starts_at: Timestamp,
    /// Until when its minutes may be remarked on.
    pub remarks_until: Option<Timestamp>,
    /// Whether the service is invited to one of its items.
    pub is_invited: bool,
    /// Whether one of the service's items still waits for its contribution.
    pub is_awaited: bool,
}

/// The sitting and this service's part in it; nothing where there is no such sitting.
///
/// # Errors
/// The database can't be read.
pub fn occasion(
    connection: &mut AnyConnection,
    of: Id<Sitting>,
    institution: Id<Institution>,
) -> Result<Option<Occasion>, Error> {
    let known: Option<(SittingState, Moment, Option<Moment>)> = sitting::table
        .filter(sitting::id.eq(of))
        .select((sitting::state, sitting::starts_at, sitting::remarks_until))
        .first(connection)
        .optional()?;
    let Some((state, starts_at, remarks_until)) = known else { return Ok(None) };
    let own: Vec<String> = invitation::table
        .inner_join(agenda_item::table)
        .filter(agenda_item::sitting_id.eq(of))
        .filter(agenda_item::withdrawn_at.is_null())
        .filter(invitation::institution_id.eq(institution))
        .filter(invitation::withdrawn_at.is_null())
        .select(invitation::item_id)
        .distinct()
        .load(connection)?;
    let given: Vec<String> = contribution::table
        .filter(contribution::item_id.eq_any(&own))
        .filter(contribution::institution_id.eq(institution))
        .select(contribution::item_id)
        .load(connection)?;
    Ok(Some(Occasion {
        state,
        starts_at: starts_at.0,
        remarks_until: remarks_until.map(|until| until.0),
        is_invited: !own.is_empty(),
        is_awaited: own.iter().any(|item| !given.contains(item)),
    }))
}

/// An action, as a letter to the service that has to do it may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Task {
    /// The sitting that gave it.
    pub sitting: Id<Sitting>,
    /// By when.
    pub due_on: Date,
    /// Whether it is still to be done by that service.
    pub is_open: bool,
}

/// The action and how far this service is with it; nothing where there is no such action.
///
/// # Errors
/// The database can't be read.
pub fn task(
    connection: &mut AnyConnection,
    of: Id<Action>,
    institution: Id<Institution>,
) -> Result<Option<Task>, Error> {
    let known: Option<(Id<Institution>, Day, ActionState, Id<Sitting>)> = action::table
        .inner_join(agenda_item::table.on(agenda_item::id.eq(action::item_id)))
        .filter(action::id.eq(of))
        .select((action::institution_id, action::due_on, action::state, agenda_item::sitting_id))
        .first(connection)
        .optional()?;
    Ok(known.map(|(whose, due_on, state, sitting)| Task {
        sitting,
        due_on: due_on.0,
        is_open: state == ActionState::Open && whose == institution,
    }))
}

/// What the items of a sitting gave services to do, and isn't done.
///
/// # Errors
/// The database can't be read.
pub fn given(connection: &mut AnyConnection, of: Id<Sitting>) -> Result<Vec<(Id<Action>, Id<Institution>)>, Error> {
    Ok(action::table
        .inner_join(agenda_item::table.on(agenda_item::id.eq(action::item_id)))
        .filter(agenda_item::sitting_id.eq(of))
        .filter(agenda_item::withdrawn_at.is_null())
        .filter(action::state.eq(ActionState::Open))
        .order(action::id)
        .select((action::id, action::institution_id))
        .load(connection)?)
}
