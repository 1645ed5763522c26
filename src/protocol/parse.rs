//! From a TOML text to a [`Protocol`]: every fault at once, each with its line.

use std::collections::BTreeMap;

use toml::de::DeTable;

use crate::domain::basis::Basis;
use crate::domain::{
    Certainty, CommissionKind, DataCategory, Field, FileRegime, Function, Ground, InstitutionKind, Level, Phase,
    TieKind,
};

use super::adopter::{self, AdopterRule};
use super::alert::{self, AlertRule};
use super::cell::{Cell, CellLines, Protocol, Scope};
use super::check;
use super::conference::{self, ConferenceRule};
use super::fault::Fault;
use super::grantor::{self, GrantorRule};
use super::journal_reader::{self, JournalReaderRule};
use super::journal_retention::{self, JournalRetention};
use super::predicate::{Predicate, Predicates};
use super::rhythm::{self, RhythmRule};
use super::toml_tree::{At, Findings, Section};

/// The ties that a cell works through when it does not say.
const STANDING: [TieKind; 4] = [TieKind::Held, TieKind::Followed, TieKind::Prosecuted, TieKind::Hierarchy];

impl Protocol {
    /// Reads a protocol and checks all that can be checked of it alone; [`super::Agreement::assemble`] checks it against
    /// the others.
    ///
    /// # Errors
    /// Every fault of the text, in the order of the lines: syntax, unknown words and keys, missing headings, a basis that is
    /// not declared, a field outside its category, `practice` without an authorising act, cells that contradict each other.
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        let mut found = Findings::new(text);
        let (document, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            for error in errors {
                let line = found.line_of(error.span().map_or(0, |span| span.start));
                found.add(line, error.message().trim().to_owned());
            }
            return Err(found.into_faults());
        }
        let mut section = Section::new("the protocol", 1, document.get_ref(), &found);
        let bases = bases(&mut section, &mut found);
        let cells = cells(&mut section, &bases, &mut found);
        if section.raw("cells").is_none() && section.raw("inherits").is_none() {
            found.add(1, "the protocol has no [[cells]] and inherits none: it would give nothing to anybody");
        }
        let rules = Rules {
            cells,
            alerts: alert::alerts(&mut section, &bases, &mut found),
            rhythms: rhythm::rhythms(&mut section, &bases, &mut found),
            conferences: conference::conferences(&mut section, &mut found),
            journal_readers: journal_reader::readers(&mut section, &bases, &mut found),
            journal_retention: journal_retention::retention(&mut section, &bases, &mut found),
            grantors: grantor::grantors(&mut section, &bases, &mut found),
            adopters: adopter::adopters(&mut section, &bases, &mut found),
        };
        let protocol = heading(&mut section, rules, &mut found);
        section.finish(&mut found);
        if let Some(protocol) = &protocol {
            check::alone(protocol, &mut found);
        }
        let faults = found.into_faults();
        match protocol {
            Some(protocol) if faults.is_empty() => Ok(protocol),
            _ => Err(faults),
        }
    }
}

/// What stands under the heading.
struct Rules {
    cells: Vec<Cell>,
    alerts: Vec<AlertRule>,
    rhythms: Vec<RhythmRule>,
    conferences: Vec<ConferenceRule>,
    journal_readers: Vec<JournalReaderRule>,
    journal_retention: Vec<JournalRetention>,
    grantors: Vec<GrantorRule>,
    adopters: Vec<AdopterRule>,
}

