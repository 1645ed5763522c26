//! What is done with a clearance, and the state that it leaves.

use super::ClearanceState;
use crate::domain::text_enum::text_enum;

text_enum! {
    /// One act in the life of a clearance; each stays in its history.
    Act {
        Proposed = "proposed", "proposée, première signature";
        Granted = "granted", "accordée, seconde signature";
        Declined = "declined", "refusée à la seconde signature";
        Suspended = "suspended", "suspendue";
        ObservationsAsked = "observations_asked", "observations demandées";
        ObservationsGiven = "observations_given", "observations présentées";
        Lifted = "lifted", "suspension levée";
        Withdrawn = "withdrawn", "retirée";
        Confirmed = "confirmed", "confirmée à la revue";
        Doubted = "doubted", "à retirer, selon la revue";
        LeftService = "left_service", "finie au départ du service";
    }
}

impl Act {
    /// The state that it leaves a clearance of that state in; `None` where it can't be done. That a clearance has run its time is a
    /// matter of its last day; before, it ends with its bearer's post, since it is worth something only where he works.
    #[must_use]
    pub const fn leads(self, from: ClearanceState) -> Option<ClearanceState> {
        use ClearanceState as State;
        match (from, self) {
            (State::Pending, Self::Granted) | (State::Suspended, Self::Lifted) => Some(State::Active),
            (State::Active, Self::Suspended) => Some(State::Suspended),
            (State::Pending, Self::Declined) | (State::Active | State::Suspended, Self::Withdrawn) => {
                Some(State::Withdrawn)
            }
            (State::Active | State::Suspended, Self::ObservationsAsked | Self::ObservationsGiven) => Some(from),
            (State::Active, Self::Confirmed | Self::Doubted) => Some(from),
            (State::Pending | State::Active | State::Suspended, Self::LeftService) => Some(State::Expired),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClearanceState as State;

    #[test]
    fn a_clearance_goes_these_ways_and_no_others() {
        let mut ways = Vec::new();
        for from in State::ALL {
            for act in Act::ALL {
                if let Some(to) = act.leads(*from).filter(|to| to != from) {
                    ways.push((from.code(), act.code(), to.code()));
                }
            }
        }
        assert_eq!(
            ways,
            [
                ("pending", "granted", "active"),
                ("pending", "declined", "withdrawn"),
                ("pending", "left_service", "expired"),
                ("active", "suspended", "suspended"),
                ("active", "withdrawn", "withdrawn"),
                ("active", "left_service", "expired"),
                ("suspended", "lifted", "active"),
                ("suspended", "withdrawn", "withdrawn"),
                ("suspended", "left_service", "expired"),
            ]
        );
    }

    #[test]
    fn nothing_brings_back_what_was_withdrawn_or_has_ended() {
        for act in Act::ALL {
            assert_eq!(act.leads(State::Withdrawn), None, "{act}");
            assert_eq!(act.leads(State::Expired), None, "{act}");
        }
    }
}
