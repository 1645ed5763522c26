//! `/seances/{sitting}/points/{item}`: everything said, decided and to be done about one person, on one page.

use askama::Template;

use super::frame::Frame;
use super::item_after::After;
use super::parts::{Banner, Choice, Faults, Link, PurposeLine, Service};

/// The page. Each part holds a form only where the reader may use it now; else `note` says in one line who does, or when.
#[derive(Debug, Clone, Template)]
#[template(path = "item.html", whitespace = "minimize")]
pub struct ItemPage {
    /// What surrounds it.
    pub frame: Frame,
    /// About whom.
    pub banner: Banner,
    /// Why it is open.
    pub purpose: PurposeLine,
    /// The sitting.
    pub sitting: Link,
    /// How far it has come, and who presides.
    pub state: String,
    /// This page's address.
    pub here: String,
    /// Its number in the reader's own agenda.
    pub number: usize,
    /// How many items the reader's own agenda has.
    pub count: usize,
    /// The item before.
    pub previous: Option<Link>,
    /// The item after.
    pub next: Option<Link>,
    /// The object.
    pub title: String,
    /// Theme, and why it is on the agenda.
    pub about: Vec<String>,
    /// Opening the sitting, for its secretariat.
    pub opening: Option<Opening>,
    /// Contributions by service.
    pub contributions: Vec<Contribution>,
    /// The form of one's own.
    pub contribute: Option<ContributionForm>,
    /// Instead of it.
    pub contribute_note: String,
    /// Where to write an observation, for those who can't contribute.
    pub observe_href: Option<String>,
    /// Health's closed questions, for those who answer them: key, label, answers.
    pub questions: Vec<Question>,
    /// Categories laid on the table.
    pub tabled: Vec<Tabled>,
    /// One's own categories that may be laid there.
    pub lay: Vec<Choice>,
    /// Whether the sitting was opened: before, nobody was there yet.
    pub was_opened: bool,
    /// Who is invited, and who was there.
    pub attendance: Vec<Present>,
    /// Where the secretariat notes it.
    pub attendance_href: Option<String>,
    /// Opinions by service.
    pub opinions: Vec<Opinion>,
    /// The rows that the reader may write.
    pub opine: Vec<OpinionForm>,
    /// Instead of them.
    pub opine_note: String,
    /// The synthesis.
    pub synthesis: Option<Written>,
    /// Its form.
    pub synthesise: Option<SynthesisForm>,
    /// Instead of it.
    pub synthesis_note: String,
    /// The decision.
    pub decision: Option<Decided>,
    /// Its form.
    pub decide: Option<DecisionForm>,
    /// Instead of it.
    pub decision_note: String,
    /// The item's actions.
    pub actions: Vec<ActionRow>,
    /// The form of one more.
    pub give: Option<ActionForm>,
    /// Instead of it.
    pub actions_note: String,
    /// Actions of earlier sittings, with what became of them.
    pub earlier: Vec<ActionRow>,
    /// Remarks, addenda, the minutes.
    pub after: After,
    /// What is wrong with the form that came back.
    pub faults: Faults,
}

/// Who may preside. The form sends `chair`.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Where it goes.
    pub action: String,
    /// Those who may.
    pub chairs: Vec<Choice>,
}

/// A mark: a code that the stylesheet knows, and its word.
#[derive(Debug, Clone)]
pub struct Mark {
    /// `done`, `todo`, `late`, `favourable`…
    pub code: String,
    /// In words.
    pub word: String,
}

impl Mark {
    /// A mark.
    #[must_use]
    pub fn new(code: &str, word: &str) -> Self {
        Self { code: code.to_owned(), word: word.to_owned() }
    }
}

/// One service's contribution, or the place where it is missing.
#[derive(Debug, Clone)]
pub struct Contribution {
    /// Which service.
    pub service: Service,
    /// Received, expected.
    pub mark: Option<Mark>,
    /// Whether nothing is there.
    pub is_missing: bool,
    /// The opinion that it proposes.
    pub stance: Option<Mark>,
    /// The text.
    pub text: Option<String>,
    /// Why no text is shown.
    pub held: String,
    /// How its author restricts it.
    pub handling: String,
    /// Who, when.
    pub meta: String,
}

/// Sends `version`, `prior_comment`, `proposed_opinion`, `cap`, `audience` (several).
#[derive(Debug, Clone)]
pub struct ContributionForm {
    /// The version that it was made from.
    pub version: i32,
    /// The text.
    pub text: String,
    /// The opinions to choose from.
    pub stances: Vec<Choice>,
    /// The most that others see of it.
    pub caps: Vec<Choice>,
    /// Kinds of institution among which it may be read.
    pub audiences: Vec<Choice>,
    /// Whether the restriction's fold is open.
    pub restricted: bool,
    /// Whether the form is folded away: the contribution is written.
    pub folded: bool,
}

/// A closed question. The form sends the catalogue's keys.
#[derive(Debug, Clone)]
pub struct Question {
    /// The field's key.
    pub key: String,
    /// What is asked.
    pub label: String,
    /// Yes, no, no answer.
    pub answers: Vec<Choice>,
}

