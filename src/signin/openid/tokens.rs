//! The code exchanged for tokens, and userinfo.

use serde::Deserialize;
use serde_json::Value;

use super::claims;
use super::jws::Claims;
use super::provider::{Metadata, Provider, Unfit};
use crate::chance::Chance;
use crate::clock::Clock;

/// What the token endpoint gave.
#[derive(Deserialize)]
pub(in crate::signin) struct Tokens {
    pub(in crate::signin) access_token: String,
    pub(in crate::signin) id_token: String,
    token_type: String,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(..)")
    }
}

/// Exchanges the code.
pub(in crate::signin) async fn exchange(
    provider: &Provider,
    metadata: &Metadata,
    code: &str,
    verifier: &str,
    redirect_uri: &str,
    clock: &Clock,
    chance: &Chance,
) -> Result<Tokens, Unfit> {
    let proof =
        provider.key.prove(&provider.settings, metadata.token.as_str(), clock.now(), chance).map_err(Unfit::Away)?;
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect_uri),
        ("code_verifier", verifier),
    ];
    form.extend(proof.iter().map(|(name, value)| (*name, value.as_str())));
    let answer = provider.http.post(&metadata.token, &form).await.map_err(Unfit::Away)?;
    match answer.status {
        200 => {}
        // The code isn't good (any more); or we are not who we say, which the operator must mend.
        400 if error_of(&answer.body).as_deref() == Some("invalid_grant") => return Err(Unfit::Flawed("code")),
        _ => return Err(Unfit::Away("token-endpoint")),
    }
    let tokens: Tokens = serde_json::from_slice(&answer.body).map_err(|_| Unfit::Away("token-answer"))?;
    let is_header_safe = tokens.access_token.bytes().all(|b| b.is_ascii_graphic());
    if !tokens.token_type.eq_ignore_ascii_case("bearer") || tokens.access_token.is_empty() || !is_header_safe {
        return Err(Unfit::Away("token-answer"));
    }
    Ok(tokens)
}

fn error_of(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }
    serde_json::from_slice::<Refusal>(body).ok().map(|refusal| refusal.error)
}

/// What userinfo says of the subject of the ID token; nothing where it isn't asked for.
pub(in crate::signin) async fn userinfo(
    provider: &Provider,
    metadata: &Metadata,
    tokens: &Tokens,
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
    let answer = provider.http.get(endpoint, accept, Some(&tokens.access_token)).await.map_err(Unfit::Away)?;
    if answer.status != 200 {
        return Err(Unfit::Away("userinfo-endpoint"));
    }
    let claims = if answer.is("application/jwt") {
        let text = String::from_utf8(answer.body).map_err(|_| Unfit::Flawed("userinfo-malformed"))?;
        let claims = provider.verified(text.trim(), metadata).await?;
        claims::addressed(&claims, &settings.issuer, &settings.client_id).map_err(Unfit::Flawed)?;
        claims::timely(&claims, clock.now(), false).map_err(Unfit::Flawed)?;
        claims
    } else if must_be_signed {
        return Err(Unfit::Flawed("userinfo-unsigned"));
    } else {
        match serde_json::from_slice(&answer.body) {
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
