//! The rules of granting, withdrawing and delegating. House rules where not said otherwise (domain, section 3).

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Clearance, ClearanceState, Hurdle};
use crate::domain::{Agent, Function, Id};

/// The longest clearance, in years.
const MOST_YEARS: i32 = 5;

/// How far ahead a clearance may start, in months: else five years would be no limit to what is granted in one sitting.
const FURTHEST_START: i32 = 6;

/// How long a person has to give her observations, in days.
const TIME_TO_ANSWER: i32 = 15;

/// How long after that a withdrawal may still rest on what was asked, in months.
const TIME_TO_WITHDRAW: i32 = 3;

/// The longest review campaign, in months.
const LONGEST_REVIEW: i32 = 6;

/// The last day of a clearance that starts on that day, at the latest.
#[must_use]
pub fn latest_end(starts_on: Date) -> Date {
    let end = starts_on.saturating_add(MOST_YEARS.years());
    end.yesterday().unwrap_or(end)
}

/// The last day on which a clearance that is proposed on that day may start.
#[must_use]
pub fn latest_start(proposed_on: Date) -> Date {
    proposed_on.saturating_add(FURTHEST_START.months())
}

/// The day by which a suspension is to be decided: a month. Late, it stays a suspension.
#[must_use]
pub fn decide_by(suspended_on: Date) -> Date {
    suspended_on.saturating_add(1.month())
}

/// The last day on which observations are waited for.
#[must_use]
pub fn answer_by(asked_on: Date) -> Date {
    asked_on.saturating_add(TIME_TO_ANSWER.days())
}

/// The last day on which a withdrawal may rest on observations asked for on that day, given or not: three months after the time to
/// answer. Later, facts and person have moved on, and she is heard anew.
#[must_use]
pub fn withdraw_by(asked_on: Date) -> Date {
    answer_by(asked_on).saturating_add(TIME_TO_WITHDRAW.months())
}

/// A clearance to be proposed, and what its bearer has already in that service.
#[derive(Debug)]
pub struct Proposal<'p> {
    /// For whom.
    pub bearer: Id<Agent>,
    /// By whom.
    pub proposer: Id<Agent>,
    /// On behalf of whom, where by delegation.
    pub behalf: Option<Id<Agent>>,
    /// Which functions.
    pub functions: &'p [Function],
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// The day of the proposal.
    pub today: Date,
    /// The bearer's other clearances there.
    pub others: &'p [Clearance],
}

impl Proposal<'_> {
    /// Whether it may be proposed at all.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn check(&self) -> Result<(), Hurdle> {
        if self.bearer == self.proposer || self.behalf == Some(self.bearer) {
            return Err(Hurdle::OwnClearance);
        }
        if self.functions.is_empty() {
            return Err(Hurdle::NoFunction);
        }
        if self.starts_on < self.today {
            return Err(Hurdle::StartsInThePast);
        }
        if self.starts_on > latest_start(self.today) {
            return Err(Hurdle::TooFarAhead);
        }
        if self.ends_on < self.starts_on {
            return Err(Hurdle::EndsBeforeStart);
        }
        if self.ends_on > latest_end(self.starts_on) {
            return Err(Hurdle::TooLong);
        }
        let collides = |other: &Clearance| {
            !matches!(other.state, ClearanceState::Withdrawn | ClearanceState::Expired)
                && other.starts_on <= self.ends_on
                && self.starts_on <= other.ends_on
                && other.functions.iter().any(|function| self.functions.contains(function))
        };
        if self.others.iter().any(collides) { Err(Hurdle::Overlap) } else { Ok(()) }
    }
}

/// Who gave the first signature, and who would give the second.
#[derive(Debug, Clone, Copy)]
pub struct TwoSignatures {
    /// For whom.
    pub bearer: Id<Agent>,
    /// Who proposed.
    pub proposer: Id<Agent>,
    /// On behalf of whom.
    pub proposed_for: Option<Id<Agent>>,
    /// Who signs.
    pub signer: Id<Agent>,
    /// On behalf of whom.
    pub signed_for: Option<Id<Agent>>,
}

impl TwoSignatures {
    /// Two people, none of them the bearer, and two authorities: a delegate and whoever delegated to him are one. Nobody who has a part in
    /// the first signature, by his hand or by his name, has one in the second.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn check(&self) -> Result<(), Hurdle> {
        if self.signer == self.bearer || self.signed_for == Some(self.bearer) {
            return Err(Hurdle::OwnClearance);
        }
        if self.signer == self.proposer {
            return Err(Hurdle::OwnProposal);
        }
        let second = [Some(self.signer), self.signed_for];
        let has_both = |first: Id<Agent>| second.contains(&Some(first));
        if has_both(self.proposer) || self.proposed_for.is_some_and(has_both) {
            return Err(Hurdle::LoneGrant);
        }
        Ok(())
    }
}

