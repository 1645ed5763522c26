//! The settings of the journal's log: its name, its key, where its checkpoints are kept outside the database.

use std::path::{Path, PathBuf};

use super::{Config, Wrong};
use crate::db::Engine;

/// The name of the log: as set, else the host of the public address.
pub(in crate::config) fn origin(setting: &str, public_url: &str, wrong: &mut Vec<Wrong>) -> String {
    let host = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
    let origin = if setting.is_empty() { host } else { setting };
    if origin.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+') {
        let remedy = "Write a name without spaces or plus signs, for instance journal.quadrige.example.";
        wrong.push(Wrong::new("QUADRIGE_JOURNAL_ORIGIN", "can't stand in a signature", remedy));
    }
    origin.to_owned()
}

/// The folder: as set by `file:DIR`, else beside a SQLite database.
pub(in crate::config) fn checkpoints(
    setting: &str,
    database: Option<&Engine>,
    wrong: &mut Vec<Wrong>,
) -> Option<PathBuf> {
    match (setting, setting.strip_prefix("file:"), database) {
        ("", _, Some(Engine::Sqlite(path))) => {
            Some(Path::new(path).parent().unwrap_or_else(|| Path::new("")).join("checkpoints"))
        }
        ("", ..) => None,
        (_, Some(folder), _) if !folder.is_empty() => Some(PathBuf::from(folder)),
        _ => {
            let remedy = "Write file:DIR, best of all a folder that isn't on the database's machine.";
            wrong.push(Wrong::new("QUADRIGE_JOURNAL_CHECKPOINTS", "not file:DIR", remedy));
            None
        }
    }
}

impl Config {
    /// The text of the file that holds the key; none where none is set.
    ///
    /// # Errors
    /// It can't be read.
    pub fn journal_key(&self) -> Result<Option<String>, Wrong> {
        let Some(path) = &self.journal_key_file else { return Ok(None) };
        std::fs::read_to_string(path).map(Some).map_err(|e| {
            let remedy = "Make it once with `quadrige keys journal FILE`, readable by the service alone, and keep it.";
            let problem = format!("{} can't be read ({})", path.display(), e.kind());
            Wrong::new("QUADRIGE_JOURNAL_KEY_FILE", problem, remedy)
        })
    }

    /// What the journal's log lacks.
    pub(in crate::config) fn journal_missing(&self) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        match self.journal_key() {
            Ok(Some(_)) => {}
            Ok(None) => {
                let remedy = "Make one with `quadrige keys journal FILE`, and name FILE.";
                wrong.push(Wrong::new("QUADRIGE_JOURNAL_KEY_FILE", "not set", remedy));
            }
            Err(unread) => wrong.push(unread),
        }
        if self.journal_checkpoints.is_none() {
            let remedy = "Name a folder outside the database: file:DIR, best of all on another machine.";
            wrong.push(Wrong::new("QUADRIGE_JOURNAL_CHECKPOINTS", "not set", remedy));
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_named_after_the_public_host() {
        let mut wrong = Vec::new();
        assert_eq!(origin("", "https://quadrige.example", &mut wrong), "quadrige.example");
        assert_eq!(origin("autre", "https://quadrige.example", &mut wrong), "autre");
        assert!(wrong.is_empty());
        origin("deux mots", "", &mut wrong);
        assert_eq!(wrong.len(), 1);
    }

    #[test]
    fn checkpoints_lie_beside_a_file_and_nowhere_by_themselves_beside_a_server() {
        let mut wrong = Vec::new();
        let file = Engine::Sqlite("./data/quadrige.db".to_owned());
        let server = Engine::Postgres("postgres://x".to_owned());
        assert_eq!(checkpoints("", Some(&file), &mut wrong), Some(PathBuf::from("./data/checkpoints")));
        assert_eq!(checkpoints("", Some(&server), &mut wrong), None);
        assert_eq!(checkpoints("file:ailleurs", Some(&server), &mut wrong), Some(PathBuf::from("ailleurs")));
        assert!(wrong.is_empty());
        checkpoints("ailleurs", Some(&server), &mut wrong);
        assert_eq!(wrong.len(), 1);
    }
}
