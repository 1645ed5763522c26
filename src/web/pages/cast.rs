//! `/demo/personnages`: become one of the cast. Registered by the `demo` command alone.

use askama::Template;

use super::frame::Frame;
use crate::domain::institution::Party;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "cast.html", whitespace = "minimize")]
pub struct CastPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The four P, then the partners and those who oversee.
    pub groups: Vec<CastGroup>,
}

/// Members of one party.
#[derive(Debug, Clone)]
pub struct CastGroup {
    /// Which.
    pub party: Party,
    /// `Prison`
    pub title: String,
    /// What they bring, in a sentence.
    pub intro: String,
    /// Its members.
    pub members: Vec<CastMember>,
}

/// One of the cast.
#[derive(Debug, Clone)]
pub struct CastMember {
    /// `surveillant`
    pub slug: String,
    /// `FAURE Camille`
    pub name: String,
    /// `surveillante`
    pub quality: String,
    /// The service.
    pub service: String,
    /// What to look at as this person.
    pub look_at: String,
    /// Whether the visitor is this person now.
    pub current: bool,
}
