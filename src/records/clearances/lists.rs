//! What a reader is shown of clearances: his own, what waits for him, those of the services in which he has a say.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::access::{Declined, Deed, Office, ReadTx};
use crate::db::schema::{agent, clearance};
use crate::db::{AnyConnection, Day, Error};
use crate::domain::clearance::{Clearance, Hurdle, TwoSignatures, decide_by, is_followed, soon};
use crate::domain::{Agent, ClearanceState, Function, Id, Institution};
use crate::protocol::Signature;

use super::acts::visible;
use super::capacity::Powers;
use super::ending;
use super::history::{self, History, Kept};
use super::services::{Service, Services};
use super::sphere::{self, Condition, Spheres, in_state};

/// How many rows a section of the page holds; the full list has the rest.
const SECTION: usize = 50;

/// How many rows a page of the full list holds.
pub const PAGE: usize = 40;

/// What is asked of the full list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this service alone.
    pub service: Option<Id<Institution>>,
    /// In this state alone; clearances whose last day has passed count as ended.
    pub state: Option<ClearanceState>,
    /// Of this last day alone: what a letter about clearances that end leads to.
    pub ends_on: Option<Date>,
    /// From 1.
    pub page: usize,
}

/// The board of one reader.
#[derive(Debug)]
pub struct Board {
    /// His own.
    pub own: Vec<Kept>,
    /// Of these he was asked for observations and hasn't answered.
    pub to_answer: Vec<Id<Clearance>>,
    /// Those that wait for a second signature which he may give.
    pub to_sign: Vec<Kept>,
    /// Suspensions, with the day by which each is to be decided.
    pub to_decide: Vec<(Kept, Date)>,
    /// Observations that were asked for, with the day on which they were, and whether they were given.
    pub asked: Vec<(Kept, Date, bool)>,
    /// The first of those that end soon and that nothing follows,
    pub ending: Vec<Kept>,
    /// and how many there are.
    pub endings: usize,
    /// Which of the page's are active and followed by another.
    pub followed: HashSet<Id<Clearance>>,
    /// The services in which he has a say, by name.
    pub services: Vec<Service>,
    /// Those of the filter, one page.
    pub listed: Vec<Kept>,
    /// How many the filter finds.
    pub total: usize,
    /// Whether he may propose.
    pub may_propose: bool,
    /// Whether a colleague's signature is delegated to him.
    pub signs_for_others: bool,
}

/// The state as it counts today: what is active and past its end has ended.
#[must_use]
pub fn state_on(clearance: &Clearance, today: Date) -> ClearanceState {
    counted(clearance.state, clearance.ends_on, today)
}

/// The same, of a state and a last day.
pub(in crate::records::clearances) fn counted(state: ClearanceState, ends_on: Date, today: Date) -> ClearanceState {
    let lives = matches!(state, ClearanceState::Active | ClearanceState::Suspended | ClearanceState::Pending);
    if lives && ends_on < today { ClearanceState::Expired } else { state }
}

/// The board.
///
/// # Errors
/// The database can't be read.
pub fn board(tx: &mut ReadTx<'_>, office: &Office<'_>, filter: &Filter) -> Result<Board, Declined<Hurdle>> {
    let services = Services::load(tx.connection())?;
    let powers = Powers::of(tx.connection(), office, &services)?;
    let spheres = Spheres::of(&powers);
    let mine = powers.services();
    let me = office.reader().agent;
    let (today, zone) = (office.today(), &office.reader().zone);
    let own: Vec<Kept> = history::of_agent(tx.connection(), me)?;
    let to_sign = history::found(tx.connection(), spheres.to_sign(today), [0, SECTION])?;
    let suspended = history::found(tx.connection(), spheres.to_decide(today), [0, SECTION])?;
    let endings = ending::endings(tx.connection(), &mine, (today, soon(today)))?;
    let first: Vec<Id<Clearance>> = endings.iter().take(SECTION).map(|ending| ending.id).collect();
    let ending = history::these(tx.connection(), &first)?;
    let total = sphere::count(tx.connection(), fitting(&spheres, filter, today))?;
    let page = [filter.page.saturating_sub(1) * PAGE, PAGE];
    let listed = history::found(tx.connection(), fitting(&spheres, filter, today), page)?;
    let followed = followed(tx.connection(), &listed, today)?;
    let ids: Vec<Id<Clearance>> = own.iter().chain(&suspended).map(|kept| kept.id).collect();
    let histories = history::histories(tx.connection(), &ids)?;
    let past = |kept: &Kept| histories.get(&kept.id).cloned().unwrap_or_default();
    let state = |kept: &Kept| state_on(&kept.clearance, today);
    let to_answer = own
        .iter()
        .filter(|kept| matches!(state(kept), ClearanceState::Active | ClearanceState::Suspended))
        .filter(|kept| past(kept).waits_for_her(zone, today).is_some())
        .map(|kept| kept.id)
        .collect();
    let deadline = |kept: &Kept| {
        let since = past(kept).suspended_at().map_or(today, |at| zone.to_datetime(at).date());
        (kept.clone(), decide_by(since))
    };
    let to_decide = suspended.iter().map(deadline).collect();
    let services_of_mine: Vec<Service> =
        services.by_name().into_iter().filter(|s| mine.contains(&s.id)).cloned().collect();
    let may_propose =
        services_of_mine.iter().any(|service| !service.is_closed() && !powers.may_propose(service).is_empty());
    Ok(Board {
        own,
        to_answer,
        to_sign,
        to_decide,
        asked: asked(tx.connection(), &spheres, (zone, today))?,
        ending,
        endings: endings.len(),
        followed,
        services: services_of_mine,
        listed,
        total,
        may_propose,
        signs_for_others: powers.signs_for_others(),
    })
}

