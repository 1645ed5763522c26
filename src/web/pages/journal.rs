//! `/journal` and what hangs on it. No page of it names anybody who is followed.

use askama::Template;

use super::frame::Frame;
use super::home::Empty;
use super::parts::{Choice, Faults, Link};

/// One entry.
#[derive(Debug, Clone)]
pub struct Row {
    /// `12/03/2026 à 14 h 30`, the zone named unless it is Paris.
    pub when: String,
    /// The whole entry; none where it can't be opened.
    pub href: Option<String>,
    /// Who acted.
    pub name: String,
    /// In which quality.
    pub quality: String,
    /// In which service.
    pub service: String,
    /// The same list narrowed to that agent.
    pub agent_href: Option<String>,
    /// For whom; may be empty.
    pub on_behalf_of: String,
    /// What was done.
    pub operation: String,
    /// How it ended.
    pub outcome: String,
    /// The file by its reference; its address, the journal about it, may be empty.
    pub subject: Option<Link>,
    /// `12 dossiers listés`; may be empty.
    pub listed: String,
    /// Categories and levels.
    pub shown: String,
    /// The purpose; may be empty.
    pub purpose: String,
    /// The articles; may be empty.
    pub ground: String,
    /// The regime.
    pub regime: String,
    /// Version of the protocol.
    pub protocol: String,
}

/// A part of the journal that the reader may read.
#[derive(Debug, Clone)]
pub struct PartRow {
    /// Of which files.
    pub regimes: String,
    /// Whose accesses.
    pub slice: String,
    /// By which text.
    pub basis: String,
}

/// The filters.
#[derive(Debug, Clone, Default)]
pub struct FilterForm {
    /// Reference of a file.
    pub person: String,
    /// Identifier of an agent.
    pub agent: String,
    /// Services.
    pub services: Vec<Choice>,
    /// Purposes.
    pub purposes: Vec<Choice>,
    /// Operations.
    pub operations: Vec<Choice>,
    /// Outcomes.
    pub outcomes: Vec<Choice>,
    /// Regimes.
    pub regimes: Vec<Choice>,
    /// The first day, as forms take it.
    pub from: String,
    /// The last day.
    pub to: String,
}

/// `/journal`
#[derive(Debug, Clone, Template)]
#[template(path = "journal.html", whitespace = "minimize")]
pub struct JournalPage {
    /// What surrounds it.
    pub frame: Frame,
    /// What the reader may read, and by which text.
    pub parts: Vec<PartRow>,
    /// The filters, as filled in.
    pub form: FilterForm,
    /// `du 12/03/2026 au 10/04/2026`
    pub period: String,
    /// The entries, the latest first.
    pub rows: Vec<Row>,
    /// The first page, where this is another.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
    /// The filters again, for the form that takes the entries away.
    pub hidden: Vec<(String, String)>,
    /// Why they are taken away, as typed.
    pub reason: String,
    /// For whom, as typed.
    pub recipient: String,
    /// What is wrong with that form.
    pub faults: Faults,
    /// Shown where nothing matches.
    pub empty: Empty,
}

/// How long entries of a regime are kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The regime.
    pub regime: String,
    /// `36 mois (R. 544-28 C. pénit.)`
    pub time: String,
}

/// `/journal/mes-acces`
#[derive(Debug, Clone, Template)]
#[template(path = "journal_own.html", whitespace = "minimize")]
pub struct OwnPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Who answers for this installation.
    pub operator: String,
    /// How long entries are kept.
    pub kept: Vec<Kept>,
    /// The entries, the latest first.
    pub rows: Vec<Row>,
    /// The first page, where this is another.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
    /// Whether the reader may read more of the journal.
    pub reads_more: bool,
    /// Shown where there is nothing.
    pub empty: Empty,
}

/// `/journal/{entry}`
#[derive(Debug, Clone, Template)]
#[template(path = "journal_entry.html", whitespace = "minimize")]
pub struct EntryPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Its identifier.
    pub id: String,
    /// What lists show of it.
    pub row: Row,
    /// The file by its reference.
    pub subject: Option<Link>,
    /// What else it was done to; may be empty.
    pub record: String,
    /// The words of whoever acted.
    pub reason: Option<String>,
    /// Services that were told.
    pub recipients: Vec<String>,
    /// The people listed, by reference.
    pub listed: Vec<Link>,
    /// Its hash.
    pub leaf: String,
}

/// A row of figures.
#[derive(Debug, Clone)]
pub struct FigureRow {
    /// What is counted.
    pub title: String,
    /// The figures in words.
    pub cells: Vec<String>,
    /// What they come to; may be empty.
    pub total: String,
}

/// `/journal/statistiques`
#[derive(Debug, Clone, Template)]
#[template(path = "journal_statistics.html", whitespace = "minimize")]
pub struct StatisticsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The months offered.
    pub months: Vec<Choice>,
    /// The month shown.
    pub month: String,
    /// The smallest figure given.
    pub smallest: String,
    /// The columns: operations.
    pub operations: Vec<String>,
    /// Services by operations.
    pub rows: Vec<FigureRow>,
    /// What each column comes to.
    pub totals: Vec<String>,
    /// What all comes to.
    pub total: String,
    /// By purpose.
    pub purposes: Vec<FigureRow>,
    /// By outcome.
    pub outcomes: Vec<FigureRow>,
}
