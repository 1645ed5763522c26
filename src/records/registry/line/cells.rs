//! Rows with the number of the line on which they stand, and the cells of a row as values.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::{Date, Time};

use super::super::fault::{Fault, Wrong};
use super::{Category, RegistryLine, Who, column};
use crate::domain::value::{NoValue, Quantum, ValueKind};
use crate::domain::{Field, Id, Value};

/// The rows of a file, empty lines left out.
pub(super) struct Rows<'f> {
    content: &'f [u8],
    reader: csv::Reader<&'f [u8]>,
    /// Up to where lines were counted, and how many.
    counted: (usize, usize),
}

impl<'f> Rows<'f> {
    pub(super) fn of(content: &'f [u8]) -> Self {
        let reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_reader(content);
        Self { content, reader, counted: (0, 1) }
    }

    /// The line of a row: the reader's own count doesn't see the empty lines before it.
    fn line_at(&mut self, start: usize) -> usize {
        let start =
            self.content.iter().skip(start).position(|b| !matches!(b, b'\r' | b'\n')).map_or(start, |n| start + n);
        let (from, line) = self.counted;
        let passed = self.content.get(from..start).unwrap_or_default().iter().filter(|b| **b == b'\n').count();
        self.counted = (start.max(from), line + passed);
        self.counted.1
    }
}

impl Iterator for Rows<'_> {
    type Item = (usize, csv::ByteRecord);

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = csv::ByteRecord::new();
        // Reading from memory can't fail, and rows may have any number of cells.
        if !self.reader.read_byte_record(&mut row).unwrap_or(false) {
            return None;
        }
        let start = row.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        Some((self.line_at(start), row))
    }
}

/// The cells of one row; each fault goes to the list.
pub(super) struct Cells<'r> {
    at: usize,
    row: &'r csv::ByteRecord,
    places: &'r HashMap<&'static str, usize>,
    faults: &'r mut Vec<Fault>,
    before: usize,
}

impl<'r> Cells<'r> {
    pub(super) fn new(
        at: usize,
        row: &'r csv::ByteRecord,
        places: &'r HashMap<&'static str, usize>,
        faults: &'r mut Vec<Fault>,
    ) -> Self {
        let before = faults.len();
        Self { at, row, places, faults, before }
    }

    pub(super) fn fault(&mut self, column: &'static str, wrong: Wrong) {
        self.faults.push(Fault::new(self.at, column, wrong));
    }

    /// Whether nothing was wrong up to here.
    pub(super) fn is_good(&self) -> bool {
        self.faults.len() == self.before
    }

