//! One writer for each process: whatever was asked for while it was committing shares the next commit.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use super::entry::Entry;
use super::store::append_within;
use crate::chance::Chance;
use crate::db::{AnyConnection, Database, Error, write_on};

/// The entry could not be made durable: the page must not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the journal could not be written")]
pub struct NotDurable;

struct Request {
    entries: Vec<Entry>,
    done: oneshot::Sender<Result<(), NotDurable>>,
}

/// The way into the journal. Cloning shares the writer; the writer ends when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Journal {
    requests: mpsc::Sender<Request>,
}

/// The most entries that share a commit: bounds the wait of the first of them.
const BATCH: usize = 256;

/// How long a shared commit waits for more to share it.
const PATIENCE: Duration = Duration::from_millis(1);

impl Journal {
    /// Starts the writer on a connection of its own.
    ///
    /// # Errors
    /// The database can't be reached, or no thread can be started.
    pub fn start(database: &Database, chance: Chance) -> Result<Self, Error> {
        let connection = database.dedicated()?;
        let database = database.clone();
        let (requests, inbox) = mpsc::channel();
        thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || write(connection, &database, &inbox, &chance))
            .map_err(|e| Error::Open(e.to_string()))?;
        Ok(Self { requests })
    }

    /// Waits until the entries are durable. If the writer is gone, or dies on the way, this answers at once.
    ///
    /// # Errors
    /// [`NotDurable`]: nothing was written, or nobody knows; nothing may be shown.
    pub async fn append(&self, entries: Vec<Entry>) -> Result<(), NotDurable> {
        if cfg!(feature = "stubbed-journal") || entries.is_empty() {
            return Ok(());
        }
        self.send(entries).await
    }

    /// Whether the writer is there and can commit: for the health check.
    ///
    /// # Errors
    /// It can't: no page with personal data can be shown.
    pub async fn check(&self) -> Result<(), NotDurable> {
        self.send(Vec::new()).await
    }

    async fn send(&self, entries: Vec<Entry>) -> Result<(), NotDurable> {
        let (done, answer) = oneshot::channel();
        self.requests.send(Request { entries, done }).map_err(|_| NotDurable)?;
        answer.await.map_err(|_| NotDurable)?
    }
}

fn write(mut connection: AnyConnection, database: &Database, inbox: &mpsc::Receiver<Request>, chance: &Chance) {
    while let Ok(first) = inbox.recv() {
        let mut batch = vec![first];
        gather(&mut batch, inbox);
        if batch.len() > 1 {
            // A busy hour: fewer commits with more in each. Each empties the readers' page caches (SQLite) and waits for
            // the disk. Who comes alone waits for nobody.
            thread::sleep(PATIENCE);
            gather(&mut batch, inbox);
        }
        let together: Vec<Entry> = batch.iter().flat_map(|request| request.entries.iter().cloned()).collect();
        let shared = commit(&mut connection, database, together, chance);
        let is_alone = batch.len() == 1;
        for Request { entries, done } in batch {
            // One entry that the database refuses must not cost the others their page.
            let outcome = match shared {
                Err(_) if !is_alone => commit(&mut connection, database, entries, chance),
                shared => shared,
            };
            // A reader who left doesn't wait for the answer; his entry stays.
            let _ = done.send(outcome);
        }
    }
}

/// Adds what waits in the inbox, up to a full batch.
fn gather(batch: &mut Vec<Request>, inbox: &mpsc::Receiver<Request>) {
    let mut entries: usize = batch.iter().map(|request| request.entries.len()).sum();
    while entries < BATCH {
        let Ok(next) = inbox.try_recv() else { break };
        entries += next.entries.len();
        batch.push(next);
    }
}

fn commit(
    connection: &mut AnyConnection,
    database: &Database,
    entries: Vec<Entry>,
    chance: &Chance,
) -> Result<(), NotDurable> {
    write_on(connection, |tx| append_within(tx, entries, chance)).map_err(|error: Error| {
        // The database's words may quote an entry: only the kind of failure is said.
        tracing::error!(failure = error.kind(), "the journal refused a batch");
        // The connection may be gone; the next batch gets a new one.
        if let Ok(fresh) = database.dedicated() {
            *connection = fresh;
        }
        NotDurable
    })
}
