//! A letter: why, about what, to whom.

use jiff::SignedDuration;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::domain::{About, Action, Alert, Id, Institution, LetterKind, Sitting};

/// What a letter is about. What changes and is told again has rounds, the first of which is 0: each round is told once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// A release, told to one service. A date that changes makes another alert, so that there are no rounds.
    Alert(Id<Alert>),
    /// A sitting.
    Sitting {
        /// Which one.
        id: Id<Sitting>,
        /// The version of its convocation. Whoever counts must not count what the reader may not know of: a Message-ID tells
        /// that two versions differ.
        round: i32,
    },
    /// An action that a sitting gave a service.
    Action {
        /// Which one.
        id: Id<Action>,
        /// How many times its term was set anew.
        round: i32,
    },
    /// The clearances of a service that end on one day. Another day is another matter, so that there are no rounds.
    Ending {
        /// Where they are worth something.
        service: Id<Institution>,
        /// Their last day.
        ends_on: Date,
    },
}

/// The day from which stored days are counted.
const EPOCH: Date = Date::constant(1970, 1, 1);

/// A day as the number that stands where other topics have their round.
fn number(day: Date) -> i32 {
    i32::try_from(day.duration_since(EPOCH).as_hours() / 24).unwrap_or(0)
}

/// The day of that number.
fn numbered(number: i32) -> Date {
    EPOCH.saturating_add(SignedDuration::from_hours(i64::from(number) * 24))
}

impl Topic {
    /// The topic of a stored letter: what its identifier names follows from the letter's kind.
    pub(in crate::outbox) fn stored(kind: LetterKind, id: Id<Self>, round: i32) -> Self {
        match kind.about() {
            About::Alert => Self::Alert(id.cast()),
            About::Sitting => Self::Sitting { id: id.cast(), round },
            About::Action => Self::Action { id: id.cast(), round },
            About::Ending => Self::Ending { service: id.cast(), ends_on: numbered(round) },
        }
    }

    /// Which kinds of letters may be about it.
    #[must_use]
    pub const fn about(&self) -> About {
        match self {
            Self::Alert(_) => About::Alert,
            Self::Sitting { .. } => About::Sitting,
            Self::Action { .. } => About::Action,
            Self::Ending { .. } => About::Ending,
        }
    }

    /// Its identifier, whatever it names.
    pub(in crate::outbox) const fn id(&self) -> Id<Self> {
        match self {
            Self::Alert(id) => id.cast(),
            Self::Sitting { id, .. } => id.cast(),
            Self::Action { id, .. } => id.cast(),
            Self::Ending { service, .. } => service.cast(),
        }
    }

    /// Its round; 0 for what has none, and of a last day the number of the day.
    #[must_use]
    pub fn round(&self) -> i32 {
        match self {
            Self::Alert(_) => 0,
            Self::Sitting { round, .. } | Self::Action { round, .. } => *round,
            Self::Ending { ends_on, .. } => number(*ends_on),
        }
    }
}

/// A message to be sent: why, about what, to whom. What it will say isn't in it: that is composed when it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// What it is for.
    pub kind: LetterKind,
    /// What it is about: of the sort that its kind asks for, else it isn't queued.
    pub about: Topic,
    /// Who receives it.
    pub institution: Id<Institution>,
}

impl Letter {
    /// What makes "once" true: two letters with the same key are one.
    #[must_use]
    pub fn key(&self) -> String {
        let Self { kind, about, institution } = self;
        match about {
            Topic::Alert(alert) => format!("{kind}:{alert}:{institution}"),
            Topic::Sitting { .. } | Topic::Action { .. } | Topic::Ending { .. } => {
                format!("{kind}:{}:{}:{institution}", about.id(), about.round())
            }
        }
    }

    /// Its Message-ID, without angle brackets. It follows from the key alone: a copy sent after a crash has the same, and
    /// whoever receives both can tell.
    #[must_use]
    pub fn message_id(&self) -> String {
        let hash = data_encoding::BASE32_NOPAD.encode(&Sha256::digest(self.key())).to_ascii_lowercase();
        format!("{hash}@quadrige")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(kind: LetterKind, about: u8, round: i32, institution: u8) -> Letter {
        let about = Topic::stored(kind, Id::from_bytes([about; 16]), round);
        Letter { kind, about, institution: Id::from_bytes([institution; 16]) }
    }

    #[test]
    fn the_message_id_follows_from_the_key_alone() {
        let first = letter(LetterKind::Alert, 1, 0, 2);
        assert_eq!(first.message_id(), first.message_id());
        assert_eq!(
            first.key(),
            "alert:aeaqcaibaeaqcaibaeaqcaibae:aibaeaqcaibaeaqcaibaeaqcai",
            "another form of the key would make copies of what was sent before look new"
        );
        assert_eq!(first.message_id(), "ij322klw3cf24zizsnd2r5ft5lwk4c67nozfccayxvcdujofx6bq@quadrige");
        assert_eq!(
            letter(LetterKind::Convocation, 1, 3, 2).key(),
            "convocation:aeaqcaibaeaqcaibaeaqcaibae:3:aibaeaqcaibaeaqcaibaeaqcai"
        );
    }

    #[test]
    fn letters_that_differ_in_anything_have_other_message_ids() {
        let all = [
            letter(LetterKind::Alert, 1, 0, 2),
            letter(LetterKind::Reminder, 1, 0, 2),
            letter(LetterKind::Alert, 3, 0, 2),
            letter(LetterKind::Alert, 1, 0, 4),
            letter(LetterKind::Alert, 2, 0, 1),
            letter(LetterKind::Convocation, 1, 0, 2),
            letter(LetterKind::Convocation, 1, 1, 2),
            letter(LetterKind::Rescheduled, 1, 1, 2),
            letter(LetterKind::Rescheduled, 1, 1, 3),
            letter(LetterKind::ActionLate, 1, 0, 2),
            letter(LetterKind::ClearancesEnding, 1, 20_839, 2),
            letter(LetterKind::ClearancesEnding, 1, 20_840, 2),
            letter(LetterKind::ClearancesEndingSoon, 1, 20_839, 2),
            letter(LetterKind::ClearancesEndingBelow, 1, 20_839, 2),
            letter(LetterKind::ClearancesEndingBelow, 1, 20_839, 3),
            letter(LetterKind::ClearancesEndingBelow, 2, 20_839, 3),
        ];
        let ids: std::collections::BTreeSet<String> = all.iter().map(Letter::message_id).collect();
        assert_eq!(ids.len(), all.len());
    }

    #[test]
    fn a_last_day_is_stored_as_a_number_and_read_back() {
        for day in [Date::constant(2027, 1, 21), Date::constant(2028, 2, 29), Date::constant(1969, 12, 31), Date::MAX] {
            assert_eq!(numbered(number(day)), day);
        }
        let service = Id::from_bytes([9; 16]);
        let about = Topic::Ending { service, ends_on: Date::constant(2027, 1, 21) };
        assert_eq!(about.round(), 20_839);
        let kind = LetterKind::ClearancesEnding;
        assert_eq!(Topic::stored(kind, about.id(), about.round()), about);
        let key = Letter { kind, about, institution: service }.key();
        assert_eq!(key, format!("clearances-ending:{service}:20839:{service}"));
    }

    #[test]
    fn a_topic_is_read_back_as_it_was_stored() {
        for kind in LetterKind::ALL {
            let about = Topic::stored(*kind, Id::from_bytes([9; 16]), 4);
            assert_eq!(about.about(), kind.about(), "{kind}");
            assert_eq!(Topic::stored(*kind, about.id(), about.round()), about, "{kind}");
        }
    }
}
