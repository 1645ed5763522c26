//! `/institutions`: the directory of services, one service, and what administrators do to services and accounts.

pub mod forms;

pub use forms::{AccountFormPage, AccountMove, Clash, ServiceForm, ServiceFormPage};

use askama::Template;

use super::dossiers::Pagination;
use super::frame::Frame;
use super::home::Empty;
use super::parts::{Choice, Link, Service};
use super::preparation::Mark;
use crate::domain::institution::Party;

/// One service in the directory.
#[derive(Debug, Clone)]
pub struct ServiceRow {
    /// Its page.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Its kind, in words.
    pub kind: String,
    /// Its département, or empty.
    pub departement: String,
    /// Its superior.
    pub superior: Option<Link>,
    /// Whether it serves.
    pub state: Mark,
}

/// Services of one of the four P, or around them.
#[derive(Debug, Clone)]
pub struct Group {
    /// Which.
    pub party: Party,
    /// `Police`, `Partenaires`
    pub title: String,
    /// Its services on this page.
    pub rows: Vec<ServiceRow>,
}

/// `/institutions`
#[derive(Debug, Clone, Template)]
#[template(path = "services.html", whitespace = "minimize")]
pub struct ServicesPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Words looked for.
    pub q: String,
    /// Kinds to filter by.
    pub kinds: Vec<Choice>,
    /// `212 services`
    pub count: String,
    /// Filters in force, each with the address without it.
    pub chips: Vec<Link>,
    /// The services found, by party.
    pub groups: Vec<Group>,
    /// Other pages of the list.
    pub pagination: Option<Pagination>,
    /// Said when nothing is found.
    pub empty: Empty,
    /// Whether the reader may create one.
    pub may_create: bool,
}

/// Somebody who works there.
#[derive(Debug, Clone)]
pub struct PersonRow {
    /// `DUPONT Anne`
    pub name: String,
    /// His account; for administrators.
    pub href: Option<String>,
    /// Quality.
    pub quality: String,
    /// Functions that his clearance covers, or empty.
    pub functions: String,
    /// How his clearance stands.
    pub clearance: Mark,
}

/// A change that was made.
#[derive(Debug, Clone)]
pub struct PastRow {
    /// When.
    pub when: String,
    /// By whom.
    pub by: String,
    /// Which field.
    pub field: String,
    /// Before.
    pub previous: String,
    /// After.
    pub replacement: String,
}

/// What is said of its territory.
#[derive(Debug, Clone)]
pub struct TerritoryFold {
    /// `9 communes`
    pub count: String,
    /// Their codes, one line for each département.
    pub lines: Vec<String>,
}

/// What administrators see besides.
#[derive(Debug, Clone)]
pub struct Keeping {
    /// The form that changes it, unless it is closed.
    pub change: Option<String>,
    /// The page that closes it.
    pub close: Option<String>,
    /// The page that opens it again.
    pub reopen: Option<String>,
    /// The form that opens an account in it.
    pub open_account: Option<String>,
    /// What was changed, the last first.
    pub history: Vec<PastRow>,
}

/// `/institutions/{id}`
#[derive(Debug, Clone, Template)]
#[template(path = "service.html", whitespace = "minimize")]
pub struct ServicePage {
    /// What surrounds it.
    pub frame: Frame,
    /// The service.
    pub service: Service,
    /// Since when it is closed.
    pub closed: Option<String>,
    /// What is known of it: label and words.
    pub facts: Vec<(String, String)>,
    /// Its superior.
    pub superior: Option<Link>,
    /// Those under it.
    pub below: Vec<Link>,
    /// The prison that it works in.
    pub attached_to: Option<Link>,
    /// Those that work in it.
    pub inside: Vec<Link>,
    /// Its communes, for police and gendarmerie.
    pub territory: Option<TerritoryFold>,
    /// Who works there.
    pub people: Vec<PersonRow>,
    /// For administrators.
    pub keeping: Option<Keeping>,
}
