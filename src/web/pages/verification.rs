//! `/journal/verification`: one verdict, and how to check it from outside.

use askama::Template;

use super::frame::Frame;

/// The verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seal {
    /// No key is set: nothing is signed.
    NoKey,
    /// Everything is proved for the first time since the start.
    NotYet,
    /// Nothing is wrong, up to this entry and its moment; no entry where it was erased.
    Whole {
        /// Identifier and moment of the last entry proved.
        entry: Option<(String, String)>,
        /// How many places were proved; none where the journal is empty.
        places: u64,
    },
    /// Something isn't as it was written.
    Altered {
        /// The first bad entry, where it is one.
        entry: Option<String>,
        /// Its place.
        place: Option<String>,
        /// How many faults.
        faults: String,
    },
    /// The last head isn't signed by a known key.
    NotBelieved,
    /// Nothing is wrong with the journal itself, but the copies that must be outside the database aren't there.
    CopiesGone,
    /// Nothing more is signed.
    Halted,
}

/// What the last proof of everything came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// When.
    pub at: String,
    /// How many entries, in words.
    pub entries: String,
    /// How many places.
    pub places: String,
    /// How many signed heads.
    pub heads: String,
    /// How many places of what was erased.
    pub erased: String,
    /// How many entries came late.
    pub late: u64,
    /// What the copies outside say.
    pub outside: &'static str,
}

/// The last signed head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// When.
    pub at: String,
    /// Its size.
    pub size: String,
    /// Its root.
    pub root: String,
    /// The note, to copy.
    pub note: String,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "verification.html", whitespace = "minimize")]
pub struct VerificationPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The verdict.
    pub seal: Seal,
    /// The last proof of everything; none yet.
    pub proved: Option<Proved>,
    /// The last signed head; none yet.
    pub head: Option<Head>,
    /// The public key.
    pub key: Option<String>,
    /// How many entries wait for their place.
    pub waiting: u64,
}
