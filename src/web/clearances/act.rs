//! `/habilitations/{clearance}/actes/{act}`: one act, asked for once more before it is done; and the answer of the person concerned.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::super::forms::Typed;
use super::super::pages::clearances::ClearanceActPage;
use super::super::pages::frame::NavItem;
use super::super::pages::parts::Faults;
use super::{done, lately, look, words};
use crate::access::Acted;
use crate::domain::Id;
use crate::domain::clearance::{Act, Clearance, Hurdle};
use crate::journal::Operation;
use crate::records::clearances::history::Kept;
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
    lately(&visit, &chosen.2)?;
    let (id, (word, act, _), _) = &chosen;
    let (id, act, reason) = (*id, *act, typed.text("reason").to_owned());
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

/// The reader's own clearance. Whoever is suspended is heard: this page needs no valid clearance, and shows nothing but one's own.
async fn own(visit: &Visit, id: Id<Clearance>, typed: &str, faults: Faults) -> Result<ClearanceActPage, Failure> {
    let door = &visit.at.door;
    let answer = door
        .speak_for_oneself(&visit.reader, Operation::Clearance, id.to_string(), move |tx, office| {
            lists::own_sheet(&mut tx.as_read(), office, id)
        })
        .await;
    let (kept, past) = done(visit, answer)?;
    if past.asked_at().is_none() {
        return Err(visit.at.obstacle(Hurdle::NothingAsked.label()));
    }
    let asked = past.0.iter().rev().find(|done| done.act == Act::ObservationsAsked);
    let why = asked.map(|done| format!("Motif de la demande\u{a0}: {}", done.reason)).unwrap_or_default();
    let given = if past.is_answered() { Hurdle::AlreadyAnswered.label() } else { "" };
    let about = "Vos observations sont lues par les autorités qui décident de votre habilitation, et restent dans son historique. Vous avez quinze jours à compter de la demande.";
    Ok(ClearanceActPage {
        frame: visit.frame("Mes observations", NavItem::Elsewhere, (!given.is_empty()).then_some(given)),
        heading: "Présenter mes observations".to_owned(),
        row: words::row(visit, &kept, String::new()),
        lines: vec![why, about.to_owned()],
        action: format!("/habilitations/{id}/reponse"),
        text: Some(("Observations".to_owned(), typed.to_owned())),
        submit: "Envoyer mes observations".to_owned(),
        back: "/habilitations".to_owned(),
        faults,
    })
}

/// `GET /habilitations/{clearance}/reponse`
pub(in crate::web) async fn show_answer(visit: Visit, request: HttpRequest) -> Answer {
    let id = visit.named(&request, "clearance")?;
    Ok(html(&own(&visit, id, "", Faults::default()).await?))
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
        return Ok(html_faulty(&own(&visit, id, typed.text("reason"), faults).await?));
    }
    done(&visit, given)?;
    Ok(see_other(&format!("/habilitations/{id}/reponse")))
}
