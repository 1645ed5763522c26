//! `/dossiers/{id}/impression`: the sheet to take away. Recorded as an extraction, which it is.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, html};
use super::super::format;
use super::super::pages::frame::NavItem;
use super::super::pages::print::PrintPage;
use super::banner;
use super::sections::sections;
use super::shared::{Opened, open};
use crate::access::Asked;

/// `GET /dossiers/{id}/impression`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let Opened { granted, file } = match open(&visit, &request, Asked::ToTakeAway).await? {
        Ok(opened) => opened,
        Err(instead) => return Ok(instead),
    };
    let banner = banner::banner(&granted, &file);
    let mut sections = sections(&visit, &file, &granted.content.file, &granted.content.levels, &banner.href, true);
    for row in sections.iter_mut().flat_map(|section| &mut section.groups).flat_map(|group| &mut group.rows) {
        row.correct_href = None;
    }
    let actor = &visit.reader.actor;
    Ok(html(&PrintPage {
        frame: visit.frame("Dossier : version imprimable", NavItem::Dossiers, None),
        purpose: banner::purpose_line(&granted, &banner.href),
        sections,
        taken_by: format!("{}, {}, {}", actor.name, actor.quality, visit.reader.institution_name),
        taken_at: format::moment(granted.at, &visit.reader.zone),
        banner,
    }))
}
