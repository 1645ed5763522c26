//! The decision: small rules, each with a name, and one order in which they apply.

use crate::domain::catalogue::BANNER;
use crate::domain::tie::{Tie, TieScope};
use crate::domain::{DataCategory, Field, FileRegime, Function, InstitutionKind, Phase, TieKind};

use super::agreement::{Agreement, Narrower};
use super::cell::Scope;
use super::compile::{CATEGORY_FIELDS, Compiled, Fields, each, field_bit, function_bit, phase_bit, tie_bit};
use super::decision::{Decision, NO_CELL, Reach, Relation};
use super::predicate::Predicates;

/// What the decision needs to know of the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderFacts {
    /// His institution's kind.
    pub kind: InstitutionKind,
    /// The functions that his clearance covers. Without any he sees nothing.
    pub functions: Vec<Function>,
    /// His institution's département.
    pub departement: Option<String>,
    /// His institution's inter-region of the prison administration.
    pub inter_region: Option<String>,
    /// Whether a clearance is valid now.
    pub cleared: bool,
}

/// What the decision needs to know of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubjectFacts {
    /// The present phase.
    pub phase: Phase,
    /// The predicates that hold.
    pub predicates: Predicates,
    /// Two years since the levée d'écrou have passed (R. 57-9-21): nothing of GENESIS for anybody.
    pub genesis_closed: bool,
}

/// Decides what this reader may see and write of this person. Pure and total; what no rule gives is refused.
///
/// The order: nothing without a clearance; the highest of the national cells; lowered by each narrower protocol that
/// governs the reader; lowered to the ceiling; no record without its bearer; nothing past retention.
#[must_use]
pub fn decide(agreement: &Agreement, reader: &ReaderFacts, subject: &SubjectFacts, ties: &[Tie]) -> Decision {
    if !reader.cleared {
        return Decision::nothing();
    }
    let facts = Facts::gather(reader, subject, ties);
    let mut decision = highest(agreement.national.of(reader.kind), &facts);
    for narrower in agreement.narrower.iter().filter(|narrower| governs(&narrower.scope, reader)) {
        narrow(&mut decision, narrower, reader.kind, &facts);
    }
    cap_by_ceiling(&mut decision, agreement.ceiling.of(reader.kind), &facts);
    show_the_bearer(&mut decision);
    if subject.genesis_closed {
        close_genesis(&mut decision, agreement);
    }
    decision.communicated = ties.iter().filter_map(communicated_record).map(str::to_owned).collect();
    decision.items = ties.iter().filter_map(item).map(str::to_owned).collect();
    decision
}

/// The facts as numbers.
struct Facts {
    functions: u32,
    phase: u8,
    predicates: Predicates,
    standing: u8,
    notices: Predicates,
    communicated: bool,
    at_the_table: bool,
    /// The fields of what was laid on the tables to which the reader is invited.
    tabled: Fields,
}

impl Facts {
    fn gather(reader: &ReaderFacts, subject: &SubjectFacts, ties: &[Tie]) -> Self {
        let mut facts = Self {
            functions: reader.functions.iter().fold(0, |mask, function| mask | function_bit(*function)),
            phase: phase_bit(subject.phase),
            predicates: subject.predicates,
            standing: 0,
            notices: Predicates::NONE,
            communicated: false,
            at_the_table: false,
            tabled: 0,
        };
        for tie in ties {
            match (tie.kind, &tie.scope) {
                (TieKind::Territory, TieScope::Notice(notice)) => facts.notices.insert((*notice).into()),
                (TieKind::Communication, TieScope::Record(_)) => facts.communicated = true,
                (TieKind::Item, TieScope::Item(_, tabled)) => {
                    facts.at_the_table = true;
                    facts.tabled |=
                        tabled.iter().fold(0, |fields, category| fields | CATEGORY_FIELDS[category.index()]);
                }
                // An alert unlocks the cells that name it, and no standing one: what it said, as long as it is fresh.
                (TieKind::Alert, TieScope::Whole) => facts.standing |= tie_bit(TieKind::Alert),
                (kind, TieScope::Whole) if kind.is_standing() => facts.standing |= tie_bit(kind),
                // A tie whose scope is not of its kind reaches nothing.
                _ => {}
            }
        }
        facts
    }
}

