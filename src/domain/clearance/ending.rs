//! When a clearance ends soon, who is told of it and when. House rules; pure, for the list, the tile and the mail alike.
//!
//! The last day is part of a clearance: access closes at midnight after it, where the service is.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Clearance, ClearanceState};
use crate::domain::release::crossing;

/// How many days before its last day a clearance is told of. Somebody who is let in for less than that is told of by nobody:
/// whoever let him in knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Threshold {
    /// Sixty days: the service.
    Sixty,
    /// Thirty days: the service, and whoever is above it.
    Thirty,
}

impl Threshold {
    /// Those there are, the furthest first.
    pub const ALL: [Self; 2] = [Self::Sixty, Self::Thirty];

    /// How many days before the last one.
    #[must_use]
    pub const fn days(self) -> i64 {
        match self {
            Self::Sixty => 60,
            Self::Thirty => 30,
        }
    }

    /// The nearest that was reached by `today`, of a last day that isn't over. After an outage that is the only one told.
    #[must_use]
    pub fn reached(ends_on: Date, today: Date) -> Option<Self> {
        let reached = |threshold: &Self| ends_on <= today.saturating_add(threshold.days().days());
        Self::ALL.into_iter().rev().find(reached).filter(|_| today <= ends_on)
    }

    /// Whether a clearance is told of at this threshold: it had begun by then. One that began later was granted that short.
    #[must_use]
    pub fn concerns(self, clearance: &Clearance) -> bool {
        clearance.starts_on <= clearance.ends_on.saturating_sub(self.days().days())
    }

    /// When the letter leaves at the earliest: the morning of its day, at the recipient's. `None` where the calendar ends.
    #[must_use]
    pub fn morning(self, ends_on: Date, zone: &TimeZone) -> Option<Timestamp> {
        crossing(ends_on, self.days(), zone)
    }
}

/// The furthest last day that is soon.
#[must_use]
pub fn soon(today: Date) -> Date {
    today.saturating_add(Threshold::Sixty.days().days())
}

/// Whether its bearer keeps each of its functions: another clearance of his in the same service, signed or about to be, begins
/// on the day after its end at the latest and ends later.
#[must_use]
pub fn is_followed(clearance: &Clearance, others: &[Clearance]) -> bool {
    let next = clearance.ends_on.tomorrow().unwrap_or(clearance.ends_on);
    let follows = |other: &&Clearance| {
        matches!(other.state, ClearanceState::Active | ClearanceState::Pending)
            && other.starts_on <= next
            && other.ends_on > clearance.ends_on
    };
    let is_kept = |function| others.iter().filter(follows).any(|other| other.functions.contains(function));
    clearance.functions.iter().all(is_kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Function;
    use jiff::civil::date;

    const LAST: Date = date(2027, 1, 21);

    fn clearance(starts_on: Date, ends_on: Date, functions: &[Function]) -> Clearance {
        Clearance { state: ClearanceState::Active, starts_on, ends_on, functions: functions.to_vec() }
    }

    #[test]
    fn a_threshold_is_reached_on_its_day_and_the_nearest_alone_counts() {
        for (today, reached) in [
            (date(2026, 11, 21), None),
            (date(2026, 11, 22), Some(Threshold::Sixty)),
            (date(2026, 12, 21), Some(Threshold::Sixty)),
            (date(2026, 12, 22), Some(Threshold::Thirty)),
            (date(2027, 1, 21), Some(Threshold::Thirty)),
            (date(2027, 1, 22), None),
        ] {
            assert_eq!(Threshold::reached(LAST, today), reached, "{today}");
        }
    }

    #[test]
    fn what_was_granted_shorter_than_a_threshold_is_not_told_of_there() {
        let told = |starts_on| Threshold::ALL.map(|threshold| threshold.concerns(&clearance(starts_on, LAST, &[])));
        assert_eq!(told(date(2022, 1, 22)), [true, true]);
        assert_eq!(told(date(2026, 11, 22)), [true, true]);
        assert_eq!(told(date(2026, 11, 23)), [false, true], "granted for less than sixty days");
        assert_eq!(told(date(2026, 12, 22)), [false, true]);
        assert_eq!(told(date(2026, 12, 23)), [false, false], "granted for thirty days: whoever did it knows");
    }

    #[test]
    fn the_morning_is_the_recipients_and_summer_time_moves_it_with_the_clock() {
        let at = |ends_on, zone: &str| {
            Threshold::Thirty.morning(ends_on, &TimeZone::get(zone).unwrap()).map(|at| at.to_string()).unwrap()
        };
        assert_eq!(at(LAST, "Europe/Paris"), "2026-12-22T05:00:00Z");
        assert_eq!(at(LAST, "Indian/Reunion"), "2026-12-22T02:00:00Z");
        // Summer time begins on 28 March 2027: the thirtieth day before is counted in days, not in hours.
        assert_eq!(at(date(2027, 4, 26), "Europe/Paris"), "2027-03-27T05:00:00Z");
        assert_eq!(at(date(2027, 4, 27), "Europe/Paris"), "2027-03-28T04:00:00Z");
    }

    #[test]
    fn soon_is_the_furthest_threshold() {
        assert_eq!(soon(date(2026, 11, 22)), LAST);
        assert_eq!(Threshold::reached(soon(LAST), LAST), Some(Threshold::Sixty));
    }

    #[test]
    fn who_keeps_all_his_functions_without_a_day_between_needs_no_renewal() {
        let ends = clearance(date(2026, 1, 1), LAST, &[Function::Guard, Function::Registry]);
        let both = [Function::Registry, Function::Guard];
        let next = clearance(date(2027, 1, 22), date(2031, 12, 31), &both);
        assert!(is_followed(&ends, &[ends.clone(), next.clone()]));
        assert!(
            is_followed(&ends, &[Clearance { state: ClearanceState::Pending, ..next.clone() }]),
            "about to be signed"
        );
        for state in [ClearanceState::Suspended, ClearanceState::Withdrawn, ClearanceState::Expired] {
            assert!(!is_followed(&ends, &[Clearance { state, ..next.clone() }]), "{state}");
        }
        assert!(!is_followed(&ends, std::slice::from_ref(&ends)), "nothing follows itself");
        assert!(!is_followed(&ends, &[Clearance { starts_on: date(2027, 1, 23), ..next.clone() }]), "a day between");
        assert!(!is_followed(&ends, &[Clearance { ends_on: LAST, ..next.clone() }]), "ends on the same day");
        let part = |function| Clearance { functions: vec![function], ..next.clone() };
        assert!(!is_followed(&ends, &[part(Function::Guard)]), "the registry is lost");
        assert!(is_followed(&ends, &[part(Function::Guard), part(Function::Registry)]), "in two parts");
    }
}
