//! The CSV into typed lines. Pure; nothing stops at the first fault.

mod cells;

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use self::cells::Cells;
use super::fault::{Fault, Wrong};
use crate::domain::value::Quantum;
use crate::domain::{Id, Person};

/// The most that a file may weigh.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;

/// The most lines that a file may have, its header included.
pub const MOST_LINES: usize = 200_000;

/// The names of the columns.
#[expect(missing_docs, reason = "named alike in the header of the file")]
pub mod column {
    pub const PRISON: &str = "etablissement";
    pub const ECROU: &str = "ecrou";
    pub const FAMILY_NAME: &str = "nom";
    pub const USAGE_NAME: &str = "nom_usage";
    pub const GIVEN_NAMES: &str = "prenoms";
    pub const BIRTH: &str = "naissance";
    pub const BIRTH_PLACE: &str = "lieu_naissance";
    pub const SEX: &str = "sexe";
    pub const NATIONALITY: &str = "nationalite";
    pub const ADDRESS: &str = "adresse";
    pub const COMMUNE: &str = "commune_insee";
    pub const ADMITTED_ON: &str = "ecroue_le";
    pub const LONGEST: &str = "peine_max";
    pub const SENTENCE_END: &str = "fin_de_peine";
    pub const RELEASE: &str = "liberation_prevue";
    pub const REASON: &str = "motif";
    pub const CATEGORIES: &str = "categories";
    pub const REMOVAL: &str = "eloignement";
    pub const SOLDIER: &str = "militaire";
    /// Optional: who the line is about, where it resembles somebody.
    pub const PERSON: &str = "personne";
    /// Not a column: the whole file.
    pub const FILE: &str = "file";
    /// Not a column: the whole line.
    pub const LINE: &str = "line";

    /// Those that every file has, in their usual order.
    pub const ALL: [&str; 19] = [
        PRISON,
        ECROU,
        FAMILY_NAME,
        USAGE_NAME,
        GIVEN_NAMES,
        BIRTH,
        BIRTH_PLACE,
        SEX,
        NATIONALITY,
        ADDRESS,
        COMMUNE,
        ADMITTED_ON,
        LONGEST,
        SENTENCE_END,
        RELEASE,
        REASON,
        CATEGORIES,
        REMOVAL,
        SOLDIER,
    ];
}

/// What a prison says of somebody beside the register proper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Detained for acts of Islamist terrorism.
    Tis,
    /// Common-law prisoner known for radicalisation.
    Rad,
    /// Prisoner under special watch.
    Dps,
}

/// Whom a line says that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Nothing is said.
    Unsaid,
    /// This person of the hub.
    Known(Id<Person>),
    /// Somebody new, whoever the line resembles.
    New,
}

/// One line without a fault of its own.
#[derive(Clone)]
pub struct RegistryLine {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Code of the prison.
    pub prison: String,
    /// Number in its register.
    pub ecrou: String,
    /// Family name.
    pub family_name: String,
    /// Name in use.
    pub usage_name: Option<String>,
    /// Given names.
    pub given_names: String,
    /// Day of birth.
    pub birth: Date,
    /// Place of birth.
    pub birth_place: Option<String>,
    /// Code of the sex.
    pub sex: String,
    /// Nationality.
    pub nationality: Option<String>,
    /// Declared address.
    pub address: Option<String>,
    /// Its commune (INSEE code).
    pub commune: Option<String>,
    /// First day of the stay.
    pub admitted_on: Date,
    /// The longest single sentence.
    pub longest_sentence: Option<Quantum>,
    /// Its end.
    pub sentence_ends_on: Option<Date>,
    /// The release: day, and hour at the prison where it is known.
    pub release: Option<(Date, Option<Time>)>,
    /// Why that date.
    pub reason: Option<String>,
    /// TIS, RAD, DPS.
    pub categories: BTreeSet<Category>,
    /// Whether a removal measure exists.
    pub removal: bool,
    /// Whether the person is a soldier.
    pub soldier: bool,
    /// Who it is.
    pub who: Who,
}

