//! An invented file seen as somebody else would: built here, read from nowhere, shown through the same grants and views as a real one.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::value::ValueKind;
use crate::domain::{DataCategory, Field, Handling, Id, Level, Value};
use crate::protocol::{Agreement, ReaderFacts, SubjectFacts, Way, decide};

use super::grant::{Grant, SealedRow, Seen, Shelter, Unveil};
use super::payload::SealedPayload;
use super::standing::Standing;
use super::view::View;
use crate::db::Error;

/// The name that stands for any record, any item and any leave in the ties of [`Way`].
const ANY: &str = "any";

/// What somebody would see.
#[derive(Debug)]
pub struct Simulated {
    /// The rows, in the catalogue's order: one of each category, as far as they show.
    pub views: Vec<View>,
    /// The level in each category, for records of others.
    pub levels: Vec<(DataCategory, Level)>,
}

/// One invented row of a category, with a value in each of its fields.
struct Invented {
    category: DataCategory,
    payload: SealedPayload,
    way: Way,
}

impl Invented {
    fn of(category: DataCategory, way: Way) -> Self {
        let values: BTreeMap<Field, Value> =
            Field::of(category).filter_map(|field| Some((field, value(field)?))).collect();
        Self { category, payload: SealedPayload::new(&values), way }
    }

    /// Facts that no single service wrote stand in shared tables; the rest are records of the service that wrote them.
    const fn is_record(&self) -> bool {
        !matches!(
            self.category,
            DataCategory::Identity | DataCategory::Housing | DataCategory::Sentence | DataCategory::Movements
        )
    }
}

impl SealedRow for Invented {
    fn shelter(&self) -> Shelter<'_> {
        let is_paper = self.category == DataCategory::ConferenceRecord && self.way == Way::Item;
        Shelter {
            person: Id::from_bytes([0; 16]),
            row: ANY,
            version: 1,
            category: self.is_record().then_some(self.category),
            owner: self.is_record().then_some(Id::from_bytes([1; 16])),
            author: None,
            recorded_at: None,
            handling: Handling::OPEN,
            is_past: false,
            item: is_paper.then_some(ANY),
        }
    }

    fn unveil(&self, unveil: &mut Unveil<'_>) {
        unveil.payload(self.category, &self.payload);
    }
}

fn value(field: Field) -> Option<Value> {
    let kind = field.spec().kind;
    let text = match kind {
        ValueKind::Text => "Exemple",
        ValueKind::Prose => "Texte inventé pour cette simulation.",
        ValueKind::Date => "2026-03-12",
        ValueKind::Instant => "2026-03-12T09:30:00Z",
        ValueKind::Hour => "09:30",
        ValueKind::Choice(choices) => choices.first()?.0,
        ValueKind::Answer => "no",
        ValueKind::Quantum => "P3Y",
        ValueKind::Days => "12",
        // Where nobody of the invented histories lives: the page must not look like one of theirs.
        ValueKind::Commune => "01001",
    };
    kind.parse(text).ok()
}

/// What this reader would see of an invented person in this situation, having come to know of him this way.
///
/// # Errors
/// Never: the rows are all of the invented person.
pub fn simulate(
    agreement: &Arc<Agreement>,
    reader: &ReaderFacts,
    subject: &SubjectFacts,
    way: Way,
) -> Result<Simulated, Error> {
    let tie = way.tie();
    let decision = decide(agreement, reader, subject, std::slice::from_ref(&tie));
    let opens = decision.opens();
    let grant = Grant {
        subject: Id::from_bytes([0; 16]),
        institution: Id::from_bytes([2; 16]),
        kind: reader.kind,
        decision,
        agreement: Arc::clone(agreement),
        facts: *subject,
        tie: tie.kind,
        leaves: vec![ANY.to_owned()],
        standing: Standing { phase: subject.phase, fact: None },
        seen: RefCell::new(Seen::default()),
    };
    let mut views = Vec::new();
    if opens {
        for category in DataCategory::ALL {
            views.extend(grant.view(&Invented::of(*category, way))?);
        }
    }
    let levels = DataCategory::ALL
        .iter()
        .map(|category| (*category, if opens { grant.level(*category) } else { Level::None }))
        .collect();
    Ok(Simulated { views, levels })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{Function, InstitutionKind, Phase};
    use crate::protocol::{EXAMPLE_NATIONAL, Predicates, Protocol, Relation, reference};

    /// Shown fields, by field: exactly those that the decision shows of another's records, for a tie that stands.
    #[test]
    fn a_simulation_shows_exactly_what_the_decision_gives() {
        let national = Protocol::parse(EXAMPLE_NATIONAL).expect("the example");
        let ceiling = reference().expect("the reference");
        let all = vec![("national.toml".to_owned(), national)];
        let agreement = Arc::new(Agreement::assemble(ceiling, all, date(2026, 11, 21)).expect("an agreement"));
        let mut shown = 0;
        for kind in InstitutionKind::ALL.iter().copied() {
            for function in
                [Function::Head, Function::Registry, Function::Guard, Function::Magistrate, Function::Counsellor]
            {
                let reader = ReaderFacts {
                    kind,
                    functions: vec![function],
                    departement: None,
                    inter_region: None,
                    cleared: true,
                };
                for phase in [Phase::PreTrial, Phase::Detention, Phase::Community] {
                    for way in Way::ALL.into_iter().filter(|way| matches!(way, Way::Tie(tie) if tie.is_standing())) {
                        let subject = SubjectFacts { phase, predicates: Predicates::ALL, genesis_closed: false };
                        let decision = decide(&agreement, &reader, &subject, &[way.tie()]);
                        let simulated = simulate(&agreement, &reader, &subject, way).expect("simulated");
                        for field in Field::ALL {
                            let is_shown = simulated.views.iter().any(|view| view.value(*field).is_some());
                            assert_eq!(
                                is_shown,
                                decision.opens() && decision.shows(*field, Relation::Other),
                                "{kind} {function} {phase} {way:?} {field:?}"
                            );
                            shown += usize::from(is_shown);
                        }
                    }
                }
            }
        }
        assert!(shown > 100, "{shown}");
    }
}
