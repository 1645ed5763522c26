//! The file by which the first people are let in, and all that can be wrong with it before anybody asks the database.

use serde::Deserialize;

use super::{Bootstrap, FirstGrantor, Founding, NotDone, Person, Service};
use crate::domain::Function;

/// As written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    institution: Option<Service>,
    #[serde(default)]
    administrators: Vec<Person>,
    #[serde(default)]
    grantors: Vec<Grantor>,
}

/// One of the `[[grantors]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grantor {
    service: String,
    functions: Vec<String>,
    issuer: String,
    subject: String,
    family_name: String,
    given_names: String,
    quality: String,
    act: String,
}

impl Bootstrap {
    /// Reads the file; its people come from these issuers.
    ///
    /// # Errors
    /// Every fault: what is missing or unknown, with its line; nobody named; not two administrators; somebody named twice; a function
    /// that isn't one, or that of administrators among the grantors'; an issuer that the settings don't name.
    pub fn parse(text: &str, issuers: &[&str]) -> Result<Self, NotDone> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line =
                error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
            NotDone::Faulty(vec![format!("line {line}: {}", error.message())])
        })?;
        let mut faults = Vec::new();
        let founding = founding(file.institution, file.administrators, &mut faults);
        let grantors: Vec<FirstGrantor> = file.grantors.into_iter().map(|raw| grantor(raw, &mut faults)).collect();
        if founding.is_none() && grantors.is_empty() && faults.is_empty() {
            faults
                .push("the file names nobody: write [institution] and two [[administrators]], or [[grantors]]".into());
        }
        let first = Self { founding, grantors };
        people(&first, issuers, &mut faults);
        if faults.is_empty() { Ok(first) } else { Err(NotDone::Faulty(faults)) }
    }

    fn administrators(&self) -> &[Person] {
        self.founding.as_ref().map(|founding| founding.administrators.as_slice()).unwrap_or_default()
    }
}

/// The service and the two who administer: both or neither.
fn founding(service: Option<Service>, administrators: Vec<Person>, faults: &mut Vec<String>) -> Option<Founding> {
    let count = administrators.len();
    match service {
        None if count == 0 => None,
        None => {
            faults.push("[[administrators]] without [institution]: name the service that runs the platform".to_owned());
            None
        }
        Some(service) => {
            if count != 2 {
                faults.push(format!("{count} administrators: name two, since nobody grants anything alone"));
            }
            Some(Founding { service, administrators })
        }
    }
}

fn grantor(raw: Grantor, faults: &mut Vec<String>) -> FirstGrantor {
    let Grantor { service, functions: codes, issuer, subject, family_name, given_names, quality, act } = raw;
    let mut functions = Vec::new();
    for code in &codes {
        match Function::from_code(code) {
            Some(Function::Administrator) => faults.push(format!(
                "{subject}: administrators are named by [[administrators]], and grant nothing to anybody else"
            )),
            Some(function) if functions.contains(&function) => {
                faults.push(format!("{subject}: the function {code} is named twice"));
            }
            Some(function) => functions.push(function),
            None => {
                let known: Vec<&str> = Function::ALL.iter().map(|function| function.code()).collect();
                faults.push(format!("{subject}: no function has the code {code}: the codes are {}", known.join(", ")));
            }
        }
    }
    if codes.is_empty() {
        faults.push(format!("{subject}: names no function: a clearance covers at least one"));
    }
    let person = Person { issuer, subject, family_name, given_names, quality };
    FirstGrantor { service, functions, person, act }
}

