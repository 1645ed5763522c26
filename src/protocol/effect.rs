//! What a protocol would change: who gains and who loses what, by deciding under both agreements for every institution, function,
//! phase and way. And which of its cells are new, gone or other than before.

use crate::domain::{DataCategory, Field, Function, InstitutionKind, Level, Phase};

use super::agreement::Agreement;
use super::cell::{Cell, Scope};
use super::compile::{Compiled, Fields, each, field_bit};
use super::decide::{ReaderFacts, SubjectFacts, decide};
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
        let (old, new) = (cells_of(before, kind), cells_of(after, kind));
        if old == new {
            continue;
        }
        let mut conditions: Vec<Predicates> = vec![Predicates::NONE];
        conditions.extend(old.iter().chain(&new).map(|cell| cell.when));
        conditions.push(Predicates::ALL);
        conditions.sort_by_key(|when| when.iter().count());
        conditions.dedup();
        for function in Function::ALL.iter().copied() {
            for phase in Phase::ALL.iter().copied() {
                for way in Way::ALL {
                    at_position(before, after, &reader(kind, function, scope), (phase, way), &conditions, &mut changes);
                }
            }
        }
    }
    merged(changes)
}

/// What the cells of a kind say, wherever they stand in their texts.
fn cells_of(agreement: &Agreement, kind: InstitutionKind) -> Vec<Compiled> {
    let narrower = agreement.narrower.iter().flat_map(|narrower| narrower.book.of(kind));
    agreement.national.of(kind).iter().chain(narrower).map(|cell| Compiled { index: 0, ..*cell }).collect()
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

fn at_position(
    before: &Agreement,
    after: &Agreement,
    reader: &ReaderFacts,
    (phase, way): (Phase, Way),
    conditions: &[Predicates],
    changes: &mut Vec<Change>,
) {
    let ties = [way.tie()];
    let mut found: Vec<DataCategory> = Vec::new();
    for when in conditions.iter().copied() {
        let subject = SubjectFacts { phase, predicates: when, genesis_closed: false };
        let (old, new) = (decide(before, reader, &subject, &ties), decide(after, reader, &subject, &ties));
        for category in DataCategory::ALL.iter().copied() {
            if found.contains(&category) {
                continue;
            }
            let (gains, loses) = compared(&old, &new, category);
            if gains || loses {
                found.push(category);
                changes.push(Change {
                    kind: reader.kind,
                    functions: reader.functions.clone(),
                    category,
                    phases: vec![phase],
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

/// Whether any field rises, and whether any falls, in any relation.
fn compared(old: &Decision, new: &Decision, category: DataCategory) -> (bool, bool) {
    let (mut gains, mut loses) = (false, false);
    for relation in Relation::ALL {
        for field in Field::of(category) {
            let (was, is) = (old.right(field, relation), new.right(field, relation));
            gains |= is.level > was.level || (is.write && !was.write);
            loses |= is.level < was.level || (!is.write && was.write);
        }
    }
    (gains, loses)
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

fn join<T: Clone>(changes: Vec<Change>, part: impl Fn(&mut Change) -> &mut Vec<T>) -> Vec<Change> {
    let mut joined: Vec<(Change, Vec<T>)> = Vec::new();
    for mut change in changes {
        let own = std::mem::take(part(&mut change));
        match joined.iter_mut().find(|(known, _)| *known == change) {
            Some((_, all)) => all.extend(own),
            None => joined.push((change, own)),
        }
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
