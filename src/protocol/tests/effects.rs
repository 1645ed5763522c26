//! The effect of a proposal against a slow enumeration from the cells as written.

use std::collections::BTreeSet;

use super::naive::unlocks;
use super::*;
use crate::protocol::{Scope, Way, difference, effect};

const HEADING: &str = "id = \"n\"\ntitle = \"T\"\nversion = 1\nscope = { national = true }\nvalid_from = 2026-01-05\n\
    signatories = [\"S\"]\nauthorising_act = \"A\"\n[basis]\n\
    a = { current = \"R. 240-5 C. pénit.\", certainty = \"seen\", regime = \"genesis\" }\n";

fn national(cells: &[&str]) -> Agreement {
    let cells: String =
        cells.iter().map(|cell| format!("[[cells]]\n{cell}\nbasis = \"a\"\nground = \"practice\"\n")).collect();
    assembled(vec![Protocol::parse(&format!("{HEADING}{cells}")).unwrap_or_else(|faults| panic!("{faults:#?}"))])
}

const HOUSING: &str = "kinds = [\"probation\"]\nfunctions = [\"counsellor\"]\ncategories = [\"housing\"]\nphases = [\"detention\", \"pre_release\"]\nlevel = \"summary\"\nthrough = [\"followed\"]";
const OBSERVATION: &str = "kinds = [\"prison\"]\nfunctions = [\"head\"]\ncategories = [\"observation\"]\nphases = [\"detention\"]\nlevel = \"full\"\nthrough = [\"held\"]";
const POLICE: &str = "kinds = [\"police\"]\ncategories = [\"housing\"]\nonly = [\"declared_address\", \"declared_commune\"]\nphases = [\"pre_release\"]\nlevel = \"summary\"\nthrough = [\"territory\"]\nwhen = [\"sentence_3y\"]";

/// A slow enumeration: of some kinds and functions, among them those that the cells name and those that they don't.
const KINDS: [InstitutionKind; 4] =
    [InstitutionKind::Police, InstitutionKind::Probation, InstitutionKind::Prison, InstitutionKind::Health];
const FUNCTIONS: [Function; 3] = [Function::Head, Function::Counsellor, Function::Administrator];

type Position = (InstitutionKind, Function, DataCategory, Phase, Way, bool, bool);

/// Every position at which some field rises or falls, under any set of the conditions that the cells name, from the cells as written.
fn enumerated(before: &Agreement, after: &Agreement) -> BTreeSet<Position> {
    let banner = crate::domain::catalogue::BANNER;
    let rights = |agreement: &Agreement, facts: (&ReaderFacts, &SubjectFacts, &Tie), relation: Relation| {
        let mut levels = [Level::None; Field::COUNT];
        let mut writes = [false; Field::COUNT];
        for cell in agreement.cells().iter().filter(|cell| cell.kinds.contains(&facts.0.kind)) {
            for field in cell.fields() {
                let (gives, lets_write) = unlocks(cell, field, facts, relation);
                if gives {
                    levels[field.index()] = levels[field.index()].max(cell.level);
                    writes[field.index()] |= lets_write;
                }
            }
        }
        (levels, writes)
    };
    let mut found = BTreeSet::new();
    let concerned = |kind: &&InstitutionKind| {
        KINDS.contains(kind) && before.cells().iter().chain(after.cells()).any(|cell| cell.kinds.contains(kind))
    };
    for kind in InstitutionKind::ALL.iter().filter(concerned) {
        for function in &FUNCTIONS {
            for phase in Phase::ALL {
                for way in Way::ALL {
                    for predicates in [Predicates::NONE, Predicates::ALL] {
                        let (who, whom) = (reader(*kind, *function), SubjectFacts { predicates, ..person(*phase) });
                        let tie = way.tie();
                        let opens = |levels: &[[Level; Field::COUNT]]| {
                            levels.iter().flatten().any(|level| *level >= Level::Summary)
                        };
                        let all =
                            |agreement| Relation::ALL.map(|relation| rights(agreement, (&who, &whom, &tie), relation));
                        let (old, new) = (all(before), all(after));
                        let seen = |rights: &[([Level; Field::COUNT], [bool; Field::COUNT])],
                                    at: usize,
                                    field: Field| {
                            let levels: Vec<_> = rights.iter().map(|(levels, _)| *levels).collect();
                            let level = levels[at][field.index()];
                            // No record without its bearer.
                            if banner.contains(&field) && opens(&levels) { level.max(Level::Summary) } else { level }
                        };
                        for category in DataCategory::ALL {
                            let (mut gains, mut loses) = (false, false);
                            for at in 0..Relation::COUNT {
                                for field in Field::of(*category) {
                                    let (was, is) = (seen(&old, at, field), seen(&new, at, field));
                                    let (wrote, writes) = (old[at].1[field.index()], new[at].1[field.index()]);
                                    gains |= is > was || (writes && !wrote);
                                    loses |= is < was || (wrote && !writes);
                                }
                            }
                            if gains || loses {
                                found.insert((*kind, *function, *category, *phase, way, gains, loses));
                            }
                        }
                    }
                }
            }
        }
    }
    found
}

