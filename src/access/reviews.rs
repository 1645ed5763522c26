//! What the reviews of a CPU rest on, read by the machine that may read it: where somebody is held, until when, when the
//! commission last spoke of him, and what day a decision fixed. And the days that follow from it, as stored.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::clock::paris;
use crate::db::schema::{agenda_item, commission, custody, decision, institution, record, review, sitting, tie};
use crate::db::{AnyConnection, Day, Error, Moment};
use crate::domain::catalogue::tag;
use crate::domain::conference::SittingState;
use crate::domain::rhythm::{FixedReview, Path};
use crate::domain::{Commission, CommissionKind, DataCategory, Field, Id, Institution, Person, TieKind};
use crate::journal::Entry;
use crate::protocol::Agreement;

use super::entries::machine_entry;
use super::machine::REVIEWS;
use super::payload::SealedPayload;
use super::sealed::Sealed;
use super::standing;

/// Somebody whom a commission reviews, and where he stands on his path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Who.
    pub person: Id<Person>,
    /// By which commission.
    pub commission: Id<Commission>,
    /// Where he stands.
    pub path: Path,
}

/// A review that is due, as stored: no text, no date but its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Queryable, Insertable)]
#[diesel(table_name = review)]
pub struct Review {
    /// Who.
    pub person_id: String,
    /// By which commission.
    pub commission_id: String,
    /// By when.
    pub due_on: Day,
    /// Why, as a code.
    pub because: String,
}

/// The CPU of a prison.
#[derive(Debug)]
struct Board {
    id: Id<Commission>,
    zone: TimeZone,
}

fn boards(connection: &mut AnyConnection) -> Result<HashMap<Id<Institution>, Board>, Error> {
    let rows: Vec<(Id<Commission>, Id<Institution>, String)> = commission::table
        .inner_join(institution::table.on(institution::id.eq(commission::institution_id)))
        .filter(commission::kind.eq(CommissionKind::Cpu))
        .select((commission::id, commission::institution_id, institution::time_zone))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, host, zone)| (host, Board { id, zone: TimeZone::get(&zone).unwrap_or_else(|_| paris()) }))
        .collect())
}

fn day(text: &str) -> Result<Date, Error> {
    text.parse().map_err(|_| Error::Damaged("a stored day is no day"))
}

fn texts(of: &[Id<Person>]) -> Vec<String> {
    of.iter().map(ToString::to_string).collect()
}

type LoadedStay = (
    Id<Person>,
    Id<Institution>,
    Sealed<tag::AdmittedOn>,
    Option<Sealed<tag::ReleaseDate>>,
    Option<Sealed<tag::ReleasedAt>>,
);

/// Where those of these people stand who are held in a prison that has a CPU; the others are left out. Six queries, however many
/// people: a few hundred at a time.
///
/// # Errors
/// The database can't be read, or a stored fact is damaged.
pub fn cases(connection: &mut AnyConnection, of: &[Id<Person>]) -> Result<Vec<Case>, Error> {
    let boards = boards(connection)?;
    if boards.is_empty() || of.is_empty() {
        return Ok(Vec::new());
    }
    let held = held(connection, of, &boards)?;
    let mut cases: HashMap<Id<Person>, Case> = HashMap::with_capacity(held.len());
    for (person, (prison, admitted_on, release_on)) in held {
        let Some(board) = boards.get(&prison) else { continue };
        let path = Path { admitted_on, release_on, released_on: None, last_review_on: None, fixed: None };
        cases.insert(person, Case { person, commission: board.id, path });
    }
    let people: Vec<Id<Person>> = cases.keys().copied().collect();
    for (person, commission, on) in sittings(connection, &people, &boards)? {
        note(&mut cases, person, commission, on);
    }
    for (person, prison, on) in minutes(connection, &people)? {
        if let Some(board) = boards.get(&prison) {
            note(&mut cases, person, board.id, on);
        }
    }
    for (person, commission, fixed, decided_on) in fixed(connection, &people, &boards)? {
        // What another prison fixed, or the same one during an earlier detention, binds nobody here and now.
        let is_own = |case: &&mut Case| case.commission == commission && case.path.admitted_on <= decided_on;
        if let Some(case) = cases.get_mut(&person).filter(is_own) {
            case.path.fixed = fixed;
        }
    }
    let mut cases: Vec<Case> = cases.into_values().collect();
    cases.sort_by_key(|case| case.person);
    Ok(cases)
}

fn note(cases: &mut HashMap<Id<Person>, Case>, person: Id<Person>, by: Id<Commission>, on: Date) {
    if let Some(case) = cases.get_mut(&person).filter(|case| case.commission == by) {
        case.path.last_review_on = case.path.last_review_on.max(Some(on));
    }
}

