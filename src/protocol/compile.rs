//! Cells made into numbers once, when an agreement is assembled, so that a decision is a few comparisons.

use crate::domain::{DataCategory, Field, Function, Ground, InstitutionKind, Level, Phase, TieKind};

use super::cell::Cell;
use super::predicate::Predicates;

// The masks below hold every member of the closed lists; a list that outgrows its mask stops the compilation here.
const _: () =
    assert!(Field::COUNT <= 128 && Function::ALL.len() <= 32 && Phase::ALL.len() <= 8 && TieKind::ALL.len() <= 8);

/// A set of fields.
pub(in crate::protocol) type Fields = u128;

pub(in crate::protocol) const fn field_bit(field: Field) -> Fields {
    1 << field.index()
}

pub(in crate::protocol) const fn function_bit(function: Function) -> u32 {
    1 << function as u32
}

pub(in crate::protocol) const fn phase_bit(phase: Phase) -> u8 {
    1 << phase as u8
}

pub(in crate::protocol) const fn tie_bit(kind: TieKind) -> u8 {
    1 << kind as u8
}

/// The fields of each category, by its position.
pub(in crate::protocol) const CATEGORY_FIELDS: [Fields; DataCategory::ALL.len()] = {
    let mut fields = [0; DataCategory::ALL.len()];
    let mut at = 0;
    while at < Field::COUNT {
        let field = Field::ALL[at];
        fields[field.spec().category.index()] |= field_bit(field);
        at += 1;
    }
    fields
};

/// The bits of a set of fields, lowest first.
pub(in crate::protocol) fn each(mut fields: Fields) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = fields.trailing_zeros() as usize;
        (fields != 0).then(|| {
            fields &= fields - 1;
            at
        })
    })
}

/// A cell as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::protocol) struct Compiled {
    pub(in crate::protocol) functions: u32,
    pub(in crate::protocol) phases: u8,
    pub(in crate::protocol) through: u8,
    pub(in crate::protocol) when: Predicates,
    pub(in crate::protocol) fields: Fields,
    pub(in crate::protocol) level: Level,
    pub(in crate::protocol) ground: Ground,
    pub(in crate::protocol) write: bool,
    pub(in crate::protocol) own_only: bool,
    /// Which cell of the agreement this is.
    pub(in crate::protocol) index: u16,
}

impl Compiled {
    fn new(cell: &Cell, index: u16) -> Self {
        Self {
            functions: cell.open_to().fold(0, |mask, function| mask | function_bit(function)),
            phases: cell.phases.iter().fold(0, |mask, phase| mask | phase_bit(*phase)),
            through: cell.through.iter().fold(0, |mask, kind| mask | tie_bit(*kind)),
            when: cell.when,
            fields: cell.fields().fold(0, |mask, field| mask | field_bit(field)),
            level: cell.level,
            ground: cell.ground,
            write: cell.write,
            own_only: cell.own_only,
            index,
        }
    }

    /// Highest level first; at the same level the firmest ground, then the cell that also lets write, then the first
    /// written: the first cell that gives a field is the one whose basis is shown.
    const fn rank(&self) -> (std::cmp::Reverse<Level>, Ground, bool, u16) {
        (std::cmp::Reverse(self.level), self.ground, !self.write, self.index)
    }
}

/// The cells of one protocol, by kind of institution, in the order of their rank.
#[derive(Debug, Clone, Default)]
pub(in crate::protocol) struct Book {
    by_kind: Vec<Vec<Compiled>>,
}

impl Book {
    /// Compiles these cells; each comes with its number in the agreement.
    pub(in crate::protocol) fn compile<'c>(cells: impl Iterator<Item = (u16, &'c Cell)>) -> Self {
        let mut by_kind = vec![Vec::new(); InstitutionKind::ALL.len()];
        for (index, cell) in cells {
            let compiled = Compiled::new(cell, index);
            for kind in &cell.kinds {
                if let Some(list) = by_kind.get_mut(*kind as usize) {
                    list.push(compiled);
                }
            }
        }
        for list in &mut by_kind {
            list.sort_by_key(Compiled::rank);
        }
        Self { by_kind }
    }

    /// The cells that speak of this kind.
    pub(in crate::protocol) fn of(&self, kind: InstitutionKind) -> &[Compiled] {
        self.by_kind.get(kind as usize).map_or(&[], Vec::as_slice)
    }

    /// All fields of the categories that it speaks about for this kind.
    pub(in crate::protocol) fn speaks_about(&self, kind: InstitutionKind) -> Fields {
        let given = self.of(kind).iter().fold(0, |fields, cell| fields | cell.fields);
        CATEGORY_FIELDS.iter().filter(|category| *category & given != 0).fold(0, |fields, category| fields | category)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_in_the_mask_of_its_category_and_in_no_other() {
        for field in Field::ALL {
            for category in DataCategory::ALL {
                let held = CATEGORY_FIELDS[category.index()] & field_bit(*field) != 0;
                assert_eq!(held, field.spec().category == *category, "{} in {category}", field.spec().key);
            }
        }
        assert_eq!(each(CATEGORY_FIELDS.iter().fold(0, |all, one| all | one)).count(), Field::COUNT);
    }
}
