//! Disciplinary incidents: what was seen, and what the person answers.

use super::{one, say};
use crate::demo::dice::Dice;

/// The facts, for a fault of that degree (`first`, `second`, `third`).
pub(in crate::demo) fn facts(dice: &Dice, degree: &str, sex: &str) -> String {
    let what = one(
        dice,
        match degree {
            "first" => &[
                "[il|elle] et une autre personne détenue ont échangé des coups ; l’intervention de deux agents y a mis fin.",
                "[il|elle] a poussé un agent pour sortir de cellule ; aucune blessure.",
                "une substance présumée stupéfiante, de faible quantité, a été découverte dans ses effets et saisie.",
                "[il|elle] a tenté de recevoir un colis lancé depuis l’extérieur.",
                "[il|elle] a menacé une autre personne détenue devant témoins.",
                "[il|elle] a refusé par la force la fouille décidée par l’encadrement.",
            ][..],
            "second" => &[
                "[il|elle] a tenu des propos insultants envers un agent, en présence de tiers.",
                "[il|elle] a refusé de réintégrer sa cellule pendant une vingtaine de minutes.",
                "un objet interdit par le règlement intérieur a été trouvé sous le matelas.",
                "[il|elle] a volontairement dégradé l’œilleton de la porte.",
                "[il|elle] a échangé des biens contre la promesse d’un service.",
                "[il|elle] a quitté l’atelier sans autorisation et bloqué la coursive.",
                "[il|elle] a crié par la fenêtre malgré trois rappels.",
            ],
            _ => &[
                "[il|elle] n’a pas respecté l’horaire de retour de l’activité.",
                "du linge obstruait la fenêtre malgré une consigne écrite.",
                "[il|elle] a refusé d’éteindre la musique après l’heure prévue.",
                "[il|elle] s’est rendu[|e] dans une cellule voisine sans y être autorisé[|e].",
                "[il|elle] n’a pas exécuté une consigne de nettoyage.",
                "[il|elle] a jeté des détritus dans la cour.",
            ],
        },
    );
    let when = one(
        dice,
        &[
            "En début de matinée,",
            "Lors du mouvement de midi,",
            "Pendant la promenade,",
            "À la fin de l’activité,",
            "Lors du contrôle de cellule,",
            "En soirée,",
            "Au retour du parloir,",
        ],
    );
    let then = one(
        dice,
        &[
            "Le calme est revenu sans autre incident.",
            "Un rappel à la règle a été fait sur place.",
            "L’encadrement a été avisé et un compte rendu rédigé.",
            "[Il|Elle] a regagné sa cellule sans difficulté.",
            "Les agents présents confirment les faits.",
            "Les images ont été conservées.",
            "Aucun dommage corporel n’a été constaté.",
            "L’activité a repris normalement.",
        ],
    );
    say(&[&format!("{when} {what}"), then], sex)
}

/// What the person argued.
pub(in crate::demo) fn defence(dice: &Dice, sex: &str) -> String {
    let stance = one(
        dice,
        &[
            "[L’intéressé|L’intéressée] reconnaît les faits et s’en excuse.",
            "[L’intéressé|L’intéressée] reconnaît une partie des faits.",
            "[L’intéressé|L’intéressée] conteste les faits tels qu’ils sont rapportés.",
            "[Assisté|Assistée] de son avocat, [l’intéressé|l’intéressée] demande le visionnage des images.",
            "[L’intéressé|L’intéressée] explique avoir agi sous le coup de la colère.",
            "[L’intéressé|L’intéressée] n’a pas souhaité présenter d’observations.",
        ],
    );
    let reason = one(
        dice,
        &[
            "[Il|Elle] évoque la fatigue et un manque de nouvelles de sa famille.",
            "[Il|Elle] dit avoir mal compris la consigne.",
            "[Il|Elle] indique avoir voulu éviter un conflit plus grave.",
            "[Il|Elle] souligne l’absence d’incident depuis plusieurs mois.",
            "[Il|Elle] propose de réparer le dommage.",
            "[Il|Elle] demande à garder son poste de travail.",
            "",
        ],
    );
    say(&[stance, reason], sex)
}
