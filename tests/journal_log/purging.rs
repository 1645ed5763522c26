//! The purge and the log: nothing leaves the journal before its place in the log is signed.

use std::sync::Arc;

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use quadrige::clock::paris;
use quadrige::db::schema::journal_entry;
use quadrige::domain::FileRegime;
use quadrige::journal::Entry;
use quadrige::journal::log::Sequencer;
use quadrige::protocol::{Agreement, reference};
use quadrige::records::journal::{Nightly, Purged, purge};

use crate::ground::{Ground, entry};

/// The reference matrix alone: three years for PSEM, the calendar of the electronic surveillance.
pub fn agreement(ground: &Ground) -> Arc<Agreement> {
    Arc::new(Agreement::assemble(reference().unwrap(), Vec::new(), ground.clock.today(&paris())).unwrap())
}

/// So many entries of long ago, two people listed in each.
pub fn old(from: usize, count: usize) -> Vec<Entry> {
    let at: Timestamp = "2019-01-01T00:00:00Z".parse().unwrap();
    (from..from + count).map(|n| Entry { regime: FileRegime::Psem, ..entry(at, n, 2) }).collect()
}

/// How many outlived, wait, were erased.
fn run(ground: &Ground, is_dry: bool) -> (i64, i64, usize) {
    let done = purge(&ground.database, &agreement(ground), ground.clock.now(), &ground.chance, is_dry).unwrap();
    let Purged { outlived, waiting, erased, .. } =
        done.into_iter().find(|purged| purged.regime == FileRegime::Psem).unwrap();
    (outlived, waiting, erased.entries)
}

fn entries(ground: &Ground) -> i64 {
    ground.look(|c| journal_entry::table.count().get_result(c))
}

#[test]
fn what_has_no_signed_place_in_the_log_yet_is_left_for_a_later_run() {
    for ground in Ground::both() {
        ground.append(old(0, 3));
        ground.sequence(100);
        ground.append(old(3, 2));
        assert_eq!(run(&ground, true), (5, 2, 0), "tried out, it says how many will be left");
        assert_eq!(run(&ground, false), (5, 2, 3));
        assert_eq!(entries(&ground), 2 + 1, "the two that wait, and the act");
        assert_eq!(run(&ground, false), (2, 2, 0), "and they are left as long as they wait");
        ground.is_sound();
        ground.sequence(100);
        assert_eq!(run(&ground, false), (2, 0, 2));
        ground.sequence(100);
        assert_eq!(ground.is_sound().erased, 5 * 3);
    }
}

#[test]
fn what_has_a_place_that_no_head_covers_is_left_too() {
    for ground in Ground::both() {
        ground.append(old(0, 3));
        ground.sequence(2);
        let first = ground.heads()[0];
        ground.drop_rules();
        ground.run(&format!("DELETE FROM log_checkpoint WHERE size > {first}")).unwrap();
        assert_eq!(run(&ground, false), (3, 1, 2), "two entries are under the first head");
        ground.run("DELETE FROM log_checkpoint").unwrap();
        assert_eq!(run(&ground, false), (1, 1, 0), "without any head nothing leaves");
    }
}

#[test]
fn two_who_purge_at_once_erase_each_entry_once() {
    for ground in Ground::both() {
        ground.append(old(0, 1_100));
        ground.sequence(2_000);
        let erased: usize = std::thread::scope(|scope| {
            let runs: Vec<_> = (0..2).map(|_| scope.spawn(|| run(&ground, false).2)).collect();
            runs.into_iter().map(|run| run.join().unwrap()).sum()
        });
        assert_eq!(erased, 1_100);
        ground.turn(&mut Sequencer::new(100)).unwrap();
        assert_eq!(ground.is_sound().erased, 3_300);
    }
}

/// A night of that day in November, when Paris is an hour ahead.
fn at(ground: &Ground, moment: &str) -> Timestamp {
    ground.clock.set(moment.parse().unwrap());
    ground.clock.now()
}

#[test]
fn every_night_what_outlived_its_time_leaves_once_whoever_is_at_it() {
    for ground in Ground::both() {
        let agreement = agreement(&ground);
        ground.append(old(0, 7));
        // Three years old at half past two of that night.
        let tonight: Timestamp = "2023-11-22T01:30:00Z".parse().unwrap();
        ground.append(vec![Entry { regime: FileRegime::Psem, ..entry(tonight, 90, 0) }]);
        ground.append(vec![Entry {
            regime: FileRegime::Genesis,
            ..entry(tonight - SignedDuration::from_hours(50_000), 91, 0)
        }]);
        ground.sequence(100);
        let instance = || Nightly::new(ground.database.clone(), ground.chance.clone()).paced(2, 3);
        let (mut one, mut other) = (instance(), instance());
        let turn = |who: &mut Nightly, moment: &str| who.turn(&agreement, at(&ground, moment)).unwrap().entries;
        assert_eq!(turn(&mut one, "2026-11-22T00:59:00Z"), 0, "it isn't two o'clock yet");
        assert_eq!(turn(&mut one, "2026-11-22T01:00:00Z"), 6, "two acts of three, and others have their turn");
        assert_eq!(turn(&mut other, "2026-11-22T01:00:30Z"), 1, "another instance goes on where it is");
        assert_eq!(turn(&mut one, "2026-11-22T01:01:00Z"), 0);
        for who in [&mut one, &mut other, &mut instance()] {
            assert_eq!(turn(who, "2026-11-22T02:45:00Z"), 0, "all is counted from two o'clock");
        }
        assert_eq!(turn(&mut one, "2026-11-22T12:00:00Z"), 0, "by day nothing leaves");
        ground.sequence(100);
        ground.append(old(7, 1));
        assert_eq!(turn(&mut one, "2026-11-23T01:30:00Z"), 1, "the next night; what came late has no signed place yet");
        ground.sequence(100);
        assert_eq!(turn(&mut one, "2026-11-24T01:30:00Z"), 1);
        ground.sequence(100);
        ground.is_sound();
        let acts: Vec<(String, Option<String>, Option<String>)> = ground.look(|c| {
            journal_entry::table
                .filter(journal_entry::operation.eq("erasure"))
                .order((journal_entry::recorded_at, journal_entry::id))
                .select((journal_entry::actor_name, journal_entry::reason, journal_entry::legal_ground))
                .load(c)
        });
        let act = ("quadrige serve".to_owned(), Some("retention:psem:36".to_owned()), Some("journal-psem".to_owned()));
        assert_eq!(acts, vec![act; 5]);
        let kept: i64 = ground
            .look(|c| journal_entry::table.filter(journal_entry::file_regime.eq("genesis")).count().get_result(c));
        assert_eq!(kept, 1, "nobody set a time for GENESIS");
    }
}
