//! Delegations of signature, within one service (R. 113-66 C. pénit., anc. R. 57-6-24 CPP). They let grant, and open no file.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::access::{Declined, Deed, Office, ReadTx, WriteTx};
use crate::db::schema::{agent, clearance, delegation};
use crate::db::{AnyConnection, Day, Error, Moment};
use crate::domain::clearance::{Delegation, Hurdle, NewDelegation};
use crate::domain::{Agent, ClearanceState, Id, Institution};

use super::capacity::Powers;
use super::history;
use super::lists::Colleague;
use super::place::works_in;
use super::services::Services;

/// A delegation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Identifier.
    pub id: Id<Delegation>,
    /// Who delegated.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Whether the reader gave it: he may end it.
    pub is_mine: bool,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Whether it was ended before.
    pub is_ended: bool,
}

/// The page of delegations.
#[derive(Debug)]
pub struct Shown {
    /// Given by the reader, or to him, the latest first.
    pub all: Vec<Given>,
    /// To whom he may delegate; nothing where he has nothing of his own to delegate.
    pub people: Option<Vec<Colleague>>,
    /// The last day of his own clearance.
    pub until: Date,
}

type Row = (Id<Delegation>, Id<Agent>, Id<Agent>, Day, Day, Option<Moment>);

/// What concerns the reader.
///
/// # Errors
/// The database can't be read.
pub fn shown(tx: &mut ReadTx<'_>, office: &Office<'_>) -> Result<Shown, Declined<Hurdle>> {
    let (me, here) = (office.reader().agent, office.reader().institution);
    let rows: Vec<Row> = delegation::table
        .filter(delegation::delegator_id.eq(me).or(delegation::delegate_id.eq(me)))
        .order((delegation::given_at.desc(), delegation::id))
        .limit(100)
        .select((
            delegation::id,
            delegation::delegator_id,
            delegation::delegate_id,
            delegation::starts_on,
            delegation::ends_on,
            delegation::ended_at,
        ))
        .load(tx.connection())?;
    let people: Vec<Id<Agent>> = rows.iter().flat_map(|row| [row.1, row.2]).collect();
    let names = history::names(tx.connection(), &people)?;
    let name = |id: Id<Agent>| names.get(&id).cloned().unwrap_or_default();
    let all = rows.into_iter().map(|(id, from, to, starts_on, ends_on, ended_at)| Given {
        id,
        from: name(from),
        to: name(to),
        is_mine: from == me,
        starts_on: starts_on.0,
        ends_on: ends_on.0,
        is_ended: ended_at.is_some(),
    });
    let all = all.collect();
    let services = Services::load(tx.connection())?;
    let powers = Powers::of(tx.connection(), office, &services)?;
    let people =
        if powers.grants_of_his_own() { Some(cleared(tx.connection(), here, me, office.today())?) } else { None };
    Ok(Shown { all, people, until: until(office) })
}

fn until(office: &Office<'_>) -> Date {
    office.reader().clearance.as_ref().map_or(office.today(), |own| own.ends_on)
}

/// The others of that service whose account is open and who hold a valid clearance.
fn cleared(
    connection: &mut AnyConnection,
    here: Id<Institution>,
    me: Id<Agent>,
    on: Date,
) -> Result<Vec<Colleague>, Error> {
    let mut ids: Vec<Id<Agent>> = agent::table
        .inner_join(clearance::table.on(clearance::agent_id.eq(agent::id)))
        .filter(agent::institution_id.eq(here))
        .filter(agent::closed_at.is_null())
        .filter(clearance::institution_id.eq(here))
        .filter(clearance::state.eq(ClearanceState::Active))
        .filter(clearance::starts_on.le(Day(on)))
        .filter(clearance::ends_on.ge(Day(on)))
        .order((agent::family_name, agent::given_names, agent::id))
        .select(agent::id)
        .load(connection)?;
    // Somebody may hold two.
    ids.dedup();
    let names = history::names(connection, &ids)?;
    let colleagues = ids.into_iter().filter(|id| *id != me);
    Ok(colleagues.map(|id| Colleague { id, name: names.get(&id).cloned().unwrap_or_default() }).collect())
}

