//! `/journal/statistiques`: aggregates of one month that is over, never by agent.

use actix_web::HttpRequest;
use jiff::civil::Date;

use super::super::at::Visit;
use super::super::failure::{Answer, html, see_other};
use super::super::format;
use super::super::forms::Typed;
use super::super::fresh::fresh;
use super::super::pages::journal::{FigureRow, StatisticsPage};
use super::super::pages::parts::Choice;
use super::super::site::printed;
use super::words::{self, NAV};
use super::{FRESH, done, has_but_his_own};
use crate::domain::small_counts::{Figure, Figures, SMALLEST, total};
use crate::journal::Operation;
use crate::records::journal;

fn words_of(figure: Figure) -> String {
    match figure {
        Figure::Exactly(count) => format::number(count),
        Figure::Few => format!("moins de\u{a0}{SMALLEST}"),
        Figure::Withheld => "non communiqué".to_owned(),
    }
}

/// A total of what is given: exact where everything is.
fn words_of_total<'f>(figures: impl IntoIterator<Item = &'f Figure>) -> String {
    match total(figures) {
        (count, true) => format::number(count),
        (count, false) => format!("au moins {}", format::number(count)),
    }
}

fn month_name(month: Date) -> String {
    // `1er novembre 2026` without its day.
    format::long_date(month).split_once(char::is_whitespace).map(|(_, rest)| rest.to_owned()).unwrap_or_default()
}

/// One column of figures with their names.
fn column(names: &[String], figures: &Figures, word: impl Fn(&str) -> String) -> Vec<FigureRow> {
    let rows = names.iter().zip(figures).map(|(name, cells)| FigureRow {
        title: word(name),
        cells: cells.iter().map(|figure| words_of(*figure)).collect(),
        total: String::new(),
    });
    rows.collect()
}

/// `GET /journal/statistiques?mois=`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    if has_but_his_own(&visit) {
        return Ok(see_other("/journal/mes-acces"));
    }
    fresh(&visit, FRESH, "/journal/statistiques")?;
    let typed = Typed::query(&request).ok_or_else(|| visit.at.bad_request("L’adresse doit être encodée en UTF-8."))?;
    let month: Option<Date> = match typed.text("mois") {
        "" => None,
        text => Some(format!("{text}-01").parse().map_err(|_| visit.at.bad_request("Un mois s’écrit comme 2026-03."))?),
    };
    let read = visit
        .at
        .door
        .oversee(&visit.reader, Operation::JournalReading, "statistics".to_owned(), move |tx, office| {
            journal::figures(tx, office, month)
        })
        .await;
    let found = done(&visit, read)?;
    let directory = visit.at.site.directory();
    let mut rows: Vec<FigureRow> = found
        .services
        .iter()
        .zip(&found.by_service)
        .map(|(service, cells)| FigureRow {
            title: directory
                .get(*service)
                .map_or_else(|| "La plateforme elle-même".to_owned(), |_| printed(&directory, Some(*service)).name),
            cells: cells.iter().map(|figure| words_of(*figure)).collect(),
            total: words_of_total(cells),
        })
        .collect();
    rows.sort_by(|a, b| a.title.cmp(&b.title));
    let totals = (0..found.operations.len())
        .map(|at| words_of_total(found.by_service.iter().filter_map(|row| row.get(at))))
        .collect();
    let code = |month: Date| month.strftime("%Y-%m").to_string();
    Ok(html(&StatisticsPage {
        frame: visit.frame("Journal des accès\u{a0}: statistiques", NAV, None),
        months: found
            .offered
            .iter()
            .map(|month| Choice::new(&code(*month), &month_name(*month), *month == found.month))
            .collect(),
        month: month_name(found.month),
        smallest: SMALLEST.to_string(),
        operations: found.operations.iter().map(|code| words::operation_of(code)).collect(),
        rows,
        totals,
        total: words_of_total(found.by_service.iter().flatten()),
        purposes: column(&found.by_purpose.0, &found.by_purpose.1, |code| match code {
            "" => "sans motif à déclarer".to_owned(),
            code => words::purpose_of(Some(code)),
        }),
        outcomes: column(&found.by_outcome.0, &found.by_outcome.1, words::outcome_of),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_month_is_named_without_its_day() {
        assert_eq!(month_name(date(2026, 10, 1)), "octobre\u{a0}2026");
        assert_eq!(month_name(date(2027, 2, 1)), "février\u{a0}2027");
    }
}
