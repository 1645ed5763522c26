//! What the documents promise exists: the tests that they name, the guards that they call on, the files that they point to.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below, but for what was built or brought in.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_file() {
            found.push(path);
        } else if name != "node_modules" && name != "target" {
            files(&path, found);
        }
    }
}

/// The README and the pages of `docs/`, each with its name.
fn documents() -> Vec<(String, String)> {
    let mut paths = vec![root().join("README.md")];
    files(&root().join("docs"), &mut paths);
    let pages = paths.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap())).collect()
}

/// What stands between backquotes, line by line; blocks of code aside.
fn quoted(text: &str) -> Vec<&str> {
    let mut is_block = false;
    let mut words = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_block = !is_block;
        } else if !is_block {
            words.extend(line.split('`').skip(1).step_by(2));
        }
    }
    words
}

/// The names of all tests: what is said of a function after its attribute.
fn tests() -> BTreeSet<String> {
    let mut sources = Vec::new();
    files(&root().join("src"), &mut sources);
    files(&root().join("tests"), &mut sources);
    let mut names = BTreeSet::new();
    for path in sources.iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs")) {
        let text = std::fs::read_to_string(path).unwrap();
        let mut is_next = false;
        for line in text.lines().map(str::trim) {
            if matches!(line, "#[test]" | "#[actix_web::test]") {
                is_next = true;
            } else if let Some((_, rest)) = line.split_once("fn ").filter(|_| is_next) {
                names.insert(rest.split('(').next().unwrap_or_default().to_owned());
                is_next = false;
            }
        }
    }
    names
}

/// Whether a word is made as our tests are named. Nothing else of ours has four words and more.
fn is_like_a_test(word: &str) -> bool {
    word.matches('_').count() >= 4 && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The patches of `tests/guards/guards.txt`, and the tests that they turn red.
fn guards() -> BTreeSet<String> {
    let list = std::fs::read_to_string(root().join("tests/guards/guards.txt")).unwrap();
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let (patch, test) = (words.next()?, words.nth(1)?);
            Some([patch.to_owned(), test.rsplit("::").next().unwrap_or(test).to_owned()])
        })
        .flatten()
        .collect()
}

/// Names of providers' documents, which look like our tests and are none.
const FOREIGN: &[&str] = &["authorization_response_iss_parameter_supported"];

#[test]
fn every_test_that_a_document_names_exists() {
    let known = tests();
    assert!(known.len() > 400, "{}", known.len());
    let mut missing = Vec::new();
    for (page, text) in documents() {
        for word in quoted(&text) {
            if is_like_a_test(word) && !known.contains(word) && !FOREIGN.contains(&word) {
                missing.push(format!("{page}: {word}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_file_that_a_document_points_to_is_there() {
    let mut missing = Vec::new();
    for (page, text) in documents() {
        let folder = Path::new(&page).parent().unwrap();
        let paths = quoted(&text).into_iter().filter(|word| {
            let is_ours = ["src/", "tests/", "docs/", "migrations/", "templates/", ".ci/"];
            is_ours.iter().any(|room| word.starts_with(room))
                && !word.contains(['…', ' ', '*', '<'])
                && !word.contains("NAME")
        });
        let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        let links = links.filter(|link| !link.is_empty() && !link.contains(':'));
        for (path, from) in paths.map(|path| (path, root())).chain(links.map(|link| (link, folder))) {
            if !from.join(path).exists() {
                missing.push(format!("{page}: {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_defence_names_what_shows_it_and_what_is_marked_as_a_guard_is_one() {
    let (tests, guards) = (tests(), guards());
    let text = std::fs::read_to_string(root().join("docs/security.md")).unwrap();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| "))
        .skip(1)
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    assert!(rows.len() > 40, "{}", rows.len());
    let mut wrong = Vec::new();
    for row in rows {
        let [who, _, shown] = row[..] else { panic!("three columns: {row:?}") };
        let is_shown = quoted(shown).into_iter().any(|word| {
            tests.contains(word) || guards.contains(word) || word.ends_with(".mjs") || root().join(word).exists()
        });
        if !is_shown && !shown.contains("no test yet") {
            wrong.push(format!("nothing shows: {who}"));
        }
        let marked = shown.match_indices('●').filter_map(|(at, _)| shown[..at].trim_end().strip_suffix('`'));
        for name in marked.filter_map(|before| before.rsplit('`').next()) {
            if !guards.contains(name) {
                wrong.push(format!("no guard: {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
