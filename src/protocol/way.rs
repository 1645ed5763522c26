//! The ways in which a service may come to know of somebody, one at a time: what comparisons and tables go through.

use crate::domain::{DataCategory, Notice, Tie, TieKind, TieScope};

/// One way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// A standing tie, or an alert.
    Tie(TieKind),
    /// A notice about somebody of the territory.
    Notice(Notice),
    /// An invitation to an item on whose table everything was laid.
    Item,
    /// A record that was communicated.
    Communication,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 10] = [
        Self::Tie(TieKind::Held),
        Self::Tie(TieKind::Followed),
        Self::Tie(TieKind::Prosecuted),
        Self::Tie(TieKind::Hierarchy),
        Self::Notice(Notice::Sentence3y),
        Self::Notice(Notice::Leave),
        Self::Notice(Notice::ForeignerRemoval),
        Self::Tie(TieKind::Alert),
        Self::Item,
        Self::Communication,
    ];

    /// The code in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tie(kind) => kind.code(),
            Self::Notice(notice) => notice.code(),
            Self::Item => TieKind::Item.code(),
            Self::Communication => TieKind::Communication.code(),
        }
    }

    /// In French, after a colon.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tie(kind) => kind.label(),
            Self::Notice(notice) => notice.label(),
            Self::Item => TieKind::Item.label(),
            Self::Communication => TieKind::Communication.label(),
        }
    }

    /// The way with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }

    /// A tie of this way. Records and items have a name that stands for any.
    #[must_use]
    pub fn tie(self) -> Tie {
        match self {
            Self::Tie(kind) => Tie { kind, scope: TieScope::Whole },
            Self::Notice(notice) => Tie { kind: TieKind::Territory, scope: TieScope::Notice(notice) },
            Self::Item => {
                Tie { kind: TieKind::Item, scope: TieScope::Item("any".to_owned(), DataCategory::ALL.to_vec()) }
            }
            Self::Communication => Tie { kind: TieKind::Communication, scope: TieScope::Record("any".to_owned()) },
        }
    }
}
