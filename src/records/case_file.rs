//! One person's file: the person, the stays, the penal decisions and the records, each as the grant opens it.

use diesel::prelude::*;

use crate::access::{Grant, ReadTx, Sealed, SealedPayload, SealedRow, Shelter, Unveil, View};
use crate::db::schema::{agent, custody, institution, penal_decision, person, record};
use crate::db::{Error, Moment, on_engine};
use crate::domain::catalogue::tag;
use crate::domain::{DataCategory, Field, Handling, Id, Institution, Level, Person};

/// A file as its reader may see it.
#[derive(Debug, Clone, Default)]
pub struct CaseFile {
    /// The person's own row.
    pub person: Option<View>,
    /// Stays, the latest first.
    pub stays: Vec<View>,
    /// Penal decisions, the latest first.
    pub decisions: Vec<View>,
    /// Records, the latest first.
    pub records: Vec<View>,
}

impl CaseFile {
    /// All views, in the order of the page.
    pub fn views(&self) -> impl Iterator<Item = &View> {
        self.person.iter().chain(&self.stays).chain(&self.decisions).chain(&self.records)
    }
}

/// The columns of [`PersonRow`], in its order.
macro_rules! person_columns {
    () => {
        (
            person::id,
            person::id,
            person::version,
            person::family_name,
            person::usage_name,
            person::given_names,
            person::aliases,
            person::sex,
            person::birth_date,
            person::birth_place,
            person::nationality,
            person::declared_address,
            person::declared_commune,
            person::address_before,
            person::assigned_residence,
            person::phone,
        )
    };
}

/// The columns of [`CustodyRow`], in its order; needs the join with `institution`.
macro_rules! custody_columns {
    () => {
        (
            custody::id,
            custody::person_id,
            custody::prison_id,
            institution::name,
            custody::version,
            custody::ecrou,
            custody::admitted_on,
            custody::release_date,
            custody::release_hour,
            custody::released_at,
            custody::transferred,
        )
    };
}
pub(in crate::records) use custody_columns;

#[derive(Queryable)]
pub(in crate::records) struct PersonRow {
    id: Id<Person>,
    row: String,
    version: i32,
    family_name: Sealed<tag::FamilyName>,
    usage_name: Option<Sealed<tag::UsageName>>,
    given_names: Sealed<tag::GivenNames>,
    aliases: Option<Sealed<tag::Aliases>>,
    sex: Sealed<tag::Sex>,
    birth_date: Sealed<tag::BirthDate>,
    birth_place: Option<Sealed<tag::BirthPlace>>,
    nationality: Option<Sealed<tag::Nationality>>,
    declared_address: Option<Sealed<tag::DeclaredAddress>>,
    declared_commune: Option<Sealed<tag::DeclaredCommune>>,
    address_before: Option<Sealed<tag::AddressBefore>>,
    assigned_residence: Option<Sealed<tag::AssignedResidence>>,
    phone: Option<Sealed<tag::Phone>>,
}

impl SealedRow for PersonRow {
    fn shelter(&self) -> Shelter<'_> {
        Shelter {
            person: self.id,
            row: &self.row,
            version: self.version,
            category: None,
            owner: None,
            author: None,
            recorded_at: None,
            handling: Handling::OPEN,
            is_past: false,
            item: None,
        }
    }

    fn unveil(&self, unveil: &mut Unveil<'_>) {
        unveil.column(&self.family_name);
        unveil.optional(self.usage_name.as_ref());
        unveil.column(&self.given_names);
        unveil.optional(self.aliases.as_ref());
        unveil.column(&self.sex);
        unveil.column(&self.birth_date);
        unveil.optional(self.birth_place.as_ref());
        unveil.optional(self.nationality.as_ref());
        unveil.optional(self.declared_address.as_ref());
        unveil.optional(self.declared_commune.as_ref());
        unveil.optional(self.address_before.as_ref());
        unveil.optional(self.assigned_residence.as_ref());
        unveil.optional(self.phone.as_ref());
    }
}

pub(in crate::records) struct CustodyRow {
    pub(in crate::records) row: String,
    person: Id<Person>,
    pub(in crate::records) prison: Id<Institution>,
    place: String,
    version: i32,
    ecrou: Sealed<tag::Ecrou>,
    admitted_on: Sealed<tag::AdmittedOn>,
    release_date: Option<Sealed<tag::ReleaseDate>>,
    release_hour: Option<Sealed<tag::ReleaseHour>>,
    released_at: Option<Sealed<tag::ReleasedAt>>,
    /// Whether it ended by a transfer: the next stay goes on with the same detention.
    transferred: bool,
    pub(in crate::records) is_past: bool,
}

