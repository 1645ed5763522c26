//! What the CPU writes: object, prior comment, synthesis, actions.

use super::{one, say};
use crate::demo::dice::Dice;

/// The texts of one item.
pub(in crate::demo) struct Item {
    /// Object.
    pub(in crate::demo) object: String,
    /// Comment written before the sitting.
    pub(in crate::demo) comment: String,
    /// Synthesis.
    pub(in crate::demo) synthesis: String,
    /// Actions and follow-ups.
    pub(in crate::demo) follow_ups: String,
}

/// An item on that theme (a code of the catalogue). Nothing about sentence, civil parties or release before a conviction.
pub(in crate::demo) fn item(dice: &Dice, theme: &str, convicted: bool, sex: &str) -> Item {
    // The lists end with what supposes a conviction.
    let fit = |list: &[&'static str], of_convicts: usize| {
        one(dice, if convicted { list } else { &list[..list.len() - of_convicts] })
    };
    let object = one(
        dice,
        match theme {
            "arrival" => &[
                "Bilan de la période d’accueil",
                "Affectation à l’issue du quartier des arrivants",
                "Synthèse de l’observation des arrivants",
            ],
            "suicide_prevention" => &[
                "Réexamen des mesures de prévention",
                "Niveau d’attention et mesures de protection",
                "Bilan d’une période d’attention",
            ],
            "lack_of_means" => &[
                "Ressources des trois derniers mois",
                "Aide à une personne sans ressources suffisantes",
                "Demande d’aide vestimentaire",
            ],
            "activities" => &[
                "Demande de classement au travail",
                "Inscription en formation",
                "Reprise d’activité après interruption",
            ],
            "regimes" => {
                &["Passage au régime de confiance", "Maintien dans le régime commun", "Réexamen du régime de détention"]
            }
            "danger_vulnerability" => &[
                "Réévaluation de la vulnérabilité",
                "Conditions d’affectation en cellule",
                "Évaluation partagée des facteurs",
            ],
            "release" => &[
                "Préparation de la sortie",
                "Point d’étape avant la libération",
                "Permission de sortir et projet de sortie",
            ],
            _ => &[
                "Parcours d’exécution de peine, bilan annuel",
                "Parcours d’exécution de peine, premier entretien",
                "Objectifs du parcours et échéances",
            ],
        },
    );
    let comment = say(&[one(dice, COMMENT_DETENTION), one(dice, COMMENT_OTHERS), fit(COMMENT_WHAT, 2)], sex);
    let synthesis = say(
        &[
            one(dice, SYNTHESIS_NOW),
            one(dice, synthesis_of(theme)),
            fit(SYNTHESIS_DETAIL, 1),
            one(dice, if theme == "arrival" { ARRIVAL_ADVICE } else { SYNTHESIS_ADVICE }),
        ],
        sex,
    );
    let (first, second) = (fit(FOLLOW_UPS, 1), fit(FOLLOW_UPS, 1));
    let follow_ups = say(&[first, if first == second { "" } else { second }, fit(REVIEW, 1)], sex);
    Item { object: object.to_owned(), comment, synthesis, follow_ups }
}

const COMMENT_DETENTION: &[&str] = &[
    "Détention : respect du règlement, relations correctes avec les agents.",
    "Détention : quelques rappels, suivis d’effet.",
    "Détention : [discret|discrète], sollicite peu le personnel.",
];

const COMMENT_OTHERS: &[&str] = &[
    "SPIP : entretiens réguliers, projet en construction.",
    "SPIP : premier entretien réalisé, situation familiale à préciser.",
    "SPIP : liens familiaux maintenus malgré la distance.",
    "Enseignement : assiduité satisfaisante.",
    "Enseignement : positionnement réalisé, orientation proposée.",
    "Travail : poste tenu avec sérieux.",
    "Travail : en attente d’un poste, demande renouvelée.",
];

const COMMENT_WHAT: &[&str] = &[
    "Souhaite être [entendu|entendue] avant la prochaine échéance.",
    "Demande une affectation en cellule individuelle.",
    "Aucun incident à signaler.",
    "Un incident sans gravité, traité sur place.",
    "Les parloirs ont repris.",
    "Pas d’élément nouveau.",
    "Le versement volontaire à la partie civile a commencé.",
    "L’attestation d’hébergement est attendue.",
];

const SYNTHESIS_NOW: &[&str] = &[
    "La commission constate une évolution favorable.",
    "La commission constate une situation stable.",
    "La situation demande un accompagnement plus soutenu.",
    "La période écoulée a été marquée par des efforts réguliers.",
    "Les services s’accordent sur l’essentiel et divergent sur le calendrier.",
    "Le parcours reste conforme aux objectifs fixés.",
];

