//! What a verified token must say beyond what the crate `openidconnect` compares (OpenID Connect Core, 3.1.3.7). Pure: the time is
//! handed in.

use jiff::Timestamp;
use serde_json::Value;

use super::signed::{Claims, Flaw};

/// How far the provider's clock may be from ours.
pub(in crate::signin) const LEEWAY: i64 = 60;

/// The oldest that a token just given may be.
const OLDEST: i64 = 600;

/// What an ID token says, of what we need.
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

/// For whom a token is, where its audience is one that we can read.
fn audience(claims: &Claims) -> Result<Vec<&str>, Flaw> {
    let audience: Option<Vec<&str>> = match claims.get("aud") {
        Some(Value::String(one)) => Some(vec![one]),
        Some(Value::Array(several)) => several.iter().map(Value::as_str).collect(),
        _ => None,
    };
    audience.ok_or("audience")
}

/// Who asked for a token: us, and if it is for others too, it has to say so.
pub(in crate::signin) fn authorized_party(claims: &Claims, client_id: &str) -> Result<(), Flaw> {
    match claims.get("azp") {
        None if audience(claims)?.len() > 1 => Err("authorized-party"),
        None => Ok(()),
        Some(azp) if azp.as_str() == Some(client_id) => Ok(()),
        Some(_) => Err("authorized-party"),
    }
}

/// Who issued it, and for whom.
pub(in crate::signin) fn addressed(claims: &Claims, issuer: &str, client_id: &str) -> Result<(), Flaw> {
    if text(claims, "iss") != Some(issuer) {
        return Err("issuer");
    }
    if !audience(claims)?.contains(&client_id) {
        return Err("audience");
    }
    authorized_party(claims, client_id)
}

/// Whether what was made at that second was made just now.
pub(in crate::signin) fn is_recent(issued: i64, now: Timestamp) -> bool {
    let now = now.as_second();
    issued.saturating_sub(LEEWAY) <= now && issued.saturating_add(OLDEST + LEEWAY) >= now
}

/// Whether it holds already.
pub(in crate::signin) fn not_before(claims: &Claims, now: Timestamp) -> Result<(), Flaw> {
    let from = seconds(claims, "nbf", "not-yet")?;
    if from.is_some_and(|at| at.saturating_sub(LEEWAY) > now.as_second()) { Err("not-yet") } else { Ok(()) }
}

/// When userinfo was made, and until when it holds, where it says so: it needn't.
pub(in crate::signin) fn timely(claims: &Claims, now: Timestamp) -> Result<(), Flaw> {
    let (issued, expires) = (seconds(claims, "iat", "issued-at")?, seconds(claims, "exp", "expired")?);
    if expires.is_some_and(|at| at.saturating_add(LEEWAY) <= now.as_second()) {
        return Err("expired");
    }
    if issued.is_some_and(|at| !is_recent(at, now)) {
        return Err("issued-at");
    }
    not_before(claims, now)
}

/// A subject as the standard has it: 1 to 255 printable ASCII characters.
pub(in crate::signin) fn subject(claims: &Claims) -> Result<&str, Flaw> {
    text(claims, "sub")
        .filter(|sub| (1..=255).contains(&sub.len()) && sub.bytes().all(|b| b == b' ' || b.is_ascii_graphic()))
        .filter(|sub| sub.trim() == *sub)
        .ok_or("subject")
}
