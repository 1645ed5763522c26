//! `/habilitations`: what concerns the reader, and the clearances of the services in which he has a say.

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, Failure, html};
use super::super::format;
use super::super::forms::Typed;
use super::super::pages::clearances::{ClearanceList, ClearanceSection, ClearancesPage};
use super::super::pages::frame::NavItem;
use super::super::pages::home::Tile;
use super::super::pages::parts::{Choice, Link};
use super::{day, look, words};
use crate::domain::clearance::{answer_by, withdraw_by};
use crate::domain::{ClearanceState, Id};
use crate::records::clearances::history::Kept;
use crate::records::clearances::lists::{self, Board, Filter, PAGE};
use crate::records::clearances::waiting;

/// `GET /habilitations`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let query = Typed::query(&request).unwrap_or_default();
    let filter = Filter {
        service: Id::parse(query.text("service")),
        state: ClearanceState::from_code(query.text("etat")),
        ends_on: day(&query, "fin"),
        page: query.text("page").parse().ok().filter(|page| (1..10_000).contains(page)).unwrap_or(1),
    };
    let asked = filter.clone();
    let board = look(&visit, "habilitations", move |tx, office| lists::board(tx, office, &asked)).await?;
    let mut ways = Vec::new();
    if board.may_propose {
        ways.push(Link::new("Proposer une habilitation", "/habilitations/nouvelle"));
    }
    if !board.services.is_empty() || board.signs_for_others {
        ways.push(Link::new("Délégations de signature", "/habilitations/delegations"));
    }
    if !board.services.is_empty() {
        ways.push(Link::new("Revues des habilitations", "/habilitations/revues"));
    }
    let plain = |kept: &Kept| words::row(&visit, kept, String::new());
    Ok(html(&ClearancesPage {
        frame: visit.frame("Habilitations", NavItem::Elsewhere, None),
        own: board.own.iter().map(plain).collect(),
        rights: format!("/habilitations/agents/{}", visit.reader.agent),
        ways,
        sections: sections(&visit, &board),
        list: (!board.services.is_empty()).then(|| list(&visit, &board, &filter)),
    }))
}

fn sections(visit: &Visit, board: &Board) -> Vec<ClearanceSection> {
    let today = visit.today();
    let section =
        |title: &str, text: &str, rows| ClearanceSection { title: title.to_owned(), text: text.to_owned(), rows };
    let distance =
        |kept: &Kept| words::row(visit, kept, format!("fin {}", format::distance(kept.clearance.ends_on, today)));
    let all = [
        section(
            "Vos observations sont attendues",
            "Ouvrez la ligne pour répondre\u{a0}: vous avez quinze jours à compter de la demande.",
            board
                .own
                .iter()
                .filter(|kept| board.to_answer.contains(&kept.id))
                .map(|kept| super::super::pages::clearances::ClearanceRow {
                    href: format!("/habilitations/{}/reponse", kept.id),
                    ..words::row(visit, kept, String::new())
                })
                .collect(),
        ),
        section(
            "À signer",
            "Ces propositions attendent une seconde signature que vous pouvez donner.",
            board.to_sign.iter().map(|kept| words::row(visit, kept, String::new())).collect(),
        ),
        section(
            "Suspensions à décider",
            "Une suspension est levée, ou suivie d’un retrait, dans le mois (règle de la plateforme). En retard, elle reste une suspension.",
            board
                .to_decide
                .iter()
                .map(|(kept, by)| {
                    let word = if *by < today {
                        "en retard, à décider au plus tard le"
                    } else {
                        "à décider au plus tard le"
                    };
                    words::row(visit, kept, format!("{word} {}", format::date(*by)))
                })
                .collect(),
        ),
        section(
            "Observations demandées",
            "Un retrait est possible dès la réponse, ou quinze jours après la demande\u{a0}; trois mois plus tard, il faut les demander de nouveau (règle de la plateforme).",
            board
                .asked
                .iter()
                .map(|(kept, asked_on, given)| {
                    let answer = match given {
                        true => "observations présentées".to_owned(),
                        false => format!("réponse attendue jusqu’au {}", format::date(answer_by(*asked_on))),
                    };
                    let until = format::date(withdraw_by(*asked_on));
                    words::row(visit, kept, format!("{answer}, retrait possible jusqu’au {until}"))
                })
                .collect(),
        ),
        section(
            "À échéance dans les soixante jours",
            "Rien n’est proposé pour la suite. Proposez un renouvellement depuis la page de l’habilitation, ou laissez-la finir\u{a0}: l’accès se ferme à minuit, à la fin du dernier jour.",
            board.ending.iter().map(distance).collect(),
        ),
    ];
    all.into_iter().filter(|section| !section.rows.is_empty()).collect()
}