/// Whether a clearance may be withdrawn now: after the person's observations, or when her time to answer is over.
///
/// # Errors
/// She wasn't asked, or still has time; or it was too long ago.
pub fn may_withdraw(asked_on: Option<Date>, has_answered: bool, today: Date) -> Result<(), Hurdle> {
    match asked_on {
        None => Err(Hurdle::ObservationsFirst),
        Some(asked_on) if today > withdraw_by(asked_on) => Err(Hurdle::ObservationsLapsed),
        Some(_) if has_answered => Ok(()),
        Some(asked_on) if today > answer_by(asked_on) => Ok(()),
        Some(_) => Err(Hurdle::StillTimeToAnswer),
    }
}

/// A delegation of signature to be given.
#[derive(Debug, Clone, Copy)]
pub struct NewDelegation {
    /// By whom.
    pub delegator: Id<Agent>,
    /// To whom.
    pub delegate: Id<Agent>,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// The day on which it is given.
    pub today: Date,
    /// Whether the delegator may grant by himself, and not only as somebody's delegate.
    pub is_own_right: bool,
    /// The last day of his own clearance.
    pub cleared_until: Date,
    /// Whether the delegate works in the same service and holds a clearance that is valid today.
    pub delegate_is_cleared: bool,
}

impl NewDelegation {
    /// Whether it may be given (R. 113-66 C. pénit., anc. R. 57-6-24 CPP).
    ///
    /// # Errors
    /// What stands in the way.
    pub fn check(&self) -> Result<(), Hurdle> {
        if !self.is_own_right {
            return Err(Hurdle::ChainOfDelegations);
        }
        if self.delegator == self.delegate {
            return Err(Hurdle::DelegationToOneself);
        }
        if !self.delegate_is_cleared {
            return Err(Hurdle::DelegateNotCleared);
        }
        if self.starts_on < self.today || self.ends_on < self.starts_on {
            return Err(Hurdle::DelegationInThePast);
        }
        if self.ends_on > self.cleared_until {
            return Err(Hurdle::DelegationTooLong);
        }
        Ok(())
    }
}

