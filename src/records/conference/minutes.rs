//! The minutes of a sitting: who sends them round, who validates them, and what each reader finds in them.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use super::answers::{self, Line};
use super::attendance as noted;
use super::papers::{self, ItemRow};
use super::seals;
use super::sittings::{self, Kept};
use crate::access::{Conduct, Grant, ReadTx, Reader, Reject, Table, View, WriteTx};
use crate::db::schema::{attendance, sitting};
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::conference::{Competence, Obstacle, Presence, SittingState};
use crate::domain::{AgendaItem, Agent, Field, Function, Id, Institution, Person, Sitting};
use crate::records::people;

/// How long remarks may be awaited at most (house rule).
const LONGEST_TERM: SignedDuration = SignedDuration::from_hours(24 * 92);

/// Keeps until when remarks are awaited.
///
/// # Errors
/// That moment is past, or too far.
pub fn await_remarks(tx: &mut WriteTx<'_>, of: Id<Sitting>, until: Timestamp) -> Result<(), Reject> {
    if until <= tx.now() || until.duration_since(tx.now()) > LONGEST_TERM {
        return Err(Obstacle::TermInThePast.into());
    }
    diesel::update(sitting::table.filter(sitting::id.eq(of)))
        .set(sitting::remarks_until.eq(Some(Moment(until))))
        .execute(tx.connection())?;
    Ok(())
}

/// Whether this reader may validate these minutes: whoever presided, or the head of the prison (circular of 18 June 2012).
///
/// # Errors
/// Nobody presided; or he is neither.
pub fn may_validate(kept: &Kept, reader: &Reader) -> Result<(), Obstacle> {
    let chair = kept.chair.ok_or(Obstacle::NoChair)?;
    let is_head = reader.clearance.as_ref().is_some_and(|clearance| clearance.functions.contains(&Function::Head));
    if chair == reader.agent || (is_head && reader.institution == kept.host) {
        return Ok(());
    }
    Err(Obstacle::NotTheChair)
}

/// Checks that the sitting being conducted can be sealed by this reader. Gives it as it stands.
///
/// # Errors
/// The step isn't possible, nobody presided, or somebody else did.
pub fn to_be_sealed(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>) -> Result<Kept, Reject> {
    let kept = sittings::conducted(tx, conduct)?;
    kept.state.after(crate::domain::conference::Step::Seal)?;
    may_validate(&kept, conduct.reader())?;
    Ok(kept)
}

/// What an item's minutes say, as its reader may see it.
#[derive(Debug)]
pub struct ItemMinutes {
    /// Which item.
    pub item: Id<AgendaItem>,
    /// About whom.
    pub person: Id<Person>,
    /// His own row.
    pub identity: Option<View>,
    /// Theme and object.
    pub heading: Option<View>,
    /// The synthesis.
    pub synthesis: Option<View>,
    /// The opinions.
    pub opinions: Vec<View>,
    /// The decision, and by what right it was taken.
    pub decision: Option<(View, Competence)>,
    /// The actions that it ended with.
    pub actions: Vec<Line>,
    /// Remarks, addenda, and what is left of earlier items.
    pub notes: Notes,
}

/// What surrounds the minutes of an item, as its reader may see it.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// Remarks made while the minutes went round.
    pub remarks: Vec<View>,
    /// What was said after the seal.
    pub addenda: Vec<View>,
    /// The hash of the item, once sealed.
    pub leaf: Option<Vec<u8>>,
    /// Open actions about the same person from earlier items at whose table the reader sits.
    pub earlier: Vec<Line>,
}

/// Somebody who was there, or wasn't: professional data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attended {
    /// Of which service.
    pub institution: Id<Institution>,
    /// Who: name and quality; the service as such if empty.
    pub who: String,
    /// How.
    pub presence: Presence,
    /// By whom represented, or why absent.
    pub detail: String,
}

/// The minutes of a sitting, as far as the reader may see it.
#[derive(Debug)]
pub struct Minutes {
    /// The sitting.
    pub kept: Kept,
    /// Who presided: name and quality.
    pub chair: Option<String>,
    /// Who validated.
    pub sealed_by: Option<String>,
    /// Who was there, of those invited to one of these items; the host sees all.
    pub attendance: Vec<Attended>,
    /// The items.
    pub items: Vec<ItemMinutes>,
}

/// Reads the minutes at this table.
///
/// # Errors
/// The database can't be read.
pub fn read(tx: &mut ReadTx<'_>, table: &Table) -> Result<Minutes, Error> {
    let kept = sittings::find(tx.connection(), table.sitting)?.ok_or(Error::Damaged("a sitting is gone"))?;
    let rows = papers::items(tx.connection(), table.sitting, table.host)?;
    let about: Vec<Id<Person>> = table.items.iter().map(|(_, grant)| grant.subject()).collect();
    let actions = answers::about(tx.connection(), &about)?;
    let mut items = Vec::with_capacity(table.items.len());
    for (id, grant) in &table.items {
        if let Some(row) = rows.iter().find(|row| row.id == *id) {
            items.push(item(tx, grant, row, &actions)?);
        }
    }
    let there = attendance(tx.connection(), table)?;
    let chair = noted::chair(tx.connection(), &kept)?;
    let sealed_by: Vec<Id<Agent>> = kept.sealed_by.into_iter().collect();
    let sealed_by = noted::names(tx.connection(), &sealed_by)?.pop().map(|(_, name)| name);
    Ok(Minutes { chair, sealed_by, attendance: there, items, kept })
}

