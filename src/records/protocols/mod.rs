//! Protocols on the table (domain, section 6): put there, signed by two, adopted or set aside.

mod acts;
mod reading;

use jiff::Timestamp;
use jiff::civil::Date;

use diesel::prelude::Queryable;

use crate::access::Rule;
use crate::db::{Day, Moment};
use crate::domain::adoption::{Hindrance, ProposalState};
use crate::domain::{Agent, Id, Institution, Proposal};
use crate::protocol::{Agreement, Fault, ReaderFacts, Scope};

pub use acts::{entitled, propose, propose_as_operator, set_aside, sign};
pub use reading::{find, newest, proposer, signatures};

/// The heaviest text that is read.
pub const MOST_BYTES: usize = 256 * 1024;

/// A protocol on the table.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Proposed {
    /// Identifier.
    pub id: Id<Proposal>,
    /// `id@version`
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub content: String,
    /// The digest of the text: what is signed.
    pub digest: String,
    /// When it was put there.
    pub proposed_at: Moment,
    /// By whom; nobody where the operator did.
    pub proposed_by: Option<Id<Agent>>,
    /// How far it has come.
    pub state: ProposalState,
    /// Its first day: as the text says, until it is adopted.
    pub takes_effect_on: Day,
    /// When it was adopted or set aside.
    pub settled_at: Option<Moment>,
}

impl Proposed {
    /// When it was put on the table.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.proposed_at.0
    }
}

/// A signature under a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Signature {
    /// Who.
    pub agent: Id<Agent>,
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// Quality.
    pub quality: String,
    /// Of which institution.
    pub institution: Id<Institution>,
    /// Its name.
    pub institution_name: String,
    /// For which side.
    pub side: String,
    /// When.
    pub signed_at: Moment,
    /// Which text.
    pub digest: String,
}

/// Why a text isn't put on the table, or a proposal not signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Impediment {
    /// The text is faulty, by itself or beside what stands: each fault with the name of its text.
    Faulty(Vec<(String, Fault)>),
    /// A rule stands in the way.
    Hindered(Hindrance),
}

impl Rule for Impediment {
    fn code(&self) -> &'static str {
        match self {
            Self::Faulty(_) => "faulty",
            Self::Hindered(hindrance) => hindrance.code(),
        }
    }
}

/// What came of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// It was the first: another side is waited for.
    First,
    /// It was the second: the protocol is adopted from that day on.
    Adopted(Date),
}

/// Whether this reader may sign protocols of any scope: then he may put texts on the table, too.
#[must_use]
pub fn is_adopter(agreement: &Agreement, reader: &ReaderFacts) -> bool {
    let mut scopes = vec![Scope::National];
    scopes.extend(reader.inter_region.clone().map(Scope::InterRegion));
    scopes.extend(reader.departement.clone().map(Scope::Departement));
    scopes.iter().any(|scope| agreement.sides(reader, scope).next().is_some())
}
