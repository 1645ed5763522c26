//! `/protocole/propositions/{proposal}`: what a proposal would change; signing it, setting it aside.

use actix_web::HttpRequest;
use jiff::SignedDuration;

use super::super::at::Visit;
use super::super::failure::{Answer, Failure, html, see_other};
use super::super::format;
use super::super::forms::Typed;
use super::super::fresh::fresh;
use super::super::pages::frame::NavItem;
use super::super::pages::protocol::{Changes, Fallen, ProposalPage, SignatureRow, TextFault};
use super::agreed::side;
use super::{done, words};
use crate::access::{Declined, Door, Trial, Unfit};
use crate::domain::{Id, Proposal};
use crate::journal::Operation;
use crate::protocol::{Agreement, Protocol, Reign, Scope, difference};
use crate::records::protocols::{self, Impediment, Proposed, Signature, Signed};

/// How lately whoever signs, or sets aside what another signed, must have authenticated.
const FRESH: SignedDuration = SignedDuration::from_mins(5);

struct Known {
    proposed: Proposed,
    by: Option<String>,
    signatures: Vec<Signature>,
    trial: Result<Trial, Vec<TextFault>>,
    scope: Option<Scope>,
    may_sign: bool,
}

fn asked(visit: &Visit, request: &HttpRequest) -> Result<Id<Proposal>, Failure> {
    visit.named(request, "proposal")
}

async fn read(visit: &Visit, id: Id<Proposal>) -> Result<Known, Failure> {
    let agreements = visit.at.door.agreements().clone();
    let read = visit
        .at
        .door
        .oversee(&visit.reader, Operation::Adoption, id.to_string(), move |tx, office| {
            let connection = tx.connection();
            let proposed = protocols::find(connection, id)?.ok_or(Declined::NoSuchRow)?;
            let trial = agreements.try_out(connection, &proposed.reference, &proposed.content, office.today());
            let trial = match trial {
                Ok(trial) => Ok(trial),
                Err(Unfit::Faulty(faults)) => Err(words::faults(&faults, &proposed.reference)),
                Err(Unfit::Database(error)) => return Err(Declined::Failed(error)),
            };
            let scope = Protocol::parse(&proposed.content).ok().map(|protocol| protocol.scope);
            let is_adopter = |scope: &Scope| office.agreement().sides(&office.facts(), scope).next().is_some();
            Ok::<_, Declined<Impediment>>(Known {
                by: protocols::proposer(connection, &proposed)?,
                signatures: protocols::signatures(connection, id)?,
                may_sign: proposed.state.is_open() && scope.as_ref().is_some_and(is_adopter),
                scope,
                trial,
                proposed,
            })
        })
        .await;
    done(visit, read)
}

/// `GET /protocole/propositions/{proposal}`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    let id = asked(&visit, &request)?;
    let typed = Typed::query(&request).unwrap_or_default();
    let known = read(&visit, id).await?;
    let href = format!("/protocole/propositions/{id}");
    let is_signing = known.may_sign && known.trial.is_ok() && typed.text("signer") == "oui";
    if is_signing {
        fresh(&visit, FRESH, &format!("{href}?signer=oui"))?;
    }
    let said = match typed.text("fait") {
        "depot" => Some("La proposition est déposée. Deux personnes de deux institutions doivent la signer."),
        "signature" => Some("Signature enregistrée. La seconde revient à l’autre partie."),
        "adoption" => Some("Le protocole est adopté. Il s’applique à la date indiquée."),
        "abandon" => Some("La proposition est abandonnée."),
        _ => None,
    };
    let told = match &known.trial {
        // What is settled is compared with nothing: the agreement went on without it, or with it.
        Ok(trial) if known.proposed.state.is_open() => {
            let trial = trial.clone();
            let told = Door::off_loop(move || Ok(Told::of(&trial))).await;
            told.map_err(|error| visit.at.failed(&error))?
        }
        _ => Told::default(),
    };
    Ok(html(&page(&visit, known, told, href, is_signing, said)))
}

/// What a proposal would change, in words.
#[derive(Default)]
struct Told {
    changes: Changes,
    fallen: Vec<Fallen>,
    narrowed: Vec<String>,
    added: Vec<String>,
    removed: Vec<String>,
    changed: Vec<(String, String)>,
}

