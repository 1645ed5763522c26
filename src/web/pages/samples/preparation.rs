//! Samples of the pages by which a commission and its sittings are prepared.

use super::super::frame::{Frame, NavItem};
use super::super::home::Empty;
use super::super::parts::{Choice, Faults, Link};
use super::super::preparation::bodies::SeatForm;
use super::super::preparation::{
    BodyLink, Chairing, CommissionPage, CommissionsPage, ConfirmPage, ConvocationPage, GuestRow, InvitationsPage,
    ItemRow, Mark, Moves, NewGuest, Next, PointRow, PointsPage, ReviewRow, ReviewsPage, SeatRow, SittingFormPage,
    SittingPage, SittingRow, Step, TheirDate, Told,
};
use super::{frame, service};
use crate::domain::institution::Party;

const CPU: &str = "/commissions/c7m2qd4xw3nfa6zt5vbrhj2yce";
const SITTING: &str = "/seances/s7m2qd4xw3nfa6zt5vbrhj2yce";
const PRISON: &str = "Maison d’arrêt de Lille-Sequedin";
const SPIP: &str = "Service pénitentiaire d’insertion et de probation du Nord, antenne de Lille";

fn at(title: &str) -> Frame {
    Frame { current: NavItem::Commissions, ..frame(title) }
}

fn back() -> Link {
    Link::new("Retour à la séance", SITTING)
}

fn faults(pairs: &[(&str, &str)]) -> Faults {
    let mut faults = Faults::default();
    for (field, message) in pairs {
        faults.add(field, message);
    }
    faults
}

fn sitting(when: &str, state: Mark) -> SittingRow {
    SittingRow {
        href: SITTING.into(),
        when: when.into(),
        commission: PRISON.into(),
        place: "Salle de commission\u{a0}; à distance, poste 4012".into(),
        state,
        items: "12\u{a0}points".into(),
    }
}

impl CommissionsPage {
    /// A prison's own and that it may create, with nothing yet; then a full one.
    pub(super) fn samples() -> Vec<Self> {
        let create = vec![
            Choice {
                value: "a.head".into(),
                label: format!("{PRISON}\u{a0}: direction"),
                hint: "présidence, voix délibérative".into(),
                selected: true,
            },
            Choice::new("b.probation_director", SPIP, false),
        ];
        let none = Self {
            frame: at("Commissions"),
            bodies: Vec::new(),
            empty: Empty { title: "Aucune commission".into(), text: "Créez-la ci-dessous.".into(), ways: Vec::new() },
            create: Some(create),
            coming: Vec::new(),
            past: Vec::new(),
            faults: Faults::default(),
        };
        let full = Self {
            bodies: vec![BodyLink {
                href: CPU.into(),
                title: "Commission pluridisciplinaire unique".into(),
                host: service(PRISON, Party::Prison),
                tie: "votre établissement la tient".into(),
            }],
            create: None,
            coming: vec![sitting("28/11/2026 à\u{a0}14\u{a0}h", Mark::new("now", "convoquée"))],
            past: vec![sitting("31/10/2026 à\u{a0}14\u{a0}h", Mark::new("done", "compte rendu scellé"))],
            ..none.clone()
        };
        vec![none, full]
    }
}

