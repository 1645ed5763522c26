//! The decision again, slowly and from the cells as written: the masks must say the same.

use super::*;

/// Whether the cell gives this field of a row in this relation; and whether it lets write it.
pub(super) fn unlocks(
    cell: &Cell,
    field: Field,
    (reader, subject, tie): (&ReaderFacts, &SubjectFacts, &Tie),
    relation: Relation,
) -> (bool, bool) {
    let gives = gives(cell, field, (reader, subject, tie), relation);
    // What was laid on a table is read there, not written.
    (gives, gives && cell.write && (tie.kind != TieKind::Item || relation == Relation::AtTheTable))
}

fn gives(
    cell: &Cell,
    field: Field,
    (reader, subject, tie): (&ReaderFacts, &SubjectFacts, &Tie),
    relation: Relation,
) -> bool {
    if !cell.fields().any(|given| given == field) {
        return false;
    }
    let is_of_conferences = field.spec().category == DataCategory::ConferenceRecord;
    if relation == Relation::AtTheTable && !is_of_conferences {
        return false;
    }
    let function = reader.functions.iter().any(|function| {
        if cell.functions.is_empty() { *function != Function::Administrator } else { cell.functions.contains(function) }
    });
    if !function
        || !cell.kinds.contains(&reader.kind)
        || !cell.phases.contains(&subject.phase)
        || !cell.through.contains(&tie.kind)
    {
        return false;
    }
    let holds = |told: Option<Predicate>| cell.when.iter().all(|p| subject.predicates.contains(p) || told == Some(p));
    match (&tie.scope, tie.kind) {
        (TieScope::Record(_), TieKind::Communication) => relation == Relation::Communicated && holds(None),
        (TieScope::Notice(told), TieKind::Territory) => {
            let told = Predicate::from(*told);
            cell.when.contains(told) && holds(Some(told)) && (!cell.own_only || relation == Relation::Own)
        }
        (TieScope::Item(_, tabled), TieKind::Item) => {
            let is_laid = tabled.contains(&field.spec().category);
            holds(None) && if relation == Relation::AtTheTable { is_of_conferences } else { is_laid }
        }
        (TieScope::Whole, kind) if kind.is_standing() => holds(None) && (!cell.own_only || relation == Relation::Own),
        _ => false,
    }
}

#[test]
fn the_compiled_decision_is_the_one_that_the_cells_spell_out() {
    let agreement = in_force();
    let banner = crate::domain::catalogue::BANNER;
    let mut ties: Vec<Tie> =
        [TieKind::Held, TieKind::Followed, TieKind::Prosecuted, TieKind::Hierarchy].map(tie).into();
    ties.extend(Notice::ALL.iter().map(|n| notice(*n)));
    ties.push(communication("a"));
    ties.push(at_the_table("a", &[]));
    ties.push(at_the_table(
        "a",
        &[DataCategory::Observation, DataCategory::Discipline, DataCategory::HealthIndicators],
    ));
    let mut decided = 0;
    for kind in InstitutionKind::ALL {
        let cells: Vec<&Cell> = agreement.cells().iter().filter(|cell| cell.kinds.contains(kind)).collect();
        for function in [Function::Head, Function::Registry, Function::Guard, Function::Administrator] {
            let reader = reader(*kind, function);
            for phase in Phase::ALL {
                for predicates in [Predicates::NONE, Predicates::ALL] {
                    let subject = SubjectFacts { predicates, ..person(*phase) };
                    for tie in &ties {
                        let decision = decide(&agreement, &reader, &subject, std::slice::from_ref(tie));
                        decided += 1;
                        for relation in Relation::ALL {
                            let mut levels = [Level::None; Field::COUNT];
                            let mut writes = [false; Field::COUNT];
                            for (cell, field) in cells.iter().flat_map(|cell| cell.fields().map(move |f| (cell, f))) {
                                let (given, written) = unlocks(cell, field, (&reader, &subject, tie), relation);
                                if given {
                                    levels[field.index()] = levels[field.index()].max(cell.level);
                                    writes[field.index()] |= written;
                                }
                            }
                            for field in Field::ALL {
                                let right = decision.right(*field, relation);
                                if !(banner.contains(field) && decision.opens()) {
                                    assert_eq!(
                                        right.level,
                                        levels[field.index()],
                                        "{kind} {function} {phase} {tie:?} {field:?}"
                                    );
                                }
                                assert_eq!(
                                    right.write,
                                    writes[field.index()],
                                    "{kind} {function} {phase} {tie:?} {field:?}"
                                );
                            }
                        }
                    }
                }
            }
        }
    }
    assert_eq!(decided, 25 * 4 * 7 * 2 * 10);
}
