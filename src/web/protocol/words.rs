//! The agreement in French sentences.

use super::super::format;
use super::super::pages::preparation::Mark as State;
use super::super::pages::protocol::{Changes, HeadingRow, RuleRow, TextFault};
use super::agreed;
use crate::domain::adoption::ProposalState;
use crate::domain::{Function, Ground, InstitutionKind, Level, Phase, TieKind};
use crate::protocol::{Agreement, Cell, Change, Fault, Given, Heading, Predicates, RuleChange, Scope, Way};
use crate::protocol::{effect, rule_changes};

/// `national`, `département 59`.
pub(super) fn scope(scope: &Scope) -> String {
    match scope {
        Scope::National => "nationale".to_owned(),
        Scope::InterRegion(name) => format!("interrégion «\u{a0}{name}\u{a0}»"),
        Scope::Departement(code) => format!("département {code}"),
        Scope::Commission(commission) => commission.label().to_owned(),
    }
}

/// A protocol in force.
pub(super) fn heading(heading: &Heading) -> HeadingRow {
    let from = format::date(heading.valid_from);
    HeadingRow {
        title: heading.title.clone(),
        reference: heading.reference.clone(),
        scope: scope(&heading.scope),
        validity: match heading.valid_to {
            Some(last) => format!("du {from} au {}", format::date(last)),
            None => format!("depuis le {from}, sans terme"),
        },
        signatories: heading.signatories.clone(),
        act: heading.authorising_act.clone(),
    }
}

/// How far a proposal has come.
pub(super) fn state(state: ProposalState) -> State {
    let code = match state {
        ProposalState::Proposed => "todo",
        ProposalState::Signed => "now",
        ProposalState::Adopted => "done",
        ProposalState::SetAside => "none",
    };
    State::new(code, state.label())
}

/// Faults as a page lists them; those of the text itself need no name.
pub(super) fn faults(faults: &[(String, Fault)], own: &str) -> Vec<TextFault> {
    let told = |(of, fault): &(String, Fault)| TextFault {
        of: if of == own { "celui-ci".to_owned() } else { of.clone() },
        line: fault.line.to_string(),
        what: fault.message.clone(),
    };
    faults.iter().map(told).collect()
}

fn list(words: impl IntoIterator<Item = String>) -> String {
    words.into_iter().collect::<Vec<_>>().join(", ")
}

fn kinds(kinds: &[InstitutionKind]) -> String {
    list(kinds.iter().map(|kind| kind.label().to_owned()))
}

/// A few functions, all but a few, or every one.
fn functions(functions: &[Function]) -> String {
    let every: Vec<Function> =
        Function::ALL.iter().copied().filter(|function| *function != Function::Administrator).collect();
    let others: Vec<Function> = every.iter().copied().filter(|function| !functions.contains(function)).collect();
    let named = |functions: &[Function]| list(functions.iter().map(|function| function.label().to_owned()));
    if functions.is_empty() || others.is_empty() {
        "toute fonction".to_owned()
    } else if others.len() < 4 {
        format!("toute fonction sauf {}", named(&others))
    } else {
        named(functions)
    }
}

fn phases(phases: &[Phase]) -> String {
    if phases.len() == Phase::ALL.len() {
        return "à tout stade".to_owned();
    }
    format!(
        "au stade «\u{a0}{}\u{a0}»",
        phases.iter().map(|phase| phase.label()).collect::<Vec<_>>().join("\u{a0}», «\u{a0}")
    )
}

fn ties(ties: &[TieKind]) -> String {
    if TieKind::ALL.iter().all(|tie| tie.is_standing() == ties.contains(tie)) {
        return "par un lien durable (détention, suivi, poursuite, hiérarchie)".to_owned();
    }
    format!(
        "par le lien «\u{a0}{}\u{a0}»",
        ties.iter().map(|tie| tie.label()).collect::<Vec<_>>().join("\u{a0}» ou «\u{a0}")
    )
}

