//! What the page of an item shows, part by part, and the line that stands where the reader can't write.

use super::super::super::format;
use super::super::super::pages::item::{
    ActionRow, Contribution, Decided, Mark, Opinion, OpinionForm, Present, Tabled, Written,
};
use super::super::super::pages::parts::Service;
use super::super::super::site::printed;
use super::page::{Making, text_of};
use crate::access::View;
use crate::domain::conference::seat::keeps_medical_secrecy;
use crate::domain::conference::{ActionState, Presence};
use crate::domain::{DataCategory, Field, Id, Institution, Level, Value};
use crate::records::conference::answers::Line;
use crate::records::conference::item::services;

impl Making<'_> {
    fn service(&self, id: Option<Id<Institution>>) -> Service {
        printed(&self.visit.at.site.directory(), id)
    }

    /// `DUPONT Anne, directrice, le 21/11/2026 à 14 h 30`
    fn meta(&self, view: &View) -> String {
        let author = view.author.clone().unwrap_or_default();
        match view.recorded_at {
            Some(at) if author.is_empty() => format!("le {}", format::moment(at, self.zone)),
            Some(at) => format!("{author}, le {}", format::moment(at, self.zone)),
            None => author,
        }
    }

    fn stance(&self, view: &View, field: Field) -> Option<Mark> {
        let code = text_of(view, field)?;
        Some(Mark::new(&code, field.choice_label(&code)))
    }
}

/// The contributions; for those who keep the minutes or preside, also where one is missing.
pub(super) fn contributions(making: &Making<'_>) -> Vec<Contribution> {
    let sheet = making.sheet;
    let mut cards: Vec<Contribution> = sheet.contributions.iter().map(|view| card(making, view)).collect();
    let seen = |service: &Id<Institution>| sheet.contributions.iter().any(|view| view.owner == Some(*service));
    for service in services(&sheet.invited).into_iter().filter(|service| sheet.rights.conducts && !seen(service)) {
        let blank = Contribution {
            service: making.service(Some(service)),
            mark: None,
            is_missing: true,
            stance: None,
            text: None,
            held: String::new(),
            handling: String::new(),
            meta: String::new(),
        };
        let kind = sheet.invited.iter().find(|guest| guest.institution == service).map(|guest| guest.kind);
        if sheet.contributed.contains(&service) {
            cards.push(Contribution {
                mark: Some(Mark::new("done", "reçue")),
                is_missing: false,
                held: "Non communiqué. Ce service a réservé sa contribution à d’autres participants.".to_owned(),
                ..blank
            });
        } else if kind.is_some_and(keeps_medical_secrecy) {
            cards.push(Contribution {
                meta: "Ne transmet ni commentaire ni avis\u{a0}: répond aux questions fermées et peut rédiger une observation.".to_owned(),
                ..blank
            });
        } else {
            let mark = if sheet.sitting.state.takes_contributions().is_ok() { "attendue" } else { "non reçue" };
            cards.push(Contribution { mark: Some(Mark::new("todo", mark)), ..blank });
        }
    }
    cards
}

fn card(making: &Making<'_>, view: &View) -> Contribution {
    let received = match view.recorded_at {
        Some(at) => format!("reçue le {}", format::day_of(at, making.zone)),
        None => "reçue".to_owned(),
    };
    let text = text_of(view, Field::PriorComment);
    let held = match (&text, view.existence_only) {
        (Some(_), _) => "",
        (None, true) => {
            "Non communiqué. L’auteur n’en laisse connaître que l’existence\u{a0}: demandez-lui ce dont vous avez besoin."
        }
        (None, false) => "Texte non communiqué. L’auteur n’en laisse lire que l’avis proposé.",
    };
    let handling = match view.cap {
        Some(Level::Summary) => "à un résumé pour les autres participants",
        Some(Level::Existence) => "à son existence pour les autres participants",
        _ => "",
    };
    Contribution {
        service: making.service(view.owner),
        mark: Some(Mark::new("done", &received)),
        is_missing: false,
        stance: making.stance(view, Field::ProposedOpinion),
        text,
        held: held.to_owned(),
        handling: handling.to_owned(),
        meta: making.meta(view),
    }
}

