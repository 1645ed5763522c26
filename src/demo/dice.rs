//! Draws, and the arithmetic of days that the histories need.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

use crate::chance::Chance;
use crate::domain::Id;
use crate::domain::value::Quantum;

/// A stream of draws of its own, so that one person's history does not depend on how many others there are.
pub(in crate::demo) struct Dice(Chance);

impl Dice {
    /// The stream of that number under that seed.
    pub(in crate::demo) fn new(seed: u64, stream: u64) -> Self {
        // SplitMix64: neighbouring streams must not resemble each other.
        let mut mixed = seed ^ stream.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Self(Chance::seeded(mixed ^ (mixed >> 31)))
    }

    /// A fresh identifier.
    pub(in crate::demo) fn id<T>(&self) -> Id<T> {
        self.0.id()
    }

    /// Below `bound`.
    pub(in crate::demo) fn below(&self, bound: usize) -> usize {
        self.0.below(bound)
    }

    /// From `low` to `high`, both included; `low` when they cross.
    pub(in crate::demo) fn between(&self, low: i64, high: i64) -> i64 {
        let width = usize::try_from(high - low).map_or(1, |w| w + 1);
        low + i64::try_from(self.0.below(width)).unwrap_or(0)
    }

    /// True so many times out of a hundred.
    pub(in crate::demo) fn percent(&self, share: usize) -> bool {
        self.below(100) < share
    }

    /// One of a list, which is never empty: the lists are constants and staff rosters.
    pub(in crate::demo) fn pick<'t, T>(&self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }

    /// One of a list of words.
    pub(in crate::demo) fn word(&self, list: &[&'static str]) -> &'static str {
        self.0.pick(list).copied().unwrap_or_default()
    }

    /// A day from `first` to `last`, both included.
    pub(in crate::demo) fn day(&self, first: Date, last: Date) -> Date {
        plus(first, self.between(0, days_between(first, last).max(0)))
    }

    /// A moment of that day in working hours of that zone.
    pub(in crate::demo) fn moment(&self, day: Date, zone: &TimeZone, from_hour: i64, to_hour: i64) -> Timestamp {
        at(day, zone, self.between(from_hour, to_hour), self.between(0, 59))
    }
}

/// That day plus so many days.
pub(in crate::demo) fn plus(day: Date, days: i64) -> Date {
    shifted(day, days.days())
}

/// That day plus so many months; the last of the month stays the last.
pub(in crate::demo) fn plus_months(day: Date, months: i64) -> Date {
    shifted(day, months.months())
}

/// That day plus a sentence.
pub(in crate::demo) fn plus_quantum(day: Date, quantum: Quantum) -> Date {
    let months = i64::from(quantum.years) * 12 + i64::from(quantum.months);
    plus(plus_months(day, months), i64::from(quantum.days))
}

/// How many days from one to the other.
pub(in crate::demo) fn days_between(first: Date, last: Date) -> i64 {
    first.until(last).map_or(0, |span| i64::from(span.get_days()))
}

/// That day, or the last working day before it: courts and commissions don't sit on weekends and fixed public holidays.
pub(in crate::demo) fn working(mut day: Date) -> Date {
    const HOLIDAYS: [(i8, i8); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || HOLIDAYS.contains(&(day.month(), day.day())) {
        day = plus(day, -1);
    }
    day
}

/// That hour of that day in that zone.
pub(in crate::demo) fn at(day: Date, zone: &TimeZone, hour: i64, minute: i64) -> Timestamp {
    let hour = i8::try_from(hour.clamp(0, 23)).unwrap_or(9);
    let minute = i8::try_from(minute.clamp(0, 59)).unwrap_or(0);
    day.at(hour, minute, 0, 0).to_zoned(zone.clone()).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

/// A sentence of so many months, said in years and months.
pub(in crate::demo) fn months(count: i64) -> Quantum {
    let part = |n: i64| u16::try_from(n).unwrap_or(0);
    Quantum { years: part(count / 12), months: part(count % 12), days: 0 }
}

fn shifted(day: Date, span: Span) -> Date {
    day.checked_add(span).unwrap_or(day)
}
