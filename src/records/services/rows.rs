//! The rows of services as written and read whole.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::db::schema::{institution, territory};
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::service::{Channel, ServiceDraft};
use crate::domain::{Id, Institution, InstitutionKind};

/// A service, whole.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Identifier.
    pub id: Id<Institution>,
    /// What is written of it.
    pub draft: ServiceDraft,
    /// Rises with each change.
    pub version: i32,
    /// Since when it is closed.
    pub closed_at: Option<Moment>,
}

#[derive(Queryable)]
struct Row {
    id: Id<Institution>,
    slug: String,
    kind: InstitutionKind,
    name: String,
    short_name: String,
    departement: Option<String>,
    inter_region: Option<String>,
    superior: Option<Id<Institution>>,
    attached_to: Option<Id<Institution>>,
    commune: Option<String>,
    time_zone: String,
    phone: Option<String>,
    mailbox: Option<String>,
    channel: String,
    version: i32,
    closed_at: Option<Moment>,
}

/// The service of this identifier.
///
/// # Errors
/// The database can't be read.
pub(in crate::records::services) fn find(
    connection: &mut AnyConnection,
    id: Id<Institution>,
) -> Result<Option<Kept>, Error> {
    let row: Option<Row> = institution::table
        .filter(institution::id.eq(id))
        .select((
            institution::id,
            institution::slug,
            institution::kind,
            institution::name,
            institution::short_name,
            institution::departement,
            institution::inter_region,
            institution::superior_id,
            institution::attached_to,
            institution::commune,
            institution::time_zone,
            institution::phone,
            institution::mailbox,
            institution::channel,
            institution::version,
            institution::closed_at,
        ))
        .first(connection)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let communes: Vec<String> =
        territory::table.filter(territory::institution_id.eq(id)).select(territory::commune).load(connection)?;
    let draft = ServiceDraft {
        slug: row.slug,
        kind: row.kind,
        name: row.name,
        short_name: row.short_name,
        departement: row.departement,
        inter_region: row.inter_region,
        superior: row.superior,
        attached_to: row.attached_to,
        commune: row.commune,
        time_zone: row.time_zone,
        phone: row.phone,
        mailbox: row.mailbox,
        // What isn't known carries the least.
        channel: Channel::from_code(&row.channel).unwrap_or(Channel::Reference),
        communes: communes.into_iter().collect::<BTreeSet<_>>(),
    };
    Ok(Some(Kept { id: row.id, draft, version: row.version, closed_at: row.closed_at }))
}

/// Writes it: a new row, or over the one of this version. Gives whether a row was written.
///
/// # Errors
/// The database refuses.
pub(in crate::records::services) fn put(
    connection: &mut AnyConnection,
    id: Id<Institution>,
    draft: &ServiceDraft,
    over: Option<&Kept>,
) -> Result<bool, Error> {
    let columns = (
        institution::kind.eq(draft.kind),
        institution::name.eq(&draft.name),
        institution::short_name.eq(&draft.short_name),
        institution::departement.eq(&draft.departement),
        institution::inter_region.eq(&draft.inter_region),
        institution::superior_id.eq(draft.superior.map(|id| id.to_string())),
        institution::attached_to.eq(draft.attached_to.map(|id| id.to_string())),
        institution::commune.eq(&draft.commune),
        institution::time_zone.eq(&draft.time_zone),
        institution::phone.eq(&draft.phone),
        institution::mailbox.eq(&draft.mailbox),
        institution::channel.eq(draft.channel.code()),
    );
    let written = match over {
        None => diesel::insert_into(institution::table)
            .values((institution::id.eq(id), institution::slug.eq(&draft.slug), columns))
            .execute(connection)?,
        Some(kept) => diesel::update(
            institution::table.filter(institution::id.eq(id)).filter(institution::version.eq(kept.version)),
        )
        .set((columns, institution::version.eq(kept.version + 1)))
        .execute(connection)?,
    };
    let none = BTreeSet::new();
    let had = over.map_or(&none, |kept| &kept.draft.communes);
    for commune in had.difference(&draft.communes) {
        diesel::delete(territory::table.find((id.to_string(), commune))).execute(connection)?;
    }
    for commune in draft.communes.difference(had) {
        diesel::insert_into(territory::table)
            .values((territory::institution_id.eq(id), territory::commune.eq(commune)))
            .execute(connection)?;
    }
    Ok(written == 1)
}
