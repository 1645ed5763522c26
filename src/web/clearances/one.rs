//! `/habilitations/{clearance}`: one clearance, its history, and what the reader may do with it.

use actix_web::HttpRequest;
use jiff::civil::Date;

use super::super::at::Visit;
use super::super::failure::{Answer, html};
use super::super::format;
use super::super::forms::Typed;
use super::super::pages::clearances::{ClearancePage, DoneRow};
use super::super::pages::frame::NavItem;
use super::super::pages::parts::Link;
use super::{look, words};
use crate::domain::ClearanceState;
use crate::domain::clearance::{Act, decide_by, latest_start, withdraw_by};
use crate::records::clearances::history::{Done, Kept};
use crate::records::clearances::lists::{self, Sheet};

/// `GET /habilitations/{clearance}`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let id = visit.named(&request, "clearance")?;
    let sheet = look(&visit, &id.to_string(), move |tx, office| lists::sheet(tx, office, id)).await?;
    let query = Typed::query(&request).unwrap_or_default();
    let done = match query.text("fait") {
        "proposition" => Some(
            "L’habilitation est proposée. Elle ne vaut rien avant la seconde signature, donnée par une autre personne.",
        ),
        "signature" => Some("L’habilitation est accordée."),
        "refus" => Some("La proposition est refusée."),
        "suspension" => Some("L’habilitation est suspendue. L’accès est fermé dès maintenant."),
        "observations" => Some("Les observations de la personne sont demandées. Elle a quinze jours pour répondre."),
        "levee" => Some("La suspension est levée."),
        "retrait" => Some("L’habilitation est retirée."),
        _ => None,
    };
    let note = note(&visit, &sheet);
    let row = words::row(&visit, &sheet.kept, note);
    Ok(html(&ClearancePage {
        frame: visit.frame(&format!("Habilitation de {}, {}", row.name, row.dates), NavItem::Elsewhere, done),
        row,
        basis: sheet.kept.basis.clone(),
        rights: format!("/habilitations/agents/{}", sheet.kept.bearer),
        acts: acts(&visit, &sheet),
        is_partial: !sheet.is_own && !sheet.decides,
        history: history(&visit, &sheet),
    }))
}

fn note(visit: &Visit, sheet: &Sheet) -> String {
    let zone = &visit.reader.zone;
    let state = sheet.kept.clearance.state;
    let mut notes = Vec::new();
    if let (ClearanceState::Suspended, Some(at)) = (state, sheet.history.suspended_at()) {
        let by = decide_by(zone.to_datetime(at).date());
        let late = if by < visit.today() { "en retard, " } else { "" };
        notes.push(format!("{late}à décider avant le {}", format::date(by)));
    }
    let asked_on = sheet.history.standing_request(zone, visit.today());
    if let Some(asked_on) = asked_on.filter(|_| Act::Withdrawn.leads(state).is_some()) {
        let (asked, until) = (format::date(asked_on), format::date(withdraw_by(asked_on)));
        notes.push(format!("observations demandées le {asked}, retrait possible jusqu’au {until}"));
    }
    notes.join("\u{a0}; ")
}

/// The forms that lead somewhere in this state.
fn acts(visit: &Visit, sheet: &Sheet) -> Vec<Link> {
    let id = sheet.kept.id;
    let (zone, today) = (&visit.reader.zone, visit.today());
    if sheet.is_own {
        let is_alive = Act::ObservationsGiven.leads(sheet.kept.clearance.state).is_some();
        let waits = is_alive && sheet.history.waits_for_her(zone, today).is_some();
        let answer = waits.then(|| Link::new("Présenter mes observations", &format!("/habilitations/{id}/reponse")));
        return answer.into_iter().collect();
    }
    if !sheet.decides {
        return Vec::new();
    }
    let is_asked = sheet.history.standing_request(zone, today).is_some();
    let is_possible = |act: Act| match act {
        Act::Granted => sheet.could_sign,
        Act::ObservationsAsked => !is_asked,
        Act::Withdrawn => is_asked,
        _ => true,
    };
    let mut links: Vec<Link> = words::ACTS
        .iter()
        .filter(|(_, act, _)| act.leads(sheet.kept.clearance.state).is_some() && is_possible(*act))
        .map(|(word, _, title)| Link::new(title, &format!("/habilitations/{id}/actes/{word}")))
        .collect();
    let next = after(&sheet.kept);
    if sheet.kept.clearance.state == ClearanceState::Active && next <= latest_start(today) {
        links.push(Link::new("Proposer un renouvellement", &renewal(&sheet.kept)));
    }
    links
}

/// The first day on which another may follow.
fn after(kept: &Kept) -> Date {
    kept.clearance.ends_on.tomorrow().unwrap_or(kept.clearance.ends_on)
}

/// The form of a new clearance, filled with what this one has, from the day after its end.
fn renewal(kept: &Kept) -> String {
    let from = after(kept);
    let functions: String =
        kept.clearance.functions.iter().map(|function| format!("&function={}", function.code())).collect();
    format!("/habilitations/nouvelle?service={}&agent={}&starts_on={from}{functions}", kept.institution, kept.bearer)
}

fn history(visit: &Visit, sheet: &Sheet) -> Vec<DoneRow> {
    let who = |done: &Done| match &done.behalf_name {
        Some(behalf) => format!("{}, par délégation de {behalf}", done.name),
        None => done.name.clone(),
    };
    // Nobody granted it: no act of anybody's is kept.
    let delivered = sheet.kept.delivered_by_operator().map(|act| DoneRow {
        when: format::date(sheet.kept.clearance.starts_on),
        what: "délivrée à l’amorçage par l’exploitant".to_owned(),
        who: "l’exploitant de la plateforme, en ligne de commande".to_owned(),
        reason: act.to_owned(),
    });
    let acts = sheet.history.0.iter().map(|done| DoneRow {
        when: format::moment(done.at, &visit.reader.zone),
        what: done.act.label().to_owned(),
        who: who(done),
        reason: done.reason.clone(),
    });
    let rows: Vec<DoneRow> = delivered.into_iter().chain(acts).collect();
    if !rows.is_empty() {
        return rows;
    }
    let before = [(sheet.kept.proposed_by, Act::Proposed), (sheet.kept.signed_by, Act::Granted)];
    let signed = before.into_iter().filter_map(|(who, act)| {
        Some(DoneRow {
            when: format!("avant le {}", format::date(sheet.kept.clearance.starts_on)),
            what: act.label().to_owned(),
            who: sheet.names.get(&who?)?.clone(),
            reason: String::new(),
        })
    });
    signed.collect()
}
