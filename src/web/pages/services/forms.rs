//! The forms of services and accounts.

use askama::Template;

use super::super::frame::Frame;
use super::super::parts::{Choice, Faults, Link};

/// A field that two people changed at once.
#[derive(Debug, Clone)]
pub struct Clash {
    /// Its label.
    pub field: String,
    /// What is kept.
    pub theirs: String,
    /// What was typed.
    pub mine: String,
}

/// What the form holds, as typed.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "each is a field of the form, labelled in its template")]
pub struct ServiceForm {
    pub slug: String,
    pub name: String,
    pub short_name: String,
    pub departement: String,
    pub inter_region: String,
    pub commune: String,
    pub phone: String,
    pub mailbox: String,
    pub territory: String,
    pub kinds: Vec<Choice>,
    pub superiors: Vec<Choice>,
    pub prisons: Vec<Choice>,
    pub zones: Vec<Choice>,
    pub channels: Vec<Choice>,
    pub confirmed: bool,
}

/// `/institutions/nouvelle` and `/institutions/{id}/modification`
#[derive(Debug, Clone, Template)]
#[template(path = "service_form.html", whitespace = "minimize")]
pub struct ServiceFormPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Its first heading.
    pub heading: String,
    /// Where "Annuler" leads.
    pub back: Link,
    /// Where the form goes.
    pub action: String,
    /// The version that it changes; none for a new service.
    pub version: Option<i32>,
    /// What it holds.
    pub form: ServiceForm,
    /// What somebody else changed meanwhile.
    pub conflict: Vec<Clash>,
    /// What is wrong.
    pub faults: Faults,
}

/// The form that puts somebody elsewhere.
#[derive(Debug, Clone)]
pub struct AccountMove {
    /// Where it goes.
    pub action: String,
    /// Services to choose from.
    pub services: Vec<Choice>,
    /// The page that closes the account.
    pub close: String,
    /// What ends with a move, and with the account: `2 habilitations et 1 délégation de signature`; empty where nothing does.
    pub ends: String,
}

/// `/institutions/{id}/agents/nouveau` and `/institutions/{id}/agents/{agent}`
#[derive(Debug, Clone, Template)]
#[template(path = "account_form.html", whitespace = "minimize")]
pub struct AccountFormPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Its first heading.
    pub heading: String,
    /// Name of the service.
    pub service: String,
    /// Where "Annuler" leads.
    pub back: Link,
    /// Where the form goes.
    pub action: String,
    /// The version that it changes; none for a new account.
    pub version: Option<i32>,
    /// Issuers to choose from; for a new account.
    pub issuers: Vec<Choice>,
    /// The subject as typed; for an account that is there, how its issuer knows it.
    pub subject: String,
    /// The issuer's name, where the account is there.
    pub issuer: String,
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// Quality.
    pub quality: String,
    /// Telephone.
    pub phone: String,
    /// Since when it is closed: then nothing of it changes.
    pub closed: Option<String>,
    /// The page that opens it again.
    pub reopen: Option<String>,
    /// Moving and closing; for somebody else's account that is open.
    pub moving: Option<AccountMove>,
    /// Whether somebody else changed it meanwhile; what is kept then, in words.
    pub conflict: Option<String>,
    /// What is wrong.
    pub faults: Faults,
}
