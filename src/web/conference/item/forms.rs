//! The forms of an item's page: only those that the reader may use now.

use super::super::super::pages::item::{
    ActionForm, ContributionForm, DecisionForm, OpinionForm, Question, SynthesisForm,
};
use super::super::super::pages::parts::Choice;
use super::super::super::site::printed;
use super::page::{Making, text_of};
use super::parts::capital;
use crate::domain::conference::seat::keeps_medical_secrecy;
use crate::domain::conference::{Outcome, Stance};
use crate::domain::rhythm::{Path, next_review};
use crate::domain::value::Answer;
use crate::domain::{Audience, CommissionKind, DataCategory, Field, Id, Institution, InstitutionKind, Level, Value};
use crate::records::conference::item::services;

/// What an institution that has it in full may lay on the table; neither health nor intelligence is among it.
pub(super) const TO_LAY: &[DataCategory] = &[
    DataCategory::Observation,
    DataCategory::Discipline,
    DataCategory::Housing,
    DataCategory::Sentence,
    DataCategory::Movements,
];

impl Making<'_> {
    fn chosen(&self, name: &str, value: &str, kept: bool) -> bool {
        match self.typed.filter(|typed| typed.all(name).next().is_some()) {
            Some(typed) => typed.all(name).any(|typed| typed == value),
            None => kept,
        }
    }

    fn stances(&self, name: &str, kept: Option<&str>) -> Vec<Choice> {
        let choice = |stance: &Stance| {
            let is_chosen = self.chosen(name, stance.code(), kept == Some(stance.code()));
            Choice::new(stance.code(), &capital(stance.label()), is_chosen)
        };
        Stance::ALL.iter().map(choice).collect()
    }
}

/// The contribution of the reader's service.
pub(super) fn contribution(making: &Making<'_>) -> Option<ContributionForm> {
    let (sheet, reader) = (making.sheet, &making.visit.reader);
    let may =
        sheet.rights.writes && !keeps_medical_secrecy(reader.kind) && sheet.sitting.state.takes_contributions().is_ok();
    if !may {
        return None;
    }
    let own = sheet.contributions.iter().find(|view| view.owner == Some(reader.institution));
    let kept = |field: Field| own.and_then(|view| text_of(view, field)).unwrap_or_default();
    let stance = kept(Field::ProposedOpinion);
    let handling = &sheet.own_handling;
    let is_among =
        |kind: InstitutionKind| matches!(&handling.audience, Audience::Kinds(kinds) if kinds.contains(&kind));
    let kinds = audience(making);
    let came_back = making.typed.is_some_and(|typed| typed.all("prior_comment").next().is_some());
    let typed_restriction = making
        .typed
        .is_some_and(|typed| typed.all("audience").next().is_some() || !matches!(typed.text("cap"), "" | "full"));
    Some(ContributionForm {
        version: own.map_or(0, |view| view.version),
        text: making.text("prior_comment", || kept(Field::PriorComment)),
        stances: making.stances("proposed_opinion", Some(stance.as_str())),
        caps: [Level::Full, Level::Summary, Level::Existence]
            .iter()
            .map(|level| {
                Choice::new(level.code(), cap_label(*level), making.chosen("cap", level.code(), handling.cap == *level))
            })
            .collect(),
        audiences: kinds
            .iter()
            .map(|kind| {
                Choice::new(
                    kind.code(),
                    kind.label(),
                    making.chosen("audience", kind.code(), !came_back && is_among(*kind)),
                )
            })
            .collect(),
        restricted: typed_restriction || *handling != crate::domain::Handling::OPEN,
        folded: own.is_some() && !came_back,
    })
}

/// The kinds of institution, among those invited, from which an author chooses who may read his contribution.
pub(super) fn audience(making: &Making<'_>) -> Vec<InstitutionKind> {
    let mut kinds: Vec<InstitutionKind> = Vec::new();
    for guest in &making.sheet.invited {
        if guest.kind != making.visit.reader.kind && !kinds.contains(&guest.kind) {
            kinds.push(guest.kind);
        }
    }
    kinds
}

const fn cap_label(level: Level) -> &'static str {
    match level {
        Level::Full => "Tout",
        Level::Summary => "L’avis proposé, sans le commentaire",
        Level::Existence | Level::None => "L’existence seulement\u{a0}: il faudra vous la demander",
    }
}

