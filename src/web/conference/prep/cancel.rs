//! `/seances/{sitting}/annulation`: the sitting doesn't take place.

use actix_web::HttpRequest;

use super::super::super::at::Visit;
use super::super::super::failure::{Answer, html, html_faulty, see_other};
use super::super::super::forms::Typed;
use super::super::super::pages::frame::NavItem;
use super::super::super::pages::parts::{Faults, Link};
use super::super::super::pages::preparation::ConfirmPage;
use super::super::shared::{self, done};
use super::{kept_by, words};
use crate::access::Conducted;
use crate::conferences;
use crate::domain::Value;
use crate::domain::conference::{SittingState, Step};
use crate::domain::value::ValueKind;
use crate::records::conference::preparation::Sheet;

fn page(visit: &Visit, sheet: &Sheet, reason: &str, faults: Faults) -> ConfirmPage {
    let id = sheet.kept.id;
    let told = if sheet.kept.state == SittingState::Convoked {
        "Chaque service convoqué reçoit l’annulation, et ne voit plus les points qui le concernaient."
    } else {
        "Elle n’est pas convoquée\u{a0}: personne n’est prévenu."
    };
    ConfirmPage {
        frame: visit.frame(&shared::titled(visit, "Annulation", &sheet.kept), NavItem::Commissions, None),
        heading: "Annuler cette séance\u{a0}?".to_owned(),
        lines: vec![
            format!("{}.", words::title(visit, sheet.kind, &sheet.kept)),
            format!("{told} Une séance annulée ne se rétablit pas\u{a0}: planifiez-en une autre."),
        ],
        action: format!("/seances/{id}/annulation"),
        reason: Some(reason.to_owned()),
        submit: "Annuler la séance".to_owned(),
        back: Link::new("Garder la séance", &format!("/seances/{id}")),
        faults,
    }
}

/// `GET /seances/{sitting}/annulation`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let sheet = kept_by(&visit, &request).await?;
    if let Err(why) = sheet.kept.state.after(Step::Cancel) {
        return Err(visit.at.obstacle(why.label()));
    }
    Ok(html(&page(&visit, &sheet, "", Faults::default())))
}

/// `POST /seances/{sitting}/annulation`
pub(in crate::web) async fn cancel(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let id = shared::sitting(&visit, &request)?;
    let Ok(Value::Text(reason)) = ValueKind::Text.parse(typed.text("reason")) else {
        let sheet = kept_by(&visit, &request).await?;
        let mut faults = Faults::default();
        faults.add("reason", "Indiquez le motif de l’annulation, en 200 caractères au plus");
        return Ok(html_faulty(&page(&visit, &sheet, typed.text("reason"), faults)));
    };
    let cancelled = visit
        .at
        .door
        .conduct(&visit.reader, Conducted::Sitting(id), move |tx, conduct| conferences::cancel(tx, conduct, &reason))
        .await;
    done(&visit, cancelled)?;
    Ok(see_other(&format!("/seances/{id}?fait=annulation")))
}