/// Whether a review may end on that day.
///
/// # Errors
/// The day is past, today, or too far.
pub fn review_until(due_on: Date, today: Date) -> Result<(), Hurdle> {
    let is_fit = due_on > today && due_on <= today.saturating_add(LONGEST_REVIEW.months());
    if is_fit { Ok(()) } else { Err(Hurdle::ReviewDay) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    fn agent(n: u8) -> Id<Agent> {
        Id::from_bytes([n; 16])
    }

    fn proposal<'p>(others: &'p [Clearance]) -> Proposal<'p> {
        Proposal {
            bearer: agent(1),
            proposer: agent(2),
            behalf: None,
            functions: &[Function::Guard],
            starts_on: TODAY,
            ends_on: date(2027, 11, 21),
            today: TODAY,
            others,
        }
    }

    #[test]
    fn a_sound_proposal_passes_and_nobody_proposes_himself() {
        assert_eq!(proposal(&[]).check(), Ok(()));
        assert_eq!(Proposal { proposer: agent(1), ..proposal(&[]) }.check(), Err(Hurdle::OwnClearance));
        assert_eq!(Proposal { behalf: Some(agent(1)), ..proposal(&[]) }.check(), Err(Hurdle::OwnClearance));
    }

    #[test]
    fn a_clearance_lasts_five_years_at_most_to_the_day() {
        let until = |ends_on| Proposal { ends_on, ..proposal(&[]) }.check();
        assert_eq!(until(date(2031, 11, 21)), Ok(()));
        assert_eq!(until(date(2031, 11, 22)), Err(Hurdle::TooLong));
        assert_eq!(until(date(2026, 11, 21)), Err(Hurdle::EndsBeforeStart));
        let yesterday = Proposal { starts_on: date(2026, 11, 21), ..proposal(&[]) };
        assert_eq!(yesterday.check(), Err(Hurdle::StartsInThePast));
    }

    #[test]
    fn a_clearance_starts_within_six_months() {
        let from = |starts_on| Proposal { starts_on, ends_on: latest_end(starts_on), ..proposal(&[]) }.check();
        assert_eq!(from(date(2027, 5, 22)), Ok(()));
        assert_eq!(from(date(2027, 5, 23)), Err(Hurdle::TooFarAhead));
        assert_eq!(latest_start(date(2026, 8, 31)), date(2027, 2, 28));
    }

    #[test]
    fn the_same_function_is_not_granted_twice_at_one_time() {
        let other = |state, functions: &[Function]| Clearance {
            state,
            starts_on: date(2025, 1, 1),
            ends_on: TODAY,
            functions: functions.to_vec(),
        };
        let check = |state, functions: &[Function]| proposal(&[other(state, functions)]).check();
        for state in [ClearanceState::Pending, ClearanceState::Active, ClearanceState::Suspended] {
            assert_eq!(check(state, &[Function::Head, Function::Guard]), Err(Hurdle::Overlap), "{state}");
        }
        assert_eq!(check(ClearanceState::Withdrawn, &[Function::Guard]), Ok(()));
        assert_eq!(check(ClearanceState::Active, &[Function::Registry]), Ok(()));
        let renewal = Proposal { starts_on: date(2026, 11, 23), ..proposal(&[]) };
        let before = [other(ClearanceState::Active, &[Function::Guard])];
        assert_eq!(Proposal { others: &before, ..renewal }.check(), Ok(()), "a renewal starts when the other ends");
    }

    #[test]
    fn granting_takes_two_people_and_two_authorities() {
        let sound = TwoSignatures {
            bearer: agent(1),
            proposer: agent(2),
            proposed_for: None,
            signer: agent(3),
            signed_for: None,
        };
        assert_eq!(sound.check(), Ok(()));
        assert_eq!(TwoSignatures { signer: agent(2), ..sound }.check(), Err(Hurdle::OwnProposal));
        assert_eq!(TwoSignatures { signer: agent(1), ..sound }.check(), Err(Hurdle::OwnClearance));
        assert_eq!(TwoSignatures { signed_for: Some(agent(1)), ..sound }.check(), Err(Hurdle::OwnClearance));
        assert_eq!(TwoSignatures { signed_for: Some(agent(2)), ..sound }.check(), Err(Hurdle::LoneGrant));
        assert_eq!(TwoSignatures { proposed_for: Some(agent(3)), ..sound }.check(), Err(Hurdle::LoneGrant));
        let both = TwoSignatures { proposed_for: Some(agent(4)), signed_for: Some(agent(4)), ..sound };
        assert_eq!(both.check(), Err(Hurdle::LoneGrant));
        let crossed = TwoSignatures { proposed_for: Some(agent(3)), signed_for: Some(agent(4)), ..sound };
        assert_eq!(crossed.check(), Err(Hurdle::LoneGrant), "whose name the first bears doesn't sign in another's");
        let apart = TwoSignatures { proposed_for: Some(agent(4)), signed_for: Some(agent(5)), ..sound };
        assert_eq!(apart.check(), Ok(()));
    }

    #[test]
    fn a_withdrawal_waits_for_observations_or_for_fifteen_days() {
        assert_eq!(may_withdraw(None, false, TODAY), Err(Hurdle::ObservationsFirst));
        let asked = Some(date(2026, 11, 7));
        assert_eq!(may_withdraw(asked, false, TODAY), Err(Hurdle::StillTimeToAnswer), "the fifteenth day");
        assert_eq!(may_withdraw(asked, true, TODAY), Ok(()));
        assert_eq!(may_withdraw(asked, false, date(2026, 11, 23)), Ok(()));
    }

    #[test]
    fn what_was_asked_carries_a_withdrawal_for_three_months_after_the_time_to_answer() {
        let asked_on = date(2026, 11, 15);
        assert_eq!(withdraw_by(asked_on), date(2027, 2, 28), "the thirtieth of a shorter month is its last day");
        for has_answered in [true, false] {
            let on = |today| may_withdraw(Some(asked_on), has_answered, today);
            assert_eq!(on(date(2027, 2, 28)), Ok(()));
            assert_eq!(on(date(2027, 3, 1)), Err(Hurdle::ObservationsLapsed));
        }
    }

    #[test]
    fn a_delegation_is_ones_own_to_give_and_no_longer_than_ones_clearance() {
        let sound = NewDelegation {
            delegator: agent(1),
            delegate: agent(2),
            starts_on: TODAY,
            ends_on: date(2027, 1, 31),
            today: TODAY,
            is_own_right: true,
            cleared_until: date(2027, 1, 31),
            delegate_is_cleared: true,
        };
        assert_eq!(sound.check(), Ok(()));
        assert_eq!(NewDelegation { is_own_right: false, ..sound }.check(), Err(Hurdle::ChainOfDelegations));
        assert_eq!(NewDelegation { delegate: agent(1), ..sound }.check(), Err(Hurdle::DelegationToOneself));
        assert_eq!(NewDelegation { delegate_is_cleared: false, ..sound }.check(), Err(Hurdle::DelegateNotCleared));
        assert_eq!(NewDelegation { ends_on: date(2027, 2, 1), ..sound }.check(), Err(Hurdle::DelegationTooLong));
        assert_eq!(NewDelegation { ends_on: date(2026, 1, 1), ..sound }.check(), Err(Hurdle::DelegationInThePast));
    }

    #[test]
    fn a_suspension_is_to_be_decided_within_a_month_and_a_review_ends_within_six() {
        assert_eq!(decide_by(date(2026, 1, 31)), date(2026, 2, 28));
        assert_eq!(review_until(TODAY, TODAY), Err(Hurdle::ReviewDay));
        assert_eq!(review_until(date(2027, 5, 22), TODAY), Ok(()));
        assert_eq!(review_until(date(2027, 5, 23), TODAY), Err(Hurdle::ReviewDay));
    }
}
