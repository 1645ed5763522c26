//! How what a file says differs from what is held.

use jiff::civil::{Date, Time};

use super::super::machine::REGISTRY;
use super::super::payload::SealedPayload;
use super::super::sealed::Sealed;
use super::held::{Holdings, PersonRow, StayKey};
use crate::db::Error;
use crate::domain::catalogue::FieldTag;
use crate::domain::phase::Nature;
use crate::domain::value::Quantum;
use crate::domain::{Field, Id, Institution, Person, TieKind, Value};

/// One field that the file tells otherwise than the hub.
#[derive(Debug)]
pub struct Difference {
    /// The row that holds it.
    pub row: String,
    /// The version of that row.
    pub version: i32,
    /// The field.
    pub field: Field,
    /// What was held; stays sealed.
    pub was: Option<SealedPayload>,
    /// What the file says.
    pub becomes: Option<Value>,
}

/// What a file does to a release date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseMove {
    /// None was held.
    Set,
    /// Another was held.
    Changed {
        /// The day that was held.
        from: Date,
        /// The hour that was held.
        hour: Option<Time>,
    },
    /// One was held, and the file has none.
    Cancelled {
        /// The day that was held.
        from: Date,
        /// The hour that was held.
        hour: Option<Time>,
    },
}

/// Whether a sentence of that length is held.
#[derive(Debug)]
pub enum Conviction {
    /// No.
    Absent,
    /// Yes, with that end, or several whose ends can't be told apart.
    Held,
    /// Yes, one, with another end.
    EndsOtherwise(Difference),
}

pub(super) fn opened<F: FieldTag>(sealed: Option<&Sealed<F>>) -> Result<Option<&str>, Error> {
    sealed.map(|sealed| REGISTRY.open(sealed)).transpose()
}

/// A name in capitals is the same name.
fn is_same(field: Field, held: Option<&str>, said: Option<&str>) -> bool {
    match (held, said) {
        (Some(held), Some(said)) if matches!(field, Field::FamilyName | Field::UsageName | Field::GivenNames) => {
            held == said || held.to_uppercase() == said.to_uppercase()
        }
        (held, said) => held == said,
    }
}

fn difference(
    (row, version): (&str, i32),
    field: Field,
    held: Option<&str>,
    becomes: Option<Value>,
) -> Result<Difference, Error> {
    let was = held
        .map(|text| field.spec().kind.parse(text).map_err(|_| Error::Damaged("a stored value is none of its field")))
        .transpose()?
        .map(|value| SealedPayload::of(field, &value));
    Ok(Difference { row: row.to_owned(), version, field, was, becomes })
}

fn day(text: &str) -> Result<Date, Error> {
    text.parse().map_err(|_| Error::Damaged("a stored day is no day"))
}

impl Holdings {
    /// The fields of a person, or of the stay, that are said otherwise than held.
    ///
    /// # Errors
    /// A stored value is damaged, or a field is none of those that a registry's file tells.
    pub fn differences(
        &self,
        person: Id<Person>,
        stay: Option<StayKey>,
        said: &[(Field, Option<Value>)],
    ) -> Result<Vec<Difference>, Error> {
        let Some(known) = self.people.get(&person) else { return Ok(Vec::new()) };
        let stay = stay.and_then(|key| self.stays.get(key.0));
        let id = person.to_string();
        let mut found = Vec::new();
        for (field, value) in said {
            let (row, held) = match (field, stay) {
                (Field::AdmittedOn, Some(stay)) => {
                    ((stay.id.as_str(), stay.version), Some(REGISTRY.open(&stay.admitted_on)?))
                }
                (Field::AdmittedOn, None) => continue,
                _ => ((id.as_str(), known.version), of_person(known, *field)?),
            };
            let text = value.as_ref().map(Value::code);
            if !is_same(*field, held, text.as_deref()) {
                found.push(difference(row, *field, held, value.clone())?);
            }
        }
        Ok(found)
    }

