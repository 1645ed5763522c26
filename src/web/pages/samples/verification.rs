//! Samples of the verification of the journal.

use super::super::frame::{Frame, NavItem};
use super::super::verification::{Head, Proved, Seal, VerificationPage};
use super::frame;

const NOTE: &str = "journal.quadrige.example\n48213\nq8t3fT1C0pO2m9Yq4mJm8nq1T0cYwB6n1zZs3Qm0b2E=\nquadrige 912 2026-11-22T07:30:05Z\n\n\u{2014} journal.quadrige.example q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJo=\n";

impl VerificationPage {
    /// One of each verdict.
    pub(super) fn samples() -> Vec<Self> {
        let entry = "k7m2qd4xw3nfa6zt5vbrhj2yce";
        let page = |seal: Seal| Self {
            frame: Frame { current: NavItem::Elsewhere, ..frame("Vérification du journal") },
            seal,
            proved: Some(Proved {
                at: "22/11/2026 à 3\u{a0}h\u{a0}00".into(),
                entries: "31\u{202f}408\u{a0}accès".into(),
                places: "48\u{202f}213".into(),
                heads: "912".into(),
                erased: "120".into(),
                late: 0,
                outside: "elles concordent toutes",
            }),
            head: Some(Head {
                at: "22/11/2026 à 8\u{a0}h\u{a0}30".into(),
                size: "48\u{202f}213".into(),
                root: "q8t3fT1C0pO2m9Yq4mJm8nq1T0cYwB6n1zZs3Qm0b2E=".into(),
                note: NOTE.into(),
            }),
            key: Some("journal.quadrige.example+abcdef12+AavN7xI0VniavN7xI0VniavN7xI0VniavN7xI0VniavN".into()),
            waiting: 2,
        };
        let bare = |seal: Seal| Self { proved: None, head: None, ..page(seal) };
        let altered = |entry: Option<&str>, place: Option<&str>| Seal::Altered {
            entry: entry.map(str::to_owned),
            place: place.map(str::to_owned),
            faults: "3".into(),
        };
        vec![
            page(Seal::Whole { entry: Some((entry.into(), "22/11/2026 à 2\u{a0}h\u{a0}59".into())), places: 48_213 }),
            page(Seal::Whole { entry: None, places: 48_213 }),
            page(Seal::Whole { entry: None, places: 0 }),
            page(altered(Some(entry), Some("12"))),
            page(altered(None, None)),
            page(Seal::NotBelieved),
            page(Seal::Halted),
            page(Seal::CopiesGone),
            bare(Seal::NotYet),
            Self { key: None, ..bare(Seal::NoKey) },
        ]
    }
}
