//! `/habilitations`: who is cleared for what, what waits for whom, and the forms by which people let people in.

use askama::Template;

use super::frame::Frame;
use super::parts::{Choice, Faults, Link, Service};
use super::preparation::Mark;

/// A clearance in a list.
#[derive(Debug, Clone)]
pub struct ClearanceRow {
    /// Its page.
    pub href: String,
    /// Name and quality of its bearer.
    pub name: String,
    /// Where.
    pub service: Service,
    /// `surveillance, greffe`
    pub functions: String,
    /// `du 01/01/2026 au 31/12/2030`
    pub dates: String,
    /// Its state.
    pub state: Mark,
    /// What is to be known of it here: `à décider avant le 12/12/2026`; may be empty.
    pub note: String,
}

/// A list under a heading; left out where empty.
#[derive(Debug, Clone)]
pub struct ClearanceSection {
    /// Its heading.
    pub title: String,
    /// What it is, and what to do.
    pub text: String,
    /// Its rows.
    pub rows: Vec<ClearanceRow>,
}

/// `/habilitations`
#[derive(Debug, Clone, Template)]
#[template(path = "clearances.html", whitespace = "minimize")]
pub struct ClearancesPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The reader's own.
    pub own: Vec<ClearanceRow>,
    /// What counts for him today, on one page.
    pub rights: String,
    /// Other pages: propose, delegations, reviews.
    pub ways: Vec<Link>,
    /// What waits for him, and what is to be known.
    pub sections: Vec<ClearanceSection>,
    /// The list with its filters; for whoever has a say somewhere.
    pub list: Option<ClearanceList>,
}

/// Everyone's clearances in the services in which the reader has a say.
#[derive(Debug, Clone)]
pub struct ClearanceList {
    /// Services to choose from.
    pub services: Vec<Choice>,
    /// States to choose from.
    pub states: Vec<Choice>,
    /// The last day asked for, as the form sends it; may be empty.
    pub ends_on: String,
    /// `128 habilitations`
    pub count: String,
    /// One page of them.
    pub rows: Vec<ClearanceRow>,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// One thing that was done.
#[derive(Debug, Clone)]
pub struct DoneRow {
    /// When.
    pub when: String,
    /// What.
    pub what: String,
    /// By whom, and by delegation of whom.
    pub who: String,
    /// Why, or what was said.
    pub reason: String,
}

/// `/habilitations/{clearance}`
#[derive(Debug, Clone, Template)]
#[template(path = "clearance.html", whitespace = "minimize")]
pub struct ClearancePage {
    /// What surrounds it.
    pub frame: Frame,
    /// The clearance.
    pub row: ClearanceRow,
    /// What it rests on.
    pub basis: String,
    /// What its bearer may see today.
    pub rights: String,
    /// What the reader may do with it: the first is the most usual.
    pub acts: Vec<Link>,
    /// Whether the history keeps something from this reader.
    pub is_partial: bool,
    /// What was done with it.
    pub history: Vec<DoneRow>,
}

/// The form of one act, with its confirmation.
#[derive(Debug, Clone, Template)]
#[template(path = "clearance_act.html", whitespace = "minimize")]
pub struct ClearanceActPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The question.
    pub heading: String,
    /// The clearance it is about.
    pub row: ClearanceRow,
    /// What follows from it, with the rule.
    pub lines: Vec<String>,
    /// Where the form goes.
    pub action: String,
    /// The label of the text, and the text as typed, where one is asked.
    pub text: Option<(String, String)>,
    /// Words of the button; empty where there is nothing left to send.
    pub submit: String,
    /// Where "Annuler" leads.
    pub back: String,
    /// What is wrong.
    pub faults: Faults,
}

/// `/habilitations/nouvelle`
#[derive(Debug, Clone, Template)]
#[template(path = "clearance_form.html", whitespace = "minimize")]
pub struct ClearanceFormPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Services for which the reader may propose.
    pub services: Vec<Choice>,
    /// The second half, once a service is chosen.
    pub form: Option<NewClearance>,
    /// What is wrong.
    pub faults: Faults,
}