/// The heading; `None` when a part of it is missing, which is then among the faults.
fn heading(section: &mut Section<'_>, rules: Rules, found: &mut Findings) -> Option<Protocol> {
    let id = section.text("id", found);
    if let Some(At { line, value }) = &id
        && !value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        found.add(*line, "`id` may hold lower-case letters, digits and hyphens only: it is written in the journal");
    }
    let title = section.text("title", found);
    let version = section.number("version", found);
    let scope = scope(section, found);
    let valid_from = section.day("valid_from", found);
    if valid_from.is_none() && section.raw("valid_from").is_none() {
        section.missing("valid_from", found);
    }
    let valid_to = section.day("valid_to", found);
    if let (Some(from), Some(to)) = (&valid_from, &valid_to)
        && to.value < from.value
    {
        found.add(to.line, format!("`valid_to` ({}) is before `valid_from` ({})", to.value, from.value));
    }
    let signatories = section.texts("signatories", found);
    if signatories.is_none() && section.raw("signatories").is_none() {
        section.missing("signatories", found);
    }
    let ceiling = section.flag("ceiling", found).value;
    let inherits = section.optional_text("inherits", found);
    let authorising_act = section.optional_text("authorising_act", found);

    let (id, version, scope) = (id?.value, version?, scope?);
    let Rules { mut cells, alerts, rhythms, conferences, journal_readers, journal_retention, grantors, adopters } =
        rules;
    for cell in &mut cells {
        cell.protocol = format!("{id}@{version}");
    }
    Some(Protocol {
        id,
        title: title?.value,
        version,
        scope: scope.value,
        valid_from: valid_from?.value,
        valid_to: valid_to.map(|day| day.value),
        signatories: signatories?.value.into_iter().map(|name| name.value).collect(),
        ceiling,
        inherits_line: inherits.as_ref().map_or(1, |at| at.line),
        inherits: inherits.map(|at| at.value),
        authorising_act: authorising_act.map(|at| at.value),
        cells,
        alerts,
        rhythms,
        conferences,
        journal_readers,
        journal_retention,
        grantors,
        adopters,
        scope_line: scope.line,
    })
}

/// `scope = { national = true }`, `{ inter_region = "…" }`, `{ departement = "59" }` or `{ commission = "ems" }`.
fn scope(section: &mut Section<'_>, found: &mut Findings) -> Option<At<Scope>> {
    let Some(At { line, value }) = section.raw("scope") else {
        section.missing("scope", found);
        return None;
    };
    let Some(table) = value.get_ref().as_table() else {
        found.add(line, "`scope` must be like { national = true } or { departement = \"59\" }");
        return None;
    };
    let mut inner = Section::new("`scope`", line, table, found);
    let national = inner.flag("national", found).value.then_some(Scope::National);
    let inter_region = inner.optional_text("inter_region", found).map(|at| Scope::InterRegion(at.value));
    let departement = inner.optional_text("departement", found).map(|at| Scope::Departement(at.value));
    let commission = inner.raw("commission").is_some().then(|| {
        inner.code("commission", CommissionKind::ALL, CommissionKind::code, found).map(|at| Scope::Commission(at.value))
    });
    inner.finish(found);
    if commission == Some(None) {
        return None;
    }
    let mut said = [national, inter_region, departement, commission.flatten()].into_iter().flatten();
    match (said.next(), said.next()) {
        (Some(scope), None) => Some(At { line, value: scope }),
        _ => {
            found.add(line, "`scope` must say exactly one of national = true, inter_region, departement, commission");
            None
        }
    }
}

/// The `[basis.KEY]` tables.
fn bases(section: &mut Section<'_>, found: &mut Findings) -> BTreeMap<String, Basis> {
    let mut bases = BTreeMap::new();
    let Some(At { line, value }) = section.raw("basis") else { return bases };
    let Some(table) = value.get_ref().as_table() else {
        found.add(line, "`basis` must be tables like [basis.staff]");
        return bases;
    };
    let keys = Section::new("`basis`", line, table, found);
    for (key, line, value) in keys.entries() {
        let Some(table) = value.get_ref().as_table() else {
            found.add(line, format!("`basis.{key}` must be a table"));
            continue;
        };
        let mut inner = Section::new(format!("basis `{key}`"), line, table, found);
        let current = inner.text("current", found);
        let former = inner.optional_text("former", found);
        let item = inner.optional_text("item", found);
        let certainty = inner.code("certainty", Certainty::ALL, Certainty::code, found);
        let regime = inner.code("regime", FileRegime::ALL, FileRegime::code, found);
        inner.finish(found);
        // An unreadable basis is declared all the same, so that its cells are not faulted for it a second time.
        bases.insert(
            key.to_owned(),
            Basis {
                key: key.to_owned(),
                current: current.map(|at| at.value).unwrap_or_default(),
                former: former.map(|at| at.value),
                item: item.map(|at| at.value),
                certainty: certainty.map_or(Certainty::Unverified, |at| at.value),
                regime: regime.map_or(FileRegime::Hub, |at| at.value),
            },
        );
    }
    bases
}

