//! `/seances/{sitting}`: one page for all; who keeps the agenda finds there what to do next.

use actix_web::HttpRequest;

use super::super::super::at::Visit;
use super::super::super::failure::{Answer, html};
use super::super::super::format;
use super::super::super::forms::Typed;
use super::super::super::pages::frame::NavItem;
use super::super::super::pages::parts::{Choice, Link};
use super::super::super::pages::preparation::{Chairing, ItemRow, Mark, Moves, Next, SittingPage, Step};
use super::super::super::site::printed;
use super::{sheet, words};
use crate::domain::conference::seat::keeps_medical_secrecy;
use crate::domain::conference::{SeatRole, SittingState};
use crate::domain::{Field, Id, Institution};
use crate::records::conference::commissions::Colleague;
use crate::records::conference::preparation::{Point, Sheet};

/// What was just done, as the address says.
fn just_done(query: &Typed) -> Option<String> {
    let number = |name: &str| query.text(name).parse::<u64>().ok().filter(|n| *n > 0 && *n < 1_000);
    Some(match query.text("fait") {
        "planification" => match number("retards") {
            None => "La séance est planifiée. Inscrivez les personnes à l’ordre du jour.".to_owned(),
            Some(late) => format!(
                "La séance est planifiée. {} à l’ordre du jour d’office\u{a0}: une action qui les concerne est en retard.",
                format::count(late, "personne est inscrite", "personnes sont inscrites")
            ),
        },
        "inscription" => format::count(
            number("points")?,
            "personne est inscrite à l’ordre du jour.",
            "personnes sont inscrites à l’ordre du jour.",
        ),
        "retrait" => "Le point est retiré de l’ordre du jour.".to_owned(),
        "convocation" => {
            "La séance est convoquée. Chaque service invité reçoit un courriel, et voit ses points.".to_owned()
        }
        "date" => "La date et le lieu sont enregistrés.".to_owned(),
        "annulation" => "La séance est annulée.".to_owned(),
        _ => return None,
    })
}

/// The services that are awaited to contribute to an item, each once: health writes nothing there.
fn awaited(point: &Point) -> Vec<Id<Institution>> {
    let mut services: Vec<Id<Institution>> = Vec::new();
    for invitation in point.invitations.iter().filter(|invitation| !keeps_medical_secrecy(invitation.kind)) {
        if !services.contains(&invitation.institution) {
            services.push(invitation.institution);
        }
    }
    services
}

/// Who hasn't contributed; the host sees all of them.
fn missing(point: &Point) -> Vec<Id<Institution>> {
    awaited(point).into_iter().filter(|service| !point.contributed.contains(service)).collect()
}

fn contributions(visit: &Visit, sheet: &Sheet, point: &Point) -> Option<Mark> {
    if !sheet.kept.state.is_told() {
        return None;
    }
    let still = sheet.kept.state.takes_contributions().is_ok();
    let code = if still { "todo" } else { "late" };
    if sheet.is_host {
        let (all, missing) = (awaited(point).len(), missing(point).len());
        return Some(match missing {
            0 => Mark::new("done", "toutes reçues"),
            _ => Mark::new(code, &format!("{} sur {all} reçues", all - missing)),
        });
    }
    let own = visit.reader.institution;
    if keeps_medical_secrecy(visit.reader.kind) {
        return None;
    }
    Some(match (point.contributed.contains(&own), still) {
        (true, _) => Mark::new("done", "la vôtre est écrite"),
        (false, true) => Mark::new("todo", "la vôtre est attendue"),
        (false, false) => Mark::new("none", "la vôtre n’a pas été écrite"),
    })
}

