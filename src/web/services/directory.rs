//! `/institutions?q=&nature=&page=`: the directory.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, html};
use super::super::format;
use super::super::forms::Typed;
use super::super::local;
use super::super::pages::dossiers::Pagination;
use super::super::pages::frame::NavItem;
use super::super::pages::home::Empty;
use super::super::pages::parts::{Choice, Link};
use super::super::pages::preparation::Mark;
use super::super::pages::services::{Group, ServiceRow, ServicesPage};
use super::{looked, told, words};
use crate::domain::InstitutionKind;
use crate::domain::institution::Party;
use crate::records::services::{self, Listed, Wanted, administers, matching};

/// Dense, but a screenful and a half at most.
const PER_PAGE: usize = 40;

fn title(party: Party) -> &'static str {
    if party == Party::Partner { "Partenaires" } else { party.label() }
}

fn row(service: &Listed, all: &[Listed]) -> ServiceRow {
    let superior = service.superior.and_then(|id| all.iter().find(|known| known.id == id));
    ServiceRow {
        href: words::href(service.id),
        name: service.name.clone(),
        kind: service.kind.label().to_owned(),
        departement: service.departement.clone().unwrap_or_default(),
        superior: superior.map(|superior| Link::new(&superior.short_name, &words::href(superior.id))),
        state: if service.closed_at.is_some() { Mark::new("none", "fermé") } else { Mark::new("done", "en service") },
    }
}

fn groups(shown: &[&Listed], all: &[Listed]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for service in shown {
        let party = service.kind.party();
        match groups.last_mut() {
            Some(group) if group.party == party => group.rows.push(row(service, all)),
            _ => groups.push(Group { party, title: title(party).to_owned(), rows: vec![row(service, all)] }),
        }
    }
    groups
}

fn address(q: &str, kind: Option<InstitutionKind>, page: u64) -> String {
    let kind = kind.map(InstitutionKind::code).unwrap_or_default();
    local::address("/institutions", [("q", q), ("nature", kind), ("page", &local::page_number(page))])
}

/// `GET /institutions`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let unreadable = || visit.at.bad_request("Les paramètres de l’adresse doivent être encodés en UTF-8.");
    let typed = Typed::query(&request).ok_or_else(unreadable)?;
    let q = typed.text("q").trim();
    if q.chars().count() > 100 {
        return Err(visit.at.bad_request("Une recherche ne dépasse pas cent caractères."));
    }
    let kind = match typed.text("nature") {
        "" => None,
        code => Some(
            InstitutionKind::from_code(code)
                .ok_or_else(|| visit.at.bad_request("Cette nature de service n’existe pas."))?,
        ),
    };
    let page: usize = match typed.text("page") {
        "" => 1,
        number => number
            .parse()
            .ok()
            .filter(|n| *n > 0)
            .ok_or_else(|| visit.at.bad_request("Ce numéro de page n’existe pas."))?,
    };
    let (all, may_create) = looked(&visit, "/institutions".to_owned(), |tx, office| {
        Ok((services::all(tx.connection())?, administers(office)))
    })
    .await?;
    let found = matching(&all, &Wanted { kind, words: q.to_owned() });
    let pages = found.len().div_ceil(PER_PAGE).max(1);
    if page > pages {
        return Err(visit.at.no_such_file());
    }
    let shown: Vec<&Listed> = found.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).copied().collect();
    let mut chips = Vec::new();
    if !q.is_empty() {
        chips.push(Link::new(&format!("Recherche\u{a0}: {q}"), &address("", kind, 1)));
    }
    if let Some(kind) = kind {
        chips.push(Link::new(&format!("Nature\u{a0}: {}", kind.label()), &address(q, None, 1)));
    }
    let kinds = std::iter::once(Choice::new("", "Toutes les natures", kind.is_none()))
        .chain(InstitutionKind::ALL.iter().map(|one| Choice::new(one.code(), one.label(), kind == Some(*one))));
    Ok(html(&ServicesPage {
        frame: visit.frame("Services", NavItem::Elsewhere, told(typed.text("fait"))),
        q: q.to_owned(),
        kinds: kinds.collect(),
        count: format::count(found.len() as u64, "service", "services"),
        chips,
        groups: groups(&shown, &all),
        pagination: Pagination::around(page as u64, pages as u64, |n| address(q, kind, n)),
        empty: Empty {
            title: "Aucun service ne correspond".to_owned(),
            text: "Vérifiez l’orthographe, cherchez un seul mot du nom, ou retirez un filtre.".to_owned(),
            ways: vec![Link::new("Tous les services", "/institutions")],
        },
        may_create,
    }))
}
