//! What the demo's database is filled with, as plain data: institutions, agents and people, with coherent histories.
//!
//! Nothing here knows a database. Texts and dates are given in the form in which [`crate::domain::Value::code`] writes them.

use jiff::Timestamp;
use jiff::civil::Date;

use super::people::Stage;
use crate::domain::handling::Institution;
use crate::domain::phase::{self, Finding, Nature, PenalStep};
use crate::domain::value::Quantum;
use crate::domain::{ClearanceState, DataCategory, Field, Function, Handling, Id, InstitutionKind, TieKind};

/// Marker of identifiers of agents.
#[derive(Debug, Clone, Copy)]
pub struct Agent;
/// Marker of identifiers of clearances.
#[derive(Debug, Clone, Copy)]
pub struct Clearance;
/// Marker of identifiers of people in the justice system's hands.
#[derive(Debug, Clone, Copy)]
pub struct Person;
/// Marker of identifiers of stays in prison.
#[derive(Debug, Clone, Copy)]
pub struct Stay;
/// Marker of identifiers of penal decisions.
#[derive(Debug, Clone, Copy)]
pub struct Penal;
/// Marker of identifiers of follow-ups.
#[derive(Debug, Clone, Copy)]
pub struct FollowUp;
/// Marker of identifiers of records.
#[derive(Debug, Clone, Copy)]
pub struct Record;

/// An institution that takes part.
#[derive(Debug, Clone, PartialEq)]
pub struct InstitutionSeed {
    /// Its identifier.
    pub id: Id<Institution>,
    /// A readable code, unique: what the registry file calls `etablissement`.
    pub slug: String,
    /// Its kind.
    pub kind: InstitutionKind,
    /// Full name. The prisons' are invented.
    pub name: String,
    /// Name for tight places.
    pub short_name: String,
    /// Code of its département, for those that have one.
    pub departement: Option<String>,
    /// Its inter-region (DISP), for those that have one.
    pub inter_region: Option<String>,
    /// The institution above it.
    pub superior: Option<Id<Institution>>,
    /// The prison that it serves from inside: health, education and local prison-intelligence units.
    pub attached_to: Option<Id<Institution>>,
    /// IANA name of its time zone.
    pub time_zone: &'static str,
    /// Telephone, from the numbers reserved for fiction.
    pub phone: String,
    /// Duty mailbox, in a reserved domain.
    pub mailbox: String,
    /// INSEE code of the commune where it stands (prisons only): the force of that place is told of leaves.
    pub commune: Option<String>,
    /// INSEE codes of its territory (police and gendarmerie only).
    pub communes: Vec<String>,
}

/// Someone who works in an institution.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentSeed {
    /// Identifier.
    pub id: Id<Agent>,
    /// The slug of a member of the cast; `None` for their colleagues.
    pub slug: Option<&'static str>,
    /// Name.
    pub family_name: String,
    /// First names.
    pub given_names: String,
    /// Grade or post, as signed.
    pub quality: String,
    /// Telephone, from the numbers reserved for fiction.
    pub phone: String,
    /// Where they work.
    pub institution: Id<Institution>,
    /// What they do there.
    pub functions: Vec<Function>,
    /// Their clearance; without one, no personal data at all.
    pub clearance: Option<ClearanceSeed>,
    /// For the demo's page of the cast: what to look at as this person. Empty for colleagues.
    pub note: &'static str,
}

/// A clearance; it covers the functions of its bearer.
#[derive(Debug, Clone, PartialEq)]
pub struct ClearanceSeed {
    /// Identifier.
    pub id: Id<Clearance>,
    /// State as last decided.
    pub state: ClearanceState,
    /// First day.
    pub starts_on: Date,
    /// Last day, five years after the first at most.
    pub ends_on: Date,
    /// The text or office that it rests on.
    pub basis: &'static str,
    /// Who granted it; never its bearer.
    pub granted_by: Id<Agent>,
    /// The second signature (granting takes two people); neither the bearer nor the grantor.
    pub confirmed_by: Id<Agent>,
}

/// A person, and all that is known of her.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonSeed {
    /// Identifier.
    pub id: Id<Person>,
    /// Name at birth.
    pub family_name: String,
    /// Name in use.
    pub usage_name: Option<String>,
    /// First names.
    pub given_names: String,
    /// Aliases, separated by commas.
    pub aliases: Option<String>,
    /// `F` or `M`.
    pub sex: &'static str,
    /// Birth.
    pub birth_date: Date,
    /// Town, and country when abroad.
    pub birth_place: String,
    /// Nationality, in the feminine as the forms have it.
    pub nationality: String,
    /// Address declared for the release.
    pub declared_address: Option<String>,
    /// INSEE code of that address.
    pub declared_commune: Option<String>,
    /// Address before custody.
    pub address_before: Option<String>,
    /// Place of house arrest.
    pub assigned_residence: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Stays in prison, oldest first.
    pub stays: Vec<StaySeed>,
    /// Penal decisions, oldest first.
    pub penal: Vec<PenalSeed>,
    /// Services in charge.
    pub follow_ups: Vec<FollowUpSeed>,
    /// What was written about her, oldest first.
    pub records: Vec<RecordSeed>,
}