impl Told {
    fn of(trial: &Trial) -> Self {
        let scope = &trial.protocol.scope;
        let cells = difference(&trial.before, &trial.after);
        let named = |protocol: &Protocol| format!("{} ({})", protocol.title, protocol.reference());
        let fallen = trial.fallen.iter().map(|fallen| Fallen {
            title: named(&fallen.protocol),
            from: format::date(fallen.protocol.valid_from),
            changes: words::changes(&fallen.before, &fallen.after, scope),
        });
        Self {
            changes: words::changes(&trial.before, &trial.after, scope),
            fallen: fallen.collect(),
            narrowed: trial.narrowed.iter().map(named).collect(),
            added: cells.added.into_iter().map(words::cell).collect(),
            removed: cells.removed.into_iter().map(words::cell).collect(),
            changed: cells.changed.into_iter().map(|(old, new)| (words::cell(old), words::cell(new))).collect(),
        }
    }
}

fn page(visit: &Visit, known: Known, told: Told, href: String, is_signing: bool, said: Option<&str>) -> ProposalPage {
    let zone = &visit.reader.zone;
    let Known { proposed, by, signatures, trial, scope, may_sign } = known;
    let is_settled = !proposed.state.is_open();
    let mut facts = Vec::new();
    if let Some(scope) = &scope {
        facts.push(("Portée", words::scope(scope)));
    }
    let from = trial.as_ref().ok().filter(|_| !is_settled).map_or(proposed.takes_effect_on.0, |trial| trial.from);
    facts.push(("Prend effet le", format::date(from)));
    facts.push(("Déposé le", format::moment(proposed.at(), zone)));
    facts.push(("Déposé par", by.unwrap_or_else(|| "l’exploitant de la plateforme".to_owned())));
    if let Some(at) = proposed.settled_at {
        facts.push(("Clos le", format::moment(at.0, zone)));
    }
    let awaited = match &scope {
        Some(scope) if !is_settled => awaited(visit.at.door.agreement(), scope, &signatures),
        _ => Vec::new(),
    };
    ProposalPage {
        frame: visit.frame("Proposition de protocole", NavItem::Elsewhere, said),
        id: proposed.id.to_string(),
        href,
        title: proposed.title,
        reference: proposed.reference,
        state: words::state(proposed.state),
        facts,
        digest: proposed.digest,
        signatures: signatures
            .into_iter()
            .map(|one| SignatureRow {
                who: format!("{} {}, {}", one.given_names, one.family_name.to_uppercase(), one.quality),
                institution: one.institution_name,
                when: format::moment(one.signed_at.0, zone),
            })
            .collect(),
        awaited,
        changes: told.changes,
        fallen: told.fallen,
        narrowed: told.narrowed,
        added: told.added,
        removed: told.removed,
        changed: told.changed,
        unfit: trial.err().filter(|_| !is_settled).unwrap_or_default(),
        text: proposed.content,
        is_settled,
        may_sign,
        is_signing,
    }
}

/// The sides that haven't signed.
fn awaited(agreement: &Agreement, scope: &Scope, signatures: &[Signature]) -> Vec<String> {
    let reign = Reign::of(scope);
    let sides = agreement.adopters().iter().filter(|rule| rule.scopes.contains(&reign));
    sides.filter(|rule| signatures.iter().all(|one| one.side != rule.side)).map(side).collect()
}

/// `POST /protocole/propositions/{proposal}/signature`
pub(in crate::web) async fn sign(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let id = asked(&visit, &request)?;
    fresh(&visit, FRESH, &format!("/protocole/propositions/{id}?signer=oui"))?;
    let (agreements, seen) = (visit.at.door.agreements().clone(), typed.text("digest").to_owned());
    let signed = visit
        .at
        .door
        .administer(&visit.reader, Operation::Adoption, id.to_string(), move |tx, office| {
            protocols::sign(tx, office, &agreements, id, &seen)
        })
        .await;
    let signed = done(&visit, signed)?;
    if let Signed::Adopted(_) = signed {
        // Here at once; every other process sees it within a second.
        let agreements = visit.at.door.agreements().clone();
        let renewed = Door::off_loop(move || agreements.renew().map_err(Into::into)).await;
        renewed.map_err(|error| visit.at.failed(&error))?;
    }
    let what = if signed == Signed::First { "signature" } else { "adoption" };
    Ok(see_other(&format!("/protocole/propositions/{id}?fait={what}")))
}

/// `POST /protocole/propositions/{proposal}/abandon`
pub(in crate::web) async fn set_aside(visit: Visit, request: HttpRequest) -> Answer {
    let id = asked(&visit, &request)?;
    fresh(&visit, FRESH, &format!("/protocole/propositions/{id}"))?;
    let aside = visit
        .at
        .door
        .administer(&visit.reader, Operation::Adoption, id.to_string(), move |tx, office| {
            protocols::set_aside(tx, office, id)
        })
        .await;
    done(&visit, aside)?;
    Ok(see_other(&format!("/protocole/propositions/{id}?fait=abandon")))
}
