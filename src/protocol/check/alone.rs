//! What can be checked of one protocol by itself.

use std::collections::BTreeSet;

use crate::domain::{DataCategory, Field, FileRegime, Ground, Level, Notice, TieKind};
use crate::protocol::adopter;
use crate::protocol::cell::{Cell, Protocol, Scope};
use crate::protocol::predicate::Predicate;
use crate::protocol::toml_tree::Findings;

/// The start of the one basis on which a commission's protocol may add (L. 132-10-1 I C. sécurité intérieure).
const L132_10_1: &str = "L. 132-10-1";

/// Adds every fault of the protocol taken alone.
pub(in crate::protocol) fn alone(protocol: &Protocol, found: &mut Findings) {
    heading(protocol, found);
    for cell in &protocol.cells {
        fields_stand_in_their_category(cell, found);
        gives_something_that_shows(cell, found);
        can_be_reached(cell, found);
        practice_has_an_act(protocol, cell, found);
        commission_adds_only_under_its_article(protocol, cell, found);
    }
    alert_rules(protocol, found);
    conferences_are_national(protocol, found);
    adopter::alone(protocol, found);
    contradictions(&protocol.cells, found);
}

/// Alert rules are national: a release is told everywhere alike. One of practice needs an act, like a cell.
fn alert_rules(protocol: &Protocol, found: &mut Findings) {
    for rule in protocol.journal_readers.iter().filter(|rule| rule.ground == Ground::Practice) {
        if !protocol.ceiling && protocol.authorising_act.is_none() {
            found
                .add(rule.line, "`ground` practice needs the heading to name an `authorising_act`: no text opens this");
        }
    }
    for rule in &protocol.alerts {
        if protocol.scope != Scope::National {
            found.add(rule.line, "alert rules stand in national protocols only");
        }
        if rule.ground == Ground::Practice && !protocol.ceiling && protocol.authorising_act.is_none() {
            found.add(
                rule.line,
                "`ground` practice needs the heading to name an `authorising_act`: no text orders this",
            );
        }
    }
}

/// So that nobody's case waits longer for having crossed a boundary, rhythms and times are national too; and so is the journal,
/// which one authority reads alike everywhere.
fn conferences_are_national(protocol: &Protocol, found: &mut Findings) {
    if protocol.scope == Scope::National {
        return;
    }
    for rule in &protocol.rhythms {
        found.add(rule.line, "rhythms stand in national protocols only");
    }
    for rule in &protocol.conferences {
        found.add(rule.line, "the times of conferences stand in national protocols only");
    }
    for rule in &protocol.journal_readers {
        found.add(rule.line, "who reads the journal stands in national protocols only");
    }
    for rule in &protocol.journal_retention {
        found.add(rule.line, "how long the journal is kept stands in national protocols only");
    }
    for rule in &protocol.grantors {
        found.add(rule.line, "who grants clearances stands in national protocols only");
    }
}

fn heading(protocol: &Protocol, found: &mut Findings) {
    if protocol.ceiling && protocol.scope != Scope::National {
        found.add(protocol.scope_line, "the ceiling is national: it is what the texts allow everywhere");
    }
    if protocol.ceiling && protocol.inherits.is_some() {
        found.add(protocol.inherits_line, "the ceiling inherits from nothing");
    }
    if matches!(protocol.scope, Scope::Commission(_)) && protocol.inherits.is_some() {
        found.add(
            protocol.inherits_line,
            "a commission's protocol cannot inherit: it says only what it adds or narrows",
        );
    }
}

fn fields_stand_in_their_category(cell: &Cell, found: &mut Findings) {
    for field in cell.only.iter().filter(|field| !cell.categories.contains(&field.spec().category)) {
        let spec = field.spec();
        found.add(
            cell.lines.only,
            format!("`only`: \"{}\" is a field of `{}`, which the cell does not name", spec.key, spec.category),
        );
    }
    if cell.only.is_empty() {
        return;
    }
    for category in &cell.categories {
        if !cell.only.iter().any(|field| field.spec().category == *category) {
            found.add(
                cell.lines.only,
                format!("`only` names no field of `{category}`: the cell would give nothing of it"),
            );
        }
    }
}

