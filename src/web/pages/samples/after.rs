//! Samples of what comes after a sitting.

use super::{frame, render, service};
use crate::domain::institution::Party;
use crate::web::pages::actions::{ActionRow, ActionsPage, AnswerForm, Filter};
use crate::web::pages::home::{Empty, Urgent};
use crate::web::pages::item_after::{ActionMade, After, Note, NoteForm, NotePage};
use crate::web::pages::minutes::{
    Attendee, CirculateForm, DecisionSaid, MinutesBody, MinutesItem, MinutesPage, MinutesPrintPage, OpinionSaid,
    SealSaid, ValidationPage,
};
use crate::web::pages::parts::{Faults, Link};

const SITTING: &str = "/seances/k7m2qd4xw3nfa6zt5vbrhj2yce";
const LEAF: &str = "9f2c8a41d07be6c35518e0aa46f7c2d19b3e8f60a1c47d5528be93f04d6712ca";

pub(super) fn render_all(all: &mut Vec<(String, String)>) {
    render("minutes", minutes(), all);
    render("minutes_print", vec![print()], all);
    render("validation", validations(), all);
    render("note", vec![note()], all);
    render("actions", actions(), all);
}

pub(super) fn urgent() -> Vec<Urgent> {
    vec![Urgent {
        text: "Vérifier la promesse d’embauche".into(),
        name: "ABDALLAH Karim".into(),
        due: "en retard de 3\u{a0}jours".into(),
        late: true,
    }]
}

fn made(text: &str, late: bool) -> ActionMade {
    ActionMade {
        service: service("SPIP du Nord", Party::Probation),
        who: "LEROY Anne, CPIP".into(),
        text: text.into(),
        due: "18/11/2026".into(),
        state: if late { "en retard de 3\u{a0}jours".into() } else { "à faire".into() },
        late,
        closed: false,
        answer: String::new(),
        from: String::new(),
    }
}

fn said(text: &str) -> Note {
    Note {
        service: service("SPIP du Nord", Party::Probation),
        author: "LEROY Anne, CPIP".into(),
        when: "21/11/2026 à\u{a0}14\u{a0}h\u{a0}30".into(),
        text: text.into(),
    }
}

fn item(number: usize, is_sealed: bool) -> MinutesItem {
    let done = ActionMade {
        state: "faite le 20/11/2026, LEROY Anne, CPIP".into(),
        closed: true,
        answer: "Promesse confirmée par l’employeur <le 19>.".into(),
        ..made("Appeler l’employeur", false)
    };
    MinutesItem {
        number,
        name: if number == 2 { String::new() } else { "ABDALLAH Karim".into() },
        born: "12/03/1990".into(),
        href: format!("{SITTING}/points/{number}"),
        theme: "Préparation à la sortie".into(),
        object: "Projet d’aménagement".into(),
        synthesis: (number == 1).then(|| "Projet de sortie préparé depuis juin.\n\nHébergement confirmé.".into()),
        opinions: vec![
            OpinionSaid {
                service: service("SPIP du Nord", Party::Probation),
                stance: "favourable".into(),
                label: "Favorable".into(),
                reason: "Projet solide.".into(),
            },
            OpinionSaid {
                service: service("Association Rebond", Party::Partner),
                stance: "none".into(),
                label: "Sans avis".into(),
                reason: String::new(),
            },
        ],
        decision: (number == 1).then(|| DecisionSaid {
            outcome: "Décision de ne pas".into(),
            text: "Pas de changement de régime.".into(),
            reason: "Ancienneté insuffisante.".into(),
            by: "MARCHAND Olivier, directeur (chef d’établissement)".into(),
            basis: "D. 211-34 C. pénit. (anc. D. 90 CPP)".into(),
            review: Some("12/03/2027".into()),
        }),
        actions: vec![made("Vérifier la promesse d’embauche", true), done],
        remarks: vec![said("La date d’arrivée est inexacte.")],
        addenda: if is_sealed { vec![said("La promesse d’embauche est arrivée.")] } else { vec![] },
        leaf: is_sealed.then(|| LEAF.into()),
        note_form: Some((format!("{SITTING}/points/{number}/additifs"), "Ajouter un additif")),
    }
}

fn body(is_sealed: bool) -> MinutesBody {
    MinutesBody {
        title: "Commission pluridisciplinaire unique du 20/11/2026".into(),
        host: service("Maison d’arrêt de Lille-Sequedin", Party::Prison),
        held: "20/11/2026 à\u{a0}14\u{a0}h, salle de commission".into(),
        chair: Some("MARCHAND Olivier, directeur".into()),
        state: if is_sealed { "compte rendu scellé".into() } else { "en cours".into() },
        remarks_until: (!is_sealed).then(|| "28/11/2026".into()),
        attendance: vec![Attendee {
            service: service("SPIP du Nord", Party::Probation),
            who: "LEROY Anne, CPIP".into(),
            presence: "représenté".into(),
            detail: "par PETIT Jean".into(),
        }],
        items: vec![item(1, is_sealed), item(2, is_sealed)],
        seal: is_sealed.then(|| SealSaid {
            at: "21/11/2026 à\u{a0}14\u{a0}h\u{a0}30".into(),
            by: "MARCHAND Olivier, directeur".into(),
            hash: Some(LEAF.into()),
        }),
    }
}

