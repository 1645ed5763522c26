//! The closed list of conditions that a cell may ask for with `when`. No expressions: a jurist can read them all.

use crate::domain::Notice;

macro_rules! predicates {
    ($($variant:ident = $code:literal, $label:literal;)+) => {
        /// A fact of the person's file that a cell may ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Predicate { $(#[doc = $label] $variant,)+ }

        impl Predicate {
            /// Every predicate.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code used in the protocol.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The French words shown on screen.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// The predicate with this code; `None` for any other text.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

predicates! {
    ForeignerRemoval = "foreigner_removal", "étranger faisant l’objet d’une mesure d’éloignement";
    Leave = "leave", "permission de sortir accordée";
    Sentence3y = "sentence_3y", "peine de trois ans ou plus";
    ReleaseAddress = "release_address", "adresse déclarée à la sortie";
    AlarmTransmitted = "alarm_transmitted", "alarme transmise";
    Soldier = "soldier", "militaire";
    Convicted = "convicted", "personne condamnée";
    CapItem = "cap_item", "dossier inscrit à la commission de l’application des peines";
    DeclaredGround = "declared_ground", "motif légal déclaré";
}

impl Predicate {
    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl From<Notice> for Predicate {
    /// The predicate that a territorial notice answers to: the one with the same code.
    fn from(notice: Notice) -> Self {
        match notice {
            Notice::Sentence3y => Self::Sentence3y,
            Notice::Leave => Self::Leave,
            Notice::ForeignerRemoval => Self::ForeignerRemoval,
        }
    }
}

/// A set of predicates, as small as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Predicates(u32);

impl Predicates {
    /// None.
    pub const NONE: Self = Self(0);
    /// All of them.
    pub const ALL: Self = Self((1 << Predicate::ALL.len()) - 1);

    /// The set that [`Predicates::bits`] gave; bits of no predicate are dropped.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// As a number: bit *n* stands for the *n*th of [`Predicate::ALL`].
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Adds one.
    pub const fn insert(&mut self, predicate: Predicate) {
        self.0 |= predicate.bit();
    }

    /// Whether it is one of them.
    #[must_use]
    pub const fn contains(self, predicate: Predicate) -> bool {
        self.0 & predicate.bit() != 0
    }

    /// Whether all of `others` are among them.
    #[must_use]
    pub const fn includes(self, others: Self) -> bool {
        others.0 & !self.0 == 0
    }

    /// These and that one.
    #[must_use]
    pub const fn with(self, predicate: Predicate) -> Self {
        Self(self.0 | predicate.bit())
    }

    /// Each of them, in the order of the list.
    pub fn iter(self) -> impl Iterator<Item = Predicate> {
        Predicate::ALL.iter().copied().filter(move |p| self.contains(*p))
    }
}

impl FromIterator<Predicate> for Predicates {
    fn from_iter<I: IntoIterator<Item = Predicate>>(predicates: I) -> Self {
        predicates.into_iter().fold(Self::NONE, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_has_the_predicate_of_the_same_code() {
        for notice in Notice::ALL {
            assert_eq!(Predicate::from(*notice).code(), notice.code());
        }
    }

    #[test]
    fn a_set_reads_back_and_forgets_unknown_bits() {
        let set: Predicates = [Predicate::Leave, Predicate::CapItem].into_iter().collect();
        assert_eq!(Predicates::from_bits(set.bits()), set);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Predicate::Leave, Predicate::CapItem]);
        assert_eq!(Predicates::from_bits(u32::MAX), Predicates::ALL);
        assert!(Predicates::ALL.includes(set) && !set.includes(Predicates::ALL));
    }
}
