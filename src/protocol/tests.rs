//! The rules of the decision, read as the domain says them.

use jiff::civil::date;

use super::*;
use crate::domain::tie::{Notice, Tie, TieScope};
use crate::domain::{DataCategory, Field, Function, Ground, InstitutionKind, Level, Phase, TieKind};

mod combination;
mod effects;
mod naive;
mod odd_texts;
mod readers;
mod rhythms;

fn reference_protocol() -> Protocol {
    reference().unwrap_or_else(|faults| panic!("reference.toml: {faults:#?}"))
}

fn example() -> Protocol {
    Protocol::parse(EXAMPLE_NATIONAL).unwrap_or_else(|faults| panic!("example-national.toml: {faults:#?}"))
}

fn assembled(protocols: Vec<Protocol>) -> Agreement {
    let named = protocols.into_iter().map(|protocol| (format!("{}.toml", protocol.id), protocol)).collect();
    Agreement::assemble(reference_protocol(), named, date(2026, 11, 21)).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// The whole reference matrix, under an act.
fn in_force() -> Agreement {
    assembled(vec![example()])
}

fn reader(kind: InstitutionKind, function: Function) -> ReaderFacts {
    ReaderFacts { kind, functions: vec![function], departement: None, inter_region: None, cleared: true }
}

fn person(phase: Phase) -> SubjectFacts {
    SubjectFacts { phase, predicates: Predicates::NONE, genesis_closed: false }
}

fn person_with(phase: Phase, predicates: &[Predicate]) -> SubjectFacts {
    SubjectFacts { predicates: predicates.iter().copied().collect(), ..person(phase) }
}

fn tie(kind: TieKind) -> Tie {
    Tie { kind, scope: TieScope::Whole }
}

fn notice(notice: Notice) -> Tie {
    Tie { kind: TieKind::Territory, scope: TieScope::Notice(notice) }
}

fn communication(record: &str) -> Tie {
    Tie { kind: TieKind::Communication, scope: TieScope::Record(record.to_owned()) }
}

/// An invitation to an item on whose table these categories were laid.
fn at_the_table(item: &str, tabled: &[DataCategory]) -> Tie {
    Tie { kind: TieKind::Item, scope: TieScope::Item(item.to_owned(), tabled.to_vec()) }
}

/// The fields that show in another institution's records, beside the banner.
fn shown(decision: &Decision) -> Vec<&'static str> {
    let banner = crate::domain::catalogue::BANNER;
    let fields = Field::ALL.iter().filter(|field| !banner.contains(field) && decision.shows(**field, Relation::Other));
    fields.map(|field| field.spec().key).collect()
}
