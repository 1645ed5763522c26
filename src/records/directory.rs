//! The services and how to reach them: professional data, shown to every reader.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::prelude::*;

use crate::db::schema::institution;
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::{Id, Institution, InstitutionKind};

/// One service.
#[derive(Debug, Clone, Queryable)]
pub struct Service {
    /// Identifier.
    pub id: Id<Institution>,
    /// Kind.
    pub kind: InstitutionKind,
    /// Full name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// Time zone (IANA name).
    pub time_zone: String,
    /// Telephone.
    pub phone: Option<String>,
    /// Since when it is closed: it keeps its name, and is offered nowhere.
    pub closed_at: Option<Moment>,
}

/// All of them, by identifier.
#[derive(Debug, Clone, Default)]
pub struct Directory(Arc<HashMap<Id<Institution>, Service>>);

impl Directory {
    /// Reads it.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn load(connection: &mut AnyConnection) -> Result<Self, Error> {
        let services: Vec<Service> = institution::table
            .select((
                institution::id,
                institution::kind,
                institution::name,
                institution::short_name,
                institution::time_zone,
                institution::phone,
                institution::closed_at,
            ))
            .load(connection)?;
        Ok(Self(Arc::new(services.into_iter().map(|service| (service.id, service)).collect())))
    }

    /// All of them, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Service> {
        self.0.values()
    }

    /// A service.
    #[must_use]
    pub fn get(&self, id: Id<Institution>) -> Option<&Service> {
        self.0.get(&id)
    }
}
