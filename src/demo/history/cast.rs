//! Who plays: a prison, the services around it, and their people with the rights that they had on that day.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::access::{Acted, Altered, Conduct, Conducted, Declined, Door, Office, Permit, Reader, Reject, WriteTx};
use crate::clock::{Clock, paris};
use crate::db::Database;
use crate::demo::dice::{at, plus};
use crate::demo::places::Place;
use crate::demo::world::{AgentSeed, InstitutionSeed, PersonSeed, World};
use crate::domain::clearance::{Clearance, Hurdle};
use crate::domain::phase::Nature;
use crate::domain::{AgendaItem, Function, Id};
use crate::journal::{Actor, Operation};
use crate::outbox;
use crate::service::Failed;
use crate::signin::DEMO_ISSUER;

/// A prison and the services that sit with it.
pub(in crate::demo::history) struct House<'w> {
    door: &'w Door,
    database: &'w Database,
    pub(in crate::demo::history) world: &'w World,
    today: Date,
    zone: TimeZone,
    pub(in crate::demo::history) prison: &'w InstitutionSeed,
    pub(in crate::demo::history) probation: &'w InstitutionSeed,
    pub(in crate::demo::history) education: &'w InstitutionSeed,
    pub(in crate::demo::history) health: &'w InstitutionSeed,
}

impl<'w> House<'w> {
    /// The one of that place; nothing where somebody is missing.
    pub(in crate::demo::history) fn of(
        (door, database): (&'w Door, &'w Database),
        world: &'w World,
        place: &Place,
        today: Date,
    ) -> Option<Self> {
        let find = |slug: &str| world.institutions.iter().find(|known| known.slug == slug);
        let prison = find(place.slug)?;
        Some(Self {
            door,
            database,
            world,
            today,
            zone: TimeZone::get(prison.time_zone).unwrap_or_else(|_| paris()),
            prison,
            probation: find(&format!("spip-{}", place.court_slug))?,
            education: find(&format!("enseignement-{}", place.slug))?,
            health: find(&format!("sante-{}", place.slug))?,
        })
    }

    /// That hour of that day, here.
    pub(in crate::demo::history) fn moment(&self, day: Date, hour: i64, minute: i64) -> Timestamp {
        at(day, &self.zone, hour, minute)
    }

