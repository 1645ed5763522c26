//! What a reader of the journal asks for: closed words and identifiers, never free words, and never a field of a file (R. 113-49 ff.
//! C. pénit., anc. R. 57-4-3 CPP: no sensitive field is a criterion, and none is known here).

use diesel::dsl::exists;
use diesel::prelude::*;
use jiff::Timestamp;

use super::rights::Condition;
use crate::db::schema::{agent, journal_entry, journal_subject};
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::{Agent, FileRegime, Id, Institution, Person, Purpose};
use crate::journal::{Entry, Operation, Outcome};

/// What is asked for; all of it must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filter {
    /// Entries about this person, or that list him.
    pub person: Option<Id<Person>>,
    /// Of this agent.
    pub agent: Option<Id<Agent>>,
    /// Of the agents of this service.
    pub institution: Option<Id<Institution>>,
    /// Under this purpose.
    pub purpose: Option<Purpose>,
    /// Of this kind.
    pub operation: Option<Operation>,
    /// That ended so.
    pub outcome: Option<Outcome>,
    /// Of this regime.
    pub regime: Option<FileRegime>,
    /// From this moment on.
    pub from: Timestamp,
    /// Before this moment.
    pub until: Timestamp,
}

impl Filter {
    /// Which filters were set, by name: what the journal keeps of a reading beside the person asked for.
    pub(super) fn words(&self) -> String {
        let set = [
            (self.person.is_some(), "person"),
            (self.agent.is_some(), "agent"),
            (self.institution.is_some(), "institution"),
            (self.purpose.is_some(), "purpose"),
            (self.operation.is_some(), "operation"),
            (self.outcome.is_some(), "outcome"),
            (self.regime.is_some(), "regime"),
            (true, "period"),
        ];
        set.iter().filter(|(is_set, _)| *is_set).map(|(_, name)| *name).collect::<Vec<_>>().join(",")
    }

    pub(super) fn condition(&self, connection: &mut AnyConnection) -> Result<Condition, Error> {
        let mut all: Condition = Box::new(
            journal_entry::recorded_at.ge(Moment(self.from)).and(journal_entry::recorded_at.lt(Moment(self.until))),
        );
        if let Some(person) = self.person {
            let about =
                journal_entry::subject_id.is_not_null().and(journal_entry::subject_id.assume_not_null().eq(person));
            let listed = journal_subject::table
                .filter(journal_subject::entry_id.eq(journal_entry::id))
                .filter(journal_subject::subject_id.eq(person));
            all = Box::new(all.and(about.or(exists(listed))));
        }
        if let Some(agent) = self.agent {
            let known: Option<(String, String)> = agent::table
                .filter(agent::id.eq(agent))
                .select((agent::issuer, agent::subject))
                .first(connection)
                .optional()?;
            // Nobody of that name: no entry.
            let (issuer, subject) = known.unwrap_or_default();
            all =
                Box::new(all.and(journal_entry::actor_issuer.eq(issuer)).and(journal_entry::actor_subject.eq(subject)));
        }
        if let Some(institution) = self.institution {
            all = Box::new(all.and(journal_entry::institution_id.eq(institution)));
        }
        if let Some(purpose) = self.purpose {
            let under = journal_entry::purpose.is_not_null().and(journal_entry::purpose.assume_not_null().eq(purpose));
            all = Box::new(all.and(under));
        }
        if let Some(operation) = self.operation {
            all = Box::new(all.and(journal_entry::operation.eq(operation.code())));
        }
        if let Some(outcome) = self.outcome {
            all = Box::new(all.and(journal_entry::outcome.eq(outcome.code())));
        }
        if let Some(regime) = self.regime {
            all = Box::new(all.and(journal_entry::file_regime.eq(regime)));
        }
        Ok(all)
    }
}

/// Where a page begins: after this entry, which was the last of the page before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// When it was recorded.
    pub at: Timestamp,
    /// Which it is.
    pub id: Id<Entry>,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.at.as_microsecond(), self.id)
    }
}

impl Cursor {
    /// Reads what [`Display`](std::fmt::Display) writes; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.rsplit_once('-')?;
        Some(Self { at: Timestamp::from_microsecond(at.parse().ok()?).ok()?, id: Id::parse(id)? })
    }

    /// That an entry comes after it, the latest first.
    pub(super) fn condition(self) -> Condition {
        let at = Moment(self.at);
        Box::new(
            journal_entry::recorded_at.lt(at).or(journal_entry::recorded_at.eq(at).and(journal_entry::id.lt(self.id))),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_odd_texts_are_none() {
        let cursor = Cursor { at: "2026-11-21T09:00:00.000001Z".parse().unwrap(), id: Id::from_bytes([7; 16]) };
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        for odd in ["", "-", "1", "x-y", "99999999999999999999-aaaaaaaaaaaaaaaaaaaaaaaaaa", "1-A"] {
            assert_eq!(Cursor::parse(odd), None, "{odd}");
        }
    }
}
