//! The effective rights of one person.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::access::{Declined, Deed, Office, ReadTx};
use crate::db::schema::agent;
use crate::domain::clearance::Hurdle;
use crate::domain::{Agent, Function, Id, Institution};

use super::capacity::Powers;
use super::delegations::held_by;
use super::history::{self, Asked, Kept};
use super::services::{Service, Services};

/// The effective rights of one person: where he works, his clearances, his delegations.
#[derive(Debug)]
pub struct Rights {
    /// `DUPONT Anne, directrice`
    pub name: String,
    /// His service.
    pub service: Service,
    /// His clearances, the latest first.
    pub clearances: Vec<Kept>,
    /// What counts today: the functions of all that are valid.
    pub functions: Vec<Function>,
    /// Whose signature he holds, and until when.
    pub delegations: Vec<(String, Date)>,
    /// Observations that are asked of him; for himself alone.
    pub asked: Vec<Asked>,
}

/// The effective rights of one person: for himself, and for whoever has a say in the clearances of his service.
///
/// # Errors
/// There is nobody such for this reader.
pub fn rights(tx: &mut ReadTx<'_>, office: &Office<'_>, of: Id<Agent>) -> Result<Rights, Declined<Hurdle>> {
    let services = Services::load(tx.connection())?;
    let works_in: Option<Id<Institution>> =
        agent::table.filter(agent::id.eq(of)).select(agent::institution_id).first(tx.connection()).optional()?;
    let service = works_in.and_then(|id| services.get(id)).ok_or(Declined::NoSuchRow)?.clone();
    let powers = Powers::of(tx.connection(), office, &services)?;
    if of != office.reader().agent && !powers.grants_for(&service) {
        return Err(Declined::NoSuchRow);
    }
    let clearances = history::of_agent(tx.connection(), of)?;
    let today = office.today();
    let mut functions: Vec<Function> = clearances
        .iter()
        .filter(|kept| kept.institution == service.id && kept.clearance.is_valid_on(today))
        .flat_map(|kept| kept.clearance.functions.clone())
        .collect();
    functions.sort();
    functions.dedup();
    let delegations = held_by(tx.connection(), of, today)?;
    let name = history::names(tx.connection(), &[of])?.remove(&of).unwrap_or_default();
    let is_own = of == office.reader().agent;
    let asked = if is_own { history::asked_of(tx.connection(), of, &office.reader().zone, today)? } else { Vec::new() };
    if !is_own {
        office.did(Deed { record: Some(of.to_string()), shown: "rights".to_owned(), ..Deed::default() });
    }
    Ok(Rights { name, service, clearances, functions, delegations, asked })
}
