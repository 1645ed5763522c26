//! Summaries of penal decisions, and the offences that they name: sober, by their legal title.

use super::{one, say};
use crate::demo::dice::Dice;
use crate::demo::places::Place;
use crate::domain::value::Quantum;

/// Which court judges an offence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Court {
    Correctional,
    Departmental,
    Assize,
}

/// An offence.
#[derive(Debug)]
pub(in crate::demo) struct Offence {
    /// Its title, after "du chef de".
    title: &'static str,
    court: Court,
}

impl Offence {
    /// Whether it is a crime: judged after an investigation by a judge, never on the spot.
    pub(in crate::demo) fn is_crime(&self) -> bool {
        self.court != Court::Correctional
    }

    /// The title as it follows "du chef".
    fn of(&self) -> String {
        let elided = self.title.starts_with(['a', 'e', 'é', 'h', 'i', 'o', 'u']);
        format!("{}{}", if elided { "d’" } else { "de " }, self.title)
    }
}

const fn minor(title: &'static str) -> Offence {
    Offence { title, court: Court::Correctional }
}

const fn crime(title: &'static str, court: Court) -> Offence {
    Offence { title, court }
}

static PETTY: [Offence; 10] = [
    minor("conduite malgré l’annulation du permis"),
    minor("refus d’obtempérer"),
    minor("outrage et rébellion"),
    minor("menaces réitérées"),
    minor("appels malveillants réitérés"),
    minor("violences sans incapacité supérieure à huit jours"),
    minor("port d’arme de catégorie D sans motif légitime"),
    minor("travail dissimulé"),
    minor("abandon de famille"),
    minor("blessures involontaires par conducteur"),
];

static LIGHT: [Offence; 10] = [
    minor("vol en réunion"),
    minor("vol par effraction"),
    minor("recel de biens provenant d’un vol"),
    minor("escroquerie"),
    minor("abus de confiance"),
    minor("usage de faux documents administratifs"),
    minor("dégradation d’un bien d’utilité publique"),
    minor("offre et cession de stupéfiants"),
    minor("détention sans autorisation d’une arme de catégorie B"),
    minor("abus de biens sociaux"),
];

static MEDIUM: [Offence; 12] = [
    minor("vol aggravé par deux circonstances"),
    minor("vol avec violence"),
    minor("escroquerie en bande organisée"),
    minor("blanchiment habituel"),
    minor("acquisition, détention et cession de stupéfiants"),
    minor("transport de stupéfiants et participation à une association de malfaiteurs"),
    minor("violences aggravées suivies d’incapacité supérieure à huit jours"),
    minor("extorsion"),
    minor("homicide involontaire aggravé par conducteur"),
    minor("incendie volontaire d’un bien appartenant à autrui"),
    minor("faux et usage de faux en écriture publique"),
    minor("atteinte en bande organisée à un système de traitement de données"),
];

static SERIOUS: [Offence; 4] = [
    crime("vol avec arme", Court::Departmental),
    crime("extorsion avec arme", Court::Departmental),
    crime("violences aggravées ayant entraîné une infirmité permanente", Court::Departmental),
    crime("violences ayant entraîné la mort sans intention de la donner", Court::Departmental),
];

static GRAVE: [Offence; 4] = [
    crime("vol en bande organisée avec arme", Court::Assize),
    crime("importation de stupéfiants en bande organisée", Court::Assize),
    crime("extorsion en bande organisée avec arme", Court::Assize),
    crime("tentative d’homicide volontaire", Court::Assize),
];

/// An offence for which a sentence of so many months is in the ordinary run.
pub(in crate::demo) fn offence(dice: &Dice, months: i64) -> &'static Offence {
    match months {
        ..=12 => dice.pick(&PETTY),
        13..=36 => dice.pick(&LIGHT),
        37..=84 => dice.pick(&MEDIUM),
        85..=144 => dice.pick(&SERIOUS),
        _ => dice.pick(&GRAVE),
    }
}

/// Opening of an investigation.
pub(in crate::demo) fn opening(dice: &Dice, place: &Place, offence: &Offence) -> String {
    let frame = one(
        dice,
        &[
            "Enquête préliminaire ouverte sur instruction du parquet de",
            "Enquête de flagrance, sous la direction du parquet de",
            "Procédure suivie par le parquet de",
        ],
    );
    let more = one(
        dice,
        &[
            "Plusieurs auditions restent à mener.",
            "Des vérifications bancaires sont en cours.",
            "Une confrontation est envisagée.",
            "L’exploitation des supports saisis se poursuit.",
            "Les victimes ont été avisées de leurs droits.",
            "Le dossier a été joint à une procédure connexe.",
            "",
        ],
    );
    say(&[&format!("{frame} {}, du chef {}.", place.court, offence.of()), more], "M")
}

/// Committal to prison.
pub(in crate::demo) fn remand(dice: &Dice, place: &Place, offence: &Offence) -> String {
    let ground = one(
        dice,
        &[
            "afin d’empêcher une concertation avec les coauteurs",
            "afin de garantir la représentation en justice",
            "afin de conserver les preuves et indices matériels",
            "afin de prévenir le renouvellement de l’infraction",
            "afin de protéger les témoins et les victimes",
        ],
    );
    say(
        &[&format!(
            "Mandat de dépôt du juge des libertés et de la détention de {}, du chef {}, {ground}.",
            place.court,
            offence.of()
        )],
        "M",
    )
}

