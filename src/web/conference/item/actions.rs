//! `POST /seances/{sitting}/points/{item}/actions`: one more, or one less.

use actix_web::HttpRequest;

use super::super::super::at::Visit;
use super::super::super::failure::Answer;
use super::super::super::file::observation::fault_of;
use super::super::super::forms::Typed;
use super::super::super::pages::parts::Faults;
use super::{Wrote, again, back, place, settled, write as at_the_table};
use crate::domain::conference::Obstacle;
use crate::domain::value::{NoValue, ValueKind};
use crate::domain::{Action, Agent, Field, Id, Value};
use crate::records::conference::actions::{self, NewAction};

/// `POST …/actions`
pub(in crate::web) async fn write(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let at = place(&visit, &request)?;
    let remove = typed.text("remove");
    if !remove.is_empty() {
        let Some(which) = Id::<Action>::parse(remove) else { return Err(visit.at.no_such_file()) };
        let wrote = at_the_table(&visit, at, move |tx, permit| actions::remove(tx, permit, at, which)).await?;
        return settled(&visit, at, wrote, "retrait", "actions");
    }
    let new = match read(&typed) {
        Ok(new) => new,
        Err(faults) => return again(&visit, at, &typed, faults).await,
    };
    let mut faults = Faults::default();
    match at_the_table(&visit, at, move |tx, permit| actions::give(tx, permit, at, &new)).await? {
        Wrote::Done(_) => return Ok(back(at, "action", "actions")),
        Wrote::Obstacle(Obstacle::NotInvited) => faults.add("institution", Obstacle::NotInvited.label()),
        Wrote::Obstacle(Obstacle::MedicalSecrecy) => faults
            .add("institution", "Le service de santé n’écrit pas à un point : il ne peut pas y répondre d’une action"),
        Wrote::Obstacle(Obstacle::NotOfTheService) => faults.add("agent", Obstacle::NotOfTheService.label()),
        Wrote::Obstacle(Obstacle::InThePast) => faults.add("due_on", Obstacle::InThePast.label()),
        Wrote::Obstacle(obstacle) => return Err(visit.at.obstacle(obstacle.label())),
        Wrote::Conflict => return settled(&visit, at, Wrote::Conflict, "", ""),
    }
    again(&visit, at, &typed, faults).await
}

fn read(typed: &Typed) -> Result<NewAction, Faults> {
    let mut faults = Faults::default();
    let text = Field::ActionText.spec().kind.parse(typed.text("action_text"));
    if let Err(no) = &text {
        faults.add("action_text", &fault_of(Field::ActionText, *no));
    }
    let institution = Id::parse(typed.text("institution"));
    if institution.is_none() {
        faults.add("institution", "Choisissez le service responsable");
    }
    let agent: Option<Id<Agent>> = match typed.text("agent") {
        "" => None,
        id => {
            let known = Id::parse(id);
            if known.is_none() {
                faults.add("agent", "Choisissez la personne dans la liste");
            }
            known
        }
    };
    let due_on = match ValueKind::Date.parse(typed.text("due_on")) {
        Ok(Value::Date(day)) => Some(day),
        Err(NoValue::Empty) => {
            faults.add("due_on", "Donnez une échéance");
            None
        }
        _ => {
            faults.add("due_on", "Donnez une date qui existe, par exemple 2026-12-15");
            None
        }
    };
    match (text, institution, due_on) {
        (Ok(text), Some(institution), Some(due_on)) if faults.is_empty() => {
            Ok(NewAction { institution, agent, due_on, text })
        }
        _ => Err(faults),
    }
}
