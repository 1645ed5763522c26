//! `POST /seances/{sitting}/points/{item}/contribution`

use std::collections::BTreeMap;

use actix_web::HttpRequest;

use super::super::super::at::Visit;
use super::super::super::failure::Answer;
use super::super::super::file::observation::fault_of;
use super::super::super::forms::Typed;
use super::super::super::pages::parts::Faults;
use super::page::text_of;
use super::texts::{Typing, both, not_taken};
use super::{Wrote, again, back, place, write as at_the_table};
use crate::domain::{Audience, Field, Handling, InstitutionKind, Level};
use crate::records::conference::contributions::{self, NewContribution};

/// `POST …/contribution`
pub(in crate::web) async fn write(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let at = place(&visit, &request)?;
    let Ok(version) = typed.text("version").parse() else {
        return Err(visit.at.bad_request("La version de la contribution manque au formulaire."));
    };
    let new = match read(&typed, version) {
        Ok(new) => new,
        Err(faults) => return again(&visit, at, &typed, faults).await,
    };
    match at_the_table(&visit, at, move |tx, permit| contributions::write(tx, permit, at, &new)).await? {
        Wrote::Done(()) => Ok(back(at, "contribution", "contributions")),
        Wrote::Conflict => {
            let own = visit.reader.institution;
            both(&visit, at, typing(&typed), move |granted| {
                let view = granted.content.contributions.iter().find(|view| view.owner == Some(own))?;
                Some((view.clone(), text_of(view, Field::PriorComment).unwrap_or_default()))
            })
            .await
        }
        Wrote::Obstacle(obstacle) => not_taken(&visit, at, typing(&typed), obstacle).await,
    }
}

fn typing(typed: &Typed) -> Typing {
    let single = ["proposed_opinion", "cap"].map(|name| (name.to_owned(), typed.text(name).to_owned()));
    let audience = typed.all("audience").map(|kind| ("audience".to_owned(), kind.to_owned()));
    Typing {
        title: "Contribution",
        field: "prior_comment",
        label: Field::PriorComment.spec().label,
        to: "contribution",
        anchor: "contributions",
        others: single.into_iter().chain(audience).collect(),
        text: typed.text("prior_comment").to_owned(),
    }
}

fn read(typed: &Typed, version: i32) -> Result<NewContribution, Faults> {
    let mut faults = Faults::default();
    let mut values = BTreeMap::new();
    for field in [Field::PriorComment, Field::ProposedOpinion] {
        let spec = field.spec();
        match spec.kind.parse(typed.text(spec.key)) {
            Ok(value) => {
                values.insert(field, value);
            }
            Err(no) => faults.add(spec.key, &fault_of(field, no)),
        }
    }
    let cap = match typed.text("cap") {
        "" => Some(Level::Full),
        code => Level::from_code(code).filter(|level| *level > Level::None),
    };
    if cap.is_none() {
        faults.add("cap", "Choisissez ce que les autres participants peuvent en lire");
    }
    let kinds: Vec<Option<InstitutionKind>> = typed.all("audience").map(InstitutionKind::from_code).collect();
    if kinds.contains(&None) {
        faults.add("audience", "Choisissez les services dans la liste");
    }
    match cap {
        Some(cap) if faults.is_empty() => {
            let kinds: Vec<_> = kinds.into_iter().flatten().collect();
            let audience = if kinds.is_empty() { Audience::All } else { Audience::Kinds(kinds) };
            Ok(NewContribution { version, values, handling: Handling { cap, audience } })
        }
        _ => Err(faults),
    }
}
