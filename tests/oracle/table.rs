//! Around a table, read a second time: who sits there on which day. From what was planned in the test's own words, not from any
//! tie that the program keeps.

use jiff::ToSpan;
use jiff::civil::Date;
use quadrige::demo::world::AgentSeed;
use quadrige::domain::handling::Institution;
use quadrige::domain::{AgendaItem, Agent, DataCategory, Field, Handling, Id, Person, Sitting};

/// Something written for an item: by whom, for whom, in which words.
#[derive(Debug, Clone)]
pub struct Paper {
    /// What it is, for whoever reads a finding.
    pub name: String,
    pub item: Id<AgendaItem>,
    pub owner: Id<Institution>,
    pub handling: Handling,
    pub texts: Vec<(Field, String)>,
}

/// Somebody called to an item.
#[derive(Debug, Clone)]
pub struct Call {
    pub institution: Id<Institution>,
    /// Whom of it; anybody there where nobody is named.
    pub agent: Option<Id<Agent>>,
    /// Whether the call stands.
    pub stands: bool,
}

/// An item of an agenda.
#[derive(Debug, Clone)]
pub struct Point {
    pub id: Id<AgendaItem>,
    pub person: Id<Person>,
    /// Whether it is still on the agenda.
    pub is_on: bool,
    pub calls: Vec<Call>,
    pub laid: Vec<DataCategory>,
    /// Services that have something left to do.
    pub to_do: Vec<Id<Institution>>,
    pub papers: Vec<Paper>,
}

/// How far a meeting has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Planned,
    Called,
    CalledOff,
    /// It is being held.
    Open,
    /// Its minutes go round.
    Circulated,
    /// Its minutes were sealed on that day.
    Sealed(Date),
}

impl Stage {
    /// Whether it was opened.
    pub const fn was_held(self) -> bool {
        matches!(self, Self::Open | Self::Circulated | Self::Sealed(_))
    }
}

/// A sitting.
#[derive(Debug, Clone)]
pub struct Meeting {
    pub id: Id<Sitting>,
    pub host: Id<Institution>,
    pub held_on: Date,
    pub stage: Stage,
    pub points: Vec<Point>,
}

/// Somebody's seat at the table of an item today.
#[derive(Debug, Clone)]
pub struct Seat {
    pub institution: Id<Institution>,
    pub agent: Option<Id<Agent>>,
    pub person: Id<Person>,
    pub item: Id<AgendaItem>,
    pub laid: Vec<DataCategory>,
}

impl Seat {
    /// Whether it is this agent's.
    pub fn is_of(&self, who: &AgentSeed) -> bool {
        self.institution == who.institution && self.agent.is_none_or(|agent| agent == who.id.cast())
    }
}

impl Meeting {
    /// The house that prepares it sits there from the first and for good. The others from the convocation on: for a month after
    /// the seal, for three after a sitting whose minutes nobody sealed, longer while they have something to do.
    pub fn seats(&self, today: Date) -> Vec<Seat> {
        let last = match self.stage {
            Stage::Planned | Stage::CalledOff => None,
            Stage::Called | Stage::Open | Stage::Circulated => Some(self.held_on.saturating_add(90.days())),
            Stage::Sealed(on) => Some(on.saturating_add(30.days())),
        };
        let mut seats = Vec::new();
        for point in self.points.iter().filter(|point| point.is_on) {
            let seat = |institution, agent| Seat {
                institution,
                agent,
                person: point.person,
                item: point.id,
                laid: point.laid.clone(),
            };
            seats.push(seat(self.host, None));
            for call in point.calls.iter().filter(|call| call.stands) {
                let is_open = last.is_some_and(|day| today <= day || point.to_do.contains(&call.institution));
                if is_open {
                    seats.push(seat(call.institution, call.agent));
                }
            }
        }
        seats
    }
}
