//! The desk: hands each letter to whoever composes letters about such things.

use std::fmt;
use std::sync::Arc;

use super::letter::{Letter, Topic};
use super::worker::{Compose, Composed};
use crate::db;

/// One who composes whatever letters there are, by asking those who know.
#[derive(Clone)]
pub struct Desk {
    /// Who composes letters about alerts.
    pub alerts: Arc<dyn Compose>,
    /// Who composes letters about sittings, and about the actions that follow from them.
    pub sittings: Arc<dyn Compose>,
    /// Who composes letters about clearances that end.
    pub clearances: Arc<dyn Compose>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Desk(..)")
    }
}

impl Compose for Desk {
    fn compose(&self, letter: &Letter) -> Result<Option<Composed>, db::Error> {
        match letter.about {
            Topic::Alert(_) => self.alerts.compose(letter),
            Topic::Sitting { .. } | Topic::Action { .. } => self.sittings.compose(letter),
            Topic::Ending { .. } => self.clearances.compose(letter),
        }
    }
}