    /// The trimmed text of a cell; empty if the file has no such column.
    fn text(&mut self, column: &'static str) -> &'r str {
        let bytes = self.places.get(column).and_then(|place| self.row.get(*place)).unwrap_or_default();
        match std::str::from_utf8(bytes) {
            Ok(text) => text.trim(),
            Err(_) => {
                self.fault(column, Wrong::NotUtf8);
                ""
            }
        }
    }

    /// A value of that kind; nothing for an empty cell.
    fn maybe(&mut self, column: &'static str, kind: ValueKind) -> Option<Value> {
        match kind.parse(self.text(column)) {
            Ok(value) => Some(value),
            Err(NoValue::Empty) => None,
            Err(no) => {
                self.fault(column, Wrong::NoValue(no));
                None
            }
        }
    }

    fn needed(&mut self, column: &'static str, kind: ValueKind) -> Option<Value> {
        let before = self.faults.len();
        let value = self.maybe(column, kind);
        if value.is_none() && self.faults.len() == before {
            self.fault(column, Wrong::NoValue(NoValue::Empty));
        }
        value
    }

    fn field(&mut self, column: &'static str, field: Field) -> Option<String> {
        self.maybe(column, field.spec().kind).map(|value| value.code())
    }

    fn needed_field(&mut self, column: &'static str, field: Field) -> Option<String> {
        self.needed(column, field.spec().kind).map(|value| value.code())
    }

    fn date(&mut self, column: &'static str) -> Option<Date> {
        self.needed(column, ValueKind::Date).and_then(|value| as_date(&value))
    }

    fn quantum(&mut self) -> Option<Quantum> {
        match self.maybe(column::LONGEST, ValueKind::Quantum) {
            Some(Value::Quantum(quantum)) => Some(quantum),
            _ => None,
        }
    }

    /// A date, or a date-time.
    fn release(&mut self) -> Option<(Date, Option<Time>)> {
        let text = self.text(column::RELEASE);
        let (day, hour) = text.split_once('T').map_or((text, None), |(day, hour)| (day, Some(hour)));
        if text.is_empty() {
            return None;
        }
        let day = ValueKind::Date.parse(day).ok().and_then(|value| as_date(&value));
        let hour = hour.map(|hour| ValueKind::Hour.parse(hour));
        match (day, hour) {
            (Some(day), None) => Some((day, None)),
            (Some(day), Some(Ok(Value::Hour(hour)))) => Some((day, Some(hour))),
            _ => {
                self.fault(column::RELEASE, Wrong::DateTime);
                None
            }
        }
    }

    fn categories(&mut self) -> BTreeSet<Category> {
        let mut found = BTreeSet::new();
        let mut is_wrong = false;
        let text = self.text(column::CATEGORIES);
        for code in text.split(',').map(str::trim).filter(|_| !text.is_empty()) {
            match code {
                "TIS" => drop(found.insert(Category::Tis)),
                "RAD" => drop(found.insert(Category::Rad)),
                "DPS" => drop(found.insert(Category::Dps)),
                _ => is_wrong = true,
            }
        }
        if is_wrong {
            self.fault(column::CATEGORIES, Wrong::Category);
        }
        found
    }

    fn yes(&mut self, column: &'static str) -> bool {
        match self.text(column) {
            "" => false,
            "oui" => true,
            _ => {
                self.fault(column, Wrong::Yes);
                false
            }
        }
    }

    fn who(&mut self) -> Who {
        match self.text(column::PERSON) {
            "" => Who::Unsaid,
            "nouvelle" => Who::New,
            text => match Id::parse(text) {
                Some(person) => Who::Known(person),
                None => {
                    self.fault(column::PERSON, Wrong::Person);
                    Who::Unsaid
                }
            },
        }
    }

    /// Prison and number, where both can be read: each stands once in a file.
    pub(super) fn number(&self) -> Option<(String, String)> {
        let read = |column| -> Option<String> {
            let bytes = self.places.get(column).and_then(|place| self.row.get(*place))?;
            let text: String = std::str::from_utf8(bytes).ok()?.chars().filter(|c| !c.is_whitespace()).collect();
            (!text.is_empty()).then_some(text)
        };
        Some((read(column::PRISON)?, read(column::ECROU)?.to_uppercase()))
    }

    /// The line; nothing if a value is missing or none of its kind. What contradicts itself is told too.
    pub(super) fn line(&mut self) -> Option<RegistryLine> {
        let prison = self.needed_field(column::PRISON, Field::Place);
        let ecrou = self.needed_field(column::ECROU, Field::Ecrou);
        let family_name = self.needed_field(column::FAMILY_NAME, Field::FamilyName);
        let usage_name = self.field(column::USAGE_NAME, Field::UsageName);
        let given_names = self.needed_field(column::GIVEN_NAMES, Field::GivenNames);
        let birth = self.date(column::BIRTH);
        let birth_place = self.field(column::BIRTH_PLACE, Field::BirthPlace);
        let sex = self.needed_field(column::SEX, Field::Sex);
        let nationality = self.field(column::NATIONALITY, Field::Nationality);
        let address = self.field(column::ADDRESS, Field::DeclaredAddress);
        let commune = self.field(column::COMMUNE, Field::DeclaredCommune);
        let admitted_on = self.date(column::ADMITTED_ON);
        let longest_sentence = self.quantum();
        let sentence_ends_on = self.maybe(column::SENTENCE_END, ValueKind::Date).as_ref().and_then(as_date);
        let release = self.release();
        let reason = self.maybe(column::REASON, ValueKind::Text).map(|value| value.code());
        let categories = self.categories();
        let removal = self.yes(column::REMOVAL);
        let soldier = self.yes(column::SOLDIER);
        let who = self.who();

        let before_admission = |day: Option<Date>| day.zip(admitted_on).is_some_and(|(day, first)| day < first);
        if birth.zip(admitted_on).is_some_and(|(birth, first)| birth > first) {
            self.fault(column::BIRTH, Wrong::BirthAfterAdmission);
        }
        if before_admission(sentence_ends_on) {
            self.fault(column::SENTENCE_END, Wrong::EndBeforeAdmission);
        }
        if before_admission(release.map(|(day, _)| day)) {
            self.fault(column::RELEASE, Wrong::ReleaseBeforeAdmission);
        }
        Some(RegistryLine {
            number: self.at,
            prison: prison?,
            ecrou: ecrou?,
            family_name: family_name?,
            usage_name,
            given_names: given_names?,
            birth: birth?,
            birth_place,
            sex: sex?,
            nationality,
            address,
            commune,
            admitted_on: admitted_on?,
            longest_sentence,
            sentence_ends_on,
            release,
            reason,
            categories,
            removal,
            soldier,
            who,
        })
    }
}

fn as_date(value: &Value) -> Option<Date> {
    match value {
        Value::Date(date) => Some(*date),
        _ => None,
    }
}
