//! Where a person stands: the phase, the facts that cells ask for, and the ties. Derived from facts, never typed in;
//! written again in the transaction of every change, and by the reconciler.

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::clock::paris;
use crate::db::schema::{alert, communication, custody, follow_up, penal_decision, person, record, situation, tie};
use crate::db::{AnyConnection, Day, Error, Moment, on_engine};
use crate::domain::catalogue::tag;
use crate::domain::need::{DueTie, Facts, Flags, FollowUp, Leave, Sent, Services, Told};
use crate::domain::phase::{Because, Nature, PenalStep, Stay, derive};
use crate::domain::release::Fate;
use crate::domain::value::Quantum;
use crate::domain::{DataCategory, Field, Id, Institution, Notice, Person, Phase, TieKind};
use crate::protocol::{Predicate, Predicates};

use super::invitations;
use super::machine::STANDING;
use super::payload::SealedPayload;
use super::sealed::Sealed;

/// The phase of a person and the fact that it follows from, as a reader may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The phase.
    pub phase: Phase,
    /// The fact and since when, for who may see the fields that it tells: "twelve months before the release" is the release.
    pub fact: Option<(Because, Date)>,
}

fn day(text: &str) -> Result<Date, Error> {
    text.parse().map_err(|_| Error::Damaged("a stored day is no day"))
}

fn open_day<F: crate::domain::catalogue::FieldTag>(sealed: Option<&Sealed<F>>) -> Result<Option<Date>, Error> {
    sealed.map(|sealed| day(STANDING.open(sealed)?)).transpose()
}

#[derive(Queryable)]
struct CustodyFacts {
    prison: Id<Institution>,
    admitted_on: Sealed<tag::AdmittedOn>,
    release_date: Option<Sealed<tag::ReleaseDate>>,
    released_at: Option<Sealed<tag::ReleasedAt>>,
}

#[derive(Queryable)]
struct PenalFacts {
    nature: Sealed<tag::Nature>,
    decided_on: Sealed<tag::DecidedOn>,
    quantum: Option<Sealed<tag::Quantum>>,
    starts_on: Option<Sealed<tag::StartsOn>>,
    ends_on: Option<Sealed<tag::EndsOn>>,
}

#[derive(Queryable)]
struct FollowUpFacts {
    institution: Id<Institution>,
    kind: TieKind,
    from_on: Day,
    to_on: Option<Day>,
    cause: String,
}

fn zone_of(services: &Services, prison: Option<Id<Institution>>) -> TimeZone {
    prison
        .and_then(|id| services.get(&id))
        .and_then(|service| TimeZone::get(&service.time_zone).ok())
        .unwrap_or_else(paris)
}

