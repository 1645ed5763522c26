//! `/habilitations/nouvelle`: the first of two signatures.

use actix_web::HttpRequest;
use jiff::civil::Date;

use super::super::at::Visit;
use super::super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::super::forms::Typed;
use super::super::local;
use super::super::pages::clearances::{ClearanceFormPage, NewClearance};
use super::super::pages::frame::NavItem;
use super::super::pages::parts::{Choice, Faults};
use super::{day, done, lately, look, too_late};
use crate::access::Acted;
use crate::domain::clearance::{Hurdle, latest_end};
use crate::domain::{Function, Id};
use crate::journal::Operation;
use crate::records::clearances::acts::{self, New};
use crate::records::clearances::lists::{self, Offer};

const HERE: &str = "/habilitations/nouvelle";

/// `GET /habilitations/nouvelle`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    // What is filled in already, as for a renewal, comes back with him.
    let back = request.uri().path_and_query().and_then(|here| local::after_sign_in(here.as_str())).unwrap_or(HERE);
    lately(&visit, back)?;
    let query = Typed::query(&request).unwrap_or_default();
    Ok(html(&page(&visit, &query, Faults::default()).await?))
}

async fn page(visit: &Visit, typed: &Typed, faults: Faults) -> Result<ClearanceFormPage, Failure> {
    let service = Id::parse(typed.text("service"));
    let offer = look(visit, "habilitations/nouvelle", move |tx, office| lists::offer(tx, office, service)).await?;
    let chosen = service.map(|id| id.to_string()).unwrap_or_default();
    let services = offer.services.iter().map(|service| {
        let id = service.id.to_string();
        Choice::new(&id, &service.name, id == chosen)
    });
    let mut services: Vec<Choice> = services.collect();
    if chosen.is_empty() {
        services.insert(0, Choice::new("", "Choisissez un service", true));
    }
    Ok(ClearanceFormPage {
        frame: visit.frame("Proposer une habilitation", NavItem::Elsewhere, None),
        services,
        form: service.is_some().then(|| form(visit.today(), typed, chosen, &offer)),
        faults,
    })
}

fn form(today: Date, typed: &Typed, service: String, offer: &Offer) -> NewClearance {
    let starts_on = day(typed, "starts_on").unwrap_or(today);
    let as_typed = |name: &str, otherwise: Date| match typed.text(name) {
        "" => otherwise.to_string(),
        text => text.to_owned(),
    };
    let person = |colleague: &lists::Colleague| {
        let id = colleague.id.to_string();
        Choice::new(&id, &colleague.name, id == typed.text("agent"))
    };
    let mut people: Vec<Choice> = offer.people.iter().map(person).collect();
    if !people.iter().any(|choice| choice.selected) {
        people.insert(0, Choice::new("", "Choisissez une personne", true));
    }
    let function = |(function, basis): &(Function, String)| Choice {
        hint: basis.clone(),
        ..Choice::new(function.code(), function.label(), typed.all("function").any(|code| code == function.code()))
    };
    NewClearance {
        service,
        people,
        functions: offer.functions.iter().map(function).collect(),
        starts_on: as_typed("starts_on", starts_on),
        ends_on: as_typed("ends_on", latest_end(starts_on)),
    }
}

/// What was typed, as far as it can be read.
fn read(typed: &Typed, faults: &mut Faults) -> Option<New> {
    let institution = Id::parse(typed.text("service"));
    let bearer = Id::parse(typed.text("agent"));
    if bearer.is_none() {
        faults.add("agent", "Choisissez une personne dans la liste");
    }
    let functions: Vec<Function> = typed.all("function").filter_map(Function::from_code).collect();
    if functions.is_empty() {
        faults.add("function", Hurdle::NoFunction.label());
    }
    let (starts_on, ends_on) = (day(typed, "starts_on"), day(typed, "ends_on"));
    if starts_on.is_none() {
        faults.add("starts_on", "Indiquez le premier jour");
    }
    if ends_on.is_none() {
        faults.add("ends_on", "Indiquez le dernier jour");
    }
    if !faults.is_empty() {
        return None;
    }
    Some(New { bearer: bearer?, institution: institution?, functions, starts_on: starts_on?, ends_on: ends_on? })
}

/// The field beside which a rule is said; none where it isn't the form's fault.
const fn field_of(hurdle: Hurdle) -> Option<&'static str> {
    match hurdle {
        Hurdle::TooLong | Hurdle::EndsBeforeStart => Some("ends_on"),
        Hurdle::StartsInThePast | Hurdle::TooFarAhead | Hurdle::Overlap => Some("starts_on"),
        Hurdle::FunctionNotHere | Hurdle::NoFunction => Some("function"),
        Hurdle::NotOfTheService | Hurdle::OwnClearance | Hurdle::AccountClosed => Some("agent"),
        _ => None,
    }
}

/// `POST /habilitations`
pub(in crate::web) async fn propose(visit: Visit, typed: Typed) -> Answer {
    if let Some(confirm) = too_late(&visit) {
        let mut page = page(&visit, &typed, Faults::default()).await?;
        page.frame.confirm = Some(confirm);
        return Ok(html_faulty(&page));
    }
    let mut faults = Faults::default();
    if let Some(new) = read(&typed, &mut faults) {
        let door = &visit.at.door;
        let made = door
            .administer(&visit.reader, Operation::Clearance, "habilitations/nouvelle".to_owned(), move |tx, office| {
                acts::propose(tx, office, &new)
            })
            .await;
        match made {
            Ok(Acted::Against(hurdle)) if field_of(hurdle).is_some() => {
                faults.add(field_of(hurdle).unwrap_or_default(), hurdle.label());
            }
            other => {
                let id = done(&visit, other)?;
                return Ok(see_other(&format!("/habilitations/{id}?fait=proposition")));
            }
        }
    } else if faults.is_empty() {
        return Err(visit.at.bad_request("Choisissez d’abord le service."));
    }
    Ok(html_faulty(&page(&visit, &typed, faults).await?))
}