    /// What the file does to the release date of a stay, and the fields to be changed for it. A file that names the same day
    /// without an hour doesn't take away an hour that is held.
    ///
    /// # Errors
    /// A stored value is damaged.
    pub fn release(
        &self,
        stay: StayKey,
        said: Option<(Date, Option<Time>)>,
    ) -> Result<Option<(ReleaseMove, Vec<Difference>)>, Error> {
        let Some(stay) = self.stays.get(stay.0) else { return Ok(None) };
        let held_day = opened(stay.release_date.as_ref())?;
        let held_hour = opened(stay.release_hour.as_ref())?;
        let from = held_day.map(day).transpose()?;
        let hour = held_hour.map(hour).transpose()?;
        let moved = match (from, said) {
            (None, None) => return Ok(None),
            (Some(from), Some((day, at))) if from == day && (at.is_none() || at == hour) => return Ok(None),
            (None, Some(_)) => ReleaseMove::Set,
            (Some(from), Some(_)) => ReleaseMove::Changed { from, hour },
            (Some(from), None) => ReleaseMove::Cancelled { from, hour },
        };
        let said = [
            (Field::ReleaseDate, held_day, said.map(|(day, _)| Value::Date(day))),
            (Field::ReleaseHour, held_hour, said.and_then(|(_, at)| at).map(Value::Hour)),
        ];
        let mut changes = Vec::new();
        for (field, held, becomes) in said {
            if held != becomes.as_ref().map(Value::code).as_deref() {
                changes.push(difference((&stay.id, stay.version), field, held, becomes)?);
            }
        }
        Ok(Some((moved, changes)))
    }

    /// Whether a sentence of that length is held, and with that end.
    ///
    /// # Errors
    /// A stored value is damaged.
    pub fn conviction(&self, person: Id<Person>, quantum: Quantum, ends_on: Option<Date>) -> Result<Conviction, Error> {
        let mut alike = Vec::new();
        for decision in self.decisions.get(&person).into_iter().flatten() {
            let is_alike = REGISTRY.open(&decision.nature)? == Nature::Conviction.code()
                && opened(decision.quantum.as_ref())?
                    .and_then(Quantum::parse)
                    .is_some_and(|held| as_long(held, quantum));
            if is_alike {
                alike.push(decision);
            }
        }
        let Some(ends_on) = ends_on else {
            return Ok(if alike.is_empty() { Conviction::Absent } else { Conviction::Held });
        };
        let end = ends_on.to_string();
        Ok(match alike[..] {
            [] => Conviction::Absent,
            [one] => match opened(one.ends_on.as_ref())? {
                Some(held) if held == end => Conviction::Held,
                held => Conviction::EndsOtherwise(difference(
                    (&one.id, one.version),
                    Field::EndsOn,
                    held,
                    Some(Value::Date(ends_on)),
                )?),
            },
            // Which of them ends on that day, the file doesn't say.
            _ => Conviction::Held,
        })
    }

    /// Whether a removal measure is held.
    ///
    /// # Errors
    /// A stored value is damaged.
    pub fn has_removal(&self, person: Id<Person>) -> Result<bool, Error> {
        for decision in self.decisions.get(&person).into_iter().flatten() {
            if REGISTRY.open(&decision.nature)? == Nature::Removal.code() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether that service follows the person for that cause today.
    #[must_use]
    pub fn is_followed(&self, person: Id<Person>, by: Id<Institution>, cause: &str, today: Date) -> bool {
        self.follow_ups.get(&person).into_iter().flatten().any(|row| {
            row.institution == by
                && row.kind == TieKind::Followed
                && row.cause == cause
                && row.to_on.is_none_or(|last| last.0 >= today)
        })
    }
}

/// Thirty-six months are three years.
const fn as_long(a: Quantum, b: Quantum) -> bool {
    a.years as u32 * 12 + a.months as u32 == b.years as u32 * 12 + b.months as u32 && a.days == b.days
}

fn hour(text: &str) -> Result<Time, Error> {
    match Field::ReleaseHour.spec().kind.parse(text) {
        Ok(Value::Hour(hour)) => Ok(hour),
        _ => Err(Error::Damaged("a stored hour is none")),
    }
}

fn of_person(row: &PersonRow, field: Field) -> Result<Option<&str>, Error> {
    Ok(match field {
        Field::FamilyName => Some(REGISTRY.open(&row.family_name)?),
        Field::UsageName => opened(row.usage_name.as_ref())?,
        Field::GivenNames => Some(REGISTRY.open(&row.given_names)?),
        Field::Sex => Some(REGISTRY.open(&row.sex)?),
        Field::BirthDate => Some(REGISTRY.open(&row.birth_date)?),
        Field::BirthPlace => opened(row.birth_place.as_ref())?,
        Field::Nationality => opened(row.nationality.as_ref())?,
        Field::DeclaredAddress => opened(row.declared_address.as_ref())?,
        Field::DeclaredCommune => opened(row.declared_commune.as_ref())?,
        _ => return Err(Error::Damaged("a registry's file doesn't tell this field")),
    })
}
