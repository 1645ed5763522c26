//! Whether cells give more than other cells do, for some institution, function, phase, tie and field.

use crate::domain::{Field, Function, Ground, InstitutionKind, Level, Notice, Phase, TieKind};
use crate::protocol::cell::Cell;
use crate::protocol::compile::{Book, Compiled, Fields, each, field_bit, function_bit, phase_bit, tie_bit};
use crate::protocol::decision::Reach;
use crate::protocol::fault::Fault;
use crate::protocol::predicate::Predicate;

/// A reader's position in which a cell gives something.
#[derive(Clone, Copy)]
struct Position {
    kind: InstitutionKind,
    function: Function,
    phase: Phase,
    tie: TieKind,
    /// The notice of a territory tie.
    notice: Option<Predicate>,
}

/// Every way in which `cells` give more than the cells of `limit`, which messages call `name`: one fault per cell and kind.
/// With `by_ground`, a cell may not claim a firmer ground than the limit's cells have either.
pub(in crate::protocol) fn exceeding(cells: &[Cell], limit: &Book, name: &str, by_ground: bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    for cell in cells {
        for kind in &cell.kinds {
            faults
                .extend(positions(cell, *kind).find_map(|position| exceeds_at(cell, position, limit, name, by_ground)));
        }
    }
    faults
}

fn positions(cell: &Cell, kind: InstitutionKind) -> impl Iterator<Item = Position> {
    let ways: Vec<_> = cell.through.iter().flat_map(|tie| ways(cell, *tie)).collect();
    cell.open_to().flat_map(move |function| {
        let ways = ways.clone();
        cell.phases.iter().flat_map(move |phase| {
            ways.clone().into_iter().map(move |(tie, notice)| Position { kind, function, phase: *phase, tie, notice })
        })
    })
}

/// A territory tie reaches the cell by each notice that the cell asks for; any other tie in one way.
fn ways(cell: &Cell, tie: TieKind) -> Vec<(TieKind, Option<Predicate>)> {
    if tie != TieKind::Territory {
        return vec![(tie, None)];
    }
    let notices = Notice::ALL.iter().map(|notice| Predicate::from(*notice));
    notices.filter(|notice| cell.when.contains(*notice)).map(|notice| (tie, Some(notice))).collect()
}

fn exceeds_at(cell: &Cell, position: Position, limit: &Book, name: &str, by_ground: bool) -> Option<Fault> {
    let fields: Fields = cell.fields().fold(0, |mask, field| mask | field_bit(field));
    let allowed = allowed(cell, position, limit, |_| true);
    let Position { kind, function, phase, tie, .. } = position;
    let place = |field: Field| format!("{kind}, {function}, {phase}, through {tie}, field {}", field.spec().key);
    if let Some(field) = first(fields & !at_level(&allowed, cell.level)) {
        let given = allowed.level(field_bit(field));
        let message = format!("gives more than {name}: {} at {}, where {name} gives {given}", place(field), cell.level);
        return Some(Fault::new(cell.lines.level, message));
    }
    if cell.write
        && let Some(field) = first(fields & !allowed.write)
    {
        return Some(Fault::new(cell.lines.write, format!("gives more than {name}: {} may be written", place(field))));
    }
    if by_ground {
        let firm = self::allowed(cell, position, limit, |other| other.ground <= cell.ground);
        let short = fields & !at_level(&firm, cell.level) | if cell.write { fields & !firm.write } else { 0 };
        if let Some(field) = first(short) {
            let weaker = if cell.ground == Ground::Text { "a weaker ground" } else { "practice" };
            let message = format!("claims ground {} where {name} has {weaker} only: {}", cell.ground, place(field));
            return Some(Fault::new(cell.lines.ground, message));
        }
    }
    None
}

/// What the limit gives wherever the cell gives: its cells with no stricter condition.
fn allowed(cell: &Cell, position: Position, limit: &Book, counts: impl Fn(&Compiled) -> bool) -> Reach {
    let mut reach = Reach::default();
    for other in limit.of(position.kind).iter().filter(|other| covers(other, cell, position) && counts(other)) {
        reach.raise(other.fields, other.level, other.write);
    }
    reach
}

fn covers(other: &Compiled, cell: &Cell, position: Position) -> bool {
    other.functions & function_bit(position.function) != 0
        && other.phases & phase_bit(position.phase) != 0
        && other.through & tie_bit(position.tie) != 0
        && position.notice.is_none_or(|notice| other.when.contains(notice))
        && cell.when.includes(other.when)
        && (cell.own_only || !other.own_only)
}

const fn at_level(reach: &Reach, level: Level) -> Fields {
    match level {
        Level::None => Fields::MAX,
        Level::Existence => reach.existence,
        Level::Summary => reach.summary,
        Level::Full => reach.full,
    }
}

fn first(fields: Fields) -> Option<Field> {
    each(fields).next().and_then(|at| Field::ALL.get(at).copied())
}
