//! Observations: facts first, dated and without interpretation; then, announced as such, what the writer thinks of them.

mod detention;

use self::detention::INSIDE;
use super::{one, say};
use crate::demo::dice::Dice;

/// Who writes, and from where he sees the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) enum Seen {
    /// Detention officers.
    Inside,
    /// Detention officers, of someone not yet convicted: nothing about a release.
    Untried,
    /// SPIP, while the person is in prison.
    BySpipInside,
    /// SPIP, in the community.
    BySpipOutside,
    /// SPIP, asked by the parquet about someone not yet judged.
    Inquiry,
    /// Health unit: nothing clinical.
    ByHealth,
    /// Teachers.
    ByEducation,
    /// What is public on networks.
    Online,
    /// The same, of someone whom an intelligence service follows.
    OnlineWatched,
}

struct Theme {
    code: &'static str,
    when: &'static [&'static str],
    fact: &'static [&'static str],
    view: &'static [&'static str],
}

/// An observation: its theme's code and its text.
pub(in crate::demo) fn observation(dice: &Dice, seen: Seen, sex: &str) -> (&'static str, String) {
    let themes: &[Theme] = match seen {
        // Signs of extremism are seldom seen, and are the last theme of the list.
        Seen::Inside | Seen::Untried if dice.percent(2) => &INSIDE[INSIDE.len() - 1..],
        Seen::Inside => &INSIDE[..INSIDE.len() - 1],
        Seen::Untried => &INSIDE[..INSIDE.len() - 2],
        Seen::BySpipInside => SPIP_INSIDE,
        Seen::BySpipOutside => SPIP_OUTSIDE,
        Seen::Inquiry => INQUIRY,
        Seen::ByHealth => HEALTH,
        Seen::ByEducation => EDUCATION,
        Seen::Online => &ONLINE[..1],
        Seen::OnlineWatched => ONLINE,
    };
    let theme = dice.pick(themes);
    (theme.code, written(dice, theme, sex))
}

/// An observation that detention officers write on that theme; on daily life when there is no such theme.
pub(in crate::demo) fn inside(dice: &Dice, code: &str, sex: &str) -> String {
    let theme = INSIDE.iter().find(|theme| theme.code == code).unwrap_or(&INSIDE[0]);
    written(dice, theme, sex)
}

fn written(dice: &Dice, theme: &Theme, sex: &str) -> String {
    let first = dice.below(theme.fact.len());
    let (when, fact) = (one(dice, theme.when), theme.fact[first]);
    let opening = format!("{when} {fact}");
    // A second fact of the same kind, now and then, never the same one; short lists hold facts that exclude each other.
    let second = if theme.fact.len() >= 8 && dice.percent(30) {
        let other = theme.fact[(first + 1 + dice.below(theme.fact.len() - 1)) % theme.fact.len()];
        format!("{} {other}", one(dice, &["Par ailleurs,", "En outre,", "Dans la même période,", "À noter aussi :"]))
    } else {
        String::new()
    };
    let view = if dice.percent(75) { one(dice, theme.view) } else { "" };
    say(&[&opening, &second, view], sex)
}

const CALM: &[&str] = &[
    "Appréciation : rien qui appelle une suite particulière.",
    "Appréciation : attitude constante depuis plusieurs semaines.",
    "À notre avis, un point lors de la prochaine commission suffira.",
    "Appréciation : les rappels simples sont entendus.",
    "Nous proposons de poursuivre l’observation sans mesure particulière.",
    "Appréciation : l’évolution est lente mais réelle.",
    "Vu par deux agents ; l’équipe de nuit a été informée.",
    "À notre avis, un entretien avec le SPIP serait utile.",
];

const SOCIAL: &[&str] = &[
    "Appréciation : la démarche est personnelle et suivie d’effet.",
    "Appréciation : l’évolution est lente mais réelle.",
    "Appréciation : les efforts sont réguliers, les résultats encore fragiles.",
    "À notre avis, un point lors de la prochaine commission suffira.",
    "Nous en rendrons compte à la prochaine échéance.",
    "Nous proposons de poursuivre dans ce sens.",
    "Appréciation : rien qui appelle une suite particulière.",
];

