//! `/commissions/{commission}`: who sits there, and its sittings; adding and ending seats.

use actix_web::HttpRequest;

use super::super::super::at::Visit;
use super::super::super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::super::super::forms::Typed;
use super::super::super::pages::frame::NavItem;
use super::super::super::pages::parts::{Choice, Faults};
use super::super::super::pages::preparation::bodies::SeatForm;
use super::super::super::pages::preparation::{CommissionPage, SeatRow};
use super::super::super::site::printed;
use super::super::shared::{self, done};
use super::{choices, commissions as lists, look};
use crate::access::{Altered, Conducted, Reject};
use crate::domain::conference::{Obstacle, SeatRole, Voice};
use crate::domain::value::ValueKind;
use crate::domain::{Field, Function, Id, InstitutionKind, Sitting};
use crate::records::conference::commissions::{self, Body, Colleague, NewSeat, Seat};

/// A commission that the reader may look at.
pub(in crate::web::conference) struct Opened {
    pub(in crate::web::conference) body: Body,
    pub(in crate::web::conference) seats: Vec<Seat>,
    /// Whether the reader keeps its agenda.
    pub(in crate::web::conference) conducts: bool,
    /// His sittings to come and past, of all commissions.
    pub(in crate::web::conference) sittings: [Vec<(Id<Sitting>, i64)>; 2],
}

/// The commission in the address. Whose service neither keeps it nor has a seat there gets the answer for one that doesn't
/// exist.
pub(in crate::web::conference) async fn open(visit: &Visit, request: &HttpRequest) -> Result<Opened, Failure> {
    let id = shared::commission(visit, request)?;
    // The door first: who has no valid clearance learns nothing here.
    let sittings = lists::known(visit).await?;
    let today = visit.today();
    let found = look(visit, move |connection| {
        let body = commissions::find(connection, id)?;
        Ok((body, commissions::seats(connection, id, today)?))
    })
    .await?;
    let own = visit.reader.institution;
    let (Some(body), seats) = found else { return Err(visit.at.no_such_file()) };
    let is_host = body.host == own;
    if !is_host && !seats.iter().any(|seat| seat.institution == own) {
        return Err(visit.at.no_such_file());
    }
    let conducts = is_host && visit.reader.keeps_the_agenda();
    Ok(Opened { body, seats, conducts, sittings })
}

/// As [`open`], for who keeps its agenda. Who doesn't is told so if he belongs to the prison; for anybody else the page isn't
/// there.
pub(in crate::web::conference) async fn open_to_keep(visit: &Visit, request: &HttpRequest) -> Result<Opened, Failure> {
    let opened = open(visit, request).await?;
    match (opened.conducts, opened.body.host == visit.reader.institution) {
        (true, _) => Ok(opened),
        (false, true) => Err(visit.at.obstacle(Obstacle::NotTheSecretariat.label())),
        (false, false) => Err(visit.at.no_such_file()),
    }
}

/// `GET /commissions/{commission}`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let query = Typed::query(&request).unwrap_or_default();
    let done = match query.text("fait") {
        "creation" => Some("La commission est créée. Planifiez sa première séance."),
        "siege" => Some("Le siège est ajouté."),
        "fin" => Some("Le siège est retiré. Les invitations déjà faites restent."),
        _ => None,
    };
    Ok(html(&page(&visit, &request, &query, Faults::default(), done).await?))
}

fn seat_row(visit: &Visit, opened: &Opened, colleagues: &[Colleague], seat: &Seat) -> SeatRow {
    let sits = |colleague: &&Colleague| colleague.institution == seat.institution && colleague.has(seat.function);
    SeatRow {
        service: printed(&visit.at.site.directory(), Some(seat.institution)),
        function: seat.function.label().to_owned(),
        voice: seat.voice.label().to_owned(),
        role: seat.role.label().to_owned(),
        holders: colleagues.iter().filter(sits).map(Colleague::label).collect(),
        end: opened.conducts.then(|| format!("/commissions/{}/sieges/{}/fin", opened.body.id, seat.id)),
    }
}

