//! Clearances (habilitations): no clearance, no personal data (domain, section 3).

mod act;
mod ending;
mod first;
mod hurdle;
mod reach;
mod rules;

pub use act::Act;
pub use ending::{Threshold, is_followed, soon};
pub use first::{first_act, first_basis};
pub use hurdle::Hurdle;
pub use reach::Reach;
pub use rules::{
    NewDelegation, Proposal, TwoSignatures, answer_by, decide_by, latest_end, latest_start, may_withdraw, review_until,
    withdraw_by,
};

use jiff::civil::Date;

use super::institution::Function;
use super::text_enum::text_enum;

text_enum! {
    /// The states of a clearance.
    ClearanceState {
        Pending = "pending", "en attente de seconde signature";
        Active = "active", "active";
        Suspended = "suspended", "suspendue";
        Withdrawn = "withdrawn", "retirée";
        Expired = "expired", "échue";
    }
}

/// A delegation of signature: marker of its identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delegation;

/// A review of all clearances of a service: marker of its identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Campaign;

/// What the database knows of one clearance, as far as a decision needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clearance {
    /// Its state as last decided.
    pub state: ClearanceState,
    /// First day on which it is worth something.
    pub starts_on: Date,
    /// Last day on which it is worth something: five years after the start at most (house rule).
    pub ends_on: Date,
    /// The functions that it covers.
    pub functions: Vec<Function>,
}

impl Clearance {
    /// Whether it opens anything on that day: active, started, and not past its end.
    #[must_use]
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.state == ClearanceState::Active && self.starts_on <= day && day <= self.ends_on
    }

    /// Its last day where it ends on that day, before its time: never before its first, never after what was granted.
    #[must_use]
    pub fn cut_short_on(&self, day: Date) -> Date {
        self.ends_on.min(day.max(self.starts_on))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn clearance(state: ClearanceState) -> Clearance {
        Clearance { state, starts_on: date(2026, 1, 1), ends_on: date(2026, 12, 31), functions: vec![Function::Guard] }
    }

    #[test]
    fn a_clearance_opens_from_its_first_to_its_last_day() {
        let active = clearance(ClearanceState::Active);
        assert!(!active.is_valid_on(date(2025, 12, 31)));
        assert!(active.is_valid_on(date(2026, 1, 1)));
        assert!(active.is_valid_on(date(2026, 12, 31)));
        assert!(!active.is_valid_on(date(2027, 1, 1)));
    }

    #[test]
    fn what_is_cut_short_ends_on_that_day_and_never_lasts_longer_than_granted() {
        let active = clearance(ClearanceState::Active);
        assert_eq!(active.cut_short_on(date(2026, 6, 1)), date(2026, 6, 1));
        assert_eq!(active.cut_short_on(date(2025, 6, 1)), active.starts_on);
        assert_eq!(active.cut_short_on(date(2027, 6, 1)), active.ends_on);
    }

    #[test]
    fn only_an_active_clearance_opens_anything() {
        for state in ClearanceState::ALL {
            assert_eq!(clearance(*state).is_valid_on(date(2026, 6, 1)), *state == ClearanceState::Active);
        }
    }
}
