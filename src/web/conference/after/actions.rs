//! `/actions`: what conferences gave the reader's service to do, and the answers.

use actix_web::HttpRequest;
use jiff::civil::Date;

use super::super::shared::shown;
use super::said;
use crate::access::{Altered, Conferences, Door, Reject, Survey, View};
use crate::domain::conference::Obstacle;
use crate::domain::{Action, Commission, Field, Id};
use crate::records::conference::answers::{self, Answer as Answered, Line};
use crate::records::conference::commissions;
use crate::web::at::Visit;
use crate::web::failure::{Answer, Failure, html, html_faulty, see_other};
use crate::web::file::observation::fault_of;
use crate::web::format;
use crate::web::forms::Typed;
use crate::web::pages::actions::{ActionRow, ActionsPage, AnswerForm, Filter};
use crate::web::pages::frame::NavItem;
use crate::web::pages::home::Empty;
use crate::web::pages::parts::{Faults, Link};

/// The people whose actions one page shows, at most: an answer takes a line off.
const AT_ONCE: i64 = 100;

/// Which actions a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Whose {
    Mine,
    Service,
    Late,
    /// Those that the reader's own commission gave, by service.
    Commission,
}

impl Whose {
    const ALL: [Self; 4] = [Self::Service, Self::Mine, Self::Late, Self::Commission];

    const fn code(self) -> &'static str {
        match self {
            Self::Mine => "moi",
            Self::Service => "service",
            Self::Late => "retard",
            Self::Commission => "commission",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Mine => "Confiées à moi",
            Self::Service => "Confiées à mon service",
            Self::Late => "En retard",
            Self::Commission => "Données par notre commission",
        }
    }

    fn of(code: &str) -> Self {
        Self::ALL.into_iter().find(|whose| whose.code() == code).unwrap_or(Self::Service)
    }
}

/// The commission of the reader's own prison, if he keeps it.
async fn own_commission(visit: &Visit) -> Result<Option<Id<Commission>>, Failure> {
    if !visit.reader.keeps_the_agenda() {
        return Ok(None);
    }
    let (database, host) = (visit.at.site.database.clone(), visit.reader.institution);
    let found = Door::off_loop(move || Ok(database.peek(|c| commissions::of_institution(c, host))?)).await;
    Ok(found.map_err(|error| visit.at.failed(&error))?.first().map(|body| body.id))
}

/// The open actions of a list, the late ones first; by service where they are a commission's.
pub(in crate::web) async fn listed(
    visit: &Visit,
    whose: Whose,
    commission: Option<Id<Commission>>,
) -> Result<Vec<(Line, Option<View>)>, Failure> {
    let (own, me, today) = (visit.reader.institution, visit.reader.agent, visit.today());
    let matters = match (whose, commission) {
        (Whose::Commission, Some(commission)) => Conferences::LateActions(commission, Date::MAX),
        _ => Conferences::Actions,
    };
    let survey = Survey { conferences: Some(matters), page: 1, per_page: AT_ONCE, ..Survey::default() };
    let answer = visit
        .at
        .door
        .survey(&visit.reader, survey, move |tx, grants| {
            answers::of_list(tx, grants, |raw| match whose {
                Whose::Commission => Some(raw.commission) == commission,
                Whose::Mine => raw.row.institution == own && raw.row.agent == Some(me),
                Whose::Service => raw.row.institution == own,
                Whose::Late => raw.row.institution == own && raw.row.due_on < today,
            })
        })
        .await;
    let mut lines = shown(visit, answer)?.content;
    let directory = visit.at.site.directory();
    let service = |line: &Line| match whose {
        Whose::Commission => directory.get(line.institution).map(|service| service.name.clone()),
        _ => None,
    };
    lines.sort_by_cached_key(|(line, _)| (!line.is_late(today), service(line), line.due_on, line.id.to_string()));
    Ok(lines)
}

/// `GET /actions?de=moi|service|retard|commission`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let typed = Typed::query(&request).unwrap_or_default();
    let done = (typed.text("fait") == "reponse").then_some("La suite donnée est enregistrée, à votre nom.");
    Ok(html(&page(&visit, Whose::of(typed.text("de")), None, done).await?))
}

/// A form that comes back: which action, what was typed, what is wrong.
struct Back<'b> {
    action: Id<Action>,
    text: &'b str,
    fault: String,
}

