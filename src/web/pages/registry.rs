//! `/registre`: the prison registry's file, from its choice to its differences.

use askama::Template;

use super::frame::Frame;

/// The form that sends `file`; under it, once a file was read, its faults or its differences.
#[derive(Debug, Clone, Template)]
#[template(path = "registry.html", whitespace = "minimize")]
pub struct RegistryPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Whose lines alone are taken.
    pub prison: String,
    /// The header line.
    pub columns: String,
    /// What was read.
    pub reading: Option<Reading>,
}

/// What a file would change. Names of people don't appear: lines and numbers do.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What is wrong; then nothing can be applied.
    pub faults: Vec<Told>,
    /// How many faults more than are listed.
    pub more_faults: Option<String>,
    /// What to know before applying.
    pub warnings: Vec<Told>,
    /// How many warnings more than are listed.
    pub more_warnings: Option<String>,
    /// What would change, line by line.
    pub changes: Vec<ChangeRow>,
    /// How much: label and count.
    pub counts: Vec<(String, String)>,
    /// The way to apply it, where there is something to apply.
    pub offer: Option<Offer>,
}

/// Something about a place in the file.
#[derive(Debug, Clone)]
pub struct Told {
    /// The line's number.
    pub line: String,
    /// The column.
    pub column: String,
    /// What.
    pub what: String,
}

/// What one line changes.
#[derive(Debug, Clone)]
pub struct ChangeRow {
    /// The line's number.
    pub line: String,
    /// The number in the prison's register.
    pub ecrou: String,
    /// What, each in a few words.
    pub effects: Vec<String>,
}

/// What the confirmation sends back: the content that was read, and the stamp that it was shown.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The whole file.
    pub content: String,
    /// The stamp.
    pub stamp: String,
}
