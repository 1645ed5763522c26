//! What in a database stands against letting somebody in by a file, said to whoever runs the platform: the rule, and what to do.

use jiff::civil::Date;

use crate::domain::{ClearanceState, Function, InstitutionKind};

/// One thing that stands against a file. People are named by their subject, services by their code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each field is what its message names")]
pub enum Refusal {
    /// Administrators let each other in.
    #[error("this database has an active administrator already: ask for a clearance in the portal")]
    AdministratorThere,
    /// Whoever runs the platform sits where the protocol knows administrators.
    #[error(
        "{service}: the agreement in force knows no administrator in a service of the kind {kind}: name another service"
    )]
    NoAdministratorHere { service: String, kind: InstitutionKind },
    /// An administrator sees no personal data: he holds no other clearance.
    #[error(
        "{subject}: holds a clearance until {until} that isn't an administrator's: an administrator sees no file, name somebody else"
    )]
    ClearedOtherwise { subject: String, until: Date },
    /// There is no such service.
    #[error(
        "{subject}: no service has the code {service}: the administrators open it in the portal, whose page of it says its code"
    )]
    NoSuchService { subject: String, service: String },
    /// A clearance in it would be worth nothing.
    #[error("{service}: this service is closed: name the one that took over its work")]
    ClosedService { service: String },
    /// Such a service has no such function.
    #[error(
        "{subject}: the agreement in force knows no function {function} in a service of the kind {kind}: correct the function, or the kind of {service}"
    )]
    FunctionNotHere { subject: String, service: String, function: Function, kind: InstitutionKind },
    /// Only those who let others in can be first.
    #[error(
        "{subject}: {function} in a service of the kind {kind} grants nothing under the agreement in force: those who grant clear her in the portal"
    )]
    GrantsNothing { subject: String, function: Function, kind: InstitutionKind },
    /// The portal is the way.
    #[error(
        "{subject}: two people who are cleared can grant {function} at {service} in the portal: ask them for a clearance there"
    )]
    WithinReach { subject: String, service: String, function: Function },
    /// An administrator sees no personal data.
    #[error(
        "{subject}: is an administrator, who sees no file and clears nobody but administrators: name somebody else"
    )]
    IsAdministrator { subject: String },
    /// A first clearance isn't added to another, nor put in the place of one that is suspended.
    #[error("{subject}: {} for {function} at {service}, until {until}: {}", standing(.state), way(.state))]
    HoldsIt { subject: String, service: String, function: Function, state: ClearanceState, until: Date },
    /// Nobody is moved by a file.
    #[error(
        "{subject}: has an account in the service {elsewhere}, not in {service}: the administrators move it in the portal first"
    )]
    WorksElsewhere { subject: String, service: String, elsewhere: String },
    /// Nor taken back.
    #[error(
        "{subject}: has an account that was closed, and closed accounts stay so: name somebody else, or the subject that the provider gives her now"
    )]
    ClosedAccount { subject: String },
    /// A wrong subject lets the wrong person in.
    #[error(
        "{subject}: the account of this subject bears another name: correct the subject, or the name here or in the portal"
    )]
    OtherName { subject: String },
}

const fn standing(state: &ClearanceState) -> &'static str {
    match state {
        ClearanceState::Pending => "a clearance is proposed",
        ClearanceState::Suspended => "her clearance is suspended",
        _ => "is cleared already",
    }
}

const fn way(state: &ClearanceState) -> &'static str {
    match state {
        ClearanceState::Pending => "have it signed, or refused, in the portal",
        ClearanceState::Suspended => "have the suspension lifted, or the clearance withdrawn, in the portal",
        _ => "have it renewed in the portal, or run this again after that day",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_refusal_says_whom_it_is_about_the_rule_and_what_to_do() {
        let holds = |state| {
            Refusal::HoldsIt {
                subject: "sub-1".to_owned(),
                service: "dap".to_owned(),
                function: Function::Head,
                state,
                until: date(2027, 11, 21),
            }
            .to_string()
        };
        assert_eq!(
            holds(ClearanceState::Active),
            "sub-1: is cleared already for head at dap, until 2027-11-21: have it renewed in the portal, or run this again after that day"
        );
        assert!(holds(ClearanceState::Suspended).contains("is suspended for head at dap"));
        assert!(holds(ClearanceState::Pending).contains("have it signed, or refused"));
    }
}
