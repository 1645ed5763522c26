//! A sitting as its one page shows it: the agenda as far as the reader may see it, who is invited, who has contributed.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::{Grant, ReadTx, Reader, Table};
use crate::db::schema::{agenda_item, attendance, contribution};
use crate::db::{AnyConnection, Error};
use crate::domain::conference::Because;
use crate::domain::{AgendaItem, Agent, CommissionKind, Field, Id, Institution, Person, Sitting, Value};
use crate::records::people::{Line, lines_of};

use super::commissions::{self, Colleague, Seat};
use super::invitations::{self, Invitation};
use super::papers;
use super::sittings::{self, Kept};

/// An item of the agenda, as its reader may see it.
#[derive(Debug, Clone)]
pub struct Point {
    /// Identifier.
    pub id: Id<AgendaItem>,
    /// About whom.
    pub line: Line,
    /// The theme's code, where it may be seen.
    pub theme: Option<String>,
    /// The object, where it may be seen.
    pub object: Option<String>,
    /// Why it is there.
    pub because: Because,
    /// A code that says more.
    pub reason: String,
    /// Who is invited.
    pub invitations: Vec<Invitation>,
    /// Which services have contributed: all of them for the host, else the reader's own.
    pub contributed: Vec<Id<Institution>>,
}

/// A sitting, as its reader may see it.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The sitting.
    pub kept: Kept,
    /// Of which kind of commission.
    pub kind: CommissionKind,
    /// Whether somebody's attendance was noted.
    pub attended: bool,
    /// Whether the reader's service is the commission's own.
    pub is_host: bool,
    /// Whether he keeps the agenda.
    pub conducts: bool,
    /// The commission's seats on its day.
    pub seats: Vec<Seat>,
    /// Those who may sit there, or were invited by name.
    pub colleagues: Vec<Colleague>,
    /// The items that he may see, in order.
    pub points: Vec<Point>,
}

impl Sheet {
    /// How somebody invited by name is called; nothing of who isn't cleared any more.
    #[must_use]
    pub fn named(&self, agent: &str) -> Option<String> {
        let id: Id<Agent> = Id::parse(agent)?;
        self.colleagues.iter().find(|colleague| colleague.id == id).map(Colleague::label)
    }
}

fn contributions(
    connection: &mut AnyConnection,
    of: Id<Sitting>,
) -> Result<Vec<(Id<AgendaItem>, Id<Institution>)>, Error> {
    Ok(contribution::table
        .inner_join(agenda_item::table.on(agenda_item::id.eq(contribution::item_id)))
        .filter(agenda_item::sitting_id.eq(of))
        .select((agenda_item::id, contribution::institution_id))
        .load(connection)?)
}

/// Reads it.
///
/// # Errors
/// The database can't be read, or the sitting isn't there.
pub fn read(tx: &mut ReadTx<'_>, table: &Table, reader: &Reader) -> Result<Sheet, Error> {
    let kept = sittings::find(tx.connection(), table.sitting)?.ok_or(Error::Damaged("a table without a sitting"))?;
    let today = reader.zone.to_datetime(tx.now()).date();
    let seats = commissions::seats(tx.connection(), table.commission, today)?;
    let mut standing: HashMap<Id<AgendaItem>, Vec<Invitation>> = HashMap::new();
    for invitation in invitations::standing(tx.connection(), table.sitting)? {
        standing.entry(invitation.item).or_default().push(invitation);
    }
    let mut given: HashMap<Id<AgendaItem>, Vec<Id<Institution>>> = HashMap::new();
    for (item, by) in contributions(tx.connection(), table.sitting)? {
        if table.is_host || by == reader.institution {
            given.entry(item).or_default().push(by);
        }
    }
    let grants: Vec<&Grant> = table.items.iter().map(|(_, grant)| grant).collect();
    let mut lines: HashMap<Id<Person>, Line> =
        lines_of(tx, &grants)?.into_iter().map(|line| (line.person, line)).collect();
    let mut rows: HashMap<Id<AgendaItem>, papers::ItemRow> =
        papers::items(tx.connection(), table.sitting, table.host)?.into_iter().map(|row| (row.id, row)).collect();
    let mut points = Vec::with_capacity(table.items.len());
    for (id, grant) in &table.items {
        let (Some(row), Some(line)) = (rows.remove(id), lines.remove(&grant.subject())) else { continue };
        let heading = grant.view(&row.heading)?;
        let shown = |field| heading.as_ref().and_then(|view| view.value(field)).map(Value::code);
        points.push(Point {
            id: *id,
            line,
            theme: shown(Field::CpuTheme),
            object: shown(Field::CpuObject),
            because: row.because,
            reason: row.reason,
            invitations: standing.remove(id).unwrap_or_default(),
            contributed: given.remove(id).unwrap_or_default(),
        });
    }
    let named = points.iter().flat_map(|point| &point.invitations).filter(|invitation| !invitation.agent.is_empty());
    let mut services: Vec<Id<Institution>> = named.map(|invitation| invitation.institution).collect();
    if table.is_host {
        services.extend(seats.iter().map(|seat| seat.institution));
    }
    services.sort_by_key(ToString::to_string);
    services.dedup();
    let colleagues = commissions::colleagues(tx.connection(), &services, today)?;
    let kind = commissions::find(tx.connection(), table.commission)?.map_or(CommissionKind::Cpu, |body| body.kind);
    let noted: i64 =
        attendance::table.filter(attendance::sitting_id.eq(table.sitting)).count().get_result(tx.connection())?;
    let (is_host, conducts, attended) = (table.is_host, table.conducts, noted > 0);
    Ok(Sheet { kept, kind, attended, is_host, conducts, seats, colleagues, points })
}
