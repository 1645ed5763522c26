//! `/seances/{sitting}/presences` and `POST /seances/{sitting}/ouverture`.

use std::sync::Arc;

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::super::forms::Typed;
use super::super::pages::attendance::{AttendancePage, AttendanceRow};
use super::super::pages::frame::NavItem;
use super::super::pages::parts::{Choice, Faults, Link};
use super::super::site::printed;
use super::item::{capital, opening, state, title};
use super::shared;
use crate::access::{Altered, Asked, Conducted, Reject};
use crate::domain::conference::{Obstacle, Presence};
use crate::domain::value::{NoValue, ValueKind};
use crate::domain::{Id, Sitting, Value};
use crate::records::conference::attendance::{self, Attended, NewPresence, needs_detail};
use crate::records::conference::commissions::Colleague;
use crate::records::conference::sittings::{self, Kept};

struct Read {
    kept: Kept,
    chair: Option<String>,
    rows: Vec<Attended>,
    presidents: Vec<Colleague>,
}

/// What the secretariat reads; others who have an item there are told who keeps it.
async fn open(visit: &Visit, of: Id<Sitting>) -> Result<Read, Failure> {
    let reader = Arc::clone(&visit.reader);
    let answer = visit
        .at
        .door
        .attend(&visit.reader, of, Asked::ToSee, move |tx, table| {
            let today = reader.zone.to_datetime(tx.now()).date();
            if !table.conducts {
                return Ok(None);
            }
            let Some(kept) = sittings::find(tx.connection(), of)? else { return Ok(None) };
            Ok(Some(Read {
                chair: attendance::chair(tx.connection(), &kept)?,
                rows: attendance::of_sitting(tx.connection(), of)?,
                presidents: attendance::presidents(tx.connection(), &kept, today)?,
                kept,
            }))
        })
        .await;
    shared::shown(visit, answer)?.ok_or_else(|| visit.at.forbidden(Obstacle::NotTheSecretariat.label()))
}

/// `GET /seances/{sitting}/presences`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let of = shared::sitting(&visit, &request)?;
    let read = open(&visit, of).await?;
    let typed = Typed::query(&request).unwrap_or_default();
    let done = match typed.text("fait") {
        "presences" => Some("Présences enregistrées."),
        "ouverture" => Some("Séance ouverte. Notez les présences."),
        _ => None,
    };
    Ok(html(&page(&visit, &read, None, Faults::default(), done)))
}

fn page(visit: &Visit, read: &Read, typed: Option<&Typed>, faults: Faults, done: Option<&str>) -> AttendancePage {
    let Read { kept, chair, rows, presidents } = read;
    let takes = kept.state.takes_minutes();
    let title = title(kept, &visit.reader.zone);
    AttendancePage {
        frame: visit.frame(&format!("Présences, {}", title.to_lowercase()), NavItem::Commissions, done),
        sitting: Link::new(&title, &format!("/seances/{}", kept.id)),
        state: state(kept, chair.as_deref()),
        action: format!("/seances/{}/presences", kept.id),
        opening: opening(kept, presidents),
        rows: if takes.is_ok() { rows_of(visit, rows, typed) } else { Vec::new() },
        note: match takes {
            Ok(()) if rows.is_empty() => "Personne n’est invité à cette séance.".to_owned(),
            Ok(()) => String::new(),
            Err(obstacle) => obstacle.label().to_owned(),
        },
        faults,
    }
}

