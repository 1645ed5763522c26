//! What is agreed beside the cells, in French: alerts, rhythms, adopters.

use crate::domain::CommissionKind;
use crate::domain::rhythm::{Band, Stage};
use crate::protocol::{AdopterRule, Agreement, AlertRule, Predicate, Reign};

/// Who is told of a release: institutions, and what.
pub(super) fn alerts(agreement: &Agreement) -> Vec<(String, String)> {
    let told = |rule: &AlertRule| {
        let kinds: Vec<&str> = rule.kinds.iter().map(|kind| kind.label()).collect();
        let ties: Vec<&str> = rule.through.iter().map(|tie| tie.label()).collect();
        let when: Vec<&str> = rule.when.iter().map(Predicate::label).collect();
        let when = if when.is_empty() { String::new() } else { format!(", à condition\u{a0}: {}", when.join(" et ")) };
        let what = if rule.says_hour { "date et heure" } else { "date" };
        let text = format!(
            "{what} de la sortie, par le lien «\u{a0}{}\u{a0}»{when}\u{a0}; accusé de réception sous {}\u{a0}h\u{a0}; d’après {}.",
            ties.join("\u{a0}» ou «\u{a0}"),
            rule.acknowledge_within,
            rule.basis.label(),
        );
        (kinds.join(", "), text)
    };
    agreement.alert_rules().iter().map(told).collect()
}

/// How often each commission reviews a case; those that do so alike stand together.
pub(super) fn rhythms(agreement: &Agreement) -> Vec<(String, String)> {
    let mut said: Vec<(String, String)> = Vec::new();
    for commission in CommissionKind::ALL.iter().copied() {
        let bands: Vec<String> = agreement.rhythm(commission).bands().iter().map(band).collect();
        let text =
            if bands.is_empty() { "aux dates fixées par les décisions".to_owned() } else { bands.join("\u{a0}; ") };
        match said.iter_mut().find(|(_, known)| *known == text) {
            Some((names, _)) => {
                names.push_str(", ");
                names.push_str(commission.label());
            }
            None => said.push((commission.label().to_owned(), text)),
        }
    }
    said
}

fn band(band: &Band) -> String {
    match (band.stage, band.over_months) {
        (Stage::Arrival, _) => format!("à l’arrivée, {}", band.every.deadline_words()),
        (Stage::Detention, 0) => format!("jusqu’à la sortie, {}", band.every.words()),
        (Stage::Detention, months) => {
            format!("à plus de {months}\u{a0}mois de la sortie, {}", band.every.words())
        }
        (Stage::AfterRelease, 0) => format!("après la sortie, {}", band.every.words()),
        (Stage::AfterRelease, months) => {
            format!("plus de {months}\u{a0}mois après la sortie, {}", band.every.words())
        }
    }
}

/// Who signs protocols of each scope.
pub(super) fn adopters(agreement: &Agreement) -> Vec<(String, String)> {
    let sides = |reign: Reign| {
        let sides: Vec<String> =
            agreement.adopters().iter().filter(|rule| rule.scopes.contains(&reign)).map(side).collect();
        (format!("Pour un {}", reign.label()), sides.join("\u{a0}; et "))
    };
    Reign::ALL.into_iter().map(sides).collect()
}

/// `Parquet ou Juridiction… (magistrat), d’après …`
pub(super) fn side(rule: &AdopterRule) -> String {
    let kinds: Vec<&str> = rule.kinds.iter().map(|kind| kind.label()).collect();
    let functions: Vec<&str> = rule.functions.iter().map(|function| function.label()).collect();
    format!("{} ({}), d’après {}", kinds.join(" ou "), functions.join(" ou "), rule.basis.label())
}
