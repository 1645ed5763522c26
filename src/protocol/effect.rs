//! What a protocol would change: who gains and who loses what, by deciding under both agreements for every institution, function,
//! phase and way. And which of its cells are new, gone or other than before.

use std::collections::BTreeMap;

use crate::domain::{DataCategory, Field, Function, InstitutionKind, Level, Phase};

use super::agreement::Agreement;
use super::cell::{Cell, Scope};
use super::compile::{Book, CATEGORY_FIELDS, Compiled, Fields, each, field_bit, function_bit, phase_bit};
use super::decide::{ReaderFacts, SubjectFacts, decide, governs};
use super::decision::{Decision, Relation};
use super::predicate::Predicates;
use super::way::Way;

/// What is given of one category.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Given {
    /// The highest level of any field.
    pub level: Level,
    /// Whether any may be written.
    pub write: bool,
    /// The fields whose value shows.
    pub shown: Vec<Field>,
}

/// One change, for one or several functions, phases and ways.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// For whom: the kind of institution …
    pub kind: InstitutionKind,
    /// … and these functions there.
    pub functions: Vec<Function>,
    /// Of what.
    pub category: DataCategory,
    /// When.
    pub phases: Vec<Phase>,
    /// Through what.
    pub ways: Vec<Way>,
    /// Only while all of these hold; none where it is so at any time.
    pub when: Predicates,
    /// What was given.
    pub before: Given,
    /// What will be.
    pub after: Given,
    /// Whether anything rises.
    pub gains: bool,
    /// Whether anything falls.
    pub loses: bool,
}

/// Everything that `after` gives otherwise than `before`, to readers of the place where `scope` reigns. Positions that change alike
/// stand together.
///
/// Where conditions count, the fewest that show the change are named: what is given only ever grows with the facts that hold, so that a
/// difference shows under the conditions of some cell, or under none.
#[must_use]
pub fn effect(before: &Agreement, after: &Agreement, scope: &Scope) -> Vec<Change> {
    let mut changes = Vec::new();
    for kind in InstitutionKind::ALL.iter().copied() {
        let conditions = conditions([before, after], kind);
        // Many functions and phases are given the same cells: each set of them is decided upon once.
        let mut known: Vec<([Vec<Basis>; 2], Vec<Change>)> = Vec::new();
        for function in Function::ALL.iter().copied() {
            let reader = reader(kind, function, scope);
            for phase in Phase::ALL.iter().copied() {
                let key = [before, after].map(|agreement| given_at(agreement, &reader, phase));
                if key[0] == key[1] {
                    continue;
                }
                let at = known.iter().position(|(other, _)| *other == key);
                let found = match at.and_then(|at| known.get(at)) {
                    Some((_, found)) => found.clone(),
                    None => {
                        let found = at_position(before, after, &reader, phase, &conditions);
                        known.push((key, found.clone()));
                        found
                    }
                };
                changes.extend(found.into_iter().map(|change| Change {
                    functions: vec![function],
                    phases: vec![phase],
                    ..change
                }));
            }
        }
    }
    merged(changes)
}

/// Every set of conditions that a cell of this kind names; the fewest first.
fn conditions(agreements: [&Agreement; 2], kind: InstitutionKind) -> Vec<Predicates> {
    let mut conditions = vec![Predicates::NONE, Predicates::ALL];
    for agreement in agreements {
        let narrower = agreement.narrower.iter().flat_map(|narrower| narrower.book.of(kind));
        conditions.extend(agreement.national.of(kind).iter().chain(narrower).map(|cell| cell.when));
    }
    conditions.sort_by_key(|when| (when.iter().count(), *when));
    conditions.dedup();
    conditions
}

/// Of one protocol, all that a decision about one function and phase rests on: the fields that it caps, and its cells, wherever they stand.
type Basis = (Fields, Vec<Compiled>);

/// The same of the whole agreement: the ceiling, the national protocol, and those narrower ones that govern the reader.
fn given_at(agreement: &Agreement, reader: &ReaderFacts, phase: Phase) -> Vec<Basis> {
    let functions = reader.functions.iter().fold(0, |mask, function| mask | function_bit(*function));
    let of = |book: &Book| {
        let cells = book.of(reader.kind).iter();
        let concerned = cells.filter(|cell| cell.functions & functions != 0 && cell.phases & phase_bit(phase) != 0);
        concerned.map(|cell| Compiled { index: 0, functions: 0, phases: 0, ..*cell }).collect::<Vec<_>>()
    };
    let mut given = vec![(0, of(&agreement.ceiling)), (0, of(&agreement.national))];
    let governing = agreement.narrower.iter().filter(|narrower| governs(&narrower.scope, reader));
    given.extend(governing.map(|narrower| (narrower.book.speaks_about(reader.kind), of(&narrower.book))));
    given
}

fn reader(kind: InstitutionKind, function: Function, scope: &Scope) -> ReaderFacts {
    let (mut departement, mut inter_region) = (None, None);
    match scope {
        Scope::Departement(code) => departement = Some(code.clone()),
        Scope::InterRegion(name) => inter_region = Some(name.clone()),
        Scope::National | Scope::Commission(_) => {}
    }
    ReaderFacts { kind, functions: vec![function], departement, inter_region, cleared: true }
}

