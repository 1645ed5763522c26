//! One item of an agenda, as somebody invited to it may see it; and what every write at its table asks first.

use diesel::prelude::*;

use crate::access::{Grant, Permit, ReadTx, Reader, Reject, View, WriteTx, own_items};
use crate::db::schema::{agenda_item, institution, invitation, tabling};
use crate::db::{AnyConnection, Error, on_engine};
use crate::domain::conference::seat::keeps_medical_secrecy;
use crate::domain::conference::{Because, Competence, Obstacle, Voice};
use crate::domain::{AgendaItem, DataCategory, Handling, Id, Institution, InstitutionKind, Level, Person, Sitting};
use crate::records::case_file::{self, CaseFile};

use super::answers::{self, Line};
use super::attendance::{self, Attended};
use super::commissions::{self, Colleague};
use super::invitations;
use super::minutes::Notes;
use super::sittings::{self, Kept};
use super::{opinions, papers, seals};

/// Somebody invited to the item.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Invited {
    /// Which service.
    pub institution: Id<Institution>,
    /// Its kind.
    pub kind: InstitutionKind,
    /// Whom of it, by identifier; empty where the service as such.
    pub agent: String,
    /// In which voice.
    pub voice: Voice,
}

/// An item and all that was written for it, as the reader may see it.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// About whom.
    pub person: Id<Person>,
    /// Which item.
    pub item: Id<AgendaItem>,
    /// The sitting, as kept.
    pub sitting: Kept,
    /// The reader's own items of the sitting, in its order.
    pub own_items: Vec<Id<AgendaItem>>,
    /// The person and the latest stay; nothing else of the file.
    pub bearer: CaseFile,
    /// Theme and object.
    pub heading: Option<View>,
    /// Why it is on the agenda.
    pub because: Because,
    /// Who is invited: each service once, and whoever is named.
    pub invited: Vec<Invited>,
    /// The contributions that the reader may see.
    pub contributions: Vec<View>,
    /// Which services have contributed: for those who keep the minutes, and so for whoever presides, whatever the authors let others read.
    pub contributed: Vec<Id<Institution>>,
    /// How the reader's own service restricts its contribution.
    pub own_handling: Handling,
    /// What lies on the table, and who laid it there.
    pub tabled: Vec<(DataCategory, Id<Institution>)>,
    /// The reader's level in each category.
    pub levels: Vec<(DataCategory, Level)>,
    /// Who was there, of those invited to this item.
    pub attendance: Vec<Attended>,
    /// The opinions.
    pub opinions: Vec<View>,
    /// The services that gave their opinion themselves: nobody else changes it.
    pub gave_their_own: Vec<Id<Institution>>,
    /// The synthesis.
    pub synthesis: Option<View>,
    /// The decision and by what right.
    pub decision: Option<(View, Competence)>,
    /// The item's own actions.
    pub actions: Vec<Line>,
    /// Actions of other items about the same person, with what became of them.
    pub earlier: Vec<Line>,
    /// Remarks on the minutes, what was said after the seal, and the item's hash once sealed.
    pub notes: Notes,
    /// Who may be named where the reader keeps the minutes: of the services invited.
    pub colleagues: Vec<Colleague>,
    /// Who may preside; for those who keep the agenda of a sitting that is about to be opened.
    pub presidents: Vec<Colleague>,
    /// Who presides.
    pub chair: Option<String>,
    /// What the reader may do here.
    pub rights: Rights,
}

/// What a reader may do at the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    /// Whether his service is the commission's own.
    pub is_host: bool,
    /// Whether he keeps the agenda and the minutes.
    pub conducts: bool,
    /// Whether he may write for the item at all.
    pub writes: bool,
    /// Whether he answers health's closed questions.
    pub answers: bool,
    /// By what right he decides, if he does.
    pub competence: Option<Competence>,
}

/// Who is invited to an item.
///
/// # Errors
/// The database can't be read.
pub fn invited(connection: &mut AnyConnection, of: Id<AgendaItem>) -> Result<Vec<Invited>, Error> {
    let query = invitation::table
        .inner_join(institution::table.on(institution::id.eq(invitation::institution_id)))
        .filter(invitation::item_id.eq(of))
        .filter(invitation::withdrawn_at.is_null())
        .select((invitation::institution_id, institution::kind, invitation::agent_id, invitation::voice));
    let mut invited: Vec<Invited> = on_engine!(connection, |c| query.load(c))?;
    // In the order in which the kinds are declared, as everywhere.
    invited.sort_by_cached_key(|guest| (guest.kind, guest.institution.to_string(), guest.agent.clone()));
    Ok(invited)
}

