//! Changes to a commission and its sittings by those who keep them: the people of the commission's own institution. One
//! transaction; everybody whose items are touched has phase and ties derived again in it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use diesel::prelude::*;
use jiff::Timestamp;

use crate::db::schema::{agenda_item, commission, sitting};
use crate::db::{self, AnyConnection};
use crate::domain::conference::Obstacle;
use crate::domain::{AgendaItem, Commission, DataCategory, FileRegime, Id, Institution, Person, Purpose, Sitting};
use crate::journal::{Entry, Operation, append_within};

use crate::protocol::Agreement;

use super::alter::{Altered, Reject, Undone, WriteTx, settle};
use super::consult::{Refusal, judge};
use super::door::{Door, Error};
use super::entries::Draft;
use super::gather::gather;
use super::grant::Grant;
use super::purpose::Declared;
use super::reader::Reader;
use super::standing::{restate, services_of_locked};
use super::table::commission_of;

/// What is conducted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conducted {
    /// The commission that the reader's own prison doesn't have yet.
    OwnPrison,
    /// A commission: its seats, its sittings to come.
    Commission(Id<Commission>),
    /// One sitting.
    Sitting(Id<Sitting>),
}

impl Conducted {
    /// What was asked for, as a refusal's entry names it.
    fn asked(self, reader: &Reader) -> String {
        match self {
            Self::OwnPrison => reader.institution.to_string(),
            Self::Commission(id) => id.to_string(),
            Self::Sitting(id) => id.to_string(),
        }
    }
}

/// One thing done, for the journal.
#[derive(Debug)]
struct Deed {
    operation: Operation,
    subject: Option<Id<Person>>,
    record: String,
    touched: String,
    recipients: Option<String>,
    listed: Vec<String>,
}

/// Proof that the reader keeps this commission; each change leaves a deed for the journal.
#[derive(Debug)]
pub struct Conduct<'c> {
    door: &'c Door,
    reader: &'c Reader,
    commission: Option<Id<Commission>>,
    host: Id<Institution>,
    sitting: Cell<Option<Id<Sitting>>>,
    now: Timestamp,
    deeds: RefCell<Vec<Deed>>,
    touched: RefCell<BTreeSet<String>>,
}

