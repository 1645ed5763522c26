//! What a commission has to look at again: situations whose review is due, and people about whom something is late.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::civil::Date;

use crate::access::{Content, Grant, ReadTx};
use crate::db::schema::{action, agenda_item, review, sitting};
use crate::db::{AnyConnection, Day, Error};
use crate::domain::conference::ActionState;
use crate::domain::rhythm::Known;
use crate::domain::{Commission, Field, Id, Institution, Person, Value};
use crate::records::people::{Line, lines};

/// Somebody whose situation is to be looked at again, or about whom something is late.
#[derive(Debug, Clone)]
pub struct Due {
    /// Who, as the list's reader may see it.
    pub line: Line,
    /// By when.
    pub on: Date,
    /// The code of the rhythm's reason ([`crate::domain::rhythm::Because::code`]); empty for a late action.
    pub because: String,
}

/// What this line's reader may know of the days that a rhythm counts from.
#[must_use]
pub fn known(line: &Line) -> Known {
    let day = |field| match line.stay.as_ref().and_then(|stay| stay.value(field)) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    Known { admitted_on: day(Field::AdmittedOn), release_on: day(Field::ReleaseDate), released_on: None }
}

/// Whether this line's reader may see when the release is: what a rhythm says tells it.
#[must_use]
pub fn may_know_the_release(line: &Line) -> bool {
    let cell = line.stay.as_ref().and_then(|stay| stay.cell(Field::ReleaseDate));
    cell.is_some_and(|cell| !matches!(cell.content, Content::Withheld(_)))
}

fn in_order(mut due: Vec<Due>) -> Vec<Due> {
    // Of the same day: as the list came, by the alphabet.
    due.sort_by_key(|due| due.on);
    due
}

/// The reviews due of these people by this commission, the first due first.
///
/// # Errors
/// The database can't be read.
pub fn due(tx: &mut ReadTx<'_>, grants: &[Grant], by: Id<Commission>) -> Result<Vec<Due>, Error> {
    let ids: Vec<String> = grants.iter().map(|grant| grant.subject().to_string()).collect();
    let rows: Vec<(Id<Person>, Day, String)> = review::table
        .filter(review::commission_id.eq(by))
        .filter(review::person_id.eq_any(&ids))
        .select((review::person_id, review::due_on, review::because))
        .load(tx.connection())?;
    let mut rows: HashMap<Id<Person>, (Day, String)> =
        rows.into_iter().map(|(person, on, because)| (person, (on, because))).collect();
    let listed = lines(tx, grants)?.into_iter().filter_map(|line| {
        let (on, because) = rows.remove(&line.person)?;
        Some(Due { line, on: on.0, because })
    });
    Ok(in_order(listed.collect()))
}

/// These people, about whom an item of this commission ended with something that isn't done: by when it had to be, the first
/// due first.
///
/// # Errors
/// The database can't be read.
pub fn late(tx: &mut ReadTx<'_>, grants: &[Grant], by: Id<Commission>, on: Date) -> Result<Vec<Due>, Error> {
    let mut days: HashMap<Id<Person>, Date> = HashMap::new();
    for late in late_actions(tx.connection(), by, on)? {
        let day = days.entry(late.person).or_insert(late.due_on);
        *day = late.due_on.min(*day);
    }
    let listed = lines(tx, grants)?.into_iter().filter_map(|line| {
        let on = days.remove(&line.person)?;
        Some(Due { line, on, because: String::new() })
    });
    Ok(in_order(listed.collect()))
}

/// Something left to do about somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateAction {
    /// About whom.
    pub person: Id<Person>,
    /// Which service has to do it.
    pub institution: Id<Institution>,
    /// By when it had to.
    pub due_on: Date,
}

/// What this commission's items ended with, and what isn't done although it had to be before that day; the first due first.
///
/// # Errors
/// The database can't be read.
pub fn late_actions(connection: &mut AnyConnection, of: Id<Commission>, on: Date) -> Result<Vec<LateAction>, Error> {
    let rows: Vec<(Id<Person>, Id<Institution>, Day)> = action::table
        .inner_join(agenda_item::table.on(agenda_item::id.eq(action::item_id)))
        .inner_join(sitting::table.on(sitting::id.eq(agenda_item::sitting_id)))
        .filter(sitting::commission_id.eq(of))
        .filter(action::state.eq(ActionState::Open))
        .filter(action::due_on.lt(Day(on)))
        .order((action::due_on, action::id))
        .select((action::person_id, action::institution_id, action::due_on))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(person, institution, due_on)| LateAction { person, institution, due_on: due_on.0 })
        .collect())
}