fn ways(ways: &[Way]) -> String {
    if ways.len() == Way::ALL.len() {
        return "par tout lien".to_owned();
    }
    format!(
        "par le lien «\u{a0}{}\u{a0}»",
        ways.iter().map(|way| way.label()).collect::<Vec<_>>().join("\u{a0}» ou «\u{a0}")
    )
}

fn conditions(when: Predicates) -> String {
    let all: Vec<&str> = when.iter().map(crate::protocol::Predicate::label).collect();
    match all.as_slice() {
        [] => String::new(),
        all => format!(", à condition\u{a0}: {}", all.join(" et ")),
    }
}

const fn sees(level: Level) -> &'static str {
    match level {
        Level::None => "ne voit rien de",
        Level::Existence => "sait qu’il existe un élément dans",
        Level::Summary => "voit les faits datés et les listes fermées de",
        Level::Full => "voit en entier",
    }
}

/// A cell, who may see what, when, through which tie, by which article.
pub(super) fn cell(cell: &Cell) -> String {
    let of: Vec<String> = cell.categories.iter().map(|one| format!("«\u{a0}{}\u{a0}»", one.label())).collect();
    let only = if cell.only.is_empty() {
        String::new()
    } else {
        format!(" (seulement\u{a0}: {})", list(cell.only.iter().map(|field| field.spec().label.to_lowercase())))
    };
    let write = if cell.write { " et peut y écrire" } else { "" };
    let own = if cell.own_only { ", pour ce que son propre service a enregistré" } else { "" };
    let ground = match cell.ground {
        Ground::Text => String::new(),
        ground => format!(" ({})", ground.label()),
    };
    format!(
        "{} ({})\u{a0}: {} {}{only}{write}, {}, {}{}{own}\u{a0}; d’après {}{ground}.",
        kinds(&cell.kinds),
        functions(&cell.functions),
        sees(cell.level),
        list(of),
        phases(&cell.phases),
        ties(&cell.through),
        conditions(cell.when),
        cell.basis.label(),
    )
}

fn given(given: &Given) -> String {
    match (given.level, given.write) {
        (level, true) => format!("{}, écriture", level.label()),
        (level, false) => level.label().to_owned(),
    }
}

/// What changes for whom; the verb says which of the two ways is told.
pub(super) fn change(change: &Change, gains: bool) -> String {
    let verb = if gains { "gagne" } else { "perd" };
    let (before, after) = (given(&change.before), given(&change.after));
    let how = if before == after {
        let (from, to) = if gains { (&change.before, &change.after) } else { (&change.after, &change.before) };
        let fields: Vec<String> = to
            .shown
            .iter()
            .filter(|field| !from.shown.contains(field))
            .map(|field| field.spec().label.to_lowercase())
            .collect();
        if fields.is_empty() { after } else { fields.join(", ") }
    } else {
        format!("{before} → {after}")
    };
    format!(
        "{} ({})\u{a0}: {verb} «\u{a0}{}\u{a0}» ({how}), {}, {}{}.",
        change.kind.label(),
        functions(&change.functions),
        change.category.label(),
        phases(&change.phases),
        ways(&change.ways),
        conditions(change.when),
    )
}

/// What the later agreement gives and says otherwise than the earlier.
pub(super) fn changes(before: &Agreement, after: &Agreement, scope: &Scope) -> Changes {
    let changes = effect(before, after, scope);
    Changes {
        gains: changes.iter().filter(|one| one.gains).map(|one| change(one, true)).collect(),
        losses: changes.iter().filter(|one| one.loses).map(|one| change(one, false)).collect(),
        rules: rule_changes(before, after).iter().map(rule).collect(),
    }
}

fn rule(change: &RuleChange) -> RuleRow {
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    let told = before.map(agreed::told);
    let title = before.or(after).map(|rule| {
        let (about, _) = agreed::told(rule);
        format!("{}\u{a0}: {about}", agreed::heading(rule).0)
    });
    RuleRow {
        title: title.unwrap_or_default(),
        before: told.map(|(_, text)| text),
        after: after.map(|rule| agreed::told(rule).1),
    }
}
