//! Letters about sittings: each round once, earlier rounds withdrawn, and each letter composed by whoever knows.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use jiff::civil::date;
use quadrige::db::schema::outbox;
use quadrige::db::{AnyConnection, Error};
use quadrige::domain::{Id, Institution, Sitting};
use quadrige::outbox::{
    Compose, Composed, Desk, Letter, LetterKind, LetterState, Topic, enqueue, withdraw, withdraw_from,
};

use crate::office::{Office, accepted, offices};

impl Office {
    /// A letter about a round of the n-th sitting, to the m-th institution.
    fn about_a_sitting(&self, kind: LetterKind, n: u8, round: i32, m: usize) -> Letter {
        use quadrige::db::schema::institution;
        let id: Id<Sitting> = Id::from_bytes([n; 16]);
        let all: Vec<Id<Institution>> = self
            .house
            .look(|connection| institution::table.select(institution::id).order(institution::id).load(connection));
        Letter { kind, about: Topic::Sitting { id, round }, institution: all[m] }
    }

    fn queue_these(&self, letters: &[Letter]) -> Vec<bool> {
        let now = self.now();
        self.write(|connection| letters.iter().map(|letter| enqueue(connection, letter, now, now)).collect())
    }

    fn write<T>(&self, write: impl FnOnce(&mut AnyConnection) -> Result<T, Error>) -> T {
        self.house.database.write(write).unwrap()
    }
}

#[test]
fn each_round_of_a_convocation_is_told_once_to_each_service() {
    for office in offices() {
        let letters = [
            office.about_a_sitting(LetterKind::Convocation, 1, 0, 0),
            office.about_a_sitting(LetterKind::Convocation, 1, 0, 1),
            office.about_a_sitting(LetterKind::Rescheduled, 1, 1, 0),
            office.about_a_sitting(LetterKind::Convocation, 2, 0, 0),
        ];
        assert_eq!(office.queue_these(&letters), [true; 4]);
        assert_eq!(office.queue_these(&letters), [false; 4]);
        let claimed: BTreeSet<String> = office.claim(10).iter().map(|claimed| claimed.letter.key()).collect();
        assert_eq!(claimed, letters.iter().map(Letter::key).collect(), "read back as they were queued");
        office.wait(60);
        assert_eq!(office.clerk().run_once().unwrap(), accepted(4));
        assert_eq!(office.files().len(), 4);
    }
}

#[test]
fn a_change_withdraws_the_rounds_before_it_and_no_others() {
    for office in offices() {
        let first = office.about_a_sitting(LetterKind::Convocation, 1, 0, 0);
        let elsewhere = office.about_a_sitting(LetterKind::Convocation, 1, 0, 1);
        let changed = office.about_a_sitting(LetterKind::Rescheduled, 1, 1, 0);
        let other = office.about_a_sitting(LetterKind::Convocation, 2, 0, 0);
        office.queue_these(&[first, elsewhere, changed, other]);
        let states = || [first, elsewhere, changed, other].map(|letter| office.state(&letter).0);
        let now = office.now();
        use LetterState::{Queued, Superseded};

        assert_eq!(office.write(|c| withdraw_from(c, changed.about, changed.institution, now)), 1);
        assert_eq!(states(), [Superseded, Queued, Queued, Queued], "only this service's items changed");
        assert_eq!(office.write(|c| withdraw(c, changed.about, now)), 1);
        assert_eq!(states(), [Superseded, Superseded, Queued, Queued]);
        assert_eq!(office.write(|c| withdraw(c, changed.about, now)), 0);
        assert_eq!(office.queue_these(&[first]), [false], "what was withdrawn isn't told again");
    }
}

#[test]
fn a_letter_about_something_else_than_its_kind_isnt_queued() {
    for office in offices() {
        let about_a_sitting = office.about_a_sitting(LetterKind::Convocation, 1, 0, 0);
        let wrong = [
            Letter { kind: LetterKind::Alert, ..about_a_sitting },
            Letter { kind: LetterKind::ActionLate, ..about_a_sitting },
            Letter { kind: LetterKind::Convocation, ..office.letter(0) },
        ];
        let now = office.now();
        for letter in wrong {
            let refused = office.house.database.write(|connection| enqueue(connection, &letter, now, now));
            assert!(matches!(refused, Err(Error::Damaged(_))), "{letter:?}");
        }
        assert_eq!(office.status().queued, 0);
    }
}

