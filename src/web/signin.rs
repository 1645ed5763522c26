//! `/connexion` and below, `POST /deconnexion`: the way to a provider, the way back, the way out.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use super::at::{At, Visit};
use super::failure::{Answer, Failure, html, see_other};
use super::format;
use super::forms::Typed;
use super::fresh::fresh;
use super::local;
use super::pages::error::ErrorPage;
use super::pages::frame::NavItem;
use super::pages::parts::Link;
use super::pages::signin::{SignInPage, SignedOutPage};
use super::session::{cookie, cookie_token, gone, way_cookie, way_token};
use crate::clock::paris;
use crate::signin::openid::{Callback, FRESH, Refusal, Wish};

/// The page to come back to, where the address names one that is ours.
fn wanted(request: &HttpRequest) -> Option<String> {
    let typed = Typed::query(request)?;
    local::after_sign_in(typed.text("retour")).map(str::to_owned)
}

/// `GET /connexion`: the providers. Somebody who was on the way to a page, where there is one provider only, goes straight on.
pub(in crate::web) async fn show(at: At, request: HttpRequest) -> Answer {
    let back = wanted(&request);
    if at.reader.is_some() {
        return Ok(see_other(back.as_deref().unwrap_or("/")));
    }
    let choices = at.site.open_id.choices();
    if let ([only], Some(_)) = (choices.as_slice(), &back) {
        let slug = only.slug.clone();
        return start(&at, &request, &slug, back).await;
    }
    let href = |slug: &str| {
        let path = format!("/connexion/{slug}");
        local::address(&path, back.as_deref().map(|back| ("retour", back)))
    };
    let providers = choices.iter().map(|choice| Link::new(&choice.label, &href(&choice.slug))).collect();
    Ok(html(&SignInPage { frame: at.frame("Connexion", NavItem::Elsewhere), providers }))
}

/// `GET /connexion/{slug}`: to that provider.
pub(in crate::web) async fn depart(at: At, request: HttpRequest) -> Answer {
    let slug = request.match_info().get("slug").unwrap_or_default().to_owned();
    let back = wanted(&request);
    if at.reader.is_some() {
        return Ok(see_other(back.as_deref().unwrap_or("/")));
    }
    start(&at, &request, &slug, back).await
}

async fn start(at: &At, request: &HttpRequest, slug: &str, back: Option<String>) -> Answer {
    let wish = Wish { return_to: back.unwrap_or_else(|| "/".to_owned()), step_up: None };
    send(at, request, slug, wish).await
}

async fn send(at: &At, request: &HttpRequest, slug: &str, wish: Wish) -> Answer {
    let is_https = at.site.settings.is_https;
    match at.site.open_id.begin(slug, way_token(request, is_https), wish).await {
        Ok(None) => Err(at.no_such_page()),
        Ok(Some(begun)) => Ok(HttpResponse::SeeOther()
            .insert_header((header::LOCATION, begun.address))
            .cookie(way_cookie(&begun.cookie, is_https))
            .finish()),
        Err(refusal) => Err(refused(at, &refusal)),
    }
}

/// `GET /connexion/confirmation`: who must have signed in lately goes to his provider once more, and comes back.
pub(in crate::web) async fn confirm(visit: Visit, request: HttpRequest) -> Answer {
    let back = wanted(&request).unwrap_or_else(|| "/".to_owned());
    if fresh(&visit, FRESH, &back).is_ok() {
        return Ok(see_other(&back));
    }
    let Some(choice) = visit.at.site.open_id.choice_of(&visit.reader.actor.issuer) else {
        return Err(visit.at.no_such_page());
    };
    let wish = Wish { return_to: back, step_up: Some(visit.reader.session) };
    send(&visit.at, &request, &choice.slug, wish).await
}

