//! The papers of an item: everything that is written about its person, sealed, each shown only at its own table.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::access::{SealedPayload, SealedRow, Shelter, Unveil};
use crate::db::schema::{action, addendum, agenda_item, agent, contribution, decision, opinion, remark, synthesis};
use crate::db::{AnyConnection, Day, Error, Moment, on_engine};
use crate::domain::conference::{ActionState, Because, Competence};
use crate::domain::{
    Action, AgendaItem, Agent, DataCategory, Field, Handling, Id, Institution, Level, Person, Sitting,
};

/// Something written for an item.
pub struct Paper {
    pub(in crate::records) row: String,
    person: Id<Person>,
    item: String,
    owner: Id<Institution>,
    author: String,
    written_at: Timestamp,
    version: i32,
    handling: Handling,
    fields: &'static [Field],
    payload: SealedPayload,
}

impl Paper {
    /// The service that wrote it: known to the secretariat whatever its author lets others read.
    pub(in crate::records) const fn owner(&self) -> Id<Institution> {
        self.owner
    }

    /// How its author restricts it: for the author's own service, which may change it.
    pub(in crate::records) const fn handling(&self) -> &Handling {
        &self.handling
    }
}

impl SealedRow for Paper {
    fn shelter(&self) -> Shelter<'_> {
        Shelter {
            person: self.person,
            row: &self.row,
            version: self.version,
            category: Some(DataCategory::ConferenceRecord),
            owner: Some(self.owner),
            author: Some(&self.author),
            recorded_at: Some(self.written_at),
            handling: self.handling.clone(),
            is_past: false,
            item: Some(&self.item),
        }
    }

    fn unveil(&self, unveil: &mut Unveil<'_>) {
        for field in self.fields {
            unveil.single(*field, Some(&self.payload));
        }
    }
}

/// What the heading of an item says.
pub const HEADING: &[Field] = &[Field::CpuTheme, Field::CpuObject];
/// What a contribution says.
pub const CONTRIBUTION: &[Field] = &[Field::ProposedOpinion, Field::PriorComment];
/// What an opinion says.
pub const OPINION: &[Field] = &[Field::Opinion, Field::OpinionReason];
/// What a synthesis says.
pub const SYNTHESIS: &[Field] = &[Field::Synthesis];
/// What a decision says.
pub const DECISION: &[Field] = &[Field::Decision, Field::DecisionText, Field::DecisionReason, Field::ReviewOn];
/// What an action says.
pub const ACTION: &[Field] = &[Field::ActionText];
/// What its answer says.
pub const ANSWER: &[Field] = &[Field::ActionAnswer];
/// What a remark says.
pub const REMARK: &[Field] = &[Field::Remark];
/// What an addendum says.
pub const ADDENDUM: &[Field] = &[Field::Addendum];

/// Family name, given names, quality: of the author.
type Author = (String, String, String);

/// `DUPONT Anne, directrice`.
#[must_use]
pub fn signature(family_name: &str, given_names: &str, quality: &str) -> String {
    format!("{} {given_names}, {quality}", family_name.to_uppercase())
}

fn signed((family_name, given_names, quality): &Author) -> String {
    signature(family_name, given_names, quality)
}

/// An item as kept: its structure, and its sealed heading.
pub struct ItemRow {
    /// Identifier.
    pub id: Id<AgendaItem>,
    /// Of which sitting.
    pub sitting: Id<Sitting>,
    /// About whom.
    pub person: Id<Person>,
    /// Its place on the agenda, from 1; readers count their own items.
    pub position: i32,
    /// Its version.
    pub version: i32,
    /// Why it is there.
    pub because: Because,
    /// A code that says more: of the rhythm's rule, or of the late action.
    pub reason: String,
    /// Theme and object.
    pub heading: Paper,
}

type LoadedItem = (Id<AgendaItem>, Id<Sitting>, Id<Person>, i32, i32, SealedPayload, Because, String, Moment);