fn rows_of(visit: &Visit, rows: &[Attended], typed: Option<&Typed>) -> Vec<AttendanceRow> {
    let directory = visit.at.site.directory();
    rows.iter()
        .zip(1..)
        .map(|(row, number)| {
            let who = format!("{}/{}", row.institution, row.agent);
            // The form that came back was numbered when it was made: rows are found by whom they are about.
            let came_back = typed.and_then(|typed| {
                let at = typed.all("who").position(|known| known == who)?;
                Some((typed.text(&format!("presence-{}", at + 1)), typed.text(&format!("detail-{}", at + 1))))
            });
            let presence = came_back.map_or_else(|| row.presence.map_or("", Presence::code), |(presence, _)| presence);
            AttendanceRow {
                who,
                number,
                service: printed(&directory, Some(row.institution)),
                name: row.name.clone(),
                presences: Presence::ALL
                    .iter()
                    .map(|known| Choice::new(known.code(), &capital(known.label()), known.code() == presence))
                    .collect(),
                detail: came_back.map_or_else(|| row.detail.clone(), |(_, detail)| detail.to_owned()),
            }
        })
        .collect()
}

/// `POST /seances/{sitting}/presences`
pub(in crate::web) async fn note(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let of = shared::sitting(&visit, &request)?;
    let mut faults = Faults::default();
    let Some(new) = read(&typed, &mut faults) else {
        return Err(visit.at.bad_request("Une présence ne dit pas de qui elle est."));
    };
    if !faults.is_empty() {
        let read = open(&visit, of).await?;
        return Ok(html_faulty(&page(&visit, &read, Some(&typed), faults, None)));
    }
    let door = &visit.at.door;
    let noted = door
        .conduct(&visit.reader, Conducted::Sitting(of), move |tx, conduct| attendance::note(tx, conduct, &new))
        .await;
    shared::done(&visit, noted)?;
    Ok(see_other(&format!("/seances/{of}/presences?fait=presences")))
}

/// The rows in which something was chosen. `None` where one doesn't say whose it is.
fn read(typed: &Typed, faults: &mut Faults) -> Option<Vec<NewPresence>> {
    let mut rows = Vec::new();
    for (who, number) in typed.all("who").zip(1..) {
        let (institution, agent) = who.split_once('/')?;
        let institution = Id::parse(institution)?;
        let detail_name = format!("detail-{number}");
        let detail = match ValueKind::Text.parse(typed.text(&detail_name)) {
            Ok(Value::Text(text)) => text,
            Ok(_) | Err(NoValue::Empty) => String::new(),
            Err(NoValue::TooLong) => {
                faults.add(&detail_name, "Cette précision ne dépasse pas 200 caractères");
                continue;
            }
            Err(_) => {
                faults.add(&detail_name, "Retirez les caractères invisibles");
                continue;
            }
        };
        let name = format!("presence-{number}");
        let presence = match typed.text(&name) {
            "" => continue,
            code => Presence::from_code(code),
        };
        let Some(presence) = presence else {
            faults.add(&name, "Choisissez la présence dans la liste");
            continue;
        };
        if needs_detail(presence) && detail.is_empty() {
            faults.add(&detail_name, Obstacle::DetailNeeded.label());
            continue;
        }
        let detail = if needs_detail(presence) { detail } else { String::new() };
        rows.push(NewPresence { institution, agent: agent.to_owned(), presence, detail });
    }
    Some(rows)
}

/// `POST /seances/{sitting}/ouverture`
pub(in crate::web) async fn open_sitting(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let of = shared::sitting(&visit, &request)?;
    let chair = Id::parse(typed.text("chair"));
    let door = &visit.at.door;
    let opened = door
        .conduct(&visit.reader, Conducted::Sitting(of), move |tx, conduct| {
            attendance::open(tx, conduct, chair.ok_or(Obstacle::ChairNeeded)?)
        })
        .await;
    if let Ok(Altered::Rejected(Reject::Obstacle(Obstacle::ChairNeeded))) = &opened {
        let mut faults = Faults::default();
        faults.add("chair", Obstacle::ChairNeeded.label());
        let read = open(&visit, of).await?;
        return Ok(html_faulty(&page(&visit, &read, None, faults, None)));
    }
    shared::done(&visit, opened)?;
    Ok(see_other(&format!("/seances/{of}/presences?fait=ouverture")))
}
