//! What is wrong with a file, and what the hub can't make use of: with the line and the column.

use std::borrow::Cow;
use std::fmt;

use super::line::column;
use crate::domain::value::NoValue;
use crate::domain::{Id, Person};

/// Something wrong in one place of the file. Whoever reads it has the file: what it says is not repeated here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1, the header's.
    pub line: usize,
    /// The column, by its name; `file` or `line` where it is the whole.
    pub column: Cow<'static, str>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// Nothing in it.
    Empty,
    /// More than 20 MiB.
    TooLarge,
    /// More than 200,000 lines.
    TooManyLines,
    /// The header lacks this column.
    MissingColumn,
    /// The header names a column that there isn't.
    UnknownColumn,
    /// The header names this column twice.
    DuplicatedColumn,
    /// Too many or too few cells.
    Cells {
        /// How many there are.
        found: usize,
        /// How many the header names.
        expected: usize,
    },
    /// No value of the column's kind.
    NoValue(NoValue),
    /// Neither a date nor a date-time.
    DateTime,
    /// An hour that the change to summer time skips in the prison's zone.
    SkippedHour,
    /// Something else than `TIS`, `RAD` or `DPS`.
    Category,
    /// Something else than `oui` or nothing.
    Yes,
    /// Neither an identifier nor `nouvelle`.
    Person,
    /// The release comes before the admission.
    ReleaseBeforeAdmission,
    /// The birth comes after the admission.
    BirthAfterAdmission,
    /// The sentence ends before the admission.
    EndBeforeAdmission,
    /// The admission is still to come.
    AdmissionToCome,
    /// The same number of the same prison stands on this line already.
    SameNumber(usize),
    /// The same person stands on this line already.
    SamePerson(usize),
    /// No prison has this code.
    UnknownPrison,
    /// A prison, but not that of who brings the file.
    AnotherPrison,
    /// Nobody has this identifier.
    NoSuchPerson,
    /// The number is held by somebody with another name and another day of birth.
    SomebodyElse,
    /// The person named has another name and another day of birth, or the number is somebody else's.
    NotThatPerson,
    /// Somebody known was born on that day and has a name that sounds like it.
    Resembles(Vec<Id<Person>>),
    /// The person of this line was born on that day and has a name that sounds like it.
    ResemblesLine(usize),
}

impl Fault {
    /// A fault of one column.
    #[must_use]
    pub const fn new(line: usize, column: &'static str, wrong: Wrong) -> Self {
        Self { line, column: Cow::Borrowed(column), wrong }
    }

    /// A fault of the whole file.
    #[must_use]
    pub const fn of_file(line: usize, wrong: Wrong) -> Self {
        Self::new(line, column::FILE, wrong)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.line, self.column, self.wrong)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "not UTF-8: save the file as UTF-8",
            Self::Empty => "the file is empty: it needs a header line and at least one line",
            Self::TooLarge => "the file has more than 20 MiB: cut it in several",
            Self::TooManyLines => "the file has more than 200,000 lines: cut it in several",
            Self::MissingColumn => "this column is missing in the header",
            Self::UnknownColumn => "there is no such column",
            Self::DuplicatedColumn => "this column is named twice in the header",
            Self::Cells { found, expected } => {
                return write!(f, "{found} cells where the header has {expected} columns");
            }
            Self::NoValue(no) => match no {
                NoValue::Empty => "a value is needed",
                NoValue::TooLong => "too long",
                NoValue::Date => "not a date AAAA-MM-JJ from 1900 to 2199, or no such day",
                NoValue::Choice => "not one of F, M, X",
                NoValue::Quantum => "not an ISO 8601 duration of years, months and days, such as P3Y",
                NoValue::Commune => "not an INSEE code of a commune: five characters, such as 59350",
                NoValue::Control => "control characters or line breaks inside the cell",
                NoValue::Hour => "not an hour HH:MM",
                NoValue::Instant | NoValue::Days => "not a value of this column",
            },
            Self::DateTime => "not a date AAAA-MM-JJ nor a date-time AAAA-MM-JJTHH:MM, or no such day or hour",
            Self::SkippedHour => "this hour doesn't exist in the prison's zone: the change to summer time skips it",
            Self::Category => "not several of TIS, RAD, DPS separated by commas",
            Self::Yes => "neither `oui` nor empty",
            Self::Person => "neither the 26 letters and digits of a person nor `nouvelle`",
            Self::ReleaseBeforeAdmission => "the release comes before the admission",
            Self::BirthAfterAdmission => "the birth comes after the admission",
            Self::EndBeforeAdmission => "the sentence ends before the admission",
            Self::AdmissionToCome => "the admission is still to come: it is registered once it has happened",
            Self::SameNumber(line) => return write!(f, "the same number of the same prison stands on line {line}"),
            Self::SamePerson(line) => return write!(f, "the same person stands on line {line}"),
            Self::UnknownPrison => "no prison is known by this code",
            Self::AnotherPrison => "not the prison of who brings the file",
            Self::NoSuchPerson => "nobody is known by this identifier",
            Self::SomebodyElse => {
                "this number is held by somebody with another name and another day of birth: check it, or name that \
                 person in the column `personne`"
            }
            Self::NotThatPerson => "not the person named in the column `personne`: neither name nor day of birth agree",
            Self::Resembles(people) => {
                f.write_str("resembles somebody known (")?;
                for (n, person) in people.iter().enumerate() {
                    if n > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{person}")?;
                }
                return f.write_str("): write that reference, or `nouvelle`, in the column `personne`");
            }
            Self::ResemblesLine(line) => {
                return write!(f, "resembles the person of line {line}: write `nouvelle` in the column `personne`");
            }
        })
    }
}

/// Something in the file that changes nothing, or not all that it could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: &'static str,
    /// What.
    pub caution: Caution,
}

/// What the hub can't make use of, or what whoever brings the file should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caution {
    /// No service is known to be competent for that commune.
    NoTerritory,
    /// An address without its commune: no service can be told of the release.
    NoCommune,
    /// The hub has no place for this yet.
    NoPlace,
    /// No prison-intelligence unit is attached to the prison.
    NoUnit,
    /// An end of sentence without a length.
    NoLength,
    /// The person has an open stay in another prison.
    HeldElsewhere,
    /// The stay has ended: the line changes nothing.
    Ended,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: warning: {}", self.line, self.column, self.caution)
    }
}

impl fmt::Display for Caution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoTerritory => "no service is known to be competent for this commune: nobody there can be told",
            Self::NoCommune => "an address without its commune: no service there can be told",
            Self::NoPlace => "read, but the hub has no place for it yet",
            Self::NoUnit => "no prison-intelligence unit is attached to this prison: nobody follows this person for it",
            Self::NoLength => "an end of sentence without its length (`peine_max`): not kept",
            Self::HeldElsewhere => "this person has an open stay in another prison, which stays open",
            Self::Ended => "this stay has ended: the line changes nothing",
        })
    }
}
