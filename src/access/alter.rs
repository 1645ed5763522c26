//! Changes: the change, the standing that follows from it and the journal entry in one transaction.

use std::sync::Arc;

use jiff::Timestamp;

use crate::chance::Chance;
use crate::db::{self, AnyConnection};
use crate::domain::conference::Obstacle;
use crate::domain::{AgendaItem, Id, Person};
use crate::journal::{Entry, Operation, append_within};

use super::conduct::{lock_sitting, whereabouts};
use super::consult::{ReadTx, Refusal, at_the_table, judge, outcome};
use super::door::{Door, Error};
use super::entries::Draft;
use super::gather::gather;
use super::invitations;
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

impl<'t> WriteTx<'t> {
    pub(in crate::access) fn new(connection: &'t mut AnyConnection, chance: &'t Chance, now: Timestamp) -> Self {
        Self { connection, chance, now }
    }

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
    /// A rule of conferences stands in the way.
    #[error("{}", .0.code())]
    Obstacle(Obstacle),
    /// The new value contradicts another (the key of the field that it contradicts).
    #[error("contradicts {0}")]
    Contradicts(&'static str),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl From<Obstacle> for Reject {
    fn from(obstacle: Obstacle) -> Self {
        Self::Obstacle(obstacle)
    }
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

pub(in crate::access) enum Undone {
    Refused(Refusal),
    Rejected(Reject),
    Failed(db::Error),
}

impl From<db::Error> for Undone {
    fn from(error: db::Error) -> Self {
        Self::Failed(error)
    }
}

/// What a tried change comes to, and the entry of its refusal; `asked` names what was to be changed.
pub(in crate::access) fn settle<T>(
    tried: Result<T, Undone>,
    draft: &Draft<'_>,
    asked: &str,
) -> Result<(Altered<T>, Option<Entry>), Error> {
    let refusal = |refusal| Some(draft.refusal(Operation::Modification, outcome(refusal), asked.to_owned()));
    match tried {
        Ok(done) => Ok((Altered::Done(done), None)),
        Err(Undone::Failed(error)) => Err(Error::Database(error)),
        Err(Undone::Refused(why)) => Ok((Altered::Refused(why), refusal(why))),
        Err(Undone::Rejected(Reject::NotWritable)) => {
            Ok((Altered::Refused(Refusal::NotWritable), refusal(Refusal::NotWritable)))
        }
        Err(Undone::Rejected(why @ (Reject::NoSuchRow | Reject::NotARecipient))) => {
            // An attempt at what isn't there, or isn't to be known of, is a refusal like any other.
            Ok((Altered::Rejected(why), refusal(Refusal::NoSuchFile)))
        }
        Err(Undone::Rejected(why)) => Ok((Altered::Rejected(why), None)),
    }
}

/// Whose data a change is about.
#[derive(Clone, Copy)]
enum Whose {
    Person(Id<Person>),
    /// The person's whom an item of an agenda is about.
    Item(Id<AgendaItem>),
}

impl Whose {
    /// What was asked for, as a refusal's entry names it.
    fn asked(self) -> String {
        match self {
            Self::Person(id) => id.to_string(),
            Self::Item(id) => id.to_string(),
        }
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
        self.within(reader, Whose::Person(subject), true, change).await
    }

    /// Changes something at the table of one item. Whoever isn't invited to it gets the answer for an item that doesn't exist.
    /// The invitation is purpose enough.
    ///
    /// # Errors
    /// The database or the journal failed: nothing was changed.
    pub async fn alter_item<T: Send + 'static>(
        &self,
        reader: &Arc<Reader>,
        item: Id<AgendaItem>,
        change: impl FnOnce(&mut WriteTx<'_>, &Permit<'_>) -> Result<T, Reject> + Send + 'static,
    ) -> Result<Altered<T>, Error> {
        self.within(reader, Whose::Item(item), true, change).await
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
        self.within(reader, Whose::Person(subject), false, move |tx, permit| {
            permit.declare();
            Ok(declare(tx, permit, &declared)?)
        })
        .await
    }

    async fn within<T: Send + 'static>(
        &self,
        reader: &Arc<Reader>,
        whose: Whose,
        needs_purpose: bool,
        change: impl FnOnce(&mut WriteTx<'_>, &Permit<'_>) -> Result<T, Reject> + Send + 'static,
    ) -> Result<Altered<T>, Error> {
        let (door, reader) = (self.clone(), Arc::clone(reader));
        let (altered, refusal) = Self::off_loop(move || {
            let now = door.clock.now();
            let tried =
                door.database.write(|connection| door.change(connection, &reader, whose, needs_purpose, now, change));
            let draft = Draft { at: now, reader: &reader, agreement: &door.agreement };
            settle(tried, &draft, &whose.asked())
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
        whose: Whose,
        needs_purpose: bool,
        now: Timestamp,
        change: impl FnOnce(&mut WriteTx<'_>, &Permit<'_>) -> Result<T, Reject>,
    ) -> Result<T, Undone> {
        let today = reader.zone.to_datetime(now).date();
        let (subject, item) = match whose {
            Whose::Person(subject) => (subject, None),
            Whose::Item(item) => match whereabouts(connection, item)? {
                Some((subject, sitting)) => {
                    lock_sitting(connection, sitting)?;
                    (subject, Some(item))
                }
                // Nobody has an item's identifier: what follows takes the same way as for an item not to be known of.
                None => (item.cast(), Some(item)),
            },
        };
        lock(connection, subject)?;
        let mut gathered = gather(connection, reader, subject, today)?;
        if gathered.as_ref().is_some_and(|known| known.is_stale) {
            let services = services::load(connection)?;
            restate_and_say(self, connection, &services, subject, now)?;
            gathered = gather(connection, reader, subject, today)?;
        }
        let judged = judge(self, reader, subject, gathered, now);
        let (grant, mut purpose) = match (judged, item) {
            (Err(Refusal::NoSuchFile), Some(item)) => {
                return Err(Undone::Refused(invitations::refusal(connection, reader, item)?));
            }
            (Ok((grant, _)), Some(item)) if !grant.sits_at(item) => {
                return Err(Undone::Refused(invitations::refusal(connection, reader, item)?));
            }
            (judged, _) => judged.map_err(Undone::Refused)?,
        };
        if item.is_some() {
            purpose = Some(at_the_table(purpose));
        }
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
