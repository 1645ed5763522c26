//! Samples of the lists, the cast, the sign-in, the legal pages and the error pages.

use super::super::cast::{CastGroup, CastMember, CastPage};
use super::super::dossiers::{DossiersPage, Pagination};
use super::super::error::ErrorPage;
use super::super::frame::{Frame, NavItem};
use super::super::home::{Empty, HomePage, Tile};
use super::super::legal::{AccessibilityPage, LegalNoticePage, PersonalDataPage, SitemapPage};
use super::super::parts::{Choice, Deadline, FileRow, Link};
use super::super::registry::{ChangeRow, Offer, Reading, RegistryPage, Told};
use super::super::sessions::{SessionRow, SessionsPage};
use super::super::signin::{SignInPage, SignedOutPage};
use super::{HREF, at_home, frame, told};
use crate::domain::Phase;
use crate::domain::institution::Party;

const PEOPLE: &[(&str, &str)] = &[
    ("DUPONT-LÉVÊQUE Maximilien Anatole", "12/03/1990"),
    ("ABDALLAH Karim", "03/07/1998"),
    ("BAÏLO Théo", "29/02/2004"),
    ("CHEVALLIER Ludovic", "17/11/1983"),
    ("DE LA FONTAINE Jean-Baptiste", "08/01/1971"),
    ("FERREIRA DA SILVA Nuno", "22/05/1995"),
    ("GÜNEŞ Emre", "30/09/2001"),
    ("HOARAU Mickaël", "14/12/1988"),
    ("", ""),
];

fn rows(n: usize, matched: &str) -> Vec<FileRow> {
    let row = |i: usize| {
        let (name, born) = PEOPLE[i % PEOPLE.len()];
        FileRow {
            href: HREF.into(),
            name: name.into(),
            born: born.into(),
            age: format!("{}\u{a0}ans", 22 + i % 40),
            ecrou: if i % 5 == 3 { String::new() } else { format!("48\u{202f}{}", 200 + i) },
            phase: Some(Phase::ALL[i % Phase::ALL.len()]),
            place: "MA de Lille-Sequedin".into(),
            tie: "détenu dans l’établissement".into(),
            deadline: (i % 3 != 2).then(|| Deadline {
                label: "Libération".into(),
                date: format!("{:02}/12/2026", 1 + i % 28),
                distance: format!("dans {}\u{a0}jours", 10 + i),
                near: i < 2,
            }),
            matched: if i.is_multiple_of(4) { matched.into() } else { String::new() },
        }
    };
    (0..n).map(row).collect()
}

fn nothing() -> Empty {
    Empty {
        title: "Aucun dossier pour votre service".into(),
        text: "Un dossier apparaît ici dès que votre service a un lien avec une personne : elle est détenue chez vous, vous la suivez, vous la poursuivez, ou un autre service vous a communiqué quelque chose. Personne n’a rien communiqué à l’association Rebond à ce jour.".into(),
        ways: vec![Link::new("Rechercher une personne", "/dossiers"), Link::new("Plan du site", "/plan-du-site")],
    }
}

impl HomePage {
    /// With files, and without.
    pub fn samples() -> Vec<Self> {
        let tile = |label: &str, count: &str, detail: &str, href: Option<&str>| Tile {
            label: label.into(),
            count: count.into(),
            detail: detail.into(),
            href: href.map(str::to_owned),
            urgent: label.starts_with("Accusés"),
        };
        let page = HomePage {
            frame: told(at_home()),
            tiles: vec![
                tile("Accusés à donner", "3", "sorties à accuser", Some("/sorties?attente=accuse")),
                tile("Sorties sous 7 jours", "23", "dates de sortie visibles", Some("/sorties?jours=7")),
                tile("Mes dossiers", "412", "détenus dans l’établissement", Some("/dossiers")),
                tile("Communications reçues", "4", "observations transmises à votre service", None),
            ],
            actions: super::after::urgent(),
            files: rows(12, ""),
            count: "412\u{a0}dossiers".into(),
            empty: Empty::default(),
        };
        let none = HomePage {
            frame: at_home(),
            tiles: vec![],
            actions: vec![],
            files: vec![],
            count: "0\u{a0}dossier".into(),
            empty: nothing(),
        };
        vec![page, none]
    }
}

