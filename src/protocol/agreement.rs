//! The agreement in force on a day: the ceiling, the national protocol if there is one, and the narrower ones.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::basis::Basis;
use crate::domain::rhythm::Rhythm;
use crate::domain::{CommissionKind, FileRegime, Function, Ground, InstitutionKind};

use super::adopter::{self, AdopterRule};
use super::alert::{self, AlertRule};
use super::cell::{Cell, Protocol, Scope};
use super::check;
use super::compile::Book;
use super::conference::{self, ConferenceTimes};
use super::decide::ReaderFacts;
use super::decision::NO_CELL;
use super::fault::Fault;
use super::grantor::{GrantorRule, Grantors};
use super::journal_reader::{self, JournalReaderRule, Supervisor, Trace};
use super::journal_retention::{self, JournalRetention};
use super::rhythm;

/// A protocol of an inter-region or a département, ready to lower what the national one gives.
#[derive(Debug, Clone)]
pub(in crate::protocol) struct Narrower {
    pub(in crate::protocol) scope: Scope,
    pub(in crate::protocol) book: Book,
}

/// What a protocol says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// `id@version`
    pub reference: String,
    /// Its title, in French.
    pub title: String,
    /// Where it reigns.
    pub scope: Scope,
    /// Its first day.
    pub valid_from: Date,
    /// Its last day, if it has one.
    pub valid_to: Option<Date>,
    /// Who signed.
    pub signatories: Vec<String>,
    /// The act which authorises its cells of practice.
    pub authorising_act: Option<String>,
}

impl Heading {
    fn of(protocol: &Protocol) -> Self {
        Self {
            reference: protocol.reference(),
            title: protocol.title.clone(),
            scope: protocol.scope.clone(),
            valid_from: protocol.valid_from,
            valid_to: protocol.valid_to,
            signatories: protocol.signatories.clone(),
            authorising_act: protocol.authorising_act.clone(),
        }
    }
}

/// All that is agreed on a day, checked and compiled. [`super::decide()`] reads nothing else.
#[derive(Debug, Clone)]
pub struct Agreement {
    version: String,
    authorising_act: Option<String>,
    cells: Vec<Cell>,
    /// In words, by the same numbers.
    articles: Vec<String>,
    alerts: Vec<AlertRule>,
    rhythms: BTreeMap<CommissionKind, Rhythm>,
    conferences: BTreeMap<CommissionKind, ConferenceTimes>,
    journal_readers: Vec<JournalReaderRule>,
    journal_retention: Vec<JournalRetention>,
    grantors: Grantors,
    adopters: Vec<AdopterRule>,
    headings: Vec<Heading>,
    in_force_from: usize,
    pub(in crate::protocol) ceiling: Book,
    pub(in crate::protocol) national: Book,
    pub(in crate::protocol) narrower: Vec<Narrower>,
}

impl Agreement {
    /// Puts together the ceiling and the protocols of the register, each with the name of its file. All of them are checked,
    /// those in force on `today` are compiled. Without a national protocol in force, the ceiling's cells of ground `text` and
    /// `membership` are in force and its `practice` cells are dead: no act authorises them.
    ///
    /// Protocols of commissions are checked like the others; their cells wait for the ties of agenda items, which do not
    /// exist yet, so they give nothing today.
    ///
    /// # Errors
    /// Every fault of every protocol, with its file: exceeding the ceiling, two in one scope at one time, an unknown
    /// protocol to inherit from, a narrower one that gives more than the broader, cells that a commission may not add.
    pub fn assemble(
        ceiling: Protocol,
        in_force: Vec<(String, Protocol)>,
        today: Date,
    ) -> Result<Self, Vec<(String, Fault)>> {
        let mut faults = check::together(&ceiling, &in_force);
        let more = check::excess(&ceiling, &in_force);
        faults.extend(
            more.into_iter().filter(|(file, _)| faults.iter().all(|(known, _)| known != file)).collect::<Vec<_>>(),
        );
        if faults.is_empty() { Self::succeeding(ceiling, in_force, today) } else { Err(faults) }
    }

