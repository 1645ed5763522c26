//! What stands behind the doors.

use std::sync::Arc;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::{self, Database};
use crate::journal::{Journal, NotDurable};
use crate::protocol::Agreement;

use super::agreements::Agreements;
use super::releases::Consequence;
use super::search::SearchKeys;

/// The doors to personal data. Cloning shares everything but the agreement, which each door has had since it was asked for with
/// [`Door::at_present`]: a page or a turn of the reconciler decides, explains and journals by one agreement from beginning to end.
#[derive(Debug, Clone)]
pub struct Door {
    pub(in crate::access) database: Database,
    pub(in crate::access) journal: Journal,
    pub(in crate::access) agreements: Agreements,
    pub(in crate::access) agreement: Arc<Agreement>,
    pub(in crate::access) clock: Clock,
    pub(in crate::access) chance: Chance,
    pub(in crate::access) keys: Arc<SearchKeys>,
    pub(in crate::access) consequence: Option<Arc<dyn Consequence>>,
}

/// Why nothing could be shown or done, refusals aside.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
    /// The journal failed: then there is no page.
    #[error(transparent)]
    Journal(#[from] NotDurable),
    /// The work was cut short by the program's end or by a panic.
    #[error("the work was cut short")]
    CutShort,
}

impl Error {
    /// The kind of failure, for logs: never a value.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Database(error) => error.kind(),
            Self::Journal(_) => "journal",
            Self::CutShort => "cut_short",
        }
    }
}

impl Door {
    /// Puts the doors together.
    #[must_use]
    pub fn new(
        database: Database,
        journal: Journal,
        agreements: Agreements,
        clock: Clock,
        chance: Chance,
        keys: Arc<SearchKeys>,
    ) -> Self {
        let agreement = agreements.current();
        Self { database, journal, agreements, agreement, clock, chance, keys, consequence: None }
    }

    /// The same doors, every change of which has this consequence.
    #[must_use]
    pub fn followed_by(self, consequence: Arc<dyn Consequence>) -> Self {
        Self { consequence: Some(consequence), ..self }
    }

    /// The same doors at another time, without consequences: for a past that is played once and reconciled afterwards.
    #[must_use]
    pub fn rehearsed(&self, clock: Clock) -> Self {
        Self { clock, consequence: None, ..self.clone() }
    }

    /// The same doors under the agreement in force now, which is looked up again at most once a second.
    #[must_use]
    pub fn at_present(&self) -> Self {
        if self.agreements.is_due() {
            self.agreements.look_or_say();
        }
        Self { agreement: self.agreements.current(), ..self.clone() }
    }

    /// As [`Self::at_present`], for a request: whatever has to be read is read off the event loop unless it is at hand.
    pub async fn for_request(&self) -> Self {
        if self.agreements.is_due() {
            let agreements = self.agreements.clone();
            let looked = move || {
                agreements.look_or_say();
                Ok(())
            };
            // The look says itself what went wrong; the last good agreement stays.
            let _ = Self::at_hand(&self.database, looked).await;
        }
        Self { agreement: self.agreements.current(), ..self.clone() }
    }

    /// Where the agreement in force comes from.
    #[must_use]
    pub const fn agreements(&self) -> &Agreements {
        &self.agreements
    }

    /// The agreement under which these doors open.
    #[must_use]
    pub fn agreement(&self) -> &Arc<Agreement> {
        &self.agreement
    }

    /// Whether entries can be made durable now.
    pub async fn journal_is_writable(&self) -> bool {
        self.journal.check().await.is_ok()
    }

    /// The keys by which words are looked for.
    #[must_use]
    pub fn keys(&self) -> &SearchKeys {
        &self.keys
    }

    /// Runs blocking work off the event loop.
    ///
    /// # Errors
    /// What `work` gives, or it was cut short.
    pub async fn off_loop<T: Send + 'static>(
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        tokio::task::spawn_blocking(work).await.map_err(|_| Error::CutShort)?
    }

    /// Runs a read of a few rows: where it is asked if the database is within reach, else off the event loop. Nothing that
    /// writes belongs here: it would make every other reader of this worker wait for its turn.
    ///
    /// # Errors
    /// What `read` gives, or it was cut short.
    pub async fn at_hand<T: Send + 'static>(
        database: &Database,
        read: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        if database.is_within_reach() { read() } else { Self::off_loop(read).await }
    }
}
