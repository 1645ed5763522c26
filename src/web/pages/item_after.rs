//! What comes after the minutes of one item, at the end of its page: remarks while they go round, addenda once they are sealed,
//! actions left from earlier sittings. The item's page includes `item_after.html` with a field `after` of this type.

use askama::Template;

use super::frame::Frame;
use super::parts::{Faults, Service};

/// Something said of the minutes, dated and signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Of which service.
    pub service: Service,
    /// Name and quality.
    pub author: String,
    /// `21/11/2026 à 14 h 30`
    pub when: String,
    /// What.
    pub text: String,
}

/// An action as minutes and lists say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionMade {
    /// Who has to do it.
    pub service: Service,
    /// Who there; may be empty.
    pub who: String,
    /// What.
    pub text: String,
    /// `12/03/2027`
    pub due: String,
    /// `à faire`, `en retard de 3 jours`, `faite le 12/03/2027`
    pub state: String,
    /// Whether it is late.
    pub late: bool,
    /// Whether it is done with.
    pub closed: bool,
    /// What was answered; may be empty.
    pub answer: String,
    /// Of which sitting: `28/11/2026`; empty where that is plain.
    pub from: String,
}

/// A form for one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteForm {
    /// Its address.
    pub action: String,
    /// The field's identifier.
    pub id: String,
    /// `Votre remarque`
    pub label: String,
    /// What it is for, and until when.
    pub hint: String,
    /// What was typed.
    pub text: String,
    /// `Envoyer la remarque`
    pub button: String,
}

/// What comes after the minutes of one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct After {
    /// The minutes, where there are any yet.
    pub minutes_href: Option<String>,
    /// While they went round.
    pub remarks: Vec<Note>,
    /// After the seal.
    pub addenda: Vec<Note>,
    /// Left from earlier sittings.
    pub earlier: Vec<ActionMade>,
    /// The item's hash, once sealed.
    pub leaf: Option<String>,
    /// A remark or an addendum can be made now.
    pub form: Option<NoteForm>,
    /// Said where there is nothing of all that yet.
    pub hint: Option<&'static str>,
}

/// A page for one remark or one addendum: where a form comes back that can't be taken as it is.
#[derive(Debug, Clone, Template)]
#[template(path = "note.html", whitespace = "minimize")]
pub struct NotePage {
    /// What surrounds it.
    pub frame: Frame,
    /// The minutes.
    pub back_href: String,
    /// `Remarque sur le compte rendu`
    pub title: String,
    /// The form.
    pub form: NoteForm,
    /// What was said before.
    pub after: After,
    /// What is wrong with it.
    pub faults: Faults,
}
