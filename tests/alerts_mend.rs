//! The reconciler of alerts finds what was lost, whoever lost it, and tells it once; and once is what the database holds too.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use std::sync::{Arc, Barrier};
use std::thread;

use diesel::prelude::*;
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use quadrige::access::{Sealed, releases};
use quadrige::alerts::{Announcer, reconcile};
use quadrige::db::schema::{alert, custody, outbox};
use quadrige::db::{Engine, Error};
use quadrige::domain::catalogue::tag;
use quadrige::domain::release::{Fate, Occurrence};
use quadrige::domain::{Id, Institution, Person};
use quadrige::outbox::LetterKind;
use quadrige::records::alerts::{NewAlert, keep};
use support::house::{Setting, TestHouse};
use support::postgres::cluster;

/// One house on SQLite, and one on PostgreSQL where there is a server: everybody told of what is due today.
fn houses() -> Vec<TestHouse> {
    let mut houses = vec![TestHouse::of(canaries::world())];
    if let Some(cluster) = cluster() {
        let engine = Some(Engine::Postgres(cluster.fresh_database().unwrap()));
        houses.push(TestHouse::with(canaries::world(), Setting { engine, ..Setting::default() }));
    }
    for house in &houses {
        assert!(mend(house) > 0);
        assert_eq!(mend(house), 0, "everybody was told");
    }
    houses
}

/// The reconciler's turn; how many alerts it sent.
fn mend(house: &TestHouse) -> usize {
    reconcile(&house.database, &house.house.announcer, house.clock.now()).unwrap().sent
}

/// The person of a path and the last stay.
fn stay(house: &TestHouse, path: &str) -> (Id<Person>, String) {
    let person = &house.world.people[canaries::PATHS.iter().position(|known| *known == path).unwrap()];
    (Id::parse(&person.id.to_string()).unwrap(), person.stays.last().unwrap().id.to_string())
}

/// Somebody writes past the doors: no step is noted, nobody is told.
fn write(house: &TestHouse, stay: &str, day: Option<Date>) {
    let day = day.map(|day| Sealed::<tag::ReleaseDate>::new(day.to_string()));
    house.look(|connection| {
        diesel::update(custody::table.find(stay)).set(custody::release_date.eq(day)).execute(connection)
    });
}

/// They walk out, past the doors.
fn leave(house: &TestHouse, stay: &str) {
    let at = Some(Sealed::<tag::ReleasedAt>::new(house.clock.now().to_string()));
    house.look(|connection| {
        diesel::update(custody::table.find(stay)).set(custody::released_at.eq(at)).execute(connection)
    });
}

type Told = (String, i32, String, String, String);

/// The alerts of a stay: occurrence, place of the date, recipient, fate, and the state of the letter.
fn told(house: &TestHouse, stay: &str) -> Vec<Told> {
    let mut told: Vec<Told> = house.look(|connection| {
        alert::table
            .left_join(outbox::table.on(outbox::about_id.eq(alert::id)))
            .filter(alert::custody_id.eq(stay))
            .select((
                alert::occurrence,
                alert::position,
                alert::institution_id,
                alert::fate,
                outbox::state.assume_not_null(),
            ))
            .filter(outbox::state.is_not_null())
            .load(connection)
    });
    told.sort();
    told
}

#[test]
fn the_last_date_is_the_last_noted_even_by_a_clock_that_is_behind() {
    for house in houses() {
        let (person, stay) = stay(&house, "detention");
        let (first, last) = (date(2027, 3, 1), date(2027, 3, 9));
        write(&house, &stay, Some(first));
        mend(&house);
        write(&house, &stay, Some(last));
        let behind = house.clock.now() - SignedDuration::from_secs(30);
        reconcile(&house.database, &house.house.announcer, behind).unwrap();

        let now = house.clock.now();
        let detention =
            house.database.read(|connection| releases::detention(connection, person, now)).unwrap().unwrap();
        assert!(detention.unnoted.is_none(), "it was noted");
        assert_eq!(detention.steps.last().and_then(|kept| kept.step.date), Some(last));
    }
}

