//! `/dossiers/{id}` and what belongs to it.

pub(in crate::web) mod banner;
pub(in crate::web) mod correction;
pub(in crate::web) mod history;
pub(in crate::web) mod observation;
pub(in crate::web) mod print;
pub(in crate::web) mod purpose;
pub(in crate::web) mod sections;
pub(in crate::web) mod shared;
pub(in crate::web) mod timeline;

use actix_web::HttpRequest;

use self::shared::{Opened, open};
use super::at::Visit;
use super::failure::{Answer, html};
use super::forms::Typed;
use super::pages::file::FilePage;
use super::pages::frame::NavItem;
use crate::access::Asked;
use crate::domain::DataCategory;

/// `GET /dossiers/{id}`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let Opened { file, granted, .. } = match open(&visit, &request, Asked::ToSee).await? {
        Ok(opened) => opened,
        Err(instead) => return Ok(instead),
    };
    let typed = Typed::query(&request).unwrap_or_default();
    let show_bases = typed.text("fondements") == "oui";
    let done = match typed.text("fait") {
        "observation" => Some("Observation enregistrée. Elle est visible des services que le protocole désigne."),
        "correction" => Some("Correction enregistrée. L’ancienne valeur reste dans l’historique."),
        "motif" => Some("Motif enregistré pour cette session."),
        _ => None,
    };
    let banner = banner::banner(&granted, &file);
    let observe_href = granted.content.may_observe.then(|| format!("{}/observations/nouvelle", banner.href));
    Ok(html(&FilePage {
        frame: visit.frame("Dossier", NavItem::Dossiers, done),
        purpose: banner::purpose_line(&granted, &banner.href),
        cards: banner::cards(&visit, &granted, &file),
        sections: sections::sections(
            &visit,
            &file,
            &granted.content.file,
            &granted.content.levels,
            &banner.href,
            show_bases,
        ),
        show_bases,
        observe_href,
        banner,
    }))
}

/// The anchor of a category on the page.
fn anchor(category: DataCategory) -> &'static str {
    category.code()
}
