//! What release alerts rest on, read by the machine that may read it: dates, ties and nothing else (domain, section 8).

use std::sync::Arc;

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::clock::paris;
use crate::db::schema::{correction, custody, institution, person, release_step, situation, tie};
use crate::db::{AnyConnection, Day, Error, Moment};
use crate::domain::catalogue::tag;
use crate::domain::need::Services;
use crate::domain::release::Step;
use crate::domain::{
    Agent, DataCategory, Field, FileRegime, Id, Institution, InstitutionKind, Level, Person, TieKind, TieScope,
};
use crate::journal::{Entry, Operation};
use crate::protocol::{Agreement, Predicates};

use super::entries::machine_entry;
use super::gather::predicates;
use super::machine::{ALERTS, NOTICE};
use super::sealed::Sealed;
use super::standing;

/// A step and where it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptStep {
    /// The stay that it belongs to.
    pub custody: String,
    /// Its place among that stay's.
    pub position: i32,
    /// What it says.
    pub step: Step,
}

/// A service that has a tie with the person today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tied {
    /// Which.
    pub institution: Id<Institution>,
    /// Its kind.
    pub kind: InstitutionKind,
    /// Why.
    pub tie: TieKind,
    /// How far.
    pub scope: TieScope,
    /// Since when.
    pub from_on: Date,
}

/// One detention, from admission to release, through all its transfers: the last one of a person.
#[derive(Debug, Clone)]
pub struct Detention {
    /// Its latest stay.
    pub custody: String,
    /// Where that is.
    pub prison: Id<Institution>,
    /// The prison's zone.
    pub zone: TimeZone,
    /// The dates that the release has had, in the order in which they were noted: stay after stay, and in each by place, never by
    /// the clock, since two processes' clocks differ; the last is the date of today. The same date again after a transfer is no
    /// step.
    pub steps: Vec<KeptStep>,
    /// The last date, if it has yet to be kept with [`note`].
    pub unnoted: Option<KeptStep>,
    /// The levée d'écrou.
    pub exit: Option<Timestamp>,
    /// Who has a tie today.
    pub tied: Vec<Tied>,
    /// What rules may ask for.
    pub predicates: Predicates,
}

struct StayFacts {
    id: String,
    prison: Id<Institution>,
    zone: TimeZone,
    admitted_on: Date,
    date: Option<Date>,
    hour: Option<Time>,
    exit: Option<Timestamp>,
    transferred: bool,
}

type LoadedStay = (
    String,
    Id<Institution>,
    String,
    Sealed<tag::AdmittedOn>,
    Option<Sealed<tag::ReleaseDate>>,
    Option<Sealed<tag::ReleaseHour>>,
    Option<Sealed<tag::ReleasedAt>>,
    bool,
);

fn day(sealed: Option<&Sealed<tag::ReleaseDate>>) -> Result<Option<Date>, Error> {
    let Some(sealed) = sealed else { return Ok(None) };
    ALERTS.open(sealed)?.parse().map(Some).map_err(|_| Error::Damaged("a stored release date is no day"))
}

fn hour(sealed: Option<&Sealed<tag::ReleaseHour>>) -> Result<Option<Time>, Error> {
    let Some(sealed) = sealed else { return Ok(None) };
    ALERTS.open(sealed)?.parse().map(Some).map_err(|_| Error::Damaged("a stored release hour is no hour"))
}

/// A person's stays, the earliest first.
fn stays(connection: &mut AnyConnection, of: Id<Person>) -> Result<Vec<StayFacts>, Error> {
    let loaded: Vec<LoadedStay> = custody::table
        .inner_join(institution::table.on(institution::id.eq(custody::prison_id)))
        .filter(custody::person_id.eq(of))
        .select((
            custody::id,
            custody::prison_id,
            institution::time_zone,
            custody::admitted_on,
            custody::release_date,
            custody::release_hour,
            custody::released_at,
            custody::transferred,
        ))
        .load(connection)?;
    let mut stays = Vec::with_capacity(loaded.len());
    for (id, prison, zone, admitted_on, date, hours, released_at, transferred) in loaded {
        let exit = match &released_at {
            None => None,
            Some(sealed) => {
                Some(ALERTS.open(sealed)?.parse().map_err(|_| Error::Damaged("a stored release is no moment"))?)
            }
        };
        stays.push(StayFacts {
            id,
            prison,
            zone: TimeZone::get(&zone).unwrap_or_else(|_| paris()),
            admitted_on: ALERTS
                .open(&admitted_on)?
                .parse()
                .map_err(|_| Error::Damaged("a stored admission is no day"))?,
            date: day(date.as_ref())?,
            hour: hour(hours.as_ref())?,
            exit,
            transferred,
        });
    }
    stays.sort_by(|a, b| (a.admitted_on, &a.id).cmp(&(b.admitted_on, &b.id)));
    Ok(stays)
}

type LoadedStep = (i32, Option<Sealed<tag::ReleaseDate>>, Option<Sealed<tag::ReleaseHour>>, Moment);

