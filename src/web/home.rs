//! `/`: what is to be done, what is coming, my files.

use jiff::{SignedDuration, Timestamp};

use super::at::Visit;
use super::clearances;
use super::conference::after;
use super::dossiers::{no_file, row};
use super::failure::{Answer, Failure, html};
use super::format;
use super::pages::frame::{NavItem, Notice, NoticeKind};
use super::pages::home::{HomePage, Tile};
use super::release;
use crate::access::{Consulted, Door, Releases, Survey};
use crate::domain::{Function, InstitutionKind, TieKind};
use crate::outbox;
use crate::records::people;

/// How many files the home page shows.
const FIRST: i64 = 12;

/// How far the releases reach that the home page counts.
const SOON: i64 = 7;

/// After how long without a letter leaving somebody is told: half of the hour within which a human must know.
const MAIL_IS_STUCK: SignedDuration = SignedDuration::from_mins(30);

/// `GET /`
pub(in crate::web) async fn show(visit: Visit) -> Answer {
    let door = &visit.at.door;
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
    let mut tiles = to_do(&visit).await?;
    let (of_clearances, asked) = clearances::board::home(&visit).await?;
    tiles.extend(of_clearances);
    let (of_conferences, actions) = after::home(&visit).await?;
    tiles.extend(of_conferences);
    tiles.extend([
        Tile {
            label: format!("Sorties sous {SOON}\u{a0}jours"),
            count: format::number(release::coming(&visit, SOON).await?.len() as u64),
            detail: "personnes dont votre service peut connaître la date de sortie".to_owned(),
            href: Some(format!("/sorties?jours={SOON}")),
            urgent: false,
        },
        Tile {
            label: "Mes dossiers".to_owned(),
            count: format::number(total),
            detail: "personnes que votre service détient, suit ou poursuit, ou dont il doit être informé".to_owned(),
            href: Some("/dossiers".to_owned()),
            urgent: false,
        },
        Tile {
            label: "Communications reçues".to_owned(),
            count: format::number(u64::try_from(received).unwrap_or(0)),
            detail: "dossiers dans lesquels un autre service vous a adressé une information".to_owned(),
            href: None,
            urgent: false,
        },
    ]);
    let mut frame = visit.frame("Mes dossiers", NavItem::Home, None);
    frame.notices.extend(mail_is_stuck(&visit).await?);
    frame.notices.extend(asked.map(|text| Notice { kind: NoticeKind::Warning, text }));
    Ok(html(&HomePage {
        frame,
        tiles,
        actions,
        files: listing.content.iter().map(|line| row(&visit, line, "")).collect(),
        count: format::count(total, "dossier", "dossiers"),
        empty: no_file(),
    }))
}

/// What waits for the reader's service; nothing where nothing does.
async fn to_do(visit: &Visit) -> Result<Vec<Tile>, Failure> {
    let mut tiles = Vec::new();
    let waiting = release::how_many(visit, Releases::Waiting).await?;
    if waiting > 0 {
        tiles.push(Tile {
            label: "Accusés à donner".to_owned(),
            count: format::number(waiting),
            detail: "sorties dont votre service doit accuser réception".to_owned(),
            href: Some(release::WAITING.to_owned()),
            urgent: true,
        });
    }
    if release::sees_everybody(visit) {
        let unaddressed = release::how_many(visit, Releases::Unaddressed).await?;
        if unaddressed > 0 {
            tiles.push(Tile {
                label: "Alertes sans destinataire".to_owned(),
                count: format::number(unaddressed),
                detail: "sorties que le protocole veut annoncer à un service que rien ne désigne".to_owned(),
                href: Some(release::UNADDRESSED.to_owned()),
                urgent: true,
            });
        }
    }
    Ok(tiles)
}

/// Said to those who can have the relay mended: the central administration and whoever runs the platform. How many letters
/// wait, and since when, says nothing of anybody, hence no journal entry.
async fn mail_is_stuck(visit: &Visit) -> Result<Option<Notice>, Failure> {
    let runs_it = visit.reader.clearance.as_ref().is_some_and(|c| c.functions.contains(&Function::Administrator));
    if visit.reader.kind != InstitutionKind::PrisonCentral && !runs_it {
        return Ok(None);
    }
    let (database, now) = (visit.at.site.database.clone(), visit.at.site.clock.now());
    let status = Door::off_loop(move || Ok(database.peek(|connection| outbox::status(connection, now))?)).await;
    let status = status.map_err(|error| visit.at.failed(&error))?;
    if !status.is_failing(now, MAIL_IS_STUCK) {
        return Ok(None);
    }
    let since: Option<Timestamp> = [status.failing_since, status.waiting_since].into_iter().flatten().min();
    Ok(since.map(|since| Notice {
        kind: NoticeKind::Warning,
        text: format!(
            "La messagerie n’accepte plus les envois depuis le {}\u{a0}: {}. Les alertes de sortie restent lisibles et à accuser sur ce site\u{a0}; les envois reprendront d’eux-mêmes. Prévenez l’exploitant.",
            format::moment(since, &visit.reader.zone),
            waiting(status.queued),
        ),
    }))
}

fn waiting(letters: i64) -> String {
    let letters = u64::try_from(letters).unwrap_or(0);
    let verb = if letters < 2 { "attend" } else { "attendent" };
    format!("{} {verb}", format::count(letters, "message", "messages"))
}
