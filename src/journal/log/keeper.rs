//! The log's keeper: gives places every few seconds, and proves the whole journal at the start and every night.

use std::sync::{Arc, Mutex, PoisonError, RwLock, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

use super::audit::{Audit, audit};
use super::keyring::Keyring;
use super::outside::Outside;
use super::sequencer::{Sequenced, Sequencer};
use super::{Agreement, Error};
use crate::clock::{Clock, paris};
use crate::db::Database;
use crate::journal::verify;

/// How long between two turns.
const PACE: Duration = Duration::from_secs(5);

/// The most entries that get their place in one transaction: bounds how long others wait for the lock.
const BATCH: usize = 1_000;

/// The hour of Paris from which the nightly proof is due.
const HOUR: i8 = 3;

/// What the last proof of everything came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// When it began.
    pub at: Timestamp,
    /// How many entries were hashed again.
    pub entries: u64,
    /// How many listed people.
    pub listed: u64,
    /// The log.
    pub audit: Audit,
}

impl Verdict {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.audit.found == 0 && !matches!(self.audit.outside, Agreement::Broken | Agreement::Gone)
    }
}

/// The keeper. It is shared with whoever shows what it found.
#[derive(Debug)]
pub struct Keeper {
    database: Database,
    clock: Clock,
    keyring: Keyring,
    outside: Option<Outside>,
    sequencer: Mutex<Sequencer>,
    verdict: RwLock<Option<Verdict>>,
    trouble: RwLock<Option<String>>,
}

impl Keeper {
    /// A keeper of this database's log.
    #[must_use]
    pub fn new(database: Database, clock: Clock, keyring: Keyring, outside: Option<Outside>) -> Self {
        let sequencer = Mutex::new(Sequencer::new(BATCH));
        Self { database, clock, keyring, outside, sequencer, verdict: RwLock::default(), trouble: RwLock::default() }
    }

    /// The keys.
    #[must_use]
    pub const fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Where the copies outside the database are.
    #[must_use]
    pub const fn outside(&self) -> Option<&Outside> {
        self.outside.as_ref()
    }

    /// Begins to keep copies outside: makes the folder, and puts the last signed head there. For a log whose copies are lost, or that had
    /// none so far; an act of the operator, never by the way.
    ///
    /// # Errors
    /// The database fails, or the folder can't be written.
    pub fn begin_copies(&self) -> Result<(), Error> {
        let Some(outside) = &self.outside else { return Ok(()) };
        outside.begin()?;
        let note = self.database.read(|connection| super::overview(connection, None))?.note;
        let Some(note) = note else { return Ok(()) };
        let head = super::open(&note, self.keyring.public()).map_err(|why| Error::Disagrees(why.to_string()))?;
        outside.keep(&head, &note, self.keyring.public())
    }

    /// Gives everybody who waits a place, and signs. What was signed last is given.
    ///
    /// # Errors
    /// The database fails, or the log isn't what was signed: it is left as it is, and said until it is mended.
    pub fn sequence(&self) -> Result<Sequenced, Error> {
        let mut sequencer = self.sequencer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = Sequenced::default();
        let done = loop {
            match sequencer.turn(&self.database, &self.keyring, self.outside.as_ref(), &self.clock) {
                Ok(turn) => {
                    all.leaves += turn.leaves;
                    all.signed = turn.signed.or(all.signed);
                    if !turn.is_more {
                        break Ok(all);
                    }
                }
                Err(error) => break Err(error),
            }
        };
        let trouble = done.as_ref().err().map(ToString::to_string);
        *self.trouble.write().unwrap_or_else(PoisonError::into_inner) = trouble;
        done
    }

    /// Proves everything, and remembers what came of it.
    ///
    /// # Errors
    /// The database or the folder outside can't be read.
    pub fn verify(&self) -> Result<Verdict, Error> {
        let at = self.clock.now();
        // Before the snapshot: a head that is signed meanwhile isn't in it.
        let copies = self.outside.as_ref().map(Outside::copies).transpose()?.unwrap_or_default();
        let verdict = self.database.read(|connection| {
            let rows = verify(connection)?;
            let audit = audit(connection, &rows.faults, self.keyring.public(), &copies)?;
            let audit = if self.outside.is_some() { audit.with_copies_due() } else { audit };
            Ok::<_, Error>(Verdict { at, entries: rows.entries, listed: rows.listed, audit })
        })?;
        *self.verdict.write().unwrap_or_else(PoisonError::into_inner) = Some(verdict.clone());
        Ok(verdict)
    }

    /// What the last proof came to, since this process started.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdict.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Why nothing more is signed, if so.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.trouble.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a proof of everything is due: at the start, and each night.
    fn is_due(&self, last: Option<Date>) -> bool {
        let now = paris().to_datetime(self.clock.now());
        last.is_none_or(|last| last < now.date() && now.hour() >= HOUR)
    }

    /// Works until the handle is dropped.
    ///
    /// # Errors
    /// No thread can be started.
    pub fn start(self: Arc<Self>) -> std::io::Result<Running> {
        let (stop, stopped) = mpsc::channel::<()>();
        let thread = thread::Builder::new().name("log".to_owned()).spawn(move || {
            let mut proved: Option<Date> = None;
            loop {
                self.round(&mut proved);
                if stopped.recv_timeout(PACE) != Err(mpsc::RecvTimeoutError::Timeout) {
                    break;
                }
            }
        })?;
        Ok(Running { stop: Some(stop), thread: Some(thread) })
    }

    fn round(&self, proved: &mut Option<Date>) {
        let before = self.trouble();
        match self.sequence() {
            Err(error) if before.as_deref() != Some(error.to_string().as_str()) => {
                tracing::error!(
                    failure = kind(&error),
                    "the journal's log can't go on: `quadrige journal checkpoint` says why, and what to do"
                );
            }
            _ => {}
        }
        if !self.is_due(*proved) {
            return;
        }
        *proved = Some(self.clock.today(&paris()));
        match self.verify() {
            Ok(verdict) if verdict.is_sound() => {
                tracing::info!(entries = verdict.entries, places = verdict.audit.size, "the journal was proved");
            }
            Ok(verdict) if verdict.audit.found == 0 => {
                tracing::error!("the journal's copies outside the database are gone")
            }
            Ok(verdict) => tracing::error!(faults = verdict.audit.found, "the journal isn't as it was written"),
            Err(error) => tracing::error!(failure = kind(&error), "the journal could not be proved"),
        }
    }
}

/// The kind of failure, for logs.
const fn kind(error: &Error) -> &'static str {
    match error {
        Error::Database(error) => error.kind(),
        Error::Disagrees(_) => "not what was signed",
        Error::SetBack(_) => "older than its copies outside",
        Error::Outside(_) => "copies outside",
        Error::NotThere(_) => "not there",
    }
}

/// A keeper at work. Dropping it waits for the turn that is under way.
#[derive(Debug)]
pub struct Running {
    stop: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