async fn page(visit: &Visit, whose: Whose, back: Option<Back<'_>>, done: Option<&str>) -> Result<ActionsPage, Failure> {
    let commission = own_commission(visit).await?;
    let whose = if commission.is_none() && whose == Whose::Commission { Whose::Service } else { whose };
    let lines = listed(visit, whose, commission).await?;
    let mut faults = Faults::default();
    let mut rows = Vec::with_capacity(lines.len());
    for (number, (line, identity)) in (1..).zip(&lines) {
        let field = format!("suite-{number}");
        let typed = back.as_ref().filter(|back| back.action == line.id);
        if let Some(back) = typed {
            faults.add(&field, &back.fault);
        }
        rows.push(row(visit, line, identity.as_ref(), number, field, typed.map_or("", |back| back.text)));
    }
    let filters = Whose::ALL
        .into_iter()
        .filter(|choice| *choice != Whose::Commission || commission.is_some())
        .map(|choice| Filter {
            label: choice.label().to_owned(),
            href: format!("/actions?de={}", choice.code()),
            current: choice == whose,
        })
        .collect();
    Ok(ActionsPage {
        frame: visit.frame("Actions à faire", NavItem::Commissions, done),
        title: "Actions à faire".to_owned(),
        filters,
        chosen: whose.code().to_owned(),
        count: format::count(rows.len() as u64, "action", "actions"),
        rows,
        empty: empty(whose),
        faults,
    })
}

fn row(visit: &Visit, line: &Line, identity: Option<&View>, number: usize, field: String, text: &str) -> ActionRow {
    let is_ours = line.institution == visit.reader.institution;
    let is_anothers = line.agent.is_some_and(|agent| agent != visit.reader.agent);
    let note = if is_anothers {
        "Cette action est confiée à une autre personne de votre service\u{a0}: votre réponse portera votre nom."
    } else {
        ""
    };
    ActionRow {
        id: format!("action-{number}"),
        name: said::name(identity),
        href: said::item_href(line.sitting, line.item),
        made: said::action(visit, line, visit.today(), false),
        sitting: format!("commission du {}", format::day_of(line.held_at, &said::zone(visit, line.host))),
        answer: is_ours.then(|| AnswerForm {
            action: format!("/actions/{}", line.id),
            field,
            text: text.to_owned(),
            note: note.to_owned(),
        }),
    }
}

fn empty(whose: Whose) -> Empty {
    let (title, text) = match whose {
        Whose::Mine => (
            "Aucune action ne vous est confiée",
            "Les actions confiées à votre service sans nommer personne sont dans l’autre liste.",
        ),
        Whose::Service => (
            "Aucune action n’attend votre service",
            "Quand une commission confie une action à votre service, elle apparaît ici et sur l’accueil.",
        ),
        Whose::Late => ("Aucune action n’est en retard", "Les actions à faire sont dans l’autre liste."),
        Whose::Commission => (
            "Aucune action n’est en cours",
            "Les actions que votre commission confie à un service apparaissent ici jusqu’à leur réponse.",
        ),
    };
    let way = match whose {
        Whose::Service => Link::new("Voir les commissions", "/commissions"),
        _ => Link::new("Voir les actions de mon service", "/actions?de=service"),
    };
    Empty { title: title.to_owned(), text: text.to_owned(), ways: vec![way] }
}

/// `POST /actions/{action}`
pub(in crate::web) async fn answer(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let of: Id<Action> = visit.named(&request, "action")?;
    let whose = Whose::of(typed.text("de"));
    let is_done = match typed.text("state") {
        "done" => true,
        "abandoned" => false,
        _ => return Err(visit.at.bad_request("Dites si l’action est faite ou abandonnée.")),
    };
    let text = typed.text("answer");
    let wrong = |fault: String| Back { action: of, text, fault };
    if !text.trim().is_empty()
        && let Err(no) = Field::ActionAnswer.spec().kind.parse(text)
    {
        let back = wrong(fault_of(Field::ActionAnswer, no));
        return Ok(html_faulty(&page(&visit, whose, Some(back), None).await?));
    }
    let database = visit.at.site.database.clone();
    let item = Door::off_loop(move || Ok(database.peek(|c| answers::item_of(c, of))?)).await;
    // One that doesn't exist is asked for like any other, under a name that nobody has.
    let item = item.map_err(|error| visit.at.failed(&error))?.unwrap_or_else(|| of.cast());
    let answered = Answered { is_done, text: text.replace("\r\n", "\n") };
    let altered = visit
        .at
        .door
        .alter_item(&visit.reader, item, move |tx, permit| answers::answer(tx, permit, of, &answered))
        .await;
    if let Ok(Altered::Rejected(Reject::Obstacle(Obstacle::AnswerNeeded))) = &altered {
        let back = wrong(Obstacle::AnswerNeeded.label().to_owned());
        return Ok(html_faulty(&page(&visit, whose, Some(back), None).await?));
    }
    super::super::shared::done(&visit, altered)?;
    Ok(see_other(&format!("/actions?de={}&fait=reponse", whose.code())))
}
