//! The first two administrators, named in a file by whoever installs the platform. Everybody after them is let in by people; these two
//! are let in by the command line, once, and the journal says so.

use std::fmt;

use diesel::prelude::*;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;

use crate::chance::Chance;
use crate::db::schema::{agent, clearance, institution};
use crate::db::{self, AnyConnection, Day, Moment};
use crate::domain::{ClearanceState, Function, Id, Institution, InstitutionKind};
use crate::journal::{Actor, Entry, Operation, Outcome, append_within};

/// The clearance of the first administrators ends after a year: by then people grant clearances to each other.
const LASTS_YEARS: i32 = 1;

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bootstrap {
    institution: Service,
    administrators: Vec<Administrator>,
}

/// The service that runs the platform; founded if there is none of that slug.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    slug: String,
    name: String,
    short_name: String,
}

/// One of the two.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Administrator {
    issuer: String,
    subject: String,
    family_name: String,
    given_names: String,
    quality: String,
}

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// Every fault of the file.
    #[error("{}", .0.join("\n"))]
    Faulty(Vec<String>),
    /// There is an administrator already: he and another grant clearances.
    #[error("this database has an active administrator already: ask for a clearance in the portal")]
    AlreadyThere,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl From<diesel::result::Error> for NotDone {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

impl Bootstrap {
    /// Reads the file; its administrators come from these issuers.
    ///
    /// # Errors
    /// Every fault: what is missing or unknown, with its line; not two people; an issuer that the settings don't name.
    pub fn parse(text: &str, issuers: &[&str]) -> Result<Self, NotDone> {
        let file: Self = toml::from_str(text).map_err(|error| {
            let line =
                error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
            NotDone::Faulty(vec![format!("line {line}: {}", error.message())])
        })?;
        let mut faults = Vec::new();
        if file.administrators.len() != 2 {
            faults.push(format!(
                "{} administrators: name two, since nobody grants anything alone",
                file.administrators.len()
            ));
        }
        if let [one, other] = file.administrators.as_slice()
            && (&one.issuer, &one.subject) == (&other.issuer, &other.subject)
        {
            faults.push("the two administrators are the same person".to_owned());
        }
        let service = [&file.institution.slug, &file.institution.name, &file.institution.short_name];
        let texts = service.into_iter().chain(
            file.administrators
                .iter()
                .flat_map(|one| [&one.issuer, &one.subject, &one.family_name, &one.given_names, &one.quality]),
        );
        if texts
            .into_iter()
            .any(|text| text.trim().is_empty() || text.len() > 255 || text.chars().any(char::is_control))
        {
            faults.push("a text is empty, longer than 255 bytes, or on several lines".to_owned());
        }
        for one in file.administrators.iter().filter(|one| !issuers.contains(&one.issuer.as_str())) {
            faults.push(format!("{}: no [[issuers]] of the settings has this issuer", one.issuer));
        }
        if faults.is_empty() { Ok(file) } else { Err(NotDone::Faulty(faults)) }
    }

    /// Lets the two in: service, accounts, clearances and their journal entries, all or nothing.
    ///
    /// # Errors
    /// There is an administrator already, or the database refuses.
    pub fn carry_out(
        &self,
        connection: &mut AnyConnection,
        now: Timestamp,
        today: Date,
        chance: &Chance,
    ) -> Result<(), NotDone> {
        if has_administrator(connection, today)? {
            return Err(NotDone::AlreadyThere);
        }
        let service = self.institution.find_or_found(connection, chance)?;
        let mut entries = Vec::new();
        for one in &self.administrators {
            let account = one.account(connection, service, chance)?;
            let ends_on = today.saturating_add(LASTS_YEARS.years());
            diesel::insert_into(clearance::table)
                .values((
                    clearance::id.eq(chance.id::<crate::domain::clearance::Clearance>().to_string()),
                    clearance::agent_id.eq(&account),
                    clearance::institution_id.eq(service.to_string()),
                    clearance::functions.eq(Function::Administrator.code()),
                    clearance::basis.eq("Amorçage de la plateforme par son exploitant (règle de la plateforme)"),
                    clearance::state.eq(ClearanceState::Active),
                    clearance::starts_on.eq(Day(today)),
                    clearance::ends_on.eq(Day(ends_on)),
                ))
                .execute(connection)?;
            entries.push(one.entry(service, now));
        }
        append_within(connection, entries, chance)?;
        Ok(())
    }
}

impl fmt::Display for Bootstrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} administrators of {}", self.administrators.len(), self.institution.slug)
    }
}

