//! What a letter about clearances that end says when it leaves: the day, a reference of the service, and where they are listed.
//! Neither whose they are nor how many.

use crate::clock::Clock;
use crate::db::{self, AnyConnection, Database};
use crate::domain::clearance::Threshold;
use crate::domain::{ClearanceState, Id, Institution, LetterKind};
use crate::outbox::message::{Reference, When};
use crate::outbox::{Address, Compose, Composed, Letter, Message, Topic};
use crate::records::alerts::mailbox;
use crate::records::clearances::ending;

/// Composes letters about clearances that end, from the facts of the moment.
#[derive(Debug)]
pub struct Secretary {
    database: Database,
    clock: Clock,
    public_url: String,
}

impl Secretary {
    /// One who answers for this portal, whose address it is (without a final slash).
    #[must_use]
    pub const fn new(database: Database, clock: Clock, public_url: String) -> Self {
        Self { database, clock, public_url }
    }

    fn link(&self, service: Id<Institution>, ends_on: jiff::civil::Date) -> String {
        let state = ClearanceState::Active.code();
        format!("{}/habilitations?service={service}&etat={state}&fin={ends_on}#liste", self.public_url)
    }
}

/// At which threshold letters of this kind are told; `None` for letters about something else.
const fn threshold(kind: LetterKind) -> Option<Threshold> {
    match kind {
        LetterKind::ClearancesEnding => Some(Threshold::Sixty),
        LetterKind::ClearancesEndingSoon | LetterKind::ClearancesEndingBelow => Some(Threshold::Thirty),
        _ => None,
    }
}

impl Compose for Secretary {
    fn compose(&self, letter: &Letter) -> Result<Option<Composed>, db::Error> {
        let (Topic::Ending { service, ends_on }, Some(threshold)) = (letter.about, threshold(letter.kind)) else {
            return Ok(None);
        };
        let is_left = |connection: &mut AnyConnection| {
            let Some(zone) = ending::zone(connection, service)? else { return Ok(false) };
            // Who has lost his access already needn't be told that he will.
            if ends_on < self.clock.today(&zone) {
                return Ok(false);
            }
            let endings = ending::endings(connection, &[service], (ends_on, ends_on))?;
            Ok::<_, db::Error>(endings.iter().any(|ending| threshold.concerns(&ending.clearance)))
        };
        self.database.read(|connection| {
            let Some((to, ..)) = mailbox(connection, letter.institution)? else { return Ok(None) };
            if !is_left(connection)? {
                return Ok(None);
            }
            let reference = Reference {
                reference: service.reference(),
                link: self.link(service, ends_on),
                replaces: None,
                kind: letter.kind,
                when: Some(When::Day(ends_on)),
            };
            Ok(Some(Composed { to: to.as_deref().and_then(Address::parse), message: Message::Reference(reference) }))
        })
    }
}