impl Conduct<'_> {
    /// Who acts.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        self.reader
    }

    /// The commission.
    ///
    /// # Errors
    /// It doesn't exist yet.
    pub fn commission(&self) -> Result<Id<Commission>, Reject> {
        self.commission.ok_or(Reject::NoSuchRow)
    }

    /// The institution whose commission it is.
    #[must_use]
    pub const fn host(&self) -> Id<Institution> {
        self.host
    }

    /// The agreement in force.
    #[must_use]
    pub fn agreement(&self) -> &Agreement {
        &self.door.agreement
    }

    /// The sitting.
    ///
    /// # Errors
    /// A commission as such is conducted.
    pub fn sitting(&self) -> Result<Id<Sitting>, Reject> {
        self.sitting.get().ok_or(Reject::NoSuchRow)
    }

    /// Goes on with a sitting of the commission being conducted, in the same transaction: the one just planned.
    ///
    /// # Errors
    /// It isn't one of this commission's.
    pub fn turn_to(&self, tx: &mut WriteTx<'_>, sitting: Id<Sitting>) -> Result<(), Reject> {
        let of = commission_of(tx.connection(), sitting)?.map(|(commission, _)| commission);
        if of.is_none() || of != self.commission {
            return Err(Reject::NoSuchRow);
        }
        self.sitting.set(Some(sitting));
        Ok(())
    }

    /// The decision about somebody whom the reader wants on an agenda: he must be able to open the file and write for
    /// conferences there.
    ///
    /// # Errors
    /// He may not: as for somebody who doesn't exist.
    pub fn person(&self, tx: &mut WriteTx<'_>, of: Id<Person>) -> Result<Grant, Reject> {
        let today = self.reader.zone.to_datetime(self.now).date();
        let gathered = gather(tx.connection(), self.reader, of, today)?;
        let (grant, _) = judge(self.door, self.reader, of, gathered, self.now).map_err(|_| Reject::NoSuchRow)?;
        if !grant.may_write(DataCategory::ConferenceRecord) {
            return Err(Reject::NotWritable);
        }
        Ok(grant)
    }

    /// What the reader may see of somebody on an agenda; `None` if nothing any more, which must not keep the others' minutes
    /// from being sealed.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn sees(&self, tx: &mut WriteTx<'_>, of: Id<Person>) -> Result<Option<Grant>, Reject> {
        let today = self.reader.zone.to_datetime(self.now).date();
        let gathered = gather(tx.connection(), self.reader, of, today)?;
        Ok(judge(self.door, self.reader, of, gathered, self.now).ok().map(|(grant, _)| grant))
    }

    /// Something of one person's was done: it is journalled, and his ties are derived again.
    pub fn did(&self, operation: Operation, of: Id<Person>, item: Id<AgendaItem>) {
        self.touch(of);
        self.leave(Deed {
            operation,
            subject: Some(of),
            record: item.to_string(),
            touched: DataCategory::ConferenceRecord.code().to_owned(),
            recipients: None,
            listed: Vec::new(),
        });
    }

    /// Something that is about nobody in particular: a seat, a date.
    pub fn arranged(&self, operation: Operation, record: &str) {
        self.leave(Deed {
            operation,
            subject: None,
            record: record.to_owned(),
            touched: String::new(),
            recipients: None,
            listed: Vec::new(),
        });
    }

    /// Those services were told of a sitting in which these people have an item.
    pub fn told(&self, sitting: Id<Sitting>, people: &[Id<Person>], recipients: &[Id<Institution>]) {
        self.leave(Deed {
            operation: Operation::Convocation,
            subject: None,
            record: sitting.to_string(),
            touched: String::new(),
            recipients: Some(recipients.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")),
            listed: people.iter().map(ToString::to_string).collect(),
        });
    }

    /// The minutes of a sitting were sealed: the journal keeps the seal.
    pub fn sealed(&self, sitting: Id<Sitting>, people: &[Id<Person>], seal: &str) {
        self.leave(Deed {
            operation: Operation::Seal,
            subject: None,
            record: sitting.to_string(),
            touched: seal.to_owned(),
            recipients: None,
            listed: people.iter().map(ToString::to_string).collect(),
        });
    }

    /// This person's ties are to be derived again before the commit.
    pub fn touch(&self, of: Id<Person>) {
        self.touched.borrow_mut().insert(of.to_string());
    }

    fn leave(&self, deed: Deed) {
        self.deeds.borrow_mut().push(deed);
    }
}

/// Two who change the same sitting take turns. SQLite has one writer at a time anyway. A sitting is always locked before its
/// people.
pub(in crate::access) fn lock_sitting(connection: &mut AnyConnection, of: Id<Sitting>) -> Result<(), db::Error> {
    if let AnyConnection::Postgres(postgres) = connection {
        sitting::table.find(of.to_string()).select(sitting::id).for_update().first::<String>(postgres).optional()?;
    }
    Ok(())
}

/// Whom an item is about, and in which sitting.
pub(in crate::access) fn whereabouts(
    connection: &mut AnyConnection,
    of: Id<AgendaItem>,
) -> Result<Option<(Id<Person>, Id<Sitting>)>, db::Error> {
    let query =
        agenda_item::table.filter(agenda_item::id.eq(of)).select((agenda_item::person_id, agenda_item::sitting_id));
    Ok(crate::db::on_engine!(connection, |c| query.first(c)).optional()?)
}

