//! Error pages: what happened, who decides, what to do next.

use askama::Template;

use super::frame::{Frame, NavItem};
use super::parts::Link;

/// An error page.
#[derive(Debug, Clone, Template)]
#[template(path = "error.html", whitespace = "minimize")]
pub struct ErrorPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in a few words.
    pub title: String,
    /// What happened, and who decides.
    pub paragraphs: Vec<String>,
    /// Ways on.
    pub ways: Vec<Link>,
    /// What to quote to the support; never on a 404, whose bytes may not vary.
    pub reference: Option<String>,
    /// Whether the page itself offers to sign out.
    pub may_leave: bool,
}

impl ErrorPage {
    pub(in crate::web::pages) fn new(
        mut frame: Frame,
        status: u16,
        title: &str,
        paragraphs: &[&str],
        ways: Vec<Link>,
    ) -> Self {
        frame.title = title.to_owned();
        frame.current = NavItem::Elsewhere;
        frame.return_to = "/".to_owned();
        let paragraphs = paragraphs.iter().map(|text| (*text).to_owned()).collect();
        Self { frame, status, title: title.to_owned(), paragraphs, ways, reference: None, may_leave: false }
    }

    /// 400: the address or the form can't be read. `what` says which part, and how it should be.
    #[must_use]
    pub fn bad_request(frame: Frame, what: &str) -> Self {
        let rest =
            "Rien n’a été enregistré. Revenez à la page précédente\u{a0}: ce que vous y avez saisi s’y trouve encore.";
        Self::new(frame, 400, "Cette demande ne peut pas être lue", &[what, rest], home_and_search())
    }

    /// 401: nobody is signed in, or the session has ended.
    #[must_use]
    pub fn signed_out(frame: Frame) -> Self {
        let ways = vec![Link::new("Se connecter", "/connexion")];
        Self::new(
            frame,
            401,
            "Connectez-vous pour continuer",
            &["Personne n’est connecté sur ce poste, ou la session a pris fin après une période sans activité."],
            ways,
        )
    }

    /// 403: no valid clearance. `why` names its state: `Votre habilitation a pris fin le 12/03/2026.` Where the reader's own
    /// observations are asked for, `asked` is by when, and the way to them: whoever is turned away is heard.
    #[must_use]
    pub fn no_clearance(frame: Frame, why: &str, asked: Option<(&str, Link)>) -> Self {
        let mut page = Self::new(
            frame,
            403,
            "Aucune habilitation en cours de validité",
            &[
                why,
                "Sans habilitation en cours de validité, aucune donnée personnelle n’est accessible, quels que soient le grade ou la fonction.",
                "La décision appartient à l’autorité qui habilite les agents de votre service\u{a0}: chef d’établissement, chef de juridiction, directeur interrégional ou chef de service. Demandez-lui l’ouverture, le renouvellement ou la levée de la suspension de votre habilitation. Ce refus est inscrit au journal.",
            ],
            vec![Link::new("Données personnelles et journal de consultation", "/donnees-personnelles")],
        );
        if let Some((by, way)) = asked {
            page.paragraphs.insert(
                1,
                format!(
                    "Vos observations sont demandées sur cette habilitation, jusqu’au {by}. Vous pouvez lire ce qui vous est reproché et répondre, même sans accès."
                ),
            );
            page.ways.insert(0, way);
        }
        page
    }

    /// 403: a clearance, but not for this. `why` says which text or function is missing.
    #[must_use]
    pub fn forbidden(frame: Frame, why: &str) -> Self {
        Self::new(
            frame,
            403,
            "Votre fonction n’ouvre pas cet accès",
            &[
                why,
                "Le protocole d’échange en vigueur décide de ce que voit et de ce qu’écrit chaque fonction. Ce refus est inscrit au journal.",
            ],
            home_and_search(),
        )
    }

    /// 409: what was asked can't be done now, and why.
    #[must_use]
    pub fn obstacle(frame: Frame, why: &str) -> Self {
        Self::new(
            frame,
            409,
            "Cette étape n’est pas possible maintenant",
            &[why, "Rien n’a été enregistré."],
            home_and_search(),
        )
    }

