//! Sittings: when, where, how far they have come.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use crate::access::{Conduct, Reject, WriteTx};
use crate::db::schema::{commission, sitting};
use crate::db::{AnyConnection, Error, Moment, on_engine};
use crate::domain::conference::{Obstacle, SittingState, Step};
use crate::domain::{Agent, Commission, CommissionKind, Id, Institution, Sitting};
use crate::journal::Operation;

/// How far ahead a sitting is planned at most (house rule).
const HORIZON: SignedDuration = SignedDuration::from_hours(24 * 366);

/// A sitting as kept. None of it is about a person.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
#[expect(missing_docs, reason = "columns of the table, named alike")]
pub struct Kept {
    pub id: Id<Sitting>,
    pub commission: Id<Commission>,
    pub host: Id<Institution>,
    pub version: i32,
    pub state: SittingState,
    pub starts_at: Moment,
    pub place: String,
    pub convoked_at: Option<Moment>,
    pub opened_at: Option<Moment>,
    pub chair: Option<Id<Agent>>,
    pub circulated_at: Option<Moment>,
    pub remarks_until: Option<Moment>,
    pub sealed_at: Option<Moment>,
    pub sealed_by: Option<Id<Agent>>,
    pub seal: Option<Vec<u8>>,
    pub cancelled_at: Option<Moment>,
    pub cancel_reason: Option<String>,
}

/// When and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// When it begins.
    pub starts_at: Timestamp,
    /// Where: a room, and how to take part from afar. Never about a person.
    pub place: String,
}

macro_rules! kept {
    () => {
        (
            sitting::id,
            sitting::commission_id,
            commission::institution_id,
            sitting::version,
            sitting::state,
            sitting::starts_at,
            sitting::place,
            sitting::convoked_at,
            sitting::opened_at,
            sitting::chair_id,
            sitting::circulated_at,
            sitting::remarks_until,
            sitting::sealed_at,
            sitting::sealed_by,
            sitting::seal,
            sitting::cancelled_at,
            sitting::cancel_reason,
        )
    };
}

/// A sitting.
///
/// # Errors
/// The database can't be read.
pub fn find(connection: &mut AnyConnection, id: Id<Sitting>) -> Result<Option<Kept>, Error> {
    let query = sitting::table.inner_join(commission::table).filter(sitting::id.eq(id)).select(kept!());
    Ok(on_engine!(connection, |c| query.first(c)).optional()?)
}

/// These sittings, by identifier, in no order.
///
/// # Errors
/// The database can't be read.
pub fn find_all(connection: &mut AnyConnection, ids: &[Id<Sitting>]) -> Result<Vec<Kept>, Error> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    Ok(sitting::table
        .inner_join(commission::table)
        .filter(sitting::id.eq_any(&ids))
        .select(kept!())
        .load(connection)?)
}

/// The sitting being conducted.
///
/// # Errors
/// It doesn't exist, or the database can't be read.
pub fn conducted(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>) -> Result<Kept, Reject> {
    find(tx.connection(), conduct.sitting()?)?.ok_or(Reject::NoSuchRow)
}

/// A date for a sitting lies ahead, within the year.
///
/// # Errors
/// It doesn't.
pub fn is_ahead(starts_at: Timestamp, now: Timestamp) -> Result<(), Obstacle> {
    if starts_at < now {
        return Err(Obstacle::InThePast);
    }
    if starts_at.duration_since(now) > HORIZON {
        return Err(Obstacle::TooFar);
    }
    Ok(())
}

fn days(days: i64) -> i32 {
    i32::try_from(days).unwrap_or(0)
}

