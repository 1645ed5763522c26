//! The worker: takes letters that are due, has them composed, sends several at once, and writes what became of each.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use super::crew::Crew;
use super::letter::Letter;
use super::message::{Address, Message};
use super::queue::{LEASE, claim, is_any_due};
use super::stop::Stop;
use super::transport::Transport;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::{self, Database};

/// How many mails are on their way at the same time.
pub const AT_ONCE: usize = 16;

/// How many letters are claimed at a time: enough that the time between two rounds doesn't count.
const BATCH: i64 = 256;

/// How long an idle worker sleeps.
const PAUSE: Duration = Duration::from_secs(1);

/// Says what a letter says, at the moment when it leaves.
pub trait Compose: Send + Sync {
    /// What this letter says and to whom; `None` if there is nothing left to say. Called from several threads. It is given
    /// nothing of the try, so that a copy can't differ from its original.
    ///
    /// # Errors
    /// The database fails; the letter is tried again later.
    fn compose(&self, letter: &Letter) -> Result<Option<Composed>, db::Error>;
}

/// A letter's contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// The mailbox of the institution; `None` if it has none that could be read: the letter then waits for one.
    pub to: Option<Address>,
    /// What it says.
    pub message: Message,
}

/// What a worker works with.
pub struct Means {
    /// Where the queue is.
    pub database: Database,
    /// The time.
    pub clock: Clock,
    /// The randomness, for the delays between tries.
    pub chance: Chance,
    /// Whom the mails come from.
    pub from: Address,
    /// The way out.
    pub transport: Transport,
    /// Who says what letters say.
    pub compose: Arc<dyn Compose>,
}

/// What one round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Round {
    /// Letters taken.
    pub claimed: usize,
    /// Letters that the relay accepted.
    pub accepted: usize,
    /// Letters that failed and will be tried again.
    pub failed: usize,
    /// Letters with nothing left to say.
    pub superseded: usize,
    /// Letters about which nothing was written, since another worker has them by now or they were withdrawn.
    pub overtaken: usize,
}

/// A worker. Several may work on one queue, in one process or in many.
pub struct Worker {
    crew: Arc<Crew>,
    /// Made by the first round and kept: connections to the relay live in it.
    runtime: Mutex<Option<Runtime>>,
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Worker(..)")
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // The plain way waits for its threads, which is forbidden where this may be dropped: on an event loop.
        if let Some(runtime) = self.runtime.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            runtime.shutdown_background();
        }
    }
}

impl Worker {
    /// A worker with these means, which hasn't begun.
    #[must_use]
    pub fn new(means: Means) -> Self {
        Self { crew: Arc::new(Crew::new(means)), runtime: Mutex::new(None) }
    }

    /// Takes one batch of the letters that are due and sends it. Not for an event loop: it waits.
    ///
    /// # Errors
    /// The database fails: letters whose end couldn't be written are taken again when their lease ends.
    pub fn run_once(&self) -> Result<Round, db::Error> {
        self.round(&Stop::new())
    }

    /// Works until asked to stop; what is on its way then is waited for, what was claimed and not begun is left.
    pub fn run(&self, stop: &Stop) {
        while !stop.is_asked() {
            let goes_on = match self.round(stop) {
                Ok(Round { claimed: 0, .. }) => false,
                Ok(Round { claimed, accepted, failed, superseded, overtaken }) => {
                    tracing::info!(claimed, accepted, failed, superseded, overtaken, "outbox");
                    failed == 0 && i64::try_from(claimed).is_ok_and(|claimed| claimed >= BATCH)
                }
                Err(error) => {
                    tracing::error!(failure = error.kind(), "the outbox failed");
                    false
                }
            };
            if !goes_on && stop.wait(PAUSE) {
                break;
            }
        }
    }

    /// Starts working in a thread of its own.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(self) -> io::Result<Running> {
        let stop = Stop::new();
        let heard = stop.clone();
        let thread = thread::Builder::new().name("outbox".to_owned()).spawn(move || self.run(&heard))?;
        Ok(Running { stop, thread: Some(thread) })
    }

    fn round(&self, stop: &Stop) -> Result<Round, db::Error> {
        let mut kept = self.runtime.lock().unwrap_or_else(PoisonError::into_inner);
        let runtime = match &mut *kept {
            Some(runtime) => runtime,
            none => none.insert(
                Builder::new_current_thread().enable_all().build().map_err(|e| db::Error::Open(e.to_string()))?,
            ),
        };
        let database = &self.crew.means.database;
        let now = self.crew.means.clock.now();
        // A look first: the writers' one lock of SQLite isn't taken every second for nothing.
        let batch = if database.peek(|connection| is_any_due(connection, now))? {
            database.write(|connection| claim(connection, now, BATCH, LEASE))?
        } else {
            Vec::new()
        };
        if batch.is_empty() {
            runtime.block_on(self.crew.means.transport.rest());
            return Ok(Round::default());
        }
        runtime.block_on(Crew::round(&self.crew, batch, stop))
    }
}

/// A worker at work. Dropping it asks the worker to stop and waits until it has.
#[derive(Debug)]
pub struct Running {
    stop: Stop,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.ask();
        if let Some(Err(_)) = self.thread.take().map(JoinHandle::join) {
            tracing::error!("the outbox's worker had panicked");
        }
    }
}
