//! The only reader of the environment and of the configuration file.
//!
//! `QUADRIGE_CONFIG` names a TOML file; every setting is also a variable (`database` ↔ `QUADRIGE_DATABASE`), which wins.
//! Secrets come by file path only. A wrong setting stops the start with its name and the remedy.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::db::Engine;

mod issuer_table;
mod issuers;
mod journal;
mod mail;

pub use issuers::{Algorithm, Claims, Credential, Issuer};
pub use mail::{Mail, Relay, Secrecy};

/// A setting that is wrong: its name, what is wrong, what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {problem}. {remedy}")]
pub struct Wrong {
    /// Its name, as a variable.
    pub setting: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

impl Wrong {
    fn new(setting: &str, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { setting: setting.to_owned(), problem: problem.into(), remedy: remedy.into() }
    }
}

/// All settings, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The database.
    pub database: Engine,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address as users see it, without a final slash.
    pub public_url: String,
    /// Where mail goes; `serve` refuses to start without.
    pub mail: Option<Mail>,
    /// Whom mail comes from: an address.
    pub mail_from: String,
    /// The file that holds the password of the relay's account.
    pub mail_password_file: Option<PathBuf>,
    /// The secret under which names are hashed for searching.
    pub search_key_file: PathBuf,
    /// The agreements in force: TOML files, or folders of them.
    pub protocols: Vec<PathBuf>,
    /// A stylesheet package of the operator's own.
    pub theme_dir: Option<PathBuf>,
    /// Who answers for this installation, on the legal pages.
    pub operator: String,
    /// The name of the journal's log, in everything that is signed of it.
    pub journal_origin: String,
    /// The file that holds the key which signs the journal's checkpoints; `serve` refuses to start without.
    pub journal_key_file: Option<PathBuf>,
    /// The folder in which checkpoints are kept outside the database.
    pub journal_checkpoints: Option<PathBuf>,
    /// The OpenID providers by which people sign in; from the file alone.
    pub issuers: Vec<Issuer>,
}

/// (key in the file, default). Anything else in the file is refused: a misspelt setting must not pass for its default.
const KNOWN: &[(&str, Option<&str>)] = &[
    ("database", Some("sqlite:./data/quadrige.db")),
    ("listen", Some("127.0.0.1:8080")),
    ("public_url", None),
    ("mail", None),
    ("mail_from", Some("quadrige@localhost")),
    ("mail_password_file", None),
    ("search_key_file", Some("./data/search.key")),
    ("protocols", Some("")),
    ("theme_dir", None),
    ("operator", Some("")),
    ("journal_origin", Some("")),
    ("journal_key_file", Some("")),
    ("journal_checkpoints", Some("")),
];

fn variable(key: &str) -> String {
    format!("QUADRIGE_{}", key.to_ascii_uppercase())
}

impl Config {
    /// Reads the environment and the file that it names.
    ///
    /// # Errors
    /// Every setting that is wrong.
    #[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
    pub fn read() -> Result<Self, Vec<Wrong>> {
        let variables: BTreeMap<String, String> =
            std::env::vars().filter(|(name, _)| name.starts_with("QUADRIGE_")).collect();
        let file = match variables.get("QUADRIGE_CONFIG") {
            None => String::new(),
            Some(path) => std::fs::read_to_string(path).map_err(|e| {
                vec![Wrong::new(
                    "QUADRIGE_CONFIG",
                    format!("{path} can't be read ({})", e.kind()),
                    "Name a readable TOML file.",
                )]
            })?,
        };
        Self::from_parts(&file, &variables)
    }

