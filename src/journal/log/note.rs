//! What is signed: a checkpoint (C2SP tlog-checkpoint) in a signed note (C2SP signed-note), a text that can be copied, mailed, printed.

use data_encoding::{BASE64, HEXLOWER};
use jiff::Timestamp;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::{Digest, Sha256};

use super::tree::Hash;

/// The byte by which notes name Ed25519.
const ED25519_KIND: u8 = 1;

/// The first word of the line that carries number and moment.
const OURS: &str = "quadrige";

/// Whether a name may stand in a note: no space, no plus.
#[must_use]
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

/// The head of the log at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Its number, from one: none can be taken out of the row unnoticed.
    pub number: u64,
    /// When it was signed.
    pub at: Timestamp,
}

impl Checkpoint {
    /// The text that is signed. Number and moment stand in an extension line.
    #[must_use]
    pub fn text(&self) -> String {
        let Self { origin, size, root, number, at } = self;
        format!("{origin}\n{size}\n{}\n{OURS} {number} {at}\n", BASE64.encode(root))
    }

    /// Reads [`Checkpoint::text`]; none for anything that isn't exactly that.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let (origin, size, root, ours) = (lines.next()?, lines.next()?, lines.next()?, lines.next()?);
        let (number, at) = ours.strip_prefix(OURS)?.strip_prefix(' ')?.split_once(' ')?;
        let found = Self {
            origin: origin.to_owned(),
            size: size.parse().ok()?,
            root: BASE64.decode(root.as_bytes()).ok()?.try_into().ok()?,
            number: number.parse().ok()?,
            at: at.parse().ok()?,
        };
        (found.text() == text).then_some(found)
    }
}

/// The key that a note is checked with: `name+hash+base64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    key: Vec<u8>,
}

impl PublicKey {
    /// The name of the log that it is the key of.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn id(&self) -> [u8; 4] {
        let digest = Sha256::new()
            .chain_update(self.name.as_bytes())
            .chain_update([b'\n', ED25519_KIND])
            .chain_update(&self.key)
            .finalize();
        let mut id = [0; 4];
        id.copy_from_slice(digest.get(..4).unwrap_or(&[0; 4]));
        id
    }

    /// As others are given it.
    #[must_use]
    pub fn text(&self) -> String {
        let bytes = [&[ED25519_KIND], self.key.as_slice()].concat();
        format!("{}+{}+{}", self.name, HEXLOWER.encode(&self.id()), BASE64.encode(&bytes))
    }

    /// Reads [`PublicKey::text`]; none for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '+');
        let (name, _, key) = (parts.next()?, parts.next()?, parts.next()?);
        let bytes = BASE64.decode(key.as_bytes()).ok()?;
        let key = bytes.strip_prefix(&[ED25519_KIND])?.to_vec();
        let found = Self { name: name.to_owned(), key };
        (is_name(name) && found.key.len() == 32 && found.text() == text.trim()).then_some(found)
    }
}

/// The key that signs.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.public.text())
    }
}

impl SigningKey {
    /// From 32 secret bytes, under the log's name. None where the bytes make no key, or the name can't stand in a note.
    #[must_use]
    pub fn new(name: &str, seed: &[u8; 32]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        let key = pair.public_key().as_ref().to_vec();
        is_name(name).then_some(Self { pair, public: PublicKey { name: name.to_owned(), key } })
    }

    /// What others check with.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The note: the text, an empty line, and our signature.
    #[must_use]
    pub fn sign(&self, checkpoint: &Checkpoint) -> String {
        let text = checkpoint.text();
        let signature = self.pair.sign(text.as_bytes());
        let bytes = [self.public.id().as_slice(), signature.as_ref()].concat();
        format!("{text}\n\u{2014} {} {}\n", self.public.name, BASE64.encode(&bytes))
    }
}

/// Why a note isn't believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotBelieved {
    /// It isn't a checkpoint in a signed note.
    #[error("it isn't a signed checkpoint")]
    Unreadable,
    /// No known key signed it.
    #[error("no known key signed it, or it was changed since")]
    Unsigned,
    /// It is of another log.
    #[error("it is of another log")]
    OtherLog,
}

/// Opens a note: what it says, if one of these keys signed it and it is of the log that this key is named after. Signatures of others, such
/// as witnesses, are passed over.
///
/// # Errors
/// It isn't to be believed.
pub fn open(note: &str, keys: &[PublicKey]) -> Result<Checkpoint, NotBelieved> {
    let (text, signatures) = note.rsplit_once("\n\n").ok_or(NotBelieved::Unreadable)?;
    let text = format!("{text}\n");
    let checkpoint = Checkpoint::parse(&text).ok_or(NotBelieved::Unreadable)?;
    let signed_by = |key: &PublicKey| {
        signatures.lines().any(|line| {
            let named = line.strip_prefix("\u{2014} ").and_then(|line| line.split_once(' '));
            let Some((name, encoded)) = named.filter(|(name, _)| *name == key.name) else { return false };
            let Ok(bytes) = BASE64.decode(encoded.as_bytes()) else { return false };
            let Some(signature) = bytes.strip_prefix(&key.id()) else { return false };
            let verified = UnparsedPublicKey::new(&ED25519, &key.key).verify(text.as_bytes(), signature);
            !name.is_empty() && verified.is_ok()
        })
    };
    let key = keys.iter().find(|key| signed_by(key)).ok_or(NotBelieved::Unsigned)?;
    if key.name == checkpoint.origin { Ok(checkpoint) } else { Err(NotBelieved::OtherLog) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::new("journal.example/essai", &[seed; 32]).unwrap()
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            origin: "journal.example/essai".into(),
            size: 12,
            root: [7; 32],
            number: 3,
            at: "2026-11-22T03:00:00.5Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_signed_checkpoint_is_read_as_it_was_written() {
        let note = key(1).sign(&checkpoint());
        assert!(note.starts_with("journal.example/essai\n12\nBwcHBwcH"), "{note}");
        assert_eq!(open(&note, &[key(1).public().clone()]), Ok(checkpoint()));
        let several = [key(2).public().clone(), key(1).public().clone()];
        assert_eq!(open(&note, &several), Ok(checkpoint()));
    }

    #[test]
    fn whatever_is_changed_in_it_the_note_is_not_believed() {
        let (note, keys) = (key(1).sign(&checkpoint()), [key(1).public().clone()]);
        for at in 0..note.len() {
            for flip in [1, 2, 4, 8, 16, 32] {
                let mut bytes = note.clone().into_bytes();
                bytes[at] ^= flip;
                let Ok(other) = String::from_utf8(bytes) else { continue };
                // The end of the last line says nothing.
                if at + 1 < note.len() {
                    assert!(open(&other, &keys).is_err(), "byte {at}: {other}");
                }
            }
        }
        assert_eq!(open(&note, &[key(2).public().clone()]), Err(NotBelieved::Unsigned));
        assert_eq!(open("", &keys), Err(NotBelieved::Unreadable));
        let elsewhere = Checkpoint { origin: "ailleurs".into(), ..checkpoint() };
        assert_eq!(open(&key(1).sign(&elsewhere), &keys), Err(NotBelieved::OtherLog));
    }

    #[test]
    fn a_public_key_is_read_as_it_was_given() {
        let public = key(1).public().clone();
        assert_eq!(PublicKey::parse(&public.text()), Some(public.clone()));
        for wrong in ["", "a+b+c", &public.text()[1..], "journal.example/essai+00000000+AQ=="] {
            assert_eq!(PublicKey::parse(wrong), None, "{wrong}");
        }
        assert!(SigningKey::new("with space", &[1; 32]).is_none());
    }
}
