//! Who is invited to an item, on what basis, and what was laid on its table.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::access::{Conduct, Permit, Reject, WriteTx};
use crate::db::schema::{agenda_item, institution, invitation, tabling};
use crate::db::{AnyConnection, Day, Error, Moment};
use crate::domain::conference::seat::{can_be_invited, is_invited_by_name, needs_consent};
use crate::domain::conference::{Obstacle, Voice};
use crate::domain::{AgendaItem, Agent, DataCategory, Id, Institution, InstitutionKind, Person, Sitting};
use crate::journal::Operation;

/// An invitation as kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Invitation {
    /// To which item.
    pub item: Id<AgendaItem>,
    /// Which service.
    pub institution: Id<Institution>,
    /// Its kind.
    pub kind: InstitutionKind,
    /// Whom of it, by identifier; empty where the service as such.
    pub agent: String,
    /// In which voice.
    pub voice: Voice,
    /// On what basis: a key of the protocol's bases.
    pub basis: String,
    /// When the person consented, where that is needed.
    pub consent_on: Option<Day>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Moment>,
}

/// Whom to invite.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "as of `Invitation`")]
pub struct Guest {
    pub institution: Id<Institution>,
    pub agent: Option<Id<Agent>>,
    pub voice: Voice,
    pub consent_on: Option<Date>,
}

/// The basis of a seat and of a call (D. 211-34 C. pénit.).
pub const BASIS: &str = "cpu-table";

/// The invitations of a sitting's items that stand, withdrawn ones left out; in the order of the agenda.
///
/// # Errors
/// The database can't be read.
pub fn standing(connection: &mut AnyConnection, of: Id<Sitting>) -> Result<Vec<Invitation>, Error> {
    Ok(invitation::table
        .inner_join(agenda_item::table)
        .inner_join(institution::table.on(institution::id.eq(invitation::institution_id)))
        .filter(agenda_item::sitting_id.eq(of))
        .filter(agenda_item::withdrawn_at.is_null())
        .filter(invitation::withdrawn_at.is_null())
        .order((agenda_item::position, institution::kind, invitation::institution_id, invitation::agent_id))
        .select((
            invitation::item_id,
            invitation::institution_id,
            institution::kind,
            invitation::agent_id,
            invitation::voice,
            invitation::basis,
            invitation::consent_on,
            invitation::withdrawn_at,
        ))
        .load(connection)?)
}

/// Invites somebody to an item; a withdrawn invitation stands again.
///
/// # Errors
/// No text lets that service be invited; a partner isn't named, or isn't one of that service; the person's consent is missing.
pub fn invite(
    tx: &mut WriteTx<'_>,
    conduct: &Conduct<'_>,
    (item, person): (Id<AgendaItem>, Id<Person>),
    guest: &Guest,
) -> Result<(), Reject> {
    let kind: InstitutionKind = institution::table
        .filter(institution::id.eq(guest.institution))
        .filter(institution::closed_at.is_null())
        .select(institution::kind)
        .first(tx.connection())
        .optional()?
        .ok_or(Reject::NoSuchRow)?;
    let is_host = guest.institution == conduct.host();
    if !is_host && (!can_be_invited(kind) || kind == InstitutionKind::Prison) {
        return Err(Obstacle::CannotBeInvited.into());
    }
    if is_invited_by_name(kind) && guest.agent.is_none() {
        return Err(Obstacle::NameNeeded.into());
    }
    if let Some(agent) = guest.agent {
        let today = conduct.reader().zone.to_datetime(tx.now()).date();
        let there = super::commissions::colleagues(tx.connection(), &[guest.institution], today)?;
        if !there.iter().any(|colleague| colleague.id == agent) {
            return Err(Obstacle::NameNeeded.into());
        }
    }
    if needs_consent(kind) && guest.consent_on.is_none() {
        return Err(Obstacle::ConsentNeeded.into());
    }
    let agent = guest.agent.map(|agent| agent.to_string()).unwrap_or_default();
    let known = invitation::table
        .filter(invitation::item_id.eq(item))
        .filter(invitation::institution_id.eq(guest.institution))
        .filter(invitation::agent_id.eq(&agent));
    let now = Moment(tx.now());
    let none: Option<Moment> = None;
    let again = diesel::update(known)
        .set((
            invitation::withdrawn_at.eq(none),
            invitation::invited_at.eq(now),
            invitation::consent_on.eq(guest.consent_on.map(Day)),
            invitation::voice.eq(guest.voice),
        ))
        .execute(tx.connection())?;
    if again == 0 {
        diesel::insert_into(invitation::table)
            .values((
                invitation::item_id.eq(item),
                invitation::institution_id.eq(guest.institution),
                invitation::agent_id.eq(agent),
                invitation::person_id.eq(person),
                invitation::voice.eq(guest.voice),
                invitation::basis.eq(BASIS),
                invitation::consent_on.eq(guest.consent_on.map(Day)),
                invitation::invited_at.eq(now),
                invitation::invited_by.eq(Some(conduct.reader().agent.to_string())),
            ))
            .execute(tx.connection())?;
    }
    conduct.did(Operation::Modification, person, item);
    Ok(())
}

