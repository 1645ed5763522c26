//! Why somebody isn't let in: what the honest may read, and the code that the log gets.

use jiff::{SignedDuration, Timestamp};

use super::provider::Unfit;
use crate::access::Error;

/// Why somebody isn't let in.
#[derive(Debug)]
pub enum Refusal {
    /// It may be an attack: nothing is said but to begin again. The code is for the log.
    Suspect(&'static str),
    /// He said no at the provider, or the provider did.
    Declined,
    /// Authentic, but not strongly enough.
    TooWeak {
        /// The levels that are enough, from the lowest.
        required: Vec<String>,
        /// What came back.
        received: Option<String>,
        /// Whom to ask.
        contact: String,
    },
    /// A fresh sign-in was needed, and the provider didn't ask again.
    NotFresh {
        /// At which moment at the earliest.
        required: Timestamp,
        /// When the provider says that it asked, if it does.
        received: Option<Timestamp>,
        /// Whom to ask.
        contact: String,
    },
    /// A fresh sign-in was needed, and somebody else signed in.
    SomebodyElse,
    /// The provider doesn't say what the settings need of it.
    Unsaid {
        /// The claim.
        claim: String,
        /// Whom to ask.
        contact: String,
    },
    /// Authentic, and nobody here.
    Unknown {
        /// The provider's name.
        provider: String,
        /// How it calls him: what an administrator needs to create the account.
        subject: String,
        /// Whom to ask.
        contact: String,
    },
    /// The provider doesn't answer, or not as it should. The code is for the log.
    Away(&'static str),
    /// Too many are on their way to a provider.
    Crowded,
    /// The database or the journal failed.
    Failed(Error),
}

/// How old a sign-in may be for what asks for a fresh one.
pub const FRESH: SignedDuration = SignedDuration::from_mins(5);

impl Refusal {
    /// The code for the log: never a value.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Suspect(code) | Self::Away(code) => code,
            Self::Declined => "declined",
            Self::TooWeak { .. } => "acr",
            Self::NotFresh { .. } => "not-fresh",
            Self::SomebodyElse => "somebody-else",
            Self::Unsaid { .. } => "claim-missing",
            Self::Unknown { .. } => "unknown-account",
            Self::Crowded => "too-many-attempts",
            Self::Failed(error) => error.kind(),
        }
    }
}

impl From<Unfit> for Refusal {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Away(trouble) => Self::Away(trouble),
            Unfit::Flawed(flaw) => Self::Suspect(flaw),
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