    /// From a file's text and variables.
    ///
    /// # Errors
    /// Every setting that is wrong.
    pub fn from_parts(file: &str, variables: &BTreeMap<String, String>) -> Result<Self, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let table: toml::Table = file.parse().unwrap_or_else(|e: toml::de::Error| {
            wrong.push(Wrong::new("QUADRIGE_CONFIG", format!("not TOML: {}", e.message()), "Mend the file."));
            toml::Table::new()
        });
        let issuers = toml::de::DeTable::parse(file)
            .map(|file_table| issuers::read(file, file_table.get_ref(), &mut wrong))
            .unwrap_or_default();
        let mut settings: BTreeMap<&str, String> = BTreeMap::new();
        for (key, value) in table.iter().filter(|(key, _)| *key != "issuers") {
            match (KNOWN.iter().find(|(known, _)| known == key), value.as_str()) {
                (None, _) => wrong.push(Wrong::new(&variable(key), "unknown setting", format!("Known: {}.", known()))),
                (Some(_), None) => wrong.push(Wrong::new(&variable(key), "not a text", "Write it between quotes.")),
                (Some((known, _)), Some(text)) => {
                    settings.insert(known, text.to_owned());
                }
            }
        }
        for name in
            variables.keys().filter(|name| name.as_str() != "QUADRIGE_CONFIG" && !name.starts_with("QUADRIGE_TEST_"))
        {
            if !KNOWN.iter().any(|(known, _)| variable(known) == **name) {
                wrong.push(Wrong::new(name, "unknown setting", format!("Known: {}.", known())));
            }
        }
        for (key, default) in KNOWN {
            if let Some(text) = variables.get(&variable(key)) {
                settings.insert(key, text.clone());
            } else if let Some(default) = default {
                settings.entry(key).or_insert_with(|| (*default).to_owned());
            }
        }
        let checked = Self::check(&settings, &mut wrong);
        match checked {
            Some(config) if wrong.is_empty() => Ok(Self { issuers, ..config }),
            _ => Err(wrong),
        }
    }

    fn check(settings: &BTreeMap<&str, String>, wrong: &mut Vec<Wrong>) -> Option<Self> {
        let text = |key: &str| settings.get(key).map(String::as_str).unwrap_or_default().trim();
        let database = Engine::parse(text("database"));
        if database.is_none() {
            wrong.push(Wrong::new(
                "QUADRIGE_DATABASE",
                "neither sqlite:PATH nor postgres://…",
                "Write for instance sqlite:./data/quadrige.db.",
            ));
        }
        let listen: Option<SocketAddr> = text("listen").parse().ok();
        if listen.is_none() {
            wrong.push(Wrong::new(
                "QUADRIGE_LISTEN",
                "not an address and a port",
                "Write for instance 127.0.0.1:8080.",
            ));
        }
        let public_url = match text("public_url") {
            "" => listen.map(|address| format!("http://{address}")),
            url if url.starts_with("https://") || url.starts_with("http://") => {
                Some(url.trim_end_matches('/').to_owned())
            }
            _ => {
                wrong.push(Wrong::new(
                    "QUADRIGE_PUBLIC_URL",
                    "neither http:// nor https://",
                    "Write the address as users see it.",
                ));
                None
            }
        };
        let mail = match Mail::parse(text("mail")) {
            _ if text("mail").is_empty() => None,
            Ok(mail) => Some(mail),
            Err((problem, remedy)) => {
                wrong.push(Wrong::new("QUADRIGE_MAIL", problem, remedy));
                None
            }
        };
        if text("mail_from").parse::<lettre::Address>().is_err() {
            wrong.push(Wrong::new("QUADRIGE_MAIL_FROM", "not an address", "Write for instance quadrige@example.fr."));
        }
        let theme_dir = (!text("theme_dir").is_empty()).then(|| PathBuf::from(text("theme_dir")));
        if let Some(dir) = theme_dir.as_ref().filter(|dir| !dir.join(THEME_SHEET).is_file()) {
            wrong.push(Wrong::new(
                "QUADRIGE_THEME_DIR",
                format!("{} holds no {THEME_SHEET}", dir.display()),
                format!("Put a stylesheet named {THEME_SHEET} there; it may import others beside it."),
            ));
        }
        let protocols: Vec<PathBuf> =
            text("protocols").split(',').map(str::trim).filter(|p| !p.is_empty()).map(PathBuf::from).collect();
        for path in protocols.iter().filter(|path| !path.exists()) {
            wrong.push(Wrong::new(
                "QUADRIGE_PROTOCOLS",
                format!("{} doesn't exist", path.display()),
                "Name TOML files or folders, separated by commas.",
            ));
        }
        let journal_checkpoints = journal::checkpoints(text("journal_checkpoints"), database.as_ref(), wrong);
        Some(Self {
            journal_origin: journal::origin(text("journal_origin"), public_url.as_deref()?, wrong),
            journal_key_file: Some(text("journal_key_file")).filter(|path| !path.is_empty()).map(PathBuf::from),
            journal_checkpoints,
            database: database?,
            listen: listen?,
            public_url: public_url?,
            mail,
            mail_from: text("mail_from").to_owned(),
            mail_password_file: Some(text("mail_password_file")).filter(|path| !path.is_empty()).map(PathBuf::from),
            search_key_file: PathBuf::from(text("search_key_file")),
            protocols,
            theme_dir,
            operator: text("operator").to_owned(),
            issuers: Vec::new(),
        })
    }

    /// What `serve` asks beyond well-formed settings.
    ///
    /// # Errors
    /// Every setting that is missing.
    pub fn ready_to_serve(&self) -> Result<(), Vec<Wrong>> {
        let mut wrong = Vec::new();
        if self.mail.is_none() {
            wrong.push(Wrong::new(
                "QUADRIGE_MAIL",
                "not set",
                "Name the relay (smtp://…, smtps://…), or file:DIR to write mails into a folder.",
            ));
        }
        if let Err(missing) = self.mail_password() {
            wrong.push(missing);
        }
        if self.operator.is_empty() {
            wrong.push(Wrong::new(
                "QUADRIGE_OPERATOR",
                "not set",
                "Name the administration that answers for this installation.",
            ));
        }
        if let Err(missing) = self.search_key() {
            wrong.push(missing);
        }
        wrong.extend(self.journal_missing());
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// The secret for search keys.
    ///
    /// # Errors
    /// The file is missing or too short.
    pub fn search_key(&self) -> Result<[u8; 32], Wrong> {
        let remedy = "Make it once (head -c 32 /dev/urandom > FILE), readable by the service alone, and keep it: without it no name is found again.";
        let path = self.search_key_file.display();
        let bytes = std::fs::read(&self.search_key_file).map_err(|e| {
            Wrong::new("QUADRIGE_SEARCH_KEY_FILE", format!("{path} can't be read ({})", e.kind()), remedy)
        })?;
        bytes
            .get(..32)
            .and_then(|key| key.try_into().ok())
            .ok_or_else(|| Wrong::new("QUADRIGE_SEARCH_KEY_FILE", format!("{path} holds fewer than 32 bytes"), remedy))
    }

    /// The password of the relay's account; none where the relay asks for none.
    ///
    /// # Errors
    /// There is an account without a password, a password without an account, or the file can't be read.
    pub fn mail_password(&self) -> Result<Option<String>, Wrong> {
        let wrong = |problem: String, remedy: &str| Err(Wrong::new("QUADRIGE_MAIL_PASSWORD_FILE", problem, remedy));
        let has_user = matches!(&self.mail, Some(Mail::Relay(relay)) if relay.user.is_some());
        match &self.mail_password_file {
            None if has_user => {
                wrong("not set".to_owned(), "Name the file that holds the password of QUADRIGE_MAIL's user.")
            }
            None => Ok(None),
            Some(_) if !has_user => wrong("no user".to_owned(), "Name the user in QUADRIGE_MAIL: smtps://USER@HOST."),
            Some(path) => match std::fs::read_to_string(path) {
                Ok(password) => Ok(Some(password.trim_end_matches(['\r', '\n']).to_owned())),
                Err(e) => wrong(
                    format!("{} can't be read ({})", path.display(), e.kind()),
                    "Name a file readable by the service.",
                ),
            },
        }
    }

    /// The texts of the agreements in force, with their file names, in the order of their names.
    ///
    /// # Errors
    /// A file or folder that can't be read.
    pub fn protocol_texts(&self) -> Result<Vec<(String, String)>, Wrong> {
        let unreadable = |path: &Path, e: &std::io::Error| {
            Wrong::new(
                "QUADRIGE_PROTOCOLS",
                format!("{} can't be read ({})", path.display(), e.kind()),
                "Name readable TOML files.",
            )
        };
        let mut files = Vec::new();
        for path in &self.protocols {
            if path.is_dir() {
                let entries = std::fs::read_dir(path).map_err(|e| unreadable(path, &e))?;
                files.extend(
                    entries
                        .filter_map(Result::ok)
                        .map(|entry| entry.path())
                        .filter(|p| p.extension().is_some_and(|e| e == "toml")),
                );
            } else {
                files.push(path.clone());
            }
        }
        files.sort();
        files
            .into_iter()
            .map(|path| {
                let text = std::fs::read_to_string(&path).map_err(|e| unreadable(&path, &e))?;
                Ok((path.display().to_string(), text))
            })
            .collect()
    }
}

