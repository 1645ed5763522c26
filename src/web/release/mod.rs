//! `/sorties`: the releases to come and those of the past week, as far as the reader may know of them.

pub(in crate::web) mod one;
mod words;

pub(in crate::web) use words::sees_everybody;

use actix_web::HttpRequest;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};

use super::at::Visit;
use super::failure::{Answer, Failure, html};
use super::format;
use super::forms::Typed;
use super::pages::frame::NavItem;
use super::pages::home::Empty;
use super::pages::parts::Link;
use super::pages::releases::{ReleaseRow, ReleasesPage, Table, WindowLink};
use crate::access::{Consulted, Releases, Survey};
use crate::clock::paris;
use crate::domain::{Field, Value};
use crate::records::release_board::{self, Release, Window};

/// More than one board ever shows: whoever has more is told so by the count of the list.
const MOST: i64 = 2_000;

/// What the board lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listed {
    /// Those to come within so many days.
    Days(i64),
    /// Those that the reader's own service has to acknowledge, whatever their date.
    Waiting,
    /// Those of which a rule found nobody to tell.
    Unaddressed,
}

impl Listed {
    fn asked(visit: &Visit, typed: &Typed) -> Result<Self, Failure> {
        match (typed.text("attente"), typed.text("jours")) {
            ("", "" | "30") => Ok(Self::Days(30)),
            ("", "7") => Ok(Self::Days(7)),
            ("", "90") => Ok(Self::Days(90)),
            ("", _) => Err(visit.at.bad_request("La période est de 7, 30 ou 90\u{a0}jours.")),
            ("accuse", _) => Ok(Self::Waiting),
            ("destinataire", _) if words::sees_everybody(visit) => Ok(Self::Unaddressed),
            _ => Err(visit.at.bad_request("Cette liste n’existe pas.")),
        }
    }

    fn href(self) -> String {
        match self {
            Self::Days(days) => format!("/sorties?jours={days}"),
            Self::Waiting => WAITING.to_owned(),
            Self::Unaddressed => UNADDRESSED.to_owned(),
        }
    }

    fn title(self) -> String {
        match self {
            Self::Days(days) => format!("{days}\u{a0}jours"),
            Self::Waiting => "Accusés à donner".to_owned(),
            Self::Unaddressed => "Alertes sans destinataire".to_owned(),
        }
    }

    fn count(self, n: u64) -> String {
        match self {
            Self::Days(days) => format!("{} dans les {days}\u{a0}jours", format::count(n, "sortie", "sorties")),
            Self::Waiting => {
                format!("{} de réception à donner par votre service", format::count(n, "accusé", "accusés"))
            }
            Self::Unaddressed => {
                format!("{} dont un destinataire manque", format::count(n, "sortie", "sorties"))
            }
        }
    }

    fn empty(self) -> Empty {
        let (title, text) = match self {
            Self::Days(_) => (
                "Aucune sortie sur cette période",
                "Une sortie apparaît ici dès que sa date est connue, lorsque votre service détient ou suit la personne, ou lorsque le protocole vous la fait connaître. Élargissez la période pour voir plus loin.",
            ),
            Self::Waiting => (
                "Aucun accusé de réception à donner",
                "Votre service a accusé réception de toutes les alertes de sortie qui lui ont été adressées.",
            ),
            Self::Unaddressed => (
                "Chaque alerte a son destinataire",
                "Une sortie apparaît ici lorsqu’une règle du protocole ne trouve aucun service à prévenir\u{a0}: adresse non déclarée, commune sans service compétent, personne que nul ne suit.",
            ),
        };
        Empty { title: title.to_owned(), text: text.to_owned(), ways: Vec::new() }
    }
}

/// Where what the reader's own service has to acknowledge is listed.
pub(in crate::web) const WAITING: &str = "/sorties?attente=accuse";
/// Where what finds nobody to tell is listed.
pub(in crate::web) const UNADDRESSED: &str = "/sorties?attente=destinataire";

