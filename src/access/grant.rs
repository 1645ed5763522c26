//! A decision in one's favour, for one person: what opens sealed rows.

use std::cell::RefCell;
use std::sync::Arc;

use crate::domain::{DataCategory, Field, FileRegime, Handling, Id, Institution, InstitutionKind, Level, Person, TieKind};
use crate::protocol::{Agreement, Decision, Predicate, Relation, Right, SubjectFacts};

use super::payload::SealedPayload;
use super::sealed::Sealed;
use super::standing::Standing;
use super::view::{Cell, Content, Shown, View};
use crate::db::Error;
use crate::domain::catalogue::{BANNER, FieldTag};

/// What a row says of itself before anything in it is opened.
#[derive(Debug)]
pub struct Shelter<'r> {
    /// Whom it is about.
    pub person: Id<Person>,
    /// Its identifier.
    pub row: &'r str,
    /// Its version.
    pub version: i32,
    /// Its category, where it is a record of one.
    pub category: Option<DataCategory>,
    /// The service that it belongs to; none for the shared typed tables.
    pub owner: Option<Id<Institution>>,
    /// Its author, name and quality.
    pub author: Option<&'r str>,
    /// When it was written.
    pub recorded_at: Option<jiff::Timestamp>,
    /// The author's restriction.
    pub handling: Handling,
    /// Whether it is over and done with: a stay before the last one. A notice is about what is to come.
    pub is_past: bool,
}

/// A row that holds personal data. Rows are private to `records`; only views leave it.
pub trait SealedRow {
    /// What it says of itself.
    fn shelter(&self) -> Shelter<'_>;
    /// Hands every sealed value to the grant, in the catalogue's order.
    fn unveil(&self, unveil: &mut Unveil<'_>);
}

/// Walks the cells of one row.
#[derive(Debug)]
pub struct Unveil<'g> {
    grant: &'g Grant,
    relation: Relation,
    limit: Option<Handling>,
    row: &'g str,
    is_past: bool,
    is_record: bool,
    cells: Vec<Cell>,
    highest: Level,
}

impl Unveil<'_> {
    /// A column that always holds something.
    pub fn column<F: FieldTag>(&mut self, sealed: &Sealed<F>) {
        self.cell(F::FIELD, || F::FIELD.spec().kind.parse(sealed.open()).ok());
    }

    /// A column that may be empty.
    pub fn optional<F: FieldTag>(&mut self, sealed: Option<&Sealed<F>>) {
        self.cell(F::FIELD, || sealed.and_then(|s| F::FIELD.spec().kind.parse(s.open()).ok()));
    }

    /// A record's payload: every field that a record of its category may hold, and those of other categories that it holds.
    pub fn payload(&mut self, category: DataCategory, payload: &SealedPayload) {
        let mut values = payload.open();
        for field in Field::of(category).filter(|field| field.is_of_records()) {
            let value = values.remove(&field);
            self.cell(field, || value);
        }
        for (field, value) in values {
            // A field that names another category takes the rule of that category.
            self.cell(field, || Some(value));
        }
    }

    /// One value of a payload: a former or a new one, in the history of a field.
    pub fn single(&mut self, field: Field, payload: Option<&SealedPayload>) {
        self.cell(field, || payload.and_then(|payload| payload.open().remove(&field)));
    }

    fn right(&self, field: Field) -> Right {
        let mut right = self.grant.decision.right(field, self.relation);
        // No record without its bearer: the name shows on the person's own row, which no notice is about.
        if !BANNER.contains(&field) && !self.answers_the_notice(right) {
            return Right { level: Level::None, write: false, cell: None };
        }
        if let Some(handling) = &self.limit {
            right.level = match self.relation {
                Relation::Other => handling.limit(right.level, self.grant.kind, self.grant.institution),
                // Its author addressed it to this service: the audience is met, the cap still holds.
                Relation::Communicated => right.level.min(handling.cap.max(Level::Summary)),
                Relation::Own => right.level,
            };
        }
        right
    }

    /// A record is corrected by the service that wrote it; shared facts by whom the protocol lets.
    fn may_correct(&self, right: Right) -> bool {
        right.write && (!self.is_record || self.relation == Relation::Own)
    }

    /// A cell chooses fields; a notice is about one row. What a leave opens is opened of that leave alone, and what a
    /// coming release opens is not opened of former stays.
    fn answers_the_notice(&self, right: Right) -> bool {
        let Some(rule) = right.cell else { return true };
        let cell = self.grant.agreement.cell(rule);
        if !cell.through.contains(&TieKind::Territory) {
            return true;
        }
        if cell.when.contains(Predicate::Leave) {
            return self.grant.leaves.iter().any(|leave| leave == self.row);
        }
        !self.is_past
    }

    fn cell(&mut self, field: Field, value: impl FnOnce() -> Option<crate::domain::Value>) {
        let right = self.right(field);
        self.highest = self.highest.max(right.level);
        if right.level < Level::Summary {
            return;
        }
        let visible = right.level >= field.spec().lowest;
        let content = if visible {
            self.grant.saw(field, right);
            value().map_or(Content::Empty, |value| Content::Shown(Shown::new(field, value)))
        } else {
            Content::Withheld(right.level)
        };
        self.cells.push(Cell { field, content, writable: visible && self.may_correct(right), rule: right.cell });
    }
}