const WATCHFUL: &[&str] = &[
    "Appréciation : changement récent, à suivre dans les prochains jours.",
    "À notre avis, un échange avec l’encadrement est souhaitable rapidement.",
    "Nous proposons d’en parler à la prochaine commission pluridisciplinaire.",
    "L’encadrement a été avisé le jour même ; rien d’autre à ce stade.",
    "Appréciation : un fait isolé, qui ne permet pas de conclure.",
    "À notre avis, l’entourage en détention compte pour beaucoup.",
    "Vu par un seul agent ; à confirmer.",
];

const SPIP_INSIDE: &[Theme] = &[
    Theme {
        code: "release",
        when: &[
            "En entretien,",
            "Lors du deuxième entretien,",
            "Au bureau du bâtiment,",
            "En présence de l’assistante sociale,",
            "En entretien de préparation à la sortie,",
        ],
        fact: &[
            "[il|elle] présente un projet d’hébergement chez un proche, que nous vérifions.",
            "[il|elle] a remis une promesse d’embauche ; l’employeur a été joint.",
            "[il|elle] souhaite une orientation vers un foyer et accepte d’en visiter un.",
            "[il|elle] n’a pas encore de solution de logement ; trois demandes sont en cours.",
            "[il|elle] a commencé les démarches pour ses droits sociaux.",
            "[il|elle] reconnaît que le retour dans son quartier l’exposerait aux mêmes relations.",
            "[il|elle] a proposé un échéancier pour indemniser la partie civile.",
        ],
        view: SOCIAL,
    },
    Theme {
        code: "relations",
        when: &[
            "En entretien,",
            "Après un échange avec la famille,",
            "À l’issue du module collectif,",
            "Au bureau du bâtiment,",
        ],
        fact: &[
            "[il|elle] parle des faits sans les minimiser.",
            "[il|elle] a repris contact par courrier avec un membre de sa famille.",
            "[il|elle] écoute les autres participants et prend la parole à son tour.",
            "[il|elle] peine encore à évoquer la victime.",
            "[il|elle] dit compter sur un seul proche, dont la santé est fragile.",
            "[il|elle] a demandé à suivre une médiation familiale.",
        ],
        view: SOCIAL,
    },
];

const SPIP_OUTSIDE: &[Theme] = &[
    Theme {
        code: "daily_life",
        when: &[
            "À l’entretien au service,",
            "Lors de la visite à domicile,",
            "En permanence délocalisée,",
            "Lors du dernier entretien,",
            "À l’entretien mensuel,",
        ],
        fact: &[
            "[il|elle] s’est présenté[|e] à l’heure avec les justificatifs demandés.",
            "[il|elle] a manqué un rendez-vous et a prévenu le lendemain.",
            "[il|elle] travaille à temps partiel depuis trois semaines.",
            "[il|elle] a remis son contrat de formation.",
            "[il|elle] cherche un logement plus proche de son emploi.",
            "[il|elle] verse chaque mois la somme prévue à la partie civile.",
            "[il|elle] dit se sentir isolé[|e] depuis son arrivée dans la commune.",
            "[il|elle] respecte les horaires fixés par la décision.",
            "[il|elle] a signalé un changement d’adresse, dont le juge est avisé.",
        ],
        view: &[
            "Appréciation : la mesure est investie.",
            "À notre avis, le rythme des convocations peut être espacé.",
            "À notre avis, le rythme des convocations doit être maintenu.",
            "Nous proposons un bilan à mi-parcours avec le juge.",
            "Appréciation : la situation matérielle reste fragile.",
            "Un rappel des obligations a été fait et compris.",
            "L’orientation vers un partenaire local est engagée.",
        ],
    },
    Theme {
        code: "relations",
        when: &["En entretien,", "À l’entretien mensuel,", "Lors d’un point téléphonique,", "Au bureau du service,"],
        fact: &[
            "[il|elle] décrit des relations apaisées avec son entourage.",
            "[il|elle] dit avoir croisé un ancien coauteur et s’être éloigné[|e].",
            "[il|elle] dit préparer chaque séance du programme collectif.",
            "[il|elle] a demandé à parler d’un conflit de voisinage récent.",
            "[il|elle] s’appuie sur une association sportive du quartier.",
        ],
        view: SOCIAL,
    },
];

