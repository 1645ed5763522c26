//! The rules of the decision, read as the domain says them.

use jiff::civil::date;

use super::*;
use crate::domain::tie::{Notice, Tie, TieScope};
use crate::domain::{DataCategory, Field, Function, InstitutionKind, Level, Phase, TieKind};

fn demo() -> Agreement {
    let ceiling = reference().unwrap_or_else(|faults| panic!("reference.toml: {faults:#?}"));
    let national = Protocol::parse(EXAMPLE_NATIONAL).unwrap_or_else(|faults| panic!("example-national.toml: {faults:#?}"));
    Agreement::assemble(ceiling, vec![("example-national.toml".into(), national)], date(2026, 11, 21)).expect("no fault")
}

#[test]
fn the_reference_and_the_example_have_no_fault() {
    let agreement = demo();
    assert_eq!(agreement.version(), "reference@1+demo-national@1");
    for cell in agreement.cells() { println!("{} {:?} {:?}", cell.line, cell.kinds, cell.basis.key); }
}
