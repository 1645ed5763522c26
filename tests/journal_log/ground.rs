//! A journal of its own: entries are put in, get their places, and are proved, without a house around it.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use quadrige::chance::Chance;
use quadrige::clock::Clock;
use quadrige::db::schema::{log_checkpoint, log_leaf};
use quadrige::db::{AnyConnection, Database, Engine, Error};
use quadrige::domain::{FileRegime, Id};
use quadrige::journal::log::{self, Audit, Copy, Keyring, Outside, Sequenced, Sequencer};
use quadrige::journal::{self, Actor, Entry, Operation, Outcome};

use crate::support::house::{Folder, now};

/// The log's name in these tests.
pub const ORIGIN: &str = "journal.example/essai";

#[derive(Debug)]
pub struct Ground {
    pub database: Database,
    pub clock: Clock,
    pub chance: Chance,
    pub keyring: Keyring,
    pub outside: Outside,
    /// Goes with the ground.
    _folder: Folder,
}

impl Ground {
    pub fn on(engine: Option<Engine>, connections: u32) -> Self {
        let folder = Folder::new();
        let engine = engine.unwrap_or_else(|| Engine::Sqlite(folder.path().join("quadrige.db").display().to_string()));
        let database = Database::open(engine, connections).unwrap();
        database.migrate().unwrap();
        let chance = Chance::seeded(3);
        let keyring = Keyring::parse(&Keyring::fresh(&chance), ORIGIN).unwrap();
        let outside = Outside::new(folder.path().join("checkpoints"), chance.clone());
        Self { database, clock: Clock::fixed(now()), chance, keyring, outside, _folder: folder }
    }

    /// SQLite, and PostgreSQL where there is a server.
    pub fn both() -> Vec<Self> {
        let mut grounds = vec![Self::on(None, 4)];
        if let Some(cluster) = crate::support::postgres::cluster() {
            grounds.push(Self::on(Some(Engine::Postgres(cluster.fresh_database().unwrap())), 4));
        }
        grounds
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self.database.engine(), Engine::Sqlite(_))
    }

    /// Appends, as changes do.
    pub fn append(&self, entries: Vec<Entry>) {
        self.database.write(|tx| journal::append_within(tx, entries, &self.chance)).unwrap();
    }

    /// So many entries, each listing none, one or several people, each a second after the one before.
    pub fn fill(&self, count: usize) {
        let from = self.clock.now();
        let entries: Vec<Entry> = (0..count)
            .map(|n| entry(from + SignedDuration::from_secs(i64::try_from(n).unwrap()), n, n * 7 % 4))
            .collect();
        self.append(entries);
        self.clock.set(from + SignedDuration::from_secs(i64::try_from(count).unwrap()));
    }

    /// Turns of so many entries, until nobody waits.
    pub fn sequence(&self, batch: usize) -> u64 {
        let mut sequencer = Sequencer::new(batch);
        let mut leaves = 0;
        loop {
            let turn = self.turn(&mut sequencer).unwrap();
            leaves += turn.leaves;
            if !turn.is_more {
                return leaves;
            }
        }
    }

    pub fn turn(&self, sequencer: &mut Sequencer) -> Result<Sequenced, log::Error> {
        sequencer.turn(&self.database, &self.keyring, Some(&self.outside), &self.clock)
    }

    pub fn audit(&self) -> Audit {
        let copies = self.outside.copies().unwrap();
        self.database.read(|connection| prove(connection, &self.keyring, &copies)).unwrap()
    }

    #[track_caller]
    pub fn is_sound(&self) -> Audit {
        let audit = self.audit();
        assert_eq!((audit.found, &audit.faults[..]), (0, &[][..]), "{:?}", self.database);
        audit
    }

    pub fn look<T>(&self, look: impl FnOnce(&mut AnyConnection) -> QueryResult<T>) -> T {
        self.database.peek(|connection| look(connection).map_err(Error::from)).unwrap()
    }

    pub fn run(&self, statement: &str) -> Result<(), String> {
        self.database
            .peek(|connection| connection.batch_execute(statement).map_err(Error::from))
            .map_err(|error| error.to_string())
    }

    /// The owner of the database does away with its rules.
    pub fn drop_rules(&self) {
        for table in ["journal_entry", "journal_subject", "journal_erasure", "log_leaf", "log_tile", "log_checkpoint"] {
            if self.is_sqlite() {
                for rule in ["no_update", "no_delete", "no_replace"] {
                    self.run(&format!("DROP TRIGGER IF EXISTS {table}_{rule}")).unwrap();
                }
            } else {
                self.run(&format!("ALTER TABLE {table} DISABLE TRIGGER USER")).unwrap();
            }
        }
        if self.is_sqlite() {
            self.run("DROP TRIGGER journal_entry_joins_the_log; PRAGMA foreign_keys = OFF").unwrap();
        }
    }

    /// Every place: entry, what is listed, leaf.
    pub fn places(&self) -> Vec<(String, i32, Vec<u8>)> {
        self.look(|c| {
            log_leaf::table
                .order(log_leaf::position)
                .select((log_leaf::entry_id, log_leaf::listed, log_leaf::leaf))
                .load(c)
        })
    }

    /// The sizes at which a head was signed.
    pub fn heads(&self) -> Vec<u64> {
        let sizes: Vec<i64> =
            self.look(|c| log_checkpoint::table.order(log_checkpoint::size).select(log_checkpoint::size).load(c));
        sizes.into_iter().map(|size| u64::try_from(size).unwrap()).collect()
    }
}

/// The whole proof, on this connection.
pub fn prove(connection: &mut AnyConnection, keyring: &Keyring, copies: &[Copy]) -> Result<Audit, Error> {
    let rows = journal::verify(connection)?;
    log::audit(connection, &rows.faults, keyring.public(), copies)
}

/// An entry of that moment.
pub fn entry(at: Timestamp, n: usize, listed: usize) -> Entry {
    let actor = Actor {
        issuer: "urn:essai".into(),
        subject: n.to_string(),
        name: "ESSAI Camille".into(),
        quality: "essai".into(),
        institution: Id::from_bytes([1; 16]),
    };
    let operation = if listed == 0 { Operation::Consultation } else { Operation::Listing };
    Entry {
        listed: (0..listed).map(|k| format!("personne-{n}-{k}")).collect(),
        subject: (listed == 0).then(|| format!("personne-{n}")),
        shown: "identity:summary".into(),
        reason: n.is_multiple_of(2).then(|| "parce que".to_owned()),
        regime: FileRegime::Genesis,
        ..Entry::new(at, operation, Outcome::Granted, actor, "reference@1".into())
    }
}
