//! Summaries of penal decisions, and the offences that they name: sober, by their legal title.

use super::{one, say};
use crate::demo::dice::Dice;
use crate::demo::places::Place;
use crate::domain::value::Quantum;

/// An offence.
#[derive(Debug)]
pub(in crate::demo) struct Offence {
    /// Its title, after "du chef de".
    title: &'static str,
    /// Whether an assize or departmental criminal court judges it.
    crime: bool,
}

const fn offence_of(title: &'static str, crime: bool) -> Offence {
    Offence { title, crime }
}

static LIGHT: [Offence; 18] = [
    offence_of("vol en réunion", false),
    offence_of("vol par effraction", false),
    offence_of("recel de biens provenant d’un vol", false),
    offence_of("escroquerie", false),
    offence_of("abus de confiance", false),
    offence_of("usage de faux documents administratifs", false),
    offence_of("dégradation d’un bien d’utilité publique", false),
    offence_of("conduite malgré l’annulation du permis, en récidive", false),
    offence_of("refus d’obtempérer", false),
    offence_of("outrage et rébellion", false),
    offence_of("menaces réitérées", false),
    offence_of("appels malveillants réitérés", false),
    offence_of("violences sans incapacité supérieure à huit jours", false),
    offence_of("détention et usage de stupéfiants", false),
    offence_of("port d’arme de catégorie D sans motif légitime", false),
    offence_of("travail dissimulé", false),
    offence_of("abandon de famille", false),
    offence_of("blessures involontaires par conducteur", false),
];

static MEDIUM: [Offence; 14] = [
    offence_of("vol aggravé par deux circonstances", false),
    offence_of("vol avec violence", false),
    offence_of("escroquerie en bande organisée", false),
    offence_of("blanchiment habituel", false),
    offence_of("acquisition, détention et cession de stupéfiants", false),
    offence_of("transport de stupéfiants et participation à une association de malfaiteurs", false),
    offence_of("violences aggravées suivies d’incapacité supérieure à huit jours", false),
    offence_of("extorsion", false),
    offence_of("détention sans autorisation d’armes de catégorie B", false),
    offence_of("homicide involontaire par conducteur", false),
    offence_of("incendie volontaire d’un bien appartenant à autrui", false),
    offence_of("faux et usage de faux en écriture publique", false),
    offence_of("abus de biens sociaux et banqueroute", false),
    offence_of("atteinte à un système de traitement automatisé de données", false),
];

static HEAVY: [Offence; 8] = [
    offence_of("vol avec arme", true),
    offence_of("vol en bande organisée avec arme", true),
    offence_of("importation de stupéfiants en bande organisée", true),
    offence_of("extorsion avec arme", true),
    offence_of("violences ayant entraîné une infirmité permanente", true),
    offence_of("violences ayant entraîné la mort sans intention de la donner", true),
    offence_of("séquestration suivie de libération avant le septième jour", true),
    offence_of("tentative d’homicide volontaire", true),
];

/// An offence for which a sentence of so many months is in the ordinary run.
pub(in crate::demo) fn offence(dice: &Dice, months: i64) -> &'static Offence {
    match months {
        ..=24 => dice.pick(&LIGHT),
        25..=48 => {
            if dice.percent(40) {
                dice.pick(&LIGHT)
            } else {
                dice.pick(&MEDIUM)
            }
        }
        49..=84 => dice.pick(&MEDIUM),
        _ => dice.pick(&HEAVY),
    }
}

