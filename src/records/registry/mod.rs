//! The prison registry's file ("fichier du greffe"): read, compared with what the hub holds, applied whole or not at all.
//!
//! [`parse`] is pure and knows nothing of the hub; the planner says, line by line, what the file would change: a [`Plan`].
//! [`try_out`] goes that far; [`import`] applies the plan. Both serve the command line and the greffe's page.

mod apply;
mod example;
mod fault;
mod line;
mod plan;
mod planner;
mod prisons;
mod say;
mod work;

pub use apply::nobody_told;
pub use example::example;
pub use fault::{Caution, Fault, Warning, Wrong};
pub use line::{Category, MOST_BYTES, MOST_LINES, Parsed, RegistryLine, Who, column, parse};
pub use plan::{Change, Counts, Effect, Plan, Release};
pub use work::{NotDone, import, try_out};
