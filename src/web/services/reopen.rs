//! `/institutions/{service}/reouverture` and `/institutions/{service}/agents/{account}/reouverture`: what was closed by mistake opens again,
//! and no right comes back by it.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, html, see_other};
use super::super::format;
use super::super::forms::Typed;
use super::super::pages::frame::NavItem;
use super::super::pages::parts::{Faults, Link};
use super::super::pages::preparation::ConfirmPage;
use super::accounts::opened;
use super::{acted, agent, in_the_way, lately, looked, named, renew, words};
use crate::domain::service::ServiceRule;
use crate::records::services::{accounts, sheet, write};

fn confirm(visit: &Visit, title: &str, heading: String, lines: [&str; 2], href: &str, back: &str) -> ConfirmPage {
    ConfirmPage {
        frame: visit.frame(title, NavItem::Elsewhere, None),
        heading,
        lines: lines.map(str::to_owned).to_vec(),
        action: format!("{href}/reouverture"),
        reason: None,
        submit: title.to_owned(),
        back: Link::new(back, href),
        faults: Faults::default(),
    }
}

/// `GET /institutions/{service}/reouverture`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let id = named(&visit, &request)?;
    lately(&visit, request.path())?;
    let sheet = looked(&visit, id.to_string(), move |tx, office| sheet::to_change(tx, office, id)).await?;
    if sheet.kept.closed_at.is_none() {
        return Err(in_the_way(&visit, &ServiceRule::NotClosed));
    }
    let lines = [
        "Le service redevient compétent pour son ressort et reçoit de nouveau ce que le protocole lui destine. Sa fiche peut être modifiée.",
        "Aucune habilitation ne revient\u{a0}: chacune se demande de nouveau, avec deux signatures. La réouverture est refusée si le service dont il dépend est fermé, ou si un autre service de même nature a repris une de ses communes.",
    ];
    let heading = format!("Rouvrir le service\u{a0}: {}", sheet.kept.draft.name);
    Ok(html(&confirm(&visit, "Rouvrir le service", heading, lines, &words::href(id), "Retour au service")))
}

/// `POST /institutions/{service}/reouverture`
pub(in crate::web) async fn reopen(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let id = named(&visit, &request)?;
    lately(&visit, request.path())?;
    if typed.text("confirm") != "yes" {
        // Whoever may not open it is told so first.
        looked(&visit, id.to_string(), move |tx, office| sheet::to_change(tx, office, id)).await?;
        return Err(visit.at.bad_request("Confirmez la réouverture sur la page qui la demande."));
    }
    match acted(&visit, id.to_string(), move |tx, office| write::reopen(tx, office, id)).await? {
        Ok(()) => {
            renew(&visit).await?;
            Ok(see_other(&format!("{}?fait=reouverture", words::href(id))))
        }
        Err(rule) => Err(in_the_way(&visit, &rule)),
    }
}

/// `GET /institutions/{service}/agents/{account}/reouverture`
pub(in crate::web) async fn show_account(visit: Visit, request: HttpRequest) -> Answer {
    lately(&visit, request.path())?;
    let there = opened(&visit, &request).await?;
    if there.account.closed_at.is_none() {
        return Err(in_the_way(&visit, &ServiceRule::NotClosed));
    }
    let href = format!("{}/agents/{}", words::href(there.sheet.kept.id), there.account.id);
    let name = format::full_name(&there.account.card.family_name, &there.account.card.given_names);
    let lines = [
        "Cette personne pourra se connecter de nouveau chez son fournisseur d’identité. Ses connexions d’avant restent closes.",
        "Aucune habilitation ni délégation ne revient\u{a0}: chacune se demande de nouveau, avec deux signatures. Rien ne s’ouvre d’ici là.",
    ];
    let heading = format!("Rouvrir le compte de {name}");
    Ok(html(&confirm(&visit, "Rouvrir le compte", heading, lines, &href, "Retour au compte")))
}

/// `POST /institutions/{service}/agents/{account}/reouverture`
pub(in crate::web) async fn reopen_account(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let (of, id) = (named(&visit, &request)?, agent(&visit, &request)?);
    lately(&visit, request.path())?;
    if typed.text("confirm") != "yes" {
        opened(&visit, &request).await?;
        return Err(visit.at.bad_request("Confirmez la réouverture sur la page qui la demande."));
    }
    match acted(&visit, id.to_string(), move |tx, office| accounts::reopen(tx, office, of, id)).await? {
        Ok(()) => Ok(see_other(&format!("{}/agents/{id}?fait=compte-rouvert", words::href(of)))),
        Err(rule) => Err(in_the_way(&visit, &rule)),
    }
}
