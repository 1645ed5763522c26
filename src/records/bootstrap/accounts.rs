//! The accounts of those whom the file names: whoever the issuer knows under that subject, never an address or a name.

use diesel::prelude::*;

use super::{NotDone, Person};
use crate::chance::Chance;
use crate::db::schema::agent;
use crate::db::{AnyConnection, Moment};
use crate::domain::{Agent, Id, Institution};

/// An account that is there.
pub(in crate::records::bootstrap) struct Account {
    pub(in crate::records::bootstrap) id: Id<Agent>,
    pub(in crate::records::bootstrap) service: Id<Institution>,
    pub(in crate::records::bootstrap) is_closed: bool,
    family_name: String,
    given_names: String,
    version: i32,
}

impl Account {
    /// Whether it bears that person's name, whatever the capitals.
    pub(in crate::records::bootstrap) fn bears_the_name_of(&self, person: &Person) -> bool {
        let is_same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
        is_same(&self.family_name, &person.family_name) && is_same(&self.given_names, &person.given_names)
    }
}

/// Where an account comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::records::bootstrap) enum Opened {
    /// It was there.
    Before,
    /// It was there, closed or in another service. Only an administrator's, while nobody is there who could move it.
    Moved,
    /// It is new.
    Now,
}

impl Opened {
    /// The word of the journal.
    pub(in crate::records::bootstrap) const fn word(self) -> &'static str {
        match self {
            Self::Before => "kept",
            Self::Moved => "moved",
            Self::Now => "opened",
        }
    }
}

impl Person {
    /// Her account, if the issuer's subject has one.
    pub(in crate::records::bootstrap) fn find(
        &self,
        connection: &mut AnyConnection,
    ) -> Result<Option<Account>, NotDone> {
        type Row = (Id<Agent>, Id<Institution>, Option<Moment>, String, String, i32);
        let row: Option<Row> = agent::table
            .filter(agent::issuer.eq(&self.issuer))
            .filter(agent::subject.eq(&self.subject))
            .select((
                agent::id,
                agent::institution_id,
                agent::closed_at,
                agent::family_name,
                agent::given_names,
                agent::version,
            ))
            .first(connection)
            .optional()?;
        Ok(row.map(|(id, service, closed_at, family_name, given_names, version)| Account {
            id,
            service,
            is_closed: closed_at.is_some(),
            family_name,
            given_names,
            version,
        }))
    }

    /// Her account in that service: the one that is there, or a new one.
    pub(in crate::records::bootstrap) fn account(
        &self,
        connection: &mut AnyConnection,
        service: Id<Institution>,
        chance: &Chance,
    ) -> Result<(Id<Agent>, Opened), NotDone> {
        if let Some(known) = self.find(connection)? {
            if known.service == service && !known.is_closed {
                return Ok((known.id, Opened::Before));
            }
            diesel::update(agent::table.filter(agent::id.eq(known.id)))
                .set((
                    agent::institution_id.eq(service.to_string()),
                    agent::closed_at.eq(None::<Moment>),
                    agent::version.eq(known.version + 1),
                ))
                .execute(connection)?;
            return Ok((known.id, Opened::Moved));
        }
        let id: Id<Agent> = chance.id();
        diesel::insert_into(agent::table)
            .values((
                agent::id.eq(id),
                agent::institution_id.eq(service),
                agent::issuer.eq(&self.issuer),
                agent::subject.eq(&self.subject),
                agent::family_name.eq(&self.family_name),
                agent::given_names.eq(&self.given_names),
                agent::quality.eq(&self.quality),
            ))
            .execute(connection)?;
        Ok((id, Opened::Now))
    }
}
