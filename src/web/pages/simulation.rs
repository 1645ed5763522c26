//! `/protocole/simulation`: an invented file, as somebody else would see it.

use askama::Template;

use super::file::{Content, Section};
use super::frame::Frame;
use super::parts::Choice;

/// `/protocole/simulation`
#[derive(Debug, Clone, Template)]
#[template(path = "simulation.html", whitespace = "minimize")]
pub struct SimulationPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Under what: the version in force, or a proposal.
    pub under: String,
    /// The proposal looked at, if any.
    pub proposal: Option<String>,
    /// Kinds of institution.
    pub kinds: Vec<Choice>,
    /// Functions.
    pub functions: Vec<Choice>,
    /// Phases.
    pub phases: Vec<Choice>,
    /// Ties.
    pub ties: Vec<Choice>,
    /// Conditions that hold.
    pub facts: Vec<Choice>,
    /// As whom, in words.
    pub as_whom: String,
    /// What is shown, as on a file's page.
    pub sections: Vec<Section>,
    /// What isn't, and why.
    pub withheld: Vec<(&'static str, String)>,
    /// Articles are always shown here.
    pub show_bases: bool,
}