/// `GET /connexion/retour`: back from a provider.
pub(in crate::web) async fn arrive(at: At, request: HttpRequest) -> Answer {
    let is_https = at.site.settings.is_https;
    let callback = Typed::query(&request).as_ref().and_then(callback);
    let arrived = match callback {
        Some(callback) => at.site.open_id.arrive(way_token(&request, is_https), callback).await,
        None => Err(Refusal::Suspect("query")),
    };
    match arrived {
        Ok(arrived) => {
            let back = local::after_sign_in(&arrived.return_to).unwrap_or("/");
            Ok(HttpResponse::SeeOther()
                .insert_header((header::LOCATION, back))
                .cookie(cookie(&arrived.token, is_https))
                .finish())
        }
        Err(refusal) => Err(refused(&at, &refusal)),
    }
}

/// What the provider's answer says; nothing where a parameter stands twice: two readers of it might take another one each.
fn callback(typed: &Typed) -> Option<Callback> {
    let one = |name: &str| {
        let mut values = typed.all(name);
        let first = values.next().map(str::to_owned);
        values.next().is_none().then_some(first)
    };
    Some(Callback { code: one("code")?, state: one("state")?, iss: one("iss")?, error: one("error")? })
}

/// `POST /deconnexion`: the session ends in the database, the browser is asked to forget what it kept, then the provider is left.
pub(in crate::web) async fn leave(at: At, request: HttpRequest) -> Answer {
    let is_https = at.site.settings.is_https;
    let leaving = match cookie_token(&request, is_https) {
        Some(token) => at.site.sessions.leave(token).await.map_err(|error| at.failed(&error))?,
        None => None,
    };
    let farewell = match &leaving {
        Some(leaving) => at.site.open_id.farewell(leaving).await,
        None => None,
    };
    let mut response = match farewell {
        // A page in between: our policy lets no form lead to another host, not even by a redirection.
        Some(address) => {
            let mut frame = at.frame("Déconnexion", NavItem::Elsewhere);
            frame.reader = None;
            frame.return_to = "/".to_owned();
            let refresh = format!("0; url={address}");
            let mut page = html(&SignedOutPage { frame, address });
            if let Ok(refresh) = header::HeaderValue::from_str(&refresh) {
                page.headers_mut().insert(header::REFRESH, refresh);
            }
            page
        }
        None => see_other("/connexion"),
    };
    let headers = response.headers_mut();
    let clear = header::HeaderName::from_static("clear-site-data");
    headers.insert(clear, header::HeaderValue::from_static("\"cache\", \"storage\""));
    // A cookie of ours is a header's value by construction.
    let _ = response.add_cookie(&gone(is_https));
    Ok(response)
}

/// The page for somebody who isn't let in. The log gets the code under the reference shown, and no value.
fn refused(at: &At, refusal: &Refusal) -> Failure {
    if let Refusal::Failed(error) = refusal {
        return at.failed(error);
    }
    let reference = at.site.clock.now().as_millisecond().to_string();
    tracing::warn!(reference, refusal = refusal.code(), "a sign-in was refused");
    let frame = at.frame("", NavItem::Elsewhere);
    let page = match refusal {
        Refusal::Declined => ErrorPage::sign_in_declined(frame),
        Refusal::TooWeak { required, received, contact } => {
            ErrorPage::sign_in_too_weak(frame, required, received.as_deref(), contact)
        }
        Refusal::NotFresh { required, received, contact } => {
            let moment = |at| format::moment(at, &paris());
            ErrorPage::sign_in_not_fresh(frame, &moment(*required), received.map(moment).as_deref(), contact)
        }
        Refusal::SomebodyElse => ErrorPage::sign_in_somebody_else(frame),
        Refusal::Unsaid { claim, contact } => ErrorPage::sign_in_unsaid(frame, claim, contact),
        Refusal::Unknown { provider, subject, contact } => {
            ErrorPage::sign_in_unknown(frame, provider, subject, contact)
        }
        Refusal::Away(_) => ErrorPage::sign_in_away(frame, &reference),
        Refusal::Crowded => ErrorPage::sign_in_crowded(frame, &reference),
        Refusal::Suspect(_) | Refusal::Failed(_) => ErrorPage::sign_in_suspect(frame, &reference),
    };
    page.into()
}
