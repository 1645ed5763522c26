//! `/journal/mes-acces`: what the reader himself did, as it was recorded.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, html};
use super::super::forms::Typed;
use super::super::pages::home::Empty;
use super::super::pages::journal::{Kept, OwnPage};
use super::words::{Articles, NAV};
use super::{done, has_but_his_own, row};
use crate::domain::FileRegime;
use crate::journal::Operation;
use crate::records::journal::{self, Cursor};

/// `GET /journal/mes-acces?avant=`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let typed = Typed::query(&request).ok_or_else(|| visit.at.bad_request("L’adresse doit être encodée en UTF-8."))?;
    let before = match typed.text("avant") {
        "" => None,
        text => Some(Cursor::parse(text).ok_or_else(|| visit.at.bad_request("Cette page n’existe pas."))?),
    };
    let read = visit
        .at
        .door
        .oversee(&visit.reader, Operation::JournalReading, "own_accesses".to_owned(), move |tx, office| {
            journal::own(tx, office, before)
        })
        .await;
    let (lines, next) = done(&visit, read)?;
    let agreement = visit.at.door.agreement();
    let articles = Articles::of(agreement);
    let kept = FileRegime::ALL.iter().map(|regime| Kept {
        regime: regime.label().to_owned(),
        time: agreement.journal_retention(*regime).map_or_else(
            || "durée non fixée\u{a0}: rien n’est effacé tant que l’exploitant ne l’a pas fixée".to_owned(),
            |rule| format!("{}\u{a0}mois ({})", rule.months, rule.basis.label()),
        ),
    });
    Ok(html(&OwnPage {
        frame: visit.frame("Mes accès", NAV, None),
        operator: visit.at.site.settings.operator.clone(),
        kept: kept.collect(),
        rows: lines.iter().map(|line| row(&visit, line, &articles, None)).collect(),
        first: before.map(|_| "/journal/mes-acces".to_owned()),
        next: next.map(|cursor| format!("/journal/mes-acces?avant={cursor}")),
        reads_more: !has_but_his_own(&visit),
        empty: Empty {
            title: "Aucun accès enregistré".to_owned(),
            text: "Chaque consultation, liste, écriture ou refus à votre nom apparaît ici dès qu’il est inscrit au journal, avant même que la page ne vous soit montrée.".to_owned(),
            ways: Vec::new(),
        },
    }))
}
