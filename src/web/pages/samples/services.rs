//! Samples of the pages of services and accounts.

use super::super::dossiers::Pagination;
use super::super::home::Empty;
use super::super::parts::{Choice, Faults, Link};
use super::super::preparation::Mark;
use super::super::services::{
    AccountFormPage, AccountMove, Clash, Group, Keeping, PastRow, PersonRow, ServiceForm, ServiceFormPage, ServicePage,
    ServiceRow, ServicesPage, TerritoryFold,
};
use super::{frame, service};
use crate::domain::institution::Party;

const SERVICE: &str = "/institutions/k7m2qd4xw3nfa6zt5vbrhj2yce";

fn choices(labels: &[&str]) -> Vec<Choice> {
    labels.iter().enumerate().map(|(n, label)| Choice::new(&format!("c{n}"), label, n == 0)).collect()
}

impl ServicesPage {
    /// A page of the directory, and nothing found.
    pub fn samples() -> Vec<Self> {
        let row = |name: &str, kind: &str, serves: bool| ServiceRow {
            href: SERVICE.into(),
            name: name.into(),
            kind: kind.into(),
            departement: if serves { "59".into() } else { String::new() },
            superior: serves.then(|| Link::new("DISP Lille", SERVICE)),
            state: if serves { Mark::new("done", "en service") } else { Mark::new("none", "fermé") },
        };
        let group = |party: Party, title: &str, rows| Group { party, title: title.into(), rows };
        let page = ServicesPage {
            frame: frame("Services"),
            q: "nord \"<".into(),
            kinds: choices(&["Toutes les natures", "Police nationale"]),
            count: "212\u{a0}services".into(),
            chips: vec![Link::new("Recherche\u{a0}: nord", "/institutions")],
            groups: vec![
                group(Party::Police, "Police", vec![row("Police du Nord", "Police nationale", true)]),
                group(Party::Partner, "Partenaires", vec![row("Préfecture <du> Nord", "Préfecture", false)]),
            ],
            pagination: Pagination::around(2, 6, |n| format!("/institutions?page={n}")),
            empty: Empty::default(),
            may_create: true,
        };
        let none = ServicesPage {
            groups: vec![],
            pagination: None,
            may_create: false,
            empty: Empty {
                title: "Aucun service ne correspond".into(),
                text: "Vérifiez l’orthographe.".into(),
                ways: vec![Link::new("Tous les services", "/institutions")],
            },
            ..page.clone()
        };
        vec![page, none]
    }
}

impl ServicePage {
    /// As an administrator sees one, as a colleague does, and one that is closed.
    pub fn samples() -> Vec<Self> {
        let page = ServicePage {
            frame: frame("Police du Nord"),
            service: service("Police du Nord", Party::Police),
            closed: None,
            facts: vec![("Nature".into(), "Police nationale".into()), ("Téléphone".into(), String::new())],
            superior: Some(Link::new("Direction nationale", SERVICE)),
            below: vec![Link::new("Commissariat de Douai", SERVICE)],
            attached_to: None,
            inside: vec![],
            territory: Some(TerritoryFold { count: "2\u{a0}communes".into(), lines: vec!["59 : 178 350".into()] }),
            people: vec![PersonRow {
                name: "PETIT Marc".into(),
                href: Some(format!("{SERVICE}/agents/k7m2qd4xw3nfa6zt5vbrhj2ycf")),
                quality: "commissaire <b>".into(),
                functions: "agent de police ou de gendarmerie".into(),
                clearance: Mark::new("done", "habilitation en cours"),
            }],
            keeping: Some(Keeping {
                change: Some(format!("{SERVICE}/modification")),
                close: Some(format!("{SERVICE}/fermeture")),
                reopen: None,
                open_account: Some(format!("{SERVICE}/agents/nouveau")),
                history: vec![PastRow {
                    when: "21/11/2026 à 14\u{a0}h\u{a0}30".into(),
                    by: "ROCHE Lise".into(),
                    field: "Téléphone".into(),
                    previous: "17".into(),
                    replacement: String::new(),
                }],
            }),
        };
        let colleague = ServicePage {
            keeping: None,
            people: vec![],
            superior: None,
            below: vec![],
            attached_to: Some(Link::new("Maison d’arrêt", SERVICE)),
            inside: vec![Link::new("Unité sanitaire", SERVICE)],
            territory: Some(TerritoryFold { count: "0\u{a0}commune".into(), lines: vec![] }),
            ..page.clone()
        };
        let closed = ServicePage {
            closed: Some("20/11/2026".into()),
            keeping: Some(Keeping {
                change: None,
                close: None,
                reopen: Some(format!("{SERVICE}/reouverture")),
                open_account: None,
                history: vec![],
            }),
            territory: None,
            ..page.clone()
        };
        vec![page, colleague, closed]
    }
}

