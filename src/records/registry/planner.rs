//! Lines compared with what is held: whom each is about, what it changes, and what is wrong with it there.

use std::collections::HashMap;

use jiff::civil::Date;

use super::fault::{Caution, Fault, Warning, Wrong};
use super::line::{Category, Parsed, RegistryLine, Who, column};
use super::plan::{Change, Effect, Plan, Release, Target, Todo};
use super::prisons::{Country, Prison};
use crate::access::registry::{Conviction, Difference, Entry, Found, Holdings, Import, ReleaseMove, StayKey};
use crate::db::Error;
use crate::domain::{Field, Id, Person, Value};

/// Compares what was read with what is held.
///
/// # Errors
/// The database can't be read.
pub(super) fn plan(import: &mut Import<'_>, parsed: Parsed) -> Result<Plan, Error> {
    let country = Country::load(import.connection())?;
    let mut planner = Planner { plan: Plan { faults: parsed.faults, ..Plan::default() }, country, of: HashMap::new() };
    let mut placed: Vec<(RegistryLine, Prison)> = Vec::with_capacity(parsed.lines.len());
    for line in parsed.lines {
        if let Some(prison) = planner.prison_of(import, &line) {
            placed.push((line, prison));
        }
    }
    let entries: Vec<Entry<'_>> = placed.iter().map(|(line, prison)| entry(line, prison)).collect();
    let (holdings, found) = import.look_up(&entries)?;
    let numbers: Vec<usize> = placed.iter().map(|(line, _)| line.number).collect();
    for ((line, prison), found) in placed.into_iter().zip(found) {
        let today = prison.zone.to_datetime(import.now()).date();
        planner.line(&holdings, line, prison, found, &numbers, today)?;
    }
    let mut plan = planner.plan;
    plan.faults.sort_by_key(|fault| fault.line);
    Ok(plan)
}

fn entry<'l>(line: &'l RegistryLine, prison: &Prison) -> Entry<'l> {
    Entry {
        prison: prison.id,
        ecrou: &line.ecrou,
        admitted_on: line.admitted_on,
        named: match line.who {
            Who::Known(person) => Some(person),
            Who::New | Who::Unsaid => None,
        },
        is_new: line.who == Who::New,
        family_name: &line.family_name,
        usage_name: line.usage_name.as_deref(),
        given_names: &line.given_names,
        birth: line.birth,
    }
}

struct Planner {
    plan: Plan,
    country: Country,
    /// The line on which each person known stands.
    of: HashMap<Id<Person>, usize>,
}

impl Planner {
    fn fault(&mut self, line: usize, column: &'static str, wrong: Wrong) {
        self.plan.faults.push(Fault::new(line, column, wrong));
    }

    fn warn(&mut self, line: usize, column: &'static str, caution: Caution) {
        self.plan.warnings.push(Warning { line, column, caution });
    }

    /// The prison of a line, if the line may be about it and its days hold there.
    fn prison_of(&mut self, import: &Import<'_>, line: &RegistryLine) -> Option<Prison> {
        let Some(prison) = self.country.prison(&line.prison).cloned() else {
            self.fault(line.number, column::PRISON, Wrong::UnknownPrison);
            return None;
        };
        if import.registrar().prison().is_some_and(|own| own != prison.id) {
            self.fault(line.number, column::PRISON, Wrong::AnotherPrison);
            return None;
        }
        let before = self.plan.faults.len();
        if line.admitted_on > prison.zone.to_datetime(import.now()).date() {
            self.fault(line.number, column::ADMITTED_ON, Wrong::AdmissionToCome);
        }
        if line.is_skipped(&prison.zone) {
            self.fault(line.number, column::RELEASE, Wrong::SkippedHour);
        }
        (self.plan.faults.len() == before).then_some(prison)
    }

