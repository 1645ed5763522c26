//! The agreement as a table: for a kind of institution and a category, the most that is given, and by which cell.

use crate::domain::{DataCategory, Field, Function, InstitutionKind, Level, Phase};

use super::agreement::Agreement;
use super::decide::{ReaderFacts, SubjectFacts, decide};
use super::decision::{Decision, Relation, Right};
use super::predicate::Predicates;
use super::way::Way;

/// One place of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Of what.
    pub category: DataCategory,
    /// The most that anybody asked about is given.
    pub level: Level,
    /// Whether it may be written.
    pub write: bool,
    /// The cell that gives it.
    pub cell: Option<u16>,
    /// Whether all of it hangs on a condition.
    pub is_conditional: bool,
    /// The way, where no standing tie gives it.
    pub way: Option<Way>,
}

/// What a kind of institution is given in a phase, in any of these functions, by category. First through the standing ties; what they
/// don't give, through notices, alerts and invitations.
#[must_use]
pub fn row(agreement: &Agreement, kind: InstitutionKind, functions: &[Function], phase: Phase) -> Vec<Mark> {
    let standing: Vec<Way> = Way::ALL.into_iter().filter(|way| is_standing(*way)).collect();
    let mut marks: Vec<Mark> = DataCategory::ALL
        .iter()
        .map(|category| Mark {
            category: *category,
            level: Level::None,
            write: false,
            cell: None,
            is_conditional: false,
            way: None,
        })
        .collect();
    // One by one: functions together would be somebody who holds them all, which comes to the same, and names the cell less well.
    for function in functions {
        let reader =
            ReaderFacts { kind, functions: vec![*function], departement: None, inter_region: None, cleared: true };
        raise(&mut marks, agreement, &reader, phase, &standing, None);
    }
    for way in Way::ALL.into_iter().filter(|way| !is_standing(*way)) {
        let mut others = marks.clone();
        for function in functions {
            let reader =
                ReaderFacts { kind, functions: vec![*function], departement: None, inter_region: None, cleared: true };
            raise(&mut others, agreement, &reader, phase, &[way], Some(way));
        }
        for (mark, other) in marks.iter_mut().zip(others) {
            if mark.level == Level::None {
                *mark = other;
            }
        }
    }
    marks
}

fn is_standing(way: Way) -> bool {
    matches!(way, Way::Tie(kind) if kind.is_standing())
}

fn raise(
    marks: &mut [Mark],
    agreement: &Agreement,
    reader: &ReaderFacts,
    phase: Phase,
    ways: &[Way],
    through: Option<Way>,
) {
    let ties: Vec<_> = ways.iter().map(|way| way.tie()).collect();
    let under =
        |predicates| decide(agreement, reader, &SubjectFacts { phase, predicates, genesis_closed: false }, &ties);
    let (most, least) = (under(Predicates::ALL), under(Predicates::NONE));
    for mark in marks.iter_mut() {
        let Some(right) = highest(&most, mark.category) else { continue };
        if right.level > mark.level {
            mark.level = right.level;
            mark.cell = right.cell;
            mark.way = through;
            mark.is_conditional = highest(&least, mark.category).is_none();
        } else if right.level == mark.level {
            mark.is_conditional &= highest(&least, mark.category).is_none();
        }
        mark.write |= writes(&most, mark.category);
    }
}

/// The highest right to any field of the category, of one's own records or of others'.
fn highest(decision: &Decision, category: DataCategory) -> Option<Right> {
    let rights = Field::of(category)
        .flat_map(|field| Relation::ALL.into_iter().map(move |relation| decision.right(field, relation)));
    // The first of the highest: `max_by_key` would give the last.
    rights
        .filter(|right| right.level > Level::None)
        .reduce(|best, next| if next.level > best.level { next } else { best })
}

fn writes(decision: &Decision, category: DataCategory) -> bool {
    Field::of(category).any(|field| Relation::ALL.into_iter().any(|relation| decision.right(field, relation).write))
}
