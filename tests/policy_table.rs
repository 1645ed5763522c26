//! The reference matrix as prose, kept in `tests/expected/policy-table.txt` so that a change of the law is read, not guessed.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails loudly")]

use jiff::civil::date;
use quadrige::protocol::{self, Agreement, Protocol};

const EXPECTED: &str = "tests/expected/policy-table.txt";

fn reference_under_an_act() -> Agreement {
    let national = Protocol::parse(protocol::EXAMPLE_NATIONAL).expect("the example has no fault");
    let ceiling = protocol::reference().expect("the reference has no fault");
    Agreement::assemble(ceiling, vec![("example-national.toml".into(), national)], date(2026, 11, 21))
        .expect("they agree")
}

#[test]
fn the_policy_table_is_the_one_that_was_reviewed() {
    let found = protocol::table(&reference_under_an_act());
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(EXPECTED);
    #[expect(clippy::disallowed_methods, reason = "only this test reads the switch, and only to rewrite its own file")]
    let update = std::env::var_os("QUADRIGE_UPDATE_EXPECTED").is_some();
    if update {
        std::fs::write(&path, &found).expect("the expected table can be written");
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let differing = found.lines().zip(expected.lines()).position(|(found, expected)| found != expected);
    assert!(
        found == expected,
        "The policy table has changed, first at line {}.\n\
         Review it like prose: somebody who knows the law must agree with every changed line. Then write it anew with\n\
             QUADRIGE_UPDATE_EXPECTED=1 cargo test --test policy_table\n\
         and read the difference of {EXPECTED} once more before you commit it.\n\nfound:    {}\nexpected: {}",
        differing.unwrap_or(found.lines().count().min(expected.lines().count())) + 1,
        differing.and_then(|at| found.lines().nth(at)).unwrap_or("(one table is longer)"),
        differing.and_then(|at| expected.lines().nth(at)).unwrap_or("(one table is longer)"),
    );
}