/// What changes for this reader in this phase, by each way.
fn at_position(
    before: &Agreement,
    after: &Agreement,
    reader: &ReaderFacts,
    phase: Phase,
    conditions: &[Predicates],
) -> Vec<Change> {
    let mut changes = Vec::new();
    for way in Way::ALL {
        let ties = [way.tie()];
        let mut found: Vec<DataCategory> = Vec::new();
        for when in conditions.iter().copied() {
            let subject = SubjectFacts { phase, predicates: when, genesis_closed: false };
            let (old, new) = (decide(before, reader, &subject, &ties), decide(after, reader, &subject, &ties));
            if old.reach == new.reach {
                continue;
            }
            for category in DataCategory::ALL.iter().copied() {
                let (gains, loses) = (rises(&old, &new, category), rises(&new, &old, category));
                if (gains || loses) && !found.contains(&category) {
                    found.push(category);
                    changes.push(Change {
                        kind: reader.kind,
                        functions: Vec::new(),
                        category,
                        phases: Vec::new(),
                        ways: vec![way],
                        when,
                        before: given(&old, category),
                        after: given(&new, category),
                        gains,
                        loses,
                    });
                }
            }
        }
    }
    changes
}

/// Whether any field of the category is higher, or writable for the first time, in any relation.
fn rises(old: &Decision, new: &Decision, category: DataCategory) -> bool {
    let fields = CATEGORY_FIELDS[category.index()];
    old.reach.iter().zip(&new.reach).any(|(was, is)| {
        let more = (is.existence & !was.existence)
            | (is.summary & !was.summary)
            | (is.full & !was.full)
            | (is.write & is.existence & !(was.write & was.existence));
        more & fields != 0
    })
}

fn given(decision: &Decision, category: DataCategory) -> Given {
    let mut shown: Fields = 0;
    let (mut level, mut write) = (Level::None, false);
    for relation in Relation::ALL {
        for field in Field::of(category) {
            let right = decision.right(field, relation);
            level = level.max(right.level);
            write |= right.write;
            if decision.shows(field, relation) {
                shown |= field_bit(field);
            }
        }
    }
    Given { level, write, shown: each(shown).filter_map(|at| Field::ALL.get(at).copied()).collect() }
}

/// Puts together what changes alike: functions first, then phases, then ways.
fn merged(changes: Vec<Change>) -> Vec<Change> {
    let changes = join(changes, |change| &mut change.functions);
    let changes = join(changes, |change| &mut change.phases);
    let mut changes = join(changes, |change| &mut change.ways);
    changes.sort();
    changes
}

fn join<T>(changes: Vec<Change>, part: impl Fn(&mut Change) -> &mut Vec<T>) -> Vec<Change> {
    let mut joined: BTreeMap<Change, Vec<T>> = BTreeMap::new();
    for mut change in changes {
        let own = std::mem::take(part(&mut change));
        joined.entry(change).or_default().extend(own);
    }
    let whole = |(mut change, all): (Change, Vec<T>)| {
        *part(&mut change) = all;
        change
    };
    joined.into_iter().map(whole).collect()
}

/// How the cells in force differ.
#[derive(Debug, Clone, Default)]
pub struct Difference<'a> {
    /// New ones.
    pub added: Vec<&'a Cell>,
    /// Those that are gone.
    pub removed: Vec<&'a Cell>,
    /// Those that speak of the same and say something else: before, after.
    pub changed: Vec<(&'a Cell, &'a Cell)>,
}

/// Compares the cells in force of two agreements. Cells speak of the same when institutions, functions, categories, fields, phases,
/// ties and conditions are the same.
#[must_use]
pub fn difference<'a>(before: &'a Agreement, after: &'a Agreement) -> Difference<'a> {
    let mut removed: Vec<&Cell> = before.cells().iter().collect();
    let mut added: Vec<&Cell> = Vec::new();
    for cell in after.cells() {
        match removed.iter().position(|old| speaks_of_the_same(old, cell) && says_the_same(old, cell)) {
            Some(at) => drop(removed.remove(at)),
            None => added.push(cell),
        }
    }
    let mut difference = Difference::default();
    for cell in added {
        match removed.iter().position(|old| speaks_of_the_same(old, cell)) {
            Some(at) => difference.changed.push((removed.remove(at), cell)),
            None => difference.added.push(cell),
        }
    }
    difference.removed = removed;
    difference
}

fn speaks_of_the_same(one: &Cell, other: &Cell) -> bool {
    one.kinds == other.kinds
        && one.functions == other.functions
        && one.categories == other.categories
        && one.only == other.only
        && one.phases == other.phases
        && one.when == other.when
        && one.through == other.through
        && one.own_only == other.own_only
}

fn says_the_same(one: &Cell, other: &Cell) -> bool {
    one.level == other.level && one.write == other.write && one.ground == other.ground && one.basis == other.basis
}
