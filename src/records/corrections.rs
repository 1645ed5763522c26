//! Corrections: the new value, and the old one kept with its author and reason.

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::access::{
    Grant, Permit, ReadTx, Reader, Reject, Sealed, SealedPayload, SealedRow, Shelter, Unveil, View, WriteTx,
};
use crate::clock::paris;
use crate::db::schema::{agent, correction, custody, institution, penal_decision, person, record};
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::catalogue::tag;
use crate::domain::conference::Obstacle;
use crate::domain::{Field, Handling, Id, Institution, Level, Person, Record, Value};

use super::case_file::{self, CaseFile};
use super::conference::seals;

/// A correction to be made.
#[derive(Debug, Clone)]
pub struct NewCorrection {
    /// The row.
    pub row: String,
    /// The version that the form showed.
    pub version: i32,
    /// The field.
    pub field: Field,
    /// The new value; nothing empties the field, where it may be empty.
    pub value: Option<Value>,
    /// Why.
    pub reason: String,
}

/// Where a row lives.
enum Table {
    Person,
    Custody,
    Penal,
    Record,
}

fn table_of(file: &CaseFile, row: &str) -> Option<(Table, View)> {
    let find = |views: &[View]| views.iter().find(|view| view.row == row && !view.existence_only).cloned();
    file.person
        .clone()
        .filter(|view| view.row == row)
        .map(|view| (Table::Person, view))
        .or_else(|| find(&file.stays).map(|view| (Table::Custody, view)))
        .or_else(|| find(&file.decisions).map(|view| (Table::Penal, view)))
        .or_else(|| find(&file.records).map(|view| (Table::Record, view)))
}

/// Corrects one field of one row.
///
/// # Errors
/// The reader may not see the row or not write the field; the day is still to come; somebody changed the row meanwhile; the value contradicts
/// another one; the field may not be emptied.
pub fn correct(tx: &mut WriteTx<'_>, permit: &Permit<'_>, new: &NewCorrection) -> Result<(), Reject> {
    let file = case_file::read(&mut tx.as_read(), permit.grant())?;
    let (table, view) = table_of(&file, &new.row).ok_or(Reject::NoSuchRow)?;
    let cell = view.cell(new.field).ok_or(Reject::NoSuchRow)?;
    permit.correct(new.field, &view)?;
    if view.version != new.version {
        return Err(Reject::Conflict);
    }
    if new.value.is_none() && new.field.is_required() {
        return Err(Reject::Contradicts(new.field.spec().key));
    }
    let zone = zone_of(tx, &view)?;
    let today = zone.to_datetime(tx.now()).date();
    if is_future(new.field, new.value.as_ref(), today, tx.now()) {
        return Err(Reject::Future);
    }
    if let Some(other) = contradiction(&view, new.field, new.value.as_ref(), &zone) {
        return Err(Reject::Contradicts(other.spec().key));
    }
    let previous = cell.value().cloned();
    match table {
        Table::Record => correct_record(tx, new)?,
        Table::Person | Table::Custody | Table::Penal => correct_column(tx.connection(), new)?,
    }
    let id = tx.chance().id::<Record>();
    let now = tx.now();
    let previous = previous.map(|value| SealedPayload::of(new.field, &value));
    keep(tx.connection(), id, permit.reader(), permit.subject(), new, previous, now)?;
    Ok(())
}

/// Keeps what a field held before, with who changed it and why.
pub(in crate::records) fn keep(
    connection: &mut AnyConnection,
    id: Id<Record>,
    author: &Reader,
    subject: Id<Person>,
    new: &NewCorrection,
    previous: Option<SealedPayload>,
    now: Timestamp,
) -> Result<(), Error> {
    diesel::insert_into(correction::table)
        .values((
            correction::id.eq(id),
            correction::person_id.eq(subject),
            correction::row_id.eq(&new.row),
            correction::field.eq(new.field.spec().key),
            correction::previous.eq(previous),
            correction::replacement.eq(new.value.as_ref().map(|value| SealedPayload::of(new.field, value))),
            correction::agent_id.eq(author.agent),
            correction::institution_id.eq(author.institution),
            correction::corrected_at.eq(Moment(now)),
            correction::reason.eq(&new.reason),
        ))
        .execute(connection)?;
    Ok(())
}

/// The zone of the prison whose register the row belongs to; else Paris.
fn zone_of(tx: &mut WriteTx<'_>, view: &View) -> Result<TimeZone, Reject> {
    let Some(prison) = view.owner else { return Ok(paris()) };
    let name: Option<String> =
        institution::table.find(prison).select(institution::time_zone).first(tx.connection()).optional()?;
    Ok(name.and_then(|name| TimeZone::get(&name).ok()).unwrap_or_else(paris))
}

