//! `/commissions/{commission}/revues`: situations to be looked at again within a month, those overdue first. For those
//! who keep the agenda: the days follow from releases and from decisions that others may not know of.

use actix_web::HttpRequest;
use jiff::ToSpan;

use super::super::super::at::Visit;
use super::super::super::failure::{Answer, html};
use super::super::super::format;
use super::super::super::pages::frame::NavItem;
use super::super::super::pages::home::Empty;
use super::super::super::pages::parts::Link;
use super::super::super::pages::preparation::{ReviewRow, ReviewsPage};
use super::super::shared::shown;
use super::commission::open_to_keep;
use super::{look, words};
use crate::access::{Conferences, Survey};
use crate::domain::Id;
use crate::domain::conference::SittingState;
use crate::records::conference::{reviews, sittings};

/// How far ahead the list reaches.
const DAYS: i64 = 30;

/// More than one prison ever has to look at again within a month.
const MOST: i64 = 1_000;

/// Onto how many agendas one can put people from here.
const AGENDAS: usize = 3;

/// `GET /commissions/{commission}/revues`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let opened = open_to_keep(&visit, &request).await?;
    let (id, kind, today) = (opened.body.id, opened.body.kind, visit.today());
    let until = today.checked_add(DAYS.days()).unwrap_or(today);
    let survey =
        Survey { conferences: Some(Conferences::Reviews(id, until)), page: 1, per_page: MOST, ..Survey::default() };
    let door = &visit.at.door;
    let answer = door.survey(&visit.reader, survey, move |tx, grants| reviews::due(tx, grants, id)).await;
    let due = shown(&visit, answer)?.content;
    let rows: Vec<ReviewRow> = due
        .iter()
        .map(|due| {
            let (distance, late) = words::distance(due.on, today);
            ReviewRow {
                id: due.line.person.to_string(),
                href: format!("/dossiers/{}", due.line.person),
                name: words::name(&due.line),
                born: words::born(&due.line),
                due: format::date(due.on),
                distance,
                late,
                because: words::review(&visit, kind, due),
            }
        })
        .collect();
    let late = rows.iter().filter(|row| row.late).count();
    let mut agendas = Vec::new();
    if opened.conducts {
        let [coming, _] = opened.sittings;
        let ids: Vec<Id<_>> = coming.iter().map(|(id, _)| *id).collect();
        let mut kept = look(&visit, move |connection| sittings::find_all(connection, &ids)).await?;
        kept.retain(|kept| {
            kept.commission == id && matches!(kept.state, SittingState::Prepared | SittingState::Convoked)
        });
        kept.sort_by_key(|kept| (kept.starts_at, kept.id));
        let link = |kept: &sittings::Kept| {
            let title = format!("séance du {}", words::when(&visit, kept));
            Link::new(&title, &format!("/seances/{}/points", kept.id))
        };
        agendas.extend(kept.iter().take(AGENDAS).map(link));
    }
    let total = format::count(rows.len() as u64, "situation à revoir", "situations à revoir");
    let count = if late == 0 {
        format!("{total} dans les {DAYS}\u{a0}jours")
    } else {
        format!("{total}, dont {} en retard", format::number(late as u64))
    };
    Ok(html(&ReviewsPage {
        frame: visit.frame("Revues de situation à échéance", NavItem::Commissions, None),
        back: Link::new("Retour à la commission", &format!("/commissions/{id}")),
        count,
        rows,
        plan: (opened.conducts && agendas.is_empty()).then(|| format!("/commissions/{id}/seances")),
        sittings: agendas,
        empty: Empty {
            title: "Aucune situation à revoir".to_owned(),
            text: format!(
                "Aucune revue n’est due dans les {DAYS}\u{a0}jours, parmi les personnes que votre service peut connaître. Le rythme des revues suit le protocole\u{a0}: il se resserre à l’approche de la sortie."
            ),
            ways: vec![Link::new("La commission", &format!("/commissions/{id}"))],
        },
    }))
}
