//! The journal: append-only, durable before the page, and each line provable by itself.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use std::time::Duration;

use diesel::prelude::*;
use quadrige::chance::Chance;
use quadrige::db::Engine;
use quadrige::db::schema::{journal_entry, journal_subject, record};
use quadrige::domain::{FileRegime, Id};
use quadrige::journal::{Actor, Entry, Journal, Operation, Outcome};
use sha2::{Digest, Sha256};
use support::house::{Setting, TestHouse, now};
use support::portal::Portal;

/// The houses in which the journal must hold: SQLite, and PostgreSQL where there is a server.
fn houses() -> Vec<TestHouse> {
    let mut houses = vec![TestHouse::of(canaries::world())];
    if let Some(cluster) = support::postgres::cluster() {
        let engine = Engine::Postgres(cluster.fresh_database().expect("a database"));
        houses.push(TestHouse::with(canaries::world(), Setting { engine: Some(engine), ..Setting::default() }));
    }
    houses
}

fn is_sqlite(house: &TestHouse) -> bool {
    matches!(house.database.engine(), Engine::Sqlite(_))
}

fn count(house: &TestHouse) -> i64 {
    house.look(|connection| journal_entry::table.count().get_result(connection))
}

fn entry(n: usize) -> Entry {
    Entry {
        at: now(),
        operation: Operation::Listing,
        outcome: Outcome::Granted,
        actor: Actor {
            issuer: "urn:essai".into(),
            subject: n.to_string(),
            name: "ESSAI".into(),
            quality: "essai".into(),
            institution: Id::from_bytes([1; 16]),
        },
        on_behalf_of: None,
        subject: None,
        record: None,
        listed: vec![format!("a{n}"), format!("b{n}")],
        shown: "identity:summary".into(),
        protocol: "reference@1".into(),
        purpose: None,
        reason: (n % 2 == 0).then(|| "parce que".to_owned()),
        legal_ground: Some(String::new()),
        recipients: None,
        regime: FileRegime::Genesis,
    }
}

#[test]
fn the_database_itself_refuses_to_change_or_to_forget_a_line() {
    for house in houses() {
        let before = count(&house);
        assert!(before > 0, "the derivation of ties has its entry");
        let mut attempts = vec![
            "UPDATE journal_entry SET shown = ''",
            "UPDATE journal_entry SET id = id",
            "DELETE FROM journal_entry",
            "UPDATE journal_subject SET subject_id = 'x'",
            "DELETE FROM journal_subject",
        ];
        if is_sqlite(&house) {
            attempts.extend([
                "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry",
                "INSERT OR REPLACE INTO journal_subject SELECT * FROM journal_subject",
                "REPLACE INTO journal_entry SELECT * FROM journal_entry",
            ]);
        } else {
            attempts.extend([
                "TRUNCATE journal_subject",
                "TRUNCATE journal_entry CASCADE",
                "INSERT INTO journal_entry SELECT * FROM journal_entry ON CONFLICT (id) DO UPDATE SET shown = ''",
            ]);
        }
        for attempt in attempts {
            let refusal = house.try_statement(attempt).expect_err(attempt);
            assert!(refusal.contains("append-only"), "{attempt}: {refusal}");
        }
        assert_eq!(count(&house), before);
    }
}

/// Commits in a SQLite write-ahead log: frames that say how large the database is afterwards (file format, section 4).
fn commits(house: &TestHouse) -> usize {
    let Engine::Sqlite(path) = house.database.engine() else { panic!("no file") };
    let log = std::fs::read(format!("{path}-wal")).expect("a log");
    let number = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().expect("four bytes"));
    let (page, salt) = (number(8) as usize, &log[16..24]);
    let frames = (32..).step_by(24 + page).take_while(|at| at + 24 <= log.len() && &log[at + 8..at + 16] == salt);
    frames.filter(|at| number(at + 4) != 0).count()
}

