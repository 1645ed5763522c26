//! How we prove to a provider's token endpoint who we are: a secret in the form, or a signed assertion (RFC 7523).

use std::fmt;
use std::fs;
use std::path::Path;

use data_encoding::{BASE64, BASE64URL_NOPAD};
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::json;

use crate::chance::Chance;
use crate::config::{Credential, Issuer};

/// What we prove it with.
pub(in crate::signin) enum ClientKey {
    /// `client_secret_post`.
    Secret(String),
    /// `private_key_jwt`, RS256.
    Rsa(Box<RsaKeyPair>),
    /// `private_key_jwt`, ES256.
    Ec(Box<EcdsaKeyPair>),
}

impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientKey(..)")
    }
}

impl ClientKey {
    /// Reads the file that the settings name.
    ///
    /// # Errors
    /// What is wrong with it, with its path and without its contents.
    pub(in crate::signin) fn read(credential: &Credential) -> Result<Self, String> {
        let text = |path: &Path| {
            fs::read_to_string(path).map_err(|error| format!("{} can't be read ({})", path.display(), error.kind()))
        };
        match credential {
            Credential::SecretFile(path) => {
                let secret = text(path)?;
                let secret = secret.trim_end_matches(['\r', '\n']);
                if secret.is_empty() {
                    return Err(format!("{} is empty", path.display()));
                }
                Ok(Self::Secret(secret.to_owned()))
            }
            Credential::KeyFile(path) => {
                let pem = text(path)?;
                Self::of_pem(&pem).ok_or_else(|| {
                    format!(
                        "{} holds no unencrypted PEM key, RSA of at least 2048 bits or EC on P-256 (PKCS #8)",
                        path.display()
                    )
                })
            }
        }
    }

    fn of_pem(pem: &str) -> Option<Self> {
        let body: String = pem.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
        let der = BASE64.decode(body.as_bytes()).ok()?;
        if pem.contains("-----BEGIN RSA PRIVATE KEY-----") {
            return RsaKeyPair::from_der(&der).ok().map(|key| Self::Rsa(Box::new(key)));
        }
        if !pem.contains("-----BEGIN PRIVATE KEY-----") {
            return None;
        }
        if let Ok(key) = RsaKeyPair::from_pkcs8(&der) {
            return Some(Self::Rsa(Box::new(key)));
        }
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &SystemRandom::new());
        key.ok().map(|key| Self::Ec(Box::new(key)))
    }

    /// The signed assertion, as parameters for the token endpoint; none where a secret does.
    ///
    /// # Errors
    /// The assertion can't be signed.
    pub(in crate::signin) fn assertion(
        &self,
        issuer: &Issuer,
        audience: &str,
        now: Timestamp,
        chance: &Chance,
    ) -> Result<Vec<(&'static str, String)>, &'static str> {
        if matches!(self, Self::Secret(_)) {
            return Ok(Vec::new());
        }
        let alg = if matches!(self, Self::Ec(_)) { "ES256" } else { "RS256" };
        let part = |value: serde_json::Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let message = format!(
            "{}.{}",
            part(json!({ "alg": alg, "typ": "JWT" })),
            part(json!({
                "iss": issuer.client_id, "sub": issuer.client_id, "aud": audience,
                "jti": BASE64URL_NOPAD.encode(&chance.bytes::<24>()),
                "iat": now.as_second(), "exp": now.as_second() + 60,
            }))
        );
        let signature = self.sign(message.as_bytes()).ok_or("assertion")?;
        Ok(vec![
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned()),
            ("client_assertion", format!("{message}.{}", BASE64URL_NOPAD.encode(&signature))),
        ])
    }

    fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        // The library's own source: a signature's randomness is never to be repeated, in tests neither.
        let random = SystemRandom::new();
        match self {
            Self::Secret(_) => None,
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).ok()?;
                Some(signature)
            }
            Self::Ec(key) => key.sign(&random, message).ok().map(|signature| signature.as_ref().to_vec()),
        }
    }
}
