//! `/protocole`: the agreement in force, as a table or in sentences; and what is put on the table.

mod agreed;
mod filter;
pub(in crate::web) mod proposal;
pub(in crate::web) mod simulation;
mod words;

use actix_web::{HttpRequest, web};

use super::at::Visit;
use super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::format;
use super::forms::Typed;
use super::pages::frame::NavItem;
use super::pages::parts::Faults;
use super::pages::protocol::{ProposalRow, ProtocolPage, TextFault};
use super::upload::Upload;
use crate::access::Acted;
use crate::journal::Operation;
use crate::records::protocols::{self, Impediment, MOST_BYTES};
use agreed::sections;
use filter::Filter;

/// How many proposals the page lists.
const MOST: i64 = 30;

/// What was typed into the form and is wrong.
#[derive(Default)]
struct Typing {
    text: String,
    faults: Faults,
    text_faults: Vec<TextFault>,
}

/// `GET /protocole`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let typed = Typed::query(&request).ok_or_else(|| visit.at.bad_request("L’adresse doit être encodée en UTF-8."))?;
    let filter = Filter::asked(&typed).ok_or_else(|| visit.at.bad_request("Ce choix n’existe pas."))?;
    Ok(html(&page(&visit, &filter, Typing::default()).await?))
}

async fn page(visit: &Visit, filter: &Filter, typing: Typing) -> Result<ProtocolPage, Failure> {
    let read = visit
        .at
        .door
        .oversee(&visit.reader, Operation::Adoption, "protocole".to_owned(), |tx, office| {
            let is_adopter = protocols::is_adopter(office.agreement(), &office.facts());
            Ok::<_, crate::access::Declined<Impediment>>((protocols::newest(tx.connection(), MOST)?, is_adopter))
        })
        .await;
    let (proposals, is_adopter) = done(visit, read)?;
    let agreement = visit.at.door.agreement();
    let (sentences, count, pages) = filter.sentences(agreement);
    let proposals = proposals.iter().map(|one| ProposalRow {
        href: format!("/protocole/propositions/{}", one.id),
        title: format!("{} ({})", one.title, one.reference),
        when: format::moment(one.at(), &visit.reader.zone),
        state: words::state(one.state),
    });
    Ok(ProtocolPage {
        frame: visit.frame("Protocole", NavItem::Elsewhere, None),
        version: agreement.version().to_owned(),
        headings: agreement.headings().iter().map(words::heading).collect(),
        filter: filter.form(),
        columns: filter::columns(),
        rows: filter.rows(agreement),
        sentences,
        count,
        pages,
        rules: sections(agreement),
        proposals: proposals.collect(),
        form: is_adopter.then_some(typing.text),
        faults: typing.faults,
        text_faults: typing.text_faults,
    })
}

/// What an act or a look gave, or the page of its refusal. A rule that stands in the way is for the caller.
fn done<T>(visit: &Visit, acted: Result<Acted<T, Impediment>, crate::access::Error>) -> Result<T, Failure> {
    visit.answered(acted)?.map_err(|impediment| match impediment {
        Impediment::Hindered(hindrance) => visit.at.obstacle(hindrance.label()),
        Impediment::Faulty(_) => visit.at.obstacle("Ce texte ne s’accorde pas avec le protocole en vigueur."),
    })
}

/// What was sent: the text as it is, or what is wrong with the way in which it came.
async fn sent(visit: &Visit, request: &HttpRequest, payload: web::Payload) -> Result<Typing, Failure> {
    // Twice over, for a text typed has its line breaks in two bytes.
    let mut upload = Upload::read(&visit.at, request, payload, 2 * MOST_BYTES).await?;
    let is_too_large = upload.is_too_large;
    let (file, typed) = (upload.take("file"), upload.take("text"));
    let (field, sent) = if file.is_empty() { ("text", typed) } else { ("file", file) };
    let mut typing = Typing::default();
    let text = match String::from_utf8(sent) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n"),
        Err(_) => {
            typing.faults.add(field, "Enregistrez le texte en UTF-8, puis envoyez-le de nouveau");
            String::new()
        }
    };
    if is_too_large || text.len() > MOST_BYTES {
        typing.faults.add("file", "Le texte dépasse 256\u{a0}Kio\u{a0}: rien n’a été lu");
    } else if text.trim().is_empty() && typing.faults.is_empty() {
        typing.faults.add("file", "Choisissez un fichier, ou collez le texte du protocole");
    } else {
        typing.text = text;
    }
    Ok(typing)
}

/// `POST /protocole/propositions`
pub(in crate::web) async fn propose(visit: Visit, request: HttpRequest, payload: web::Payload) -> Answer {
    // Before anything that was sent is read.
    let door = &visit.at.door;
    let asked = door
        .oversee(&visit.reader, Operation::Adoption, "protocole".to_owned(), |_, office| protocols::entitled(office));
    done(&visit, asked.await)?;
    let mut typing = sent(&visit, &request, payload).await?;
    if !typing.faults.is_empty() {
        return Ok(html_faulty(&page(&visit, &Filter::default(), typing).await?));
    }
    let (agreements, text) = (visit.at.door.agreements().clone(), typing.text.clone());
    let put = visit
        .at
        .door
        .administer(&visit.reader, Operation::Adoption, "protocole".to_owned(), move |tx, office| {
            protocols::propose(tx, office, &agreements, OWN, &text)
        })
        .await;
    match put {
        Ok(Acted::Against(Impediment::Faulty(found))) => {
            typing.faults.add("text", "Corrigez le texte aux lignes indiquées, puis déposez-le de nouveau");
            typing.text_faults = words::faults(&found, OWN);
        }
        Ok(Acted::Against(Impediment::Hindered(hindrance))) => typing.faults.add("text", hindrance.label()),
        put => {
            let id = done(&visit, put)?;
            return Ok(see_other(&format!("/protocole/propositions/{id}?fait=depot")));
        }
    }
    Ok(html_faulty(&page(&visit, &Filter::default(), typing).await?))
}

/// What the faults of a text that was sent are called by.
const OWN: &str = "le texte envoyé";