/// Withdraws an invitation: the tie goes in the same transaction, what was contributed stays.
///
/// # Errors
/// There is no such invitation, or it is the host's own.
pub fn withdraw(
    tx: &mut WriteTx<'_>,
    conduct: &Conduct<'_>,
    (item, person): (Id<AgendaItem>, Id<Person>),
    institution: Id<Institution>,
    agent: &str,
) -> Result<(), Reject> {
    if institution == conduct.host() {
        return Err(Reject::NotWritable);
    }
    let standing = invitation::table
        .filter(invitation::item_id.eq(item))
        .filter(invitation::institution_id.eq(institution))
        .filter(invitation::agent_id.eq(agent))
        .filter(invitation::withdrawn_at.is_null());
    let now = Some(Moment(tx.now()));
    if diesel::update(standing).set(invitation::withdrawn_at.eq(now)).execute(tx.connection())? == 0 {
        return Err(Reject::NoSuchRow);
    }
    conduct.did(Operation::Modification, person, item);
    Ok(())
}

/// What was laid on the table of an item, and by whom.
///
/// # Errors
/// The database can't be read.
pub fn tabled(
    connection: &mut AnyConnection,
    of: Id<AgendaItem>,
) -> Result<Vec<(DataCategory, Id<Institution>)>, Error> {
    Ok(tabling::table
        .filter(tabling::item_id.eq(of))
        .order(tabling::category)
        .select((tabling::category, tabling::institution_id))
        .load(connection)?)
}

/// Lays a category that the reader's service has in full on the table of an item; twice is once.
///
/// # Errors
/// The service isn't invited, or hasn't the category in full, or it is one that can't be laid there.
pub fn lay(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    item: Id<AgendaItem>,
    category: DataCategory,
) -> Result<(), Reject> {
    permit.lay_on_the_table(item, category)?;
    if tabled(tx.connection(), item)?.iter().any(|(known, _)| *known == category) {
        return Ok(());
    }
    let now = Moment(tx.now());
    diesel::insert_into(tabling::table)
        .values((
            tabling::item_id.eq(item),
            tabling::category.eq(category),
            tabling::person_id.eq(permit.subject()),
            tabling::institution_id.eq(permit.reader().institution),
            tabling::agent_id.eq(permit.reader().agent),
            tabling::tabled_at.eq(now),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Takes it back: by the service that laid it there.
///
/// # Errors
/// It didn't.
pub fn take_back(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    item: Id<AgendaItem>,
    category: DataCategory,
) -> Result<(), Reject> {
    permit.lay_on_the_table(item, category)?;
    let own = tabling::table
        .filter(tabling::item_id.eq(item))
        .filter(tabling::category.eq(category))
        .filter(tabling::institution_id.eq(permit.reader().institution));
    if diesel::delete(own).execute(tx.connection())? == 0 {
        return Err(Obstacle::NotTheirs.into());
    }
    Ok(())
}
