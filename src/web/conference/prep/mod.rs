//! Preparing: the commission and its seats, what is due, a sitting's date, agenda, guests and convocation.

pub(in crate::web) mod cancel;
pub(in crate::web) mod choices;
pub(in crate::web) mod commission;
pub(in crate::web) mod commissions;
pub(in crate::web) mod convocation;
pub(in crate::web) mod invitations;
pub(in crate::web) mod order;
pub(in crate::web) mod plan;
pub(in crate::web) mod points;
pub(in crate::web) mod reviews;
pub(in crate::web) mod sitting;

mod candidates;
mod words;

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::Failure;
use super::shared;
use crate::access::{Asked, Door, Error};
use crate::db::{self, AnyConnection};
use crate::domain::conference::Obstacle;
use crate::records::conference::preparation::{self, Sheet};

/// A read of what is about nobody: commissions, seats, dates.
async fn look<T: Send + 'static>(
    visit: &Visit,
    read: impl FnOnce(&mut AnyConnection) -> Result<T, db::Error> + Send + 'static,
) -> Result<T, Failure> {
    let database = visit.at.site.database.clone();
    let found = Door::off_loop(move || database.read(read).map_err(Error::Database)).await;
    found.map_err(|error| visit.at.failed(&error))
}

/// The sitting in the address, as far as the reader may see it.
async fn sheet(visit: &Visit, request: &HttpRequest) -> Result<Sheet, Failure> {
    let id = shared::sitting(visit, request)?;
    let reader = std::sync::Arc::clone(&visit.reader);
    let read =
        move |tx: &mut crate::access::ReadTx<'_>, table: &crate::access::Table| preparation::read(tx, table, &reader);
    shared::shown(visit, visit.at.door.attend(&visit.reader, id, Asked::ToSee, read).await)
}

/// As [`sheet`], for who keeps its agenda. Who doesn't is told so if he belongs to the prison; for anybody else the page
/// isn't there.
async fn kept_by(visit: &Visit, request: &HttpRequest) -> Result<Sheet, Failure> {
    let sheet = sheet(visit, request).await?;
    match (sheet.is_host, sheet.conducts) {
        (true, true) => Ok(sheet),
        (true, false) => Err(visit.at.obstacle(Obstacle::NotTheSecretariat.label())),
        (false, _) => Err(visit.at.no_such_file()),
    }
}
