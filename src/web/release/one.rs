//! `/sorties/{stay}`: one release, whom the hub told, and the acknowledgement.

use actix_web::{HttpRequest, HttpResponse};
use jiff::tz::TimeZone;

use super::super::at::Visit;
use super::super::failure::{Answer, Failure, html, see_other};
use super::super::file::banner;
use super::super::file::shared::{FileContent, Subject, zone_of};
use super::super::format;
use super::super::forms::Typed;
use super::super::pages::frame::NavItem;
use super::super::pages::releases::{Acknowledge, AlertRow, ReleasePage, Told};
use super::super::site::printed;
use super::words;
use crate::access::{Altered, Asked, Consulted, Door, Refusal, Reject};
use crate::domain::release::Fate;
use crate::domain::{Field, Id, Institution, Person, Value};
use crate::records::case_file::CaseFile;
use crate::records::release_board::{self, Opened};

/// The stay in the address and whose it is. One that doesn't exist is asked for like any other, under a name that nobody
/// has: the answer and the work are the same.
async fn subject(visit: &Visit, request: &HttpRequest) -> Result<(String, Id<Person>), Failure> {
    let stay: Id<Person> = visit.named(request, "stay")?;
    let database = visit.at.site.database.clone();
    let row = stay.to_string();
    let found = Door::off_loop(move || Ok(database.peek(|connection| release_board::subject(connection, &row))?)).await;
    Ok((stay.to_string(), found.map_err(|error| visit.at.failed(&error))?.unwrap_or(stay)))
}

/// `GET /sorties/{stay}`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let (stay, person) = subject(&visit, &request).await?;
    let row = stay.clone();
    let answer = visit
        .at
        .door
        .consult(&visit.reader, person, Asked::ToSee, move |tx, grant| release_board::open(tx, grant, &row))
        .await;
    let granted = match answer.map_err(|error| visit.at.failed(&error))? {
        Consulted::Granted(granted) => granted,
        Consulted::Refused(Refusal::PurposeNeeded) => return Ok(see_other(&format!("/dossiers/{person}/motif"))),
        Consulted::Refused(refusal) => return Err(visit.refused(refusal, Some(person))),
    };
    let Some(opened) = granted.content.clone() else { return Err(visit.at.no_such_file()) };
    mark_read(&visit, &opened).await?;

    let typed = Typed::query(&request).unwrap_or_default();
    let done = (typed.text("fait") == "accuse").then_some("Accusé de réception enregistré, à votre nom.");
    let file = CaseFile { person: opened.identity.clone(), stays: vec![opened.stay.clone()], ..CaseFile::default() };
    let zone = zone_of(&visit, &file);
    let subject = Subject { id: person, zone };
    let content = FileContent { file, levels: Vec::new(), may_observe: false };
    let granted =
        crate::access::Visit { content, standing: granted.standing, purpose: granted.purpose, at: granted.at };
    let banner = banner::banner(&granted, &subject);
    let purpose = banner::purpose_line(&granted, &banner.href);
    let (headline, facts) = said(&visit, &opened, &subject);
    Ok(html(&ReleasePage {
        frame: visit.frame("Sortie", NavItem::Releases, done),
        banner,
        purpose,
        headline,
        facts,
        acknowledge: form(&visit, &opened, &stay, &subject.zone),
        recipients: told(&visit, &opened, &subject.zone),
        gaps: if words::sees_everybody(&visit) { gaps(&opened) } else { Vec::new() },
    }))
}

/// The first look of a service that was told is kept: "read" is one of the states of an alert.
async fn mark_read(visit: &Visit, opened: &Opened) -> Result<(), Failure> {
    let own = visit.reader.institution;
    if !opened.recipients.iter().any(|r| r.institution == own && r.read_at.is_none() && r.waits()) {
        return Ok(());
    }
    let (database, stays, now) = (visit.at.site.database.clone(), opened.detention.clone(), visit.at.site.clock.now());
    let marked =
        Door::off_loop(
            move || Ok(database.write(|connection| release_board::mark_read(connection, &stays, own, now))?),
        );
    marked.await.map(drop).map_err(|error| visit.at.failed(&error))
}