/// The stylesheet that an operator's own theme must have.
pub const THEME_SHEET: &str = "theme.css";

fn known() -> String {
    KNOWN.iter().map(|(key, _)| variable(key)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, variables: &[(&str, &str)]) -> Result<Config, Vec<Wrong>> {
        let variables = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Config::from_parts(file, &variables)
    }

    fn names(result: Result<Config, Vec<Wrong>>) -> Vec<String> {
        result.err().unwrap_or_default().into_iter().map(|wrong| wrong.setting).collect()
    }

    #[test]
    fn without_any_setting_the_defaults_hold() {
        let config = read("", &[]).expect("defaults are valid");
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.public_url, "http://127.0.0.1:8080");
        assert_eq!(config.mail, None);
    }

    #[test]
    fn a_variable_wins_over_the_file() {
        let config = read("listen = \"127.0.0.1:1\"", &[("QUADRIGE_LISTEN", "127.0.0.1:2")]).expect("valid");
        assert_eq!(config.listen.port(), 2);
    }

    #[test]
    fn every_wrong_setting_is_named_with_its_remedy() {
        assert_eq!(names(read("databse = \"x\"", &[])), ["QUADRIGE_DATABSE"]);
        assert_eq!(names(read("", &[("QUADRIGE_LISTN", "x")])), ["QUADRIGE_LISTN"]);
        assert_eq!(
            names(read("database = \"mysql://x\"\nlisten = \"here\"", &[])),
            ["QUADRIGE_DATABASE", "QUADRIGE_LISTEN"]
        );
        assert_eq!(names(read("mail = \"pigeon\"", &[])), ["QUADRIGE_MAIL"]);
        assert_eq!(names(read("mail = \"smtp://u:secret@relay\"", &[])), ["QUADRIGE_MAIL"]);
        assert_eq!(names(read("mail_from = \"nobody\"", &[])), ["QUADRIGE_MAIL_FROM"]);
        assert_eq!(names(read("listen = 8080", &[])), ["QUADRIGE_LISTEN"]);
        assert_eq!(names(read("= broken", &[])), ["QUADRIGE_CONFIG"]);
        assert_eq!(names(read("protocols = \"/nowhere/at/all.toml\"", &[])), ["QUADRIGE_PROTOCOLS"]);
    }

    #[test]
    fn serving_needs_mail_an_operator_a_search_key_and_the_key_of_the_journal() {
        let config = read("search_key_file = \"/nowhere/search.key\"", &[]).expect("well-formed");
        let missing: Vec<_> =
            config.ready_to_serve().err().unwrap_or_default().into_iter().map(|w| w.setting).collect();
        assert_eq!(
            missing,
            ["QUADRIGE_MAIL", "QUADRIGE_OPERATOR", "QUADRIGE_SEARCH_KEY_FILE", "QUADRIGE_JOURNAL_KEY_FILE"]
        );
    }

    #[test]
    fn the_password_of_the_relay_comes_from_a_file() {
        let of = |settings: &str| read(settings, &[]).expect("well-formed").mail_password().map_err(|w| w.problem);
        assert_eq!(of("mail = \"smtps://relay.example\""), Ok(None));
        assert_eq!(of("mail = \"smtps://quadrige@relay.example\""), Err("not set".to_owned()));
        assert_eq!(of("mail = \"file:x\"\nmail_password_file = \"y\""), Err("no user".to_owned()));
        let missing = "mail = \"smtps://quadrige@relay.example\"\nmail_password_file = \"/nowhere/password\"";
        assert!(of(missing).is_err_and(|problem| problem.contains("can't be read")));
    }
}
