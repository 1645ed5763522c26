//! One round of a worker: lanes that compose and send side by side, and one place where their ends are written.
//!
//! Ends are written as they come, all that wait in one transaction: a crash between the relay's word and the commit costs a
//! copy of the few letters in between, and a commit for each letter would cost more time than sending it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::SignedDuration;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::{JoinSet, spawn_blocking};

use super::message::Envelope;
use super::queue::Claimed;
use super::settle::{Outcome, backoff, settle};
use super::stop::Stop;
use super::worker::{AT_ONCE, Composed, Means, Round};
use crate::db;
use crate::domain::LetterFailure;

/// How many letters are composed at once: pages need connections to the database too.
const COMPOSING: usize = 2;

/// How many ends are written in one transaction.
const WRITTEN: usize = 64;

pub(in crate::outbox) struct Crew {
    pub(in crate::outbox) means: Means,
    composing: Semaphore,
}

type Todo = Arc<Mutex<VecDeque<Claimed>>>;
type Ended = Vec<(Claimed, Outcome)>;

impl Crew {
    pub(in crate::outbox) fn new(means: Means) -> Self {
        Self { means, composing: Semaphore::new(COMPOSING) }
    }

    /// Sends a batch and writes how each letter's try ended.
    pub(in crate::outbox) async fn round(
        crew: &Arc<Self>,
        batch: Vec<Claimed>,
        stop: &Stop,
    ) -> Result<Round, db::Error> {
        let mut round = Round { claimed: batch.len(), ..Round::default() };
        let (end, mut ends) = mpsc::channel(AT_ONCE);
        let todo: Todo = Arc::new(Mutex::new(batch.into()));
        let mut lanes = JoinSet::new();
        for _ in 0..AT_ONCE.min(round.claimed) {
            lanes.spawn(lane(Arc::clone(crew), Arc::clone(&todo), stop.clone(), end.clone()));
        }
        drop(end);
        let mut ended = Vec::with_capacity(WRITTEN);
        while ends.recv_many(&mut ended, WRITTEN).await > 0 {
            // What can't be written now is tried again with the next ends: the relay has those letters.
            if let Err(error) = crew.write(&mut ended, &mut round).await {
                tracing::warn!(
                    failure = error.kind(),
                    letters = ended.len(),
                    "ends of letters couldn't be written yet"
                );
            }
        }
        crew.write(&mut ended, &mut round).await?;
        Ok(round)
    }

    /// Writes these ends in one transaction, and empties the list if that went well.
    async fn write(self: &Arc<Self>, ended: &mut Ended, round: &mut Round) -> Result<(), db::Error> {
        if ended.is_empty() {
            return Ok(());
        }
        let (crew, ends) = (Arc::clone(self), ended.clone());
        let written = spawn_blocking(move || {
            let now = crew.means.clock.now();
            crew.means.database.write(|connection| {
                ends.iter()
                    .map(|(claimed, outcome)| settle(connection, claimed, *outcome, now))
                    .collect::<Result<Vec<_>, _>>()
            })
        });
        let written = written.await.map_err(|_| db::Error::Damaged("writing the ends of letters panicked"))??;
        for ((_, outcome), is_written) in ended.drain(..).zip(written) {
            *match (is_written, outcome) {
                (false, _) => &mut round.overtaken,
                (true, Outcome::Accepted) => &mut round.accepted,
                (true, Outcome::Failed(..)) => &mut round.failed,
                (true, Outcome::Superseded) => &mut round.superseded,
            } += 1;
        }
        Ok(())
    }

    /// Composes and sends one letter.
    async fn attempt(self: &Arc<Self>, claimed: &Claimed) -> Outcome {
        match self.send(claimed).await {
            Ok(true) => Outcome::Accepted,
            Ok(false) => Outcome::Superseded,
            Err(why) => Outcome::Failed(why, backoff(claimed.attempts, &self.means.chance)),
        }
    }

    /// Whether there was something to send.
    async fn send(self: &Arc<Self>, claimed: &Claimed) -> Result<bool, LetterFailure> {
        let Some(Composed { to, message }) = self.compose(claimed).await? else { return Ok(false) };
        let to = to.ok_or(LetterFailure::NoMailbox)?;
        let envelope =
            Envelope { from: &self.means.from, to: &to, message_id: &claimed.message_id, date: claimed.queued_at };
        let mail = message.write(envelope).map_err(|_| LetterFailure::NotComposed)?;
        self.means.transport.send(mail).await?;
        Ok(true)
    }

    async fn compose(self: &Arc<Self>, claimed: &Claimed) -> Result<Option<Composed>, LetterFailure> {
        let _turn = self.composing.acquire().await.map_err(|_| LetterFailure::NotComposed)?;
        let (compose, letter) = (Arc::clone(&self.means.compose), claimed.letter);
        match spawn_blocking(move || compose.compose(&letter)).await {
            Ok(Ok(composed)) => Ok(composed),
            Ok(Err(error)) => {
                tracing::error!(failure = error.kind(), "a letter couldn't be composed");
                Err(LetterFailure::NotComposed)
            }
            Err(_) => {
                tracing::error!("composing a letter panicked");
                Err(LetterFailure::NotComposed)
            }
        }
    }

    /// Whether the lease leaves time for one more try, however slow the relay. Else the letter is left to whoever takes it when
    /// the lease has ended: two workers must not send it at the same time.
    fn has_time_for(&self, claimed: &Claimed) -> bool {
        let longest = SignedDuration::try_from(self.means.transport.patience()).unwrap_or(SignedDuration::MAX);
        claimed.lease_until.duration_since(self.means.clock.now()) > longest
    }
}

/// Sends one letter after the other, until there is none left or somebody asks to stop.
async fn lane(crew: Arc<Crew>, todo: Todo, stop: Stop, end: mpsc::Sender<(Claimed, Outcome)>) {
    while !stop.is_asked() {
        let next = todo.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some(claimed) = next else { break };
        if !crew.has_time_for(&claimed) {
            continue;
        }
        let outcome = crew.attempt(&claimed).await;
        if end.send((claimed, outcome)).await.is_err() {
            break;
        }
    }
}
