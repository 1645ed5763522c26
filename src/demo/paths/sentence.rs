//! Lengths, dates and registry numbers.

use jiff::civil::Date;

use super::Drawing;
use crate::demo::dice::{days_between, months, plus, plus_months, plus_quantum};
use crate::domain::value::Quantum;

impl Drawing<'_> {
    /// A length and a start such that the release falls so many days after today.
    pub(super) fn sentence(&self, remaining: Remaining, lengths: &[i64]) -> Sentence {
        // What was served must leave room for a trial; a length that can't hold it is drawn again, the longest always can.
        for attempt in 0..=lengths.len() {
            let count =
                if attempt == lengths.len() { lengths.last().copied().unwrap_or(36) } else { *self.dice.pick(lengths) };
            let remission = count * self.dice.between(4, 14);
            let effective = count * 30 + count * 7 / 16 - remission;
            let most = remaining.high.min(effective - 40);
            if most < remaining.low + 2 {
                continue;
            }
            let left = self.dice.between(remaining.low + 2, most);
            let starts_on = plus(self.today, left - effective);
            let ends_on = plus_quantum(starts_on, months(count));
            let release_on = plus(ends_on, -remission);
            let left = days_between(self.today, release_on);
            if left < remaining.low || left > remaining.high + 6 {
                continue;
            }
            return Sentence { quantum: months(count), months: count, starts_on, ends_on, remission, release_on };
        }
        // Reached only if no length of the list fits: three years begun a month ago fit every phase of custody but the last.
        let starts_on = plus(self.today, -30);
        let ends_on = plus_months(starts_on, 36);
        Sentence { quantum: months(36), months: 36, starts_on, ends_on, remission: 0, release_on: ends_on }
    }
}

/// How many days a sentence has still to run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remaining {
    /// At least.
    pub(super) low: i64,
    /// At most.
    pub(super) high: i64,
}

/// A sentence with its dates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence {
    /// As pronounced.
    pub(super) quantum: Quantum,
    /// The same in months.
    pub(super) months: i64,
    /// First day.
    pub(super) starts_on: Date,
    /// First day plus the quantum.
    pub(super) ends_on: Date,
    /// Days of remission.
    pub(super) remission: i64,
    /// End less remission.
    pub(super) release_on: Date,
}

/// A registry number: scattered, so that it says nothing of the order of creation, and never twice the same.
pub(in crate::demo) fn ecrou(number: usize, count: usize) -> String {
    // Multiplying by a number prime to the modulus permutes what is below the modulus, itself a prime.
    let modulus = if count < 89_989 {
        89_989
    } else if count < 8_999_993 {
        8_999_993
    } else {
        8_999_999_993
    };
    let scattered = (number % modulus).wrapping_mul(6_700_417) % modulus;
    format!("{}", modulus / 9 + scattered)
}
