//! `/habilitations/{clearance}/actes/{act}`: one act, asked for once more before it is done; and the answer of the person concerned.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::super::format;
use super::super::forms::Typed;
use super::super::pages::clearances::ClearanceActPage;
use super::super::pages::frame::NavItem;
use super::super::pages::parts::Faults;
use super::{done, lately, look, too_late, words};
use crate::access::Acted;
use crate::domain::clearance::{Act, Clearance, Hurdle, answer_by};
use crate::domain::{ClearanceState, Id};
use crate::journal::Operation;
use crate::records::clearances::history::{Done, Kept};
use crate::records::clearances::{acts, lists};

type Chosen = (Id<Clearance>, &'static (&'static str, Act, &'static str), String);

fn chosen(visit: &Visit, request: &HttpRequest) -> Result<Chosen, Failure> {
    let id: Id<Clearance> = visit.named(request, "clearance")?;
    let word = request.match_info().get("act").unwrap_or_default();
    let act = words::ACTS.iter().find(|(known, ..)| *known == word).ok_or_else(|| visit.at.no_such_file())?;
    Ok((id, act, format!("/habilitations/{id}/actes/{word}")))
}

fn page(visit: &Visit, kept: &Kept, (id, act, action): &Chosen, typed: &str, faults: Faults) -> ClearanceActPage {
    let (_, act, title) = **act;
    ClearanceActPage {
        frame: visit.frame(title, NavItem::Elsewhere, None),
        heading: title.to_owned(),
        row: words::row(visit, kept, String::new()),
        lines: vec![words::follows(act).to_owned()],
        action: action.clone(),
        text: (act != Act::Granted).then(|| ("Motif".to_owned(), typed.to_owned())),
        submit: title.to_owned(),
        back: format!("/habilitations/{id}"),
        faults,
    }
}

/// `GET /habilitations/{clearance}/actes/{act}`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let chosen = chosen(&visit, &request)?;
    lately(&visit, &chosen.2)?;
    let id = chosen.0;
    let sheet = look(&visit, &id.to_string(), move |tx, office| lists::sheet(tx, office, id)).await?;
    if sheet.is_own {
        return Err(visit.at.obstacle(Hurdle::OwnClearance.label()));
    }
    Ok(html(&page(&visit, &sheet.kept, &chosen, "", Faults::default())))
}

/// `POST /habilitations/{clearance}/actes/{act}`
pub(in crate::web) async fn carry_out(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let chosen = chosen(&visit, &request)?;
    let (id, (word, act, _), _) = &chosen;
    let (id, act, reason) = (*id, *act, typed.text("reason").to_owned());
    if let Some(confirm) = too_late(&visit) {
        let sheet = look(&visit, &id.to_string(), move |tx, office| lists::sheet(tx, office, id)).await?;
        let mut page = page(&visit, &sheet.kept, &chosen, &reason, Faults::default());
        page.frame.confirm = Some(confirm);
        return Ok(html_faulty(&page));
    }
    let door = &visit.at.door;
    let answer = door
        .administer(&visit.reader, Operation::Clearance, id.to_string(), move |tx, office| {
            acts::decide(tx, office, id, act, &reason)
        })
        .await;
    if matches!(answer, Ok(Acted::Against(Hurdle::ReasonNeeded))) {
        let sheet = look(&visit, &id.to_string(), move |tx, office| lists::sheet(tx, office, id)).await?;
        let mut faults = Faults::default();
        faults.add("reason", Hurdle::ReasonNeeded.label());
        return Ok(html_faulty(&page(&visit, &sheet.kept, &chosen, typed.text("reason"), faults)));
    }
    done(&visit, answer)?;
    Ok(see_other(&format!("/habilitations/{id}?fait={word}")))
}

