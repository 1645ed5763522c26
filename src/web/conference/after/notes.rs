//! Remarks and addenda: their forms, on a page of their own and at the end of an item's.

use actix_web::HttpRequest;

use super::super::shared::{done, item, sitting};
use super::said;
use crate::domain::conference::SittingState;
use crate::domain::conference::seat::keeps_medical_secrecy;
use crate::domain::{AgendaItem, Field, Id, Sitting, Value};
use crate::records::conference::minutes::Notes;
use crate::records::conference::notes;
use crate::records::conference::sittings::Kept;
use crate::web::at::Visit;
use crate::web::failure::{Answer, Failure, html, html_faulty, see_other};
use crate::web::file::observation::fault_of;
use crate::web::format;
use crate::web::forms::Typed;
use crate::web::pages::frame::NavItem;
use crate::web::pages::item_after::{After, NoteForm, NotePage};
use crate::web::pages::parts::Faults;

/// What can be said of the minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Remark,
    Addendum,
}

impl Kind {
    /// What can be said in this state, if anything.
    fn in_state(state: SittingState) -> Option<Self> {
        match state {
            SittingState::Circulated => Some(Self::Remark),
            SittingState::Sealed => Some(Self::Addendum),
            _ => None,
        }
    }

    const fn segment(self) -> &'static str {
        match self {
            Self::Remark => "remarques",
            Self::Addendum => "additifs",
        }
    }

    const fn field(self) -> Field {
        match self {
            Self::Remark => Field::Remark,
            Self::Addendum => Field::Addendum,
        }
    }

    fn form(self, of: Id<Sitting>, item: Id<AgendaItem>, hint: String, text: &str) -> NoteForm {
        let (label, button) = match self {
            Self::Remark => ("Votre remarque sur le compte rendu", "Envoyer la remarque"),
            Self::Addendum => ("Votre additif", "Ajouter l’additif"),
        };
        NoteForm {
            action: format!("/seances/{of}/points/{item}/{}", self.segment()),
            id: "note".to_owned(),
            label: label.to_owned(),
            hint,
            text: text.to_owned(),
            button: button.to_owned(),
        }
    }
}

const REMARK_HINT: &str = "Ce qui est inexact ou manque. Elle porte votre nom, et reste au compte rendu.";
const NOTHING: &str =
    "Les remarques s’écrivent ici une fois le compte rendu diffusé, les additifs une fois qu’il est scellé.";
const ADDENDUM_HINT: &str = "Ce qui s’ajoute au compte rendu scellé. Il est daté, porte votre nom et ne change plus.";

/// Where this reader can say something of the minutes of an item in this state: address and words.
pub(in crate::web) fn way(
    visit: &Visit,
    of: Id<Sitting>,
    item: Id<AgendaItem>,
    state: SittingState,
) -> Option<(String, &'static str)> {
    if keeps_medical_secrecy(visit.reader.kind) {
        return None;
    }
    let kind = Kind::in_state(state)?;
    let words = match kind {
        Kind::Remark => "Faire une remarque",
        Kind::Addendum => "Ajouter un additif",
    };
    Some((format!("/seances/{of}/points/{item}/{}", kind.segment()), words))
}

/// What comes after the minutes of an item, for its page: `item_after.html` prints it.
pub(in crate::web) fn after(visit: &Visit, kept: &Kept, item: Id<AgendaItem>, notes: &Notes) -> After {
    let zone = said::zone(visit, kept.host);
    let today = visit.today();
    let may_say = !keeps_medical_secrecy(visit.reader.kind);
    let form = Kind::in_state(kept.state).filter(|_| may_say).map(|kind| {
        let hint = match (kind, kept.remarks_until) {
            (Kind::Remark, Some(until)) => {
                format!("{REMARK_HINT} Remarques attendues jusqu’au {}.", format::day_of(until.0, &zone))
            }
            (Kind::Remark, None) => REMARK_HINT.to_owned(),
            (Kind::Addendum, _) => ADDENDUM_HINT.to_owned(),
        };
        kind.form(kept.id, item, hint, "")
    });
    let has_minutes = matches!(kept.state, SittingState::Open | SittingState::Circulated | SittingState::Sealed);
    let is_empty = notes.remarks.is_empty() && notes.addenda.is_empty() && notes.earlier.is_empty();
    After {
        hint: (form.is_none() && is_empty).then_some(NOTHING),
        minutes_href: has_minutes.then(|| format!("/seances/{}/compte-rendu", kept.id)),
        remarks: said::notes(visit, &notes.remarks, Field::Remark, &zone),
        addenda: said::notes(visit, &notes.addenda, Field::Addendum, &zone),
        earlier: notes.earlier.iter().map(|line| said::action(visit, line, today, true)).collect(),
        leaf: notes.leaf.as_deref().map(said::hex),
        form,
    }
}

