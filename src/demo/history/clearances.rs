//! Clearances in states worth looking at, in the cast's prison: one that waits for its second signature, one suspended, one about to end, and
//! the head's signature delegated to her deputy.

use jiff::civil::Date;

use super::cast::House;
use crate::demo::dice::plus;
use crate::demo::world::AgentSeed;
use crate::domain::clearance::{Act, Clearance};
use crate::domain::{Function, Id};
use crate::records::clearances::acts::{self, New};
use crate::records::clearances::delegations;
use crate::service::Failed;

/// What those cleared for the guard's work are cleared for besides: the registry, so that nothing is taken from them.
const BESIDES: Function = Function::Registry;

/// Plays them, over the last days.
pub(in crate::demo::history) async fn showcase(house: &House<'_>, today: Date) -> Result<(), Failed> {
    let Some(above) = house.world.institutions.iter().find(|known| Some(known.id) == house.prison.superior) else {
        return Ok(());
    };
    let (_, head) = house.somebody(house.prison, Function::Head)?;
    let (_, region) = house.somebody(above, Function::Management)?;
    let (deputy, _) = house.somebody(house.prison, Function::Management)?;
    let guards: Vec<&AgentSeed> = house
        .world
        .agents
        .iter()
        .filter(|agent| agent.institution == house.prison.id && agent.slug.is_none())
        .filter(|agent| agent.functions == [Function::Guard])
        .collect();
    let [waits, suspended, ends, ..] = guards.as_slice() else { return Ok(()) };
    let day = plus(today, -3);
    let new = |bearer: &AgentSeed, ends_on| New {
        bearer: bearer.id.cast(),
        institution: house.prison.id,
        functions: vec![BESIDES],
        starts_on: day,
        ends_on,
    };
    let (first, second) = (new(ends, plus(today, 40)), new(waits, plus(today, 700)));
    let moment = |minute| house.moment(day, 10, minute);
    let id = house.administer(moment(0), &head, move |tx, office| acts::propose(tx, office, &first)).await?;
    house.administer(moment(20), &region, move |tx, office| acts::decide(tx, office, id, Act::Granted, "")).await?;
    house.administer(moment(30), &head, move |tx, office| acts::propose(tx, office, &second)).await?;
    if let Some(clearance) = &suspended.clearance {
        let id: Id<Clearance> = clearance.id.cast();
        let why = "Des accès sans lien apparent avec le service sont à vérifier.";
        house
            .administer(moment(40), &head, move |tx, office| acts::decide(tx, office, id, Act::Suspended, why))
            .await?;
    }
    let (to, dates) = (deputy.id.cast(), [day, plus(today, 60)]);
    house.administer(moment(50), &head, move |tx, office| delegations::give(tx, office, to, dates)).await?;
    Ok(())
}
