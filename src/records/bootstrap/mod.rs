//! The first people, named in a file by whoever installs the platform: two administrators, and those authorities whom nobody there could
//! clear yet. Everybody after them is let in by people; these are let in by the command line, and their clearances and the journal say so.
//!
//! What is once is each of these beginnings, not the command: administrators while there is none, an authority while no two people can
//! grant that clearance in the portal. A file is carried out whole or not at all.

mod accounts;
mod administrators;
mod file;
mod grantors;
mod refusal;
mod standing;

pub use refusal::Refusal;

use std::fmt;

use diesel::prelude::*;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;

use crate::chance::Chance;
use crate::db::schema::clearance;
use crate::db::{self, AnyConnection, Day};
use crate::domain::clearance::Clearance;
use crate::domain::{ClearanceState, Function, Id, Institution};
use crate::journal::{Actor, Entry, Operation, Outcome, append_within};
use crate::protocol::Agreement;

use accounts::Opened;
use standing::Standing;

/// A first clearance ends after a year: by then people grant clearances to each other.
const LASTS_YEARS: i32 = 1;

/// Whom the file lets in.
#[derive(Debug, Clone)]
pub struct Bootstrap {
    founding: Option<Founding>,
    grantors: Vec<FirstGrantor>,
}

/// The service that runs the platform, and the two who administer it.
#[derive(Debug, Clone)]
struct Founding {
    service: Service,
    administrators: Vec<Person>,
}

/// The service that runs the platform; founded if there is none of that code.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    slug: String,
    name: String,
    short_name: String,
}

/// Somebody named.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    issuer: String,
    subject: String,
    family_name: String,
    given_names: String,
    quality: String,
}

impl Person {
    /// Whether both are known to the same issuer under the same subject.
    fn is(&self, other: &Self) -> bool {
        (&self.issuer, &self.subject) == (&other.issuer, &other.subject)
    }
}

/// An authority whom nobody could clear yet.
#[derive(Debug, Clone)]
struct FirstGrantor {
    /// The code of her service.
    service: String,
    functions: Vec<Function>,
    person: Person,
    /// The act by which she was appointed.
    act: String,
}

/// When, by which rules, with which chance a file is carried out.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'o> {
    /// The agreement in force: it says who grants what.
    pub agreement: &'o Agreement,
    /// The moment.
    pub now: Timestamp,
    /// The day.
    pub today: Date,
    /// Where identifiers come from.
    pub chance: &'o Chance,
}

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// Every fault of the file.
    #[error("{}", .0.join("\n"))]
    Faulty(Vec<String>),
    /// Everything in this database that stands against the file.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Refused(Vec<Refusal>),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl From<diesel::result::Error> for NotDone {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Somebody whom nothing stands against: the service, what her clearance covers and rests on.
struct Admitted<'f> {
    person: &'f Person,
    service: Id<Institution>,
    functions: &'f [Function],
    basis: String,
}

impl Bootstrap {
    /// Lets them in: service, accounts, clearances and their journal entries, all or nothing. The caller's transaction must fail when
    /// this does.
    ///
    /// # Errors
    /// All that stands against it, or the database fails.
    pub fn carry_out(&self, connection: &mut AnyConnection, occasion: &Occasion<'_>) -> Result<(), NotDone> {
        let mut entries = Vec::new();
        let founded = match &self.founding {
            Some(founding) => Some(founding.service.find_or_found(connection, occasion, &mut entries)?),
            None => None,
        };
        // All are judged before anybody is let in: who is named beside another isn't in his way.
        let standing = Standing::load(connection, occasion.today)?;
        let mut refusals = Vec::new();
        let mut admitted = Vec::new();
        if let (Some(founding), Some(service)) = (&self.founding, founded) {
            admitted.extend(founding.judge(connection, &standing, occasion, service, &mut refusals)?);
        }
        for grantor in &self.grantors {
            admitted.extend(grantor.judge(connection, &standing, occasion, &mut refusals)?);
        }
        if !refusals.is_empty() {
            return Err(NotDone::Refused(refusals));
        }
        for one in &admitted {
            one.let_in(connection, occasion, &mut entries)?;
        }
        append_within(connection, entries, occasion.chance)?;
        Ok(())
    }
}

impl Admitted<'_> {
    fn let_in(
        &self,
        connection: &mut AnyConnection,
        occasion: &Occasion<'_>,
        entries: &mut Vec<Entry>,
    ) -> Result<(), NotDone> {
        let (account, opened) = self.person.account(connection, self.service, occasion.chance)?;
        if opened != Opened::Before {
            entries.push(Entry {
                record: Some(account.to_string()),
                shown: format!("account:{} service:{}", opened.word(), self.service),
                ..occasion.entry(Operation::Administration, self.service)
            });
        }
        let id: Id<Clearance> = occasion.chance.id();
        let functions: Vec<&str> = self.functions.iter().map(|function| function.code()).collect();
        diesel::insert_into(clearance::table)
            .values((
                clearance::id.eq(id.to_string()),
                clearance::agent_id.eq(account),
                clearance::institution_id.eq(self.service),
                clearance::functions.eq(functions.join(" ")),
                clearance::basis.eq(&self.basis),
                clearance::state.eq(ClearanceState::Active),
                clearance::starts_on.eq(Day(occasion.today)),
                clearance::ends_on.eq(Day(occasion.today.saturating_add(LASTS_YEARS.years()))),
            ))
            .execute(connection)?;
        entries.push(Entry {
            record: Some(id.to_string()),
            shown: format!("bootstrapped {}", functions.join(" ")),
            reason: Some(format!("amorçage\u{a0}: {} chez {}", self.person.subject, self.person.issuer)),
            legal_ground: Some(self.basis.clone()),
            ..occasion.entry(Operation::Clearance, self.service)
        });
        Ok(())
    }
}

impl Occasion<'_> {
    /// An entry of what the operator did about a service.
    fn entry(&self, operation: Operation, service: Id<Institution>) -> Entry {
        let actor = Actor {
            issuer: "urn:quadrige:operator".to_owned(),
            subject: "bootstrap".to_owned(),
            name: "quadrige bootstrap".to_owned(),
            quality: "exploitant, en ligne de commande".to_owned(),
            institution: service,
        };
        Entry::new(self.now, operation, Outcome::Granted, actor, self.agreement.version().to_owned())
    }
}

impl fmt::Display for Bootstrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut named = Vec::new();
        if let Some(founding) = &self.founding {
            named.push(format!("{} administrators of {}", founding.administrators.len(), founding.service.slug));
        }
        named.extend(self.grantors.iter().map(|grantor| format!("{} of {}", grantor.person.subject, grantor.service)));
        f.write_str(&named.join(", "))
    }
}
