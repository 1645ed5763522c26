//! What a line changes, into rows.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::civil::Date;

use super::super::corrections::{NewCorrection, correct_column, keep};
use super::super::intake::{Load, NewCustody, NewFollowUp, NewPenalDecision, NewPerson};
use super::line::RegistryLine;
use super::plan::{Target, Todo};
use crate::access::registry::{Difference, Import};
use crate::access::{Reject, Sealed};
use crate::db::personal::Opaque;
use crate::db::schema::release_step;
use crate::db::{AnyConnection, Day, Error, Moment, on_engine};
use crate::domain::catalogue::tag;
use crate::domain::phase::Nature;
use crate::domain::value::Quantum;
use crate::domain::{Id, Person, Record, TieKind, Value};

/// How a change of the release date came in.
const ORIGIN: &str = "file";

/// The reason that a correction keeps where the file gives none.
const REASON: &str = "Fichier du greffe";

/// What `after` of an import does where nothing is to be done beside what follows from any change by the doors.
///
/// # Errors
/// Never.
pub fn nobody_told(_: &mut AnyConnection, _: Id<Person>) -> Result<(), Error> {
    Ok(())
}

/// Writes what one line changes.
pub(super) fn apply(import: &mut Import<'_>, todo: Todo) -> Result<(), Reject> {
    let Todo { line, prison, target, corrections, release, sentence, removal, follow_ups } = todo;
    let today = prison.zone.to_datetime(import.now()).date();
    let mut fields: Vec<&'static str> = Vec::new();
    let is_new = matches!(target, Target::Newcomer);
    let is_new_stay = !matches!(target, Target::Stay { .. });
    let (person, stay) = match target {
        Target::Newcomer => {
            let person = newcomer(import, &line)?;
            fields.extend(["identity", "housing"]);
            (person, admit(import, person, &prison, &line)?)
        }
        Target::NewStayOf(person) => (person, admit(import, person, &prison, &line)?),
        Target::Stay { person, row } => (person, row),
    };
    if is_new_stay {
        fields.push("movements");
    }
    let is_release_moved = release.is_some();
    if is_release_moved {
        step(import, person, &stay, &line)?;
        fields.push("release_date");
    }
    let mut versions: HashMap<String, i32> = HashMap::new();
    for (difference, reason) in corrections
        .into_iter()
        .map(|difference| (difference, REASON))
        .chain(release.into_iter().flatten().map(|difference| (difference, line.reason.as_deref().unwrap_or(REASON))))
    {
        fields.push(difference.field.spec().key);
        correct(import, person, difference, reason, &mut versions)?;
    }
    if let Some(quantum) = sentence {
        let starts_on = Some(line.admitted_on);
        decide(import, person, Nature::Conviction, &line, Some(quantum), starts_on, line.sentence_ends_on)?;
        fields.push("sentence");
    }
    if removal {
        decide(import, person, Nature::Removal, &line, None, None, None)?;
        fields.push("sentence");
    }
    // Who was in prison when he was designated is followed from then on, not from his admission.
    let from_on = if is_new_stay { line.admitted_on } else { today };
    for (unit, cause) in follow_ups {
        NewFollowUp {
            id: import.chance().id::<Record>().to_string(),
            person_id: person.to_string(),
            institution_id: unit.to_string(),
            kind: TieKind::Followed.code(),
            from_on: Day(from_on),
            to_on: None,
            cause: cause.to_owned(),
        }
        .load(import.connection())?;
        fields.push("follow_up");
    }
    if !fields.is_empty() {
        let renames =
            is_new_stay || fields.iter().any(|key| ["family_name", "usage_name", "given_names"].contains(key));
        import.touch(person, is_new, renames, &fields);
    }
    Ok(())
}

fn newcomer(import: &mut Import<'_>, line: &RegistryLine) -> Result<Id<Person>, Error> {
    let person = import.chance().id::<Person>();
    NewPerson {
        id: person.to_string(),
        version: 1,
        sort_key: Opaque::new(String::new()),
        family_name: Sealed::new(line.family_name.clone()),
        usage_name: line.usage_name.clone().map(Sealed::new),
        given_names: Sealed::new(line.given_names.clone()),
        aliases: None,
        sex: Sealed::new(line.sex.clone()),
        birth_date: Sealed::new(line.birth.to_string()),
        birth_place: line.birth_place.clone().map(Sealed::new),
        nationality: line.nationality.clone().map(Sealed::new),
        declared_address: line.address.clone().map(Sealed::new),
        declared_commune: line.commune.clone().map(Sealed::new),
        address_before: None,
        assigned_residence: None,
        phone: None,
    }
    .load(import.connection())?;
    Ok(person)
}

