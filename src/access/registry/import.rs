//! The door of a registry's file: who may bring one, what it compares, and its changes in one transaction with their
//! standing, their keys and their journal.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use diesel::prelude::*;
use jiff::Timestamp;

use super::super::consult::{Refusal, outcome};
use super::super::door::{Door, Error};
use super::super::entries::{Draft, machine_entry};
use super::super::machine::REGISTRY;
use super::super::reader::Reader;
use super::super::search;
use super::super::standing::{lock_all, restate, services_of_locked};
use super::held::Holdings;
use super::matching::{Entry, Found, match_all};
use crate::chance::Chance;
use crate::db::schema::institution;
use crate::db::{self, AnyConnection};
use crate::domain::{Id, Institution, Person};
use crate::journal::{Operation, append_within};

/// Who brings a file: somebody of a prison's registry, for that prison alone; or the operator, at the command line, for any.
#[derive(Debug, Clone)]
pub struct Registrar(Option<Arc<Reader>>);

impl Registrar {
    /// The operator. What he changes has no author in the hub.
    #[must_use]
    pub const fn operator() -> Self {
        Self(None)
    }

    /// The agent who brings it.
    #[must_use]
    pub fn agent(&self) -> Option<&Reader> {
        self.0.as_deref()
    }

    /// The one prison whose lines he may bring; any, for the operator.
    #[must_use]
    pub fn prison(&self) -> Option<Id<Institution>> {
        self.0.as_ref().map(|reader| reader.institution)
    }
}

/// One person to whom something was done.
#[derive(Debug, Default)]
struct Touched {
    is_new: bool,
    renames: bool,
    fields: Vec<&'static str>,
}

/// The work on one file: the connection, the time, and what was done to whom.
pub struct Import<'t> {
    connection: &'t mut AnyConnection,
    door: &'t Door,
    registrar: &'t Registrar,
    now: Timestamp,
    is_writing: bool,
    compared: Vec<Id<Person>>,
    touched: BTreeMap<Id<Person>, Touched>,
}

impl Import<'_> {
    /// The connection.
    pub fn connection(&mut self) -> &mut AnyConnection {
        self.connection
    }

    /// Fresh identifiers.
    #[must_use]
    pub const fn chance(&self) -> &Chance {
        &self.door.chance
    }

    /// The moment of the import.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Who brings the file.
    #[must_use]
    pub const fn registrar(&self) -> &Registrar {
        self.registrar
    }

    /// Finds whom each line is about, and reads what is held of them. Whoever was found is named in the journal.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn look_up(&mut self, entries: &[Entry<'_>]) -> Result<(Holdings, Vec<Found>), db::Error> {
        if self.is_writing {
            take_turns(self.connection, entries)?;
        }
        let (mut holdings, mut found) = match_all(self.connection, &self.door.keys, entries)?;
        if self.is_writing && matches!(self.connection, AnyConnection::Postgres(_)) {
            // Whoever changes somebody holds him before he writes anything of him, or two would wait for each other. What the other left is
            // read after the wait.
            let meant = found.iter().filter_map(|answer| match answer {
                Found::Stay { person, .. } | Found::Named { person, .. } | Found::Ended(person) => Some(*person),
                _ => None,
            });
            let meant: Vec<Id<Person>> = meant.collect();
            lock_all(self.connection, &meant)?;
            (holdings, found) = match_all(self.connection, &self.door.keys, entries)?;
        }
        for answer in &found {
            match answer {
                Found::Stay { person, .. } | Found::Named { person, .. } | Found::Ended(person) => {
                    self.compared.push(*person);
                }
                Found::Resembles(people) => self.compared.extend(people),
                Found::NoSuchPerson | Found::ResemblesEntry(_) | Found::Nobody => {}
            }
        }
        self.compared.sort_unstable();
        self.compared.dedup();
        Ok((holdings, found))
    }

    /// Says that something was done to somebody: which fields or categories, whether the person is new, and whether a name
    /// or a number changed.
    pub fn touch(&mut self, person: Id<Person>, is_new: bool, renames: bool, fields: &[&'static str]) {
        let touched = self.touched.entry(person).or_default();
        touched.is_new |= is_new;
        touched.renames |= renames || is_new;
        touched.fields.extend(fields);
    }

    /// Derives what follows from the changes, tells `after` of each person, and writes the journal.
    fn conclude(
        &mut self,
        after: &dyn Fn(&mut AnyConnection, Id<Person>) -> Result<(), db::Error>,
    ) -> Result<(), db::Error> {
        let touched = std::mem::take(&mut self.touched);
        let people: Vec<Id<Person>> = touched.keys().copied().collect();
        let services = services_of_locked(self.connection, &people)?;
        let mut entries = Vec::new();
        for (person, done) in &touched {
            if done.renames {
                search::index(self.connection, &self.door.keys, *person)?;
            }
            restate(self.connection, &services, *person, self.now)?;
            after(self.connection, *person)?;
            if let Some(reader) = self.registrar.agent() {
                let operation = if done.is_new { Operation::Creation } else { Operation::Modification };
                let draft = Draft { at: self.now, reader, agreement: &self.door.agreement };
                let mut fields = done.fields.clone();
                fields.sort_unstable();
                fields.dedup();
                let mut entry = draft.deed(operation, person.to_string(), None);
                entry.shown = fields.join(" ");
                entries.push(entry);
            }
        }
        // Those who were compared and left as they are were looked at too; the operator's newcomers have no entry of their own.
        if self.registrar.agent().is_none() {
            self.compared.extend(touched.keys());
            self.compared.sort_unstable();
            self.compared.dedup();
        }
        entries.push(self.comparison());
        append_within(self.connection, entries, &self.door.chance)
    }

    /// What was compared, for the journal.
    fn comparison(&self) -> crate::journal::Entry {
        let listed = self.compared.iter().map(ToString::to_string).collect();
        match self.registrar.agent() {
            None => machine_entry(REGISTRY.name, &self.door.agreement, self.now, listed),
            Some(reader) => {
                let draft = Draft { at: self.now, reader, agreement: &self.door.agreement };
                let mut entry = draft.searched();
                entry.listed = listed;
                entry.shown = REGISTRY.fields.iter().map(|field| field.spec().key).collect::<Vec<_>>().join(" ");
                entry
            }
        }
    }
}

