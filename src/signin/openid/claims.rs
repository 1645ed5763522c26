//! What a verified ID token must say to let somebody in (OpenID Connect Core, 3.1.3.7). Pure: the time is handed in.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::jws::{Claims, Flaw};

/// How far the provider's clock may be from ours.
pub(in crate::signin) const LEEWAY: i64 = 60;

/// The oldest that a token just given may be.
const OLDEST: i64 = 600;

/// What we know and the token must agree with.
#[derive(Debug, Clone, Copy)]
pub(in crate::signin) struct Expected<'e> {
    pub(in crate::signin) issuer: &'e str,
    pub(in crate::signin) client_id: &'e str,
    /// SHA-256 of the nonce that was sent, in lower case hexadecimal.
    pub(in crate::signin) nonce_hash: &'e str,
    /// The access token that came with it.
    pub(in crate::signin) access_token: &'e str,
    pub(in crate::signin) now: Timestamp,
}

/// What it says, of what we need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::signin) struct Said {
    pub(in crate::signin) subject: String,
    pub(in crate::signin) acr: Option<String>,
    pub(in crate::signin) auth_time: Option<Timestamp>,
}

/// The text of a claim.
pub(in crate::signin) fn text<'c>(claims: &'c Claims, name: &str) -> Option<&'c str> {
    claims.get(name).and_then(Value::as_str)
}

/// The moment of a claim, in seconds since the epoch; some providers write fractions.
fn seconds(claims: &Claims, name: &str, flaw: Flaw) -> Result<Option<i64>, Flaw> {
    match claims.get(name) {
        None => Ok(None),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a float beyond every date becomes the farthest one, which is refused"
        )]
        Some(value) => value.as_i64().or_else(|| value.as_f64().map(|s| s as i64)).map(Some).ok_or(flaw),
    }
}

/// Who issued it, and for whom: us, and if there are others, us as the one who asked.
pub(in crate::signin) fn addressed(claims: &Claims, issuer: &str, client_id: &str) -> Result<(), Flaw> {
    if text(claims, "iss") != Some(issuer) {
        return Err("issuer");
    }
    let audience: Option<Vec<&str>> = match claims.get("aud") {
        Some(Value::String(one)) => Some(vec![one]),
        Some(Value::Array(several)) => several.iter().map(Value::as_str).collect(),
        _ => None,
    };
    let audience = audience.ok_or("audience")?;
    if !audience.contains(&client_id) {
        return Err("audience");
    }
    match claims.get("azp") {
        None if audience.len() > 1 => Err("authorized-party"),
        None => Ok(()),
        Some(azp) if azp.as_str() == Some(client_id) => Ok(()),
        Some(_) => Err("authorized-party"),
    }
}

/// When it was made, and until when it holds. `must` for ID tokens, which have to say both.
pub(in crate::signin) fn timely(claims: &Claims, now: Timestamp, must: bool) -> Result<(), Flaw> {
    let now = now.as_second();
    let (issued, expires) = (seconds(claims, "iat", "issued-at")?, seconds(claims, "exp", "expired")?);
    if must && issued.is_none() {
        return Err("issued-at");
    }
    if must && expires.is_none() {
        return Err("expired");
    }
    if expires.is_some_and(|at| at.saturating_add(LEEWAY) <= now) {
        return Err("expired");
    }
    if issued.is_some_and(|at| at.saturating_sub(LEEWAY) > now || at.saturating_add(OLDEST + LEEWAY) < now) {
        return Err("issued-at");
    }
    if seconds(claims, "nbf", "not-yet")?.is_some_and(|at| at.saturating_sub(LEEWAY) > now) {
        return Err("not-yet");
    }
    Ok(())
}

/// A subject as the standard has it: 1 to 255 printable ASCII characters.
pub(in crate::signin) fn subject(claims: &Claims) -> Result<&str, Flaw> {
    text(claims, "sub")
        .filter(|sub| (1..=255).contains(&sub.len()) && sub.bytes().all(|b| b == b' ' || b.is_ascii_graphic()))
        .filter(|sub| sub.trim() == *sub)
        .ok_or("subject")
}

/// Everything that doesn't depend on who he is here.
pub(in crate::signin) fn check(claims: &Claims, expected: &Expected<'_>) -> Result<Said, Flaw> {
    addressed(claims, expected.issuer, expected.client_id)?;
    timely(claims, expected.now, true)?;
    let nonce = text(claims, "nonce").ok_or("nonce")?;
    if super::hash(nonce) != expected.nonce_hash {
        return Err("nonce");
    }
    if let Some(given) = claims.get("at_hash") {
        let digest = Sha256::digest(expected.access_token.as_bytes());
        let half = digest.get(..16).unwrap_or_default();
        if given.as_str() != Some(BASE64URL_NOPAD.encode(half).as_str()) {
            return Err("access-token-hash");
        }
    }
    let subject = subject(claims)?.to_owned();
    let acr = match claims.get("acr") {
        None => None,
        Some(Value::String(acr)) => Some(acr.clone()),
        Some(_) => return Err("acr"),
    };
    let auth_time = seconds(claims, "auth_time", "auth-time")?
        .map(|at| Timestamp::from_second(at).map_err(|_| "auth-time"))
        .transpose()?;
    if auth_time.is_some_and(|at| at.as_second().saturating_sub(LEEWAY) > expected.now.as_second()) {
        return Err("auth-time");
    }
    Ok(Said { subject, acr, auth_time })
}
