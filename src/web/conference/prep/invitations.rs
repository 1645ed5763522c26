//! `/seances/{sitting}/points/{item}/invitations`: who is invited to an item, on what basis; inviting and withdrawing.

use actix_web::HttpRequest;
use jiff::civil::Date;

use super::super::super::at::Visit;
use super::super::super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::super::super::format;
use super::super::super::forms::Typed;
use super::super::super::pages::frame::NavItem;
use super::super::super::pages::parts::{Choice, Faults, Link};
use super::super::super::pages::preparation::{GuestRow, InvitationsPage, NewGuest};
use super::super::super::site::printed;
use super::super::shared::{self, done};
use super::{choices, kept_by, look, words};
use crate::access::{Altered, Conducted, Reject};
use crate::conferences;
use crate::domain::conference::seat::{can_be_invited, is_invited_by_name, needs_consent};
use crate::domain::conference::{Obstacle, Voice};
use crate::domain::{AgendaItem, Id, InstitutionKind};
use crate::records::conference::commissions::{self, Colleague};
use crate::records::conference::invitations::{Guest, Invitation};
use crate::records::conference::preparation::{Point, Sheet};
use crate::records::directory::Service;

/// What the present basis is called.
const BASIS: &str = "D. 211-34 C. pénit. (anc. D. 90 CPP)";

fn guest_row(visit: &Visit, sheet: &Sheet, invitation: &Invitation) -> GuestRow {
    let consent = invitation.consent_on.map(|day| format!(" ; consentement du {}", format::date(day.0)));
    let named = match sheet.named(&invitation.agent) {
        None if !invitation.agent.is_empty() => "personne qui n’est plus habilitée".to_owned(),
        named => named.unwrap_or_default(),
    };
    let is_host = invitation.institution == sheet.kept.host;
    GuestRow {
        service: printed(&visit.at.site.directory(), Some(invitation.institution)),
        named,
        voice: invitation.voice.label().to_owned(),
        basis: format!("{BASIS}{}", consent.unwrap_or_default()),
        withdraw: (!is_host).then(|| (invitation.institution.to_string(), invitation.agent.clone())),
    }
}

fn new_guest(visit: &Visit, sheet: &Sheet, service: &Service, people: &[Colleague], typed: &Typed) -> NewGuest {
    let is_named = is_invited_by_name(service.kind);
    let choose = Choice::new("", "Choisissez la personne", typed.text("agent").is_empty());
    let colleagues: Vec<Choice> = people
        .iter()
        .map(|known| {
            let id = known.id.to_string();
            Choice::new(&id, &known.label(), id == typed.text("agent"))
        })
        .collect();
    let seat = sheet.seats.iter().find(|seat| seat.institution == service.id);
    let usual = seat.map_or(Voice::Consultative, |seat| seat.voice);
    let voice = Voice::from_code(typed.text("voice")).unwrap_or(usual);
    NewGuest {
        service: printed(&visit.at.site.directory(), Some(service.id)),
        id: service.id.to_string(),
        people: is_named.then(|| match colleagues.is_empty() {
            true => Vec::new(),
            false => std::iter::once(choose).chain(colleagues).collect(),
        }),
        voices: Voice::ALL.iter().map(|known| Choice::new(known.code(), known.label(), *known == voice)).collect(),
        consent_on: needs_consent(service.kind).then(|| typed.text("consent_on").to_owned()),
    }
}

fn point_of(sheet: &Sheet, item: Id<AgendaItem>) -> Option<(usize, &Point)> {
    sheet.points.iter().enumerate().find(|(_, point)| point.id == item)
}

