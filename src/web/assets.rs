//! The stylesheet: ours inside the binary, or the operator's own.

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::at::At;
use super::failure::Answer;
use super::site::Site;
use crate::config::THEME_SHEET;

const SHEET: &str = include_str!("theme/quadrige.css");

/// The address holds the hash of the content: a browser may keep it for ever.
static ADDRESS: LazyLock<String> = LazyLock::new(|| {
    let hash = HEXLOWER.encode(&Sha256::digest(SHEET.as_bytes()));
    format!("/assets/quadrige-{}.css", &hash[..16])
});

/// Where pages find their stylesheet.
pub(in crate::web) fn stylesheet(site: &Site) -> &str {
    if site.settings.theme_dir.is_some() { "/theme/theme.css" } else { ADDRESS.as_str() }
}

/// `GET /assets/{file}`
pub(in crate::web) async fn show(request: HttpRequest) -> Answer {
    if request.path() != ADDRESS.as_str() {
        return Err(At::of(&request).await?.no_such_page());
    }
    Ok(HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(SHEET))
}

/// Four bars: what browsers show beside the title. They ask for it by this address on every site.
const ICON: &str = concat!(
    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">"##,
    r##"<path fill="#3b5b92" d="M1 3h2v10H1zM5 3h2v10H5zM9 3h2v10H9zM13 3h2v10h-2z"/></svg>"##
);

/// `GET /favicon.ico`
pub(in crate::web) async fn icon() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((header::CACHE_CONTROL, "public, max-age=604800"))
        .body(ICON)
}

/// `GET /theme/{file}`: files of the operator's own theme folder; one level, known kinds, no way out of it.
pub(in crate::web) async fn theme(request: HttpRequest) -> Answer {
    let at = At::of(&request).await?;
    let name = request.match_info().get("file").unwrap_or(THEME_SHEET);
    let plain =
        name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')) && !name.starts_with('.');
    let kind = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => return Err(at.no_such_page()),
    };
    let path = at.site.settings.theme_dir.as_ref().filter(|_| plain).map(|dir| dir.join(name));
    match path.map(std::fs::read) {
        Some(Ok(bytes)) => Ok(HttpResponse::Ok()
            .content_type(kind)
            .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
            .body(bytes)),
        _ => Err(at.no_such_page()),
    }
}
