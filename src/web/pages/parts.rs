//! What several pages are made of: links, choices, faults of a form, the standing banner.

use crate::domain::Phase;
use crate::domain::institution::Party;

/// A way on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its words.
    pub title: String,
    /// Where it leads: a path of this site or a place on this page.
    pub href: String,
}

impl Link {
    /// A link.
    #[must_use]
    pub fn new(title: &str, href: &str) -> Self {
        Self { title: title.to_owned(), href: href.to_owned() }
    }
}

/// One of several things to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub label: String,
    /// More about it; may be empty.
    pub hint: String,
    /// Whether it is chosen.
    pub selected: bool,
}

impl Choice {
    /// A choice without a hint.
    #[must_use]
    pub fn new(value: &str, label: &str, selected: bool) -> Self {
        Self { value: value.to_owned(), label: label.to_owned(), hint: String::new(), selected }
    }
}

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The identifier of the field, which is also its name.
    pub field: String,
    /// What is wrong and what to do, worded like the field.
    pub message: String,
}

/// What is wrong with a form, in the order of its fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Adds what is wrong with `field`.
    pub fn add(&mut self, field: &str, message: &str) {
        self.0.push(Fault { field: field.to_owned(), message: message.to_owned() });
    }

    /// What is wrong with that field.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|fault| fault.field == field).map(|fault| fault.message.as_str())
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Title of the summary.
    #[must_use]
    pub fn summary(&self) -> String {
        match self.0.len() {
            1 => "Une réponse est à revoir".to_owned(),
            n => format!("{n} réponses sont à revoir"),
        }
    }
}

/// The phase and the fact that it follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseFact {
    /// The phase.
    pub phase: Phase,
    /// `condamnation en cours d’exécution, depuis le 12/03/2026`
    pub because: String,
}

/// The standing banner of a file: whose it is, at a glance. What the reader may not see is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// `DUPONT-MOREL Léa`; when it is not shown, empty, and the page says so.
    pub name: String,
    /// Surname in use, in capitals.
    pub usage_name: Option<String>,
    /// `12/03/1990`
    pub born: Option<String>,
    /// `36 ans`
    pub age: Option<String>,
    /// Number in the prison's register.
    pub ecrou: Option<String>,
    /// Phase, and the fact behind it.
    pub phase: Option<PhaseFact>,
    /// Where the person is held, or followed.
    pub place: Option<String>,
    /// `14/03/2027, dans 113 jours`
    pub release: Option<String>,
    /// How to name this file to a colleague: says nothing of the person.
    pub reference: String,
    /// The file's address, without a final slash.
    pub href: String,
}

/// Why this consultation, as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurposeLine {
    /// `prise en charge en détention`
    pub purpose: String,
    /// The reason typed, or the tie that gave the purpose; may be empty.
    pub reason: String,
    /// Name and service of whom it is for, when not for oneself.
    pub on_behalf_of: Option<String>,
    /// The form that changes it.
    pub change_href: String,
}

/// A service behind something recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Which of the four P.
    pub party: Party,
}

/// Where something was observed: the two do not always say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Everything but networks.
    Offline,
    /// Networks, messaging, forums.
    Online,
}

impl Setting {
    /// The code of the catalogue, which the stylesheet knows too.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Online => "online",
        }
    }

    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Offline => "Hors ligne",
            Self::Online => "En ligne",
        }
    }
}

/// One file in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Its address.
    pub href: String,
    /// `DUPONT-MOREL Léa`; when it is not shown, empty, and the page says so.
    pub name: String,
    /// `12/03/1990`, or empty when not shown.
    pub born: String,
    /// `36 ans`, or empty.
    pub age: String,
    /// Number in the register, or empty.
    pub ecrou: String,
    /// Phase, if shown.
    pub phase: Option<Phase>,
    /// Prison or service, or empty.
    pub place: String,
    /// Why the reader knows this file: `détenu dans l’établissement`.
    pub tie: String,
    /// What comes next.
    pub deadline: Option<Deadline>,
    /// Why it matches the search: `nom d’usage`, `consonance`; empty without a search.
    pub matched: String,
}

/// The next date that asks for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// `Libération prévue`
    pub label: String,
    /// `14/03/2027`
    pub date: String,
    /// `dans 113 jours`
    pub distance: String,
    /// Whether it is near enough to be marked.
    pub near: bool,
}

/// Groups a list of (field, basis) by basis, in the order in which each basis first appears: `("Nom, Prénoms", "R. 240-5")`.
#[must_use]
pub fn by_basis(pairs: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut grouped: Vec<(String, String)> = Vec::new();
    for (field, basis) in pairs {
        match grouped.iter_mut().find(|(_, known)| *known == basis) {
            Some((fields, _)) => {
                fields.push_str(", ");
                fields.push_str(&field);
            }
            None => grouped.push((field, basis)),
        }
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_rest_on_the_same_article_are_listed_together() {
        let pairs =
            [("Nom", "R. 1"), ("Alias", "R. 2"), ("Prénoms", "R. 1")].map(|(f, b)| (f.to_owned(), b.to_owned()));
        let grouped = by_basis(pairs);
        assert_eq!(grouped, [("Nom, Prénoms".to_owned(), "R. 1".to_owned()), ("Alias".to_owned(), "R. 2".to_owned())]);
    }
}
