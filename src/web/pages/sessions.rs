//! `/sessions`: « Mes connexions ».

use askama::Template;

use super::frame::Frame;

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Its identifier, for the button that ends it.
    pub id: String,
    /// The provider by which it began.
    pub provider: String,
    /// When it began.
    pub began: String,
    /// When it was last seen.
    pub seen: String,
    /// When the person last authenticated, if the provider says so.
    pub proved: Option<String>,
    /// Whether it is the one that reads this.
    pub is_this_one: bool,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "sessions.html", whitespace = "minimize")]
pub struct SessionsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The sessions, the latest first.
    pub rows: Vec<SessionRow>,
    /// Whether there are others than this one.
    pub has_others: bool,
    /// Whether there is a provider to confirm one's identity with.
    pub can_confirm: bool,
}
