//! Whatever doesn't end in its page ends in one of these.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use askama::Template;

use super::local;
use super::pages::error::ErrorPage;

/// What a handler gives.
pub(in crate::web) type Answer = Result<HttpResponse, Failure>;

/// An error page, or the way to the sign-in.
#[derive(Debug)]
pub(in crate::web) enum Failure {
    /// A page.
    Page(Box<ErrorPage>),
    /// Nobody is signed in: to `/connexion`, and from there back to this path, where there is a provider to go to.
    SignIn(Option<String>),
    /// Signed in, not lately enough: through the provider once more, and back to this path.
    Confirm(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Page(page) => write!(f, "{}", page.status),
            Self::SignIn(_) => f.write_str("signed out"),
            Self::Confirm(_) => f.write_str("not lately"),
        }
    }
}

impl From<ErrorPage> for Failure {
    fn from(page: ErrorPage) -> Self {
        Self::Page(Box::new(page))
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Page(page) => StatusCode::from_u16(page.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            Self::SignIn(_) | Self::Confirm(_) => StatusCode::SEE_OTHER,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::SignIn(None) => see_other("/connexion"),
            Self::SignIn(Some(back)) => see_other(&local::address("/connexion", [("retour", back.as_str())])),
            Self::Confirm(back) => see_other(&local::address("/connexion/confirmation", [("retour", back.as_str())])),
            Self::Page(page) => HttpResponse::build(self.status_code())
                .content_type("text/html; charset=utf-8")
                .body(page.render().unwrap_or_default()),
        }
    }
}

/// Room for a long page, so that it isn't copied again and again while it grows.
const ROOM: usize = 48 * 1024;

/// A page in one piece.
pub(in crate::web) fn html(page: &impl Template) -> HttpResponse {
    let mut body = String::with_capacity(ROOM);
    match page.render_into(&mut body) {
        Ok(()) => HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body),
        // Writing into a String can't fail; if it did, half a page must not leave.
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

/// A form sent back with what is wrong in it.
pub(in crate::web) fn html_faulty(page: &impl Template) -> HttpResponse {
    let mut response = html(page);
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

/// On to another page, after a form.
pub(in crate::web) fn see_other(to: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish()
}
