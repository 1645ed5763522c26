//! Random lives of a release date, drawn to hit the edges: the second before, the second of, the second after.

use quadrige::chance::Chance;

use crate::calculator::{Zone, number};

/// The date from a moment on.
#[derive(Debug, Clone)]
pub struct Step {
    pub noted_at: i64,
    pub day: Option<i64>,
    pub hour: Option<i8>,
}

/// The dates of one detention, its exit, and the moment at which somebody asks.
#[derive(Debug, Clone)]
pub struct History {
    pub zone: Zone,
    pub steps: Vec<Step>,
    pub exit: Option<i64>,
    pub now: i64,
}

const DAY: i64 = 24 * 3600;

/// From `first` to `last`, both included.
fn between(chance: &Chance, first: i64, last: i64) -> i64 {
    first + i64::try_from(chance.below(usize::try_from(last - first + 1).unwrap())).unwrap()
}

fn one_in(chance: &Chance, times: usize) -> bool {
    chance.below(times) == 0
}

/// A day that lies well for mistakes, or any day.
fn day(chance: &Chance, zone: Zone) -> i64 {
    let year = between(chance, 2024, 2033);
    let thresholds = [0, 1, 7, 30, 90];
    match chance.below(4) {
        // Around the changes of the clock, themselves or counted back from.
        0 => {
            let (forward, back) = zone.changes(year).or(Zone::Paris.changes(year)).unwrap();
            [forward, back][chance.below(2)] + thresholds[chance.below(5)] + between(chance, -1, 1)
        }
        // Around the end of February, in leap years and others.
        1 => number(year, 3, 1) + thresholds[chance.below(5)] + between(chance, -2, 1),
        2 => number(year, 12, 31) + between(chance, 0, 2),
        _ => number(year, 1, 1) + between(chance, 0, 364),
    }
}

/// A moment close to something that happens to that day, or at a distance from it.
fn moment(chance: &Chance, zone: Zone, day: i64) -> i64 {
    let days = [90, 30, 7, 1, 0][chance.below(5)];
    match chance.below(4) {
        0 => zone.clock(day - days, 6) + between(chance, -1, 1),
        1 => zone.clock(day - days, 0) + between(chance, -1, 1),
        2 => zone.clock(day - days, 6) + between(chance, -2 * DAY, 2 * DAY),
        _ => zone.clock(day, 6) + between(chance, -200 * DAY, 20 * DAY),
    }
}

impl History {
    pub fn draw(chance: &Chance, zone: Zone) -> Self {
        let mut aim = day(chance, zone);
        let mut noted: Vec<i64> = (0..chance.below(6)).map(|_| moment(chance, zone, aim)).collect();
        for later in 1..noted.len() {
            if one_in(chance, 6) {
                noted[later] = noted[later - 1];
            }
        }
        noted.sort_unstable();
        let mut steps: Vec<Step> = Vec::new();
        for noted_at in noted {
            let last = steps.last().cloned();
            let hour = one_in(chance, 2).then(|| i8::try_from(between(chance, 0, 23)).unwrap());
            let step = match (chance.below(8), last) {
                (0, _) => Step { noted_at, day: None, hour: None },
                // The same again, or the hour alone.
                (1, Some(last)) => Step { noted_at, ..last },
                (2, Some(last)) => Step { noted_at, hour: hour.filter(|_| last.day.is_some()), ..last },
                // A date that has gone by when it becomes known.
                (3, _) => Step { noted_at, day: Some(noted_at.div_euclid(DAY) - between(chance, 0, 40)), hour },
                (4, _) => {
                    aim = noted_at.div_euclid(DAY) + [1, 2, 7, 8, 30, 31, 90, 91][chance.below(8)];
                    Step { noted_at, day: Some(aim), hour }
                }
                (5, _) => {
                    aim += between(chance, -100, 100);
                    Step { noted_at, day: Some(aim), hour }
                }
                _ => Step { noted_at, day: Some(aim), hour },
            };
            steps.push(step);
        }
        let exit = match chance.below(4) {
            0 => Some(moment(chance, zone, aim)),
            // At the very moment of a step.
            1 => chance.pick(&steps).map(|step| step.noted_at),
            _ => None,
        };
        let now = match chance.below(3) {
            0 => moment(chance, zone, aim),
            1 => exit.unwrap_or(zone.clock(aim, 6)) + between(chance, -1, 1),
            _ => zone.clock(aim, 6) + 120 * DAY,
        };
        Self { zone, steps, exit, now }
    }
}
