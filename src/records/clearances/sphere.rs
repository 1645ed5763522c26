//! What a reader has a say in, as conditions that the database counts and pages by: a country has more clearances than a page may read.

use diesel::BoxableExpression;
use diesel::dsl::{InnerJoinQuerySource, exists, not};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use jiff::civil::Date;

use crate::db::schema::{agent, clearance, clearance_act, institution};
use crate::db::{AnyConnection, Day, Error, MultiBackend};
use crate::domain::clearance::Act;
use crate::domain::{Agent, ClearanceState, Function, Id, Institution, InstitutionKind};

use super::capacity::Powers;
use super::services::Service;

/// Clearances and their bearers.
pub(in crate::records::clearances) type Source = InnerJoinQuerySource<clearance::table, agent::table>;

/// A condition on them.
pub(in crate::records::clearances) type Condition = Box<dyn BoxableExpression<Source, MultiBackend, SqlType = Bool>>;

/// Some services: by kind where all of that kind are meant, so that a condition stays short, and one by one for the rest.
#[derive(Debug, Clone, Default)]
struct Span {
    kinds: Vec<InstitutionKind>,
    services: Vec<Id<Institution>>,
}

impl Span {
    fn of(all: &[&Service], some: &[&Service]) -> Self {
        let mut span = Self::default();
        for kind in InstitutionKind::ALL {
            let meant: Vec<Id<Institution>> = some.iter().filter(|s| s.kind == *kind).map(|s| s.id).collect();
            let known = all.iter().filter(|service| service.kind == *kind).count();
            if !meant.is_empty() && meant.len() == known {
                span.kinds.push(*kind);
            } else {
                span.services.extend(meant);
            }
        }
        span
    }

    fn condition(&self) -> Condition {
        let kinds: Vec<&'static str> = self.kinds.iter().map(|kind| kind.code()).collect();
        let services: Vec<String> = self.services.iter().map(ToString::to_string).collect();
        let of_kinds = institution::table.filter(institution::kind.eq_any(kinds)).select(institution::id);
        Box::new(clearance::institution_id.eq_any(of_kinds).or(clearance::institution_id.eq_any(services)))
    }
}

/// In one capacity: in which services, and which functions there are beyond it.
#[derive(Debug, Clone)]
struct Sphere {
    behalf: Option<Id<Agent>>,
    span: Span,
    beyond: Vec<Function>,
}

impl Sphere {
    /// A clearance of these services none of whose functions is beyond, of nobody who would sign.
    fn condition(&self, us: &[String]) -> Condition {
        let within: Condition = Box::new(self.span.condition().and(clearance::agent_id.ne_all(us.to_vec())));
        self.beyond.iter().fold(within, |all, function| {
            let functions = " ".into_sql::<Text>().concat(clearance::functions).concat(" ");
            Box::new(all.and(functions.not_like(format!("% {} %", function.code()))))
        })
    }
}

/// Everything that a reader decides of, in whichever capacity.
#[derive(Debug, Clone)]
pub(in crate::records::clearances) struct Spheres {
    me: Id<Agent>,
    all: Span,
    each: Vec<Sphere>,
}

impl Spheres {
    /// Those of this reader.
    pub(in crate::records::clearances) fn of(powers: &Powers<'_>) -> Self {
        let mut each: Vec<(Option<Id<Agent>>, Vec<Function>, Vec<&Service>)> = Vec::new();
        let mut all: Vec<&Service> = Vec::new();
        let (known, capacities) = (powers.services.by_name(), powers.capacities());
        for service in known.iter().copied() {
            let before = all.len();
            for capacity in &capacities {
                let within = powers.over(capacity, service);
                if within.is_empty() {
                    continue;
                }
                if all.len() == before {
                    all.push(service);
                }
                let beyond: Vec<Function> =
                    Function::ALL.iter().copied().filter(|function| !within.contains(function)).collect();
                let behalf = capacity.behalf_id();
                match each.iter_mut().find(|known| known.0 == behalf && known.1 == beyond) {
                    Some(known) => known.2.push(service),
                    None => each.push((behalf, beyond, vec![service])),
                }
            }
        }
        let each = each.into_iter().map(|(behalf, beyond, services)| Sphere {
            behalf,
            beyond,
            span: Span::of(&known, &services),
        });
        Self { me: powers.reader.agent, all: Span::of(&known, &all), each: each.collect() }
    }

