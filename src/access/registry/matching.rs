//! Whom a line of a registry's file is about.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::super::search::{SearchKeys, sounding_like, sounds};
use super::held::{Holdings, StayKey, number};
use crate::db::personal::Opaque;
use crate::db::{AnyConnection, Error};
use crate::domain::{Id, Institution, Person};

/// A line of the file, as far as it says whom it is about.
#[derive(Clone, Copy)]
pub struct Entry<'l> {
    /// Whose register.
    pub prison: Id<Institution>,
    /// The number in it.
    pub ecrou: &'l str,
    /// First day of the stay.
    pub admitted_on: Date,
    /// Whom the line names as somebody known.
    pub named: Option<Id<Person>>,
    /// Whether the line says that this is somebody new, whoever it resembles.
    pub is_new: bool,
    /// Family name.
    pub family_name: &'l str,
    /// Name in use.
    pub usage_name: Option<&'l str>,
    /// Given names.
    pub given_names: &'l str,
    /// Day of birth.
    pub birth: Date,
}

impl std::fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entry(..)")
    }
}

/// Whom it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Somebody held under that number.
    Stay {
        /// The open stay.
        stay: StayKey,
        /// Who.
        person: Id<Person>,
        /// Whether day of birth or name agree: else the number is somebody else's.
        is_alike: bool,
    },
    /// Somebody whose stay under that number has ended.
    Ended(Id<Person>),
    /// Somebody known, whom the line names; a new stay.
    Named {
        /// Who.
        person: Id<Person>,
        /// Whether day of birth or name agree.
        is_alike: bool,
    },
    /// The line names somebody whom the hub doesn't know.
    NoSuchPerson,
    /// Nobody under that number; these people were born on that day and their names sound like it.
    Resembles(Vec<Id<Person>>),
    /// Nobody under that number; an earlier line of the file (its place in the list) is about somebody who was born on that
    /// day and whose name sounds like it.
    ResemblesEntry(usize),
    /// Nobody.
    Nobody,
}

/// How the names of somebody sound.
struct Voice {
    family: Vec<Opaque>,
    given: Vec<Opaque>,
}

impl Voice {
    fn of(keys: &SearchKeys, family: &str, usage: Option<&str>, given: &str) -> Self {
        let mut names = sounds(keys, family);
        names.extend(usage.into_iter().flat_map(|name| sounds(keys, name)));
        Self { family: names, given: sounds(keys, given) }
    }

    fn is_like(&self, other: &Self) -> bool {
        let shares = |a: &[Opaque], b: &[Opaque]| a.iter().any(|token| b.contains(token));
        shares(&self.family, &other.family) && shares(&self.given, &other.given)
    }
}

/// Finds whom each line is about, and reads what is held of them: the answers are in the order of the lines.
///
/// # Errors
/// The database can't be read.
pub(super) fn match_all(
    connection: &mut AnyConnection,
    keys: &SearchKeys,
    entries: &[Entry<'_>],
) -> Result<(Holdings, Vec<Found>), Error> {
    let prisons: Vec<Id<Institution>> =
        entries.iter().map(|entry| entry.prison).collect::<HashSet<_>>().into_iter().collect();
    let numbers: HashSet<_> = entries.iter().map(|entry| (entry.prison, number(entry.ecrou))).collect();
    let mut holdings = Holdings::of_numbers(connection, &prisons, &numbers)?;
    let mut stays: HashMap<(Id<Institution>, String), Vec<StayKey>> = HashMap::new();
    for (place, stay) in holdings.stays.iter().enumerate() {
        stays.entry((stay.prison, stay.number()?)).or_default().push(StayKey(place));
    }

    // Those who may be meant by a line about nobody under that number.
    let mut alike: HashMap<(Opaque, Opaque), Vec<Id<Person>>> = HashMap::new();
    let mut concerned: HashSet<Id<Person>> = holdings.stays.iter().map(|stay| stay.person).collect();
    let mut voices = Vec::with_capacity(entries.len());
    for entry in entries {
        concerned.extend(entry.named);
        let voice = Voice::of(keys, entry.family_name, entry.usage_name, entry.given_names);
        let known = stays.get(&(entry.prison, number(entry.ecrou)));
        let mut heard = Vec::new();
        if known.is_none_or(|known| known.iter().all(|key| holdings.stays[key.0].is_ended()))
            && entry.named.is_none()
            && !entry.is_new
        {
            for pair in voice.family.iter().flat_map(|f| voice.given.iter().map(move |g| (f, g))) {
                let pair = (pair.0.clone(), pair.1.clone());
                if !alike.contains_key(&pair) {
                    let found = sounding_like(connection, &pair.0, &pair.1)?;
                    alike.insert(pair.clone(), found);
                }
                heard.extend(alike.get(&pair).into_iter().flatten().copied());
            }
        }
        concerned.extend(&heard);
        voices.push((voice, heard));
    }
    holdings.add_people(connection, &concerned)?;

    let mut newcomers: HashMap<Date, Vec<usize>> = HashMap::new();
    let mut answers = Vec::with_capacity(entries.len());
    for (place, (entry, (voice, heard))) in entries.iter().zip(&voices).enumerate() {
        let is_alike = |person| -> Result<bool, Error> {
            if holdings.is_born_on(person, entry.birth)? {
                return Ok(true);
            }
            let Some([Some(family), usage, Some(given)]) = holdings.names(person)? else { return Ok(false) };
            Ok(voice.is_like(&Voice::of(keys, family, usage, given)))
        };
        let known = stays.get(&(entry.prison, number(entry.ecrou))).map_or(&[][..], Vec::as_slice);
        if let Some(stay) = known.iter().find(|key| !holdings.stays[key.0].is_ended()) {
            let person = holdings.stays[stay.0].person;
            answers.push(Found::Stay { stay: *stay, person, is_alike: is_alike(person)? });
            continue;
        }
        let mut ended = None;
        for key in known {
            let stay = &holdings.stays[key.0];
            if stay.was_admitted_on(entry.admitted_on)? {
                ended = Some(stay.person);
            }
        }
        if let Some(person) = ended {
            answers.push(Found::Ended(person));
            continue;
        }
        if let Some(person) = entry.named {
            answers.push(if holdings.knows(person) {
                Found::Named { person, is_alike: is_alike(person)? }
            } else {
                Found::NoSuchPerson
            });
            continue;
        }
        let mut resembled: Vec<Id<Person>> = Vec::new();
        for person in heard {
            if !resembled.contains(person) && holdings.is_born_on(*person, entry.birth)? {
                resembled.push(*person);
            }
        }
        let others = newcomers.entry(entry.birth).or_default();
        let double = others.iter().find(|other| voices[**other].0.is_like(voice)).copied();
        others.push(place);
        answers.push(match double {
            _ if !resembled.is_empty() => Found::Resembles(resembled),
            Some(other) if !entry.is_new => Found::ResemblesEntry(other),
            _ => Found::Nobody,
        });
    }
    Ok((holdings, answers))
}
