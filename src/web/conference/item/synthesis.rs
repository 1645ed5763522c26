//! `POST /seances/{sitting}/points/{item}/synthese`: by the form's own button, or while somebody writes.

use actix_web::{HttpRequest, HttpResponse};

use super::super::super::at::Visit;
use super::super::super::autosave;
use super::super::super::failure::Answer;
use super::super::super::file::observation::fault_of;
use super::super::super::format;
use super::super::super::forms::Typed;
use super::super::super::pages::parts::Faults;
use super::page::text_of;
use super::texts::{Typing, both, not_taken};
use super::{Place, Wrote, again, back, open, place, write as at_the_table};
use crate::domain::value::NoValue;
use crate::domain::{Field, Value};
use crate::records::conference::syntheses;

/// `POST …/synthese`
pub(in crate::web) async fn write(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let at = place(&visit, &request)?;
    let is_autosave = autosave::is_autosave(&request);
    let Ok(version) = typed.text("version").parse::<i32>() else {
        return Err(visit.at.bad_request("La version de la synthèse manque au formulaire."));
    };
    let text = match Field::Synthesis.spec().kind.parse(typed.text("text")) {
        Ok(text) => text,
        Err(no) if is_autosave => return Ok(autosave::refused(why(no))),
        Err(no) => {
            let mut faults = Faults::default();
            faults.add("text", &fault_of(Field::Synthesis, no));
            return again(&visit, at, &typed, faults).await;
        }
    };
    let wrote = save(&visit, at, version, text).await?;
    match wrote {
        Wrote::Done(version) if is_autosave => {
            let now = format::hour_of(visit.at.site.clock.now(), &visit.reader.zone);
            Ok(autosave::saved(version, &now))
        }
        Wrote::Done(_) => Ok(back(at, "synthese", "synthese")),
        Wrote::Conflict if is_autosave => conflict(&visit, at).await,
        Wrote::Conflict => {
            both(&visit, at, typing(&typed), |granted| {
                let view = granted.content.synthesis.as_ref()?;
                Some((view.clone(), text_of(view, Field::Synthesis).unwrap_or_default()))
            })
            .await
        }
        Wrote::Obstacle(obstacle) if is_autosave => {
            Ok(autosave::closed(&format!("{} Copiez votre texte pour ne pas le perdre.", small(obstacle.label()))))
        }
        Wrote::Obstacle(obstacle) => not_taken(&visit, at, typing(&typed), obstacle).await,
    }
}

async fn save(visit: &Visit, at: Place, version: i32, text: Value) -> Result<Wrote<i32>, super::Failure> {
    at_the_table(visit, at, move |tx, permit| syntheses::save(tx, permit, at, version, &text)).await
}

/// What is kept, for the script to show beside what is being written: read through the door, as on the page.
async fn conflict(visit: &Visit, at: Place) -> Result<HttpResponse, super::Failure> {
    let granted = open(visit, at).await?;
    let Some(view) = &granted.content.synthesis else {
        return Ok(autosave::closed(
            "cette synthèse ne vous est plus ouverte. Copiez votre texte pour ne pas le perdre.",
        ));
    };
    let hour = view.recorded_at.map(|at| format::hour_of(at, &visit.reader.zone)).unwrap_or_default();
    let theirs = text_of(view, Field::Synthesis).unwrap_or_default();
    Ok(autosave::conflict(&autosave::Conflict {
        version: view.version,
        theirs: &theirs,
        author: view.author.as_deref().unwrap_or_default(),
        at: &hour,
    }))
}

/// What is wrong with the text, as the script says it.
const fn why(no: NoValue) -> &'static str {
    match no {
        NoValue::Empty => "le texte est vide. La dernière version enregistrée reste.",
        NoValue::TooLong => "le texte dépasse 8\u{202f}000 caractères. Raccourcissez-le.",
        _ => "le texte contient des caractères invisibles. Retirez-les.",
    }
}

/// The first letter small: it comes after a colon.
fn small(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

fn typing(typed: &Typed) -> Typing {
    Typing {
        title: "Synthèse",
        field: "text",
        label: "Synthèse de la commission",
        to: "synthese",
        anchor: "synthese",
        others: Vec::new(),
        text: typed.text("text").to_owned(),
    }
}
