//! What a protocol says, once read: its heading and its cells.

use jiff::civil::Date;

use crate::domain::basis::Basis;
use crate::domain::{CommissionKind, DataCategory, Field, Function, Ground, InstitutionKind, Level, Phase, TieKind};

use super::adopter::AdopterRule;
use super::alert::AlertRule;
use super::conference::ConferenceRule;
use super::grantor::GrantorRule;
use super::journal_reader::JournalReaderRule;
use super::journal_retention::JournalRetention;
use super::predicate::Predicates;
use super::rhythm::RhythmRule;

/// One sentence of the agreement: who sees what, when, how much, and by which article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The institutions it speaks of.
    pub kinds: Vec<InstitutionKind>,
    /// The functions in them; empty: every function but technical administration, which is nobody's recipient.
    pub functions: Vec<Function>,
    /// The categories of data.
    pub categories: Vec<DataCategory>,
    /// The phases of the person's path.
    pub phases: Vec<Phase>,
    /// How much.
    pub level: Level,
    /// Whether they may also write.
    pub write: bool,
    /// Only these fields of the categories; empty: all of them.
    pub only: Vec<Field>,
    /// All of these must hold.
    pub when: Predicates,
    /// The ties that unlock it.
    pub through: Vec<TieKind>,
    /// Only for records that the reader's own institution owns.
    pub own_only: bool,
    /// What kind of authority the basis has for this recipient.
    pub ground: Ground,
    /// The article.
    pub basis: Basis,
    /// The protocol it stands in, as `id@version`.
    pub protocol: String,
    /// The line where it begins.
    pub line: usize,
    /// The lines of its parts, for faults.
    pub(in crate::protocol) lines: CellLines,
}

/// Where the parts of a cell stand in its text; an absent part stands where the cell begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::protocol) struct CellLines {
    pub(in crate::protocol) categories: usize,
    pub(in crate::protocol) level: usize,
    pub(in crate::protocol) write: usize,
    pub(in crate::protocol) only: usize,
    pub(in crate::protocol) through: usize,
    pub(in crate::protocol) own_only: usize,
    pub(in crate::protocol) ground: usize,
    pub(in crate::protocol) basis: usize,
}

impl Cell {
    /// The fields that it gives, in the catalogue's order.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        Field::ALL
            .iter()
            .copied()
            .filter(|field| self.categories.contains(&field.spec().category))
            .filter(|field| self.only.is_empty() || self.only.contains(field))
    }

    /// The functions that it opens to, written out.
    pub fn open_to(&self) -> impl Iterator<Item = Function> {
        Function::ALL.iter().copied().filter(|function| {
            if self.functions.is_empty() {
                *function != Function::Administrator
            } else {
                self.functions.contains(function)
            }
        })
    }
}

/// Where a protocol reigns. From broad to narrow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Everywhere.
    National,
    /// In one inter-region of the prison administration.
    InterRegion(String),
    /// In one département (code).
    Departement(String),
    /// In the exchanges of a commission.
    Commission(CommissionKind),
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::National => f.write_str("national"),
            Self::InterRegion(name) => write!(f, "inter-region {name}"),
            Self::Departement(code) => write!(f, "département {code}"),
            Self::Commission(commission) => write!(f, "commission {}", commission.code()),
        }
    }
}

/// A protocol as signed: heading and cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protocol {
    /// Its name in the journal: lower-case letters, digits, hyphens.
    pub id: String,
    /// Its title, in French.
    pub title: String,
    /// Its version, from 1.
    pub version: u32,
    /// Where it reigns.
    pub scope: Scope,
    /// Its first day.
    pub valid_from: Date,
    /// Its last day, if it has one.
    pub valid_to: Option<Date>,
    /// Who signed.
    pub signatories: Vec<String>,
    /// Whether it is the ceiling: what the texts allow, which nothing exceeds.
    pub ceiling: bool,
    /// The protocol whose cells it takes over (the ceiling's id).
    pub inherits: Option<String>,
    /// The act which authorises its `practice` cells.
    pub authorising_act: Option<String>,
    /// Its own cells.
    pub cells: Vec<Cell>,
    /// Whom it has told of a release.
    pub alerts: Vec<AlertRule>,
    /// How often the commissions that it speaks of review a case.
    pub rhythms: Vec<RhythmRule>,
    /// How long their items stay open.
    pub conferences: Vec<ConferenceRule>,
    /// Who reads the journal.
    pub journal_readers: Vec<JournalReaderRule>,
    /// How long it is kept.
    pub journal_retention: Vec<JournalRetention>,
    /// Who grants clearances.
    pub grantors: Vec<GrantorRule>,
    /// Who may adopt protocols, where it says so.
    pub adopters: Vec<AdopterRule>,
    /// The line of its scope.
    pub(in crate::protocol) scope_line: usize,
    /// The line of `inherits`.
    pub(in crate::protocol) inherits_line: usize,
}

impl Protocol {
    /// As the journal names it: `id@version`.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    /// Whether it is in force on that day.
    #[must_use]
    pub fn is_in_force_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// Whether the two are ever in force on the same day.
    pub(in crate::protocol) fn overlaps(&self, other: &Self) -> bool {
        self.valid_from <= other.valid_to.unwrap_or(Date::MAX) && other.valid_from <= self.valid_to.unwrap_or(Date::MAX)
    }
}
