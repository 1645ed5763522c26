//! The way to a provider: the address with its state, nonce and PKCE challenge.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow};
use openidconnect::{AuthenticationContextClass, CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, Scope};
use reqwest::Url;

use super::provider::Client;
use crate::chance::Chance;
use crate::config::Issuer;

/// What is known to this browser and us alone until the provider is asked.
pub(in crate::signin) struct Secrets {
    pub(in crate::signin) state: String,
    pub(in crate::signin) nonce: String,
    pub(in crate::signin) verifier: String,
}

impl Secrets {
    /// 43 characters each: 256 random bits. From our own chance, not the crate's.
    pub(in crate::signin) fn draw(chance: &Chance) -> Self {
        let one = || BASE64URL_NOPAD.encode(&chance.bytes::<32>());
        Self { state: one(), nonce: one(), verifier: one() }
    }
}

/// The address to send the browser to. `fresh` asks the person to authenticate again.
pub(in crate::signin) fn address(client: &Client, issuer: &Issuer, secrets: &Secrets, fresh: Option<Duration>) -> Url {
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(secrets.verifier.clone()));
    let (state, nonce) = (CsrfToken::new(secrets.state.clone()), Nonce::new(secrets.nonce.clone()));
    let accepted = issuer.accepted_acr(fresh.is_some());
    let mut request = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
        .add_scopes(issuer.scopes.iter().cloned().map(Scope::new))
        .set_pkce_challenge(challenge);
    if issuer.is_proconnect {
        // ProConnect takes the levels as an essential claim, and knows no `max_age`.
        let claims = serde_json::json!({
            "id_token": { "acr": { "essential": true, "values": accepted }, "auth_time": { "essential": fresh.is_some() } },
        });
        request = request.add_extra_param("claims", claims.to_string());
    } else {
        for level in accepted {
            request = request.add_auth_context_value(AuthenticationContextClass::new(level.clone()));
        }
    }
    if let Some(age) = fresh {
        request = request.add_prompt(CoreAuthPrompt::Login);
        if !issuer.is_proconnect {
            request = request.set_max_age(age);
        }
    }
    request.url().0
}
