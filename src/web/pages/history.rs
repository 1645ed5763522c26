//! `/dossiers/{id}/historique`: who changed which field, when and why.

use askama::Template;

use super::frame::Frame;
use super::parts::{Banner, Choice, Link, PurposeLine, Service};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "history.html", whitespace = "minimize")]
pub struct HistoryPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Whose file.
    pub banner: Banner,
    /// Why it is open.
    pub purpose: PurposeLine,
    /// Categories to filter by (`?rubrique=`), the empty value for all; may be empty.
    pub categories: Vec<Choice>,
    /// The one field that it is narrowed to; the link takes that away.
    pub only: Option<Link>,
    /// `4 modifications`
    pub count: String,
    /// The changes, the latest first.
    pub changes: Vec<Change>,
}

/// One change of one field.
#[derive(Debug, Clone)]
pub struct Change {
    /// `12/03/2026 à 14 h 30`
    pub when: String,
    /// The field's label.
    pub field: String,
    /// The former value, or why it is not shown; `None` when there was none.
    pub before: Option<Shown>,
    /// The value given then; `None` when it was removed.
    pub after: Option<Shown>,
    /// Who, with quality.
    pub author: String,
    /// Their service.
    pub service: Service,
    /// Why; may be empty.
    pub reason: String,
}

/// A value, or why it is not shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The words.
    pub text: String,
    /// Whether they are a refusal.
    pub withheld: bool,
}