impl DossiersPage {
    /// A full page of results, and none.
    pub fn samples() -> Vec<Self> {
        let phases = std::iter::once(Choice::new("", "Toutes", true))
            .chain(Phase::ALL.iter().map(|p| Choice::new(p.code(), p.label(), false)));
        let page = DossiersPage {
            frame: frame("Dossiers"),
            q: "dupon \"<".into(),
            phases: phases.collect(),
            count: "412\u{a0}dossiers".into(),
            order: "les plus proches d’abord".into(),
            chips: vec![
                Link::new("dupon", "/dossiers?phase=detention"),
                Link::new("exécution de peine", "/dossiers?q=dupon"),
            ],
            rows: rows(40, "consonance du nom d’usage"),
            pagination: Pagination::around(4, 11, |n| format!("/dossiers?q=dupon&page={n}")),
            empty: Empty::default(),
        };
        let none = DossiersPage {
            rows: vec![],
            pagination: None,
            count: "0\u{a0}dossier".into(),
            order: String::new(),
            empty: Empty {
                title: "Aucun dossier ne correspond".into(),
                text: "Vérifiez l’orthographe, essayez le nom d’usage ou un seul prénom, ou retirez un filtre. Seuls les dossiers que votre service peut connaître sont cherchés.".into(),
                ways: vec![Link::new("Tous les dossiers", "/dossiers")],
            },
            ..page.clone()
        };
        vec![page, none]
    }
}

impl RegistryPage {
    /// Before a file, with faults, with differences, with nothing to change.
    pub fn samples() -> Vec<Self> {
        let at = |title: &str| Frame { current: NavItem::Registry, ..frame(title) };
        let told =
            |line: &str, column: &str, what: &str| Told { line: line.into(), column: column.into(), what: what.into() };
        let first = RegistryPage {
            frame: at("Fichier du greffe"),
            prison: "Maison d’arrêt de Lille-Sequedin".into(),
            columns: "etablissement ; ecrou ; nom".into(),
            reading: None,
        };
        let none = Reading {
            faults: vec![],
            more_faults: None,
            warnings: vec![],
            more_warnings: None,
            changes: vec![],
            counts: vec![("Lignes lues".into(), "412".into()), ("Lignes sans changement".into(), "412".into())],
            offer: None,
        };
        let faulty = Reading {
            faults: vec![
                told("12", "naissance", "Une valeur est nécessaire."),
                told("40", "ligne entière", "3 cellules pour 19 colonnes."),
            ],
            more_faults: Some("8\u{202f}112".into()),
            ..none.clone()
        };
        let differs = Reading {
            warnings: vec![told("12", "militaire", "Donnée lue, mais que la plateforme ne conserve pas encore.")],
            changes: vec![ChangeRow {
                line: "12".into(),
                ecrou: "48213".into(),
                effects: vec!["nouvelle personne".into(), "libération prévue\u{a0}: 14/03/2027".into()],
            }],
            offer: Some(Offer { content: "etablissement;\"ecrou\"\n<b>;1\n".into(), stamp: "c3RhbXA".into() }),
            ..none.clone()
        };
        let with = |title: &str, reading| RegistryPage { frame: at(title), reading: Some(reading), ..first.clone() };
        vec![
            first.clone(),
            with("Fichier du greffe : erreurs", faulty),
            with("Fichier du greffe : différences", differs),
            with("Fichier du greffe : différences", none),
        ]
    }
}

impl CastPage {
    /// Two of the groups.
    pub fn samples() -> Vec<Self> {
        let member = |slug: &str, name: &str, quality: &str, service: &str, look_at: &str| CastMember {
            slug: slug.into(),
            name: name.into(),
            quality: quality.into(),
            service: service.into(),
            look_at: look_at.into(),
            current: slug == "surveillant",
        };
        let group = |party: Party, intro: &str, members| CastGroup {
            party,
            title: party.label().into(),
            intro: intro.into(),
            members,
        };
        let prison = vec![
            member(
                "surveillant",
                "FAURE Camille",
                "surveillante",
                "Maison d’arrêt de Lille-Sequedin",
                "Écrivez une observation et communiquez-la aussitôt au parquet.",
            ),
            member(
                "chef-etablissement",
                "MARCHAND Olivier",
                "chef d’établissement",
                "Maison d’arrêt de Lille-Sequedin",
                "Lisez le dossier entier, discipline comprise.",
            ),
            member(
                "greffe",
                "NGUYEN Paul",
                "greffier",
                "Maison d’arrêt de Lille-Sequedin",
                "Corrigez une date de libération : l’ancienne reste dans l’historique.",
            ),
        ];
        let police = vec![
            member(
                "police",
                "PETIT Marc",
                "commissaire",
                "DIPN du Nord",
                "Un dossier n’apparaît que pour un avis de sortie.",
            ),
            member(
                "opj",
                "ROUX Nadia",
                "officière de police judiciaire",
                "DIPN du Nord",
                "Cherchez un voisin : rien ne répond.",
            ),
        ];
        vec![CastPage {
            frame: Frame { current: NavItem::Cast, ..frame("Personnages de la démonstration") },
            groups: vec![
                group(Party::Prison, "Voit la personne chaque jour, et écrit ce qu’elle observe.", prison),
                group(Party::Police, "Apprend une sortie qui intéresse son ressort, et rien de plus.", police),
                group(Party::Parquet, "Sait ce que l’enquête et le procès ont montré.", vec![]),
                group(Party::Probation, "Suit la personne dedans et dehors.", vec![]),
                group(Party::Partner, "Voient ce qu’un service leur communique.", vec![]),
            ],
        }]
    }
}

