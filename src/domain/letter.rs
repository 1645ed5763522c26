//! Letters: messages that are queued until a relay has accepted them.

use super::text_enum::text_enum;

text_enum! {
    /// What a letter is for.
    LetterKind {
        Alert = "alert", "alerte";
        Reminder = "reminder", "rappel";
        Escalation = "escalation", "signalement à l’autorité supérieure";
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
