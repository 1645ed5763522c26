//! Saving while somebody writes: what `theme/autosave.js` sends, and the answers that it understands. Its head describes
//! the form. A page that uses it works the same without: its form has an ordinary address and button.
//!
//! A handler of such an address keeps three promises. It compares the `version` sent with the one stored, in the
//! transaction that writes. It answers [`saved`] also where the text stored is already the one sent: the answer to an
//! earlier attempt may have been lost. And it lets the answers of `Visit` pass: a 401 says that the session is over.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Serialize;

use super::pages::frame::Frame;
use super::{assets, failure, headers};

/// Whether the script sent this, and not the form's own button: it is answered in JSON, not with a page.
#[must_use]
pub fn is_autosave(request: &HttpRequest) -> bool {
    request.headers().get("x-autosave").is_some_and(|value| value == "1")
}

/// The frame of a page with a form that saves by itself: it loads the script.
#[must_use]
pub fn framed(frame: Frame) -> Frame {
    Frame { autosave: Some(assets::autosave_script().to_owned()), ..frame }
}

/// A page whose frame is [`framed`]: the content policy of this answer lets the script run. Without, it would not.
#[must_use]
pub fn html(page: &impl Template) -> HttpResponse {
    headers::with_own_script(failure::html(page))
}

/// The same with status 422: the form comes back with what is wrong in it.
#[must_use]
pub fn html_faulty(page: &impl Template) -> HttpResponse {
    headers::with_own_script(failure::html_faulty(page))
}

/// 200: stored. `version` is the new one; `at` is the hour in the reader's zone, as pages write it, with spaces that don't
/// break: `14 h 30`.
#[must_use]
pub fn saved(version: i32, at: &str) -> HttpResponse {
    #[derive(Serialize)]
    struct Saved<'a> {
        version: i32,
        at: &'a str,
    }
    json(StatusCode::OK, &Saved { version, at })
}

/// What stands in the database instead of the version that the form started from.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Conflict<'a> {
    /// The version stored.
    pub version: i32,
    /// The text stored. Only what this reader may see: where he may not read it, the answer is [`closed`].
    pub theirs: &'a str,
    /// Who wrote it: name and quality.
    pub author: &'a str,
    /// When, as pages write it: `14 h 29`.
    pub at: &'a str,
}

/// 409: nothing was stored, somebody else wrote meanwhile. The page shows both texts.
#[must_use]
pub fn conflict(conflict: &Conflict<'_>) -> HttpResponse {
    json(StatusCode::CONFLICT, conflict)
}

/// 422: nothing was stored. `error` says why and what to do; it comes after « Non enregistré : », so it begins with a
/// small letter: `le texte dépasse 8 000 caractères.` The script sends again once something was changed.
#[must_use]
pub fn refused(error: &str) -> HttpResponse {
    told(StatusCode::UNPROCESSABLE_ENTITY, error)
}

/// 403: nothing was stored, nor will be from this page: the minutes are sealed, the invitation was withdrawn, the
/// clearance ended. `error` as for [`refused`], and it tells to copy the text. The script stops.
#[must_use]
pub fn closed(error: &str) -> HttpResponse {
    told(StatusCode::FORBIDDEN, error)
}

fn told(status: StatusCode, error: &str) -> HttpResponse {
    #[derive(Serialize)]
    struct Told<'a> {
        error: &'a str,
    }
    json(status, &Told { error })
}

/// The guard adds `nosniff` to every answer; that nobody stores this one is said here already.
fn json(status: StatusCode, content: &impl Serialize) -> HttpResponse {
    HttpResponse::build(status).insert_header((header::CACHE_CONTROL, "no-store")).json(content)
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;
    use actix_web::test::TestRequest;

    use super::*;

    async fn read(response: HttpResponse) -> (u16, String, String) {
        let status = response.status().as_u16();
        assert_eq!(response.headers().get(header::CACHE_CONTROL).unwrap(), "no-store");
        let kind = response.headers().get(header::CONTENT_TYPE).unwrap().to_str().unwrap().to_owned();
        let body = to_bytes(response.into_body()).await.unwrap();
        (status, kind, String::from_utf8(body.to_vec()).unwrap())
    }

    #[test]
    fn only_the_header_of_the_script_makes_an_autosave() {
        let with = |value: &'static str| TestRequest::post().insert_header(("X-Autosave", value)).to_http_request();
        assert!(is_autosave(&with("1")));
        assert!(!is_autosave(&with("0")) && !is_autosave(&with("")) && !is_autosave(&with("1, 1")));
        assert!(!is_autosave(&TestRequest::post().to_http_request()), "the form's own button");
    }

    #[actix_web::test]
    async fn answers_are_json_that_nobody_stores() {
        let theirs = Conflict { version: 5, theirs: "<b>\"É\"\n", author: "FAURE Camille", at: "14 h 29" };
        for (response, expected, text) in [
            (saved(4, "14 h 30"), 200, r#"{"version":4,"at":"14 h 30"}"#),
            (conflict(&theirs), 409, r#"{"version":5,"theirs":"<b>\"É\"\n","author":"FAURE Camille","at":"14 h 29"}"#),
            (refused("le texte est vide."), 422, r#"{"error":"le texte est vide."}"#),
            (closed("la séance est scellée."), 403, r#"{"error":"la séance est scellée."}"#),
        ] {
            let (status, kind, body) = read(response).await;
            assert_eq!((status, kind.as_str(), body.as_str()), (expected, "application/json", text));
        }
    }

    #[test]
    fn a_framed_page_names_the_script() {
        let frame = framed(Frame::anonymous("Synthèse", "/theme.css"));
        assert_eq!(frame.autosave.as_deref(), Some(assets::autosave_script()));
        assert_eq!(Frame::anonymous("Accueil", "/theme.css").autosave, None);
    }
}
