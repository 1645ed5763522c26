//! Who reads: an agent of an institution, with the rights that he has at this request.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::clearance::Clearance;
use crate::domain::{Agent, Function, Id, Institution, InstitutionKind, Session};
use crate::journal::Actor;
use crate::protocol::ReaderFacts;

/// A recognised reader. Built by `signin` at each request from the session, so that a withdrawn clearance or a moved post
/// counts at the next click.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The session.
    pub session: Id<Session>,
    /// The agent.
    pub agent: Id<Agent>,
    /// As the journal names him.
    pub actor: Actor,
    /// His institution.
    pub institution: Id<Institution>,
    /// Its name.
    pub institution_name: String,
    /// Its kind.
    pub kind: InstitutionKind,
    /// Its département.
    pub departement: Option<String>,
    /// Its inter-region.
    pub inter_region: Option<String>,
    /// Its time zone: his "today".
    pub zone: TimeZone,
    /// His clearance there, if any was ever granted.
    pub clearance: Option<Clearance>,
}

impl Reader {
    /// Whether he holds a clearance that opens anything on that day.
    #[must_use]
    pub fn is_cleared(&self, today: Date) -> bool {
        self.clearance.as_ref().is_some_and(|clearance| clearance.is_valid_on(today))
    }

    /// Whether he works in the registry of a prison, as his clearance there says; whether it is valid today is another
    /// question.
    #[must_use]
    pub fn keeps_register(&self) -> bool {
        self.kind == InstitutionKind::Prison
            && self.clearance.as_ref().is_some_and(|clearance| clearance.functions.contains(&Function::Registry))
    }

    /// What a decision needs to know of him.
    pub(in crate::access) fn facts(&self, today: Date) -> ReaderFacts {
        ReaderFacts {
            kind: self.kind,
            functions: self.clearance.as_ref().map(|c| c.functions.clone()).unwrap_or_default(),
            departement: self.departement.clone(),
            inter_region: self.inter_region.clone(),
            cleared: self.is_cleared(today),
        }
    }
}
