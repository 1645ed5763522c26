//! Samples of an item's page: as its secretariat holds it, as a guest sees it sealed, as a form comes back; two texts; attendance.

use super::super::attendance::{AttendancePage, AttendanceRow};
use super::super::frame::{Frame, NavItem};
use super::super::item::{
    ActionForm, ActionRow, Contribution, ContributionForm, Decided, DecisionForm, ItemPage, Mark, Opening, Opinion,
    OpinionForm, Present, Question, SynthesisForm, Tabled, TextsForm, TextsPage, Written,
};
use super::super::parts::{Choice, Faults, Link, Service};
use super::{HREF, after, banner, frame, purpose, service};
use crate::domain::conference::{Outcome, Presence, Stance};
use crate::domain::institution::Party;

const SITTING: &str = "/seances/s5c6rd7xw3nfa6zt5vbrhj2yce";
const HERE: &str = "/seances/s5c6rd7xw3nfa6zt5vbrhj2yce/points/i5c6rd7xw3nfa6zt5vbrhj2yce";

fn at_commissions(title: &str) -> Frame {
    Frame { current: NavItem::Commissions, ..frame(title) }
}

fn prison() -> Service {
    service("Maison d’arrêt de Lille-Sequedin", Party::Prison)
}

fn spip() -> Service {
    service("SPIP du Nord", Party::Probation)
}

fn stances(chosen: &str) -> Vec<Choice> {
    Stance::ALL.iter().map(|s| Choice::new(s.code(), s.label(), s.code() == chosen)).collect()
}

fn written(text: &str, meta: &str) -> Written {
    Written { text: text.into(), meta: meta.into() }
}

fn sitting() -> Link {
    Link::new("Séance du 28/11/2026 à\u{a0}14\u{a0}h", SITTING)
}

fn contribution(service: Service) -> Contribution {
    Contribution {
        service,
        mark: Some(Mark::new("todo", "attendue")),
        is_missing: true,
        stance: None,
        text: None,
        held: String::new(),
        handling: String::new(),
        meta: String::new(),
    }
}

fn opinion_row(id: &str, service: Service) -> OpinionForm {
    OpinionForm { id: id.into(), service, version: 0, stances: stances(""), reason: String::new() }
}

fn opening() -> Opening {
    Opening {
        action: format!("{SITTING}/ouverture"),
        chairs: vec![Choice::new("", "Choisir", true), Choice::new("a", "MARCHAND Olivier, directeur", false)],
    }
}

impl ItemPage {
    /// Held, sealed, and a decision that came back.
    pub fn samples() -> Vec<Self> {
        let sealed = sealed();
        let mut faults = Faults::default();
        faults.add("decision_reason", "Une décision de ne pas agir, ou de reporter, est motivée. Indiquez le motif.");
        faults.add("review_on", "Cette date est passée. Choisissez une date à venir.");
        let faulty = Self { faults, ..held() };
        let convoked = Self { opening: Some(opening()), was_opened: false, ..held() };
        vec![held(), sealed, faulty, convoked]
    }
}

