//! `/seances/{sitting}/compte-rendu`, its print view and its validation: the minutes, each reader's own.

use askama::Template;

use super::frame::Frame;
use super::item_after::{ActionMade, Note};
use super::parts::{Faults, Service};
use super::print::NO_THIRD_PARTY;

/// An opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpinionSaid {
    /// Of which service.
    pub service: Service,
    /// The code of the stance, which the stylesheet knows.
    pub stance: String,
    /// `favorable`
    pub label: String,
    /// Why; may be empty.
    pub reason: String,
}

/// A decision: apart from the advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionSaid {
    /// `décision prise`
    pub outcome: String,
    /// What; may be empty.
    pub text: String,
    /// Why; may be empty.
    pub reason: String,
    /// Who, in which quality, by what right.
    pub by: String,
    /// The article.
    pub basis: String,
    /// `12/03/2027`
    pub review: Option<String>,
}

/// An item of the minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinutesItem {
    /// Its number in the reader's own agenda.
    pub number: usize,
    /// `DUPONT-MOREL Léa`; empty when not shown.
    pub name: String,
    /// `12/03/1990`, or empty.
    pub born: String,
    /// Its page.
    pub href: String,
    /// Theme.
    pub theme: String,
    /// Object.
    pub object: String,
    /// What was said; nothing yet.
    pub synthesis: Option<String>,
    /// By service.
    pub opinions: Vec<OpinionSaid>,
    /// What was decided.
    pub decision: Option<DecisionSaid>,
    /// What is to be done.
    pub actions: Vec<ActionMade>,
    /// While the minutes went round.
    pub remarks: Vec<Note>,
    /// After the seal.
    pub addenda: Vec<Note>,
    /// The item's hash, once sealed.
    pub leaf: Option<String>,
    /// Where a remark or an addendum can be sent: address and the words of the link.
    pub note_form: Option<(String, &'static str)>,
}

/// Somebody who was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    /// Of which service.
    pub service: Service,
    /// Who; may be empty.
    pub who: String,
    /// `en salle`
    pub presence: String,
    /// More; may be empty.
    pub detail: String,
}

/// The seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealSaid {
    /// `21/11/2026 à 14 h 30`
    pub at: String,
    /// Who validated.
    pub by: String,
    /// The sitting's own hash: for the commission's own prison.
    pub hash: Option<String>,
}

/// The minutes.
#[derive(Debug, Clone)]
pub struct MinutesBody {
    /// `Commission pluridisciplinaire unique du 28/11/2026`
    pub title: String,
    /// Whose commission.
    pub host: Service,
    /// Day, hour, place.
    pub held: String,
    /// Who presided.
    pub chair: Option<String>,
    /// `compte rendu diffusé`
    pub state: String,
    /// Until when remarks are awaited.
    pub remarks_until: Option<String>,
    /// Who was there.
    pub attendance: Vec<Attendee>,
    /// The items.
    pub items: Vec<MinutesItem>,
    /// The seal.
    pub seal: Option<SealSaid>,
}

/// The form that sends the draft round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CirculateForm {
    /// Its address.
    pub action: String,
    /// The last day for remarks, as typed or proposed.
    pub until: String,
    /// The earliest day that makes sense.
    pub today: String,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "minutes.html", whitespace = "minimize")]
pub struct MinutesPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The sitting's page.
    pub back_href: String,
    /// The minutes.
    pub body: MinutesBody,
    /// Whether this is the paper.
    pub is_print: bool,
    /// The print view.
    pub print_href: String,
    /// For the secretariat, while the sitting is held.
    pub circulate: Option<CirculateForm>,
    /// For whoever may validate.
    pub validate_href: Option<String>,
    /// What is wrong with the form.
    pub faults: Faults,
}

/// The sheet.
#[derive(Debug, Clone, Template)]
#[template(path = "minutes_print.html", whitespace = "minimize")]
pub struct MinutesPrintPage {
    /// Title, look and stylesheet.
    pub frame: Frame,
    /// How to name these minutes: says nothing of anybody.
    pub reference: String,
    /// The minutes.
    pub body: MinutesBody,
    /// Whether this is the paper.
    pub is_print: bool,
    /// Who took it.
    pub taken_by: String,
    /// When.
    pub taken_at: String,
}

/// Before the seal: what is missing, what the seal means.
#[derive(Debug, Clone, Template)]
#[template(path = "validation.html", whitespace = "minimize")]
pub struct ValidationPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The minutes.
    pub back_href: String,
    /// `Commission pluridisciplinaire unique du 28/11/2026`
    pub title: String,
    /// What is missing, in sentences.
    pub missing: Vec<String>,
    /// How many items are sealed: `12 points`.
    pub items: String,
    /// Why it can't be validated now, or not by this reader.
    pub obstacle: Option<String>,
    /// Where the form goes.
    pub action: String,
}