/// Reads an item; `None` where the sitting has no such item.
///
/// # Errors
/// The database can't be read, or a stored value is damaged.
pub fn read(
    tx: &mut ReadTx<'_>,
    grant: &Grant,
    reader: &Reader,
    (item, sitting): (Id<AgendaItem>, Id<Sitting>),
) -> Result<Option<Sheet>, Error> {
    let Some(kept) = sittings::find(tx.connection(), sitting)? else { return Ok(None) };
    let Some(row) = papers::item(tx.connection(), item, sitting, kept.host)? else { return Ok(None) };
    let today = reader.zone.to_datetime(tx.now()).date();
    let own_items = own_items(tx, reader, sitting)?;
    let bearer = bearer(tx, grant)?;
    let connection = tx.connection();
    let invited = invited(connection, item)?;
    let is_host = reader.institution == kept.host;
    let conducts = is_host && reader.keeps_the_agenda();

    let contributions = papers::contributions(connection, item)?;
    let contributed = if conducts { contributions.iter().map(papers::Paper::owner).collect() } else { Vec::new() };
    let own = contributions.iter().find(|paper| paper.owner() == reader.institution);
    let own_handling = own.map_or(Handling::OPEN, |paper| paper.handling().clone());
    let shown = |papers: &[papers::Paper]| -> Result<Vec<View>, Error> {
        papers.iter().filter_map(|paper| grant.view(paper).transpose()).collect()
    };
    let contributions = shown(&contributions)?;
    let tabled = tabled(connection, item)?;
    let levels = DataCategory::ALL.iter().map(|category| (*category, grant.level(*category))).collect();

    // What is written while the sitting is held: nothing before it.
    let was_held = kept.opened_at.is_some();
    let mut gave_their_own = Vec::new();
    let (mut given, mut synthesis, mut decision) = (Vec::new(), None, None);
    let mut notes = Notes::default();
    if was_held {
        given = shown(&papers::opinions(connection, item)?)?;
        gave_their_own = opinions::given_themselves(connection, item)?;
        synthesis = papers::synthesis_of(connection, item)?.map(|paper| grant.view(&paper)).transpose()?.flatten();
        if let Some(taken) = papers::decision_of(connection, item)? {
            decision = grant.view(&taken.paper)?.map(|view| (view, taken.competence));
        }
    }
    let attendance = attendance::of_item(connection, sitting, &invited)?;
    if kept.circulated_at.is_some() {
        notes.remarks = shown(&papers::remarks(connection, item)?)?;
    }
    if kept.sealed_at.is_some() {
        notes.addenda = shown(&papers::addenda(connection, item)?)?;
        notes.leaf = seals::leaf(connection, item)?;
    }
    let mut lines = Vec::new();
    for action in answers::about(connection, &[grant.subject()])? {
        lines.extend(action.open(grant)?);
    }
    let (actions, earlier) = lines.into_iter().partition(|line| line.item == item);

    let mut colleagues = Vec::new();
    if conducts && kept.state.takes_minutes().is_ok() {
        colleagues = commissions::colleagues(connection, &services(&invited), today)?;
    }
    let mut presidents = Vec::new();
    if conducts && kept.convoked_at.is_some() && !was_held {
        presidents = attendance::presidents(connection, &kept, today)?;
    }
    let answers = keeps_medical_secrecy(reader.kind) && grant.may_write(DataCategory::HealthIndicators);
    let competence = if is_host { competence(connection, reader, &kept, today)? } else { None };
    Ok(Some(Sheet {
        person: grant.subject(),
        item,
        own_items,
        bearer,
        heading: grant.view(&row.heading)?,
        because: row.because,
        chair: attendance::chair(connection, &kept)?,
        rights: Rights { is_host, conducts, writes: grant.may_contribute(), answers, competence },
        sitting: kept,
        invited,
        contributions,
        contributed,
        own_handling,
        tabled,
        levels,
        attendance,
        opinions: given,
        gave_their_own,
        synthesis,
        decision,
        actions,
        earlier,
        notes,
        colleagues,
        presidents,
    }))
}

/// The services invited, each once.
#[must_use]
pub fn services(invited: &[Invited]) -> Vec<Id<Institution>> {
    let mut services: Vec<Id<Institution>> = Vec::new();
    for invitation in invited {
        if !services.contains(&invitation.institution) {
            services.push(invitation.institution);
        }
    }
    services
}

