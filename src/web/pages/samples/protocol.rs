//! Samples of the protocol's pages.

use super::super::file::{Content, Group, Row, Section};
use super::super::frame::{Frame, NavItem};
use super::super::parts::{Choice, Faults, Link};
use super::super::preparation::Mark;
use super::super::protocol::{
    Changes, Fallen, Filter, HeadingRow, MarkCell, MatrixRow, ProposalPage, ProposalRow, ProtocolPage, RuleRow,
    RuleSection, SignatureRow, TextFault,
};
use super::super::simulation::SimulationPage;
use super::{frame, told};
use crate::domain::Level;

const PROPOSAL: &str = "/protocole/propositions/k7m2qd4xw3nfa6zt5vbrhj2yce";

fn at(title: &str) -> Frame {
    Frame { current: NavItem::Elsewhere, ..frame(title) }
}

fn mark(category: &'static str, level: Level, write: bool) -> MarkCell {
    MarkCell {
        category,
        level,
        write,
        note: if write { String::new() } else { "invité à un point d’ordre du jour, sous condition".into() },
        basis: write.then(|| "R. 240-5 C. pénit. (anc. R. 57-9-22 CPP), 7°".into()),
    }
}

fn fault() -> TextFault {
    TextFault { of: "celui-ci".into(), line: "14".into(), what: "`level`: unknown \"<plenty>\"".into() }
}

impl ProtocolPage {
    /// A table under a national protocol; a list with a faulty proposal; nothing agreed.
    pub(super) fn samples() -> Vec<Self> {
        let choices = || vec![Choice::new("", "Toutes", true), Choice::new("detention", "exécution de peine", false)];
        let table = Self {
            frame: at("Protocole"),
            version: "reference@1+demo-national@1".into(),
            headings: vec![HeadingRow {
                title: "Protocole national de démonstration".into(),
                reference: "demo-national@1".into(),
                scope: "nationale".into(),
                validity: "depuis le 05/01/2026, sans terme".into(),
                signatories: vec!["Direction de l’administration pénitentiaire".into(), "DACG".into()],
                act: Some("Convention-cadre du 5 janvier 2026".into()),
            }],
            filter: Filter {
                phases: choices(),
                kinds: choices(),
                functions: choices(),
                as_list: false,
                show_bases: true,
                others: vec![Link::new("Voir en liste", "/protocole?forme=liste")],
            },
            columns: vec!["Identité", "Logement"],
            rows: vec![MatrixRow {
                kind: "Établissement pénitentiaire",
                marks: vec![mark("Identité", Level::Full, true), mark("Logement", Level::Summary, false)],
            }],
            sentences: Vec::new(),
            count: String::new(),
            pages: Vec::new(),
            rules: vec![RuleSection {
                title: "Alertes de sortie",
                text: "Qui est prévenu d’une sortie, et de quoi.",
                rows: vec![("Police nationale".into(), "date de la sortie".into())],
            }],
            proposals: vec![ProposalRow {
                href: PROPOSAL.into(),
                title: "Protocole national (demo-national@2)".into(),
                when: "21/11/2026 à 10\u{a0}h".into(),
                state: Mark::new("now", "signé une fois"),
            }],
            form: None,
            faults: Faults::default(),
            text_faults: Vec::new(),
        };
        let mut list = table.clone();
        list.filter.as_list = true;
        list.sentences = vec!["Parquet (magistrat)\u{a0}: voit en entier «\u{a0}Identité\u{a0}».".into()];
        list.count = "1\u{a0}cellule, page 1 sur 2".into();
        list.pages = vec![Link::new("Page suivante", "/protocole?forme=liste&page=2")];
        list.form = Some("id = \"<nord>\"\n".into());
        list.faults.add("file", "Choisissez un fichier, ou collez le texte du protocole");
        list.faults.add("text", "Corrigez le texte aux lignes indiquées, puis déposez-le de nouveau");
        list.text_faults = vec![fault()];
        let mut none = table.clone();
        none.headings.clear();
        none.proposals.clear();
        none.rows.clear();
        vec![table, list, none]
    }
}