fn row(visit: &Visit, sheet: &Sheet, (at, point): (usize, &Point)) -> ItemRow {
    let directory = visit.at.site.directory();
    let base = format!("/seances/{}/points/{}", sheet.kept.id, point.id);
    let short = |id| directory.get(id).map(|service| service.short_name.clone()).unwrap_or_default();
    // The host is at its own table anyway.
    let others = point.invitations.iter().filter(|invitation| invitation.institution != sheet.kept.host);
    let invited = others.map(|invitation| {
        let service = short(invitation.institution);
        match sheet.named(&invitation.agent) {
            Some(name) => format!("{service} ({name})"),
            None => service,
        }
    });
    let may_change = sheet.conducts && sheet.kept.state.agenda_may_change().is_ok();
    let is_awaited = sheet.is_host && sheet.kept.state.takes_contributions().is_ok();
    let on = words::day(visit, &sheet.kept);
    ItemRow {
        number: at + 1,
        href: base.clone(),
        name: words::name(&point.line),
        born: words::born(&point.line),
        theme: point.theme.as_deref().map(|code| Field::CpuTheme.choice_label(code).to_owned()).unwrap_or_default(),
        object: point.object.clone().unwrap_or_default(),
        because: words::because(visit, sheet.kind, (point.because, &point.reason), &point.line, on),
        invited: invited.collect(),
        contributions: contributions(visit, sheet, point),
        missing: if is_awaited { missing(point).into_iter().map(short).collect() } else { Vec::new() },
        moves: may_change.then(|| Moves {
            order: format!("{base}/ordre"),
            up: at > 0,
            down: at + 1 < sheet.points.len(),
            withdraw: format!("{base}/retrait"),
            invitations: format!("{base}/invitations"),
        }),
    }
}

/// Whether somebody besides the host is invited to each item.
fn all_have_guests(sheet: &Sheet) -> bool {
    let has = |point: &Point| point.invitations.iter().any(|guest| guest.institution != sheet.kept.host);
    !sheet.points.is_empty() && sheet.points.iter().all(has)
}

fn steps(sheet: &Sheet) -> Vec<Step> {
    let (id, state) = (sheet.kept.id, sheet.kept.state);
    let to = |page: &str| Some(format!("/seances/{id}/{page}"));
    let is_held = matches!(state, SittingState::Circulated | SittingState::Sealed);
    let is_open = state == SittingState::Open;
    let is_preparing = state.agenda_may_change().is_ok();
    let first = sheet.points.iter().find(|p| p.invitations.len() < 2).or(sheet.points.first());
    let guests = first.filter(|_| is_preparing).map(|point| format!("/seances/{id}/points/{}/invitations", point.id));
    let all = [
        ("Ordre du jour", to("points").filter(|_| is_preparing), !sheet.points.is_empty()),
        ("Participants", guests, all_have_guests(sheet)),
        ("Convocation", to("convocation").filter(|_| state == SittingState::Prepared), state.is_told()),
        ("Tenue", to("presences").filter(|_| is_open || is_held), is_held),
        ("Compte rendu", to("compte-rendu").filter(|_| is_open || is_held), is_held),
        ("Validation", to("validation").filter(|_| state == SittingState::Circulated), state == SittingState::Sealed),
    ];
    let current = all.iter().position(|(.., done)| !done);
    all.into_iter()
        .enumerate()
        .map(|(at, (title, href, done))| {
            let is_current = Some(at) == current;
            let mark = match (done, is_current) {
                (true, _) => Mark::new("done", "fait"),
                (_, true) => Mark::new("now", "en cours"),
                _ => Mark::new("todo", "à faire"),
            };
            Step { title: title.to_owned(), href, state: mark, current: is_current }
        })
        .collect()
}

/// Those who hold the seat of the chair or of its representative.
fn chairs(sheet: &Sheet) -> Vec<Choice> {
    let mut chairs: Vec<Choice> = Vec::new();
    for seat in sheet.seats.iter().filter(|seat| seat.role != SeatRole::Member) {
        let sits = |known: &&Colleague| known.institution == seat.institution && known.has(seat.function);
        for colleague in sheet.colleagues.iter().filter(sits) {
            let id = colleague.id.to_string();
            if !chairs.iter().any(|known| known.value == id) {
                let is_first = chairs.is_empty();
                chairs.push(Choice::new(&id, &format!("{} ({})", colleague.label(), seat.role.label()), is_first));
            }
        }
    }
    chairs
}