/// Why there is no form of a contribution.
pub(super) fn contribute_note(making: &Making<'_>) -> String {
    let sheet = making.sheet;
    if keeps_medical_secrecy(making.visit.reader.kind) {
        return "Le service de santé répond aux questions fermées prévues par les textes et peut rédiger une observation\u{a0}; il ne transmet ni commentaire ni avis sur un point (GENESIS, 3° c et 8° d).".to_owned();
    }
    if !sheet.rights.writes {
        return "Votre fonction ne permet pas d’écrire à ce point.".to_owned();
    }
    match sheet.sitting.state.takes_contributions() {
        Ok(()) => String::new(),
        Err(obstacle) => obstacle.label().to_owned(),
    }
}

/// Where health writes an observation.
pub(super) fn observe_href(making: &Making<'_>) -> Option<String> {
    keeps_medical_secrecy(making.visit.reader.kind).then(|| format!("{}/observations/nouvelle", making.file_href))
}

/// What lies on the table; a link for those who see it in the file.
pub(super) fn tabled(making: &Making<'_>) -> Vec<Tabled> {
    let level = |category: &DataCategory| {
        making.sheet.levels.iter().find(|(known, _)| known == category).map_or(Level::None, |(_, level)| *level)
    };
    making
        .sheet
        .tabled
        .iter()
        .map(|(category, by)| Tabled {
            label: category.label().to_owned(),
            service: making.service(Some(*by)),
            href: (level(category) >= Level::Summary).then(|| format!("{}#{}", making.file_href, category.code())),
        })
        .collect()
}

/// Those invited, and how they were there.
pub(super) fn attendance(making: &Making<'_>) -> Vec<Present> {
    let sheet = making.sheet;
    let found = |guest: &crate::records::conference::item::Invited| {
        sheet.attendance.iter().find(|row| row.institution == guest.institution && row.agent == guest.agent)
    };
    sheet
        .invited
        .iter()
        .map(|guest| {
            let row = found(guest);
            let presence = row.and_then(|row| row.presence.map(|presence| (presence, row.detail.as_str())));
            Present {
                service: making.service(Some(guest.institution)),
                name: row.and_then(|row| row.name.clone()),
                voice: guest.voice.label().to_owned(),
                presence: presence.map(|(presence, detail)| presence_in_words(presence, detail)).unwrap_or_default(),
            }
        })
        .collect()
}

fn presence_in_words(presence: Presence, detail: &str) -> String {
    match presence {
        Presence::Represented => format!("{} par {detail}", presence.label()),
        Presence::Absent if !detail.is_empty() => format!("{} ({detail})", presence.label()),
        Presence::Room | Presence::Remote | Presence::Absent => presence.label().to_owned(),
    }
}