/// Whether somebody holds a clearance as administrator today.
fn has_administrator(connection: &mut AnyConnection, today: Date) -> Result<bool, NotDone> {
    let standing: Vec<String> = clearance::table
        .filter(clearance::state.eq(ClearanceState::Active))
        .filter(clearance::ends_on.ge(Day(today)))
        .select(clearance::functions)
        .load(connection)?;
    let code = Function::Administrator.code();
    Ok(standing.iter().any(|functions| functions.split(' ').any(|function| function == code)))
}

impl Service {
    fn find_or_found(&self, connection: &mut AnyConnection, chance: &Chance) -> Result<Id<Institution>, NotDone> {
        let found: Option<Id<Institution>> = institution::table
            .filter(institution::slug.eq(&self.slug))
            .select(institution::id)
            .first(connection)
            .optional()?;
        if let Some(found) = found {
            return Ok(found);
        }
        let id: Id<Institution> = chance.id();
        diesel::insert_into(institution::table)
            .values((
                institution::id.eq(id),
                institution::kind.eq(InstitutionKind::PrisonCentral),
                institution::name.eq(&self.name),
                institution::short_name.eq(&self.short_name),
                institution::time_zone.eq("Europe/Paris"),
                institution::slug.eq(&self.slug),
                institution::channel.eq("reference"),
            ))
            .execute(connection)?;
        Ok(id)
    }
}

impl Administrator {
    /// His account: the one that is there, moved to the service, or a new one.
    fn account(
        &self,
        connection: &mut AnyConnection,
        service: Id<Institution>,
        chance: &Chance,
    ) -> Result<String, NotDone> {
        let found: Option<String> = agent::table
            .filter(agent::issuer.eq(&self.issuer))
            .filter(agent::subject.eq(&self.subject))
            .select(agent::id)
            .first(connection)
            .optional()?;
        if let Some(id) = found {
            diesel::update(agent::table.filter(agent::id.eq(&id)))
                .set((agent::institution_id.eq(service.to_string()), agent::closed_at.eq(None::<Moment>)))
                .execute(connection)?;
            return Ok(id);
        }
        let id = chance.id::<crate::domain::Agent>().to_string();
        diesel::insert_into(agent::table)
            .values((
                agent::id.eq(&id),
                agent::institution_id.eq(service.to_string()),
                agent::issuer.eq(&self.issuer),
                agent::subject.eq(&self.subject),
                agent::family_name.eq(&self.family_name),
                agent::given_names.eq(&self.given_names),
                agent::quality.eq(&self.quality),
            ))
            .execute(connection)?;
        Ok(id)
    }

    fn entry(&self, service: Id<Institution>, now: Timestamp) -> Entry {
        let actor = Actor {
            issuer: "urn:quadrige:operator".to_owned(),
            subject: "bootstrap".to_owned(),
            name: "quadrige bootstrap".to_owned(),
            quality: "exploitant, en ligne de commande".to_owned(),
            institution: service,
        };
        Entry {
            shown: format!("clearance:{}", Function::Administrator.code()),
            reason: Some(format!("premier administrateur : {} chez {}", self.subject, self.issuer)),
            ..Entry::new(now, Operation::Creation, Outcome::Granted, actor, String::new())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE: &str =
        "[institution]\nslug = \"exploitation\"\nname = \"Exploitation\"\nshort_name = \"Exploitation\"\n";

    fn person(subject: &str) -> String {
        format!(
            "[[administrators]]\nissuer = \"https://id.example\"\nsubject = \"{subject}\"\nfamily_name = \"Essai\"\n\
             given_names = \"Camille\"\nquality = \"administratrice\"\n"
        )
    }

    fn fault(text: &str) -> String {
        Bootstrap::parse(text, &["https://id.example"]).map_or_else(|not| not.to_string(), |_| "sound".to_owned())
    }

    #[test]
    fn two_people_are_named_no_more_and_no_less() {
        assert_eq!(fault(&[SERVICE, &person("a"), &person("b")].concat()), "sound");
        assert!(fault(&[SERVICE, &person("a")].concat()).contains("1 administrators"));
        assert!(fault(&[SERVICE, &person("a"), &person("a")].concat()).contains("the same person"));
        assert!(fault(&[SERVICE, &person("a"), &person("b"), &person("c")].concat()).contains("3 administrators"));
    }

    #[test]
    fn what_is_unknown_missing_or_from_elsewhere_is_named() {
        let elsewhere = person("b").replace("id.example", "evil.example");
        assert!(fault(&[SERVICE, &person("a"), &elsewhere].concat()).contains("https://evil.example: no [[issuers]]"));
        let more = [SERVICE, &person("a"), &person("b"), "email = \"a@b\"\n"].concat();
        assert!(fault(&more).starts_with("line 17: unknown field `email`"), "{}", fault(&more));
        assert!(fault("").starts_with("line 1: missing field"));
        assert!(fault(&[SERVICE, &person("a"), &person(" ")].concat()).contains("a text is empty"));
    }
}
