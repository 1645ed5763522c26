//! Who is to be told by now that clearances end.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::ToSpan;
use jiff::tz::TimeZone;

use crate::db::{AnyConnection, Database, Error};
use crate::domain::clearance::{Threshold, soon};
use crate::domain::{Id, Institution, LetterKind};
use crate::outbox::{self, Letter, Topic};
use crate::records::clearances::ending::{self, Addressee};

/// How many letters are written in one transaction.
const WRITTEN: usize = 50;

/// A letter that is due.
#[derive(Debug, Clone)]
struct Due {
    letter: Letter,
    /// When it leaves at the earliest.
    at: Timestamp,
    /// The letter that it says more than.
    instead_of: Option<Letter>,
}

/// Queues the letters that are due by now; gives how many. Each service is told once of a last day at each threshold, the nearest
/// alone after an outage; at thirty days whoever is above it is told too. Days are those of the service where the clearances
/// are worth something. Several instances may do so at once, and a turn that was cut short is made up for by the next.
///
/// # Errors
/// The database refuses; what was queued before stays.
pub fn tell_of_endings(database: &Database, now: Timestamp) -> Result<usize, Error> {
    let due = database.read(|connection| due(connection, now))?;
    let mut queued = 0;
    for some in due.chunks(WRITTEN) {
        queued += database.write(|connection| queue(connection, some, now))?;
    }
    Ok(queued)
}

fn queue(connection: &mut AnyConnection, some: &[Due], now: Timestamp) -> Result<usize, Error> {
    let mut queued = 0;
    for due in some {
        if outbox::enqueue(connection, &due.letter, now, due.at)? {
            queued += 1;
            if let Some(earlier) = &due.instead_of {
                outbox::withdraw_letter(connection, earlier, now)?;
            }
        }
    }
    Ok(queued)
}

/// The letters that are due by now and were never queued.
fn due(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<Due>, Error> {
    let services = ending::addressees(connection)?;
    let ids: Vec<Id<Institution>> = services.keys().copied().collect();
    // Somewhere it is tomorrow already, elsewhere still yesterday.
    let today = TimeZone::UTC.to_datetime(now).date();
    let [first, last] = [today.saturating_sub(1.day()), soon(today.saturating_add(1.day()))];
    let mut told = BTreeSet::new();
    for ending in ending::endings(connection, &ids, (first, last))? {
        let Some(service) = services.get(&ending.service) else { continue };
        let today = service.zone.to_datetime(now).date();
        let ends_on = ending.clearance.ends_on;
        let reached = Threshold::reached(ends_on, today).filter(|reached| reached.concerns(&ending.clearance));
        told.extend(reached.map(|reached| (ends_on, ending.service, reached)));
    }
    let all: Vec<Due> = told
        .into_iter()
        .flat_map(|(ends_on, service, reached)| letters(&services, (service, reached), ends_on, now))
        .collect();
    let letters: Vec<Letter> = all.iter().map(|due| due.letter).collect();
    let known = outbox::known(connection, &letters)?;
    Ok(all.into_iter().filter(|due| !known.contains(&due.letter.key())).collect())
}

/// The letters of one threshold: to the service, and at the last one to whoever is above it.
fn letters(
    services: &HashMap<Id<Institution>, Addressee>,
    (service, reached): (Id<Institution>, Threshold),
    ends_on: jiff::civil::Date,
    now: Timestamp,
) -> Vec<Due> {
    let about = Topic::Ending { service, ends_on };
    let due = |kind, institution: Id<Institution>, instead_of| {
        let zone = &services.get(&institution)?.zone;
        // At the recipient's morning, unless that has passed.
        let at = reached.morning(ends_on, zone).map_or(now, |morning| morning.max(now));
        Some(Due { letter: Letter { kind, about, institution }, at, instead_of })
    };
    let first = Letter { kind: LetterKind::ClearancesEnding, about, institution: service };
    let found = match reached {
        Threshold::Sixty => vec![due(LetterKind::ClearancesEnding, service, None)],
        Threshold::Thirty => vec![
            due(LetterKind::ClearancesEndingSoon, service, Some(first)),
            services
                .get(&service)
                .and_then(|known| known.above)
                .and_then(|above| due(LetterKind::ClearancesEndingBelow, above, None)),
        ],
    };
    found.into_iter().flatten().collect()
}
