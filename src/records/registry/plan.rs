//! What a file would change, line by line.

use jiff::civil::{Date, Time};

use super::fault::{Fault, Warning};
use super::line::{Category, RegistryLine};
use super::prisons::Prison;
use crate::access::registry::Difference;
use crate::domain::value::Quantum;
use crate::domain::{Field, Id, Institution, Person};

/// A release: its day at the prison, and its hour where it is known.
pub type Release = (Date, Option<Time>);

/// What a line changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Somebody whom the hub didn't know.
    NewPerson,
    /// A new stay of somebody known.
    NewStay,
    /// A release date where there was none.
    ReleaseSet(Release),
    /// Another release date.
    ReleaseChanged {
        /// Which it was.
        from: Release,
        /// Which it is.
        to: Release,
    },
    /// No release date any more.
    ReleaseCancelled(Release),
    /// Another declared address or commune.
    Address,
    /// Other values of these fields of the identity or the admission.
    Corrected(Vec<Field>),
    /// A sentence.
    Sentence(Quantum),
    /// Another end of a sentence.
    SentenceEnd,
    /// A removal measure.
    Removal,
    /// The prison-intelligence unit follows the person.
    FollowUp(Category),
}

/// What one line changes; nothing where all is as held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The line.
    pub line: usize,
    /// Code of the prison.
    pub prison: String,
    /// Number in its register.
    pub ecrou: String,
    /// What.
    pub effects: Vec<Effect>,
}

/// How many lines do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Lines that can be applied.
    pub lines: usize,
    /// New people.
    pub new_people: usize,
    /// New stays of people known.
    pub new_stays: usize,
    /// Release dates set.
    pub releases_set: usize,
    /// Release dates changed.
    pub releases_changed: usize,
    /// Release dates cancelled.
    pub releases_cancelled: usize,
    /// Lines that change an address.
    pub addresses: usize,
    /// Lines that correct identity or admission.
    pub corrected: usize,
    /// Lines that change nothing.
    pub unchanged: usize,
}

/// Whom a line is written to.
#[derive(Debug, Clone)]
pub(super) enum Target {
    Newcomer,
    NewStayOf(Id<Person>),
    Stay { person: Id<Person>, row: String },
}

/// What is to be written for one line.
#[derive(Debug)]
pub(super) struct Todo {
    pub(super) line: RegistryLine,
    pub(super) prison: Prison,
    pub(super) target: Target,
    pub(super) corrections: Vec<Difference>,
    /// The release date moves: with what replaces what, for a stay that is held.
    pub(super) release: Option<Vec<Difference>>,
    pub(super) sentence: Option<Quantum>,
    pub(super) removal: bool,
    pub(super) follow_ups: Vec<(Id<Institution>, &'static str)>,
}

/// What a file would change, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Plan {
    /// Every fault, by line. With one alone, nothing is applied.
    pub faults: Vec<Fault>,
    /// What the hub can't make use of, by line.
    pub warnings: Vec<Warning>,
    /// What each line without a fault changes.
    pub changes: Vec<Change>,
    pub(super) todo: Vec<Todo>,
}

impl Plan {
    /// How many lines do what.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { lines: self.changes.len(), ..Counts::default() };
        for change in &self.changes {
            counts.unchanged += usize::from(change.effects.is_empty());
            for effect in &change.effects {
                *match effect {
                    Effect::NewPerson => &mut counts.new_people,
                    Effect::NewStay => &mut counts.new_stays,
                    Effect::ReleaseSet(_) => &mut counts.releases_set,
                    Effect::ReleaseChanged { .. } => &mut counts.releases_changed,
                    Effect::ReleaseCancelled(_) => &mut counts.releases_cancelled,
                    Effect::Address => &mut counts.addresses,
                    Effect::Corrected(_) => &mut counts.corrected,
                    Effect::Sentence(_) | Effect::SentenceEnd | Effect::Removal | Effect::FollowUp(_) => continue,
                } += 1;
            }
        }
        counts
    }
}