async fn page(
    visit: &Visit,
    request: &HttpRequest,
    typed: &Typed,
    faults: Faults,
    done: Option<&str>,
) -> Result<CommissionPage, Failure> {
    let opened = open(visit, request).await?;
    let services: Vec<_> = opened.seats.iter().map(|seat| seat.institution).collect();
    let today = visit.today();
    let colleagues = look(visit, move |connection| commissions::colleagues(connection, &services, today)).await?;
    let id = opened.body.id;
    let form = opened.conducts.then(|| {
        let kind = InstitutionKind::from_code(typed.text("nature")).or_else(|| {
            let chosen = Id::parse(typed.text("service"))?;
            visit.at.site.directory().get(chosen).map(|service| service.kind)
        });
        let pick = |name: &str, code: &str, first: &str| {
            let typed = typed.text(name);
            if typed.is_empty() { code == first } else { typed == code }
        };
        SeatForm {
            action: format!("/commissions/{id}/sieges"),
            kinds: choices::kinds(kind, true),
            services: choices::services(visit, kind, opened.body.host, typed.text("service")),
            functions: Function::ALL
                .iter()
                .filter(|function| !matches!(function, Function::Administrator | Function::Controller))
                .map(|f| Choice::new(f.code(), f.label(), typed.text("function") == f.code()))
                .collect(),
            voices: Voice::ALL
                .iter()
                .map(|v| Choice::new(v.code(), v.label(), pick("voice", v.code(), Voice::Consultative.code())))
                .collect(),
            roles: SeatRole::ALL
                .iter()
                .map(|r| Choice::new(r.code(), r.label(), pick("role", r.code(), SeatRole::Member.code())))
                .collect(),
        }
    });
    let seats = opened.seats.iter().map(|seat| seat_row(visit, &opened, &colleagues, seat)).collect();
    let themes = match Field::CpuTheme.spec().kind {
        ValueKind::Choice(list) => list.iter().map(|(_, label)| (*label).to_owned()).collect(),
        _ => Vec::new(),
    };
    let [coming, past] = opened.sittings;
    Ok(CommissionPage {
        frame: visit.frame(opened.body.kind.label(), NavItem::Commissions, done),
        href: format!("/commissions/{id}"),
        title: opened.body.kind.label().to_owned(),
        host: printed(&visit.at.site.directory(), Some(opened.body.host)),
        basis: opened.body.kind.basis().to_owned(),
        seats,
        themes,
        form,
        plan: opened.conducts.then(|| format!("/commissions/{id}/seances")),
        coming: lists::rows(visit, coming, Some(id)).await?,
        past: lists::rows(visit, past, Some(id)).await?,
        faults,
    })
}

/// `POST /commissions/{commission}/sieges`
pub(in crate::web) async fn add_seat(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let id = shared::commission(&visit, &request)?;
    let mut faults = Faults::default();
    let service = Id::parse(typed.text("service")).and_then(|id| visit.at.site.directory().get(id).cloned());
    let function = Function::from_code(typed.text("function"));
    let (voice, role) = (Voice::from_code(typed.text("voice")), SeatRole::from_code(typed.text("role")));
    if service.is_none() {
        faults.add("service", "Choisissez le service dans la liste");
    }
    if function.is_none() {
        faults.add("function", "Choisissez la fonction dans la liste");
    }
    if voice.is_none() {
        faults.add("voice", "Choisissez la voix");
    }
    match (role, &service) {
        (None, _) => faults.add("role", "Choisissez la place"),
        (Some(SeatRole::Chair | SeatRole::Representative), Some(service))
            if service.kind != InstitutionKind::Prison =>
        {
            faults.add("role", "La présidence et sa représentation reviennent à l’établissement lui-même");
        }
        _ => {}
    }
    if let (true, Some(service), Some(function), Some(voice), Some(role)) =
        (faults.is_empty(), service, function, voice, role)
    {
        let new = NewSeat { institution: service.id, function, voice, role };
        let added = visit
            .at
            .door
            .conduct(&visit.reader, Conducted::Commission(id), move |tx, conduct| {
                commissions::add_seat(tx, conduct, &new)
            })
            .await;
        match added {
            Ok(Altered::Rejected(Reject::Obstacle(why @ Obstacle::SeatTaken))) => faults.add("function", why.label()),
            Ok(Altered::Rejected(Reject::Obstacle(why @ Obstacle::CannotBeInvited))) => {
                faults.add("service", why.label());
            }
            other => {
                done(&visit, other)?;
                return Ok(see_other(&format!("/commissions/{id}?fait=siege")));
            }
        }
    }
    let page = page(&visit, &request, &typed, faults, None).await?;
    if page.form.is_none() {
        return Err(visit.at.obstacle(Obstacle::NotTheSecretariat.label()));
    }
    Ok(html_faulty(&page))
}

/// `POST /commissions/{commission}/sieges/{seat}/fin`
pub(in crate::web) async fn end_seat(visit: Visit, request: HttpRequest) -> Answer {
    let id = shared::commission(&visit, &request)?;
    let seat = request.match_info().get("seat").unwrap_or_default().to_owned();
    let ended = visit
        .at
        .door
        .conduct(&visit.reader, Conducted::Commission(id), move |tx, conduct| commissions::end_seat(tx, conduct, &seat))
        .await;
    done(&visit, ended)?;
    Ok(see_other(&format!("/commissions/{id}?fait=fin")))
}
