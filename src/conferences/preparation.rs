//! Before the sitting: convoking it, and telling whoever is concerned by a change.

use std::collections::BTreeSet;

use crate::access::{Conduct, Reject, WriteTx};
use crate::domain::conference::{Obstacle, SittingState, Step};
use crate::domain::{AgendaItem, Id, Institution, LetterKind, Person};
use crate::records::conference::sittings::{self, Appointment};
use crate::records::conference::{agenda, invitations};

use super::tell::tell;

/// The services invited to any item of the sitting, or to one, the host left out.
pub(in crate::conferences) fn invited(
    tx: &mut WriteTx<'_>,
    conduct: &Conduct<'_>,
    to: Option<Id<AgendaItem>>,
) -> Result<Vec<Id<Institution>>, Reject> {
    let standing = invitations::standing(tx.connection(), conduct.sitting()?)?;
    let services: BTreeSet<Id<Institution>> = standing
        .into_iter()
        .filter(|invitation| to.is_none_or(|item| invitation.item == item) && invitation.institution != conduct.host())
        .map(|invitation| invitation.institution)
        .collect();
    Ok(services.into_iter().collect())
}

/// Whom the items of the sitting are about.
pub(in crate::conferences) fn people(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>) -> Result<Vec<Id<Person>>, Reject> {
    let items = agenda::ids(tx.connection(), conduct.sitting()?)?;
    Ok(items.into_iter().map(|(_, person)| person).collect())
}

/// Convokes the sitting: whoever is invited to an item is told, and sees it from now on.
///
/// # Errors
/// Its agenda is empty, an item has nobody but the host, it is convoked already, or its date is past.
pub fn convoke(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>) -> Result<(), Reject> {
    let kept = sittings::conducted(tx, conduct)?;
    kept.state.after(Step::Convoke)?;
    sittings::is_ahead(kept.starts_at.0, tx.now())?;
    let items = agenda::ids(tx.connection(), kept.id)?;
    if items.is_empty() {
        return Err(Obstacle::EmptyAgenda.into());
    }
    for (item, _) in &items {
        if invited(tx, conduct, Some(*item))?.is_empty() {
            return Err(Obstacle::NobodyInvited.into());
        }
    }
    sittings::advance(tx, conduct, Step::Convoke)?;
    let services = invited(tx, conduct, None)?;
    for service in &services {
        tell(tx, LetterKind::Convocation, kept.id, *service)?;
    }
    let people = people(tx, conduct)?;
    for person in &people {
        conduct.touch(*person);
    }
    conduct.told(kept.id, &people, &services);
    Ok(())
}

/// Changes when and where it is held; whoever was convoked is told.
///
/// # Errors
/// As [`sittings::reschedule`].
pub fn reschedule(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, version: i32, when: &Appointment) -> Result<(), Reject> {
    let before = sittings::reschedule(tx, conduct, version, when)?;
    if before.state == SittingState::Convoked {
        let services = invited(tx, conduct, None)?;
        for service in &services {
            tell(tx, LetterKind::Rescheduled, before.id, *service)?;
        }
        let people = people(tx, conduct)?;
        for person in &people {
            conduct.touch(*person);
        }
        conduct.told(before.id, &people, &services);
    }
    Ok(())
}

/// Cancels it: whoever was convoked is told, and no longer sees anything of it.
///
/// # Errors
/// It has begun already.
pub fn cancel(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, reason: &str) -> Result<(), Reject> {
    let before = sittings::advance(tx, conduct, Step::Cancel)?;
    sittings::say_why(tx, before.id, reason)?;
    let people = people(tx, conduct)?;
    for person in &people {
        conduct.touch(*person);
    }
    if before.state == SittingState::Convoked {
        let services = invited(tx, conduct, None)?;
        for service in &services {
            tell(tx, LetterKind::SittingCancelled, before.id, *service)?;
        }
        conduct.told(before.id, &people, &services);
    }
    Ok(())
}

/// Takes an item off the agenda. A service that was convoked for it is told of the change; or, left without any item, that it
/// isn't expected any more.
///
/// # Errors
/// As [`agenda::withdraw`].
pub fn take_off(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, item: Id<AgendaItem>) -> Result<(), Reject> {
    let kept = sittings::conducted(tx, conduct)?;
    let concerned = invited(tx, conduct, Some(item))?;
    let person = agenda::withdraw(tx, conduct, item)?;
    if kept.state.is_told() {
        tell_of_change(tx, conduct, &concerned, &[person])?;
    }
    Ok(())
}

/// Withdraws an invitation, and tells the service as [`take_off`] does.
///
/// # Errors
/// As [`invitations::withdraw`].
pub fn withdraw_invitation(
    tx: &mut WriteTx<'_>,
    conduct: &Conduct<'_>,
    item: Id<AgendaItem>,
    institution: Id<Institution>,
    agent: &str,
) -> Result<(), Reject> {
    let kept = sittings::conducted(tx, conduct)?;
    kept.state.agenda_may_change()?;
    let person = agenda::person_of(tx, conduct, item)?;
    invitations::withdraw(tx, conduct, (item, person), institution, agent)?;
    if kept.state.is_told() {
        tell_of_change(tx, conduct, &[institution], &[person])?;
    }
    Ok(())
}

/// Tells these services that their own items changed.
///
/// # Errors
/// The database refuses.
pub fn tell_of_change(
    tx: &mut WriteTx<'_>,
    conduct: &Conduct<'_>,
    services: &[Id<Institution>],
    people: &[Id<Person>],
) -> Result<(), Reject> {
    let sitting = conduct.sitting()?;
    let left = invited(tx, conduct, None)?;
    for service in services {
        let kind = if left.contains(service) { LetterKind::Rescheduled } else { LetterKind::SittingCancelled };
        tell(tx, kind, sitting, *service)?;
    }
    conduct.told(sitting, people, services);
    Ok(())
}
