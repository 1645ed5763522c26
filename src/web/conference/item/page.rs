//! The page of an item, put together from what its reader may see.

use jiff::tz::TimeZone;

use super::super::super::at::Visit;
use super::super::super::autosave;
use super::super::super::file::banner::{banner, purpose_line};
use super::super::super::file::shared::{FileContent, Subject, zone_of};
use super::super::super::format;
use super::super::super::forms::Typed;
use super::super::super::pages::frame::{Frame, NavItem};
use super::super::super::pages::item::{ItemPage, Opening};
use super::super::super::pages::parts::{Banner, Choice, Faults, Link, PurposeLine};
use super::{Granted, address, forms, parts};
use crate::access;
use crate::domain::conference::SittingState;
use crate::domain::{Field, Value};
use crate::records::conference::item::Sheet;
use crate::records::conference::sittings::Kept;

/// What the parts of the page are made from.
pub(in crate::web::conference) struct Making<'p> {
    pub(in crate::web::conference) visit: &'p Visit,
    pub(in crate::web::conference) sheet: &'p Sheet,
    /// What was typed into the form that came back.
    pub(in crate::web::conference) typed: Option<&'p Typed>,
    /// The reader's today.
    pub(in crate::web::conference) today: jiff::civil::Date,
    /// In which hours are counted: those of the reader's service.
    pub(in crate::web::conference) zone: &'p TimeZone,
    /// The file's address.
    pub(in crate::web::conference) file_href: String,
}

impl Making<'_> {
    /// A text of the form that came back, or what is kept.
    pub(in crate::web::conference) fn text(&self, name: &str, kept: impl FnOnce() -> String) -> String {
        // A form that came back has the field, even if empty; another form's doesn't.
        match self.typed.filter(|typed| typed.all(name).next().is_some()) {
            Some(typed) => typed.text(name).to_owned(),
            None => kept(),
        }
    }
}

/// Banner and purpose of an item's person.
pub(in crate::web::conference) fn head(visit: &Visit, granted: &Granted) -> (Banner, PurposeLine) {
    let file = granted.content.bearer.clone();
    let subject = Subject { id: granted.content.person, zone: zone_of(visit, &file) };
    let content = FileContent { file, levels: Vec::new(), may_observe: false };
    let looked =
        access::Visit { content, standing: granted.standing, purpose: granted.purpose.clone(), at: granted.at };
    let banner = banner(&looked, &subject);
    let purpose = purpose_line(granted, &banner.href);
    (banner, purpose)
}

/// `CPU du 28/11/2026 à 14 h`
pub(in crate::web::conference) fn title(kept: &Kept, zone: &TimeZone) -> String {
    format!("Séance du {}", format::moment(kept.starts_at.0, zone))
}

/// `en cours, présidée par …`
pub(in crate::web::conference) fn state(kept: &Kept, chair: Option<&str>) -> String {
    match chair {
        Some(chair) => format!("{}, présidée par {chair}", kept.state.label()),
        None => kept.state.label().to_owned(),
    }
}

/// The form of the opening, where the reader may open the sitting now.
pub(in crate::web::conference) fn opening(
    kept: &Kept,
    presidents: &[crate::records::conference::commissions::Colleague],
) -> Option<Opening> {
    (kept.state == SittingState::Convoked && !presidents.is_empty()).then(|| Opening {
        action: format!("/seances/{}/ouverture", kept.id),
        chairs: std::iter::once(Choice::new("", "Choisir", true))
            .chain(presidents.iter().map(|who| Choice::new(&who.id.to_string(), &who.label(), false)))
            .collect(),
    })
}

/// The page.
pub(in crate::web::conference) fn page(
    visit: &Visit,
    granted: &Granted,
    typed: Option<&Typed>,
    faults: Faults,
    done: Option<&str>,
) -> ItemPage {
    let sheet = &granted.content;
    let zone = &visit.reader.zone;
    let (banner, purpose) = head(visit, granted);
    let here = address((sheet.item, sheet.sitting.id));
    let making = Making { visit, sheet, typed, today: visit.today(), zone, file_href: banner.href.clone() };
    let number = sheet.own_items.iter().position(|item| *item == sheet.item).map_or(1, |at| at + 1);
    let way = |number: usize| {
        let item = sheet.own_items.get(number.checked_sub(1)?)?;
        Some(Link::new(&format!("Point {number}"), &address((*item, sheet.sitting.id))))
    };
    let count = sheet.own_items.len().max(1);
    let synthesise = forms::synthesis(&making);
    let opine = forms::opinions(&making);
    let title_of_page = format!("Point {number} sur {count}, {}", title(&sheet.sitting, zone).to_lowercase());
    let frame = visit.frame(&title_of_page, NavItem::Commissions, done);
    let said = |field: Field| {
        let value = sheet.heading.as_ref().and_then(|heading| heading.value(field))?;
        Some(format::value(field, value, zone))
    };
    let theme = said(Field::CpuTheme).map(|theme| format!("Thème\u{a0}: {theme}."));
    ItemPage {
        frame: if synthesise.is_some() { autosave::framed(frame) } else { frame },
        purpose,
        sitting: Link::new(&title(&sheet.sitting, zone), &format!("/seances/{}", sheet.sitting.id)),
        state: state(&sheet.sitting, sheet.chair.as_deref()),
        number,
        count,
        previous: way(number.saturating_sub(1)),
        next: way(number + 1),
        title: said(Field::CpuObject)
            .or_else(|| said(Field::CpuTheme))
            .unwrap_or_else(|| "Point à examiner".to_owned()),
        about: theme.into_iter().chain([format!("À l’ordre du jour\u{a0}: {}.", sheet.because.label())]).collect(),
        opening: opening(&sheet.sitting, &sheet.presidents),
        contributions: parts::contributions(&making),
        contribute: forms::contribution(&making),
        contribute_note: parts::contribute_note(&making),
        observe_href: parts::observe_href(&making),
        questions: forms::questions(&making),
        tabled: parts::tabled(&making),
        lay: forms::lay(&making),
        was_opened: sheet.sitting.opened_at.is_some(),
        attendance: parts::attendance(&making),
        attendance_href: (sheet.rights.conducts && sheet.sitting.state.takes_minutes().is_ok())
            .then(|| format!("/seances/{}/presences", sheet.sitting.id)),
        opinions: parts::opinions(&making, &opine),
        opine,
        opine_note: parts::opine_note(&making),
        synthesis: parts::synthesis(&making),
        synthesis_note: parts::synthesis_note(&making, synthesise.is_some()),
        synthesise,
        decision: parts::decision(&making),
        decide: forms::decision(&making),
        decision_note: parts::decision_note(&making),
        actions: parts::actions(&making, &sheet.actions, true),
        give: forms::action(&making),
        actions_note: parts::actions_note(&making),
        earlier: parts::actions(&making, &sheet.earlier, false),
        after: super::super::after::after(visit, &sheet.sitting, sheet.item, &sheet.notes),
        faults,
        here,
        banner,
    }
}

/// The frame of a page that belongs to an item.
pub(in crate::web::conference) fn frame(visit: &Visit, title: &str) -> Frame {
    visit.frame(title, NavItem::Commissions, None)
}

/// A text of a view.
pub(in crate::web::conference) fn text_of(view: &access::View, field: Field) -> Option<String> {
    view.value(field).map(Value::code)
}