/// The opinions given, and where one is missing; not the missing ones that the reader's own form asks for.
pub(super) fn opinions(making: &Making<'_>, asked: &[OpinionForm]) -> Vec<Opinion> {
    let sheet = making.sheet;
    if sheet.sitting.opened_at.is_none() {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for service in services(&sheet.invited) {
        let kind = sheet.invited.iter().find(|guest| guest.institution == service).map(|guest| guest.kind);
        let given = sheet.opinions.iter().find(|view| view.owner == Some(service));
        let is_asked = || asked.iter().any(|row| row.id == service.to_string());
        if given.is_none() && (kind.is_some_and(keeps_medical_secrecy) || is_asked()) {
            continue;
        }
        rows.push(opinion(making, service, given));
    }
    // Whoever isn't invited any more said what he said.
    for view in &sheet.opinions {
        let Some(owner) = view.owner.filter(|owner| sheet.invited.iter().all(|guest| guest.institution != *owner))
        else {
            continue;
        };
        rows.push(opinion(making, owner, Some(view)));
    }
    rows
}

fn opinion(making: &Making<'_>, service: Id<Institution>, given: Option<&View>) -> Opinion {
    let mark = given.and_then(|view| making.stance(view, Field::Opinion));
    Opinion {
        service: making.service(Some(service)),
        mark: mark.unwrap_or_else(|| Mark::new("todo", "pas encore donné")),
        reason: given.and_then(|view| text_of(view, Field::OpinionReason)),
        meta: given.map(|view| making.meta(view)).unwrap_or_default(),
    }
}

/// Why there is no form of an opinion.
pub(super) fn opine_note(making: &Making<'_>) -> String {
    if keeps_medical_secrecy(making.visit.reader.kind) || !making.sheet.rights.writes {
        return String::new();
    }
    match making.sheet.sitting.state.takes_minutes() {
        Ok(()) => String::new(),
        Err(crate::domain::conference::Obstacle::NotOpen | crate::domain::conference::Obstacle::NotConvoked) => {
            "Les avis se donnent pendant la séance.".to_owned()
        }
        Err(_) => "Les avis ne changent plus.".to_owned(),
    }
}

/// The synthesis.
pub(super) fn synthesis(making: &Making<'_>) -> Option<Written> {
    let view = making.sheet.synthesis.as_ref()?;
    Some(Written { text: text_of(view, Field::Synthesis)?, meta: making.meta(view) })
}

/// Who writes it, or when.
pub(super) fn synthesis_note(making: &Making<'_>, has_form: bool) -> String {
    if has_form || making.sheet.synthesis.is_some() {
        return String::new();
    }
    match making.sheet.sitting.state.takes_minutes() {
        Ok(()) => "Le secrétariat de la commission rédige la synthèse.".to_owned(),
        Err(_) if making.sheet.sitting.opened_at.is_some() => "Aucune synthèse n’a été rédigée.".to_owned(),
        Err(_) => "Le secrétariat de la commission la rédige pendant la séance.".to_owned(),
    }
}

/// The decision.
pub(super) fn decision(making: &Making<'_>) -> Option<Decided> {
    let (view, competence) = making.sheet.decision.as_ref()?;
    let fields = [Field::DecisionText, Field::DecisionReason, Field::ReviewOn];
    let rows = fields.iter().filter_map(|field| {
        let value = view.value(*field)?;
        Some((field.spec().label.to_owned(), format::value(*field, value, making.zone)))
    });
    let outcome = text_of(view, Field::Decision).unwrap_or_default();
    Some(Decided {
        outcome: capital(Field::Decision.choice_label(&outcome)),
        rows: rows.collect(),
        meta: format!("{}, {}", making.meta(view), competence.label()),
        basis: competence.basis().to_owned(),
    })
}

/// The first letter in capitals.
pub(in crate::web::conference) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// Who decides, or when.
pub(super) fn decision_note(making: &Making<'_>) -> String {
    let sheet = making.sheet;
    if sheet.decision.is_some() {
        return String::new();
    }
    match (sheet.sitting.state.takes_minutes(), sheet.rights.competence) {
        (Ok(()), Some(_)) => String::new(),
        (Err(_), _) if sheet.sitting.sealed_at.is_some() => "Aucune décision n’a été enregistrée.".to_owned(),
        _ => "La commission donne un avis\u{a0}; le chef d’établissement ou son délégataire décide pendant la séance (D. 211-34 C. pénit., anc. D. 90 CPP).".to_owned(),
    }
}

/// Actions, as rows.
pub(super) fn actions(making: &Making<'_>, lines: &[Line], of_this_item: bool) -> Vec<ActionRow> {
    let may_remove = of_this_item && making.sheet.rights.conducts && making.sheet.sitting.state.takes_minutes().is_ok();
    lines
        .iter()
        .map(|action| {
            let mark = match action.state {
                ActionState::Open if action.is_late(making.today) => Mark::new("late", "en retard"),
                ActionState::Open => Mark::new("todo", action.state.label()),
                ActionState::Done | ActionState::Abandoned => Mark::new("done", action.state.label()),
            };
            ActionRow {
                remove: if may_remove && action.is_open() { action.id.to_string() } else { String::new() },
                text: action.text.as_ref().map(Value::code).unwrap_or_default(),
                service: making.service(Some(action.institution)),
                person: action.who.clone(),
                due: format!("{}, {}", format::date(action.due_on), format::distance(action.due_on, making.today)),
                mark,
                answer: action.answer.as_ref().map(Value::code),
            }
        })
        .collect()
}

/// Who gives actions, or when.
pub(super) fn actions_note(making: &Making<'_>) -> String {
    let sheet = making.sheet;
    if !sheet.actions.is_empty() {
        return String::new();
    }
    match (sheet.sitting.state.takes_minutes(), sheet.rights.conducts) {
        (Ok(()), true) => "Aucune action pour l’instant.".to_owned(),
        (Ok(()), false) => "Aucune action pour l’instant. Le secrétariat de la commission les enregistre.".to_owned(),
        (Err(_), _) if sheet.sitting.opened_at.is_some() => "Aucune action n’a été décidée.".to_owned(),
        (Err(_), _) => "Les actions se décident pendant la séance.".to_owned(),
    }
}