/// `GET /seances/{sitting}/points/{item}/remarques`
pub(in crate::web) async fn remark_form(visit: Visit, request: HttpRequest) -> Answer {
    show(&visit, &request, Kind::Remark).await
}

/// `GET /seances/{sitting}/points/{item}/additifs`
pub(in crate::web) async fn addendum_form(visit: Visit, request: HttpRequest) -> Answer {
    show(&visit, &request, Kind::Addendum).await
}

async fn show(visit: &Visit, request: &HttpRequest, kind: Kind) -> Answer {
    let (of, item) = (sitting(visit, request)?, item(visit, request)?);
    Ok(html(&page(visit, (of, item), kind, "", Faults::default()).await?))
}

/// The form, with what was said before. Whoever isn't at this table gets the answer for an item that doesn't exist.
async fn page(
    visit: &Visit,
    (of, item): (Id<Sitting>, Id<AgendaItem>),
    kind: Kind,
    text: &str,
    faults: Faults,
) -> Result<NotePage, Failure> {
    let opened = super::minutes::open(visit, of, crate::access::Asked::ToSee).await?;
    let known = opened.minutes.items.iter().find(|known| known.item == item);
    let known = known.ok_or_else(|| visit.at.no_such_file())?;
    let (title, hint) = match kind {
        Kind::Remark => ("Remarque sur le compte rendu", REMARK_HINT),
        Kind::Addendum => ("Additif au compte rendu scellé", ADDENDUM_HINT),
    };
    let after = After { form: None, hint: None, ..after(visit, &opened.minutes.kept, item, &known.notes) };
    Ok(NotePage {
        frame: visit.frame(title, NavItem::Commissions, None),
        back_href: format!("/seances/{of}/compte-rendu"),
        title: title.to_owned(),
        form: kind.form(of, item, hint.to_owned(), text),
        after,
        faults,
    })
}

/// `POST /seances/{sitting}/points/{item}/remarques`
pub(in crate::web) async fn remark(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    write(&visit, &request, &typed, Kind::Remark).await
}

/// `POST /seances/{sitting}/points/{item}/additifs`
pub(in crate::web) async fn addendum(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    write(&visit, &request, &typed, Kind::Addendum).await
}

async fn write(visit: &Visit, request: &HttpRequest, typed: &Typed, kind: Kind) -> Answer {
    let (of, item) = (sitting(visit, request)?, item(visit, request)?);
    let text = match kind.field().spec().kind.parse(typed.text("text")) {
        Ok(Value::Prose(text)) => text,
        other => {
            let mut faults = Faults::default();
            let no = other.err().unwrap_or(crate::domain::value::NoValue::Empty);
            faults.add("note", &fault_of(kind.field(), no));
            return Ok(html_faulty(&page(visit, (of, item), kind, typed.text("text"), faults).await?));
        }
    };
    let answer = visit
        .at
        .door
        .alter_item(&visit.reader, item, move |tx, permit| match kind {
            Kind::Remark => notes::remark(tx, permit, (of, item), &text),
            Kind::Addendum => notes::add(tx, permit, (of, item), &text),
        })
        .await;
    done(visit, answer)?;
    let said = if kind == Kind::Remark { "remarque" } else { "additif" };
    Ok(see_other(&format!("/seances/{of}/compte-rendu?fait={said}")))
}
