//! The way to a provider: the address with its state, nonce and PKCE challenge.

use data_encoding::BASE64URL_NOPAD;
use reqwest::Url;
use sha2::{Digest, Sha256};

use super::provider::Metadata;
use crate::chance::Chance;
use crate::config::Issuer;

/// What is known to this browser and us alone until the provider is asked.
pub(in crate::signin) struct Secrets {
    pub(in crate::signin) state: String,
    pub(in crate::signin) nonce: String,
    pub(in crate::signin) verifier: String,
}

impl Secrets {
    /// 43 characters each: 256 random bits.
    pub(in crate::signin) fn draw(chance: &Chance) -> Self {
        let one = || BASE64URL_NOPAD.encode(&chance.bytes::<32>());
        Self { state: one(), nonce: one(), verifier: one() }
    }
}

/// The address to send the browser to. `fresh`, in seconds, asks the person to authenticate again.
pub(in crate::signin) fn address(
    issuer: &Issuer,
    metadata: &Metadata,
    secrets: &Secrets,
    redirect_uri: &str,
    fresh: Option<i64>,
) -> Url {
    let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(secrets.verifier.as_bytes()));
    let accepted = issuer.accepted_acr(fresh.is_some());
    let mut url = metadata.authorization.clone();
    let mut query = url.query_pairs_mut();
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", &issuer.client_id)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("scope", &issuer.scopes.join(" "))
        .append_pair("state", &secrets.state)
        .append_pair("nonce", &secrets.nonce)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    if issuer.is_proconnect {
        // ProConnect takes the levels as an essential claim, and knows no `max_age`.
        let claims = serde_json::json!({
            "id_token": { "acr": { "essential": true, "values": accepted }, "auth_time": { "essential": fresh.is_some() } },
        });
        query.append_pair("claims", &claims.to_string());
    } else {
        query.append_pair("acr_values", &accepted.join(" "));
    }
    if let Some(seconds) = fresh {
        query.append_pair("prompt", "login");
        if !issuer.is_proconnect {
            query.append_pair("max_age", &seconds.to_string());
        }
    }
    drop(query);
    url
}
