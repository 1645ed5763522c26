//! `/journal`: who looked at what, for those who answer for it; `/journal/mes-acces`: one's own accesses, for everybody.

mod asked;
pub(in crate::web) mod export;
pub(in crate::web) mod one;
pub(in crate::web) mod own;
pub(in crate::web) mod statistics;
mod words;

use actix_web::HttpRequest;
use jiff::SignedDuration;

use super::at::Visit;
use super::failure::{Answer, Failure, html, see_other};
use super::format;
use super::forms::Typed;
use super::fresh::fresh;
use super::pages::home::Empty;
use super::pages::journal::{JournalPage, PartRow, Row};
use super::pages::parts::{Faults, Link};
use super::site::printed;
use crate::access::{Acted, Error, NoRule};
use crate::domain::{Id, Person};
use crate::journal::Operation;
use crate::records::journal::{self, Line, Lines, rights};
use asked::Asked;
use words::{Articles, NAV};

/// How lately somebody must have signed in to read the journal of others.
const FRESH: SignedDuration = SignedDuration::from_mins(5);

/// What an act came to, or its page of refusal.
fn done<T>(visit: &Visit, acted: Result<Acted<T, NoRule>, Error>) -> Result<T, Failure> {
    visit.answered(acted)?.map_err(|never| match never {})
}

/// Whether a cleared reader may read nothing but his own accesses.
fn has_but_his_own(visit: &Visit) -> bool {
    visit.reader.is_cleared(visit.today()) && rights(visit.at.door.agreement(), &visit.reader).are_none()
}

/// A row as pages print it. `asked` makes the links that narrow the list; without it, names and links are left out.
fn row(visit: &Visit, line: &Line, articles: &Articles, asked: Option<&Asked>) -> Row {
    let subject = line.subject.as_deref().map(|id| reference(id, asked));
    let service = printed_service(visit, line);
    Row {
        when: format::moment(line.at, &visit.reader.zone),
        href: asked.map(|_| format!("/journal/{}", line.id)),
        name: line.name.clone(),
        quality: line.quality.clone(),
        service,
        agent_href: asked.and_then(|asked| Some(asked.address(&[("agent", line.agent.as_deref()?)]))),
        on_behalf_of: line.on_behalf_of.clone().unwrap_or_default(),
        operation: words::operation_of(&line.operation),
        outcome: words::outcome_of(&line.outcome),
        subject,
        listed: match line.listed {
            0 => String::new(),
            n => format::count(n as u64, "dossier listé", "dossiers listés"),
        },
        shown: words::shown(&line.shown),
        purpose: words::purpose_of(line.purpose.as_deref()),
        ground: articles.words(line.legal_ground.as_deref()),
        regime: words::regime_of(line.regime),
        protocol: line.protocol.clone(),
    }
}

/// A file by its reference, leading to what the journal has about it; never a name, and never the file itself.
fn reference(id: &str, asked: Option<&Asked>) -> Link {
    let known = Id::<Person>::parse(id);
    let title = known.map_or_else(|| "référence illisible".to_owned(), |id| id.reference());
    let href = match (known, asked) {
        (Some(id), Some(asked)) => asked.address(&[("personne", &id.to_string())]),
        _ => String::new(),
    };
    Link { title, href }
}

/// The service of whoever acted; the machines have none.
fn printed_service(visit: &Visit, line: &Line) -> String {
    let directory = visit.at.site.directory();
    directory
        .get(line.institution)
        .map_or_else(|| "la plateforme".to_owned(), |_| printed(&directory, Some(line.institution)).name)
}

/// `GET /journal`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    if has_but_his_own(&visit) {
        return Ok(see_other("/journal/mes-acces"));
    }
    fresh(&visit, FRESH, "/journal")?;
    let typed = Typed::query(&request).ok_or_else(|| visit.at.bad_request("L’adresse doit être encodée en UTF-8."))?;
    Ok(html(&page(&visit, &typed, Faults::default()).await?))
}

/// The list that is asked for, journalled before it is given.
async fn page(visit: &Visit, typed: &Typed, faults: Faults) -> Result<JournalPage, Failure> {
    let asked = Asked::read(visit, typed)?;
    let (filter, before) = (asked.filter, asked.before);
    let read = visit
        .at
        .door
        .oversee(&visit.reader, Operation::JournalReading, "journal".to_owned(), move |tx, office| {
            journal::page(tx, office, &filter, before)
        })
        .await;
    let Lines { lines, next, rights, services } = done(visit, read)?;
    let articles = Articles::of(visit.at.door.agreement());
    let (from, to) = asked.days();
    let parts = rights.parts.iter().map(|part| PartRow {
        regimes: part.regimes.iter().map(|regime| regime.label()).collect::<Vec<_>>().join(", "),
        slice: part.slice.label().to_owned(),
        basis: part.basis.clone(),
    });
    Ok(JournalPage {
        frame: visit.frame("Journal des accès", NAV, None),
        parts: parts.collect(),
        form: asked.form(visit, services.as_deref(), &rights.regimes()),
        period: format!("du {} au {}", format::date(from), format::date(to)),
        rows: lines.iter().map(|line| row(visit, line, &articles, Some(&asked))).collect(),
        first: asked.before.map(|_| asked.address(&[])),
        next: next.map(|cursor| asked.address(&[("avant", &cursor.to_string())])),
        hidden: asked.hidden(),
        reason: typed.text("reason").to_owned(),
        recipient: typed.text("recipient").to_owned(),
        faults,
        empty: Empty {
            title: "Aucune entrée ne correspond".to_owned(),
            text: "Le journal garde une entrée pour chaque consultation, liste, écriture ou refus. Élargissez la période ou retirez un filtre\u{a0}: seules les entrées que votre fonction vous permet de lire sont cherchées.".to_owned(),
            ways: vec![Link::new("Tout le journal des trente derniers jours", "/journal")],
        },
    })
}
