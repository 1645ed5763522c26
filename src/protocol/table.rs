//! The agreement as a text to read: institution, functions, category, phases, and what is given there by which article.
//! Reviewed like prose by somebody who does not program; `tests/policy_table.rs` keeps the reference one.

use std::fmt::Write as _;

use crate::domain::catalogue::BANNER;
use crate::domain::rhythm::{Band, Stage};
use crate::domain::{CommissionKind, DataCategory, FileRegime, Function, InstitutionKind, Notice, Phase, TieKind};

use super::agreement::Agreement;
use super::compile::{Book, CATEGORY_FIELDS, Compiled, Fields, each, function_bit, phase_bit, tie_bit};
use super::predicate::{Predicate, Predicates};

/// The cells in force, by institution, functions, category and phases; equal functions and equal phases are merged, and what
/// another cell gives anyway is left out. Narrower protocols follow, each with what it leaves.
#[must_use]
pub fn table(agreement: &Agreement) -> String {
    let mut text = heading(agreement);
    section(&mut text, agreement, &agreement.national);
    for narrower in &agreement.narrower {
        let _ = write!(text, "\n== {}: for the categories it names, no more than this ==\n", narrower.scope);
        section(&mut text, agreement, &narrower.book);
    }
    alert_rules(&mut text, agreement);
    rhythms(&mut text, agreement);
    conferences(&mut text, agreement);
    journal(&mut text, agreement);
    grantors(&mut text, agreement);
    text
}

/// Who is told of a release, of what, and by which article.
fn alert_rules(text: &mut String, agreement: &Agreement) {
    let _ = write!(text, "\n== Release alerts ==\n");
    for rule in agreement.alert_rules() {
        let list = |codes: Vec<&str>| codes.join(", ");
        let _ = write!(
            text,
            "\n{}: {} through {}\n",
            rule.id,
            list(rule.kinds.iter().map(|kind| kind.code()).collect()),
            list(rule.through.iter().map(|tie| tie.code()).collect()),
        );
        let when = list(rule.when.iter().map(Predicate::code).collect());
        if !when.is_empty() {
            let _ = writeln!(text, "  when {when}");
        }
        let hour = if rule.says_hour { "date and hour" } else { "date" };
        let _ = writeln!(text, "  tells the {hour}: {}", list(rule.occurrences.iter().map(|o| o.code()).collect()));
        let alarm = if rule.must_find { "; an alarm if nobody is found" } else { "" };
        let _ = writeln!(text, "  to be acknowledged within {} h{alarm}", rule.acknowledge_within);
        let _ = writeln!(text, "  [{}: {}]", rule.ground, rule.basis.label());
    }
}

/// How often each commission reviews a case, in the words of the screen; commissions of one rhythm together.
fn rhythms(text: &mut String, agreement: &Agreement) {
    let _ = write!(text, "\n== Rhythm of reviews ==\n");
    for (commissions, rhythm) in alike(|commission| agreement.rhythm(commission)) {
        let _ = write!(text, "\n{commissions}\n");
        if rhythm.bands().is_empty() {
            let _ = writeln!(text, "  only where a decision fixes a date");
        }
        let mut before: Option<&Band> = None;
        for band in rhythm.bands() {
            let months = band.over_months;
            let is_first = before.is_none_or(|before| before.stage != band.stage);
            let (when, how) = match (band.stage, months) {
                (Stage::Arrival, _) => ("after the admission".to_owned(), band.every.deadline_words()),
                (Stage::Detention, 0) if is_first => ("until the release".to_owned(), band.every.words()),
                (Stage::Detention, 0) => ("then until the release".to_owned(), band.every.words()),
                (Stage::Detention, _) => {
                    (format!("while more than {months} months remain until the release"), band.every.words())
                }
                (Stage::AfterRelease, 0) => ("from the release on".to_owned(), band.every.words()),
                (Stage::AfterRelease, _) => {
                    (format!("once more than {months} months have passed since the release"), band.every.words())
                }
            };
            let _ = writeln!(text, "  {when}: {how} ({}) [{}]", band.every, band.basis.label());
            before = Some(band);
        }
    }
}

/// How long items stay open.
fn conferences(text: &mut String, agreement: &Agreement) {
    let _ = write!(text, "\n== Items of conferences ==\n\n");
    let times = |commission| (agreement.minutes_open_days(commission), agreement.silent_close_days(commission));
    for (commissions, (minutes, silent)) in alike(times) {
        let _ = writeln!(
            text,
            "{commissions}: open from the convocation until {minutes} days after the minutes are validated, \
             or {silent} days after a sitting that nobody validated"
        );
    }
}