/// What is wrong with those whom the file names, and with what it says of them.
fn people(first: &Bootstrap, issuers: &[&str], faults: &mut Vec<String>) {
    let all: Vec<&Person> =
        first.administrators().iter().chain(first.grantors.iter().map(|grantor| &grantor.person)).collect();
    for (place, one) in all.iter().enumerate() {
        if all.iter().take(place).any(|other| one.is(other)) {
            let what = if place < first.administrators().len() {
                format!("{}: the two administrators are the same person", one.subject)
            } else if first.administrators().iter().any(|other| one.is(other)) {
                format!(
                    "{}: an administrator sees no file and clears nobody but administrators: name somebody else as grantor",
                    one.subject
                )
            } else {
                format!("{}: the same person is named twice: one table names her, with all her functions", one.subject)
            };
            faults.push(what);
        }
        if !issuers.contains(&one.issuer.as_str()) {
            faults.push(format!("{}: no [[issuers]] of the settings has this issuer", one.issuer));
        }
    }
    let service = first.founding.iter().flat_map(|founding| {
        let service = &founding.service;
        [&service.slug, &service.name, &service.short_name]
    });
    let grantors = first.grantors.iter().flat_map(|grantor| [&grantor.service, &grantor.act]);
    let texts = all
        .iter()
        .flat_map(|one| [&one.issuer, &one.subject, &one.family_name, &one.given_names, &one.quality])
        .chain(service)
        .chain(grantors);
    let is_bad = |text: &String| text.trim().is_empty() || text.len() > 255 || text.chars().any(char::is_control);
    if texts.into_iter().any(is_bad) {
        faults.push("a text is empty, longer than 255 bytes, or on several lines".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE: &str =
        "[institution]\nslug = \"exploitation\"\nname = \"Exploitation\"\nshort_name = \"Exploitation\"\n";

    fn written(table: &str, subject: &str) -> String {
        format!(
            "[[{table}]]\nissuer = \"https://id.example\"\nsubject = \"{subject}\"\nfamily_name = \"Essai\"\n\
             given_names = \"Camille\"\nquality = \"administratrice\"\n"
        )
    }

    fn person(subject: &str) -> String {
        written("administrators", subject)
    }

    fn grantor(subject: &str) -> String {
        let more = "service = \"dap\"\nfunctions = [\"head\"]\nact = \"arrêté du 3 novembre 2026\"\n";
        [written("grantors", subject).as_str(), more].concat()
    }

    fn fault(text: &str) -> String {
        Bootstrap::parse(text, &["https://id.example"]).map_or_else(|not| not.to_string(), |_| "sound".to_owned())
    }

    #[test]
    fn two_people_are_named_no_more_and_no_less() {
        assert_eq!(fault(&[SERVICE, &person("a"), &person("b")].concat()), "sound");
        assert!(fault(&[SERVICE, &person("a")].concat()).contains("1 administrators"));
        assert!(fault(&[SERVICE, &person("a"), &person("a")].concat()).contains("the same person"));
        assert!(fault(&[SERVICE, &person("a"), &person("b"), &person("c")].concat()).contains("3 administrators"));
    }

    #[test]
    fn what_is_unknown_missing_or_from_elsewhere_is_named() {
        let elsewhere = person("b").replace("id.example", "evil.example");
        assert!(fault(&[SERVICE, &person("a"), &elsewhere].concat()).contains("https://evil.example: no [[issuers]]"));
        let more = [SERVICE, &person("a"), &person("b"), "email = \"a@b\"\n"].concat();
        assert!(fault(&more).starts_with("line 17: unknown field `email`"), "{}", fault(&more));
        assert!(fault(&[SERVICE, &person("a"), &person(" ")].concat()).contains("a text is empty"));
    }

    #[test]
    fn administrators_come_with_their_service_and_grantors_alone_or_beside_them() {
        assert!(fault("").starts_with("the file names nobody"));
        assert!(fault(SERVICE).contains("0 administrators"));
        assert!(fault(&[person("a"), person("b")].concat()).contains("without [institution]"));
        assert_eq!(fault(&grantor("h")), "sound");
        assert_eq!(fault(&[grantor("h"), grantor("m")].concat()), "sound");
        assert_eq!(fault(&[SERVICE, &person("a"), &person("b"), &grantor("h")].concat()), "sound");
    }

    #[test]
    fn nobody_is_named_twice_and_no_administrator_as_grantor() {
        assert!(fault(&[grantor("h"), grantor("h")].concat()).contains("h: the same person is named twice"));
        let both = fault(&[SERVICE, &person("a"), &person("b"), &grantor("b")].concat());
        assert!(both.starts_with("b: an administrator sees no file"), "{both}");
        assert!(fault(&grantor("h").replace("head", "administrator")).contains("h: administrators are named by"));
    }

    #[test]
    fn every_fault_of_a_grantor_is_said_at_once() {
        let faulty = grantor("h").replace("\"head\"", "\"head\", \"head\", \"chef\"").replace("id.ex", "evil.ex");
        let said = fault(&faulty);
        for words in ["named twice", "no function has the code chef: the codes are head, ", "https://evil.example"] {
            assert!(said.contains(words), "{words} in {said}");
        }
        assert!(fault(&grantor("h").replace("\"head\"", "")).contains("names no function"));
        assert!(fault(&grantor("h").replace("arrêté du 3 novembre 2026", " ")).contains("a text is empty"));
        let actless = grantor("h").replace("act = \"arrêté du 3 novembre 2026\"\n", "");
        assert!(fault(&actless).contains("missing field `act`"), "{}", fault(&actless));
    }
}
