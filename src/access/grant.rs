//! A decision in one's favour, for one person: what opens sealed rows.

use std::cell::RefCell;
use std::sync::Arc;

use crate::domain::{
    AgendaItem, DataCategory, Field, FileRegime, Handling, Id, Institution, InstitutionKind, Level, Person, Tie,
    TieKind,
};
use crate::protocol::{Agreement, Decision, Predicate, Relation, Right, SubjectFacts};

use super::door::Door;
use super::payload::SealedPayload;
use super::reader::Reader;
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
    /// The item of an agenda that it was written for: then it is shown at that table alone.
    pub item: Option<&'r str>,
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
    has_owner: bool,
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
            let value = values.iter().position(|(known, _)| *known == field).map(|at| values.remove(at).1);
            self.cell(field, || value);
        }
        for (field, value) in values {
            // A field that names another category takes the rule of that category.
            self.cell(field, || Some(value));
        }
    }

    /// One value of a payload: a former or a new one, in the history of a field.
    pub fn single(&mut self, field: Field, payload: Option<&SealedPayload>) {
        self.cell(field, || payload.and_then(|payload| payload.get(field)));
    }

    fn right(&self, field: Field) -> Right {
        let mut right = self.grant.decision.right(field, self.relation);
        if !self.answers_the_notice(field, right) {
            return Right { level: Level::None, write: false, cell: None };
        }
        if self.limit.is_none() && self.relation == Relation::Other && is_note(field) && right.level == Level::Existence
        {
            // That a note exists is told only where its author says so: by a restriction that names how much.
            right.level = Level::None;
        }
        if let Some(handling) = &self.limit {
            right.level = match self.relation {
                Relation::Other | Relation::AtTheTable => {
                    handling.limit(right.level, self.grant.kind, self.grant.institution)
                }
                // Its author addressed it to this service: the audience is met; a summary at least was meant to be read.
                Relation::Communicated => right.level.min(handling.cap.max(Level::Summary)),
                Relation::Own => right.level,
            };
        }
        right
    }

    /// A record is corrected by the service that wrote it; shared facts by whom the protocol lets.
    fn may_correct(&self, right: Right) -> bool {
        // A prison keeps its own register, and none of another prison's; those above or beside it write as the protocol says.
        let is_other_prisons =
            self.has_owner && self.grant.kind == InstitutionKind::Prison && self.relation != Relation::Own;
        // What was written for an item is changed at its table, by forms of its own.
        let at_the_table = self.relation == Relation::AtTheTable;
        right.write && !is_other_prisons && !at_the_table && (!self.is_record || self.relation == Relation::Own)
    }

    /// A cell chooses fields; a notice is about one row. What a leave opens is opened of that leave alone, and what a
    /// coming release opens is not opened of former stays.
    fn answers_the_notice(&self, field: Field, right: Right) -> bool {
        let Some(rule) = right.cell else { return true };
        // No record without its bearer.
        if !self.is_record && BANNER.contains(&field) {
            return true;
        }
        let cell = self.grant.agreement.cell(rule);
        if cell.through == [TieKind::Alert] {
            return !self.is_past;
        }
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
        self.cells.push(Cell {
            field,
            content,
            writable: visible && self.may_correct(right),
            level: right.level,
            rule: right.cell,
        });
    }
}

fn is_note(field: Field) -> bool {
    field.spec().category == DataCategory::IntelligenceNote
}

/// What was seen through a grant: for each file regime the categories, each at its highest level, and the rules.
#[derive(Debug, Default)]
pub(in crate::access) struct Seen(pub(in crate::access) Vec<SeenUnder>);

/// What was seen under one regime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::access) struct SeenUnder {
    pub(in crate::access) regime: FileRegime,
    pub(in crate::access) levels: Vec<(DataCategory, Level)>,
    pub(in crate::access) rules: Vec<u16>,
}