#[actix_web::test]
async fn lines_asked_for_at_the_same_time_share_a_commit_and_all_are_there() {
    const TOGETHER: usize = 100;
    let house = TestHouse::of(canaries::world());
    let journal = Journal::start(&house.database, Chance::seeded(5)).expect("a writer");
    house.try_statement("PRAGMA wal_checkpoint(TRUNCATE)").expect("an empty log");
    let before = count(&house);
    // While somebody else writes, the first waits for him and the others gather behind the first.
    let database = house.database.clone();
    let (held, is_held) = std::sync::mpsc::channel();
    let busy = std::thread::spawn(move || {
        database.write(|_| {
            held.send(()).expect("somebody listens");
            std::thread::sleep(Duration::from_millis(400));
            Ok::<_, quadrige::db::Error>(())
        })
    });
    is_held.recv().expect("the lock is held");
    let asked: Vec<_> = (0..TOGETHER)
        .map(|n| {
            let journal = journal.clone();
            actix_web::rt::spawn(async move { journal.append(vec![entry(n)]).await })
        })
        .collect();
    for asked in asked {
        asked.await.expect("no panic").expect("durable");
    }
    busy.join().expect("no panic").expect("nothing to write");
    assert_eq!(count(&house) - before, i64::try_from(TOGETHER).expect("few"));
    let commits = commits(&house);
    assert!((1..=3).contains(&commits), "{TOGETHER} lines took {commits} commits");
}

#[actix_web::test]
async fn when_the_journal_fails_everybody_is_told_nobody_waits_and_it_recovers() {
    for house in houses() {
        let journal = Journal::start(&house.database, Chance::seeded(6)).expect("a writer");
        journal.append(vec![entry(0)]).await.expect("durable");
        house.try_statement("ALTER TABLE journal_entry RENAME TO elsewhere").expect("moved");
        let asked: Vec<_> = (0..40)
            .map(|n| {
                let journal = journal.clone();
                actix_web::rt::spawn(async move { journal.append(vec![entry(n)]).await })
            })
            .collect();
        for asked in asked {
            let answer = actix_web::rt::time::timeout(Duration::from_secs(20), asked).await.expect("an answer in time");
            assert!(answer.expect("no panic").is_err());
        }
        house.try_statement("ALTER TABLE elsewhere RENAME TO journal_entry").expect("moved back");
        let before = count(&house);
        journal.append(vec![entry(41)]).await.expect("durable again");
        assert_eq!(count(&house), before + 1);
    }
}

#[actix_web::test]
async fn a_writer_whose_connection_is_cut_says_so_and_takes_another() {
    let Some(house) = houses().into_iter().find(|house| !is_sqlite(house)) else { return };
    let journal = Journal::start(&house.database, Chance::seeded(8)).expect("a writer");
    journal.append(vec![entry(0)]).await.expect("durable");
    house
        .try_statement("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        .expect("the others are cut off");
    let cut = actix_web::rt::time::timeout(Duration::from_secs(20), journal.append(vec![entry(1)])).await.expect("in time");
    assert!(cut.is_err());
    journal.append(vec![entry(2)]).await.expect("durable again");
}

#[actix_web::test]
async fn without_its_line_no_page_leaves_and_nothing_is_written() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let cookie = portal.become_one("surveillant").await;
        let person = house.world.people[0].id.to_string();
        let file = format!("/dossiers/{person}");
        assert_eq!(portal.get(&cookie, &file).await.status, 200);
        let records: i64 = house.look(|connection| record::table.count().get_result(connection));
        house.try_statement("ALTER TABLE journal_entry RENAME TO elsewhere").expect("moved");
        for path in [file.clone(), format!("{file}/impression"), format!("{file}/chronologie"), format!("{file}/historique"), format!("{file}/observations/nouvelle"), "/".into(), "/dossiers".into()] {
            let reply = portal.get(&cookie, &path).await;
            assert_eq!(reply.status, 503, "{path}");
            assert!(!reply.shows("kanari"), "{path}");
        }
        let form = [("observed_on", "2026-11-20"), ("setting", "offline"), ("observation_theme", "visits"), ("observation_text", "Calme.")];
        let reply = portal.post(&cookie, &format!("{file}/observations"), &form).await;
        assert!(reply.status >= 500, "{}", reply.status);
        assert!(!reply.shows("kanari"));
        let after: i64 = house.look(|connection| record::table.count().get_result(connection));
        assert_eq!(after, records, "an observation without its line");
    }
}