    /// Whom the line is about; nothing if that is a fault, or the stay has ended.
    fn target(
        &mut self,
        line: &RegistryLine,
        found: Found,
        numbers: &[usize],
    ) -> Option<(Option<Id<Person>>, Option<StayKey>)> {
        let at = line.number;
        match found {
            Found::Stay { person, stay, is_alike } => match line.who {
                Who::Known(named) if named != person => self.fault(at, column::PERSON, Wrong::NotThatPerson),
                Who::Unsaid | Who::New if !is_alike => self.fault(at, column::ECROU, Wrong::SomebodyElse),
                _ => return Some((Some(person), Some(stay))),
            },
            Found::Named { is_alike: false, .. } => self.fault(at, column::PERSON, Wrong::NotThatPerson),
            Found::Named { person, .. } => return Some((Some(person), None)),
            Found::Ended(_) => {
                self.warn(at, column::ECROU, Caution::Ended);
                self.plan.changes.push(change(line, Vec::new()));
            }
            Found::NoSuchPerson => self.fault(at, column::PERSON, Wrong::NoSuchPerson),
            Found::Resembles(people) => self.fault(at, column::FAMILY_NAME, Wrong::Resembles(people)),
            Found::ResemblesEntry(place) => {
                let other = numbers.get(place).copied().unwrap_or(at);
                self.fault(at, column::FAMILY_NAME, Wrong::ResemblesLine(other));
            }
            Found::Nobody => return Some((None, None)),
        }
        None
    }

    fn line(
        &mut self,
        holdings: &Holdings,
        line: RegistryLine,
        prison: Prison,
        found: Found,
        numbers: &[usize],
        today: Date,
    ) -> Result<(), Error> {
        let Some((person, stay)) = self.target(&line, found, numbers) else { return Ok(()) };
        if let Some(person) = person
            && let Some(first) = self.of.insert(person, line.number)
        {
            self.fault(line.number, column::ECROU, Wrong::SamePerson(first));
            return Ok(());
        }
        let mut effects = Vec::new();
        let target = match (person, stay) {
            (None, _) => {
                effects.push(Effect::NewPerson);
                Target::Newcomer
            }
            (Some(person), None) => {
                effects.push(Effect::NewStay);
                if holdings.is_held_elsewhere(person, prison.id) {
                    self.warn(line.number, column::PERSON, Caution::HeldElsewhere);
                }
                Target::NewStayOf(person)
            }
            (Some(person), Some(stay)) => {
                Target::Stay { person, row: holdings.row_of(stay).unwrap_or_default().to_owned() }
            }
        };

        let release = match (stay, line.release) {
            (Some(stay), said) => holdings.release(stay, said)?.map(|(moved, changes)| {
                effects.extend(moved_release(moved, said));
                changes
            }),
            (None, Some(said)) => {
                effects.push(Effect::ReleaseSet(said));
                Some(Vec::new())
            }
            (None, None) => None,
        };
        let mut corrections = match person {
            Some(person) => corrections(holdings, person, stay, &line)?,
            None => Vec::new(),
        };
        let is_address = |field: Field| matches!(field, Field::DeclaredAddress | Field::DeclaredCommune);
        if corrections.iter().any(|difference| is_address(difference.field)) {
            effects.push(Effect::Address);
        }
        let others: Vec<Field> =
            corrections.iter().map(|difference| difference.field).filter(|field| !is_address(*field)).collect();
        if !others.is_empty() {
            effects.push(Effect::Corrected(others));
        }

        let mut sentence = None;
        if let Some(quantum) = line.longest_sentence {
            let held = match person {
                Some(person) => holdings.conviction(person, quantum, line.sentence_ends_on)?,
                None => Conviction::Absent,
            };
            match held {
                Conviction::Absent => {
                    effects.push(Effect::Sentence(quantum));
                    sentence = Some(quantum);
                }
                Conviction::EndsOtherwise(difference) => {
                    effects.push(Effect::SentenceEnd);
                    corrections.push(difference);
                }
                Conviction::Held => {}
            }
        }
        let has_removal = person.map(|person| holdings.has_removal(person)).transpose()?.unwrap_or(false);
        let removal = line.removal && !has_removal;
        if removal {
            effects.push(Effect::Removal);
        }
        let mut follow_ups = Vec::new();
        for (category, cause) in [(Category::Tis, "tis"), (Category::Rad, "rad")] {
            let Some(unit) = prison.unit.filter(|_| line.categories.contains(&category)) else { continue };
            if !person.is_some_and(|person| holdings.is_followed(person, unit, cause, today)) {
                effects.push(Effect::FollowUp(category));
                follow_ups.push((unit, cause));
            }
        }
        self.cautions(&line, &prison, &corrections, person.is_none());
        self.plan.changes.push(change(&line, effects));
        self.plan.todo.push(Todo { line, prison, target, corrections, release, sentence, removal, follow_ups });
        Ok(())
    }

