//! What one function in one kind of service is given, to be read on one page: category by category, through which tie, in which
//! phases, by which article. It is read from the cells in force, so that nobody has to keep it up to date.

use crate::domain::{DataCategory, Function, InstitutionKind, Level, Phase, TieKind};

use super::agreement::Agreement;
use super::compile::{CATEGORY_FIELDS, Compiled, function_bit, phase_bit};
use super::predicate::Predicate;
use super::table::makes_pointless;

/// One thing given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightLine {
    /// Of what.
    pub category: DataCategory,
    /// How much.
    pub level: Level,
    /// Whether it may be written too.
    pub write: bool,
    /// Whether only some fields of the category are given.
    pub only_some: bool,
    /// Whether only what the service itself recorded is given.
    pub own_only: bool,
    /// What must hold.
    pub when: Vec<Predicate>,
    /// Through which ties.
    pub through: Vec<TieKind>,
    /// In which phases.
    pub phases: Vec<Phase>,
    /// By which article.
    pub article: String,
}

/// All that the national agreement gives; a narrower protocol may leave less in its own territory. What another cell gives anyway is
/// left out.
#[must_use]
pub fn rights(agreement: &Agreement, kind: InstitutionKind, function: Function) -> Vec<RightLine> {
    let cells = agreement.national.of(kind);
    let mut lines = Vec::new();
    for category in DataCategory::ALL.iter().copied() {
        let fields = CATEGORY_FIELDS[category.index()];
        let mut open: Vec<(&Compiled, Vec<Phase>)> = Vec::new();
        for phase in Phase::ALL.iter().copied() {
            let gives = |cell: &&Compiled| {
                cell.functions & function_bit(function) != 0
                    && cell.phases & phase_bit(phase) != 0
                    && cell.fields & fields != 0
            };
            let given: Vec<&Compiled> = cells.iter().filter(gives).collect();
            for (at, cell) in given.iter().enumerate() {
                let is_pointless = given
                    .iter()
                    .enumerate()
                    .any(|(other_at, other)| makes_pointless(other, other_at, cell, at, fields));
                if is_pointless {
                    continue;
                }
                match open.iter_mut().find(|(known, _)| known.index == cell.index) {
                    Some((_, phases)) => phases.push(phase),
                    None => open.push((cell, vec![phase])),
                }
            }
        }
        lines.extend(open.into_iter().map(|(cell, phases)| {
            let source = agreement.cell(cell.index);
            RightLine {
                category,
                level: source.level,
                write: source.write,
                only_some: fields & !cell.fields != 0,
                own_only: source.own_only,
                when: source.when.iter().collect(),
                through: source.through.clone(),
                phases,
                article: agreement.article(cell.index).to_owned(),
            }
        }));
    }
    lines
}
