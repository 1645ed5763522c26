//! Signed tokens as texts: what the crate `openidconnect` leaves to its caller.
//!
//! What a token says of how it wants to be checked is believed in nothing: a key or an address of keys in its head, which the crate
//! would pass over, is a reason to refuse it.

use data_encoding::BASE64URL_NOPAD;
use openidconnect::JsonWebKey;
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::config::Algorithm;

/// The longest token that is read.
const LONGEST: usize = 64 * 1024;

/// What is wrong with a token, as a code for the log.
pub(in crate::signin) type Flaw = &'static str;

/// No key of these is the one that a token names: the provider may have changed its keys.
pub(in crate::signin) const UNKNOWN_KEY: Flaw = "unknown-key";

/// What a token says.
pub(in crate::signin) type Claims = Map<String, Value>;

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
    jku: Option<Value>,
    jwk: Option<Value>,
    x5u: Option<Value>,
    zip: Option<Value>,
}

/// The algorithm of the settings, as the crate names it.
pub(in crate::signin) fn pinned(algorithm: Algorithm) -> CoreJwsSigningAlgorithm {
    match algorithm {
        Algorithm::Rs256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        Algorithm::Ps256 => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        Algorithm::Es256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    }
}

/// A token in its three parts; nothing of it is believed yet.
pub(in crate::signin) struct Parts<'t> {
    header: Header,
    signed: &'t str,
    body: &'t str,
    signature: &'t str,
}

impl<'t> Parts<'t> {
    /// Reads a token, and refuses one that brings its own way to be checked.
    pub(in crate::signin) fn of(text: &'t str) -> Result<Self, Flaw> {
        if text.len() > LONGEST {
            return Err("token-too-long");
        }
        let (signed, signature) = text.rsplit_once('.').ok_or("token-malformed")?;
        let (head, body) = signed.split_once('.').filter(|(_, body)| !body.contains('.')).ok_or("token-malformed")?;
        let head = BASE64URL_NOPAD.decode(head.as_bytes()).map_err(|_| "token-malformed")?;
        let header: Header = serde_json::from_slice(&head).map_err(|_| "token-malformed")?;
        let own_ways = [&header.crit, &header.jku, &header.jwk, &header.x5u, &header.zip];
        if own_ways.into_iter().any(Option::is_some) {
            return Err("token-header");
        }
        Ok(Self { header, signed, body, signature })
    }

    /// Whether one of these keys signed it, with this algorithm and no other. For what the crate verifies with RS256 only.
    pub(in crate::signin) fn verify(&self, keys: &CoreJsonWebKeySet, algorithm: Algorithm) -> Result<(), Flaw> {
        if self.header.alg != algorithm.name() {
            return Err("algorithm");
        }
        let signature = BASE64URL_NOPAD.decode(self.signature.as_bytes()).map_err(|_| "token-malformed")?;
        let is_named = |id: Option<&str>| self.header.kid.as_deref().is_none_or(|kid| id == Some(kid));
        let named = || keys.keys().iter().filter(|key| is_named(key.key_id().map(|id| id.as_str())));
        if named().next().is_none() {
            return Err(UNKNOWN_KEY);
        }
        let algorithm = pinned(algorithm);
        let message = self.signed.as_bytes();
        // A key's own kind, use and algorithm are compared there too.
        let is_good = named().any(|key| key.verify_signature(&algorithm, message, &signature).is_ok());
        if is_good { Ok(()) } else { Err("signature") }
    }

    /// All that it says: to be asked once its signature is found good.
    pub(in crate::signin) fn claims(&self) -> Result<Claims, Flaw> {
        let body = BASE64URL_NOPAD.decode(self.body.as_bytes()).map_err(|_| "token-malformed")?;
        match serde_json::from_slice(&body) {
            Ok(Value::Object(claims)) => Ok(claims),
            _ => Err("token-malformed"),
        }
    }
}
