//! What every answer carries, and which requests of other sites are turned away.

use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::site::Site;

/// Nothing but our own stylesheet; no script at all, no frame, no form to elsewhere.
const CSP: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same for a page that asked for it by [`with_own_script`]: script files of ours, which may send to us alone.
const CSP_WITH_OWN_SCRIPT: &str = concat!(
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; ",
    "base-uri 'none'; frame-ancestors 'none'"
);

/// What an answer tells the guard: its page loads a script of ours.
struct OwnScript;

/// Lets this one answer load our own script file and send to our own addresses.
pub(in crate::web) fn with_own_script(mut response: HttpResponse) -> HttpResponse {
    response.extensions_mut().insert(OwnScript);
    response
}

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

/// For a site whose public address is in https, whoever speaks to us here: no browser tries plain http for a year, at this name and below
/// it. Names above and beside it are nobody's business of ours.
const STRICT_TRANSPORT: &str = "max-age=31536000; includeSubDomains";

/// Adds the headers, and answers forms sent from another site.
///
/// # Errors
/// What the handler gives.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<actix_web::body::EitherBody<impl MessageBody, actix_web::body::BoxBody>>, actix_web::Error>
{
    let is_https = request.app_data::<Data<Site>>().is_some_and(|site| site.settings.is_https);
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && comes_from_elsewhere(request.headers()) {
        let refusal = HttpResponse::Forbidden()
            .content_type("text/plain; charset=utf-8")
            .body("Formulaire envoyé par un autre site : refusé.\n");
        let mut response = request.into_response(refusal).map_into_right_body();
        add(response.headers_mut(), is_https);
        return Ok(response);
    }
    let mut response = next.call(request).await?.map_into_left_body();
    let has_script = response.response().extensions().contains::<OwnScript>();
    add(response.headers_mut(), is_https);
    if has_script {
        let policy = HeaderValue::from_static(CSP_WITH_OWN_SCRIPT);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn add(headers: &mut HeaderMap, is_https: bool) {
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT_TRANSPORT));
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
    use actix_web::middleware::{Compress, from_fn};
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, web};

    use super::*;

    /// The policy that an answer has when it went through the guard, and through what compresses, as in service.
    async fn policy(path: &str) -> String {
        let app = App::new()
            .wrap(Compress::default())
            .wrap(from_fn(guard))
            .route("/plain", web::get().to(|| async { HttpResponse::Ok().body("page") }))
            .route("/saving", web::get().to(|| async { with_own_script(HttpResponse::Ok().body("page")) }));
        let app = init_service(app).await;
        let request = TestRequest::get().uri(path).insert_header(("accept-encoding", "gzip")).to_request();
        let response = call_service(&app, request).await;
        let policies: Vec<_> = response.headers().get_all("content-security-policy").collect();
        assert_eq!(policies.len(), 1, "{path}");
        policies[0].to_str().unwrap().to_owned()
    }

    #[actix_web::test]
    async fn only_a_page_that_asks_for_it_may_run_our_script() {
        let (plain, saving) = (policy("/plain").await, policy("/saving").await);
        assert!(!plain.contains("script-src") && !plain.contains("connect-src"), "{plain}");
        assert!(saving.contains("script-src 'self'; connect-src 'self'; "), "{saving}");
        assert_eq!(saving.replace("script-src 'self'; connect-src 'self'; ", ""), plain, "and is as strict otherwise");
    }

    #[actix_web::test]
    async fn what_is_found_nowhere_may_run_none() {
        assert!(!policy("/nowhere").await.contains("script-src"));
    }

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
