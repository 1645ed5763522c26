//! Texts that are no protocol are refused, never panicked on.

use super::*;

#[test]
fn a_protocol_cut_anywhere_is_read_or_refused() {
    let lines: Vec<&str> = REFERENCE.lines().collect();
    for end in (0..lines.len()).step_by(3) {
        let cut = lines[..end].join("\n");
        if let Err(faults) = Protocol::parse(&cut) {
            assert!(faults.iter().all(|fault| (1..=end.max(1) + 1).contains(&fault.line)), "{faults:?}");
        }
    }
}

#[test]
fn odd_shapes_are_refused_with_a_line() {
    for text in [
        "",
        "\u{feff}",
        "cells = 3",
        "cells = [1]",
        "basis = 3",
        "[basis]\nstaff = 3",
        "[[basis]]",
        "scope = 3",
        "scope = {}",
        "signatories = [1, 2]",
        "signatories = []",
        "version = -1",
        "version = 99999999999999999999",
        "valid_from = 2026-02-30",
        "valid_from = 2026-01-05T10:00:00Z",
        "id = \"\"",
        "[[cells]]\nkinds = \"prison\"",
        "[[cells]]\nkinds = [\"prison\", \"prison\"]",
        "a.b.c = 1",
        "\0",
        "[[cells]",
    ] {
        let faults = Protocol::parse(text).err().unwrap_or_else(|| panic!("{text:?} was read"));
        assert!(faults.iter().all(|fault| fault.line >= 1 && !fault.message.is_empty()), "{text:?}: {faults:?}");
        assert!(!faults.is_empty(), "{text:?}");
    }
}

#[test]
fn a_fault_says_its_line_and_what_would_be_right() {
    let faults = Protocol::parse("id = \"a\"\ncolour = 1\n").expect_err("it lacks nearly everything");
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(said.contains(&"line 1: the protocol lacks `title`".to_owned()), "{said:?}");
    assert!(
        said.iter().any(|fault| fault.starts_with("line 2: the protocol knows no `colour`; it may hold: ")),
        "{said:?}"
    );
}