/// The closed questions, for health.
pub(super) fn questions(making: &Making<'_>) -> Vec<Question> {
    let sheet = making.sheet;
    if !sheet.rights.answers || sheet.sitting.state.takes_contributions().is_err() {
        return Vec::new();
    }
    let question = |field: Field| {
        let spec = field.spec();
        let answer = |known: &Answer| {
            Choice::new(known.code(), &capital(known.label()), making.chosen(spec.key, known.code(), false))
        };
        Question {
            key: spec.key.to_owned(),
            label: spec.label.to_owned(),
            answers: Answer::ALL.iter().map(answer).collect(),
        }
    };
    Field::of(DataCategory::HealthIndicators).map(question).collect()
}

/// The reader's own categories that may be laid on the table, or taken back.
pub(super) fn lay(making: &Making<'_>) -> Vec<Choice> {
    let (sheet, own) = (making.sheet, making.visit.reader.institution);
    if sheet.sitting.state.agenda_may_change().is_err() {
        return Vec::new();
    }
    offered(making)
        .into_iter()
        .map(|category| {
            let is_laid = sheet.tabled.contains(&(category, own));
            Choice::new(category.code(), category.label(), is_laid)
        })
        .collect()
}

/// Those that nobody else laid there.
fn offered(making: &Making<'_>) -> Vec<DataCategory> {
    let (sheet, own) = (making.sheet, making.visit.reader.institution);
    let is_full = |category: DataCategory| sheet.levels.contains(&(category, Level::Full));
    let by_another = |category: DataCategory| sheet.tabled.iter().any(|(known, by)| *known == category && *by != own);
    TO_LAY.iter().copied().filter(|category| is_full(*category) && !by_another(*category)).collect()
}

/// The opinions that the reader may write: his service's own; for the secretariat also those of the others who haven't given
/// theirs themselves.
pub(super) fn opinions(making: &Making<'_>) -> Vec<OpinionForm> {
    let (sheet, reader) = (making.sheet, &making.visit.reader);
    if !sheet.rights.writes || keeps_medical_secrecy(reader.kind) || sheet.sitting.state.takes_minutes().is_err() {
        return Vec::new();
    }
    let directory = making.visit.at.site.directory();
    let may = |service: &Id<Institution>| {
        if *service == reader.institution {
            return true;
        }
        let kind = sheet.invited.iter().find(|guest| guest.institution == *service).map(|guest| guest.kind);
        sheet.rights.conducts && !kind.is_some_and(keeps_medical_secrecy) && !sheet.gave_their_own.contains(service)
    };
    services(&sheet.invited)
        .into_iter()
        .filter(may)
        .map(|service| {
            let id = service.to_string();
            let given = sheet.opinions.iter().find(|view| view.owner == Some(service));
            let kept = |field: Field| given.and_then(|view| text_of(view, field));
            let stance = kept(Field::Opinion);
            let mut row = OpinionForm {
                service: printed(&directory, Some(service)),
                version: given.map_or(0, |view| view.version),
                stances: Vec::new(),
                reason: String::new(),
                id,
            };
            row.stances = making.stances(&row.named("stance"), stance.as_deref());
            row.reason = making.text(&row.named("reason"), || kept(Field::OpinionReason).unwrap_or_default());
            row
        })
        .collect()
}

/// The synthesis, for those who keep the minutes.
pub(super) fn synthesis(making: &Making<'_>) -> Option<SynthesisForm> {
    let sheet = making.sheet;
    let may = sheet.rights.conducts && sheet.rights.writes && sheet.sitting.state.takes_minutes().is_ok();
    may.then(|| SynthesisForm {
        version: sheet.synthesis.as_ref().map_or(0, |view| view.version),
        text: making.text("text", || {
            sheet.synthesis.as_ref().and_then(|view| text_of(view, Field::Synthesis)).unwrap_or_default()
        }),
    })
}

