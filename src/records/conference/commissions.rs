//! Commissions and their seats. A seat belongs to a function of a service: whoever holds a valid clearance for it sits.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::access::{Conduct, Reject, WriteTx};
use crate::db::schema::{agent, clearance, commission, institution, seat};
use crate::db::{AnyConnection, Day, Error, Moment};
use crate::domain::conference::seat::can_be_invited;
use crate::domain::conference::{Obstacle, SeatRole, Voice};
use crate::domain::{Agent, ClearanceState, Commission, CommissionKind, Function, Id, Institution, InstitutionKind};
use crate::journal::Operation;

/// A commission.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Body {
    /// Identifier.
    pub id: Id<Commission>,
    /// Its kind.
    pub kind: CommissionKind,
    /// Whose it is.
    pub host: Id<Institution>,
}

/// A seat.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Seat {
    /// Identifier.
    pub id: String,
    /// Of which service.
    pub institution: Id<Institution>,
    /// Its kind.
    pub kind: InstitutionKind,
    /// Of which function there.
    pub function: Function,
    /// In which voice.
    pub voice: Voice,
    /// What for.
    pub role: SeatRole,
    /// First day.
    pub from_on: Day,
    /// Last day.
    pub to_on: Option<Day>,
}

/// A seat to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "as of `Seat`")]
pub struct NewSeat {
    pub institution: Id<Institution>,
    pub function: Function,
    pub voice: Voice,
    pub role: SeatRole,
}

/// Somebody who may sit, or be named: professional data.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Colleague {
    /// Identifier.
    pub id: Id<Agent>,
    /// Of which service.
    pub institution: Id<Institution>,
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// Quality.
    pub quality: String,
    /// The functions that his clearance covers, as codes between spaces or commas.
    pub functions: String,
}

impl Colleague {
    /// Whether his clearance covers this function.
    #[must_use]
    pub fn has(&self, function: Function) -> bool {
        self.functions.split([' ', ',']).any(|code| code == function.code())
    }

    /// `DUPONT Anne, directrice`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} {}, {}", self.family_name.to_uppercase(), self.given_names, self.quality)
    }
}

/// The commission of this identifier.
///
/// # Errors
/// The database can't be read.
pub fn find(connection: &mut AnyConnection, id: Id<Commission>) -> Result<Option<Body>, Error> {
    Ok(commission::table
        .filter(commission::id.eq(id))
        .select((commission::id, commission::kind, commission::institution_id))
        .first(connection)
        .optional()?)
}

/// The commissions of an institution.
///
/// # Errors
/// The database can't be read.
pub fn of_institution(connection: &mut AnyConnection, host: Id<Institution>) -> Result<Vec<Body>, Error> {
    Ok(commission::table
        .filter(commission::institution_id.eq(host))
        .order(commission::kind)
        .select((commission::id, commission::kind, commission::institution_id))
        .load(connection)?)
}

/// The commissions in which an institution has a seat on that day, its own included.
///
/// # Errors
/// The database can't be read.
pub fn seating(connection: &mut AnyConnection, whose: Id<Institution>, on: Date) -> Result<Vec<Body>, Error> {
    let seated = seat::table
        .filter(seat::institution_id.eq(whose))
        .filter(seat::to_on.is_null().or(seat::to_on.ge(Day(on))))
        .select(seat::commission_id);
    Ok(commission::table
        .filter(commission::institution_id.eq(whose).or(commission::id.eq_any(seated)))
        .order((commission::kind, commission::id))
        .select((commission::id, commission::kind, commission::institution_id))
        .load(connection)?)
}

/// The seats of a commission on that day: the chair first, then those who deliberate.
///
/// # Errors
/// The database can't be read.
pub fn seats(connection: &mut AnyConnection, of: Id<Commission>, on: Date) -> Result<Vec<Seat>, Error> {
    let mut seats: Vec<Seat> = seat::table
        .inner_join(institution::table.on(institution::id.eq(seat::institution_id)))
        .filter(seat::commission_id.eq(of))
        .filter(seat::from_on.le(Day(on)))
        .filter(seat::to_on.is_null().or(seat::to_on.ge(Day(on))))
        .select((
            seat::id,
            seat::institution_id,
            institution::kind,
            seat::function,
            seat::voice,
            seat::role,
            seat::from_on,
            seat::to_on,
        ))
        .load(connection)?;
    seats.sort_by(|a, b| (a.role, a.voice, a.kind, &a.id).cmp(&(b.role, b.voice, b.kind, &b.id)));
    Ok(seats)
}

/// Those of these institutions who hold a clearance valid on that day: who may sit or be named.
///
/// # Errors
/// The database can't be read.
pub fn colleagues(connection: &mut AnyConnection, of: &[Id<Institution>], on: Date) -> Result<Vec<Colleague>, Error> {
    let of: Vec<String> = of.iter().map(ToString::to_string).collect();
    Ok(agent::table
        .inner_join(clearance::table.on(clearance::agent_id.eq(agent::id)))
        .filter(agent::institution_id.eq_any(&of))
        .filter(clearance::institution_id.eq(agent::institution_id))
        .filter(agent::closed_at.is_null())
        .filter(clearance::state.eq(ClearanceState::Active))
        .filter(clearance::starts_on.le(Day(on)))
        .filter(clearance::ends_on.ge(Day(on)))
        .order((agent::family_name, agent::given_names, agent::id))
        .select((
            agent::id,
            agent::institution_id,
            agent::family_name,
            agent::given_names,
            agent::quality,
            clearance::functions,
        ))
        .load(connection)?)
}

