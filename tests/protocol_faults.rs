//! Faulty protocols, each refused with the line of its fault. A file of `tests/protocols` says on its first lines what is
//! expected of it (`# fault at line N: words of the message`), and which other files are in the register with it
//! (`# beside FILE`). A file without an expected fault must be accepted: the twin of a faulty one.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails loudly")]

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use quadrige::protocol::{Agreement, Fault, Protocol, reference};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/protocols")
}

fn after<'t>(text: &'t str, prefix: &'t str) -> impl Iterator<Item = &'t str> {
    text.lines().filter_map(move |line| line.strip_prefix(prefix))
}

/// The faults of this file, alone and then in the register.
fn faults_of(name: &str, text: &str) -> Vec<Fault> {
    let protocol = match Protocol::parse(text) {
        Ok(protocol) => protocol,
        Err(faults) => return faults,
    };
    let mut register = Vec::new();
    for other in after(text, "# beside ") {
        let other_text =
            fs::read_to_string(folder().join(other)).unwrap_or_else(|e| panic!("{name} wants {other}: {e}"));
        register.push((other.to_owned(), Protocol::parse(&other_text).unwrap_or_else(|f| panic!("{other}: {f:?}"))));
    }
    register.push((name.to_owned(), protocol));
    let ceiling = reference().expect("the reference has no fault");
    match Agreement::assemble(ceiling, register, date(2026, 11, 21)) {
        Ok(_) => Vec::new(),
        Err(faults) => faults
            .into_iter()
            .map(|(file, fault)| {
                assert_eq!(file, name, "the fault was laid at another file's door: {fault}");
                fault
            })
            .collect(),
    }
}

#[test]
fn every_faulty_protocol_is_refused_with_the_line_of_its_fault() {
    let mut tried = 0;
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder()).expect("the fixtures are there") {
        let path = entry.expect("a fixture").path();
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name").to_owned();
        let text = fs::read_to_string(&path).expect("a text");
        let found = faults_of(&name, &text);
        let expected: Vec<(usize, &str)> = after(&text, "# fault at line ")
            .map(|rest| rest.split_once(": ").map_or((rest.trim_end_matches(':'), ""), |(line, words)| (line, words)))
            .map(|(line, words)| (line.trim().parse().expect("a line number"), words))
            .collect();
        let as_expected = found.len() == expected.len()
            && expected
                .iter()
                .all(|(line, words)| found.iter().any(|fault| fault.line == *line && fault.message.contains(words)));
        if !as_expected {
            wrong.push(format!("{name}\n  expected {expected:?}\n  found    {found:?}"));
        }
        tried += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 50, "only {tried} fixtures were found");
}
