//! `POST /affichage`: light, dark or as the system says; kept in a cookie that holds nothing else.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use super::at::At;
use super::failure::Answer;
use super::forms::Typed;
use super::local;
use super::pages::frame::Theme;

const COOKIE: &str = "quadrige-affichage";

/// The look that the browser remembers.
pub(in crate::web) fn theme(request: &HttpRequest) -> Theme {
    request.cookie(COOKIE).and_then(|cookie| Theme::from_code(cookie.value())).unwrap_or_default()
}

/// `POST /affichage`
pub(in crate::web) async fn choose(at: At, typed: Typed) -> Answer {
    let theme = Theme::from_code(typed.text("theme")).ok_or_else(|| at.bad_request("Cet affichage n’existe pas."))?;
    // Only a path of this site: never another host.
    let back = local::path(typed.text("retour")).unwrap_or("/");
    let cookie = Cookie::build(COOKIE, theme.code())
        .path("/")
        .http_only(true)
        .secure(at.site.settings.is_https)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(365))
        .finish();
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, back)).cookie(cookie).finish())
}