#[derive(Debug, Default)]
pub(in crate::access) struct Seen {
    pub(in crate::access) levels: Vec<(DataCategory, Level)>,
    pub(in crate::access) rules: Vec<u16>,
}

/// Proof that a decision was taken for this reader and this person, in the snapshot being read.
#[derive(Debug)]
pub struct Grant {
    pub(in crate::access) subject: Id<Person>,
    pub(in crate::access) institution: Id<Institution>,
    pub(in crate::access) kind: InstitutionKind,
    pub(in crate::access) decision: Decision,
    pub(in crate::access) agreement: Arc<Agreement>,
    pub(in crate::access) facts: SubjectFacts,
    pub(in crate::access) tie: TieKind,
    pub(in crate::access) leaves: Vec<String>,
    pub(in crate::access) standing: Standing,
    pub(in crate::access) seen: RefCell<Seen>,
}

impl Grant {
    /// Whom it is for: queries take the identifier from here and from nowhere else.
    #[must_use]
    pub const fn subject(&self) -> Id<Person> {
        self.subject
    }

    /// The phase and the fact that it follows from.
    #[must_use]
    pub const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The closest tie on which it rests.
    #[must_use]
    pub const fn tie(&self) -> TieKind {
        self.tie
    }

    /// Whether the reader may see this field of a row that isn't his own service's.
    #[must_use]
    pub fn shows(&self, field: Field) -> bool {
        self.decision.shows(field, Relation::Other)
    }

    /// Whether the reader's service may write new records of this category.
    #[must_use]
    pub fn may_write(&self, category: DataCategory) -> bool {
        self.decision.may_write(category).is_some()
    }

    /// The highest level that the reader has in a category, for records of others.
    #[must_use]
    pub fn level(&self, category: DataCategory) -> Level {
        self.decision.category_level(category, Relation::Other)
    }

    /// What the reader may see of a row; `None` where not even that it exists.
    ///
    /// # Errors
    /// The row is about somebody else: a query took its identifier from elsewhere.
    pub fn view(&self, row: &impl SealedRow) -> Result<Option<View>, Error> {
        let shelter = row.shelter();
        if shelter.person != self.subject {
            return Err(Error::Damaged("a row of another person reached a grant"));
        }
        let relation = self.relation(shelter.owner, shelter.row);
        let limit = (shelter.handling != Handling::OPEN).then(|| shelter.handling.clone());
        let mut unveil = Unveil {
            grant: self,
            relation,
            limit,
            row: shelter.row,
            is_past: shelter.is_past,
            is_record: shelter.category.is_some(),
            cells: Vec::with_capacity(16),
            highest: Level::None,
        };
        row.unveil(&mut unveil);
        let (highest, cells) = (unveil.highest, unveil.cells);
        if highest == Level::None {
            return Ok(None);
        }
        let existence_only = cells.is_empty();
        if existence_only {
            if let Some(category) = shelter.category {
                self.saw_existence(category);
            }
            // A typed row of the shared tables has no category to ask about: its existence alone says nothing.
            if shelter.category.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(View {
            row: if existence_only { String::new() } else { shelter.row.to_owned() },
            version: if existence_only { 0 } else { shelter.version },
            category: shelter.category,
            owner: shelter.owner,
            author: shelter.author.filter(|_| !existence_only).map(str::to_owned),
            recorded_at: shelter.recorded_at.filter(|_| !existence_only),
            cap: (!existence_only && shelter.handling.cap < Level::Full).then_some(shelter.handling.cap),
            existence_only,
            cells,
        }))
    }

    pub(in crate::access) fn relation(&self, owner: Option<Id<Institution>>, row: &str) -> Relation {
        if owner == Some(self.institution) {
            Relation::Own
        } else if self.decision.communicates(row) {
            Relation::Communicated
        } else {
            Relation::Other
        }
    }

    fn saw(&self, field: Field, right: Right) {
        let mut seen = self.seen.borrow_mut();
        let category = field.spec().category;
        match seen.levels.iter_mut().find(|(known, _)| *known == category) {
            Some((_, level)) => *level = (*level).max(right.level),
            None => seen.levels.push((category, right.level)),
        }
        if let Some(rule) = right.cell
            && !seen.rules.contains(&rule)
        {
            seen.rules.push(rule);
        }
    }

    fn saw_existence(&self, category: DataCategory) {
        let mut seen = self.seen.borrow_mut();
        if !seen.levels.iter().any(|(known, _)| *known == category) {
            seen.levels.push((category, Level::Existence));
        }
    }

    /// The regimes under which something was seen.
    pub(in crate::access) fn regimes(&self) -> Vec<FileRegime> {
        let mut regimes = Vec::new();
        for rule in &self.seen.borrow().rules {
            let regime = self.agreement.cell(*rule).basis.regime;
            if !regimes.contains(&regime) {
                regimes.push(regime);
            }
        }
        regimes
    }
}
