//! `/protocole`: the agreement in force, as a table or in sentences; and what is put on the table.

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
use crate::domain::CommissionKind;
use crate::domain::rhythm::{Band, Stage};
use crate::journal::Operation;
use crate::protocol::{Agreement, Reign};
use crate::records::protocols::{self, Impediment, MOST_BYTES};
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
        alerts: alerts(agreement),
        rhythms: rhythms(agreement),
        adopters: adopters(agreement),
        proposals: proposals.collect(),
        form: is_adopter.then_some(typing.text),
        faults: typing.faults,
        text_faults: typing.text_faults,
    })
}

/// What an act or a look gave, or the page of its refusal. A rule that stands in the way is for the caller.
fn done<T>(visit: &Visit, acted: Result<Acted<T, Impediment>, crate::access::Error>) -> Result<T, Failure> {
    match acted.map_err(|error| visit.at.failed(&error))? {
        Acted::Done(done) => Ok(done),
        Acted::Refused(refusal) => Err(visit.refused(refusal, None)),
        Acted::Against(Impediment::Hindered(hindrance)) => Err(visit.at.obstacle(hindrance.label())),
        Acted::Against(Impediment::Faulty(_)) => {
            Err(visit.at.obstacle("Ce texte ne s’accorde pas avec le protocole en vigueur."))
        }
    }
}

/// `POST /protocole/propositions`
pub(in crate::web) async fn propose(visit: Visit, request: HttpRequest, payload: web::Payload) -> Answer {
    // Twice over, for a text typed has its line breaks in two bytes.
    let mut upload = Upload::read(&visit.at, &request, payload, 2 * MOST_BYTES).await?;
    let is_too_large = upload.is_too_large;
    let (file, typed) = (upload.take("file"), upload.take("text"));
    let field = if file.is_empty() { "text" } else { "file" };
    let sent = if file.is_empty() { typed } else { file };
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
    }
    if !typing.faults.is_empty() {
        // Who may not put anything on the table is refused by the page itself.
        let page = page(&visit, &Filter::default(), typing).await?;
        return if page.form.is_some() { Ok(html_faulty(&page)) } else { Err(not_entitled(&visit)) };
    }
    let (agreements, content) = (visit.at.door.agreements().clone(), text.clone());
    let put = visit
        .at
        .door
        .administer(&visit.reader, Operation::Adoption, "protocole".to_owned(), move |tx, office| {
            protocols::propose(tx, office, &agreements, OWN, &content)
        })
        .await;
    match put {
        Ok(Acted::Against(Impediment::Faulty(found))) => {
            typing.faults.add("text", "Corrigez le texte aux lignes indiquées, puis déposez-le de nouveau");
            typing.text_faults = words::faults(&found, OWN);
            typing.text = text;
            Ok(html_faulty(&page(&visit, &Filter::default(), typing).await?))
        }
        Ok(Acted::Against(Impediment::Hindered(hindrance))) => {
            typing.faults.add("text", hindrance.label());
            typing.text = text;
            Ok(html_faulty(&page(&visit, &Filter::default(), typing).await?))
        }
        put => {
            let id = done(&visit, put)?;
            Ok(see_other(&format!("/protocole/propositions/{id}?fait=depot")))
        }
    }
}

/// What the faults of a text that was sent are called by.
const OWN: &str = "le texte envoyé";

fn not_entitled(visit: &Visit) -> Failure {
    visit.refused(crate::access::Refusal::NotEntitled, None)
}

fn alerts(agreement: &Agreement) -> Vec<(String, String)> {
    let told = |rule: &crate::protocol::AlertRule| {
        let kinds: Vec<&str> = rule.kinds.iter().map(|kind| kind.label()).collect();
        let ties: Vec<&str> = rule.through.iter().map(|tie| tie.label()).collect();
        let when: Vec<&str> = rule.when.iter().map(crate::protocol::Predicate::label).collect();
        let when = if when.is_empty() { String::new() } else { format!(", à condition\u{a0}: {}", when.join(" et ")) };
        let what = if rule.says_hour { "date et heure" } else { "date" };
        let text = format!(
            "{what} de la sortie, par le lien «\u{a0}{}\u{a0}»{when}\u{a0}; accusé de réception sous {}\u{a0}h\u{a0}; d’après {}.",
            ties.join("\u{a0}» ou «\u{a0}"),
            rule.acknowledge_within,
            rule.basis.label(),
        );
        (kinds.join(", "), text)
    };
    agreement.alert_rules().iter().map(told).collect()
}

fn rhythms(agreement: &Agreement) -> Vec<(String, String)> {
    let mut said: Vec<(String, String)> = Vec::new();
    for commission in CommissionKind::ALL.iter().copied() {
        let bands: Vec<String> = agreement.rhythm(commission).bands().iter().map(band).collect();
        let text =
            if bands.is_empty() { "aux dates fixées par les décisions".to_owned() } else { bands.join("\u{a0}; ") };
        match said.iter_mut().find(|(_, known)| *known == text) {
            Some((names, _)) => {
                names.push_str(", ");
                names.push_str(commission.label());
            }
            None => said.push((commission.label().to_owned(), text)),
        }
    }
    said
}

fn band(band: &Band) -> String {
    match (band.stage, band.over_months) {
        (Stage::Arrival, _) => format!("à l’arrivée, {}", band.every.deadline_words()),
        (Stage::Detention, 0) => format!("jusqu’à la sortie, {}", band.every.words()),
        (Stage::Detention, months) => {
            format!("à plus de {months}\u{a0}mois de la sortie, {}", band.every.words())
        }
        (Stage::AfterRelease, 0) => format!("après la sortie, {}", band.every.words()),
        (Stage::AfterRelease, months) => {
            format!("plus de {months}\u{a0}mois après la sortie, {}", band.every.words())
        }
    }
}

fn adopters(agreement: &Agreement) -> Vec<(String, String)> {
    let sides = |reign: Reign| {
        let sides: Vec<String> =
            agreement.adopters().iter().filter(|rule| rule.scopes.contains(&reign)).map(side).collect();
        (format!("Pour un {}", reign.label()), sides.join("\u{a0}; et "))
    };
    Reign::ALL.into_iter().map(sides).collect()
}

/// `Parquet ou Juridiction… (magistrat), d’après …`
fn side(rule: &crate::protocol::AdopterRule) -> String {
    let kinds: Vec<&str> = rule.kinds.iter().map(|kind| kind.label()).collect();
    let functions: Vec<&str> = rule.functions.iter().map(|function| function.label()).collect();
    format!("{} ({}), d’après {}", kinds.join(" ou "), functions.join(" ou "), rule.basis.label())
}