/// Who reads the journal, and how long it is kept.
fn journal(text: &mut String, agreement: &Agreement) {
    let _ = write!(text, "\n== The journal ==\n\n");
    let list = |codes: Vec<&str>| codes.join(", ");
    for rule in agreement.journal_readers() {
        let _ = writeln!(
            text,
            "{}: {} of {} read {} [{}: {}]",
            list(rule.regimes.iter().map(|regime| regime.code()).collect()),
            list(rule.functions.iter().map(|function| function.code()).collect()),
            list(rule.kinds.iter().map(|kind| kind.code()).collect()),
            rule.slice,
            rule.ground,
            rule.basis.label(),
        );
    }
    for regime in FileRegime::ALL {
        let _ = match agreement.journal_retention(*regime) {
            Some(rule) => writeln!(text, "{regime}: kept {} months [{}]", rule.months, rule.basis.label()),
            None => writeln!(text, "{regime}: nothing is erased, for want of a time"),
        };
    }
}

/// Who grants clearances: one sentence for each rule, with the functions that nobody else's rule took first.
fn grantors(text: &mut String, agreement: &Agreement) {
    let _ = write!(text, "\n== Who grants clearances ==\n");
    let list = |codes: Vec<&str>| codes.join(", ");
    let mut said = Vec::new();
    for kind in InstitutionKind::ALL {
        for function in Function::ALL {
            let Some(rule) = agreement.grantor(*kind, *function) else { continue };
            if said.contains(&(rule.line, rule.functions.clone())) {
                continue;
            }
            said.push((rule.line, rule.functions.clone()));
            let _ = write!(
                text,
                "\n{}: {}\n",
                list(rule.kinds.iter().map(|kind| kind.code()).collect()),
                list(rule.functions.iter().map(|function| function.code()).collect()),
            );
            for (which, authorities) in [("proposed by", &rule.by), ("or signed by", &rule.second)] {
                for authority in authorities {
                    let _ = writeln!(
                        text,
                        "  {which} {} of {}, {}",
                        list(authority.functions.iter().map(|function| function.code()).collect()),
                        list(authority.kinds.iter().map(|kind| kind.code()).collect()),
                        authority.reach.code(),
                    );
                }
            }
            let _ = writeln!(text, "  [{}: {}]", rule.ground, rule.basis.label());
        }
    }
}

/// The commissions of which the same is said, by their codes, with what is said.
fn alike<T: PartialEq>(said: impl Fn(CommissionKind) -> T) -> Vec<(String, T)> {
    let mut groups: Vec<(String, T)> = Vec::new();
    for commission in CommissionKind::ALL.iter().copied() {
        let own = said(commission);
        match groups.iter_mut().find(|(_, known)| *known == own) {
            Some((codes, _)) => {
                let _ = write!(codes, ", {commission}");
            }
            None => groups.push((commission.code().to_owned(), own)),
        }
    }
    groups
}

fn heading(agreement: &Agreement) -> String {
    let banner = BANNER.iter().map(|field| field.spec().key).collect::<Vec<_>>().join(", ");
    format!(
        "Agreement {}\nAuthorising act: {}\n\n\
         What is not written here is refused. Cells work through standing ties (held, followed, prosecuted, hierarchy) unless\n\
         they say otherwise. Whoever sees anything at summary or above also sees {banner} (no record\n\
         without its bearer). Two years after the release nothing of GENESIS is left for anybody.\n",
        agreement.version(),
        agreement.authorising_act().unwrap_or("none: the cells of ground practice are dead"),
    )
}

fn section(text: &mut String, agreement: &Agreement, book: &Book) {
    let mut silent = Vec::new();
    let mut spoken: Vec<(Vec<InstitutionKind>, Blocks)> = Vec::new();
    for kind in InstitutionKind::ALL.iter().copied() {
        let blocks = blocks(agreement, book.of(kind));
        if blocks.is_empty() {
            silent.push(kind.code());
            continue;
        }
        match spoken.iter_mut().find(|(_, known)| *known == blocks) {
            Some((kinds, _)) => kinds.push(kind),
            None => spoken.push((vec![kind], blocks)),
        }
    }
    for (kinds, blocks) in spoken {
        let names = kinds.iter().map(|kind| format!("{} ({kind})", kind.label())).collect::<Vec<_>>().join("; ");
        for (functions, lines) in blocks {
            let _ = write!(text, "\n{names}: {}\n{lines}", said_of(&functions));
        }
    }
    if !silent.is_empty() {
        let _ = write!(text, "\nNothing: {}\n", silent.join(", "));
    }
}

/// Functions of one kind of institution that are given the same, and what that is.
type Blocks = Vec<(Vec<Function>, String)>;

fn blocks(agreement: &Agreement, cells: &[Compiled]) -> Blocks {
    let mut blocks: Blocks = Vec::new();
    for function in Function::ALL.iter().copied() {
        let lines = lines(agreement, cells, function);
        if lines.is_empty() {
            continue;
        }
        match blocks.iter_mut().find(|(_, known)| *known == lines) {
            Some((functions, _)) => functions.push(function),
            None => blocks.push((vec![function], lines)),
        }
    }
    blocks
}

