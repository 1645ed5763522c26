//! When a service changes, who needs to know of whom changes with it. What the new facts no longer give is gone in the same
//! transaction; what they give besides comes with the reconciler at the latest.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::db::schema::{follow_up, situation, tie};
use crate::db::{AnyConnection, Day, Error};
use crate::domain::need::Services;
use crate::domain::{Id, Institution, Person, TieKind};
use crate::journal::append_within;

use super::alter::WriteTx;
use super::entries::machine_entry;
use super::machine::STANDING;
use super::office::Office;
use super::services;
use super::standing::{restate, services_of_locked};

/// For so many people everything is derived again at once; for more, the transaction would keep everybody else waiting.
const FEW: usize = 50;

/// How many people a statement names.
const BATCH: usize = 500;

/// What became of the ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resettled {
    /// Those of everybody concerned were derived again.
    AtOnce,
    /// What hangs on the hierarchy, on a territory or on working in a prison was taken away; the reconciler derives it again within
    /// a minute.
    Later,
}

impl Resettled {
    /// The word for the journal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Later => "later",
        }
    }
}

/// That a service has people in its care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InCare {
    /// Somebody is held there.
    pub held: bool,
    /// Somebody is followed, or prosecuted, there.
    pub followed: bool,
}

/// Whether anybody is held or followed by a service on the reader's day. Says neither whom nor how many.
///
/// # Errors
/// The database can't be read.
pub fn in_care(tx: &mut WriteTx<'_>, office: &Office<'_>, service: Id<Institution>) -> Result<InCare, Error> {
    let today = Day(office.today());
    let connection = tx.connection();
    // After a release the tie has a last day; before, none.
    let held: Option<String> = tie::table
        .filter(tie::institution_id.eq(service))
        .filter(tie::kind.eq(TieKind::Held))
        .filter(tie::to_on.is_null())
        .select(tie::person_id)
        .first(connection)
        .optional()?;
    let followed: Option<String> = follow_up::table
        .filter(follow_up::institution_id.eq(service))
        .filter(follow_up::to_on.is_null().or(follow_up::to_on.ge(today)))
        .select(follow_up::id)
        .first(connection)
        .optional()?;
    Ok(InCare { held: held.is_some(), followed: followed.is_some() })
}

/// A service and all that stand under it: whoever they know of, their superiors and neighbours know of through them.
fn with_those_below(services: &Services, of: Id<Institution>) -> BTreeSet<Id<Institution>> {
    let mut found = BTreeSet::from([of]);
    loop {
        let next: Vec<Id<Institution>> = services
            .iter()
            .filter(|(id, service)| {
                !found.contains(id) && service.superior.is_some_and(|superior| found.contains(&superior))
            })
            .map(|(id, _)| *id)
            .collect();
        if next.is_empty() {
            return found;
        }
        found.extend(next);
    }
}

/// After the rows of a service were changed, in the same transaction: the ties of everybody concerned.
///
/// # Errors
/// The database refuses, or somebody's facts are damaged: then nothing may change.
pub fn resettle(tx: &mut WriteTx<'_>, office: &Office<'_>, service: Id<Institution>) -> Result<Resettled, Error> {
    let (now, chance) = (tx.now(), tx.chance().clone());
    let connection = tx.connection();
    let services = services::load(connection)?;
    let tree: Vec<String> = with_those_below(&services, service).iter().map(ToString::to_string).collect();
    let people: Vec<Id<Person>> = tie::table
        .filter(tie::institution_id.eq_any(&tree))
        .select(tie::person_id)
        .distinct()
        .order(tie::person_id)
        .load(connection)?;
    // Another's change of a service, or of somebody, may have been awaited: what it left is read after it.
    let services = services_of_locked(connection, &people)?;
    if people.len() > FEW {
        suspend(connection, &people, Day(crate::clock::paris().to_datetime(now).date()))?;
        return Ok(Resettled::Later);
    }
    let mut moved = Vec::new();
    for person in people {
        if restate(connection, &services, person, now)? {
            moved.push(person.to_string());
        }
    }
    if !moved.is_empty() {
        append_within(connection, vec![machine_entry(STANDING.name, office.agreement(), now, moved)], &chance)?;
    }
    Ok(Resettled::AtOnce)
}

/// Takes away what may no longer be true, and has these people looked at again at the reconciler's next turn. They must be locked: whoever
/// derives one of them at the same time would write the old ties, and the old day of the next look, over this.
fn suspend(connection: &mut AnyConnection, people: &[Id<Person>], today: Day) -> Result<(), Error> {
    for few in people.chunks(BATCH) {
        let ids: Vec<String> = few.iter().map(ToString::to_string).collect();
        diesel::delete(
            tie::table.filter(tie::person_id.eq_any(&ids)).filter(
                tie::kind
                    .eq_any([TieKind::Hierarchy.code(), TieKind::Territory.code()])
                    .or(tie::cause.eq("works_in_prison")),
            ),
        )
        .execute(connection)?;
        diesel::update(situation::table.filter(situation::person_id.eq_any(&ids)))
            .set(situation::next_change_on.eq(Some(today)))
            .execute(connection)?;
    }
    Ok(())
}