fn communicated_record(tie: &Tie) -> Option<&str> {
    match (tie.kind, &tie.scope) {
        (TieKind::Communication, TieScope::Record(record)) => Some(record),
        _ => None,
    }
}

fn item(tie: &Tie) -> Option<&str> {
    match (tie.kind, &tie.scope) {
        (TieKind::Item, TieScope::Item(item, _)) => Some(item),
        _ => None,
    }
}

/// The fields that a cell gives to this reader, now, in each relation; and those of them that he may write.
#[derive(Default)]
struct Unlocked {
    fields: [Fields; Relation::COUNT],
    write: [Fields; Relation::COUNT],
}

impl Unlocked {
    fn add(&mut self, relation: Relation, fields: Fields, write: bool) {
        self.fields[relation as usize] |= fields;
        if write {
            self.write[relation as usize] |= fields;
        }
    }
}

/// What a conference keeps of a person.
const OF_CONFERENCES: Fields = CATEGORY_FIELDS[DataCategory::ConferenceRecord.index()];

/// What the cell gives to this reader, now; `None` where it gives nothing.
fn unlocked(cell: &Compiled, facts: &Facts) -> Option<Unlocked> {
    if cell.functions & facts.functions == 0 || cell.phases & facts.phase == 0 {
        return None;
    }
    let standing = through_standing_tie(cell, facts) || through_notice(cell, facts);
    let communicated = through_communication(cell, facts);
    let invited = through_item(cell, facts);
    if !standing && !communicated && !invited {
        return None;
    }
    let mut unlocked = Unlocked::default();
    if standing {
        unlocked.add(Relation::Own, cell.fields, cell.write);
        if !cell.own_only {
            unlocked.add(Relation::Other, cell.fields, cell.write);
            unlocked.add(Relation::Communicated, cell.fields, cell.write);
            unlocked.add(Relation::AtTheTable, cell.fields & OF_CONFERENCES, cell.write);
        }
    }
    if communicated {
        unlocked.add(Relation::Communicated, cell.fields, cell.write);
    }
    if invited {
        // What was written for the item, to be read and added to; what was laid on its table, to be read.
        unlocked.add(Relation::AtTheTable, cell.fields & OF_CONFERENCES, cell.write);
        for relation in [Relation::Other, Relation::Own, Relation::Communicated] {
            unlocked.add(relation, cell.fields & facts.tabled, false);
        }
    }
    Some(unlocked)
}

/// A standing tie unlocks the cells that work through it, if all their conditions hold.
fn through_standing_tie(cell: &Compiled, facts: &Facts) -> bool {
    cell.through & facts.standing != 0 && facts.predicates.includes(cell.when)
}

/// A territory tie satisfies the one predicate that its notice is about, and the cell must ask for that one: the police of
/// the place of a leave learn of the leave, not of the release address.
fn through_notice(cell: &Compiled, facts: &Facts) -> bool {
    cell.through & tie_bit(TieKind::Territory) != 0
        && facts
            .notices
            .iter()
            .any(|notice| cell.when.contains(notice) && facts.predicates.with(notice).includes(cell.when))
}

/// A communication unlocks its record alone.
fn through_communication(cell: &Compiled, facts: &Facts) -> bool {
    cell.through & tie_bit(TieKind::Communication) != 0 && facts.communicated && facts.predicates.includes(cell.when)
}

/// An invitation to an item unlocks the cells that name it: the item's own papers, and what was laid on its table.
fn through_item(cell: &Compiled, facts: &Facts) -> bool {
    cell.through & tie_bit(TieKind::Item) != 0 && facts.at_the_table && facts.predicates.includes(cell.when)
}

