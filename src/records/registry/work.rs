//! The whole way of a file: read, compared, applied.

use super::apply::apply;
use super::line::parse;
use super::plan::Plan;
use super::planner::plan;
use crate::access::registry::Registrar;
use crate::access::{Door, Reject};
use crate::db::{self, AnyConnection};
use crate::domain::{Id, Person};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// The file has faults.
    #[error("the file has faults")]
    Faulty(Box<Plan>),
    /// What the file would change now isn't what was approved.
    #[error("the hub has changed since the differences were shown")]
    Otherwise(Box<Plan>),
    /// Somebody changed one of the rows meanwhile.
    #[error("somebody else changed one of these people meanwhile: try again")]
    Conflict,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl From<Reject> for NotDone {
    fn from(reject: Reject) -> Self {
        match reject {
            Reject::Database(error) => Self::Database(error),
            _ => Self::Conflict,
        }
    }
}

/// Compares a file with what is held. Writes nothing but the journal's entry.
///
/// # Errors
/// The database can't be read, or the journal not be written.
pub fn try_out(door: &Door, registrar: &Registrar, content: &[u8]) -> Result<Plan, db::Error> {
    let parsed = parse(content);
    door.compare(registrar, |import| plan(import, parsed))
}

/// Applies a file: all of it, or nothing if it has one fault, if `approves` refuses what it would change, or if the database
/// refuses. `after` is called in the same transaction for each person to whom something was done, once phase and ties are
/// derived again.
///
/// # Errors
/// [`NotDone`] says why nothing was changed.
pub fn import(
    door: &Door,
    registrar: &Registrar,
    content: &[u8],
    approves: impl FnOnce(&Plan) -> bool,
    after: &dyn Fn(&mut AnyConnection, Id<Person>) -> Result<(), db::Error>,
) -> Result<Plan, NotDone> {
    let parsed = parse(content);
    door.import(
        registrar,
        |import| {
            let mut plan = plan(import, parsed)?;
            if !plan.faults.is_empty() {
                return Err(NotDone::Faulty(Box::new(plan)));
            }
            if !approves(&plan) {
                return Err(NotDone::Otherwise(Box::new(plan)));
            }
            for todo in std::mem::take(&mut plan.todo) {
                apply(import, todo)?;
            }
            Ok(plan)
        },
        after,
    )
}
