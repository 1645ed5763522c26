//! Samples of the pages of clearances.

use super::super::clearances::{
    CampaignLine, CampaignPage, CampaignRow, CampaignsPage, ClearanceActPage, ClearanceFormPage, ClearanceList,
    ClearancePage, ClearanceRow, ClearanceSection, ClearancesPage, DelegationRow, DelegationsPage, DoneRow,
    FunctionRights, NewClearance, NewDelegation, RightRow, RightsPage,
};
use super::super::frame::{Frame, NavItem};
use super::super::parts::{Choice, Faults, Link};
use super::super::preparation::Mark;
use super::{frame, render, service};
use crate::domain::institution::Party;

const ONE: &str = "/habilitations/h7m2qd4xw3nfa6zt5vbrhj2yce";
const PRISON: &str = "Maison d’arrêt de Lille-Sequedin";

/// All of them.
pub(super) fn render_all(all: &mut Vec<(String, String)>) {
    render("clearances", ClearancesPage::samples(), all);
    render("clearance", ClearancePage::samples(), all);
    render("clearance_act", ClearanceActPage::samples(), all);
    render("clearance_form", ClearanceFormPage::samples(), all);
    render("clearance_rights", RightsPage::samples(), all);
    render("delegations", DelegationsPage::samples(), all);
    render("clearance_reviews", CampaignsPage::samples(), all);
    render("clearance_review", CampaignPage::samples(), all);
}

fn at(title: &str) -> Frame {
    Frame { current: NavItem::Elsewhere, ..frame(title) }
}

fn faults(pairs: &[(&str, &str)]) -> Faults {
    let mut faults = Faults::default();
    for (field, message) in pairs {
        faults.add(field, message);
    }
    faults
}

fn row(code: &'static str, word: &str, note: &str) -> ClearanceRow {
    ClearanceRow {
        href: ONE.into(),
        name: "FAURE Camille, surveillante pénitentiaire".into(),
        service: service(PRISON, Party::Prison),
        functions: "surveillance, greffe".into(),
        dates: "du 01/01/2026 au 31/12/2030".into(),
        state: Mark::new(code, word),
        note: note.into(),
    }
}

impl ClearancesPage {
    /// Of somebody with nothing to say; of whoever grants for several services.
    fn samples() -> Vec<Self> {
        let none = Self {
            frame: at("Habilitations"),
            own: Vec::new(),
            rights: "/habilitations/agents/a7m2qd4xw3nfa6zt5vbrhj2yce".into(),
            ways: Vec::new(),
            sections: Vec::new(),
            list: None,
        };
        let section = |title: &str, row| ClearanceSection {
            title: title.into(),
            text: "Ces propositions attendent une seconde signature que vous pouvez donner.".into(),
            rows: vec![row],
        };
        let full = Self {
            own: vec![row("done", "active", "")],
            ways: vec![Link::new("Proposer une habilitation", "/habilitations/nouvelle")],
            sections: vec![
                section("À signer", row("todo", "en attente de seconde signature", "")),
                section("Suspensions à décider", row("late", "suspendue", "à décider avant le 21/12/2026")),
            ],
            list: Some(ClearanceList {
                services: vec![Choice::new("", "Tous les services", true), Choice::new("a", PRISON, false)],
                states: vec![Choice::new("", "Tous les états", true)],
                ends_on: "2027-01-21".into(),
                count: "1\u{a0}habilitation".into(),
                rows: vec![row("none", "retirée", "")],
                previous: Some("/habilitations?page=1#liste".into()),
                next: Some("/habilitations?page=3#liste".into()),
            }),
            ..none.clone()
        };
        vec![none, full]
    }
}

impl ClearancePage {
    fn samples() -> Vec<Self> {
        let bare = Self {
            frame: at("Habilitation"),
            row: row("done", "active", ""),
            basis: "R. 240-5 C. pénit. (anc. R. 57-9-22 CPP), 5° à 8°".into(),
            rights: "/habilitations/agents/a7m2qd4xw3nfa6zt5vbrhj2yce".into(),
            acts: Vec::new(),
            is_partial: false,
            history: Vec::new(),
        };
        let done = DoneRow {
            when: "21/11/2026 à\u{a0}14\u{a0}h".into(),
            what: "suspendue".into(),
            who: "MOREL Paul, adjoint, par délégation de VIAL Anne, directrice".into(),
            reason: "Accès <script> sans lien avec le service".into(),
        };
        let acts = vec![
            Link::new("Lever la suspension", &format!("{ONE}/actes/levee")),
            Link::new("Retirer", &format!("{ONE}/actes/retrait")),
        ];
        vec![
            Self { row: row("late", "suspendue", ""), acts, history: vec![done], ..bare.clone() },
            Self { is_partial: true, ..bare },
        ]
    }
}

impl ClearanceActPage {
    fn samples() -> Vec<Self> {
        let signature = Self {
            frame: at("Donner la seconde signature"),
            heading: "Donner la seconde signature".into(),
            row: row("todo", "en attente de seconde signature", ""),
            lines: vec!["L’habilitation prendra effet à son premier jour.".into()],
            action: format!("{ONE}/actes/signature"),
            text: None,
            submit: "Donner la seconde signature".into(),
            back: ONE.into(),
            faults: Faults::default(),
        };
        let suspension = Self {
            frame: at("Suspendre"),
            text: Some(("Motif".into(), "Une \"enquête\" </textarea>".into())),
            action: format!("{ONE}/actes/suspension"),
            ..signature.clone()
        };
        let answered = Self { frame: at("Mes observations"), submit: String::new(), ..signature.clone() };
        vec![signature, suspension, answered]
    }
}

