//! Words that appear nowhere, or in one place only.

use super::tokens::{Token, tokens};
use super::{Source, at};

/// The longest a file of `src` may grow before it is split by meaning.
const LONGEST: usize = 600;

/// Raw SQL, which escapes the types of personal columns.
pub fn raw_sql(sources: &[Source]) -> Vec<String> {
    sequences(
        sources,
        &[&["sql_query"], &["dsl", "::", "sql"], &["SqlLiteral"], &["UncheckedBind"]],
        "raw SQL escapes the types",
    )
}

/// `pub(crate)`, which the compile-fail tests, standing outside, can't see.
pub fn crate_visibility(sources: &[Source]) -> Vec<String> {
    let forms: &[&[&str]] = &[&["pub", "(", "crate", ")"], &["pub", "(", "in", "crate", ")"]];
    sequences(sources, forms, "private, `pub(in crate::room)` or `pub`, never visible to the whole crate")
}

/// Lints silenced for good: `#[expect(lint, reason = "…")]` says when it's no longer needed.
pub fn silenced_lints(sources: &[Source]) -> Vec<String> {
    sequences(sources, &[&["[", "allow", "("], &[",", "allow", "("]], "`#[expect(…, reason = \"…\")]` instead")
}

/// Readings of the machine's clock outside the clock.
pub fn ambient_time(sources: &[Source]) -> Vec<String> {
    let elsewhere: Vec<Source> = sources.iter().filter(|(path, _)| path != "src/clock.rs").cloned().collect();
    let clocks: Vec<[&str; 3]> = ["Timestamp", "Zoned", "SystemTime", "Instant", "Utc", "Local", "dsl"]
        .iter()
        .map(|clock| [clock, "::", "now"])
        .collect();
    let clocks: Vec<&[&str]> = clocks.iter().map(<[&str; 3]>::as_slice).collect();
    sequences(&elsewhere, &clocks, "ask `clock::Clock`: tests own time")
}

/// Files that have grown too long to be read at once.
pub fn long_files(sources: &[Source]) -> Vec<String> {
    let long = sources.iter().filter(|(_, text)| text.lines().count() > LONGEST);
    long.map(|(path, text)| format!("{path}: {} lines, at most {LONGEST}: split it by meaning", text.lines().count()))
        .collect()
}

/// Paths of one machine and hosts of package registries: a clone must build anywhere.
pub fn local_traces(files: &[Source]) -> Vec<String> {
    // Put together here, or this file would find itself.
    let folders = ["work", "home", "root", "Users", "workspace"].map(|folder| format!("/{folder}/"));
    let hosts =
        [["registry.npmjs", ".org"], ["static.crates", ".io"], ["index.crates", ".io"], ["files.pythonhosted", ".org"]]
            .concat_each();
    let resolved = format!("\"{}\": \"http", "resolved");
    let mut found = Vec::new();
    for (path, text) in files {
        for (number, line) in text.lines().enumerate() {
            let starts_path = |folder: &String| {
                line.match_indices(folder.as_str()).any(|(start, _)| {
                    !line[..start].ends_with(|before: char| before.is_alphanumeric() || "_-.}~*".contains(before))
                })
            };
            let trace = folders.iter().find(|folder| starts_path(folder));
            let host = hosts.iter().chain([&resolved]).find(|host| line.contains(host.as_str()));
            if let Some(word) = trace.or(host) {
                found.push(at(path, number + 1, &format!("`{word}` belongs to one machine")));
            }
        }
    }
    found
}

/// Joins the halves of each word.
trait ConcatEach {
    fn concat_each(self) -> Vec<String>;
}

impl<const N: usize> ConcatEach for [[&str; 2]; N] {
    fn concat_each(self) -> Vec<String> {
        self.iter().map(|halves| halves.concat()).collect()
    }
}

/// Where any of these runs of tokens stands.
fn sequences(sources: &[Source], banned: &[&[&str]], why: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources {
        let tokens = tokens(text);
        for run in banned {
            let here = |window: &&[Token<'_>]| window.iter().map(|token| token.text).eq(run.iter().copied());
            found.extend(
                tokens
                    .windows(run.len())
                    .filter(here)
                    .map(|window| at(path, window[0].line, &format!("`{}`: {why}", run.concat()))),
            );
        }
    }
    found
}
