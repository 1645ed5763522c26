//! What is said around the table of a CPU about somebody who is convicted: comments before the sitting, opinions, synthesis,
//! decision, actions. Invented, ordinary cases; `[he|she]` where the word agrees.

use crate::domain::conference::{Outcome, Stance};

/// What one service says of a case.
pub(in crate::demo) struct Said {
    /// For or against.
    pub(in crate::demo) stance: Stance,
    /// The comment that it writes before the sitting.
    pub(in crate::demo) comment: &'static str,
    /// The reason of its opinion.
    pub(in crate::demo) reason: &'static str,
}

/// A case.
pub(in crate::demo) struct Matter {
    /// Its theme, a code of the catalogue.
    pub(in crate::demo) theme: &'static str,
    /// Its object.
    pub(in crate::demo) object: &'static str,
    /// What the detention says.
    pub(in crate::demo) detention: Said,
    /// What probation says.
    pub(in crate::demo) probation: Said,
    /// What education says, where it has something to say.
    pub(in crate::demo) education: Option<Said>,
    /// The synthesis.
    pub(in crate::demo) synthesis: &'static str,
    /// The decision: what, in words, why.
    pub(in crate::demo) decision: (Outcome, &'static str, &'static str),
}

const fn said(stance: Stance, comment: &'static str, reason: &'static str) -> Said {
    Said { stance, comment, reason }
}

