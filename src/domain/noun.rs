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

/// One recipient of one occurrence of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Alert;

/// A standing body that holds sittings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Commission;

/// One sitting of a commission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sitting;

/// One person's item on the agenda of a sitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AgendaItem;

/// Something to be done that an item ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Action;

pub use super::handling::Institution;
