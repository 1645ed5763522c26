//! The services as ties need them.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::db::schema::{institution, territory};
use crate::db::{AnyConnection, Error};
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
        ))
        .load(connection)?;
    let mut services: Services = rows
        .into_iter()
        .map(|row| {
            let service = Service {
                kind: row.kind,
                superior: row.superior,
                attached_to: row.attached_to,
                departement: row.departement,
                commune: row.commune,
                communes: Default::default(),
                time_zone: row.time_zone,
            };
            (row.id, service)
        })
        .collect::<BTreeMap<_, _>>();
    let communes: Vec<(Id<Institution>, String)> =
        territory::table.select((territory::institution_id, territory::commune)).load(connection)?;
    for (id, commune) in communes {
        if let Some(service) = services.get_mut(&id) {
            service.communes.insert(commune);
        }
    }
    Ok(services)
}
