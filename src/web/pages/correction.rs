//! `/dossiers/{id}/corrections/{row}/{field}`: the former value is kept, with who changed it and why.

use askama::Template;

use super::frame::Frame;
use super::parts::{Banner, Choice, Faults, PurposeLine};

/// The form. It sends `value`, `reason` and `version`.
#[derive(Debug, Clone, Template)]
#[template(path = "correction.html", whitespace = "minimize")]
pub struct CorrectionPage {
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
    /// The field's label.
    pub label: String,
    /// The catalogue's guidance; may be empty.
    pub guidance: String,
    /// The present value as pages print it; `None` when there is none yet.
    pub current: Option<String>,
    /// The version that the reader saw.
    pub version: String,
    /// Whether it can't be emptied.
    pub required: bool,
    /// What it means to leave it empty; may be empty.
    pub emptying: String,
    /// How the new value is asked for.
    pub input: Input,
    /// As typed.
    pub reason: String,
    /// Someone else changed it meanwhile.
    pub conflict: Option<Conflict>,
    /// What is wrong.
    pub faults: Faults,
}

/// How a value of each kind is asked for, with what was typed.
#[derive(Debug, Clone)]
pub enum Input {
    /// One line.
    Text {
        /// As typed.
        value: String,
        /// Most characters.
        max: usize,
    },
    /// Sentences.
    Prose {
        /// As typed.
        value: String,
        /// Most characters.
        max: usize,
    },
    /// `AAAA-MM-JJ`.
    Date(String),
    /// An hour at the prison.
    Hour(String),
    /// `AAAA-MM-JJTHH:MM`, with the zone's name.
    Moment {
        /// As typed.
        value: String,
        /// `heure de Paris`
        zone: String,
    },
    /// One of a closed list.
    Choice(Vec<Choice>),
    /// ISO 8601 duration.
    Quantum(String),
    /// Whole number of days.
    Days(String),
}

/// Two people changed the same datum: neither text is lost.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// What it is now.
    pub theirs: String,
    /// What was typed here.
    pub yours: String,
    /// Who changed it.
    pub by: String,
    /// When.
    pub when: String,
}