/// A stay in one prison. A transfer ends one stay and starts another on the same day, since numbers are per prison.
#[derive(Debug, Clone, PartialEq)]
pub struct StaySeed {
    /// Identifier.
    pub id: Id<Stay>,
    /// Where.
    pub prison: Id<Institution>,
    /// Registry number, unique in that prison.
    pub ecrou: String,
    /// First day.
    pub admitted_on: Date,
    /// Planned release: end of sentence less remission. `None` before conviction.
    pub release_on: Option<Date>,
    /// Actual end of the stay.
    pub released_at: Option<Timestamp>,
    /// Whether the stay ended by a transfer rather than by freedom.
    pub transferred: bool,
}

/// A penal decision.
#[derive(Debug, Clone, PartialEq)]
pub struct PenalSeed {
    /// Identifier.
    pub id: Id<Penal>,
    /// What it is.
    pub nature: Nature,
    /// When it was taken.
    pub decided_on: Date,
    /// In sentences.
    pub summary: Option<String>,
    /// Length; where start and end are given, the second is the first plus this.
    pub quantum: Option<Quantum>,
    /// When its execution starts.
    pub starts_on: Option<Date>,
    /// When it ends.
    pub ends_on: Option<Date>,
    /// Days of remission.
    pub remission_days: Option<i64>,
    /// End of the security period.
    pub security_until: Option<Date>,
}

/// A service in charge of the person, or a parquet that prosecutes her.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowUpSeed {
    /// Identifier.
    pub id: Id<FollowUp>,
    /// Who.
    pub institution: Id<Institution>,
    /// `Followed` or `Prosecuted`.
    pub kind: TieKind,
    /// First day.
    pub from_on: Date,
    /// Last day, when it is over.
    pub to_on: Option<Date>,
    /// The fact that caused it, as a code.
    pub cause: &'static str,
}

/// Something written about the person by one institution.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordSeed {
    /// Identifier.
    pub id: Id<Record>,
    /// Its category; its fields are of it, save host and address of a leave, which are housing.
    pub category: DataCategory,
    /// The institution that it belongs to.
    pub owner: Id<Institution>,
    /// Who wrote it; an agent of the owner.
    pub author: Id<Agent>,
    /// The day that it speaks of.
    pub occurred_on: Date,
    /// When it was written; before `today`.
    pub recorded_at: Timestamp,
    /// `online` or `offline`, for observations.
    pub setting: Option<&'static str>,
    /// The author's restriction.
    pub handling: Handling,
    /// Values in the form of [`crate::domain::Value::code`].
    pub fields: Vec<(Field, String)>,
    /// INSEE code of the place of a leave: whose territory it interests.
    pub commune: Option<String>,
    /// Institutions to which it was communicated.
    pub communicated_to: Vec<Id<Institution>>,
}

/// The person whom many of the cast may see, and what to look at in her file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flagship {
    /// The person.
    pub person: Id<Person>,
    /// The planned leave in the territory of the cast's police.
    pub leave: Id<Record>,
    /// The observation communicated to the cast's parquet.
    pub communicated: Id<Record>,
    /// The note whose existence its author announces.
    pub announced_note: Id<Record>,
}

/// Everything.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// Institutions; superiors come before those below them.
    pub institutions: Vec<InstitutionSeed>,
    /// The cast in the order of the interfaces, then their colleagues.
    pub agents: Vec<AgentSeed>,
    /// The people; the showcase is the first.
    pub people: Vec<PersonSeed>,
    /// The showcase.
    pub flagship: Flagship,
}

/// The world of this seed on this day. At least one person (the showcase) is always there.
#[must_use]
pub fn build(people: usize, seed: u64, today: Date) -> World {
    let (mut world, others) = stream(people, seed, today);
    world.people.reserve(people);
    world.people.extend(others);
    world
}

/// The same world with the showcase alone, and the others one by one: a hundred thousand people need not be in memory together.
pub fn stream(people: usize, seed: u64, today: Date) -> (World, impl Iterator<Item = PersonSeed>) {
    let stage = Stage::new(people, seed, today);
    let (first, flagship) = stage.showcase();
    let world =
        World { institutions: stage.institutions.clone(), agents: stage.agents.clone(), people: vec![first], flagship };
    (world, (1..people).map(move |index| stage.person(index)))
}

impl World {
    /// The member of the cast with this slug.
    #[must_use]
    pub fn cast(&self, slug: &str) -> Option<&AgentSeed> {
        self.agents.iter().find(|agent| agent.slug == Some(slug))
    }

    /// The institution with this identifier.
    #[must_use]
    pub fn institution(&self, id: Id<Institution>) -> Option<&InstitutionSeed> {
        self.institutions.iter().find(|institution| institution.id == id)
    }
}

impl PersonSeed {
    /// Her phase on that day, as the domain derives it. `zone_of` gives a prison's zone, in which stays have their days.
    #[must_use]
    pub fn phase_on(&self, today: Date, zone_of: impl Fn(Id<Institution>) -> jiff::tz::TimeZone) -> Finding {
        let stays: Vec<_> = self
            .stays
            .iter()
            .map(|stay| phase::Stay {
                admitted_on: stay.admitted_on,
                release_on: stay.release_on,
                released_on: stay.released_at.map(|at| zone_of(stay.prison).to_datetime(at).date()),
            })
            .collect();
        let steps: Vec<_> = self
            .penal
            .iter()
            .map(|step| PenalStep {
                nature: step.nature,
                decided_on: step.decided_on,
                starts_on: step.starts_on,
                ends_on: step.ends_on,
            })
            .collect();
        phase::derive(&stays, &steps, today)
    }
}
