//! `/journal/{entry}`: one entry whole, the words of whoever acted included.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, html};
use super::super::fresh::fresh;
use super::super::pages::journal::EntryPage;
use super::super::pages::parts::Link;
use super::super::site::printed;
use super::words::{Articles, NAV};
use super::{FRESH, done, row};
use crate::domain::{Id, Institution, Person};
use crate::journal::Operation;
use crate::records::journal;

/// `GET /journal/{entry}`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let written = request.match_info().get("entry").unwrap_or_default().to_owned();
    // What is no identifier is answered like an entry that isn't there, before anybody is asked to sign in again.
    let id = Id::parse(&written).ok_or_else(|| visit.at.no_such_file())?;
    fresh(&visit, FRESH, &format!("/journal/{id}"))?;
    let read = visit
        .at
        .door
        .oversee(&visit.reader, Operation::JournalReading, id.to_string(), move |tx, office| {
            journal::one(tx, office, id)
        })
        .await;
    let whole = done(&visit, read)?;
    let articles = Articles::of(visit.at.door.agreement());
    let told = whole.recipients.unwrap_or_default();
    let service = |word: &str| {
        let known = Id::<Institution>::parse(word).filter(|id| visit.at.site.directory().get(*id).is_some());
        known.map_or_else(|| word.to_owned(), |id| printed(&visit.at.site.directory(), Some(id)).name)
    };
    let listed = whole.listed.iter().filter_map(|id| Id::<Person>::parse(id));
    let about = row(&visit, &whole.line, &articles, None);
    let subject = whole.line.subject.as_deref().and_then(Id::<Person>::parse);
    let file = |id: Id<Person>| Link::new(&id.reference(), &format!("/journal?personne={id}"));
    Ok(html(&EntryPage {
        frame: visit.frame("Journal des accès\u{a0}: une entrée", NAV, None),
        id: id.to_string(),
        subject: subject.map(file),
        record: whole.record.unwrap_or_default(),
        reason: whole.reason,
        recipients: told.split_ascii_whitespace().map(service).collect(),
        listed: listed.map(file).collect(),
        leaf: data_encoding::HEXLOWER.encode(&whole.leaf),
        row: about,
    }))
}