/// The decision, for whoever is competent.
pub(super) fn decision(making: &Making<'_>) -> Option<DecisionForm> {
    let sheet = making.sheet;
    let competence =
        sheet.rights.competence.filter(|_| sheet.rights.writes && sheet.sitting.state.takes_minutes().is_ok())?;
    let taken = sheet.decision.as_ref().map(|(view, _)| view);
    let kept = |field: Field| taken.and_then(|view| text_of(view, field)).unwrap_or_default();
    let outcome = kept(Field::Decision);
    let came_back = making.typed.is_some_and(|typed| typed.all("decision_text").next().is_some());
    let (proposed, hint) = match (taken.is_some(), proposed_review(making)) {
        (false, Some((day, why))) => (day.to_string(), format!("Date proposée\u{a0}: {why}.")),
        _ => (String::new(), String::new()),
    };
    Some(DecisionForm {
        version: taken.map_or(0, |view| view.version),
        competence: format!(
            "{}, {}\u{a0}: {} ({})",
            making.visit.reader.actor.name,
            making.visit.reader.actor.quality,
            competence.label(),
            competence.basis()
        ),
        outcomes: Outcome::ALL
            .iter()
            .map(|known| {
                let is_chosen = making.chosen("decision", known.code(), known.code() == outcome);
                Choice::new(known.code(), &capital(known.label()), is_chosen)
            })
            .collect(),
        text: making.text("decision_text", || kept(Field::DecisionText)),
        reason: making.text("decision_reason", || kept(Field::DecisionReason)),
        review_on: making.text("review_on", || if taken.is_some() { kept(Field::ReviewOn) } else { proposed }),
        review_hint: hint,
        today: making.today.to_string(),
        folded: taken.is_some() && !came_back,
    })
}

/// The next review by the rhythm of the protocol, counted from this sitting, where the reader may see the dates that it needs.
fn proposed_review(making: &Making<'_>) -> Option<(jiff::civil::Date, String)> {
    let stay = making.sheet.bearer.stays.first()?;
    let day = |field: Field| match stay.value(field) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    stay.cell(Field::ReleaseDate)?;
    let held_on = making.zone.to_datetime(making.sheet.sitting.starts_at.0).date();
    let path = Path {
        admitted_on: day(Field::AdmittedOn)?,
        release_on: day(Field::ReleaseDate),
        released_on: None,
        last_review_on: Some(held_on),
        fixed: None,
    };
    let agreement = making.visit.at.door.agreement();
    let due = next_review(agreement.rhythm(CommissionKind::Cpu), &path)?;
    (due.on >= making.today).then(|| (due.on, due.because.words(making.today)))
}

/// One more action, for those who keep the minutes.
pub(super) fn action(making: &Making<'_>) -> Option<ActionForm> {
    let sheet = making.sheet;
    if !sheet.rights.conducts || !sheet.rights.writes || sheet.sitting.state.takes_minutes().is_err() {
        return None;
    }
    let directory = making.visit.at.site.directory();
    let name = |service: Id<Institution>| printed(&directory, Some(service)).name;
    let answers = |service: &Id<Institution>| {
        sheet.invited.iter().any(|guest| guest.institution == *service && !keeps_medical_secrecy(guest.kind))
    };
    let services: Vec<Id<Institution>> = services(&sheet.invited).into_iter().filter(answers).collect();
    // Where somebody is invited by name, only he sees the item.
    let sees_it = |service: Id<Institution>, agent: &str| {
        sheet
            .invited
            .iter()
            .any(|guest| guest.institution == service && (guest.agent.is_empty() || guest.agent == agent))
    };
    let choice = |name: &str, value: String, label: &str| {
        let is_chosen = making.chosen(name, &value, false);
        Choice::new(&value, label, is_chosen)
    };
    let first = |label: &str| std::iter::once(Choice::new("", label, false));
    Some(ActionForm {
        services: first("Choisir un service invité")
            .chain(services.iter().map(|service| choice("institution", service.to_string(), &name(*service))))
            .collect(),
        people: first("Le service")
            .chain(sheet.colleagues.iter().filter_map(|colleague| {
                let id = colleague.id.to_string();
                let may = services.contains(&colleague.institution) && sees_it(colleague.institution, &id);
                may.then(|| choice("agent", id, &format!("{} ({})", colleague.label(), name(colleague.institution))))
            }))
            .collect(),
        due_on: making.text("due_on", String::new),
        today: making.today.to_string(),
        text: making.text("action_text", String::new),
    })
}
