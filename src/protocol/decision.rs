//! What was decided: plain numbers, asked once per field of a page.

use crate::domain::{DataCategory, Field, Level};

use super::compile::{CATEGORY_FIELDS, Fields, field_bit};

/// How a record stands to the reader's institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Another institution's record, not communicated.
    Other,
    /// The record's owner is the reader's institution.
    Own,
    /// The record was communicated to the reader's institution.
    Communicated,
    /// It was written for an item of an agenda to which the reader is invited.
    AtTheTable,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 4] = [Self::Other, Self::Own, Self::Communicated, Self::AtTheTable];
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();
}

/// What a reader may do with one field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Right {
    /// How much is seen.
    pub level: Level,
    /// Whether it may be written.
    pub write: bool,
    /// The cell that gives it ([`super::Agreement::cell`]); `None` exactly when the level is `None`.
    pub cell: Option<u16>,
}

/// No cell.
pub(in crate::protocol) const NO_CELL: u16 = u16::MAX;

/// The fields that a reader reaches, by level: each set includes the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::protocol) struct Reach {
    /// Fields at existence or above.
    pub(in crate::protocol) existence: Fields,
    /// Fields at summary or above.
    pub(in crate::protocol) summary: Fields,
    /// Fields in full.
    pub(in crate::protocol) full: Fields,
    /// Fields that may be written.
    pub(in crate::protocol) write: Fields,
}

impl Reach {
    /// Raises these fields to at least that level.
    pub(in crate::protocol) const fn raise(&mut self, fields: Fields, level: Level, write: bool) {
        if !matches!(level, Level::None) {
            self.existence |= fields;
        }
        if matches!(level, Level::Summary | Level::Full) {
            self.summary |= fields;
        }
        if matches!(level, Level::Full) {
            self.full |= fields;
        }
        if write {
            self.write |= fields;
        }
    }

    /// Lowers the fields of `among` to what `cap` has; leaves the others.
    pub(in crate::protocol) const fn lower_to(&mut self, cap: &Self, among: Fields) {
        self.existence &= cap.existence | !among;
        self.summary &= cap.summary | !among;
        self.full &= cap.full | !among;
        self.write &= cap.write | !among;
    }

    /// The level of the field with this bit.
    pub(in crate::protocol) const fn level(&self, bit: Fields) -> Level {
        if self.full & bit != 0 {
            Level::Full
        } else if self.summary & bit != 0 {
            Level::Summary
        } else if self.existence & bit != 0 {
            Level::Existence
        } else {
            Level::None
        }
    }
}

/// What one reader may see and write of one person's file. Asked of the protocol once per request; the author's handling
/// restriction is applied later, record by record, by `access`.
#[derive(Debug, Clone)]
pub struct Decision {
    /// By relation.
    pub(in crate::protocol) reach: [Reach; Relation::COUNT],
    /// The cell that gives each field, by relation.
    pub(in crate::protocol) cells: [[u16; Field::COUNT]; Relation::COUNT],
    /// The cell that lets the reader write in each category.
    pub(in crate::protocol) write_cells: [u16; DataCategory::ALL.len()],
    /// The records communicated to the reader's institution.
    pub(in crate::protocol) communicated: Vec<String>,
    /// The items to which the reader is invited.
    pub(in crate::protocol) items: Vec<String>,
}

impl Decision {
    /// Default none: nothing is seen, nothing is written.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            reach: [Reach::default(); Relation::COUNT],
            cells: [[NO_CELL; Field::COUNT]; Relation::COUNT],
            write_cells: [NO_CELL; DataCategory::ALL.len()],
            communicated: Vec::new(),
            items: Vec::new(),
        }
    }

    /// What the reader may do with this field of a record in that relation.
    #[must_use]
    pub fn right(&self, field: Field, relation: Relation) -> Right {
        let (reach, bit) = (&self.reach[relation as usize], field_bit(field));
        let level = reach.level(bit);
        if level == Level::None {
            return Right { level, write: false, cell: None };
        }
        let cell = self.cells[relation as usize][field.index()];
        Right { level, write: reach.write & bit != 0, cell: (cell != NO_CELL).then_some(cell) }
    }

    /// Whether the field's value shows: its level reaches the lowest at which the catalogue lets it show.
    #[must_use]
    pub fn shows(&self, field: Field, relation: Relation) -> bool {
        let level = self.reach[relation as usize].level(field_bit(field));
        level > Level::None && level >= field.spec().lowest
    }

    /// The highest level of any field of the category.
    #[must_use]
    pub fn category_level(&self, category: DataCategory, relation: Relation) -> Level {
        self.reach[relation as usize].level(CATEGORY_FIELDS[category.index()])
    }

    /// The cell that lets the reader write in this category of his own institution's records.
    #[must_use]
    pub fn may_write(&self, category: DataCategory) -> Option<u16> {
        let open = self.reach[Relation::Own as usize].write & CATEGORY_FIELDS[category.index()] != 0;
        let cell = self.write_cells[category.index()];
        (open && cell != NO_CELL).then_some(cell)
    }

    /// Whether that record was communicated to the reader's institution.
    #[must_use]
    pub fn communicates(&self, record: &str) -> bool {
        self.communicated.iter().any(|known| known == record)
    }

    /// Whether the reader is invited to that item.
    #[must_use]
    pub fn sits_at(&self, item: &str) -> bool {
        self.items.iter().any(|known| known == item)
    }

    /// The cell that lets the reader write for the items to which he is invited: contributions, opinions, remarks.
    #[must_use]
    pub fn may_contribute(&self) -> Option<u16> {
        let table = Relation::AtTheTable as usize;
        let field = Field::PriorComment;
        let open = self.reach[table].write & field_bit(field) != 0 && !self.items.is_empty();
        let cell = self.cells[table][field.index()];
        (open && cell != NO_CELL).then_some(cell)
    }

    /// Whether the file opens at all: some field is at summary or above.
    #[must_use]
    pub fn opens(&self) -> bool {
        self.reach.iter().any(|reach| reach.summary != 0)
    }
}
