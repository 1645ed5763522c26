//! Services and their people, as the directory shows them and as administrators keep them: professional data. Nothing here reads a
//! person followed; that somebody is still followed by a service is asked of `access`, which says neither whom nor how many.

pub mod accounts;
mod rows;
pub mod sheet;
pub mod write;

use deunicode::deunicode;
use diesel::prelude::*;

use crate::access::{Declined, Office, Rule};
use crate::db::schema::institution;
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::service::ServiceRule;
use crate::domain::{Function, Id, Institution, InstitutionKind};

impl Rule for ServiceRule {
    fn code(&self) -> &'static str {
        Self::code(self)
    }
}

/// Whether the reader at work administers the platform: a function that his clearance covers. A rule of the platform, no text's.
#[must_use]
pub fn administers(office: &Office<'_>) -> bool {
    office.reader().clearance.as_ref().is_some_and(|clearance| clearance.functions.contains(&Function::Administrator))
}

/// Refuses whoever doesn't.
///
/// # Errors
/// He isn't entitled.
pub fn only_administrators(office: &Office<'_>) -> Result<(), Declined<ServiceRule>> {
    if administers(office) { Ok(()) } else { Err(Declined::NotEntitled) }
}

/// One service in the directory.
#[derive(Debug, Clone, Queryable)]
pub struct Listed {
    /// Identifier.
    pub id: Id<Institution>,
    /// Kind.
    pub kind: InstitutionKind,
    /// Name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// Département.
    pub departement: Option<String>,
    /// Its superior.
    pub superior: Option<Id<Institution>>,
    /// The prison that it works in.
    pub attached_to: Option<Id<Institution>>,
    /// Since when it is closed.
    pub closed_at: Option<Moment>,
}

/// What is looked for in the directory.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of this kind alone.
    pub kind: Option<InstitutionKind>,
    /// Words that its name or short name holds, whatever their accents.
    pub words: String,
}

/// Lower case without accents.
fn plain(text: &str) -> String {
    deunicode(text).to_ascii_lowercase()
}

/// All services, those that serve first in each party, then by kind and name: some hundreds in a country.
///
/// # Errors
/// The database can't be read.
pub fn all(connection: &mut AnyConnection) -> Result<Vec<Listed>, Error> {
    let mut found: Vec<Listed> = institution::table
        .select((
            institution::id,
            institution::kind,
            institution::name,
            institution::short_name,
            institution::departement,
            institution::superior_id,
            institution::attached_to,
            institution::closed_at,
        ))
        .load(connection)?;
    let place = |service: &Listed| {
        let party = service.kind.party() as u8;
        (party, service.closed_at.is_some(), service.kind, plain(&service.name), service.id)
    };
    found.sort_by_cached_key(place);
    Ok(found)
}

/// Those that are looked for, in the same order.
#[must_use]
pub fn matching<'a>(all: &'a [Listed], wanted: &Wanted) -> Vec<&'a Listed> {
    let words: Vec<String> = plain(&wanted.words).split_whitespace().map(str::to_owned).collect();
    all.iter()
        .filter(|service| wanted.kind.is_none_or(|kind| kind == service.kind))
        .filter(|service| {
            let name = plain(&format!("{} {}", service.name, service.short_name));
            words.iter().all(|word| name.contains(word.as_str()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_found_by_words_of_its_name_whatever_their_accents() {
        let service = |kind, name: &str| Listed {
            id: Id::from_bytes([1; 16]),
            kind,
            name: name.to_owned(),
            short_name: "X".to_owned(),
            departement: None,
            superior: None,
            attached_to: None,
            closed_at: None,
        };
        let all = [
            service(InstitutionKind::Prefecture, "Préfecture du Nord"),
            service(InstitutionKind::Police, "Police du Nord"),
        ];
        let found = |kind, words: &str| matching(&all, &Wanted { kind, words: words.to_owned() }).len();
        assert_eq!(found(None, "nord prefecture"), 1);
        assert_eq!(found(None, "NORD"), 2);
        assert_eq!(found(Some(InstitutionKind::Police), "nord"), 1);
        assert_eq!(found(None, "sud"), 0);
    }
}
