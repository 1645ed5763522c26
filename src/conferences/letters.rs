//! What a letter about a sitting or an action says when it leaves: what to do, by when, and where to read the rest. It names
//! nobody, and follows from the recipient's own items alone: two agendas that differ in the items of others give the same bytes.

use jiff::tz::TimeZone;

use crate::clock::paris;
use crate::db::{self, AnyConnection, Database};
use crate::domain::conference::SittingState;
use crate::domain::{Action, Id, Institution, LetterKind, Sitting, zone};
use crate::outbox::message::{Reference, When};
use crate::outbox::{Address, Compose, Composed, Letter, Message, Topic};
use crate::records::alerts::mailbox;
use crate::records::conference::letters::{self, Occasion};

/// Composes letters about sittings, and about the actions that follow from them, from the facts of the moment.
#[derive(Debug)]
pub struct Secretary {
    database: Database,
    public_url: String,
}

impl Secretary {
    /// One who answers for this portal, whose address it is (without a final slash).
    #[must_use]
    pub const fn new(database: Database, public_url: String) -> Self {
        Self { database, public_url }
    }

    fn reference(
        &self,
        connection: &mut AnyConnection,
        letter: &Letter,
        zone: &TimeZone,
    ) -> Result<Option<Reference>, db::Error> {
        match letter.about {
            Topic::Alert(_) | Topic::Ending { .. } => Ok(None),
            Topic::Sitting { id, .. } => self.of_sitting(connection, letter.kind, (id, letter.institution), zone),
            Topic::Action { id, .. } => self.of_action(connection, letter.kind, (id, letter.institution)),
        }
    }

    fn of_sitting(
        &self,
        connection: &mut AnyConnection,
        kind: LetterKind,
        (id, institution): (Id<Sitting>, Id<Institution>),
        zone: &TimeZone,
    ) -> Result<Option<Reference>, db::Error> {
        let Some(occasion) = letters::occasion(connection, id, institution)? else { return Ok(None) };
        if !is_still_to_be_said(kind, &occasion) {
            return Ok(None);
        }
        let when = if kind == LetterKind::MinutesCirculated {
            occasion.remarks_until.map(|until| When::Day(zone.to_datetime(until).date()))
        } else {
            // Everybody assumes the hour of Paris; any other is named.
            let words = zone::words(zone).map_or_else(String::new, |words| words.into_owned());
            Some(When::Hour(zone.to_datetime(occasion.starts_at), words))
        };
        let link = format!("{}/seances/{id}", self.public_url);
        Ok(Some(Reference { reference: id.reference(), link, replaces: None, kind, when }))
    }

    fn of_action(
        &self,
        connection: &mut AnyConnection,
        kind: LetterKind,
        (id, institution): (Id<Action>, Id<Institution>),
    ) -> Result<Option<Reference>, db::Error> {
        let task = letters::task(connection, id, institution)?.filter(|task| task.is_open);
        Ok(task.map(|task| Reference {
            reference: task.sitting.reference(),
            link: format!("{}/actions", self.public_url),
            replaces: None,
            kind,
            when: Some(When::Day(task.due_on)),
        }))
    }
}

/// Whether what a letter was queued for is still the case: a sitting may have been cancelled, an invitation withdrawn or a
/// contribution given meanwhile.
fn is_still_to_be_said(kind: LetterKind, occasion: &Occasion) -> bool {
    let is_to_come = matches!(occasion.state, SittingState::Convoked | SittingState::Open);
    match kind {
        LetterKind::Convocation | LetterKind::Rescheduled => is_to_come && occasion.is_invited,
        LetterKind::SittingCancelled => occasion.state == SittingState::Cancelled || !occasion.is_invited,
        LetterKind::ContributionReminder => occasion.state == SittingState::Convoked && occasion.is_awaited,
        LetterKind::MinutesCirculated => occasion.state == SittingState::Circulated && occasion.is_invited,
        LetterKind::MinutesSealed => occasion.state == SittingState::Sealed && occasion.is_invited,
        LetterKind::Alert
        | LetterKind::Reminder
        | LetterKind::Escalation
        | LetterKind::ActionGiven
        | LetterKind::ActionLate
        | LetterKind::ClearancesEnding
        | LetterKind::ClearancesEndingSoon
        | LetterKind::ClearancesEndingBelow => false,
    }
}

impl Compose for Secretary {
    fn compose(&self, letter: &Letter) -> Result<Option<Composed>, db::Error> {
        self.database.read(|connection| {
            let Some((to, _, zone)) = mailbox(connection, letter.institution)? else { return Ok(None) };
            let zone = TimeZone::get(&zone).unwrap_or_else(|_| paris());
            let reference = self.reference(connection, letter, &zone)?;
            Ok(reference.map(|reference| Composed {
                to: to.as_deref().and_then(Address::parse),
                message: Message::Reference(reference),
            }))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONVOKED: Occasion = Occasion {
        state: SittingState::Convoked,
        starts_at: jiff::Timestamp::UNIX_EPOCH,
        remarks_until: None,
        is_invited: true,
        is_awaited: true,
    };

    fn said(occasion: &Occasion) -> Vec<LetterKind> {
        LetterKind::ALL.iter().copied().filter(|kind| is_still_to_be_said(*kind, occasion)).collect()
    }

    #[test]
    fn a_letter_says_what_is_the_case_when_it_leaves() {
        use LetterKind as K;
        assert_eq!(said(&CONVOKED), [K::Convocation, K::Rescheduled, K::ContributionReminder]);
        assert_eq!(said(&Occasion { is_awaited: false, ..CONVOKED }), [K::Convocation, K::Rescheduled]);
        assert_eq!(said(&Occasion { is_invited: false, is_awaited: false, ..CONVOKED }), [K::SittingCancelled]);
        assert_eq!(said(&Occasion { state: SittingState::Cancelled, ..CONVOKED }), [K::SittingCancelled]);
        assert_eq!(said(&Occasion { state: SittingState::Circulated, ..CONVOKED }), [K::MinutesCirculated]);
        assert_eq!(said(&Occasion { state: SittingState::Sealed, ..CONVOKED }), [K::MinutesSealed]);
        assert!(said(&Occasion { state: SittingState::Prepared, ..CONVOKED }).is_empty());
    }
}
