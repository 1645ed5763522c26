//! `/seances/{sitting}/convocation`: who will be told and in which words, then the convocation itself.

use actix_web::HttpRequest;

use super::super::super::at::Visit;
use super::super::super::failure::{Answer, html, see_other};
use super::super::super::format;
use super::super::super::pages::frame::NavItem;
use super::super::super::pages::parts::Link;
use super::super::super::pages::preparation::{ConvocationPage, Told};
use super::super::super::site::printed;
use super::super::shared::{self, done};
use super::{kept_by, words};
use crate::access::{Conducted, Error};
use crate::conferences;
use crate::domain::conference::{Obstacle, Step};
use crate::domain::{Id, Institution, LetterKind};
use crate::outbox::message::{Reference, When};
use crate::records::conference::preparation::Sheet;

/// The services that will be told, each with how many items it is invited to.
fn told(visit: &Visit, sheet: &Sheet) -> Vec<Told> {
    let mut counts: Vec<(Id<Institution>, u64)> = Vec::new();
    for point in &sheet.points {
        let mut here: Vec<Id<Institution>> = point.invitations.iter().map(|guest| guest.institution).collect();
        here.dedup();
        for service in here.into_iter().filter(|service| *service != sheet.kept.host) {
            match counts.iter_mut().find(|(known, _)| *known == service) {
                Some((_, count)) => *count += 1,
                None => counts.push((service, 1)),
            }
        }
    }
    let directory = visit.at.site.directory();
    counts
        .into_iter()
        .map(|(service, count)| Told { service: printed(&directory, Some(service)), items: words::items(count) })
        .collect()
}

/// What stands in the way, each said with what to do.
fn obstacles(visit: &Visit, sheet: &Sheet) -> Vec<String> {
    let mut found = Vec::new();
    if sheet.kept.starts_at.0 < visit.at.site.clock.now() {
        found.push(Obstacle::InThePast.label().to_owned());
    }
    if sheet.points.is_empty() {
        found.push(Obstacle::EmptyAgenda.label().to_owned());
    }
    let alone = sheet
        .points
        .iter()
        .enumerate()
        .filter(|(_, point)| point.invitations.iter().all(|invitation| invitation.institution == sheet.kept.host));
    let alone: Vec<String> = alone.map(|(at, _)| (at + 1).to_string()).collect();
    if !alone.is_empty() {
        found.push(format!("{} Points concernés\u{a0}: {}.", Obstacle::NobodyInvited.label(), alone.join(", ")));
    }
    found
}

/// `GET /seances/{sitting}/convocation`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let sheet = kept_by(&visit, &request).await?;
    if let Err(why) = sheet.kept.state.after(Step::Convoke) {
        return Err(visit.at.obstacle(why.label()));
    }
    let kept = &sheet.kept;
    let zone = words::zone(&visit, kept.host);
    let name = format::zone_name(&zone).map_or_else(|| "heure de Paris".to_owned(), |name| name.into_owned());
    let link = {
        let at = request.connection_info();
        format!("{}://{}/seances/{}", at.scheme(), at.host(), kept.id)
    };
    let letter = Reference {
        reference: "(propre à chaque service)".to_owned(),
        link,
        replaces: None,
        kind: LetterKind::Convocation,
        when: Some(When::Hour(zone.to_datetime(kept.starts_at.0), name)),
    };
    let unwritten = |_| visit.at.failed(&Error::CutShort);
    let (subject, text) = letter.preview().map_err(unwritten)?;
    Ok(html(&ConvocationPage {
        frame: visit.frame(&shared::titled(&visit, "Convocation", kept), NavItem::Commissions, None),
        back: Link::new("Retour à la séance", &format!("/seances/{}", kept.id)),
        action: format!("/seances/{}/convocation", kept.id),
        told: told(&visit, &sheet),
        subject,
        text,
        obstacles: obstacles(&visit, &sheet),
    }))
}

/// `POST /seances/{sitting}/convocation`
pub(in crate::web) async fn convoke(visit: Visit, request: HttpRequest) -> Answer {
    let id = shared::sitting(&visit, &request)?;
    let convoked = visit.at.door.conduct(&visit.reader, Conducted::Sitting(id), conferences::convoke).await;
    done(&visit, convoked)?;
    Ok(see_other(&format!("/seances/{id}?fait=convocation")))
}
