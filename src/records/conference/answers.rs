//! Actions: what an item ended with, who has to do it, by when, and what became of it.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;

use super::papers::{self, ActionRow, signature};
use crate::access::{Grant, Permit, ReadTx, Reject, SealedPayload, View, WriteTx};
use crate::db::schema::{action, agenda_item, agent, commission, sitting};
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::conference::{ActionState, Obstacle};
use crate::domain::{Action, AgendaItem, Agent, Commission, Field, Id, Institution, Person, Sitting, Value};
use crate::records::people;

/// An action as kept, and where it comes from.
pub struct Raw {
    /// The action.
    pub row: ActionRow,
    /// Of which sitting.
    pub sitting: Id<Sitting>,
    /// When that began.
    pub held_at: Timestamp,
    /// Of which commission.
    pub commission: Id<Commission>,
    /// Whose that is.
    pub host: Id<Institution>,
    who: Option<String>,
    answered_by: Option<String>,
}

/// An action as its reader may see it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "as of `Raw` and `ActionRow`")]
pub struct Line {
    pub id: Id<Action>,
    pub item: Id<AgendaItem>,
    pub sitting: Id<Sitting>,
    pub held_at: Timestamp,
    pub host: Id<Institution>,
    pub person: Id<Person>,
    pub institution: Id<Institution>,
    pub agent: Option<Id<Agent>>,
    pub who: Option<String>,
    pub due_on: Date,
    pub state: ActionState,
    pub text: Option<Value>,
    pub answer: Option<Value>,
    pub answered_at: Option<Timestamp>,
    pub answered_by: Option<String>,
}

impl Line {
    /// Whether it is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == ActionState::Open
    }

    /// Whether it is still to be done, and should have been before that day.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.is_open() && self.due_on < today
    }
}

impl Raw {
    /// What of it this grant shows: nothing where the reader doesn't sit at the table of its item.
    ///
    /// # Errors
    /// The row is about somebody else.
    pub fn open(&self, grant: &Grant) -> Result<Option<Line>, Error> {
        let Some(view) = grant.view(&self.row.paper)? else { return Ok(None) };
        let answer = match &self.row.answer {
            Some(paper) => grant.view(paper)?,
            None => None,
        };
        let row = &self.row;
        Ok(Some(Line {
            id: row.id,
            item: row.item,
            sitting: self.sitting,
            held_at: self.held_at,
            host: self.host,
            person: row.person,
            institution: row.institution,
            agent: row.agent,
            who: self.who.clone(),
            due_on: row.due_on,
            state: row.state,
            text: view.value(Field::ActionText).cloned(),
            answer: answer.and_then(|view| view.value(Field::ActionAnswer).cloned()),
            answered_at: row.answered_at,
            answered_by: self.answered_by.clone(),
        }))
    }
}

/// Every action about these people, with its sitting, the first due first.
///
/// # Errors
/// The database can't be read.
pub fn about(connection: &mut AnyConnection, people: &[Id<Person>]) -> Result<Vec<Raw>, Error> {
    let rows = papers::actions(connection, people)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let items: Vec<String> = rows.iter().map(|row| row.item.to_string()).collect();
    type Origin = (Id<AgendaItem>, Id<Sitting>, Moment, Id<Commission>, Id<Institution>);
    let origins: Vec<Origin> = agenda_item::table
        .inner_join(sitting::table.inner_join(commission::table))
        .filter(agenda_item::id.eq_any(&items))
        .select((agenda_item::id, sitting::id, sitting::starts_at, commission::id, commission::institution_id))
        .load(connection)?;
    let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    let answered: Vec<(Id<Action>, Option<String>)> =
        action::table.filter(action::id.eq_any(&ids)).select((action::id, action::answered_by)).load(connection)?;
    let answered: HashMap<Id<Action>, Option<String>> = answered.into_iter().collect();
    let mut named: Vec<String> = rows.iter().filter_map(|row| row.agent).map(|agent| agent.to_string()).collect();
    named.extend(answered.values().flatten().cloned());
    let agents: Vec<(String, String, String, String)> = agent::table
        .filter(agent::id.eq_any(&named))
        .select((agent::id, agent::family_name, agent::given_names, agent::quality))
        .load(connection)?;
    let agents: HashMap<String, String> =
        agents.into_iter().map(|(id, family, given, quality)| (id, signature(&family, &given, &quality))).collect();
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let (_, sitting, held_at, commission, host) = origins.iter().find(|origin| origin.0 == row.item)?;
            Some(Raw {
                who: row.agent.and_then(|agent| agents.get(&agent.to_string()).cloned()),
                answered_by: answered.get(&row.id).cloned().flatten().and_then(|by| agents.get(&by).cloned()),
                sitting: *sitting,
                held_at: held_at.0,
                commission: *commission,
                host: *host,
                row,
            })
        })
        .collect())
}