macro_rules! item_columns {
    () => {
        (
            agenda_item::id,
            agenda_item::sitting_id,
            agenda_item::person_id,
            agenda_item::position,
            agenda_item::version,
            agenda_item::payload,
            agenda_item::because,
            agenda_item::reason,
            agenda_item::added_at,
        )
    };
}

/// One item of a sitting; none where it is of another, or was taken off. `host` as for [`items`].
///
/// # Errors
/// The database can't be read.
pub fn item(
    connection: &mut AnyConnection,
    of: Id<AgendaItem>,
    sitting: Id<Sitting>,
    host: Id<Institution>,
) -> Result<Option<ItemRow>, Error> {
    let query = agenda_item::table
        .filter(agenda_item::id.eq(of))
        .filter(agenda_item::sitting_id.eq(sitting))
        .filter(agenda_item::withdrawn_at.is_null())
        .select(item_columns!());
    let loaded: Option<LoadedItem> = on_engine!(connection, |c| query.first(c)).optional()?;
    Ok(loaded.map(|loaded| item_row(loaded, host)))
}

/// Items of a sitting, in its order; `host` is the commission's own institution, whose secretariat wrote the headings.
///
/// # Errors
/// The database can't be read.
pub fn items(connection: &mut AnyConnection, of: Id<Sitting>, host: Id<Institution>) -> Result<Vec<ItemRow>, Error> {
    let query = agenda_item::table
        .filter(agenda_item::sitting_id.eq(of))
        .filter(agenda_item::withdrawn_at.is_null())
        .order((agenda_item::position, agenda_item::id))
        .select(item_columns!());
    let loaded: Vec<LoadedItem> = on_engine!(connection, |c| query.load(c))?;
    Ok(loaded.into_iter().map(|loaded| item_row(loaded, host)).collect())
}

fn item_row(loaded: LoadedItem, host: Id<Institution>) -> ItemRow {
    let (id, sitting, person, position, version, payload, because, reason, added_at) = loaded;
    let heading = Paper {
        row: id.to_string(),
        person,
        item: id.to_string(),
        owner: host,
        author: String::new(),
        written_at: added_at.0,
        version,
        handling: Handling::OPEN,
        fields: HEADING,
        payload,
    };
    ItemRow { id, sitting, person, position, version, because, reason, heading }
}

type LoadedContribution =
    (String, Id<Person>, String, Id<Institution>, i32, Level, String, SealedPayload, Moment, Author);

/// The contributions to an item, the first written first.
///
/// # Errors
/// The database can't be read.
pub fn contributions(connection: &mut AnyConnection, of: Id<AgendaItem>) -> Result<Vec<Paper>, Error> {
    let query = contribution::table
        .inner_join(agent::table.on(agent::id.eq(contribution::agent_id)))
        .filter(contribution::item_id.eq(of))
        .order((contribution::written_at, contribution::id))
        .select((
            contribution::id,
            contribution::person_id,
            contribution::item_id,
            contribution::institution_id,
            contribution::version,
            contribution::cap,
            contribution::audience,
            contribution::payload,
            contribution::written_at,
            (agent::family_name, agent::given_names, agent::quality),
        ));
    let loaded: Vec<LoadedContribution> = on_engine!(connection, |c| query.load(c))?;
    Ok(loaded
        .into_iter()
        .map(|(row, person, item, owner, version, cap, audience, payload, written_at, author)| Paper {
            row,
            person,
            item,
            owner,
            author: signed(&author),
            written_at: written_at.0,
            version,
            handling: Handling { cap, audience: Handling::audience_from_code(&audience) },
            fields: CONTRIBUTION,
            payload,
        })
        .collect())
}

type LoadedOpinion = (Id<Person>, String, Id<Institution>, i32, SealedPayload, Moment, (Id<Institution>, Author));

