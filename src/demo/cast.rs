//! The cast: twenty-four invented people, one for each way of looking at a file, in the order of the interfaces.

use crate::domain::Function;

/// A member of the cast, before identifiers.
pub(in crate::demo) struct Role {
    /// Slug of the demo's addresses.
    pub(in crate::demo) slug: &'static str,
    /// Name.
    pub(in crate::demo) family_name: &'static str,
    /// First name.
    pub(in crate::demo) given_names: &'static str,
    /// Grade or post.
    pub(in crate::demo) quality: &'static str,
    /// Slug of the institution.
    pub(in crate::demo) institution: &'static str,
    /// What they do there.
    pub(in crate::demo) functions: &'static [Function],
    /// Whether they are cleared.
    pub(in crate::demo) cleared: Cleared,
    /// What to look at.
    pub(in crate::demo) note: &'static str,
}

/// The state of a member's clearance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) enum Cleared {
    /// Valid now.
    Now,
    /// Ended last month.
    Ended,
    /// Never asked for.
    Never,
}

const fn role(
    slug: &'static str,
    name: (&'static str, &'static str),
    quality: &'static str,
    institution: &'static str,
    functions: &'static [Function],
    note: &'static str,
) -> Role {
    Role {
        slug,
        family_name: name.0,
        given_names: name.1,
        quality,
        institution,
        functions,
        cleared: Cleared::Now,
        note,
    }
}