fn held() -> ItemPage {
    ItemPage {
        frame: Frame { autosave: Some("/assets/autosave.js".into()), ..at_commissions("Point 2 sur 5") },
        banner: banner(),
        purpose: purpose(),
        sitting: sitting(),
        state: "en cours, présidée par MARCHAND Olivier, directeur".into(),
        here: HERE.into(),
        number: 2,
        count: 5,
        previous: Some(Link::new("Point 1", HERE)),
        next: Some(Link::new("Point 3", HERE)),
        title: "Préparation à la sortie".into(),
        about: vec![
            "Thème\u{a0}: préparation à la sortie.".into(),
            "À l’ordre du jour\u{a0}: revue à échéance.".into(),
        ],
        opening: None,
        contributions: vec![
            Contribution {
                mark: Some(Mark::new("done", "reçue le 18/11/2026")),
                is_missing: false,
                stance: Some(Mark::new("favourable", "favorable")),
                text: Some("Travaille au service général.\n<b>\"&".into()),
                handling: "à un résumé pour les autres participants".into(),
                meta: "FAURE Camille, surveillante, le 18/11/2026 à\u{a0}9\u{a0}h".into(),
                ..contribution(prison())
            },
            Contribution {
                mark: Some(Mark::new("done", "reçue le 19/11/2026")),
                is_missing: false,
                held: "Non communiqué. L’auteur n’en laisse connaître que l’existence.".into(),
                ..contribution(spip())
            },
            contribution(service("Parquet de Lille", Party::Parquet)),
        ],
        contribute: Some(ContributionForm {
            version: 0,
            text: String::new(),
            stances: stances(""),
            caps: vec![Choice::new("full", "Tout", true), Choice::new("existence", "L’existence seulement", false)],
            audiences: vec![Choice::new("probation", "Service pénitentiaire d’insertion et de probation", false)],
            restricted: false,
            folded: false,
        }),
        contribute_note: String::new(),
        observe_href: None,
        questions: Vec::new(),
        tabled: vec![Tabled {
            label: "Observations".into(),
            service: prison(),
            href: Some(format!("{HREF}#observation")),
        }],
        lay: vec![Choice::new("observation", "Observations", true), Choice::new("discipline", "Discipline", false)],
        was_opened: true,
        attendance: vec![
            Present { service: prison(), name: None, voice: "voix délibérative".into(), presence: "en salle".into() },
            Present {
                service: service("Association Rebond", Party::Partner),
                name: Some("PETIT Jeanne, directrice".into()),
                voice: "voix consultative".into(),
                presence: String::new(),
            },
        ],
        attendance_href: Some(format!("{SITTING}/presences")),
        opinions: vec![
            Opinion {
                service: spip(),
                mark: Mark::new("reserved", "réservé"),
                reason: Some("Tant que la promesse d’embauche n’est pas vérifiée.".into()),
                meta: "LEROY Anne, CPIP, le 28/11/2026 à\u{a0}14\u{a0}h\u{a0}12".into(),
            },
            Opinion {
                service: prison(),
                mark: Mark::new("todo", "pas encore donné"),
                reason: None,
                meta: String::new(),
            },
        ],
        opine: vec![opinion_row("aaaa", prison()), opinion_row("bbbb", service("Parquet de Lille", Party::Parquet))],
        opine_note: String::new(),
        synthesis: Some(written("Projet de sortie.", "LEROY Anne, CPIP, le 28/11/2026 à\u{a0}14\u{a0}h\u{a0}28")),
        synthesise: Some(SynthesisForm { version: 3, text: "Projet de sortie.".into() }),
        synthesis_note: String::new(),
        decision: None,
        decide: Some(DecisionForm {
            version: 0,
            competence: "MARCHAND Olivier, directeur\u{a0}: chef d’établissement (D. 211-34 C. pénit.)".into(),
            outcomes: Outcome::ALL.iter().map(|o| Choice::new(o.code(), o.label(), false)).collect(),
            text: String::new(),
            reason: String::new(),
            review_on: "2026-12-28".into(),
            review_hint: "Date proposée\u{a0}: sortie dans 4 mois\u{a0}: tous les mois.".into(),
            today: "2026-11-28".into(),
            folded: false,
        }),
        decision_note: String::new(),
        actions: vec![ActionRow {
            remove: "x5c6rd7xw3nfa6zt5vbrhj2yce".into(),
            text: "Vérifier la promesse d’embauche".into(),
            service: spip(),
            person: Some("LEROY Anne, CPIP".into()),
            due: "15/12/2026, dans 17\u{a0}jours".into(),
            mark: Mark::new("todo", "à faire"),
            answer: None,
        }],
        give: Some(ActionForm {
            services: vec![
                Choice::new("", "Choisir un service invité", false),
                Choice::new("a", "SPIP du Nord", false),
            ],
            people: vec![Choice::new("", "Le service", false)],
            due_on: String::new(),
            today: "2026-11-28".into(),
            text: String::new(),
        }),
        actions_note: String::new(),
        earlier: vec![ActionRow {
            remove: String::new(),
            text: "Prendre rendez-vous avec la mission locale".into(),
            service: spip(),
            person: None,
            due: "21/11/2026, il y a 7\u{a0}jours".into(),
            mark: Mark::new("late", "en retard"),
            answer: None,
        }],
        after: after::before_the_minutes(),
        faults: Faults::default(),
    }
}

