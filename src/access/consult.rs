//! One person's file: gather, decide, read in one snapshot, make the entry durable, and only then answer.

use std::sync::Arc;

use jiff::Timestamp;

use crate::db::{self, AnyConnection};
use crate::domain::{AgendaItem, Id, Person, Purpose};
use crate::journal::{Entry, Operation, Outcome};
use crate::protocol::decide;

use super::conduct::whereabouts;
use super::door::{Door, Error};
use super::entries::Draft;
use super::gather::{Gathered, gather};
use super::grant::Grant;
use super::invitations;
use super::purpose::{Declared, given_by};
use super::reader::Reader;
use super::reconcile::restate_and_say;
use super::services;
use super::standing::Standing;

/// What kind of look it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// On screen.
    ToSee,
    /// To take away: print view, export.
    ToTakeAway,
}

/// Why not. A value, not an error: it has been journalled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No such file for this reader; whether it exists is not said, not even here.
    NoSuchFile,
    /// The reader has no valid clearance.
    NoClearance,
    /// His tie doesn't say why he looks: he must.
    PurposeNeeded,
    /// He may look, but not write this.
    NotWritable,
    /// He was told of this item, and his invitation to it was withdrawn since: he knows that it exists.
    NoLongerInvited,
    /// He is cleared, but no rule of the protocol lets him do this act of the platform's life.
    NotEntitled,
}

/// The answer of a door.
#[derive(Debug)]
pub enum Consulted<T> {
    /// What was asked for.
    Granted(T),
    /// Nothing.
    Refused(Refusal),
}

/// A granted visit.
#[derive(Debug)]
pub struct Visit<T> {
    /// What was read.
    pub content: T,
    /// The phase and the fact behind it.
    pub standing: Standing,
    /// Why the reader looks.
    pub purpose: Declared,
    /// When.
    pub at: Timestamp,
}

/// The answer, and what the journal must hold before it leaves.
type Looked<T> = (Consulted<Visit<T>>, Vec<Entry>);

/// A read-only snapshot, for the queries of `records`.
pub struct ReadTx<'t> {
    connection: &'t mut AnyConnection,
    now: Timestamp,
}

impl<'t> ReadTx<'t> {
    pub(in crate::access) fn new(connection: &'t mut AnyConnection, now: Timestamp) -> Self {
        Self { connection, now }
    }

    /// The connection. Rows come out of it sealed.
    pub fn connection(&mut self) -> &mut AnyConnection {
        self.connection
    }

    /// The moment of the visit.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }
}

const fn operation(asked: Asked) -> Operation {
    match asked {
        Asked::ToSee => Operation::Consultation,
        Asked::ToTakeAway => Operation::Extraction,
    }
}

/// What the gathered facts allow: a grant and its purpose, or why not.
pub(in crate::access) fn judge(
    door: &Door,
    reader: &Reader,
    subject: Id<Person>,
    gathered: Option<Gathered>,
    now: Timestamp,
) -> Result<(Grant, Option<Declared>), Refusal> {
    let today = reader.zone.to_datetime(now).date();
    if !reader.is_cleared(today) {
        return Err(Refusal::NoClearance);
    }
    let gathered = gathered.ok_or(Refusal::NoSuchFile)?;
    let decision = decide(&door.agreement, &reader.facts(today), &gathered.facts, &gathered.ties);
    if !decision.opens() {
        return Err(Refusal::NoSuchFile);
    }
    let purpose = gathered.declared.or_else(|| {
        let purpose: Purpose = given_by(&gathered.ties, reader.kind)?;
        Some(Declared { purpose, reason: String::new(), on_behalf_of: None })
    });
    let grant =
        Grant::new(door, reader, subject, decision, gathered.facts, &gathered.ties, gathered.leaves, gathered.standing);
    Ok((grant, purpose))
}