/// Referral to the trial court.
pub(in crate::demo) fn referral(dice: &Dice, place: &Place, offence: &Offence) -> String {
    let court = court(place, offence);
    let date = one(
        dice,
        &[
            "L’audience n’est pas encore fixée.",
            "L’affaire est audiencée sur deux jours.",
            "Un supplément d’expertise est attendu avant l’audience.",
            "Le dossier est en état d’être jugé.",
            "Les parties civiles sont constituées.",
        ],
    );
    let order = if offence.is_crime() {
        "Ordonnance de mise en accusation devant"
    } else {
        one(dice, &["Ordonnance de renvoi devant", "Renvoi devant"])
    };
    say(&[&format!("{order} {court}, du chef {}.", offence.of()), date], "M")
}

/// Conviction to prison.
pub(in crate::demo) fn conviction(
    dice: &Dice,
    place: &Place,
    offence: &Offence,
    quantum: Quantum,
    security: bool,
    sex: &str,
) -> String {
    let kind = if offence.is_crime() && quantum.years >= 10 { "réclusion criminelle" } else { "emprisonnement" };
    let de = if kind == "emprisonnement" { "d’" } else { "de " };
    let article = if offence.is_crime() { "Arrêt de" } else { "Jugement contradictoire du" };
    let court = court(place, offence).trim_start_matches("le ").to_owned();
    let more = one(
        dice,
        &[
            "Maintien en détention ordonné.",
            "Interdiction de paraître sur les lieux des faits.",
            "Interdiction d’entrer en contact avec les victimes et les coauteurs.",
            "Obligation d’indemniser les parties civiles.",
            "Confiscation des scellés.",
            "Interdiction de détenir une arme pendant cinq ans.",
            "La juridiction relève l’insertion professionnelle ancienne de l’[intéressé|intéressée].",
            "La décision retient une reconnaissance partielle des faits.",
            "La décision est définitive.",
            "Appel non interjeté dans le délai.",
        ],
    );
    let period = if security { "Période de sûreté fixée à la moitié de la peine." } else { "" };
    say(&[&format!("{article} {court} : {} {de}{kind} du chef {}.", quantum.label(), offence.of()), more, period], sex)
}

/// A sentence suspended under probation.
pub(in crate::demo) fn suspended(dice: &Dice, place: &Place, offence: &Offence, quantum: Quantum) -> String {
    let more = one(
        dice,
        &[
            "Obligation de travailler ou de suivre une formation.",
            "Obligation de soins selon les modalités fixées par le juge.",
            "Obligation d’indemniser la victime.",
            "Interdiction de rencontrer les coauteurs.",
            "Obligation d’accomplir un stage de citoyenneté.",
            "Obligation de fixer sa résidence dans le ressort.",
        ],
    );
    say(
        &[
            &format!(
                "Jugement du tribunal correctionnel de {} : {} d’emprisonnement assortis en totalité du sursis probatoire, du chef {}.",
                place.court,
                quantum.label(),
                offence.of()
            ),
            more,
        ],
        "M",
    )
}

/// How a measure outside prison came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) enum Outside {
    /// Without any prison.
    Instead,
    /// After the whole sentence.
    AtTerm,
    /// By an earlier release.
    Early,
}

/// A measure outside prison.
pub(in crate::demo) fn measure(dice: &Dice, quantum: Quantum, how: Outside) -> String {
    let kind = match how {
        Outside::Instead => one(dice, &["Sursis probatoire", "Sursis probatoire avec suivi renforcé"]),
        Outside::AtTerm => one(
            dice,
            &[
                "Sursis probatoire, volet exécuté à la sortie",
                "Suivi post-libération ordonné par le juge de l’application des peines",
            ],
        ),
        Outside::Early => one(
            dice,
            &["Libération conditionnelle", "Libération sous contrainte, sous la forme d’une libération conditionnelle"],
        ),
    };
    let duty = one(
        dice,
        &[
            "obligation de répondre aux convocations du SPIP et du JAP",
            "obligation de justifier d’une activité",
            "obligation de résider à l’adresse déclarée",
            "interdiction de paraître dans certains lieux",
            "obligation de suivre un programme de prévention de la récidive",
            "obligation d’indemnisation, selon un échéancier",
        ],
    );
    say(&[&format!("{kind}, durée : {} ; {duty}.", quantum.label())], "M")
}

/// A removal measure.
pub(in crate::demo) fn removal(dice: &Dice, place: &Place) -> String {
    let first = one(
        dice,
        &[
            "Interdiction du territoire français, à titre de peine complémentaire.",
            "Obligation de quitter le territoire français notifiée à l’établissement.",
            "Arrêté d’expulsion notifié par la préfecture.",
        ],
    );
    let then = one(
        dice,
        &[
            "Un recours est pendant.",
            "Le délai de recours est expiré.",
            "Les démarches consulaires sont engagées.",
            "Audition administrative réalisée.",
        ],
    );
    say(&[first, &format!("Dossier suivi par la préfecture {}.", place.departement.of), then], "M")
}

/// End without conviction: by a court or its judge for someone who was remanded, else by the parquet too.
pub(in crate::demo) fn dismissal(dice: &Dice, place: &Place, remanded: bool) -> String {
    let what = if remanded {
        one(dice, &["Ordonnance de non-lieu, tribunal judiciaire de", "Jugement de relaxe, tribunal correctionnel de"])
    } else {
        one(
            dice,
            &[
                "Classement sans suite, infraction insuffisamment caractérisée, parquet de",
                "Classement après réussite des mesures alternatives, parquet de",
                "Jugement de relaxe, tribunal correctionnel de",
            ],
        )
    };
    say(&[&format!("{what} {}.", place.court)], "M")
}

fn court(place: &Place, offence: &Offence) -> String {
    match offence.court {
        Court::Correctional => format!("le tribunal correctionnel de {}", place.court),
        Court::Departmental => format!("la cour criminelle départementale {}", place.departement.of),
        Court::Assize => format!("la cour d’assises {}", place.departement.of),
    }
}