/// Notes what it was asked to compose.
#[derive(Default)]
struct Noting(Mutex<Vec<LetterKind>>);

impl Compose for Noting {
    fn compose(&self, letter: &Letter) -> Result<Option<Composed>, Error> {
        self.0.lock().unwrap().push(letter.kind);
        Ok(None)
    }
}

#[test]
fn the_desk_asks_whoever_composes_letters_about_such_things() {
    let [alerts, sittings, clearances] = [(); 3].map(|()| Arc::new(Noting::default()));
    let desk = Desk {
        alerts: Arc::<Noting>::clone(&alerts),
        sittings: Arc::<Noting>::clone(&sittings),
        clearances: Arc::<Noting>::clone(&clearances),
    };
    let institution = Id::from_bytes([1; 16]);
    for (kind, about) in [
        (LetterKind::Reminder, Topic::Alert(Id::from_bytes([2; 16]))),
        (LetterKind::MinutesSealed, Topic::Sitting { id: Id::from_bytes([2; 16]), round: 1 }),
        (LetterKind::ActionLate, Topic::Action { id: Id::from_bytes([2; 16]), round: 0 }),
        (LetterKind::ClearancesEnding, Topic::Ending { service: institution, ends_on: date(2027, 1, 21) }),
    ] {
        assert_eq!(desk.compose(&Letter { kind, about, institution }).unwrap(), None);
    }
    assert_eq!(*alerts.0.lock().unwrap(), [LetterKind::Reminder]);
    assert_eq!(*sittings.0.lock().unwrap(), [LetterKind::MinutesSealed, LetterKind::ActionLate]);
    assert_eq!(*clearances.0.lock().unwrap(), [LetterKind::ClearancesEnding]);
}

/// The migration's SQL, of the engine that this is.
fn migration(connection: &AnyConnection) -> (&'static str, &'static str) {
    match connection {
        AnyConnection::Sqlite(_) => (
            include_str!("../../migrations/sqlite/2026-11-22-000003_letters_about_sittings/up.sql"),
            include_str!("../../migrations/sqlite/2026-11-22-000003_letters_about_sittings/down.sql"),
        ),
        AnyConnection::Postgres(_) => (
            include_str!("../../migrations/postgres/2026-11-22-000003_letters_about_sittings/up.sql"),
            include_str!("../../migrations/postgres/2026-11-22-000003_letters_about_sittings/down.sql"),
        ),
    }
}

#[test]
fn letters_queued_before_the_migration_stay_what_they_were() {
    for office in offices() {
        let letters = office.queue(2);
        office.queue_these(&[office.about_a_sitting(LetterKind::Convocation, 1, 0, 0)]);
        let held = office.claim(1).remove(0);
        let rows = || -> Vec<(String, String, LetterState, i64, i64, i32)> {
            let all =
                (outbox::key, outbox::message_id, outbox::state, outbox::lease_until, outbox::fence, outbox::round);
            office.house.look(|c| outbox::table.filter(outbox::kind.eq("alert")).order(outbox::key).select(all).load(c))
        };
        let before = rows();
        assert_eq!(before.len(), 2);
        office.write(|connection| {
            let (up, down) = migration(connection);
            connection.batch_execute(down)?;
            connection.batch_execute(up)?;
            Ok(())
        });
        assert_eq!(rows(), before);
        assert_eq!(office.status().queued, 2, "what the former table has no place for is gone");
        office.wait(60);
        let mut back: Vec<Letter> = office.claim(10).into_iter().map(|claimed| claimed.letter).collect();
        back.sort_by_key(|letter| letter.about);
        assert_eq!(back, letters);
        assert!(back.contains(&held.letter));
        // The table is as strict as before.
        assert!(office.house.try_statement("INSERT INTO outbox SELECT * FROM outbox").is_err());
    }
}