/// Which of these are active, and followed by another of the same bearer in the same service.
fn followed(connection: &mut AnyConnection, of: &[Kept], today: Date) -> Result<HashSet<Id<Clearance>>, Error> {
    let active: Vec<&Kept> =
        of.iter().filter(|kept| state_on(&kept.clearance, today) == ClearanceState::Active).collect();
    let bearers: Vec<Id<Agent>> = active.iter().map(|kept| kept.bearer).collect();
    let held = ending::held(connection, &bearers)?;
    let others = |kept: &Kept| held.get(&(kept.bearer, kept.institution));
    let is_renewed = |kept: &&&Kept| others(kept).is_some_and(|others| is_followed(&kept.clearance, others));
    Ok(active.iter().filter(is_renewed).map(|kept| kept.id).collect())
}

/// What the filter asks for, of what the reader may know of.
fn fitting(spheres: &Spheres, filter: &Filter, today: Date) -> Condition {
    let mut all = spheres.known();
    if let Some(service) = filter.service {
        all = Box::new(all.and(clearance::institution_id.eq(service)));
    }
    if let Some(state) = filter.state {
        all = Box::new(all.and(in_state(state, today)));
    }
    if let Some(day) = filter.ends_on {
        all = Box::new(all.and(clearance::ends_on.eq(Day(day))));
    }
    all
}

/// Those on which observations are asked for that still count. A lifted suspension ends the asking, and time does, which the histories alone
/// know: they are read some at a time until the section is full.
fn asked(
    connection: &mut AnyConnection,
    spheres: &Spheres,
    (zone, today): (&TimeZone, Date),
) -> Result<Vec<(Kept, Date, bool)>, Error> {
    let mut all = Vec::new();
    for turn in 0.. {
        let some = history::found(connection, spheres.asked(today), [turn * SECTION, SECTION])?;
        let ids: Vec<Id<Clearance>> = some.iter().map(|kept| kept.id).collect();
        let histories = history::histories(connection, &ids)?;
        let is_last = some.len() < SECTION;
        all.extend(some.into_iter().filter_map(|kept| {
            let past = histories.get(&kept.id)?;
            past.standing_request(zone, today).map(|asked_on| (kept, asked_on, past.is_answered()))
        }));
        if is_last || all.len() >= SECTION {
            break;
        }
    }
    all.truncate(SECTION);
    Ok(all)
}

/// Whether the reader could give the second signature.
fn could_sign(powers: &Powers<'_>, kept: &Kept, past: &History) -> bool {
    let (Some(service), Some(proposer)) = (powers.services.get(kept.institution), kept.proposed_by) else {
        return false;
    };
    let two = |signed_for| TwoSignatures {
        bearer: kept.bearer,
        proposer,
        proposed_for: past.proposed_for(),
        signer: powers.reader.agent,
        signed_for,
    };
    let capacities = powers.all_for(service, &kept.clearance.functions, Signature::Second);
    capacities.iter().any(|capacity| two(capacity.behalf_id()).check().is_ok())
}

/// One clearance as the reader may know of it.
#[derive(Debug)]
pub struct Sheet {
    /// The clearance.
    pub kept: Kept,
    /// Where.
    pub service: Service,
    /// What was done with it: all of it for its bearer and for those who decide of it; for others with a say in that service who let him in.
    pub history: History,
    /// Whether it is the reader's own.
    pub is_own: bool,
    /// Whether he decides of it.
    pub decides: bool,
    /// Whether he could give the second signature.
    pub could_sign: bool,
    /// Names of those who signed before acts were kept.
    pub names: HashMap<Id<Agent>, String>,
}