/// The facts, read by the machine that may read them.
fn facts(connection: &mut AnyConnection, services: &Services, of: Id<Person>) -> Result<Facts, Error> {
    let mut facts = Facts::default();

    let stays: Vec<CustodyFacts> = on_engine!(connection, |c| custody::table
        .filter(custody::person_id.eq(of))
        .order(custody::id)
        .select((custody::prison_id, custody::admitted_on, custody::release_date, custody::released_at))
        .load(c))?;
    for stay in stays {
        let zone = zone_of(services, Some(stay.prison));
        let released_on = match &stay.released_at {
            None => None,
            Some(sealed) => {
                let at: Timestamp =
                    STANDING.open(sealed)?.parse().map_err(|_| Error::Damaged("a stored release is no moment"))?;
                Some(zone.to_datetime(at).date())
            }
        };
        let stay_facts = Stay {
            admitted_on: day(STANDING.open(&stay.admitted_on)?)?,
            release_on: open_day(stay.release_date.as_ref())?,
            released_on,
        };
        facts.stays.push((stay_facts, stay.prison));
    }
    facts.stays.sort_by_key(|(stay, _)| stay.admitted_on);

    let steps: Vec<PenalFacts> = on_engine!(connection, |c| penal_decision::table
        .filter(penal_decision::person_id.eq(of))
        .select((
            penal_decision::nature,
            penal_decision::decided_on,
            penal_decision::quantum,
            penal_decision::starts_on,
            penal_decision::ends_on,
        ))
        .load(c))?;
    for step in steps {
        let nature =
            Nature::from_code(STANDING.open(&step.nature)?).ok_or(Error::Damaged("an unknown kind of decision"))?;
        let known = PenalStep {
            nature,
            decided_on: day(STANDING.open(&step.decided_on)?)?,
            starts_on: open_day(step.starts_on.as_ref())?,
            ends_on: open_day(step.ends_on.as_ref())?,
        };
        facts.steps.push(known);
        if let Some(sealed) = step.quantum.as_ref().filter(|_| nature == Nature::Conviction) {
            facts.sentences.extend(Quantum::parse(STANDING.open(sealed)?).map(|quantum| (known, quantum)));
        }
    }

    let commune: Option<Option<Sealed<tag::DeclaredCommune>>> =
        on_engine!(connection, |c| person::table.find(of).select(person::declared_commune).first(c)).optional()?;
    if let Some(Some(sealed)) = commune {
        facts.declared_commune = Some(STANDING.open(&sealed)?.to_owned());
    }

    let movements: Vec<(String, SealedPayload)> = on_engine!(connection, |c| record::table
        .filter(record::person_id.eq(of).and(record::category.eq(DataCategory::Movements)))
        .select((record::id, record::payload))
        .load(c))?;
    for (row, movement) in &movements {
        if STANDING.pick(movement, Field::MovementKind)?.as_deref() != Some("leave") {
            continue;
        }
        let Some(planned_on) = STANDING.pick(movement, Field::PlannedOn)? else { continue };
        facts.leaves.push(Leave {
            record: row.clone(),
            planned_on: day(&planned_on)?,
            return_on: STANDING.pick(movement, Field::ReturnOn)?.map(|text| day(&text)).transpose()?,
            commune: STANDING.pick(movement, Field::LeaveCommune)?,
        });
    }

    let follow_ups: Vec<FollowUpFacts> = on_engine!(connection, |c| follow_up::table
        .filter(follow_up::person_id.eq(of))
        .select((follow_up::institution_id, follow_up::kind, follow_up::from_on, follow_up::to_on, follow_up::cause))
        .load(c))?;
    facts.follow_ups = follow_ups
        .into_iter()
        .map(|f| FollowUp {
            institution: f.institution,
            kind: f.kind,
            from_on: f.from_on.0,
            to_on: f.to_on.map(|d| d.0),
            cause: f.cause,
        })
        .collect();

    let sent: Vec<(String, Id<Institution>, Moment)> = on_engine!(connection, |c| communication::table
        .filter(communication::person_id.eq(of))
        .select((communication::record_id, communication::institution_id, communication::sent_at))
        .load(c))?;
    facts.sent = sent
        .into_iter()
        .map(|(record, institution, at)| {
            // The recipient's day: what is sent at half past midnight in Paris is of the evening before in the Antilles.
            let on = zone_of(services, Some(institution)).to_datetime(at.0).date();
            Sent { record, institution, on }
        })
        .collect();
    let told: Vec<(Id<Institution>, String, Moment, Moment)> = alert::table
        .filter(alert::person_id.eq(of))
        .filter(alert::fate.ne(Fate::Absorbed.code()))
        .select((alert::institution_id, alert::fate, alert::due_at, alert::created_at))
        .load(connection)?;
    facts.told = told
        .into_iter()
        .map(|(institution, fate, due_at, created_at)| {
            // What was said before the hub was there was said when it was due.
            let at = if fate == Fate::Past.code() { due_at } else { created_at };
            Told { institution, on: zone_of(services, Some(institution)).to_datetime(at.0).date() }
        })
        .collect();
    facts.invited = invitations::of(connection, services, of)?;
    Ok(facts)
}

/// The facts that cells ask for, as the protocol's predicates.
fn predicates(flags: Flags) -> Predicates {
    let mut predicates = Predicates::default();
    for (holds, predicate) in [
        (flags.sentence_3y, Predicate::Sentence3y),
        (flags.leave, Predicate::Leave),
        (flags.foreigner_removal, Predicate::ForeignerRemoval),
        (flags.release_address, Predicate::ReleaseAddress),
        (flags.convicted, Predicate::Convicted),
    ] {
        if holds {
            predicates.insert(predicate);
        }
    }
    predicates
}

