//! What must be true when everybody is dead.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use quadrige::access::releases;
use quadrige::db::AnyConnection;
use quadrige::db::schema::{alert, custody, journal_entry, outbox, release_step};
use quadrige::domain::{Id, Person};

use crate::lives::Lives;
use crate::relay::Taken;

/// How many letters the relay can have and a dead process not have written: those whose end a transaction was writing, those
/// that waited for the next, and one on each lane.
const IN_FLIGHT: usize = 64 + 16 + 16;

diesel::table! {
    pragma_integrity_check (integrity_check) {
        integrity_check -> Text,
    }
}

diesel::table! {
    pragma_foreign_key_check (parent) {
        parent -> Text,
    }
}

/// What was promised by those who were killed, before anybody had the time to mend it: a change that was said to be
/// committed is there. Gives what was announced of such changes until then.
pub fn promises(lives: &Lives) -> Announced {
    let house = &lives.house;
    let mut by_stay: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (stay, date) in &lives.changed {
        by_stay.entry(stay).or_default().push(date);
    }
    for (stay, dates) in &by_stay {
        let person: Id<Person> =
            house.look(|connection| custody::table.find(stay).select(custody::person_id).first(connection));
        let detention = house.database.read(|connection| releases::detention(connection, person, house.clock.now()));
        let steps = detention.unwrap().unwrap().steps;
        let mut kept = steps.iter().filter(|kept| kept.custody == *stay).filter_map(|kept| kept.step.date);
        for date in dates {
            let date = date.parse().unwrap();
            assert!(kept.any(|kept| kept == date), "a change was lost: {stay} {date}, of {dates:?}");
        }
    }
    announced_by_the_door(lives)
}

/// Whom the dates that the greffe set were announced to: stay, place of the date, recipient.
pub type Announced = BTreeSet<(String, i32, String)>;

fn announced_by_the_door(lives: &Lives) -> Announced {
    let house = &lives.house;
    let steps: BTreeSet<(String, i32)> = house
        .look(|connection| {
            release_step::table
                .filter(release_step::origin.eq_any(["form", "file"]))
                .select((release_step::custody_id, release_step::position))
                .load(connection)
        })
        .into_iter()
        .collect();
    assert!(steps.len() >= lives.changed.len());
    let announcements: Vec<(String, i32, String)> = house.look(|connection| {
        alert::table
            .filter(alert::occurrence.eq_any(["known", "changed", "cancelled"]))
            .select((alert::custody_id, alert::position, alert::institution_id))
            .load(connection)
    });
    announcements.into_iter().filter(|(stay, position, _)| steps.contains(&(stay.clone(), *position))).collect()
}

/// All that must be true once the last life has ended.
pub fn reckon(lives: &Lives, promised: &Announced) -> String {
    engine_is_sound(lives);
    // The door writes the alerts in the transaction of the change: nothing of it was left to be mended.
    assert_eq!(*promised, announced_by_the_door(lives), "a date was kept without its alerts");
    nothing_is_missing(lives);
    let taken = lives.relay.taken();
    let letters = letters(lives, &taken);
    let copies = copies(&taken);
    format!("{letters}\n{copies}")
}

fn engine_is_sound(lives: &Lives) {
    lives.house.look(|connection| {
        if let AnyConnection::Sqlite(sqlite) = connection {
            let said: Vec<String> =
                pragma_integrity_check::table.select(pragma_integrity_check::integrity_check).load(sqlite)?;
            assert_eq!(said, ["ok"]);
            let orphans: i64 = pragma_foreign_key_check::table.count().get_result(sqlite)?;
            assert_eq!(orphans, 0);
        }
        Ok(())
    });
}

/// Nobody is left to be told, whichever way a date was changed.
fn nothing_is_missing(lives: &Lives) {
    let house = &lives.house;
    let people: Vec<Id<Person>> =
        house.look(|connection| custody::table.select(custody::person_id).distinct().load(connection));
    for person in people {
        let missing = house.database.read(|connection| {
            let detention = releases::detention(connection, person, house.clock.now())?;
            assert!(detention.is_none_or(|detention| detention.unnoted.is_none()), "a date that nobody noted");
            house.house.announcer.is_missing(connection, person, house.clock.now())
        });
        assert!(!missing.unwrap(), "an alert is missing");
    }
}

type AlertRow = (String, String, String, i32, String, String, String, i64, Option<i64>);