/// The cast, in the order of the interfaces.
pub(in crate::demo) static CAST: [Role; 24] = [
    role(
        "surveillant",
        ("Lecoustre", "Thomas"),
        "surveillant pénitentiaire",
        "cp-marais-de-scarpe",
        &[Function::Guard],
        "Ouvrez le dossier de Thibault Verhaeghe, détenu dans cet établissement, puis écrivez une observation\u{a0}: moins d’une minute.",
    ),
    role(
        "chef-etablissement",
        ("Vasseur-Brémond", "Hélène"),
        "directrice d’établissement",
        "cp-marais-de-scarpe",
        &[Function::Head],
        "Présidez la CPU\u{a0}: une séance convoquée, un compte rendu à valider, une action en retard. Puis ouvrez le dossier le plus complet côté prison.",
    ),
    role(
        "greffe",
        ("Obrecht", "Nadia"),
        "responsable du greffe pénitentiaire",
        "cp-marais-de-scarpe",
        &[Function::Registry],
        "Préparez la prochaine séance de la CPU avec les revues à échéance\u{a0}; corrigez une date et retrouvez l’ancienne valeur, son auteur et son motif.",
    ),
    role(
        "cpip",
        ("Abgrall", "Julien"),
        "conseiller pénitentiaire d’insertion et de probation",
        "spip-douai",
        &[Function::Counsellor],
        "Contribuez aux points de la séance convoquée qui attendent encore votre service, et répondez à une action. Mes dossiers mêle détention et milieu ouvert.",
    ),
    role(
        "dpip",
        ("Kessié", "Mariam"),
        "directrice pénitentiaire d’insertion et de probation",
        "spip-douai",
        &[Function::ProbationDirector],
        "Siège à la CPU\u{a0}: ses points, les avis recueillis, un compte rendu à relire avant sa validation, les actions confiées au service.",
    ),
    role(
        "procureur",
        ("de Rosnel", "Antoine"),
        "procureur de la République adjoint",
        "parquet-douai",
        &[Function::Magistrate],
        "Peine et discipline en entier\u{a0}; une observation est visible parce qu’elle a été communiquée au parquet.",
    ),
    role(
        "juriste-parquet",
        ("Caradeuc", "Inès"),
        "juriste référente pour l’établissement",
        "parquet-douai",
        &[Function::LiaisonJurist],
        "Invitée à deux points d’une séance de douze\u{a0}: elle les voit, et rien des dix autres, pas même leur nombre.",
    ),
    role(
        "jap",
        ("Montferrand", "Claire"),
        "juge de l’application des peines",
        "jap-douai",
        &[Function::Magistrate],
        "Regardez la peine, les mouvements et le compte rendu des commissions avant une permission de sortir.",
    ),
    role(
        "police",
        ("Piquerel", "Stéphane"),
        "commissaire divisionnaire",
        "police-nord",
        &[Function::Officer],
        "Ne voit de Thibault Verhaeghe que la permission de sortir prévue dans son ressort et la personne qui le reçoit.",
    ),
    role(
        "gendarmerie",
        ("Ulmer", "Sandrine"),
        "colonelle, commandant le groupement",
        "gendarmerie-nord",
        &[Function::Officer],
        "Peine de trois ans ou plus et adresse déclarée dans le ressort\u{a0}: cinq renseignements, et la date sans l’heure.",
    ),
    role(
        "opj",
        ("Belhomme", "Yannick"),
        "capitaine de police, officier de police judiciaire",
        "police-nord",
        &[Function::JudicialOfficer],
        "Spécialement habilité pour les fichiers de surveillance\u{a0}: cela n’ouvre rien de plus dans le dossier lui-même.",
    ),
    role(
        "renseignement",
        ("Marchenoir", "Élodie"),
        "analyste",
        "renseignement-territorial",
        &[Function::Analyst],
        "Écrit beaucoup, montre peu\u{a0}: retrouvez votre note et ce que les autres peuvent savoir de son existence.",
    ),
    role(
        "renseignement-penitentiaire",
        ("Tournebise", "Rachid"),
        "délégué local au renseignement pénitentiaire",
        "dlrp-cp-marais-de-scarpe",
        &[Function::Analyst],
        "Une note dont l’existence est annoncée aux autres\u{a0}: elle dit qui interroger, jamais ce qu’elle contient.",
    ),
    role(
        "medecin",
        ("Lanvallay", "Sophie"),
        "médecin responsable de l’unité sanitaire",
        "sante-cp-marais-de-scarpe",
        &[Function::Caregiver],
        "Prend part à la CPU sans rien y écrire\u{a0}: treize réponses par oui, par non ou sans réponse au dossier, rien de clinique.",
    ),
    role(
        "prefecture",
        ("Isambert", "Bertrand"),
        "chef du bureau de l’éloignement",
        "prefecture-nord",
        &[Function::Agent],
        "N’ouvre que les dossiers où une mesure d’éloignement a été prononcée, dans le département de la prison.",
    ),
    role(
        "association",
        ("Delorgeril", "Fatou"),
        "coordinatrice de l’accompagnement",
        "association-passerelles",
        &[Function::Agent],
        "Invitée par son nom à un seul point d’une séance, avec le consentement recueilli\u{a0}: ce point s’ouvre, et rien d’autre de la séance.",
    ),
    role(
        "disp",
        ("Garnesson", "Philippe"),
        "chef du département sécurité et détention",
        "disp-lille",
        &[Function::Management],
        "Voit par la hiérarchie les personnes des établissements et services de son inter-région, et d’elle seule.",
    ),
    role(
        "dap",
        ("Kervadec", "Anne-Laure"),
        "chargée de mission, sous-direction de la sécurité pénitentiaire",
        "dap",
        &[Function::Management],
        "Toutes les prisons, par la hiérarchie\u{a0}: essayez une recherche, elle ne compte que ce qui est visible.",
    ),
    role(
        "directeur-ap",
        ("Sainte-Reine", "Olivier"),
        "directeur de l’administration pénitentiaire",
        "dap",
        &[Function::Head],
        "La tête de la chaîne\u{a0}: chacune de ses consultations laisse la même ligne au journal que celles des autres.",
    ),
    role(
        "pole-surveillance",
        ("Tavares-Lopin", "Mickaël"),
        "opérateur de surveillance",
        "pole-centralisateur",
        &[Function::Operator],
        "Traite les alarmes, n’ouvre pas les dossiers\u{a0}: cherchez un nom, la réponse est celle d’un nom inconnu.",
    ),
    role(
        "magistrat-controle",
        ("Ostrowska", "Geneviève"),
        "magistrate chargée du contrôle du traitement",
        "magistrat-controle",
        &[Function::Controller],
        "Contrôle l’usage qui est fait des fichiers, non les personnes\u{a0}: aucun dossier ne lui est ouvert.",
    ),
    role(
        "administrateur",
        ("Pennarun", "Loïc"),
        "administrateur technique",
        "administration-technique",
        &[Function::Administrator],
        "Tient la plateforme sans voir les personnes\u{a0}: aucune donnée personnelle, quelle que soit l’adresse demandée.",
    ),
    Role {
        cleared: Cleared::Never,
        ..role(
            "sans-habilitation",
            ("Roussillard", "Cindy"),
            "surveillante stagiaire",
            "cp-marais-de-scarpe",
            &[Function::Guard],
            "En poste depuis lundi, pas encore habilitée\u{a0}: le titre ne suffit pas, rien ne s’ouvre.",
        )
    },
    Role {
        cleared: Cleared::Ended,
        ..role(
            "habilitation-expiree",
            ("Haudebert", "Marc"),
            "conseiller pénitentiaire d’insertion et de probation",
            "spip-douai",
            &[Function::Counsellor],
            "Habilitation échue le mois dernier\u{a0}: ses dossiers d’hier lui sont fermés aujourd’hui.",
        )
    },
];