/// As a guest sees it once the minutes are sealed: no form at all.
fn sealed() -> ItemPage {
    ItemPage {
        frame: at_commissions("Point 1 sur 1"),
        state: "compte rendu scellé, présidée par MARCHAND Olivier, directeur".into(),
        number: 1,
        count: 1,
        previous: None,
        next: None,
        contribute: None,
        contribute_note: "Le compte rendu est validé et scellé.".into(),
        observe_href: Some(format!("{HREF}/observations/nouvelle")),
        questions: vec![Question {
            key: "smoker".into(),
            label: "Fumeur".into(),
            answers: vec![Choice::new("yes", "Oui", false), Choice::new("no", "Non", true)],
        }],
        tabled: Vec::new(),
        lay: Vec::new(),
        attendance_href: None,
        opine: Vec::new(),
        opine_note: "Les avis ne changent plus.".into(),
        synthesise: None,
        decision: Some(Decided {
            outcome: "Décision reportée".into(),
            rows: vec![("Motif de la décision".into(), "La promesse\nn’est pas vérifiée.".into())],
            meta: "MARCHAND Olivier, directeur, le 28/11/2026 à\u{a0}15\u{a0}h, chef d’établissement".into(),
            basis: "D. 211-34 C. pénit. (anc. D. 90 CPP)".into(),
        }),
        decide: None,
        actions: vec![ActionRow {
            remove: String::new(),
            answer: Some("Fait le 10/12/2026.".into()),
            mark: Mark::new("done", "faite"),
            ..held().actions.remove(0)
        }],
        give: None,
        earlier: Vec::new(),
        after: after::after_the_seal(),
        ..held()
    }
}

impl TextsPage {
    /// Two texts; one that isn't taken any more.
    pub fn samples() -> Vec<Self> {
        let both = TextsPage {
            frame: at_commissions("Synthèse"),
            banner: banner(),
            purpose: purpose(),
            title: "Synthèse".into(),
            lead: "Par LEROY Anne, CPIP, à\u{a0}14\u{a0}h\u{a0}28. Rien n’a été remplacé.".into(),
            theirs: Some(written("Projet\nde sortie.", "LEROY Anne, CPIP, le 28/11/2026 à\u{a0}14\u{a0}h\u{a0}28")),
            yours: "Projet <de> \"sortie\".".into(),
            form: Some(TextsForm {
                action: format!("{HERE}/synthese"),
                field: "text".into(),
                label: "Synthèse de la commission".into(),
                others: vec![("version".into(), "4".into())],
                button: "Enregistrer mon texte".into(),
            }),
            back_href: format!("{HERE}#synthese"),
        };
        let late = Self { theirs: None, form: None, lead: "Le compte rendu est scellé.".into(), ..both.clone() };
        vec![both, late]
    }
}

impl AttendancePage {
    /// Before the opening, while it is held, and given back.
    pub fn samples() -> Vec<Self> {
        let row = |number: usize, service: Service, name: Option<&str>, chosen: &str| AttendanceRow {
            who: format!("aaaa{number}/"),
            number,
            service,
            name: name.map(str::to_owned),
            presences: Presence::ALL.iter().map(|p| Choice::new(p.code(), p.label(), p.code() == chosen)).collect(),
            detail: String::new(),
        };
        let held = AttendancePage {
            frame: at_commissions("Présences, séance du 28/11/2026"),
            sitting: sitting(),
            state: "en cours, présidée par MARCHAND Olivier, directeur".into(),
            action: format!("{SITTING}/presences"),
            opening: None,
            rows: vec![
                row(1, prison(), None, "room"),
                row(2, service("Association Rebond", Party::Partner), Some("PETIT Jeanne, directrice"), ""),
            ],
            note: String::new(),
            faults: Faults::default(),
        };
        let convoked = Self {
            opening: Some(opening()),
            rows: Vec::new(),
            note: "La séance n’est pas ouverte. Ouvrez-la en indiquant qui la préside.".into(),
            state: "convoquée".into(),
            ..held.clone()
        };
        let mut faults = Faults::default();
        faults.add("detail-1", "Indiquez par qui le service est représenté, ou le motif de l’absence.");
        faults.add("presence-2", "Choisissez la présence dans la liste");
        vec![convoked, Self { faults, ..held.clone() }, held]
    }
}
