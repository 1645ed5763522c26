//! Where somebody works: a clearance is worth something there and nowhere else, and nothing in what is closed.

use diesel::prelude::*;

use crate::db::schema::agent;
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::clearance::Hurdle;
use crate::domain::{Agent, Id, Institution};

use super::acts::No;
use super::services::Service;

/// Where somebody works, and whether his account is closed; nothing where there is nobody such.
pub(in crate::records::clearances) fn works_in(
    connection: &mut AnyConnection,
    who: Id<Agent>,
) -> Result<Option<(Id<Institution>, bool)>, Error> {
    let row: Option<(Id<Institution>, Option<Moment>)> = agent::table
        .filter(agent::id.eq(who))
        .select((agent::institution_id, agent::closed_at))
        .first(connection)
        .optional()?;
    Ok(row.map(|(service, closed_at)| (service, closed_at.is_some())))
}

/// Whether a clearance there may be given to him, or given back: he works there, and neither his account nor the service is closed.
///
/// # Errors
/// The first of these that stands in the way.
pub(in crate::records::clearances) fn has_his_post(
    connection: &mut AnyConnection,
    who: Id<Agent>,
    service: &Service,
) -> Result<(), No> {
    match works_in(connection, who)? {
        Some((here, is_closed)) if here == service.id => {
            if service.is_closed() {
                Err(No::Against(Hurdle::ServiceClosed))
            } else if is_closed {
                Err(No::Against(Hurdle::AccountClosed))
            } else {
                Ok(())
            }
        }
        _ => Err(No::Against(Hurdle::NotOfTheService)),
    }
}
