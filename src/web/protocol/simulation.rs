//! `/protocole/simulation`: an invented file, as an institution, a function, a phase and a tie see it; also under a proposal.

use std::sync::Arc;

use actix_web::HttpRequest;

use super::super::at::Visit;
use super::super::failure::{Answer, html};
use super::super::file::sections::sections_under;
use super::super::file::shared::Subject;
use super::super::forms::Typed;
use super::super::pages::file::Section;
use super::super::pages::frame::NavItem;
use super::super::pages::parts::Choice;
use super::super::pages::simulation::SimulationPage;
use super::done;
use super::filter::{coded, functions, kinds, phases};
use crate::access::{Declined, Unfit, simulate};
use crate::clock::paris;
use crate::domain::{DataCategory, Function, Id, InstitutionKind, Level, Phase, Proposal, TieKind};
use crate::journal::Operation;
use crate::protocol::{Predicate, Predicates, ReaderFacts, SubjectFacts, Way};
use crate::records::case_file::CaseFile;
use crate::records::protocols::{self, Impediment};

/// As whom, and of whom.
struct Pretence {
    kind: InstitutionKind,
    function: Function,
    phase: Phase,
    way: Way,
    holding: Predicates,
    proposal: Option<Id<Proposal>>,
}

fn asked(typed: &Typed) -> Option<Pretence> {
    let is_fresh = typed.text("institution").is_empty();
    let mut holding = if is_fresh { Predicates::ALL } else { Predicates::NONE };
    for code in typed.all("fait") {
        holding.insert(Predicate::from_code(code)?);
    }
    Some(Pretence {
        kind: coded(typed.text("institution"), InstitutionKind::from_code)?.unwrap_or(InstitutionKind::Probation),
        function: coded(typed.text("fonction"), Function::from_code)?.unwrap_or(Function::Counsellor),
        phase: coded(typed.text("stade"), Phase::from_code)?.unwrap_or(Phase::Detention),
        way: coded(typed.text("lien"), Way::from_code)?.unwrap_or(Way::Tie(TieKind::Followed)),
        holding,
        proposal: coded(typed.text("proposition"), Id::parse)?,
    })
}

/// `GET /protocole/simulation`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let typed = Typed::query(&request).ok_or_else(|| visit.at.bad_request("L’adresse doit être encodée en UTF-8."))?;
    let asked = asked(&typed).ok_or_else(|| visit.at.bad_request("Ce choix n’existe pas."))?;
    let (agreements, proposal) = (visit.at.door.agreements().clone(), asked.proposal);
    let in_force = Arc::clone(visit.at.door.agreement());
    let looked = visit
        .at
        .door
        .oversee(&visit.reader, Operation::Adoption, "protocole/simulation".to_owned(), move |tx, office| {
            let Some(id) = proposal else { return Ok(in_force) };
            let proposed = protocols::find(tx.connection(), id)?.ok_or(Declined::NoSuchRow)?;
            match agreements.try_out(tx.connection(), &proposed.reference, &proposed.content, office.today()) {
                Ok(trial) => Ok(trial.after),
                Err(Unfit::Faulty(faults)) => Err(Declined::Against(Impediment::Faulty(faults))),
                Err(Unfit::Database(error)) => Err(Declined::Failed(error)),
            }
        })
        .await;
    let agreement = done(&visit, looked)?;
    let reader = ReaderFacts {
        kind: asked.kind,
        functions: vec![asked.function],
        departement: None,
        inter_region: None,
        cleared: true,
    };
    let subject = SubjectFacts { phase: asked.phase, predicates: asked.holding, genesis_closed: false };
    let seen = simulate(&agreement, &reader, &subject, asked.way)
        .map_err(|error| visit.at.failed(&crate::access::Error::Database(error)))?;
    let file = CaseFile { person: None, stays: Vec::new(), decisions: Vec::new(), records: seen.views };
    let nobody = Subject { id: Id::from_bytes([0; 16]), zone: paris() };
    let mut sections = sections_under(&visit, &agreement, &nobody, &file, &seen.levels, "", true);
    sections.iter_mut().flat_map(|section| &mut section.groups).flat_map(|group| &mut group.rows).for_each(|row| {
        // There is nothing to correct in what doesn't exist.
        row.correct_href = None;
    });
    let withheld = withheld(&sections);
    let ties = Way::ALL.iter().map(|way| Choice::new(way.code(), way.label(), *way == asked.way));
    let facts = Predicate::ALL.iter().map(|one| Choice::new(one.code(), one.label(), asked.holding.contains(*one)));
    Ok(html(&SimulationPage {
        frame: visit.frame("Voir comme une autre fonction", NavItem::Elsewhere, None),
        under: agreement.version().to_owned(),
        proposal: asked.proposal.map(|id| id.to_string()),
        kinds: kinds(Some(asked.kind)),
        functions: functions(Some(asked.function)),
        phases: phases(asked.phase),
        ties: ties.collect(),
        facts: facts.collect(),
        as_whom: format!(
            "{}, {}\u{a0}: {}, {}",
            asked.kind.label(),
            asked.function.label(),
            asked.phase.label(),
            asked.way.label()
        ),
        sections,
        withheld,
        show_bases: true,
    }))
}

/// The categories that leave no trace on the page, and why.
fn withheld(sections: &[Section]) -> Vec<(&'static str, String)> {
    let missing = DataCategory::ALL.iter().filter(|category| sections.iter().all(|one| one.id != category.code()));
    let why = format!(
        "Niveau «\u{a0}{}\u{a0}»\u{a0}: aucune cellule ne l’ouvre à cette fonction, à ce stade, par ce lien et sous ces faits. Sur un vrai dossier, rien ne laisse voir que la rubrique existe.",
        Level::None.label()
    );
    missing.map(|category| (category.label(), why.clone())).collect()
}
