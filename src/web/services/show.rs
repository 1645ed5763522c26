//! `/institutions/{service}`: one service.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, html};
use super::super::format;
use super::super::forms::Typed;
use super::super::pages::frame::NavItem;
use super::super::pages::parts::{Link, Service};
use super::super::pages::services::{Keeping, PastRow, PersonRow, ServicePage, TerritoryFold};
use super::{looked, named, told, words};
use crate::domain::service::{has_territory, territory};
use crate::domain::{Id, Institution};
use crate::records::services::Listed;
use crate::records::services::sheet::{self, Sheet};

fn facts(sheet: &Sheet) -> Vec<(String, String)> {
    let draft = &sheet.kept.draft;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut facts = vec![
        ("Nature", draft.kind.label().to_owned()),
        ("Nom court", draft.short_name.clone()),
        ("Code", draft.slug.clone()),
        ("Département", text(&draft.departement)),
        ("Commune d’implantation", text(&draft.commune)),
        ("Fuseau horaire", words::zone(&draft.time_zone)),
        ("Téléphone", text(&draft.phone)),
    ];
    if let Some(region) = &draft.inter_region {
        facts.push(("Interrégion pénitentiaire", region.clone()));
    }
    if sheet.sees_mailbox {
        facts.push(("Messagerie de permanence", text(&draft.mailbox)));
        facts.push(("Contenu des courriels", draft.channel.label().to_owned()));
    }
    facts.into_iter().map(|(label, words)| (label.to_owned(), words)).collect()
}

fn people(visit: &Visit, sheet: &Sheet) -> Vec<PersonRow> {
    let row = |one: &sheet::Colleague| {
        let closed = one.closed_at.map(|at| format::day_of(at.0, &visit.reader.zone));
        let (functions, clearance) = words::clearance(&one.clearances, visit.today(), closed);
        PersonRow {
            name: format::full_name(&one.family_name, &one.given_names),
            href: sheet.is_administrator.then(|| format!("/institutions/{}/agents/{}", sheet.kept.id, one.id)),
            quality: one.quality.clone(),
            functions,
            clearance,
        }
    };
    sheet.people.iter().map(row).collect()
}

fn keeping(visit: &Visit, sheet: &Sheet) -> Option<Keeping> {
    let is_open = sheet.kept.closed_at.is_none();
    let href = words::href(sheet.kept.id);
    let way = |tail: &str| is_open.then(|| format!("{href}/{tail}"));
    sheet.is_administrator.then(|| Keeping {
        change: way("modification"),
        close: way("fermeture"),
        reopen: (!is_open).then(|| format!("{href}/reouverture")),
        open_account: way("agents/nouveau"),
        history: sheet
            .history
            .iter()
            .map(|past| PastRow {
                when: format::moment(past.at.0, &visit.reader.zone),
                by: past.by.clone(),
                field: words::label(&past.field),
                previous: words::said(&past.field, past.previous.as_deref(), &sheet.all),
                replacement: words::said(&past.field, past.replacement.as_deref(), &sheet.all),
            })
            .collect(),
    })
}

/// `GET /institutions/{service}`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let id = named(&visit, &request)?;
    let typed = Typed::query(&request).unwrap_or_default();
    let sheet = looked(&visit, id.to_string(), move |tx, office| sheet::read(tx, office, id)).await?;
    let draft = &sheet.kept.draft;
    let link = |id: Option<Id<Institution>>| id.and_then(|id| sheet.listed(id)).map(words::link);
    let links = |fits: &dyn Fn(&Listed) -> bool| -> Vec<Link> {
        sheet.all.iter().filter(|service| fits(service) && service.closed_at.is_none()).map(words::link).collect()
    };
    let communes = has_territory(draft.kind).then(|| TerritoryFold {
        count: format::count(draft.communes.len() as u64, "commune", "communes"),
        lines: territory::written(&draft.communes).lines().map(str::to_owned).collect(),
    });
    Ok(html(&ServicePage {
        frame: visit.frame(&draft.name, NavItem::Elsewhere, told(typed.text("fait"))),
        service: Service { name: draft.name.clone(), party: draft.kind.party() },
        closed: sheet.kept.closed_at.map(|at| format::day_of(at.0, &visit.reader.zone)),
        facts: facts(&sheet),
        superior: link(draft.superior),
        below: links(&|service| service.superior == Some(id)),
        attached_to: link(draft.attached_to),
        inside: links(&|service| service.attached_to == Some(id)),
        territory: communes,
        people: people(&visit, &sheet),
        keeping: keeping(&visit, &sheet),
    }))
}
