//! What is held of the people whom a file names, sealed, and how it differs from what the file says.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use jiff::civil::Date;

use super::super::machine::REGISTRY;
use super::super::sealed::Sealed;
use super::compare::opened;
use crate::db::schema::{custody, follow_up, penal_decision, person};
use crate::db::{AnyConnection, Day, Error, on_engine};
use crate::domain::catalogue::tag;
use crate::domain::{Id, Institution, Person, TieKind};

/// PostgreSQL takes 65,535 parameters a statement, SQLite 32,766.
const AT_ONCE: usize = 2_000;

/// A stay, by its place among those that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StayKey(pub(super) usize);

#[derive(Queryable)]
pub(super) struct StayRow {
    pub(super) id: String,
    pub(super) person: Id<Person>,
    pub(super) prison: Id<Institution>,
    pub(super) version: i32,
    ecrou: Sealed<tag::Ecrou>,
    pub(super) admitted_on: Sealed<tag::AdmittedOn>,
    pub(super) release_date: Option<Sealed<tag::ReleaseDate>>,
    pub(super) release_hour: Option<Sealed<tag::ReleaseHour>>,
    pub(super) released_at: Option<Sealed<tag::ReleasedAt>>,
}

impl StayRow {
    pub(super) const fn is_ended(&self) -> bool {
        self.released_at.is_some()
    }

    pub(super) fn number(&self) -> Result<String, Error> {
        Ok(number(REGISTRY.open(&self.ecrou)?))
    }

    pub(super) fn was_admitted_on(&self, day: Date) -> Result<bool, Error> {
        Ok(REGISTRY.open(&self.admitted_on)? == day.to_string())
    }
}

/// A number in a register, without the spaces that people put into it.
pub(super) fn number(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
}

#[derive(Queryable)]
pub(super) struct PersonRow {
    pub(super) id: Id<Person>,
    pub(super) version: i32,
    pub(super) family_name: Sealed<tag::FamilyName>,
    pub(super) usage_name: Option<Sealed<tag::UsageName>>,
    pub(super) given_names: Sealed<tag::GivenNames>,
    pub(super) sex: Sealed<tag::Sex>,
    pub(super) birth_date: Sealed<tag::BirthDate>,
    pub(super) birth_place: Option<Sealed<tag::BirthPlace>>,
    pub(super) nationality: Option<Sealed<tag::Nationality>>,
    pub(super) declared_address: Option<Sealed<tag::DeclaredAddress>>,
    pub(super) declared_commune: Option<Sealed<tag::DeclaredCommune>>,
}

#[derive(Queryable)]
pub(super) struct DecisionRow {
    pub(super) id: String,
    person: Id<Person>,
    pub(super) version: i32,
    pub(super) nature: Sealed<tag::Nature>,
    pub(super) quantum: Option<Sealed<tag::Quantum>>,
    pub(super) ends_on: Option<Sealed<tag::EndsOn>>,
}

#[derive(Queryable)]
pub(super) struct FollowUpRow {
    person: Id<Person>,
    pub(super) institution: Id<Institution>,
    pub(super) kind: TieKind,
    pub(super) to_on: Option<Day>,
    pub(super) cause: String,
}

/// What is held of the people and stays that a file may concern.
#[derive(Default)]
pub struct Holdings {
    pub(super) stays: Vec<StayRow>,
    pub(super) people: HashMap<Id<Person>, PersonRow>,
    pub(super) decisions: HashMap<Id<Person>, Vec<DecisionRow>>,
    pub(super) follow_ups: HashMap<Id<Person>, Vec<FollowUpRow>>,
    /// The prisons where each person has an open stay.
    open: HashMap<Id<Person>, Vec<Id<Institution>>>,
}

impl std::fmt::Debug for Holdings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Holdings({} people)", self.people.len())
    }
}

