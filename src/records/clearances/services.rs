//! How services stand to each other: who is above whom, who is attached to whom, who works in the same département.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::db::schema::institution;
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::clearance::Reach;
use crate::domain::{Id, Institution, InstitutionKind};

/// The longest line of superiors: a unit, its service, its inter-region, the central administration, and as many again.
const FURTHEST: usize = 8;

/// A service, as far as granting needs it.
#[derive(Debug, Clone, Queryable)]
pub struct Service {
    /// Identifier.
    pub id: Id<Institution>,
    /// Kind.
    pub kind: InstitutionKind,
    /// Name.
    pub name: String,
    superior: Option<Id<Institution>>,
    attached_to: Option<Id<Institution>>,
    departement: Option<String>,
    closed_at: Option<Moment>,
}

impl Service {
    /// Whether it serves no more: nothing is granted there, and nothing reviewed.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.closed_at.is_some()
    }
}

/// All of them.
#[derive(Debug, Clone)]
pub struct Services(HashMap<Id<Institution>, Service>);

impl Services {
    /// Reads them.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn load(connection: &mut AnyConnection) -> Result<Self, Error> {
        let services: Vec<Service> = institution::table
            .select((
                institution::id,
                institution::kind,
                institution::name,
                institution::superior_id,
                institution::attached_to,
                institution::departement,
                institution::closed_at,
            ))
            .load(connection)?;
        Ok(Self(services.into_iter().map(|service| (service.id, service)).collect()))
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, id: Id<Institution>) -> Option<&Service> {
        self.0.get(&id)
    }

    /// All, by name.
    #[must_use]
    pub fn by_name(&self) -> Vec<&Service> {
        let mut all: Vec<&Service> = self.0.values().collect();
        all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        all
    }

    /// How `from` stands to `to`; every way that holds.
    #[must_use]
    pub fn reaches(&self, from: Id<Institution>, to: Id<Institution>) -> Vec<Reach> {
        let (Some(grants), Some(concerned)) = (self.get(from), self.get(to)) else { return Vec::new() };
        let mut reaches = vec![Reach::Any];
        if from == to {
            reaches.push(Reach::Own);
        }
        if concerned.attached_to == Some(from) {
            reaches.push(Reach::Attached);
        }
        if from != to && grants.departement.is_some() && grants.departement == concerned.departement {
            reaches.push(Reach::Departement);
        }
        let attached = concerned.attached_to.is_some_and(|prison| self.is_above(from, prison));
        if self.is_above(from, to) || attached {
            reaches.push(Reach::Superior);
        }
        reaches
    }

    fn is_above(&self, from: Id<Institution>, to: Id<Institution>) -> bool {
        let above = |service: Id<Institution>| self.get(service).and_then(|known| known.superior);
        std::iter::successors(above(to), |next| above(*next)).take(FURTHEST).any(|superior| superior == from)
    }
}
