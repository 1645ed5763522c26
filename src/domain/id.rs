//! Identifiers: 128 random bits in base32, since sequences leak counts.

use std::fmt;
use std::marker::PhantomData;

/// Length of an identifier as written.
pub const LENGTH: usize = 26;

/// An identifier of a `T`: 26 characters of lower-case RFC 4648 base32. Says nothing of what it names.
pub struct Id<T> {
    bytes: [u8; 16],
    of: PhantomData<fn() -> T>,
}

/// The five bits of a letter.
const fn group(letter: u8) -> Option<u8> {
    match letter {
        b'a'..=b'z' => Some(letter - b'a'),
        b'2'..=b'7' => Some(letter - b'2' + 26),
        _ => None,
    }
}

impl<T> Id<T> {
    /// From 128 bits, which the caller drew at random.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self { bytes, of: PhantomData }
    }

    /// Reads the one way an identifier is written; refuses upper case, padding and non-canonical trailing bits, so that
    /// a page has one address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let letters: &[u8; LENGTH] = text.as_bytes().try_into().ok()?;
        let mut bits: u128 = 0;
        for letter in &letters[..LENGTH - 1] {
            bits = bits << 5 | u128::from(group(*letter)?);
        }
        // The last letter holds three bits and two zeros.
        let last = group(letters[LENGTH - 1])?;
        (last & 0b11 == 0).then(|| Self::from_bytes((bits << 3 | u128::from(last >> 2)).to_be_bytes()))
    }

    /// How to name it to a colleague or in a mail: `ABCD-EFGH`, its first letters, which say nothing of what it names.
    #[must_use]
    pub fn reference(&self) -> String {
        let text = self.to_string().to_ascii_uppercase();
        format!("{}-{}", text.get(..4).unwrap_or_default(), text.get(4..8).unwrap_or_default())
    }

    /// The same bits naming another noun; only for identifiers that two nouns share by design.
    #[must_use]
    pub const fn cast<U>(self) -> Id<U> {
        Id::from_bytes(self.bytes)
    }

    /// The bits.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.bytes
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let mut text = [0u8; LENGTH];
        let bits = u128::from_be_bytes(self.bytes);
        for (position, slot) in text.iter_mut().enumerate() {
            // 26 groups of five bits, the last one filled up with two zero bits.
            let shift = 128 - 5 * (position as i32 + 1);
            let group = if shift >= 0 { (bits >> shift) & 31 } else { (bits << -shift) & 31 };
            *slot = ALPHABET[group as usize];
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}
impl<T> Eq for Id<T> {}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.bytes.cmp(&other.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_reads_back_as_it_was_written() {
        for seed in 0..=255u8 {
            let id: Id<()> = Id::from_bytes(std::array::from_fn(|i| seed.wrapping_mul(31).wrapping_add(i as u8 * 7)));
            assert_eq!(id.to_string().len(), LENGTH);
            assert_eq!(Id::parse(&id.to_string()), Some(id));
        }
    }

    #[test]
    fn odd_texts_are_no_identifiers() {
        let id: Id<()> = Id::from_bytes([7; 16]);
        let upper = id.to_string().to_ascii_uppercase();
        let noncanonical = format!("{}{}", &id.to_string()[..25], '7');
        for text in ["", "a", "é", upper.as_str(), noncanonical.as_str(), &"a".repeat(27), "../../../../etc/passwd0000"]
        {
            assert_eq!(Id::<()>::parse(text), None, "{text}");
        }
    }
}
