//! What conference pages are made of, all on one page: the classes of the stylesheet as their templates use them.

use askama::Template;

use super::super::frame::Frame;
use super::super::parts::{Banner, Choice, PurposeLine, Service};
use super::{banner, frame, purpose, service};
use crate::domain::institution::Party;

/// The page of pieces.
#[derive(Template)]
#[template(path = "sample_conference.html", whitespace = "minimize")]
pub(super) struct ConferencePieces {
    frame: Frame,
    banner: Banner,
    purpose: PurposeLine,
    voices: Vec<(String, Service)>,
    opinions: Vec<Vec<Choice>>,
    items: Vec<(u8, String, String)>,
}

impl ConferencePieces {
    /// All pieces, on a page that saves by itself.
    pub(super) fn samples() -> Vec<Self> {
        let words = [
            ("favourable", "Favorable"),
            ("unfavourable", "Défavorable"),
            ("reserved", "Réservé"),
            ("none", "Sans avis"),
        ];
        let choices = || words.iter().map(|(code, label)| Choice::new(code, label, *code == "none")).collect();
        let item = |n: u8, name: &str, reason: &str| (n, name.to_owned(), reason.to_owned());
        vec![Self {
            frame: Frame {
                autosave: Some("/assets/autosave.js".into()),
                ..frame("Point 4 de la séance du 21/11/2026")
            },
            banner: banner(),
            purpose: purpose(),
            voices: vec![
                ("voice-1".into(), service("Maison d’arrêt de Lille-Sequedin", Party::Prison)),
                ("voice-2".into(), service("SPIP du Nord", Party::Probation)),
            ],
            opinions: vec![choices(), choices()],
            items: vec![
                item(4, "DUPONT-LÉVÊQUE Maximilien Anatole", "Sortie dans 2 mois\u{a0}: tous les 15 jours"),
                item(
                    5,
                    "DE LA FONTAINE Jean-Baptiste",
                    "Arrivant, observation de trois semaines à son terme le 24/11/2026",
                ),
                item(
                    6,
                    "ABDALLAH Karim",
                    "Action en retard de la séance du 07/11/2026\u{a0}: vérifier la promesse d’embauche auprès de l’employeur",
                ),
            ],
        }]
    }
}
