//! `POST /journal/export`: the entries that a filter shows, as a sheet to take away, with why.

use actix_web::HttpResponse;
use actix_web::http::header;

use super::super::at::Visit;
use super::super::failure::{Answer, html_faulty, see_other};
use super::super::format;
use super::super::forms::Typed;
use super::super::fresh::fresh;
use super::super::pages::parts::Faults;
use super::asked::Asked;
use super::words::Articles;
use super::{FRESH, done, has_but_his_own, page, row};
use crate::journal::{Operation, sheet};
use crate::records::journal;

/// How many lines a sheet holds. What is beyond is said on it.
const MOST: i64 = 5_000;

const COLUMNS: [&str; 15] = [
    "entrée",
    "quand",
    "nom",
    "qualité",
    "service",
    "pour le compte de",
    "opération",
    "issue",
    "dossier",
    "dossiers listés",
    "rubriques et niveaux",
    "motif",
    "fondement",
    "régime",
    "protocole",
];

const NOTICE: &str = "Les informations confidentielles échangées ne peuvent être communiquées à des tiers (article L. 132-10-1, II, du code de la sécurité intérieure). Le journal sert à vérifier la licéité des accès, à l’autocontrôle, à la sécurité et aux procédures pénales, jamais à l’appréciation des agents.";

/// Why, and for whom, as the journal keeps it; or what is wrong.
fn reason(typed: &Typed) -> (String, Faults) {
    let (reason, recipient) = (typed.text("reason").trim(), typed.text("recipient").trim());
    let is_odd = |text: &str| text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    let mut faults = Faults::default();
    match reason.chars().count() {
        0..10 => faults.add("reason", "Dites pourquoi vous emportez ces entrées (dix caractères au moins)"),
        501.. => faults.add("reason", "La raison ne dépasse pas 500 caractères"),
        _ if is_odd(reason) => faults.add("reason", "Retirez les caractères invisibles"),
        _ => {}
    }
    if !(1..=120).contains(&recipient.chars().count()) || is_odd(recipient) {
        faults.add("recipient", "Dites à qui elles sont destinées, en 120 caractères au plus");
    }
    (format!("{reason} (destinataire\u{a0}: {recipient})"), faults)
}

/// `POST /journal/export`
pub(in crate::web) async fn take(visit: Visit, typed: Typed) -> Answer {
    if has_but_his_own(&visit) {
        return Ok(see_other("/journal/mes-acces"));
    }
    fresh(&visit, FRESH, "/journal")?;
    let (reason, faults) = reason(&typed);
    if !faults.is_empty() {
        return Ok(html_faulty(&page(&visit, &typed, faults).await?));
    }
    let asked = Asked::read(&visit, &typed)?;
    let filter = asked.filter;
    let read = visit
        .at
        .door
        .oversee(&visit.reader, Operation::Extraction, "journal".to_owned(), move |tx, office| {
            journal::take_away(tx, office, &filter, MOST, reason)
        })
        .await;
    let (lines, all) = done(&visit, read)?;
    let articles = Articles::of(visit.at.door.agreement());
    let (from, to) = asked.days();
    let actor = &visit.reader.actor;
    let now = visit.at.site.clock.now();
    let taken = format!(
        "Journal des accès du {} au {}, pris le {} par {}, {}, {}",
        format::date(from),
        format::date(to),
        format::moment(now, &visit.reader.zone),
        actor.name,
        actor.quality,
        visit.reader.institution_name
    );
    let (written, all) = (lines.len() as u64, u64::try_from(all).unwrap_or(0));
    let how_many = if written < all {
        format!(
            "{} sur {}, les plus récentes\u{a0}: un fichier n’en contient pas davantage. Réduisez la période pour emporter le reste.",
            format::count(written, "entrée", "entrées"),
            format::number(all)
        )
    } else {
        format!("{}, toutes celles qui correspondent.", format::count(written, "entrée", "entrées"))
    };
    let mut text = String::from(sheet::MARK);
    for notice in [taken.as_str(), NOTICE, how_many.as_str()] {
        text.push_str(&sheet::line([notice]));
    }
    text.push_str(&sheet::line(COLUMNS));
    for line in &lines {
        let row = row(&visit, line, &articles, None);
        let (id, file, listed) =
            (line.id.to_string(), line.subject.clone().unwrap_or_default(), line.listed.to_string());
        text.push_str(&sheet::line([
            id.as_str(),
            &row.when,
            &row.name,
            &row.quality,
            &row.service,
            &row.on_behalf_of,
            &row.operation,
            &row.outcome,
            &file,
            &listed,
            &row.shown,
            &row.purpose,
            &row.ground,
            &row.regime,
            &row.protocol,
        ]));
    }
    let name = format!("attachment; filename=\"journal-{}.csv\"", visit.today());
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(text))
}