pub(in crate::access) const fn outcome(refusal: Refusal) -> Outcome {
    match refusal {
        Refusal::NoSuchFile => Outcome::NoSuchFile,
        Refusal::NoClearance => Outcome::NoClearance,
        Refusal::PurposeNeeded => Outcome::PurposeNeeded,
        Refusal::NotWritable => Outcome::NotWritable,
        Refusal::NoLongerInvited => Outcome::NoLongerInvited,
        Refusal::NotEntitled => Outcome::NotEntitled,
    }
}

/// Why somebody looks at an item: what he declared, if he did; else that he is invited to it.
pub(in crate::access) fn at_the_table(declared: Option<Declared>) -> Declared {
    let invited = Declared { purpose: Purpose::Conference, reason: String::new(), on_behalf_of: None };
    declared.filter(|declared| !declared.reason.is_empty()).unwrap_or(invited)
}

impl Door {
    /// Opens one item of an agenda for `read`. Whoever isn't invited to it gets the answer for an item that doesn't exist; the
    /// invitation is purpose enough.
    ///
    /// # Errors
    /// The database or the journal failed: nothing may be shown then.
    pub async fn consult_item<T: Send + 'static>(
        &self,
        reader: &Arc<Reader>,
        item: Id<AgendaItem>,
        asked: Asked,
        read: impl FnOnce(&mut ReadTx<'_>, &Grant) -> Result<T, db::Error> + Send + 'static,
    ) -> Result<Consulted<Visit<T>>, Error> {
        let (door, who) = (self.clone(), Arc::clone(reader));
        let looked = Self::at_hand(&self.database, move || door.look_at_item(&who, item, asked, false, read)).await?;
        let (consulted, entries) = match looked {
            Ok(shown) => shown,
            Err((subject, read)) => {
                let (door, who) = (self.clone(), Arc::clone(reader));
                Self::off_loop(move || {
                    restate_now(&door, subject, door.clock.now())?;
                    door.look_at_item(&who, item, asked, true, read)?.map_err(|_| Error::CutShort)
                })
                .await?
            }
        };
        self.journal.append(entries).await?;
        Ok(consulted)
    }

