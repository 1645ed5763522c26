//! `/sorties`: the releases to come and those of the past week, as far as the reader may know of them.

pub(in crate::web) mod one;
mod words;

use actix_web::HttpRequest;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};

use super::at::Visit;
use super::failure::{Answer, Failure, html};
use super::format;
use super::forms::Typed;
use super::pages::frame::NavItem;
use super::pages::home::Empty;
use super::pages::parts::Link;
use super::pages::releases::{ReleaseRow, ReleasesPage, WindowLink};
use crate::access::{Consulted, Releases, Survey};
use crate::domain::{Field, Value};
use crate::records::release_board::{self, Release, Window};

/// More than one board ever shows: whoever has more is told so by the count of the list.
const MOST: i64 = 2_000;

/// `GET /sorties?jours=7|30|90`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let typed = Typed::query(&request).ok_or_else(|| visit.at.bad_request("L’adresse doit être encodée en UTF-8."))?;
    let days: i64 = match typed.text("jours") {
        "" | "30" => 30,
        "7" => 7,
        "90" => 90,
        _ => return Err(visit.at.bad_request("La période est de 7, 30 ou 90 jours.")),
    };
    let coming = coming(&visit, days).await?;
    let since = visit.at.site.clock.now().saturating_sub(SignedDuration::from_hours(7 * 24));
    let since = since.map_err(|_| visit.at.bad_request("La période n’existe pas."))?;
    let past = list(&visit, Releases::Since(since), Window::Since(since)).await?;

    let windows = [7, 30, 90].map(|window| WindowLink {
        link: Link::new(&format!("{window}\u{a0}jours"), &format!("/sorties?jours={window}")),
        current: window == days,
    });
    let count = coming.len() as u64;
    Ok(html(&ReleasesPage {
        frame: visit.frame("Sorties", NavItem::Releases, None),
        windows: windows.to_vec(),
        count: format!("{} dans les {days}\u{a0}jours", format::count(count, "sortie", "sorties")),
        coming: coming.iter().map(|release| row(&visit, release)).collect(),
        past: past.iter().map(|release| row(&visit, release)).collect(),
        empty: Empty {
            title: "Aucune sortie sur cette période".to_owned(),
            text: "Une sortie apparaît ici dès que sa date est connue, lorsque votre service détient ou suit la personne, ou lorsque le protocole vous la fait connaître. Élargissez la période pour voir plus loin.".to_owned(),
            ways: Vec::new(),
        },
    }))
}

/// The releases to come within so many days.
pub(in crate::web) async fn coming(visit: &Visit, days: i64) -> Result<Vec<Release>, Failure> {
    let until = visit.today().checked_add(days.days()).unwrap_or(Date::MAX);
    list(visit, Releases::ToCome(until), Window::Until(until)).await
}

async fn list(visit: &Visit, releases: Releases, window: Window) -> Result<Vec<Release>, Failure> {
    let survey = Survey { releases: Some(releases), page: 1, per_page: MOST, ..Survey::default() };
    let answer = visit
        .at
        .site
        .door
        .survey(&visit.reader, survey, move |tx, grants| release_board::releases(tx, grants, window))
        .await;
    match answer.map_err(|error| visit.at.failed(&error))? {
        Consulted::Granted(listing) => Ok(listing.content),
        Consulted::Refused(refusal) => Err(visit.refused(refusal, None)),
    }
}

fn row(visit: &Visit, release: &Release) -> ReleaseRow {
    let today = visit.today();
    let zone = visit.reader.zone.clone();
    let (identity, stay) = (release.line.identity.as_ref(), release.line.stay.as_ref());
    let text = |field| identity.and_then(|view| view.value(field)).map(Value::code).unwrap_or_default();
    let shown = |field| stay.and_then(|view| view.value(field));
    let day = match (shown(Field::ReleasedAt), shown(Field::ReleaseDate)) {
        (Some(Value::Instant(at)), _) => Some(zone.to_datetime(*at).date()),
        (_, Some(Value::Date(day))) => Some(*day),
        _ => None,
    };
    let hour = match shown(Field::ReleaseHour) {
        Some(Value::Hour(hour)) if shown(Field::ReleasedAt).is_none() => Some(*hour),
        _ => None,
    };
    let date = day.map(format::date).unwrap_or_default();
    let own = words::own(visit, &release.recipients);
    ReleaseRow {
        href: stay.map(|stay| format!("/sorties/{}", stay.row)).unwrap_or_default(),
        name: format::full_name(&text(Field::FamilyName), &text(Field::GivenNames)),
        born: match identity.and_then(|view| view.value(Field::BirthDate)) {
            Some(Value::Date(day)) => format::date(*day),
            _ => String::new(),
        },
        place: shown(Field::Place).map(Value::code).unwrap_or_default(),
        date: hour.map_or_else(|| date.clone(), |hour| format!("{date} à\u{a0}{}", format::time(hour))),
        distance: day.map(|day| format::distance(day, today)).unwrap_or_default(),
        near: day.is_some_and(|day| today.until(day).is_ok_and(|span| (0..=7).contains(&span.get_days()))),
        waits: own.as_ref().is_some_and(|own| own.waits),
        own: own.map(|own| own.text).unwrap_or_default(),
        told: words::told(visit, &release.recipients),
        gap: release.gaps > 0 && words::sees_everybody(visit),
    }
}
