//! The canonical form of an entry and its salted hash.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::entry::Entry;

/// 32 random bytes that make a leaf impossible to guess once they are erased.
pub type Salt = [u8; 32];

/// SHA-256 of salt and canonical form.
pub type Leaf = [u8; 32];

/// Domain separation: a leaf of a listed person can't pass for an entry, nor an entry of a later form for this one.
const ENTRY: &[u8] = b"quadrige/journal/entry/1";
const LISTED: &[u8] = b"quadrige/journal/listed/1";

struct Canonical(Sha256);

impl Canonical {
    fn new(salt: &Salt, form: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(salt);
        hasher.update(form);
        Self(hasher)
    }

    /// Each part carries its length, so that no two entries share a form.
    fn part(&mut self, text: &str) -> &mut Self {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text.as_bytes());
        self
    }

    fn maybe(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            None => self.0.update([0]),
            Some(text) => {
                self.0.update([1]);
                self.part(text);
            }
        }
        self
    }

    fn moment(&mut self, at: Timestamp) -> &mut Self {
        self.0.update(at.as_microsecond().to_be_bytes());
        self
    }

    fn leaf(self) -> Leaf {
        self.0.finalize().into()
    }
}

/// The leaf of an entry with this identifier.
#[must_use]
pub(in crate::journal) fn of_entry(salt: &Salt, id: &str, entry: &Entry) -> Leaf {
    let mut form = Canonical::new(salt, ENTRY);
    form.part(id)
        .moment(entry.at)
        .part(entry.operation.code())
        .part(entry.outcome.code())
        .part(&entry.actor.issuer)
        .part(&entry.actor.subject)
        .part(&entry.actor.name)
        .part(&entry.actor.quality)
        .part(&entry.actor.institution.to_string())
        .maybe(entry.on_behalf_of.as_deref())
        .maybe(entry.subject.as_deref())
        .maybe(entry.record.as_deref())
        .part(&entry.shown)
        .part(&entry.protocol)
        .maybe(entry.purpose.as_deref())
        .maybe(entry.reason.as_deref())
        .maybe(entry.legal_ground.as_deref())
        .maybe(entry.recipients.as_deref())
        .part(entry.regime.code());
    form.leaf()
}

/// The leaf of the person listed at `position` in that entry.
#[must_use]
pub(in crate::journal) fn of_listed(salt: &Salt, entry: &str, position: i32, subject: &str) -> Leaf {
    let mut form = Canonical::new(salt, LISTED);
    form.part(entry);
    form.0.update(position.to_be_bytes());
    form.part(subject);
    form.leaf()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_flow_into_one_another() {
        let leaf = |a: &str, b: &str| {
            let mut form = Canonical::new(&[0; 32], ENTRY);
            form.part(a).part(b);
            form.leaf()
        };
        assert_ne!(leaf("ab", "c"), leaf("a", "bc"));
    }

    #[test]
    fn nothing_and_an_empty_text_differ() {
        let leaf = |text: Option<&str>| {
            let mut form = Canonical::new(&[0; 32], ENTRY);
            form.maybe(text);
            form.leaf()
        };
        assert_ne!(leaf(None), leaf(Some("")));
    }
}