impl ClearanceFormPage {
    fn samples() -> Vec<Self> {
        let first = Self {
            frame: at("Proposer une habilitation"),
            services: vec![Choice::new("", "Choisissez un service", true), Choice::new("a", PRISON, false)],
            form: None,
            faults: Faults::default(),
        };
        let form = NewClearance {
            service: "a".into(),
            people: vec![Choice::new("b", "FAURE Camille, surveillante", true)],
            functions: vec![
                Choice { hint: "R. 240-5 C. pénit., 5° à 8°".into(), ..Choice::new("guard", "surveillance", true) },
                Choice::new("registry", "greffe", false),
            ],
            starts_on: "2026-11-21".into(),
            ends_on: "2031-11-21".into(),
        };
        let faulty = Self {
            form: Some(form),
            faults: faults(&[
                ("agent", "Choisissez une personne dans la liste"),
                ("ends_on", "Une habilitation dure cinq ans au plus (règle de la plateforme)."),
            ]),
            ..first.clone()
        };
        vec![first, faulty]
    }
}

impl RightsPage {
    fn samples() -> Vec<Self> {
        let none = Self {
            frame: at("Droits effectifs"),
            name: "FAURE Camille, surveillante".into(),
            service: service(PRISON, Party::Prison),
            clearances: Vec::new(),
            answer: None,
            delegations: Vec::new(),
            functions: Vec::new(),
        };
        let given = RightRow {
            category: "Identité".into(),
            level: "complet, écriture".into(),
            conditions: "détention\u{a0}; toutes les phases".into(),
            article: "R. 240-5 C. pénit. (anc. R. 57-9-22 CPP), 8° a".into(),
        };
        let full = Self {
            clearances: vec![row("done", "active", "")],
            answer: Some(Link::new("Présenter mes observations", &format!("{ONE}/reponse"))),
            delegations: vec!["Signature de VIAL Anne, directrice, jusqu’au 31/01/2027".into()],
            functions: vec![
                FunctionRights { function: "surveillance".into(), rows: vec![given] },
                FunctionRights { function: "administration technique".into(), rows: Vec::new() },
            ],
            ..none.clone()
        };
        vec![none, full]
    }
}

impl DelegationsPage {
    fn samples() -> Vec<Self> {
        let none =
            Self { frame: at("Délégations de signature"), rows: Vec::new(), form: None, faults: Faults::default() };
        let given = DelegationRow {
            from: "VIAL Anne, directrice".into(),
            to: "MOREL Paul, adjoint".into(),
            dates: "du 21/11/2026 au 31/01/2027".into(),
            state: Mark::new("done", "en cours"),
            end: Some("/habilitations/delegations/d7m2qd4xw3nfa6zt5vbrhj2yce/fin".into()),
        };
        let form = NewDelegation {
            people: vec![Choice::new("b", "MOREL Paul, adjoint", true)],
            starts_on: "2026-11-21".into(),
            ends_on: String::new(),
            until: "31/12/2030".into(),
        };
        let alone = Self { form: Some(NewDelegation { people: Vec::new(), ..form.clone() }), ..none.clone() };
        let full = Self {
            rows: vec![given],
            form: Some(form),
            faults: faults(&[
                ("agent", "On ne délègue pas à soi-même. Choisissez un collègue."),
                ("ends_on", "Indiquez le dernier jour"),
            ]),
            ..none.clone()
        };
        vec![none, alone, full]
    }
}

fn campaign(code: &'static str, word: &str) -> CampaignRow {
    CampaignRow {
        href: "/habilitations/revues/r7m2qd4xw3nfa6zt5vbrhj2yce".into(),
        service: service(PRISON, Party::Prison),
        due: "21/12/2026".into(),
        progress: "12 sur 30".into(),
        state: Mark::new(code, word),
    }
}

impl CampaignsPage {
    fn samples() -> Vec<Self> {
        let none = Self {
            frame: at("Revues des habilitations"),
            rows: Vec::new(),
            services: vec![Choice::new("a", PRISON, false)],
            due_on: String::new(),
            faults: Faults::default(),
        };
        let full = Self {
            rows: vec![campaign("late", "en retard"), campaign("done", "terminée")],
            faults: faults(&[
                ("service", "Une revue de ce service est déjà en cours. Terminez-la d’abord."),
                ("due_on", "Indiquez la date"),
            ]),
            ..none.clone()
        };
        vec![none, full]
    }
}

impl CampaignPage {
    fn samples() -> Vec<Self> {
        let line = |value: Option<&str>| CampaignLine {
            row: row("todo", "attend un avis", ""),
            value: value.map(str::to_owned),
        };
        vec![Self {
            frame: at("Revue des habilitations"),
            row: campaign("todo", "en cours"),
            action: "/habilitations/revues/r7m2qd4xw3nfa6zt5vbrhj2yce".into(),
            lines: vec![line(Some("h7m2qd4xw3nfa6zt5vbrhj2yce")), line(None)],
        }]
    }
}
