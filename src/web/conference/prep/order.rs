//! `/seances/{sitting}/points/{item}/ordre` and `/retrait`: moving an item, taking it off.

use actix_web::HttpRequest;

use super::super::super::at::Visit;
use super::super::super::failure::{Answer, html, see_other};
use super::super::super::forms::Typed;
use super::super::super::pages::frame::NavItem;
use super::super::super::pages::parts::{Faults, Link};
use super::super::super::pages::preparation::ConfirmPage;
use super::super::shared::{self, done};
use super::{kept_by, words};
use crate::access::Conducted;
use crate::conferences;
use crate::records::conference::agenda;

/// `POST /seances/{sitting}/points/{item}/ordre`
pub(in crate::web) async fn shift(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let (id, item) = (shared::sitting(&visit, &request)?, shared::item(&visit, &request)?);
    let up = match typed.text("move") {
        "up" => true,
        "down" => false,
        _ => return Err(visit.at.bad_request("Le sens du déplacement manque au formulaire.")),
    };
    let shifted = visit
        .at
        .door
        .conduct(&visit.reader, Conducted::Sitting(id), move |tx, conduct| agenda::shift(tx, conduct, item, up))
        .await;
    done(&visit, shifted)?;
    Ok(see_other(&format!("/seances/{id}#ordre")))
}

/// `POST /seances/{sitting}/points/{item}/retrait`: asks first.
pub(in crate::web) async fn withdraw(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let (id, item) = (shared::sitting(&visit, &request)?, shared::item(&visit, &request)?);
    if typed.text("confirm") != "yes" {
        let sheet = kept_by(&visit, &request).await?;
        let Some((at, point)) = sheet.points.iter().enumerate().find(|(_, point)| point.id == item) else {
            return Err(visit.at.no_such_file());
        };
        if let Err(why) = sheet.kept.state.agenda_may_change() {
            return Err(visit.at.obstacle(why.label()));
        }
        let told = if sheet.kept.state.is_told() {
            "Les services invités à ce point sont prévenus, et ne le voient plus."
        } else {
            "La séance n’est pas convoquée\u{a0}: personne n’est prévenu."
        };
        return Ok(html(&ConfirmPage {
            frame: visit.frame(
                &shared::titled(&visit, &format!("Retirer le point {}", at + 1), &sheet.kept),
                NavItem::Commissions,
                None,
            ),
            heading: "Retirer ce point de l’ordre du jour\u{a0}?".to_owned(),
            lines: vec![
                format!("Point {}\u{a0}: {}.", at + 1, words::name(&point.line)),
                format!("{told} Ce qui a été écrit pour ce point reste conservé, sans être montré à personne."),
            ],
            action: format!("/seances/{id}/points/{item}/retrait"),
            reason: None,
            submit: "Retirer le point".to_owned(),
            back: Link::new("Retour à la séance", &format!("/seances/{id}")),
            faults: Faults::default(),
        }));
    }
    let withdrawn = visit
        .at
        .door
        .conduct(&visit.reader, Conducted::Sitting(id), move |tx, conduct| conferences::take_off(tx, conduct, item))
        .await;
    done(&visit, withdrawn)?;
    Ok(see_other(&format!("/seances/{id}?fait=retrait")))
}
