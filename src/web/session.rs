//! The two cookies that say who somebody is, or is about to be.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::signin::Token;

/// `__Host-` binds the cookie to this host, over TLS, for every path. Without TLS (the demo on the loopback address) a
/// browser would refuse that name.
const fn cookie_name(is_https: bool) -> &'static str {
    if is_https { "__Host-quadrige" } else { "quadrige" }
}

/// The cookie of somebody on the way to a provider.
const fn way_name(is_https: bool) -> &'static str {
    if is_https { "__Host-quadrige-connexion" } else { "quadrige-connexion" }
}

fn token(request: &HttpRequest, name: &str) -> Option<Token> {
    request.cookie(name).and_then(|cookie| Token::parse(cookie.value()))
}

/// The token of the session that the browser sent.
pub(in crate::web) fn cookie_token(request: &HttpRequest, is_https: bool) -> Option<Token> {
    token(request, cookie_name(is_https))
}

/// The token of the way to a provider that the browser sent.
pub(in crate::web) fn way_token(request: &HttpRequest, is_https: bool) -> Option<Token> {
    token(request, way_name(is_https))
}

fn named(name: &'static str, value: String, is_https: bool) -> Cookie<'static> {
    Cookie::build(name, value).path("/").http_only(true).secure(is_https).same_site(SameSite::Lax).finish()
}

/// The cookie of a new session. It has no end of its own: it goes with the browser, and the database limits it anyway.
pub(in crate::web) fn cookie(token: &Token, is_https: bool) -> Cookie<'static> {
    named(cookie_name(is_https), token.as_str().to_owned(), is_https)
}

/// The cookie of the way to a provider: it lasts as long as the way may take.
pub(in crate::web) fn way_cookie(token: &Token, is_https: bool) -> Cookie<'static> {
    let mut cookie = named(way_name(is_https), token.as_str().to_owned(), is_https);
    cookie.set_max_age(Duration::minutes(10));
    cookie
}

/// Tells the browser to forget the session's cookie.
pub(in crate::web) fn gone(is_https: bool) -> Cookie<'static> {
    let mut cookie = named(cookie_name(is_https), String::new(), is_https);
    cookie.make_removal();
    cookie
}
