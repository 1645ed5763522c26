//! `/dossiers/{id}/observations/nouvelle` and `POST /dossiers/{id}/observations`.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use jiff::civil::Date;

use super::super::at::Visit;
use super::super::failure::{Answer, html, html_faulty, see_other};
use super::super::forms::Typed;
use super::super::pages::frame::NavItem;
use super::super::pages::observation::ObservationPage;
use super::super::pages::parts::{Choice, Faults};
use super::super::site::printed;
use super::banner;
use super::shared::{FileContent, Subject, open_with, read_file, subject, zone_of};
use crate::access::{self, Altered, Asked, Reject, recipients};
use crate::domain::value::{NoValue, ValueKind};
use crate::domain::{Audience, DataCategory, Field, Handling, Id, Institution, InstitutionKind, Level, Value};
use crate::records::observations::{NewObservation, write as record};

const FIELDS: &[Field] = &[Field::ObservedOn, Field::Setting, Field::ObservationTheme, Field::ObservationText];

/// Kinds of institution that an author may choose as an audience: those to which the protocol opens observations.
const AUDIENCE: &[InstitutionKind] = &[
    InstitutionKind::Prison,
    InstitutionKind::PrisonRegional,
    InstitutionKind::PrisonCentral,
    InstitutionKind::Probation,
    InstitutionKind::Prosecution,
    InstitutionKind::SentencingCourt,
    InstitutionKind::InvestigatingJudge,
    InstitutionKind::PrisonIntelligence,
];

/// `GET /dossiers/{id}/observations/nouvelle`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    match form(&visit, &request, None, Faults::default()).await? {
        Ok(page) => Ok(html(&page)),
        Err(instead) => Ok(instead),
    }
}

/// The form, empty or as typed.
async fn form(
    visit: &Visit,
    request: &HttpRequest,
    typed: Option<&Typed>,
    faults: Faults,
) -> Result<Result<ObservationPage, actix_web::HttpResponse>, super::super::failure::Failure> {
    let today = visit.today();
    let opened = open_with(visit, request, Asked::ToSee, move |tx, grant| {
        let content = read_file(tx, grant)?;
        Ok((content, recipients(tx.connection(), grant, DataCategory::Observation, today)?))
    })
    .await?;
    let (granted, id) = match opened {
        Ok(opened) => opened,
        Err(instead) => return Ok(Err(instead)),
    };
    let access::Visit { content: (content, possible), standing, purpose, at } = granted;
    if !content.may_observe {
        return Err(visit.refused(access::Refusal::NotWritable, Some(id)));
    }
    let granted: access::Visit<FileContent> = access::Visit { content, standing, purpose, at };
    let subject = Subject { id, zone: zone_of(visit, &granted.content.file) };
    let banner = banner::banner(&granted, &subject);
    let directory = visit.at.site.directory();
    let text = |name: &str| typed.map(|typed| typed.text(name).to_owned()).unwrap_or_default();
    let chosen = |name: &str, value: &str| typed.is_some_and(|typed| typed.all(name).any(|v| v == value));
    let options = |field: Field| match field.spec().kind {
        ValueKind::Choice(list) => {
            list.iter().map(|(code, label)| Choice::new(code, label, chosen(field.spec().key, code))).collect()
        }
        _ => Vec::new(),
    };
    let cap = text("cap");
    let cap = if cap.is_empty() { Level::Full.code().to_owned() } else { cap };
    let is_restricted = cap != Level::Full.code() || typed.is_some_and(|typed| typed.all("audience").next().is_some());
    Ok(Ok(ObservationPage {
        frame: visit.frame("Nouvelle observation", NavItem::Dossiers, None),
        purpose: banner::purpose_line(&granted, &banner.href),
        action: format!("{}/observations", banner.href),
        cancel_href: banner.href.clone(),
        author: format!("{}, {}", visit.reader.actor.name, visit.reader.actor.quality),
        observed_on: if typed.is_some() { text("observed_on") } else { today.to_string() },
        today: today.to_string(),
        settings: options(Field::Setting),
        themes: options(Field::ObservationTheme),
        text: text("observation_text"),
        guidance: FIELDS
            .iter()
            .map(|field| field.spec().guidance)
            .filter(|g| !g.is_empty())
            .map(str::to_owned)
            .collect(),
        recipients: possible
            .iter()
            .map(|service| {
                let value = service.to_string();
                let is_chosen = chosen("recipient", &value);
                Choice::new(&value, &printed(&directory, Some(*service)).name, is_chosen)
            })
            .collect(),
        caps: [Level::Full, Level::Summary, Level::Existence]
            .iter()
            .map(|level| Choice::new(level.code(), cap_label(*level), cap == level.code()))
            .collect(),
        audiences: AUDIENCE
            .iter()
            .map(|kind| Choice::new(kind.code(), kind.label(), chosen("audience", kind.code())))
            .collect(),
        restricted: is_restricted,
        faults,
        banner,
    }))
}

