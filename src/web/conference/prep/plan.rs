//! `/commissions/{commission}/seances` plans a sitting; `/seances/{sitting}/date` moves one.

use actix_web::HttpRequest;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::super::super::at::Visit;
use super::super::super::failure::{Answer, html, html_faulty, see_other};
use super::super::super::format;
use super::super::super::forms::Typed;
use super::super::super::pages::frame::NavItem;
use super::super::super::pages::parts::{Faults, Link};
use super::super::super::pages::preparation::{SittingFormPage, TheirDate};
use super::super::shared::{self, done};
use super::{commission, kept_by, words};
use crate::access::{Altered, Conducted, Reject};
use crate::conferences;
use crate::domain::conference::{Obstacle, SittingState};
use crate::domain::value::ValueKind;
use crate::domain::{Id, Institution, Value};
use crate::records::conference::preparation::Sheet;
use crate::records::conference::sittings::Appointment;

/// What was typed: when and where. An hour that doesn't exist there, on the night of the time change, is refused.
fn read(typed: &Typed, zone: &TimeZone) -> Result<Appointment, Faults> {
    let mut faults = Faults::default();
    let day: Option<Date> = typed.text("on").trim().parse().ok();
    let hour: Option<Time> = typed.text("hour").trim().parse().ok();
    if day.is_none() {
        faults.add("on", "Indiquez la date de la séance, par exemple 12/03/2027");
    }
    if hour.is_none() {
        faults.add("hour", "Indiquez l’heure de la séance, par exemple 14:00");
    }
    let starts_at: Option<Timestamp> = day.zip(hour).and_then(|(day, hour)| {
        let local = zone.to_ambiguous_timestamp(day.to_datetime(hour));
        if matches!(local.offset(), AmbiguousOffset::Gap { .. }) { None } else { local.earlier().ok() }
    });
    if starts_at.is_none() && faults.is_empty() {
        faults.add("hour", "Cette heure n’existe pas ce jour-là\u{a0}: l’heure change. Choisissez-en une autre");
    }
    let place = match ValueKind::Text.parse(typed.text("place")) {
        Ok(Value::Text(place)) => place,
        _ => {
            faults.add("place", "Indiquez le lieu de la séance, en 200 caractères au plus");
            String::new()
        }
    };
    match (starts_at, faults.is_empty()) {
        (Some(starts_at), true) => Ok(Appointment { starts_at, place }),
        _ => Err(faults),
    }
}

/// What stands in the way of this date, beside its field.
fn on_date(reject: &Reject) -> Option<&'static str> {
    match reject {
        Reject::Obstacle(why @ (Obstacle::InThePast | Obstacle::TooFar)) => Some(why.label()),
        _ => None,
    }
}

fn zone_hint(visit: &Visit, host: Id<Institution>) -> Option<String> {
    format::zone_name(&words::zone(visit, host)).map(|name| format!("À l’{name}"))
}

fn new_page(visit: &Visit, id: &str, host: Id<Institution>, typed: Option<&Typed>, faults: Faults) -> SittingFormPage {
    let text = |name: &str| typed.map(|typed| typed.text(name).to_owned()).unwrap_or_default();
    SittingFormPage {
        frame: visit.frame("Planifier une séance", NavItem::Commissions, None),
        heading: "Planifier une séance".to_owned(),
        back: Link::new("Retour à la commission", &format!("/commissions/{id}")),
        action: format!("/commissions/{id}/seances"),
        on: text("on"),
        hour: if typed.is_some() { text("hour") } else { "14:00".to_owned() },
        place: text("place"),
        zone: zone_hint(visit, host),
        version: None,
        told: Some(
            "Personne n’est prévenu avant la convocation. Les personnes dont une action est en retard viennent d’elles-mêmes à l’ordre du jour."
                .to_owned(),
        ),
        conflict: None,
        faults,
        submit: "Planifier la séance".to_owned(),
    }
}

/// `GET /commissions/{commission}/seances`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let opened = commission::open_to_keep(&visit, &request).await?;
    Ok(html(&new_page(&visit, &opened.body.id.to_string(), opened.body.host, None, Faults::default())))
}

