//! A post office for tests: a house with alerts to write about, and somebody who composes as the test says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use quadrige::chance::Chance;
use quadrige::config;
use quadrige::db::schema::{alert, custody, institution, outbox};
use quadrige::db::{Engine, Error, Moment};
use quadrige::domain::{Alert, Id, Institution, Person, Record};
use quadrige::outbox::message::Reference;
use quadrige::outbox::{
    Address, Claimed, Compose, Composed, LEASE, Letter, LetterFailure, LetterKind, LetterState, Means, Message,
    Outcome, Round, Status, Topic, Transport, Worker, claim, enqueue, settle, status, withdraw,
};

use crate::canaries;
use crate::support::house::{Folder, Setting, TestHouse, now};
use crate::support::postgres::cluster;

/// What the composer answers about something; a reference when nothing was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Nothing,
    NoMailbox,
    Failure,
    Panic,
    Unfit,
}

/// Composes as it was told.
#[derive(Debug, Default)]
pub struct Composer {
    pub answers: Mutex<BTreeMap<Topic, Answer>>,
}

impl Compose for Composer {
    fn compose(&self, letter: &Letter) -> Result<Option<Composed>, Error> {
        let answer = self.answers.lock().unwrap().get(&letter.about).copied();
        let reference = if answer == Some(Answer::Unfit) { "M. KANARI" } else { "ABCD-EFGH" };
        let to = if answer == Some(Answer::NoMailbox) { None } else { Address::parse("bureau@service.example") };
        match answer {
            Some(Answer::Nothing) => return Ok(None),
            Some(Answer::Failure) => return Err(Error::Busy),
            Some(Answer::Panic) => panic!("as the test says"),
            _ => {}
        }
        let message = Message::Reference(Reference {
            reference: reference.to_owned(),
            link: format!("https://quadrige.example/lettres/{}", letter.key()),
            replaces: None,
            kind: letter.kind,
            when: None,
        });
        Ok(Some(Composed { to, message }))
    }
}

/// The office.
pub struct Office {
    pub house: TestHouse,
    pub composer: Arc<Composer>,
    pub folder: Folder,
}

/// One on SQLite, and one on PostgreSQL where there is a server.
pub fn offices() -> Vec<Office> {
    let mut offices = vec![Office::on(None)];
    if let Some(cluster) = cluster() {
        offices.push(Office::on(Some(Engine::Postgres(cluster.fresh_database().unwrap()))));
    }
    offices
}

impl Office {
    pub fn on(engine: Option<Engine>) -> Self {
        let house = TestHouse::with(canaries::world(), Setting { engine, ..Setting::default() });
        Self { house, composer: Arc::default(), folder: Folder::new() }
    }

    /// This many letters, due now, each about an alert of its own.
    pub fn queue(&self, letters: usize) -> Vec<Letter> {
        self.queue_from(0, letters)
    }

    /// This many letters, the first about the n-th alert.
    pub fn queue_from(&self, n: usize, letters: usize) -> Vec<Letter> {
        let letters: Vec<Letter> = (n..n + letters).map(|n| self.letter(n)).collect();
        let at = self.now();
        self.house
            .database
            .write(|connection| {
                for letter in &letters {
                    assert!(enqueue(connection, letter, at, at)?);
                }
                Ok::<_, Error>(())
            })
            .unwrap();
        letters
    }

    /// The letter about the n-th alert, which is made if it isn't there.
    pub fn letter(&self, n: usize) -> Letter {
        let mut bytes = [7; 16];
        bytes[..8].copy_from_slice(&(n as u64).to_be_bytes());
        let id: Id<Alert> = Id::from_bytes(bytes);
        let institution = self.house.look(|connection| {
            let (stay, person): (Id<Record>, Id<Person>) =
                custody::table.select((custody::id, custody::person_id)).order(custody::id).first(connection)?;
            let to: Id<Institution> =
                institution::table.select(institution::id).order(institution::id).first(connection)?;
            let row = (
                alert::id.eq(id),
                alert::person_id.eq(person),
                alert::custody_id.eq(stay),
                alert::prison_id.eq(to),
                alert::occurrence.eq("known"),
                alert::position.eq(i32::try_from(n).unwrap()),
                alert::institution_id.eq(to),
                alert::rule.eq("essai"),
                alert::due_at.eq(Moment(now())),
                alert::created_at.eq(Moment(now())),
                alert::fate.eq("told"),
            );
            quadrige::on_engine!(connection, |c| diesel::insert_into(alert::table)
                .values(row)
                .on_conflict_do_nothing()
                .execute(c))?;
            Ok(to)
        });
        Letter { kind: LetterKind::Alert, about: Topic::Alert(id), institution }
    }

    pub fn now(&self) -> Timestamp {
        self.house.clock.now()
    }

    /// Time passes.
    pub fn wait(&self, seconds: i64) {
        self.house.clock.set(self.now() + SignedDuration::from_secs(seconds));
    }

    pub fn claim(&self, most: i64) -> Vec<Claimed> {
        let now = self.now();
        self.house.database.write(|connection| claim(connection, now, most, LEASE)).unwrap()
    }

    pub fn settle(&self, claimed: &Claimed, outcome: Outcome) -> bool {
        let now = self.now();
        self.house.database.write(|connection| settle(connection, claimed, outcome, now)).unwrap()
    }

    pub fn withdraw(&self, about: Topic) -> usize {
        let now = self.now();
        self.house.database.write(|connection| withdraw(connection, about, now)).unwrap()
    }

    pub fn status(&self) -> Status {
        let now = self.now();
        self.house.database.read(|connection| status(connection, now)).unwrap()
    }

    /// The letter's state, and why its last try failed.
    pub fn state(&self, letter: &Letter) -> (LetterState, Option<LetterFailure>) {
        self.house.look(|connection| {
            outbox::table.find(letter.key()).select((outbox::state, outbox::last_failure)).first(connection)
        })
    }

    /// A worker that writes into the office's folder.
    pub fn clerk(&self) -> Worker {
        self.worker(&config::Mail::Folder(self.folder.path().join("outbox")), Duration::from_secs(20))
    }

    /// A worker that hands over there.
    pub fn worker(&self, mail: &config::Mail, timeout: Duration) -> Worker {
        Worker::new(Means {
            database: self.house.database.clone(),
            clock: self.house.clock.clone(),
            chance: Chance::seeded(3),
            from: Address::parse("quadrige@localhost").unwrap(),
            transport: Transport::new(mail, None, timeout).unwrap(),
            compose: self.composer.clone(),
        })
    }

    /// What is in the folder: names of files and what they hold.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let folder = std::fs::read_dir(self.folder.path().join("outbox"));
        folder
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
            .collect()
    }
}

/// A round in which each letter that was claimed ended this way.
pub fn accepted(letters: usize) -> Round {
    Round { claimed: letters, accepted: letters, ..Round::default() }
}

/// A round in which each letter that was claimed will be tried again.
pub fn failed(letters: usize) -> Round {
    Round { claimed: letters, failed: letters, ..Round::default() }
}
