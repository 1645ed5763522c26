//! Pages for those who aren't let in. The honest read which rule failed, what was received, and whom to ask; where it may be an
//! attack, nothing is said but to begin again.

use super::error::ErrorPage;
use super::frame::Frame;
use super::parts::Link;

/// What is true of this browser now: said last on every page, since whoever believes himself signed out walks away from a shared machine.
const OPEN: &str = "Votre connexion à Quadrige reste ouverte\u{a0}: déconnectez-vous avant de quitter ce poste.";
const NOBODY: &str = "Personne n’est connecté sur ce poste.";

/// A page for somebody who isn't let in; or for a reader whose fresh sign-in came to nothing, and whose session goes on.
fn turned_away(frame: Frame, status: u16, title: &str, texts: &[&str]) -> ErrorPage {
    let is_open = frame.reader.is_some();
    let texts = [texts, &[if is_open { OPEN } else { NOBODY }]].concat();
    let way = if is_open {
        Link::new("Retour à l’accueil", "/")
    } else {
        Link::new("Recommencer la connexion", "/connexion")
    };
    let mut page = ErrorPage::new(frame, status, title, &texts, vec![way]);
    page.may_leave = is_open;
    page
}

fn ask(contact: &str) -> String {
    format!("À qui s’adresser\u{a0}: {contact}")
}

impl ErrorPage {
    /// 400: whatever may be an attack looks the same.
    #[must_use]
    pub fn sign_in_suspect(frame: Frame, reference: &str) -> Self {
        let text = "Recommencez dans une seule fenêtre, et allez jusqu’au bout en moins de dix minutes. Si cela se répète, donnez la référence ci-dessous à votre support informatique.";
        let mut page = turned_away(frame, 400, "La connexion n’a pas abouti", &[text]);
        page.reference = Some(reference.to_owned());
        page
    }

    /// 403: he said no, or the provider did.
    #[must_use]
    pub fn sign_in_declined(frame: Frame) -> Self {
        let text = "Le fournisseur d’identité indique que l’identification a été abandonnée ou refusée.";
        turned_away(frame, 403, "Identification abandonnée", &[text])
    }

    /// 403: authentic, not strongly enough.
    #[must_use]
    pub fn sign_in_too_weak(frame: Frame, required: &[String], received: Option<&str>, contact: &str) -> Self {
        let rule = format!(
            "Règle\u{a0}: le fournisseur d’identité doit attester l’un de ces niveaux d’authentification (acr)\u{a0}: {}.",
            required.join(", ")
        );
        let received = format!("Reçu\u{a0}: {}.", received.unwrap_or("aucun niveau"));
        let how = "Recommencez en choisissant un moyen de connexion plus fort (carte d’agent, second facteur). Ce refus est inscrit au journal.";
        let texts = [rule.as_str(), received.as_str(), how, &ask(contact)];
        turned_away(frame, 403, "Votre authentification n’est pas assez forte", &texts)
    }

    /// 403: a fresh sign-in was needed, and the provider didn't ask.
    #[must_use]
    pub fn sign_in_not_fresh(frame: Frame, required: &str, received: Option<&str>, contact: &str) -> Self {
        let rule = format!("Règle\u{a0}: cette page demande de s’identifier à nouveau, après le {required}.");
        let received = match received {
            Some(received) => format!("Reçu\u{a0}: une identification du {received}."),
            None => "Reçu\u{a0}: aucune heure d’identification.".to_owned(),
        };
        let rest = "Les autres pages restent accessibles. Ce refus est inscrit au journal.";
        let texts = [rule.as_str(), received.as_str(), rest, &ask(contact)];
        turned_away(frame, 403, "Le fournisseur d’identité ne vous a pas identifié à nouveau", &texts)
    }

    /// 403: a fresh sign-in was needed, and somebody else signed in.
    #[must_use]
    pub fn sign_in_somebody_else(frame: Frame) -> Self {
        let text = "Règle\u{a0}: la personne qui s’identifie à nouveau doit être celle dont la connexion est ouverte, et cette connexion ne doit pas avoir pris fin entre-temps. Ce refus est inscrit au journal.";
        turned_away(frame, 403, "Ce n’est pas la personne connectée", &[text])
    }

    /// 403: the provider doesn't say what is needed.
    #[must_use]
    pub fn sign_in_unsaid(frame: Frame, claim: &str, contact: &str) -> Self {
        let rule = format!("Règle\u{a0}: le fournisseur d’identité doit transmettre la donnée «\u{a0}{claim}\u{a0}».");
        let rest = "Reçu\u{a0}: rien sous ce nom. Ce refus est inscrit au journal.";
        let texts = [rule.as_str(), rest, &ask(contact)];
        turned_away(frame, 403, "Le fournisseur d’identité ne transmet pas ce qu’il faut", &texts)
    }

    /// 403: authentic, and nobody here.
    #[must_use]
    pub fn sign_in_unknown(frame: Frame, provider: &str, subject: &str, contact: &str) -> Self {
        let what = format!(
            "{provider} vous a reconnu, mais aucun compte n’est ouvert à votre nom sur cette plateforme. Ce refus est inscrit au journal."
        );
        let received = format!(
            "Pour ouvrir un compte, l’administrateur a besoin de votre identifiant technique chez ce fournisseur\u{a0}: {subject}"
        );
        let texts = [what.as_str(), received.as_str(), &ask(contact)];
        turned_away(frame, 403, "Aucun compte à votre nom", &texts)
    }

    /// 503: the provider doesn't answer.
    #[must_use]
    pub fn sign_in_away(frame: Frame, reference: &str) -> Self {
        let text = "Le fournisseur d’identité ne répond pas, ou pas comme il faut. Réessayez dans quelques minutes\u{a0}; si cela dure, donnez la référence ci-dessous à votre support informatique.";
        let mut page = turned_away(frame, 503, "Le fournisseur d’identité est indisponible", &[text]);
        page.reference = Some(reference.to_owned());
        page
    }

    /// 503: too many on their way at once.
    #[must_use]
    pub fn sign_in_crowded(frame: Frame, reference: &str) -> Self {
        let text = "Trop de connexions sont en cours. Réessayez dans dix minutes.";
        let mut page = turned_away(frame, 503, "Connexion momentanément impossible", &[text]);
        page.reference = Some(reference.to_owned());
        page
    }
}