const fn cap_label(level: Level) -> &'static str {
    match level {
        Level::Full => "Tout, dans les limites du protocole",
        Level::Summary => "Un résumé : date, lieu et thème, sans le texte",
        Level::Existence | Level::None => "L’existence seulement : il faudra vous la demander",
    }
}

/// What is wrong with a typed value, worded like the field.
pub(in crate::web) fn fault_of(field: Field, no: NoValue) -> String {
    let label = field.spec().label;
    match no {
        NoValue::Empty => format!("Renseignez « {label} »"),
        NoValue::TooLong => format!("« {label} » ne dépasse pas {} caractères", field.spec().kind.max_length()),
        NoValue::Hour => format!("« {label} » : donnez une heure, par exemple 09:30"),
        NoValue::Date => format!("« {label} » : donnez une date qui existe, par exemple 2026-11-21"),
        NoValue::Instant => format!("« {label} » : donnez une date et une heure qui existent"),
        NoValue::Choice => format!("« {label} » : choisissez dans la liste"),
        NoValue::Quantum => {
            format!("« {label} » : donnez une durée comme P3Y (trois ans) ou P2Y6M (deux ans et six mois)")
        }
        NoValue::Days => format!("« {label} » : donnez un nombre entier de jours, de 0 à 36 500"),
        NoValue::Commune => format!("« {label} » : donnez les cinq caractères du code officiel, par exemple 59350"),
        NoValue::Control => format!("« {label} » : retirez les caractères invisibles"),
    }
}

/// Reads the form.
fn read(typed: &Typed, today: Date) -> Result<NewObservation, Faults> {
    let mut faults = Faults::default();
    let mut values = BTreeMap::new();
    for field in FIELDS {
        let spec = field.spec();
        match spec.kind.parse(typed.text(spec.key)) {
            Ok(Value::Date(day)) if day > today => {
                faults.add(spec.key, "La date d’observation ne peut pas être à venir")
            }
            Ok(value) => {
                values.insert(*field, value);
            }
            Err(no) => faults.add(spec.key, &fault_of(*field, no)),
        }
    }
    let cap = match typed.text("cap") {
        "" => Some(Level::Full),
        code => Level::from_code(code).filter(|level| *level > Level::None),
    };
    if cap.is_none() {
        faults.add("cap", "Choisissez ce que les autres services peuvent en lire");
    }
    let kinds: Vec<Option<InstitutionKind>> = typed
        .all("audience")
        .map(|code| InstitutionKind::from_code(code).filter(|kind| AUDIENCE.contains(kind)))
        .collect();
    if kinds.contains(&None) {
        faults.add("audience", "Choisissez les services dans la liste");
    }
    let send_to: Vec<Option<Id<Institution>>> = typed.all("recipient").map(Id::parse).collect();
    if send_to.contains(&None) {
        faults.add("recipient", "Choisissez les destinataires dans la liste");
    }
    match cap {
        Some(cap) if faults.is_empty() => {
            let kinds: Vec<_> = kinds.into_iter().flatten().collect();
            let audience = if kinds.is_empty() { Audience::All } else { Audience::Kinds(kinds) };
            Ok(NewObservation {
                values,
                handling: Handling { cap, audience },
                send_to: send_to.into_iter().flatten().collect(),
            })
        }
        _ => Err(faults),
    }
}

/// `POST /dossiers/{id}/observations`
pub(in crate::web) async fn write(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let id = subject(&visit, &request)?;
    let new = match read(&typed, visit.today()) {
        Ok(new) => new,
        Err(faults) => return faulty(&visit, &request, &typed, faults).await,
    };
    let answer = visit.at.door.alter(&visit.reader, id, move |tx, permit| record(tx, permit, &new)).await;
    match answer.map_err(|error| visit.at.failed(&error))? {
        Altered::Done(_) => Ok(see_other(&format!("/dossiers/{id}?fait=observation#observation"))),
        Altered::Refused(access::Refusal::PurposeNeeded) => Ok(see_other(&format!("/dossiers/{id}/motif"))),
        Altered::Refused(refusal) => Err(visit.refused(refusal, Some(id))),
        Altered::Rejected(Reject::NotARecipient) => {
            let mut faults = Faults::default();
            faults.add("recipient", "Ce service ne peut pas recevoir cette observation");
            faulty(&visit, &request, &typed, faults).await
        }
        Altered::Rejected(_) => Err(visit.at.no_such_file()),
    }
}

async fn faulty(visit: &Visit, request: &HttpRequest, typed: &Typed, faults: Faults) -> Answer {
    match form(visit, request, Some(typed), faults).await? {
        Ok(page) => Ok(html_faulty(&page)),
        Err(instead) => Ok(instead),
    }
}