    /// What whoever brings the file should know of this line.
    fn cautions(&mut self, line: &RegistryLine, prison: &Prison, corrections: &[Difference], is_new: bool) {
        let at = line.number;
        match &line.commune {
            Some(commune) if !self.country.knows(commune) => self.warn(at, column::COMMUNE, Caution::NoTerritory),
            None if line.address.is_some()
                && (is_new || corrections.iter().any(|change| change.field == Field::DeclaredAddress)) =>
            {
                self.warn(at, column::COMMUNE, Caution::NoCommune);
            }
            _ => {}
        }
        if line.sentence_ends_on.is_some() && line.longest_sentence.is_none() {
            self.warn(at, column::SENTENCE_END, Caution::NoLength);
        }
        let is_designated = line.categories.contains(&Category::Tis) || line.categories.contains(&Category::Rad);
        if is_designated && prison.unit.is_none() {
            self.warn(at, column::CATEGORIES, Caution::NoUnit);
        }
        if line.categories.contains(&Category::Dps) {
            self.warn(at, column::CATEGORIES, Caution::NoPlace);
        }
        if line.soldier {
            self.warn(at, column::SOLDIER, Caution::NoPlace);
        }
    }
}

fn change(line: &RegistryLine, effects: Vec<Effect>) -> Change {
    Change { line: line.number, prison: line.prison.clone(), ecrou: line.ecrou.clone(), effects }
}

fn moved_release(moved: ReleaseMove, said: Option<Release>) -> Option<Effect> {
    match (moved, said) {
        (ReleaseMove::Set, Some(to)) => Some(Effect::ReleaseSet(to)),
        (ReleaseMove::Changed { from, hour }, Some(to)) => Some(Effect::ReleaseChanged { from: (from, hour), to }),
        (ReleaseMove::Cancelled { from, hour }, None) => Some(Effect::ReleaseCancelled((from, hour))),
        _ => None,
    }
}

/// The fields of identity, address and admission that the file tells otherwise. An empty cell says nothing, but a new address
/// without its commune is no longer in the former one.
fn corrections(
    holdings: &Holdings,
    person: Id<Person>,
    stay: Option<StayKey>,
    line: &RegistryLine,
) -> Result<Vec<Difference>, Error> {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let mut said = vec![
        (Field::FamilyName, text(&line.family_name)),
        (Field::GivenNames, text(&line.given_names)),
        (Field::Sex, text(&line.sex)),
        (Field::BirthDate, Some(Value::Date(line.birth))),
        (Field::AdmittedOn, Some(Value::Date(line.admitted_on))),
    ];
    for (field, value) in [
        (Field::UsageName, &line.usage_name),
        (Field::BirthPlace, &line.birth_place),
        (Field::Nationality, &line.nationality),
        (Field::DeclaredAddress, &line.address),
        (Field::DeclaredCommune, &line.commune),
    ] {
        if let Some(value) = value {
            said.push((field, text(value)));
        }
    }
    let mut found = holdings.differences(person, stay, &said)?;
    if line.commune.is_none() && found.iter().any(|difference| difference.field == Field::DeclaredAddress) {
        found.extend(holdings.differences(person, None, &[(Field::DeclaredCommune, None)])?);
    }
    Ok(found)
}
