//! `POST /seances/{sitting}/points/{item}/rubriques`: laying categories on the table, and taking them back.

use actix_web::HttpRequest;

use super::super::super::at::Visit;
use super::super::super::failure::Answer;
use super::super::super::forms::Typed;
use super::super::super::pages::parts::Faults;
use super::{again, forms, place, settled, write as at_the_table};
use crate::domain::DataCategory;
use crate::records::conference::item::lay_exactly;

/// `POST …/rubriques`
pub(in crate::web) async fn write(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let at = place(&visit, &request)?;
    let wanted: Vec<Option<DataCategory>> = typed.all("category").map(DataCategory::from_code).collect();
    if wanted.contains(&None) {
        let mut faults = Faults::default();
        faults.add("category", "Choisissez les rubriques dans la liste");
        return again(&visit, at, &typed, faults).await;
    }
    let wanted: Vec<DataCategory> = wanted.into_iter().flatten().collect();
    let wrote = at_the_table(&visit, at, move |tx, permit| lay_exactly(tx, permit, at, forms::TO_LAY, &wanted)).await?;
    settled(&visit, at, wrote, "rubriques", "rubriques")
}
