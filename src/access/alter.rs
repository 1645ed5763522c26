//! Changes: the change, the standing that follows from it and the journal entry in one transaction.

use std::sync::Arc;

use jiff::Timestamp;

use crate::chance::Chance;
use crate::db::{self, AnyConnection};
use crate::domain::{Id, Person};
use crate::journal::{Entry, Operation, append_within};

use super::consult::{ReadTx, Refusal, judge, outcome};
use super::door::{Door, Error};
use super::entries::Draft;
use super::gather::gather;
use super::permit::Permit;
use super::purpose::{Declared, declare};
use super::reader::Reader;
use super::reconcile::restate_and_say;
use super::search;
use super::services;
use super::standing::{lock, restate};

/// The transaction of a change, for the writes of `records`.
pub struct WriteTx<'t> {
    connection: &'t mut AnyConnection,
    chance: &'t Chance,
    now: Timestamp,
}

impl WriteTx<'_> {
    /// The connection.
    pub fn connection(&mut self) -> &mut AnyConnection {
        self.connection
    }

    /// The same transaction for the reads of `records`.
    pub fn as_read(&mut self) -> ReadTx<'_> {
        ReadTx::new(self.connection, self.now)
    }

    /// Fresh identifiers.
    #[must_use]
    pub const fn chance(&self) -> &Chance {
        self.chance
    }

    /// The moment of the change.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }
}

/// Why a change was not made; the whole transaction is undone.
#[derive(Debug, thiserror::Error)]
pub enum Reject {
    /// The protocol doesn't let the reader write this.
    #[error("not writable")]
    NotWritable,
    /// Somebody else changed it since the form was opened.
    #[error("changed meanwhile")]
    Conflict,
    /// There is no such row, or the reader may not know of it.
    #[error("no such row")]
    NoSuchRow,
    /// Somebody in the list of recipients can't receive it.
    #[error("not a recipient")]
    NotARecipient,
    /// It would have happened in the future.
    #[error("in the future")]
    Future,
    /// The new value contradicts another (the key of the field that it contradicts).
    #[error("contradicts {0}")]
    Contradicts(&'static str),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl From<diesel::result::Error> for Reject {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

/// The answer to a change.
#[derive(Debug)]
pub enum Altered<T> {
    /// Done and journalled.
    Done(T),
    /// No way in.
    Refused(Refusal),
    /// A way in, but not for this change: a conflict, a contradiction, a row that isn't there.
    Rejected(Reject),
}

enum Undone {
    Refused(Refusal),
    Rejected(Reject),
    Failed(db::Error),
}

impl From<db::Error> for Undone {
    fn from(error: db::Error) -> Self {
        Self::Failed(error)
    }
}

impl Door {
    /// Changes something of one person. Phase and ties are derived again before the commit.
    ///
    /// # Errors
    /// The database or the journal failed: nothing was changed.
    pub async fn alter<T: Send + 'static>(
        &self,
        reader: &Arc<Reader>,
        subject: Id<Person>,
        change: impl FnOnce(&mut WriteTx<'_>, &Permit<'_>) -> Result<T, Reject> + Send + 'static,
    ) -> Result<Altered<T>, Error> {
        self.within(reader, subject, true, change).await
    }

    /// Declares why the reader is about to look. The only change that needs no purpose beforehand.
    ///
    /// # Errors
    /// The database or the journal failed.
    pub async fn declare_purpose(
        &self,
        reader: &Arc<Reader>,
        subject: Id<Person>,
        declared: Declared,
    ) -> Result<Altered<()>, Error> {
        self.within(reader, subject, false, move |tx, permit| {
            permit.declare();
            Ok(declare(tx, permit, &declared)?)
        })
        .await
    }

    async fn within<T: Send + 'static>(
        &self,
        reader: &Arc<Reader>,
        subject: Id<Person>,
        needs_purpose: bool,
        change: impl FnOnce(&mut WriteTx<'_>, &Permit<'_>) -> Result<T, Reject> + Send + 'static,
    ) -> Result<Altered<T>, Error> {
        let (door, reader) = (self.clone(), Arc::clone(reader));
        let (altered, refusal) = Self::off_loop(move || {
            let now = door.clock.now();
            let tried =
                door.database.write(|connection| door.change(connection, &reader, subject, needs_purpose, now, change));
            let draft = Draft { at: now, reader: &reader, agreement: &door.agreement };
            let refusal = |refusal| draft.refusal(Operation::Modification, outcome(refusal), subject.to_string());
            match tried {
                Ok(done) => Ok((Altered::Done(done), None)),
                Err(Undone::Refused(why)) => Ok((Altered::Refused(why), Some(refusal(why)))),
                Err(Undone::Rejected(Reject::NotWritable)) => {
                    Ok((Altered::Refused(Refusal::NotWritable), Some(refusal(Refusal::NotWritable))))
                }
                Err(Undone::Rejected(why @ (Reject::NoSuchRow | Reject::NotARecipient))) => {
                    // An attempt at what isn't there, or isn't to be known of, is a refusal like any other.
                    Ok((Altered::Rejected(why), Some(refusal(Refusal::NoSuchFile))))
                }
                Err(Undone::Rejected(why)) => Ok((Altered::Rejected(why), None)),
                Err(Undone::Failed(error)) => Err(Error::Database(error)),
            }
        })
        .await?;
        // The change's own entries are in its transaction; a refusal changed nothing and goes the readers' way.
        self.journal.append(refusal.into_iter().collect()).await?;
        Ok(altered)
    }

    fn change<T>(
        &self,
        connection: &mut AnyConnection,
        reader: &Reader,
        subject: Id<Person>,
        needs_purpose: bool,
        now: Timestamp,
        change: impl FnOnce(&mut WriteTx<'_>, &Permit<'_>) -> Result<T, Reject>,
    ) -> Result<T, Undone> {
        let today = reader.zone.to_datetime(now).date();
        lock(connection, subject)?;
        let mut gathered = gather(connection, reader, subject, today)?;
        if gathered.as_ref().is_some_and(|known| known.is_stale) {
            let services = services::load(connection)?;
            restate_and_say(self, connection, &services, subject, now)?;
            gathered = gather(connection, reader, subject, today)?;
        }
        let (grant, purpose) = judge(self, reader, subject, gathered, now).map_err(Undone::Refused)?;
        if needs_purpose && purpose.is_none() {
            return Err(Undone::Refused(Refusal::PurposeNeeded));
        }
        let permit = Permit::new(&grant, reader);
        let mut tx = WriteTx { connection, chance: &self.chance, now };
        let done = change(&mut tx, &permit).map_err(|reject| match reject {
            Reject::Database(error) => Undone::Failed(error),
            other => Undone::Rejected(other),
        })?;

        let draft = Draft { at: now, reader, agreement: &self.agreement };
        let entries: Vec<Entry> = permit
            .deeds
            .borrow_mut()
            .drain(..)
            .map(|deed| Entry {
                record: deed.record,
                shown: deed.touched,
                recipients: deed.recipients,
                legal_ground: deed.rule,
                regime: deed.regime,
                ..draft.deed(deed.operation, subject.to_string(), purpose.as_ref())
            })
            .collect();
        append_within(connection, entries, &self.chance)?;
        if *permit.renames.borrow() {
            search::index(connection, &self.keys, subject)?;
        }
        let services = services::load(connection)?;
        restate(connection, &services, subject, now)?;
        if let Some(consequence) = &self.consequence {
            consequence.follow(connection, subject, now)?;
        }
        Ok(done)
    }
}
