//! The platform's own life: services, clearances, protocols, the journal itself. Nothing of the people followed passes here but
//! references; what passes is professional, and every act and every refusal leaves its entry.

use std::cell::RefCell;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::db;
use crate::domain::FileRegime;
use crate::journal::{Entry, Operation, Outcome, append_within};
use crate::protocol::{Agreement, ReaderFacts};

use super::alter::WriteTx;
use super::consult::{ReadTx, Refusal, outcome};
use super::door::{Door, Error};
use super::entries::Draft;
use super::reader::Reader;

/// A rule that can stand in the way of an act. Its code goes into the journal; its words are for the screen.
pub trait Rule: Send + 'static {
    /// The code stored.
    fn code(&self) -> &'static str;
}

/// Where no rule can stand in the way, only who may: no value of this type exists.
#[derive(Debug, Clone, Copy)]
pub enum NoRule {}

impl Rule for NoRule {
    fn code(&self) -> &'static str {
        match *self {}
    }
}

/// Why an act, or a look, wasn't carried out; a change is undone.
#[derive(Debug)]
pub enum Declined<R> {
    /// The reader is cleared, but not for this.
    NotEntitled,
    /// There is no such thing, or the reader may not know of it.
    NoSuchRow,
    /// A rule stands in the way.
    Against(R),
    /// The database failed.
    Failed(db::Error),
}

impl<R> From<db::Error> for Declined<R> {
    fn from(error: db::Error) -> Self {
        Self::Failed(error)
    }
}

impl<R> From<diesel::result::Error> for Declined<R> {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// The answer to an act.
#[derive(Debug)]
pub enum Acted<T, R> {
    /// Done and journalled.
    Done(T),
    /// No way in; journalled.
    Refused(Refusal),
    /// Against a rule; journalled too.
    Against(R),
}

/// One thing done, for the journal.
#[derive(Debug, Clone, Default)]
pub struct Deed {
    /// What it was done to: a service, a clearance, a protocol.
    pub record: Option<String>,
    /// The person followed whom it concerns, by identifier; the journal alone is read by person.
    pub subject: Option<String>,
    /// What was done: closed words and counts, e.g. `granted`.
    pub shown: String,
    /// Why, as the one who acts says.
    pub reason: Option<String>,
    /// The article or the house rule that it rests on.
    pub legal_ground: Option<String>,
    /// Whom it was told to.
    pub recipients: Option<String>,
    /// By delegation of whom.
    pub on_behalf_of: Option<String>,
    /// The regime whose entries were read, where it isn't the hub's own.
    pub regime: Option<FileRegime>,
}

/// A cleared reader at work, at one moment. Whether he is entitled to the act at hand is for the act to ask of the protocol.
#[derive(Debug)]
pub struct Office<'o> {
    reader: &'o Reader,
    agreement: &'o Agreement,
    operation: Operation,
    now: Timestamp,
    deeds: RefCell<Vec<(Operation, Deed)>>,
}

impl Office<'_> {
    /// Who acts.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        self.reader
    }

    /// The agreement in force.
    #[must_use]
    pub const fn agreement(&self) -> &Agreement {
        self.agreement
    }

    /// What the protocol asks of him: his institution and the functions that his clearance covers.
    #[must_use]
    pub fn facts(&self) -> ReaderFacts {
        self.reader.facts(self.today())
    }

    /// The reader's day.
    #[must_use]
    pub fn today(&self) -> Date {
        self.reader.zone.to_datetime(self.now).date()
    }

    /// The moment.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Something was done, or read: it is journalled before anybody sees it.
    pub fn did(&self, deed: Deed) {
        self.deeds.borrow_mut().push((self.operation, deed));
    }

    /// The same, of another kind than what was asked for.
    pub fn did_as(&self, operation: Operation, deed: Deed) {
        self.deeds.borrow_mut().push((operation, deed));
    }

    fn entries(&self, draft: &Draft<'_>) -> Vec<Entry> {
        let deeds = self.deeds.take().into_iter();
        deeds
            .map(|(operation, deed)| Entry {
                subject: deed.subject,
                record: deed.record,
                shown: deed.shown,
                reason: deed.reason,
                legal_ground: deed.legal_ground,
                recipients: deed.recipients,
                on_behalf_of: deed.on_behalf_of,
                regime: deed.regime.unwrap_or(FileRegime::Hub),
                ..draft.office(operation, Outcome::Granted)
            })
            .collect()
    }
}

/// Whether whoever acts needs a clearance that is valid today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clearing {
    Needed,
    /// One's own rights are at stake.
    NotNeeded,
}

/// What a tried act comes to, and the entry of its refusal.
fn settle<T, R: Rule>(
    tried: Result<T, Declined<R>>,
    draft: &Draft<'_>,
    operation: Operation,
    about: &str,
) -> Result<(Acted<T, R>, Option<Entry>), Error> {
    let refused = |refusal, how| {
        let entry = Entry { record: Some(about.to_owned()), ..draft.office(operation, how) };
        Ok((Acted::Refused(refusal), Some(entry)))
    };
    match tried {
        Ok(done) => Ok((Acted::Done(done), None)),
        Err(Declined::Failed(error)) => Err(Error::Database(error)),
        Err(Declined::NotEntitled) => refused(Refusal::NotEntitled, Outcome::NotEntitled),
        Err(Declined::NoSuchRow) => refused(Refusal::NoSuchFile, Outcome::NoSuchFile),
        Err(Declined::Against(rule)) => {
            let entry = Entry {
                record: Some(about.to_owned()),
                reason: Some(rule.code().to_owned()),
                ..draft.office(operation, Outcome::AgainstARule)
            };
            Ok((Acted::Against(rule), Some(entry)))
        }
    }
}