/// The opinions on an item. Where the secretariat recorded what a service said at the sitting, the author's line says so.
///
/// # Errors
/// The database can't be read.
pub fn opinions(connection: &mut AnyConnection, of: Id<AgendaItem>) -> Result<Vec<Paper>, Error> {
    let query = opinion::table
        .inner_join(agent::table.on(agent::id.eq(opinion::agent_id)))
        .filter(opinion::item_id.eq(of))
        .order((opinion::given_at, opinion::institution_id))
        .select((
            opinion::person_id,
            opinion::item_id,
            opinion::institution_id,
            opinion::version,
            opinion::payload,
            opinion::given_at,
            (agent::institution_id, (agent::family_name, agent::given_names, agent::quality)),
        ));
    let loaded: Vec<LoadedOpinion> = on_engine!(connection, |c| query.load(c))?;
    Ok(loaded
        .into_iter()
        .map(|(person, item, owner, version, payload, at, (service, author))| {
            let row = format!("{item}/{owner}");
            let mut opinion = paper(row, (person, item, owner), version, payload, at, &author, OPINION);
            if service != owner {
                opinion.author = format!("recueilli en séance par {}", opinion.author);
            }
            opinion
        })
        .collect())
}

fn paper(
    row: String,
    (person, item, owner): (Id<Person>, String, Id<Institution>),
    version: i32,
    payload: SealedPayload,
    at: Moment,
    author: &Author,
    fields: &'static [Field],
) -> Paper {
    let (author, written_at, handling) = (signed(author), at.0, Handling::OPEN);
    Paper { row, person, item, owner, author, written_at, version, handling, fields, payload }
}

type LoadedSynthesis = (Id<Person>, String, Id<Institution>, i32, SealedPayload, Moment, Author);

/// The synthesis of an item.
///
/// # Errors
/// The database can't be read.
pub fn synthesis_of(connection: &mut AnyConnection, of: Id<AgendaItem>) -> Result<Option<Paper>, Error> {
    let query = synthesis::table
        .inner_join(agent::table.on(agent::id.eq(synthesis::agent_id)))
        .filter(synthesis::item_id.eq(of))
        .select((
            synthesis::person_id,
            synthesis::item_id,
            agent::institution_id,
            synthesis::version,
            synthesis::payload,
            synthesis::saved_at,
            (agent::family_name, agent::given_names, agent::quality),
        ));
    let loaded: Option<LoadedSynthesis> = on_engine!(connection, |c| query.first(c)).optional()?;
    Ok(loaded.map(|(person, item, owner, version, payload, at, author)| {
        paper(item.clone(), (person, item, owner), version, payload, at, &author, SYNTHESIS)
    }))
}

/// A decision and by what right it was taken.
pub struct DecisionRow {
    /// Who decided.
    pub agent: Id<Agent>,
    /// By what right.
    pub competence: Competence,
    /// What.
    pub paper: Paper,
}

type LoadedDecision = (Id<Person>, String, Id<Institution>, Id<Agent>, String, i32, SealedPayload, Moment, Author);

/// The decision on an item.
///
/// # Errors
/// The database can't be read, or a stored competence is none.
pub fn decision_of(connection: &mut AnyConnection, of: Id<AgendaItem>) -> Result<Option<DecisionRow>, Error> {
    let query = decision::table
        .inner_join(agent::table.on(agent::id.eq(decision::agent_id)))
        .filter(decision::item_id.eq(of))
        .select((
            decision::person_id,
            decision::item_id,
            decision::institution_id,
            decision::agent_id,
            decision::competence,
            decision::version,
            decision::payload,
            decision::decided_at,
            (agent::family_name, agent::given_names, agent::quality),
        ));
    let loaded: Option<LoadedDecision> = on_engine!(connection, |c| query.first(c)).optional()?;
    let Some((person, item, owner, agent, competence, version, payload, at, author)) = loaded else { return Ok(None) };
    let competence = Competence::from_code(&competence).ok_or(Error::Damaged("an unknown competence"))?;
    let paper = paper(item.clone(), (person, item, owner), version, payload, at, &author, DECISION);
    Ok(Some(DecisionRow { agent, competence, paper }))
}

