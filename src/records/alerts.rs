//! Release alerts as kept: who was told of what, and what became of it. Dates stay sealed; the rest is structure.

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::{Date, Time};

use crate::access::Sealed;
use crate::db::schema::{alert, alert_gap, institution};
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::catalogue::tag;
use crate::domain::release::{Fate, Occurrence};
use crate::domain::{Alert, Id, Institution, Person, Value};

/// An alert that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Identifier.
    pub id: Id<Alert>,
    /// The stay and the place of the step among that stay's.
    pub step: (String, i32),
    /// What it is about.
    pub occurrence: Occurrence,
    /// Whom it tells.
    pub institution: Id<Institution>,
    /// What became of it.
    pub fate: Fate,
    /// Whether a later one took its place.
    pub is_replaced: bool,
}

/// An alert to be kept.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "columns of the table, named alike")]
pub struct NewAlert {
    pub id: Id<Alert>,
    pub person: Id<Person>,
    pub custody: String,
    pub prison: Id<Institution>,
    pub occurrence: Occurrence,
    pub position: i32,
    pub date: Option<Date>,
    pub hour: Option<Time>,
    pub institution: Id<Institution>,
    pub rule: String,
    pub due_at: Timestamp,
    pub created_at: Timestamp,
    pub fate: Fate,
    pub replaces: Option<Id<Alert>>,
    pub acknowledge_by: Option<Timestamp>,
}

type Loaded = (Id<Alert>, String, i32, String, Id<Institution>, String, Option<Moment>);

/// Every alert of a person, the oldest first.
///
/// # Errors
/// The database can't be read.
pub fn known(connection: &mut AnyConnection, of: Id<Person>) -> Result<Vec<Known>, Error> {
    let loaded: Vec<Loaded> = alert::table
        .filter(alert::person_id.eq(of))
        .order((alert::created_at, alert::due_at, alert::id))
        .select((
            alert::id,
            alert::custody_id,
            alert::position,
            alert::occurrence,
            alert::institution_id,
            alert::fate,
            alert::replaced_at,
        ))
        .load(connection)?;
    loaded
        .into_iter()
        .map(|(id, custody, position, occurrence, institution, fate, replaced_at)| {
            Ok(Known {
                id,
                step: (custody, position),
                occurrence: Occurrence::from_code(&occurrence).ok_or(Error::Damaged("an unknown occurrence"))?,
                institution,
                fate: Fate::from_code(&fate).ok_or(Error::Damaged("an unknown fate"))?,
                is_replaced: replaced_at.is_some(),
            })
        })
        .collect()
}