fn minutes() -> Vec<MinutesPage> {
    let sealed = MinutesPage {
        frame: frame("Compte rendu de séance"),
        back_href: SITTING.into(),
        body: body(true),
        is_print: false,
        print_href: format!("{SITTING}/compte-rendu/impression"),
        circulate: None,
        validate_href: None,
        faults: Faults::default(),
    };
    let circulate = CirculateForm {
        action: format!("{SITTING}/diffusion"),
        until: "2026-11-28".into(),
        today: "2026-11-21".into(),
    };
    let open = MinutesPage {
        body: MinutesBody { chair: None, attendance: vec![], ..body(false) },
        circulate: Some(circulate),
        validate_href: Some(format!("{SITTING}/validation")),
        ..sealed.clone()
    };
    let empty = MinutesPage { body: MinutesBody { items: vec![], ..body(false) }, ..sealed.clone() };
    vec![sealed, open, empty]
}

fn print() -> MinutesPrintPage {
    MinutesPrintPage {
        frame: frame("Compte rendu\u{a0}: version imprimable"),
        reference: "K7M2-QD4X".into(),
        body: body(true),
        is_print: true,
        taken_by: "FAURE Camille, surveillante, Maison d’arrêt de Lille-Sequedin".into(),
        taken_at: "21/11/2026 à\u{a0}14\u{a0}h\u{a0}30".into(),
    }
}

fn validations() -> Vec<ValidationPage> {
    let ready = ValidationPage {
        frame: frame("Valider un compte rendu"),
        back_href: format!("{SITTING}/compte-rendu"),
        title: "Commission pluridisciplinaire unique du 20/11/2026".into(),
        missing: vec!["Aucune décision n’est enregistrée\u{a0}: point 2.".into()],
        items: "2\u{a0}points".into(),
        obstacle: None,
        action: format!("{SITTING}/validation"),
    };
    let not =
        ValidationPage { missing: vec![], obstacle: Some("Personne ne préside la séance.".into()), ..ready.clone() };
    vec![ready, not]
}

fn note() -> NotePage {
    NotePage {
        frame: frame("Remarque sur le compte rendu"),
        back_href: format!("{SITTING}/compte-rendu"),
        title: "Remarque sur le compte rendu".into(),
        form: NoteForm {
            action: format!("{SITTING}/points/1/remarques"),
            id: "note".into(),
            label: "Votre remarque sur le compte rendu".into(),
            hint: "Ce qui est inexact ou manque.".into(),
            text: "La date \"exacte\" <est>".into(),
            button: "Envoyer la remarque".into(),
        },
        after: After {
            minutes_href: Some(format!("{SITTING}/compte-rendu")),
            remarks: vec![said("La date d’arrivée est inexacte.")],
            addenda: vec![],
            earlier: vec![ActionMade { from: "20/10/2026".into(), ..made("Vérifier l’hébergement", true) }],
            leaf: Some(LEAF.into()),
            form: None,
            hint: Some("Rien encore."),
        },
        faults: Faults::default(),
    }
}

/// What comes after the minutes, before there are any.
pub(super) fn before_the_minutes() -> After {
    After {
        minutes_href: None,
        remarks: Vec::new(),
        addenda: Vec::new(),
        earlier: Vec::new(),
        leaf: None,
        form: None,
        hint: Some("Les remarques se font quand le compte rendu circule."),
    }
}

/// What comes after the minutes, once they are sealed.
pub(super) fn after_the_seal() -> After {
    After {
        minutes_href: Some(format!("{SITTING}/compte-rendu")),
        remarks: vec![said("La date est le 14.")],
        addenda: vec![said("Promesse reçue.")],
        leaf: Some(LEAF.into()),
        hint: None,
        ..before_the_minutes()
    }
}

fn actions() -> Vec<ActionsPage> {
    let filter =
        |label: &str, de: &str, current| Filter { label: label.into(), href: format!("/actions?de={de}"), current };
    let row = |n: usize, late| ActionRow {
        id: format!("action-{n}"),
        name: if n == 2 { String::new() } else { "ABDALLAH Karim".into() },
        href: format!("{SITTING}/points/{n}"),
        made: made("Vérifier la promesse d’embauche", late),
        sitting: "commission du 20/10/2026".into(),
        answer: (n < 3).then(|| AnswerForm {
            action: format!("/actions/{n}"),
            field: format!("suite-{n}"),
            text: "Vu l’employeur \"Martin & fils\"".into(),
            note: "Cette action est confiée à une autre personne de votre service.".into(),
        }),
    };
    let some = ActionsPage {
        frame: frame("Actions à faire"),
        title: "Actions à faire".into(),
        filters: vec![filter("Confiées à mon service", "service", true), filter("Confiées à moi", "moi", false)],
        chosen: "service".into(),
        rows: vec![row(1, true), row(2, false), row(3, false)],
        count: "3\u{a0}actions".into(),
        empty: Empty::default(),
        faults: Faults::default(),
    };
    let none = ActionsPage {
        rows: vec![],
        empty: Empty {
            title: "Aucune action n’attend votre service".into(),
            text: "Elles apparaissent ici.".into(),
            ways: vec![Link::new("Voir les commissions", "/commissions")],
        },
        ..some.clone()
    };
    vec![some, none]
}
