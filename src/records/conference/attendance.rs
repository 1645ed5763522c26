//! Who presides, and who was there: in the room, from afar, represented, absent. Professional data, nothing about a person.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::access::{Conduct, Reject, WriteTx};
use crate::db::schema::{agent, attendance, sitting};
use crate::db::{AnyConnection, Error, Moment, on_engine};
use crate::domain::conference::{Obstacle, Presence, SeatRole, Step};
use crate::domain::{Agent, Id, Institution, Sitting};
use crate::journal::Operation;

use super::commissions::{self, Colleague};
use super::invitations;
use super::item::Invited;
use super::sittings::{self, Kept, conducted};

/// Somebody invited, and how he was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attended {
    /// Which service.
    pub institution: Id<Institution>,
    /// Whom of it, by identifier; empty where the service as such.
    pub agent: String,
    /// His name, where he was invited by name.
    pub name: Option<String>,
    /// How; nothing where nobody noted it yet.
    pub presence: Option<Presence>,
    /// Represented by whom, or absent why.
    pub detail: String,
}

type Row = (Id<Institution>, String, Presence, String);

fn noted(connection: &mut AnyConnection, of: Id<Sitting>) -> Result<Vec<Row>, Error> {
    let query = attendance::table.filter(attendance::sitting_id.eq(of)).select((
        attendance::institution_id,
        attendance::agent_id,
        attendance::presence,
        attendance::detail,
    ));
    Ok(on_engine!(connection, |c| query.load(c))?)
}

fn join(
    connection: &mut AnyConnection,
    of: Id<Sitting>,
    invited: Vec<(Id<Institution>, String)>,
) -> Result<Vec<Attended>, Error> {
    let rows = noted(connection, of)?;
    let named: Vec<Id<Agent>> = invited.iter().filter_map(|(_, agent)| Id::parse(agent)).collect();
    let names = names(connection, &named)?;
    Ok(invited
        .into_iter()
        .map(|(institution, agent)| {
            let row = rows.iter().find(|(known, who, ..)| *known == institution && *who == agent);
            Attended {
                institution,
                name: names.iter().find(|(id, _)| id.to_string() == agent).map(|(_, name)| name.clone()),
                presence: row.map(|(_, _, presence, _)| *presence),
                detail: row.map(|(.., detail)| detail.clone()).unwrap_or_default(),
                agent,
            }
        })
        .collect())
}

/// `DUPONT Anne, directrice`, by identifier.
///
/// # Errors
/// The database can't be read.
pub fn names(connection: &mut AnyConnection, of: &[Id<Agent>]) -> Result<Vec<(Id<Agent>, String)>, Error> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let of: Vec<String> = of.iter().map(ToString::to_string).collect();
    let rows: Vec<(Id<Agent>, String, String, String)> = agent::table
        .filter(agent::id.eq_any(&of))
        .select((agent::id, agent::family_name, agent::given_names, agent::quality))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, family, given, quality)| (id, super::papers::signature(&family, &given, &quality)))
        .collect())
}

/// Who presides, as minutes say it.
///
/// # Errors
/// The database can't be read.
pub fn chair(connection: &mut AnyConnection, of: &Kept) -> Result<Option<String>, Error> {
    let Some(chair) = of.chair else { return Ok(None) };
    Ok(names(connection, &[chair])?.pop().map(|(_, name)| name))
}

/// The attendance of those invited to one item, and of nobody else.
///
/// # Errors
/// The database can't be read.
pub fn of_item(connection: &mut AnyConnection, of: Id<Sitting>, invited: &[Invited]) -> Result<Vec<Attended>, Error> {
    join(connection, of, invited.iter().map(|guest| (guest.institution, guest.agent.clone())).collect())
}

/// The attendance of everybody invited to any item of the sitting: for those who keep its minutes.
///
/// # Errors
/// The database can't be read.
pub fn of_sitting(connection: &mut AnyConnection, of: Id<Sitting>) -> Result<Vec<Attended>, Error> {
    let mut invited: Vec<(Id<Institution>, String)> = Vec::new();
    let mut standing = invitations::standing(connection, of)?;
    standing.sort_by(|a, b| {
        (a.kind, a.institution.to_string(), &a.agent).cmp(&(b.kind, b.institution.to_string(), &b.agent))
    });
    for guest in standing {
        let key = (guest.institution, guest.agent);
        if !invited.contains(&key) {
            invited.push(key);
        }
    }
    join(connection, of, invited)
}

