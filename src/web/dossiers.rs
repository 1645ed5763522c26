//! `/dossiers?q=&phase=&page=`: the people whom the reader may know of.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderValue};

use super::at::Visit;
use super::failure::{Answer, html};
use super::format;
use super::forms::Typed;
use super::local;
use super::pages::dossiers::{DossiersPage, Pagination};
use super::pages::frame::NavItem;
use super::pages::home::Empty;
use super::pages::parts::{Choice, Deadline, FileRow, Link};
use crate::access::{Consulted, Likeness, Survey, View};
use crate::domain::{Field, Phase, Value};
use crate::records::people::{self, Line};

/// Dense, but a screenful and a half at most.
const PER_PAGE: i64 = 40;

/// `GET /dossiers`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let unreadable = || visit.at.bad_request("Les paramètres de l’adresse doivent être encodés en UTF-8.");
    let typed = Typed::query(&request).ok_or_else(unreadable)?;
    let q = typed.text("q").trim();
    if q.chars().count() > 100 {
        return Err(visit.at.bad_request("Une recherche ne dépasse pas cent caractères."));
    }
    let phase = match typed.text("phase") {
        "" => None,
        code => {
            Some(Phase::from_code(code).ok_or_else(|| visit.at.bad_request("Cette étape du parcours n’existe pas."))?)
        }
    };
    let page: i64 = match typed.text("page") {
        "" => 1,
        number => number
            .parse()
            .ok()
            .filter(|n| (1..1_000_000).contains(n))
            .ok_or_else(|| visit.at.bad_request("Ce numéro de page n’existe pas."))?,
    };

    let wanted = visit.at.door.keys().wanted(q);
    let searched = wanted.is_some();
    let survey = Survey { wanted, phase, through: None, releases: None, conferences: None, page, per_page: PER_PAGE };
    let answer = visit.at.door.survey(&visit.reader, survey, people::lines).await;
    let listing = match answer.map_err(|error| visit.at.failed(&error))? {
        Consulted::Granted(listing) => listing,
        Consulted::Refused(refusal) => return Err(visit.refused(refusal, None)),
    };
    if page > listing.pages {
        return Err(visit.at.no_such_page());
    }

    let matched = match listing.likeness {
        Some(Likeness::Exact) => "mêmes mots",
        Some(Likeness::Sound) => "consonance",
        None => "",
    };
    let rows = listing.content.iter().map(|line| row(&visit, line, matched)).collect();
    let address = |page: u64, phase: Option<Phase>, q: &str| {
        let phase = phase.map(Phase::code).unwrap_or_default();
        local::address("/dossiers", [("q", q), ("phase", phase), ("page", &local::page_number(page))])
    };
    let mut chips = Vec::new();
    if !q.is_empty() {
        chips.push(Link::new(&format!("Recherche : {q}"), &address(1, phase, "")));
    }
    if let Some(phase) = phase {
        chips.push(Link::new(&format!("Étape : {}", phase.label()), &address(1, None, q)));
    }
    let phases = std::iter::once(Choice::new("", "Toutes les étapes", phase.is_none()))
        .chain(Phase::ALL.iter().map(|known| Choice::new(known.code(), known.label(), phase == Some(*known))))
        .collect();
    let total = u64::try_from(listing.total).unwrap_or(0);
    let order = if listing.likeness == Some(Likeness::Sound) {
        "aucun nom identique ; noms de même consonance, par ordre alphabétique"
    } else {
        "par ordre alphabétique"
    };
    let empty = if searched || phase.is_some() {
        Empty {
            title: "Aucun dossier ne correspond".to_owned(),
            text: "Vérifiez l’orthographe ou cherchez par numéro d’écrou. Seuls les dossiers qui intéressent votre service sont cherchés, sur les seuls champs que vous pouvez lire.".to_owned(),
            ways: vec![Link::new("Tous mes dossiers", "/dossiers")],
        }
    } else {
        no_file()
    };
    let page = DossiersPage {
        frame: visit.frame("Dossiers", NavItem::Dossiers, None),
        q: q.to_owned(),
        phases,
        count: format::count(total, "dossier", "dossiers"),
        order: order.to_owned(),
        chips,
        rows,
        pagination: Pagination::around(listing.page.unsigned_abs(), listing.pages.unsigned_abs(), |n| {
            address(n, phase, q)
        }),
        empty,
    };
    let mut response = html(&page);
    if searched {
        // A search repeats what an address says beside names: compressed, its length could be probed.
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("identity"));
    }
    Ok(response)
}

/// Why a service may have no file at all.
pub(in crate::web) fn no_file() -> Empty {
    Empty {
        title: "Aucun dossier pour votre service".to_owned(),
        text: "Un dossier apparaît ici lorsque votre service détient, suit ou poursuit la personne, ou lorsqu’une information vous est communiquée. Si vous en attendiez un, demandez au service qui suit la personne de vous communiquer ce que le protocole permet.".to_owned(),
        ways: vec![Link::new("Données personnelles et règles d’accès", "/donnees-personnelles")],
    }
}

fn text(view: Option<&View>, field: Field) -> String {
    view.and_then(|view| view.value(field)).map(Value::code).unwrap_or_default()
}

/// One line of a list.
pub(in crate::web) fn row(visit: &Visit, line: &Line, matched: &str) -> FileRow {
    let today = visit.today();
    let identity = line.identity.as_ref();
    let stay = line.stay.as_ref();
    let birth = match identity.and_then(|view| view.value(Field::BirthDate)) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    let released = stay.is_some_and(|view| view.value(Field::ReleasedAt).is_some());
    let release = match stay.and_then(|view| view.value(Field::ReleaseDate)) {
        // Out already, though the reader may not know since when: no deadline.
        Some(Value::Date(day)) if !released && !matches!(line.standing.phase, Phase::Community | Phase::Closed) => {
            Some(*day)
        }
        _ => None,
    };
    FileRow {
        href: format!("/dossiers/{}", line.person),
        name: format::full_name(&text(identity, Field::FamilyName), &text(identity, Field::GivenNames)),
        born: birth.map(format::date).unwrap_or_default(),
        age: birth.map(|day| format::age_in_words(day, today)).unwrap_or_default(),
        ecrou: text(stay, Field::Ecrou),
        phase: Some(line.standing.phase),
        place: if released { String::new() } else { text(stay, Field::Place) },
        tie: line.tie.label().to_owned(),
        deadline: release.map(|day| Deadline {
            label: "Libération prévue".to_owned(),
            date: format::date(day),
            distance: format::distance(day, today),
            near: today.until(day).is_ok_and(|span| span.get_days() <= 90),
        }),
        matched: matched.to_owned(),
    }
}
