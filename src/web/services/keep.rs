//! `/institutions/nouvelle` creates a service; `/institutions/{service}/modification` changes one.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, html, html_faulty, see_other};
use super::super::forms::Typed;
use super::super::pages::frame::NavItem;
use super::super::pages::parts::{Faults, Link};
use super::super::pages::services::{Clash, ServiceFormPage};
use super::{acted, form, in_the_way, lately, looked, named, renew, too_late, words};
use crate::domain::service::{ServiceDraft, ServiceRule};
use crate::records::services::sheet::{self, Sheet};
use crate::records::services::{Listed, write};

/// What stands in the way, beside its field; `None` where it is about the whole.
fn beside(rule: &ServiceRule) -> Option<Faults> {
    let mut faults = Faults::default();
    faults.add(rule.field()?, &rule.words());
    Some(faults)
}

fn new_page(visit: &Visit, all: &[Listed], typed: Option<&Typed>, faults: Faults) -> ServiceFormPage {
    ServiceFormPage {
        frame: visit.frame("Créer un service", NavItem::Elsewhere, None),
        heading: "Créer un service".to_owned(),
        back: Link::new("Retour aux services", "/institutions"),
        action: "/institutions".to_owned(),
        version: None,
        form: form::filled(typed, None, all),
        conflict: Vec::new(),
        faults,
    }
}

/// `GET /institutions/nouvelle`
pub(in crate::web) async fn show_new(visit: Visit) -> Answer {
    lately(&visit, "/institutions/nouvelle")?;
    let all = looked(&visit, "/institutions".to_owned(), sheet::to_create).await?;
    Ok(html(&new_page(&visit, &all, None, Faults::default())))
}

/// `POST /institutions`
pub(in crate::web) async fn create(visit: Visit, typed: Typed) -> Answer {
    let all = looked(&visit, "/institutions".to_owned(), sheet::to_create).await?;
    if let Some(confirm) = too_late(&visit) {
        let mut page = new_page(&visit, &all, Some(&typed), Faults::default());
        page.frame.confirm = Some(confirm);
        return Ok(html_faulty(&page));
    }
    let draft = match form::read(&typed, None) {
        Ok(draft) => draft,
        Err(faults) => return Ok(html_faulty(&new_page(&visit, &all, Some(&typed), faults))),
    };
    let made = acted(&visit, "/institutions".to_owned(), move |tx, office| write::create(tx, office, &draft)).await?;
    match made {
        Ok(id) => {
            renew(&visit).await?;
            Ok(see_other(&format!("{}?fait=creation", words::href(id))))
        }
        Err(rule) => match beside(&rule) {
            Some(faults) => Ok(html_faulty(&new_page(&visit, &all, Some(&typed), faults))),
            None => Err(in_the_way(&visit, &rule)),
        },
    }
}

fn page(visit: &Visit, sheet: &Sheet, typed: Option<&Typed>, faults: Faults, conflict: Vec<Clash>) -> ServiceFormPage {
    let href = words::href(sheet.kept.id);
    ServiceFormPage {
        frame: visit.frame("Modifier un service", NavItem::Elsewhere, None),
        heading: format!("Modifier\u{a0}: {}", sheet.kept.draft.name),
        back: Link::new("Retour au service", &href),
        action: format!("{href}/modification"),
        version: Some(sheet.kept.version),
        form: form::filled(typed, Some(&sheet.kept.draft), &sheet.all),
        conflict,
        faults,
    }
}

/// The service of the address, for who may change it, while it serves.
async fn opened(visit: &Visit, request: &HttpRequest) -> Result<Sheet, super::super::failure::Failure> {
    let id = named(visit, request)?;
    let sheet = looked(visit, id.to_string(), move |tx, office| sheet::to_change(tx, office, id)).await?;
    if sheet.kept.closed_at.is_some() { Err(in_the_way(visit, &ServiceRule::Closed)) } else { Ok(sheet) }
}

/// What is kept now and was typed otherwise, field by field.
fn clashes(sheet: &Sheet, draft: &ServiceDraft) -> Vec<Clash> {
    let changes = draft.changes(Some(&sheet.kept.draft));
    let clash = |change: &crate::domain::service::draft::Change| {
        let code = change.field.code();
        Clash {
            field: words::label(code),
            theirs: words::said(code, change.previous.as_deref(), &sheet.all),
            mine: words::said(code, change.replacement.as_deref(), &sheet.all),
        }
    };
    changes.iter().map(clash).collect()
}

/// `GET /institutions/{service}/modification`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    lately(&visit, request.path())?;
    let sheet = opened(&visit, &request).await?;
    Ok(html(&page(&visit, &sheet, None, Faults::default(), Vec::new())))
}

/// `POST /institutions/{service}/modification`
pub(in crate::web) async fn change(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let sheet = opened(&visit, &request).await?;
    let id = sheet.kept.id;
    let Ok(version) = typed.text("version").parse::<i32>() else {
        return Err(visit.at.bad_request("La version de la fiche manque au formulaire."));
    };
    if let Some(confirm) = too_late(&visit) {
        let mut page = page(&visit, &sheet, Some(&typed), Faults::default(), Vec::new());
        page.frame.confirm = Some(confirm);
        // What was typed rests on what he was shown, even if another has changed it since.
        page.version = Some(version);
        return Ok(html_faulty(&page));
    }
    let draft = match form::read(&typed, Some(&sheet.kept.draft.slug)) {
        Ok(draft) => draft,
        Err(faults) => return Ok(html_faulty(&page(&visit, &sheet, Some(&typed), faults, Vec::new()))),
    };
    let written = draft.clone();
    let changed =
        acted(&visit, id.to_string(), move |tx, office| write::change(tx, office, id, version, &written)).await?;
    match changed {
        Ok(is_changed) => {
            renew(&visit).await?;
            let done = if is_changed { "modification" } else { "identique" };
            Ok(see_other(&format!("{}?fait={done}", words::href(id))))
        }
        Err(ServiceRule::Changed) => {
            // What the other one wrote, as it is now.
            let sheet = opened(&visit, &request).await?;
            let clashes = clashes(&sheet, &draft);
            Ok(html_faulty(&page(&visit, &sheet, Some(&typed), Faults::default(), clashes)))
        }
        Err(rule) => match beside(&rule) {
            Some(faults) => Ok(html_faulty(&page(&visit, &sheet, Some(&typed), faults, Vec::new()))),
            None => Err(in_the_way(&visit, &rule)),
        },
    }
}