/// Two files of one prison take turns: else each would admit the same newcomers. SQLite has one writer at a time anyway.
fn take_turns(connection: &mut AnyConnection, entries: &[Entry<'_>]) -> Result<(), db::Error> {
    let AnyConnection::Postgres(postgres) = connection else { return Ok(()) };
    let prisons: BTreeSet<String> = entries.iter().map(|entry| entry.prison.to_string()).collect();
    institution::table
        .filter(institution::id.eq_any(prisons))
        .order(institution::id)
        .select(institution::id)
        .for_no_key_update()
        .load::<String>(postgres)?;
    Ok(())
}

impl Door {
    /// Whether this reader may bring a file: an agent of a prison, cleared for its registry. A refusal is journalled.
    ///
    /// # Errors
    /// The journal failed.
    pub async fn registrar(&self, reader: &Arc<Reader>) -> Result<Result<Registrar, Refusal>, Error> {
        let now = self.clock.now();
        let is_cleared = reader.is_cleared(reader.zone.to_datetime(now).date());
        let refusal = match (is_cleared, reader.keeps_register()) {
            (true, true) => return Ok(Ok(Registrar(Some(Arc::clone(reader))))),
            (false, _) => Refusal::NoClearance,
            (true, false) => Refusal::NotWritable,
        };
        let mut entry = Draft { at: now, reader, agreement: &self.agreement }.searched();
        entry.operation = Operation::Modification;
        entry.outcome = outcome(refusal);
        self.journal.append(vec![entry]).await?;
        Ok(Err(refusal))
    }

    /// Compares a file with what is held, and changes nothing. The comparison is in the journal before its result leaves.
    ///
    /// # Errors
    /// What `work` gives, or the database fails.
    pub fn compare<T, E: From<db::Error>>(
        &self,
        registrar: &Registrar,
        work: impl FnOnce(&mut Import<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let now = self.clock.now();
        let (done, entry) = self.database.read(|connection| {
            let mut import = self.import_on(connection, registrar, now, false);
            let done = work(&mut import)?;
            Ok::<_, E>((done, import.comparison()))
        })?;
        self.database.write(|connection| append_within(connection, vec![entry], &self.chance))?;
        Ok(done)
    }

    /// Compares a file with what is held and makes its changes: all of them with their consequences, or nothing. `after` is
    /// called for each person to whom something was done, in the same transaction, once phase and ties are derived again.
    ///
    /// # Errors
    /// What `work` or `after` gives, or the database refuses: nothing was changed.
    pub fn import<T, E: From<db::Error>>(
        &self,
        registrar: &Registrar,
        work: impl FnOnce(&mut Import<'_>) -> Result<T, E>,
        after: &dyn Fn(&mut AnyConnection, Id<Person>) -> Result<(), db::Error>,
    ) -> Result<T, E> {
        let now = self.clock.now();
        let mut compared = None;
        let tried = self.database.write(|connection| {
            let mut import = self.import_on(connection, registrar, now, true);
            let done = work(&mut import);
            compared = Some(import.comparison());
            let done = done?;
            // What follows from any change by these doors follows from this one.
            import.conclude(&|connection, of| {
                after(connection, of)?;
                self.consequence.as_ref().map_or(Ok(()), |consequence| consequence.follow(connection, of, now))
            })?;
            Ok(done)
        });
        // What was undone had been compared all the same, and its faults name people.
        if let (Err(_), Some(entry)) = (&tried, compared) {
            self.database.write(|connection| append_within(connection, vec![entry], &self.chance))?;
        }
        tried
    }

    fn import_on<'t>(
        &'t self,
        connection: &'t mut AnyConnection,
        registrar: &'t Registrar,
        now: Timestamp,
        is_writing: bool,
    ) -> Import<'t> {
        Import { connection, door: self, registrar, now, is_writing, compared: Vec::new(), touched: BTreeMap::new() }
    }

    /// A stamp on a text that was shown to this reader in this session: nobody else, and no other text, gets the same.
    #[must_use]
    pub fn stamp(&self, reader: &Reader, text: &str) -> String {
        self.keys.stamp(&reader.session.to_string(), text)
    }
}
