//! Signed tokens: read, and checked against the provider's own keys with the one algorithm that the settings name.
//!
//! What a token says of how it wants to be checked is believed in nothing: its `alg` must be the pinned one, and a key or an
//! address of keys in its head is a reason to refuse it.

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::config::Algorithm;

/// The longest token that is read.
const LONGEST: usize = 64 * 1024;

/// What is wrong with a token, as a code for the log.
pub(in crate::signin) type Flaw = &'static str;

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

/// One key of a provider, as its `jwks_uri` gives it.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::signin) struct Key {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    n: Option<String>,
    e: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// Reads a set of keys. Keys of kinds that we don't know are left out by those who choose among them.
pub(in crate::signin) fn keys(body: &[u8]) -> Option<Vec<Key>> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Value>,
    }
    let set: Set = serde_json::from_slice(body).ok()?;
    Some(set.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect())
}

impl Key {
    fn fits(&self, algorithm: Algorithm) -> bool {
        let kind = match algorithm {
            Algorithm::Rs256 | Algorithm::Ps256 => self.kty == "RSA",
            Algorithm::Es256 => self.kty == "EC" && self.crv.as_deref() == Some("P-256"),
        };
        kind && self.alg.as_deref().is_none_or(|alg| alg == algorithm.name())
            && self.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
    }

    fn verify(&self, algorithm: Algorithm, message: &[u8], signed: &[u8]) -> bool {
        let part = |text: &Option<String>| text.as_ref().and_then(|t| BASE64URL_NOPAD.decode(t.as_bytes()).ok());
        match algorithm {
            Algorithm::Rs256 | Algorithm::Ps256 => {
                let (Some(n), Some(e)) = (part(&self.n), part(&self.e)) else { return false };
                let how = if algorithm == Algorithm::Rs256 {
                    &signature::RSA_PKCS1_2048_8192_SHA256
                } else {
                    &signature::RSA_PSS_2048_8192_SHA256
                };
                RsaPublicKeyComponents { n, e }.verify(how, message, signed).is_ok()
            }
            Algorithm::Es256 => {
                let (Some(x), Some(y)) = (part(&self.x), part(&self.y)) else { return false };
                if x.len() != 32 || y.len() != 32 {
                    return false;
                }
                let point: Vec<u8> = std::iter::once(4).chain(x).chain(y).collect();
                UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point).verify(message, signed).is_ok()
            }
        }
    }
}

/// A token in its three parts; nothing of it is believed yet.
#[derive(Debug)]
pub(in crate::signin) struct Token<'t> {
    kid: Option<String>,
    signed: &'t str,
    body: &'t str,
    signature: Vec<u8>,
}

impl<'t> Token<'t> {
    /// Reads a token that claims to be signed with `algorithm`.
    pub(in crate::signin) fn parse(text: &'t str, algorithm: Algorithm) -> Result<Self, Flaw> {
        if text.len() > LONGEST {
            return Err("token-too-long");
        }
        let (signed, signature) = text.rsplit_once('.').ok_or("token-malformed")?;
        let (head, body) = signed.split_once('.').filter(|(_, body)| !body.contains('.')).ok_or("token-malformed")?;
        let head = BASE64URL_NOPAD.decode(head.as_bytes()).map_err(|_| "token-malformed")?;
        let head: Header = serde_json::from_slice(&head).map_err(|_| "token-malformed")?;
        if head.alg != algorithm.name() {
            return Err("algorithm");
        }
        if [head.crit, head.jku, head.jwk, head.x5u, head.zip].iter().any(Option::is_some) {
            return Err("token-header");
        }
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|_| "token-malformed")?;
        Ok(Self { kid: head.kid, signed, body, signature })
    }

    /// The key that signed it, if it is among these: the one that it names, or the only one that there is.
    pub(in crate::signin) fn key<'k>(&self, keys: &'k [Key], algorithm: Algorithm) -> Option<&'k Key> {
        let mut fitting = keys.iter().filter(|key| key.fits(algorithm));
        match &self.kid {
            Some(kid) => fitting.find(|key| key.kid.as_ref() == Some(kid)),
            None => fitting.next().filter(|_| fitting.next().is_none()),
        }
    }

    /// What it says, if this key signed it.
    pub(in crate::signin) fn verify(&self, key: &Key, algorithm: Algorithm) -> Result<Claims, Flaw> {
        if !key.verify(algorithm, self.signed.as_bytes(), &self.signature) {
            return Err("signature");
        }
        let body = BASE64URL_NOPAD.decode(self.body.as_bytes()).map_err(|_| "token-malformed")?;
        match serde_json::from_slice(&body) {
            Ok(Value::Object(claims)) => Ok(claims),
            _ => Err("token-malformed"),
        }
    }
}
