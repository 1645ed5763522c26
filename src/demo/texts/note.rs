//! Notes of intelligence services, and the precisions on movements.

use super::{one, say};
use crate::demo::dice::Dice;

/// What an intelligence service chooses to say.
pub(in crate::demo) fn intelligence(dice: &Dice, sex: &str) -> String {
    let origin = one(
        dice,
        &[
            "Selon une source à fiabilité établie,",
            "Selon un recueil en détention,",
            "D’après des éléments transmis par un service partenaire,",
            "D’après une source ouverte,",
            "Selon un recueil unique, non recoupé,",
            "Au vu de l’analyse de ses relations,",
        ],
    );
    let what = one(
        dice,
        &[
            "[il|elle] prend ses distances avec le groupe fréquenté avant l’incarcération.",
            "[il|elle] reste en contact épistolaire avec une personne suivie par ailleurs.",
            "[il|elle] a été approché[|e] par une personne qui cherche à influencer son entourage.",
            "[il|elle] exprime des convictions radicales sans inciter à la violence.",
            "[il|elle] envisage de s’installer près d’anciennes relations après sa sortie.",
            "[il|elle] subit des pressions dont l’origine n’est pas établie.",
            "aucun projet n’est documenté à ce stade.",
            "[il|elle] ne fait plus l’objet de sollicitations depuis l’été.",
        ],
    );
    let then = one(
        dice,
        &[
            "Information à ne pas exploiter sans l’accord du service.",
            "Point de situation prévu avant la sortie.",
            "Une confirmation est recherchée.",
            "Le service souhaite être informé de tout changement d’hébergement.",
            "Aucune diffusion hors du service à ce stade.",
            "Évaluation revue chaque trimestre.",
        ],
    );
    say(&[&format!("{origin} {what}"), then], sex)
}

/// Precisions on a judicial extraction.
pub(in crate::demo) fn extraction(dice: &Dice) -> String {
    let why = one(
        dice,
        &[
            "Interrogatoire.",
            "Confrontation.",
            "Débat contradictoire.",
            "Audience au fond.",
            "Notification d’une expertise.",
            "Audition par le juge de l’application des peines.",
        ],
    );
    let how = one(
        dice,
        &[
            "Escorte assurée par l’administration pénitentiaire.",
            "Escorte confirmée la veille.",
            "Retour le jour même.",
            "Horaire confirmé par le greffe de la juridiction.",
            "Visioconférence refusée par la défense.",
        ],
    );
    say(&[why, how], "M")
}

/// Precisions on a medical extraction: nothing clinical.
pub(in crate::demo) fn hospital(dice: &Dice) -> String {
    let how = one(
        dice,
        &[
            "Rendez-vous fixé par l’unité sanitaire.",
            "Consultation programmée.",
            "Rendez-vous reporté une fois faute d’escorte.",
            "Rendez-vous honoré.",
        ],
    );
    let then =
        one(dice, &["Escorte réduite.", "Retour le jour même.", "Aucun incident.", "Retour en début d’après-midi."]);
    say(&[how, then], "M")
}

/// Precisions on a transfer.
pub(in crate::demo) fn transfer(dice: &Dice) -> String {
    let why = one(
        dice,
        &[
            "Rapprochement familial.",
            "Affectation en établissement pour peines.",
            "Désencombrement, décision de la direction interrégionale.",
            "Accès à une formation proposée dans l’autre établissement.",
            "Mesure d’ordre, après avis de la commission.",
        ],
    );
    let how = one(
        dice,
        &[
            "Dossier et effets remis à l’escorte.",
            "Paquetage vérifié au départ.",
            "Famille prévenue par courrier.",
            "Établissement d’arrivée avisé la veille.",
        ],
    );
    say(&[why, how], "M")
}

/// Precisions on a leave.
pub(in crate::demo) fn leave(dice: &Dice, sex: &str) -> String {
    let why = one(
        dice,
        &[
            "Maintien des liens familiaux.",
            "Rendez-vous avec un employeur.",
            "Visite d’un foyer d’hébergement.",
            "Présentation à un organisme de formation.",
            "Préparation de la réinsertion.",
            "Démarches administratives.",
        ],
    );
    let rule = one(
        dice,
        &[
            "Obligation de répondre à tout appel du service.",
            "Interdiction de quitter la commune.",
            "[Tenu|Tenue] de présenter un justificatif au retour.",
            "Interdiction d’entrer en contact avec les coauteurs.",
            "Retour avant dix-huit heures.",
        ],
    );
    say(&[why, rule], sex)
}