/// The canonical form, written a second time: lengths before texts, a byte before what may be absent.
struct Form(Vec<u8>);

impl Form {
    fn part(mut self, text: &str) -> Self {
        self.0.extend((text.len() as u64).to_be_bytes());
        self.0.extend(text.as_bytes());
        self
    }

    fn maybe(mut self, text: Option<&String>) -> Self {
        self.0.push(u8::from(text.is_some()));
        match text {
            Some(text) => self.part(text),
            None => self,
        }
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    fn hash(self, salt: &[u8]) -> Vec<u8> {
        Sha256::digest([salt, &self.0].concat()).to_vec()
    }
}

type Known = (String, i64, String, String, String, String, String, String, String);
type Optional = (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);
type Rest = (String, String, String, Vec<u8>, Vec<u8>);

#[actix_web::test]
async fn every_line_and_every_person_listed_proves_itself() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let person = house.world.people[0].id.to_string();
        for slug in ["surveillant", "disp", "procureur", "sans-habilitation", "gendarmerie"] {
            let cookie = portal.become_one(slug).await;
            portal.visit(&cookie, &format!("/dossiers/{person}")).await;
            portal.get(&cookie, "/dossiers").await;
        }
        let lines: Vec<(Known, Optional, Rest)> = house.look(|connection| {
            use journal_entry as j;
            j::table
                .select((
                    (j::id, j::recorded_at, j::operation, j::outcome, j::actor_issuer, j::actor_subject, j::actor_name, j::actor_quality, j::institution_id),
                    (j::on_behalf_of, j::subject_id, j::record_id, j::purpose, j::reason, j::legal_ground, j::recipients),
                    (j::shown, j::protocol, j::file_regime, j::salt, j::leaf),
                ))
                .load(connection)
        });
        assert!(lines.len() > 12);
        for (known, optional, rest) in &lines {
            let (id, at, operation, outcome, issuer, subject, name, quality, institution) = known;
            let (behalf, whom, record, purpose, reason, ground, recipients) = optional;
            let (shown, protocol, regime, salt, leaf) = rest;
            assert_eq!(salt.len(), 32);
            let form = Form(b"quadrige/journal/entry/1".to_vec())
                .part(id)
                .bytes(&at.to_be_bytes())
                .part(operation)
                .part(outcome)
                .part(issuer)
                .part(subject)
                .part(name)
                .part(quality)
                .part(institution)
                .maybe(behalf.as_ref())
                .maybe(whom.as_ref())
                .maybe(record.as_ref())
                .part(shown)
                .part(protocol)
                .maybe(purpose.as_ref())
                .maybe(reason.as_ref())
                .maybe(ground.as_ref())
                .maybe(recipients.as_ref())
                .part(regime);
            assert_eq!(&form.hash(salt), leaf, "line {id}");
        }
        let listed: Vec<(String, i32, String, Vec<u8>, Vec<u8>)> = house.look(|connection| {
            use journal_subject as s;
            s::table.select((s::entry_id, s::position, s::subject_id, s::salt, s::leaf)).load(connection)
        });
        assert!(!listed.is_empty());
        for (line, position, whom, salt, leaf) in &listed {
            let form = Form(b"quadrige/journal/listed/1".to_vec()).part(line).bytes(&position.to_be_bytes()).part(whom);
            assert_eq!(&form.hash(salt), leaf, "person {position} of line {line}");
        }
        let salts: std::collections::BTreeSet<_> = lines.iter().map(|(_, _, rest)| &rest.3).chain(listed.iter().map(|row| &row.3)).collect();
        assert_eq!(salts.len(), lines.len() + listed.len(), "no salt serves twice");
    }
}