impl ProposalPage {
    /// One that waits for its second signature, one about to be signed, one that no longer fits.
    pub(super) fn samples() -> Vec<Self> {
        let rule = |before: Option<&str>, after: Option<&str>| RuleRow {
            title: "Qui habilite\u{a0}: Établissement pénitentiaire (surveillance)".into(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        let changes = Changes {
            gains: vec!["Police nationale (toute fonction)\u{a0}: gagne «\u{a0}Identité\u{a0}».".into()],
            losses: vec!["Parquet (magistrat)\u{a0}: perd «\u{a0}Logement\u{a0}».".into()],
            rules: vec![rule(Some("a"), Some("b")), rule(None, Some("<b>")), rule(Some("a"), None)],
        };
        let fallen = |changes| Fallen { title: "Protocole national (n@2)".into(), from: "01/01/2027".into(), changes };
        let waiting = Self {
            frame: told(at("Proposition de protocole")),
            id: "k7m2qd4xw3nfa6zt5vbrhj2yce".into(),
            href: PROPOSAL.into(),
            title: "Protocole national".into(),
            reference: "demo-national@2".into(),
            state: Mark::new("now", "signé une fois, la seconde signature est attendue"),
            facts: vec![("Portée", "nationale".into()), ("Prend effet le", "01/12/2026".into())],
            digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
            signatures: vec![SignatureRow {
                who: "Olivier SAINTE-REINE, directeur".into(),
                institution: "Direction de l’administration pénitentiaire".into(),
                when: "21/11/2026 à 10\u{a0}h".into(),
            }],
            awaited: vec!["Parquet ou Juridiction de l’application des peines (magistrat)".into()],
            changes: changes.clone(),
            fallen: vec![fallen(changes), fallen(Changes::default())],
            narrowed: vec!["Protocole du Nord (nord@1)".into()],
            added: vec!["Une cellule.".into()],
            removed: vec!["Une autre.".into()],
            changed: vec![("Avant.".into(), "Après.".into())],
            unfit: Vec::new(),
            text: "id = \"<x>\"\n".into(),
            is_settled: false,
            may_sign: true,
            is_signing: false,
        };
        let signing = Self {
            is_signing: true,
            signatures: Vec::new(),
            changes: Changes::default(),
            fallen: Vec::new(),
            narrowed: Vec::new(),
            ..waiting.clone()
        };
        let unfit = Self { unfit: vec![fault()], may_sign: false, awaited: Vec::new(), ..waiting.clone() };
        vec![waiting, signing, unfit]
    }
}

impl SimulationPage {
    /// Something is seen; nothing is.
    pub(super) fn samples() -> Vec<Self> {
        let choices = || vec![Choice::new("a", "Un choix", true), Choice::new("b", "Un autre", false)];
        let row = |content: Content| Row {
            label: "Nom".into(),
            content,
            basis: "R. 240-5 C. pénit.".into(),
            correct_href: None,
            history_href: None,
        };
        let group = Group {
            id: String::new(),
            title: String::new(),
            meta: None,
            handling: None,
            rows: vec![row(Content::Shown("Exemple".into())), row(Content::Withheld("Non communiqué.".into()))],
            link: None,
        };
        let seen = Self {
            frame: at("Voir comme une autre fonction"),
            under: "reference@1+demo-national@1".into(),
            proposal: Some("k7m2qd4xw3nfa6zt5vbrhj2yce".into()),
            kinds: choices(),
            functions: choices(),
            phases: choices(),
            ties: choices(),
            facts: choices(),
            as_whom: "Parquet, magistrat".into(),
            sections: vec![Section {
                id: "identity".into(),
                title: "Identité".into(),
                level: Level::Full,
                note: None,
                groups: vec![group],
                bases: Vec::new(),
                side_by_side: false,
            }],
            withheld: vec![("Logement", "Niveau «\u{a0}rien\u{a0}».".into())],
            show_bases: true,
        };
        let nothing = Self { sections: Vec::new(), proposal: None, ..seen.clone() };
        vec![seen, nothing]
    }
}
