//! What is done about a protocol on the table: putting it there, signing, setting it aside.

use std::fmt::Write as _;

use diesel::prelude::*;
use jiff::civil::Date;

use super::{Impediment, Proposed, Signature, Signed, find, is_adopter, signatures};
use crate::access::{Agreements, Declined, Deed, Door, Error as DoorError, Office, Trial, Unfit, WriteTx};
use crate::db::schema::{agent, clearance, institution};
use crate::db::schema::{protocol_proposal, protocol_register, protocol_signature};
use crate::db::{AnyConnection, Day, Error, Moment};
use crate::domain::adoption::{Hindrance, ProposalState};
use crate::domain::{Agent, ClearanceState, Function, Id, Institution, InstitutionKind, Proposal};
use crate::journal::Operation;
use crate::protocol::{ReaderFacts, Scope};

type Not = Declined<Impediment>;

const fn hindered(hindrance: Hindrance) -> Not {
    Declined::Against(Impediment::Hindered(hindrance))
}

fn unfit(unfit: Unfit) -> Not {
    match unfit {
        Unfit::Faulty(faults) => Declined::Against(Impediment::Faulty(faults)),
        Unfit::Database(error) => Declined::Failed(error),
    }
}

/// Whether the reader may put anything on the table at all.
///
/// # Errors
/// He is no adopter.
pub fn entitled(office: &Office<'_>) -> Result<(), Not> {
    if is_adopter(office.agreement(), &office.facts()) { Ok(()) } else { Err(Declined::NotEntitled) }
}

/// Puts a text on the table. `name` is what its faults are called by: the name of its file.
///
/// # Errors
/// The reader is no adopter for its scope; the text is faulty; its version exists already; or it lies there already.
pub fn propose(
    tx: &mut WriteTx<'_>,
    office: &Office<'_>,
    agreements: &Agreements,
    name: &str,
    text: &str,
) -> Result<Id<Proposal>, Not> {
    entitled(office)?;
    let trial = agreements.try_out(tx.connection(), name, text, office.today()).map_err(unfit)?;
    if office.agreement().sides(&office.facts(), &trial.protocol.scope).next().is_none() {
        return Err(Declined::NotEntitled);
    }
    let (id, deed) = put_on_the_table(tx, &trial, text, Some(office.reader().agent), office.today())?;
    office.did(deed);
    Ok(id)
}

/// The same, by the operator at the command line.
///
/// # Errors
/// The database fails. Whatever stands in the way of the text is within.
pub fn propose_as_operator(
    door: &Door,
    name: &str,
    text: &str,
    today: Date,
) -> Result<Result<Id<Proposal>, Not>, DoorError> {
    door.operate(Operation::Adoption, |tx| {
        let trial = door.agreements().try_out(tx.connection(), name, text, today).map_err(unfit)?;
        put_on_the_table(tx, &trial, text, None, today)
    })
}

fn put_on_the_table(
    tx: &mut WriteTx<'_>,
    trial: &Trial,
    text: &str,
    by: Option<Id<Agent>>,
    today: Date,
) -> Result<(Id<Proposal>, Deed), Not> {
    if trial.taken {
        return Err(hindered(Hindrance::TakenReference));
    }
    has_days_left(trial, today)?;
    let digest = Agreements::digest(text);
    let open = [ProposalState::Proposed.code(), ProposalState::Signed.code()];
    let lying: i64 = protocol_proposal::table
        .filter(protocol_proposal::digest.eq(&digest))
        .filter(protocol_proposal::state.eq_any(open))
        .count()
        .get_result(tx.connection())?;
    if lying > 0 {
        return Err(hindered(Hindrance::OnTheTable));
    }
    let id: Id<Proposal> = tx.chance().id();
    diesel::insert_into(protocol_proposal::table)
        .values((
            protocol_proposal::id.eq(id),
            protocol_proposal::scope.eq(trial.protocol.scope.to_string()),
            protocol_proposal::reference.eq(trial.protocol.reference()),
            protocol_proposal::title.eq(&trial.protocol.title),
            protocol_proposal::content.eq(text),
            protocol_proposal::digest.eq(&digest),
            protocol_proposal::proposed_at.eq(Moment(tx.now())),
            protocol_proposal::proposed_by.eq(by.map(|by| by.to_string())),
            protocol_proposal::state.eq(ProposalState::Proposed),
            protocol_proposal::takes_effect_on.eq(Day(trial.protocol.valid_from)),
        ))
        .execute(tx.connection())?;
    Ok((id, deed(id, "proposed", &digest)))
}

fn has_days_left(trial: &Trial, today: Date) -> Result<(), Not> {
    let is_over = trial.protocol.valid_to.is_some_and(|last| last < today);
    if is_over { Err(hindered(Hindrance::Ended)) } else { Ok(()) }
}