/// Facts that are established once they have happened, never announced.
fn is_future(field: Field, value: Option<&Value>, today: Date, now: Timestamp) -> bool {
    const ACCOMPLISHED: &[Field] = &[
        Field::BirthDate,
        Field::AdmittedOn,
        Field::DecidedOn,
        Field::ObservedOn,
        Field::ActualOn,
        Field::IncidentOn,
        Field::HeldOn,
        Field::NotedOn,
    ];
    match value {
        Some(Value::Date(day)) => ACCOMPLISHED.contains(&field) && *day > today,
        Some(Value::Instant(at)) => *at > now,
        _ => false,
    }
}

/// The field that the new value contradicts: something would end before it begins.
fn contradiction(view: &View, field: Field, value: Option<&Value>, zone: &TimeZone) -> Option<Field> {
    const ORDERED: &[(Field, Field)] = &[
        (Field::StartsOn, Field::EndsOn),
        (Field::AdmittedOn, Field::ReleaseDate),
        (Field::AdmittedOn, Field::ReleasedAt),
        (Field::PlannedOn, Field::ReturnOn),
        (Field::IncidentOn, Field::HearingOn),
    ];
    let day_of = |value: &Value| match value {
        Value::Date(day) => Some(*day),
        Value::Instant(at) => Some(zone.to_datetime(*at).date()),
        _ => None,
    };
    let day = day_of(value?)?;
    let shown = |of: Field| view.value(of).and_then(day_of);
    ORDERED.iter().find_map(|(first, last)| {
        if field == *first {
            shown(*last).filter(|end| day > *end).map(|_| *last)
        } else if field == *last {
            shown(*first).filter(|start| day < *start).map(|_| *first)
        } else {
            None
        }
    })
}

/// A typed column. One arm for each: a column takes the sealed value of its own field and no other.
pub(in crate::records) fn correct_column(connection: &mut AnyConnection, new: &NewCorrection) -> Result<(), Reject> {
    let text = new.value.as_ref().map(Value::code);
    macro_rules! columns {
        ($($table:ident { $(needed $needed:ident = $needed_tag:ident,)* $(maybe $maybe:ident = $maybe_tag:ident,)* })+) => {
            match new.field {
                $(
                    $(Field::$needed_tag => {
                        let text = text.ok_or(Reject::Contradicts(Field::$needed_tag.spec().key))?;
                        diesel::update($table::table.filter($table::id.eq(&new.row)).filter($table::version.eq(new.version)))
                            .set(($table::$needed.eq(Sealed::<tag::$needed_tag>::new(text)), $table::version.eq($table::version + 1)))
                            .execute(connection)?
                    })*
                    $(Field::$maybe_tag => {
                        let sealed = text.map(Sealed::<tag::$maybe_tag>::new);
                        diesel::update($table::table.filter($table::id.eq(&new.row)).filter($table::version.eq(new.version)))
                            .set(($table::$maybe.eq(sealed), $table::version.eq($table::version + 1)))
                            .execute(connection)?
                    })*
                )+
                _ => return Err(Reject::NoSuchRow),
            }
        };
    }
    let changed = columns! {
        person {
            needed family_name = FamilyName, needed given_names = GivenNames, needed sex = Sex, needed birth_date = BirthDate,
            maybe usage_name = UsageName, maybe aliases = Aliases, maybe birth_place = BirthPlace,
            maybe nationality = Nationality, maybe declared_address = DeclaredAddress,
            maybe declared_commune = DeclaredCommune, maybe address_before = AddressBefore,
            maybe assigned_residence = AssignedResidence, maybe phone = Phone,
        }
        custody {
            needed ecrou = Ecrou, needed admitted_on = AdmittedOn,
            maybe release_date = ReleaseDate, maybe release_hour = ReleaseHour, maybe released_at = ReleasedAt,
        }
        penal_decision {
            needed nature = Nature, needed decided_on = DecidedOn,
            maybe decision_summary = DecisionSummary, maybe quantum = Quantum, maybe starts_on = StartsOn,
            maybe ends_on = EndsOn, maybe remission_days = RemissionDays, maybe security_until = SecurityUntil,
        }
    };
    if changed == 1 { Ok(()) } else { Err(Reject::Conflict) }
}