/// An action: who has to do it, by when, how far it is.
pub struct ActionRow {
    /// Identifier.
    pub id: Id<Action>,
    /// The item that it comes from.
    pub item: Id<AgendaItem>,
    /// About whom.
    pub person: Id<Person>,
    /// Which service has to do it.
    pub institution: Id<Institution>,
    /// Who there; the service as such if nobody is named.
    pub agent: Option<Id<Agent>>,
    /// By when.
    pub due_on: jiff::civil::Date,
    /// How far.
    pub state: ActionState,
    /// What is to be done.
    pub paper: Paper,
    /// What was answered.
    pub answer: Option<Paper>,
    /// When.
    pub answered_at: Option<Timestamp>,
}

type LoadedAction = (
    (Id<Action>, String, Id<AgendaItem>, Id<Person>, Id<Institution>, String, Day, ActionState),
    (SealedPayload, Moment, Option<SealedPayload>, Option<Moment>),
    Author,
);

/// The actions about these people that an item ended with, the first due first.
///
/// # Errors
/// The database can't be read.
pub fn actions(connection: &mut AnyConnection, about: &[Id<Person>]) -> Result<Vec<ActionRow>, Error> {
    let about: Vec<String> = about.iter().map(ToString::to_string).collect();
    let loaded: Vec<LoadedAction> = action::table
        .inner_join(agent::table.on(agent::id.eq(action::given_by)))
        .filter(action::person_id.eq_any(&about))
        .order((action::due_on, action::id))
        .select((
            (
                action::id,
                action::item_id,
                action::item_id,
                action::person_id,
                action::institution_id,
                action::agent_id,
                action::due_on,
                action::state,
            ),
            (action::payload, action::given_at, action::answer, action::answered_at),
            (agent::family_name, agent::given_names, agent::quality),
        ))
        .load(connection)?;
    Ok(loaded
        .into_iter()
        .map(
            |((id, item, item_id, person, institution, agent, due, state), (payload, at, answer, answered), author)| {
                let about = (person, item, institution);
                ActionRow {
                    id,
                    item: item_id,
                    person,
                    institution,
                    agent: Id::parse(&agent),
                    due_on: due.0,
                    state,
                    answer: answer.map(|payload| {
                        paper(id.to_string(), about.clone(), 1, payload, answered.unwrap_or(at), &author, ANSWER)
                    }),
                    paper: paper(id.to_string(), about, 1, payload, at, &author, ACTION),
                    answered_at: answered.map(|at| at.0),
                }
            },
        )
        .collect())
}

type LoadedNote = (String, Id<Person>, String, Id<Institution>, SealedPayload, Moment, Author);

/// The remarks on the minutes of an item, the first made first.
///
/// # Errors
/// The database can't be read.
pub fn remarks(connection: &mut AnyConnection, of: Id<AgendaItem>) -> Result<Vec<Paper>, Error> {
    let loaded: Vec<LoadedNote> = remark::table
        .inner_join(agent::table.on(agent::id.eq(remark::agent_id)))
        .filter(remark::item_id.eq(of))
        .order((remark::made_at, remark::id))
        .select((
            remark::id,
            remark::person_id,
            remark::item_id,
            remark::institution_id,
            remark::payload,
            remark::made_at,
            (agent::family_name, agent::given_names, agent::quality),
        ))
        .load(connection)?;
    Ok(loaded.into_iter().map(|note| noted(note, REMARK)).collect())
}

/// What was said of an item after the seal, the first said first.
///
/// # Errors
/// The database can't be read.
pub fn addenda(connection: &mut AnyConnection, of: Id<AgendaItem>) -> Result<Vec<Paper>, Error> {
    let loaded: Vec<LoadedNote> = addendum::table
        .inner_join(agent::table.on(agent::id.eq(addendum::agent_id)))
        .filter(addendum::item_id.eq(of))
        .order((addendum::added_at, addendum::id))
        .select((
            addendum::id,
            addendum::person_id,
            addendum::item_id,
            addendum::institution_id,
            addendum::payload,
            addendum::added_at,
            (agent::family_name, agent::given_names, agent::quality),
        ))
        .load(connection)?;
    Ok(loaded.into_iter().map(|note| noted(note, ADDENDUM)).collect())
}

fn noted((row, person, item, owner, payload, at, author): LoadedNote, fields: &'static [Field]) -> Paper {
    paper(row, (person, item, owner), 1, payload, at, &author, fields)
}
