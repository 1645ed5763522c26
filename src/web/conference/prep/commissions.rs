//! `/commissions`: the reader's commissions and sittings; creating the commission that a prison doesn't have yet.

use super::super::super::at::Visit;
use super::super::super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::super::super::forms::Typed;
use super::super::super::pages::frame::NavItem;
use super::super::super::pages::home::Empty;
use super::super::super::pages::parts::{Choice, Faults, Link};
use super::super::super::pages::preparation::{BodyLink, CommissionsPage, SittingRow};
use super::super::super::site::printed;
use super::super::shared::{done, shown};
use super::{look, words};
use crate::access::{Altered, Conducted, Reject, Sittings};
use crate::domain::conference::{Obstacle, SeatRole};
use crate::domain::{Commission, CommissionKind, Id, InstitutionKind, Sitting};
use crate::records::conference::commissions::{self, Body};
use crate::records::conference::composition::{self, Proposal};
use crate::records::conference::sittings;

/// How many sittings a list holds.
const MOST: i64 = 60;

/// Sittings that the reader may know of, with how many items of his: those from today on, and those before.
pub(in crate::web::conference) async fn known(visit: &Visit) -> Result<[Vec<(Id<Sitting>, i64)>; 2], Failure> {
    let (door, reader) = (&visit.at.door, &visit.reader);
    let midnight = reader.zone.to_timestamp(visit.today().to_datetime(jiff::civil::Time::midnight()));
    let from = midnight.unwrap_or_else(|_| visit.at.site.clock.now());
    let coming = shown(visit, door.sittings(reader, Sittings::From(from), MOST).await)?;
    let past = shown(visit, door.sittings(reader, Sittings::Before(from), MOST).await)?;
    Ok([coming, past])
}

/// Their rows, in the same order; of one commission alone where it is named.
pub(in crate::web::conference) async fn rows(
    visit: &Visit,
    listed: Vec<(Id<Sitting>, i64)>,
    only: Option<Id<Commission>>,
) -> Result<Vec<SittingRow>, Failure> {
    let ids: Vec<Id<Sitting>> = listed.iter().map(|(id, _)| *id).collect();
    let kept = look(visit, move |connection| sittings::find_all(connection, &ids)).await?;
    let directory = visit.at.site.directory();
    let rows = listed.iter().filter_map(|(id, count)| {
        let kept = kept.iter().find(|kept| kept.id == *id)?;
        if only.is_some_and(|only| only != kept.commission) {
            return None;
        }
        Some(SittingRow {
            href: format!("/seances/{id}"),
            when: words::when(visit, kept),
            commission: if only.is_some() { String::new() } else { printed(&directory, Some(kept.host)).name },
            place: kept.place.clone(),
            state: words::state(kept.state),
            items: words::items(count.unsigned_abs()),
        })
    });
    Ok(rows.collect())
}

/// What a proposed seat is called in the form.
fn code(proposal: &Proposal) -> String {
    format!("{}.{}", proposal.seat.institution, proposal.seat.function.code())
}

fn may_create(visit: &Visit, bodies: &[Body]) -> bool {
    let has_one = |body: &Body| body.host == visit.reader.institution && body.kind == CommissionKind::Cpu;
    visit.reader.kind == InstitutionKind::Prison && visit.reader.keeps_the_agenda() && !bodies.iter().any(has_one)
}

/// `GET /commissions`
pub(in crate::web) async fn show(visit: Visit) -> Answer {
    Ok(html(&page(&visit, None, Faults::default()).await?))
}

async fn page(visit: &Visit, typed: Option<&Typed>, faults: Faults) -> Result<CommissionsPage, Failure> {
    // The door first: who has no valid clearance learns nothing here.
    let [coming, past] = known(visit).await?;
    let (own, today) = (visit.reader.institution, visit.today());
    let (bodies, proposals) = look(visit, move |connection| {
        Ok((commissions::seating(connection, own, today)?, composition::usual(connection, own)?))
    })
    .await?;
    let directory = visit.at.site.directory();
    let create = may_create(visit, &bodies).then(|| {
        let seat = |proposal: &Proposal| {
            let service = printed(&directory, Some(proposal.seat.institution));
            let chosen =
                typed.map_or(proposal.is_usual, |typed| typed.all("seat").any(|known| known == code(proposal)));
            let hint = match proposal.seat.role {
                SeatRole::Member => proposal.seat.voice.label().to_owned(),
                role => format!("{}, {}", role.label(), proposal.seat.voice.label()),
            };
            let label = format!("{}\u{a0}: {}", service.name, proposal.seat.function.label());
            Choice { value: code(proposal), label, hint, selected: chosen }
        };
        proposals.iter().map(seat).collect()
    });
    let links = bodies.iter().map(|body| BodyLink {
        href: format!("/commissions/{}", body.id),
        title: body.kind.label().to_owned(),
        host: printed(&directory, Some(body.host)),
        tie: if body.host == own { "votre établissement la tient" } else { "votre service y siège" }.to_owned(),
    });
    let text = if create.is_some() {
        "Votre établissement n’a pas encore enregistré sa commission pluridisciplinaire unique. Créez-la ci-dessous : sa composition habituelle est proposée."
    } else {
        "Une commission apparaît ici lorsque votre établissement la tient, ou lorsqu’un siège y est donné à votre service. Les séances auxquelles votre service est convoqué sans y siéger figurent ci-dessous."
    };
    Ok(CommissionsPage {
        frame: visit.frame("Commissions", NavItem::Commissions, None),
        bodies: links.collect(),
        empty: Empty {
            title: "Aucune commission".to_owned(),
            text: text.replace(" : ", "\u{a0}: "),
            ways: Vec::<Link>::new(),
        },
        create,
        coming: rows(visit, coming, None).await?,
        past: rows(visit, past, None).await?,
        faults,
    })
}

/// `POST /commissions`
pub(in crate::web) async fn create(visit: Visit, typed: Typed) -> Answer {
    let chosen: Vec<String> = typed.all("seat").map(str::to_owned).collect();
    let door = &visit.at.door;
    let made = door
        .conduct(&visit.reader, Conducted::OwnPrison, move |tx, conduct| {
            let proposals = composition::usual(tx.connection(), conduct.host())?;
            let seats: Vec<_> = proposals
                .iter()
                .filter(|proposal| chosen.iter().any(|known| *known == code(proposal)))
                .map(|proposal| proposal.seat)
                .collect();
            commissions::create(tx, conduct, &seats)
        })
        .await;
    if let Ok(Altered::Rejected(Reject::Obstacle(Obstacle::LastChair))) = made {
        let mut faults = Faults::default();
        faults.add("seat", "Gardez le siège de la présidence\u{a0}: la commission ne peut pas siéger sans lui");
        return Ok(html_faulty(&page(&visit, Some(&typed), faults).await?));
    }
    let id = done(&visit, made)?;
    Ok(see_other(&format!("/commissions/{id}?fait=creation")))
}
