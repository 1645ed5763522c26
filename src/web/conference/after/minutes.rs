//! `/seances/{sitting}/compte-rendu`: each reader's own minutes, on screen and on paper; and sending them round.

use actix_web::HttpRequest;
use jiff::ToSpan;
use jiff::civil::Date;

use super::super::shared::{done, shown, sitting, titled};
use super::said;
use crate::access::{Asked, ReadTx, Table};
use crate::conferences;
use crate::db;
use crate::domain::conference::{Obstacle, SittingState};
use crate::domain::{Id, Sitting};
use crate::records::conference::minutes::{self, Minutes};
use crate::web::at::Visit;
use crate::web::failure::{Answer, Failure, html, html_faulty, see_other};
use crate::web::format;
use crate::web::forms::Typed;
use crate::web::pages::frame::NavItem;
use crate::web::pages::minutes::{CirculateForm, MinutesPage, MinutesPrintPage};
use crate::web::pages::parts::Faults;

/// How many days remarks are awaited unless somebody says otherwise (house rule).
const USUAL_TERM: i32 = 7;

/// The minutes, and what the reader is to this sitting.
pub(in crate::web) struct Opened {
    pub(in crate::web) minutes: Minutes,
    pub(in crate::web) is_host: bool,
    pub(in crate::web) conducts: bool,
}

fn read(tx: &mut ReadTx<'_>, table: &Table) -> Result<Opened, db::Error> {
    Ok(Opened { minutes: minutes::read(tx, table)?, is_host: table.is_host, conducts: table.conducts })
}

/// Opens the minutes of the sitting in the address. Before it begins there are none.
pub(in crate::web) async fn open(visit: &Visit, of: Id<Sitting>, asked: Asked) -> Result<Opened, Failure> {
    let answer = visit.at.door.attend(&visit.reader, of, asked, read).await;
    let opened = shown(visit, answer)?;
    match opened.minutes.kept.state {
        SittingState::Prepared | SittingState::Convoked => Err(visit.at.obstacle(Obstacle::NotOpen.label())),
        SittingState::Cancelled => Err(visit.at.obstacle(Obstacle::Cancelled.label())),
        SittingState::Open | SittingState::Circulated | SittingState::Sealed => Ok(opened),
    }
}

/// `GET /seances/{sitting}/compte-rendu`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let of = sitting(&visit, &request)?;
    let typed = Typed::query(&request).unwrap_or_default();
    let done = match typed.text("fait") {
        "diffusion" => Some("Le compte rendu est diffusé. Chaque service invité est prévenu."),
        "remarque" => {
            Some("Votre remarque est enregistrée. Le secrétariat de la commission la lira avant la validation.")
        }
        "additif" => Some("Votre additif est enregistré, daté et signé."),
        "scelle" => Some("Le compte rendu est validé et scellé. Chaque service invité est prévenu."),
        _ => None,
    };
    Ok(html(&page(&visit, of, None, Faults::default(), done).await?))
}

async fn page(
    visit: &Visit,
    of: Id<Sitting>,
    until: Option<&str>,
    faults: Faults,
    done: Option<&str>,
) -> Result<MinutesPage, Failure> {
    let opened = open(visit, of, Asked::ToSee).await?;
    let kept = &opened.minutes.kept;
    let base = format!("/seances/{of}");
    let today = visit.today();
    let circulate = (opened.conducts && kept.state == SittingState::Open).then(|| CirculateForm {
        action: format!("{base}/diffusion"),
        until: until.map_or_else(|| today.saturating_add(USUAL_TERM.days()).to_string(), str::to_owned),
        today: today.to_string(),
    });
    let may_validate = opened.conducts
        && kept.state == SittingState::Circulated
        && minutes::may_validate(kept, &visit.reader) != Err(Obstacle::NotTheChair);
    Ok(MinutesPage {
        frame: visit.frame(&titled(visit, "Compte rendu", kept), NavItem::Commissions, done),
        body: said::body(visit, &opened.minutes, opened.is_host),
        is_print: false,
        print_href: format!("{base}/compte-rendu/impression"),
        circulate,
        validate_href: may_validate.then(|| format!("{base}/validation")),
        faults,
        back_href: base,
    })
}

/// `GET /seances/{sitting}/compte-rendu/impression`: recorded as an extraction, which it is.
pub(in crate::web) async fn print(visit: Visit, request: HttpRequest) -> Answer {
    let of = sitting(&visit, &request)?;
    let opened = open(&visit, of, Asked::ToTakeAway).await?;
    let actor = &visit.reader.actor;
    Ok(html(&MinutesPrintPage {
        frame: visit.frame(
            &titled(&visit, "Compte rendu à imprimer", &opened.minutes.kept),
            NavItem::Commissions,
            None,
        ),
        reference: of.reference(),
        body: said::body(&visit, &opened.minutes, opened.is_host),
        is_print: true,
        taken_by: format!("{}, {}, {}", actor.name, actor.quality, visit.reader.institution_name),
        taken_at: format::moment(visit.at.site.clock.now(), &visit.reader.zone),
    }))
}

/// `POST /seances/{sitting}/diffusion`
pub(in crate::web) async fn circulate(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let of = sitting(&visit, &request)?;
    let text = typed.text("until").trim();
    let usual = visit.today().saturating_add(USUAL_TERM.days());
    let Some(day) = (if text.is_empty() { Some(usual) } else { text.parse::<Date>().ok() }) else {
        let mut faults = Faults::default();
        faults.add("until", "Donnez le dernier jour pour les remarques, sous la forme AAAA-MM-JJ");
        return Ok(html_faulty(&page(&visit, of, Some(text), faults, None).await?));
    };
    // The whole of that day, where the commission is.
    let end = day.saturating_add(1.day()).to_zoned(visit.reader.zone.clone()).map(|end| end.timestamp());
    let Ok(until) = end else { return Err(visit.at.obstacle(Obstacle::TermInThePast.label())) };
    let answer = visit
        .at
        .door
        .conduct(&visit.reader, crate::access::Conducted::Sitting(of), move |tx, conduct| {
            conferences::circulate(tx, conduct, until)
        })
        .await;
    done(&visit, answer)?;
    Ok(see_other(&format!("/seances/{of}/compte-rendu?fait=diffusion")))
}
