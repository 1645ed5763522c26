//! The decision again, slowly and from the cells as written: the masks must say the same.

use super::*;

fn unlocks(cell: &Cell, reader: &ReaderFacts, subject: &SubjectFacts, tie: &Tie, relation: Relation) -> bool {
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
                            for cell in cells.iter().filter(|cell| unlocks(cell, &reader, &subject, tie, relation)) {
                                for field in cell.fields() {
                                    levels[field.index()] = levels[field.index()].max(cell.level);
                                    writes[field.index()] |= cell.write;
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
    assert_eq!(decided, 25 * 4 * 7 * 2 * 8);
}
