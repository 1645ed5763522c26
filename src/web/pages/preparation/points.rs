//! Putting people on an agenda, and inviting to an item.

use askama::Template;

use super::super::frame::Frame;
use super::super::parts::{Choice, Faults, Link, Service};

/// Somebody who can be put on the agenda. The form sends `person`, `theme-…` and `object-…`.
#[derive(Debug, Clone)]
pub struct PointRow {
    /// The person's identifier.
    pub id: String,
    /// Name; empty where it may not be seen.
    pub name: String,
    /// Birth.
    pub born: String,
    /// Why he is proposed.
    pub why: String,
    /// `en retard de 5 jours`; may be empty.
    pub distance: String,
    /// Whether the day has passed.
    pub late: bool,
    /// Whether he is chosen.
    pub chosen: bool,
    /// Themes.
    pub themes: Vec<Choice>,
    /// Object, as typed.
    pub object: String,
}

/// `/seances/{sitting}/points`
#[derive(Debug, Clone, Template)]
#[template(path = "points.html", whitespace = "minimize")]
pub struct PointsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The sitting's page.
    pub back: Link,
    /// Where the form goes.
    pub action: String,
    /// The search at hand.
    pub q: String,
    /// Earlier searches whose results are still shown.
    pub searched: Vec<String>,
    /// How many were found; nothing where nothing was looked for.
    pub found: Option<String>,
    /// Those proposed and found.
    pub rows: Vec<PointRow>,
    /// How many more there are than are shown.
    pub more: Option<String>,
    /// Services invited to every item.
    pub deliberating: Vec<Service>,
    /// Services that can be invited besides.
    pub consulted: Vec<Choice>,
    /// Whether those invited are told at once.
    pub told: bool,
    /// What is wrong.
    pub faults: Faults,
}

/// Somebody invited to an item.
#[derive(Debug, Clone)]
pub struct GuestRow {
    /// Which service.
    pub service: Service,
    /// Who of it, where named.
    pub named: String,
    /// `voix délibérative`
    pub voice: String,
    /// The article; with the day of the consent.
    pub basis: String,
    /// What the form that withdraws it sends: service and person; none for the host's own.
    pub withdraw: Option<(String, String)>,
}

/// The form that invites one service. It sends `service`, `agent`, `voice` and `consent_on`.
#[derive(Debug, Clone)]
pub struct NewGuest {
    /// Which service.
    pub service: Service,
    /// Its identifier.
    pub id: String,
    /// Those who may come, where somebody must be named.
    pub people: Option<Vec<Choice>>,
    /// Voices.
    pub voices: Vec<Choice>,
    /// The day of the consent as typed, where it is needed.
    pub consent_on: Option<String>,
}

/// `/seances/{sitting}/points/{item}/invitations`
#[derive(Debug, Clone, Template)]
#[template(path = "invitations.html", whitespace = "minimize")]
pub struct InvitationsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The sitting's page.
    pub back: Link,
    /// `Point 4 : DUPONT Jean`
    pub point: String,
    /// Its own address, where forms go.
    pub action: String,
    /// Who is invited.
    pub rows: Vec<GuestRow>,
    /// Services with a seat that aren't invited: links that choose them.
    pub seated: Vec<Link>,
    /// Kinds of service.
    pub kinds: Vec<Choice>,
    /// Services of the kind chosen; empty until one is.
    pub services: Vec<Choice>,
    /// The service chosen.
    pub new: Option<NewGuest>,
    /// Whether those invited are told at once.
    pub told: bool,
    /// Whether it can still change.
    pub open: bool,
    /// What is wrong.
    pub faults: Faults,
}
