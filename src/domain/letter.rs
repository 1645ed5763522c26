//! Letters: messages that are queued until a relay has accepted them.

use super::text_enum::text_enum;

text_enum! {
    /// What a letter is for.
    LetterKind {
        Alert = "alert", "alerte";
        Reminder = "reminder", "rappel";
        Escalation = "escalation", "signalement à l’autorité supérieure";
        Convocation = "convocation", "convocation";
        Rescheduled = "rescheduled", "convocation modifiée";
        SittingCancelled = "sitting-cancelled", "convocation annulée";
        ContributionReminder = "contribution-reminder", "rappel de contribution";
        MinutesCirculated = "minutes-circulated", "compte rendu à relire";
        MinutesSealed = "minutes-sealed", "compte rendu validé";
        ActionGiven = "action-given", "action confiée";
        ActionLate = "action-late", "action en retard";
        ClearancesEnding = "clearances-ending", "habilitations à renouveler";
        ClearancesEndingSoon = "clearances-ending-soon", "habilitations à renouveler sous trente jours";
        ClearancesEndingBelow = "clearances-ending-below", "habilitations à renouveler d’un service qui en dépend";
    }
}

/// What letters are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum About {
    /// An alert: a release, told to one service.
    Alert,
    /// A sitting of a commission, from its convocation to its sealed minutes.
    Sitting,
    /// An action that a sitting gave a service.
    Action,
    /// The clearances of a service that end on one day.
    Ending,
}

impl LetterKind {
    /// What a letter of this kind is about: one kind is about one thing.
    #[must_use]
    pub const fn about(self) -> About {
        match self {
            Self::Alert | Self::Reminder | Self::Escalation => About::Alert,
            Self::Convocation
            | Self::Rescheduled
            | Self::SittingCancelled
            | Self::ContributionReminder
            | Self::MinutesCirculated
            | Self::MinutesSealed => About::Sitting,
            Self::ActionGiven | Self::ActionLate => About::Action,
            Self::ClearancesEnding | Self::ClearancesEndingSoon | Self::ClearancesEndingBelow => About::Ending,
        }
    }
}

text_enum! {
    /// How far a letter has come. There is no state for giving up: one that keeps failing stays queued.
    LetterState {
        Queued = "queued", "en attente d’envoi";
        Sent = "sent", "acceptée par le relais";
        Superseded = "superseded", "remplacée avant l’envoi";
    }
}

text_enum! {
    /// Why the last try failed: a code that holds neither an address nor anything about a person.
    LetterFailure {
        Unreachable = "unreachable", "relais injoignable";
        Timeout = "timeout", "relais sans réponse à temps";
        Tls = "tls", "chiffrement refusé";
        Deferred = "deferred-4xx", "refus provisoire du relais";
        Refused = "refused-5xx", "refus du relais";
        NoMailbox = "no-mailbox", "institution sans adresse";
        NotComposed = "not-composed", "message impossible à composer";
    }
}
