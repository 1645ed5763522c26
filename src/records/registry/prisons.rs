//! The prisons that files may name, and the communes for which some service is competent.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use jiff::tz::TimeZone;

use crate::clock::paris;
use crate::db::schema::{institution, territory};
use crate::db::{AnyConnection, Error};
use crate::domain::{Id, Institution, InstitutionKind};

/// A prison.
#[derive(Debug, Clone)]
pub(super) struct Prison {
    pub(super) id: Id<Institution>,
    pub(super) slug: String,
    /// Its own days and hours.
    pub(super) zone: TimeZone,
    /// The prison-intelligence unit that works in it.
    pub(super) unit: Option<Id<Institution>>,
}

/// What is known of the country, as far as a file needs it.
#[derive(Debug)]
pub(super) struct Country {
    by_slug: HashMap<String, Prison>,
    communes: HashSet<String>,
}

impl Country {
    /// Reads it.
    pub(super) fn load(connection: &mut AnyConnection) -> Result<Self, Error> {
        let units: Vec<(Id<Institution>, Option<Id<Institution>>)> = institution::table
            .filter(institution::kind.eq(InstitutionKind::PrisonIntelligence))
            .filter(institution::attached_to.is_not_null())
            .filter(institution::closed_at.is_null())
            .order(institution::id)
            .select((institution::id, institution::attached_to))
            .load(connection)?;
        let rows: Vec<(Id<Institution>, String, String)> = institution::table
            .filter(institution::kind.eq(InstitutionKind::Prison))
            .filter(institution::slug.ne(""))
            .filter(institution::closed_at.is_null())
            .select((institution::id, institution::slug, institution::time_zone))
            .load(connection)?;
        let prison = |(id, slug, zone): (Id<Institution>, String, String)| Prison {
            id,
            slug,
            zone: TimeZone::get(&zone).unwrap_or_else(|_| paris()),
            unit: units.iter().find(|(_, prison)| *prison == Some(id)).map(|(unit, _)| *unit),
        };
        let by_slug = rows.into_iter().map(prison).map(|prison| (prison.slug.clone(), prison)).collect();
        let communes: Vec<String> = territory::table.select(territory::commune).distinct().load(connection)?;
        Ok(Self { by_slug, communes: communes.into_iter().collect() })
    }

    pub(super) fn prison(&self, slug: &str) -> Option<&Prison> {
        self.by_slug.get(slug)
    }

    /// Whether a service is known to be competent for that commune.
    pub(super) fn knows(&self, commune: &str) -> bool {
        self.communes.contains(commune)
    }
}
