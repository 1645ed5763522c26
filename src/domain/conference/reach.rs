//! From when to when an item is open to somebody invited to it.

use jiff::ToSpan;
use jiff::civil::Date;

use super::sitting::SittingState;

/// What is known of an invitation, its days counted where the invited service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// How far the sitting has come.
    pub state: SittingState,
    /// Whether it is the commission's own prison, which keeps its own minutes.
    pub is_host: bool,
    /// When the item was put on the agenda.
    pub added_on: Date,
    /// When those invited were told.
    pub convoked_on: Option<Date>,
    /// The sitting's day.
    pub held_on: Date,
    /// When its minutes were sealed.
    pub sealed_on: Option<Date>,
    /// Whether the service has an action of the item left to do.
    pub has_action: bool,
    /// How many days after the seal those invited still see their item, as the protocol said when the sitting was planned.
    pub open_after_seal: i32,
    /// How many days after its day a sitting whose minutes nobody validated stays open: what somebody forgot doesn't stay open
    /// for ever, and opens again when the minutes are validated.
    pub open_unsealed: i32,
}

impl Call {
    /// First and last day of the tie; `None`: no tie at all. The host's is there from the first; the others' from the
    /// convocation until some time after the minutes were sealed, and as long as they have an action to answer for.
    #[must_use]
    pub fn open_days(&self) -> Option<(Date, Option<Date>)> {
        if self.is_host {
            return Some((self.added_on, None));
        }
        if !self.state.is_told() {
            return None;
        }
        let from_on = self.convoked_on?.max(self.added_on);
        if self.has_action {
            return Some((from_on, None));
        }
        let last = match self.sealed_on {
            Some(sealed_on) => sealed_on.saturating_add(self.open_after_seal.days()),
            None => self.held_on.saturating_add(self.open_unsealed.days()),
        };
        Some((from_on, Some(last)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const CALL: Call = Call {
        state: SittingState::Convoked,
        is_host: false,
        added_on: date(2026, 11, 2),
        convoked_on: Some(date(2026, 11, 5)),
        held_on: date(2026, 11, 20),
        sealed_on: None,
        has_action: false,
        open_after_seal: 30,
        open_unsealed: 90,
    };

    #[test]
    fn an_item_opens_with_the_convocation_and_closes_some_time_after_the_seal() {
        assert_eq!(CALL.open_days(), Some((date(2026, 11, 5), Some(date(2027, 2, 18)))));
        let sealed = Call { state: SittingState::Sealed, sealed_on: Some(date(2026, 11, 25)), ..CALL };
        assert_eq!(sealed.open_days(), Some((date(2026, 11, 5), Some(date(2026, 12, 25)))));
    }

    #[test]
    fn before_the_convocation_and_after_a_cancellation_only_the_host_sees_it() {
        for state in [SittingState::Prepared, SittingState::Cancelled] {
            assert_eq!(Call { state, ..CALL }.open_days(), None);
            assert_eq!(Call { state, is_host: true, ..CALL }.open_days(), Some((date(2026, 11, 2), None)));
        }
    }

    #[test]
    fn who_has_an_action_to_answer_for_keeps_the_item() {
        let sealed =
            Call { state: SittingState::Sealed, sealed_on: Some(date(2026, 11, 25)), has_action: true, ..CALL };
        assert_eq!(sealed.open_days(), Some((date(2026, 11, 5), None)));
    }

    #[test]
    fn an_item_added_after_the_convocation_opens_on_its_own_day() {
        let late = Call { added_on: date(2026, 11, 10), ..CALL };
        assert_eq!(late.open_days().map(|(from, _)| from), Some(date(2026, 11, 10)));
    }
}