#[test]
fn what_a_crash_lost_is_told_again_once() {
    for house in houses() {
        let (_, stay) = stay(&house, "detention");
        let before = told(&house, &stay);
        assert!(!before.is_empty());
        house.try_statement("DELETE FROM outbox").unwrap();
        house.try_statement("DELETE FROM alert").unwrap();
        assert!(mend(&house) > 0);
        assert_eq!(told(&house, &stay), before, "the same alerts, each with its letter");
        assert_eq!(mend(&house), 0);
        assert_eq!(told(&house, &stay), before);
    }
}

#[test]
fn a_date_that_nobody_announced_is_found_and_told_once() {
    for house in houses() {
        let (_, stay) = stay(&house, "detention");
        write(&house, &stay, Some(date(2027, 5, 1)));
        let sent = mend(&house);
        let changed: Vec<Told> =
            told(&house, &stay).into_iter().filter(|(occurrence, ..)| occurrence == "changed").collect();
        assert!(sent > 0 && changed.len() == sent, "{sent} sent, {changed:?}");
        assert!(changed.iter().all(|(.., fate, letter)| fate == "sent" && letter == "queued"), "{changed:?}");
        assert_eq!(mend(&house), 0);
    }
}

#[test]
fn a_release_that_nobody_announced_is_told_once_whatever_is_written_of_its_date_afterwards() {
    for house in houses() {
        // Never a date: detained before trial, freed by the court.
        let (_, stay) = stay(&house, "pre_trial");
        leave(&house, &stay);
        mend(&house);
        let unforeseen = told(&house, &stay);
        assert!(!unforeseen.is_empty() && unforeseen.iter().all(|(said, ..)| said == "unforeseen"), "{unforeseen:?}");
        house.set_clock("2026-11-23T09:00:00Z");
        write(&house, &stay, Some(date(2026, 11, 21)));
        mend(&house);
        assert_eq!(told(&house, &stay), unforeseen, "a correction of the record frees nobody twice");
    }
}

/// The first alert of the house, as it would be kept a second time.
fn again(house: &TestHouse) -> NewAlert {
    type Row = (Id<Person>, String, Id<Institution>, String, i32, Id<Institution>);
    let (person, custody, prison, occurrence, position, institution): Row = house.look(|connection| {
        alert::table
            .order(alert::id)
            .select((
                alert::person_id,
                alert::custody_id,
                alert::prison_id,
                alert::occurrence,
                alert::position,
                alert::institution_id,
            ))
            .first(connection)
    });
    NewAlert {
        id: Id::from_bytes([77; 16]),
        person,
        custody,
        prison,
        occurrence: Occurrence::from_code(&occurrence).unwrap(),
        position,
        date: None,
        hour: None,
        institution,
        rule: "essai".to_owned(),
        due_at: house.clock.now(),
        created_at: house.clock.now(),
        fate: Fate::Sent,
        replaces: None,
        acknowledge_by: None,
    }
}

#[test]
fn the_database_keeps_no_second_alert_for_one_recipient_of_one_occurrence() {
    for house in houses() {
        let new = again(&house);
        let kept = house.database.write(|connection| keep(connection, &new));
        assert!(matches!(kept, Err(Error::Query(_))), "{kept:?}");
        let other = NewAlert { position: 99, ..new };
        house.database.write(|connection| keep(connection, &other)).unwrap();
    }
}

#[test]
fn two_who_announce_the_same_change_at_the_same_time_tell_it_once() {
    for house in houses() {
        let (person, stay) = stay(&house, "detention");
        for month in 1..=9 {
            write(&house, &stay, Some(date(2028, month, 1)));
            let barrier = Arc::new(Barrier::new(2));
            let announce = |announcer: Announcer| {
                barrier.wait();
                house.database.write(|connection| announcer.announce(connection, person, house.clock.now())).unwrap()
            };
            let sent = thread::scope(|scope| {
                let one = scope.spawn(|| announce(house.house.announcer.clone()));
                let two = scope.spawn(|| announce(house.house.announcer.clone()));
                [one.join().unwrap(), two.join().unwrap()]
            });
            assert!(sent.contains(&0) && sent.iter().sum::<usize>() > 0, "both told, or nobody: {sent:?}");
            let letters: Vec<(String, i64)> = house.look(|connection| {
                outbox::table
                    .filter(outbox::kind.eq(LetterKind::Alert))
                    .group_by(outbox::about_id)
                    .select((outbox::about_id, diesel::dsl::count_star()))
                    .load(connection)
            });
            assert!(letters.iter().all(|(_, letters)| *letters == 1));
        }
    }
}
