//! `/seances/{sitting}/points/{item}` and what is written there before and during the sitting.

pub(in crate::web) mod actions;
pub(in crate::web) mod answers;
pub(in crate::web) mod contribution;
pub(in crate::web) mod decision;
mod forms;
pub(in crate::web) mod opinions;
mod page;
mod parts;
pub(in crate::web) mod rubriques;
pub(in crate::web) mod synthesis;
mod texts;

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};

use super::super::at::Visit;
use super::super::autosave;
use super::super::failure::{Answer, Failure, html, html_faulty};
use super::super::forms::Typed;
use super::super::pages::parts::Faults;
use super::shared;
use crate::access::{self, Altered, Asked, Permit, Reject, WriteTx};
use crate::domain::conference::Obstacle;
use crate::domain::{AgendaItem, Id, Sitting};
use crate::records::conference::item::{self as sheet, Sheet};

pub(in crate::web::conference) use page::{opening, state, title};
pub(in crate::web::conference) use parts::capital;

/// The item of an address, and its sitting.
type Place = (Id<AgendaItem>, Id<Sitting>);

/// A granted look at an item.
type Granted = access::Visit<Sheet>;

fn place(visit: &Visit, request: &HttpRequest) -> Result<Place, Failure> {
    Ok((shared::item(visit, request)?, shared::sitting(visit, request)?))
}

/// The address of an item.
fn address((item, sitting): Place) -> String {
    format!("/seances/{sitting}/points/{item}")
}

/// Reads the item of the address. One of another sitting is answered like one that doesn't exist.
async fn open(visit: &Visit, at: Place) -> Result<Granted, Failure> {
    let reader = Arc::clone(&visit.reader);
    let door = &visit.at.door;
    let read =
        door.consult_item(&visit.reader, at.0, Asked::ToSee, move |tx, grant| sheet::read(tx, grant, &reader, at));
    let access::Visit { content, standing, purpose, at } = shared::shown(visit, read.await)?;
    let Some(content) = content else { return Err(visit.at.no_such_file()) };
    Ok(access::Visit { content, standing, purpose, at })
}

/// `GET /seances/{sitting}/points/{item}`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let at = place(&visit, &request)?;
    let granted = open(&visit, at).await?;
    let done = Typed::query(&request).and_then(|typed| said(typed.text("fait")));
    let page = page::page(&visit, &granted, None, Faults::default(), done);
    Ok(if page.synthesise.is_some() { autosave::html(&page) } else { html(&page) })
}

/// What was just done.
fn said(code: &str) -> Option<&'static str> {
    Some(match code {
        "contribution" => {
            "Contribution enregistrée. Les participants invités à ce point la lisent, dans les limites que vous avez fixées."
        }
        "rubriques" => "Rubriques versées enregistrées.",
        "avis" => "Avis enregistré.",
        "synthese" => "Synthèse enregistrée.",
        "decision" => "Décision enregistrée, à votre nom et à votre qualité.",
        "action" => "Action ajoutée. Vous pouvez en ajouter une autre.",
        "retrait" => "Action retirée.",
        "ouverture" => "Séance ouverte.",
        "sante" => "Réponses enregistrées. Elles sont visibles des services que le protocole désigne.",
        _ => return None,
    })
}

/// The page again, with what was typed and what is wrong in it.
async fn again(visit: &Visit, at: Place, typed: &Typed, faults: Faults) -> Answer {
    let granted = open(visit, at).await?;
    let page = page::page(visit, &granted, Some(typed), faults, None);
    Ok(if page.synthesise.is_some() { autosave::html_faulty(&page) } else { html_faulty(&page) })
}

/// What a write at the table answered, as far as forms say it themselves.
enum Wrote<T> {
    Done(T),
    /// Somebody else wrote meanwhile.
    Conflict,
    /// A rule stands in the way.
    Obstacle(Obstacle),
}

/// Writes at the table of an item. Refusals, and what doesn't exist, are their pages.
async fn write<T: Send + 'static>(
    visit: &Visit,
    at: Place,
    change: impl FnOnce(&mut WriteTx<'_>, &Permit<'_>) -> Result<T, Reject> + Send + 'static,
) -> Result<Wrote<T>, Failure> {
    match visit.at.door.alter_item(&visit.reader, at.0, change).await {
        Ok(Altered::Done(done)) => Ok(Wrote::Done(done)),
        Ok(Altered::Rejected(Reject::Conflict)) => Ok(Wrote::Conflict),
        Ok(Altered::Rejected(Reject::Obstacle(obstacle))) => Ok(Wrote::Obstacle(obstacle)),
        other => shared::done(visit, other).map(Wrote::Done),
    }
}

/// The answer of a form that shows no text of its own: done, or why not.
fn settled(visit: &Visit, at: Place, wrote: Wrote<()>, done: &str, anchor: &str) -> Answer {
    match wrote {
        Wrote::Done(()) => Ok(back(at, done, anchor)),
        Wrote::Conflict => shared::done::<HttpResponse>(visit, Ok(Altered::Rejected(Reject::Conflict))),
        Wrote::Obstacle(obstacle) => Err(visit.at.obstacle(obstacle.label())),
    }
}

/// Back to the item, where the thing done is.
fn back(at: Place, done: &str, anchor: &str) -> HttpResponse {
    super::super::failure::see_other(&format!("{}?fait={done}#{anchor}", address(at)))
}