/// A category on the table.
#[derive(Debug, Clone)]
pub struct Tabled {
    /// Its name.
    pub label: String,
    /// Who laid it there.
    pub service: Service,
    /// Its place in the file, for those who see it.
    pub href: Option<String>,
}

/// Somebody invited, and how he was there.
#[derive(Debug, Clone)]
pub struct Present {
    /// Which service.
    pub service: Service,
    /// Whom of it.
    pub name: Option<String>,
    /// `voix délibérative`.
    pub voice: String,
    /// In the room, from afar, represented by, absent why; empty where not noted.
    pub presence: String,
}

/// One service's opinion.
#[derive(Debug, Clone)]
pub struct Opinion {
    /// Which service.
    pub service: Service,
    /// For or against.
    pub mark: Mark,
    /// Why.
    pub reason: Option<String>,
    /// Who, when.
    pub meta: String,
}

/// A row of the form of opinions. Sends `who` (once a row), and for each `stance-…`, `reason-…`, `version-…`.
#[derive(Debug, Clone)]
pub struct OpinionForm {
    /// The service's identifier.
    pub id: String,
    /// Which service.
    pub service: Service,
    /// The version that it was made from.
    pub version: i32,
    /// For or against.
    pub stances: Vec<Choice>,
    /// Why.
    pub reason: String,
}

impl OpinionForm {
    /// The name of a field of this row.
    #[must_use]
    pub fn named(&self, field: &str) -> String {
        format!("{field}-{}", self.id)
    }
}

/// A text, and who wrote it when.
#[derive(Debug, Clone)]
pub struct Written {
    /// The text.
    pub text: String,
    /// Who, when.
    pub meta: String,
}

/// Sends `version` and `text`; saves by itself.
#[derive(Debug, Clone)]
pub struct SynthesisForm {
    /// The version that it was made from.
    pub version: i32,
    /// The text.
    pub text: String,
}

/// A decision.
#[derive(Debug, Clone)]
pub struct Decided {
    /// What.
    pub outcome: String,
    /// Text, reason, next review: label and value.
    pub rows: Vec<(String, String)>,
    /// Who, by what right, when.
    pub meta: String,
    /// The articles.
    pub basis: String,
}

/// Sends `version`, `decision`, `decision_text`, `decision_reason`, `review_on`.
#[derive(Debug, Clone)]
pub struct DecisionForm {
    /// The version that it was made from.
    pub version: i32,
    /// By what right, with the articles.
    pub competence: String,
    /// What may be decided.
    pub outcomes: Vec<Choice>,
    /// The text.
    pub text: String,
    /// The reason.
    pub reason: String,
    /// `AAAA-MM-JJ`.
    pub review_on: String,
    /// Where the proposed day comes from; may be empty.
    pub review_hint: String,
    /// The earliest day allowed.
    pub today: String,
    /// Whether the form is folded away: the decision is taken.
    pub folded: bool,
}

/// An action.
#[derive(Debug, Clone)]
pub struct ActionRow {
    /// Identifier, for the form that takes it off; empty where there is none.
    pub remove: String,
    /// What is to be done.
    pub text: String,
    /// Which service.
    pub service: Service,
    /// Who there.
    pub person: Option<String>,
    /// `14/12/2026, dans 16 jours`.
    pub due: String,
    /// To do, late, done.
    pub mark: Mark,
    /// What was answered.
    pub answer: Option<String>,
}

/// Sends `institution`, `agent`, `due_on`, `action_text`.
#[derive(Debug, Clone)]
pub struct ActionForm {
    /// The services invited.
    pub services: Vec<Choice>,
    /// The people of those services.
    pub people: Vec<Choice>,
    /// `AAAA-MM-JJ`.
    pub due_on: String,
    /// The earliest day allowed.
    pub today: String,
    /// What is to be done.
    pub text: String,
}

/// What somebody wrote and couldn't be kept as it is: beside what is kept instead, or with the reason why nothing is taken now.
#[derive(Debug, Clone, Template)]
#[template(path = "item_texts.html", whitespace = "minimize")]
pub struct TextsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// About whom.
    pub banner: Banner,
    /// Why it is open.
    pub purpose: PurposeLine,
    /// `Synthèse`.
    pub title: String,
    /// What happened, and what to do.
    pub lead: String,
    /// What is kept.
    pub theirs: Option<Written>,
    /// What was typed.
    pub yours: String,
    /// The form that keeps what was typed instead, after another look.
    pub form: Option<TextsForm>,
    /// Back to the item.
    pub back_href: String,
}

/// The form of one text.
#[derive(Debug, Clone)]
pub struct TextsForm {
    /// Where it goes.
    pub action: String,
    /// The name of the text.
    pub field: String,
    /// Its label.
    pub label: String,
    /// Everything else that was typed, and the version that is kept.
    pub others: Vec<(String, String)>,
    /// The words of the button.
    pub button: String,
}
