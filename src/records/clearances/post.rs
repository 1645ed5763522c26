//! What ends with a post: whoever moves, or whose account is closed, leaves his clearances and delegations behind for good. He doesn't find
//! them again when he comes back, nor when what was closed opens again: a new clearance takes two signatures.

use diesel::prelude::*;

use crate::access::{Deed, Office, ReadTx, WriteTx};
use crate::db::schema::{clearance, delegation};
use crate::db::{AnyConnection, Day, Error, Moment};
use crate::domain::clearance::{Act, Delegation};
use crate::domain::{Agent, ClearanceState, Id, Institution};
use crate::journal::Operation;

use super::acts::leave;
use super::capacity::Capacity;
use super::history::{self, Kept};

/// The states that end.
const LIVING: [ClearanceState; 3] = [ClearanceState::Pending, ClearanceState::Active, ClearanceState::Suspended];

/// Whose.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// One person's, wherever they were granted.
    Agent(Id<Agent>),
    /// Everybody's in one service.
    Service(Id<Institution>),
}

/// How many end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Clearances, those that wait for a second signature among them.
    pub clearances: usize,
    /// Delegations, given and received.
    pub delegations: usize,
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "clearances:{} delegations:{}", self.clearances, self.delegations)
    }
}

/// Those that live. What ended by itself before yesterday is left alone; a day is left for services whose day is another.
fn living(connection: &mut AnyConnection, office: &Office<'_>, of: Of) -> Result<Vec<Kept>, Error> {
    let since = office.today().yesterday().unwrap_or(office.today());
    let all = match of {
        Of::Agent(who) => history::of_agent(connection, who)?,
        Of::Service(service) => history::of_services(connection, &[service], &LIVING)?,
    };
    let lives = |kept: &Kept| LIVING.contains(&kept.clearance.state) && kept.clearance.ends_on >= since;
    Ok(all.into_iter().filter(lives).collect())
}

fn delegations(connection: &mut AnyConnection, office: &Office<'_>, of: Of) -> Result<Vec<Id<Delegation>>, Error> {
    let since = Day(office.today().yesterday().unwrap_or(office.today()));
    let not_ended = delegation::table
        .filter(delegation::ended_at.is_null())
        .filter(delegation::ends_on.ge(since))
        .order(delegation::id)
        .select(delegation::id);
    Ok(match of {
        Of::Agent(who) => {
            not_ended.filter(delegation::delegator_id.eq(who).or(delegation::delegate_id.eq(who))).load(connection)?
        }
        Of::Service(service) => not_ended.filter(delegation::institution_id.eq(service)).load(connection)?,
    })
}

/// How many of somebody's would end, for the page that asks whether to go on.
///
/// # Errors
/// The database can't be read.
pub fn at_stake(tx: &mut ReadTx<'_>, office: &Office<'_>, who: Id<Agent>) -> Result<Count, Error> {
    Ok(Count {
        clearances: living(tx.connection(), office, Of::Agent(who))?.len(),
        delegations: delegations(tx.connection(), office, Of::Agent(who))?.len(),
    })
}

/// Ends them, in the transaction of what they end with. Each clearance gets its line of history, and each its entry of the journal.
///
/// # Errors
/// The database refuses.
pub fn end_all(tx: &mut WriteTx<'_>, office: &Office<'_>, of: Of, why: &str) -> Result<Count, Error> {
    let mut count = Count::default();
    for kept in living(tx.connection(), office, of)? {
        let Some(state) = Act::LeftService.leads(kept.clearance.state) else { continue };
        // A second signature at the same moment has made of what waited what is active: that ends all the same.
        let ended = diesel::update(
            clearance::table
                .filter(clearance::id.eq(kept.id.to_string()))
                .filter(clearance::state.eq_any(LIVING.map(ClearanceState::code))),
        )
        .set((clearance::state.eq(state), clearance::ends_on.eq(Day(kept.clearance.cut_short_on(office.today())))))
        .execute(tx.connection())?;
        if ended == 1 {
            leave(tx, office, &kept, Act::LeftService, &Capacity::own(), why)?;
            count.clearances += 1;
        }
    }
    for id in delegations(tx.connection(), office, of)? {
        diesel::update(delegation::table.filter(delegation::id.eq(id.to_string())))
            .set((
                delegation::ended_at.eq(Some(Moment(tx.now()))),
                delegation::ended_by.eq(Some(office.reader().agent.to_string())),
            ))
            .execute(tx.connection())?;
        let (record, reason) = (Some(id.to_string()), Some(why.to_owned()));
        let deed = Deed { record, reason, shown: "delegation_ended".to_owned(), ..Deed::default() };
        office.did_as(Operation::Clearance, deed);
        count.delegations += 1;
    }
    Ok(count)
}
