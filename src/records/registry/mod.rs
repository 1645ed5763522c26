//! The prison registry's file ("fichier du greffe"): read, compared with what the hub holds, applied whole or not at all.
//!
//! [`parse`] is pure and knows nothing of the hub; [`plan`] says, line by line, what the file would change; [`apply`] changes
//! it. [`try_out`] and [`import`] are the two together, for the command line and for the greffe's page.

mod apply;
mod example;
mod fault;
mod line;
mod plan;
mod prisons;
mod say;
mod work;

pub use apply::nobody_told;
pub use example::example;
pub use fault::{Caution, Fault, Warning, Wrong};
pub use line::{Category, MOST_BYTES, MOST_LINES, Parsed, RegistryLine, Who, column, parse};
pub use plan::{Change, Counts, Effect, Plan, Release};
pub use work::{NotDone, import, try_out};
