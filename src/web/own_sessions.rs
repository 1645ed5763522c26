//! `/sessions`: one's own sessions, and how to end them.

use super::at::Visit;
use super::failure::{Answer, html, see_other};
use super::format;
use super::forms::Typed;
use super::pages::frame::NavItem;
use super::pages::sessions::{SessionRow, SessionsPage};
use crate::domain::Id;
use crate::signin::Which;

/// `GET /sessions`
pub(in crate::web) async fn show(visit: Visit) -> Answer {
    let site = &visit.at.site;
    let own = site.sessions.of(&visit.reader).await.map_err(|error| visit.at.failed(&error))?;
    let zone = &visit.reader.zone;
    let row = |own: crate::signin::Own| SessionRow {
        id: own.id.to_string(),
        provider: site.open_id.choice_of(&own.issuer).map_or_else(|| "Démonstration".to_owned(), |choice| choice.label),
        began: format::moment(own.began_at, zone),
        seen: format::moment(own.seen_at, zone),
        proved: own.proved_at.map(|at| format::moment(at, zone)),
        is_this_one: own.is_this_one,
    };
    let rows: Vec<SessionRow> = own.into_iter().map(row).collect();
    let can_confirm = site.open_id.choice_of(&visit.reader.actor.issuer).is_some();
    let frame = visit.frame("Mes connexions", NavItem::Elsewhere, None);
    Ok(html(&SessionsPage { frame, has_others: rows.len() > 1, rows, can_confirm }))
}

/// `POST /sessions/fermeture`: one of them, or all others. Somebody else's is as if it weren't there.
pub(in crate::web) async fn end(visit: Visit, typed: Typed) -> Answer {
    let which = match typed.text("session") {
        "autres" => Which::Others,
        id => match Id::parse(id) {
            Some(id) => Which::One(id),
            None => return Err(visit.at.bad_request("Indiquez la connexion à fermer.")),
        },
    };
    visit.at.site.sessions.end(&visit.reader, which).await.map_err(|error| visit.at.failed(&error))?;
    // Who ended the very session that he asks with is sent on to the sign-in by the next page.
    Ok(see_other("/sessions"))
}