/// A new stay; gives its row.
fn admit(
    import: &mut Import<'_>,
    person: Id<Person>,
    prison: &super::prisons::Prison,
    line: &RegistryLine,
) -> Result<String, Error> {
    let row = import.chance().id::<Record>().to_string();
    NewCustody {
        id: row.clone(),
        person_id: person.to_string(),
        prison_id: prison.id.to_string(),
        version: 1,
        ecrou: Sealed::new(line.ecrou.clone()),
        admitted_on: Sealed::new(line.admitted_on.to_string()),
        release_date: line.release.map(|(day, _)| Sealed::new(day.to_string())),
        release_hour: line.release.and_then(|(_, hour)| hour).map(|hour| Sealed::new(Value::Hour(hour).code())),
        released_at: None,
        transferred: false,
    }
    .load(import.connection())?;
    Ok(row)
}

/// A decision that the file tells. The file gives no day of the decision: the admission's stands for it.
fn decide(
    import: &mut Import<'_>,
    person: Id<Person>,
    nature: Nature,
    line: &RegistryLine,
    quantum: Option<Quantum>,
    starts_on: Option<Date>,
    ends_on: Option<Date>,
) -> Result<(), Error> {
    NewPenalDecision {
        id: import.chance().id::<Record>().to_string(),
        person_id: person.to_string(),
        version: 1,
        nature: Sealed::new(nature.code().to_owned()),
        decided_on: Sealed::new(line.admitted_on.to_string()),
        decision_summary: None,
        quantum: quantum.map(|quantum| Sealed::new(quantum.iso())),
        starts_on: starts_on.map(|day| Sealed::new(day.to_string())),
        ends_on: ends_on.map(|day| Sealed::new(day.to_string())),
        remission_days: None,
        security_until: None,
    }
    .load(import.connection())
}

/// Appends to the history of the release date of a stay.
fn step(import: &mut Import<'_>, person: Id<Person>, stay: &str, line: &RegistryLine) -> Result<(), Error> {
    let last: Option<i32> = on_engine!(import.connection(), |c| release_step::table
        .filter(release_step::custody_id.eq(stay))
        .select(diesel::dsl::max(release_step::position))
        .first(c))?;
    let agent = import.registrar().agent().map(|reader| reader.agent.to_string());
    let hour = line.release.and_then(|(_, hour)| hour);
    let now = Moment(import.now());
    on_engine!(import.connection(), |c| diesel::insert_into(release_step::table)
        .values((
            release_step::custody_id.eq(stay),
            release_step::position.eq(last.map_or(0, |last| last + 1)),
            release_step::person_id.eq(person),
            release_step::release_date
                .eq(line.release.map(|(day, _)| Sealed::<tag::ReleaseDate>::new(day.to_string()))),
            release_step::release_hour.eq(hour.map(|hour| Sealed::<tag::ReleaseHour>::new(Value::Hour(hour).code()))),
            release_step::noted_at.eq(now),
            release_step::origin.eq(ORIGIN),
            release_step::agent_id.eq(&agent),
            release_step::reason.eq(line.reason.clone().unwrap_or_default()),
        ))
        .execute(c))?;
    Ok(())
}

/// Writes one field, and keeps what it held where there is an author to answer for it.
fn correct(
    import: &mut Import<'_>,
    person: Id<Person>,
    difference: Difference,
    reason: &str,
    versions: &mut HashMap<String, i32>,
) -> Result<(), Reject> {
    let Difference { row, version, field, was, becomes } = difference;
    // Several fields of one row are several versions of it.
    let version = versions.entry(row.clone()).or_insert(version);
    let new = NewCorrection { row, version: *version, field, value: becomes, reason: reason.to_owned() };
    *version += 1;
    correct_column(import.connection(), &new)?;
    let (id, now, registrar) = (import.chance().id::<Record>(), import.now(), import.registrar().clone());
    if let Some(author) = registrar.agent() {
        keep(import.connection(), id, author, person, &new, was, now)?;
    }
    Ok(())
}