async fn page(
    visit: &Visit,
    request: &HttpRequest,
    typed: &Typed,
    faults: Faults,
    done: Option<&str>,
) -> Result<InvitationsPage, Failure> {
    let item = shared::item(visit, request)?;
    let sheet = kept_by(visit, request).await?;
    let Some((at, point)) = point_of(&sheet, item) else { return Err(visit.at.no_such_file()) };
    let action = format!("/seances/{}/points/{item}/invitations", sheet.kept.id);
    let directory = visit.at.site.directory();
    let chosen = Id::parse(typed.text("service")).and_then(|id| directory.get(id));
    let chosen = chosen.filter(|service| can_be_invited(service.kind) && service.kind != InstitutionKind::Prison);
    let asked = InstitutionKind::from_code(typed.text("nature"));
    // Another kind chosen after a service: its services are shown, the service is chosen anew.
    let chosen = chosen.filter(|service| asked.is_none_or(|kind| kind == service.kind));
    let kind = asked.or_else(|| chosen.map(|service| service.kind));
    let new = match chosen {
        Some(service) => {
            let (id, today) = (service.id, visit.today());
            let people = look(visit, move |connection| commissions::colleagues(connection, &[id], today)).await?;
            Some(new_guest(visit, &sheet, service, &people, typed))
        }
        None => None,
    };
    let mut seated: Vec<Link> = Vec::new();
    for seat in &sheet.seats {
        let is_there = point.invitations.iter().any(|guest| guest.institution == seat.institution);
        let link = Link::new(
            &printed(&directory, Some(seat.institution)).name,
            &format!("{action}?service={}#inviter", seat.institution),
        );
        if !is_there && seat.institution != sheet.kept.host && !seated.contains(&link) {
            seated.push(link);
        }
    }
    Ok(InvitationsPage {
        frame: visit.frame(
            &shared::titled(visit, &format!("Invités au point {}", at + 1), &sheet.kept),
            NavItem::Commissions,
            done,
        ),
        back: Link::new("Retour à la séance", &format!("/seances/{}#ordre", sheet.kept.id)),
        point: format!("Point {}\u{a0}: {}", at + 1, words::name(&point.line)),
        rows: point.invitations.iter().map(|invitation| guest_row(visit, &sheet, invitation)).collect(),
        seated,
        kinds: choices::kinds(kind, false),
        services: choices::services(visit, kind, sheet.kept.host, typed.text("service")),
        new,
        told: sheet.kept.state.is_told(),
        open: sheet.kept.state.agenda_may_change().is_ok(),
        action,
        faults,
    })
}

/// `GET /seances/{sitting}/points/{item}/invitations?nature=&service=`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let query = Typed::query(&request).unwrap_or_default();
    let done = match query.text("fait") {
        "invitation" => Some("L’invitation est enregistrée."),
        "retrait" => Some("L’invitation est retirée\u{a0}: ce service ne voit plus ce point."),
        _ => None,
    };
    Ok(html(&page(&visit, &request, &query, Faults::default(), done).await?))
}

/// `POST /seances/{sitting}/points/{item}/invitations`
pub(in crate::web) async fn invite(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let (id, item) = (shared::sitting(&visit, &request)?, shared::item(&visit, &request)?);
    let mut faults = Faults::default();
    let today = visit.today();
    let consent = typed.text("consent_on").trim();
    let consent_on: Option<Date> = consent.parse().ok();
    if !consent.is_empty() && consent_on.is_none_or(|day| day > today) {
        faults
            .add("consent_on", "Indiquez la date à laquelle le consentement a été recueilli, au plus tard aujourd’hui");
    }
    let service = Id::parse(typed.text("service")).filter(|id| visit.at.site.directory().get(*id).is_some());
    let Some(institution) = service else {
        faults.add("nature", "Choisissez le service à inviter");
        return Ok(html_faulty(&page(&visit, &request, &typed, faults, None).await?));
    };
    if faults.is_empty() {
        let guest = Guest {
            institution,
            agent: Id::parse(typed.text("agent")),
            voice: Voice::from_code(typed.text("voice")).unwrap_or(Voice::Consultative),
            consent_on,
        };
        let invited = visit
            .at
            .door
            .conduct(&visit.reader, Conducted::Sitting(id), move |tx, conduct| {
                conferences::invite(tx, conduct, item, &guest)
            })
            .await;
        match invited {
            Ok(Altered::Rejected(Reject::Obstacle(why @ Obstacle::NameNeeded))) => faults.add("agent", why.label()),
            Ok(Altered::Rejected(Reject::Obstacle(why @ Obstacle::ConsentNeeded))) => {
                faults.add("consent_on", why.label());
            }
            Ok(Altered::Rejected(Reject::Obstacle(why @ Obstacle::CannotBeInvited))) => {
                faults.add("nature", why.label());
            }
            other => {
                done(&visit, other)?;
                return Ok(see_other(&format!("/seances/{id}/points/{item}/invitations?fait=invitation")));
            }
        }
    }
    Ok(html_faulty(&page(&visit, &request, &typed, faults, None).await?))
}

/// `POST /seances/{sitting}/points/{item}/invitations/retrait`
pub(in crate::web) async fn withdraw(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let (id, item) = (shared::sitting(&visit, &request)?, shared::item(&visit, &request)?);
    let Some(institution) = Id::parse(typed.text("service")) else {
        return Err(visit.at.bad_request("Le service manque au formulaire."));
    };
    let agent = typed.text("agent").to_owned();
    let withdrawn = visit
        .at
        .door
        .conduct(&visit.reader, Conducted::Sitting(id), move |tx, conduct| {
            conferences::withdraw_invitation(tx, conduct, item, institution, &agent)
        })
        .await;
    done(&visit, withdrawn)?;
    Ok(see_other(&format!("/seances/{id}/points/{item}/invitations?fait=retrait")))
}