/// A tie as stored. Notice and record are part of the key, hence never null.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Queryable, Insertable)]
#[diesel(table_name = tie)]
struct TieRow {
    institution_id: String,
    person_id: String,
    kind: String,
    scope: String,
    record_id: String,
    agent_id: String,
    from_on: Day,
    to_on: Option<Day>,
    cause: String,
}

impl TieRow {
    fn of(person: Id<Person>, due: DueTie) -> Self {
        Self {
            institution_id: due.institution.to_string(),
            person_id: person.to_string(),
            kind: due.kind.code().to_owned(),
            scope: match (&due.notice, &due.record) {
                (Some(notice), _) => notice.code().to_owned(),
                (None, Some(_)) if due.kind == TieKind::Item => item_scope(&due.tabled),
                (None, Some(_)) => RECORD.to_owned(),
                (None, None) => WHOLE.to_owned(),
            },
            record_id: due.record.unwrap_or_default(),
            agent_id: due.agent.map(|agent| agent.to_string()).unwrap_or_default(),
            from_on: Day(due.from_on),
            to_on: due.to_on.map(Day),
            cause: due.cause,
        }
    }
}

const WHOLE: &str = "whole";
const RECORD: &str = "record";
const ITEM: &str = "item";

/// `item`, or `item:` and what was laid on its table: everything on which a decision depends, as lists need it.
fn item_scope(tabled: &[DataCategory]) -> String {
    if tabled.is_empty() {
        return ITEM.to_owned();
    }
    format!("{ITEM}:{}", tabled.iter().map(|category| category.code()).collect::<Vec<_>>().join(","))
}

/// Reads a stored scope back; an unknown one reaches nothing.
pub(in crate::access) fn scope(scope: &str, record: &str) -> Option<crate::domain::TieScope> {
    use crate::domain::TieScope;
    match scope {
        WHOLE => Some(TieScope::Whole),
        RECORD => Some(TieScope::Record(record.to_owned())),
        ITEM => Some(TieScope::Item(record.to_owned(), Vec::new())),
        tabled if tabled.starts_with("item:") => {
            let codes = tabled.trim_start_matches("item:").split(',');
            Some(TieScope::Item(record.to_owned(), codes.filter_map(DataCategory::from_code).collect()))
        }
        notice => Notice::from_code(notice).map(TieScope::Notice),
    }
}

#[derive(Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = situation)]
struct SituationRow {
    person_id: String,
    phase: String,
    because: String,
    since: Day,
    next_change_on: Option<Day>,
    predicates: i32,
    genesis_closed: bool,
}

/// What a person's facts come to.
struct Derived {
    situation: SituationRow,
    ties: Vec<TieRow>,
    differs: bool,
}

fn derived(
    connection: &mut AnyConnection,
    services: &Services,
    of: Id<Person>,
    now: Timestamp,
) -> Result<Derived, Error> {
    let facts = facts(connection, services, of)?;
    let zone = zone_of(services, facts.stays.last().map(|(_, prison)| *prison));
    let today = zone.to_datetime(now).date();
    let stays: Vec<Stay> = facts.stays.iter().map(|(stay, _)| *stay).collect();
    let found = derive(&stays, &facts.steps, today);

    let mut ties: Vec<TieRow> =
        facts.ties(services, found.phase, today).into_iter().map(|tie| TieRow::of(of, tie)).collect();
    let genesis_closes_on = facts.genesis_closes_on();
    let coming = |date: Option<Date>| date.filter(|d| *d > today);
    let next_change_on = ties
        .iter()
        .filter(|tie| tie.kind == TieKind::Territory.code())
        .filter_map(|tie| tie.to_on.and_then(|d| d.0.tomorrow().ok()))
        .map(Some)
        .chain([found.next_change_on, genesis_closes_on])
        .filter_map(coming)
        .min();
    let situation = SituationRow {
        person_id: of.to_string(),
        phase: found.phase.code().to_owned(),
        because: found.because.code().to_owned(),
        since: Day(found.since),
        next_change_on: next_change_on.map(Day),
        predicates: i32::try_from(predicates(facts.flags(today)).bits()).unwrap_or(0),
        genesis_closed: genesis_closes_on.is_some_and(|day| day <= today),
    };

    let stood: Option<SituationRow> = on_engine!(connection, |c| situation::table.find(of).first(c)).optional()?;
    let mut stored: Vec<TieRow> = on_engine!(connection, |c| tie::table.filter(tie::person_id.eq(of)).load(c))?;
    keep_first_day(&mut ties, &stored);
    ties.sort();
    stored.sort();
    let differs = stood.as_ref() != Some(&situation) || ties != stored;
    Ok(Derived { situation, ties, differs })
}

