//! What asks for a sign-in that isn't old: the journal, granting, the keeping of services and accounts.

use jiff::SignedDuration;

use super::at::Visit;
use super::failure::Failure;
use super::local;
use crate::signin::DEMO_ISSUER;

/// Whether the reader authenticated within `max_age`, at a level that is enough for it; otherwise the way through his provider,
/// which comes back to `back` (a path of this site). For pages: a form that asks for it should stand on a page that does.
pub(in crate::web) fn fresh(visit: &Visit, max_age: SignedDuration, back: &str) -> Result<(), Failure> {
    let site = &visit.at.site;
    let issuer = &visit.reader.actor.issuer;
    // The cast of the demo has no provider to go to; `serve` knows no such session.
    if issuer == DEMO_ISSUER {
        return Ok(());
    }
    let now = site.clock.now();
    let is_recent = visit.at.proof.at.is_some_and(|at| now.duration_since(at) < max_age);
    if is_recent && site.open_id.is_strong(issuer, visit.at.proof.acr.as_deref()) {
        return Ok(());
    }
    Err(Failure::Confirm(back.to_owned()))
}

/// Where to sign in anew, if a form came too late: the form is shown again with all that was typed, beside that way, since going there at
/// once would lose it. `back` is a page to land on in the other window.
pub(in crate::web) fn too_late(visit: &Visit, max_age: SignedDuration, back: &str) -> Option<String> {
    let late = fresh(visit, max_age, back).is_err();
    late.then(|| local::address("/connexion/confirmation", [("retour", back)]))
}