/// Who may preside a sitting on that day: whoever holds a valid clearance for a seat of the chair, or of its representation.
///
/// # Errors
/// The database can't be read.
pub fn presidents(connection: &mut AnyConnection, of: &Kept, today: Date) -> Result<Vec<Colleague>, Error> {
    let seats = commissions::seats(connection, of.commission, today)?;
    let mut there = commissions::colleagues(connection, &[of.host], today)?;
    let role = |colleague: &Colleague| {
        seats
            .iter()
            .filter(|seat| seat.role != SeatRole::Member && seat.institution == colleague.institution)
            .filter(|seat| colleague.has(seat.function))
            .map(|seat| seat.role)
            .min()
    };
    there.retain(|colleague| role(colleague).is_some());
    there.sort_by_key(role);
    Ok(there)
}

/// Opens the sitting being conducted; that person presides.
///
/// # Errors
/// It isn't convoked, or was opened; that person holds no valid clearance for such a seat.
pub fn open(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, chair: Id<Agent>) -> Result<(), Reject> {
    let kept = conducted(tx, conduct)?;
    kept.state.after(Step::Open)?;
    let today = conduct.reader().zone.to_datetime(tx.now()).date();
    if !presidents(tx.connection(), &kept, today)?.iter().any(|colleague| colleague.id == chair) {
        return Err(Obstacle::ChairNeeded.into());
    }
    sittings::advance(tx, conduct, Step::Open)?;
    diesel::update(sitting::table.filter(sitting::id.eq(kept.id)))
        .set(sitting::chair_id.eq(Some(chair.to_string())))
        .execute(tx.connection())?;
    Ok(())
}

/// How somebody invited was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPresence {
    /// Which service.
    pub institution: Id<Institution>,
    /// Whom of it, by identifier; empty where the service as such.
    pub agent: String,
    /// How.
    pub presence: Presence,
    /// Represented by whom, or absent why; never about a person who is followed.
    pub detail: String,
}

/// Notes the attendance of the sitting being conducted, all at once. What is noted already and unchanged stays as it is.
///
/// # Errors
/// The minutes can't be written now; somebody isn't invited to any item; it isn't said who represents, or why somebody is absent.
pub fn note(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, new: &[NewPresence]) -> Result<(), Reject> {
    let kept = conducted(tx, conduct)?;
    kept.state.takes_minutes()?;
    let known = of_sitting(tx.connection(), kept.id)?;
    let now = Moment(tx.now());
    let mut changed = false;
    for new in new {
        let before = known.iter().find(|row| row.institution == new.institution && row.agent == new.agent);
        let before = before.ok_or(Obstacle::NotInvited)?;
        if needs_detail(new.presence) && new.detail.is_empty() {
            return Err(Obstacle::DetailNeeded.into());
        }
        if before.presence == Some(new.presence) && before.detail == new.detail {
            continue;
        }
        changed = true;
        if before.presence.is_none() {
            diesel::insert_into(attendance::table)
                .values((
                    attendance::sitting_id.eq(kept.id),
                    attendance::institution_id.eq(new.institution),
                    attendance::agent_id.eq(&new.agent),
                    attendance::presence.eq(new.presence),
                    attendance::detail.eq(&new.detail),
                    attendance::noted_by.eq(conduct.reader().agent),
                    attendance::noted_at.eq(now),
                ))
                .execute(tx.connection())?;
        } else {
            let row = attendance::table
                .filter(attendance::sitting_id.eq(kept.id))
                .filter(attendance::institution_id.eq(new.institution))
                .filter(attendance::agent_id.eq(&new.agent));
            diesel::update(row)
                .set((
                    attendance::presence.eq(new.presence),
                    attendance::detail.eq(&new.detail),
                    attendance::noted_by.eq(conduct.reader().agent),
                    attendance::noted_at.eq(now),
                ))
                .execute(tx.connection())?;
        }
    }
    if changed {
        conduct.arranged(Operation::Modification, &kept.id.to_string());
    }
    Ok(())
}

/// Whether it must be said by whom, or why.
#[must_use]
pub const fn needs_detail(presence: Presence) -> bool {
    matches!(presence, Presence::Represented | Presence::Absent)
}
