//! The operator at the command line: what he does to the platform's own life is journalled as his.

use crate::journal::{Entry, Operation, append_within};

use super::alter::WriteTx;
use super::door::{Door, Error};
use super::entries::machine_entry;
use super::office::{Declined, Deed};

impl Door {
    /// Carries out an act of the operator's in one transaction with its entry. He is no reader: nothing of the people followed passes.
    ///
    /// # Errors
    /// The database fails: nothing was done.
    pub fn operate<T, R>(
        &self,
        operation: Operation,
        act: impl FnOnce(&mut WriteTx<'_>) -> Result<(T, Deed), Declined<R>>,
    ) -> Result<Result<T, Declined<R>>, Error> {
        let now = self.clock.now();
        let done = self.database.write(|connection| {
            let (done, deed) = act(&mut WriteTx::new(connection, &self.chance, now))?;
            let entry = Entry {
                operation,
                record: deed.record,
                shown: deed.shown,
                reason: deed.reason,
                ..machine_entry("operator", &self.agreement, now, Vec::new())
            };
            append_within(connection, vec![entry], &self.chance)?;
            Ok(done)
        });
        match done {
            Err(Declined::Failed(error)) => Err(Error::Database(error)),
            other => Ok(other),
        }
    }
}
