//! Services created, changed, closed and opened again, by administrators alone. What changed is kept beside, field by field.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::only_administrators;
use super::rows::{Kept, find, put};
use crate::access::{Declined, Deed, Office, WriteTx, in_care, resettle};
use crate::db::schema::{agent, clearance, institution, institution_change, territory};
use crate::db::{AnyConnection, Day, Error, Moment};
use crate::domain::service::draft::{Change, moves_ties};
use crate::domain::service::{ServiceDraft, ServiceField, ServiceRule, closes_a_circle, may_stand_under};
use crate::domain::{ClearanceState, Id, Institution, InstitutionKind};
use crate::records::clearances::post::{self, Of};

type Tried<T> = Result<T, Declined<ServiceRule>>;

/// What is written in the history of a clearance that was alive in a closed service.
const REOPENED: &str = "réouverture du service\u{a0}: rien de ce qui valait avant ne revient";

/// The words of the screens and of the journal: nobody's article, ours.
const HOUSE_RULE: &str = "règle de la plateforme : administration technique";

/// Creates a service. Gives its identifier.
///
/// # Errors
/// Not an administrator; or a rule stands in the way.
pub fn create(tx: &mut WriteTx<'_>, office: &Office<'_>, draft: &ServiceDraft) -> Tried<Id<Institution>> {
    only_administrators(office)?;
    lock(tx.connection())?;
    let taken: i64 =
        institution::table.filter(institution::slug.eq(&draft.slug)).count().get_result(tx.connection())?;
    if taken > 0 {
        return Err(Declined::Against(ServiceRule::SlugTaken));
    }
    let id: Id<Institution> = tx.chance().id();
    check(tx.connection(), id, draft, None)?;
    put(tx.connection(), id, draft, None)?;
    let changes = draft.changes(None);
    keep(tx, office, id, &changes)?;
    // A new service gets what its place gives it; nobody loses anything by it.
    say(office, id, "service:created", &changes, None);
    Ok(id)
}

/// Changes a service that is still as it was when the form was opened. Gives whether anything changed.
///
/// # Errors
/// Not an administrator; no such service; or a rule stands in the way.
pub fn change(
    tx: &mut WriteTx<'_>,
    office: &Office<'_>,
    id: Id<Institution>,
    version: i32,
    draft: &ServiceDraft,
) -> Tried<bool> {
    only_administrators(office)?;
    let kept = open(tx, id)?;
    if kept.version != version {
        return Err(Declined::Against(ServiceRule::Changed));
    }
    // The code is what files and settings call it by: it stays.
    let draft = ServiceDraft { slug: kept.draft.slug.clone(), ..draft.clone() };
    let changes = draft.changes(Some(&kept.draft));
    if changes.is_empty() {
        return Ok(false);
    }
    check(tx.connection(), id, &draft, Some(&kept.draft))?;
    if draft.kind != kept.draft.kind && is_in_use(tx, office, id)? {
        return Err(Declined::Against(ServiceRule::KindInUse));
    }
    if !put(tx.connection(), id, &draft, Some(&kept))? {
        return Err(Declined::Against(ServiceRule::Changed));
    }
    keep(tx, office, id, &changes)?;
    let ties = if moves_ties(&changes) { Some(resettle(tx, office, id)?.code()) } else { None };
    say(office, id, "service:changed", &changes, ties);
    Ok(true)
}

/// Closes a service. It keeps its place in what was; it is competent for nothing any more, and no clearance there opens
/// anything.
///
/// # Errors
/// Not an administrator; no such service; or somebody is held, followed or cleared there, or another service hangs on it.
pub fn close(tx: &mut WriteTx<'_>, office: &Office<'_>, id: Id<Institution>) -> Tried<()> {
    only_administrators(office)?;
    let kept = open(tx, id)?;
    if let Some(rule) = in_the_way_of_closing(tx, office, id)? {
        return Err(Declined::Against(rule));
    }
    let closed =
        diesel::update(institution::table.filter(institution::id.eq(id)).filter(institution::version.eq(kept.version)))
            .set((institution::closed_at.eq(Moment(tx.now())), institution::version.eq(kept.version + 1)))
            .execute(tx.connection())?;
    if closed != 1 {
        return Err(Declined::Against(ServiceRule::Changed));
    }
    let changes = [Change { field: ServiceField::Closed, previous: None, replacement: Some("closed".to_owned()) }];
    keep(tx, office, id, &changes)?;
    let ties = resettle(tx, office, id)?.code();
    say(office, id, "service:closed", &[], Some(ties));
    Ok(())
}

