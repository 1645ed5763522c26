//! `/habilitations/revues`: every valid clearance of a service, confirmed or to be withdrawn.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::super::format;
use super::super::forms::Typed;
use super::super::pages::clearances::{CampaignLine, CampaignPage, CampaignRow, CampaignsPage};
use super::super::pages::frame::NavItem;
use super::super::pages::parts::{Choice, Faults};
use super::super::pages::preparation::Mark;
use super::super::site::printed;
use super::{day, done, lately, look, too_late, words};
use crate::access::Acted;
use crate::domain::clearance::{Act, Campaign, Hurdle};
use crate::domain::{ClearanceState, Id};
use crate::journal::Operation;
use crate::records::clearances::reviews::{self, Line, Progress};

const HERE: &str = "/habilitations/revues";

/// `GET /habilitations/revues`
pub(in crate::web) async fn show(visit: Visit) -> Answer {
    lately(&visit, HERE)?;
    Ok(html(&page(&visit, &Typed::default(), Faults::default()).await?))
}

async fn page(visit: &Visit, typed: &Typed, faults: Faults) -> Result<CampaignsPage, Failure> {
    let shown = look(visit, "habilitations/revues", reviews::shown).await?;
    let services = shown.services.iter().map(|service| {
        let id = service.id.to_string();
        Choice::new(&id, &service.name, id == typed.text("service"))
    });
    Ok(CampaignsPage {
        frame: visit.frame("Revues des habilitations", NavItem::Elsewhere, None),
        rows: shown.campaigns.iter().map(|progress| row(visit, progress)).collect(),
        services: services.collect(),
        due_on: typed.text("due_on").to_owned(),
        faults,
    })
}

fn row(visit: &Visit, progress: &Progress) -> CampaignRow {
    let state = if progress.answered == progress.all {
        Mark::new("done", "terminée")
    } else if progress.is_late(visit.today()) {
        Mark::new("late", "en retard")
    } else {
        Mark::new("todo", "en cours")
    };
    CampaignRow {
        href: format!("{HERE}/{}", progress.id),
        service: printed(&visit.at.site.directory(), Some(progress.service.id)),
        due: format::date(progress.due_on),
        progress: format!("{} sur {}", format::number(progress.answered as u64), format::number(progress.all as u64)),
        state,
    }
}

/// `POST /habilitations/revues`
pub(in crate::web) async fn open(visit: Visit, typed: Typed) -> Answer {
    if let Some(confirm) = too_late(&visit) {
        let mut page = page(&visit, &typed, Faults::default()).await?;
        page.frame.confirm = Some(confirm);
        return Ok(html_faulty(&page));
    }
    let mut faults = Faults::default();
    let (service, due_on) = (Id::parse(typed.text("service")), day(&typed, "due_on"));
    if service.is_none() {
        faults.add("service", "Choisissez un service dans la liste");
    }
    if due_on.is_none() {
        faults.add("due_on", "Indiquez la date à laquelle la revue doit être terminée");
    }
    if let (Some(service), Some(due_on)) = (service, due_on) {
        let door = &visit.at.door;
        let about = "habilitations/revues".to_owned();
        let opened = door
            .administer(&visit.reader, Operation::Clearance, about, move |tx, office| {
                reviews::open(tx, office, service, due_on)
            })
            .await;
        match opened {
            Ok(Acted::Against(hurdle @ Hurdle::ReviewDay)) => faults.add("due_on", hurdle.label()),
            Ok(Acted::Against(hurdle @ (Hurdle::ReviewUnderWay | Hurdle::NothingToReview))) => {
                faults.add("service", hurdle.label());
            }
            other => {
                let id = done(&visit, other)?;
                return Ok(see_other(&format!("{HERE}/{id}?fait=ouverture")));
            }
        }
    }
    Ok(html_faulty(&page(&visit, &typed, faults).await?))
}

/// `GET /habilitations/revues/{campaign}`
pub(in crate::web) async fn one(visit: Visit, request: HttpRequest) -> Answer {
    let id: Id<Campaign> = visit.named(&request, "campaign")?;
    lately(&visit, &format!("{HERE}/{id}"))?;
    let (progress, lines) = look(&visit, &id.to_string(), move |tx, office| reviews::one(tx, office, id)).await?;
    let query = Typed::query(&request).unwrap_or_default();
    let done = match query.text("fait") {
        "ouverture" => Some("La revue est ouverte."),
        "avis" => Some("L’avis est enregistré."),
        _ => None,
    };
    let line = |line: &Line| {
        let row = words::row(&visit, &line.kept, note(line).to_owned());
        CampaignLine {
            row: super::super::pages::clearances::ClearanceRow { state: mark(line), ..row },
            value: line.may_answer.then(|| line.kept.id.to_string()),
        }
    };
    Ok(html(&CampaignPage {
        frame: visit.frame("Revue des habilitations", NavItem::Elsewhere, done),
        row: row(&visit, &progress),
        action: format!("{HERE}/{id}"),
        lines: lines.iter().map(line).collect(),
    }))
}

/// What was said of it; where nobody said anything, what became of it.
fn mark(line: &Line) -> Mark {
    match (line.answer, line.state) {
        (Some(Act::Confirmed), _) => Mark::new("done", "confirmée"),
        (Some(_), _) => Mark::new("late", "à retirer"),
        (None, state @ (ClearanceState::Withdrawn | ClearanceState::Expired)) => Mark::new("none", state.label()),
        (None, ClearanceState::Suspended) => Mark::new("todo", "suspendue"),
        (None, _) => Mark::new("todo", "attend un avis"),
    }
}

/// What became of it since, or what is waited for.
const fn note(line: &Line) -> &'static str {
    match (line.answer, line.state) {
        (None, ClearanceState::Suspended) => "attend la décision sur la suspension",
        (Some(_), ClearanceState::Suspended) => "suspendue depuis",
        (Some(_), ClearanceState::Withdrawn) => "retirée depuis",
        (Some(_), ClearanceState::Expired) => "échue depuis",
        _ => "",
    }
}

/// `POST /habilitations/revues/{campaign}`
pub(in crate::web) async fn answer(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let id: Id<Campaign> = visit.named(&request, "campaign")?;
    lately(&visit, &format!("{HERE}/{id}"))?;
    let clearance = Id::parse(typed.text("clearance"));
    let (Some(clearance), Some(is_confirmed)) = (
        clearance,
        match typed.text("answer") {
            "confirmed" => Some(true),
            "doubted" => Some(false),
            _ => None,
        },
    ) else {
        // Who may not know of the campaign learns nothing from a form that can't be read.
        look(&visit, &id.to_string(), move |tx, office| reviews::one(tx, office, id)).await?;
        return Err(visit.at.bad_request("Confirmez l’habilitation, ou désignez-la comme à retirer."));
    };
    let door = &visit.at.door;
    let answered = door
        .administer(&visit.reader, Operation::Clearance, id.to_string(), move |tx, office| {
            reviews::answer(tx, office, id, clearance, is_confirmed)
        })
        .await;
    done(&visit, answered)?;
    Ok(see_other(&format!("{HERE}/{id}?fait=avis")))
}
