//! Pages for those who aren't let in. The honest read which rule failed, what was received, and whom to ask; where it may be an
//! attack, nothing is said but to begin again.

use super::error::ErrorPage;
use super::frame::Frame;
use super::parts::Link;

fn again() -> Vec<Link> {
    vec![Link::new("Recommencer la connexion", "/connexion")]
}

fn ask(contact: &str) -> String {
    format!("À qui s’adresser\u{a0}: {contact}")
}

impl ErrorPage {
    /// 400: whatever may be an attack looks the same.
    #[must_use]
    pub fn sign_in_suspect(frame: Frame, reference: &str) -> Self {
        let text = "Personne n’est connecté. Recommencez depuis la page de connexion, dans une seule fenêtre, et allez jusqu’au bout en moins de dix minutes. Si cela se répète, donnez la référence ci-dessous à votre support informatique.";
        let mut page = Self::new(frame, 400, "La connexion n’a pas abouti", &[text], again());
        page.reference = Some(reference.to_owned());
        page
    }

    /// 403: he said no, or the provider did.
    #[must_use]
    pub fn sign_in_declined(frame: Frame) -> Self {
        let text =
            "Le fournisseur d’identité indique que la connexion a été abandonnée ou refusée. Personne n’est connecté.";
        Self::new(frame, 403, "Connexion abandonnée", &[text], again())
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
        Self::new(frame, 403, "Votre authentification n’est pas assez forte", &texts, again())
    }

    /// 403: a fresh sign-in was needed, and the provider didn't ask.
    #[must_use]
    pub fn sign_in_not_fresh(frame: Frame, required: &str, received: Option<&str>, contact: &str) -> Self {
        let rule = format!("Règle\u{a0}: cette page demande de s’identifier à nouveau, après le {required}.");
        let received = match received {
            Some(received) => format!("Reçu\u{a0}: une identification du {received}."),
            None => "Reçu\u{a0}: aucune heure d’identification.".to_owned(),
        };
        let rest = "Votre connexion à Quadrige reste ouverte pour les autres pages. Ce refus est inscrit au journal.";
        let texts = [rule.as_str(), received.as_str(), rest, &ask(contact)];
        let ways = vec![Link::new("Retour à l’accueil", "/")];
        Self::new(frame, 403, "Le fournisseur d’identité ne vous a pas identifié à nouveau", &texts, ways)
    }

    /// 403: a fresh sign-in was needed, and somebody else signed in.
    #[must_use]
    pub fn sign_in_somebody_else(frame: Frame) -> Self {
        let text = "Règle\u{a0}: la personne qui s’identifie à nouveau doit être celle dont la connexion est ouverte, et cette connexion ne doit pas avoir pris fin entre-temps. Ce refus est inscrit au journal.";
        Self::new(frame, 403, "Ce n’est pas la personne connectée", &[text], again())
    }

    /// 403: the provider doesn't say what is needed.
    #[must_use]
    pub fn sign_in_unsaid(frame: Frame, claim: &str, contact: &str) -> Self {
        let rule = format!("Règle\u{a0}: le fournisseur d’identité doit transmettre la donnée «\u{a0}{claim}\u{a0}».");
        let rest = "Reçu\u{a0}: rien sous ce nom. Ce refus est inscrit au journal.";
        let texts = [rule.as_str(), rest, &ask(contact)];
        Self::new(frame, 403, "Le fournisseur d’identité ne transmet pas ce qu’il faut", &texts, again())
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
        Self::new(frame, 403, "Aucun compte à votre nom", &texts, again())
    }

    /// 503: the provider doesn't answer.
    #[must_use]
    pub fn sign_in_away(frame: Frame, reference: &str) -> Self {
        let text = "Le fournisseur d’identité ne répond pas, ou pas comme il faut. Personne n’est connecté. Réessayez dans quelques minutes\u{a0}; si cela dure, donnez la référence ci-dessous à votre support informatique.";
        let mut page = Self::new(frame, 503, "Le fournisseur d’identité est indisponible", &[text], again());
        page.reference = Some(reference.to_owned());
        page
    }

    /// 503: too many on their way at once.
    #[must_use]
    pub fn sign_in_crowded(frame: Frame, reference: &str) -> Self {
        let text = "Trop de connexions sont en cours. Réessayez dans dix minutes.";
        let mut page = Self::new(frame, 503, "Connexion momentanément impossible", &[text], again());
        page.reference = Some(reference.to_owned());
        page
    }
}
