//! What the doors write into the journal.

use jiff::Timestamp;

use crate::domain::{FileRegime, Level};
use crate::journal::{Actor, Entry, Operation, Outcome};
use crate::protocol::Agreement;

use super::grant::{Grant, SeenUnder};
use super::purpose::Declared;
use super::reader::Reader;

/// What is the same in every entry of one visit.
pub(in crate::access) struct Draft<'v> {
    pub(in crate::access) at: Timestamp,
    pub(in crate::access) reader: &'v Reader,
    pub(in crate::access) agreement: &'v Agreement,
}

impl Draft<'_> {
    fn entry(&self, operation: Operation, outcome: Outcome) -> Entry {
        let protocol = self.agreement.version().to_owned();
        Entry::new(self.at, operation, outcome, self.reader.actor.clone(), protocol)
    }

    /// An act of the platform's own life.
    pub(in crate::access) fn office(&self, operation: Operation, outcome: Outcome) -> Entry {
        self.entry(operation, outcome)
    }

    /// A refusal. That no such file exists and that it may not be known make the same entry.
    pub(in crate::access) fn refusal(&self, operation: Operation, outcome: Outcome, subject: String) -> Entry {
        Entry { subject: Some(subject), ..self.entry(operation, outcome) }
    }

    /// What one grant showed: one entry for each file regime, with what was seen under it.
    pub(in crate::access) fn shown(&self, operation: Operation, grant: &Grant, purpose: &Declared) -> Vec<Entry> {
        self.under(grant)
            .into_iter()
            .map(|under| Entry {
                subject: Some(grant.subject.to_string()),
                shown: levels(&under.levels),
                purpose: Some(purpose.purpose.code().to_owned()),
                reason: (!purpose.reason.is_empty()).then(|| purpose.reason.clone()),
                on_behalf_of: purpose.on_behalf_of.clone(),
                legal_ground: Some(grounds(self.agreement, &under.rules)),
                regime: under.regime,
                ..self.entry(operation, Outcome::Granted)
            })
            .collect()
    }

    /// What a grant showed, by regime; a look that opened no field is the hub's own.
    fn under(&self, grant: &Grant) -> Vec<SeenUnder> {
        let seen = grant.seen.borrow();
        if seen.0.is_empty() {
            return vec![SeenUnder { regime: FileRegime::Hub, levels: Vec::new(), rules: Vec::new() }];
        }
        seen.0.clone()
    }

    /// A list: one entry for all who were shown alike, by regime, levels and rules. Looking and finding nothing is looking
    /// too.
    pub(in crate::access) fn listing(&self, grants: &[&Grant]) -> Vec<Entry> {
        let mut alike: Vec<(SeenUnder, Entry)> = Vec::new();
        for grant in grants {
            for under in self.under(grant) {
                let position = alike.iter().position(|(known, _)| *known == under).unwrap_or_else(|| {
                    let entry = Entry {
                        shown: levels(&under.levels),
                        legal_ground: Some(grounds(self.agreement, &under.rules)),
                        regime: under.regime,
                        ..self.entry(Operation::Listing, Outcome::Granted)
                    };
                    alike.push((under.clone(), entry));
                    alike.len() - 1
                });
                alike[position].1.listed.push(grant.subject.to_string());
            }
        }
        if alike.is_empty() {
            return vec![self.entry(Operation::Listing, Outcome::Granted)];
        }
        alike.into_iter().map(|(_, entry)| entry).collect()
    }

    /// A look through many files for those whom a text names.
    pub(in crate::access) fn searched(&self) -> Entry {
        self.entry(Operation::Listing, Outcome::Granted)
    }

    /// A list that was refused.
    pub(in crate::access) fn listing_refused(&self) -> Entry {
        self.entry(Operation::Listing, Outcome::NoClearance)
    }

    /// Something done to one person's data.
    pub(in crate::access) fn deed(&self, operation: Operation, subject: String, purpose: Option<&Declared>) -> Entry {
        Entry {
            subject: Some(subject),
            purpose: purpose.map(|p| p.purpose.code().to_owned()),
            reason: purpose.map(|p| p.reason.clone()).filter(|reason| !reason.is_empty()),
            on_behalf_of: purpose.and_then(|p| p.on_behalf_of.clone()),
            ..self.entry(operation, Outcome::Granted)
        }
    }
}

/// The program itself as an actor, for what its machines combine.
pub(in crate::access) fn machine_entry(name: &str, agreement: &Agreement, at: Timestamp, listed: Vec<String>) -> Entry {
    let actor = Actor {
        issuer: "urn:quadrige:machine".to_owned(),
        subject: name.to_owned(),
        name: name.to_owned(),
        quality: "machine".to_owned(),
        institution: crate::domain::Id::from_bytes([0; 16]),
    };
    let protocol = agreement.version().to_owned();
    Entry { listed, ..Entry::new(at, Operation::Combination, Outcome::Granted, actor, protocol) }
}

fn levels(levels: &[(crate::domain::DataCategory, Level)]) -> String {
    let mut text = String::with_capacity(levels.len() * 24);
    for (category, level) in levels {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(category.code());
        text.push(':');
        text.push_str(level.code());
    }
    text
}

/// The keys of the bases of these rules.
fn grounds(agreement: &Agreement, rules: &[u16]) -> String {
    let mut keys: Vec<&str> = Vec::with_capacity(rules.len());
    for rule in rules {
        let key = agreement.cell(*rule).basis.key.as_str();
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.join(" ")
}
