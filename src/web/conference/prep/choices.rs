//! Services to choose from: a kind first, then those of that kind.

use super::super::super::at::Visit;
use super::super::super::pages::parts::Choice;
use crate::domain::conference::seat::can_be_invited;
use crate::domain::{Id, Institution, InstitutionKind};

/// The kinds of service that can sit or be invited; `with_prison` where the commission's own prison can too.
pub(in crate::web::conference) fn kinds(chosen: Option<InstitutionKind>, with_prison: bool) -> Vec<Choice> {
    InstitutionKind::ALL
        .iter()
        .filter(|kind| can_be_invited(**kind) && (with_prison || **kind != InstitutionKind::Prison))
        .map(|kind| Choice::new(kind.code(), kind.label(), chosen == Some(*kind)))
        .collect()
}

/// The services of a kind, by name; of prisons, the commission's own alone.
pub(in crate::web::conference) fn services(
    visit: &Visit,
    of: Option<InstitutionKind>,
    host: Id<Institution>,
    chosen: &str,
) -> Vec<Choice> {
    let Some(kind) = of else { return Vec::new() };
    let directory = visit.at.site.directory();
    let mut services: Vec<_> = directory
        .all()
        .filter(|service| {
            service.closed_at.is_none()
                && service.kind == kind
                && (kind != InstitutionKind::Prison || service.id == host)
        })
        .collect();
    services.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    services
        .into_iter()
        .map(|service| {
            let id = service.id.to_string();
            Choice::new(&id, &service.name, id == chosen)
        })
        .collect()
}