/// One clearance.
///
/// # Errors
/// There is none such for this reader.
pub fn sheet(tx: &mut ReadTx<'_>, office: &Office<'_>, id: Id<Clearance>) -> Result<Sheet, Declined<Hurdle>> {
    let services = Services::load(tx.connection())?;
    let (kept, service) = visible(tx.connection(), office, &services, id)?;
    let mut history = history::history(tx.connection(), id)?;
    let powers = Powers::of(tx.connection(), office, &services)?;
    let is_own = kept.bearer == office.reader().agent;
    let decides = powers.decides(&service, &kept.clearance.functions, kept.bearer);
    let could_sign = !is_own && could_sign(&powers, &kept, &history);
    if !is_own && !decides {
        history = history.without_grievances();
    }
    let signatories: Vec<Id<Agent>> = kept.proposed_by.into_iter().chain(kept.signed_by).collect();
    let names = history::names(tx.connection(), &signatories)?;
    if !is_own {
        let shown = if decides { "history" } else { "clearance" };
        office.did(Deed { record: Some(id.to_string()), shown: shown.to_owned(), ..Deed::default() });
    }
    Ok(Sheet { could_sign, decides, is_own, kept, service, history, names })
}

/// The reader's own clearance, whatever its state, for his observations.
///
/// # Errors
/// It isn't his.
pub fn own_sheet(
    tx: &mut ReadTx<'_>,
    office: &Office<'_>,
    id: Id<Clearance>,
) -> Result<(Kept, History), Declined<Hurdle>> {
    let kept = history::find(tx.connection(), id)?.ok_or(Declined::NoSuchRow)?;
    if kept.bearer != office.reader().agent {
        return Err(Declined::NoSuchRow);
    }
    let past = history::history(tx.connection(), id)?;
    Ok((kept, past))
}

/// Somebody in a list to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Identifier.
    pub id: Id<Agent>,
    /// `DUPONT Anne, directrice`
    pub name: String,
}

/// Those who work in a service and whose account is open, by name.
///
/// # Errors
/// The database can't be read.
pub fn people(connection: &mut AnyConnection, of: Id<Institution>) -> Result<Vec<Colleague>, Error> {
    let ids: Vec<Id<Agent>> = agent::table
        .filter(agent::institution_id.eq(of))
        .filter(agent::closed_at.is_null())
        .order((agent::family_name, agent::given_names, agent::id))
        .select(agent::id)
        .load(connection)?;
    let names = history::names(connection, &ids)?;
    Ok(ids.into_iter().map(|id| Colleague { id, name: names.get(&id).cloned().unwrap_or_default() }).collect())
}

/// What the form of a new clearance offers.
#[derive(Debug)]
pub struct Offer {
    /// The services for which the reader may propose.
    pub services: Vec<Service>,
    /// Of the service chosen: its people other than the reader,
    pub people: Vec<Colleague>,
    /// and the functions, each with the basis that the protocol gives.
    pub functions: Vec<(Function, String)>,
}

/// The form of a new clearance.
///
/// # Errors
/// The reader may propose none anywhere, or not for the service named.
pub fn offer(
    tx: &mut ReadTx<'_>,
    office: &Office<'_>,
    chosen: Option<Id<Institution>>,
) -> Result<Offer, Declined<Hurdle>> {
    let services = Services::load(tx.connection())?;
    let powers = Powers::of(tx.connection(), office, &services)?;
    let is_offered = |service: &&Service| !service.is_closed() && !powers.may_propose(service).is_empty();
    let mine: Vec<Service> = services.by_name().into_iter().filter(is_offered).cloned().collect();
    if mine.is_empty() {
        return Err(Declined::NotEntitled);
    }
    let Some(chosen) = chosen else {
        return Ok(Offer { services: mine, people: Vec::new(), functions: Vec::new() });
    };
    let service = mine.iter().find(|service| service.id == chosen).ok_or(Declined::NotEntitled)?;
    let basis = |function: Function| office.agreement().grantor(service.kind, function).map(|rule| rule.words());
    let functions =
        powers.may_propose(service).into_iter().filter_map(|function| Some((function, basis(function)?))).collect();
    let people = people(tx.connection(), chosen)?;
    let people = people.into_iter().filter(|colleague| colleague.id != office.reader().agent).collect();
    Ok(Offer { services: mine, people, functions })
}