impl Holdings {
    /// The stays of these prisons under one of these numbers, open or ended.
    pub(super) fn of_numbers(
        connection: &mut AnyConnection,
        prisons: &[Id<Institution>],
        numbers: &HashSet<(Id<Institution>, String)>,
    ) -> Result<Self, Error> {
        let prisons: Vec<String> = prisons.iter().map(ToString::to_string).collect();
        let rows: Vec<StayRow> = on_engine!(connection, |c| custody::table
            .filter(custody::prison_id.eq_any(&prisons))
            .order(custody::id)
            .select((
                custody::id,
                custody::person_id,
                custody::prison_id,
                custody::version,
                custody::ecrou,
                custody::admitted_on,
                custody::release_date,
                custody::release_hour,
                custody::released_at,
            ))
            .load(c))?;
        let mut stays = Vec::new();
        for row in rows {
            if numbers.contains(&(row.prison, row.number()?)) {
                stays.push(row);
            }
        }
        Ok(Self { stays, ..Self::default() })
    }

    /// Reads what else is held of these people.
    pub(super) fn add_people(
        &mut self,
        connection: &mut AnyConnection,
        ids: &HashSet<Id<Person>>,
    ) -> Result<(), Error> {
        let mut ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        ids.sort_unstable();
        for ids in ids.chunks(AT_ONCE) {
            let people: Vec<PersonRow> = on_engine!(connection, |c| person::table
                .filter(person::id.eq_any(ids))
                .select((
                    person::id,
                    person::version,
                    person::family_name,
                    person::usage_name,
                    person::given_names,
                    person::sex,
                    person::birth_date,
                    person::birth_place,
                    person::nationality,
                    person::declared_address,
                    person::declared_commune,
                ))
                .load(c))?;
            self.people.extend(people.into_iter().map(|row| (row.id, row)));
            let decisions: Vec<DecisionRow> = on_engine!(connection, |c| penal_decision::table
                .filter(penal_decision::person_id.eq_any(ids))
                .order(penal_decision::id)
                .select((
                    penal_decision::id,
                    penal_decision::person_id,
                    penal_decision::version,
                    penal_decision::nature,
                    penal_decision::quantum,
                    penal_decision::ends_on,
                ))
                .load(c))?;
            for row in decisions {
                self.decisions.entry(row.person).or_default().push(row);
            }
            let follow_ups: Vec<FollowUpRow> = on_engine!(connection, |c| follow_up::table
                .filter(follow_up::person_id.eq_any(ids))
                .select((
                    follow_up::person_id,
                    follow_up::institution_id,
                    follow_up::kind,
                    follow_up::to_on,
                    follow_up::cause,
                ))
                .load(c))?;
            for row in follow_ups {
                self.follow_ups.entry(row.person).or_default().push(row);
            }
            let stays: Vec<(Id<Person>, Id<Institution>, Option<Sealed<tag::ReleasedAt>>)> =
                on_engine!(connection, |c| custody::table
                    .filter(custody::person_id.eq_any(ids))
                    .select((custody::person_id, custody::prison_id, custody::released_at))
                    .load(c))?;
            for (person, prison, released_at) in stays {
                if released_at.is_none() {
                    self.open.entry(person).or_default().push(prison);
                }
            }
        }
        Ok(())
    }

    pub(super) fn knows(&self, person: Id<Person>) -> bool {
        self.people.contains_key(&person)
    }

    pub(super) fn is_born_on(&self, person: Id<Person>, birth: Date) -> Result<bool, Error> {
        let Some(row) = self.people.get(&person) else { return Ok(false) };
        Ok(REGISTRY.open(&row.birth_date)? == birth.to_string())
    }

    /// Family name, name in use and given names, for their sound.
    pub(super) fn names(&self, person: Id<Person>) -> Result<Option<[Option<&str>; 3]>, Error> {
        let Some(row) = self.people.get(&person) else { return Ok(None) };
        Ok(Some([
            Some(REGISTRY.open(&row.family_name)?),
            opened(row.usage_name.as_ref())?,
            Some(REGISTRY.open(&row.given_names)?),
        ]))
    }

    /// Whose stay it is.
    #[must_use]
    pub fn person_of(&self, stay: StayKey) -> Option<Id<Person>> {
        self.stays.get(stay.0).map(|row| row.person)
    }

    /// The row of a stay.
    #[must_use]
    pub fn row_of(&self, stay: StayKey) -> Option<&str> {
        self.stays.get(stay.0).map(|row| row.id.as_str())
    }

    /// Whether somebody has an open stay in another prison than this one.
    #[must_use]
    pub fn is_held_elsewhere(&self, person: Id<Person>, than: Id<Institution>) -> bool {
        self.open.get(&person).is_some_and(|prisons| prisons.iter().any(|prison| *prison != than))
    }
}
