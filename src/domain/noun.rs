//! Markers: what an identifier names. They hold nothing; the rows do.

/// A person placed under the hand of justice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Person;

/// Somebody who works in an institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Agent;

/// A session of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Session;

/// A row that holds personal data: a record, a stay, a penal decision, or the person's own row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Record;

/// What one institution is told of one occurrence of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Alert;

pub use super::handling::Institution;