/// The role of an agent with these functions at this commission on that day; `None` where he has no seat.
#[must_use]
pub fn role_of(seats: &[Seat], institution: Id<Institution>, functions: &[Function]) -> Option<SeatRole> {
    seats
        .iter()
        .filter(|seat| seat.institution == institution && functions.contains(&seat.function))
        .map(|seat| seat.role)
        .min()
}

/// Creates the CPU of the reader's own prison, with these seats; the chair and its representative are the prison's own.
///
/// # Errors
/// It has one already; or somebody who is no prison asks.
pub fn create(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, seats: &[NewSeat]) -> Result<Id<Commission>, Reject> {
    if conduct.reader().kind != InstitutionKind::Prison {
        return Err(Reject::NotWritable);
    }
    if of_institution(tx.connection(), conduct.host())?.iter().any(|body| body.kind == CommissionKind::Cpu) {
        return Err(Obstacle::CommissionExists.into());
    }
    if !seats.iter().any(|seat| seat.role == SeatRole::Chair) {
        return Err(Obstacle::LastChair.into());
    }
    let id: Id<Commission> = tx.chance().id();
    let now = Moment(tx.now());
    diesel::insert_into(commission::table)
        .values((
            commission::id.eq(id),
            commission::kind.eq(CommissionKind::Cpu),
            commission::institution_id.eq(conduct.host()),
            commission::created_at.eq(now),
            commission::created_by.eq(conduct.reader().agent),
        ))
        .execute(tx.connection())?;
    conduct.arranged(Operation::Creation, &id.to_string());
    for new in seats {
        insert(tx, conduct, id, new)?;
    }
    Ok(id)
}

/// Adds a seat to the commission being conducted.
///
/// # Errors
/// The same function of the same service sits there already; no text lets that service be invited; or a chair isn't the
/// prison's own.
pub fn add_seat(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, new: &NewSeat) -> Result<String, Reject> {
    let id = conduct.commission()?;
    let today = conduct.reader().zone.to_datetime(tx.now()).date();
    let kind: InstitutionKind = institution::table
        .filter(institution::id.eq(new.institution))
        .filter(institution::closed_at.is_null())
        .select(institution::kind)
        .first(tx.connection())
        .optional()?
        .ok_or(Reject::NoSuchRow)?;
    if new.institution != conduct.host() && (!can_be_invited(kind) || kind == InstitutionKind::Prison) {
        return Err(Obstacle::CannotBeInvited.into());
    }
    let taken = |seat: &Seat| seat.institution == new.institution && seat.function == new.function;
    if seats(tx.connection(), id, today)?.iter().any(taken) {
        return Err(Obstacle::SeatTaken.into());
    }
    insert(tx, conduct, id, new)
}

fn insert(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, of: Id<Commission>, new: &NewSeat) -> Result<String, Reject> {
    if new.role != SeatRole::Member && new.institution != conduct.host() {
        return Err(Reject::NotWritable);
    }
    let id = tx.chance().id::<Seat>().to_string();
    let today = conduct.reader().zone.to_datetime(tx.now()).date();
    diesel::insert_into(seat::table)
        .values((
            seat::id.eq(&id),
            seat::commission_id.eq(of),
            seat::institution_id.eq(new.institution),
            seat::function.eq(new.function),
            seat::voice.eq(new.voice),
            seat::role.eq(new.role),
            seat::from_on.eq(Day(today)),
        ))
        .execute(tx.connection())?;
    conduct.arranged(Operation::Creation, &id);
    Ok(id)
}

/// Ends a seat of the commission being conducted: its last day is yesterday. Invitations already made stay what they are.
///
/// # Errors
/// There is no such seat, or it is the last chair.
pub fn end_seat(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, which: &str) -> Result<(), Reject> {
    let today = conduct.reader().zone.to_datetime(tx.now()).date();
    let seats = seats(tx.connection(), conduct.commission()?, today)?;
    let ended = seats.iter().find(|seat| seat.id == which).ok_or(Reject::NoSuchRow)?;
    let chairs = seats.iter().filter(|seat| seat.role == SeatRole::Chair).count();
    if ended.role == SeatRole::Chair && chairs < 2 {
        return Err(Obstacle::LastChair.into());
    }
    let yesterday = today.yesterday().map_err(|_| Error::Damaged("a day without a day before"))?;
    diesel::update(seat::table.filter(seat::id.eq(which)))
        .set(seat::to_on.eq(Some(Day(yesterday))))
        .execute(tx.connection())?;
    conduct.arranged(Operation::Modification, which);
    Ok(())
}
