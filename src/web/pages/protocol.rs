//! `/protocole`: what is agreed, and how it is changed.

use askama::Template;

use super::frame::Frame;
use super::parts::{Choice, Faults, Link};
use super::preparation::Mark;
use crate::domain::Level;

/// A protocol in force.
#[derive(Debug, Clone)]
pub struct HeadingRow {
    /// Its title.
    pub title: String,
    /// `nord@3`
    pub reference: String,
    /// Where it reigns.
    pub scope: String,
    /// `du 05/01/2026 au 31/12/2030`
    pub validity: String,
    /// Who signed.
    pub signatories: Vec<String>,
    /// The act which authorises its practice.
    pub act: Option<String>,
}

/// One place of the table.
#[derive(Debug, Clone)]
pub struct MarkCell {
    /// The category.
    pub category: &'static str,
    /// How much.
    pub level: Level,
    /// Whether it may be written.
    pub write: bool,
    /// Under which condition or through what; may be empty.
    pub note: String,
    /// The article, where it was asked for.
    pub basis: Option<String>,
}

/// What a kind of institution is given.
#[derive(Debug, Clone)]
pub struct MatrixRow {
    /// The kind.
    pub kind: &'static str,
    /// By category.
    pub marks: Vec<MarkCell>,
}

/// A proposal in a list.
#[derive(Debug, Clone)]
pub struct ProposalRow {
    /// Its page.
    pub href: String,
    /// Its title and version.
    pub title: String,
    /// When it was put on the table.
    pub when: String,
    /// How far it has come.
    pub state: Mark,
}

/// A fault of a text.
#[derive(Debug, Clone)]
pub struct TextFault {
    /// Of which text: empty for the one that was sent.
    pub of: String,
    /// Its line.
    pub line: String,
    /// What is wrong.
    pub what: String,
}

/// What is looked at: the form above the table.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Phases.
    pub phases: Vec<Choice>,
    /// Kinds of institution.
    pub kinds: Vec<Choice>,
    /// Functions.
    pub functions: Vec<Choice>,
    /// Whether the list is shown.
    pub as_list: bool,
    /// Whether articles are shown.
    pub show_bases: bool,
    /// The same, otherwise: as a table or a list, with or without articles.
    pub others: Vec<Link>,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "protocol.html", whitespace = "minimize")]
pub struct ProtocolPage {
    /// What surrounds it.
    pub frame: Frame,
    /// All that is in force, as the journal writes it.
    pub version: String,
    /// The protocols in force beside the ceiling.
    pub headings: Vec<HeadingRow>,
    /// What is looked at.
    pub filter: Filter,
    /// The columns: categories.
    pub columns: Vec<&'static str>,
    /// The table.
    pub rows: Vec<MatrixRow>,
    /// The list: one sentence for each cell.
    pub sentences: Vec<String>,
    /// How many sentences in all.
    pub count: String,
    /// The pages of the list before and after.
    pub pages: Vec<Link>,
    /// What is agreed beside the cells, sort by sort.
    pub rules: Vec<RuleSection>,
    /// What is on the table.
    pub proposals: Vec<ProposalRow>,
    /// The text typed, for who may put one on the table.
    pub form: Option<String>,
    /// What is wrong with the form.
    pub faults: Faults,
    /// What is wrong with the text.
    pub text_faults: Vec<TextFault>,
}

/// Rules of one sort.
#[derive(Debug, Clone)]
pub struct RuleSection {
    /// What they are about.
    pub title: &'static str,
    /// What is true of all of them.
    pub text: &'static str,
    /// Each with whom or what it is about.
    pub rows: Vec<(String, String)>,
}

impl RuleSection {
    /// One more; those that say the same, of others, stand together.
    pub fn put(&mut self, (title, text): (String, String)) {
        match self.rows.iter_mut().find(|(_, known)| *known == text) {
            Some((titles, _)) => *titles = format!("{titles}, {title}"),
            None => self.rows.push((title, text)),
        }
    }
}

/// What a proposal would change, from a day on.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// What is gained, in sentences.
    pub gains: Vec<String>,
    /// What is lost.
    pub losses: Vec<String>,
    /// Rules that change, beside the cells.
    pub rules: Vec<RuleRow>,
}

impl Changes {
    /// Whether everything stays as it is.
    #[must_use]
    pub const fn are_none(&self) -> bool {
        self.gains.is_empty() && self.losses.is_empty() && self.rules.is_empty()
    }
}

/// A rule that changes.
#[derive(Debug, Clone)]
pub struct RuleRow {
    /// Of which sort, about whom or what.
    pub title: String,
    /// What it says; none where it is new.
    pub before: Option<String>,
    /// What it will say; none where it goes.
    pub after: Option<String>,
}

/// A protocol adopted for a day to come, which this one would keep from ever being in force.
#[derive(Debug, Clone)]
pub struct Fallen {
    /// Its title and reference.
    pub title: String,
    /// Its first day.
    pub from: String,
    /// What will be otherwise on that day than was adopted.
    pub changes: Changes,
}

/// A signature.
#[derive(Debug, Clone)]
pub struct SignatureRow {
    /// Name and quality.
    pub who: String,
    /// Of which institution.
    pub institution: String,
    /// When.
    pub when: String,
}

/// `/protocole/propositions/{proposal}`
#[derive(Debug, Clone, Template)]
#[template(path = "proposal.html", whitespace = "minimize")]
pub struct ProposalPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Its identifier.
    pub id: String,
    /// Its own address.
    pub href: String,
    /// Its title.
    pub title: String,
    /// `nord@3`
    pub reference: String,
    /// How far it has come.
    pub state: Mark,
    /// What it is: label and fact.
    pub facts: Vec<(&'static str, String)>,
    /// The digest that is signed.
    pub digest: String,
    /// Who signed.
    pub signatures: Vec<SignatureRow>,
    /// Who is still to sign.
    pub awaited: Vec<String>,
    /// What changes.
    pub changes: Changes,
    /// What was adopted and will never be in force.
    pub fallen: Vec<Fallen>,
    /// Narrower protocols that say more than this one, and are kept to it: titles and references.
    pub narrowed: Vec<String>,
    /// Cells that are new.
    pub added: Vec<String>,
    /// Cells that are gone.
    pub removed: Vec<String>,
    /// Cells that change: before, after.
    pub changed: Vec<(String, String)>,
    /// Why it can't be compared any more.
    pub unfit: Vec<TextFault>,
    /// The text itself.
    pub text: String,
    /// Whether it is settled: then what it changed is history.
    pub is_settled: bool,
    /// Whether the reader may sign it and set it aside.
    pub may_sign: bool,
    /// Whether he is about to: the form is shown.
    pub is_signing: bool,
}