/// The `[[cells]]`.
fn cells(section: &mut Section<'_>, bases: &BTreeMap<String, Basis>, found: &mut Findings) -> Vec<Cell> {
    let tables = section.tables("cells", "the cell", found);
    tables.into_iter().filter_map(|table| cell(table, bases, found)).collect()
}

/// One cell; `None` when a part of it is missing or unreadable, which is then among the faults and calls for no others.
fn cell(mut section: Section<'_>, bases: &BTreeMap<String, Basis>, found: &mut Findings) -> Option<Cell> {
    let before = found.count();
    let kinds = required(&mut section, "kinds", InstitutionKind::ALL, InstitutionKind::code, found);
    let functions = section.codes("functions", Function::ALL, Function::code, found);
    let categories = required(&mut section, "categories", DataCategory::ALL, DataCategory::code, found);
    let phases = phases(&mut section, found);
    let level = section.code("level", Level::ALL, Level::code, found);
    let write = section.flag("write", found);
    let only = section.codes("only", Field::ALL, |field| field.spec().key, found);
    let when = section.codes("when", Predicate::ALL, Predicate::code, found);
    let through = section.codes("through", TieKind::ALL, TieKind::code, found);
    let own_only = section.flag("own_only", found);
    let ground = section.code("ground", Ground::ALL, Ground::code, found);
    let basis = declared_basis(&mut section, bases, found);
    let line = section.line();
    section.finish(found);

    if found.count() > before {
        return None;
    }
    let (categories, level, ground, basis) = (categories?, level?, ground?, basis?);
    let lines = CellLines {
        categories: categories.line,
        level: level.line,
        write: write.line,
        only: only.as_ref().map_or(line, |at| at.line),
        through: through.as_ref().map_or(line, |at| at.line),
        own_only: own_only.line,
        ground: ground.line,
        basis: basis.line,
    };
    Some(Cell {
        kinds: kinds?.value,
        functions: functions.map(|at| at.value).unwrap_or_default(),
        categories: categories.value,
        phases: phases?,
        level: level.value,
        write: write.value,
        only: only.map(|at| at.value).unwrap_or_default(),
        when: when.map(|at| at.value.into_iter().collect()).unwrap_or(Predicates::NONE),
        through: through.map_or_else(|| STANDING.to_vec(), |at| at.value),
        own_only: own_only.value,
        ground: ground.value,
        basis: basis.value,
        protocol: String::new(),
        line,
        lines,
    })
}

/// The basis that a section names, which must be there and be declared.
pub(in crate::protocol) fn declared_basis(
    section: &mut Section<'_>,
    bases: &BTreeMap<String, Basis>,
    found: &mut Findings,
) -> Option<At<Basis>> {
    let At { line, value: key } = section.text("basis", found)?;
    let basis = bases.get(&key).cloned();
    if basis.is_none() {
        let known = bases.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        found.add(line, format!("`basis`: unknown \"{key}\"; this protocol declares: {known}"));
    }
    basis.map(|value| At { line, value })
}

/// A list of codes that must be there.
pub(in crate::protocol) fn required<T: Copy + PartialEq>(
    section: &mut Section<'_>,
    key: &'static str,
    known: &[T],
    code: impl Fn(T) -> &'static str,
    found: &mut Findings,
) -> Option<At<Vec<T>>> {
    if section.raw(key).is_none() {
        section.missing(key, found);
    }
    section.codes(key, known, code, found)
}

/// A list of phases, or the word `"all"`.
fn phases(section: &mut Section<'_>, found: &mut Findings) -> Option<Vec<Phase>> {
    if section.raw("phases").is_some_and(|at| at.value.get_ref().as_str() == Some("all")) {
        return Some(Phase::ALL.to_vec());
    }
    required(section, "phases", Phase::ALL, Phase::code, found).map(|at| at.value)
}