fn list(visit: &Visit, board: &Board, filter: &Filter) -> ClearanceList {
    let mut services = vec![Choice::new("", "Tous les services", filter.service.is_none())];
    services.extend(
        board
            .services
            .iter()
            .map(|service| Choice::new(&service.id.to_string(), &service.name, filter.service == Some(service.id))),
    );
    let mut states = vec![Choice::new("", "Tous les états", filter.state.is_none())];
    let each = ClearanceState::ALL.iter();
    states.extend(each.map(|state| Choice::new(state.code(), state.label(), filter.state == Some(*state))));
    let turn = |page: usize| {
        let service = filter.service.map(|id| id.to_string()).unwrap_or_default();
        let state = filter.state.map(ClearanceState::code).unwrap_or_default();
        let last = filter.ends_on.map(|day| day.to_string()).unwrap_or_default();
        format!("/habilitations?service={service}&etat={state}&fin={last}&page={page}#liste")
    };
    let row = |kept: &Kept| {
        let note = if board.followed.contains(&kept.id) { "renouvellement engagé" } else { "" };
        words::row(visit, kept, note.to_owned())
    };
    ClearanceList {
        services,
        states,
        ends_on: filter.ends_on.map(|day| day.to_string()).unwrap_or_default(),
        count: format::count(board.total as u64, "habilitation", "habilitations"),
        rows: board.listed.iter().map(row).collect(),
        previous: (filter.page > 1).then(|| turn(filter.page - 1)),
        next: (filter.page * PAGE < board.total).then(|| turn(filter.page + 1)),
    }
}

/// For the home page, where something waits for the reader, his signature or what he has to say for himself, or ends soon: the tiles, and
/// what is to be said at its top.
pub(in crate::web) async fn home(visit: &Visit) -> Result<(Vec<Tile>, Option<String>), Failure> {
    let waiting = look(visit, "accueil", waiting::waiting).await?;
    let first = waiting.asked.first();
    let own = first.map(|first| Tile {
        label: "Observations attendues".to_owned(),
        count: format::number(waiting.asked.len() as u64),
        detail: format!("sur votre habilitation, à présenter jusqu’au {}", format::date(first.by)),
        href: Some(format!("/habilitations/{}/reponse", first.clearance)),
        urgent: true,
    });
    let tile = |count: usize, label: &str, detail: &str, urgent| {
        (count > 0).then(|| Tile {
            label: label.to_owned(),
            count: format::number(count as u64),
            detail: detail.to_owned(),
            href: Some("/habilitations".to_owned()),
            urgent,
        })
    };
    let to_settle = "propositions à signer, suspensions à décider";
    let endings = "habilitations qui prennent fin dans les soixante jours et que rien ne prolonge";
    let tiles = [
        own,
        tile(waiting.to_settle, "Habilitations\u{a0}: à traiter", to_settle, true),
        tile(waiting.endings, "Habilitations à renouveler", endings, false),
    ];
    let said = first.map(|first| {
        let by = format::date(first.by);
        format!("Vos observations sont demandées sur votre habilitation, jusqu’au {by}\u{a0}: ouvrez «\u{a0}Observations attendues\u{a0}».")
    });
    Ok((tiles.into_iter().flatten().collect(), said))
}
