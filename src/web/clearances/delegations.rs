//! `/habilitations/delegations`: giving one's signature to a colleague, and taking it back.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::super::format;
use super::super::forms::Typed;
use super::super::pages::clearances::{DelegationRow, DelegationsPage, NewDelegation};
use super::super::pages::frame::NavItem;
use super::super::pages::parts::{Choice, Faults};
use super::super::pages::preparation::Mark;
use super::{day, done, lately, look, too_late, words};
use crate::access::Acted;
use crate::domain::Id;
use crate::domain::clearance::Hurdle;
use crate::journal::Operation;
use crate::records::clearances::delegations::{self, Given};

const HERE: &str = "/habilitations/delegations";

/// `GET /habilitations/delegations`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    lately(&visit, HERE)?;
    let query = Typed::query(&request).unwrap_or_default();
    let done = match query.text("fait") {
        "delegation" => Some("Votre signature est déléguée."),
        "fin" => Some("La délégation a pris fin."),
        _ => None,
    };
    Ok(html(&page(&visit, &Typed::default(), Faults::default(), done).await?))
}

async fn page(visit: &Visit, typed: &Typed, faults: Faults, done: Option<&str>) -> Result<DelegationsPage, Failure> {
    let shown = look(visit, "habilitations/delegations", delegations::shown).await?;
    let today = visit.today();
    let person = |colleague: &crate::records::clearances::lists::Colleague| {
        let id = colleague.id.to_string();
        Choice::new(&id, &colleague.name, id == typed.text("agent"))
    };
    let form = shown.people.as_ref().map(|people| NewDelegation {
        people: people.iter().map(person).collect(),
        starts_on: if typed.text("starts_on").is_empty() {
            today.to_string()
        } else {
            typed.text("starts_on").to_owned()
        },
        ends_on: typed.text("ends_on").to_owned(),
        until: format::date(shown.until),
    });
    Ok(DelegationsPage {
        frame: visit.frame("Délégations de signature", NavItem::Elsewhere, done),
        rows: shown.all.iter().map(|given| row(given, today)).collect(),
        form,
        faults,
    })
}

fn row(given: &Given, today: jiff::civil::Date) -> DelegationRow {
    let lives = !given.is_ended && given.ends_on >= today;
    let state = match (lives, given.starts_on > today) {
        (true, true) => Mark::new("todo", "à venir"),
        (true, false) => Mark::new("done", "en cours"),
        (false, _) => Mark::new("none", "terminée"),
    };
    DelegationRow {
        from: given.from.clone(),
        to: given.to.clone(),
        dates: words::dates(given.starts_on, given.ends_on),
        state,
        end: (lives && given.is_mine).then(|| format!("{HERE}/{}/fin", given.id)),
    }
}

/// The field beside which a rule is said.
const fn field_of(hurdle: Hurdle) -> Option<&'static str> {
    match hurdle {
        Hurdle::DelegationTooLong => Some("ends_on"),
        Hurdle::DelegationInThePast => Some("starts_on"),
        Hurdle::DelegateNotCleared | Hurdle::DelegationToOneself | Hurdle::AlreadyDelegated | Hurdle::AccountClosed => {
            Some("agent")
        }
        _ => None,
    }
}

/// `POST /habilitations/delegations`
pub(in crate::web) async fn give(visit: Visit, typed: Typed) -> Answer {
    if let Some(confirm) = too_late(&visit) {
        let mut page = page(&visit, &typed, Faults::default(), None).await?;
        page.frame.confirm = Some(confirm);
        return Ok(html_faulty(&page));
    }
    let mut faults = Faults::default();
    let to = Id::parse(typed.text("agent"));
    let (starts_on, ends_on) = (day(&typed, "starts_on"), day(&typed, "ends_on"));
    if to.is_none() {
        faults.add("agent", "Choisissez une personne dans la liste");
    }
    if starts_on.is_none() {
        faults.add("starts_on", "Indiquez le premier jour");
    }
    if ends_on.is_none() {
        faults.add("ends_on", "Indiquez le dernier jour");
    }
    if let (Some(to), Some(starts_on), Some(ends_on)) = (to, starts_on, ends_on) {
        let door = &visit.at.door;
        let about = "habilitations/delegations".to_owned();
        let given = door
            .administer(&visit.reader, Operation::Clearance, about, move |tx, office| {
                delegations::give(tx, office, to, [starts_on, ends_on])
            })
            .await;
        match given {
            Ok(Acted::Against(hurdle)) if field_of(hurdle).is_some() => {
                faults.add(field_of(hurdle).unwrap_or_default(), hurdle.label());
            }
            other => {
                done(&visit, other)?;
                return Ok(see_other(&format!("{HERE}?fait=delegation")));
            }
        }
    }
    Ok(html_faulty(&page(&visit, &typed, faults, None).await?))
}

/// `POST /habilitations/delegations/{delegation}/fin`
pub(in crate::web) async fn end(visit: Visit, request: HttpRequest) -> Answer {
    lately(&visit, HERE)?;
    let id: Id<crate::domain::clearance::Delegation> = visit.named(&request, "delegation")?;
    let door = &visit.at.door;
    let ended = door
        .administer(&visit.reader, Operation::Clearance, id.to_string(), move |tx, office| {
            delegations::end(tx, office, id)
        })
        .await;
    done(&visit, ended)?;
    Ok(see_other(&format!("{HERE}?fait=fin")))
}
