//! Samples of the release board and of one release.

use super::super::frame::{Frame, NavItem};
use super::super::home::Empty;
use super::super::parts::Link;
use super::super::releases::{Acknowledge, AlertRow, ReleasePage, ReleaseRow, ReleasesPage, Table, Told, WindowLink};
use super::{banner, frame, purpose, service, told};
use crate::domain::institution::Party;

const STAY: &str = "/sorties/p5c6rd7xw3nfa6zt5vbrhj2yce";
const SPIP: &str = "Service pénitentiaire d’insertion et de probation du Nord, antenne de Lille";

fn at_releases(title: &str) -> Frame {
    Frame { current: NavItem::Releases, ..frame(title) }
}

/// A release that asks nothing.
fn release(name: &str, date: &str, distance: &str) -> ReleaseRow {
    ReleaseRow {
        href: STAY.into(),
        name: name.into(),
        born: "12/03/1990".into(),
        place: "Maison d’arrêt de Lille-Sequedin".into(),
        date: date.into(),
        distance: distance.into(),
        near: false,
        overdue: false,
        own: String::new(),
        waits: false,
        told: String::new(),
        late: String::new(),
        gap: false,
    }
}

fn table(rows: Vec<ReleaseRow>) -> Table {
    Table { caption: "Sorties, la plus proche d’abord".into(), rows }
}

impl ReleasesPage {
    /// A full board, one that waits for the reader's service, an empty one.
    pub fn samples() -> Vec<Self> {
        let window = |title: &str, href: &str, current| WindowLink { link: Link::new(title, href), current };
        let told = |row: ReleaseRow| ReleaseRow { told: "3\u{a0}services, 1\u{a0}accusé".into(), ..row };
        let full = ReleasesPage {
            frame: at_releases("Sorties"),
            windows: vec![
                window("7\u{a0}jours", "/sorties?jours=7", false),
                window("30\u{a0}jours", "/sorties?jours=30", true),
                window("Accusés à donner", "/sorties?attente=accuse", false),
            ],
            heading: "À venir".into(),
            count: "4\u{a0}sorties dans les 30\u{a0}jours".into(),
            listed: table(vec![
                ReleaseRow { overdue: true, ..told(release("ABDALLAH Karim", "20/11/2026", "hier")) },
                ReleaseRow {
                    near: true,
                    late: "1\u{a0}en retard".into(),
                    ..told(release("", "24/11/2026 à\u{a0}9\u{a0}h", "dans 3\u{a0}jours"))
                },
                ReleaseRow { gap: true, ..told(release("GÜNEŞ Emre", "04/12/2026", "dans 13\u{a0}jours")) },
                told(release("HOARAU Mickaël", "12/12/2026", "dans 21\u{a0}jours")),
            ]),
            past: Some(table(vec![told(release("CHEVALLIER Ludovic", "18/11/2026", "il y a 3\u{a0}jours"))])),
            empty: Empty::default(),
        };
        let waiting = ReleasesPage {
            heading: "Accusés à donner".into(),
            count: "1\u{a0}accusé de réception à donner par votre service".into(),
            listed: table(vec![ReleaseRow {
                own: "Accusé en retard".into(),
                waits: true,
                ..release("BAÏLO Théo", "Aucune date", "")
            }]),
            past: None,
            ..full.clone()
        };
        let none = ReleasesPage {
            count: "0\u{a0}sortie dans les 30\u{a0}jours".into(),
            listed: table(vec![]),
            past: Some(table(vec![])),
            empty: Empty {
                title: "Aucune sortie sur cette période".into(),
                text: "Élargissez la période pour voir plus loin.".into(),
                ways: vec![],
            },
            ..full.clone()
        };
        vec![full, waiting, none]
    }
}

impl ReleasePage {
    /// Told to several, waiting for the reader's service, late, without a recipient, told to nobody.
    pub fn samples() -> Vec<Self> {
        let alert = |state: &str, details: &[&str], late| AlertRow {
            occurrence: "Sortie dans 7\u{a0}jours".into(),
            basis: "R. 240-5 C. pénit. (anc. R. 57-9-22 CPP), 9° a".into(),
            state: state.into(),
            details: details.iter().map(|detail| (*detail).to_owned()).collect(),
            late,
        };
        let moment = "24/11/2026 à\u{a0}17\u{a0}h (heure de La Réunion)";
        let full = ReleasePage {
            frame: told(at_releases("Sortie")),
            banner: banner(),
            purpose: purpose(),
            headline: "Sortie prévue le 14/03/2027 à\u{a0}9\u{a0}h, dans 113\u{a0}jours".into(),
            facts: vec!["Les heures sont celles de l’établissement (heure de La Réunion).".into()],
            acknowledge: None,
            recipients: vec![
                Told {
                    service: service(SPIP, Party::Probation),
                    alerts: vec![
                        alert("Lue le 20/11/2026 à\u{a0}14\u{a0}h", &["Accusé attendu avant le 24/11/2026."], false),
                        alert("Accusé de réception le 12/11/2026", &["Par LEROY Inès, conseillère."], false),
                    ],
                },
                Told {
                    service: service("Groupement de gendarmerie départementale du Nord", Party::Police),
                    alerts: vec![alert(
                        "En retard\u{a0}: accusé attendu le 18/11/2026",
                        &["Relance le 18/11/2026.", "Service supérieur prévenu le 19/11/2026."],
                        true,
                    )],
                },
            ],
            gaps: vec![],
        };
        let asked = |late| Some(Acknowledge { action: format!("{STAY}/accuses"), deadline: moment.into(), late });
        vec![
            full.clone(),
            ReleasePage { frame: at_releases("Sortie"), acknowledge: asked(false), ..full.clone() },
            ReleasePage { acknowledge: asked(true), ..full.clone() },
            ReleasePage {
                gaps: vec!["Aucune adresse n’est déclarée. Recueillez l’adresse.".into()],
                headline: "Aucune date de sortie n’est fixée".into(),
                ..full.clone()
            },
            ReleasePage { recipients: vec![], facts: vec![], ..full },
        ]
    }
}