/// A group of functions in words: all, a few, or all but a few.
fn said_of(functions: &[Function]) -> String {
    let codes = |list: Vec<Function>| list.iter().map(|function| function.code()).collect::<Vec<_>>().join(", ");
    let others: Vec<Function> = Function::ALL
        .iter()
        .copied()
        .filter(|function| *function != Function::Administrator && !functions.contains(function))
        .collect();
    if functions.contains(&Function::Administrator) || others.len() >= functions.len() {
        codes(functions.to_vec())
    } else if others.is_empty() {
        "every function".to_owned()
    } else {
        format!("every function but {}", codes(others))
    }
}

/// What one function of one kind of institution is given: a line for each category and cell, with the phases in which it
/// gives something that no other cell does.
fn lines(agreement: &Agreement, cells: &[Compiled], function: Function) -> String {
    let mut text = String::new();
    for category in DataCategory::ALL.iter().copied() {
        let mut sentences: Vec<(String, Vec<Phase>)> = Vec::new();
        for phase in Phase::ALL.iter().copied() {
            for sentence in given(agreement, cells, function, phase, CATEGORY_FIELDS[category.index()]) {
                match sentences.iter_mut().find(|(known, _)| *known == sentence) {
                    Some((_, phases)) => phases.push(phase),
                    None => sentences.push((sentence, vec![phase])),
                }
            }
        }
        for (sentence, phases) in sentences {
            let _ = writeln!(text, "  {category}, {}: {sentence}", said_phases(&phases));
        }
    }
    text
}

fn said_phases(phases: &[Phase]) -> String {
    if phases.len() == Phase::ALL.len() {
        return "every phase".to_owned();
    }
    phases.iter().map(|phase| phase.code()).collect::<Vec<_>>().join(", ")
}

/// The cells that give something there, without those that another one makes pointless.
fn given(agreement: &Agreement, cells: &[Compiled], function: Function, phase: Phase, within: Fields) -> Vec<String> {
    let open: Vec<&Compiled> = cells
        .iter()
        .filter(|cell| cell.functions & function_bit(function) != 0 && cell.phases & phase_bit(phase) != 0)
        .filter(|cell| cell.fields & within != 0)
        .collect();
    open.iter()
        .enumerate()
        .filter(|(at, cell)| {
            !open.iter().enumerate().any(|(other_at, other)| makes_pointless(other, other_at, cell, *at, within))
        })
        .map(|(_, cell)| said(agreement, cell, within))
        .collect()
}

/// Whether `other` gives all that `cell` gives, whenever it does. Of two equal ones the first stays.
pub(in crate::protocol) fn makes_pointless(
    other: &Compiled,
    other_at: usize,
    cell: &Compiled,
    at: usize,
    within: Fields,
) -> bool {
    other_at != at && gives_all_of(other, cell, within) && (other_at < at || !gives_all_of(cell, other, within))
}

fn gives_all_of(other: &Compiled, cell: &Compiled, within: Fields) -> bool {
    let notices: Predicates = Notice::ALL.iter().map(|notice| Predicate::from(*notice)).collect();
    let same_notices = cell.through & tie_bit(TieKind::Territory) == 0
        || cell.when.bits() & notices.bits() == other.when.bits() & notices.bits();
    cell.through & !other.through == 0
        && same_notices
        && cell.when.includes(other.when)
        && (cell.own_only || !other.own_only)
        && cell.fields & within & !other.fields == 0
        && other.level >= cell.level
        && (other.write || !cell.write)
}

/// `summary of family_name, given_names, when sentence_3y, through territory [text: …]`.
fn said(agreement: &Agreement, cell: &Compiled, within: Fields) -> String {
    let source = agreement.cell(cell.index);
    let mut text = source.level.code().to_owned();
    if source.write {
        text.push_str(" and write");
    }
    if within & !cell.fields != 0 {
        let fields = each(cell.fields & within).filter_map(|at| crate::domain::Field::ALL.get(at));
        let _ = write!(text, " of {}", fields.map(|field| field.spec().key).collect::<Vec<_>>().join(", "));
    }
    if source.own_only {
        text.push_str(", own records only");
    }
    if source.when != Predicates::NONE {
        let _ = write!(text, ", when {}", source.when.iter().map(Predicate::code).collect::<Vec<_>>().join(" and "));
    }
    if !TieKind::ALL.iter().all(|tie| tie.is_standing() == source.through.contains(tie)) {
        let _ =
            write!(text, ", through {}", source.through.iter().map(|tie| tie.code()).collect::<Vec<_>>().join(" or "));
    }
    let _ = write!(text, " [{}: {}]", source.ground, source.basis.label());
    text
}
