//! To whom something may be sent: services that already know of the person, and whom the protocol lets receive it.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::db::schema::{institution, tie};
use crate::db::{AnyConnection, Day, Error};
use crate::domain::{DataCategory, Function, Id, Institution, InstitutionKind, Level, Tie, TieKind, TieScope};
use crate::protocol::{ReaderFacts, Relation, decide};

use super::grant::Grant;

/// The services to which the reader may send a record of this category on that day.
///
/// # Errors
/// The database can't be read.
pub fn recipients(
    connection: &mut AnyConnection,
    grant: &Grant,
    category: DataCategory,
    today: Date,
) -> Result<Vec<Id<Institution>>, Error> {
    let known: Vec<(Id<Institution>, InstitutionKind, Option<String>, Option<String>)> = tie::table
        .inner_join(institution::table.on(institution::id.eq(tie::institution_id)))
        .filter(tie::person_id.eq(grant.subject))
        .filter(tie::institution_id.ne(grant.institution))
        .filter(tie::from_on.le(Day(today)))
        .filter(tie::to_on.is_null().or(tie::to_on.ge(Day(today))))
        .filter(tie::kind.eq_any([TieKind::Held.code(), TieKind::Followed.code(), TieKind::Prosecuted.code()]))
        .select((institution::id, institution::kind, institution::departement, institution::inter_region))
        .distinct()
        .load(connection)?;
    let record = String::new();
    Ok(known
        .into_iter()
        .filter(|(_, kind, departement, inter_region)| {
            // Whoever there may read it will: what counts is that some function of theirs can receive it.
            let service = ReaderFacts {
                kind: *kind,
                functions: Function::ALL.to_vec(),
                departement: departement.clone(),
                inter_region: inter_region.clone(),
                cleared: true,
            };
            let tie = Tie { kind: TieKind::Communication, scope: TieScope::Record(record.clone()) };
            decide(&grant.agreement, &service, &grant.facts, &[tie]).category_level(category, Relation::Communicated)
                >= Level::Summary
        })
        .map(|(id, ..)| id)
        .collect())
}