/// The one thing to do next.
fn next(sheet: &Sheet) -> Option<Next> {
    let to = |title: &str, page: &str| Link::new(title, &format!("/seances/{}/{page}", sheet.kept.id));
    Some(match sheet.kept.state {
        SittingState::Prepared if sheet.points.is_empty() => Next::Page(to("Inscrire des personnes", "points")),
        SittingState::Prepared => Next::Page(to("Convoquer la séance", "convocation")),
        SittingState::Convoked => {
            Next::Open(Chairing { action: format!("/seances/{}/ouverture", sheet.kept.id), chairs: chairs(sheet) })
        }
        SittingState::Open if !sheet.attended => Next::Page(to("Noter les présences", "presences")),
        SittingState::Open => Next::Page(to("Relire et diffuser le compte rendu", "compte-rendu")),
        SittingState::Circulated => Next::Page(to("Valider le compte rendu", "validation")),
        SittingState::Sealed => Next::Page(to("Lire le compte rendu", "compte-rendu")),
        SittingState::Cancelled => return None,
    })
}

fn ways(sheet: &Sheet) -> Vec<Link> {
    let to = |title: &str, page: &str| Link::new(title, &format!("/seances/{}/{page}", sheet.kept.id));
    let state = sheet.kept.state;
    let minutes = to("Compte rendu", "compte-rendu");
    if !sheet.conducts {
        let is_out = matches!(state, SittingState::Circulated | SittingState::Sealed);
        return if is_out { vec![minutes] } else { Vec::new() };
    }
    let mut ways = Vec::new();
    if state.agenda_may_change().is_ok() && !sheet.points.is_empty() {
        ways.push(to("Inscrire d’autres personnes", "points"));
    }
    match state {
        SittingState::Prepared | SittingState::Convoked => {
            ways.push(to("Changer la date ou le lieu", "date"));
            ways.push(to("Annuler la séance", "annulation"));
        }
        SittingState::Open if sheet.attended => ways.push(to("Présences", "presences")),
        SittingState::Circulated => ways.push(minutes),
        _ => {}
    }
    ways
}

fn warnings(sheet: &Sheet) -> Vec<String> {
    let mut warnings = Vec::new();
    if !sheet.conducts {
        return warnings;
    }
    let state = sheet.kept.state;
    if state.takes_contributions().is_ok() {
        let count: usize = sheet.points.iter().map(|point| missing(point).len()).sum();
        if count > 0 {
            let missing = format::count(count as u64, "contribution manque", "contributions manquent");
            warnings.push(format!("{missing} encore\u{a0}: le tableau dit lesquelles."));
        }
    }
    if state.agenda_may_change().is_ok() && !sheet.points.is_empty() && !all_have_guests(sheet) {
        warnings.push("Personne d’autre que l’établissement n’est invité à l’un des points.".to_owned());
    }
    if state == SittingState::Convoked && chairs(sheet).is_empty() {
        warnings.push(
            "Personne n’est habilité pour présider\u{a0}: faites habiliter la direction, ou ajoutez un siège à la commission."
                .to_owned(),
        );
    }
    warnings
}

/// `GET /seances/{sitting}`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let query = Typed::query(&request).unwrap_or_default();
    let sheet = sheet(&visit, &request).await?;
    let kept = &sheet.kept;
    let has_seat = sheet.is_host || sheet.seats.iter().any(|seat| seat.institution == visit.reader.institution);
    let heading = words::title(&visit, sheet.kind, kept);
    let rows = sheet.points.iter().enumerate().map(|at| row(&visit, &sheet, at)).collect();
    let empty = match (sheet.conducts, kept.state.agenda_may_change().is_ok()) {
        (true, true) => "L’ordre du jour est vide. Inscrivez les personnes dont la situation est à revoir.",
        _ => "Aucun point à cet ordre du jour que vous puissiez voir.",
    };
    Ok(html(&SittingPage {
        frame: visit.frame(&heading, NavItem::Commissions, just_done(&query).as_deref()),
        heading,
        commission: has_seat.then(|| Link::new("Retour à la commission", &format!("/commissions/{}", kept.commission))),
        host: printed(&visit.at.site.directory(), Some(kept.host)),
        place: kept.place.clone(),
        state: words::state(kept.state),
        cancelled: (kept.state == SittingState::Cancelled).then(|| kept.cancel_reason.clone().unwrap_or_default()),
        steps: if sheet.conducts && kept.state != SittingState::Cancelled { steps(&sheet) } else { Vec::new() },
        next: if sheet.conducts { next(&sheet) } else { None },
        ways: ways(&sheet),
        warnings: warnings(&sheet),
        count: words::items(sheet.points.len() as u64),
        rows,
        empty: empty.to_owned(),
    }))
}
