//! The proof of the journal, as a cleared reader may look at it: sizes, hashes and signatures, nothing of what the entries say.

use std::sync::Arc;

use crate::access::{Acted, Door, Error, NoRule, Reader};
use crate::journal::Operation;
use crate::journal::log::{Overview, overview};

/// The head of the log, and the entry at that place.
///
/// # Errors
/// The database or the journal failed.
pub async fn look(door: &Door, reader: &Arc<Reader>, place: Option<u64>) -> Result<Acted<Overview, NoRule>, Error> {
    let about = "journal/verification".to_owned();
    door.oversee(reader, Operation::JournalReading, about, move |tx, _| Ok(overview(tx.connection(), place)?)).await
}
