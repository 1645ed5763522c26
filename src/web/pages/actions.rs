//! `/actions`: what conferences gave the reader's service to do, answered in place.

use askama::Template;

use super::frame::Frame;
use super::home::Empty;
use super::item_after::ActionMade;
use super::parts::Faults;

/// An action in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionRow {
    /// Its place on the page.
    pub id: String,
    /// `DUPONT-MOREL Léa`; empty when not shown.
    pub name: String,
    /// The item that it comes from.
    pub href: String,
    /// The action.
    pub made: ActionMade,
    /// `Commission du 28/11/2026`
    pub sitting: String,
    /// Where it is answered; nothing where it is another service's.
    pub answer: Option<AnswerForm>,
}

/// The form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerForm {
    /// Its address.
    pub action: String,
    /// The field's identifier.
    pub field: String,
    /// What was typed.
    pub text: String,
    /// Said where somebody else is named: `Confiée à …`; may be empty.
    pub note: String,
}

/// A way of choosing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Its words.
    pub label: String,
    /// Its address.
    pub href: String,
    /// Whether it is chosen.
    pub current: bool,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "actions.html", whitespace = "minimize")]
pub struct ActionsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// `Actions à faire`
    pub title: String,
    /// The ways of choosing.
    pub filters: Vec<Filter>,
    /// The code of the chosen one, which forms carry.
    pub chosen: String,
    /// The rows, the late ones first.
    pub rows: Vec<ActionRow>,
    /// `12 actions`
    pub count: String,
    /// Why there is none.
    pub empty: Empty,
    /// What is wrong with the form sent.
    pub faults: Faults,
}