fn told(before: &Agreement, after: &Agreement) -> BTreeSet<Position> {
    let mut told = BTreeSet::new();
    for change in effect(before, after, &Scope::National) {
        assert!(change.kind != InstitutionKind::Consulate, "no cell of ours names a consulate");
        for function in change.functions.iter().filter(|function| FUNCTIONS.contains(function)) {
            for phase in &change.phases {
                for way in &change.ways {
                    let position = (change.kind, *function, change.category, *phase, *way, change.gains, change.loses);
                    assert!(!KINDS.contains(&change.kind) || told.insert(position), "told twice: {position:?}");
                }
            }
        }
    }
    told
}

#[test]
fn the_effect_is_what_the_cells_spell_out() {
    let full = HOUSING.replace("summary", "full");
    let fewer = POLICE.replace(", \"declared_commune\"", "");
    let unconditional = OBSERVATION.replace("level", "when = [\"convicted\"]\nlevel");
    let pairs: [(&[&str], &[&str]); 6] = [
        (&[OBSERVATION], &[OBSERVATION, HOUSING]),
        (&[OBSERVATION, HOUSING], &[OBSERVATION]),
        (&[HOUSING, POLICE], &[&full, POLICE]),
        (&[OBSERVATION, POLICE], &[OBSERVATION, &fewer]),
        (&[&unconditional, HOUSING], &[OBSERVATION, HOUSING]),
        (&[OBSERVATION, HOUSING], &[HOUSING, OBSERVATION]),
    ];
    for (n, (before, after)) in pairs.into_iter().enumerate() {
        let (before, after) = (national(before), national(after));
        let spelt = enumerated(&before, &after);
        assert_eq!(told(&before, &after), spelt, "pair {n}");
        assert_eq!(spelt.is_empty(), n == 5, "pair {n}");
    }
}

#[test]
fn what_changes_alike_is_one_change_and_names_its_condition() {
    let (before, after) = (national(&[OBSERVATION]), national(&[OBSERVATION, HOUSING, POLICE]));
    let changes = effect(&before, &after, &Scope::National);
    let housing = changes.iter().find(|change| change.kind == InstitutionKind::Probation).expect("a change");
    assert_eq!((housing.kind, housing.functions.as_slice()), (InstitutionKind::Probation, &[Function::Counsellor][..]));
    assert_eq!(housing.phases, [Phase::Detention, Phase::PreRelease]);
    assert_eq!(housing.ways, [Way::Tie(TieKind::Followed)]);
    assert!(
        housing.gains && !housing.loses && housing.before.level == Level::None && housing.after.level == Level::Summary
    );
    let police = changes.iter().find(|change| change.kind == InstitutionKind::Police).expect("a change");
    assert!(police.functions.len() > 1 && !police.functions.contains(&Function::Administrator));
    assert_eq!(police.ways, [Way::Notice(Notice::Sentence3y)]);
}

#[test]
fn cells_are_compared_by_what_they_speak_of() {
    let full = HOUSING.replace("summary", "full");
    let (before, after) = (national(&[OBSERVATION, HOUSING]), national(&[&full, POLICE]));
    let found = difference(&before, &after);
    assert_eq!((found.added.len(), found.removed.len(), found.changed.len()), (1, 1, 1));
    assert_eq!(found.changed[0].0.level, Level::Summary);
    assert_eq!(found.changed[0].1.level, Level::Full);
}
