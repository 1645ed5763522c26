//! `/demo/personnages`: become one of the cast. Registered by the `demo` command alone.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use super::at::At;
use super::failure::{Answer, html};
use super::pages::cast::{CastGroup, CastMember, CastPage};
use super::pages::frame::NavItem;
use super::session::cookie;
use crate::domain::institution::Party;
use crate::signin::DEMO_ISSUER;

const GROUPS: &[(Party, &str, &str)] = &[
    (
        Party::Police,
        "Police, gendarmerie et renseignement",
        "Ils connaissent le territoire et préparent la sortie ; ils ne lisent que ce qui leur est annoncé.",
    ),
    (
        Party::Parquet,
        "Justice",
        "Elle connaît le procès, décide des aménagements et contrôle le traitement des données.",
    ),
    (
        Party::Prison,
        "Administration pénitentiaire",
        "Elle voit la personne tous les jours et tient le dossier de la détention.",
    ),
    (Party::Probation, "Insertion et probation", "Elle prépare la sortie et suit la personne après."),
    (Party::Partner, "Partenaires", "Chacun voit ce que son texte lui ouvre, et rien d’autre."),
];

/// `GET /demo/personnages`
pub(in crate::web) async fn show(at: At) -> Answer {
    let present = at.reader.as_ref().map(|reader| reader.actor.subject.clone());
    let groups = GROUPS
        .iter()
        .map(|(party, title, intro)| CastGroup {
            party: *party,
            title: (*title).to_owned(),
            intro: (*intro).to_owned(),
            members: at
                .site
                .settings
                .cast
                .iter()
                .filter(|seat| seat.party == *party)
                .map(|seat| CastMember {
                    slug: seat.slug.to_owned(),
                    name: seat.name.clone(),
                    quality: seat.quality.clone(),
                    service: seat.service.clone(),
                    look_at: seat.look_at.to_owned(),
                    current: present.as_deref() == Some(seat.slug),
                })
                .collect(),
        })
        .filter(|group: &CastGroup| !group.members.is_empty())
        .collect();
    Ok(html(&CastPage { frame: at.frame("Personnages de la démonstration", NavItem::Cast), groups }))
}

/// `POST /demo/personnages/{slug}`
pub(in crate::web) async fn become_one(at: At, request: HttpRequest) -> Answer {
    let slug = request.match_info().get("slug").unwrap_or_default();
    let Some(seat) = at.site.settings.cast.iter().find(|seat| seat.slug == slug) else { return Err(at.no_such_page()) };
    if let Some(reader) = &at.reader {
        at.site.sessions.close(reader).await.map_err(|error| at.failed(&error))?;
    }
    let token = at.site.sessions.open(DEMO_ISSUER, seat.slug).await.map_err(|error| at.failed(&error))?;
    let Some(token) = token else { return Err(at.no_such_page()) };
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, "/"))
        .cookie(cookie(&token, at.site.settings.is_https))
        .finish())
}