    /// In a service in which he has a say over some function: what he may know of.
    pub(in crate::records::clearances) fn known(&self) -> Condition {
        self.all.condition()
    }

    /// What he decides of, if `also` holds for him and whoever delegated to him; the services first, since they are what is indexed.
    fn his(&self, also: impl Fn(&[String], Condition) -> Condition) -> Condition {
        let mut any: Condition = Box::new(clearance::id.eq(""));
        for sphere in &self.each {
            let us: Vec<String> = std::iter::once(self.me).chain(sphere.behalf).map(|who| who.to_string()).collect();
            any = Box::new(any.or(also(&us, sphere.condition(&us))));
        }
        Box::new(self.all.condition().and(any))
    }

    /// Waits for a second signature that he may give: nobody with a part in the first has one in the second.
    pub(in crate::records::clearances) fn to_sign(&self, today: Date) -> Condition {
        let his = self.his(|us, fit| {
            let proposed_for_us = clearance_act::table
                .filter(clearance_act::clearance_id.eq(clearance::id))
                .filter(clearance_act::act.eq(Act::Proposed))
                .filter(clearance_act::on_behalf_of.is_not_null())
                .filter(clearance_act::on_behalf_of.assume_not_null().eq_any(us.to_vec()));
            let by_others =
                clearance::granted_by.is_not_null().and(clearance::granted_by.assume_not_null().ne_all(us.to_vec()));
            Box::new(fit.and(by_others).and(not(exists(proposed_for_us))))
        });
        Box::new(his.and(in_state(ClearanceState::Pending, today)))
    }

    /// Suspended, for him to decide.
    pub(in crate::records::clearances) fn to_decide(&self, today: Date) -> Condition {
        Box::new(self.his(|_, fit| fit).and(in_state(ClearanceState::Suspended, today)))
    }

    /// Alive, his to decide, and observations were asked for at some time.
    pub(in crate::records::clearances) fn asked(&self, today: Date) -> Condition {
        let asked = clearance_act::table
            .filter(clearance_act::clearance_id.eq(clearance::id))
            .filter(clearance_act::act.eq(Act::ObservationsAsked));
        let alive = in_state(ClearanceState::Active, today).or(in_state(ClearanceState::Suspended, today));
        Box::new(self.his(|_, fit| fit).and(alive).and(exists(asked)))
    }
}

/// In that state as it counts on that day: what lived and is past its last day has ended.
pub(in crate::records::clearances) fn in_state(state: ClearanceState, today: Date) -> Condition {
    let is_so = clearance::state.eq(state);
    match state {
        ClearanceState::Pending | ClearanceState::Active | ClearanceState::Suspended => {
            Box::new(is_so.and(clearance::ends_on.ge(Day(today))))
        }
        ClearanceState::Withdrawn => Box::new(is_so),
        ClearanceState::Expired => {
            let lived = [ClearanceState::Pending, ClearanceState::Active, ClearanceState::Suspended];
            let past = clearance::ends_on.lt(Day(today)).and(clearance::state.eq_any(lived.map(ClearanceState::code)));
            Box::new(is_so.or(past))
        }
    }
}

/// How many fit.
pub(in crate::records::clearances) fn count(
    connection: &mut AnyConnection,
    condition: Condition,
) -> Result<usize, Error> {
    let count: i64 = clearance::table.inner_join(agent::table).filter(condition).count().get_result(connection)?;
    Ok(usize::try_from(count).unwrap_or_default())
}
