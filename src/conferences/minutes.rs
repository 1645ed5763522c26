//! After the sitting: the draft minutes go round, and are sealed.

use jiff::Timestamp;

use super::preparation::{invited, people};
use super::tell::{tell, tell_of_actions};
use crate::access::{Conduct, Reject, WriteTx};
use crate::domain::LetterKind;
use crate::domain::conference::Step;
use crate::records::conference::{file, minutes, seals, sittings};

/// Sends the draft minutes round: every service invited is told, and may remark until that moment.
///
/// # Errors
/// The sitting wasn't held, or its minutes went round already; the term is past or too far.
pub fn circulate(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, until: Timestamp) -> Result<(), Reject> {
    let kept = sittings::advance(tx, conduct, Step::Circulate)?;
    minutes::await_remarks(tx, kept.id, until)?;
    tell_everybody(tx, conduct, LetterKind::MinutesCirculated)
}

/// Validates the minutes, which seals them: one record comes to each person's file, every item gets its leaf and the sitting
/// its seal, the journal keeps the seal, and every service invited is told. All of it or nothing.
///
/// # Errors
/// They didn't go round; nobody presided; or it isn't the reader who presided, nor the head of the prison.
pub fn validate(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>) -> Result<(), Reject> {
    let kept = minutes::to_be_sealed(tx, conduct)?;
    sittings::advance(tx, conduct, Step::Seal)?;
    file::file(tx, conduct, &kept)?;
    let (seal, items) = seals::seal(tx, conduct)?;
    let people = people(tx, conduct)?;
    conduct.sealed(kept.id, &people, &format!("{} items:{items}", seals::named(&seal)));
    tell_everybody(tx, conduct, LetterKind::MinutesSealed)
}

fn tell_everybody(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, kind: LetterKind) -> Result<(), Reject> {
    let sitting = conduct.sitting()?;
    let services = invited(tx, conduct, None)?;
    for service in &services {
        tell(tx, kind, sitting, *service)?;
    }
    let people = people(tx, conduct)?;
    for person in &people {
        conduct.touch(*person);
    }
    conduct.told(sitting, &people, &services);
    tell_of_actions(tx, sitting)?;
    Ok(())
}
