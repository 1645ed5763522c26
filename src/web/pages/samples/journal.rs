//! Samples of the journal's pages.

use super::super::frame::{Frame, NavItem};
use super::super::home::Empty;
use super::super::journal::{
    EntryPage, FigureRow, FilterForm, JournalPage, Kept, OwnPage, PartRow, Row, StatisticsPage,
};
use super::super::parts::{Choice, Faults, Link};
use super::frame;

const ENTRY: &str = "p5c6rd7xw3nfa6zt5vbrhj2yce";

fn here(title: &str) -> Frame {
    Frame { current: NavItem::Elsewhere, ..frame(title) }
}

fn row() -> Row {
    Row {
        when: "20/11/2026 à\u{a0}14\u{a0}h\u{a0}30 (heure de La Réunion)".into(),
        href: Some(format!("/journal/{ENTRY}")),
        name: "LECOUSTRE Thomas".into(),
        quality: "surveillant pénitentiaire".into(),
        service: "Maison d’arrêt de Lille-Sequedin".into(),
        agent_href: Some("/journal?agent=p5c6rd7xw3nfa6zt5vbrhj2yce".into()),
        on_behalf_of: "Mme \"Tissot\" <parquet>".into(),
        operation: "consultation d’un dossier".into(),
        outcome: "accordé".into(),
        subject: Some(Link::new("K7M2-QD4X", "/journal?personne=k7m2qd4xw3nfa6zt5vbrhj2yce")),
        listed: String::new(),
        shown: "Identité\u{a0}: complet, Logement\u{a0}: résumé".into(),
        purpose: "prise en charge en détention".into(),
        ground: "R. 240-5 C. pénit. (anc. R. 57-9-22 CPP), 8° a".into(),
        regime: "GENESIS".into(),
        protocol: "reference@1+national@3".into(),
    }
}

fn listing() -> Row {
    Row {
        href: None,
        agent_href: None,
        on_behalf_of: String::new(),
        operation: "liste ou recherche".into(),
        subject: None,
        listed: "12\u{a0}dossiers listés".into(),
        ..row()
    }
}

impl JournalPage {
    /// A page of many, one where nothing matches, one whose export lacks its reason.
    pub fn samples() -> Vec<Self> {
        let any = |label: &str| vec![Choice::new("", label, true), Choice::new("x", "autre chose", false)];
        let full = JournalPage {
            frame: here("Journal des accès"),
            parts: vec![PartRow {
                regimes: "GENESIS, conférence".into(),
                slice: "les accès des agents de votre service".into(),
                basis: "directive (UE) 2016/680, art. 25".into(),
            }],
            form: FilterForm {
                person: "k7m2qd4xw3nfa6zt5vbrhj2yce".into(),
                agent: String::new(),
                services: any("Tous"),
                purposes: any("Tous"),
                operations: any("Toutes"),
                outcomes: any("Toutes"),
                regimes: any("Tous"),
                from: "2026-10-23".into(),
                to: "2026-11-21".into(),
            },
            period: "du 23/10/2026 au 21/11/2026".into(),
            rows: vec![row(), listing()],
            first: Some("/journal".into()),
            next: Some(format!("/journal?avant=1700000000000000-{ENTRY}")),
            hidden: vec![("personne".into(), "k7m2qd4xw3nfa6zt5vbrhj2yce".into())],
            reason: String::new(),
            recipient: String::new(),
            faults: Faults::default(),
            empty: Empty::default(),
        };
        let none = JournalPage {
            rows: Vec::new(),
            first: None,
            next: None,
            empty: Empty {
                title: "Aucune entrée ne correspond".into(),
                text: "Élargissez la période ou retirez un filtre.".into(),
                ways: vec![Link::new("Tout le journal des trente derniers jours", "/journal")],
            },
            ..full.clone()
        };
        let mut faults = Faults::default();
        faults.add("reason", "Dites pourquoi vous emportez ces entrées (dix caractères au moins)");
        faults.add("recipient", "Dites à qui elles sont destinées, en 120 caractères au plus");
        let faulty = JournalPage { reason: "<b>oui</b>".into(), faults, ..full.clone() };
        vec![full, none, faulty]
    }
}

impl OwnPage {
    /// Some accesses, and none.
    pub fn samples() -> Vec<Self> {
        let some = OwnPage {
            frame: here("Mes accès"),
            operator: "Ministère <essai>".into(),
            kept: vec![Kept { regime: "PSEM".into(), time: "36\u{a0}mois (R. 544-28 C. pénit.)".into() }],
            rows: vec![Row { href: None, agent_href: None, ..row() }, listing()],
            first: None,
            next: Some(format!("/journal/mes-acces?avant=1700000000000000-{ENTRY}")),
            reads_more: true,
            empty: Empty::default(),
        };
        let none = OwnPage { rows: Vec::new(), next: None, reads_more: false, ..some.clone() };
        vec![some, none]
    }
}

impl EntryPage {
    /// A consultation with a reason, and a listing.
    pub fn samples() -> Vec<Self> {
        let file = Link::new("K7M2-QD4X", "/journal?personne=k7m2qd4xw3nfa6zt5vbrhj2yce");
        let one = EntryPage {
            frame: here("Journal des accès : une entrée"),
            id: ENTRY.into(),
            row: row(),
            subject: Some(file.clone()),
            record: "habilitation".into(),
            reason: Some("Demandé par téléphone <ce matin>".into()),
            recipients: vec!["Parquet de Douai".into(), "SPIP du Nord".into()],
            listed: Vec::new(),
            leaf: "ab".repeat(32),
        };
        let many = EntryPage {
            row: listing(),
            subject: None,
            record: String::new(),
            reason: None,
            recipients: Vec::new(),
            listed: vec![file.clone(), file],
            ..one.clone()
        };
        vec![one, many]
    }
}

impl StatisticsPage {
    /// A month with small figures, and an empty one.
    pub fn samples() -> Vec<Self> {
        let line = |title: &str, cells: &[&str], total: &str| FigureRow {
            title: title.into(),
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            total: total.into(),
        };
        let some = StatisticsPage {
            frame: here("Journal des accès : statistiques"),
            months: vec![Choice::new("2026-10", "octobre 2026", true), Choice::new("2026-09", "septembre 2026", false)],
            month: "octobre 2026".into(),
            smallest: "5".into(),
            operations: vec!["consultation d’un dossier".into(), "connexion".into()],
            rows: vec![line("Parquet de Douai", &["non communiqué", "moins de\u{a0}5"], "au moins 2")],
            totals: vec!["au moins 1".into(), "au moins 1".into()],
            total: "au moins 2".into(),
            purposes: vec![line("sans motif à déclarer", &["12"], "")],
            outcomes: vec![line("accordé", &["12"], "")],
        };
        let none = StatisticsPage { rows: Vec::new(), ..some.clone() };
        vec![some, none]
    }
}