/// Keeps an alert. The unique key refuses a second one for the same recipient and occurrence.
///
/// # Errors
/// The database refuses.
pub fn keep(connection: &mut AnyConnection, new: &NewAlert) -> Result<(), Error> {
    diesel::insert_into(alert::table)
        .values((
            alert::id.eq(new.id),
            alert::person_id.eq(new.person),
            alert::custody_id.eq(&new.custody),
            alert::prison_id.eq(new.prison),
            alert::occurrence.eq(new.occurrence.code()),
            alert::position.eq(new.position),
            alert::release_date.eq(new.date.map(|date| Sealed::<tag::ReleaseDate>::new(date.to_string()))),
            alert::release_hour.eq(new.hour.map(|hour| Sealed::<tag::ReleaseHour>::new(Value::Hour(hour).code()))),
            alert::institution_id.eq(new.institution),
            alert::rule.eq(&new.rule),
            alert::due_at.eq(Moment(new.due_at)),
            alert::created_at.eq(Moment(new.created_at)),
            alert::fate.eq(new.fate.code()),
            alert::replaces_id.eq(new.replaces.map(|id| id.to_string())),
            alert::acknowledge_by.eq(new.acknowledge_by.map(Moment)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Says that another took the place of this alert.
///
/// # Errors
/// The database refuses.
pub fn replace(connection: &mut AnyConnection, id: Id<Alert>, at: Timestamp) -> Result<(), Error> {
    diesel::update(alert::table.find(id.to_string())).set(alert::replaced_at.eq(Moment(at))).execute(connection)?;
    Ok(())
}

/// A rule that finds nobody to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The rule's name.
    pub rule: String,
    /// Why: `no_address` or `no_service`.
    pub cause: &'static str,
}

/// Makes the gaps of a stay what they ought to be: new ones are raised, those that were filled are closed. Gives how many
/// changed.
///
/// # Errors
/// The database refuses.
pub fn state_gaps(
    connection: &mut AnyConnection,
    of: Id<Person>,
    (stay, prison): (&str, Id<Institution>),
    gaps: &[Gap],
    now: Timestamp,
) -> Result<usize, Error> {
    let kept: Vec<(String, Option<Moment>)> = alert_gap::table
        .filter(alert_gap::custody_id.eq(stay))
        .select((alert_gap::rule, alert_gap::closed_at))
        .load(connection)?;
    let mut changed = 0;
    for gap in gaps {
        match kept.iter().find(|(rule, _)| *rule == gap.rule) {
            None => {
                changed += diesel::insert_into(alert_gap::table)
                    .values((
                        alert_gap::custody_id.eq(stay),
                        alert_gap::rule.eq(&gap.rule),
                        alert_gap::person_id.eq(of),
                        alert_gap::prison_id.eq(prison),
                        alert_gap::cause.eq(gap.cause),
                        alert_gap::raised_at.eq(Moment(now)),
                    ))
                    .execute(connection)?;
            }
            Some((_, Some(_))) => {
                changed += diesel::update(alert_gap::table.find((stay, &gap.rule)))
                    .set((
                        alert_gap::cause.eq(gap.cause),
                        alert_gap::raised_at.eq(Moment(now)),
                        alert_gap::closed_at.eq(None::<Moment>),
                    ))
                    .execute(connection)?;
            }
            Some((_, None)) => {}
        }
    }
    for (rule, _) in kept.iter().filter(|(rule, closed)| closed.is_none() && gaps.iter().all(|gap| gap.rule != *rule)) {
        changed += diesel::update(alert_gap::table.find((stay, rule)))
            .set(alert_gap::closed_at.eq(Some(Moment(now))))
            .execute(connection)?;
    }
    Ok(changed)
}

/// Whether the gaps kept of a stay differ from what they ought to be.
///
/// # Errors
/// The database can't be read.
pub fn gaps_differ(connection: &mut AnyConnection, stay: &str, gaps: &[Gap]) -> Result<bool, Error> {
    let mut open: Vec<String> = alert_gap::table
        .filter(alert_gap::custody_id.eq(stay).and(alert_gap::closed_at.is_null()))
        .select(alert_gap::rule)
        .load(connection)?;
    let mut due: Vec<String> = gaps.iter().map(|gap| gap.rule.clone()).collect();
    open.sort();
    due.sort();
    Ok(open != due)
}

/// What a letter about an alert needs: no word about the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The release that it leads to.
    pub custody: String,
    /// Whom it is about, for a notice that names her.
    pub person: Id<Person>,
    /// The rule that ordered it.
    pub rule: String,
    /// What it is about.
    pub occurrence: Occurrence,
    /// The alert that it replaces, and to whom that went.
    pub replaces: Option<Id<Alert>>,
    /// The prison, in whose hours deadlines are given.
    pub prison: Id<Institution>,
    /// The recipient of the alert.
    pub institution: Id<Institution>,
    /// By when it must be acknowledged.
    pub acknowledge_by: Option<Timestamp>,
    /// Whether there is nothing left to say: replaced, or acknowledged.
    pub is_settled: bool,
}

/// The envelope of an alert; nothing where there is none.
///
/// # Errors
/// The database can't be read.
pub fn envelope(connection: &mut AnyConnection, id: Id<Alert>) -> Result<Option<Envelope>, Error> {
    type Row = (
        (String, Id<Person>, String, String, Option<String>, Id<Institution>, Id<Institution>),
        (Option<Moment>, Option<Moment>, Option<Moment>),
    );
    let row: Option<Row> = alert::table
        .find(id.to_string())
        .select((
            (
                alert::custody_id,
                alert::person_id,
                alert::rule,
                alert::occurrence,
                alert::replaces_id,
                alert::institution_id,
                alert::prison_id,
            ),
            (alert::acknowledge_by, alert::acknowledged_at, alert::replaced_at),
        ))
        .first(connection)
        .optional()?;
    let Some(((custody, person, rule, occurrence, replaces, institution, prison), (by, acknowledged, replaced))) = row
    else {
        return Ok(None);
    };
    Ok(Some(Envelope {
        custody,
        person,
        rule,
        occurrence: Occurrence::from_code(&occurrence).ok_or(Error::Damaged("an unknown occurrence"))?,
        replaces: replaces.and_then(|id| Id::parse(&id)),
        prison,
        institution,
        acknowledge_by: by.map(|moment| moment.0),
        is_settled: acknowledged.is_some() || replaced.is_some(),
    }))
}

/// Where a service's mail goes and how much it may say (`reference` or `nominative`), with its time zone.
///
/// # Errors
/// The database can't be read.
pub fn mailbox(
    connection: &mut AnyConnection,
    of: Id<Institution>,
) -> Result<Option<(Option<String>, String, String)>, Error> {
    Ok(institution::table
        .find(of.to_string())
        .select((institution::mailbox, institution::channel, institution::time_zone))
        .first(connection)
        .optional()?)
}

/// An alert whose deadline has passed unanswered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overdue {
    /// Which.
    pub id: Id<Alert>,
    /// Who was told.
    pub institution: Id<Institution>,
    /// That service's superior.
    pub superior: Option<Id<Institution>>,
    /// Whether it was reminded.
    pub is_reminded: bool,
}

/// Alerts sent, still in force, that nobody acknowledged in time, the oldest first: those never reminded, and those reminded by
/// `reminded_by` whose superior hasn't heard. Whoever was reminded since then takes no room among the `most`.
///
/// # Errors
/// The database can't be read.
pub fn overdue(
    connection: &mut AnyConnection,
    now: Timestamp,
    reminded_by: Timestamp,
    most: i64,
) -> Result<Vec<Overdue>, Error> {
    type Row = (Id<Alert>, Id<Institution>, Option<Id<Institution>>, Option<Moment>);
    let rows: Vec<Row> = alert::table
        .inner_join(institution::table.on(institution::id.eq(alert::institution_id)))
        .filter(alert::fate.eq(Fate::Sent.code()))
        .filter(alert::acknowledged_at.is_null().and(alert::replaced_at.is_null()))
        .filter(alert::acknowledge_by.lt(Moment(now)))
        .filter(alert::escalated_at.is_null())
        .filter(alert::reminded_at.is_null().or(alert::reminded_at.assume_not_null().le(Moment(reminded_by))))
        .order((alert::acknowledge_by, alert::id))
        .limit(most)
        .select((alert::id, alert::institution_id, institution::superior_id, alert::reminded_at))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, institution, superior, reminded)| Overdue {
            id,
            institution,
            superior,
            is_reminded: reminded.is_some(),
        })
        .collect())
}

/// Says that a reminder went out.
///
/// # Errors
/// The database refuses.
pub fn reminded(connection: &mut AnyConnection, id: Id<Alert>, at: Timestamp) -> Result<(), Error> {
    diesel::update(alert::table.find(id.to_string())).set(alert::reminded_at.eq(Moment(at))).execute(connection)?;
    Ok(())
}

/// Says that the superior was told.
///
/// # Errors
/// The database refuses.
pub fn escalated(connection: &mut AnyConnection, id: Id<Alert>, at: Timestamp) -> Result<(), Error> {
    diesel::update(alert::table.find(id.to_string())).set(alert::escalated_at.eq(Moment(at))).execute(connection)?;
    Ok(())
}