/// A field of a record's payload.
fn correct_record(tx: &mut WriteTx<'_>, new: &NewCorrection) -> Result<(), Reject> {
    if seals::covers(tx.connection(), &new.row)? {
        return Err(Obstacle::Sealed.into());
    }
    let payload: SealedPayload =
        record::table.filter(record::id.eq(&new.row)).select(record::payload).first(tx.connection())?;
    let changed = diesel::update(record::table.filter(record::id.eq(&new.row)).filter(record::version.eq(new.version)))
        .set((record::payload.eq(payload.with(new.field, new.value.as_ref())), record::version.eq(record::version + 1)))
        .execute(tx.connection())?;
    if changed == 1 { Ok(()) } else { Err(Reject::Conflict) }
}

/// One line of the history of a field.
#[derive(Debug, Clone)]
pub struct Former {
    /// The former value, then the new one: each shown, empty or withheld.
    pub view: View,
    /// Which field.
    pub field: Field,
    /// Why it was corrected, in free words: for who sees the field in full.
    pub reason: Option<String>,
}

type Loaded = (
    (String, String, String, Option<SealedPayload>, Option<SealedPayload>, Id<Institution>, Moment, String),
    (String, String, String),
    Option<(Id<Institution>, Level, String)>,
);

struct CorrectionRow {
    row: String,
    corrected: String,
    person: Id<Person>,
    field: Field,
    previous: Option<SealedPayload>,
    replacement: Option<SealedPayload>,
    by: Id<Institution>,
    at: Moment,
    author: String,
    owner: Option<Id<Institution>>,
    handling: Handling,
    is_past: bool,
}

impl SealedRow for CorrectionRow {
    fn shelter(&self) -> Shelter<'_> {
        Shelter {
            person: self.person,
            // The rights are those of the row that was corrected, its author's restriction included.
            row: &self.corrected,
            version: 0,
            category: None,
            owner: self.owner,
            author: Some(&self.author),
            recorded_at: Some(self.at.0),
            handling: self.handling.clone(),
            is_past: self.is_past,
            item: None,
        }
    }

    fn unveil(&self, unveil: &mut Unveil<'_>) {
        unveil.single(self.field, self.previous.as_ref());
        unveil.single(self.field, self.replacement.as_ref());
    }
}

/// What was corrected in this file, the latest first.
///
/// # Errors
/// The database can't be read.
pub fn history(tx: &mut ReadTx<'_>, grant: &Grant) -> Result<Vec<Former>, Error> {
    let loaded: Vec<Loaded> = correction::table
        .inner_join(agent::table.on(agent::id.eq(correction::agent_id)))
        .inner_join(institution::table.on(institution::id.eq(correction::institution_id)))
        .left_join(record::table.on(record::id.eq(correction::row_id)))
        .filter(correction::person_id.eq(grant.subject()))
        .order((correction::corrected_at.desc(), correction::id))
        .select((
            (
                correction::id,
                correction::row_id,
                correction::field,
                correction::previous,
                correction::replacement,
                correction::institution_id,
                correction::corrected_at,
                correction::reason,
            ),
            (agent::family_name, agent::given_names, agent::quality),
            (record::owner_id, record::cap, record::audience).nullable(),
        ))
        .load(tx.connection())?;
    // A correction of a stay has the rights of that stay: its prison's, and none of a notice if it is past.
    let stays = case_file::stays(tx, grant.subject())?;
    let mut history = Vec::new();
    for ((row, corrected, field, previous, replacement, by, at, reason), (family, given, quality), record) in loaded {
        let Some(field) = Field::from_key(&field) else { continue };
        let (owner, handling) = match record {
            Some((owner, cap, audience)) => {
                (Some(owner), Handling { cap, audience: Handling::audience_from_code(&audience) })
            }
            None => (None, Handling::OPEN),
        };
        let stay = stays.iter().find(|stay| stay.row == corrected);
        let owner = owner.or(stay.map(|stay| stay.prison));
        let is_past = stay.is_some_and(|stay| stay.is_past);
        let row = CorrectionRow {
            row,
            corrected,
            person: grant.subject(),
            field,
            previous,
            replacement,
            by,
            at,
            author: format!("{} {given}, {quality}", family.to_uppercase()),
            owner,
            handling,
            is_past,
        };
        if let Some(mut view) = grant.view(&row)? {
            view.row = row.row.clone();
            view.owner = Some(row.by);
            // The reason is free text.
            let is_full = view.cells.iter().all(|cell| cell.level == Level::Full);
            history.push(Former { view, field, reason: is_full.then_some(reason) });
        }
    }
    Ok(history)
}