/// The open actions about the people of a list, each with whom it is about: those that `wanted` picks.
///
/// # Errors
/// The database can't be read.
pub fn of_list(
    tx: &mut ReadTx<'_>,
    grants: &[Grant],
    wanted: impl Fn(&Raw) -> bool,
) -> Result<Vec<(Line, Option<View>)>, Error> {
    let subjects: Vec<Id<Person>> = grants.iter().map(Grant::subject).collect();
    let mut lines = Vec::new();
    let raw = about(tx.connection(), &subjects)?;
    for action in raw.iter().filter(|raw| raw.row.state == ActionState::Open && wanted(raw)) {
        let Some(grant) = grants.iter().find(|grant| grant.subject() == action.row.person) else { continue };
        if let Some(line) = action.open(grant)? {
            let identity = people::name(tx, grant)?;
            lines.push((line, identity));
        }
    }
    Ok(lines)
}

/// The item that an action comes from.
///
/// # Errors
/// The database can't be read.
pub fn item_of(connection: &mut AnyConnection, of: Id<Action>) -> Result<Option<Id<AgendaItem>>, Error> {
    Ok(action::table.filter(action::id.eq(of)).select(action::item_id).first(connection).optional()?)
}

/// What is answered to an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Done, or abandoned.
    pub is_done: bool,
    /// What became of it; why it was abandoned.
    pub text: String,
}

/// Answers an action: by the service that has to do it, whoever of it is named. With the last one done the service's tie to the
/// item ends as the minutes say, in the same transaction.
///
/// # Errors
/// It is another service's; it was answered already; it is abandoned without a reason.
pub fn answer(tx: &mut WriteTx<'_>, permit: &Permit<'_>, of: Id<Action>, answer: &Answer) -> Result<(), Reject> {
    let found: Option<(Id<AgendaItem>, Id<Person>, Id<Institution>, ActionState)> = action::table
        .filter(action::id.eq(of))
        .select((action::item_id, action::person_id, action::institution_id, action::state))
        .first(tx.connection())
        .optional()?;
    let (item, person, institution, state) = found.ok_or(Reject::NoSuchRow)?;
    if person != permit.subject() {
        return Err(Reject::NoSuchRow);
    }
    if institution != permit.reader().institution {
        return Err(Obstacle::NotTheirAction.into());
    }
    if state != ActionState::Open {
        return Err(Obstacle::AlreadyAnswered.into());
    }
    let text = answer.text.trim();
    if text.is_empty() && !answer.is_done {
        return Err(Obstacle::AnswerNeeded.into());
    }
    permit.contribute(item, &of.to_string())?;
    let payload = (!text.is_empty())
        .then(|| SealedPayload::new(&BTreeMap::from([(Field::ActionAnswer, Value::Prose(text.to_owned()))])));
    let now = Some(Moment(tx.now()));
    diesel::update(action::table.filter(action::id.eq(of)))
        .set((
            action::state.eq(if answer.is_done { ActionState::Done } else { ActionState::Abandoned }),
            action::answer.eq(payload),
            action::answered_by.eq(Some(permit.reader().agent.to_string())),
            action::answered_at.eq(now),
        ))
        .execute(tx.connection())?;
    Ok(())
}