    /// Those who have been held here for long, convicted, and stay for some days yet; the first `skipped` left out.
    pub(in crate::demo::history) fn people(&self, skipped: usize) -> Vec<&'w PersonSeed> {
        let (since, until) = (plus(self.today, -70), plus(self.today, 12));
        let stays = |person: &&PersonSeed| {
            person.stays.last().is_some_and(|stay| {
                stay.prison == self.prison.id
                    && stay.released_at.is_none()
                    && stay.admitted_on < since
                    && stay.release_on.is_some_and(|day| day > until)
            })
        };
        let convicted = |person: &&PersonSeed| {
            person.penal.iter().any(|step| step.nature == Nature::Conviction && step.decided_on < since)
        };
        self.world.people.iter().skip(skipped).filter(stays).filter(convicted).collect()
    }

    /// The first of that service who has this function and is cleared for it.
    pub(in crate::demo::history) fn somebody(
        &self,
        of: &InstitutionSeed,
        function: Function,
    ) -> Result<(&'w AgentSeed, Arc<Reader>), Failed> {
        let is_cleared = |agent: &&AgentSeed| agent.clearance.as_ref().is_some_and(|known| known.ends_on > self.today);
        let agent = self
            .world
            .agents
            .iter()
            .filter(|agent| agent.institution == of.id && agent.functions.contains(&function))
            .find(is_cleared)
            .ok_or_else(|| Failed::System(format!("the demo's history: nobody at {} is {function}", of.slug)))?;
        Ok((agent, Arc::new(reader(agent, of))))
    }

    /// Something that the secretariat does at that moment.
    pub(in crate::demo::history) async fn conduct<T: Send + 'static>(
        &self,
        when: Timestamp,
        what: Conducted,
        change: impl FnOnce(&mut WriteTx<'_>, &Conduct<'_>) -> Result<T, Reject> + Send + 'static,
    ) -> Result<T, Failed> {
        let (_, head) = self.somebody(self.prison, Function::Head)?;
        let door = self.door.rehearsed(Clock::fixed(when));
        done(door.conduct(&head, what, change).await)
    }

    /// Something that somebody does at the table of an item at that moment.
    pub(in crate::demo::history) async fn write<T: Send + 'static>(
        &self,
        when: Timestamp,
        who: &Arc<Reader>,
        item: Id<AgendaItem>,
        change: impl FnOnce(&mut WriteTx<'_>, &Permit<'_>) -> Result<T, Reject> + Send + 'static,
    ) -> Result<T, Failed> {
        done(self.door.rehearsed(Clock::fixed(when)).alter_item(who, item, change).await)
    }

    /// Something that somebody does with a clearance at that moment.
    pub(in crate::demo::history) async fn administer<T: Send + 'static>(
        &self,
        when: Timestamp,
        who: &Arc<Reader>,
        act: impl FnOnce(&mut WriteTx<'_>, &Office<'_>) -> Result<T, Declined<Hurdle>> + Send + 'static,
    ) -> Result<T, Failed> {
        let door = self.door.rehearsed(Clock::fixed(when));
        match door.administer(who, Operation::Clearance, "demo".to_owned(), act).await {
            Ok(Acted::Done(done)) => Ok(done),
            Ok(Acted::Refused(why)) => Err(Failed::System(format!("the demo's history: refused, {why:?}"))),
            Ok(Acted::Against(rule)) => Err(Failed::System(format!("the demo's history: {rule}"))),
            Err(error) => Err(Failed::System(format!("the demo's history: {error}"))),
        }
    }

    /// Notes that what was told so far left by then.
    pub(in crate::demo::history) fn post(&self, when: Timestamp) -> Result<(), Failed> {
        self.database.write(|connection| outbox::assume_sent(connection, when))?;
        Ok(())
    }

    /// A few minutes later for each.
    pub(in crate::demo::history) fn later(when: Timestamp, turns: usize) -> Timestamp {
        let minutes = i64::try_from(turns).unwrap_or(0) * 7;
        when.checked_add(minutes.minutes()).unwrap_or(when)
    }
}

/// What a door answered, where nothing but "done" was expected.
fn done<T>(answer: Result<Altered<T>, crate::access::Error>) -> Result<T, Failed> {
    let refused = |why: String| Err(Failed::System(format!("the demo's history: {why}")));
    match answer {
        Ok(Altered::Done(done)) => Ok(done),
        Ok(Altered::Refused(why)) => refused(format!("refused, {why:?}")),
        Ok(Altered::Rejected(why)) => refused(why.to_string()),
        Err(error) => refused(error.to_string()),
    }
}

/// As whoever signed in would be recognised.
fn reader(agent: &AgentSeed, of: &InstitutionSeed) -> Reader {
    Reader {
        session: Id::from_bytes([0; 16]),
        agent: agent.id.cast(),
        actor: Actor {
            issuer: DEMO_ISSUER.to_owned(),
            subject: agent.slug.map_or_else(|| agent.id.to_string(), str::to_owned),
            name: format!("{} {}", agent.family_name.to_uppercase(), agent.given_names),
            quality: agent.quality.clone(),
            institution: of.id,
        },
        institution: of.id,
        institution_name: of.name.clone(),
        kind: of.kind,
        departement: of.departement.clone(),
        inter_region: of.inter_region.clone(),
        zone: TimeZone::get(of.time_zone).unwrap_or_else(|_| paris()),
        clearance: agent.clearance.as_ref().map(|known| Clearance {
            state: known.state,
            starts_on: known.starts_on,
            ends_on: known.ends_on,
            functions: agent.functions.clone(),
        }),
    }
}
