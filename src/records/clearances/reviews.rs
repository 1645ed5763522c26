//! Reviews: every valid clearance of a service is confirmed, or said to be withdrawn, by a day (house rule). What is to be withdrawn then
//! takes the way of every withdrawal: the person is heard first.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::civil::Date;

use crate::access::{Declined, Deed, Office, ReadTx, WriteTx};
use crate::db::schema::{clearance, review_campaign, review_line};
use crate::db::{AnyConnection, Day, Moment};
use crate::domain::clearance::{Act, Campaign, Clearance, Hurdle, review_until};
use crate::domain::{ClearanceState, Id, Institution};
use crate::protocol::Signature;

use super::acts::leave;
use super::capacity::{Capacity, Powers};
use super::history::{self, Kept};
use super::lists::{counted, state_on};
use super::services::{Service, Services};

/// A campaign and how far it has come.
#[derive(Debug, Clone)]
pub struct Progress {
    /// Identifier.
    pub id: Id<Campaign>,
    /// Of which service.
    pub service: Service,
    /// By when.
    pub due_on: Date,
    /// How many clearances.
    pub all: usize,
    /// How many are done with: somebody has said something, or what there was to say it of has been withdrawn or has ended.
    pub answered: usize,
}

impl Progress {
    /// Whether it waits for something, and has time left.
    #[must_use]
    pub fn is_under_way(&self, today: Date) -> bool {
        self.answered < self.all && today <= self.due_on
    }

    /// Whether it is past its day with something left.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.answered < self.all && self.due_on < today
    }
}

/// The page of reviews.
#[derive(Debug)]
pub struct Shown {
    /// The campaigns of the services in which the reader has a say, the latest first.
    pub campaigns: Vec<Progress>,
    /// Those services, as far as they serve.
    pub services: Vec<Service>,
}

type Row = (Id<Campaign>, Id<Institution>, Day);

/// The campaigns.
///
/// # Errors
/// The reader has no say anywhere.
pub fn shown(tx: &mut ReadTx<'_>, office: &Office<'_>) -> Result<Shown, Declined<Hurdle>> {
    let services = Services::load(tx.connection())?;
    let powers = Powers::of(tx.connection(), office, &services)?;
    let mine = powers.services();
    if mine.is_empty() {
        return Err(Declined::NotEntitled);
    }
    let ids: Vec<String> = mine.iter().map(ToString::to_string).collect();
    let rows: Vec<Row> = review_campaign::table
        .filter(review_campaign::institution_id.eq_any(ids))
        .order((review_campaign::opened_at.desc(), review_campaign::id))
        .limit(100)
        .select((review_campaign::id, review_campaign::institution_id, review_campaign::due_on))
        .load(tx.connection())?;
    let mut campaigns = Vec::new();
    for row in rows {
        campaigns.extend(progress(tx.connection(), &services, row, office.today())?);
    }
    let open = services.by_name().into_iter().filter(|service| mine.contains(&service.id) && !service.is_closed());
    Ok(Shown { campaigns, services: open.cloned().collect() })
}

fn progress(
    connection: &mut AnyConnection,
    services: &Services,
    (id, institution, due_on): Row,
    today: Date,
) -> Result<Option<Progress>, diesel::result::Error> {
    let lines: Vec<(Option<String>, ClearanceState, Day)> = review_line::table
        .inner_join(clearance::table.on(clearance::id.eq(review_line::clearance_id)))
        .filter(review_line::campaign_id.eq(id.to_string()))
        .select((review_line::answer, clearance::state, clearance::ends_on))
        .load(connection)?;
    let Some(service) = services.get(institution).cloned() else { return Ok(None) };
    let is_done = |(answer, state, ends_on): &&(Option<String>, ClearanceState, Day)| {
        answer.is_some() || has_ended(counted(*state, ends_on.0, today))
    };
    let answered = lines.iter().filter(is_done).count();
    Ok(Some(Progress { id, service, due_on: due_on.0, all: lines.len(), answered }))
}

