//! The first two administrators, and the service that they work in.

use diesel::prelude::*;

use super::standing::Standing;
use super::{Admitted, Founding, NotDone, Occasion, Refusal, Service};
use crate::db::AnyConnection;
use crate::db::schema::institution;
use crate::domain::clearance::first_basis;
use crate::domain::{Function, Id, Institution, InstitutionKind};
use crate::journal::{Entry, Operation};

impl Founding {
    /// What stands against the two: an administrator who is there already; a service that is closed, or of a kind that the protocol
    /// knows no administrator in; any other clearance of theirs, since an administrator sees nothing personal.
    pub(in crate::records::bootstrap) fn judge(
        &self,
        connection: &mut AnyConnection,
        standing: &Standing,
        occasion: &Occasion<'_>,
        service: Id<Institution>,
        refusals: &mut Vec<Refusal>,
    ) -> Result<Vec<Admitted<'_>>, NotDone> {
        if standing.has_administrator() {
            refusals.push(Refusal::AdministratorThere);
        }
        if let Some(place) = standing.place(service) {
            if place.is_closed {
                refusals.push(Refusal::ClosedService { service: place.slug.clone() });
            }
            if occasion.agreement.grantor(place.kind, Function::Administrator).is_none() {
                refusals.push(Refusal::NoAdministratorHere { service: place.slug.clone(), kind: place.kind });
            }
        }
        let mut admitted = Vec::new();
        for person in &self.administrators {
            let account = person.find(connection)?.map(|account| account.id);
            let is_other = |function: &Function| *function != Function::Administrator;
            if let Some(held) = standing.of(account).find(|held| held.clearance.functions.iter().any(is_other)) {
                let (subject, until) = (person.subject.clone(), held.clearance.ends_on);
                refusals.push(Refusal::ClearedOtherwise { subject, until });
            }
            admitted.push(Admitted {
                person,
                service,
                functions: &[Function::Administrator],
                basis: first_basis(None),
            });
        }
        Ok(admitted)
    }
}

impl Service {
    /// The service of this code, or a new one, journalled.
    pub(in crate::records::bootstrap) fn find_or_found(
        &self,
        connection: &mut AnyConnection,
        occasion: &Occasion<'_>,
        entries: &mut Vec<Entry>,
    ) -> Result<Id<Institution>, NotDone> {
        let found: Option<Id<Institution>> = institution::table
            .filter(institution::slug.eq(&self.slug))
            .select(institution::id)
            .first(connection)
            .optional()?;
        if let Some(found) = found {
            return Ok(found);
        }
        let id: Id<Institution> = occasion.chance.id();
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
        entries.push(Entry {
            record: Some(id.to_string()),
            shown: "service:created slug kind name short_name time_zone channel".to_owned(),
            ..occasion.entry(Operation::Administration, id)
        });
        Ok(id)
    }
}
