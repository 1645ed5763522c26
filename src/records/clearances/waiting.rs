//! What the home page says of clearances: how many things wait for the reader, how many end soon.

use crate::access::{Declined, Office, ReadTx};
use crate::domain::clearance::{Hurdle, soon};

use super::capacity::Powers;
use super::history::Asked;
use super::services::Services;
use super::sphere::{self, Spheres};
use super::{delegated, ending, history};

/// What the home page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// How many proposals and suspensions wait for his signature or decision.
    pub to_settle: usize,
    /// How many clearances end soon in the services in which he has a say.
    pub endings: usize,
    /// The observations that are asked of himself.
    pub asked: Vec<Asked>,
}

/// What waits for the reader, as counts: this is asked for at every home page. Most readers have no say anywhere and nothing asked of them: that costs two small queries.
///
/// # Errors
/// The database can't be read.
pub fn waiting(tx: &mut ReadTx<'_>, office: &Office<'_>) -> Result<Waiting, Declined<Hurdle>> {
    let reader = office.reader();
    let own = reader.clearance.iter().flat_map(|own| own.functions.iter());
    let delegated = delegated::held(tx.connection(), office)?;
    let delegated = delegated.iter().flat_map(|delegated| delegated.functions.iter());
    let signs = own.chain(delegated).any(|function| office.agreement().may_grant(reader.kind, *function));
    let asked = history::asked_of(tx.connection(), reader.agent, &reader.zone, office.today())?;
    if !signs {
        return Ok(Waiting { to_settle: 0, endings: 0, asked });
    }
    let (services, today) = (Services::load(tx.connection())?, office.today());
    let powers = Powers::of(tx.connection(), office, &services)?;
    let spheres = Spheres::of(&powers);
    let to_sign = sphere::count(tx.connection(), spheres.to_sign(today))?;
    let to_decide = sphere::count(tx.connection(), spheres.to_decide(today))?;
    let endings = ending::endings(tx.connection(), &powers.services(), (today, soon(today)))?.len();
    Ok(Waiting { to_settle: to_sign + to_decide, endings, asked })
}