/// A stay as loaded.
pub(in crate::records) type LoadedCustody = (
    String,
    Id<Person>,
    Id<Institution>,
    String,
    i32,
    Sealed<tag::Ecrou>,
    Sealed<tag::AdmittedOn>,
    Option<Sealed<tag::ReleaseDate>>,
    Option<Sealed<tag::ReleaseHour>>,
    Option<Sealed<tag::ReleasedAt>>,
    bool,
);

impl From<LoadedCustody> for CustodyRow {
    fn from(loaded: LoadedCustody) -> Self {
        let (row, person, prison, place, version, ecrou, admitted_on, date, hour, released_at, transferred) = loaded;
        Self {
            row,
            person,
            prison,
            place,
            version,
            ecrou,
            admitted_on,
            release_date: date,
            release_hour: hour,
            released_at,
            transferred,
            is_past: false,
        }
    }
}

impl CustodyRow {
    /// One person's stays, the earliest first; all but the last are past.
    pub(in crate::records) fn in_order(loaded: Vec<LoadedCustody>) -> Vec<Self> {
        let mut stays: Vec<Self> = loaded.into_iter().map(Self::from).collect();
        stays.sort_by(|a, b| match (a.admitted_on.precedes(&b.admitted_on), b.admitted_on.precedes(&a.admitted_on)) {
            (true, _) => std::cmp::Ordering::Less,
            (_, true) => std::cmp::Ordering::Greater,
            _ => a.row.cmp(&b.row),
        });
        if let Some((_, before)) = stays.split_last_mut() {
            for stay in before {
                stay.is_past = true;
            }
        }
        stays
    }

    /// Those, of a person's stays in order, that make one detention with the stay named: from one release to the next,
    /// through all transfers. Alerts hang on the stay whose date they announced, which a transfer leaves behind.
    pub(in crate::records) fn detention<'s>(stays: &'s [Self], named: &str) -> &'s [Self] {
        let ends = |stay: &Self| stay.released_at.is_some() && !stay.transferred;
        let Some(at) = stays.iter().position(|stay| stay.row == named) else { return &[] };
        let first = stays.iter().take(at).rposition(ends).map_or(0, |before| before + 1);
        let last = stays.iter().skip(at).position(ends).map_or(stays.len(), |after| at + after + 1);
        stays.get(first..last).unwrap_or_default()
    }
}

impl SealedRow for CustodyRow {
    fn shelter(&self) -> Shelter<'_> {
        Shelter {
            person: self.person,
            row: &self.row,
            version: self.version,
            category: None,
            owner: Some(self.prison),
            author: None,
            recorded_at: None,
            handling: Handling::OPEN,
            is_past: self.is_past,
            item: None,
        }
    }

    fn unveil(&self, unveil: &mut Unveil<'_>) {
        unveil.column(&self.ecrou);
        unveil.optional(self.release_date.as_ref());
        unveil.optional(self.release_hour.as_ref());
        // The place of detention is personal (D. 214-31 C. pénit.), although the prison's own name isn't.
        unveil.column(&Sealed::<tag::Place>::new(self.place.clone()));
        unveil.column(&self.admitted_on);
        unveil.optional(self.released_at.as_ref());
    }
}

#[derive(Queryable)]
struct PenalRow {
    row: String,
    person: Id<Person>,
    version: i32,
    nature: Sealed<tag::Nature>,
    decided_on: Sealed<tag::DecidedOn>,
    decision_summary: Option<Sealed<tag::DecisionSummary>>,
    quantum: Option<Sealed<tag::Quantum>>,
    starts_on: Option<Sealed<tag::StartsOn>>,
    ends_on: Option<Sealed<tag::EndsOn>>,
    remission_days: Option<Sealed<tag::RemissionDays>>,
    security_until: Option<Sealed<tag::SecurityUntil>>,
}

impl SealedRow for PenalRow {
    fn shelter(&self) -> Shelter<'_> {
        Shelter {
            person: self.person,
            row: &self.row,
            version: self.version,
            category: None,
            owner: None,
            author: None,
            recorded_at: None,
            handling: Handling::OPEN,
            is_past: false,
            item: None,
        }
    }

    fn unveil(&self, unveil: &mut Unveil<'_>) {
        unveil.column(&self.nature);
        unveil.column(&self.decided_on);
        unveil.optional(self.decision_summary.as_ref());
        unveil.optional(self.quantum.as_ref());
        unveil.optional(self.starts_on.as_ref());
        unveil.optional(self.ends_on.as_ref());
        unveil.optional(self.remission_days.as_ref());
        unveil.optional(self.security_until.as_ref());
    }
}

