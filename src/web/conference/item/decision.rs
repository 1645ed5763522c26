//! `POST /seances/{sitting}/points/{item}/decision`

use std::collections::BTreeMap;

use actix_web::HttpRequest;

use super::super::super::at::Visit;
use super::super::super::failure::Answer;
use super::super::super::file::observation::fault_of;
use super::super::super::format;
use super::super::super::forms::Typed;
use super::super::super::pages::parts::Faults;
use super::page::text_of;
use super::texts::{Typing, both, not_taken};
use super::{Wrote, again, back, place, write as at_the_table};
use crate::access::View;
use crate::domain::Field;
use crate::domain::conference::{Obstacle, Outcome};
use crate::domain::value::NoValue;
use crate::records::conference::decisions::{self, NewDecision};

/// `POST …/decision`
pub(in crate::web) async fn write(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let at = place(&visit, &request)?;
    let Ok(version) = typed.text("version").parse() else {
        return Err(visit.at.bad_request("La version de la décision manque au formulaire."));
    };
    let new = match read(&typed, version) {
        Ok(new) => new,
        Err(faults) => return again(&visit, at, &typed, faults).await,
    };
    let mut faults = Faults::default();
    match at_the_table(&visit, at, move |tx, permit| decisions::take(tx, permit, at, &new)).await? {
        Wrote::Done(()) => return Ok(back(at, "decision", "decision-prise")),
        Wrote::Conflict => {
            let zone = visit.reader.zone.clone();
            return both(&visit, at, typing(&typed), move |granted| {
                let (view, _) = granted.content.decision.as_ref()?;
                Some((view.clone(), in_one_text(view, &zone)))
            })
            .await;
        }
        Wrote::Obstacle(obstacle @ Obstacle::ReasonNeeded) => faults.add("decision_reason", obstacle.label()),
        Wrote::Obstacle(obstacle @ (Obstacle::ReviewNeeded | Obstacle::InThePast)) => {
            faults.add("review_on", obstacle.label());
        }
        Wrote::Obstacle(Obstacle::NotCompetent) => return Err(visit.at.forbidden(Obstacle::NotCompetent.label())),
        Wrote::Obstacle(obstacle) => return not_taken(&visit, at, typing(&typed), obstacle).await,
    }
    again(&visit, at, &typed, faults).await
}

fn read(typed: &Typed, version: i32) -> Result<NewDecision, Faults> {
    let mut faults = Faults::default();
    let outcome = Outcome::from_code(typed.text("decision"));
    if outcome.is_none() {
        faults.add("decision", "Choisissez la décision");
    }
    let mut values = BTreeMap::new();
    for field in [Field::DecisionText, Field::DecisionReason, Field::ReviewOn] {
        let spec = field.spec();
        match spec.kind.parse(typed.text(spec.key)) {
            Ok(value) => {
                values.insert(field, value);
            }
            Err(NoValue::Empty) => {}
            Err(no) => faults.add(spec.key, &fault_of(field, no)),
        }
    }
    if outcome == Some(Outcome::Decided)
        && faults.of("decision_text").is_none()
        && !values.contains_key(&Field::DecisionText)
    {
        faults.add("decision_text", "Dites ce qui est décidé");
    }
    match outcome {
        Some(outcome) if faults.is_empty() => Ok(NewDecision { version, outcome, values }),
        _ => Err(faults),
    }
}

fn typing(typed: &Typed) -> Typing {
    let others = ["decision", "decision_reason", "review_on"];
    Typing {
        title: "Décision",
        field: "decision_text",
        label: Field::DecisionText.spec().label,
        to: "decision",
        anchor: "decision-prise",
        others: others.map(|name| (name.to_owned(), typed.text(name).to_owned())).to_vec(),
        text: typed.text("decision_text").to_owned(),
    }
}

/// A decision as one text, to be read beside another.
fn in_one_text(view: &View, zone: &jiff::tz::TimeZone) -> String {
    let outcome = text_of(view, Field::Decision).unwrap_or_default();
    let mut lines = vec![Field::Decision.choice_label(&outcome).to_owned()];
    for field in [Field::DecisionText, Field::DecisionReason, Field::ReviewOn] {
        if let Some(value) = view.value(field) {
            lines.push(format!("{}\u{a0}: {}", field.spec().label, format::value(field, value, zone)));
        }
    }
    lines.join("\n")
}
