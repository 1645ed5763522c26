//! What lies on the table, as pages read it.

use diesel::prelude::*;

use super::{Proposed, Signature};
use crate::db::schema::{agent, institution, protocol_proposal, protocol_signature};
use crate::db::{AnyConnection, Error};
use crate::domain::{Id, Proposal};

/// The proposal of this identifier.
///
/// # Errors
/// The database can't be read.
pub fn find(connection: &mut AnyConnection, id: Id<Proposal>) -> Result<Option<Proposed>, Error> {
    Ok(protocol_proposal::table.filter(protocol_proposal::id.eq(id)).select(COLUMNS).first(connection).optional()?)
}

type Columns = (
    protocol_proposal::id,
    protocol_proposal::reference,
    protocol_proposal::title,
    protocol_proposal::content,
    protocol_proposal::digest,
    protocol_proposal::proposed_at,
    protocol_proposal::proposed_by,
    protocol_proposal::state,
    protocol_proposal::takes_effect_on,
    protocol_proposal::settled_at,
);

const COLUMNS: Columns = (
    protocol_proposal::id,
    protocol_proposal::reference,
    protocol_proposal::title,
    protocol_proposal::content,
    protocol_proposal::digest,
    protocol_proposal::proposed_at,
    protocol_proposal::proposed_by,
    protocol_proposal::state,
    protocol_proposal::takes_effect_on,
    protocol_proposal::settled_at,
);

/// The newest proposals, those still open first.
///
/// # Errors
/// The database can't be read.
pub fn newest(connection: &mut AnyConnection, most: i64) -> Result<Vec<Proposed>, Error> {
    let mut found: Vec<Proposed> = protocol_proposal::table
        .order((protocol_proposal::proposed_at.desc(), protocol_proposal::id))
        .limit(most)
        .select(COLUMNS)
        .load(connection)?;
    found.sort_by_key(|proposed| !proposed.state.is_open());
    Ok(found)
}

/// Who signed a proposal, in the order of signing.
///
/// # Errors
/// The database can't be read.
pub fn signatures(connection: &mut AnyConnection, of: Id<Proposal>) -> Result<Vec<Signature>, Error> {
    Ok(protocol_signature::table
        .inner_join(agent::table.on(agent::id.eq(protocol_signature::agent_id)))
        .inner_join(institution::table.on(institution::id.eq(protocol_signature::institution_id)))
        .filter(protocol_signature::proposal_id.eq(of))
        .order((protocol_signature::signed_at, protocol_signature::agent_id))
        .select((
            protocol_signature::agent_id,
            agent::family_name,
            agent::given_names,
            agent::quality,
            protocol_signature::institution_id,
            institution::name,
            protocol_signature::side,
            protocol_signature::signed_at,
            protocol_signature::digest,
        ))
        .load(connection)?)
}

/// Who put it on the table: name and quality; nobody for the operator.
///
/// # Errors
/// The database can't be read.
pub fn proposer(connection: &mut AnyConnection, of: &Proposed) -> Result<Option<String>, Error> {
    let Some(by) = of.proposed_by else { return Ok(None) };
    let row: Option<(String, String, String)> = agent::table
        .filter(agent::id.eq(by))
        .select((agent::given_names, agent::family_name, agent::quality))
        .first(connection)
        .optional()?;
    Ok(row.map(|(given, family, quality)| format!("{given} {}, {quality}", family.to_uppercase())))
}
