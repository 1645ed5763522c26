//! `/sorties` and `/sorties/{id}`: who leaves, when, and whom the hub told.

use askama::Template;

use super::frame::Frame;
use super::home::Empty;
use super::parts::{Banner, Link, PurposeLine, Service};

/// The board.
#[derive(Debug, Clone, Template)]
#[template(path = "releases.html", whitespace = "minimize")]
pub struct ReleasesPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The lists offered: 7, 30, 90 days, those that wait for something.
    pub windows: Vec<WindowLink>,
    /// `À venir`
    pub heading: String,
    /// `3 sorties dans les 30 jours`
    pub count: String,
    /// Those listed, the nearest first.
    pub listed: Table,
    /// Those of the past week, the latest first; not beside those that wait for something.
    pub past: Option<Table>,
    /// Why none is listed, and what to do.
    pub empty: Empty,
}

/// Releases and what is said of them: a column that would stay empty isn't there.
#[derive(Debug, Clone)]
pub struct Table {
    /// What it lists, and in which order.
    pub caption: String,
    /// The rows.
    pub rows: Vec<ReleaseRow>,
}

impl Table {
    /// Whether the reader may know where anybody is held.
    #[must_use]
    pub fn says_place(&self) -> bool {
        self.rows.iter().any(|row| !row.place.is_empty())
    }

    /// Whether a release asks, or asked, something of the reader's own service.
    #[must_use]
    pub fn says_own(&self) -> bool {
        self.rows.iter().any(|row| !row.own.is_empty())
    }

    /// Whether the reader may know whom else the hub told.
    #[must_use]
    pub fn says_told(&self) -> bool {
        self.rows.iter().any(|row| !row.told.is_empty())
    }
}

/// A window of days.
#[derive(Debug, Clone)]
pub struct WindowLink {
    /// Its words and its address.
    pub link: Link,
    /// Whether it is the present one.
    pub current: bool,
}

/// One release on the board.
#[derive(Debug, Clone)]
pub struct ReleaseRow {
    /// Its page.
    pub href: String,
    /// Whose.
    pub name: String,
    /// Birth date; may be empty.
    pub born: String,
    /// Where from; may be empty.
    pub place: String,
    /// `12/03/2026`, with the hour where it is known.
    pub date: String,
    /// `dans 12 jours`
    pub distance: String,
    /// Whether it is a week away or less.
    pub near: bool,
    /// Whether the day has passed and nothing says that it happened.
    pub overdue: bool,
    /// What the reader's own service has to do, or did; may be empty.
    pub own: String,
    /// Whether it has to acknowledge.
    pub waits: bool,
    /// How many services were told and how they stand; may be empty.
    pub told: String,
    /// How many of them are late; may be empty.
    pub late: String,
    /// Said where a rule found nobody.
    pub gap: bool,
}

/// One release.
#[derive(Debug, Clone, Template)]
#[template(path = "release.html", whitespace = "minimize")]
pub struct ReleasePage {
    /// What surrounds it.
    pub frame: Frame,
    /// Whose.
    pub banner: Banner,
    /// Why it is open.
    pub purpose: PurposeLine,
    /// `Sortie prévue le 12/03/2026, dans 12 jours`
    pub headline: String,
    /// More facts, one sentence each.
    pub facts: Vec<String>,
    /// Where the acknowledgement is sent, if the reader's service has one to give.
    pub acknowledge: Option<Acknowledge>,
    /// Whom the hub told.
    pub recipients: Vec<Told>,
    /// Rules that found nobody, in words.
    pub gaps: Vec<String>,
}

/// The form of an acknowledgement.
#[derive(Debug, Clone)]
pub struct Acknowledge {
    /// Where it is sent.
    pub action: String,
    /// `12/03/2026 à 14 h 30`; may be empty.
    pub deadline: String,
    /// Whether that moment has passed.
    pub late: bool,
}

/// One service and what it was told, the latest first.
#[derive(Debug, Clone)]
pub struct Told {
    /// Which service.
    pub service: Service,
    /// Each alert.
    pub alerts: Vec<AlertRow>,
}

/// One alert.
#[derive(Debug, Clone)]
pub struct AlertRow {
    /// Of what.
    pub occurrence: String,
    /// The article by which.
    pub basis: String,
    /// How it stands, in words.
    pub state: String,
    /// More, one sentence each.
    pub details: Vec<String>,
    /// Whether it is late.
    pub late: bool,
}