/// In which of these prisons each is held, since when, and until when: the latest stay that hasn't ended.
fn held(
    connection: &mut AnyConnection,
    of: &[Id<Person>],
    boards: &HashMap<Id<Institution>, Board>,
) -> Result<HashMap<Id<Person>, (Id<Institution>, Date, Option<Date>)>, Error> {
    let prisons: Vec<String> = boards.keys().map(ToString::to_string).collect();
    let tied: Vec<(Id<Person>, Id<Institution>)> = tie::table
        .filter(tie::person_id.eq_any(texts(of)))
        .filter(tie::institution_id.eq_any(&prisons))
        .filter(tie::kind.eq(TieKind::Held))
        .filter(tie::to_on.is_null())
        .select((tie::person_id, tie::institution_id))
        .load(connection)?;
    let people: Vec<Id<Person>> = tied.iter().map(|(person, _)| *person).collect();
    let tied: HashSet<(Id<Person>, Id<Institution>)> = tied.into_iter().collect();
    let stays: Vec<LoadedStay> = custody::table
        .filter(custody::person_id.eq_any(texts(&people)))
        .filter(custody::prison_id.eq_any(&prisons))
        .select((
            custody::person_id,
            custody::prison_id,
            custody::admitted_on,
            custody::release_date,
            custody::released_at,
        ))
        .load(connection)?;
    let mut held: HashMap<Id<Person>, (Id<Institution>, Date, Option<Date>)> = HashMap::with_capacity(stays.len());
    for (person, prison, admitted_on, release_on, released_at) in stays {
        if released_at.is_some() || !tied.contains(&(person, prison)) {
            continue;
        }
        let admitted_on = day(REVIEWS.open(&admitted_on)?)?;
        let release_on = release_on.as_ref().map(|sealed| day(REVIEWS.open(sealed)?)).transpose()?;
        if held.get(&person).is_none_or(|(_, known, _)| *known < admitted_on) {
            held.insert(person, (prison, admitted_on, release_on));
        }
    }
    Ok(held)
}

/// The sittings that were held about these people: day, where the prison is.
fn sittings(
    connection: &mut AnyConnection,
    of: &[Id<Person>],
    boards: &HashMap<Id<Institution>, Board>,
) -> Result<Vec<(Id<Person>, Id<Commission>, Date)>, Error> {
    let was_held = [SittingState::Open.code(), SittingState::Circulated.code(), SittingState::Sealed.code()];
    let rows: Vec<(Id<Person>, Id<Commission>, Moment)> = agenda_item::table
        .inner_join(sitting::table)
        .filter(agenda_item::person_id.eq_any(texts(of)))
        .filter(agenda_item::withdrawn_at.is_null())
        .filter(sitting::state.eq_any(was_held))
        .select((agenda_item::person_id, sitting::commission_id, sitting::starts_at))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .filter_map(|(person, commission, at)| {
            let board = boards.values().find(|board| board.id == commission)?;
            Some((person, commission, board.zone.to_datetime(at.0).date()))
        })
        .collect())
}

/// The days of the minutes that prisons wrote about these people without a sitting of the hub's.
fn minutes(
    connection: &mut AnyConnection,
    of: &[Id<Person>],
) -> Result<Vec<(Id<Person>, Id<Institution>, Date)>, Error> {
    let rows: Vec<(Id<Person>, Id<Institution>, SealedPayload)> = record::table
        .filter(record::person_id.eq_any(texts(of)))
        .filter(record::category.eq(DataCategory::ConferenceRecord))
        .select((record::person_id, record::owner_id, record::payload))
        .load(connection)?;
    let mut days = Vec::with_capacity(rows.len());
    for (person, owner, payload) in rows {
        if let Some(held_on) = REVIEWS.pick(&payload, Field::HeldOn)? {
            days.push((person, owner, day(&held_on)?));
        }
    }
    Ok(days)
}

type Fixed = (Id<Person>, Id<Commission>, Option<FixedReview>, Date);

/// What decisions about these people fixed, if anything, and when they were taken; the last one last.
fn fixed(
    connection: &mut AnyConnection,
    of: &[Id<Person>],
    boards: &HashMap<Id<Institution>, Board>,
) -> Result<Vec<Fixed>, Error> {
    let rows: Vec<(Id<Person>, Id<Institution>, SealedPayload, Moment)> = decision::table
        .filter(decision::person_id.eq_any(texts(of)))
        .order((decision::decided_at, decision::item_id))
        .select((decision::person_id, decision::institution_id, decision::payload, decision::decided_at))
        .load(connection)?;
    let mut all = Vec::with_capacity(rows.len());
    for (person, by, payload, at) in rows {
        let Some(board) = boards.get(&by) else { continue };
        let on = REVIEWS.pick(&payload, Field::ReviewOn)?.map(|text| day(&text)).transpose()?;
        let decided_on = board.zone.to_datetime(at.0).date();
        all.push((person, board.id, on.map(|on| FixedReview { on, decided_on }), decided_on));
    }
    Ok(all)
}

/// The reviews stored for these people, in order.
///
/// # Errors
/// The database can't be read.
pub fn stored(connection: &mut AnyConnection, of: &[Id<Person>]) -> Result<Vec<Review>, Error> {
    Ok(review::table
        .filter(review::person_id.eq_any(texts(of)))
        .order((review::person_id, review::commission_id))
        .load(connection)?)
}

/// Stores these reviews in the place of whatever is stored of one person. Two who do so take turns.
///
/// # Errors
/// The database refuses.
pub fn keep(connection: &mut AnyConnection, of: Id<Person>, reviews: &[Review]) -> Result<(), Error> {
    standing::lock(connection, of)?;
    diesel::delete(review::table.filter(review::person_id.eq(of))).execute(connection)?;
    for review in reviews {
        diesel::insert_into(review::table)
            .values((
                review::person_id.eq(&review.person_id),
                review::commission_id.eq(&review.commission_id),
                review::due_on.eq(review.due_on),
                review::because.eq(&review.because),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// The program's own entry: it read these people's dates again and mended their reviews.
#[must_use]
pub fn mended(agreement: &Agreement, at: Timestamp, of: &[Id<Person>]) -> Entry {
    machine_entry(REVIEWS.name, agreement, at, texts(of))
}
