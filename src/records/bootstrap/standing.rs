//! Who is cleared where on the day on which a file is carried out, before anybody of the file is let in.

use diesel::prelude::*;
use jiff::civil::Date;

use super::NotDone;
use crate::db::schema::{agent, clearance, institution};
use crate::db::{AnyConnection, Day, Moment};
use crate::domain::clearance::{Clearance, Reach};
use crate::domain::{Agent, ClearanceState, Function, Id, Institution, InstitutionKind};
use crate::protocol::{Agreement, Signatory};
use crate::records::clearances::services::Services;

/// A service.
#[derive(Debug, Clone)]
pub(in crate::records::bootstrap) struct Place {
    pub(in crate::records::bootstrap) id: Id<Institution>,
    pub(in crate::records::bootstrap) slug: String,
    pub(in crate::records::bootstrap) kind: InstitutionKind,
    pub(in crate::records::bootstrap) is_closed: bool,
}

/// A clearance that has neither ended nor been withdrawn.
#[derive(Debug, Clone)]
pub(in crate::records::bootstrap) struct Holding {
    pub(in crate::records::bootstrap) bearer: Id<Agent>,
    pub(in crate::records::bootstrap) service: Id<Institution>,
    pub(in crate::records::bootstrap) clearance: Clearance,
    /// Whether it counts: its bearer may sign in, and still works in that service, which is open.
    is_in_post: bool,
}

impl Holding {
    pub(in crate::records::bootstrap) fn covers(&self, function: Function) -> bool {
        self.clearance.functions.contains(&function)
    }
}

/// All of it.
#[derive(Debug)]
pub(in crate::records::bootstrap) struct Standing {
    services: Services,
    places: Vec<Place>,
    holdings: Vec<Holding>,
    today: Date,
}

type Row =
    ((Id<Agent>, Id<Institution>, String, ClearanceState, Day, Day), (Id<Institution>, Option<Moment>, Option<Moment>));

impl Standing {
    /// Reads it.
    pub(in crate::records::bootstrap) fn load(connection: &mut AnyConnection, today: Date) -> Result<Self, NotDone> {
        let services = Services::load(connection)?;
        let places: Vec<(Id<Institution>, String, InstitutionKind, Option<Moment>)> = institution::table
            .select((institution::id, institution::slug, institution::kind, institution::closed_at))
            .load(connection)?;
        let lives = [ClearanceState::Pending, ClearanceState::Active, ClearanceState::Suspended];
        let rows: Vec<Row> = clearance::table
            .inner_join(agent::table.on(agent::id.eq(clearance::agent_id)))
            .inner_join(institution::table.on(institution::id.eq(clearance::institution_id)))
            .filter(clearance::state.eq_any(lives.map(ClearanceState::code)))
            .filter(clearance::ends_on.ge(Day(today)))
            .select((
                (
                    clearance::agent_id,
                    clearance::institution_id,
                    clearance::functions,
                    clearance::state,
                    clearance::starts_on,
                    clearance::ends_on,
                ),
                (agent::institution_id, agent::closed_at, institution::closed_at),
            ))
            .load(connection)?;
        let place = |(id, slug, kind, closed_at): (_, _, _, Option<Moment>)| Place {
            id,
            slug,
            kind,
            is_closed: closed_at.is_some(),
        };
        let holding = |row: Row| {
            let ((bearer, service, functions, state, starts_on, ends_on), (works_in, gone, shut)) = row;
            let functions = functions.split([' ', ',']).filter_map(Function::from_code).collect();
            let clearance = Clearance { state, starts_on: starts_on.0, ends_on: ends_on.0, functions };
            let is_in_post = works_in == service && gone.is_none() && shut.is_none();
            Holding { bearer, service, clearance, is_in_post }
        };
        let places = places.into_iter().map(place).collect();
        Ok(Self { services, places, holdings: rows.into_iter().map(holding).collect(), today })
    }

    /// The service of this identifier.
    pub(in crate::records::bootstrap) fn place(&self, id: Id<Institution>) -> Option<&Place> {
        self.places.iter().find(|place| place.id == id)
    }

    /// The service of this code.
    pub(in crate::records::bootstrap) fn named(&self, slug: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.slug == slug)
    }

    /// Whether somebody is cleared as administrator.
    pub(in crate::records::bootstrap) fn has_administrator(&self) -> bool {
        let is_one = |held: &Holding| held.clearance.state == ClearanceState::Active;
        self.holdings.iter().any(|held| is_one(held) && held.covers(Function::Administrator))
    }

    /// What somebody holds, wherever.
    pub(in crate::records::bootstrap) fn of(&self, bearer: Option<Id<Agent>>) -> impl Iterator<Item = &Holding> {
        self.holdings.iter().filter(move |held| Some(held.bearer) == bearer)
    }

    /// Whether two people who are cleared today can grant that function there in the portal, neither of them the bearer. A signature
    /// that was delegated is its owner's: he counts himself.
    pub(in crate::records::bootstrap) fn is_within_reach(
        &self,
        agreement: &Agreement,
        (place, function): (&Place, Function),
        bearer: Option<Id<Agent>>,
    ) -> bool {
        let Some(rule) = agreement.grantor(place.kind, function) else { return false };
        let counts = |held: &&Holding| held.is_in_post && held.clearance.is_valid_on(self.today);
        let from: Vec<(&Holding, InstitutionKind, Vec<Reach>)> = self
            .holdings
            .iter()
            .filter(counts)
            .filter_map(|held| {
                let kind = self.services.get(held.service)?.kind;
                Some((held, kind, self.services.reaches(held.service, place.id)))
            })
            .collect();
        let people: Vec<(Id<Agent>, Signatory<'_>)> = from
            .iter()
            .map(|(held, kind, reaches)| {
                (held.bearer, Signatory { kind: *kind, functions: &held.clearance.functions, reaches })
            })
            .collect();
        rule.is_within_reach(bearer.as_ref(), &people)
    }
}
