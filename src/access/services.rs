//! The services as ties need them.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::db::schema::{institution, territory};
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::need::{Service, Services};
use crate::domain::{Id, Institution, InstitutionKind};

#[derive(Queryable)]
struct Row {
    id: Id<Institution>,
    kind: InstitutionKind,
    superior: Option<Id<Institution>>,
    attached_to: Option<Id<Institution>>,
    departement: Option<String>,
    commune: Option<String>,
    time_zone: String,
    closed_at: Option<Moment>,
}

/// All of them: some hundreds in a country.
pub(in crate::access) fn load(connection: &mut AnyConnection) -> Result<Services, Error> {
    let rows: Vec<Row> = institution::table
        .select((
            institution::id,
            institution::kind,
            institution::superior_id,
            institution::attached_to,
            institution::departement,
            institution::commune,
            institution::time_zone,
            institution::closed_at,
        ))
        .load(connection)?;
    let closed: BTreeSet<Id<Institution>> =
        rows.iter().filter(|row| row.closed_at.is_some()).map(|row| row.id).collect();
    let mut services: Services = rows
        .into_iter()
        .map(|row| {
            // A closed service keeps its place in what was; it is competent for nothing any more and works nowhere.
            let serves = row.closed_at.is_none();
            let service = Service {
                kind: row.kind,
                superior: row.superior,
                attached_to: row.attached_to.filter(|_| serves),
                departement: row.departement.filter(|_| serves),
                commune: row.commune,
                communes: Default::default(),
                time_zone: row.time_zone,
            };
            (row.id, service)
        })
        .collect::<BTreeMap<_, _>>();
    let communes: Vec<(Id<Institution>, String)> =
        territory::table.select((territory::institution_id, territory::commune)).load(connection)?;
    for (id, commune) in communes.into_iter().filter(|(id, _)| !closed.contains(id)) {
        if let Some(service) = services.get_mut(&id) {
            service.communes.insert(commune);
        }
    }
    Ok(services)
}
