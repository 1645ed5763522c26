//! The first authorities: those who would let others in, and whom nobody there can let in yet.

use super::accounts::Account;
use super::standing::{Place, Standing};
use super::{Admitted, FirstGrantor, NotDone, Occasion, Refusal};
use crate::db::AnyConnection;
use crate::domain::Function;
use crate::domain::clearance::first_basis;
use crate::protocol::Agreement;

impl FirstGrantor {
    /// What stands against her: her service, her functions, her account.
    pub(in crate::records::bootstrap) fn judge(
        &self,
        connection: &mut AnyConnection,
        standing: &Standing,
        occasion: &Occasion<'_>,
        refusals: &mut Vec<Refusal>,
    ) -> Result<Option<Admitted<'_>>, NotDone> {
        let account = self.person.find(connection)?;
        let Some(place) = standing.named(&self.service) else {
            refusals.push(Refusal::NoSuchService { subject: self.subject(), service: self.service.clone() });
            return Ok(None);
        };
        if place.is_closed {
            refusals.push(Refusal::ClosedService { service: place.slug.clone() });
        }
        for function in &self.functions {
            let functions = (place, *function);
            refusals.extend(self.against_function(standing, occasion.agreement, functions, account.as_ref()));
        }
        if let Some(account) = &account {
            self.against_account(standing, place, account, refusals);
        }
        Ok(Some(Admitted {
            person: &self.person,
            service: place.id,
            functions: &self.functions,
            basis: first_basis(Some(self.act.trim())),
        }))
    }

    fn subject(&self) -> String {
        self.person.subject.clone()
    }

    /// A function by which she would let others in, that her service has, that she doesn't hold already, and that no two people can
    /// grant her in the portal.
    fn against_function(
        &self,
        standing: &Standing,
        agreement: &Agreement,
        (place, function): (&Place, Function),
        account: Option<&Account>,
    ) -> Option<Refusal> {
        let (subject, service, kind) = (self.subject(), place.slug.clone(), place.kind);
        if agreement.grantor(kind, function).is_none() {
            return Some(Refusal::FunctionNotHere { subject, service, function, kind });
        }
        if !agreement.may_grant(kind, function) {
            return Some(Refusal::GrantsNothing { subject, function, kind });
        }
        let bearer = account.map(|account| account.id);
        // One that is suspended isn't got around either.
        if let Some(held) = standing.of(bearer).find(|held| held.service == place.id && held.covers(function)) {
            let (state, until) = (held.clearance.state, held.clearance.ends_on);
            return Some(Refusal::HoldsIt { subject, service, function, state, until });
        }
        let is_within_reach = standing.is_within_reach(agreement, (place, function), bearer);
        is_within_reach.then_some(Refusal::WithinReach { subject, service, function })
    }

    fn against_account(&self, standing: &Standing, place: &Place, account: &Account, refusals: &mut Vec<Refusal>) {
        if standing.of(Some(account.id)).any(|held| held.covers(Function::Administrator)) {
            refusals.push(Refusal::IsAdministrator { subject: self.subject() });
        }
        if account.is_closed {
            refusals.push(Refusal::ClosedAccount { subject: self.subject() });
        }
        if account.service != place.id {
            let elsewhere = standing.place(account.service).map(|place| place.slug.clone()).unwrap_or_default();
            let service = place.slug.clone();
            refusals.push(Refusal::WorksElsewhere { subject: self.subject(), service, elsewhere });
        }
        if !account.bears_the_name_of(&self.person) {
            refusals.push(Refusal::OtherName { subject: self.subject() });
        }
    }
}
