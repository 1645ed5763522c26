//! The rhythms of reviews, from the protocol to the day.

use super::*;
use crate::domain::CommissionKind;
use crate::domain::rhythm::{Path, Stage, next_review};

/// A national protocol that says only this of rhythms and conferences. It has a cell because an empty one is refused.
fn national(rules: &str, inherits: &str) -> Protocol {
    let text = format!(
        r#"
        id = "national"
        title = "Protocole national (inventé)"
        version = 1
        scope = {{ national = true }}
        valid_from = 2026-01-05
        signatories = ["Une direction"]
        {inherits}
        [basis.usage]
        current = "rythme fixé par le protocole"
        certainty = "seen"
        regime = "conference"
        [[cells]]
        kinds = ["prison"]
        functions = ["registry"]
        categories = ["identity"]
        phases = ["detention"]
        level = "existence"
        basis = "usage"
        ground = "text"
        {rules}
        "#
    );
    Protocol::parse(&text).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn every(agreement: &Agreement, commission: CommissionKind, stage: Stage) -> Vec<(u16, String)> {
    let bands = agreement.rhythm(commission).bands().iter().filter(|band| band.stage == stage);
    bands.map(|band| (band.over_months, band.every.to_string())).collect()
}

fn written(bands: &[(u16, &str)]) -> Vec<(u16, String)> {
    bands.iter().map(|(over, every)| (*over, (*every).to_owned())).collect()
}

#[test]
fn the_reference_has_the_default_of_the_domain_for_every_commission() {
    let agreement = in_force();
    for commission in CommissionKind::ALL.iter().copied() {
        let inside = written(&[(24, "P6M"), (6, "P3M"), (3, "P1M"), (0, "P2W")]);
        assert_eq!(every(&agreement, commission, Stage::Detention), inside);
        let is_cpu = commission == CommissionKind::Cpu;
        let outside = if is_cpu { Vec::new() } else { written(&[(0, "P1M"), (6, "P3M")]) };
        assert_eq!(every(&agreement, commission, Stage::AfterRelease), outside);
        let arrival = agreement.rhythm(commission).arrival().map(|every| every.to_string());
        assert_eq!(arrival.as_deref(), is_cpu.then_some("P3W"));
        assert_eq!((agreement.minutes_open_days(commission), agreement.silent_close_days(commission)), (30, 90));
    }
}

#[test]
fn the_rhythm_holds_without_any_national_protocol_too() {
    assert_eq!(assembled(Vec::new()).rhythm(CommissionKind::Ems), in_force().rhythm(CommissionKind::Ems));
    assert_eq!(assembled(Vec::new()).minutes_open_days(CommissionKind::Cpu), 30);
}

#[test]
fn a_new_arrival_is_due_for_the_cpu_on_the_ground_of_the_three_weeks() {
    let agreement = in_force();
    let path =
        Path { admitted_on: date(2026, 3, 2), release_on: None, released_on: None, last_review_on: None, fixed: None };
    let cpu = agreement.rhythm(CommissionKind::Cpu);
    let due = next_review(cpu, &path).unwrap();
    assert_eq!(due.on, date(2026, 3, 23));
    assert!(cpu.basis(&due.because).unwrap().label().contains("R. 57-6-18"));
    assert_eq!(next_review(agreement.rhythm(CommissionKind::Cir), &path), None);
}

#[test]
fn a_national_protocol_replaces_the_rhythm_of_the_commissions_that_it_speaks_of_and_of_no_other() {
    let rules = r#"
        [[rhythms]]
        commissions = ["ems", "ccs"]
        stage = "detention"
        every = "P4M"
        basis = "usage"
        [[conferences]]
        commissions = ["ems"]
        minutes_open_days = 10
        silent_close_days = 20
    "#;
    for inherits in ["", "inherits = \"reference\""] {
        // Whether it takes over the cells or not: a rhythm is a default, not a right.
        let agreement = assembled(vec![national(rules, inherits)]);
        assert_eq!(every(&agreement, CommissionKind::Ems, Stage::Detention), written(&[(0, "P4M")]));
        assert_eq!(every(&agreement, CommissionKind::Ccs, Stage::Detention), written(&[(0, "P4M")]));
        assert!(every(&agreement, CommissionKind::Ems, Stage::AfterRelease).is_empty());
        assert_eq!(agreement.rhythm(CommissionKind::Cpu), in_force().rhythm(CommissionKind::Cpu));
        let times = |commission| (agreement.minutes_open_days(commission), agreement.silent_close_days(commission));
        assert_eq!((times(CommissionKind::Ems), times(CommissionKind::Ccs)), ((10, 20), (30, 90)));
    }
}

#[test]
fn where_nothing_is_said_nothing_is_due_and_nothing_stays_open() {
    let mut ceiling = reference_protocol();
    ceiling.rhythms.clear();
    ceiling.conferences.clear();
    let agreement = Agreement::assemble(ceiling, Vec::new(), date(2026, 11, 21)).unwrap();
    assert!(agreement.rhythm(CommissionKind::Cpu).bands().is_empty());
    assert_eq!(agreement.minutes_open_days(CommissionKind::Cpu), 0);
    assert_eq!(agreement.silent_close_days(CommissionKind::Cpu), 0);
}