/// Whether what is stored of a person differs from what the facts come to. Only reads.
///
/// # Errors
/// The database can't be read, or a stored fact is damaged.
pub(in crate::access) fn differs(
    connection: &mut AnyConnection,
    services: &Services,
    of: Id<Person>,
    now: Timestamp,
) -> Result<bool, Error> {
    Ok(derived(connection, services, of, now)?.differs)
}

/// How many people are locked by one statement.
const AT_ONCE: usize = 500;

/// Two who derive or change the same person take turns. SQLite has one writer at a time anyway.
pub(in crate::access) fn lock(connection: &mut AnyConnection, of: Id<Person>) -> Result<(), Error> {
    lock_all(connection, &[of])
}

/// The same for several, always in the order of their identifiers as they are written: two who lock the same people don't wait for each
/// other in a ring. Rows that name a person may be added by others meanwhile: that changes nobody's key.
pub(in crate::access) fn lock_all(connection: &mut AnyConnection, people: &[Id<Person>]) -> Result<(), Error> {
    let AnyConnection::Postgres(postgres) = connection else { return Ok(()) };
    let mut people: Vec<String> = people.iter().map(ToString::to_string).collect();
    people.sort_unstable();
    for some in people.chunks(AT_ONCE) {
        person::table
            .filter(person::id.eq_any(some))
            .order(person::id)
            .select(person::id)
            .for_no_key_update()
            .load::<String>(postgres)?;
    }
    Ok(())
}

/// Locks these people, then reads the services: in that order, because whoever changes a service holds its people until he commits, and
/// services read before the wait would be the old ones.
pub(in crate::access) fn services_of_locked(
    connection: &mut AnyConnection,
    people: &[Id<Person>],
) -> Result<Services, Error> {
    lock_all(connection, people)?;
    super::services::load(connection)
}

/// Derives phase and ties again and writes what differs. Gives whether anything did.
///
/// # Errors
/// The database refuses, or a stored fact is damaged.
pub(in crate::access) fn restate(
    connection: &mut AnyConnection,
    services: &Services,
    of: Id<Person>,
    now: Timestamp,
) -> Result<bool, Error> {
    lock(connection, of)?;
    let derived = derived(connection, services, of, now)?;
    if derived.differs {
        on_engine!(connection, |c| {
            diesel::delete(situation::table.find(of)).execute(c)?;
            diesel::insert_into(situation::table).values(&derived.situation).execute(c)?;
            diesel::delete(tie::table.filter(tie::person_id.eq(of))).execute(c)?;
            for row in &derived.ties {
                diesel::insert_into(tie::table).values(row).execute(c)?;
            }
        });
    }
    Ok(derived.differs)
}

/// A notice begins on the day on which it was first found due; finding it again tomorrow doesn't move that day.
fn keep_first_day(due: &mut [TieRow], stored: &[TieRow]) {
    for row in due.iter_mut().filter(|row| row.kind == TieKind::Territory.code()) {
        let known = stored.iter().find(|s| {
            s.institution_id == row.institution_id
                && s.kind == row.kind
                && s.scope == row.scope
                && s.record_id == row.record_id
        });
        if let Some(known) = known {
            row.from_on = row.from_on.min(known.from_on);
        }
    }
}
