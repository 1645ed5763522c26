//! `/seances/{sitting}/validation`: what is missing, what the seal means, and the seal.

use actix_web::HttpRequest;

use super::super::shared::{done, sitting, titled};
use super::minutes::open;
use super::said;
use crate::access::{Asked, Conducted};
use crate::conferences;
use crate::domain::conference::{Obstacle, Step};
use crate::records::conference::minutes::{self, Missing};
use crate::web::at::Visit;
use crate::web::failure::{Answer, html, see_other};
use crate::web::format;
use crate::web::pages::frame::NavItem;
use crate::web::pages::minutes::ValidationPage;

/// `GET /seances/{sitting}/validation`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let of = sitting(&visit, &request)?;
    let opened = open(&visit, of, Asked::ToSee).await?;
    if !opened.is_host {
        return Err(visit.at.no_such_file());
    }
    let kept = &opened.minutes.kept;
    let obstacle = if opened.conducts {
        kept.state.after(Step::Seal).and_then(|_| minutes::may_validate(kept, &visit.reader)).err()
    } else {
        Some(Obstacle::NotTheSecretariat)
    };
    let mut missing = sentences(&opened.minutes.missing());
    let now = visit.at.site.clock.now();
    if let Some(until) = kept.remarks_until.filter(|until| until.0 > now) {
        let zone = said::zone(&visit, kept.host);
        missing.push(format!(
            "Les services invités peuvent encore faire des remarques jusqu’au {}.",
            format::moment(until.0, &zone)
        ));
    }
    Ok(html(&ValidationPage {
        frame: visit.frame(&titled(&visit, "Valider le compte rendu", kept), NavItem::Commissions, None),
        back_href: format!("/seances/{of}/compte-rendu"),
        title: said::title(&visit, kept),
        missing,
        items: format::count(opened.minutes.items.len() as u64, "point", "points"),
        obstacle: obstacle.map(|obstacle| obstacle.label().to_owned()),
        action: format!("/seances/{of}/validation"),
    }))
}

/// `POST /seances/{sitting}/validation`
pub(in crate::web) async fn seal(visit: Visit, request: HttpRequest) -> Answer {
    let of = sitting(&visit, &request)?;
    let answer = visit.at.door.conduct(&visit.reader, Conducted::Sitting(of), conferences::validate).await;
    done(&visit, answer)?;
    Ok(see_other(&format!("/seances/{of}/compte-rendu?fait=scelle")))
}

/// What is missing, one sentence for each kind.
fn sentences(missing: &Missing) -> Vec<String> {
    let kinds = [
        (&missing.synthesis, "Aucune synthèse n’est rédigée"),
        (&missing.decision, "Aucune décision n’est enregistrée"),
        (&missing.remarks, "Une remarque est arrivée depuis la dernière version de la synthèse"),
    ];
    kinds
        .into_iter()
        .filter(|(numbers, _)| !numbers.is_empty())
        .map(|(numbers, what)| {
            let listed = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            format!("{what}\u{a0}: {} {listed}.", if numbers.len() < 2 { "point" } else { "points" })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_item_by_item() {
        let missing = Missing { synthesis: vec![2], decision: vec![1, 4], remarks: Vec::new() };
        assert_eq!(
            sentences(&missing),
            ["Aucune synthèse n’est rédigée\u{a0}: point 2.", "Aucune décision n’est enregistrée\u{a0}: points 1, 4."]
        );
    }
}
