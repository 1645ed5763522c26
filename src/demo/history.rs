//! What a few commissions did before the demo begins, played through the doors by invented members of their services: what a
//! visitor finds was written as he could have written it himself.

mod cast;
mod clearances;
mod table;

use jiff::Timestamp;
use jiff::civil::Date;

use super::dice::{plus, working};
use super::places::PLACES;
use super::world::World;
use crate::access::Door;
use crate::db::Database;
use crate::outbox;
use crate::service::Failed;

use cast::House;
use table::{Course, Meeting, Task, Whose};

/// Plays it, and notes that its letters left when they were written: nothing of the past is mailed today.
///
/// # Errors
/// A door refuses, or the database does.
pub(in crate::demo) fn play(
    door: &Door,
    database: &Database,
    world: &World,
    today: Date,
    now: Timestamp,
) -> Result<(), Failed> {
    // A thread of its own: whoever prepares a demo may be inside a runtime already.
    std::thread::scope(|scope| scope.spawn(|| in_a_runtime(door, database, world, today)).join())
        .map_err(|_| Failed::System("the demo's history was cut short".to_owned()))??;
    crate::conferences::remind(database, now)?;
    database.write(|connection| outbox::assume_sent(connection, now))?;
    Ok(())
}

fn in_a_runtime(door: &Door, database: &Database, world: &World, today: Date) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        for (at, place) in PLACES.iter().enumerate() {
            let Some(house) = House::of((door, database), world, place, today) else { continue };
            match at {
                0 => {
                    showcase(&house, today).await?;
                    clearances::showcase(&house, today).await?;
                }
                1 | 2 | 7 => neighbour(&house, today).await?,
                _ => {}
            }
        }
        Ok(())
    })
}

/// The first day from that one on, on which a commission sits.
fn sitting_day(day: Date) -> Date {
    let mut on = day;
    while working(on) != on {
        on = plus(on, 1);
    }
    on
}

/// The cast's prison: one sitting sealed, one whose minutes go round, one convoked, one in preparation.
async fn showcase(house: &House<'_>, today: Date) -> Result<(), Failed> {
    let cpu = house.found(plus(today, -38)).await?;
    let others = house.people(1);
    let take = |from: usize, count: usize| others.iter().copied().skip(from).take(count).collect::<Vec<_>>();
    let all = Course { contributions: usize::MAX, ..Course::NONE };

    let held_on = sitting_day(plus(today, -21));
    let sealed = Meeting { held_on, planned_on: plus(held_on, -12), people: take(0, 6), first_matter: 1 };
    let course = Course { circulated_on: Some(plus(held_on, 2)), sealed_on: Some(plus(held_on, 8)), ..all };
    house.hold(cpu, &sealed, &course, &given(today)).await?;

    let held_on = sitting_day(plus(today, -8));
    let round = Meeting { held_on, planned_on: plus(held_on, -11), people: take(6, 5), first_matter: 7 };
    let course = Course { circulated_on: Some(plus(held_on, 1)), ..all };
    let rights = Task {
        item: 0,
        whose: Whose::Probation,
        due_on: plus(today, 20),
        text: "Déposer la demande d’ouverture des droits sociaux.",
        answer: None,
    };
    house.hold(cpu, &round, &course, &[rights]).await?;

    let mut people: Vec<_> = house.people(0).into_iter().take(1).collect();
    people.extend(take(11, 11));
    let held_on = sitting_day(plus(today, 5));
    let convoked = Meeting { held_on, planned_on: plus(today, -4), people, first_matter: 0 };
    house.convoke(cpu, &convoked, &Course { contributions: 5, is_showcase: true, ..Course::NONE }).await?;

    let people = take(0, 2).into_iter().chain(take(22, 2)).collect();
    let next = Meeting { held_on: sitting_day(plus(today, 21)), planned_on: plus(today, -1), people, first_matter: 9 };
    house.prepare(cpu, &next, &Course::NONE).await?;
    Ok(())
}

/// What the sealed sitting gave to do: one done, one late, one that the cast's SPIP has before it.
fn given(today: Date) -> [Task; 3] {
    [
        Task {
            item: 5,
            whose: Whose::Education,
            due_on: plus(today, -8),
            text: "Organiser la remise à niveau en calcul et indiquer la date d’entrée en formation.",
            answer: Some("Remise à niveau commencée lundi, entrée en formation confirmée pour le printemps."),
        },
        Task {
            item: 1,
            whose: Whose::Host,
            due_on: plus(today, -4),
            text: "Transmettre à la commission le relevé des retards à la remontée de promenade.",
            answer: None,
        },
        Task {
            item: 2,
            whose: Whose::Probation,
            due_on: plus(today, 9),
            text: "Contacter le bailleur et indiquer à la commission si le logement est disponible.",
            answer: None,
        },
    ]
}

/// Another prison: one sitting convoked.
async fn neighbour(house: &House<'_>, today: Date) -> Result<(), Failed> {
    let cpu = house.found(plus(today, -30)).await?;
    let people = house.people(0).into_iter().take(4).collect();
    let held_on = sitting_day(plus(today, 8));
    let convoked = Meeting { held_on, planned_on: plus(today, -4), people, first_matter: 3 };
    house.convoke(cpu, &convoked, &Course { contributions: 1, ..Course::NONE }).await?;
    Ok(())
}
