//! `/seances/{sitting}/presences`: who presides, who is there; one form for all.

use askama::Template;

use super::frame::Frame;
use super::item::Opening;
use super::parts::{Choice, Faults, Link, Service};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "attendance.html", whitespace = "minimize")]
pub struct AttendancePage {
    /// What surrounds it.
    pub frame: Frame,
    /// The sitting.
    pub sitting: Link,
    /// How far it has come, and who presides.
    pub state: String,
    /// Where the form goes.
    pub action: String,
    /// Opening the sitting, while that is still to be done.
    pub opening: Option<Opening>,
    /// Those invited; empty before the opening and after the seal.
    pub rows: Vec<AttendanceRow>,
    /// Instead of the form.
    pub note: String,
    /// What is wrong.
    pub faults: Faults,
}

/// Somebody invited. The form sends `who` once a row, and `presence-…`, `detail-…` by its number.
#[derive(Debug, Clone)]
pub struct AttendanceRow {
    /// Service and person, as the form sends them.
    pub who: String,
    /// Its number on the page.
    pub number: usize,
    /// Which service.
    pub service: Service,
    /// Whom of it.
    pub name: Option<String>,
    /// In the room, from afar, represented, absent.
    pub presences: Vec<Choice>,
    /// By whom, or why.
    pub detail: String,
}

impl AttendanceRow {
    /// The name of a field of this row.
    #[must_use]
    pub fn named(&self, field: &str) -> String {
        format!("{field}-{}", self.number)
    }
}
