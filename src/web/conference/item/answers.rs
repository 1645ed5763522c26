//! `POST /seances/{sitting}/points/{item}/reponses`: health's closed answers.

use std::collections::BTreeMap;

use actix_web::HttpRequest;

use super::super::super::at::Visit;
use super::super::super::failure::Answer;
use super::super::super::file::observation::fault_of;
use super::super::super::forms::Typed;
use super::super::super::pages::parts::Faults;
use super::{Wrote, again, back, place, write as at_the_table};
use crate::domain::value::NoValue;
use crate::domain::{DataCategory, Field};
use crate::records::conference::closed_answers::answer;

/// `POST …/reponses`
pub(in crate::web) async fn write(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let at = place(&visit, &request)?;
    let (mut faults, mut values) = (Faults::default(), BTreeMap::new());
    for field in Field::of(DataCategory::HealthIndicators) {
        match field.spec().kind.parse(typed.text(field.spec().key)) {
            Ok(value) => {
                values.insert(field, value);
            }
            Err(NoValue::Empty) => {}
            Err(no) => faults.add(field.spec().key, &fault_of(field, no)),
        }
    }
    if values.is_empty() && faults.is_empty() {
        faults.add(Field::PriorSmpr.spec().key, "Répondez à une question au moins");
    }
    if !faults.is_empty() {
        return again(&visit, at, &typed, faults).await;
    }
    match at_the_table(&visit, at, move |tx, permit| answer(tx, permit, at, &values)).await? {
        Wrote::Obstacle(obstacle) => Err(visit.at.obstacle(obstacle.label())),
        Wrote::Done(_) | Wrote::Conflict => Ok(back(at, "sante", "contributions")),
    }
}
