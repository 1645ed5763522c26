//! In what capacity a reader would sign: his own, or by delegation of a colleague. The agreement says which suffices.

use crate::access::{Office, Reader};
use crate::db::{AnyConnection, Error};
use crate::domain::{Agent, Function, Id, Institution};
use crate::protocol::{Agreement, Signatory, Signature};

use super::delegated::{self, Delegated};
use super::services::{Service, Services};

/// A capacity in which a reader acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capacity {
    /// Whose signature it is, where it was delegated, and how acts name him.
    pub behalf: Option<(Id<Agent>, String)>,
    functions: Vec<Function>,
}

impl Capacity {
    /// One's own, for what concerns oneself.
    #[must_use]
    pub const fn own() -> Self {
        Self { behalf: None, functions: Vec::new() }
    }

    /// Whose signature it is, where it was delegated.
    #[must_use]
    pub fn behalf_id(&self) -> Option<Id<Agent>> {
        self.behalf.as_ref().map(|(id, _)| *id)
    }

    /// How the journal names him.
    #[must_use]
    pub fn behalf_name(&self) -> Option<String> {
        self.behalf.as_ref().map(|(_, name)| name.clone())
    }
}

/// A reader, the agreement and the services: who may grant what where.
#[derive(Debug, Clone)]
pub struct Powers<'p> {
    pub(in crate::records::clearances) reader: &'p Reader,
    agreement: &'p Agreement,
    pub(in crate::records::clearances) services: &'p Services,
    delegated: Vec<Delegated>,
}

impl<'p> Powers<'p> {
    /// What whoever is at work may grant: of his own, and by the signatures that are delegated to him in this transaction.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn of(connection: &mut AnyConnection, office: &'p Office<'_>, services: &'p Services) -> Result<Self, Error> {
        let delegated = delegated::held(connection, office)?;
        Ok(Self { reader: office.reader(), agreement: office.agreement(), services, delegated })
    }

    /// Whether a colleague's signature is delegated to him, whatever it lets him grant.
    #[must_use]
    pub const fn signs_for_others(&self) -> bool {
        !self.delegated.is_empty()
    }

    /// His own capacity first: nobody acts for another where he may act himself.
    pub(in crate::records::clearances) fn capacities(&self) -> Vec<Capacity> {
        let own = self.reader.clearance.as_ref().map(|own| own.functions.clone()).unwrap_or_default();
        let delegated = self.delegated.iter().map(|delegated| Capacity {
            behalf: Some((delegated.from, delegated.name.clone())),
            functions: delegated.functions.clone(),
        });
        std::iter::once(Capacity { behalf: None, functions: own }).chain(delegated).collect()
    }

    fn suffices(&self, capacity: &Capacity, service: &Service, function: Function, to: Signature) -> bool {
        let reaches = self.services.reaches(self.reader.institution, service.id);
        let who = Signatory { kind: self.reader.kind, functions: &capacity.functions, reaches: &reaches };
        self.agreement.grantor(service.kind, function).is_some_and(|rule| rule.entitles(&who, to))
    }

    /// The functions there of which he decides in that capacity: the second signature, and whatever takes one person.
    pub(in crate::records::clearances) fn over(&self, capacity: &Capacity, service: &Service) -> Vec<Function> {
        let reaches = self.services.reaches(self.reader.institution, service.id);
        let who = Signatory { kind: self.reader.kind, functions: &capacity.functions, reaches: &reaches };
        let fit = |function: &Function| {
            self.agreement.grantor(service.kind, *function).is_some_and(|rule| rule.entitles(&who, Signature::Second))
        };
        Function::ALL.iter().copied().filter(fit).collect()
    }

    /// Whether he decides of a clearance of that person for these functions there: never of his own, nor of that of whoever delegated.
    #[must_use]
    pub fn decides(&self, service: &Service, functions: &[Function], bearer: Id<Agent>) -> bool {
        let capacities = self.all_for(service, functions, Signature::Second);
        bearer != self.reader.agent && capacities.iter().any(|capacity| capacity.behalf_id() != Some(bearer))
    }

    /// The capacities in which he may give that signature for all these functions there.
    #[must_use]
    pub fn all_for(&self, service: &Service, functions: &[Function], to: Signature) -> Vec<Capacity> {
        let fit = |capacity: &Capacity| {
            !functions.is_empty() && functions.iter().all(|function| self.suffices(capacity, service, *function, to))
        };
        self.capacities().into_iter().filter(fit).collect()
    }

    /// The functions for which he may propose a clearance there.
    #[must_use]
    pub fn may_propose(&self, service: &Service) -> Vec<Function> {
        let may = |function: &Function| !self.all_for(service, &[*function], Signature::First).is_empty();
        Function::ALL.iter().copied().filter(may).collect()
    }

    /// Whether he has a say in the clearances of that service: any signature, for any function.
    #[must_use]
    pub fn grants_for(&self, service: &Service) -> bool {
        Function::ALL.iter().any(|function| !self.all_for(service, &[*function], Signature::Second).is_empty())
    }

    /// Whether he has it of his own, not only by delegation, somewhere.
    #[must_use]
    pub fn grants_of_his_own(&self) -> bool {
        self.services.by_name().into_iter().any(|service| {
            Function::ALL.iter().any(|function| {
                let fit = self.all_for(service, &[*function], Signature::Second);
                fit.iter().any(|capacity| capacity.behalf.is_none())
            })
        })
    }

    /// The services in whose clearances he has a say.
    #[must_use]
    pub fn services(&self) -> Vec<Id<Institution>> {
        self.services
            .by_name()
            .into_iter()
            .filter(|service| self.grants_for(service))
            .map(|service| service.id)
            .collect()
    }
}
