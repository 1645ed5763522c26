//! What the home page says of clearances: how many things wait for the reader, how many end soon.

use crate::access::{Declined, Office, ReadTx};
use crate::domain::clearance::Hurdle;

use super::lists::{Filter, board};
use super::{delegated, history};

/// What the home page counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// How many things wait for the reader himself.
    pub to_do: usize,
    /// How many clearances end soon in the services in which he has a say.
    pub endings: usize,
}

/// How many things wait for the reader. Most readers have no say anywhere and nothing asked of them: that costs one small query.
///
/// # Errors
/// The database can't be read.
pub fn waiting(tx: &mut ReadTx<'_>, office: &Office<'_>) -> Result<Waiting, Declined<Hurdle>> {
    let reader = office.reader();
    let own = reader.clearance.iter().flat_map(|own| own.functions.iter());
    let delegated = delegated::held(tx.connection(), office)?;
    let delegated = delegated.iter().flat_map(|delegated| delegated.functions.iter());
    let signs = own.chain(delegated).any(|function| office.agreement().may_grant(reader.kind, *function));
    if signs {
        let board = board(tx, office, &Filter { page: 1, ..Filter::default() })?;
        return Ok(Waiting { to_do: board.waiting(), endings: board.endings });
    }
    let asked = history::asked_of(tx.connection(), reader.agent)?;
    let histories = history::histories(tx.connection(), &asked)?;
    let to_do = histories.values().filter(|past| past.asked_at().is_some() && !past.is_answered()).count();
    Ok(Waiting { to_do, endings: 0 })
}