/// What the person concerned reads of what was done and why: she answers to what she knows.
fn reproach(visit: &Visit, done: &Done) -> String {
    let day = format::date(visit.reader.zone.to_datetime(done.at).date());
    let behalf = done.behalf_name.as_ref().map(|name| format!(", par délégation de {name}")).unwrap_or_default();
    format!("{}, le {day}, par {}{behalf}. Motif\u{a0}: {}", capitalised(done.act.label()), done.name, done.reason)
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The reader's own clearance. Whoever is suspended is heard: this page needs no valid clearance, and shows nothing but one's own.
async fn own(
    visit: &Visit,
    id: Id<Clearance>,
    typed: &str,
    faults: Faults,
    done_now: Option<&str>,
) -> Result<ClearanceActPage, Failure> {
    let door = &visit.at.door;
    let answer = door
        .speak_for_oneself(&visit.reader, Operation::Clearance, id.to_string(), move |tx, office| {
            lists::own_sheet(&mut tx.as_read(), office, id)
        })
        .await;
    let (kept, past) = done(visit, answer)?;
    let Some(asked_on) = past.standing_request(&visit.reader.zone, visit.today()) else {
        return Err(visit.at.obstacle(Hurdle::NothingAsked.label()));
    };
    let last = |act: Act| past.0.iter().rev().find(|done| done.act == act);
    let suspended = last(Act::Suspended).filter(|_| kept.clearance.state == ClearanceState::Suspended);
    let known = suspended.into_iter().chain(last(Act::ObservationsAsked));
    let mut lines: Vec<String> = known.map(|done| reproach(visit, done)).collect();
    let given = last(Act::ObservationsGiven).filter(|_| past.is_answered());
    match given {
        Some(given) => {
            lines.push(format!("{} Ce que vous avez écrit\u{a0}: {}", Hurdle::AlreadyAnswered.label(), given.reason));
        }
        None => lines.push(format!(
            "Vos observations sont lues par les autorités qui décident de votre habilitation, et restent dans son historique. Vous avez quinze jours à compter de la demande, jusqu’au {}\u{a0}; ensuite, une décision peut être prise sans elles.",
            format::date(answer_by(asked_on))
        )),
    }
    Ok(ClearanceActPage {
        frame: visit.frame("Mes observations", NavItem::Elsewhere, done_now),
        heading: "Présenter mes observations".to_owned(),
        row: words::row(visit, &kept, String::new()),
        lines,
        action: format!("/habilitations/{id}/reponse"),
        text: given.is_none().then(|| ("Observations".to_owned(), typed.to_owned())),
        submit: if given.is_none() { "Envoyer mes observations".to_owned() } else { String::new() },
        back: "/habilitations".to_owned(),
        faults,
    })
}

/// `GET /habilitations/{clearance}/reponse`
pub(in crate::web) async fn show_answer(visit: Visit, request: HttpRequest) -> Answer {
    let id = visit.named(&request, "clearance")?;
    let query = Typed::query(&request).unwrap_or_default();
    let said = (query.text("fait") == "observations").then_some("Vos observations sont enregistrées.");
    Ok(html(&own(&visit, id, "", Faults::default(), said).await?))
}

/// `POST /habilitations/{clearance}/reponse`
pub(in crate::web) async fn answer(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let id: Id<Clearance> = visit.named(&request, "clearance")?;
    let text = typed.text("reason").to_owned();
    let door = &visit.at.door;
    let given = door
        .speak_for_oneself(&visit.reader, Operation::Clearance, id.to_string(), move |tx, office| {
            acts::answer(tx, office, id, &text)
        })
        .await;
    if matches!(given, Ok(Acted::Against(Hurdle::ReasonNeeded))) {
        let mut faults = Faults::default();
        faults.add("reason", "Écrivez vos observations");
        return Ok(html_faulty(&own(&visit, id, typed.text("reason"), faults, None).await?));
    }
    done(&visit, given)?;
    Ok(see_other(&format!("/habilitations/{id}/reponse?fait=observations")))
}
