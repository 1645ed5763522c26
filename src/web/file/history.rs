//! `/dossiers/{id}/historique`: what was corrected, by whom and why.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, html};
use super::super::format;
use super::super::forms::Typed;
use super::super::pages::frame::NavItem;
use super::super::pages::history::{Change, HistoryPage, Shown};
use super::super::pages::parts::Choice;
use super::super::site::printed;
use super::banner;
use super::shared::{FileContent, Subject, open_with, read_file, zone_of};
use crate::access::{self, Asked, Cell, Content};
use crate::domain::DataCategory;
use crate::records::corrections::{self, Former};

/// `GET /dossiers/{id}/historique`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let typed = Typed::query(&request).ok_or_else(|| visit.at.bad_request("L’adresse doit être encodée en UTF-8."))?;
    let only = match typed.text("rubrique") {
        "" => None,
        code => {
            Some(DataCategory::from_code(code).ok_or_else(|| visit.at.bad_request("Cette rubrique n’existe pas."))?)
        }
    };
    let opened = open_with(&visit, &request, Asked::ToSee, |tx, grant| {
        Ok((read_file(tx, grant)?, corrections::history(tx, grant)?))
    })
    .await?;
    let (granted, id) = match opened {
        Ok(opened) => opened,
        Err(instead) => return Ok(instead),
    };
    let access::Visit { content: (content, history), standing, purpose, at } = granted;
    let granted: access::Visit<FileContent> = access::Visit { content, standing, purpose, at };
    let subject = Subject { id, zone: zone_of(&visit, &granted.content.file) };
    let banner = banner::banner(&granted, &subject);

    let mut present: Vec<DataCategory> = history.iter().map(|former| former.field.spec().category).collect();
    present.sort();
    present.dedup();
    let changes: Vec<Change> = history
        .iter()
        .filter(|former| only.is_none_or(|only| former.field.spec().category == only))
        .map(|former| change(&visit, &subject, former))
        .collect();
    let categories = std::iter::once(Choice::new("", "Toutes les rubriques", only.is_none()))
        .chain(present.iter().map(|category| Choice::new(category.code(), category.label(), only == Some(*category))))
        .collect();
    Ok(html(&HistoryPage {
        frame: visit.frame("Dossier : historique des corrections", NavItem::Dossiers, None),
        purpose: banner::purpose_line(&granted, &banner.href),
        categories,
        only: None,
        count: format::count(changes.len() as u64, "correction", "corrections"),
        changes,
        banner,
    }))
}

fn change(visit: &Visit, subject: &Subject, former: &Former) -> Change {
    let print = |cell: Option<&Cell>| match cell.map(|cell| &cell.content)? {
        Content::Shown(shown) => {
            Some(Shown { text: format::value(former.field, shown.value(), &subject.zone), withheld: false })
        }
        Content::Withheld(_) => Some(Shown { text: "Non communiqué à votre niveau".to_owned(), withheld: true }),
        Content::Empty => None,
    };
    Change {
        when: former.view.recorded_at.map(|at| format::moment(at, &subject.zone)).unwrap_or_default(),
        field: former.field.spec().label.to_owned(),
        before: print(former.view.cells.first()),
        after: print(former.view.cells.get(1)),
        author: former.view.author.clone().unwrap_or_default(),
        service: printed(&visit.at.site.directory(), former.view.owner),
        reason: former.reason.clone().unwrap_or_default(),
    }
}