/// `GET /sorties?jours=7|30|90`, `GET /sorties?attente=accuse|destinataire`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let typed = Typed::query(&request).ok_or_else(|| visit.at.bad_request("L’adresse doit être encodée en UTF-8."))?;
    let asked = Listed::asked(&visit, &typed)?;
    let listed = match asked {
        Listed::Days(days) => coming(&visit, days).await?,
        Listed::Waiting => list(&visit, Releases::Waiting, Window::Waiting(visit.reader.institution)).await?,
        Listed::Unaddressed => list(&visit, Releases::Unaddressed, Window::Unaddressed).await?,
    };
    let past = if matches!(asked, Listed::Days(_)) { Some(past(&visit).await?) } else { None };
    let table = |releases: &[Release], caption: &str| Table {
        caption: caption.to_owned(),
        rows: releases.iter().map(|release| row(&visit, release)).collect(),
    };
    let offered = [Listed::Days(7), Listed::Days(30), Listed::Days(90), Listed::Waiting, Listed::Unaddressed];
    let offered = offered.iter().filter(|offer| **offer != Listed::Unaddressed || words::sees_everybody(&visit));
    Ok(html(&ReleasesPage {
        frame: visit.frame("Sorties", NavItem::Releases, None),
        windows: offered
            .map(|offer| WindowLink { link: Link::new(&offer.title(), &offer.href()), current: *offer == asked })
            .collect(),
        heading: if past.is_some() { "À venir".to_owned() } else { asked.title() },
        count: asked.count(listed.len() as u64),
        listed: table(&listed, "Sorties, la plus proche d’abord"),
        past: past.map(|past| table(&past, "Sorties des sept derniers jours, la plus récente d’abord")),
        empty: asked.empty(),
    }))
}

/// The releases to come within so many days.
pub(in crate::web) async fn coming(visit: &Visit, days: i64) -> Result<Vec<Release>, Failure> {
    let until = visit.today().checked_add(days.days()).unwrap_or(Date::MAX);
    list(visit, Releases::ToCome(until), Window::Until(until)).await
}

/// Those of the past week.
async fn past(visit: &Visit) -> Result<Vec<Release>, Failure> {
    let since = visit.at.site.clock.now().saturating_sub(SignedDuration::from_hours(7 * 24));
    let since = since.map_err(|_| visit.at.bad_request("La période n’existe pas."))?;
    list(visit, Releases::Since(since), Window::Since(since)).await
}

/// How many people have a release that waits for something, among those whom the reader may know of: a number, no name.
pub(in crate::web) async fn how_many(visit: &Visit, releases: Releases) -> Result<u64, Failure> {
    let survey = Survey { releases: Some(releases), page: 1, per_page: 1, ..Survey::default() };
    match visit.at.door.count(&visit.reader, survey).await.map_err(|error| visit.at.failed(&error))? {
        Consulted::Granted(count) => Ok(u64::try_from(count).unwrap_or(0)),
        Consulted::Refused(refusal) => Err(visit.refused(refusal, None)),
    }
}

async fn list(visit: &Visit, releases: Releases, window: Window) -> Result<Vec<Release>, Failure> {
    let survey = Survey { releases: Some(releases), page: 1, per_page: MOST, ..Survey::default() };
    let answer = visit
        .at
        .door
        .survey(&visit.reader, survey, move |tx, grants| release_board::releases(tx, grants, window))
        .await;
    match answer.map_err(|error| visit.at.failed(&error))? {
        Consulted::Granted(listing) => Ok(listing.content),
        Consulted::Refused(refusal) => Err(visit.refused(refusal, None)),
    }
}

/// The zone in which the days of this release are counted: its prison's, where the reader may know which it is.
fn zone_of(visit: &Visit, release: &Release) -> TimeZone {
    let prison = release.line.stay.as_ref().and_then(|stay| stay.owner);
    prison.and_then(|id| visit.at.site.zone_of(id)).unwrap_or_else(paris)
}

fn row(visit: &Visit, release: &Release) -> ReleaseRow {
    let zone = zone_of(visit, release);
    let today = visit.at.site.clock.today(&zone);
    let (identity, stay) = (release.line.identity.as_ref(), release.line.stay.as_ref());
    let text = |field| identity.and_then(|view| view.value(field)).map(Value::code).unwrap_or_default();
    let shown = |field| stay.and_then(|view| view.value(field));
    let (day, is_out) = match (shown(Field::ReleasedAt), shown(Field::ReleaseDate)) {
        (Some(Value::Instant(at)), _) => (Some(zone.to_datetime(*at).date()), true),
        (_, Some(Value::Date(day))) => (Some(*day), false),
        _ => (None, false),
    };
    let hour = match shown(Field::ReleaseHour) {
        Some(Value::Hour(hour)) if !is_out => Some(*hour),
        _ => None,
    };
    let date = day.map_or_else(|| "Aucune date".to_owned(), format::date);
    let own = words::own(visit, &release.recipients);
    let (told, late) = words::told(visit, &release.recipients);
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
        near: !is_out && day.is_some_and(|day| today.until(day).is_ok_and(|span| (0..=7).contains(&span.get_days()))),
        overdue: !is_out && day.is_some_and(|day| day < today),
        waits: own.as_ref().is_some_and(|own| own.waits),
        own: own.map(|own| own.text).unwrap_or_default(),
        told,
        late,
        gap: release.gaps > 0 && words::sees_everybody(visit),
    }
}
