//! What the pages of conferences share: whom an address names, which sitting a title names, and what an answer of the doors looks like.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::Failure;
use super::super::format;
use crate::access::{Altered, Consulted, Error, Reject};
use crate::clock::paris;
use crate::domain::{AgendaItem, Commission, Id, Sitting};
use crate::records::conference::sittings::Kept;

/// The commission in the address.
pub(in crate::web) fn commission(visit: &Visit, request: &HttpRequest) -> Result<Id<Commission>, Failure> {
    visit.named(request, "commission")
}

/// The sitting in the address.
pub(in crate::web) fn sitting(visit: &Visit, request: &HttpRequest) -> Result<Id<Sitting>, Failure> {
    visit.named(request, "sitting")
}

/// The item in the address.
pub(in crate::web) fn item(visit: &Visit, request: &HttpRequest) -> Result<Id<AgendaItem>, Failure> {
    visit.named(request, "item")
}

/// The title of a page about one sitting among several: what it does, and which sitting it is.
pub(in crate::web) fn titled(visit: &Visit, what: &str, kept: &Kept) -> String {
    let zone = visit.at.site.zone_of(kept.host).unwrap_or_else(paris);
    format!("{what}, séance du {}", format::moment(kept.starts_at.0, &zone))
}

/// What a door showed; a refusal is its page.
pub(in crate::web) fn shown<T>(visit: &Visit, answer: Result<Consulted<T>, Error>) -> Result<T, Failure> {
    match answer.map_err(|error| visit.at.failed(&error))? {
        Consulted::Granted(content) => Ok(content),
        Consulted::Refused(refusal) => Err(visit.refused(refusal, None)),
    }
}

/// What a door did; what stands in the way is said in words, with what to do. Handlers that can say it beside the field
/// match [`Altered`] themselves.
pub(in crate::web) fn done<T>(visit: &Visit, answer: Result<Altered<T>, Error>) -> Result<T, Failure> {
    match answer.map_err(|error| visit.at.failed(&error))? {
        Altered::Done(content) => Ok(content),
        Altered::Refused(refusal) => Err(visit.refused(refusal, None)),
        Altered::Rejected(Reject::Obstacle(obstacle)) => Err(visit.at.obstacle(obstacle.label())),
        Altered::Rejected(Reject::Conflict) => Err(visit.at.obstacle(
            "Quelqu’un d’autre a modifié cette séance entre-temps. Revenez en arrière, rechargez la page et recommencez\u{a0}: rien n’a été enregistré.",
        )),
        Altered::Rejected(_) => Err(visit.at.no_such_file()),
    }
}