    /// Looks at an item, unless time alone has moved its person's phase and that wasn't derived again just before: then gives
    /// the person and `read` back.
    fn look_at_item<T, R>(
        &self,
        reader: &Reader,
        item: Id<AgendaItem>,
        asked: Asked,
        is_fresh: bool,
        read: R,
    ) -> Result<Result<Looked<T>, (Id<Person>, R)>, Error>
    where
        R: FnOnce(&mut ReadTx<'_>, &Grant) -> Result<T, db::Error>,
    {
        let now = self.clock.now();
        let today = reader.zone.to_datetime(now).date();
        let operation = operation(asked);
        let draft = Draft { at: now, reader, agreement: &self.agreement };
        let refused = |refusal| {
            let entry = draft.refusal(operation, outcome(refusal), item.to_string());
            Ok(Ok((Consulted::Refused(refusal), vec![entry])))
        };
        self.database.read(|connection| {
            // Nobody has an item's identifier: the same queries run for an item that doesn't exist.
            let subject = whereabouts(connection, item)?.map_or(item.cast(), |(subject, _)| subject);
            let gathered = gather(connection, reader, subject, today)?;
            if !is_fresh && gathered.as_ref().is_some_and(|known| known.is_stale) {
                return Ok(Err((subject, read)));
            }
            let (grant, purpose) = match judge(self, reader, subject, gathered, now) {
                Err(Refusal::NoSuchFile) => return refused(invitations::refusal(connection, reader, item)?),
                Err(refusal) => return refused(refusal),
                Ok((grant, _)) if !grant.sits_at(item) => {
                    return refused(invitations::refusal(connection, reader, item)?);
                }
                Ok((grant, declared)) => (grant, at_the_table(declared)),
            };
            let content = read(&mut ReadTx::new(connection, now), &grant)?;
            let entries = draft.shown(operation, &grant, &purpose);
            let entries = entries.into_iter().map(|entry| Entry { record: Some(item.to_string()), ..entry }).collect();
            let visit = Visit { content, standing: grant.standing, purpose, at: now };
            Ok(Ok((Consulted::Granted(visit), entries)))
        })
    }

    /// Opens one person's file for `read`, which gets the snapshot and the grant.
    ///
    /// # Errors
    /// The database or the journal failed: nothing may be shown then.
    pub async fn consult<T: Send + 'static>(
        &self,
        reader: &Arc<Reader>,
        subject: Id<Person>,
        asked: Asked,
        read: impl FnOnce(&mut ReadTx<'_>, &Grant) -> Result<T, db::Error> + Send + 'static,
    ) -> Result<Consulted<Visit<T>>, Error> {
        let (door, who) = (self.clone(), Arc::clone(reader));
        let looked = Self::at_hand(&self.database, move || door.look(&who, subject, asked, read)).await?;
        let (consulted, entries) = match looked {
            Ok(shown) => shown,
            Err(read) => {
                let (door, who) = (self.clone(), Arc::clone(reader));
                Self::off_loop(move || door.look_again(&who, subject, asked, read)).await?
            }
        };
        self.journal.append(entries).await?;
        Ok(consulted)
    }

    /// Looks, unless time alone has moved the phase since it was last derived: then gives `read` back.
    fn look<T, R>(
        &self,
        reader: &Reader,
        subject: Id<Person>,
        asked: Asked,
        read: R,
    ) -> Result<Result<Looked<T>, R>, Error>
    where
        R: FnOnce(&mut ReadTx<'_>, &Grant) -> Result<T, db::Error>,
    {
        let now = self.clock.now();
        let today = reader.zone.to_datetime(now).date();
        self.database.read(|connection| {
            let gathered = gather(connection, reader, subject, today)?;
            if gathered.as_ref().is_some_and(|known| known.is_stale) {
                return Ok(Err(read));
            }
            self.show(connection, reader, subject, asked, gathered, now, read).map(Ok)
        })
    }

    /// Derives the phase again, then looks.
    fn look_again<T>(
        &self,
        reader: &Reader,
        subject: Id<Person>,
        asked: Asked,
        read: impl FnOnce(&mut ReadTx<'_>, &Grant) -> Result<T, db::Error>,
    ) -> Result<Looked<T>, Error> {
        let now = self.clock.now();
        let today = reader.zone.to_datetime(now).date();
        restate_now(self, subject, now)?;
        self.database.read(|connection| {
            let gathered = gather(connection, reader, subject, today)?;
            self.show(connection, reader, subject, asked, gathered, now, read)
        })
    }

    #[expect(clippy::too_many_arguments, reason = "the whole state of one look, passed on within this file only")]
    fn show<T>(
        &self,
        connection: &mut AnyConnection,
        reader: &Reader,
        subject: Id<Person>,
        asked: Asked,
        gathered: Option<Gathered>,
        now: Timestamp,
        read: impl FnOnce(&mut ReadTx<'_>, &Grant) -> Result<T, db::Error>,
    ) -> Result<Looked<T>, Error> {
        let operation = operation(asked);
        let draft = Draft { at: now, reader, agreement: &self.agreement };
        let refused = |refusal| {
            let entry = draft.refusal(operation, outcome(refusal), subject.to_string());
            Ok((Consulted::Refused(refusal), vec![entry]))
        };
        match judge(self, reader, subject, gathered, now) {
            Err(refusal) => refused(refusal),
            Ok((_, None)) => refused(Refusal::PurposeNeeded),
            Ok((grant, Some(purpose))) => {
                let content = read(&mut ReadTx::new(connection, now), &grant)?;
                let entries = draft.shown(operation, &grant, &purpose);
                let visit = Visit { content, standing: grant.standing, purpose, at: now };
                Ok((Consulted::Granted(visit), entries))
            }
        }
    }
}

/// Derives the standing of one person again, in a transaction of its own.
pub(in crate::access) fn restate_now(door: &Door, subject: Id<Person>, now: Timestamp) -> Result<(), db::Error> {
    door.database.write(|connection| {
        let services = services::load(connection)?;
        restate_and_say(door, connection, &services, subject, now)?;
        Ok(())
    })
}
