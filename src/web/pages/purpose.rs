//! `/dossiers/{id}/motif`: why, and on whose behalf. Until it is answered no personal datum is on the page.

use askama::Template;

use super::frame::Frame;
use super::parts::{Choice, Faults};

/// The form. It sends `purpose` (a code), `reason`, `behalf_name`, `behalf_service` and `return_to`.
#[derive(Debug, Clone, Template)]
#[template(path = "purpose.html", whitespace = "minimize")]
pub struct PurposePage {
    /// What surrounds it.
    pub frame: Frame,
    /// How to name the file; says nothing of the person.
    pub reference: String,
    /// Where the form goes.
    pub action: String,
    /// Where "Annuler" leads.
    pub cancel_href: String,
    /// Why it is asked of this reader: `Votre service suit ce dossier par un service subordonné.`
    pub because: String,
    /// The purposes open to this reader.
    pub purposes: Vec<Choice>,
    /// As typed.
    pub reason: String,
    /// As typed.
    pub behalf_name: String,
    /// As typed.
    pub behalf_service: String,
    /// Where the reader was going; empty for the file itself.
    pub return_to: String,
    /// What is wrong.
    pub faults: Faults,
}
