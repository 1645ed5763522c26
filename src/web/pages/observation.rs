//! `/dossiers/{id}/observations/nouvelle`: one column, closed questions, today and one's own name prefilled.

use askama::Template;

use super::frame::Frame;
use super::parts::{Banner, Choice, Faults, PurposeLine};

/// The form. It sends the catalogue's keys `observed_on`, `setting`, `observation_theme`, `observation_text`, then
/// `recipient` (several), `cap` and `audience` (several; none means everyone whom the protocol lets).
#[derive(Debug, Clone, Template)]
#[template(path = "observation.html", whitespace = "minimize")]
pub struct ObservationPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Whose file.
    pub banner: Banner,
    /// Why it is open.
    pub purpose: PurposeLine,
    /// Where the form goes.
    pub action: String,
    /// Where "Annuler" leads.
    pub cancel_href: String,
    /// Who writes, shown and not asked.
    pub author: String,
    /// `AAAA-MM-JJ`, today at first.
    pub observed_on: String,
    /// The latest day allowed, `AAAA-MM-JJ`.
    pub today: String,
    /// Offline, online.
    pub settings: Vec<Choice>,
    /// The themes.
    pub themes: Vec<Choice>,
    /// As typed.
    pub text: String,
    /// What to look for, and how to write it: the catalogue's guidance.
    pub guidance: Vec<String>,
    /// Services that can be told at once; may be empty.
    pub recipients: Vec<Choice>,
    /// The most that others see of it: full, summary, existence.
    pub caps: Vec<Choice>,
    /// Kinds of institution among which it may be read; none chosen means all.
    pub audiences: Vec<Choice>,
    /// Whether the restriction's fold is open: it is once something in it was chosen.
    pub restricted: bool,
    /// What is wrong.
    pub faults: Faults,
}