/// The cases; the first is for somebody whose release is near.
pub(in crate::demo) static MATTERS: [Matter; 12] = [
    Matter {
        theme: "release",
        object: "Préparation de la sortie et permission de sortir",
        detention: said(
            Stance::Favourable,
            "Comportement régulier depuis le printemps. Poste d’auxiliaire d’étage tenu sans remarque. Une permission précédente s’est bien déroulée.",
            "Rien en détention ne s’oppose à une permission.",
        ),
        probation: said(
            Stance::Reserved,
            "L’hébergement est confirmé par écrit, l’emploi reste à trouver. Un rendez-vous est demandé à la mission locale. Le recours contre la mesure d’éloignement est pendant.",
            "Avis réservé tant que le rendez-vous extérieur n’est pas fixé.",
        ),
        education: Some(said(
            Stance::Favourable,
            "Module de gestion terminé ; une attestation de compétences sera remise avant la sortie.",
            "L’assiduité plaide pour le projet.",
        )),
        synthesis: "Les services s’accordent sur l’utilité d’une permission pour finaliser l’hébergement. Le SPIP demande que le rendez-vous extérieur soit fixé avant la date.",
        decision: (
            Outcome::Decided,
            "Avis favorable à une permission d’une journée, sous réserve d’un rendez-vous confirmé.",
            "Projet suivi et hébergement confirmé.",
        ),
    },
    Matter {
        theme: "activities",
        object: "Demande de classement au service général",
        detention: said(
            Stance::Favourable,
            "Ponctuel[|le], respecte les consignes. Les agents de l’étage proposent un essai à la buanderie.",
            "Un essai est possible dès qu’une place se libère.",
        ),
        probation: said(
            Stance::Favourable,
            "Le travail permettrait de reprendre le paiement volontaire aux parties civiles, interrompu en septembre.",
            "Cohérent avec le parcours.",
        ),
        education: None,
        synthesis: "La demande est ancienne et rien ne s’y oppose. Le paiement volontaire reprendrait avec le premier salaire.",
        decision: (
            Outcome::Decided,
            "Classement à l’essai pour un mois à la buanderie.",
            "Comportement et motivation.",
        ),
    },
    Matter {
        theme: "regimes",
        object: "Passage en régime de confiance",
        detention: said(
            Stance::Unfavourable,
            "Deux rappels au règlement le mois dernier pour des retards à la remontée de promenade. Aucune violence.",
            "Un mois sans rappel est attendu.",
        ),
        probation: said(
            Stance::Reserved,
            "Les entretiens sont honorés. [L’intéressé|L’intéressée] comprend ce qui est attendu et le dit.",
            "Pas d’opposition, le calendrier est affaire de détention.",
        ),
        education: None,
        synthesis: "La commission relève des efforts, et deux rappels trop récents pour un changement de régime.",
        decision: (
            Outcome::DecidedNot,
            "Maintien en régime ordinaire.",
            "Deux rappels au règlement dans le mois ; la situation est revue au prochain passage.",
        ),
    },
    Matter {
        theme: "sentence_path",
        object: "Parcours d’exécution de peine, bilan annuel",
        detention: said(
            Stance::Favourable,
            "Année sans incident. Participe à la commission de consultation des personnes détenues.",
            "Parcours régulier.",
        ),
        probation: said(
            Stance::Favourable,
            "Les objectifs fixés l’an dernier sont tenus : soins, formation, indemnisation. Le prochain est la recherche d’un logement.",
            "Objectifs tenus.",
        ),
        education: Some(said(
            Stance::Favourable,
            "Diplôme d’accès aux études universitaires engagé, deux matières validées sur quatre.",
            "Inscription à poursuivre.",
        )),
        synthesis: "Bilan favorable. La recherche de logement devient l’objectif de l’année.",
        decision: (Outcome::Decided, "Poursuite du parcours, objectif logement ajouté.", "Objectifs de l’année tenus."),
    },
    Matter {
        theme: "lack_of_means",
        object: "Aide aux personnes sans ressources suffisantes",
        detention: said(
            Stance::Favourable,
            "Moins de cinquante euros sur le compte depuis trois mois, cantine réduite au tabac et au téléphone.",
            "Les conditions sont remplies.",
        ),
        probation: said(
            Stance::Favourable,
            "Pas de mandat de la famille. Une demande de travail est en attente.",
            "Aide justifiée en attendant un poste.",
        ),
        education: None,
        synthesis: "Les conditions de ressources sont remplies sur les trois derniers mois.",
        decision: (
            Outcome::Decided,
            "Aide accordée pour le mois, à revoir chaque mois.",
            "Conditions de ressources remplies.",
        ),
    },
    Matter {
        theme: "danger_vulnerability",
        object: "Vulnérabilité et choix de l’affectation",
        detention: said(
            Stance::Reserved,
            "Sort peu de cellule depuis le changement de bâtiment. Une mésentente avec un voisin de coursive est signalée.",
            "Une affectation plus calme serait préférable.",
        ),
        probation: said(
            Stance::Favourable,
            "Dit se sentir isolé[|e] mais non menacé[|e]. Souhaite reprendre le sport.",
            "Favorable à un changement d’aile.",
        ),
        education: None,
        synthesis: "L’isolement est récent et lié au changement de bâtiment. Un changement d’aile est possible sous quinzaine.",
        decision: (Outcome::Decided, "Changement d’aile et inscription au sport.", "Prévenir l’isolement."),
    },
    Matter {
        theme: "activities",
        object: "Inscription en formation de maintenance des bâtiments",
        detention: said(
            Stance::Favourable,
            "Compatible avec l’emploi du temps de l’aile. Aucun incident depuis six mois.",
            "Rien à signaler.",
        ),
        probation: said(
            Stance::Favourable,
            "Correspond au projet de sortie, déjà évoqué avec un employeur.",
            "Cohérent avec le projet.",
        ),
        education: Some(said(
            Stance::Reserved,
            "Niveau en calcul à consolider : une remise à niveau de six semaines est proposée avant l’entrée en formation.",
            "Favorable après la remise à niveau.",
        )),
        synthesis: "Le projet est partagé. L’entrée en formation suit une remise à niveau.",
        decision: (
            Outcome::Decided,
            "Inscription à la session de printemps, après remise à niveau.",
            "Projet cohérent.",
        ),
    },
    Matter {
        theme: "release",
        object: "Point d’étape six mois avant la sortie",
        detention: said(
            Stance::Favourable,
            "Détention calme. Parloirs réguliers avec la sœur, qui propose un accueil provisoire.",
            "Rien à signaler.",
        ),
        probation: said(
            Stance::Favourable,
            "Papiers d’identité en cours de renouvellement, droits sociaux à ouvrir. Une demande d’hébergement est déposée.",
            "Préparer les démarches dès maintenant.",
        ),
        education: None,
        synthesis: "Les démarches sont engagées à temps. Reste l’ouverture des droits sociaux.",
        decision: (Outcome::NotNeeded, "Aucune mesure à prendre à ce stade.", "Démarches engagées par le SPIP."),
    },
    Matter {
        theme: "suicide_prevention",
        object: "Réexamen des mesures d’attention",
        detention: said(
            Stance::Favourable,
            "Rondes adaptées depuis trois semaines. Mange avec les autres, a repris la promenade.",
            "Un allègement progressif est possible.",
        ),
        probation: said(
            Stance::Favourable,
            "Entretien du début de semaine plus serein. Le parloir avec les enfants a repris.",
            "Favorable à un allègement progressif.",
        ),
        education: None,
        synthesis: "L’amélioration est constatée par tous. Les mesures sont allégées par étapes, avec un point à quinze jours.",
        decision: (Outcome::Decided, "Allègement des rondes, point à quinze jours.", "Amélioration constatée."),
    },
    Matter {
        theme: "sentence_path",
        object: "Parcours d’exécution de peine, premier entretien",
        detention: said(
            Stance::Favourable,
            "Période d’accueil sans difficulté, affectation en cellule double acceptée.",
            "Rien à signaler.",
        ),
        probation: said(
            Stance::Favourable,
            "Souhaite un suivi en addictologie et une activité. Liens familiaux maintenus par téléphone.",
            "Objectifs à fixer ensemble.",
        ),
        education: Some(said(
            Stance::Favourable,
            "Bilan de lecture fait, cours du soir possibles dès lundi.",
            "Place disponible.",
        )),
        synthesis: "Trois objectifs sont fixés : soins, cours, recherche d’un poste.",
        decision: (Outcome::Decided, "Objectifs du parcours fixés pour un an.", "Premier entretien concluant."),
    },
    Matter {
        theme: "regimes",
        object: "Réexamen du régime de détention",
        detention: said(
            Stance::Favourable,
            "Plus aucun rappel depuis deux mois. [Il|Elle] aide aux repas de l’étage.",
            "Les conditions sont réunies.",
        ),
        probation: said(
            Stance::Favourable,
            "Les engagements pris au dernier passage sont tenus.",
            "Engagements tenus.",
        ),
        education: None,
        synthesis: "Les engagements du dernier passage sont tenus.",
        decision: (Outcome::Decided, "Passage en régime de confiance.", "Deux mois sans rappel."),
    },
    Matter {
        theme: "activities",
        object: "Reprise du travail après un arrêt",
        detention: said(
            Stance::Favourable,
            "Le contremaître de l’atelier garde la place. Bonne entente avec l’équipe.",
            "Reprise possible dès l’avis d’aptitude.",
        ),
        probation: said(
            Stance::Reserved,
            "Souhaite un temps réduit les premières semaines.",
            "Favorable à une reprise progressive.",
        ),
        education: None,
        synthesis: "Reprise progressive, dès que l’aptitude au travail est indiquée.",
        decision: (
            Outcome::Deferred,
            "Reprise différée à la réception de l’avis d’aptitude.",
            "L’aptitude au travail n’est pas encore indiquée.",
        ),
    },
];
