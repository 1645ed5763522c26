//! What every answer carries, and which requests of other sites are turned away.

use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;

/// Nothing but our own stylesheet; no script at all, no frame, no form to elsewhere.
const CSP: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ALWAYS: &[(&str, &str)] = &[
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
    ("x-frame-options", "DENY"),
    ("x-robots-tag", "noindex, nofollow"),
];

/// Adds the headers, and answers forms sent from another site.
///
/// # Errors
/// What the handler gives.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<actix_web::body::EitherBody<impl MessageBody, actix_web::body::BoxBody>>, actix_web::Error>
{
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && comes_from_elsewhere(request.headers()) {
        let refusal = HttpResponse::Forbidden()
            .content_type("text/plain; charset=utf-8")
            .body("Formulaire envoyé par un autre site : refusé.\n");
        let mut response = request.into_response(refusal).map_into_right_body();
        add(response.headers_mut());
        return Ok(response);
    }
    let mut response = next.call(request).await?.map_into_left_body();
    add(response.headers_mut());
    Ok(response)
}

fn add(headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    // Whatever doesn't say otherwise may hold personal data: no cache keeps it, and Back shows nothing after sign-out.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// A browser says where a request comes from by Fetch metadata, older ones by `Origin`. What says neither is no browser,
/// and holds no cookie that somebody else's page could use.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => match (text("origin"), text("host")) {
            (None, _) => false,
            (Some(origin), host) => origin.split_once("://").map(|(_, rest)| rest) != host,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_form_of_another_site_is_turned_away() {
        for pairs in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://elsewhere.example"), ("host", "quadrige.example")],
            &[("origin", "null"), ("host", "quadrige.example")],
            &[("origin", "https://quadrige.example")],
        ] {
            assert!(comes_from_elsewhere(&headers(pairs)), "{pairs:?}");
        }
    }

    #[test]
    fn our_own_forms_and_programs_pass() {
        for pairs in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://quadrige.example"), ("host", "quadrige.example")],
            &[("host", "quadrige.example")],
        ] {
            assert!(!comes_from_elsewhere(&headers(pairs)), "{pairs:?}");
        }
    }
}