impl CommissionPage {
    /// As who keeps it sees it, a service being chosen; as a member sees it.
    pub(super) fn samples() -> Vec<Self> {
        let seat = |function: &str, role: &str, holders: &[&str]| SeatRow {
            service: service(PRISON, Party::Prison),
            function: function.into(),
            voice: "voix délibérative".into(),
            role: role.into(),
            holders: holders.iter().map(|name| (*name).to_owned()).collect(),
            end: Some(format!("{CPU}/sieges/x/fin")),
        };
        let one = || vec![Choice::new("a", "Association", true), Choice::new("b", "Police nationale", false)];
        let kept = Self {
            frame: at("Commission pluridisciplinaire unique"),
            href: CPU.into(),
            title: "Commission pluridisciplinaire unique".into(),
            host: service(PRISON, Party::Prison),
            basis: "D. 211-34 C. pénit. (anc. D. 90 CPP)".into(),
            seats: vec![
                seat("direction", "présidence", &["MARCHAND Olivier, chef d’établissement"]),
                seat("encadrement", "représentation de la présidence", &[]),
            ],
            themes: vec!["nouvel arrivant".into(), "préparation à la sortie".into()],
            form: Some(SeatForm {
                action: format!("{CPU}/sieges"),
                kinds: one(),
                services: one(),
                functions: one(),
                voices: one(),
                roles: one(),
            }),
            plan: Some(format!("{CPU}/seances")),
            coming: Vec::new(),
            past: vec![sitting("31/10/2026 à\u{a0}14\u{a0}h", Mark::new("done", "compte rendu scellé"))],
            faults: Faults::default(),
        };
        let read = Self { form: None, plan: None, ..kept.clone() };
        vec![kept, read]
    }
}

impl ReviewsPage {
    /// Two due, one late; none.
    pub(super) fn samples() -> Vec<Self> {
        let row = |id: &str, name: &str, late| ReviewRow {
            id: id.into(),
            href: super::HREF.into(),
            name: name.into(),
            born: "12/03/1990".into(),
            due: "16/11/2026".into(),
            distance: if late { "en retard de 5\u{a0}jours".into() } else { "dans 3\u{a0}jours".into() },
            late,
            because: "sortie dans 2\u{a0}mois\u{a0}: tous les 15\u{a0}jours".into(),
        };
        let due = Self {
            frame: at("Revues de situation à échéance"),
            back: Link::new("Retour à la commission", CPU),
            count: "2\u{a0}situations à revoir, dont 1 en retard".into(),
            rows: vec![row("a", "ABDALLAH Karim", true), row("b", "", false)],
            sittings: vec![Link::new("séance du 28/11/2026 à\u{a0}14\u{a0}h", &format!("{SITTING}/points"))],
            plan: None,
            empty: Empty::default(),
        };
        let none = Self {
            rows: Vec::new(),
            sittings: Vec::new(),
            empty: Empty { title: "Aucune situation à revoir".into(), text: "Rien.".into(), ways: Vec::new() },
            ..due.clone()
        };
        vec![due, none]
    }
}

impl SittingFormPage {
    /// A new one overseas; one that somebody else moved meanwhile.
    pub(super) fn samples() -> Vec<Self> {
        let new = Self {
            frame: at("Planifier une séance"),
            heading: "Planifier une séance".into(),
            back: Link::new("Retour à la commission", CPU),
            action: format!("{CPU}/seances"),
            on: String::new(),
            hour: "14:00".into(),
            place: String::new(),
            zone: Some("À l’heure de La Réunion".into()),
            version: None,
            told: Some("Personne n’est prévenu avant la convocation.".into()),
            conflict: None,
            faults: Faults::default(),
            submit: "Planifier la séance".into(),
        };
        let conflict = Self {
            frame: at("Changer la date ou le lieu d’une séance"),
            version: Some(3),
            conflict: Some(TheirDate { when: "30/11/2026 à\u{a0}9\u{a0}h\u{a0}30".into(), place: "Salle A".into() }),
            ..new.clone()
        };
        vec![new, conflict]
    }
}