/// The highest level that any cell through any tie gives, and the cell that gives it.
fn highest(cells: &[Compiled], facts: &Facts) -> Decision {
    let mut decision = Decision::nothing();
    for cell in cells {
        let Some(unlocked) = unlocked(cell, facts) else { continue };
        for (relation, fields) in unlocked.fields.into_iter().enumerate().filter(|(_, fields)| *fields != 0) {
            // Cells come highest first: the first that gives a field is the one that counts.
            for field in each(fields & !decision.reach[relation].existence) {
                decision.cells[relation][field] = cell.index;
            }
            decision.reach[relation].raise(fields, cell.level, false);
            decision.reach[relation].write |= unlocked.write[relation];
        }
        if unlocked.write[Relation::Own as usize] != 0 {
            note_writer(&mut decision, cell);
        }
    }
    decision
}

/// The first cell that lets write in a category is the one that a writer is told of.
fn note_writer(decision: &mut Decision, cell: &Compiled) {
    for category in DataCategory::ALL {
        if CATEGORY_FIELDS[category.index()] & cell.fields != 0 && decision.write_cells[category.index()] == NO_CELL {
            decision.write_cells[category.index()] = cell.index;
        }
    }
}

/// A protocol of an inter-region or a département governs the institutions there.
pub(in crate::protocol) fn governs(scope: &Scope, reader: &ReaderFacts) -> bool {
    match scope {
        Scope::InterRegion(name) => reader.inter_region.as_ref() == Some(name),
        Scope::Departement(code) => reader.departement.as_ref() == Some(code),
        Scope::National | Scope::Commission(_) => false,
    }
}

/// A narrower protocol that speaks about a category for this kind of institution caps it to what it gives there.
fn narrow(decision: &mut Decision, narrower: &Narrower, kind: InstitutionKind, facts: &Facts) {
    let among = narrower.book.speaks_about(kind);
    if among == 0 {
        return;
    }
    let local = highest(narrower.book.of(kind), facts);
    for relation in 0..Relation::ALL.len() {
        for field in each(among & decision.reach[relation].existence) {
            let bit = 1 << field;
            if local.reach[relation].level(bit) < decision.reach[relation].level(bit) {
                decision.cells[relation][field] = local.cells[relation][field];
            }
        }
        decision.reach[relation].lower_to(&local.reach[relation], among);
    }
}

/// Nothing exceeds what the texts allow. The checks refuse a protocol that would; this is the belt to those braces.
fn cap_by_ceiling(decision: &mut Decision, ceiling: &[Compiled], facts: &Facts) {
    let mut allowed = [Reach::default(); Relation::COUNT];
    for cell in ceiling {
        let Some(unlocked) = unlocked(cell, facts) else { continue };
        for (relation, reach) in allowed.iter_mut().enumerate() {
            reach.raise(unlocked.fields[relation], cell.level, false);
            reach.write |= unlocked.write[relation];
        }
    }
    for (reach, cap) in decision.reach.iter_mut().zip(&allowed) {
        reach.lower_to(cap, Fields::MAX);
    }
}

/// No record without its bearer: who sees anything at summary or above, in whatever relation, sees the banner, on the
/// basis of the cell that gave the first thing seen.
fn show_the_bearer(decision: &mut Decision) {
    let first_seen = Relation::ALL.into_iter().find_map(|relation| {
        let field = each(decision.reach[relation as usize].summary).next()?;
        Some(decision.cells[relation as usize][field])
    });
    let Some(giver) = first_seen else { return };
    for relation in 0..Relation::ALL.len() {
        for field in BANNER {
            if decision.reach[relation].summary & field_bit(*field) == 0 {
                decision.cells[relation][field.index()] = giver;
                decision.reach[relation].raise(field_bit(*field), crate::domain::Level::Summary, false);
            }
        }
    }
}

/// Two years after the levée d'écrou nothing of GENESIS is left for anybody, the banner included (R. 57-9-21). What
/// another file opens, APPI above all, has its own time.
fn close_genesis(decision: &mut Decision, agreement: &Agreement) {
    let of_genesis = |cell: u16| cell == NO_CELL || agreement.cell(cell).basis.regime == FileRegime::Genesis;
    for (reach, cells) in decision.reach.iter_mut().zip(&decision.cells) {
        let closed = Field::ALL
            .iter()
            .filter(|field| field.spec().category.comes_from_genesis() && of_genesis(cells[field.index()]))
            .fold(0, |fields, field| fields | field_bit(*field));
        reach.lower_to(&Reach::default(), closed);
    }
}
