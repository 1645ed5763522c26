//! Clearances in words.

use jiff::civil::Date;

use super::super::at::Visit;
use super::super::format;
use super::super::pages::clearances::ClearanceRow;
use super::super::pages::parts::Link;
use super::super::pages::preparation::Mark;
use super::super::site::printed;
use crate::domain::clearance::Act;
use crate::domain::{ClearanceState, Function};
use crate::records::clearances::history::{Asked, Kept};
use crate::records::clearances::lists::state_on;

/// `surveillance, greffe`
pub(in crate::web::clearances) fn functions(functions: &[Function]) -> String {
    functions.iter().map(|function| function.label()).collect::<Vec<_>>().join(", ")
}

/// `du 01/01/2026 au 31/12/2030`
pub(in crate::web::clearances) fn dates(from: Date, to: Date) -> String {
    format!("du {} au {}", format::date(from), format::date(to))
}

/// The state as it counts today: a word and its shape.
pub(in crate::web::clearances) fn state(kept: &Kept, today: Date) -> Mark {
    if kept.is_declined() {
        return Mark::new("none", "proposition refusée");
    }
    let state = state_on(&kept.clearance, today);
    let code = match state {
        ClearanceState::Pending => "todo",
        ClearanceState::Active if kept.clearance.starts_on > today => "todo",
        ClearanceState::Active => "done",
        ClearanceState::Suspended => "late",
        ClearanceState::Withdrawn | ClearanceState::Expired => "none",
    };
    Mark::new(code, state.label())
}

/// A row, with a note.
pub(in crate::web::clearances) fn row(visit: &Visit, kept: &Kept, note: String) -> ClearanceRow {
    ClearanceRow {
        href: format!("/habilitations/{}", kept.id),
        name: kept.name.clone(),
        service: printed(&visit.at.site.directory(), Some(kept.institution)),
        functions: functions(&kept.clearance.functions),
        dates: dates(kept.clearance.starts_on, kept.clearance.ends_on),
        state: state(kept, visit.today()),
        note,
    }
}

/// An act that the page offers: the word in its address, the act, its button.
pub(in crate::web::clearances) const ACTS: [(&str, Act, &str); 6] = [
    ("signature", Act::Granted, "Donner la seconde signature"),
    ("refus", Act::Declined, "Refuser la proposition"),
    ("suspension", Act::Suspended, "Suspendre"),
    ("observations", Act::ObservationsAsked, "Demander ses observations"),
    ("levee", Act::Lifted, "Lever la suspension"),
    ("retrait", Act::Withdrawn, "Retirer"),
];

/// Where the person concerned answers.
pub(in crate::web) fn answer(asked: Asked) -> Link {
    Link::new("Présenter mes observations", &format!("/habilitations/{}/reponse", asked.clearance))
}

/// What follows from an act, with the rule.
pub(in crate::web::clearances) const fn follows(act: Act) -> &'static str {
    match act {
        Act::Granted => {
            "L’habilitation prendra effet à son premier jour. Vous attestez que cette personne exerce les fonctions indiquées et a besoin d’en connaître."
        }
        Act::Declined => {
            "La proposition est close\u{a0}; une autre pourra être faite. Le motif reste dans l’historique."
        }
        Act::Suspended => {
            "L’accès se ferme au prochain clic. Une personne suffit pour suspendre\u{a0}; la suspension est à décider dans le mois\u{a0}: levée, ou retrait après observations (règle de la plateforme)."
        }
        Act::ObservationsAsked => {
            "La personne lit votre motif et dispose de quinze jours pour présenter ses observations. Un retrait n’est possible qu’ensuite, dans les trois mois (R. 57-28 à R. 57-30 CPP pour les agents des prestataires\u{a0}; règle de la plateforme pour tous)."
        }
        Act::Lifted => "L’accès s’ouvre de nouveau jusqu’à la fin prévue de l’habilitation.",
        Act::Withdrawn => {
            "Le retrait est définitif\u{a0}: une nouvelle habilitation demandera de nouveau deux signatures. Il suppose que la personne a présenté ses observations, ou que les quinze jours sont passés, depuis moins de trois mois."
        }
        Act::Proposed | Act::ObservationsGiven | Act::Confirmed | Act::Doubted | Act::LeftService => "",
    }
}