/// Opens a service again that was closed by mistake, where its place among the others is still free. It is competent again for what is
/// written of it; no clearance there comes back.
///
/// # Errors
/// Not an administrator; no such service, or it isn't closed; what it hangs on is; or another has its communes now.
pub fn reopen(tx: &mut WriteTx<'_>, office: &Office<'_>, id: Id<Institution>) -> Tried<()> {
    only_administrators(office)?;
    let kept = held(tx, id)?;
    if kept.closed_at.is_none() {
        return Err(Declined::Against(ServiceRule::NotClosed));
    }
    // As if it were new: each of its communes is one that it gains.
    check(tx.connection(), id, &kept.draft, None).map_err(|declined| match declined {
        Declined::Against(ServiceRule::ClosedAbove | ServiceRule::NotAPrison) => {
            Declined::Against(ServiceRule::StillClosed)
        }
        other => other,
    })?;
    let ended = post::end_all(tx, office, Of::Service(id), REOPENED)?;
    let opened =
        diesel::update(institution::table.filter(institution::id.eq(id)).filter(institution::version.eq(kept.version)))
            .set((institution::closed_at.eq(None::<Moment>), institution::version.eq(kept.version + 1)))
            .execute(tx.connection())?;
    if opened != 1 {
        return Err(Declined::Against(ServiceRule::Changed));
    }
    let changes = [Change { field: ServiceField::Closed, previous: Some("closed".to_owned()), replacement: None }];
    keep(tx, office, id, &changes)?;
    let ties = resettle(tx, office, id)?.code();
    say(office, id, &format!("service:reopened {ended}"), &[], Some(ties));
    Ok(())
}

/// The service; nobody else changes any now.
fn held(tx: &mut WriteTx<'_>, id: Id<Institution>) -> Tried<Kept> {
    lock(tx.connection())?;
    find(tx.connection(), id)?.ok_or(Declined::NoSuchRow)
}

/// The same, still serving.
fn open(tx: &mut WriteTx<'_>, id: Id<Institution>) -> Tried<Kept> {
    let kept = held(tx, id)?;
    if kept.closed_at.is_some() { Err(Declined::Against(ServiceRule::Closed)) } else { Ok(kept) }
}

/// SQLite has one writer at a time anyway. Hierarchy and territories are looked at as a whole: on PostgreSQL whoever changes a service
/// holds those at the top, so that two who change any of them take turns.
fn lock(connection: &mut AnyConnection) -> Result<(), Error> {
    if let AnyConnection::Postgres(postgres) = connection {
        institution::table
            .filter(institution::superior_id.is_null())
            .order(institution::id)
            .select(institution::id)
            .for_no_key_update()
            .load::<String>(postgres)?;
    }
    Ok(())
}

/// What stands in the way of this writing among the other services.
fn check(
    connection: &mut AnyConnection,
    id: Id<Institution>,
    draft: &ServiceDraft,
    before: Option<&ServiceDraft>,
) -> Tried<()> {
    draft.check().map_err(Declined::Against)?;
    let all: Vec<(Id<Institution>, InstitutionKind, Option<Id<Institution>>, Option<Moment>)> = institution::table
        .select((institution::id, institution::kind, institution::superior_id, institution::closed_at))
        .load(connection)?;
    let all: BTreeMap<_, _> = all.into_iter().map(|(id, kind, above, closed)| (id, (kind, above, closed))).collect();
    let open_kind =
        |id: &Id<Institution>| all.get(id).filter(|(_, _, closed)| closed.is_none()).map(|(kind, ..)| *kind);
    if let Some(superior) = &draft.superior {
        let kind = open_kind(superior).ok_or(Declined::Against(ServiceRule::ClosedAbove))?;
        if closes_a_circle(id, *superior, |service| all.get(&service).and_then(|(_, above, _)| *above)) {
            return Err(Declined::Against(ServiceRule::Circle));
        }
        if !may_stand_under(draft.kind, kind) {
            return Err(Declined::Against(ServiceRule::WrongSuperior));
        }
    }
    // Those that stand under it must still be able to.
    if all
        .values()
        .any(|(kind, above, closed)| *above == Some(id) && closed.is_none() && !may_stand_under(*kind, draft.kind))
    {
        return Err(Declined::Against(ServiceRule::WrongSuperior));
    }
    if let Some(prison) = &draft.attached_to
        && open_kind(prison) != Some(InstitutionKind::Prison)
    {
        return Err(Declined::Against(ServiceRule::NotAPrison));
    }
    overlap(connection, id, draft, before)
}