/// The date in one line, and what else is known of it.
fn said(visit: &Visit, opened: &Opened, subject: &Subject) -> (String, Vec<String>) {
    let today = subject.zone.to_datetime(visit.at.site.clock.now()).date();
    let shown = |field| opened.stay.value(field);
    let mut facts = Vec::new();
    let headline = match (shown(Field::ReleasedAt), shown(Field::ReleaseDate)) {
        (Some(Value::Instant(at)), _) => format!("Sortie effective le {}", format::moment(*at, &subject.zone)),
        (_, Some(Value::Date(day))) => {
            let hour = match shown(Field::ReleaseHour) {
                Some(Value::Hour(hour)) => format!(" à\u{a0}{}", format::time(*hour)),
                _ => String::new(),
            };
            if *day < today {
                facts.push(
                    "Cette date est passée et la levée d’écrou n’est pas enregistrée\u{a0}: demandez au greffe."
                        .to_owned(),
                );
            }
            format!("Sortie prévue le {}{hour}, {}", format::date(*day), format::distance(*day, today))
        }
        _ => "Aucune date de sortie n’est fixée".to_owned(),
    };
    if let Some(zone) = format::zone_name(&subject.zone) {
        facts.push(format!("Les heures sont celles de l’établissement ({zone})."));
    }
    (headline, facts)
}

fn form(visit: &Visit, opened: &Opened, stay: &str, zone: &TimeZone) -> Option<Acknowledge> {
    let mut own = opened.recipients.iter().filter(|r| r.institution == visit.reader.institution && r.waits());
    let first = own.next()?;
    let by = own.fold(first.acknowledge_by, |by, next| by.min(next.acknowledge_by));
    Some(Acknowledge {
        action: format!("/sorties/{stay}/accuses"),
        deadline: by.map(|at| format::moment(at, zone)).unwrap_or_default(),
        late: by.is_some_and(|at| at < visit.at.site.clock.now()),
    })
}

/// Each service with its alerts, in the order of its latest.
fn told(visit: &Visit, opened: &Opened, zone: &TimeZone) -> Vec<Told> {
    let directory = visit.at.site.directory();
    let agreement = visit.at.door.agreement();
    let mut services: Vec<(Id<Institution>, Told)> = Vec::new();
    for recipient in opened.recipients.iter().filter(|r| r.fate != Fate::Absorbed && words::may_know(visit, r)) {
        let (state, details, late) = words::state(visit, recipient, zone);
        let rule = agreement.alert_rules().iter().find(|rule| rule.id == recipient.rule);
        let label = recipient.occurrence.label();
        let mut letters = label.chars();
        let occurrence = letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str());
        let alert = AlertRow {
            occurrence: occurrence.unwrap_or_default(),
            basis: rule.map(|rule| rule.basis.label()).unwrap_or_default(),
            state,
            details,
            late,
        };
        match services.iter_mut().find(|(known, _)| *known == recipient.institution) {
            Some((_, told)) => told.alerts.push(alert),
            None => {
                let service = printed(&directory, Some(recipient.institution));
                services.push((recipient.institution, Told { service, alerts: vec![alert] }));
            }
        }
    }
    services.into_iter().map(|(_, told)| told).collect()
}

/// Rules that found nobody, with what to do.
fn gaps(opened: &Opened) -> Vec<String> {
    opened
        .gaps
        .iter()
        .map(|(rule, cause)| match (rule.as_str(), cause.as_str()) {
            ("three-years", "no_address") => "Peine de trois ans ou plus\u{a0}: aucune adresse n’est déclarée, la police ou la gendarmerie ne peut pas être prévenue. Recueillez l’adresse.".to_owned(),
            ("three-years", _) => "Peine de trois ans ou plus\u{a0}: aucun service de police ou de gendarmerie n’est compétent pour la commune déclarée. Vérifiez la commune, ou demandez que le ressort soit complété.".to_owned(),
            ("probation", _) => "Aucun service d’insertion et de probation ne suit cette personne\u{a0}: il ne peut pas être prévenu de la sortie.".to_owned(),
            ("removal", _) => "Mesure d’éloignement\u{a0}: aucune préfecture n’est connue pour le département de l’établissement.".to_owned(),
            _ => "Une règle du protocole n’a trouvé aucun destinataire pour cette sortie.".to_owned(),
        })
        .collect()
}

/// `POST /sorties/{stay}/accuses`
pub(in crate::web) async fn acknowledge(visit: Visit, request: HttpRequest) -> Answer {
    let (stay, person) = subject(&visit, &request).await?;
    let row = stay.clone();
    let altered = visit
        .at
        .door
        .alter(&visit.reader, person, move |tx, permit| release_board::acknowledge(tx, permit, &row))
        .await;
    let page = format!("/sorties/{stay}");
    let answer: HttpResponse = match altered.map_err(|error| visit.at.failed(&error))? {
        Altered::Done(_) => see_other(&format!("{page}?fait=accuse")),
        // Somebody of the service was quicker, or the date changed: the page says which.
        Altered::Rejected(Reject::Conflict) => see_other(&page),
        Altered::Refused(Refusal::PurposeNeeded) => see_other(&format!("/dossiers/{person}/motif")),
        Altered::Refused(refusal) => return Err(visit.refused(refusal, Some(person))),
        Altered::Rejected(_) => return Err(visit.at.no_such_file()),
    };
    Ok(answer)
}
