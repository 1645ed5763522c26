//! Samples of the forms, as first opened and as given back with their faults.

use super::super::correction::{Conflict, CorrectionPage, Input};
use super::super::observation::ObservationPage;
use super::super::parts::{Choice, Faults};
use super::super::purpose::PurposePage;
use super::{HREF, banner, frame, purpose};
use crate::domain::catalogue::Field;
use crate::domain::value::ValueKind;
use crate::domain::{InstitutionKind, Level, Purpose};

fn list(field: Field, selected: &str) -> Vec<Choice> {
    match field.spec().kind {
        ValueKind::Choice(list) => {
            list.iter().map(|(code, label)| Choice::new(code, label, *code == selected)).collect()
        }
        _ => Vec::new(),
    }
}

impl PurposePage {
    /// As first opened, and with its faults.
    pub fn samples() -> Vec<Self> {
        let page = PurposePage {
            frame: frame("Motif de consultation du dossier K7M2-QD4X"),
            reference: "K7M2-QD4X".into(),
            action: format!("{HREF}/motif"),
            cancel_href: "/".into(),
            because:
                "Votre service connaît ce dossier par un service qui lui est subordonné : dites ce qui vous y amène."
                    .into(),
            purposes: [Purpose::Oversight, Purpose::ReleasePreparation, Purpose::Cooperation]
                .map(|p| Choice::new(p.code(), p.label(), false))
                .to_vec(),
            reason: String::new(),
            behalf_name: String::new(),
            behalf_service: String::new(),
            return_to: String::new(),
            faults: Faults::default(),
        };
        let mut faults = Faults::default();
        faults.add("purpose", "Choisissez un motif");
        faults.add("reason", "Dites en une phrase ce qui vous amène");
        faults.add("behalf_service", "Indiquez le service de la personne pour qui vous consultez");
        let faulty = PurposePage {
            faults,
            behalf_name: "M. <b>Petit</b> & \"fils\"".into(),
            return_to: format!("{HREF}/chronologie"),
            ..page.clone()
        };
        vec![page, faulty]
    }
}

impl ObservationPage {
    /// As first opened, and with its faults.
    pub fn samples() -> Vec<Self> {
        let mut settings = list(Field::Setting, "");
        settings
            .iter_mut()
            .zip(["Tout ce qui se voit et s’entend", "Réseaux, messageries, forums"])
            .for_each(|(choice, hint)| choice.hint = hint.into());
        let page = ObservationPage {
            frame: frame("Nouvelle observation, dossier K7M2-QD4X"),
            banner: banner(),
            purpose: purpose(),
            action: format!("{HREF}/observations"),
            cancel_href: HREF.into(),
            author: "FAURE Camille, surveillante, maison d’arrêt de Lille-Sequedin".into(),
            observed_on: "2026-11-21".into(),
            today: "2026-11-21".into(),
            settings,
            themes: std::iter::once(Choice::new("", "Choisir un thème", true))
                .chain(list(Field::ObservationTheme, "-"))
                .collect(),
            text: String::new(),
            guidance: vec![Field::ObservationText.spec().guidance.into(), Field::Setting.spec().guidance.into()],
            recipients: vec![
                Choice::new("a", "Parquet de Lille", false),
                Choice::new("b", "SPIP du Nord, antenne de Lille", true),
            ],
            caps: [Level::Full, Level::Summary, Level::Existence]
                .map(|l| Choice::new(l.code(), l.label(), l == Level::Full))
                .to_vec(),
            audiences: [
                InstitutionKind::Prison,
                InstitutionKind::Probation,
                InstitutionKind::Prosecution,
                InstitutionKind::PrisonIntelligence,
            ]
            .map(|k| Choice::new(k.code(), k.label(), false))
            .to_vec(),
            restricted: false,
            faults: Faults::default(),
        };
        let mut faults = Faults::default();
        faults.add("observed_on", "La date de l’observation ne peut pas être à venir");
        faults.add("setting", "Dites si c’était en ligne ou hors ligne");
        faults.add("observation_text", "Écrivez ce qui a été vu ou entendu");
        let faulty = ObservationPage { faults, restricted: true, text: "<script>\"&\n".into(), ..page.clone() };
        vec![page, faulty]
    }
}

impl CorrectionPage {
    /// One of each input, a fault, a conflict.
    pub fn samples() -> Vec<Self> {
        let page = CorrectionPage {
            frame: frame("Correction, dossier K7M2-QD4X"),
            banner: banner(),
            purpose: purpose(),
            action: format!("{HREF}/corrections/p5c6rd7xw3nfa6zt5vbrhj2yce/release_date"),
            cancel_href: HREF.into(),
            label: Field::ReleaseDate.spec().label.into(),
            guidance: Field::ReleaseDate.spec().guidance.into(),
            current: Some("14/03/2027".into()),
            version: "3".into(),
            required: false,
            emptying: "Laissez vide pour annuler la date.".into(),
            input: Input::Date("2027-03-14".into()),
            reason: String::new(),
            conflict: None,
            faults: Faults::default(),
        };
        let mut faults = Faults::default();
        faults.add("value", "Écrivez une date qui existe, par exemple 14/03/2027");
        faults.add("reason", "Donnez la raison de la correction");
        let conflict = Conflict {
            theirs: "Refuse de parler.".into(),
            yours: "Refuse de parler à M. K.\nDemande à changer de cellule.".into(),
            by: "NGUYEN Paul, greffier".into(),
            when: "21/11/2026 à\u{a0}14\u{a0}h\u{a0}12".into(),
        };
        let with = |input| CorrectionPage { input, ..page.clone() };
        vec![
            page.clone(),
            CorrectionPage { faults, current: None, ..page.clone() },
            CorrectionPage {
                conflict: Some(conflict),
                ..with(Input::Prose { value: "Refuse de parler à M. K.".into(), max: 8000 })
            },
            CorrectionPage {
                required: true,
                emptying: String::new(),
                ..with(Input::Text { value: "MERCIER \"<".into(), max: 200 })
            },
            with(Input::Moment { value: "2027-03-14T09:00".into(), zone: "heure de La Réunion".into() }),
            with(Input::Choice(list(Field::Fault, "second"))),
            with(Input::Quantum("P4Y6M".into())),
            with(Input::Days("92".into())),
        ]
    }
}