    /// The same of protocols that came one after the other: a broader one may have been narrowed since, and then the narrower ones that
    /// were agreed before it are lowered to it without anybody having to agree them anew. A restriction waits for nobody.
    ///
    /// # Errors
    /// As [`Self::assemble`], but for what a narrower one says beyond the broader.
    pub fn succeeding(
        ceiling: Protocol,
        in_force: Vec<(String, Protocol)>,
        today: Date,
    ) -> Result<Self, Vec<(String, Fault)>> {
        let faults = check::together(&ceiling, &in_force);
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut today_in_force: Vec<&Protocol> =
            in_force.iter().map(|(_, protocol)| protocol).filter(|protocol| protocol.is_in_force_on(today)).collect();
        today_in_force.sort_by(|a, b| (&a.scope, &a.id).cmp(&(&b.scope, &b.id)));

        let mut version = ceiling.reference();
        for protocol in &today_in_force {
            version.push('+');
            version.push_str(&protocol.reference());
        }
        let national = today_in_force.iter().copied().find(|protocol| protocol.scope == Scope::National);

        let mut shelf = Shelf::default();
        // The ceiling comes first, and is never empty: so there always is a cell to return.
        let ceiling_book = shelf.put(ceiling.cells.clone());
        let in_force_from = shelf.cells.len();
        let national_book = shelf.put(match national {
            Some(protocol) => effective_cells(protocol, &ceiling),
            None => without_practice(&ceiling.cells).cloned().collect(),
        });
        let narrower = today_in_force
            .iter()
            .filter(|protocol| matches!(protocol.scope, Scope::InterRegion(_) | Scope::Departement(_)))
            .map(|protocol| Narrower {
                scope: protocol.scope.clone(),
                book: shelf.put(effective_cells(protocol, &ceiling)),
            })
            .collect();
        if shelf.cells.len() >= usize::from(NO_CELL) {
            let fault = Fault::new(1, format!("{} cells are in force: {NO_CELL} are too many", shelf.cells.len()));
            return Err(vec![(ceiling.id, fault)]);
        }
        let articles = shelf.cells.iter().map(article).collect();
        Ok(Self {
            version,
            authorising_act: national.and_then(|protocol| protocol.authorising_act.clone()),
            cells: shelf.cells,
            articles,
            alerts: alert::in_force(national, &ceiling),
            rhythms: rhythm::in_force(national, &ceiling),
            conferences: conference::in_force(national, &ceiling),
            journal_readers: journal_reader::in_force(national, &ceiling),
            journal_retention: journal_retention::in_force(national, &ceiling),
            grantors: Grantors::in_force(national, &ceiling),
            adopters: adopter::in_force(national, &ceiling),
            headings: today_in_force.iter().map(|protocol| Heading::of(protocol)).collect(),
            in_force_from,
            ceiling: ceiling_book,
            national: national_book,
            narrower,
        })
    }

    /// What the journal writes: every protocol in force as `id@version`, from the ceiling to the narrowest, joined by `+`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The cell with this number: the one that a [`super::Right`] of a decision under this very agreement names. A number of
    /// another agreement may name another cell, or, beyond the last, the last.
    #[must_use]
    pub fn cell(&self, index: u16) -> &Cell {
        let last = self.cells.len().saturating_sub(1);
        &self.cells[usize::from(index).min(last)]
    }

    /// The article behind the cell of this number, as pages print it: with its ground in words unless that is a text.
    #[must_use]
    pub fn article(&self, index: u16) -> &str {
        let last = self.articles.len().saturating_sub(1);
        &self.articles[usize::from(index).min(last)]
    }

