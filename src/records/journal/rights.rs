//! Which part of the journal a reader may read, as the queries need it.

use diesel::BoxableExpression;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::access::Reader;
use crate::db::schema::{institution, journal_entry};
use crate::db::{AnyConnection, Error, MultiBackend};
use crate::domain::supervision::Slice;
use crate::domain::{FileRegime, Id, Institution};
use crate::protocol::{Agreement, Supervisor};

/// A condition on entries.
pub(super) type Condition = Box<dyn BoxableExpression<journal_entry::table, MultiBackend, SqlType = Bool>>;

/// One rule that opens a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The regimes.
    pub regimes: Vec<FileRegime>,
    /// Which of their entries.
    pub slice: Slice,
    /// By which article, as shown to a user.
    pub basis: String,
    /// Its key, for the journal.
    key: String,
}

/// What somebody may read beside his own accesses.
#[derive(Debug, Clone)]
pub struct Rights {
    /// The parts; none for most.
    pub parts: Vec<Part>,
    own: Id<Institution>,
    departement: Option<String>,
}

/// What this reader may read, under the agreement in force; whether his clearance is valid is for the door to ask.
#[must_use]
pub fn rights(agreement: &Agreement, reader: &Reader) -> Rights {
    let functions = reader.clearance.as_ref().map(|clearance| clearance.functions.as_slice()).unwrap_or_default();
    let who = Supervisor {
        kind: reader.kind,
        functions,
        institution: reader.institution,
        departement: reader.departement.as_deref(),
    };
    let part = |rule: &crate::protocol::JournalReaderRule| Part {
        regimes: rule.regimes.clone(),
        slice: rule.slice,
        basis: rule.basis.label(),
        key: rule.basis.key.clone(),
    };
    Rights {
        parts: agreement.journal_rules(&who).map(part).collect(),
        own: reader.institution,
        departement: reader.departement.clone(),
    }
}

impl Rights {
    /// Whether he may read nothing but his own accesses.
    #[must_use]
    pub const fn are_none(&self) -> bool {
        self.parts.is_empty()
    }

    /// The regimes of which he may read something, in the order of the list.
    #[must_use]
    pub fn regimes(&self) -> Vec<FileRegime> {
        let reads = |regime: &&FileRegime| self.parts.iter().any(|part| part.regimes.contains(regime));
        FileRegime::ALL.iter().filter(reads).copied().collect()
    }

    /// The keys of the articles by which he reads these regimes.
    pub(super) fn grounds(&self, regimes: &[FileRegime]) -> String {
        let mut keys: Vec<&str> = Vec::new();
        for part in self.parts.iter().filter(|part| part.regimes.iter().any(|regime| regimes.contains(regime))) {
            if !keys.contains(&part.key.as_str()) {
                keys.push(&part.key);
            }
        }
        keys.join(" ")
    }

    /// The services whose agents' entries he may read; `None` when he reads those of all services.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn services(&self, connection: &mut AnyConnection) -> Result<Option<Vec<Id<Institution>>>, Error> {
        if self.parts.iter().any(|part| part.slice == Slice::All) {
            return Ok(None);
        }
        let mut services = Vec::new();
        if self.parts.iter().any(|part| part.slice == Slice::OwnInstitution) {
            services.push(self.own);
        }
        if self.parts.iter().any(|part| part.slice == Slice::OwnDepartement) {
            services.extend(self.neighbours(connection)?);
        }
        Ok(Some(services))
    }

    /// The other services of his département; nobody's where his has none.
    fn neighbours(&self, connection: &mut AnyConnection) -> Result<Vec<Id<Institution>>, Error> {
        let Some(departement) = &self.departement else { return Ok(Vec::new()) };
        Ok(institution::table
            .filter(institution::departement.eq(departement))
            .filter(institution::id.ne(self.own))
            .select(institution::id)
            .load(connection)?)
    }

    /// That an entry is in one of the parts; without any part: no entry.
    pub(super) fn condition(&self, connection: &mut AnyConnection) -> Result<Condition, Error> {
        let neighbours = if self.parts.iter().any(|part| part.slice == Slice::OwnDepartement) {
            self.neighbours(connection)?
        } else {
            Vec::new()
        };
        let mut any: Condition = Box::new(journal_entry::id.eq(""));
        for part in &self.parts {
            let regimes: Vec<&'static str> = part.regimes.iter().map(|regime| regime.code()).collect();
            let of_them = journal_entry::file_regime.eq_any(regimes);
            any = match part.slice {
                Slice::All => Box::new(any.or(of_them)),
                Slice::OwnInstitution => Box::new(any.or(of_them.and(journal_entry::institution_id.eq(self.own)))),
                Slice::OwnDepartement => {
                    let neighbours: Vec<String> = neighbours.iter().map(ToString::to_string).collect();
                    Box::new(any.or(of_them.and(journal_entry::institution_id.eq_any(neighbours))))
                }
            };
        }
        Ok(any)
    }
}