/// `POST /commissions/{commission}/seances`
pub(in crate::web) async fn create(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let opened = commission::open_to_keep(&visit, &request).await?;
    let (id, host) = (opened.body.id, opened.body.host);
    let faulty = |faults: Faults| html_faulty(&new_page(&visit, &id.to_string(), host, Some(&typed), faults));
    let when = match read(&typed, &words::zone(&visit, host)) {
        Ok(when) => when,
        Err(faults) => return Ok(faulty(faults)),
    };
    let planned = visit
        .at
        .door
        .conduct(&visit.reader, Conducted::Commission(id), move |tx, conduct| conferences::plan(tx, conduct, &when))
        .await;
    if let Ok(Altered::Rejected(reject)) = &planned
        && let Some(why) = on_date(reject)
    {
        let mut faults = Faults::default();
        faults.add("on", why);
        return Ok(faulty(faults));
    }
    let planned = done(&visit, planned)?;
    Ok(see_other(&format!("/seances/{}?fait=planification&retards={}", planned.sitting, planned.late)))
}

fn date_page(visit: &Visit, sheet: &Sheet, typed: Option<&Typed>, faults: Faults, conflict: bool) -> SittingFormPage {
    let kept = &sheet.kept;
    let local = words::zone(visit, kept.host).to_datetime(kept.starts_at.0);
    let or = |name: &str, now: String| typed.map_or(now, |typed| typed.text(name).to_owned());
    SittingFormPage {
        frame: visit.frame(&shared::titled(visit, "Changer la date ou le lieu", kept), NavItem::Commissions, None),
        heading: "Changer la date ou le lieu".to_owned(),
        back: Link::new("Retour à la séance", &format!("/seances/{}", kept.id)),
        action: format!("/seances/{}/date", kept.id),
        on: or("on", local.date().to_string()),
        hour: or("hour", local.strftime("%H:%M").to_string()),
        place: or("place", kept.place.clone()),
        zone: zone_hint(visit, kept.host),
        version: Some(kept.version),
        told: (kept.state == SittingState::Convoked)
            .then(|| "La séance est convoquée\u{a0}: chaque service convoqué reçoit la nouvelle date.".to_owned()),
        conflict: conflict.then(|| TheirDate { when: words::when(visit, kept), place: kept.place.clone() }),
        faults,
        submit: "Enregistrer".to_owned(),
    }
}

/// `GET /seances/{sitting}/date`
pub(in crate::web) async fn show_date(visit: Visit, request: HttpRequest) -> Answer {
    let sheet = kept_by(&visit, &request).await?;
    Ok(html(&date_page(&visit, &sheet, None, Faults::default(), false)))
}

/// `POST /seances/{sitting}/date`
pub(in crate::web) async fn change_date(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let id = shared::sitting(&visit, &request)?;
    let sheet = kept_by(&visit, &request).await?;
    let Ok(version) = typed.text("version").parse::<i32>() else {
        return Err(visit.at.bad_request("La version de la séance manque au formulaire."));
    };
    let when = match read(&typed, &words::zone(&visit, sheet.kept.host)) {
        Ok(when) => when,
        Err(faults) => return Ok(html_faulty(&date_page(&visit, &sheet, Some(&typed), faults, false))),
    };
    let changed = visit
        .at
        .door
        .conduct(&visit.reader, Conducted::Sitting(id), move |tx, conduct| {
            conferences::reschedule(tx, conduct, version, &when)
        })
        .await;
    match &changed {
        Ok(Altered::Rejected(Reject::Conflict)) => {
            // What the other one wrote, as it is now.
            let sheet = kept_by(&visit, &request).await?;
            return Ok(html_faulty(&date_page(&visit, &sheet, Some(&typed), Faults::default(), true)));
        }
        Ok(Altered::Rejected(reject)) if on_date(reject).is_some() => {
            let mut faults = Faults::default();
            faults.add("on", on_date(reject).unwrap_or_default());
            return Ok(html_faulty(&date_page(&visit, &sheet, Some(&typed), faults, false)));
        }
        _ => {}
    }
    done(&visit, changed)?;
    Ok(see_other(&format!("/seances/{id}?fait=date")))
}
