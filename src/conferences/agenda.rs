//! What comes onto an agenda, by hand, because a review is due, or by itself; and who is invited to it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::access::{Conduct, Reject, WriteTx};
use crate::domain::conference::seat::is_invited_by_name;
use crate::domain::conference::{Because, Obstacle, Voice};
use crate::domain::{AgendaItem, Field, Id, Institution, LetterKind, Person, Sitting, Value};
use crate::records::conference::agenda::{self, NewItem};
use crate::records::conference::commissions::seats;
use crate::records::conference::invitations::{self, Guest};
use crate::records::conference::reviews::late_actions;
use crate::records::conference::sittings::{self, Appointment};

use super::preparation::{invited, tell_of_change};
use super::tell::tell;

/// A sitting that was planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// Which.
    pub sitting: Id<Sitting>,
    /// How many people came onto its agenda by themselves, since an action about them is late.
    pub late: usize,
}

/// What to put on an agenda.
#[derive(Debug, Clone, Default)]
pub struct Put {
    /// The items, in order.
    pub items: Vec<NewItem>,
    /// Who is invited to each of them besides those whom it names.
    pub also: Vec<Guest>,
    /// Which item is at hand, from 0: says which one it was that couldn't be put there.
    pub at: Arc<AtomicUsize>,
}

/// What the heading of an item says that came up by itself.
const LATE: &str = "Action en retard : point d’avancement";

/// Plans a sitting of the commission being conducted. Whoever is still held there and about whom an action of an earlier sitting
/// is late comes onto its agenda at once, with the service that has to act among the invited.
///
/// # Errors
/// As [`sittings::plan`].
pub fn plan(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, when: &Appointment) -> Result<Planned, Reject> {
    let sitting = sittings::plan(tx, conduct, when)?;
    conduct.turn_to(tx, sitting)?;
    let today = conduct.reader().zone.to_datetime(tx.now()).date();
    let mut people: Vec<(Id<Person>, Vec<Id<Institution>>)> = Vec::new();
    for late in late_actions(tx.connection(), conduct.commission()?, today)? {
        match people.iter_mut().find(|(person, _)| *person == late.person) {
            Some((_, services)) => services.push(late.institution),
            None => people.push((late.person, vec![late.institution])),
        }
    }
    let mut late = 0;
    for (person, services) in people {
        let heading = BTreeMap::from([
            (Field::CpuTheme, Value::Choice("sentence_path".to_owned())),
            (Field::CpuObject, Value::Text(LATE.to_owned())),
        ]);
        let new = NewItem { person, heading, because: Because::Action, reason: "late".to_owned(), guests: None };
        let item = match agenda::add(tx, conduct, &new) {
            Ok(item) => item,
            // Who left meanwhile is another commission's; the action stays with whoever has it.
            Err(Reject::Obstacle(Obstacle::NotHeldHere) | Reject::NoSuchRow | Reject::NotWritable) => continue,
            Err(other) => return Err(other),
        };
        late += 1;
        for institution in services.into_iter().filter(|service| *service != conduct.host()) {
            let known = invitations::standing(tx.connection(), sitting)?;
            let is_there = known.iter().any(|guest| guest.item == item && guest.institution == institution);
            let guest = Guest { institution, agent: None, voice: Voice::Consultative, consent_on: None };
            if !is_there {
                match invitations::invite(tx, conduct, (item, person), &guest) {
                    // Somebody invited by name is invited by hand.
                    Ok(()) | Err(Reject::Obstacle(_)) => {}
                    Err(other) => return Err(other),
                }
            }
        }
    }
    Ok(Planned { sitting, late })
}

/// Puts items on the agenda of the sitting being conducted: all of them, or none. After the convocation those invited are told.
///
/// # Errors
/// As [`agenda::add`]; `put.at` says of which.
pub fn put_on_agenda(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, put: &Put) -> Result<(), Reject> {
    let kept = sittings::conducted(tx, conduct)?;
    let before = invited(tx, conduct, None)?;
    let today = conduct.reader().zone.to_datetime(tx.now()).date();
    let seated = seats(tx.connection(), conduct.commission()?, today)?;
    let mut added = Vec::with_capacity(put.items.len());
    for (at, new) in put.items.iter().enumerate() {
        put.at.store(at, Ordering::Relaxed);
        let item = agenda::add(tx, conduct, new)?;
        for guest in &put.also {
            // Only who sits there is invited to all items at once; anybody else item by item.
            let seat = seated.iter().find(|seat| seat.institution == guest.institution);
            if seat.is_none_or(|seat| is_invited_by_name(seat.kind)) {
                return Err(Reject::NoSuchRow);
            }
            // Whoever deliberates is invited already, in that voice.
            if !seated.iter().any(|seat| seat.institution == guest.institution && seat.voice == Voice::Deliberating) {
                invitations::invite(tx, conduct, (item, new.person), guest)?;
            }
        }
        added.push((item, new.person));
    }
    if kept.state.is_told() {
        let people: Vec<Id<Person>> = added.iter().map(|(_, person)| *person).collect();
        let mut concerned: Vec<Id<Institution>> = Vec::new();
        for (item, _) in &added {
            concerned.extend(invited(tx, conduct, Some(*item))?);
        }
        announce(tx, conduct, &before, concerned, &people)?;
    }
    Ok(())
}

/// Invites somebody to an item; after the convocation his service is told.
///
/// # Errors
/// As [`invitations::invite`], or the agenda can't change any more.
pub fn invite(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, item: Id<AgendaItem>, guest: &Guest) -> Result<(), Reject> {
    let kept = sittings::conducted(tx, conduct)?;
    kept.state.agenda_may_change()?;
    let person = agenda::person_of(tx, conduct, item)?;
    let before = invited(tx, conduct, None)?;
    invitations::invite(tx, conduct, (item, person), guest)?;
    if kept.state.is_told() {
        announce(tx, conduct, &before, vec![guest.institution], &[person])?;
    }
    Ok(())
}

/// Whoever wasn't invited to anything before is convoked; the others hear that their items changed.
fn announce(
    tx: &mut WriteTx<'_>,
    conduct: &Conduct<'_>,
    before: &[Id<Institution>],
    mut concerned: Vec<Id<Institution>>,
    people: &[Id<Person>],
) -> Result<(), Reject> {
    concerned.retain(|service| *service != conduct.host());
    concerned.sort_by_key(ToString::to_string);
    concerned.dedup();
    let (known, new): (Vec<_>, Vec<_>) = concerned.into_iter().partition(|service| before.contains(service));
    let sitting = conduct.sitting()?;
    for service in &new {
        tell(tx, LetterKind::Convocation, sitting, *service)?;
    }
    if !new.is_empty() {
        conduct.told(sitting, people, &new);
    }
    if !known.is_empty() {
        tell_of_change(tx, conduct, &known, people)?;
    }
    Ok(())
}
