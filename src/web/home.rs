//! `/`: my files.

use super::at::Visit;
use super::dossiers::{no_file, row};
use super::failure::{Answer, html};
use super::format;
use super::pages::frame::NavItem;
use super::pages::home::{HomePage, Tile};
use crate::access::{Consulted, Survey};
use crate::domain::TieKind;
use crate::records::people;

/// How many files the home page shows.
const FIRST: i64 = 12;

/// `GET /`
pub(in crate::web) async fn show(visit: Visit) -> Answer {
    let door = &visit.at.site.door;
    let survey = Survey { page: 1, per_page: FIRST, ..Survey::default() };
    let answer = door.survey(&visit.reader, survey, people::lines).await;
    let listing = match answer.map_err(|error| visit.at.failed(&error))? {
        Consulted::Granted(listing) => listing,
        Consulted::Refused(refusal) => return Err(visit.refused(refusal, None)),
    };
    let sent = Survey { through: Some(TieKind::Communication), page: 1, per_page: 1, ..Survey::default() };
    let received = match door.count(&visit.reader, sent).await.map_err(|error| visit.at.failed(&error))? {
        Consulted::Granted(count) => count,
        Consulted::Refused(refusal) => return Err(visit.refused(refusal, None)),
    };
    let total = u64::try_from(listing.total).unwrap_or(0);
    let tiles = vec![
        Tile {
            label: "Mes dossiers".to_owned(),
            count: format::number(total),
            detail: "personnes que votre service détient, suit ou poursuit, ou dont il doit être informé".to_owned(),
            href: Some("/dossiers".to_owned()),
        },
        Tile {
            label: "Communications reçues".to_owned(),
            count: format::number(u64::try_from(received).unwrap_or(0)),
            detail: "dossiers dans lesquels un autre service vous a adressé une information".to_owned(),
            href: None,
        },
    ];
    Ok(html(&HomePage {
        frame: visit.frame("Mes dossiers", NavItem::Home, None),
        tiles,
        files: listing.content.iter().map(|line| row(&visit, line, "")).collect(),
        count: format::count(total, "dossier", "dossiers"),
        empty: no_file(),
    }))
}
