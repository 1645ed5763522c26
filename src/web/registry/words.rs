//! A file's faults, warnings and changes, in French.

use super::super::format;
use crate::domain::value::NoValue;
use crate::records::registry::{Caution, Counts, Effect, Release, Wrong, column};

/// Where something stands; the whole file or line has no column.
pub(super) fn place(name: &str) -> String {
    match name {
        column::FILE => "fichier".to_owned(),
        column::LINE => "ligne entière".to_owned(),
        // A header without names: the place of the column.
        name => name.replace("column ", "colonne\u{a0}"),
    }
}

/// What is wrong, and what to do.
pub(super) fn fault(wrong: &Wrong) -> String {
    match wrong {
        Wrong::NotUtf8 => "Caractères illisibles\u{a0}: enregistrez le fichier en UTF-8.",
        Wrong::Empty => "Le fichier est vide\u{a0}: il faut une ligne d’en-tête et au moins une ligne.",
        Wrong::TooLarge => "Le fichier dépasse 20\u{a0}Mio\u{a0}: scindez-le.",
        Wrong::TooManyLines => "Le fichier dépasse 200\u{202f}000\u{a0}lignes\u{a0}: scindez-le.",
        Wrong::MissingColumn => "Cette colonne manque à l’en-tête.",
        Wrong::UnknownColumn => "Cette colonne n’existe pas.",
        Wrong::DuplicatedColumn => "Cette colonne figure deux fois dans l’en-tête.",
        Wrong::Cells { found, expected } => {
            return format!("{found}\u{a0}cellules pour {expected}\u{a0}colonnes.");
        }
        Wrong::NoValue(no) => match no {
            NoValue::Empty => "Une valeur est nécessaire.",
            NoValue::TooLong => "Texte trop long.",
            NoValue::Date => "Ce n’est pas une date AAAA-MM-JJ entre 1900 et 2199, ou ce jour n’existe pas.",
            NoValue::Choice => "Écrivez F, M ou X.",
            NoValue::Quantum => "Ce n’est pas une durée en années, mois et jours, par exemple P3Y ou P2Y6M.",
            NoValue::Commune => "Ce n’est pas un code INSEE de commune\u{a0}: cinq caractères, par exemple 59350.",
            NoValue::Control => "Retirez les sauts de ligne et les caractères invisibles de la cellule.",
            NoValue::Hour | NoValue::Instant | NoValue::Days => "Cette valeur ne convient pas à la colonne.",
        },
        Wrong::DateTime => {
            "Écrivez une date AAAA-MM-JJ, ou une date et une heure AAAA-MM-JJTHH:MM\u{a0}; ce jour ou cette heure n’existe pas."
        }
        Wrong::SkippedHour => "Cette heure n’existe pas\u{a0}: c’est la nuit du passage à l’heure d’été.",
        Wrong::Category => "Écrivez TIS, RAD ou DPS, séparés par des virgules, ou rien.",
        Wrong::Yes => "Écrivez «\u{a0}oui\u{a0}» ou rien.",
        Wrong::Person => "Écrivez la référence de la personne (26\u{a0}caractères) ou «\u{a0}nouvelle\u{a0}».",
        Wrong::ReleaseBeforeAdmission => "La libération précède l’écrou.",
        Wrong::BirthAfterAdmission => "La naissance suit l’écrou.",
        Wrong::EndBeforeAdmission => "La fin de peine précède l’écrou.",
        Wrong::AdmissionToCome => "L’écrou est à venir\u{a0}: il s’inscrit une fois accompli.",
        Wrong::SameNumber(line) => {
            return format!("Ce numéro d’écrou figure déjà à la ligne\u{a0}{line}.");
        }
        Wrong::SamePerson(line) => return format!("Cette personne figure déjà à la ligne\u{a0}{line}."),
        Wrong::UnknownPrison => "Aucun établissement n’est connu sous ce code.",
        Wrong::AnotherPrison => "Cette ligne concerne un autre établissement que le vôtre.",
        Wrong::NoSuchPerson => "Aucune personne n’est connue sous cette référence.",
        Wrong::SomebodyElse => {
            "Ce numéro d’écrou est celui d’une personne d’un autre nom, née un autre jour\u{a0}: vérifiez-le, ou inscrivez sa référence dans la colonne «\u{a0}personne\u{a0}»."
        }
        Wrong::NotThatPerson => {
            "Ce n’est pas la personne de cette référence\u{a0}: ni le nom ni la date de naissance ne concordent."
        }
        Wrong::Resembles(people) => {
            let people: Vec<String> = people.iter().map(ToString::to_string).collect();
            return format!(
                "Ressemble à une personne connue (référence {}). Inscrivez cette référence dans la colonne «\u{a0}personne\u{a0}» si c’est elle, ou «\u{a0}nouvelle\u{a0}».",
                people.join(", ")
            );
        }
        Wrong::ResemblesLine(line) => {
            return format!(
                "Ressemble à la personne de la ligne\u{a0}{line}. Si c’est une autre, inscrivez «\u{a0}nouvelle\u{a0}» dans la colonne «\u{a0}personne\u{a0}»."
            );
        }
    }
    .to_owned()
}

