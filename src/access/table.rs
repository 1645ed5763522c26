//! Around one table: what of a sitting a reader may see, and the sittings in which he has an item.
//!
//! Everything hangs on ties of kind `item`. Items are numbered and counted after filtering, so that an agenda which differs
//! only in items that aren't the reader's is the same agenda to him.

use std::collections::BTreeSet;
use std::sync::Arc;

use diesel::prelude::*;
use jiff::Timestamp;

use crate::db::schema::{agenda_item, commission, sitting, tie};
use crate::db::{self, AnyConnection, Day, Moment, on_engine};
use crate::domain::conference::seat::keeps_the_agenda;
use crate::domain::{AgendaItem, Commission, Id, Institution, Person, Sitting, TieKind};
use crate::journal::{Entry, Operation};

use super::consult::{Asked, Consulted, ReadTx, Refusal, outcome};
use super::door::{Door, Error};
use super::entries::Draft;
use super::grant::Grant;
use super::reader::Reader;

/// A sitting, as far as the reader may see it.
#[derive(Debug)]
pub struct Table {
    /// Which sitting.
    pub sitting: Id<Sitting>,
    /// Of which commission.
    pub commission: Id<Commission>,
    /// The commission's own institution.
    pub host: Id<Institution>,
    /// Whether the reader's service is the commission's own.
    pub is_host: bool,
    /// Whether the reader keeps its agenda and minutes.
    pub conducts: bool,
    /// The items that he may see, in the agenda's order, each with what he may see of its person.
    pub items: Vec<(Id<AgendaItem>, Grant)>,
}

impl Table {
    /// The item's number in the reader's own agenda, from 1.
    #[must_use]
    pub fn number(&self, item: Id<AgendaItem>) -> Option<usize> {
        self.items.iter().position(|(known, _)| *known == item).map(|at| at + 1)
    }

    /// The item before and the item after, in the reader's own agenda.
    #[must_use]
    pub fn neighbours(&self, item: Id<AgendaItem>) -> (Option<Id<AgendaItem>>, Option<Id<AgendaItem>>) {
        let Some(at) = self.items.iter().position(|(known, _)| *known == item) else { return (None, None) };
        let id = |position: Option<usize>| position.and_then(|at| self.items.get(at)).map(|(id, _)| *id);
        (id(at.checked_sub(1)), id(at.checked_add(1)))
    }
}

/// Which sittings a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sittings {
    /// Those that begin at that moment or later, the first first.
    From(Timestamp),
    /// Those that began before it, the last first.
    Before(Timestamp),
}

/// The items that the reader may see of a sitting, in its order: one query, the same for a sitting that doesn't exist.
fn visible(
    connection: &mut AnyConnection,
    reader: &Reader,
    of: Id<Sitting>,
    today: jiff::civil::Date,
) -> Result<Vec<(Id<AgendaItem>, Id<Person>)>, db::Error> {
    let query = agenda_item::table
        .inner_join(
            tie::table.on(tie::record_id
                .eq(agenda_item::id)
                .and(tie::person_id.eq(agenda_item::person_id))
                .and(tie::kind.eq(TieKind::Item))
                .and(tie::institution_id.eq(reader.institution))
                .and(tie::agent_id.eq("").or(tie::agent_id.eq(reader.agent)))
                .and(tie::from_on.le(Day(today)))
                .and(tie::to_on.is_null().or(tie::to_on.ge(Day(today))))),
        )
        .filter(agenda_item::sitting_id.eq(of))
        .filter(agenda_item::withdrawn_at.is_null())
        .order((agenda_item::position, agenda_item::id))
        .select((agenda_item::id, agenda_item::person_id));
    let mut items: Vec<(Id<AgendaItem>, Id<Person>)> = on_engine!(connection, |c| query.load(c))?;
    // Somebody may be invited both by name and with his service.
    items.dedup();
    Ok(items)
}

/// The items of a sitting that the reader may see, in its order: how his own agenda is numbered, for a page that opens one of them.
///
/// # Errors
/// The database can't be read.
pub fn own_items(tx: &mut ReadTx<'_>, reader: &Reader, of: Id<Sitting>) -> Result<Vec<Id<AgendaItem>>, db::Error> {
    let today = reader.zone.to_datetime(tx.now()).date();
    Ok(visible(tx.connection(), reader, of, today)?.into_iter().map(|(item, _)| item).collect())
}

