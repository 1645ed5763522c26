//! Commissions: those of the reader, one with its seats, and what it has to look at again.

use askama::Template;

use super::super::frame::Frame;
use super::super::home::Empty;
use super::super::parts::{Choice, Faults, Link, Service};
use super::Mark;

/// A commission that the reader's service has something to do with.
#[derive(Debug, Clone)]
pub struct BodyLink {
    /// Its page.
    pub href: String,
    /// `Commission pluridisciplinaire unique`
    pub title: String,
    /// Whose it is.
    pub host: Service,
    /// What the reader's service does there: `votre établissement la tient`, `votre service y siège`.
    pub tie: String,
}

/// A sitting in a list.
#[derive(Debug, Clone)]
pub struct SittingRow {
    /// Its page.
    pub href: String,
    /// `28/11/2026 à 14 h`, the zone named unless it is Paris.
    pub when: String,
    /// Of which commission; empty on the commission's own page.
    pub commission: String,
    /// Where.
    pub place: String,
    /// How far it has come.
    pub state: Mark,
    /// How many items of the reader's: `3 points`.
    pub items: String,
}

/// `/commissions`
#[derive(Debug, Clone, Template)]
#[template(path = "commissions.html", whitespace = "minimize")]
pub struct CommissionsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The commissions.
    pub bodies: Vec<BodyLink>,
    /// Shown where there is none.
    pub empty: Empty,
    /// The seats proposed to whoever may create the prison's commission: the chair first, which can't be left out.
    pub create: Option<Vec<Choice>>,
    /// Sittings to come, the first first.
    pub coming: Vec<SittingRow>,
    /// Past ones, the last first.
    pub past: Vec<SittingRow>,
    /// What is wrong with the form.
    pub faults: Faults,
}

/// A seat.
#[derive(Debug, Clone)]
pub struct SeatRow {
    /// Of which service.
    pub service: Service,
    /// Of which function there.
    pub function: String,
    /// `voix délibérative`
    pub voice: String,
    /// `présidence`, `membre`
    pub role: String,
    /// Who may sit there now: names and qualities.
    pub holders: Vec<String>,
    /// Where it is ended; for whoever keeps the commission.
    pub end: Option<String>,
}

/// A form that adds a seat.
#[derive(Debug, Clone)]
pub struct SeatForm {
    /// Where it goes.
    pub action: String,
    /// Kinds of service.
    pub kinds: Vec<Choice>,
    /// Services of the kind chosen; empty until one is.
    pub services: Vec<Choice>,
    /// Functions.
    pub functions: Vec<Choice>,
    /// Voices.
    pub voices: Vec<Choice>,
    /// Roles.
    pub roles: Vec<Choice>,
}

/// `/commissions/{commission}`
#[derive(Debug, Clone, Template)]
#[template(path = "commission.html", whitespace = "minimize")]
pub struct CommissionPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Its own address.
    pub href: String,
    /// `Commission pluridisciplinaire unique`
    pub title: String,
    /// Whose it is.
    pub host: Service,
    /// What it exists by.
    pub basis: String,
    /// Its seats.
    pub seats: Vec<SeatRow>,
    /// What it speaks of.
    pub themes: Vec<String>,
    /// The form that adds a seat; for whoever keeps it.
    pub form: Option<SeatForm>,
    /// Where a sitting is planned; for whoever keeps it.
    pub plan: Option<String>,
    /// Sittings to come.
    pub coming: Vec<SittingRow>,
    /// Past ones.
    pub past: Vec<SittingRow>,
    /// What is wrong with the form.
    pub faults: Faults,
}

/// Somebody whose situation is to be looked at again.
#[derive(Debug, Clone)]
pub struct ReviewRow {
    /// What the form sends.
    pub id: String,
    /// The file.
    pub href: String,
    /// Name; empty where it may not be seen.
    pub name: String,
    /// Birth.
    pub born: String,
    /// By when.
    pub due: String,
    /// `en retard de 5 jours`, `dans 3 jours`
    pub distance: String,
    /// Whether the day has passed.
    pub late: bool,
    /// Why.
    pub because: String,
}

/// `/commissions/{commission}/revues`
#[derive(Debug, Clone, Template)]
#[template(path = "reviews.html", whitespace = "minimize")]
pub struct ReviewsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The commission's page.
    pub back: Link,
    /// How many, and how many of them late.
    pub count: String,
    /// Those late first.
    pub rows: Vec<ReviewRow>,
    /// Onto which agendas they can be put: words of the button and address; for whoever keeps them.
    pub sittings: Vec<Link>,
    /// Where a sitting is planned, for whoever keeps the agenda.
    pub plan: Option<String>,
    /// Shown where nothing is due.
    pub empty: Empty,
}