/// Whether nothing is left to be said of it. A suspension isn't the end: it is decided within a month, and the review takes what it comes to.
const fn has_ended(state: ClearanceState) -> bool {
    matches!(state, ClearanceState::Withdrawn | ClearanceState::Expired)
}

/// Opens a campaign: every clearance that is valid today is on it.
///
/// # Errors
/// The reader has no say there; the service is closed; one is under way; the day isn't fit; or there is nothing to review.
pub fn open(
    tx: &mut WriteTx<'_>,
    office: &Office<'_>,
    of: Id<Institution>,
    due_on: Date,
) -> Result<Id<Campaign>, Declined<Hurdle>> {
    let services = Services::load(tx.connection())?;
    let service = services.get(of).ok_or(Declined::NotEntitled)?;
    let powers = Powers::of(tx.connection(), office, &services)?;
    if !powers.grants_for(service) {
        return Err(Declined::NotEntitled);
    }
    if service.is_closed() {
        return Err(Declined::Against(Hurdle::ServiceClosed));
    }
    let today = office.today();
    review_until(due_on, today).map_err(Declined::Against)?;
    let before: Vec<Row> = review_campaign::table
        .filter(review_campaign::institution_id.eq(of))
        .select((review_campaign::id, review_campaign::institution_id, review_campaign::due_on))
        .load(tx.connection())?;
    for row in before {
        // One whose day has passed stays to be finished, and doesn't keep the service from being reviewed.
        if progress(tx.connection(), &services, row, today)?.is_some_and(|known| known.is_under_way(today)) {
            return Err(Declined::Against(Hurdle::ReviewUnderWay));
        }
    }
    let valid: Vec<Kept> = history::of_services(tx.connection(), &[of], &[ClearanceState::Active])?
        .into_iter()
        .filter(|kept| kept.clearance.is_valid_on(today))
        .collect();
    if valid.is_empty() {
        return Err(Declined::Against(Hurdle::NothingToReview));
    }
    let id: Id<Campaign> = tx.chance().id();
    let behalf = valid.iter().find_map(|kept| {
        let capacities = powers.all_for(service, &kept.clearance.functions, Signature::Second);
        capacities.into_iter().next()
    });
    let capacity = behalf.unwrap_or(Capacity::own());
    diesel::insert_into(review_campaign::table)
        .values((
            review_campaign::id.eq(id.to_string()),
            review_campaign::institution_id.eq(of),
            review_campaign::opened_by.eq(office.reader().agent),
            review_campaign::on_behalf_of.eq(capacity.behalf_id().map(|id| id.to_string())),
            review_campaign::opened_at.eq(Moment(tx.now())),
            review_campaign::due_on.eq(Day(due_on)),
        ))
        .execute(tx.connection())?;
    for kept in &valid {
        diesel::insert_into(review_line::table)
            .values((review_line::campaign_id.eq(id.to_string()), review_line::clearance_id.eq(kept.id.to_string())))
            .execute(tx.connection())?;
    }
    office.did(Deed {
        record: Some(id.to_string()),
        shown: format!("review_opened clearances:{}", valid.len()),
        on_behalf_of: capacity.behalf_name(),
        ..Deed::default()
    });
    Ok(id)
}

/// One line of a campaign.
#[derive(Debug, Clone)]
pub struct Line {
    /// The clearance.
    pub kept: Kept,
    /// What was said of it.
    pub answer: Option<Act>,
    /// Its state as it counts today: what became of it.
    pub state: ClearanceState,
    /// Whether the reader may say something of it.
    pub may_answer: bool,
}

impl Line {
    /// Whether it waits for nobody.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.answer.is_some() || has_ended(self.state)
    }
}

