//! Ties: the need to know between an institution and a person (domain, section 6).

use super::category::DataCategory;
use super::text_enum::text_enum;

text_enum! {
    /// Why an institution needs to know of a person.
    TieKind {
        Held = "held", "détenu dans l’établissement";
        Followed = "followed", "suivi par le service";
        Prosecuted = "prosecuted", "poursuivi par le parquet";
        Hierarchy = "hierarchy", "suivi par un service subordonné";
        Territory = "territory", "intéresse le ressort";
        Communication = "communication", "communication reçue";
        Alert = "alert", "alerte de sortie reçue";
        Item = "item", "invité à un point d’ordre du jour";
    }
}

impl TieKind {
    /// Standing ties unlock the standing cells of the protocol; the others only what their scope says, or, for an alert, what
    /// the cells that name it say.
    #[must_use]
    pub const fn is_standing(self) -> bool {
        matches!(self, Self::Held | Self::Followed | Self::Prosecuted | Self::Hierarchy)
    }
}

text_enum! {
    /// The facts that a territorial notice is about. Each is also a `when` predicate of the protocol: a territory tie
    /// of this scope satisfies that predicate and no other, so that the police of the place of a leave learn of the
    /// leave (R. 57-9-23 6° a) and not of the release address.
    Notice {
        Sentence3y = "sentence_3y", "peine de trois ans ou plus, adresse déclarée dans le ressort";
        Leave = "leave", "permission de sortir dans le ressort";
        ForeignerRemoval = "foreigner_removal", "éloignement";
    }
}

/// What a tie reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TieScope {
    /// The person, as far as the protocol goes.
    Whole,
    /// One notice only.
    Notice(Notice),
    /// One communicated record only (its identifier).
    Record(String),
    /// One item of an agenda (its identifier): what was written for it, and the categories laid on its table.
    Item(String, Vec<DataCategory>),
}

/// A tie as a decision needs it: dates already checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// Why.
    pub kind: TieKind,
    /// How far.
    pub scope: TieScope,
}
