//! `/dossiers/{id}`: the file as the reader's institution may see it.

use std::borrow::Cow;

use askama::Template;

use super::frame::Frame;
use super::parts::{Banner, Link, PurposeLine, Service, Setting};
use crate::domain::Level;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "file.html", whitespace = "minimize")]
pub struct FilePage {
    /// What surrounds it.
    pub frame: Frame,
    /// Whose file.
    pub banner: Banner,
    /// Why it is open.
    pub purpose: PurposeLine,
    /// Summary, ordered by decision: the next deadline first.
    pub cards: Vec<Card>,
    /// The categories, in the catalogue's order; those of which the reader may not know are absent.
    pub sections: Vec<Section>,
    /// Whether each datum carries its article (`?fondements=oui`).
    pub show_bases: bool,
    /// Where the form for a new observation is, if the reader may write one.
    pub observe_href: Option<String>,
}

/// A fact on top of the file.
#[derive(Debug, Clone)]
pub struct Card {
    /// What it is.
    pub title: String,
    /// The fact.
    pub value: String,
    /// More about it; may be empty.
    pub detail: String,
    /// Which service said so, and when.
    pub source: String,
    /// A word when it presses: `Échéance proche`.
    pub urgency: Option<String>,
    /// Where the whole of it is.
    pub href: Option<String>,
}

/// One category.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its code: the anchor that menus lead to.
    pub id: String,
    /// Its French name.
    pub title: String,
    /// The most that the reader sees of it.
    pub level: Level,
    /// What has to be said of the whole category: what is held, by whom, and how to ask.
    pub note: Option<String>,
    /// Its records, the latest first.
    pub groups: Vec<Group>,
    /// (fields, article that shows them): see [`super::parts::by_basis`].
    pub bases: Vec<(String, String)>,
    /// Whether what was seen online and offline stands side by side.
    pub side_by_side: bool,
}

/// One record, or one set of facts that go together.
#[derive(Debug, Clone)]
pub struct Group {
    /// Anchor, unique on the page; may be empty.
    pub id: String,
    /// `Observation du 12/03/2026`
    pub title: String,
    /// Who recorded it and when.
    pub meta: Option<Meta>,
    /// What its author asked of those who read it.
    pub handling: Option<String>,
    /// The data.
    pub rows: Vec<Row>,
    /// A way on.
    pub link: Option<Link>,
}

impl Group {
    /// Whether it was observed online.
    #[must_use]
    pub fn is_online(&self) -> bool {
        self.meta.as_ref().is_some_and(|meta| meta.setting == Some(Setting::Online))
    }
}

/// Who is behind a record.
#[derive(Debug, Clone)]
pub struct Meta {
    /// The service that owns it.
    pub service: Service,
    /// Its author, with quality; may be empty.
    pub author: String,
    /// `12/03/2026 à 14 h 30`; may be empty.
    pub when: String,
    /// Online or offline, for observations.
    pub setting: Option<Setting>,
}

/// One datum.
#[derive(Debug, Clone)]
pub struct Row {
    /// The field's label.
    pub label: Cow<'static, str>,
    /// What is shown of it.
    pub content: Content,
    /// The article; printed only with `show_bases`, so it may be empty otherwise.
    pub basis: String,
    /// The form that corrects it, if the reader may.
    pub correct_href: Option<String>,
    /// Its former values, if there are any.
    pub history_href: Option<String>,
}

/// What is shown of a datum.
#[derive(Debug, Clone)]
pub enum Content {
    /// A short value.
    Shown(String),
    /// Sentences; line breaks are kept.
    Prose(String),
    /// Nothing has been recorded yet.
    Absent,
    /// Nothing, in its place, with the reason and what can be asked.
    Withheld(String),
}

impl FilePage {
    /// Whether there is anything to show below the banner.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.sections.is_empty()
    }
}
