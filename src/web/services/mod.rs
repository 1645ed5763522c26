//! `/institutions`: the directory for every cleared reader; for administrators, the keeping of services and accounts.

pub mod accounts;
pub mod close;
pub mod directory;
mod form;
pub mod keep;
pub mod reopen;
pub mod show;
mod words;

use actix_web::HttpRequest;

use super::at::Visit;
use super::failure::Failure;
use super::fresh::{self, fresh};
use crate::access::{Acted, Declined, Door, Error, Office, ReadTx, Refusal, WriteTx};
use crate::domain::service::ServiceRule;
use crate::domain::{Agent, Id, Institution};
use crate::journal::Operation;
use crate::records::directory::Directory;
use crate::signin::openid::FRESH;

/// Who changes services and accounts decides who may come in and who knows of whom: he signed in within five minutes, as for granting.
fn lately(visit: &Visit, back: &str) -> Result<(), Failure> {
    fresh(visit, FRESH, back)
}

/// Where he signs in anew, if his form came later: it comes back as typed.
fn too_late(visit: &Visit) -> Option<String> {
    fresh::too_late(visit, FRESH, "/institutions")
}

/// The service in the address.
fn named(visit: &Visit, request: &HttpRequest) -> Result<Id<Institution>, Failure> {
    visit.named(request, "service")
}

/// The account in the address.
fn agent(visit: &Visit, request: &HttpRequest) -> Result<Id<Agent>, Failure> {
    visit.named(request, "account")
}

/// What the door answered. Who keeps services is a rule of the platform, so that the protocol's page wouldn't help.
fn answered<T, R>(visit: &Visit, answer: Result<Acted<T, R>, Error>) -> Result<Result<T, R>, Failure> {
    match answer {
        Ok(Acted::Refused(Refusal::NotEntitled)) => Err(visit.at.forbidden(
            "Créer et modifier les services, ouvrir et fermer les comptes revient à l’administration technique de la plateforme (règle de la plateforme).",
        )),
        other => visit.answered(other),
    }
}

/// Looks at services through the door; what stands in the way is its page.
async fn looked<T: Send + 'static>(
    visit: &Visit,
    about: String,
    read: impl FnOnce(&mut ReadTx<'_>, &Office<'_>) -> Result<T, Declined<ServiceRule>> + Send + 'static,
) -> Result<T, Failure> {
    let answer = visit.at.door.oversee(&visit.reader, Operation::Administration, about, read).await;
    answered(visit, answer)?.map_err(|rule| in_the_way(visit, &rule))
}

/// Acts through the door; a rule that stands in the way is given back, to be said beside its field.
async fn acted<T: Send + 'static>(
    visit: &Visit,
    about: String,
    act: impl FnOnce(&mut WriteTx<'_>, &Office<'_>) -> Result<T, Declined<ServiceRule>> + Send + 'static,
) -> Result<Result<T, ServiceRule>, Failure> {
    let answer = visit.at.door.administer(&visit.reader, Operation::Administration, about, act).await;
    answered(visit, answer)
}

/// The page of a rule that no field can say.
fn in_the_way(visit: &Visit, rule: &ServiceRule) -> Failure {
    visit.at.obstacle(&format!("{}.", rule.words()))
}

/// What other pages know of services is read again at once; other instances follow with their reconcilers.
async fn renew(visit: &Visit) -> Result<(), Failure> {
    let database = visit.at.site.database.clone();
    let read = Door::off_loop(move || database.peek(Directory::load).map_err(Error::Database)).await;
    visit.at.site.renew_directory(read.map_err(|error| visit.at.failed(&error))?);
    Ok(())
}

/// What has just been done, as the address says.
fn told(code: &str) -> Option<&'static str> {
    Some(match code {
        "creation" => "Le service est créé.",
        "modification" => "La modification est enregistrée.",
        "identique" => "Rien n’a changé\u{a0}: la fiche disait déjà cela.",
        "fermeture" => "Le service est fermé.",
        "compte" => "Le compte est ouvert. Il n’ouvre rien sans habilitation.",
        "reouverture" => "Le service est rouvert. Aucune habilitation n’y est revenue.",
        "compte-rouvert" => "Le compte est rouvert. Il n’ouvre rien sans nouvelle habilitation.",
        "affectation" => {
            "L’affectation est changée. Les habilitations et délégations de l’ancien service ont pris fin."
        }
        "compte-ferme" => "Le compte est fermé\u{a0}: connexions, habilitations et délégations ont pris fin avec lui.",
        _ => return None,
    })
}
