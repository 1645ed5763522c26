//! The journal's closed words in French. What is unknown, of a later version or of an invented entry, is printed as it stands.

use std::collections::HashMap;

use super::super::pages::frame::NavItem;
use crate::domain::{DataCategory, FileRegime, Level, Purpose};
use crate::journal::{Operation, Outcome};
use crate::protocol::Agreement;

/// Where the journal's pages stand in the navigation.
pub(super) const NAV: NavItem = NavItem::Elsewhere;

/// What was done.
pub(super) const fn operation(operation: Operation) -> &'static str {
    match operation {
        Operation::Consultation => "consultation d’un dossier",
        Operation::Listing => "liste ou recherche",
        Operation::Extraction => "extraction",
        Operation::Creation => "création",
        Operation::Modification => "modification",
        Operation::Disclosure => "communication",
        Operation::Declaration => "déclaration d’un motif",
        Operation::Combination => "rapprochement automatique",
        Operation::Acknowledgement => "accusé de réception",
        Operation::Convocation => "convocation",
        Operation::Seal => "scellement d’un compte rendu",
        Operation::Addendum => "additif",
        Operation::SignIn => "connexion",
        Operation::SignOut => "fin de connexion",
        Operation::Administration => "administration d’un service",
        Operation::Clearance => "habilitation ou délégation",
        Operation::Adoption => "adoption d’un protocole",
        Operation::JournalReading => "lecture du journal",
        Operation::Erasure => "effacement d’entrées du journal",
    }
}

/// How it ended.
pub(super) const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Granted => "accordé",
        Outcome::NoSuchFile => "refusé\u{a0}: dossier inconnu de l’agent",
        Outcome::NoClearance => "refusé\u{a0}: sans habilitation valide",
        Outcome::PurposeNeeded => "refusé\u{a0}: motif non déclaré",
        Outcome::NotWritable => "refusé\u{a0}: écriture non permise",
        Outcome::NoLongerInvited => "refusé\u{a0}: invitation retirée",
        Outcome::NotEntitled => "refusé\u{a0}: acte non confié à cette fonction",
        Outcome::AgainstARule => "refusé\u{a0}: règle contraire",
        Outcome::NoAccount => "refusé\u{a0}: aucun compte",
        Outcome::ProofTooWeak => "refusé\u{a0}: identification insuffisante",
    }
}

/// The same from its code.
pub(super) fn operation_of(code: &str) -> String {
    Operation::from_code(code).map_or_else(|| code.to_owned(), |known| operation(known).to_owned())
}

/// The same from its code.
pub(super) fn outcome_of(code: &str) -> String {
    Outcome::from_code(code).map_or_else(|| code.to_owned(), |known| outcome(known).to_owned())
}

/// A purpose from its code; nothing where none was needed.
pub(super) fn purpose_of(code: Option<&str>) -> String {
    let Some(code) = code else { return String::new() };
    Purpose::from_code(code).map_or_else(|| code.to_owned(), |known| known.label().to_owned())
}

/// A regime.
pub(super) fn regime_of(regime: Option<FileRegime>) -> String {
    regime.map(|regime| regime.label().to_owned()).unwrap_or_default()
}

/// Categories and levels: `Identité : complet, Logement : résumé`; other closed words as they stand.
pub(super) fn shown(text: &str) -> String {
    let word = |token: &str| {
        let known = token.split_once(':').and_then(|(category, level)| {
            Some((DataCategory::from_code(category)?.label(), Level::from_code(level)?.label()))
        });
        known.map_or_else(|| token.to_owned(), |(category, level)| format!("{category}\u{a0}: {level}"))
    };
    text.split_ascii_whitespace().map(word).collect::<Vec<_>>().join(", ")
}

/// The articles behind the keys that entries hold.
pub(super) struct Articles(HashMap<String, String>);

impl Articles {
    /// Those of the agreement in force.
    pub(super) fn of(agreement: &Agreement) -> Self {
        let bases = agreement.cells().iter().map(|cell| &cell.basis);
        let bases = bases.chain(agreement.alert_rules().iter().map(|rule| &rule.basis));
        let bases = bases.chain(agreement.journal_readers().iter().map(|rule| &rule.basis));
        Self(bases.map(|basis| (basis.key.clone(), basis.label())).collect())
    }

    /// Keys as articles; words that aren't keys as they stand.
    pub(super) fn words(&self, ground: Option<&str>) -> String {
        let ground = ground.unwrap_or_default();
        let known: Option<Vec<&str>> =
            ground.split_ascii_whitespace().map(|key| self.0.get(key).map(String::as_str)).collect();
        known.map_or_else(|| ground.to_owned(), |articles| articles.join("\u{a0}; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_and_levels_are_said_in_french_and_unknown_words_stay() {
        assert_eq!(shown("identity:full housing:summary"), "Identité\u{a0}: complet, Logement\u{a0}: résumé");
        assert_eq!(shown("entries:3 digest:ab"), "entries:3, digest:ab");
        assert_eq!(shown(""), "");
        assert_eq!(operation_of("unheard_of"), "unheard_of");
    }

    #[test]
    fn every_operation_and_outcome_reads_back_from_its_code() {
        for known in Operation::ALL {
            assert_eq!(operation_of(known.code()), operation(*known));
        }
        for known in Outcome::ALL {
            assert_eq!(outcome_of(known.code()), outcome(*known));
        }
    }
}