    /// 404 for a file, record or form: the same words whether it is absent or unknown to this reader.
    #[must_use]
    pub fn no_such_file(frame: Frame) -> Self {
        Self::new(
            frame,
            404,
            "Aucun dossier à cette adresse",
            &[
                "L’adresse est peut-être incomplète, ou ce dossier n’intéresse pas votre service.",
                "Si un collègue vous a transmis ce lien, demandez-lui de vous communiquer l’information par la plateforme\u{a0}: c’est son service qui décide.",
            ],
            home_and_search(),
        )
    }

    /// 404 for any other address.
    #[must_use]
    pub fn no_such_page(frame: Frame) -> Self {
        let ways = vec![Link::new("Retour à l’accueil", "/"), Link::new("Plan du site", "/plan-du-site")];
        Self::new(
            frame,
            404,
            "Aucune page à cette adresse",
            &["L’adresse est peut-être incomplète ou mal recopiée."],
            ways,
        )
    }

    /// 405: the address exists, not for this kind of request.
    #[must_use]
    pub fn method_not_allowed(frame: Frame) -> Self {
        Self::new(
            frame,
            405,
            "Cette adresse ne s’ouvre pas ainsi",
            &["La page attend l’envoi d’un formulaire, ou au contraire n’en attend pas. Rien n’a été enregistré."],
            home_and_search(),
        )
    }

    /// 409: what was to be changed has changed meanwhile.
    #[must_use]
    pub fn conflict(frame: Frame, back: Link) -> Self {
        Self::new(
            frame,
            409,
            "Quelqu’un a modifié cette donnée entre-temps",
            &[
                "Votre modification n’a pas été enregistrée, pour ne pas effacer la sienne. Relisez la donnée, puis recommencez s’il y a lieu.",
            ],
            vec![back],
        )
    }

    /// 413: too much at once.
    #[must_use]
    pub fn too_large(frame: Frame) -> Self {
        Self::new(
            frame,
            413,
            "L’envoi est trop volumineux",
            &[
                "Un texte ne dépasse pas 8\u{202f}000 caractères. Rien n’a été enregistré\u{a0}: revenez à la page précédente pour raccourcir le vôtre.",
            ],
            home_and_search(),
        )
    }

    /// 415: not a form of this site.
    #[must_use]
    pub fn unsupported(frame: Frame) -> Self {
        Self::new(
            frame,
            415,
            "Ce format n’est pas accepté",
            &["Cette adresse attend un formulaire de ce site, encodé en UTF-8. Rien n’a été enregistré."],
            home_and_search(),
        )
    }

    /// 500: our fault.
    #[must_use]
    pub fn internal(frame: Frame, reference: &str) -> Self {
        let mut page = Self::new(
            frame,
            500,
            "Une erreur est survenue de notre côté",
            &[
                "Votre demande n’a pas abouti et rien n’a été enregistré à moitié. Réessayez dans un instant\u{a0}; si l’erreur se répète, donnez la référence ci-dessous à votre support informatique.",
            ],
            vec![Link::new("Retour à l’accueil", "/")],
        );
        page.reference = Some(reference.to_owned());
        page
    }

    /// 503: the journal or the database can't be written; no page without its line.
    #[must_use]
    pub fn unavailable(frame: Frame, reference: &str) -> Self {
        let mut page = Self::new(
            frame,
            503,
            "Le service est momentanément indisponible",
            &[
                "Le journal de consultation ne peut pas être écrit. Aucune page nominative ne s’affiche sans sa ligne au journal\u{a0}: c’est voulu.",
                "Réessayez dans quelques minutes. En cas d’urgence, appelez directement le service concerné.",
            ],
            vec![Link::new("Réessayer depuis l’accueil", "/")],
        );
        page.reference = Some(reference.to_owned());
        page
    }
}

fn home_and_search() -> Vec<Link> {
    vec![Link::new("Retour à mes dossiers", "/"), Link::new("Rechercher un dossier", "/dossiers")]
}
