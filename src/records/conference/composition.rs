//! The composition that a prison's commission usually has, proposed to whoever creates it (D. 211-34 C. pénit., anc. D. 90 CPP).

use diesel::prelude::*;

use crate::db::schema::{custody, institution, tie};
use crate::db::{AnyConnection, Error};
use crate::domain::conference::{SeatRole, Voice};
use crate::domain::{Function, Id, Institution, InstitutionKind, TieKind};

use super::commissions::NewSeat;

/// A seat that is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposal {
    /// Which.
    pub seat: NewSeat,
    /// Whether it belongs to the usual composition; the others are offered.
    pub is_usual: bool,
}

#[derive(Queryable)]
struct Around {
    id: Id<Institution>,
    kind: InstitutionKind,
    attached_to: Option<Id<Institution>>,
    departement: Option<String>,
}

/// The service that follows the most of those who are, or were, held there.
fn closest(
    connection: &mut AnyConnection,
    host: Id<Institution>,
    among: &[&Around],
) -> Result<Option<Id<Institution>>, Error> {
    let mut most: Option<(i64, Id<Institution>)> = None;
    for service in among {
        let held = custody::table.filter(custody::prison_id.eq(host)).select(custody::person_id);
        let count: i64 = tie::table
            .filter(tie::institution_id.eq(service.id))
            .filter(tie::kind.eq(TieKind::Followed))
            .filter(tie::to_on.is_null())
            .filter(tie::person_id.eq_any(held))
            .count()
            .get_result(connection)?;
        if most.is_none_or(|(known, _)| count > known) {
            most = Some((count, service.id));
        }
    }
    Ok(most.map(|(_, service)| service))
}

/// The chair and its representative, who are the prison's own; SPIP and education, who deliberate; health, PJJ and prison
/// intelligence, who are consulted. A prison that several SPIP of its département may serve is proposed
/// the one that follows the most of its people.
///
/// # Errors
/// The database can't be read.
pub fn usual(connection: &mut AnyConnection, host: Id<Institution>) -> Result<Vec<Proposal>, Error> {
    let all: Vec<Around> = institution::table
        .filter(institution::closed_at.is_null())
        .order((institution::kind, institution::name, institution::id))
        .select((institution::id, institution::kind, institution::attached_to, institution::departement))
        .load(connection)?;
    let own = all.iter().find(|known| known.id == host);
    let departement = own.and_then(|own| own.departement.as_deref());
    let attached = |known: &&Around| known.attached_to == Some(host);
    let near = |known: &&Around| departement.is_some() && known.departement.as_deref() == departement;
    let of = |kind: InstitutionKind| -> Vec<&Around> {
        let of_kind = || all.iter().filter(move |known| known.kind == kind);
        let here: Vec<&Around> = of_kind().filter(attached).collect();
        if here.is_empty() && matches!(kind, InstitutionKind::Probation | InstitutionKind::YouthProtection) {
            of_kind().filter(near).collect()
        } else {
            here
        }
    };
    let own = |function, role| Proposal {
        seat: NewSeat { institution: host, function, voice: Voice::Deliberating, role },
        is_usual: true,
    };
    let mut proposals = vec![own(Function::Head, SeatRole::Chair), own(Function::Management, SeatRole::Representative)];
    for (kind, function, voice, is_usual) in [
        (InstitutionKind::Probation, Function::ProbationDirector, Voice::Deliberating, true),
        (InstitutionKind::Education, Function::Teacher, Voice::Deliberating, true),
        (InstitutionKind::Health, Function::Caregiver, Voice::Consultative, true),
        (InstitutionKind::YouthProtection, Function::Agent, Voice::Consultative, false),
        (InstitutionKind::PrisonIntelligence, Function::Analyst, Voice::Consultative, false),
    ] {
        let services = of(kind);
        let attached = services.iter().any(|known| known.attached_to == Some(host));
        let closest = if attached || services.len() < 2 { None } else { closest(connection, host, &services)? };
        proposals.extend(services.into_iter().map(|service| Proposal {
            seat: NewSeat { institution: service.id, function, voice, role: SeatRole::Member },
            is_usual: is_usual && closest.is_none_or(|closest| closest == service.id),
        }));
    }
    Ok(proposals)
}