const INQUIRY: &[Theme] = &[Theme {
    code: "daily_life",
    when: &[
        "Enquête sociale rapide :",
        "Entretien de permanence :",
        "Vérification de situation à la demande du parquet :",
        "Recueil de renseignements socio-éducatifs :",
    ],
    fact: &[
        "[il|elle] est hébergé[|e] par un proche ; l’attestation a été vérifiée.",
        "[il|elle] a un emploi déclaré depuis plus d’un an.",
        "[il|elle] est sans activité et inscrit[|e] auprès du service de l’emploi.",
        "[il|elle] a deux enfants à charge, scolarisés dans la commune.",
        "[il|elle] déclare des dettes locatives ; un plan est en cours.",
        "[il|elle] suit une formation qualifiante jusqu’à l’été.",
    ],
    view: &[
        "Appréciation : les garanties de représentation paraissent sérieuses.",
        "Appréciation : les garanties de représentation restent à compléter.",
        "Les éléments ont été recueillis au cours d’un seul entretien.",
        "L’employeur n’a pas été contacté, à sa demande.",
    ],
}];

const HEALTH: &[Theme] = &[Theme {
    code: "daily_life",
    when: &[
        "À l’occasion d’un passage à l’unité,",
        "Après échange au sein de l’équipe,",
        "À l’issue d’une consultation programmée,",
        "À l’occasion d’un échange,",
    ],
    fact: &[
        "nous invitons à une attention particulière dans les prochains jours ; aucun élément clinique n’est communiqué.",
        "[il|elle] s’est présenté[|e] à tous les rendez-vous fixés.",
        "[il|elle] a demandé que ses horaires de travail tiennent compte de ses rendez-vous.",
        "nous souhaitons qu’un changement de cellule soit discuté avec nous au préalable.",
        "[il|elle] accepte que l’équipe participe à la prochaine commission.",
        "[il|elle] souhaite être [accompagné|accompagnée] pour préparer la suite de son suivi dehors.",
    ],
    view: &[
        "Observation limitée à ce qui est utile à sa protection.",
        "L’unité reste disponible pour la commission.",
        "Écrit avec son accord.",
        "Nous en reparlerons à la prochaine réunion.",
    ],
}];

const EDUCATION: &[Theme] = &[Theme {
    code: "activities",
    when: &[
        "En cours de français,",
        "En cours de mathématiques,",
        "Pendant la préparation au certificat,",
        "À l’atelier d’informatique,",
        "Lors du bilan de positionnement,",
    ],
    fact: &[
        "[il|elle] progresse et rend les exercices demandés.",
        "[il|elle] lit désormais des textes d’une page et les résume.",
        "[il|elle] a manqué trois séances, remplacées par du travail.",
        "[il|elle] aide volontiers ses voisins de table.",
        "[il|elle] souhaite se présenter à l’examen de juin.",
        "[il|elle] se décourage vite, puis reprend quand on l’y invite.",
        "[il|elle] a obtenu le niveau visé au bilan intermédiaire.",
    ],
    view: SOCIAL,
}];

const ONLINE: &[Theme] = &[
    Theme {
        code: "behaviour_change",
        when: &[
            "Sur un réseau social, en source ouverte,",
            "Sur un compte public présenté comme le sien,",
            "Sur un forum consulté sans inscription,",
            "Sur une plateforme de vidéos, profil public,",
        ],
        fact: &[
            "des publications régulières ont cessé depuis un mois.",
            "on lit des annonces de recherche d’emploi et des photographies de paysages.",
            "le ton des messages est devenu plus vif que celui de ses échanges de vive voix.",
            "le compte a changé de nom et supprimé ses anciens messages.",
            "un message de soutien à une collecte locale a été publié.",
            "une photographie prise à l’intérieur d’un établissement a été publiée, puis retirée.",
        ],
        view: &[
            "Attribution du compte probable, non certaine.",
            "À comparer avec ce qui est observé hors ligne.",
            "Appréciation : rien qui contredise l’attitude observée.",
            "Appréciation : l’écart avec l’attitude observée mérite un échange.",
        ],
    },
    Theme {
        code: "extremism",
        when: &[
            "Sur une messagerie à canal public,",
            "Sur un forum ouvert,",
            "Sur un compte public présenté comme le sien,",
        ],
        fact: &[
            "[il|elle] a relayé, sans commentaire, le communiqué d’un mouvement dissous.",
            "[il|elle] a quitté plusieurs groupes suivis auparavant.",
            "[il|elle] suit encore un compte qui appelle à la confrontation.",
            "[il|elle] a contredit un message appelant à la violence.",
        ],
        view: &[
            "Attribution du compte probable, non certaine.",
            "À comparer avec ce qui est observé hors ligne.",
            "Capture conservée par le service.",
        ],
    },
];
