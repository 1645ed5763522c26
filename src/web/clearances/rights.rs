//! `/habilitations/agents/{agent}`: the effective rights of one person on one page.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, html};
use super::super::format;
use super::super::pages::clearances::{FunctionRights, RightRow, RightsPage};
use super::super::pages::frame::{NavItem, Notice, NoticeKind};
use super::super::site::printed;
use super::{look, words};
use crate::domain::Phase;
use crate::protocol::{RightLine, rights};
use crate::records::clearances::rights::rights as rights_of;

/// `GET /habilitations/agents/{agent}`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let of = visit.named(&request, "agent")?;
    let (found, given) = look(&visit, &of.to_string(), move |tx, office| {
        let found = rights_of(tx, office, of)?;
        let each = found.functions.iter();
        let given: Vec<_> =
            each.map(|function| (*function, rights(office.agreement(), found.service.kind, *function))).collect();
        Ok((found, given))
    })
    .await?;
    let functions = given.iter().map(|(function, lines)| FunctionRights {
        function: function.label().to_owned(),
        rows: lines.iter().map(row).collect(),
    });
    let mut frame = visit.frame(&format!("Droits effectifs de {}", found.name), NavItem::Elsewhere, None);
    let asked = found.asked.first();
    frame.notices.extend(asked.map(|asked| Notice {
        kind: NoticeKind::Warning,
        text: format!("Vos observations sont demandées sur votre habilitation, jusqu’au {}.", format::date(asked.by)),
    }));
    Ok(html(&RightsPage {
        frame,
        answer: asked.map(|asked| words::answer(*asked)),
        name: found.name.clone(),
        service: printed(&visit.at.site.directory(), Some(found.service.id)),
        clearances: found.clearances.iter().map(|kept| words::row(&visit, kept, String::new())).collect(),
        delegations: found
            .delegations
            .iter()
            .map(|(name, until)| format!("Signature de {name}, jusqu’au {}", format::date(*until)))
            .collect(),
        functions: functions.collect(),
    }))
}

fn row(line: &RightLine) -> RightRow {
    let mut level = line.level.label().to_owned();
    if line.write {
        level.push_str(", écriture");
    }
    if line.only_some {
        level.push_str(", certains champs");
    }
    let ties: Vec<&str> = line.through.iter().map(|tie| tie.label()).collect();
    let phases = if line.phases.len() == Phase::ALL.len() {
        "toutes les phases".to_owned()
    } else {
        line.phases.iter().map(|phase| phase.label()).collect::<Vec<_>>().join(", ")
    };
    let mut conditions = format!("{}\u{a0}; {phases}", ties.join(", "));
    if line.own_only {
        conditions.push_str("\u{a0}; ce que le service a lui-même écrit");
    }
    for predicate in &line.when {
        conditions.push_str("\u{a0}; ");
        conditions.push_str(predicate.label());
    }
    RightRow { category: line.category.label().to_owned(), level, conditions, article: line.article.clone() }
}