fn gives_something_that_shows(cell: &Cell, found: &mut Findings) {
    if cell.level == Level::None {
        found.add(cell.lines.level, "`level` none: denials are never written, what no cell gives is refused");
    }
    if cell.write && cell.level < Level::Summary {
        found.add(cell.lines.write, "`write` needs at least the level summary: nobody writes what he may not read");
    }
    if cell.write && cell.through.contains(&TieKind::Item) {
        for category in cell.categories.iter().filter(|category| **category != DataCategory::ConferenceRecord) {
            found.add(
                cell.lines.write,
                format!("`write` through item is for `conference_record`: what is laid on a table, here `{category}`, is read there"),
            );
        }
    }
    // Existence says only that the owner holds something; from summary on, a field named must be able to show.
    for field in cell.only.iter().filter(|f| cell.level >= Level::Summary && f.spec().lowest > cell.level) {
        let spec = field.spec();
        found.add(
            cell.lines.only,
            format!("`only`: \"{}\" shows from {} on, the cell gives {}", spec.key, spec.lowest, cell.level),
        );
    }
}

fn can_be_reached(cell: &Cell, found: &mut Findings) {
    let notices = || Notice::ALL.iter().map(|notice| Predicate::from(*notice));
    if cell.through.contains(&TieKind::Territory) && !notices().any(|notice| cell.when.contains(notice)) {
        let known = notices().map(Predicate::code).collect::<Vec<_>>().join(", ");
        found.add(
            cell.lines.through,
            format!("`through` territory needs `when` to name the notice it answers: {known}"),
        );
    }
    if cell.own_only && cell.through.contains(&TieKind::Communication) {
        found.add(
            cell.lines.own_only,
            "`own_only` cannot go with `through` communication: what is communicated is another's",
        );
    }
}

fn practice_has_an_act(protocol: &Protocol, cell: &Cell, found: &mut Findings) {
    if cell.ground == Ground::Practice && !protocol.ceiling && protocol.authorising_act.is_none() {
        found.add(
            cell.lines.ground,
            "`ground` practice needs the heading to name an `authorising_act`: no text opens this",
        );
    }
}

fn commission_adds_only_under_its_article(protocol: &Protocol, cell: &Cell, found: &mut Findings) {
    let Scope::Commission(commission) = protocol.scope else { return };
    if !commission.may_add() {
        return;
    }
    if !cell.basis.current.contains(L132_10_1) {
        let message = format!(
            "a protocol of {} adds on the basis of {L132_10_1} only, not `{}`",
            commission.code(),
            cell.basis.current
        );
        found.add(cell.lines.basis, message);
    }
    if matches!(cell.basis.regime, FileRegime::Genesis | FileRegime::Appi) || cell.basis.regime.is_of_tags() {
        let message = format!("a protocol of {} opens no file of regime {}", commission.code(), cell.basis.regime);
        found.add(cell.lines.basis, message);
    }
    for category in cell.categories.iter().filter(|category| category.comes_from_genesis()) {
        let message = format!(
            "a protocol of {} never adds to `{category}`: its data come from GENESIS or APPI",
            commission.code()
        );
        found.add(cell.lines.categories, message);
    }
}

/// Two cells with the same condition say the same thing or contradict each other; either way one is too many.
fn contradictions(cells: &[Cell], found: &mut Findings) {
    for (at, later) in cells.iter().enumerate() {
        for earlier in cells.iter().take(at).filter(|earlier| same_condition(earlier, later)) {
            if (earlier.level, earlier.write) != (later.level, later.write) {
                found.add(
                    later.line,
                    format!("contradicts the cell of line {}: same condition, other level or write", earlier.line),
                );
            } else if earlier.basis == later.basis {
                found.add(later.line, format!("repeats the cell of line {}", earlier.line));
            }
        }
    }
}

fn same_condition(a: &Cell, b: &Cell) -> bool {
    let shared_kind = a.kinds.iter().any(|kind| b.kinds.contains(kind));
    let same_fields = a.categories.iter().filter(|category| b.categories.contains(category)).any(|category| {
        let fields = |cell: &Cell| -> Vec<Field> { cell.fields().filter(|f| f.spec().category == *category).collect() };
        fields(a) == fields(b)
    });
    shared_kind
        && same_fields
        && a.when == b.when
        && a.own_only == b.own_only
        && a.open_to().eq(b.open_to())
        && set(&a.phases) == set(&b.phases)
        && set(&a.through) == set(&b.through)
}

fn set<T: Ord>(items: &[T]) -> BTreeSet<&T> {
    items.iter().collect()
}
