//! `/dossiers/{id}/chronologie`: what happened, day by day.

use askama::Template;

use super::frame::Frame;
use super::parts::{Banner, Choice, PurposeLine, Service, Setting};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "timeline.html", whitespace = "minimize")]
pub struct TimelinePage {
    /// What surrounds it.
    pub frame: Frame,
    /// Whose file.
    pub banner: Banner,
    /// Why it is open.
    pub purpose: PurposeLine,
    /// Categories to filter by (`?rubrique=`), the empty value for all.
    pub categories: Vec<Choice>,
    /// `24 événements`, after filtering.
    pub count: String,
    /// Takes the filter away, when there is one.
    pub reset_href: Option<String>,
    /// The days, the latest first.
    pub days: Vec<Day>,
}

/// One day.
#[derive(Debug, Clone)]
pub struct Day {
    /// `12 mars 2026`
    pub title: String,
    /// `2026-03-12`
    pub iso: String,
    /// What happened, the latest first.
    pub entries: Vec<Entry>,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `14 h 30`, when the hour is known; else empty.
    pub time: String,
    /// Its type: `Observation`, `Transfert`.
    pub kind: String,
    /// One line of it, or why it is not shown.
    pub line: String,
    /// Whether that line is a refusal.
    pub withheld: bool,
    /// The service that recorded it.
    pub service: Service,
    /// Its author; may be empty.
    pub author: String,
    /// Online or offline, for observations.
    pub setting: Option<Setting>,
    /// Its place in the file.
    pub href: String,
}