const SYNTHESIS_DETAIL: &[&str] = &[
    "[Entendu|Entendue] en début de séance, [l’intéressé|l’intéressée] confirme ses souhaits.",
    "[L’intéressé|L’intéressée] a adressé des observations écrites, lues en séance.",
    "Les liens familiaux sont un appui.",
    "Les liens familiaux restent à reconstruire.",
    "Le travail et les cours occupent l’essentiel de la semaine.",
    "Les relations avec le personnel sont correctes.",
    "Une vigilance est demandée aux équipes lors des dates anniversaires.",
    "La barrière de la langue n’est pas un obstacle, avec l’aide proposée.",
    "",
    "L’indemnisation des parties civiles se poursuit.",
];

const ARRIVAL_ADVICE: &[&str] = &[
    "Affectation proposée au chef d’établissement.",
    "Maintien de quelques jours au quartier des arrivants, puis affectation.",
    "Affectation en cellule double proposée.",
    "Affectation en cellule individuelle proposée.",
    "Point prévu après un mois de détention.",
];

const SYNTHESIS_ADVICE: &[&str] = &[
    "Avis favorable à l’unanimité.",
    "Avis favorable, un service ayant émis une réserve sur la date.",
    "Avis favorable sous condition d’assiduité.",
    "Avis réservé dans l’attente de pièces.",
    "Avis défavorable en l’état, à réexaminer.",
    "La décision est proposée au chef d’établissement.",
];

fn synthesis_of(theme: &str) -> &'static [&'static str] {
    match theme {
        "arrival" => &[
            "L’accueil s’est déroulé sans difficulté et les premières démarches sont engagées.",
            "Les besoins repérés portent sur les papiers d’identité et le maintien des liens familiaux.",
            "Une affectation dans un bâtiment calme est proposée.",
        ],
        "suicide_prevention" => &[
            "Les mesures en place sont jugées adaptées et seront réexaminées à bref délai.",
            "L’entourage a été associé, avec son accord.",
            "La levée progressive des mesures est envisagée.",
        ],
        "lack_of_means" => &[
            "Les conditions de l’aide en numéraire sont réunies.",
            "Une aide en nature est préférée, avec une priorité d’accès au travail.",
            "Les ressources reçues dépassent le seuil ; la demande pourra être renouvelée.",
        ],
        "activities" => &[
            "Le profil correspond au poste proposé.",
            "La formation de peintre en bâtiment est retenue, sous réserve de place.",
            "Une reprise à mi-temps est préférée dans un premier temps.",
        ],
        "regimes" => &[
            "Le régime de confiance peut être proposé.",
            "Le régime commun est maintenu, avec un nouvel examen.",
            "Un engagement écrit est demandé.",
        ],
        "danger_vulnerability" => &[
            "Aucun facteur nouveau n’est relevé.",
            "L’affectation seule en cellule est recommandée pour sa protection.",
            "Les facteurs de protection, famille et travail, sont soulignés.",
        ],
        "release" => &[
            "L’hébergement est vérifié ; l’emploi reste à confirmer.",
            "Le projet est cohérent avec la date de sortie prévue.",
            "La continuité des droits sociaux doit être assurée avant la sortie.",
            "Le relais avec le service du lieu de résidence est organisé.",
        ],
        _ => &[
            "Les objectifs de l’année sont la formation, l’indemnisation et le maintien des liens.",
            "Le travail sur les faits est engagé.",
            "Un transfert vers un établissement pour peines, plus proche de la famille, est souhaité.",
        ],
    }
}

const FOLLOW_UPS: &[&str] = &[
    "SPIP : vérifier l’hébergement, sous un mois.",
    "Détention : proposer un entretien avec l’encadrement, sous quinze jours.",
    "Enseignement : inscription au prochain groupe.",
    "Travail : inscription sur la liste d’attente de l’atelier.",
    "Greffe : vérifier la validité des papiers d’identité.",
    "SPIP : prendre contact avec l’employeur pressenti.",
    "Unité sanitaire : invitée à la prochaine commission.",
    "SPIP : préparer la demande de permission de sortir.",
];

const REVIEW: &[&str] = &[
    "Nouvel examen dans un mois.",
    "Nouvel examen dans deux mois.",
    "Nouvel examen dans trois mois.",
    "Nouvel examen dans six mois.",
    "Nouvel examen avant la sortie.",
];