fn deed(id: Id<Proposal>, what: &str, digest: &str) -> Deed {
    let mut shown = what.to_owned();
    let _ = write!(shown, " digest:{digest}");
    Deed { record: Some(id.to_string()), shown, ..Deed::default() }
}

/// Signs a proposal for one of the reader's sides; `seen` is the digest of the text that he was shown. The second side's signature
/// adopts it: it is in force from its first day on, or from today.
///
/// # Errors
/// He is no adopter for its scope; he, his institution or his side signed already; it is settled; the text isn't the one that he was
/// shown; or it doesn't fit any more beside what was adopted since.
pub fn sign(
    tx: &mut WriteTx<'_>,
    office: &Office<'_>,
    agreements: &Agreements,
    id: Id<Proposal>,
    seen: &str,
) -> Result<Signed, Not> {
    let changes = lock(tx)?;
    let (proposed, trial) = open(tx, office, agreements, id)?;
    if proposed.digest != seen || Agreements::digest(&proposed.content) != proposed.digest {
        return Err(hindered(Hindrance::OtherText));
    }
    let sides: Vec<String> =
        office.agreement().sides(&office.facts(), &trial.protocol.scope).map(|rule| rule.side.clone()).collect();
    if sides.is_empty() {
        return Err(Declined::NotEntitled);
    }
    let before = signatures(tx.connection(), id)?;
    let reader = office.reader();
    let side = free_side(&before, reader.agent, reader.institution, sides).map_err(hindered)?;
    for signature in &before {
        if !still_signs(tx.connection(), office, signature, &trial.protocol.scope)? {
            return Err(hindered(Hindrance::SignatoryGone));
        }
    }
    has_days_left(&trial, office.today())?;
    if trial.taken {
        return Err(hindered(Hindrance::NoLongerFits));
    }
    diesel::insert_into(protocol_signature::table)
        .values((
            protocol_signature::proposal_id.eq(id),
            protocol_signature::agent_id.eq(office.reader().agent),
            protocol_signature::institution_id.eq(office.reader().institution),
            protocol_signature::side.eq(side),
            protocol_signature::signed_at.eq(Moment(tx.now())),
            protocol_signature::digest.eq(&proposed.digest),
        ))
        .execute(tx.connection())?;
    office.did(deed(id, "signed", &proposed.digest));
    if before.is_empty() {
        settle(tx, id, ProposalState::Signed, None)?;
        return Ok(Signed::First);
    }
    diesel::update(protocol_proposal::table.filter(protocol_proposal::id.eq(id)))
        .set((
            protocol_proposal::state.eq(ProposalState::Adopted),
            protocol_proposal::takes_effect_on.eq(Day(trial.from)),
            protocol_proposal::settled_at.eq(Some(Moment(tx.now()))),
            protocol_proposal::settled_by.eq(office.reader().agent),
            protocol_proposal::adopted_as.eq(Some(changes + 1)),
        ))
        .execute(tx.connection())?;
    diesel::update(protocol_register::table)
        .set(protocol_register::changes.eq(changes + 1))
        .execute(tx.connection())?;
    office.did(deed(id, "adopted", &proposed.digest));
    Ok(Signed::Adopted(trial.from))
}

/// Whether whoever signed would sign for the same side today: an open account, the same service, a clearance that is valid.
fn still_signs(
    connection: &mut AnyConnection,
    office: &Office<'_>,
    signature: &Signature,
    scope: &Scope,
) -> Result<bool, Error> {
    type Place = (InstitutionKind, Option<String>, Option<String>);
    let place: Option<Place> = agent::table
        .inner_join(institution::table.on(institution::id.eq(agent::institution_id)))
        .filter(agent::id.eq(signature.agent))
        .filter(agent::institution_id.eq(signature.institution))
        .filter(agent::closed_at.is_null())
        .filter(institution::closed_at.is_null())
        .select((institution::kind, institution::departement, institution::inter_region))
        .first(connection)
        .optional()?;
    let Some((kind, departement, inter_region)) = place else { return Ok(false) };
    let today = Day(office.today());
    let functions: Vec<String> = clearance::table
        .filter(clearance::agent_id.eq(signature.agent))
        .filter(clearance::institution_id.eq(signature.institution))
        .filter(clearance::state.eq(ClearanceState::Active))
        .filter(clearance::starts_on.le(today))
        .filter(clearance::ends_on.ge(today))
        .select(clearance::functions)
        .load(connection)?;
    let functions: Vec<Function> =
        functions.iter().flat_map(|held| held.split(' ').filter_map(Function::from_code)).collect();
    let facts = ReaderFacts { kind, cleared: !functions.is_empty(), functions, departement, inter_region };
    Ok(office.agreement().sides(&facts, scope).any(|rule| rule.side == signature.side))
}