impl Seen {
    fn add(&mut self, regime: FileRegime, category: DataCategory, level: Level, rule: Option<u16>) {
        let position = self.0.iter().position(|under| under.regime == regime).unwrap_or_else(|| {
            self.0.push(SeenUnder { regime, levels: Vec::new(), rules: Vec::new() });
            self.0.len() - 1
        });
        let under = &mut self.0[position];
        match under.levels.iter_mut().find(|(known, _)| *known == category) {
            Some((_, known)) => *known = (*known).max(level),
            None => under.levels.push((category, level)),
        }
        if let Some(rule) = rule.filter(|rule| !under.rules.contains(rule)) {
            under.rules.push(rule);
        }
    }
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
    #[expect(clippy::too_many_arguments, reason = "what one decision rests on, put together in one place")]
    pub(in crate::access) fn new(
        door: &Door,
        reader: &Reader,
        subject: Id<Person>,
        decision: Decision,
        facts: SubjectFacts,
        ties: &[Tie],
        leaves: Vec<String>,
        standing: Standing,
    ) -> Self {
        let known = |field: &Field| decision.shows(*field, Relation::Other);
        let fact = standing.fact.filter(|(because, _)| because.tells().iter().all(known));
        Self {
            subject,
            institution: reader.institution,
            kind: reader.kind,
            agreement: Arc::clone(&door.agreement),
            facts,
            // Kinds are declared from the closest on.
            tie: ties.iter().map(|tie| tie.kind).min().unwrap_or(TieKind::Communication),
            leaves,
            standing: Standing { fact, ..standing },
            seen: RefCell::new(Seen::default()),
            decision,
        }
    }

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

    /// Whether the reader may write for the items to which he is invited: contributions, opinions, remarks.
    #[must_use]
    pub fn may_contribute(&self) -> bool {
        self.decision.may_contribute().is_some()
    }

    /// Whether the reader is invited to this item of an agenda.
    #[must_use]
    pub fn sits_at(&self, item: Id<AgendaItem>) -> bool {
        self.decision.sits_at(&item.to_string())
    }

    /// The highest level that the reader has in a category, for records of others.
    #[must_use]
    pub fn level(&self, category: DataCategory) -> Level {
        self.decision.category_level(category, Relation::Other)
    }

    /// Whether the reader has a category in full by a standing tie: what he has only because somebody else laid it on a table
    /// isn't his to lay on another.
    #[must_use]
    pub fn has_in_full(&self, category: DataCategory) -> bool {
        Field::of(category).any(|field| {
            let right = self.decision.right(field, Relation::Other);
            let is_standing = |rule| self.agreement.cell(rule).through.iter().any(|tie| tie.is_standing());
            right.level == Level::Full && right.cell.is_some_and(is_standing)
        })
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
        if shelter.item.is_some_and(|item| !self.decision.sits_at(item)) {
            return Ok(None);
        }
        let relation = match shelter.item {
            Some(_) => Relation::AtTheTable,
            None => self.relation(shelter.owner, shelter.row),
        };
        let is_own = shelter.owner == Some(self.institution);
        let is_limited = shelter.handling != Handling::OPEN && !(is_own && shelter.item.is_some());
        let limit = is_limited.then(|| shelter.handling.clone());
        let mut unveil = Unveil {
            grant: self,
            relation,
            limit,
            row: shelter.row,
            is_past: shelter.is_past,
            is_record: shelter.category.is_some(),
            has_owner: shelter.owner.is_some(),
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
        // Whose row it is tells where somebody is held: only to who may see that.
        let knows_the_place = |cells: &[Cell]| cells.iter().any(|c| c.field == Field::Place && c.value().is_some());
        let owner = shelter.owner.filter(|_| shelter.category.is_some() || knows_the_place(&cells));
        Ok(Some(View {
            row: if existence_only { String::new() } else { shelter.row.to_owned() },
            version: if existence_only { 0 } else { shelter.version },
            category: shelter.category,
            owner,
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
        let regime = right.cell.map_or(FileRegime::Hub, |rule| self.agreement.cell(rule).basis.regime);
        self.seen.borrow_mut().add(regime, field.spec().category, right.level, right.cell);
    }

    fn saw_existence(&self, category: DataCategory) {
        self.seen.borrow_mut().add(FileRegime::Hub, category, Level::Existence, None);
    }
}
