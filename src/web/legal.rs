//! The pages that every site of the State has.

use super::at::At;
use super::failure::{Answer, html};
use super::pages::frame::NavItem;
use super::pages::legal::{AccessibilityPage, LegalNoticePage, PersonalDataPage, SitemapPage};
use super::pages::parts::Link;

fn operator(at: &At) -> String {
    if at.site.is_demo() {
        "Démonstration (aucune administration)".to_owned()
    } else {
        at.site.settings.operator.clone()
    }
}

/// `GET /plan-du-site`
pub(in crate::web) async fn sitemap(at: At) -> Answer {
    let mut links = Vec::new();
    if let Some(reader) = &at.reader {
        links.push(Link::new("Accueil : mes dossiers", "/"));
        links.push(Link::new("Rechercher un dossier", "/dossiers"));
        links.push(Link::new("Sorties", "/sorties"));
        links.push(Link::new("Commissions et séances", "/commissions"));
        if reader.keeps_register() {
            links.push(Link::new("Fichier du greffe", "/registre"));
        }
        links.push(Link::new("Protocole : qui voit quoi, et selon quel texte", "/protocole"));
        links.push(Link::new("Services", "/institutions"));
        links.push(Link::new("Habilitations et délégations", "/habilitations"));
        links.push(Link::new("Journal des accès", "/journal"));
        links.push(Link::new("Vérification du journal", "/journal/verification"));
        links.push(Link::new("Mes connexions", "/sessions"));
    } else {
        links.push(Link::new("Connexion", "/connexion"));
    }
    if at.site.is_demo() {
        links.push(Link::new("Personnages de la démonstration", "/demo/personnages"));
    }
    links.push(Link::new("Plan du site", "/plan-du-site"));
    links.push(Link::new("Accessibilité", "/accessibilite"));
    links.push(Link::new("Mentions légales", "/mentions-legales"));
    links.push(Link::new("Données personnelles", "/donnees-personnelles"));
    Ok(html(&SitemapPage { frame: at.frame("Plan du site", NavItem::Elsewhere), links }))
}

/// `GET /accessibilite`
pub(in crate::web) async fn accessibility(at: At) -> Answer {
    let operator = operator(&at);
    Ok(html(&AccessibilityPage { frame: at.frame("Accessibilité", NavItem::Elsewhere), operator }))
}

/// `GET /mentions-legales`
pub(in crate::web) async fn notice(at: At) -> Answer {
    let operator = operator(&at);
    Ok(html(&LegalNoticePage { frame: at.frame("Mentions légales", NavItem::Elsewhere), operator }))
}

/// `GET /donnees-personnelles`
pub(in crate::web) async fn personal_data(at: At) -> Answer {
    let operator = operator(&at);
    Ok(html(&PersonalDataPage { frame: at.frame("Données personnelles", NavItem::Elsewhere), operator }))
}