impl Door {
    /// Carries out an act of the platform's life in one transaction with its entries. `about` names what it is asked of, for the
    /// entry of a refusal: an identifier or a page, never anything personal.
    ///
    /// # Errors
    /// The database or the journal failed: nothing was done.
    pub async fn administer<T: Send + 'static, R: Rule>(
        &self,
        reader: &Arc<Reader>,
        operation: Operation,
        about: String,
        act: impl FnOnce(&mut WriteTx<'_>, &Office<'_>) -> Result<T, Declined<R>> + Send + 'static,
    ) -> Result<Acted<T, R>, Error> {
        self.act(reader, operation, about, Clearing::Needed, act).await
    }

    /// As [`Door::administer`], for what concerns the reader's own rights: open to whoever is signed in, since somebody whose clearance is
    /// suspended is heard all the same. The act has to see to it that it is about the reader himself and gives nothing away.
    ///
    /// # Errors
    /// The database or the journal failed: nothing was done.
    pub async fn speak_for_oneself<T: Send + 'static, R: Rule>(
        &self,
        reader: &Arc<Reader>,
        operation: Operation,
        about: String,
        act: impl FnOnce(&mut WriteTx<'_>, &Office<'_>) -> Result<T, Declined<R>> + Send + 'static,
    ) -> Result<Acted<T, R>, Error> {
        self.act(reader, operation, about, Clearing::NotNeeded, act).await
    }

    async fn act<T: Send + 'static, R: Rule>(
        &self,
        reader: &Arc<Reader>,
        operation: Operation,
        about: String,
        clearing: Clearing,
        act: impl FnOnce(&mut WriteTx<'_>, &Office<'_>) -> Result<T, Declined<R>> + Send + 'static,
    ) -> Result<Acted<T, R>, Error> {
        self.at_work(reader, operation, about, clearing, move |door, office, draft| {
            door.database.write(|connection| {
                let done = act(&mut WriteTx::new(connection, &door.chance, office.now), office)?;
                append_within(connection, office.entries(draft), &door.chance)?;
                Ok(done)
            })
        })
        .await
    }

    /// Looks at the platform's life in one snapshot. What `read` says that it did is durable before anything is given.
    ///
    /// # Errors
    /// The database or the journal failed: nothing may be shown.
    pub async fn oversee<T: Send + 'static, R: Rule>(
        &self,
        reader: &Arc<Reader>,
        operation: Operation,
        about: String,
        read: impl FnOnce(&mut ReadTx<'_>, &Office<'_>) -> Result<T, Declined<R>> + Send + 'static,
    ) -> Result<Acted<T, R>, Error> {
        self.at_work(reader, operation, about, Clearing::Needed, move |door, office, _| {
            door.database.read(|connection| read(&mut ReadTx::new(connection, office.now), office))
        })
        .await
    }

    /// Puts the reader to work away from the event loop. The entries of deeds that the work left unwritten, or else the entry of its
    /// refusal, are durable before anything is given.
    async fn at_work<T: Send + 'static, R: Rule>(
        &self,
        reader: &Arc<Reader>,
        operation: Operation,
        about: String,
        clearing: Clearing,
        work: impl FnOnce(&Self, &Office<'_>, &Draft<'_>) -> Result<T, Declined<R>> + Send + 'static,
    ) -> Result<Acted<T, R>, Error> {
        let (door, reader) = (self.clone(), Arc::clone(reader));
        let (acted, entries) = Self::off_loop(move || {
            let now = door.clock.now();
            let agreement = Arc::clone(door.agreement());
            let draft = Draft { at: now, reader: &reader, agreement: &agreement };
            let Some(office) = Office::of(&reader, &agreement, operation, now, clearing) else {
                let (acted, entry) = uncleared(&draft, operation, &about);
                return Ok((acted, vec![entry]));
            };
            let tried = work(&door, &office, &draft);
            let mut entries = if tried.is_ok() { office.entries(&draft) } else { Vec::new() };
            let (acted, refusal) = settle(tried, &draft, operation, &about)?;
            entries.extend(refusal);
            Ok((acted, entries))
        })
        .await?;
        self.journal.append(entries).await?;
        Ok(acted)
    }
}

fn uncleared<T, R>(draft: &Draft<'_>, operation: Operation, about: &str) -> (Acted<T, R>, Entry) {
    let refusal = Refusal::NoClearance;
    let entry = Entry { record: Some(about.to_owned()), ..draft.office(operation, outcome(refusal)) };
    (Acted::Refused(refusal), entry)
}

impl<'o> Office<'o> {
    /// The reader at work; where a clearance is needed, nobody without one that is valid today.
    fn of(
        reader: &'o Reader,
        agreement: &'o Agreement,
        operation: Operation,
        now: Timestamp,
        clearing: Clearing,
    ) -> Option<Self> {
        let today = reader.zone.to_datetime(now).date();
        let office = Self { reader, agreement, operation, now, deeds: RefCell::new(Vec::new()) };
        (clearing == Clearing::NotNeeded || reader.is_cleared(today)).then_some(office)
    }
}