/// The side for which this person of that institution signs. Two different people, of two institutions, for two sides.
fn free_side(
    before: &[Signature],
    person: Id<Agent>,
    institution: Id<Institution>,
    sides: Vec<String>,
) -> Result<String, Hindrance> {
    // Whoever changed his institution since is the same person still.
    if before.iter().any(|signature| signature.agent == person) {
        return Err(Hindrance::SignedAlready);
    }
    if before.iter().any(|signature| signature.institution == institution) {
        return Err(Hindrance::SameInstitution);
    }
    let is_free = |side: &String| before.iter().all(|signature| signature.side != *side);
    sides.into_iter().find(is_free).ok_or(Hindrance::SameSide)
}

/// Sets a proposal aside: one adopter is enough, for nobody gains anything by it.
///
/// # Errors
/// He is no adopter for its scope, or it is settled.
pub fn set_aside(tx: &mut WriteTx<'_>, office: &Office<'_>, id: Id<Proposal>) -> Result<(), Not> {
    lock(tx)?;
    let proposed = find(tx.connection(), id)?.ok_or(Declined::NoSuchRow)?;
    // A text that no longer fits can still be set aside: its scope is read from it alone.
    let scope = crate::protocol::Protocol::parse(&proposed.content).map(|protocol| protocol.scope);
    let entitled = match &scope {
        Ok(scope) => office.agreement().sides(&office.facts(), scope).next().is_some(),
        Err(_) => is_adopter(office.agreement(), &office.facts()),
    };
    if !entitled {
        return Err(Declined::NotEntitled);
    }
    if !proposed.state.is_open() {
        return Err(hindered(Hindrance::Settled));
    }
    settle(tx, id, ProposalState::SetAside, Some(office.reader().agent))?;
    office.did(deed(id, "set_aside", &proposed.digest));
    Ok(())
}

fn settle(tx: &mut WriteTx<'_>, id: Id<Proposal>, state: ProposalState, by: Option<Id<Agent>>) -> Result<(), Error> {
    let at = by.map(|_| Moment(tx.now()));
    diesel::update(protocol_proposal::table.filter(protocol_proposal::id.eq(id)))
        .set((
            protocol_proposal::state.eq(state),
            protocol_proposal::settled_at.eq(at),
            protocol_proposal::settled_by.eq(by.map(|by| by.to_string())),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// One adoption at a time: the register's row is held to the end of the transaction. Gives how many there were.
fn lock(tx: &mut WriteTx<'_>) -> Result<i64, Error> {
    diesel::update(protocol_register::table)
        .set(protocol_register::changes.eq(protocol_register::changes))
        .execute(tx.connection())?;
    Ok(protocol_register::table.select(protocol_register::changes).first(tx.connection())?)
}

/// A proposal that may still be signed, beside what stands.
fn open(
    tx: &mut WriteTx<'_>,
    office: &Office<'_>,
    agreements: &Agreements,
    id: Id<Proposal>,
) -> Result<(Proposed, Trial), Not> {
    let proposed = find(tx.connection(), id)?.ok_or(Declined::NoSuchRow)?;
    let entitled = is_adopter(office.agreement(), &office.facts());
    if !entitled {
        return Err(Declined::NotEntitled);
    }
    if !proposed.state.is_open() {
        return Err(hindered(Hindrance::Settled));
    }
    let trial = agreements.try_out(tx.connection(), &proposed.reference, &proposed.content, office.today());
    match trial {
        Ok(trial) => Ok((proposed, trial)),
        Err(Unfit::Faulty(_)) => Err(hindered(Hindrance::NoLongerFits)),
        Err(Unfit::Database(error)) => Err(Declined::Failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn by(person: u8, institution: u8, side: &str) -> Signature {
        Signature {
            agent: Id::from_bytes([person; 16]),
            family_name: String::new(),
            given_names: String::new(),
            quality: String::new(),
            institution: Id::from_bytes([institution; 16]),
            institution_name: String::new(),
            side: side.to_owned(),
            signed_at: Moment(Timestamp::UNIX_EPOCH),
            digest: String::new(),
        }
    }

    fn second(person: u8, institution: u8, side: &str) -> Result<String, Hindrance> {
        let before = [by(1, 1, "prison")];
        free_side(&before, Id::from_bytes([person; 16]), Id::from_bytes([institution; 16]), vec![side.to_owned()])
    }

    #[test]
    fn the_second_signature_is_of_another_person_another_institution_and_another_side() {
        assert_eq!(second(2, 2, "justice").as_deref(), Ok("justice"));
        assert_eq!(second(1, 2, "justice"), Err(Hindrance::SignedAlready), "who changed his institution since");
        assert_eq!(second(2, 1, "justice"), Err(Hindrance::SameInstitution));
        assert_eq!(second(2, 2, "prison"), Err(Hindrance::SameSide));
    }

    #[test]
    fn the_first_signature_is_for_the_first_of_ones_sides() {
        let sides = vec!["justice".to_owned(), "prison".to_owned()];
        assert_eq!(free_side(&[], Id::from_bytes([1; 16]), Id::from_bytes([1; 16]), sides).as_deref(), Ok("justice"));
    }
}