/// A commune that it gains is no other's of the same kind. What two shared before, as in Paris, stays as it is.
fn overlap(
    connection: &mut AnyConnection,
    id: Id<Institution>,
    draft: &ServiceDraft,
    before: Option<&ServiceDraft>,
) -> Tried<()> {
    let same_kind = before.filter(|before| before.kind == draft.kind);
    let gained: Vec<&String> =
        draft.communes.iter().filter(|commune| same_kind.is_none_or(|had| !had.communes.contains(*commune))).collect();
    if gained.is_empty() {
        return Ok(());
    }
    let taken: Vec<(String, String)> = territory::table
        .inner_join(institution::table.on(institution::id.eq(territory::institution_id)))
        .filter(institution::kind.eq(draft.kind))
        .filter(institution::id.ne(id))
        .filter(institution::closed_at.is_null())
        .filter(territory::commune.eq_any(gained))
        .order((territory::commune, institution::id))
        .select((territory::commune, institution::short_name))
        .load(connection)?;
    if taken.is_empty() { Ok(()) } else { Err(Declined::Against(ServiceRule::Overlap(taken))) }
}

/// Whether agents are cleared there now or from a day to come, signed or about to be.
fn has_cleared_agents(tx: &mut WriteTx<'_>, office: &Office<'_>, id: Id<Institution>) -> Result<bool, Error> {
    let found: Option<String> = clearance::table
        .inner_join(agent::table.on(agent::id.eq(clearance::agent_id)))
        .filter(clearance::institution_id.eq(id))
        .filter(agent::institution_id.eq(id))
        .filter(agent::closed_at.is_null())
        .filter(clearance::state.eq_any(
            [ClearanceState::Active, ClearanceState::Pending, ClearanceState::Suspended].map(ClearanceState::code),
        ))
        .filter(clearance::ends_on.ge(Day(office.today())))
        .select(clearance::id)
        .first(tx.connection())
        .optional()?;
    Ok(found.is_some())
}

fn is_in_use(tx: &mut WriteTx<'_>, office: &Office<'_>, id: Id<Institution>) -> Result<bool, Error> {
    let care = in_care(tx, office, id)?;
    Ok(care.held || care.followed || has_cleared_agents(tx, office, id)?)
}

fn in_the_way_of_closing(
    tx: &mut WriteTx<'_>,
    office: &Office<'_>,
    id: Id<Institution>,
) -> Result<Option<ServiceRule>, Error> {
    let care = in_care(tx, office, id)?;
    if care.held {
        return Ok(Some(ServiceRule::StillHeld));
    }
    if care.followed {
        return Ok(Some(ServiceRule::StillFollowed));
    }
    if has_cleared_agents(tx, office, id)? {
        return Ok(Some(ServiceRule::StillCleared));
    }
    let below: i64 = institution::table
        .filter(institution::superior_id.eq(id).or(institution::attached_to.eq(id)))
        .filter(institution::closed_at.is_null())
        .count()
        .get_result(tx.connection())?;
    Ok((below > 0).then_some(ServiceRule::StillBelow))
}

/// History: one row for each field.
fn keep(tx: &mut WriteTx<'_>, office: &Office<'_>, id: Id<Institution>, changes: &[Change]) -> Result<(), Error> {
    for change in changes {
        let row = tx.chance().id::<Change>().to_string();
        let at = Moment(tx.now());
        diesel::insert_into(institution_change::table)
            .values((
                institution_change::id.eq(row),
                institution_change::institution_id.eq(id),
                institution_change::changed_by.eq(office.reader().agent),
                institution_change::changed_at.eq(at),
                institution_change::field.eq(change.field.code()),
                institution_change::previous.eq(&change.previous),
                institution_change::replacement.eq(&change.replacement),
            ))
            .execute(tx.connection())?;
    }
    Ok(())
}

fn say(office: &Office<'_>, id: Id<Institution>, what: &str, changes: &[Change], ties: Option<&str>) {
    let mut shown = what.to_owned();
    for change in changes {
        shown.push(' ');
        shown.push_str(change.field.code());
    }
    if let Some(ties) = ties {
        shown.push_str(" ties:");
        shown.push_str(ties);
    }
    office.did(Deed {
        record: Some(id.to_string()),
        shown,
        legal_ground: Some(HOUSE_RULE.to_owned()),
        ..Deed::default()
    });
}
