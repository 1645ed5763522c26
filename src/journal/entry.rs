//! What an entry says (R. 622-30 C. pénit., anc. R. 57-30-9 CPP; EU 2016/680, art. 25).

use jiff::Timestamp;

use crate::domain::handling::Institution;
use crate::domain::{FileRegime, Id};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// A file was opened.
    Consultation,
    /// A list showed people.
    Listing,
    /// A file was taken out of the screen: print view, export.
    Extraction,
    /// Something was written.
    Creation,
    /// Something was changed.
    Modification,
    /// Something was sent to another institution.
    Disclosure,
    /// A purpose was declared before looking.
    Declaration,
    /// Ties and phases were computed from facts by the program itself.
    Combination,
    /// An alert was acknowledged.
    Acknowledgement,
    /// Those invited to a conference were told.
    Convocation,
    /// The minutes of a conference were validated and sealed; what was sealed is in `shown`.
    Seal,
    /// Something was said after the seal; its hash is in `shown`.
    Addendum,
    /// Somebody signed in.
    SignIn,
    /// A session was ended: by its owner, or by somebody who may end it.
    SignOut,
    /// A service of the platform was created or changed.
    Administration,
    /// A clearance or a delegation was proposed, granted, suspended, withdrawn, renewed or reviewed; which of these is in `shown`.
    Clearance,
    /// A protocol was proposed, signed or put aside.
    Adoption,
    /// The journal itself was read, or figures were drawn from it.
    JournalReading,
    /// Entries whose time is over were erased; how many, and the digest of which, is in `shown`.
    Erasure,
}

impl Operation {
    /// Every operation, in the order of the declaration.
    pub const ALL: &'static [Self] = &[
        Self::Consultation,
        Self::Listing,
        Self::Extraction,
        Self::Creation,
        Self::Modification,
        Self::Disclosure,
        Self::Declaration,
        Self::Combination,
        Self::Acknowledgement,
        Self::Convocation,
        Self::Seal,
        Self::Addendum,
        Self::SignIn,
        Self::SignOut,
        Self::Administration,
        Self::Clearance,
        Self::Adoption,
        Self::JournalReading,
        Self::Erasure,
    ];

    /// The one with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.code() == code)
    }

    /// The code stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Consultation => "consultation",
            Self::Listing => "listing",
            Self::Extraction => "extraction",
            Self::Creation => "creation",
            Self::Modification => "modification",
            Self::Disclosure => "disclosure",
            Self::Declaration => "declaration",
            Self::Combination => "combination",
            Self::Acknowledgement => "acknowledgement",
            Self::Convocation => "convocation",
            Self::Seal => "seal",
            Self::Addendum => "addendum",
            Self::SignIn => "sign_in",
            Self::SignOut => "sign_out",
            Self::Administration => "administration",
            Self::Clearance => "clearance",
            Self::Adoption => "adoption",
            Self::JournalReading => "journal_reading",
            Self::Erasure => "erasure",
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Shown or done.
    Granted,
    /// No such file for this reader: whether it doesn't exist or may not be known, the entry is the same.
    NoSuchFile,
    /// No valid clearance.
    NoClearance,
    /// A purpose had to be declared first.
    PurposeNeeded,
    /// The protocol doesn't let the reader write this.
    NotWritable,
    /// An invitation that the reader was told of was withdrawn since.
    NoLongerInvited,
    /// A clearance, but none that lets him do this act of the platform's life.
    NotEntitled,
    /// A rule of the platform's life stands in the way: which, is in the entry's reason, by its code.
    AgainstARule,
    /// A provider vouches for him, and he has no account here.
    NoAccount,
    /// A provider vouches for him, not as the settings ask: too low a level, not lately, or without a claim that is needed.
    ProofTooWeak,
}

impl Outcome {
    /// Every outcome, in the order of the declaration.
    pub const ALL: &'static [Self] = &[
        Self::Granted,
        Self::NoSuchFile,
        Self::NoClearance,
        Self::PurposeNeeded,
        Self::NotWritable,
        Self::NoLongerInvited,
        Self::NotEntitled,
        Self::AgainstARule,
        Self::NoAccount,
        Self::ProofTooWeak,
    ];

    /// The one with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.code() == code)
    }

    /// The code stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::NoSuchFile => "refused:no_such_file",
            Self::NoClearance => "refused:no_clearance",
            Self::PurposeNeeded => "refused:purpose_needed",
            Self::NotWritable => "refused:not_writable",
            Self::NoLongerInvited => "refused:no_longer_invited",
            Self::NotEntitled => "refused:not_entitled",
            Self::AgainstARule => "refused:against_a_rule",
            Self::NoAccount => "refused:no_account",
            Self::ProofTooWeak => "refused:proof_too_weak",
        }
    }
}

/// Who acts, as known at that moment: names change, the entry doesn't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Identity provider.
    pub issuer: String,
    /// Identifier at that provider.
    pub subject: String,
    /// Name.
    pub name: String,
    /// Quality.
    pub quality: String,
    /// Institution.
    pub institution: Id<Institution>,
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub operation: Operation,
    /// How it ended.
    pub outcome: Outcome,
    /// Who.
    pub actor: Actor,
    /// For whom, when somebody asked ("look him up for me").
    pub on_behalf_of: Option<String>,
    /// The person concerned: an identifier as asked for, whether it exists or not.
    pub subject: Option<String>,
    /// The record concerned, when one.
    pub record: Option<String>,
    /// The people listed.
    pub listed: Vec<String>,
    /// Categories and the level shown of each, e.g. `identity:full housing:summary`.
    pub shown: String,
    /// Version of the protocol.
    pub protocol: String,
    /// Code of the purpose.
    pub purpose: Option<String>,
    /// The reason given in words, where the purpose was declared.
    pub reason: Option<String>,
    /// The articles that opened what was shown.
    pub legal_ground: Option<String>,
    /// To whom it was sent.
    pub recipients: Option<String>,
    /// The file regime: sets who may read the entry and how long it is kept.
    pub regime: FileRegime,
}

impl Entry {
    /// An entry of the hub's own regime that says nothing yet but who did what when, and how it ended. Who knows more adds it.
    #[must_use]
    pub const fn new(at: Timestamp, operation: Operation, outcome: Outcome, actor: Actor, protocol: String) -> Self {
        Self {
            at,
            operation,
            outcome,
            actor,
            on_behalf_of: None,
            subject: None,
            record: None,
            listed: Vec::new(),
            shown: String::new(),
            protocol,
            purpose: None,
            reason: None,
            legal_ground: None,
            recipients: None,
            regime: FileRegime::Hub,
        }
    }
}
