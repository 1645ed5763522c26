//! The purge and the log: nothing leaves the journal before its place in the log is signed.

use std::sync::Arc;

use diesel::prelude::*;
use jiff::Timestamp;
use quadrige::clock::paris;
use quadrige::db::schema::journal_entry;
use quadrige::domain::FileRegime;
use quadrige::journal::Entry;
use quadrige::journal::log::Sequencer;
use quadrige::protocol::{Agreement, reference};
use quadrige::records::journal::{Purged, purge};

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
