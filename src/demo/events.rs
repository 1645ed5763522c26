//! What institutions wrote about a person, at dates that agree with the path.

use super::dice::Dice;
use super::paths::Path;
use super::people::Stage;
use super::world::{FollowUpSeed, RecordSeed};
use crate::domain::Phase;

/// What the writing of records draws on.
pub(in crate::demo) struct Writing<'w> {
    /// Institutions and authors.
    pub(in crate::demo) stage: &'w Stage,
    /// The person's stream.
    pub(in crate::demo) dice: &'w Dice,
    /// The path.
    pub(in crate::demo) path: &'w Path,
    /// The phase that it leads to.
    pub(in crate::demo) phase: Phase,
    /// Sex, for the agreement of texts.
    pub(in crate::demo) sex: &'static str,
    /// Family name, for the hosts of leaves.
    pub(in crate::demo) family_name: &'w str,
}

impl Writing<'_> {
    /// Everything, oldest first.
    pub(in crate::demo) fn records(&self, _follow_ups: &[FollowUpSeed]) -> Vec<RecordSeed> {
        Vec::new()
    }
}
