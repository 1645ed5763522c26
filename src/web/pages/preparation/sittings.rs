//! A sitting: its date, its one page, its convocation, its cancelling.

use askama::Template;

use super::super::frame::Frame;
use super::super::parts::{Choice, Faults, Link, Service};
use super::Mark;

/// What somebody else wrote meanwhile.
#[derive(Debug, Clone)]
pub struct TheirDate {
    /// When it is now.
    pub when: String,
    /// Where it is now.
    pub place: String,
}

/// The form that plans a sitting, or moves it. It sends `on`, `hour`, `place` and, of a sitting that exists, `version`.
#[derive(Debug, Clone, Template)]
#[template(path = "sitting_form.html", whitespace = "minimize")]
pub struct SittingFormPage {
    /// What surrounds it.
    pub frame: Frame,
    /// First heading.
    pub heading: String,
    /// Where it comes from.
    pub back: Link,
    /// Where the form goes.
    pub action: String,
    /// `AAAA-MM-JJ`, as typed.
    pub on: String,
    /// `HH:MM`, as typed.
    pub hour: String,
    /// As typed.
    pub place: String,
    /// The zone of the hour, unless it is Paris.
    pub zone: Option<String>,
    /// The version that the form was made from.
    pub version: Option<i32>,
    /// Who is told of the change.
    pub told: Option<String>,
    /// Somebody else changed it meanwhile.
    pub conflict: Option<TheirDate>,
    /// What is wrong.
    pub faults: Faults,
    /// Words of the button.
    pub submit: String,
}

/// A step of a sitting.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name.
    pub title: String,
    /// Where it is done.
    pub href: Option<String>,
    /// How far.
    pub state: Mark,
    /// Whether it is the one at hand.
    pub current: bool,
}

/// Who may preside.
#[derive(Debug, Clone)]
pub struct Chairing {
    /// Where the form goes; it sends `chair`.
    pub action: String,
    /// Those who may.
    pub chairs: Vec<Choice>,
}

/// The one thing to do next.
#[derive(Debug, Clone)]
pub enum Next {
    /// A page.
    Page(Link),
    /// Open the sitting: who presides.
    Open(Chairing),
}

/// What the secretariat can do with an item.
#[derive(Debug, Clone)]
pub struct Moves {
    /// Where its order is changed (`up` or `down`).
    pub order: String,
    /// Whether it can go up.
    pub up: bool,
    /// Whether it can go down.
    pub down: bool,
    /// Where it is taken off.
    pub withdraw: String,
    /// Who is invited to it.
    pub invitations: String,
}

/// An item of the reader's own agenda.
#[derive(Debug, Clone)]
pub struct ItemRow {
    /// Its number there.
    pub number: usize,
    /// Its page.
    pub href: String,
    /// About whom; empty where the name may not be seen.
    pub name: String,
    /// Birth.
    pub born: String,
    /// Theme; empty where it may not be seen.
    pub theme: String,
    /// Object; empty where it may not be seen.
    pub object: String,
    /// Why it is there.
    pub because: String,
    /// Who is invited.
    pub invited: Vec<String>,
    /// How many have contributed; whether the reader's own service has.
    pub contributions: Option<Mark>,
    /// Whose contribution is missing.
    pub missing: Vec<String>,
    /// For the secretariat.
    pub moves: Option<Moves>,
}

/// `/seances/{sitting}`
#[derive(Debug, Clone, Template)]
#[template(path = "sitting.html", whitespace = "minimize")]
pub struct SittingPage {
    /// What surrounds it.
    pub frame: Frame,
    /// `Commission pluridisciplinaire unique, séance du 28/11/2026 à 14 h`
    pub heading: String,
    /// Its commission; none for whoever may not open that page.
    pub commission: Option<Link>,
    /// Whose it is.
    pub host: Service,
    /// Where.
    pub place: String,
    /// How far it has come.
    pub state: Mark,
    /// Why it was cancelled.
    pub cancelled: Option<String>,
    /// For the secretariat.
    pub steps: Vec<Step>,
    /// For the secretariat.
    pub next: Option<Next>,
    /// What else the secretariat can do.
    pub ways: Vec<Link>,
    /// What it should know.
    pub warnings: Vec<String>,
    /// How many items.
    pub count: String,
    /// The agenda.
    pub rows: Vec<ItemRow>,
    /// What an empty agenda says.
    pub empty: String,
}

/// A service that will get a mail.
#[derive(Debug, Clone)]
pub struct Told {
    /// Which.
    pub service: Service,
    /// How many items.
    pub items: String,
}

/// `/seances/{sitting}/convocation`: who will be told, and in which words.
#[derive(Debug, Clone, Template)]
#[template(path = "convocation.html", whitespace = "minimize")]
pub struct ConvocationPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The sitting's page.
    pub back: Link,
    /// Where the form goes.
    pub action: String,
    /// Who is told.
    pub told: Vec<Told>,
    /// The mail's subject.
    pub subject: String,
    /// The mail's text.
    pub text: String,
    /// What stands in the way, and what to do.
    pub obstacles: Vec<String>,
}

/// Asks before what can't be undone.
#[derive(Debug, Clone, Template)]
#[template(path = "confirm.html", whitespace = "minimize")]
pub struct ConfirmPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The question.
    pub heading: String,
    /// What follows from it.
    pub lines: Vec<String>,
    /// Where the form goes; it sends `confirm`.
    pub action: String,
    /// The reason as typed, where one is asked.
    pub reason: Option<String>,
    /// Words of the button.
    pub submit: String,
    /// Where "Annuler" leads.
    pub back: Link,
    /// What is wrong.
    pub faults: Faults,
}
