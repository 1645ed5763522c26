//! `/registre`: the greffe brings the prison registry's file, sees what it would change, and applies it.

mod words;

use actix_web::{HttpRequest, web};

use super::at::Visit;
use super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::format;
use super::forms::Typed;
use super::pages::frame::{NavItem, Notice, NoticeKind};
use super::pages::registry::{ChangeRow, Offer, Reading, RegistryPage, Told};
use super::upload::Upload;
use crate::access::registry::Registrar;
use crate::access::{Door, Error, Refusal};
use crate::records::registry::{self, MOST_BYTES, NotDone, Plan, nobody_told};

/// A browser sends each line break back as two bytes; parse() counts what remains.
const MOST_SENT: usize = 2 * MOST_BYTES + 64 * 1024;

/// How many faults, or warnings, one page lists: whoever has more has a file of another kind.
const MOST_TOLD: usize = 5_000;

async fn registrar(visit: &Visit) -> Result<Registrar, Failure> {
    let answer = visit.at.door.registrar(&visit.reader).await.map_err(|error| visit.at.failed(&error))?;
    answer.map_err(|refusal| match refusal {
        Refusal::NotWritable => {
            visit.at.forbidden("L’import du fichier du greffe revient au greffe d’un établissement pénitentiaire.")
        }
        other => visit.refused(other, None),
    })
}

fn page(visit: &Visit, reading: Option<Reading>, notice: Option<(NoticeKind, &str)>) -> RegistryPage {
    let title = match &reading {
        None => "Fichier du greffe",
        Some(reading) if !reading.faults.is_empty() => "Fichier du greffe : erreurs",
        Some(_) => "Fichier du greffe : différences",
    };
    let mut frame = visit.frame(title, NavItem::Registry, None);
    frame.return_to = "/registre".to_owned();
    frame.notices.extend(notice.map(|(kind, text)| Notice { kind, text: text.to_owned() }));
    let columns = registry::column::ALL.join(" ; ");
    RegistryPage { frame, prison: visit.reader.institution_name.clone(), columns, reading }
}

/// `GET /registre`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    registrar(&visit).await?;
    let done = Typed::query(&request).and_then(|typed| typed.text("fait").parse::<u64>().ok());
    let done = done.map(|n| format!("Fichier appliqué : {}.", format::count(n, "ligne modifiée", "lignes modifiées")));
    Ok(html(&page(&visit, None, done.as_deref().map(|text| (NoticeKind::Success, text)))))
}

/// `POST /registre`
pub(in crate::web) async fn try_out(visit: Visit, request: HttpRequest, payload: web::Payload) -> Answer {
    let registrar = registrar(&visit).await?;
    let mut upload = Upload::read(&visit.at, &request, payload, MOST_SENT).await?;
    let too_large = upload.is_too_large;
    let content = upload.take("file");
    if content.is_empty() {
        let why = if too_large {
            "Le fichier dépasse 20\u{a0}Mio : scindez-le. Rien n’a été lu."
        } else {
            "Choisissez un fichier qui ne soit pas vide, puis envoyez-le."
        };
        return Ok(html_faulty(&page(&visit, None, Some((NoticeKind::Error, why)))));
    }
    compared(&visit, registrar, content, None).await
}

/// Compares a file with what is held, and shows the differences or the faults.
async fn compared(visit: &Visit, registrar: Registrar, content: Vec<u8>, notice: Option<(NoticeKind, &str)>) -> Answer {
    let door = visit.at.door.clone();
    let (plan, content) = Door::off_loop(move || {
        let plan = registry::try_out(&door, &registrar, &content).map_err(Error::Database)?;
        Ok((plan, content))
    })
    .await
    .map_err(|error| visit.at.failed(&error))?;
    let text = canonical(content);
    let is_faulty = !plan.faults.is_empty();
    let offer = text.filter(|_| !is_faulty && plan.changes.iter().any(|change| !change.effects.is_empty()));
    let offer = offer.map(|content| Offer { stamp: stamp(visit, &content, &plan), content });
    let page = page(visit, Some(reading(plan, offer)), notice);
    Ok(if is_faulty || notice.is_some() { html_faulty(&page) } else { html(&page) })
}

/// A file as it comes back from a page: without byte-order mark, one way of ending lines.
fn canonical(content: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(content).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Some(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Of what was shown: this content, and what it changes.
fn stamp(visit: &Visit, content: &str, plan: &Plan) -> String {
    visit.at.door.stamp(&visit.reader, &format!("{content}\0{}", plan.words()))
}

fn reading(plan: Plan, offer: Option<Offer>) -> Reading {
    let counts = words::counts(&plan.counts());
    let faults = plan.faults.iter().map(|fault| Told {
        line: fault.line.to_string(),
        column: words::place(&fault.column),
        what: words::fault(&fault.wrong),
    });
    let warnings = plan.warnings.iter().map(|warning| Told {
        line: warning.line.to_string(),
        column: words::place(warning.column),
        what: words::caution(warning.caution).to_owned(),
    });
    let changes = plan.changes.iter().filter(|change| !change.effects.is_empty()).map(|change| ChangeRow {
        line: change.line.to_string(),
        ecrou: change.ecrou.clone(),
        effects: change.effects.iter().map(words::effect).collect(),
    });
    Reading {
        faults: faults.take(MOST_TOLD).collect(),
        more_faults: more(plan.faults.len()),
        warnings: warnings.take(MOST_TOLD).collect(),
        more_warnings: more(plan.warnings.len()),
        changes: changes.collect(),
        counts,
        offer,
    }
}

fn more(all: usize) -> Option<String> {
    (all > MOST_TOLD).then(|| format::number((all - MOST_TOLD) as u64))
}

/// `POST /registre/application`
pub(in crate::web) async fn apply(visit: Visit, request: HttpRequest, payload: web::Payload) -> Answer {
    let registrar = registrar(&visit).await?;
    let mut upload = Upload::read(&visit.at, &request, payload, MOST_SENT).await?;
    let unusable =
        || visit.at.bad_request("Le fichier manque au formulaire, ou n’est pas en UTF-8. Rien n’a été changé.");
    let shown = String::from_utf8(upload.take("stamp")).unwrap_or_default();
    let content = canonical(upload.take("content")).filter(|text| !text.is_empty()).ok_or_else(unusable)?;
    let (door, of_visit, by) = (visit.at.door.clone(), visit.clone(), registrar.clone());
    let (done, content) = Door::off_loop(move || {
        let approves = |plan: &Plan| stamp(&of_visit, &content, plan) == shown;
        let done = registry::import(&door, &by, content.as_bytes(), approves, &nobody_told);
        Ok((done, content))
    })
    .await
    .map_err(|error| visit.at.failed(&error))?;
    let meanwhile = "Rien n’a été changé : ce que ce fichier modifierait n’est plus ce qui vous a été montré. Relisez, puis appliquez s’il y a lieu.";
    match done {
        Ok(plan) => {
            let changed = plan.changes.iter().filter(|change| !change.effects.is_empty()).count();
            Ok(see_other(&format!("/registre?fait={changed}")))
        }
        Err(NotDone::Database(error)) => Err(visit.at.failed(&Error::Database(error))),
        Err(NotDone::Faulty(_) | NotDone::Otherwise(_) | NotDone::Conflict) => {
            compared(&visit, registrar, content.into_bytes(), Some((NoticeKind::Error, meanwhile))).await
        }
    }
}