fn kept_steps(connection: &mut AnyConnection, stay: &str) -> Result<Vec<KeptStep>, Error> {
    let loaded: Vec<LoadedStep> = release_step::table
        .filter(release_step::custody_id.eq(stay))
        .order(release_step::position)
        .select((
            release_step::position,
            release_step::release_date,
            release_step::release_hour,
            release_step::noted_at,
        ))
        .load(connection)?;
    loaded
        .into_iter()
        .map(|(position, date, hours, noted_at)| {
            let step = Step { noted_at: noted_at.0, date: day(date.as_ref())?, hour: hour(hours.as_ref())? };
            Ok(KeptStep { custody: stay.to_owned(), position, step })
        })
        .collect()
}

/// What the stay's date says now, if that isn't the last of its steps yet: whoever changed it, by whatever way.
fn unnoted(kept: &[KeptStep], stay: &StayFacts, now: Timestamp) -> Option<KeptStep> {
    let last = kept.last();
    let said = last.map_or((None, None), |kept| (kept.step.date, kept.step.hour));
    // Without a date, an hour says nothing.
    let (date, hour) = (stay.date, stay.hour.filter(|_| stay.date.is_some()));
    (said != (date, hour)).then(|| KeptStep {
        custody: stay.id.clone(),
        position: last.map_or(0, |kept| kept.position + 1),
        step: Step { noted_at: now, date, hour },
    })
}

/// Keeps a step. The author and the reason are those of the correction made at that moment, where there is one.
///
/// # Errors
/// The database refuses.
pub fn note(connection: &mut AnyConnection, of: Id<Person>, kept: &KeptStep) -> Result<(), Error> {
    let now = kept.step.noted_at;
    let corrected: Option<(Id<Agent>, String)> = correction::table
        .filter(correction::row_id.eq(&kept.custody))
        .filter(correction::field.eq_any([Field::ReleaseDate.spec().key, Field::ReleaseHour.spec().key]))
        .filter(correction::corrected_at.eq(Moment(now)))
        .select((correction::agent_id, correction::reason))
        .first(connection)
        .optional()?;
    let (agent, reason) = corrected.map_or((None, String::new()), |(agent, reason)| (Some(agent), reason));
    diesel::insert_into(release_step::table)
        .values((
            release_step::custody_id.eq(&kept.custody),
            release_step::position.eq(kept.position),
            release_step::person_id.eq(of),
            release_step::release_date.eq(kept.step.date.map(|date| Sealed::<tag::ReleaseDate>::new(date.to_string()))),
            release_step::release_hour.eq(kept
                .step
                .hour
                .map(|hour| Sealed::<tag::ReleaseHour>::new(crate::domain::Value::Hour(hour).code()))),
            release_step::noted_at.eq(Moment(now)),
            release_step::origin.eq(if agent.is_some() { "form" } else { "found" }),
            release_step::agent_id.eq(agent.map(|agent| agent.to_string())),
            release_step::reason.eq(reason),
        ))
        .execute(connection)?;
    Ok(())
}

/// The last detention of a person; nothing for who was never held. Only reads: a date that isn't among the steps yet is the
/// last of them, and `unnoted`.
///
/// # Errors
/// The database refuses, or a stored fact is damaged.
pub fn detention(connection: &mut AnyConnection, of: Id<Person>, now: Timestamp) -> Result<Option<Detention>, Error> {
    let stays = stays(connection, of)?;
    let Some(latest) = stays.last() else { return Ok(None) };

    // Back to the last stay that ended by a release.
    let first = stays.iter().rposition(|stay| stay.exit.is_some() && !stay.transferred && stay.id != latest.id);
    let mut steps: Vec<KeptStep> = Vec::new();
    let mut new = None;
    for stay in &stays[first.map_or(0, |at| at + 1)..] {
        let mut kept = kept_steps(connection, &stay.id)?;
        if stay.id == latest.id {
            new = unnoted(&kept, stay, now);
            kept.extend(new.clone());
        }
        for kept in kept {
            let same = |before: &KeptStep| (before.step.date, before.step.hour) == (kept.step.date, kept.step.hour);
            if !steps.last().is_some_and(same) {
                steps.push(kept);
            }
        }
    }
    let today = latest.zone.to_datetime(now).date();
    let tied: Vec<(Id<Institution>, InstitutionKind, TieKind, String, String, Day)> = tie::table
        .inner_join(institution::table.on(institution::id.eq(tie::institution_id)))
        .filter(tie::person_id.eq(of))
        .filter(tie::from_on.le(Day(today)))
        .filter(tie::to_on.is_null().or(tie::to_on.ge(Day(today))))
        .select((institution::id, institution::kind, tie::kind, tie::scope, tie::record_id, tie::from_on))
        .order((institution::id, tie::kind))
        .load(connection)?;
    let known: Option<i32> = situation::table.find(of).select(situation::predicates).first(connection).optional()?;
    Ok(Some(Detention {
        custody: latest.id.clone(),
        prison: latest.prison,
        zone: latest.zone.clone(),
        steps,
        unnoted: new,
        exit: latest.exit.filter(|_| !latest.transferred),
        tied: tied
            .into_iter()
            .filter_map(|(institution, kind, tie, scope, record, from_on)| {
                let scope = standing::scope(&scope, &record)?;
                Some(Tied { institution, kind, tie, scope, from_on: from_on.0 })
            })
            .collect(),
        predicates: predicates(known.unwrap_or(0)),
    }))
}