/// The commission of a sitting and whose it is.
pub(in crate::access) fn commission_of(
    connection: &mut AnyConnection,
    of: Id<Sitting>,
) -> Result<Option<(Id<Commission>, Id<Institution>)>, db::Error> {
    let query = sitting::table
        .inner_join(commission::table)
        .filter(sitting::id.eq(of))
        .select((commission::id, commission::institution_id));
    Ok(on_engine!(connection, |c| query.first(c)).optional()?)
}

impl Door {
    /// Reads a sitting. A reader without any item there, whose service isn't the commission's own, gets the answer for a
    /// sitting that doesn't exist.
    ///
    /// # Errors
    /// The database or the journal failed.
    pub async fn attend<T: Send + 'static>(
        &self,
        reader: &Arc<Reader>,
        of: Id<Sitting>,
        asked: Asked,
        read: impl FnOnce(&mut ReadTx<'_>, &Table) -> Result<T, db::Error> + Send + 'static,
    ) -> Result<Consulted<T>, Error> {
        let (door, who) = (self.clone(), Arc::clone(reader));
        let (consulted, entries) =
            Self::at_hand(&self.database, move || door.at_the_table(&who, of, asked, read)).await?;
        self.journal.append(entries).await?;
        Ok(consulted)
    }

    fn at_the_table<T>(
        &self,
        reader: &Reader,
        of: Id<Sitting>,
        asked: Asked,
        read: impl FnOnce(&mut ReadTx<'_>, &Table) -> Result<T, db::Error>,
    ) -> Result<(Consulted<T>, Vec<Entry>), Error> {
        let now = self.clock.now();
        let today = reader.zone.to_datetime(now).date();
        let draft = Draft { at: now, reader, agreement: &self.agreement };
        let operation = match asked {
            Asked::ToSee => Operation::Listing,
            Asked::ToTakeAway => Operation::Extraction,
        };
        let refused = |refusal| {
            let entry = draft.refusal(operation, outcome(refusal), of.to_string());
            Ok((Consulted::Refused(refusal), vec![entry]))
        };
        if !reader.is_cleared(today) {
            return refused(Refusal::NoClearance);
        }
        self.database.read(|connection| {
            let found = commission_of(connection, of)?;
            let visible = visible(connection, reader, of, today)?;
            let is_host = found.is_some_and(|(_, host)| host == reader.institution);
            let Some((commission, host)) = found.filter(|_| is_host || !visible.is_empty()) else {
                return refused(Refusal::NoSuchFile);
            };
            let people: Vec<Id<Person>> = visible.iter().map(|(_, person)| *person).collect();
            let grants = self.grants(connection, reader, &people, today)?;
            let mut items = Vec::with_capacity(grants.len());
            for grant in grants {
                let own = visible.iter().find(|(item, person)| *person == grant.subject() && grant.sits_at(*item));
                if let Some((item, _)) = own {
                    items.push((*item, grant));
                }
            }
            if items.is_empty() && !is_host {
                return refused(Refusal::NoSuchFile);
            }
            let conducts = is_host && reader.keeps_the_agenda();
            let table = Table { sitting: of, commission, host, is_host, conducts, items };
            let content = read(&mut ReadTx::new(connection, now), &table)?;
            let seen: Vec<&Grant> = table.items.iter().map(|(_, grant)| grant).collect();
            let entries = draft
                .listing(&seen)
                .into_iter()
                .map(|entry| Entry { operation, record: Some(of.to_string()), ..entry })
                .collect();
            Ok((Consulted::Granted(content), entries))
        })
    }

    /// The sittings that the reader may know of: those in which he has an item, and those of his own service's commissions;
    /// each with how many items he has in it. At most `most`.
    ///
    /// # Errors
    /// The database or the journal failed.
    pub async fn sittings(
        &self,
        reader: &Arc<Reader>,
        which: Sittings,
        most: i64,
    ) -> Result<Consulted<Vec<(Id<Sitting>, i64)>>, Error> {
        let (door, who) = (self.clone(), Arc::clone(reader));
        let (consulted, entries) = Self::off_loop(move || door.list_sittings(&who, which, most)).await?;
        self.journal.append(entries).await?;
        Ok(consulted)
    }

    fn list_sittings(
        &self,
        reader: &Reader,
        which: Sittings,
        most: i64,
    ) -> Result<(Consulted<Vec<(Id<Sitting>, i64)>>, Vec<Entry>), Error> {
        let now = self.clock.now();
        let today = reader.zone.to_datetime(now).date();
        let draft = Draft { at: now, reader, agreement: &self.agreement };
        if !reader.is_cleared(today) {
            return Ok((Consulted::Refused(Refusal::NoClearance), vec![draft.listing_refused()]));
        }
        let listed = self.database.read(|connection| {
            let mine: Vec<Mine> = tie::table
                .inner_join(agenda_item::table.on(agenda_item::id.eq(tie::record_id)))
                .filter(tie::kind.eq(TieKind::Item))
                .filter(tie::institution_id.eq(reader.institution))
                .filter(tie::agent_id.eq("").or(tie::agent_id.eq(reader.agent)))
                .filter(tie::from_on.le(Day(today)))
                .filter(tie::to_on.is_null().or(tie::to_on.ge(Day(today))))
                .filter(agenda_item::withdrawn_at.is_null())
                .select((agenda_item::sitting_id, agenda_item::id, agenda_item::person_id))
                .distinct()
                .load(connection)?;
            let mut listed = Vec::new();
            let mut after = 0;
            loop {
                let known = known_sittings(connection, reader, &mine, which, most, after)?;
                after += most;
                let is_last = i64::try_from(known.len()).is_ok_and(|found| found < most);
                listed.extend(self.counted(connection, reader, &mine, known, today)?);
                if is_last || i64::try_from(listed.len()).is_ok_and(|found| found >= most) {
                    break;
                }
            }
            listed.truncate(usize::try_from(most).unwrap_or(0));
            Ok::<_, db::Error>(listed)
        })?;
        Ok((Consulted::Granted(listed), draft.listing(&[])))
    }

    /// Each of these sittings with the items that open there for the reader. A tie is no decision yet: his function, or what
    /// became of the person since, may leave him nothing to see.
    fn counted(
        &self,
        connection: &mut AnyConnection,
        reader: &Reader,
        mine: &[Mine],
        known: Vec<(Id<Sitting>, Id<Institution>)>,
        today: jiff::civil::Date,
    ) -> Result<Vec<(Id<Sitting>, i64)>, db::Error> {
        let of_these = || mine.iter().filter(|(sitting, ..)| known.iter().any(|(id, _)| id == sitting));
        let people: Vec<Id<Person>> =
            of_these().map(|(.., person)| *person).collect::<BTreeSet<_>>().into_iter().collect();
        let grants = self.grants(connection, reader, &people, today)?;
        let opens =
            |item: Id<AgendaItem>, person| grants.iter().any(|grant| grant.subject() == person && grant.sits_at(item));
        let open: Vec<Id<Sitting>> =
            of_these().filter(|(_, item, person)| opens(*item, *person)).map(|(sitting, ..)| *sitting).collect();
        Ok(known
            .into_iter()
            .map(|(id, host)| (id, host, open.iter().filter(|sitting| **sitting == id).count()))
            .filter(|(_, host, count)| *count > 0 || *host == reader.institution)
            .map(|(id, _, count)| (id, i64::try_from(count).unwrap_or(i64::MAX)))
            .collect())
    }
}

/// An item to which a tie of the reader's leads: of which sitting, about whom.
type Mine = (Id<Sitting>, Id<AgendaItem>, Id<Person>);

/// Sittings of these items and of the reader's own service, `most` of them after so many, each with whose it is.
fn known_sittings(
    connection: &mut AnyConnection,
    reader: &Reader,
    mine: &[Mine],
    which: Sittings,
    most: i64,
    after: i64,
) -> Result<Vec<(Id<Sitting>, Id<Institution>)>, db::Error> {
    let of_items: Vec<String> = mine.iter().map(|(sitting, ..)| sitting.to_string()).collect();
    let known = sitting::table
        .inner_join(commission::table)
        .filter(commission::institution_id.eq(reader.institution).or(sitting::id.eq_any(of_items)))
        .select((sitting::id, commission::institution_id))
        .limit(most)
        .offset(after);
    Ok(match which {
        Sittings::From(at) => {
            known.filter(sitting::starts_at.ge(Moment(at))).order((sitting::starts_at, sitting::id)).load(connection)?
        }
        Sittings::Before(at) => known
            .filter(sitting::starts_at.lt(Moment(at)))
            .order((sitting::starts_at.desc(), sitting::id))
            .load(connection)?,
    })
}

impl Reader {
    /// Whether his functions let him keep the agenda and the minutes of his own prison's commission.
    #[must_use]
    pub fn keeps_the_agenda(&self) -> bool {
        self.clearance.as_ref().is_some_and(|clearance| keeps_the_agenda(&clearance.functions))
    }
}