/// Plans a sitting of the commission being conducted.
///
/// # Errors
/// Its date is past or too far.
pub fn plan(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, when: &Appointment) -> Result<Id<Sitting>, Reject> {
    is_ahead(when.starts_at, tx.now())?;
    let id: Id<Sitting> = tx.chance().id();
    let now = Moment(tx.now());
    diesel::insert_into(sitting::table)
        .values((
            sitting::id.eq(id),
            sitting::commission_id.eq(conduct.commission()?),
            sitting::version.eq(1),
            sitting::state.eq(SittingState::Prepared),
            sitting::starts_at.eq(Moment(when.starts_at)),
            sitting::place.eq(&when.place),
            sitting::open_after_seal.eq(days(conduct.agreement().minutes_open_days(CommissionKind::Cpu))),
            sitting::open_unsealed.eq(days(conduct.agreement().silent_close_days(CommissionKind::Cpu))),
            sitting::created_at.eq(now),
            sitting::created_by.eq(conduct.reader().agent),
        ))
        .execute(tx.connection())?;
    conduct.arranged(Operation::Creation, &id.to_string());
    Ok(id)
}

/// Changes when and where; `version` is the one that the form was made from.
///
/// # Errors
/// Somebody changed it meanwhile, it was held or cancelled, or the new date is past or too far.
pub fn reschedule(
    tx: &mut WriteTx<'_>,
    conduct: &Conduct<'_>,
    version: i32,
    when: &Appointment,
) -> Result<Kept, Reject> {
    let kept = conducted(tx, conduct)?;
    match kept.state {
        SittingState::Prepared | SittingState::Convoked => {}
        SittingState::Open | SittingState::Circulated => return Err(Obstacle::AlreadyOpen.into()),
        SittingState::Sealed => return Err(Obstacle::Sealed.into()),
        SittingState::Cancelled => return Err(Obstacle::Cancelled.into()),
    }
    if kept.version != version {
        return Err(Reject::Conflict);
    }
    is_ahead(when.starts_at, tx.now())?;
    diesel::update(sitting::table.filter(sitting::id.eq(kept.id)))
        .set((
            sitting::starts_at.eq(Moment(when.starts_at)),
            sitting::place.eq(&when.place),
            sitting::version.eq(kept.version + 1),
        ))
        .execute(tx.connection())?;
    conduct.arranged(Operation::Modification, &kept.id.to_string());
    Ok(kept)
}

/// Keeps why a sitting was cancelled; never about a person.
///
/// # Errors
/// The database refuses.
pub fn say_why(tx: &mut WriteTx<'_>, id: Id<Sitting>, reason: &str) -> Result<(), Error> {
    diesel::update(sitting::table.filter(sitting::id.eq(id)))
        .set(sitting::cancel_reason.eq(Some(reason)))
        .execute(tx.connection())?;
    Ok(())
}

/// Takes a step: checks that it is possible from where the sitting stands, and writes the new state with its moment. Gives the
/// sitting as it was. What else a step does is its caller's.
///
/// # Errors
/// The step isn't possible.
pub fn advance(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, step: Step) -> Result<Kept, Reject> {
    let kept = conducted(tx, conduct)?;
    let next = kept.state.after(step)?;
    let now = Some(Moment(tx.now()));
    let row = || sitting::table.filter(sitting::id.eq(kept.id));
    let connection = tx.connection();
    diesel::update(row()).set((sitting::state.eq(next), sitting::version.eq(kept.version + 1))).execute(connection)?;
    match step {
        Step::Convoke => diesel::update(row()).set(sitting::convoked_at.eq(now)).execute(connection)?,
        Step::Open => diesel::update(row()).set(sitting::opened_at.eq(now)).execute(connection)?,
        Step::Circulate => diesel::update(row()).set(sitting::circulated_at.eq(now)).execute(connection)?,
        Step::Seal => diesel::update(row())
            .set((sitting::sealed_at.eq(now), sitting::sealed_by.eq(Some(conduct.reader().agent.to_string()))))
            .execute(connection)?,
        Step::Cancel => diesel::update(row()).set(sitting::cancelled_at.eq(now)).execute(connection)?,
    };
    conduct.arranged(Operation::Modification, &kept.id.to_string());
    Ok(kept)
}