/// The second half of the form.
#[derive(Debug, Clone)]
pub struct NewClearance {
    /// The service chosen.
    pub service: String,
    /// Its people.
    pub people: Vec<Choice>,
    /// The functions, each with its basis.
    pub functions: Vec<Choice>,
    /// First day, as typed.
    pub starts_on: String,
    /// Last day, as typed.
    pub ends_on: String,
}

/// One thing that a function gives.
#[derive(Debug, Clone)]
pub struct RightRow {
    /// Of what.
    pub category: String,
    /// How much.
    pub level: String,
    /// Through which tie, in which phases, on which conditions.
    pub conditions: String,
    /// By which article.
    pub article: String,
}

/// What one function gives.
#[derive(Debug, Clone)]
pub struct FunctionRights {
    /// The function.
    pub function: String,
    /// What it gives.
    pub rows: Vec<RightRow>,
}

/// `/habilitations/agents/{agent}`
#[derive(Debug, Clone, Template)]
#[template(path = "clearance_rights.html", whitespace = "minimize")]
pub struct RightsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Name and quality.
    pub name: String,
    /// The service.
    pub service: Service,
    /// His clearances.
    pub clearances: Vec<ClearanceRow>,
    /// Where the reader answers what is asked of him about his own.
    pub answer: Option<Link>,
    /// Whose signature he holds.
    pub delegations: Vec<String>,
    /// What each function that counts today gives.
    pub functions: Vec<FunctionRights>,
}

/// A delegation in the list.
#[derive(Debug, Clone)]
pub struct DelegationRow {
    /// Who delegated.
    pub from: String,
    /// To whom.
    pub to: String,
    /// From when until when.
    pub dates: String,
    /// Its state.
    pub state: Mark,
    /// Where it is ended, for whoever gave it.
    pub end: Option<String>,
}

/// A delegation to be given.
#[derive(Debug, Clone)]
pub struct NewDelegation {
    /// To whom it may be given.
    pub people: Vec<Choice>,
    /// First day, as typed.
    pub starts_on: String,
    /// Last day, as typed.
    pub ends_on: String,
    /// The last day possible.
    pub until: String,
}

/// `/habilitations/delegations`
#[derive(Debug, Clone, Template)]
#[template(path = "delegations.html", whitespace = "minimize")]
pub struct DelegationsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Those that concern the reader.
    pub rows: Vec<DelegationRow>,
    /// The form, for whoever has something to delegate.
    pub form: Option<NewDelegation>,
    /// What is wrong.
    pub faults: Faults,
}

/// A campaign in the list.
#[derive(Debug, Clone)]
pub struct CampaignRow {
    /// Its page.
    pub href: String,
    /// Of which service.
    pub service: Service,
    /// By when.
    pub due: String,
    /// `12 sur 30`
    pub progress: String,
    /// Its state.
    pub state: Mark,
}

/// `/habilitations/revues`
#[derive(Debug, Clone, Template)]
#[template(path = "clearance_reviews.html", whitespace = "minimize")]
pub struct CampaignsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The campaigns.
    pub rows: Vec<CampaignRow>,
    /// Services that can be reviewed.
    pub services: Vec<Choice>,
    /// The last day, as typed.
    pub due_on: String,
    /// What is wrong.
    pub faults: Faults,
}

/// A line of a campaign.
#[derive(Debug, Clone)]
pub struct CampaignLine {
    /// The clearance.
    pub row: ClearanceRow,
    /// What the form sends, where the reader may still say something of it.
    pub value: Option<String>,
}

/// `/habilitations/revues/{campaign}`
#[derive(Debug, Clone, Template)]
#[template(path = "clearance_review.html", whitespace = "minimize")]
pub struct CampaignPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The campaign.
    pub row: CampaignRow,
    /// Where the form goes.
    pub action: String,
    /// Its lines, those that wait first.
    pub lines: Vec<CampaignLine>,
}