impl Door {
    /// Changes a commission or a sitting. Somebody of another institution gets the answer for one that doesn't exist; somebody
    /// of the institution who doesn't keep its agenda is told so.
    ///
    /// # Errors
    /// The database or the journal failed: nothing was changed.
    pub async fn conduct<T: Send + 'static>(
        &self,
        reader: &Arc<Reader>,
        what: Conducted,
        change: impl FnOnce(&mut WriteTx<'_>, &Conduct<'_>) -> Result<T, Reject> + Send + 'static,
    ) -> Result<Altered<T>, Error> {
        let (door, reader) = (self.clone(), Arc::clone(reader));
        let (altered, refusal) = Self::off_loop(move || {
            let now = door.clock.now();
            let tried = door.database.write(|connection| door.conduct_within(connection, &reader, what, now, change));
            let draft = Draft { at: now, reader: &reader, agreement: &door.agreement };
            settle(tried, &draft, &what.asked(&reader))
        })
        .await?;
        self.journal.append(refusal.into_iter().collect()).await?;
        Ok(altered)
    }

    fn conduct_within<T>(
        &self,
        connection: &mut AnyConnection,
        reader: &Reader,
        what: Conducted,
        now: Timestamp,
        change: impl FnOnce(&mut WriteTx<'_>, &Conduct<'_>) -> Result<T, Reject>,
    ) -> Result<T, Undone> {
        let today = reader.zone.to_datetime(now).date();
        if !reader.is_cleared(today) {
            return Err(Undone::Refused(Refusal::NoClearance));
        }
        let (found, sitting) = match what {
            Conducted::OwnPrison => (Some((None, reader.institution)), None),
            Conducted::Commission(id) => {
                let host: Option<Id<Institution>> = commission::table
                    .filter(commission::id.eq(id))
                    .select(commission::institution_id)
                    .first(connection)
                    .optional()
                    .map_err(db::Error::from)?;
                (host.map(|host| (Some(id), host)), None)
            }
            Conducted::Sitting(id) => {
                lock_sitting(connection, id)?;
                (commission_of(connection, id)?.map(|(commission, host)| (Some(commission), host)), Some(id))
            }
        };
        let Some((commission, host)) = found.filter(|(_, host)| *host == reader.institution) else {
            return Err(Undone::Refused(Refusal::NoSuchFile));
        };
        if !reader.keeps_the_agenda() {
            return Err(Undone::Rejected(Obstacle::NotTheSecretariat.into()));
        }
        let conduct = Conduct {
            door: self,
            reader,
            commission,
            host,
            sitting: Cell::new(sitting),
            now,
            deeds: RefCell::new(Vec::new()),
            touched: RefCell::new(BTreeSet::new()),
        };
        let mut tx = WriteTx::new(connection, &self.chance, now);
        let done = change(&mut tx, &conduct).map_err(|reject| match reject {
            Reject::Database(error) => Undone::Failed(error),
            other => Undone::Rejected(other),
        })?;

        let draft = Draft { at: now, reader, agreement: &self.agreement };
        let purpose = Declared { purpose: Purpose::Conference, reason: String::new(), on_behalf_of: None };
        let entries = conduct.deeds.take().into_iter().map(|deed| {
            let subject = deed.subject.map(|person| person.to_string());
            Entry {
                subject: subject.clone(),
                record: Some(deed.record),
                shown: deed.touched,
                recipients: deed.recipients,
                listed: deed.listed,
                regime: FileRegime::Conference,
                ..draft.deed(deed.operation, subject.unwrap_or_default(), Some(&purpose))
            }
        });
        append_within(connection, entries.collect(), &self.chance)?;
        let touched = conduct.touched.take();
        if !touched.is_empty() {
            // In the order of their identifiers: two sittings with the same people don't wait for each other in a ring.
            let people: Vec<Id<Person>> = touched.iter().filter_map(|text| Id::parse(text)).collect();
            let services = services_of_locked(connection, &people)?;
            for person in people {
                restate(connection, &services, person, now)?;
                if let Some(consequence) = &self.consequence {
                    consequence.follow(connection, person, now)?;
                }
            }
        }
        Ok(done)
    }
}
