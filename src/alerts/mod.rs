//! Release alerts (domain, section 8): who is to be told of what, and the reconciler which sees that they were.
//!
//! What is due follows from the dates alone (`domain/release.rs`), who is told from the protocol's rules and the ties
//! (`plan`). [`Announcer`] writes what is missing in the transaction of every change (`follow`), and again, for everybody,
//! every few minutes (`reconcile`): thresholds are crossed by time alone, and what a crash lost is found.

mod deadlines;
mod follow;
mod letters;
mod plan;
mod reconcile;

pub use deadlines::{GRACE, chase};
pub use follow::{Announcer, Mode};
pub use letters::Secretary;
pub use plan::{Plan, Telling, plan};
pub use reconcile::{Reconciled, reconcile};
