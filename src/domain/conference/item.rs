//! What is said, decided and to be done about one person.

use crate::domain::text_enum::text_enum;

text_enum! {
    /// An institution's opinion.
    Stance {
        Favourable = "favourable", "favorable";
        Unfavourable = "unfavourable", "défavorable";
        Reserved = "reserved", "réservé";
        None = "none", "sans avis";
    }
}

text_enum! {
    /// What was decided. Not to do something is a decision too: with its reason and the day on which it is looked at again.
    Outcome {
        Decided = "decided", "décision prise";
        DecidedNot = "decided_not", "décision de ne pas";
        Deferred = "deferred", "décision reportée";
        NotNeeded = "not_needed", "aucune décision à prendre";
    }
}

impl Outcome {
    /// Whether it needs a reason and a day of review.
    #[must_use]
    pub const fn needs_reason_and_review(self) -> bool {
        matches!(self, Self::DecidedNot | Self::Deferred)
    }
}

text_enum! {
    /// How far an action has come.
    ActionState {
        Open = "open", "à faire";
        Done = "done", "faite";
        Abandoned = "abandoned", "abandonnée";
    }
}

text_enum! {
    /// Why an item stands on an agenda.
    Because {
        Hand = "hand", "inscrit par le secrétariat";
        Review = "review", "revue de situation à échéance";
        Action = "action", "action en retard";
    }
}