/// What R. 57-7-85 CPP lists, for a channel that may carry it.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the items of the article, named alike")]
pub struct Notice {
    pub family_name: String,
    pub usage_name: Option<String>,
    pub given_names: String,
    pub birth_date: Date,
    pub declared_address: Option<String>,
    pub release_date: Option<Date>,
}

impl std::fmt::Debug for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Notice(..)")
    }
}

type LoadedNotice = (
    Sealed<tag::FamilyName>,
    Option<Sealed<tag::UsageName>>,
    Sealed<tag::GivenNames>,
    Sealed<tag::BirthDate>,
    Option<Sealed<tag::DeclaredAddress>>,
    Option<Sealed<tag::ReleaseDate>>,
);

/// The notice about the person of a stay. That it was told, and to whom, is in the journal since the alert was made.
///
/// # Errors
/// The database can't be read, or a stored fact is damaged.
pub fn notice(connection: &mut AnyConnection, stay: &str) -> Result<Option<Notice>, Error> {
    let loaded: Option<LoadedNotice> = custody::table
        .inner_join(person::table)
        .filter(custody::id.eq(stay))
        .select((
            person::family_name,
            person::usage_name,
            person::given_names,
            person::birth_date,
            person::declared_address,
            custody::release_date,
        ))
        .first(connection)
        .optional()?;
    let Some((family, usage, given, birth, address, release)) = loaded else { return Ok(None) };
    let parsed = |text: &str| text.parse::<Date>().map_err(|_| Error::Damaged("a stored day is no day"));
    Ok(Some(Notice {
        family_name: NOTICE.open(&family)?.to_owned(),
        usage_name: usage.as_ref().map(|name| NOTICE.open(name).map(str::to_owned)).transpose()?,
        given_names: NOTICE.open(&given)?.to_owned(),
        birth_date: parsed(NOTICE.open(&birth)?)?,
        declared_address: address.as_ref().map(|text| NOTICE.open(text).map(str::to_owned)).transpose()?,
        release_date: release.as_ref().map(|date| NOTICE.open(date).and_then(parsed)).transpose()?,
    }))
}

/// Two who follow the same person take turns, until the end of the transaction.
///
/// # Errors
/// The database refuses.
pub fn lock(connection: &mut AnyConnection, of: Id<Person>) -> Result<(), Error> {
    standing::lock(connection, of)
}

/// The services as ties need them, for [`retie`], once these people are locked: services read before the wait for somebody who changes
/// them would be the old ones.
///
/// # Errors
/// The database can't be read.
pub fn services(connection: &mut AnyConnection, people: &[Id<Person>]) -> Result<Services, Error> {
    standing::services_of_locked(connection, people)
}

/// Derives a person's ties again once alerts were made: whoever was told may read what he was told.
///
/// # Errors
/// The database refuses.
pub fn retie(connection: &mut AnyConnection, services: &Services, of: Id<Person>, now: Timestamp) -> Result<(), Error> {
    standing::restate(connection, services, of, now).map(drop)
}

/// The entry for what alerts tell: the program itself sends, the protocol's rule orders it.
#[must_use]
pub fn told(
    agreement: &Agreement,
    at: Timestamp,
    of: Id<Person>,
    recipients: &[Id<Institution>],
    grounds: &str,
    regime: FileRegime,
) -> Entry {
    Entry {
        operation: Operation::Disclosure,
        subject: Some(of.to_string()),
        shown: format!("{}:{}", DataCategory::Sentence.code(), Level::Summary.code()),
        legal_ground: Some(grounds.to_owned()),
        recipients: Some(recipients.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")),
        regime,
        ..machine_entry(ALERTS.name, agreement, at, Vec::new())
    }
}

/// What follows from a change, in its transaction: release alerts, reviews that fall due. Given to the door by whoever stands above it.
pub trait Consequence: Send + Sync + std::fmt::Debug {
    /// Does what the change of this person calls for.
    ///
    /// # Errors
    /// The database refuses: the change is undone too.
    fn follow(&self, connection: &mut AnyConnection, of: Id<Person>, now: Timestamp) -> Result<(), Error>;
}

/// Several, one after the other.
impl Consequence for Vec<Arc<dyn Consequence>> {
    fn follow(&self, connection: &mut AnyConnection, of: Id<Person>, now: Timestamp) -> Result<(), Error> {
        self.iter().try_for_each(|consequence| consequence.follow(connection, of, now))
    }
}