impl SignInPage {
    /// In the demo, without a provider, with one.
    pub fn samples() -> Vec<Self> {
        let out = Frame::anonymous("Connexion", "/theme/quadrige.css");
        vec![
            SignInPage { frame: Frame { demo: true, ..out.clone() }, providers: vec![] },
            SignInPage { frame: out.clone(), providers: vec![] },
            SignInPage { frame: out, providers: vec![Link::new("ProConnect", "/connexion/depart")] },
        ]
    }
}

impl SignedOutPage {
    /// On the way out.
    pub fn samples() -> Vec<Self> {
        let frame = Frame::anonymous("Déconnexion", "/theme/quadrige.css");
        vec![Self { frame, address: "https://id.example/fin?client_id=a&b=\"<".into() }]
    }
}

impl SessionsPage {
    /// One session, and several.
    pub fn samples() -> Vec<Self> {
        let row = |hour: &str, is_this_one: bool| SessionRow {
            id: "k7m2qd4xw3nfa6zt5vbrhj2yce".into(),
            provider: "ProConnect".into(),
            began: format!("21/11/2026 à {hour}\u{a0}h\u{a0}30"),
            seen: "21/11/2026 à 15\u{a0}h\u{a0}02".into(),
            proved: is_this_one.then(|| format!("21/11/2026 à {hour}\u{a0}h\u{a0}30")),
            is_this_one,
        };
        let page = |rows: Vec<SessionRow>| SessionsPage {
            frame: Frame { current: NavItem::Elsewhere, ..frame("Mes connexions") },
            has_others: rows.len() > 1,
            rows,
            can_confirm: true,
        };
        vec![page(vec![row("14", true)]), page(vec![row("14", true), row("9", false)])]
    }
}

impl SitemapPage {
    /// As a reader sees it.
    pub fn samples() -> Vec<Self> {
        vec![Self {
            frame: frame("Plan du site"),
            links: vec![Link::new("Mes dossiers", "/"), Link::new("Dossiers", "/dossiers")],
        }]
    }
}

impl AccessibilityPage {
    /// One.
    pub fn samples() -> Vec<Self> {
        vec![Self { frame: frame("Accessibilité"), operator: "Direction interrégionale de Lille".into() }]
    }
}

impl LegalNoticePage {
    /// One.
    pub fn samples() -> Vec<Self> {
        vec![Self { frame: frame("Mentions légales"), operator: "Direction interrégionale de Lille".into() }]
    }
}

impl PersonalDataPage {
    /// One.
    pub fn samples() -> Vec<Self> {
        vec![Self { frame: frame("Données personnelles"), operator: "Direction interrégionale de Lille".into() }]
    }
}

impl ErrorPage {
    /// Each of them.
    pub fn samples() -> Vec<Self> {
        let at = || frame("");
        vec![
            Self::bad_request(at(), "Le numéro de page est un nombre entier à partir de 1."),
            Self::signed_out(Frame::anonymous("", "/theme/quadrige.css")),
            Self::no_clearance(at(), "Votre habilitation a pris fin le 12/03/2026.", None),
            Self::no_clearance(
                at(),
                "Votre habilitation est suspendue.",
                Some(("06/12/2026", Link::new("Présenter mes observations", "/habilitations/a/reponse"))),
            ),
            Self::forbidden(at(), "Corriger une date de libération revient au greffe."),
            Self::no_such_file(at()),
            Self::sign_in_suspect(Frame::anonymous("", "/theme/quadrige.css"), "1790000000000"),
            Self::sign_in_declined(Frame::anonymous("", "/theme/quadrige.css")),
            Self::sign_in_declined(at()),
            Self::sign_in_too_weak(
                at(),
                &["eidas2".into(), "eidas3".into()],
                Some("<eidas1>"),
                "le bureau des comptes",
            ),
            Self::sign_in_not_fresh(at(), "21/11/2026 à 14\u{a0}h\u{a0}30", None, "le bureau des comptes"),
            Self::sign_in_somebody_else(at()),
            Self::sign_in_unsaid(at(), "siret", "le bureau des comptes"),
            Self::sign_in_unknown(at(), "ProConnect", "8f-<b>", "le bureau des comptes"),
            Self::sign_in_away(Frame::anonymous("", "/theme/quadrige.css"), "1790000000000"),
            Self::sign_in_crowded(Frame::anonymous("", "/theme/quadrige.css"), "1790000000000"),
            Self::no_such_page(at()),
            Self::method_not_allowed(at()),
            Self::conflict(at(), Link::new("Retour à la correction", HREF)),
            Self::too_large(at()),
            Self::unsupported(at()),
            Self::internal(at(), "7f3a-22c1"),
            Self::unavailable(at(), "7f3a-22c2"),
        ]
    }
}
