//! The file that holds the key: one secret, and the public keys of those that signed before it.

use data_encoding::BASE64;

use super::note::{PublicKey, SigningKey};
use crate::chance::Chance;

/// The key that signs now, and those that signed earlier checkpoints.
#[derive(Debug)]
pub struct Keyring {
    signing: SigningKey,
    public: Vec<PublicKey>,
}

/// The words of the file.
const SECRET: &str = "secret ";
const FORMER: &str = "former ";

impl Keyring {
    /// The text of a new file.
    #[must_use]
    pub fn fresh(chance: &Chance) -> String {
        let seed: [u8; 32] = chance.bytes();
        format!("# Signs the journal's checkpoints: secret.\n{SECRET}{}\n", BASE64.encode(&seed))
    }

    /// Reads such a file, for the log of this name. A line `former KEY` keeps a public key by which earlier checkpoints were signed.
    ///
    /// # Errors
    /// What is wrong with it, never quoting it.
    pub fn parse(text: &str, origin: &str) -> Result<Self, &'static str> {
        let mut seed = None;
        let mut former = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(encoded) = line.strip_prefix(SECRET) {
                let bytes = BASE64.decode(encoded.trim().as_bytes()).ok();
                let bytes: [u8; 32] =
                    bytes.and_then(|b| b.try_into().ok()).ok_or("its secret isn't 32 bytes in base64")?;
                if seed.replace(bytes).is_some() {
                    return Err("it holds two secrets");
                }
            } else if let Some(key) = line.strip_prefix(FORMER) {
                former.push(PublicKey::parse(key).ok_or("a former key isn't a public key")?);
            } else {
                return Err("a line of it is neither `secret …` nor `former …`");
            }
        }
        let seed = seed.ok_or("it holds no secret")?;
        let signing = SigningKey::new(origin, &seed).ok_or("the log's name can't stand in a signature")?;
        let public = std::iter::once(signing.public().clone()).chain(former).collect();
        Ok(Self { signing, public })
    }

    /// The key that signs.
    #[must_use]
    pub const fn signing(&self) -> &SigningKey {
        &self.signing
    }

    /// All that a signature may be by.
    #[must_use]
    pub fn public(&self) -> &[PublicKey] {
        &self.public
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_file_is_read_and_anything_else_is_refused() {
        let text = Keyring::fresh(&Chance::seeded(1));
        let keyring = Keyring::parse(&text, "essai").unwrap();
        assert!(!format!("{keyring:?}").contains(text.lines().last().unwrap().trim_start_matches(SECRET)));
        let former = format!("{text}former {}\n", keyring.signing().public().text());
        assert_eq!(Keyring::parse(&former, "autre").unwrap().public().len(), 2);
        for wrong in ["", "secret AAAA", &format!("{text}{text}"), &format!("{text}x"), &format!("{text}former x")] {
            assert!(Keyring::parse(wrong, "essai").is_err(), "{wrong}");
        }
        assert!(Keyring::parse(&text, "deux mots").is_err());
    }
}
