//! The stylesheet, ours inside the binary or the operator's own, and our one script.

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::at::At;
use super::failure::Answer;
use super::site::Site;
use crate::config::THEME_SHEET;

/// A file inside the binary. Its address holds the hash of the content: a browser may keep it for ever.
struct Asset {
    address: String,
    kind: &'static str,
    content: &'static str,
}

impl Asset {
    fn new(name: &str, extension: &str, kind: &'static str, content: &'static str) -> Self {
        let hash = HEXLOWER.encode(&Sha256::digest(content.as_bytes()));
        Self { address: format!("/assets/{name}-{}.{extension}", &hash[..16]), kind, content }
    }
}

static SHEET: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("quadrige", "css", "text/css; charset=utf-8", include_str!("theme/quadrige.css")));

static AUTOSAVE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("autosave", "js", "text/javascript; charset=utf-8", include_str!("theme/autosave.js")));

/// Where pages find their stylesheet.
pub(in crate::web) fn stylesheet(site: &Site) -> &str {
    if site.settings.theme_dir.is_some() { "/theme/theme.css" } else { &SHEET.address }
}

/// Where pages that save while one writes find the script for it.
pub(in crate::web) fn autosave_script() -> &'static str {
    &AUTOSAVE.address
}

/// `GET /assets/{file}`
pub(in crate::web) async fn show(request: HttpRequest) -> Answer {
    match [&*SHEET, &*AUTOSAVE].into_iter().find(|asset| asset.address == request.path()) {
        Some(asset) => Ok(HttpResponse::Ok()
            .content_type(asset.kind)
            .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
            .body(asset.content)),
        None => Err(At::of(&request).await?.no_such_page()),
    }
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

#[cfg(test)]
mod tests {
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, web};

    use super::*;

    #[test]
    fn the_script_is_small_and_keeps_nothing() {
        let script = AUTOSAVE.content;
        assert!(script.len() <= 6 * 1024, "{} bytes", script.len());
        // Shared machines: nothing typed stays in the browser; nothing received becomes markup.
        for forbidden in ["localStorage", "sessionStorage", "indexedDB", "caches", "cookie", "HTML", "eval(", "import"]
        {
            assert!(!script.contains(forbidden), "{forbidden}");
        }
    }

    #[actix_web::test]
    async fn both_files_are_kept_for_ever_at_their_address() {
        let app = init_service(App::new().route("/assets/{file}", web::get().to(show))).await;
        for asset in [&*SHEET, &*AUTOSAVE] {
            let response = call_service(&app, TestRequest::get().uri(&asset.address).to_request()).await;
            assert_eq!(response.headers().get(header::CONTENT_TYPE).unwrap(), asset.kind);
            assert_eq!(response.headers().get(header::CACHE_CONTROL).unwrap(), "public, max-age=31536000, immutable");
            assert_eq!(read_body(response).await, asset.content);
        }
    }

    #[test]
    fn an_address_changes_with_its_content() {
        let address = |content| Asset::new("a", "js", "text/javascript", content).address;
        assert_ne!(address("one"), address("two"));
        assert!(autosave_script().starts_with("/assets/autosave-") && autosave_script().ends_with(".js"));
    }
}
