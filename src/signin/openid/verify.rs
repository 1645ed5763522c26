//! What a provider signed, verified by the crate `openidconnect` with what the settings pin down; beside it, what the crate leaves
//! to its caller. Pure: the keys and the time are handed in.

use std::time::SystemTime;

use jiff::Timestamp;
use openidconnect::core::{
    CoreGenderClaim, CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJsonWebKeySet,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreUserInfoVerifier,
};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, ClientId, EmptyAdditionalClaims, IssuerUrl, Nonce,
    SignatureVerificationError, SubjectIdentifier, UserInfoJsonWebToken,
};
use serde_json::Value;

use super::claims::{self, LEEWAY, Said};
use super::signed::{Claims, Flaw, Parts, UNKNOWN_KEY, pinned};
use crate::config::{Algorithm, Issuer};

/// What we know and the ID token must agree with.
#[derive(Clone, Copy)]
pub(in crate::signin) struct Expected<'e> {
    pub(in crate::signin) settings: &'e Issuer,
    /// SHA-256 of the nonce that was sent, in lower case hexadecimal.
    pub(in crate::signin) nonce_hash: &'e str,
    /// The access token that came with it.
    pub(in crate::signin) access_token: &'e AccessToken,
    pub(in crate::signin) now: Timestamp,
}

/// What an ID token says, of what we need and in all, if these keys signed it and it is for us, now.
pub(in crate::signin) fn id_token(
    token: &CoreIdToken,
    keys: &CoreJsonWebKeySet,
    expected: Expected<'_>,
) -> Result<(Said, Claims), Flaw> {
    let text = token.to_string();
    let parts = Parts::of(&text)?;
    let (settings, now) = (expected.settings, expected.now);
    let earlier = now.as_second().saturating_sub(LEEWAY);
    let earlier = Timestamp::from_second(earlier).map_err(|_| "clock")?;
    // As a public client: nobody's secret is ever a key to check with.
    let verifier = CoreIdTokenVerifier::new_public_client(client_id(settings), issuer(settings)?, keys.clone())
        .set_allowed_algs([pinned(settings.algorithm)])
        .set_time_fn(move || SystemTime::from(earlier).into())
        .set_issue_time_verifier_fn(move |at| {
            if claims::is_recent(at.timestamp(), now) { Ok(()) } else { Err(ISSUED_AT.to_owned()) }
        })
        .set_auth_time_verifier_fn(move |at| {
            let is_past = at.is_none_or(|at| at.timestamp().saturating_sub(LEEWAY) <= now.as_second());
            if is_past { Ok(()) } else { Err(String::new()) }
        })
        // Others may be named beside us where we are named as the one who asked.
        .set_other_audience_verifier_fn(|_| true);
    let nonce = |nonce: Option<&Nonce>| match nonce {
        Some(nonce) if super::hash(nonce.secret()) == expected.nonce_hash => Ok(()),
        _ => Err(String::new()),
    };
    let verified = token.claims(&verifier, nonce).map_err(|error| flaw(&error))?;
    if let Some(given) = verified.access_token_hash() {
        let algorithm = token.signing_alg().map_err(|_| "algorithm")?;
        let key = token.signing_key(&verifier).map_err(|_| UNKNOWN_KEY)?;
        let own = AccessTokenHash::from_token(expected.access_token, algorithm, key);
        if own.ok().as_ref() != Some(given) {
            return Err("access-token-hash");
        }
    }
    let all = parts.claims()?;
    claims::authorized_party(&all, &settings.client_id)?;
    claims::not_before(&all, now)?;
    Ok((said(verified, &all)?, all))
}

fn said(verified: &CoreIdTokenClaims, all: &Claims) -> Result<Said, Flaw> {
    let auth_time = verified.auth_time().map(|at| Timestamp::from_second(at.timestamp()).map_err(|_| "auth-time"));
    Ok(Said {
        subject: claims::subject(all)?.to_owned(),
        acr: verified.auth_context_ref().map(|acr| acr.as_str().to_owned()),
        auth_time: auth_time.transpose()?,
    })
}

/// What a signed userinfo says, if these keys signed it for us, about this subject.
pub(in crate::signin) fn userinfo(
    text: &str,
    keys: &CoreJsonWebKeySet,
    settings: &Issuer,
    subject: &str,
    now: Timestamp,
) -> Result<Claims, Flaw> {
    type Token = UserInfoJsonWebToken<
        EmptyAdditionalClaims,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >;
    let parts = Parts::of(text)?;
    match settings.algorithm {
        // What the crate's verifier pins, and can't be told otherwise.
        Algorithm::Rs256 => {
            let token: Token =
                serde_json::from_value(Value::String(text.to_owned())).map_err(|_| "userinfo-malformed")?;
            let subject = SubjectIdentifier::new(subject.to_owned());
            let verifier =
                CoreUserInfoVerifier::new(client_id(settings), issuer(settings)?, keys.clone(), Some(subject))
                    // It would refuse every audience beside us; `addressed` asks who asked.
                    .require_audience_match(false);
            token.claims(&verifier).map_err(|error| flaw(&error))?;
        }
        algorithm @ (Algorithm::Ps256 | Algorithm::Es256) => parts.verify(keys, algorithm)?,
    }
    let all = parts.claims()?;
    claims::addressed(&all, &settings.issuer, &settings.client_id)?;
    claims::timely(&all, now)?;
    Ok(all)
}

fn client_id(settings: &Issuer) -> ClientId {
    ClientId::new(settings.client_id.clone())
}

fn issuer(settings: &Issuer) -> Result<IssuerUrl, Flaw> {
    IssuerUrl::new(settings.issuer.clone()).map_err(|_| "issuer")
}

/// The crate calls what was made too long ago expired as well.
const ISSUED_AT: Flaw = "issued-at";

/// The crate's errors as codes: they quote what a token says, which no log may have.
fn flaw(error: &ClaimsVerificationError) -> Flaw {
    use SignatureVerificationError::{DisallowedAlg, NoMatchingKey, NoSignature, UnsupportedAlg};
    match error {
        ClaimsVerificationError::Expired(why) if why == ISSUED_AT => ISSUED_AT,
        ClaimsVerificationError::Expired(_) => "expired",
        ClaimsVerificationError::InvalidAudience(_) => "audience",
        ClaimsVerificationError::InvalidAuthTime(_) => "auth-time",
        ClaimsVerificationError::InvalidIssuer(_) => "issuer",
        ClaimsVerificationError::InvalidNonce(_) => "nonce",
        ClaimsVerificationError::InvalidSubject(_) => "userinfo-subject",
        ClaimsVerificationError::SignatureVerification(NoMatchingKey) => UNKNOWN_KEY,
        ClaimsVerificationError::SignatureVerification(DisallowedAlg(_) | NoSignature | UnsupportedAlg(_)) => {
            "algorithm"
        }
        ClaimsVerificationError::SignatureVerification(_) => "signature",
        ClaimsVerificationError::Unsupported(_) => "token-header",
        _ => "token-malformed",
    }
}