/// Delegates the reader's signature to a colleague.
///
/// # Errors
/// He grants nothing; the colleague's account is closed; or what stands in the way of [`NewDelegation::check`].
pub fn give(
    tx: &mut WriteTx<'_>,
    office: &Office<'_>,
    to: Id<Agent>,
    [starts_on, ends_on]: [Date; 2],
) -> Result<Id<Delegation>, Declined<Hurdle>> {
    let (me, here) = (office.reader().agent, office.reader().institution);
    let services = Services::load(tx.connection())?;
    let powers = Powers::of(tx.connection(), office, &services)?;
    let is_own_right = powers.grants_of_his_own();
    if !is_own_right && !powers.signs_for_others() {
        return Err(Declined::NotEntitled);
    }
    if works_in(tx.connection(), to)? == Some((here, true)) {
        return Err(Declined::Against(Hurdle::AccountClosed));
    }
    let colleagues = cleared(tx.connection(), here, me, office.today())?;
    let new = NewDelegation {
        delegator: me,
        delegate: to,
        starts_on,
        ends_on,
        today: office.today(),
        is_own_right,
        cleared_until: until(office),
        delegate_is_cleared: colleagues.iter().any(|colleague| colleague.id == to),
    };
    new.check().map_err(Declined::Against)?;
    let same: i64 = delegation::table
        .filter(delegation::delegator_id.eq(me))
        .filter(delegation::delegate_id.eq(to))
        .filter(delegation::ended_at.is_null())
        .filter(delegation::starts_on.le(Day(ends_on)))
        .filter(delegation::ends_on.ge(Day(starts_on)))
        .count()
        .get_result(tx.connection())?;
    if same > 0 {
        return Err(Declined::Against(Hurdle::AlreadyDelegated));
    }
    let id: Id<Delegation> = tx.chance().id();
    diesel::insert_into(delegation::table)
        .values((
            delegation::id.eq(id.to_string()),
            delegation::institution_id.eq(here),
            delegation::delegator_id.eq(me),
            delegation::delegate_id.eq(to),
            delegation::starts_on.eq(Day(starts_on)),
            delegation::ends_on.eq(Day(ends_on)),
            delegation::given_at.eq(Moment(tx.now())),
        ))
        .execute(tx.connection())?;
    let name = colleagues.into_iter().find(|colleague| colleague.id == to).map(|colleague| colleague.name);
    office.did(Deed {
        record: Some(id.to_string()),
        shown: "delegated".to_owned(),
        legal_ground: Some("R. 113-66 C. pénit. (anc. R. 57-6-24 CPP)".to_owned()),
        recipients: name,
        ..Deed::default()
    });
    Ok(id)
}

/// Ends a delegation: the delegator at any time, from this moment on.
///
/// # Errors
/// It isn't his, or it was ended before.
pub fn end(tx: &mut WriteTx<'_>, office: &Office<'_>, id: Id<Delegation>) -> Result<(), Declined<Hurdle>> {
    let me = office.reader().agent;
    let ended = diesel::update(
        delegation::table
            .filter(delegation::id.eq(id.to_string()))
            .filter(delegation::delegator_id.eq(me))
            .filter(delegation::ended_at.is_null()),
    )
    .set((delegation::ended_at.eq(Some(Moment(tx.now()))), delegation::ended_by.eq(Some(me.to_string()))))
    .execute(tx.connection())?;
    if ended != 1 {
        return Err(Declined::NoSuchRow);
    }
    office.did(Deed { record: Some(id.to_string()), shown: "delegation_ended".to_owned(), ..Deed::default() });
    Ok(())
}

/// Whose signature somebody holds on that day, and until when.
pub(in crate::records::clearances) fn held_by(
    connection: &mut AnyConnection,
    who: Id<Agent>,
    on: Date,
) -> Result<Vec<(String, Date)>, Error> {
    let rows: Vec<(Id<Agent>, Day)> = delegation::table
        .filter(delegation::delegate_id.eq(who))
        .filter(delegation::ended_at.is_null())
        .filter(delegation::starts_on.le(Day(on)))
        .filter(delegation::ends_on.ge(Day(on)))
        .order(delegation::given_at)
        .select((delegation::delegator_id, delegation::ends_on))
        .load(connection)?;
    let people: Vec<Id<Agent>> = rows.iter().map(|(from, _)| *from).collect();
    let names = history::names(connection, &people)?;
    Ok(rows.into_iter().map(|(from, until)| (names.get(&from).cloned().unwrap_or_default(), until.0)).collect())
}
