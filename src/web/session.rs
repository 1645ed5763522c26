//! `/connexion` and `POST /deconnexion`.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use super::at::At;
use super::failure::{Answer, html, see_other};
use super::pages::frame::NavItem;
use super::pages::signin::SignInPage;
use crate::signin::Token;

/// `__Host-` binds the cookie to this host, over TLS, for every path. Without TLS (the demo on the loopback address) a
/// browser would refuse that name.
const fn cookie_name(is_https: bool) -> &'static str {
    if is_https { "__Host-quadrige" } else { "quadrige" }
}

/// The token that the browser sent.
pub(in crate::web) fn cookie_token(request: &HttpRequest, is_https: bool) -> Option<Token> {
    request.cookie(cookie_name(is_https)).and_then(|cookie| Token::parse(cookie.value()))
}

/// The cookie of a new session. It has no end of its own: it goes with the browser, and the database limits it anyway.
pub(in crate::web) fn cookie(token: &Token, is_https: bool) -> Cookie<'static> {
    Cookie::build(cookie_name(is_https), token.as_str().to_owned())
        .path("/")
        .http_only(true)
        .secure(is_https)
        .same_site(SameSite::Lax)
        .finish()
}

/// `GET /connexion`
pub(in crate::web) async fn show(at: At) -> Answer {
    if at.reader.is_some() {
        return Ok(see_other("/"));
    }
    Ok(html(&SignInPage { frame: at.frame("Connexion", NavItem::Elsewhere), providers: Vec::new() }))
}

/// `POST /deconnexion`: the session ends in the database, and the browser is asked to forget what it kept.
pub(in crate::web) async fn leave(at: At) -> Answer {
    if let Some(reader) = &at.reader {
        at.site.sessions.close(reader.session).await.map_err(|error| at.failed(&error))?;
    }
    let mut gone = Cookie::build(cookie_name(at.site.settings.is_https), "").path("/").http_only(true).finish();
    gone.set_secure(at.site.settings.is_https);
    gone.make_removal();
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, "/connexion"))
        .insert_header(("Clear-Site-Data", "\"cache\", \"storage\""))
        .cookie(gone)
        .finish())
}