impl fmt::Debug for RegistryLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegistryLine({})", self.number)
    }
}

impl RegistryLine {
    /// Whether the release falls into the hour that the change to summer time skips in that zone.
    #[must_use]
    pub fn is_skipped(&self, zone: &TimeZone) -> bool {
        let Some((day, Some(hour))) = self.release else { return false };
        let at = DateTime::from_parts(day, hour);
        matches!(zone.to_ambiguous_timestamp(at).offset(), AmbiguousOffset::Gap { .. })
    }
}

/// The good lines of a file, and what is wrong with the others.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Lines without a fault of their own, in order.
    pub lines: Vec<RegistryLine>,
    /// Every fault, in order.
    pub faults: Vec<Fault>,
}

/// Reads a file.
#[must_use]
pub fn parse(content: &[u8]) -> Parsed {
    let mut parsed = Parsed::default();
    if content.len() > MOST_BYTES {
        parsed.faults.push(Fault::of_file(1, Wrong::TooLarge));
        return parsed;
    }
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let mut rows = cells::Rows::of(content);
    let Some((at, header)) = rows.next() else {
        parsed.faults.push(Fault::of_file(1, Wrong::Empty));
        return parsed;
    };
    let Some(places) = places(at, &header, &mut parsed.faults) else { return parsed };
    let mut numbers: HashMap<(String, String), usize> = HashMap::new();
    let mut is_empty = true;
    for (at, row) in rows {
        if at > MOST_LINES {
            parsed.faults.push(Fault::of_file(at, Wrong::TooManyLines));
            return parsed;
        }
        is_empty = false;
        if row.len() != places.len() {
            let wrong = Wrong::Cells { found: row.len(), expected: places.len() };
            parsed.faults.push(Fault::new(at, column::LINE, wrong));
            continue;
        }
        let mut cells = Cells::new(at, &row, &places, &mut parsed.faults);
        let line = cells.line();
        if let Some((prison, ecrou)) = cells.number() {
            match numbers.get(&(prison.clone(), ecrou.clone())) {
                Some(first) => cells.fault(column::ECROU, Wrong::SameNumber(*first)),
                None => drop(numbers.insert((prison, ecrou), at)),
            }
        }
        parsed.lines.extend(line.filter(|_| cells.is_good()));
    }
    if is_empty {
        parsed.faults.push(Fault::of_file(1, Wrong::Empty));
    }
    parsed
}

/// Where each column stands; nothing if the header can't be used.
fn places(at: usize, header: &csv::ByteRecord, faults: &mut Vec<Fault>) -> Option<HashMap<&'static str, usize>> {
    let before = faults.len();
    let known = |name: &str| column::ALL.iter().chain(&[column::PERSON]).find(|known| **known == name).copied();
    let names: Vec<Option<&str>> = header.iter().map(|name| std::str::from_utf8(name).ok().map(str::trim)).collect();
    // Without a header, the first line is about somebody: its cells are not repeated.
    let is_header = names.iter().flatten().filter(|name| known(name).is_some()).count() * 2 > names.len();
    let mut places = HashMap::new();
    for (place, name) in names.iter().enumerate() {
        let called = |name: &str| if is_header { name.to_owned() } else { format!("column {}", place + 1) };
        match name {
            None => {
                faults.push(Fault { line: at, column: format!("column {}", place + 1).into(), wrong: Wrong::NotUtf8 })
            }
            Some(name) => match known(name) {
                None => faults.push(Fault { line: at, column: called(name).into(), wrong: Wrong::UnknownColumn }),
                Some(known) if places.insert(known, place).is_some() => {
                    faults.push(Fault::new(at, known, Wrong::DuplicatedColumn));
                }
                Some(_) => {}
            },
        }
    }
    for missing in column::ALL.iter().filter(|name| !places.contains_key(*name)) {
        faults.push(Fault::new(at, missing, Wrong::MissingColumn));
    }
    (faults.len() == before).then_some(places)
}

#[cfg(test)]
mod tests;
