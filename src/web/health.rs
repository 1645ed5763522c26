//! `/healthz` (alive) and `/readyz` (database, migrations and journal usable).

use actix_web::HttpResponse;
use actix_web::web::{Data, block};

use super::site::Site;

/// `GET /healthz`
pub(in crate::web) async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// `GET /readyz`
pub(in crate::web) async fn ready(site: Data<Site>) -> HttpResponse {
    let database = site.database.clone();
    match block(move || database.is_up_to_date()).await {
        Ok(Ok(true)) if site.door.journal_is_writable().await => {
            let door = site.door.for_request().await;
            if door.agreements().fault().is_some() {
                // Which fault is in the log: a protocol's text is nobody's business here.
                return HttpResponse::ServiceUnavailable()
                    .content_type("text/plain")
                    .body("an adopted protocol can't be put in force\n");
            }
            HttpResponse::Ok().content_type("text/plain").body("ready\n")
        }
        Ok(Ok(true)) => HttpResponse::ServiceUnavailable().content_type("text/plain").body("journal not writable\n"),
        Ok(Ok(false)) => HttpResponse::ServiceUnavailable().content_type("text/plain").body("migrations pending\n"),
        _ => HttpResponse::ServiceUnavailable().content_type("text/plain").body("database unreachable\n"),
    }
}