/// One campaign, those without an answer first.
///
/// # Errors
/// There is none such for this reader.
pub fn one(
    tx: &mut ReadTx<'_>,
    office: &Office<'_>,
    id: Id<Campaign>,
) -> Result<(Progress, Vec<Line>), Declined<Hurdle>> {
    let services = Services::load(tx.connection())?;
    let (service, row) = of(tx.connection(), office, &services, id)?;
    let powers = Powers::of(tx.connection(), office, &services)?;
    let rows: Vec<(Id<Clearance>, Option<String>)> = review_line::table
        .filter(review_line::campaign_id.eq(id.to_string()))
        .select((review_line::clearance_id, review_line::answer))
        .load(tx.connection())?;
    let answers: HashMap<Id<Clearance>, Option<Act>> =
        rows.into_iter().map(|(id, answer)| (id, answer.as_deref().and_then(Act::from_code))).collect();
    let ids: Vec<Id<Clearance>> = answers.keys().copied().collect();
    let mut lines = Vec::new();
    for kept in history::these(tx.connection(), &ids)? {
        let answer = answers.get(&kept.id).copied().flatten();
        let state = state_on(&kept.clearance, office.today());
        let may_answer = answer.is_none()
            && Act::Confirmed.leads(state).is_some()
            && powers.decides(&service, &kept.clearance.functions, kept.bearer);
        lines.push(Line { answer, state, may_answer, kept });
    }
    lines.sort_by_key(Line::is_done);
    let progress = progress(tx.connection(), &services, row, office.today())?.ok_or(Declined::NoSuchRow)?;
    Ok((progress, lines))
}

fn of(
    connection: &mut AnyConnection,
    office: &Office<'_>,
    services: &Services,
    id: Id<Campaign>,
) -> Result<(Service, Row), Declined<Hurdle>> {
    let row: Option<Row> = review_campaign::table
        .filter(review_campaign::id.eq(id.to_string()))
        .select((review_campaign::id, review_campaign::institution_id, review_campaign::due_on))
        .first(connection)
        .optional()?;
    let row = row.ok_or(Declined::NoSuchRow)?;
    let service = services.get(row.1).ok_or(Declined::NoSuchRow)?.clone();
    let powers = Powers::of(connection, office, services)?;
    if powers.grants_for(&service) { Ok((service, row)) } else { Err(Declined::NoSuchRow) }
}

/// Says of a clearance that it is confirmed, or to be withdrawn.
///
/// # Errors
/// There is no such line for this reader; it is his own; he may not decide of it; it is suspended or has ended; or somebody has said
/// something already.
pub fn answer(
    tx: &mut WriteTx<'_>,
    office: &Office<'_>,
    id: Id<Campaign>,
    of_clearance: Id<Clearance>,
    is_confirmed: bool,
) -> Result<(), Declined<Hurdle>> {
    let services = Services::load(tx.connection())?;
    let (service, _) = of(tx.connection(), office, &services, id)?;
    let kept = history::find(tx.connection(), of_clearance)?.ok_or(Declined::NoSuchRow)?;
    if kept.bearer == office.reader().agent {
        return Err(Declined::Against(Hurdle::OwnClearance));
    }
    let powers = Powers::of(tx.connection(), office, &services)?;
    let capacities = powers.all_for(&service, &kept.clearance.functions, Signature::Second);
    let capacity = capacities
        .iter()
        .find(|capacity| capacity.behalf_id() != Some(kept.bearer))
        .ok_or(if capacities.is_empty() { Declined::NotEntitled } else { Declined::Against(Hurdle::OwnClearance) })?;
    let act = if is_confirmed { Act::Confirmed } else { Act::Doubted };
    if act.leads(state_on(&kept.clearance, office.today())).is_none() {
        return Err(Declined::Against(Hurdle::NotPossibleNow));
    }
    let changed = diesel::update(
        review_line::table
            .filter(review_line::campaign_id.eq(id.to_string()))
            .filter(review_line::clearance_id.eq(of_clearance.to_string()))
            .filter(review_line::answer.is_null()),
    )
    .set((
        review_line::answer.eq(Some(act.code())),
        review_line::answered_by.eq(Some(office.reader().agent.to_string())),
        review_line::answered_at.eq(Some(Moment(tx.now()))),
    ))
    .execute(tx.connection())?;
    if changed != 1 {
        return Err(Declined::NoSuchRow);
    }
    Ok(leave(tx, office, &kept, act, capacity, "")?)
}
