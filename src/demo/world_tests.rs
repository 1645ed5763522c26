//! The world is coherent.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::world::{World, build};
use crate::domain::Phase;

const TODAY: Date = date(2026, 11, 21);

fn phases(world: &World, today: Date) -> Vec<(Phase, usize)> {
    let zone = |id| TimeZone::get(world.institution(id).unwrap().time_zone).unwrap();
    let all: Vec<_> = world.people.iter().map(|p| p.phase_on(today, zone).phase).collect();
    Phase::ALL.iter().map(|phase| (*phase, all.iter().filter(|p| *p == phase).count())).collect()
}

#[test]
fn the_same_seed_gives_the_same_world() {
    assert_eq!(build(60, 7, TODAY), build(60, 7, TODAY));
    assert_ne!(build(60, 7, TODAY).people[0].id, build(60, 8, TODAY).people[0].id);
}

#[test]
fn every_phase_has_its_twentieth_of_the_people() {
    for (count, today) in [(400, TODAY), (150, TODAY), (150, date(2028, 2, 29)), (400, date(2027, 1, 1))] {
        for (phase, found) in phases(&build(count, 1, today), today) {
            assert!(found * 20 >= count, "{found} of {count} in {phase} on {today}");
        }
    }
}
