//! The showcase.

use super::dice::Dice;
use super::people::Stage;
use super::world::{Flagship, PersonSeed};

/// The showcase person.
pub(in crate::demo) fn showcase(stage: &Stage, dice: &Dice) -> (PersonSeed, Flagship) {
    let person = stage.person(0);
    let flagship = Flagship { person: person.id, leave: dice.id(), communicated: dice.id(), announced_note: dice.id() };
    (person, flagship)
}