impl ServiceFormPage {
    /// New; faulty; changed by two.
    pub fn samples() -> Vec<Self> {
        let form = ServiceForm {
            slug: "police-nord".into(),
            name: "Police \"du\" <Nord>".into(),
            territory: "59 : 178 350".into(),
            kinds: choices(&["Choisissez", "Police nationale"]),
            superiors: choices(&["Aucun", "DISP Lille"]),
            prisons: choices(&["Aucun"]),
            zones: choices(&["Paris", "La Réunion"]),
            channels: choices(&["référence seulement", "avis nominatif"]),
            ..ServiceForm::default()
        };
        let new = ServiceFormPage {
            frame: frame("Créer un service"),
            heading: "Créer un service".into(),
            back: Link::new("Retour aux services", "/institutions"),
            action: "/institutions".into(),
            version: None,
            form,
            conflict: vec![],
            faults: Faults::default(),
        };
        let mut faults = Faults::default();
        faults.add("slug", "Indiquez un code");
        faults.add("territory", "Ligne 2\u{a0}: «\u{a0}5935\u{a0}» n’est pas un code INSEE de commune");
        faults.add("nominative_confirmed", "Confirmez");
        let faulty = ServiceFormPage { faults, ..new.clone() };
        let clash = Clash { field: "Nom".into(), theirs: "Police".into(), mine: "<Police>".into() };
        let both = ServiceFormPage { version: Some(3), conflict: vec![clash], ..new.clone() };
        vec![new, faulty, both]
    }
}

impl AccountFormPage {
    /// New and faulty; one that is there; changed by two; closed.
    pub fn samples() -> Vec<Self> {
        let mut faults = Faults::default();
        faults.add("issuer", "Choisissez le fournisseur d’identité");
        faults.add("subject", "Indiquez l’identifiant");
        let new = AccountFormPage {
            frame: frame("Ouvrir un compte"),
            heading: "Ouvrir un compte".into(),
            service: "Police du Nord".into(),
            back: Link::new("Retour au service", SERVICE),
            action: format!("{SERVICE}/agents"),
            version: None,
            issuers: choices(&["ProConnect"]),
            subject: "8f-\"<b>".into(),
            issuer: String::new(),
            family_name: "PETIT".into(),
            given_names: "Marc".into(),
            quality: "commissaire".into(),
            phone: String::new(),
            closed: None,
            reopen: None,
            moving: None,
            conflict: None,
            faults,
        };
        let there = AccountFormPage {
            version: Some(2),
            issuer: "ProConnect".into(),
            moving: Some(AccountMove {
                action: format!("{SERVICE}/agents/a/affectation"),
                services: choices(&["Choisissez", "DIPN 59"]),
                close: format!("{SERVICE}/agents/a/fermeture"),
                ends: "1\u{a0}habilitation".into(),
            }),
            faults: Faults::default(),
            ..new.clone()
        };
        let both = AccountFormPage { conflict: Some("PETIT Marc, commissaire".into()), ..there.clone() };
        let closed = AccountFormPage {
            version: None,
            moving: None,
            closed: Some("20/11/2026".into()),
            reopen: Some(format!("{SERVICE}/agents/a/reouverture")),
            ..there.clone()
        };
        vec![new, there, both, closed]
    }
}