/// Opening of an investigation.
pub(in crate::demo) fn opening(dice: &Dice, place: &Place, offence: &Offence) -> String {
    let frame = one(
        dice,
        &[
            "Enquête préliminaire ouverte sur instruction du parquet de",
            "Enquête de flagrance, sous la direction du parquet de",
            "Information judiciaire ouverte au tribunal judiciaire de",
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
    say(&[&format!("{frame} {}, du chef de {}.", place.court, offence.title), more], "M")
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
    say(&[&format!("Mandat de dépôt du juge des libertés et de la détention de {}, du chef de {}, {ground}.", place.court, offence.title)], "M")
}

/// Referral to the trial court.
pub(in crate::demo) fn referral(dice: &Dice, place: &Place, offence: &Offence) -> String {
    let court = court(place, offence);
    let date = one(
        dice,
        &[
            "L’audience n’est pas encore fixée.",
            "L’audience est audiencée sur deux jours.",
            "Un supplément d’expertise est attendu avant l’audience.",
            "Le dossier est en état d’être jugé.",
            "Les parties civiles sont constituées.",
        ],
    );
    let order = one(dice, &["Ordonnance de renvoi devant", "Convocation devant", "Renvoi devant"]);
    say(&[&format!("{order} {court}, du chef de {}.", offence.title), date], "M")
}

/// Conviction to prison.
pub(in crate::demo) fn conviction(dice: &Dice, place: &Place, offence: &Offence, quantum: Quantum, security: bool, sex: &str) -> String {
    let kind = if offence.crime && quantum.years >= 10 { "réclusion criminelle" } else { "emprisonnement" };
    let de = if kind == "emprisonnement" { "d’" } else { "de " };
    let (article, court) = if offence.crime { ("Arrêt de", court(place, offence)) } else { ("Jugement contradictoire du", court(place, offence)) };
    let court = court.trim_start_matches("le ").to_owned();
    let more = one(
        dice,
        &[
            "Maintien en détention ordonné.",
            "Interdiction de paraître sur les lieux des faits.",
            "Interdiction d’entrer en contact avec les victimes et les coauteurs.",
            "Obligation d’indemniser les parties civiles.",
            "Confiscation des scellés.",
            "Interdiction de détenir une arme pendant cinq ans.",
            "Le tribunal relève l’insertion professionnelle ancienne de l’[intéressé|intéressée].",
            "La décision retient une reconnaissance partielle des faits.",
            "La décision est définitive.",
            "Appel non interjeté dans le délai.",
        ],
    );
    let period = if security { "Période de sûreté fixée à la moitié de la peine." } else { "" };
    say(&[&format!("{article} {court} : {} {de}{kind} du chef de {}.", quantum.label(), offence.title), more, period], sex)
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
                "Jugement du tribunal correctionnel de {} : {} d’emprisonnement assortis en totalité du sursis probatoire, du chef de {}.",
                place.court,
                quantum.label(),
                offence.title
            ),
            more,
        ],
        "M",
    )
}

/// A measure outside prison.
pub(in crate::demo) fn measure(dice: &Dice, quantum: Quantum, after_prison: bool) -> String {
    let kind = if after_prison {
        one(dice, &["Libération conditionnelle", "Surveillance judiciaire", "Suivi socio-judiciaire", "Sursis probatoire, volet exécuté à la sortie", "Libération sous contrainte suivie d’un suivi post-libération"])
    } else {
        one(dice, &["Sursis probatoire", "Sursis probatoire renforcé", "Suivi socio-judiciaire", "Détention à domicile sous surveillance électronique aménagée en suivi"])
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
        &["Interdiction du territoire français, à titre de peine complémentaire.", "Obligation de quitter le territoire français notifiée à l’établissement.", "Arrêté d’expulsion notifié par la préfecture."],
    );
    let then = one(
        dice,
        &["Un recours est pendant.", "Le délai de recours est expiré.", "Les démarches consulaires sont engagées.", "Audition administrative réalisée."],
    );
    say(&[first, &format!("Dossier suivi par la préfecture {}.", place.departement.of), then], "M")
}

/// End without conviction.
pub(in crate::demo) fn dismissal(dice: &Dice, place: &Place) -> String {
    let what = one(
        dice,
        &["Classement sans suite, infraction insuffisamment caractérisée, parquet de", "Ordonnance de non-lieu, tribunal judiciaire de", "Jugement de relaxe, tribunal correctionnel de", "Classement après réussite des mesures alternatives, parquet de"],
    );
    say(&[&format!("{what} {}.", place.court)], "M")
}

fn court(place: &Place, offence: &Offence) -> String {
    if offence.crime {
        format!("la cour criminelle départementale {}", place.departement.of)
    } else {
        format!("le tribunal correctionnel de {}", place.court)
    }
}
