//! Rows in bulk, from files and from the demo's world: the one way in without a permit. Its callers are the program's own
//! commands, never a request; the derivation and the indexing that follow name the people in the journal.

use diesel::prelude::*;

use crate::access::{Sealed, SealedPayload};
use crate::db::personal::Opaque;
use crate::db::schema::{
    agent, clearance, communication, custody, follow_up, institution, penal_decision, person, record, release_step,
    territory,
};
use crate::db::{AnyConnection, Day, Error, Moment, on_engine};
use crate::domain::catalogue::tag;

/// A service.
#[derive(Debug, Insertable)]
#[diesel(table_name = institution, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "columns of the table, named alike")]
pub struct NewInstitution {
    pub id: String,
    pub kind: &'static str,
    pub name: String,
    pub short_name: String,
    pub departement: Option<String>,
    pub inter_region: Option<String>,
    pub superior_id: Option<String>,
    pub attached_to: Option<String>,
    pub commune: Option<String>,
    pub time_zone: String,
    pub phone: Option<String>,
    /// The code by which files from elsewhere name it; unique.
    pub slug: String,
    /// Where its duty mail goes.
    pub mailbox: Option<String>,
    /// How much a mail to it may say.
    pub channel: &'static str,
}

/// A commune in a service's territory.
#[derive(Debug, Insertable)]
#[diesel(table_name = territory)]
#[expect(missing_docs, reason = "columns of the table, named alike")]
pub struct NewTerritory {
    pub institution_id: String,
    pub commune: String,
}

/// Somebody who works in a service.
#[derive(Debug, Insertable)]
#[diesel(table_name = agent, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "columns of the table, named alike")]
pub struct NewAgent {
    pub id: String,
    pub institution_id: String,
    pub issuer: String,
    pub subject: String,
    pub family_name: String,
    pub given_names: String,
    pub quality: String,
    pub phone: Option<String>,
}

/// A clearance.
#[derive(Debug, Insertable)]
#[diesel(table_name = clearance, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "columns of the table, named alike")]
pub struct NewClearance {
    pub id: String,
    pub agent_id: String,
    pub institution_id: String,
    /// Codes separated by spaces.
    pub functions: String,
    pub basis: String,
    pub state: &'static str,
    pub starts_on: Day,
    pub ends_on: Day,
    pub granted_by: Option<String>,
    pub countersigned_by: Option<String>,
}

/// A person.
#[derive(Debug, Insertable)]
#[diesel(table_name = person, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "columns of the table, named alike")]
pub struct NewPerson {
    pub id: String,
    pub version: i32,
    /// Filled in by the indexing that follows.
    pub sort_key: Opaque,
    pub family_name: Sealed<tag::FamilyName>,
    pub usage_name: Option<Sealed<tag::UsageName>>,
    pub given_names: Sealed<tag::GivenNames>,
    pub aliases: Option<Sealed<tag::Aliases>>,
    pub sex: Sealed<tag::Sex>,
    pub birth_date: Sealed<tag::BirthDate>,
    pub birth_place: Option<Sealed<tag::BirthPlace>>,
    pub nationality: Option<Sealed<tag::Nationality>>,
    pub declared_address: Option<Sealed<tag::DeclaredAddress>>,
    pub declared_commune: Option<Sealed<tag::DeclaredCommune>>,
    pub address_before: Option<Sealed<tag::AddressBefore>>,
    pub assigned_residence: Option<Sealed<tag::AssignedResidence>>,
    pub phone: Option<Sealed<tag::Phone>>,
}

/// A stay.
#[derive(Debug, Insertable)]
#[diesel(table_name = custody, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "columns of the table, named alike")]
pub struct NewCustody {
    pub id: String,
    pub person_id: String,
    pub prison_id: String,
    pub version: i32,
    pub ecrou: Sealed<tag::Ecrou>,
    pub admitted_on: Sealed<tag::AdmittedOn>,
    pub release_date: Option<Sealed<tag::ReleaseDate>>,
    pub release_hour: Option<Sealed<tag::ReleaseHour>>,
    pub released_at: Option<Sealed<tag::ReleasedAt>>,
    /// Whether the stay ended by a transfer: nobody was released.
    pub transferred: bool,
}

/// A date that a release has had.
#[derive(Debug, Insertable)]
#[diesel(table_name = release_step, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "columns of the table, named alike")]
pub struct NewReleaseStep {
    pub custody_id: String,
    pub position: i32,
    pub person_id: String,
    pub release_date: Option<Sealed<tag::ReleaseDate>>,
    pub release_hour: Option<Sealed<tag::ReleaseHour>>,
    pub noted_at: Moment,
    /// `form`, `file`, `found`, or `history` for what was before the hub.
    pub origin: &'static str,
    pub agent_id: Option<String>,
    pub reason: String,
}

/// A penal decision.
#[derive(Debug, Insertable)]
#[diesel(table_name = penal_decision, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "columns of the table, named alike")]
pub struct NewPenalDecision {
    pub id: String,
    pub person_id: String,
    pub version: i32,
    pub nature: Sealed<tag::Nature>,
    pub decided_on: Sealed<tag::DecidedOn>,
    pub decision_summary: Option<Sealed<tag::DecisionSummary>>,
    pub quantum: Option<Sealed<tag::Quantum>>,
    pub starts_on: Option<Sealed<tag::StartsOn>>,
    pub ends_on: Option<Sealed<tag::EndsOn>>,
    pub remission_days: Option<Sealed<tag::RemissionDays>>,
    pub security_until: Option<Sealed<tag::SecurityUntil>>,
}

/// A record.
#[derive(Debug, Insertable)]
#[diesel(table_name = record)]
#[expect(missing_docs, reason = "columns of the table, named alike")]
pub struct NewRecord {
    pub id: String,
    pub person_id: String,
    pub category: &'static str,
    pub owner_id: String,
    pub author_id: String,
    pub recorded_at: Moment,
    pub cap: &'static str,
    pub audience: String,
    pub version: i32,
    pub payload: SealedPayload,
}

/// A communication.
#[derive(Debug, Insertable)]
#[diesel(table_name = communication)]
#[expect(missing_docs, reason = "columns of the table, named alike")]
pub struct NewCommunication {
    pub record_id: String,
    pub person_id: String,
    pub institution_id: String,
    pub sent_by: String,
    pub sent_at: Moment,
}

/// A follow-up or a prosecution.
#[derive(Debug, Insertable)]
#[diesel(table_name = follow_up, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "columns of the table, named alike")]
pub struct NewFollowUp {
    pub id: String,
    pub person_id: String,
    pub institution_id: String,
    pub kind: &'static str,
    pub from_on: Day,
    pub to_on: Option<Day>,
    pub cause: String,
}

/// What can be loaded in bulk.
pub trait Load {
    /// Writes one row.
    ///
    /// # Errors
    /// The database refuses.
    fn load(&self, connection: &mut AnyConnection) -> Result<(), Error>;
}

macro_rules! load_into {
    ($($row:ty => $table:ident),+ $(,)?) => { $(
        impl Load for $row {
            fn load(&self, connection: &mut AnyConnection) -> Result<(), Error> {
                on_engine!(connection, |c| diesel::insert_into($table::table).values(self).execute(c))?;
                Ok(())
            }
        }
    )+ };
}

load_into! {
    NewInstitution => institution,
    NewTerritory => territory,
    NewAgent => agent,
    NewClearance => clearance,
    NewPerson => person,
    NewCustody => custody,
    NewReleaseStep => release_step,
    NewPenalDecision => penal_decision,
    NewRecord => record,
    NewCommunication => communication,
    NewFollowUp => follow_up,
}