/// Each alert once, each with its letter and its line in the journal; each letter that counts as sent was taken.
fn letters(lives: &Lives, taken: &[Taken]) -> String {
    let house = &lives.house;
    let alerts: Vec<AlertRow> = house.look(|connection| {
        alert::table
            .select((
                alert::id,
                alert::person_id,
                alert::custody_id,
                alert::position,
                alert::occurrence,
                alert::institution_id,
                alert::fate,
                alert::created_at,
                alert::replaced_at,
            ))
            .load(connection)
    });
    let letters: Vec<(String, String, String, String, String)> = house.look(|connection| {
        outbox::table
            .select((outbox::about_id, outbox::institution_id, outbox::kind, outbox::state, outbox::message_id))
            .load(connection)
    });
    let lines: Vec<(Option<String>, i64, Option<String>)> = house.look(|connection| {
        journal_entry::table
            .filter(journal_entry::operation.eq("disclosure"))
            .select((journal_entry::subject_id, journal_entry::recorded_at, journal_entry::recipients))
            .load(connection)
    });
    let told: BTreeSet<(String, i64, String)> = lines
        .into_iter()
        .flat_map(|(subject, at, recipients)| {
            let recipients = recipients.unwrap_or_default();
            let subject = subject.unwrap_or_default();
            recipients.split(' ').map(|to| (subject.clone(), at, to.to_owned())).collect::<Vec<_>>()
        })
        .collect();
    let received: BTreeSet<&str> = taken.iter().map(|mail| mail.message_id.as_str()).collect();
    let states: BTreeMap<(&str, &str), &str> = letters
        .iter()
        .filter(|(_, _, kind, ..)| kind == "alert")
        .map(|(alert, to, _, state, _)| ((alert.as_str(), to.as_str()), state.as_str()))
        .collect();

    let mut once = BTreeSet::new();
    let (mut sent, mut overtaken) = (0, 0);
    for (id, person, stay, position, occurrence, institution, fate, created_at, replaced_at) in &alerts {
        assert!(once.insert((stay, position, occurrence, institution)), "told twice: {occurrence} {position}");
        if fate != "sent" {
            assert_eq!(fate, "absorbed");
            continue;
        }
        assert!(
            told.contains(&(person.clone(), *created_at, institution.clone())),
            "an alert without its line in the journal"
        );
        match (states.get(&(id.as_str(), institution.as_str())), replaced_at) {
            (Some(&"sent"), _) => sent += 1,
            (Some(&"superseded"), Some(_)) => overtaken += 1,
            (state, _) => panic!("a letter is lost: {occurrence}, {state:?}"),
        }
    }
    let mut others = 0;
    for (_, _, kind, state, message_id) in &letters {
        if state == "sent" {
            assert!(received.contains(message_id.as_str()), "a letter that nobody took counts as sent: {kind}");
            others += usize::from(kind != "alert");
        }
    }
    let queued: BTreeSet<&str> = letters.iter().map(|(.., message_id)| message_id.as_str()).collect();
    assert!(received.is_subset(&queued), "a letter that nobody queued");
    assert!(sent >= 200, "too little was sent to show anything: {sent}");
    format!(
        "{} alerts, {sent} of them sent and none lost, {overtaken} overtaken by a later date, {} told by another; \
         {others} reminders",
        alerts.len(),
        alerts.len() - sent - overtaken
    )
}

/// Copies are known by their Message-ID, and say the same; a life sends no letter twice, and a crash costs no more copies than
/// letters were in flight.
fn copies(taken: &[Taken]) -> String {
    let mut by_id: BTreeMap<&str, Vec<&Taken>> = BTreeMap::new();
    for mail in taken {
        by_id.entry(&mail.message_id).or_default().push(mail);
    }
    let mut by_crash: BTreeMap<usize, usize> = BTreeMap::new();
    let mut most_of_one = 0;
    for mails in by_id.values() {
        let lives: BTreeSet<usize> = mails.iter().map(|mail| mail.life).collect();
        assert_eq!(lives.len(), mails.len(), "a life sent a letter twice");
        assert!(mails.iter().all(|mail| mail.bytes == mails[0].bytes), "a copy that differs from its original");
        most_of_one = most_of_one.max(mails.len());
        // Each of its senders but the last was killed before it could write that the letter was taken.
        for life in lives.iter().rev().skip(1) {
            *by_crash.entry(*life).or_default() += 1;
        }
    }
    let worst = by_crash.values().max().copied().unwrap_or_default();
    assert!(worst <= IN_FLIGHT, "{worst} copies by one crash");
    assert!(!by_crash.is_empty(), "no kill came between the relay's taking and the note of it");
    format!(
        "{} letters taken, {} without the copies; {} crashes cost a copy, {worst} at worst; one letter came {most_of_one} times at \
         most",
        taken.len(),
        by_id.len(),
        by_crash.len()
    )
}
