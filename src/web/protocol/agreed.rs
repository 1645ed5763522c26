//! What is agreed beside the cells, in French: each rule has a title, whom or what it is about, and says one thing of it.

use crate::domain::rhythm::{Band, Stage};
use crate::domain::supervision::Slice;
use crate::domain::{Function, Ground, InstitutionKind};
use crate::protocol::{
    AdopterRule, Agreement, AlertRule, Authority, Clearing, JournalReaderRule, Keeping, Predicate, Rule, rules,
};
use crate::web::pages::protocol::RuleSection;

/// Every rule in force, sort by sort.
pub(super) fn sections(agreement: &Agreement) -> Vec<RuleSection> {
    let mut sections: Vec<RuleSection> = Vec::new();
    for rule in rules(agreement) {
        let row = told(&rule);
        let (title, text) = heading(&rule);
        match sections.iter_mut().find(|section| section.title == title) {
            Some(section) => section.put(row),
            None => sections.push(RuleSection { title, text, rows: vec![row] }),
        }
    }
    sections
}

/// Under which heading it stands, and what is said of all of that sort.
pub(super) const fn heading(rule: &Rule) -> (&'static str, &'static str) {
    match rule {
        Rule::Act(_) => ("Acte d’autorisation", "Il autorise les cellules qui reposent sur une pratique."),
        Rule::Clearing(_) => (
            "Qui habilite",
            "Une habilitation demande deux personnes\u{a0}: celle qui propose et celle qui signe ensuite. Une seule suffit pour suspendre.",
        ),
        Rule::JournalReader(_) => (
            "Qui lit le journal des accès",
            "Chacun voit ses propres accès. Ceux des autres ne sont lus que par les personnes que voici.",
        ),
        Rule::Keeping(_) => (
            "Conservation du journal",
            "Les entrées plus anciennes sont effacées par un acte lui-même inscrit au journal. Ce qui n’est pas nommé ici n’est jamais effacé.",
        ),
        Rule::Alert(_) => ("Alertes de sortie", "Qui est prévenu d’une sortie, et de quoi."),
        Rule::Rhythm(..) => ("Rythme des examens", "À quelle fréquence chaque commission revoit une situation."),
        Rule::Times(..) => {
            ("Fermeture des points", "Combien de temps les participants gardent l’accès à un point après la séance.")
        }
        Rule::Adopter(_) => (
            "Qui adopte un protocole",
            "Deux parties signent le même texte, par deux personnes de deux institutions. Nul n’adopte seul.",
        ),
    }
}

/// Its title, and what it says. Everything that it holds is in one of both: whoever compares two sentences compares two rules.
pub(super) fn told(rule: &Rule) -> (String, String) {
    match rule {
        Rule::Act(act) => ("Cellules de pratique".to_owned(), act.clone()),
        Rule::Clearing(clearing) => (who(&[clearing.kind], &clearing.functions), clears(clearing)),
        Rule::JournalReader(reader) => (who(&reader.kinds, &reader.functions), reads(reader)),
        Rule::Keeping(Keeping { regime, months, basis }) => {
            (regime.label().to_owned(), format!("{months}\u{a0}mois\u{a0}; d’après {}.", basis.label()))
        }
        Rule::Alert(alert) => (kinds(&alert.kinds, ", "), announces(alert)),
        Rule::Rhythm(commission, rhythm) => {
            let bands: Vec<String> = rhythm.bands().iter().map(band).collect();
            let text = if bands.is_empty() {
                "aux dates fixées par les décisions".to_owned()
            } else {
                bands.join("\u{a0}; ")
            };
            (commission.label().to_owned(), text)
        }
        Rule::Times(commission, times) => (
            commission.label().to_owned(),
            format!(
                "{} après la validation du compte rendu, {} après une séance dont personne ne l’a validé",
                days(times.minutes_open_days),
                days(times.silent_close_days),
            ),
        ),
        Rule::Adopter(adopter) => {
            let scopes: Vec<&str> = adopter.scopes.iter().map(|scope| scope.label()).collect();
            (format!("Pour un {}", scopes.join(" ou un ")), side(adopter))
        }
    }
}

fn days(days: u32) -> String {
    crate::web::format::count(days.into(), "jour", "jours")
}

fn kinds(kinds: &[InstitutionKind], or: &str) -> String {
    kinds.iter().map(|kind| kind.label()).collect::<Vec<_>>().join(or)
}

fn functions(functions: &[Function], or: &str) -> String {
    functions.iter().map(|function| function.label()).collect::<Vec<_>>().join(or)
}

fn who(of: &[InstitutionKind], holding: &[Function]) -> String {
    format!("{} ({})", kinds(of, ", "), functions(holding, ", "))
}

fn ground(ground: Ground) -> String {
    match ground {
        Ground::Text => String::new(),
        other => format!(" ({})", other.label()),
    }
}

fn clears(clearing: &Clearing) -> String {
    let all = |authorities: &[Authority]| {
        let told = |one: &Authority| {
            format!("{} ({}, {})", kinds(&one.kinds, " ou "), functions(&one.functions, " ou "), one.reach.label())
        };
        authorities.iter().map(told).collect::<Vec<_>>().join(", ou ")
    };
    let second = if clearing.second.is_empty() {
        "une autre personne parmi les mêmes".to_owned()
    } else {
        format!("les mêmes, ou {}", all(&clearing.second))
    };
    format!(
        "sur proposition de\u{a0}: {}\u{a0}; seconde signature\u{a0}: {second}\u{a0}; d’après {}{}.",
        all(&clearing.by),
        clearing.basis.label(),
        ground(clearing.ground),
    )
}

fn reads(reader: &JournalReaderRule) -> String {
    let slice = match reader.slice {
        Slice::All => "les accès de tous les services",
        Slice::OwnInstitution => "les accès des agents de son service",
        Slice::OwnDepartement => "les accès des agents des autres services de son département",
    };
    let regimes: Vec<&str> = reader.regimes.iter().map(|regime| regime.label()).collect();
    format!("{slice}, pour {}\u{a0}; d’après {}{}.", regimes.join(", "), reader.basis.label(), ground(reader.ground))
}

fn announces(rule: &AlertRule) -> String {
    let ties: Vec<&str> = rule.through.iter().map(|tie| tie.label()).collect();
    let when: Vec<&str> = rule.when.iter().map(Predicate::label).collect();
    let when = if when.is_empty() { String::new() } else { format!(", à condition\u{a0}: {}", when.join(" et ")) };
    let occurrences: Vec<&str> = rule.occurrences.iter().map(|occurrence| occurrence.label()).collect();
    format!(
        "{} de la sortie ({}), par le lien «\u{a0}{}\u{a0}»{when}\u{a0}; accusé de réception sous {}\u{a0}h{}\u{a0}; d’après {}{}.",
        if rule.says_hour { "date et heure" } else { "date" },
        occurrences.join(", "),
        ties.join("\u{a0}» ou «\u{a0}"),
        rule.acknowledge_within,
        if rule.must_find { "\u{a0}; ne trouver aucun destinataire est signalé" } else { "" },
        rule.basis.label(),
        ground(rule.ground),
    )
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

/// `Parquet ou Juridiction… (magistrat), d’après …`
pub(super) fn side(rule: &AdopterRule) -> String {
    format!("{} ({}), d’après {}", kinds(&rule.kinds, " ou "), functions(&rule.functions, " ou "), rule.basis.label())
}