/// The person and the latest stay: what the banner shows.
fn bearer(tx: &mut ReadTx<'_>, grant: &Grant) -> Result<CaseFile, Error> {
    let person = case_file::person_row(tx, grant.subject())?.map(|row| grant.view(&row)).transpose()?.flatten();
    let stays = case_file::stays(tx, grant.subject())?;
    let latest = stays.last().map(|stay| grant.view(stay)).transpose()?.flatten();
    Ok(CaseFile { person, stays: latest.into_iter().collect(), ..CaseFile::default() })
}

fn tabled(connection: &mut AnyConnection, of: Id<AgendaItem>) -> Result<Vec<(DataCategory, Id<Institution>)>, Error> {
    let query = tabling::table
        .filter(tabling::item_id.eq(of))
        .order(tabling::category)
        .select((tabling::category, tabling::institution_id));
    Ok(on_engine!(connection, |c| query.load(c))?)
}

/// By what right the reader decides in the commission of this sitting; only somebody of its own prison does.
pub(in crate::records::conference) fn competence(
    connection: &mut AnyConnection,
    reader: &Reader,
    kept: &Kept,
    today: jiff::civil::Date,
) -> Result<Option<Competence>, Error> {
    let Some(clearance) = reader.clearance.as_ref().filter(|_| reader.institution == kept.host) else {
        return Ok(None);
    };
    let seats = commissions::seats(connection, kept.commission, today)?;
    let role = commissions::role_of(&seats, reader.institution, &clearance.functions);
    Ok(Competence::of(&clearance.functions, role))
}

/// The sitting of the item that is about to be written, read in the transaction of the change.
///
/// # Errors
/// The sitting has no such item about the permit's person: as for an item that doesn't exist.
pub fn place(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    (item, sitting): (Id<AgendaItem>, Id<Sitting>),
) -> Result<Kept, Reject> {
    let known: Option<Id<AgendaItem>> = agenda_item::table
        .filter(agenda_item::id.eq(item))
        .filter(agenda_item::sitting_id.eq(sitting))
        .filter(agenda_item::person_id.eq(permit.subject()))
        .filter(agenda_item::withdrawn_at.is_null())
        .select(agenda_item::id)
        .first(tx.connection())
        .optional()?;
    if known.is_none() {
        return Err(Reject::NoSuchRow);
    }
    sittings::find(tx.connection(), sitting)?.ok_or(Reject::NoSuchRow)
}

/// As [`place`], for what the host's secretariat writes while the minutes are open.
///
/// # Errors
/// As there; or the reader doesn't keep the minutes; or they can't be written now.
pub fn minutes(tx: &mut WriteTx<'_>, permit: &Permit<'_>, at: (Id<AgendaItem>, Id<Sitting>)) -> Result<Kept, Reject> {
    let kept = place(tx, permit, at)?;
    if permit.reader().institution != kept.host || !permit.reader().keeps_the_agenda() {
        return Err(Obstacle::NotTheSecretariat.into());
    }
    kept.state.takes_minutes()?;
    Ok(kept)
}

/// Makes these categories the ones that the reader's service has laid on the table: lays what is new, takes back what is missing.
/// Only what the form offered counts: those of `offered` that the reader has in full.
///
/// # Errors
/// The agenda can't change any more; the service hasn't a category in full.
pub fn lay_exactly(
    tx: &mut WriteTx<'_>,
    permit: &Permit<'_>,
    at: (Id<AgendaItem>, Id<Sitting>),
    offered: &[DataCategory],
    wanted: &[DataCategory],
) -> Result<(), Reject> {
    place(tx, permit, at)?.state.agenda_may_change()?;
    let own = permit.reader().institution;
    let laid = tabled(tx.connection(), at.0)?;
    // Something that no form offers.
    if wanted.iter().any(|category| !offered.contains(category)) {
        return Err(Obstacle::NotTheirs.into());
    }
    for category in
        offered.iter().filter(|category| wanted.contains(category) || permit.grant().level(**category) == Level::Full)
    {
        let by = laid.iter().find(|(known, _)| known == category).map(|(_, by)| *by);
        match (wanted.contains(category), by) {
            (true, None) => invitations::lay(tx, permit, at.0, *category)?,
            (false, Some(by)) if by == own => invitations::take_back(tx, permit, at.0, *category)?,
            _ => {}
        }
    }
    Ok(())
}
