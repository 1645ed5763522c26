//! `/dossiers/{id}/motif`: why, and on whose behalf.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, html, html_faulty, see_other};
use super::super::forms::Typed;
use super::super::pages::frame::NavItem;
use super::super::pages::parts::{Choice, Faults};
use super::super::pages::purpose::PurposePage;
use super::shared::subject;
use crate::access::{Altered, Asked, Consulted, Declared, Refusal};
use crate::domain::{Id, Person, Purpose};

/// `GET /dossiers/{id}/motif`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let id = subject(&visit, &request)?;
    // Nothing of the person is read; whether the file may be known of is decided all the same, and journalled.
    let known = visit.at.door.consult(&visit.reader, id, Asked::ToSee, |_, _| Ok(())).await;
    let is_asked = match known.map_err(|error| visit.at.failed(&error))? {
        Consulted::Granted(_) => false,
        Consulted::Refused(Refusal::PurposeNeeded) => true,
        Consulted::Refused(refusal) => return Err(visit.refused(refusal, Some(id))),
    };
    Ok(html(&page(&visit, id, is_asked, &Typed::default(), Faults::default())))
}

fn page(visit: &Visit, id: Id<Person>, is_asked: bool, typed: &Typed, faults: Faults) -> PurposePage {
    let because = if is_asked {
        "Votre service connaît ce dossier par un service qui lui est subordonné : ce lien ne dit pas, à lui seul, pourquoi vous le consultez."
    } else {
        "Le lien de votre service avec ce dossier donne déjà un motif. Changez-le ici si vous consultez pour une autre raison, ou pour quelqu’un d’autre."
    };
    PurposePage {
        frame: visit.frame("Motif de la consultation", NavItem::Dossiers, None),
        reference: id.reference(),
        action: format!("/dossiers/{id}/motif"),
        cancel_href: "/dossiers".to_owned(),
        because: because.to_owned(),
        purposes: Purpose::ALL
            .iter()
            .map(|purpose| Choice::new(purpose.code(), purpose.label(), typed.text("purpose") == purpose.code()))
            .collect(),
        reason: typed.text("reason").to_owned(),
        behalf_name: typed.text("behalf_name").to_owned(),
        behalf_service: typed.text("behalf_service").to_owned(),
        return_to: String::new(),
        faults,
    }
}

/// `POST /dossiers/{id}/motif`
pub(in crate::web) async fn declare(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let id = subject(&visit, &request)?;
    let mut faults = Faults::default();
    let purpose = Purpose::from_code(typed.text("purpose"));
    if purpose.is_none() {
        faults.add("purpose", "Choisissez un motif dans la liste");
    }
    let reason = typed.text("reason").trim();
    match reason.chars().count() {
        0..10 => {
            faults.add("reason", "Dites en quelques mots pourquoi vous consultez ce dossier (dix caractères au moins)")
        }
        501.. => faults.add("reason", "La raison ne dépasse pas 500 caractères"),
        _ => {}
    }
    let name = typed.text("behalf_name").trim();
    let service = typed.text("behalf_service").trim();
    if name.is_empty() != service.is_empty() {
        let missing = if name.is_empty() { "behalf_name" } else { "behalf_service" };
        faults.add(missing, "Indiquez le nom et le service de la personne qui vous le demande");
    }
    if name.chars().count() > 120 || service.chars().count() > 120 {
        faults.add("behalf_name", "Le nom et le service ne dépassent pas 120 caractères chacun");
    }
    if [reason, name, service]
        .iter()
        .any(|text| text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')))
    {
        faults.add("reason", "Retirez les caractères invisibles");
    }
    let Some(purpose) = purpose.filter(|_| faults.is_empty()) else {
        // The form comes back only to those who may know of the file.
        let known = visit.at.door.consult(&visit.reader, id, Asked::ToSee, |_, _| Ok(())).await;
        return match known.map_err(|error| visit.at.failed(&error))? {
            Consulted::Granted(_) => Ok(html_faulty(&page(&visit, id, false, &typed, faults))),
            Consulted::Refused(Refusal::PurposeNeeded) => Ok(html_faulty(&page(&visit, id, true, &typed, faults))),
            Consulted::Refused(refusal) => Err(visit.refused(refusal, Some(id))),
        };
    };
    let declared = Declared {
        purpose,
        reason: reason.to_owned(),
        on_behalf_of: (!name.is_empty()).then(|| format!("{name}, {service}")),
    };
    let answer = visit.at.door.declare_purpose(&visit.reader, id, declared).await;
    match answer.map_err(|error| visit.at.failed(&error))? {
        Altered::Done(()) => Ok(see_other(&format!("/dossiers/{id}?fait=motif"))),
        Altered::Refused(refusal) => Err(visit.refused(refusal, Some(id))),
        Altered::Rejected(_) => Err(visit.at.no_such_file()),
    }
}
