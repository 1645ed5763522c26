//! What leaves: cells that say their value, or that it is withheld and why.

use crate::domain::{DataCategory, Field, Id, Institution, Level, Value};

/// A value that a decision opened. It can't be made elsewhere; sinks (the page, the print view) print it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    field: Field,
    value: Value,
}

impl Shown {
    pub(in crate::access) fn new(field: Field, value: Value) -> Self {
        Self { field, value }
    }

    /// Which field.
    #[must_use]
    pub const fn field(&self) -> Field {
        self.field
    }

    /// The value, for a sink to print.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.value
    }
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The value.
    Shown(Shown),
    /// The reader may see it, and nothing is recorded.
    Empty,
    /// The protocol gives this level, which is too low for the field. Said whether or not a value exists.
    Withheld(Level),
}

/// One field of one row, as the reader may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Which field.
    pub field: Field,
    /// What of it.
    pub content: Content,
    /// The level that the protocol gives of it.
    pub level: Level,
    /// Whether the reader may correct it.
    pub writable: bool,
    /// The protocol's cell that gives it ([`crate::protocol::Agreement::cell`]).
    pub rule: Option<u16>,
}

impl Cell {
    /// The value, if shown.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match &self.content {
            Content::Shown(shown) => Some(shown.value()),
            _ => None,
        }
    }
}

/// One row, as the reader may see it: a stay, a decision, a record, or the person's own row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Identifier of the row.
    pub row: String,
    /// Its version, so that a correction of a stale page is noticed.
    pub version: i32,
    /// The category, where the row is a record of one.
    pub category: Option<DataCategory>,
    /// The service that it belongs to.
    pub owner: Option<Id<Institution>>,
    /// Who wrote it: name and quality.
    pub author: Option<String>,
    /// When.
    pub recorded_at: Option<jiff::Timestamp>,
    /// How its author restricted it, if he did and the reader sees at least a summary.
    pub cap: Option<Level>,
    /// Only its existence may be known: no cells then, and nothing but category and owner.
    pub existence_only: bool,
    /// The cells, in the catalogue's order.
    pub cells: Vec<Cell>,
}

impl View {
    /// The value of a field, if shown.
    #[must_use]
    pub fn value(&self, field: Field) -> Option<&Value> {
        self.cells.iter().find(|cell| cell.field == field).and_then(Cell::value)
    }

    /// The cell of a field.
    #[must_use]
    pub fn cell(&self, field: Field) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.field == field)
    }
}
