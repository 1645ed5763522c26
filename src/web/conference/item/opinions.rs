//! `POST /seances/{sitting}/points/{item}/avis`: one row for each service that the reader writes for.

use actix_web::HttpRequest;

use super::super::super::at::Visit;
use super::super::super::failure::{Answer, Failure};
use super::super::super::file::observation::fault_of;
use super::super::super::forms::Typed;
use super::super::super::pages::parts::Faults;
use super::page::text_of;
use super::{Place, Wrote, again, back, open, place, write as at_the_table};
use crate::domain::conference::Stance;
use crate::domain::value::NoValue;
use crate::domain::{Field, Id};
use crate::records::conference::opinions::{self, NewOpinion};

/// `POST …/avis`
pub(in crate::web) async fn write(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let at = place(&visit, &request)?;
    let mut faults = Faults::default();
    let new = read(&typed, &mut faults);
    if !faults.is_empty() {
        return again(&visit, at, &typed, faults).await;
    }
    let Some(new) = new else { return Err(visit.at.bad_request("Un avis ne dit pas de quel service il est.")) };
    let rows = new.clone();
    match at_the_table(&visit, at, move |tx, permit| opinions::record(tx, permit, at, &rows)).await? {
        Wrote::Done(()) => Ok(back(at, "avis", "avis")),
        Wrote::Conflict => conflict(&visit, at, &typed, &new).await,
        Wrote::Obstacle(obstacle) => Err(visit.at.obstacle(obstacle.label())),
    }
}

/// The rows in which something was chosen or said. `None` where one names no service.
fn read(typed: &Typed, faults: &mut Faults) -> Option<Vec<NewOpinion>> {
    let mut rows = Vec::new();
    for who in typed.all("who") {
        let institution = Id::parse(who)?;
        let named = |field: &str| format!("{field}-{who}");
        let version: i32 = typed.text(&named("version")).parse().ok()?;
        let reason = match Field::OpinionReason.spec().kind.parse(typed.text(&named("reason"))) {
            Ok(reason) => Some(reason),
            Err(NoValue::Empty) => None,
            Err(no) => {
                faults.add(&named("reason"), &fault_of(Field::OpinionReason, no));
                None
            }
        };
        let stance = match typed.text(&named("stance")) {
            "" if reason.is_none() && version == 0 => continue,
            code => Stance::from_code(code),
        };
        let Some(stance) = stance else {
            faults.add(&named("stance"), "Choisissez l’avis dans la liste");
            continue;
        };
        if matches!(stance, Stance::Unfavourable | Stance::Reserved) && reason.is_none() {
            faults.add(&named("reason"), "Motivez un avis défavorable ou réservé");
        }
        rows.push(NewOpinion { institution, version, stance, reason });
    }
    Some(rows)
}

/// Somebody else recorded one of these opinions meanwhile: each that differs says what is recorded beside what was typed.
async fn conflict(
    visit: &Visit,
    at: Place,
    typed: &Typed,
    new: &[NewOpinion],
) -> Result<actix_web::HttpResponse, Failure> {
    let granted = open(visit, at).await?;
    let mut faults = Faults::default();
    for row in new {
        let kept = granted.content.opinions.iter().find(|view| view.owner == Some(row.institution));
        let Some(view) = kept.filter(|view| view.version != row.version) else { continue };
        let stance = text_of(view, Field::Opinion).unwrap_or_default();
        let reason =
            text_of(view, Field::OpinionReason).map(|text| format!(", «\u{a0}{text}\u{a0}»")).unwrap_or_default();
        faults.add(
            &format!("stance-{}", row.institution),
            &format!(
                "Cet avis vient d’être enregistré\u{a0}: {}{reason} ({}). Rien n’a été remplacé\u{a0}: gardez-le, ou enregistrez le vôtre",
                Field::Opinion.choice_label(&stance),
                view.author.as_deref().unwrap_or_default()
            ),
        );
    }
    if faults.is_empty() {
        faults.add("avis", "Un avis a changé entre-temps. Relisez-les, puis recommencez");
    }
    again(visit, at, typed, faults).await
}