/// Reads what the minutes say of one item.
///
/// # Errors
/// The database can't be read.
pub fn item(tx: &mut ReadTx<'_>, grant: &Grant, row: &ItemRow, actions: &[answers::Raw]) -> Result<ItemMinutes, Error> {
    let identity = people::name(tx, grant)?;
    let connection = tx.connection();
    let synthesis = match papers::synthesis_of(connection, row.id)? {
        Some(paper) => grant.view(&paper)?,
        None => None,
    };
    let decision = match papers::decision_of(connection, row.id)? {
        Some(found) => grant.view(&found.paper)?.map(|view| (view, found.competence)),
        None => None,
    };
    let opinions = views(grant, &papers::opinions(connection, row.id)?)?;
    let mut own = Vec::new();
    for action in actions.iter().filter(|action| action.row.item == row.id) {
        own.extend(action.open(grant)?);
    }
    Ok(ItemMinutes {
        item: row.id,
        person: row.person,
        identity,
        heading: grant.view(&row.heading)?,
        synthesis,
        opinions,
        decision,
        actions: own,
        notes: notes(tx, grant, row.id, actions)?,
    })
}

fn views(grant: &Grant, rows: &[papers::Paper]) -> Result<Vec<View>, Error> {
    rows.iter().filter_map(|paper| grant.view(paper).transpose()).collect()
}

/// Reads what surrounds the minutes of an item; `actions` are those about its person ([`answers::about`]).
///
/// # Errors
/// The database can't be read.
pub fn notes(
    tx: &mut ReadTx<'_>,
    grant: &Grant,
    item: Id<AgendaItem>,
    actions: &[answers::Raw],
) -> Result<Notes, Error> {
    let connection = tx.connection();
    let mut earlier = Vec::new();
    for action in actions.iter().filter(|action| action.row.person == grant.subject() && action.row.item != item) {
        earlier.extend(action.open(grant)?.filter(Line::is_open));
    }
    Ok(Notes {
        remarks: views(grant, &papers::remarks(connection, item)?)?,
        addenda: views(grant, &papers::addenda(connection, item)?)?,
        leaf: seals::leaf(connection, item)?,
        earlier,
    })
}

/// Who was there, of those invited to one of the reader's items: that somebody else came tells of items that aren't his.
fn attendance(connection: &mut AnyConnection, table: &Table) -> Result<Vec<Attended>, Error> {
    let items: Vec<Id<AgendaItem>> = table.items.iter().map(|(item, _)| *item).collect();
    let invited = super::invitations::standing(connection, table.sitting)?;
    let may_know = |institution: Id<Institution>, agent: &str| {
        institution == table.host
            || invited.iter().any(|invitation| {
                items.contains(&invitation.item)
                    && invitation.institution == institution
                    && (invitation.agent.is_empty() || agent.is_empty() || invitation.agent == agent)
            })
    };
    let mut rows: Vec<(Id<Institution>, String, Presence, String)> = attendance::table
        .filter(attendance::sitting_id.eq(table.sitting))
        .order((attendance::institution_id, attendance::agent_id))
        .select((attendance::institution_id, attendance::agent_id, attendance::presence, attendance::detail))
        .load(connection)?;
    rows.retain(|(institution, agent, ..)| table.is_host || may_know(*institution, agent));
    let named: Vec<Id<Agent>> = rows.iter().filter_map(|(_, agent, ..)| Id::parse(agent)).collect();
    let names = noted::names(connection, &named)?;
    let name = |agent: &str| names.iter().find(|(id, _)| id.to_string() == agent).map(|(_, name)| name.clone());
    Ok(rows
        .into_iter()
        .map(|(institution, agent, presence, detail)| Attended {
            institution,
            who: name(&agent).unwrap_or_default(),
            presence,
            detail,
        })
        .collect())
}

/// What is still missing in minutes that are about to be sealed: the numbers of the items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// Without a synthesis.
    pub synthesis: Vec<usize>,
    /// Without a decision.
    pub decision: Vec<usize>,
    /// With a remark made after the synthesis was last written.
    pub remarks: Vec<usize>,
}

impl Minutes {
    /// What is missing.
    #[must_use]
    pub fn missing(&self) -> Missing {
        let mut missing = Missing::default();
        for (number, item) in (1..).zip(&self.items) {
            let written = item.synthesis.as_ref().filter(|view| view.value(Field::Synthesis).is_some());
            if written.is_none() {
                missing.synthesis.push(number);
            }
            if item.decision.is_none() {
                missing.decision.push(number);
            }
            let at = written.and_then(|view| view.recorded_at);
            if item.notes.remarks.iter().any(|remark| remark.recorded_at > at) {
                missing.remarks.push(number);
            }
        }
        missing
    }

    /// Whether the minutes are sealed.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.kept.state == SittingState::Sealed
    }
}
