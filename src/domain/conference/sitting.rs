//! The states of a sitting, and what leads from one to the next.

use crate::domain::text_enum::text_enum;

use super::obstacle::Obstacle;

text_enum! {
    /// How far a sitting has come.
    SittingState {
        Prepared = "prepared", "en préparation";
        Convoked = "convoked", "convoquée";
        Open = "open", "en cours";
        Circulated = "circulated", "compte rendu diffusé";
        Sealed = "sealed", "compte rendu scellé";
        Cancelled = "cancelled", "annulée";
    }
}

/// What can be done to a sitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Tell those invited: from then on they see their items.
    Convoke,
    /// Begin it; somebody presides.
    Open,
    /// Send the draft minutes round.
    Circulate,
    /// The chair validates the minutes, which seals them.
    Seal,
    /// It doesn't take place.
    Cancel,
}

impl SittingState {
    /// The state after that step.
    ///
    /// # Errors
    /// The step isn't possible from here: what stands in the way.
    pub const fn after(self, step: Step) -> Result<Self, Obstacle> {
        Ok(match (self, step) {
            (Self::Sealed, _) => return Err(Obstacle::Sealed),
            (Self::Cancelled, _) => return Err(Obstacle::Cancelled),
            (Self::Prepared, Step::Convoke) => Self::Convoked,
            (Self::Convoked | Self::Open | Self::Circulated, Step::Convoke) => return Err(Obstacle::AlreadyConvoked),
            (Self::Prepared, Step::Open | Step::Circulate | Step::Seal) => return Err(Obstacle::NotConvoked),
            (Self::Convoked, Step::Open) => Self::Open,
            (Self::Open | Self::Circulated, Step::Open) => return Err(Obstacle::AlreadyOpen),
            (Self::Convoked, Step::Circulate | Step::Seal) => return Err(Obstacle::NotOpen),
            (Self::Open, Step::Circulate) => Self::Circulated,
            (Self::Circulated, Step::Circulate) => return Err(Obstacle::AlreadyCirculated),
            (Self::Open, Step::Seal) => return Err(Obstacle::NotCirculated),
            (Self::Circulated, Step::Seal) => Self::Sealed,
            (Self::Prepared | Self::Convoked, Step::Cancel) => Self::Cancelled,
            (Self::Open | Self::Circulated, Step::Cancel) => return Err(Obstacle::AlreadyOpen),
        })
    }

    /// Whether its agenda may still change.
    ///
    /// # Errors
    /// It was held, sealed or cancelled.
    pub const fn agenda_may_change(self) -> Result<(), Obstacle> {
        match self {
            Self::Prepared | Self::Convoked | Self::Open => Ok(()),
            Self::Circulated => Err(Obstacle::AlreadyCirculated),
            Self::Sealed => Err(Obstacle::Sealed),
            Self::Cancelled => Err(Obstacle::Cancelled),
        }
    }

    /// Whether contributions may still be written: from the convocation to the circulation of the minutes.
    ///
    /// # Errors
    /// It is too early or too late.
    pub const fn takes_contributions(self) -> Result<(), Obstacle> {
        match self {
            Self::Convoked | Self::Open => Ok(()),
            Self::Prepared => Err(Obstacle::NotConvoked),
            Self::Circulated => Err(Obstacle::AlreadyCirculated),
            Self::Sealed => Err(Obstacle::Sealed),
            Self::Cancelled => Err(Obstacle::Cancelled),
        }
    }

    /// Whether synthesis, opinions, decision, attendance and actions may be written: while it is held, and while its minutes
    /// go round, since remarks may call for a correction.
    ///
    /// # Errors
    /// It is too early or too late.
    pub const fn takes_minutes(self) -> Result<(), Obstacle> {
        match self {
            Self::Open | Self::Circulated => Ok(()),
            Self::Prepared => Err(Obstacle::NotConvoked),
            Self::Convoked => Err(Obstacle::NotOpen),
            Self::Sealed => Err(Obstacle::Sealed),
            Self::Cancelled => Err(Obstacle::Cancelled),
        }
    }

    /// Whether those invited see their items.
    #[must_use]
    pub const fn is_told(self) -> bool {
        matches!(self, Self::Convoked | Self::Open | Self::Circulated | Self::Sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sitting_is_prepared_convoked_held_circulated_and_sealed_in_that_order() {
        let mut state = SittingState::Prepared;
        for step in [Step::Convoke, Step::Open, Step::Circulate, Step::Seal] {
            state = state.after(step).unwrap();
        }
        assert_eq!(state, SittingState::Sealed);
    }

    #[test]
    fn nothing_is_skipped_and_nothing_done_twice() {
        assert_eq!(SittingState::Prepared.after(Step::Open), Err(Obstacle::NotConvoked));
        assert_eq!(SittingState::Convoked.after(Step::Convoke), Err(Obstacle::AlreadyConvoked));
        assert_eq!(SittingState::Convoked.after(Step::Seal), Err(Obstacle::NotOpen));
        assert_eq!(SittingState::Open.after(Step::Seal), Err(Obstacle::NotCirculated));
        assert_eq!(SittingState::Open.after(Step::Cancel), Err(Obstacle::AlreadyOpen));
    }

    #[test]
    fn what_is_sealed_stays_as_it_is() {
        for step in [Step::Convoke, Step::Open, Step::Circulate, Step::Seal, Step::Cancel] {
            assert_eq!(SittingState::Sealed.after(step), Err(Obstacle::Sealed));
        }
        assert_eq!(SittingState::Sealed.agenda_may_change(), Err(Obstacle::Sealed));
        assert_eq!(SittingState::Sealed.takes_contributions(), Err(Obstacle::Sealed));
        assert_eq!(SittingState::Sealed.takes_minutes(), Err(Obstacle::Sealed));
    }

    #[test]
    fn before_the_convocation_nobody_but_the_host_knows_of_an_item() {
        let told: Vec<_> = SittingState::ALL.iter().copied().filter(|state| state.is_told()).collect();
        assert!(!told.contains(&SittingState::Prepared) && !told.contains(&SittingState::Cancelled));
        assert_eq!(told.len(), 4);
    }
}