/// What to know before applying.
pub(super) const fn caution(caution: Caution) -> &'static str {
    match caution {
        Caution::NoTerritory => {
            "Aucun service n’est connu comme compétent pour cette commune\u{a0}: personne n’y serait avisé de la sortie."
        }
        Caution::NoCommune => "Adresse sans commune\u{a0}: aucun service n’y serait avisé de la sortie.",
        Caution::NoPlace => "Donnée lue, mais que la plateforme ne conserve pas encore.",
        Caution::NoUnit => "Aucune unité du renseignement pénitentiaire n’est rattachée à l’établissement.",
        Caution::NoLength => {
            "Fin de peine sans durée (colonne «\u{a0}peine_max\u{a0}»)\u{a0}: elle n’est pas conservée."
        }
        Caution::HeldElsewhere => {
            "Cette personne a un écrou ouvert dans un autre établissement\u{a0}; il reste ouvert."
        }
        Caution::Ended => "Cet écrou est levé\u{a0}: la ligne ne change rien.",
    }
}

fn release((day, hour): Release) -> String {
    match hour {
        Some(hour) => format!("{} à\u{a0}{}", format::date(day), format::time(hour)),
        None => format::date(day),
    }
}

/// What a line changes.
pub(super) fn effect(effect: &Effect) -> String {
    match effect {
        Effect::NewPerson => "nouvelle personne".to_owned(),
        Effect::NewStay => "nouvel écrou d’une personne connue".to_owned(),
        Effect::ReleaseSet(to) => format!("libération prévue\u{a0}: {}", release(*to)),
        Effect::ReleaseChanged { from, to } => {
            format!("libération prévue\u{a0}: {} au lieu du {}", release(*to), release(*from))
        }
        Effect::ReleaseCancelled(from) => format!("libération prévue le {}\u{a0}: annulée", release(*from)),
        Effect::Address => "adresse déclarée modifiée".to_owned(),
        Effect::Corrected(fields) => {
            let labels: Vec<String> = fields.iter().map(|field| field.spec().label.to_lowercase()).collect();
            format!("corrigé\u{a0}: {}", labels.join(", "))
        }
        Effect::Sentence(quantum) => format!("condamnation ajoutée\u{a0}: {}", quantum.label()),
        Effect::SentenceEnd => "fin de peine modifiée".to_owned(),
        Effect::Removal => "mesure d’éloignement ajoutée".to_owned(),
        Effect::FollowUp(category) => {
            format!("suivi par le renseignement pénitentiaire ({})", category.code())
        }
    }
}

/// How much changes, what doesn't happen left out.
pub(super) fn counts(counts: &Counts) -> Vec<(String, String)> {
    [
        ("Lignes lues", counts.lines),
        ("Nouvelles personnes", counts.new_people),
        ("Nouveaux écrous de personnes connues", counts.new_stays),
        ("Dates de libération inscrites", counts.releases_set),
        ("Dates de libération modifiées", counts.releases_changed),
        ("Libérations annulées", counts.releases_cancelled),
        ("Adresses modifiées", counts.addresses),
        ("Identités ou écrous corrigés", counts.corrected),
        ("Lignes sans changement", counts.unchanged),
    ]
    .into_iter()
    .enumerate()
    .filter(|(place, (_, count))| *place == 0 || *count > 0)
    .map(|(_, (label, count))| (label.to_owned(), format::number(count as u64)))
    .collect()
}