impl SittingPage {
    /// Being prepared; convoked; as somebody invited sees it; cancelled.
    pub(super) fn samples() -> Vec<Self> {
        let step = |title: &str, code, word: &str, current: bool| Step {
            title: title.into(),
            href: current.then(|| format!("{SITTING}/points")),
            state: Mark::new(code, word),
            current,
        };
        let row = |number: usize| ItemRow {
            number,
            href: format!("{SITTING}/points/x{number}"),
            name: if number == 1 { "DUPONT-LÉVÊQUE Maximilien Anatole".into() } else { String::new() },
            born: "12/03/1990".into(),
            theme: "préparation à la sortie".into(),
            object: "Projet de sortie\u{a0}: hébergement, ressources, suivi".into(),
            because: "revue à échéance\u{a0}: sortie dans 2\u{a0}mois\u{a0}: tous les 15\u{a0}jours".into(),
            invited: vec![PRISON.into(), SPIP.into()],
            contributions: Some(Mark::new("todo", "1 sur 2 reçues")),
            missing: vec![SPIP.into()],
            moves: Some(Moves {
                order: format!("{SITTING}/points/x{number}/ordre"),
                up: number > 1,
                down: number < 2,
                withdraw: format!("{SITTING}/points/x{number}/retrait"),
                invitations: format!("{SITTING}/points/x{number}/invitations"),
            }),
        };
        let heading = "Commission pluridisciplinaire unique, séance du 28/11/2026 à\u{a0}14\u{a0}h";
        let prepared = Self {
            frame: at(heading),
            heading: heading.into(),
            commission: Some(Link::new("Retour à la commission", CPU)),
            host: service(PRISON, Party::Prison),
            place: "Salle de commission".into(),
            state: Mark::new("todo", "en préparation"),
            cancelled: None,
            steps: vec![
                step("Ordre du jour", "done", "fait", false),
                step("Convocation", "now", "en cours", true),
                step("Tenue", "todo", "à faire", false),
            ],
            next: Some(Next::Page(Link::new("Convoquer la séance", &format!("{SITTING}/convocation")))),
            ways: vec![Link::new("Annuler la séance", &format!("{SITTING}/annulation"))],
            warnings: vec!["Personne d’autre que l’établissement n’est invité à l’un des points.".into()],
            count: "2\u{a0}points".into(),
            rows: vec![row(1), row(2)],
            empty: String::new(),
        };
        let convoked = Self {
            state: Mark::new("now", "convoquée"),
            next: Some(Next::Open(Chairing {
                action: format!("{SITTING}/ouverture"),
                chairs: vec![Choice::new("a", "MARCHAND Olivier, chef d’établissement (présidence)", true)],
            })),
            ..prepared.clone()
        };
        let open = Self {
            next: Some(Next::Page(Link::new("Relire et diffuser le compte rendu", &format!("{SITTING}/compte-rendu")))),
            ..prepared.clone()
        };
        let guest = Self {
            commission: None,
            steps: Vec::new(),
            next: None,
            ways: Vec::new(),
            warnings: Vec::new(),
            rows: vec![ItemRow { moves: None, missing: Vec::new(), ..row(1) }],
            ..convoked.clone()
        };
        let cancelled = Self {
            cancelled: Some("Salle indisponible".into()),
            rows: Vec::new(),
            empty: "Aucun point à cet ordre du jour que vous puissiez voir.".into(),
            ..guest.clone()
        };
        vec![prepared, convoked, open, guest, cancelled]
    }
}

impl PointsPage {
    /// Two proposed, one chosen; a faulty one; none.
    pub(super) fn samples() -> Vec<Self> {
        let row = |id: &str, late| PointRow {
            id: id.into(),
            name: format!("ABDALLAH <b>{id}</b>"),
            born: "12/03/1990".into(),
            why: "sortie dans 2\u{a0}mois\u{a0}: tous les 15\u{a0}jours".into(),
            distance: "en retard de 5\u{a0}jours".into(),
            late,
            chosen: late,
            themes: vec![Choice::new("release", "préparation à la sortie", true)],
            object: "Projet \"<de>\" sortie".into(),
        };
        let proposed = Self {
            frame: at("Inscrire à l’ordre du jour"),
            back: back(),
            action: format!("{SITTING}/points"),
            q: "abdal".into(),
            searched: vec!["abdal".into()],
            found: Some("1\u{a0}personne trouvée".into()),
            rows: vec![row("a", true), row("b", false)],
            more: Some("3 autres personnes sont proposées".into()),
            deliberating: vec![service(SPIP, Party::Probation)],
            consulted: vec![Choice::new("h", "Unité sanitaire", false)],
            told: true,
            faults: Faults::default(),
        };
        let faulty = Self {
            faults: faults(&[
                ("person", "Choisissez au moins une personne à inscrire"),
                ("object-a", "ABDALLAH Karim\u{a0}: indiquez l’objet du point"),
            ]),
            ..proposed.clone()
        };
        let none = Self { rows: Vec::new(), found: None, ..proposed.clone() };
        vec![proposed, faulty, none]
    }
}

