//! The versioned agreement (domain, section 6): parse it, check it against the ceiling, decide from it, print it. Pure: no
//! file, no clock, no database; texts come in, values go out.
//!
//! An agreement is data, not code. Each protocol is a TOML text of *cells*: these institutions, in these functions, see these
//! categories in these phases at this level, because of this article. `docs/protocol.md` says how to write one.
//!
//! ```text
//! text ──parse──▶ Protocol ──assemble (ceiling + those in force)──▶ Agreement ──decide──▶ Decision
//! ```

mod adopter;
mod agreement;
mod alert;
mod cell;
mod check;
mod compile;
mod conference;
mod decide;
mod decision;
mod effect;
mod fault;
mod grantor;
mod journal_reader;
mod journal_retention;
mod matrix;
mod parse;
mod predicate;
mod rhythm;
mod rights;
mod rules;
mod succession;
mod table;
#[cfg(test)]
mod tests;
mod toml_tree;
mod way;

pub use adopter::{AdopterRule, Reign};
pub use agreement::{Agreement, Heading};
pub use alert::AlertRule;
pub use cell::{Cell, Protocol, Scope};
pub use check::excess;
pub use conference::{ConferenceRule, ConferenceTimes};
pub use decide::{ReaderFacts, SubjectFacts, decide};
pub use decision::{Decision, Relation, Right};
pub use effect::{Change, Difference, Given, difference, effect};
pub use fault::Fault;
pub use grantor::{Authority, GrantorRule, Signatory, Signature};
pub use journal_reader::{JournalReaderRule, Supervisor, Trace};
pub use journal_retention::JournalRetention;
pub use matrix::{Mark, row};
pub use predicate::{Predicate, Predicates};
pub use rhythm::RhythmRule;
pub use rights::{RightLine, rights};
pub use rules::{Clearing, Keeping, Rule, RuleChange, rule_changes, rules};
pub use succession::succession;
pub use table::table;
pub use way::Way;

/// The reference matrix of the domain, which is also the ceiling: what the texts allow at most.
const REFERENCE: &str = include_str!("reference.toml");

/// A national protocol that takes over the whole reference matrix under an invented authorising act: the demo's agreement,
/// and a template for an operator's own.
pub const EXAMPLE_NATIONAL: &str = include_str!("example-national.toml");

/// The embedded reference matrix: the ceiling of every agreement.
///
/// # Errors
/// The faults of the embedded text; a test keeps it without any.
pub fn reference() -> Result<Protocol, Vec<Fault>> {
    Protocol::parse(REFERENCE)
}
