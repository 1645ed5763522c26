//! How cells, protocols and limits combine.

use super::*;
use crate::protocol::compile::Book;

fn jap() -> ReaderFacts {
    reader(InstitutionKind::SentencingCourt, Function::Magistrate)
}

fn followed() -> Vec<Tie> {
    vec![tie(TieKind::Followed)]
}

/// A protocol of département 59 that leaves the courts a summary of discipline.
fn local(valid_from: &str) -> Protocol {
    let text = format!(
        r#"
        id = "nord"
        title = "Protocole du Nord (inventé)"
        version = 3
        scope = {{ departement = "59" }}
        valid_from = {valid_from}
        signatories = ["Une direction"]
        [basis.told]
        current = "R. 240-6 C. pénit."
        item = "1°"
        certainty = "inferred"
        regime = "genesis"
        [[cells]]
        kinds = ["sentencing_court"]
        categories = ["discipline"]
        phases = ["detention"]
        level = "summary"
        basis = "told"
        ground = "text"
        "#
    );
    Protocol::parse(&text).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

#[test]
fn without_a_valid_clearance_nothing_is_seen_whatever_the_ties() {
    let uncleared = ReaderFacts { cleared: false, ..jap() };
    let decision =
        decide(&in_force(), &uncleared, &person(Phase::Detention), &[tie(TieKind::Followed), communication("a")]);
    assert_eq!(decision.reach, Decision::nothing().reach);
    assert!(!decision.communicates("a"));
    let without_function = ReaderFacts { functions: Vec::new(), ..jap() };
    assert!(!decide(&in_force(), &without_function, &person(Phase::Detention), &followed()).opens());
}

#[test]
fn without_a_tie_or_with_a_tie_whose_scope_is_not_its_own_nothing_is_seen() {
    let agreement = in_force();
    let strange = [
        Tie { kind: TieKind::Followed, scope: TieScope::Notice(Notice::Leave) },
        Tie { kind: TieKind::Followed, scope: TieScope::Record("a".into()) },
        Tie { kind: TieKind::Territory, scope: TieScope::Whole },
        Tie { kind: TieKind::Communication, scope: TieScope::Whole },
    ];
    for kind in InstitutionKind::ALL {
        for function in Function::ALL {
            for ties in [&[][..], &strange[..]] {
                let decision = decide(&agreement, &reader(*kind, *function), &person(Phase::Detention), ties);
                assert_eq!(decision.reach, Decision::nothing().reach, "{kind} {function} {ties:?}");
            }
        }
    }
}

#[test]
fn several_ties_give_the_highest_of_what_each_gives() {
    let prosecutor = reader(InstitutionKind::Prosecution, Function::Magistrate);
    let both = [tie(TieKind::Prosecuted), communication("sheet")];
    let decision = decide(&in_force(), &prosecutor, &person(Phase::Detention), &both);
    assert!(decision.shows(Field::ObservationText, Relation::Communicated));
    assert!(decision.shows(Field::DecisionSummary, Relation::Communicated));
    assert!(!decision.shows(Field::ObservationText, Relation::Other));
}

#[test]
fn who_sees_anything_sees_its_bearer_on_the_same_basis() {
    let agreement = in_force();
    let officer = reader(InstitutionKind::Police, Function::Officer);
    let decision = decide(&agreement, &officer, &person(Phase::Detention), &[notice(Notice::Leave)]);
    for relation in Relation::ALL {
        for field in crate::domain::catalogue::BANNER {
            let right = decision.right(*field, relation);
            assert_eq!((right.level, right.write), (Level::Summary, false));
            assert_eq!(right.cell.map(|cell| agreement.cell(cell).basis.key.as_str()), Some("police-leave"));
        }
        assert_eq!(decision.right(Field::Ecrou, relation).level, Level::None);
    }
}

#[test]
fn two_years_after_the_release_nothing_of_genesis_is_left() {
    let gone = SubjectFacts { genesis_closed: true, ..person(Phase::Closed) };
    let registry = reader(InstitutionKind::Prison, Function::Registry);
    assert!(!decide(&in_force(), &registry, &gone, &[tie(TieKind::Held)]).opens());
    let analyst = reader(InstitutionKind::PrisonIntelligence, Function::Analyst);
    let decision = decide(&in_force(), &analyst, &gone, &followed());
    // A note is the hub's own: it keeps its bearer, and nothing else of him.
    assert!(decision.shows(Field::NoteText, Relation::Other) && decision.shows(Field::FamilyName, Relation::Other));
    assert!(!decision.shows(Field::Place, Relation::Other) && !decision.shows(Field::ObservationText, Relation::Other));
}

#[test]
fn what_appi_opens_does_not_close_with_genesis() {
    let followed_still = SubjectFacts { genesis_closed: true, ..person(Phase::Community) };
    let counsellor = reader(InstitutionKind::Probation, Function::Counsellor);
    let decision = decide(&in_force(), &counsellor, &followed_still, &followed());
    assert!(
        decision.shows(Field::FamilyName, Relation::Other) && decision.shows(Field::DeclaredAddress, Relation::Other)
    );
}

#[test]
fn practice_is_dead_without_an_act() {
    let analyst = reader(InstitutionKind::PrisonIntelligence, Function::Analyst);
    let text =
        EXAMPLE_NATIONAL.lines().filter(|line| !line.starts_with("authorising_act")).collect::<Vec<_>>().join("\n");
    let without_act = Protocol::parse(&text).expect("inheriting without an act is allowed");
    for (agreement, expected) in [(in_force(), true), (assembled(vec![without_act]), false), (assembled(vec![]), false)]
    {
        assert_eq!(decide(&agreement, &analyst, &person(Phase::Detention), &followed()).opens(), expected);
        assert_eq!(agreement.authorising_act().is_some(), expected);
        assert_eq!(agreement.cells().iter().any(|cell| cell.ground == Ground::Practice), expected);
        // The texts and the seats on a commission do not depend on it.
        assert!(decide(&agreement, &jap(), &person(Phase::Detention), &followed()).opens());
    }
}

#[test]
fn a_narrower_protocol_lowers_what_it_speaks_about_for_those_it_governs() {
    let agreement = assembled(vec![local("2026-02-01"), example()]);
    let level = |departement: Option<&str>, phase, category| {
        let judge = ReaderFacts { departement: departement.map(str::to_owned), ..jap() };
        decide(&agreement, &judge, &person(phase), &followed()).category_level(category, Relation::Other)
    };
    assert_eq!(level(Some("59"), Phase::Detention, DataCategory::Discipline), Level::Summary);
    assert_eq!(level(Some("59"), Phase::PreRelease, DataCategory::Discipline), Level::None);
    assert_eq!(level(Some("59"), Phase::Detention, DataCategory::Sentence), Level::Full);
    assert_eq!(level(Some("62"), Phase::Detention, DataCategory::Discipline), Level::Full);
    assert_eq!(level(None, Phase::Detention, DataCategory::Discipline), Level::Full);

    let judge = ReaderFacts { departement: Some("59".into()), ..jap() };
    let decision = decide(&agreement, &judge, &person(Phase::Detention), &followed());
    let cell = decision.right(Field::Fault, Relation::Other).cell.map(|cell| agreement.cell(cell));
    assert_eq!(
        cell.map(|cell| cell.protocol.as_str()),
        Some("nord@3"),
        "the basis shown is that of the cell that counts"
    );
    assert!(table(&agreement).contains("== département 59"));
}

#[test]
fn the_ceiling_holds_even_if_a_check_were_missed() {
    let mut agreement = in_force();
    agreement.ceiling = Book::compile(std::iter::empty());
    assert!(!decide(&agreement, &jap(), &person(Phase::Detention), &followed()).opens());
}

#[test]
fn only_protocols_in_force_on_the_day_count_and_the_version_names_them_in_one_order() {
    let early = assembled(vec![local("2026-02-01"), example()]);
    assert_eq!(early.version(), "reference@1+demo-national@1+nord@3");
    assert_eq!(assembled(vec![example(), local("2026-02-01")]).version(), early.version());
    assert_eq!(assembled(vec![example(), local("2027-02-01")]).version(), "reference@1+demo-national@1");
    assert_eq!(assembled(vec![]).version(), "reference@1");
}

#[test]
fn every_right_that_is_given_can_name_its_article() {
    let agreement = in_force();
    for kind in InstitutionKind::ALL {
        for function in Function::ALL {
            for phase in Phase::ALL {
                let ties = [TieKind::Held, TieKind::Followed, TieKind::Prosecuted, TieKind::Hierarchy].map(tie);
                let decision = decide(&agreement, &reader(*kind, *function), &person(*phase), &ties);
                for field in Field::ALL {
                    for relation in Relation::ALL {
                        let right = decision.right(*field, relation);
                        assert_eq!(right.cell.is_some(), right.level > Level::None);
                        if let Some(cell) = right.cell {
                            assert!(agreement.cell(cell).kinds.contains(kind));
                        }
                    }
                }
            }
        }
    }
}
