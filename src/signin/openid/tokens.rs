//! The code exchanged for tokens, and userinfo.

use openidconnect::core::{CoreErrorResponseType, CoreIdToken, CoreTokenType};
use openidconnect::{
    AccessToken, AuthorizationCode, OAuth2TokenResponse, PkceCodeVerifier, RequestTokenError, TokenResponse,
};
use serde::Deserialize;
use serde_json::Value;

use super::http::{Unanswered, is};
use super::provider::{Client, Metadata, Provider, Unfit};
use super::signed::Claims;
use super::{claims, verify};
use crate::chance::Chance;
use crate::clock::Clock;

/// What the token endpoint gave. Nothing of the ID token is believed yet.
pub(in crate::signin) struct Tokens {
    pub(in crate::signin) access_token: AccessToken,
    pub(in crate::signin) id_token: CoreIdToken,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(..)")
    }
}

/// Exchanges the code.
pub(in crate::signin) async fn exchange(
    provider: &Provider,
    client: &Client,
    code: &str,
    verifier: &str,
    clock: &Clock,
    chance: &Chance,
) -> Result<Tokens, Unfit> {
    let mut request = client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()));
    let audience = client.token_uri().as_str();
    // The crate knows secrets only; an assertion goes along as two more parameters.
    for (name, value) in
        provider.key.assertion(&provider.settings, audience, clock.now(), chance).map_err(Unfit::Away)?
    {
        request = request.add_extra_param(name, value);
    }
    let answer = request.request_async(&provider.http).await.map_err(|error| match error {
        RequestTokenError::Request(Unanswered(trouble)) => Unfit::Away(trouble),
        // The code isn't good (any more).
        RequestTokenError::ServerResponse(refusal) if *refusal.error() == CoreErrorResponseType::InvalidGrant => {
            Unfit::Flawed("code")
        }
        // What came is an answer, but its ID token isn't one.
        RequestTokenError::Parse(_, body) if is_answer(&body) => Unfit::Flawed("token-malformed"),
        RequestTokenError::Parse(..) => Unfit::Away("token-answer"),
        // We are not who we say, which the operator must mend; or it fails.
        _ => Unfit::Away("token-endpoint"),
    })?;
    let access_token = answer.access_token();
    let is_header_safe = access_token.secret().bytes().all(|b| b.is_ascii_graphic());
    if *answer.token_type() != CoreTokenType::Bearer || access_token.secret().is_empty() || !is_header_safe {
        return Err(Unfit::Away("token-answer"));
    }
    let id_token = answer.id_token().ok_or(Unfit::Away("token-answer"))?;
    Ok(Tokens { access_token: access_token.clone(), id_token: id_token.clone() })
}

/// Whether this is what a token endpoint answers, whatever the ID token is.
fn is_answer(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(rename = "access_token")]
        _access_token: String,
        #[serde(rename = "id_token")]
        _id_token: String,
    }
    serde_json::from_slice::<Answer>(body).is_ok()
}

/// What userinfo says of the subject of the ID token; nothing where it isn't asked for.
pub(in crate::signin) async fn userinfo(
    provider: &Provider,
    metadata: &Metadata,
    access_token: &AccessToken,
    subject: &str,
    clock: &Clock,
) -> Result<Claims, Unfit> {
    let settings = &provider.settings;
    let is_wanted = settings.userinfo_signed.is_some() || settings.claims.names().next().is_some();
    let Some(endpoint) = metadata.userinfo.as_ref().filter(|_| is_wanted) else {
        return if settings.userinfo_signed == Some(true) {
            Err(Unfit::Away("no-userinfo"))
        } else {
            Ok(Claims::new())
        };
    };
    let must_be_signed = settings.userinfo_signed == Some(true);
    let accept = if must_be_signed { "application/jwt" } else { "application/json, application/jwt" };
    // Not by the crate's own request: that can't check other signatures than RS256.
    let answer = provider.http.get(endpoint.url(), accept, Some(access_token.secret())).await.map_err(Unfit::Away)?;
    if answer.status() != 200 {
        return Err(Unfit::Away("userinfo-endpoint"));
    }
    let claims = if is(&answer, "application/jwt") {
        let text = String::from_utf8(answer.into_body()).map_err(|_| Unfit::Flawed("userinfo-malformed"))?;
        let now = clock.now();
        provider.with_keys(metadata, |keys| verify::userinfo(text.trim(), keys, settings, subject, now)).await?
    } else if must_be_signed {
        return Err(Unfit::Flawed("userinfo-unsigned"));
    } else {
        match serde_json::from_slice(answer.body()) {
            Ok(Value::Object(claims)) => claims,
            _ => return Err(Unfit::Away("userinfo-answer")),
        }
    };
    // Somebody else's userinfo: a token was swapped.
    if claims::subject(&claims).map_err(Unfit::Flawed)? != subject {
        return Err(Unfit::Flawed("userinfo-subject"));
    }
    Ok(claims)
}
