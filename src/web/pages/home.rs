//! `/`: my files, and what is coming.

use askama::Template;

use super::frame::Frame;
use super::parts::{FileRow, Link};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "home.html", whitespace = "minimize")]
pub struct HomePage {
    /// What surrounds it.
    pub frame: Frame,
    /// Counts: what is to be done first, then releases to come, my files, communications received.
    pub tiles: Vec<Tile>,
    /// The first things that conferences gave the service to do.
    pub actions: Vec<Urgent>,
    /// The first of my files.
    pub files: Vec<FileRow>,
    /// How many files there are in all: `412 dossiers`.
    pub count: String,
    /// Why there is no file, and what to do next; said only when `files` is empty.
    pub empty: Empty,
}

/// A count.
#[derive(Debug, Clone)]
pub struct Tile {
    /// `Sorties sous 90 jours`
    pub label: String,
    /// `12`
    pub count: String,
    /// What it counts, in a few words.
    pub detail: String,
    /// Where they are listed.
    pub href: Option<String>,
    /// Whether it waits for the reader's service.
    pub urgent: bool,
}

/// An action, on the way to its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urgent {
    /// What is to be done.
    pub text: String,
    /// About whom: `DUPONT-MOREL Léa`; empty when not shown.
    pub name: String,
    /// `pour le 12/03/2027`, `en retard de 3 jours`
    pub due: String,
    /// Whether it is late.
    pub late: bool,
}

/// An empty list that helps.
#[derive(Debug, Clone, Default)]
pub struct Empty {
    /// What is empty.
    pub title: String,
    /// Why, and what to do.
    pub text: String,
    /// Ways on.
    pub ways: Vec<Link>,
}
