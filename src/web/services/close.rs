//! `/institutions/{service}/fermeture`: a service closes.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, html, see_other};
use super::super::forms::Typed;
use super::super::pages::frame::NavItem;
use super::super::pages::parts::{Faults, Link};
use super::super::pages::preparation::ConfirmPage;
use super::{acted, in_the_way, lately, looked, named, renew, words};
use crate::domain::service::ServiceRule;
use crate::records::services::{sheet, write};

/// `GET /institutions/{service}/fermeture`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let id = named(&visit, &request)?;
    lately(&visit, request.path())?;
    let sheet = looked(&visit, id.to_string(), move |tx, office| sheet::to_change(tx, office, id)).await?;
    if sheet.kept.closed_at.is_some() {
        return Err(in_the_way(&visit, &ServiceRule::Closed));
    }
    let href = words::href(id);
    Ok(html(&ConfirmPage {
        frame: visit.frame("Fermer un service", NavItem::Elsewhere, None),
        heading: format!("Fermer le service\u{a0}: {}", sheet.kept.draft.name),
        lines: [
            "Un service fermé ne reçoit plus rien et n’est plus compétent pour aucune commune\u{a0}; aucune habilitation n’y ouvre plus rien. Rien n’est effacé\u{a0}: sa fiche, son historique et ce qu’il a écrit demeurent.",
            "La fermeture est refusée tant que des personnes y sont encore suivies, que des agents y sont habilités, ou que d’autres services en dépendent ou y exercent.",
            "Un service fermé par erreur peut être rouvert par l’administration technique\u{a0}; aucune habilitation n’y revient (règle de la plateforme).",
        ]
        .map(str::to_owned)
        .to_vec(),
        action: format!("{href}/fermeture"),
        reason: None,
        submit: "Fermer le service".to_owned(),
        back: Link::new("Retour au service", &href),
        faults: Faults::default(),
    }))
}

/// `POST /institutions/{service}/fermeture`
pub(in crate::web) async fn close(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let id = named(&visit, &request)?;
    lately(&visit, request.path())?;
    if typed.text("confirm") != "yes" {
        // Whoever may not close it is told so first.
        looked(&visit, id.to_string(), move |tx, office| sheet::to_change(tx, office, id)).await?;
        return Err(visit.at.bad_request("Confirmez la fermeture sur la page qui la demande."));
    }
    match acted(&visit, id.to_string(), move |tx, office| write::close(tx, office, id)).await? {
        Ok(()) => {
            renew(&visit).await?;
            Ok(see_other(&format!("{}?fait=fermeture", words::href(id))))
        }
        Err(rule) => Err(in_the_way(&visit, &rule)),
    }
}