/// A record as loaded: the author's name and quality are put together afterwards.
type LoadedRecord = (
    String,
    Id<Person>,
    DataCategory,
    Id<Institution>,
    Moment,
    Level,
    String,
    i32,
    SealedPayload,
    (String, String, String),
);

pub(in crate::records) struct RecordRow {
    row: String,
    person: Id<Person>,
    category: DataCategory,
    owner: Id<Institution>,
    recorded_at: Moment,
    handling: Handling,
    version: i32,
    payload: SealedPayload,
    author: String,
}

impl From<LoadedRecord> for RecordRow {
    fn from(loaded: LoadedRecord) -> Self {
        let (row, person, category, owner, recorded_at, cap, audience, version, payload, author) = loaded;
        let (family_name, given_names, quality) = author;
        let handling = Handling { cap, audience: Handling::audience_from_code(&audience) };
        let author = format!("{} {given_names}, {quality}", family_name.to_uppercase());
        Self { row, person, category, owner, recorded_at, handling, version, payload, author }
    }
}

impl SealedRow for RecordRow {
    fn shelter(&self) -> Shelter<'_> {
        Shelter {
            person: self.person,
            row: &self.row,
            version: self.version,
            category: Some(self.category),
            owner: Some(self.owner),
            author: Some(&self.author),
            recorded_at: Some(self.recorded_at.0),
            handling: self.handling.clone(),
            is_past: false,
            item: None,
        }
    }

    fn unveil(&self, unveil: &mut Unveil<'_>) {
        unveil.payload(self.category, &self.payload);
    }
}

/// The person's own row.
pub(in crate::records) fn person_row(tx: &mut ReadTx<'_>, of: Id<Person>) -> Result<Option<PersonRow>, Error> {
    let query = person::table.find(of).select(person_columns!());
    Ok(on_engine!(tx.connection(), |c| query.first(c)).optional()?)
}

/// A person's stays, the earliest first.
pub(in crate::records) fn stays(tx: &mut ReadTx<'_>, of: Id<Person>) -> Result<Vec<CustodyRow>, Error> {
    let query = custody::table
        .inner_join(institution::table.on(institution::id.eq(custody::prison_id)))
        .filter(custody::person_id.eq(of))
        .select(custody_columns!());
    let loaded: Vec<LoadedCustody> = on_engine!(tx.connection(), |c| query.load(c))?;
    Ok(CustodyRow::in_order(loaded))
}

/// Reads the whole file.
///
/// # Errors
/// The database can't be read, or a stored value is damaged.
pub fn read(tx: &mut ReadTx<'_>, grant: &Grant) -> Result<CaseFile, Error> {
    let of = grant.subject();
    let mut file = CaseFile::default();
    if let Some(row) = person_row(tx, of)? {
        file.person = grant.view(&row)?;
    }

    file.stays = views(grant, &stays(tx, of)?)?;
    file.stays.reverse();

    let query = penal_decision::table.filter(penal_decision::person_id.eq(of)).select((
        penal_decision::id,
        penal_decision::person_id,
        penal_decision::version,
        penal_decision::nature,
        penal_decision::decided_on,
        penal_decision::decision_summary,
        penal_decision::quantum,
        penal_decision::starts_on,
        penal_decision::ends_on,
        penal_decision::remission_days,
        penal_decision::security_until,
    ));
    let decisions: Vec<PenalRow> = on_engine!(tx.connection(), |c| query.load(c))?;
    file.decisions = views(grant, &decisions)?;
    sort_latest_first(&mut file.decisions, Field::DecidedOn);

    let query = record::table
        .inner_join(agent::table.on(agent::id.eq(record::author_id)))
        .filter(record::person_id.eq(of))
        .order((record::recorded_at.desc(), record::id))
        .select((
            record::id,
            record::person_id,
            record::category,
            record::owner_id,
            record::recorded_at,
            record::cap,
            record::audience,
            record::version,
            record::payload,
            (agent::family_name, agent::given_names, agent::quality),
        ));
    let records: Vec<LoadedRecord> = on_engine!(tx.connection(), |c| query.load(c))?;
    let records: Vec<RecordRow> = records.into_iter().map(RecordRow::from).collect();
    file.records = views(grant, &records)?;
    Ok(file)
}

fn views(grant: &Grant, rows: &[impl SealedRow]) -> Result<Vec<View>, Error> {
    rows.iter().filter_map(|row| grant.view(row).transpose()).collect()
}

/// Latest first by a day that is shown; what shows none keeps its place at the end.
fn sort_latest_first(views: &mut [View], by: Field) {
    views.sort_by_key(|view| std::cmp::Reverse(view.value(by).map(crate::domain::Value::code)));
}
