//! What somebody wrote and couldn't be kept as it is: shown, beside what is kept instead, so that nothing is lost.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::super::super::at::Visit;
use super::super::super::failure::{Answer, html};
use super::super::super::format;
use super::super::super::pages::item::{TextsForm, TextsPage, Written};
use super::page::{frame, head};
use super::{Granted, Place, address, open};
use crate::access::View;
use crate::domain::conference::Obstacle;

/// A text that was typed.
pub(super) struct Typing {
    /// `Synthèse`.
    pub(super) title: &'static str,
    /// The name of the text in its form.
    pub(super) field: &'static str,
    /// Its label.
    pub(super) label: &'static str,
    /// The last part of the form's address.
    pub(super) to: &'static str,
    /// The place on the item's page.
    pub(super) anchor: &'static str,
    /// What else was typed.
    pub(super) others: Vec<(String, String)>,
    /// The text.
    pub(super) text: String,
}

/// Two wrote: both texts, and a form that keeps the second after another look. 409. `theirs` finds what is kept, and its text.
pub(super) async fn both(
    visit: &Visit,
    at: Place,
    typing: Typing,
    theirs: impl FnOnce(&Granted) -> Option<(View, String)>,
) -> Answer {
    let granted = open(visit, at).await?;
    let theirs = theirs(&granted);
    let version = theirs.as_ref().map_or(0, |(view, _)| view.version);
    let written = theirs.map(|(view, text)| {
        let at = view.recorded_at.map(|at| format::moment(at, &visit.reader.zone)).unwrap_or_default();
        Written { text, meta: format!("{}, le {at}", view.author.unwrap_or_default()) }
    });
    let lead = match &written {
        Some(written) => format!(
            "Par {}. Rien n’a été remplacé\u{a0}: relisez les deux textes, reprenez dans le vôtre ce qui vous manque, puis enregistrez-le.",
            written.meta
        ),
        None => "Quelqu’un d’autre a changé ce texte entre-temps. Rien n’a été remplacé\u{a0}: relisez le vôtre, puis enregistrez-le.".to_owned(),
    };
    let mut others = vec![("version".to_owned(), version.to_string())];
    others.extend(typing.others);
    let form = TextsForm {
        action: format!("{}/{}", address(at), typing.to),
        field: typing.field.to_owned(),
        label: typing.label.to_owned(),
        others,
        button: "Enregistrer mon texte".to_owned(),
    };
    let (banner, purpose) = head(visit, &granted);
    Ok(as_conflict(html(&TextsPage {
        frame: frame(visit, typing.title),
        purpose,
        title: typing.title.to_owned(),
        lead,
        theirs: written,
        yours: typing.text,
        form: Some(form),
        back_href: format!("{}#{}", address(at), typing.anchor),
        banner,
    })))
}

/// A rule stands in the way: what it is, what to do, and the text to copy. 409.
pub(super) async fn not_taken(visit: &Visit, at: Place, typing: Typing, obstacle: Obstacle) -> Answer {
    let granted = open(visit, at).await?;
    let (banner, purpose) = head(visit, &granted);
    Ok(as_conflict(html(&TextsPage {
        frame: frame(visit, typing.title),
        purpose,
        title: typing.title.to_owned(),
        lead: obstacle.label().to_owned(),
        theirs: None,
        yours: typing.text,
        form: None,
        back_href: format!("{}#{}", address(at), typing.anchor),
        banner,
    })))
}

fn as_conflict(mut response: HttpResponse) -> HttpResponse {
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    response
}
