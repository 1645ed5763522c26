//! Reviews: every valid clearance of a service is confirmed, or said to be withdrawn, by a day (house rule). What is to be withdrawn then
//! takes the way of every withdrawal: the person is heard first.

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
    /// Of how many somebody has said something, or there is nothing left to say.
    pub answered: usize,
}

impl Progress {
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
        campaigns.extend(progress(tx.connection(), &services, row)?);
    }
    let open = services.by_name().into_iter().filter(|service| mine.contains(&service.id) && !service.is_closed());
    Ok(Shown { campaigns, services: open.cloned().collect() })
}

fn progress(
    connection: &mut AnyConnection,
    services: &Services,
    (id, institution, due_on): Row,
) -> Result<Option<Progress>, diesel::result::Error> {
    let lines: Vec<(Option<String>, ClearanceState)> = review_line::table
        .inner_join(clearance::table.on(clearance::id.eq(review_line::clearance_id)))
        .filter(review_line::campaign_id.eq(id.to_string()))
        .select((review_line::answer, clearance::state))
        .load(connection)?;
    let Some(service) = services.get(institution).cloned() else { return Ok(None) };
    // What is suspended, withdrawn or ended meanwhile waits for nobody's word any more.
    let waits = |(answer, state): &&(Option<String>, ClearanceState)| {
        answer.as_deref().and_then(Act::from_code).is_none() && *state == ClearanceState::Active
    };
    let answered = lines.len() - lines.iter().filter(waits).count();
    Ok(Some(Progress { id, service, due_on: due_on.0, all: lines.len(), answered }))
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
    review_until(due_on, office.today()).map_err(Declined::Against)?;
    let before: Vec<Row> = review_campaign::table
        .filter(review_campaign::institution_id.eq(of))
        .select((review_campaign::id, review_campaign::institution_id, review_campaign::due_on))
        .load(tx.connection())?;
    for row in before {
        if progress(tx.connection(), &services, row)?.is_some_and(|known| known.answered < known.all) {
            return Err(Declined::Against(Hurdle::ReviewUnderWay));
        }
    }
    let valid: Vec<Kept> = history::of_services(tx.connection(), &[of], &[ClearanceState::Active])?
        .into_iter()
        .filter(|kept| kept.clearance.is_valid_on(office.today()))
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
    /// Whether the reader may say something of it.
    pub may_answer: bool,
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
    let mut lines = Vec::new();
    for kept in history::of_services(tx.connection(), &[service.id], ClearanceState::ALL)? {
        let Some((_, answer)) = rows.iter().find(|(clearance, _)| *clearance == kept.id) else { continue };
        let may_answer = kept.bearer != office.reader().agent
            && kept.clearance.state == ClearanceState::Active
            && !powers.all_for(&service, &kept.clearance.functions, Signature::Second).is_empty();
        lines.push(Line { answer: answer.as_deref().and_then(Act::from_code), may_answer, kept });
    }
    lines.sort_by_key(|line| line.answer.is_some());
    let progress = progress(tx.connection(), &services, row)?.ok_or(Declined::NoSuchRow)?;
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
/// There is no such line for this reader; it is his own; he may not decide of it; or somebody has said something already.
pub fn answer(
    tx: &mut WriteTx<'_>,
    office: &Office<'_>,
    id: Id<Campaign>,
    clearance: Id<Clearance>,
    is_confirmed: bool,
) -> Result<(), Declined<Hurdle>> {
    let services = Services::load(tx.connection())?;
    let (service, _) = of(tx.connection(), office, &services, id)?;
    let kept = history::find(tx.connection(), clearance)?.ok_or(Declined::NoSuchRow)?;
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
    if act.leads(kept.clearance.state).is_none() {
        return Err(Declined::Against(Hurdle::NotPossibleNow));
    }
    let changed = diesel::update(
        review_line::table
            .filter(review_line::campaign_id.eq(id.to_string()))
            .filter(review_line::clearance_id.eq(clearance.to_string()))
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