impl InvitationsPage {
    /// A partner being invited; faulty; closed.
    pub(super) fn samples() -> Vec<Self> {
        let one = || vec![Choice::new("a", "Association", true), Choice::new("b", "Police nationale", false)];
        let guest = |named: &str, withdraw: bool| GuestRow {
            service: service(SPIP, Party::Probation),
            named: named.into(),
            voice: "voix délibérative".into(),
            basis: "D. 211-34 C. pénit. (anc. D. 90 CPP)".into(),
            withdraw: withdraw.then(|| ("s".to_owned(), String::new())),
        };
        let open = Self {
            frame: at("Invités à un point de l’ordre du jour"),
            back: back(),
            point: "Point 4\u{a0}: ABDALLAH Karim".into(),
            action: format!("{SITTING}/points/x/invitations"),
            rows: vec![guest("", false), guest("LEROY Anne, bénévole", true)],
            seated: vec![Link::new("Unité sanitaire", &format!("{SITTING}/points/x/invitations?service=h"))],
            kinds: one(),
            services: one(),
            new: Some(NewGuest {
                service: service("Association Rebond", Party::Partner),
                id: "r".into(),
                people: Some(one()),
                voices: one(),
                consent_on: Some("2026-11-20".into()),
            }),
            told: true,
            open: true,
            faults: Faults::default(),
        };
        let faulty = Self {
            faults: faults(&[("agent", "Choisissez la personne"), ("consent_on", "Indiquez la date du consentement")]),
            ..open.clone()
        };
        let closed = Self { open: false, new: None, ..open.clone() };
        vec![open, faulty, closed]
    }
}

impl ConvocationPage {
    /// Ready; not yet.
    pub(super) fn samples() -> Vec<Self> {
        let ready = Self {
            frame: at("Convoquer la séance"),
            back: back(),
            action: format!("{SITTING}/convocation"),
            told: vec![Told { service: service(SPIP, Party::Probation), items: "12\u{a0}points".into() }],
            subject: "Quadrige\u{a0}: convocation à une commission".into(),
            text: "Lisez la convocation de votre service.\n\nRéférence".into(),
            obstacles: Vec::new(),
        };
        let empty = Self { told: Vec::new(), obstacles: vec!["L’ordre du jour est vide.".into()], ..ready.clone() };
        vec![ready, empty]
    }
}

impl ConfirmPage {
    /// A withdrawal; a cancelling without its reason.
    pub(super) fn samples() -> Vec<Self> {
        let withdrawal = Self {
            frame: at("Retirer un point de l’ordre du jour"),
            heading: "Retirer ce point de l’ordre du jour\u{a0}?".into(),
            lines: vec!["Point 4\u{a0}: ABDALLAH Karim.".into()],
            action: format!("{SITTING}/points/x/retrait"),
            reason: None,
            submit: "Retirer le point".into(),
            back: back(),
            faults: Faults::default(),
        };
        let cancelling = Self {
            frame: at("Annuler une séance"),
            reason: Some("Salle \"<indisponible>\"".into()),
            ..withdrawal.clone()
        };
        vec![withdrawal, cancelling]
    }
}