    /// Every cell in force, in the order of their numbers; those of the ceiling that are only a limit are left out.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        self.cells.get(self.in_force_from..).unwrap_or_default()
    }

    /// The rules of release alerts in force, by name.
    #[must_use]
    pub fn alert_rules(&self) -> &[AlertRule] {
        &self.alerts
    }

    /// How often that commission reviews a case, for [`crate::domain::rhythm::next_review`]; without any band where neither the
    /// national protocol nor the ceiling says anything.
    #[must_use]
    pub fn rhythm(&self, commission: CommissionKind) -> &Rhythm {
        static NONE: Rhythm = Rhythm::NONE;
        self.rhythms.get(&commission).unwrap_or(&NONE)
    }

    /// How many days after the validation of the minutes the participants of that commission's items keep them open; 0 where
    /// nothing is said.
    #[must_use]
    pub fn minutes_open_days(&self, commission: CommissionKind) -> i64 {
        self.conference_times(commission).minutes_open_days.into()
    }

    /// How many days after the day of a sitting that was never validated its items close; 0 where nothing is said.
    #[must_use]
    pub fn silent_close_days(&self, commission: CommissionKind) -> i64 {
        self.conference_times(commission).silent_close_days.into()
    }

    /// The rules by which this agent may read the journal, none for most: each names regimes and a slice.
    pub fn journal_rules<'a>(&'a self, who: &'a Supervisor<'a>) -> impl Iterator<Item = &'a JournalReaderRule> {
        self.journal_readers.iter().filter(|rule| rule.names(who))
    }

    /// Whether this agent may read that entry of the journal, and by which text; his own entries are another matter.
    #[must_use]
    pub fn opens_entry(&self, who: &Supervisor<'_>, entry: &Trace<'_>) -> Option<&Basis> {
        self.journal_readers.iter().find(|rule| rule.names(who) && rule.covers(who, entry)).map(|rule| &rule.basis)
    }

    /// The rules of the journal's readers in force.
    #[must_use]
    pub fn journal_readers(&self) -> &[JournalReaderRule] {
        &self.journal_readers
    }

    /// How long entries of that regime are kept; nothing where neither a text nor the operator says, and then nothing is erased.
    #[must_use]
    pub fn journal_retention(&self, regime: FileRegime) -> Option<&JournalRetention> {
        self.journal_retention.iter().find(|rule| rule.regimes.contains(&regime))
    }

    /// How long the items of that commission stay open; nothing where nothing is said.
    #[must_use]
    pub fn conference_times(&self, commission: CommissionKind) -> ConferenceTimes {
        self.conferences.get(&commission).copied().unwrap_or_default()
    }

    /// Who grants a clearance for that function in a service of that kind; `None` where such a service has no such function.
    #[must_use]
    pub fn grantor(&self, kind: InstitutionKind, function: Function) -> Option<&GrantorRule> {
        self.grantors.of(kind, function)
    }

    /// Whether somebody of that function in a service of that kind may grant anything anywhere.
    #[must_use]
    pub fn may_grant(&self, kind: InstitutionKind, function: Function) -> bool {
        self.grantors.names(kind, function)
    }

    /// Who may adopt protocols, side by side.
    #[must_use]
    pub fn adopters(&self) -> &[AdopterRule] {
        &self.adopters
    }

    /// The sides for which this reader may sign a protocol of that scope; none for most readers.
    pub fn sides<'a>(&'a self, reader: &'a ReaderFacts, scope: &'a Scope) -> impl Iterator<Item = &'a AdopterRule> {
        self.adopters.iter().filter(move |rule| rule.names(reader, scope))
    }

    /// The headings of the protocols in force beside the ceiling, from the broadest to the narrowest.
    #[must_use]
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// The act which authorises the `practice` cells, as the national protocol in force names it.
    #[must_use]
    pub fn authorising_act(&self) -> Option<&str> {
        self.authorising_act.as_deref()
    }
}

fn article(cell: &Cell) -> String {
    match cell.ground {
        Ground::Text => cell.basis.label(),
        ground => format!("{} ({})", cell.basis.label(), ground.label()),
    }
}

/// Gives the cells of several protocols one numbering.
#[derive(Default)]
struct Shelf {
    cells: Vec<Cell>,
}

impl Shelf {
    fn put(&mut self, cells: Vec<Cell>) -> Book {
        let first = self.cells.len();
        // Numbers beyond the last are refused before the agreement leaves `assemble`.
        let number = |at: usize| u16::try_from(first + at).unwrap_or(NO_CELL);
        let book = Book::compile(cells.iter().enumerate().map(|(at, cell)| (number(at), cell)));
        self.cells.extend(cells);
        book
    }
}

/// The cells of this ground need no act of the operator's own.
pub(in crate::protocol) fn without_practice(cells: &[Cell]) -> impl Iterator<Item = &Cell> {
    cells.iter().filter(|cell| cell.ground != Ground::Practice)
}

/// What a protocol gives: the ceiling's cells if it inherits (those of practice only under an act), and its own.
pub(in crate::protocol) fn effective_cells(protocol: &Protocol, ceiling: &Protocol) -> Vec<Cell> {
    let mut cells: Vec<Cell> = match (&protocol.inherits, &protocol.authorising_act) {
        (None, _) => Vec::new(),
        (Some(_), Some(_)) => ceiling.cells.clone(),
        (Some(_), None) => without_practice(&ceiling.cells).cloned().collect(),
    };
    cells.extend(protocol.cells.iter().cloned());
    cells
}
