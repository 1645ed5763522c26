//! People in lists: a line each.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::{Grant, ReadTx, Sealed, SealedRow, Shelter, Standing, Unveil, View};
use crate::db::schema::{custody, institution, person};
use crate::db::{AnyConnection, Error};
use crate::domain::catalogue::tag;
use crate::domain::{Handling, Id, Person, TieKind};

use super::case_file::{CustodyRow, LoadedCustody, custody_columns};

/// One line.
#[derive(Debug, Clone)]
pub struct Line {
    /// Whom it leads to.
    pub person: Id<Person>,
    /// The phase.
    pub standing: Standing,
    /// The person's own row.
    pub identity: Option<View>,
    /// The latest stay.
    pub stay: Option<View>,
    /// The stays of the detention that it belongs to, the earliest first.
    pub detention: Vec<String>,
    /// The closest tie that the reader's service has.
    pub tie: TieKind,
}

/// What a line says of a person, and no more: what is opened is journalled.
#[derive(Queryable)]
struct NameRow {
    id: Id<Person>,
    row: String,
    family_name: Sealed<tag::FamilyName>,
    given_names: Sealed<tag::GivenNames>,
    birth_date: Sealed<tag::BirthDate>,
}

impl SealedRow for NameRow {
    fn shelter(&self) -> Shelter<'_> {
        Shelter {
            person: self.id,
            row: &self.row,
            version: 0,
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
        unveil.column(&self.given_names);
        unveil.column(&self.birth_date);
    }
}

/// Everybody, by identifier: for reconcilers.
///
/// # Errors
/// The database can't be read.
pub fn everybody(connection: &mut AnyConnection) -> Result<Vec<Id<Person>>, Error> {
    Ok(person::table.select(person::id).order(person::id).load(connection)?)
}

/// The name and birth of whoever the grant is for, and nothing more of him.
///
/// # Errors
/// The database can't be read.
pub fn name(tx: &mut ReadTx<'_>, grant: &Grant) -> Result<Option<View>, Error> {
    let row: Option<NameRow> = person::table
        .filter(person::id.eq(grant.subject()))
        .select((person::id, person::id, person::family_name, person::given_names, person::birth_date))
        .first(tx.connection())
        .optional()?;
    Ok(row.map(|row| grant.view(&row)).transpose()?.flatten())
}

/// The lines of these people, in the order of the grants.
///
/// # Errors
/// The database can't be read.
pub fn lines(tx: &mut ReadTx<'_>, grants: &[Grant]) -> Result<Vec<Line>, Error> {
    lines_of(tx, &grants.iter().collect::<Vec<_>>())
}

/// As [`lines`], of grants that stand among other things.
///
/// # Errors
/// The database can't be read.
pub fn lines_of(tx: &mut ReadTx<'_>, grants: &[&Grant]) -> Result<Vec<Line>, Error> {
    let ids: Vec<String> = grants.iter().map(|grant| grant.subject().to_string()).collect();
    let people: Vec<NameRow> = person::table
        .filter(person::id.eq_any(&ids))
        .select((person::id, person::id, person::family_name, person::given_names, person::birth_date))
        .load(tx.connection())?;
    let people: HashMap<_, _> = people.into_iter().map(|row| (row.id, row)).collect();
    let stays: Vec<LoadedCustody> = custody::table
        .inner_join(institution::table.on(institution::id.eq(custody::prison_id)))
        .filter(custody::person_id.eq_any(&ids))
        .select(custody_columns!())
        .load(tx.connection())?;
    let mut stays_of: HashMap<Id<Person>, Vec<LoadedCustody>> = HashMap::new();
    for stay in stays {
        stays_of.entry(stay.1).or_default().push(stay);
    }
    grants
        .iter()
        .map(|grant| {
            let identity = people.get(&grant.subject()).map(|row| grant.view(row)).transpose()?.flatten();
            let stays = CustodyRow::in_order(stays_of.remove(&grant.subject()).unwrap_or_default());
            let stay = stays.last().map(|row| grant.view(row)).transpose()?.flatten();
            let latest = stays.last().map(|row| row.row.as_str()).unwrap_or_default();
            let detention = CustodyRow::detention(&stays, latest).iter().map(|stay| stay.row.clone()).collect();
            let (person, standing) = (grant.subject(), *grant.standing());
            Ok(Line { person, standing, identity, stay, detention, tie: grant.tie() })
        })
        .collect()
}
