//! One life: what a process of the service does, as fast as it can, until it is killed.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use diesel::prelude::*;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use quadrige::access::registry::Registrar;
use quadrige::access::{Altered, Declared, Reader, Refusal, Sealed, releases};
use quadrige::alerts;
use quadrige::chance::Chance;
use quadrige::clock::Clock;
use quadrige::config::Config;
use quadrige::db::schema::custody;
use quadrige::db::{Database, Error};
use quadrige::demo::world::{World, build};
use quadrige::domain::catalogue::tag;
use quadrige::domain::{Field, Id, Person, Purpose, Value};
use quadrige::outbox::Worker;
use quadrige::records::corrections::{NewCorrection, correct};
use quadrige::records::registry::{self, column, nobody_told};
use quadrige::service::{House, Plan};
use quadrige::signin::DEMO_ISSUER;

use crate::support::house::{TODAY, now};

/// How an order reaches the process that is to live it.
pub const ORDER: &str = "QUADRIGE_CRASH_ORDER";

/// What a life is to do.
#[derive(Debug)]
pub struct Order {
    /// Which life; the clock follows from it.
    pub number: usize,
    /// Whether it is the last: it changes nothing, finishes what there is to do, and ends by itself.
    pub is_last: bool,
    /// Where the settings are.
    pub folder: PathBuf,
}

impl Order {
    pub fn write(&self) -> String {
        format!("{} {} {}", self.number, self.is_last, self.folder.display())
    }

    #[expect(clippy::disallowed_methods, reason = "an order of the test to itself, not a setting of the application")]
    pub fn read() -> Option<Self> {
        let text = std::env::var(ORDER).ok()?;
        let mut words = text.splitn(3, ' ');
        let (number, is_last, folder) = (words.next()?, words.next()?, words.next()?);
        Some(Self { number: number.parse().ok()?, is_last: is_last == "true", folder: folder.into() })
    }

    /// When this life begins.
    pub fn begins(&self) -> Timestamp {
        now() + SignedDuration::from_mins(15 * i64::try_from(self.number).unwrap())
    }
}

/// Tells the test. A line counts once its end was written.
fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{words}").and_then(|()| out.flush());
}

/// Lives.
pub fn live(order: &Order) {
    // However the test ends, the pipe closes, and nothing of it stays behind.
    thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(3);
    });
    let settings = std::fs::read_to_string(order.folder.join("quadrige.toml")).unwrap();
    let config = Config::from_parts(&settings, &BTreeMap::new()).unwrap();
    let database = Database::open(config.database.clone(), 8).unwrap();
    let plan = Plan {
        config,
        clock: Clock::fixed(order.begins()),
        chance: Chance::seeded(700_000 + order.number as u64),
        issuers: vec![DEMO_ISSUER.to_owned()],
        cast: Vec::new(),
    };
    let mut house = House::build(plan, database).unwrap();
    let worker = house.outbox.take().unwrap();
    say("ready");
    if order.is_last {
        while mend(&house) > 0 || worker.run_once().unwrap().claimed > 0 {}
        return say("done");
    }
    thread::scope(|scope| {
        scope.spawn(|| sends(&worker));
        scope.spawn(|| {
            loop {
                mend(&house);
                thread::sleep(Duration::from_millis(10));
            }
        });
        changes(&house, &Chance::seeded(900_000 + order.number as u64));
    });
}

fn sends(worker: &Worker) {
    loop {
        match worker.run_once() {
            Ok(round) if round.claimed == 0 => thread::sleep(Duration::from_millis(1)),
            Ok(round) if round.failed > 0 => say("failed: letters"),
            Ok(_) => {}
            Err(error) => say(&format!("failed: sending: {error}")),
        }
    }
}

/// The reconciler's turn; how much there was to do.
fn mend(house: &House) -> usize {
    let (database, now) = (&house.site.database, house.site.clock.now());
    let found = alerts::reconcile(database, &house.announcer, now).map(|done| done.sent);
    let chased = found.and_then(|sent| Ok(sent + alerts::chase(database, now)?));
    chased.unwrap_or_else(|error| {
        say(&format!("failed: mending: {error}"));
        0
    })
}

/// A stay that goes on.
struct Stay {
    id: String,
    person: Id<Person>,
    prison: String,
    version: i32,
}

fn stays(database: &Database) -> Vec<Stay> {
    let rows: Vec<(String, Id<Person>, String, i32)> = database
        .peek(|connection| {
            Ok::<_, Error>(
                custody::table
                    .filter(custody::released_at.is_null())
                    .order(custody::id)
                    .select((custody::id, custody::person_id, custody::prison_id, custody::version))
                    .load(connection)?,
            )
        })
        .unwrap();
    rows.into_iter().map(|(id, person, prison, version)| Stay { id, person, prison, version }).collect()
}

/// The people of the suite: the same at each start.
pub fn world() -> World {
    build(60, 9, TODAY)
}

/// Dates change without end: mostly by the greffe, through the door or by its file; sometimes without anybody's being told, as if a
/// program had written past the doors, and it is the reconciler that must find it.
fn changes(house: &House, chance: &Chance) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let site = &house.site;
    let reader = runtime.block_on(async {
        let token = site.sessions.open(DEMO_ISSUER, "greffe").await.unwrap().unwrap();
        site.sessions.recognise(token).await.unwrap().unwrap().reader
    });
    let world = world();
    loop {
        site.clock.set(site.clock.now() + SignedDuration::from_millis(100));
        let all = stays(&site.database);
        let is_own = |stay: &&Stay| stay.prison == reader.institution.to_string();
        let by_door = chance.below(4) > 0;
        let choice: Vec<&Stay> = all.iter().filter(|stay| !by_door || is_own(stay)).collect();
        let stay = *chance.pick(&choice).unwrap();
        let date = another_date(house, chance, stay);
        if by_door && chance.below(3) == 0 {
            by_the_file(house, &world, stay, date);
        } else if by_door {
            runtime.block_on(by_the_door(house, &reader, stay, date));
        } else {
            // Somebody walks out, of a prison that the greffe doesn't write for.
            let exit = (!is_own(&stay) && chance.below(20) == 0).then(|| site.clock.now());
            past_the_door(&site.database, stay, date, exit);
        }
        // SQLite's one lock has no queue: without a pause the others would hardly ever have their turn.
        thread::sleep(Duration::from_millis(5));
    }
}

/// A date that is neither the stay's nor the last that anybody noted of it: then each change that was promised is a step of its
/// own, even where somebody wrote past the door in between and nobody had the time to note it.
fn another_date(house: &House, chance: &Chance, stay: &Stay) -> Date {
    let now = house.site.clock.now();
    let detention = house.site.database.read(|connection| releases::detention(connection, stay.person, now)).unwrap();
    let steps = detention.map(|detention| detention.steps).unwrap_or_default();
    let known: Vec<Date> = steps.iter().rev().take(2).filter_map(|kept| kept.step.date).collect();
    let first = TODAY.saturating_add(i64::try_from(2 + chance.below(120)).unwrap().days());
    (0..).map(|later: i64| first.saturating_add(later.days())).find(|date| !known.contains(date)).unwrap()
}

async fn by_the_door(house: &House, reader: &Arc<Reader>, stay: &Stay, date: Date) {
    let new = NewCorrection {
        row: stay.id.clone(),
        version: stay.version,
        field: Field::ReleaseDate,
        value: Some(Value::Date(date)),
        reason: "Essai".to_owned(),
    };
    let again = new.clone();
    let door = &house.door;
    let mut altered = door.alter(reader, stay.person, move |tx, permit| correct(tx, permit, &new)).await.unwrap();
    if matches!(altered, Altered::Refused(Refusal::PurposeNeeded)) {
        let why = Declared { purpose: Purpose::Oversight, reason: "Essai".to_owned(), on_behalf_of: None };
        door.declare_purpose(reader, stay.person, why).await.unwrap();
        altered = door.alter(reader, stay.person, move |tx, permit| correct(tx, permit, &again)).await.unwrap();
    }
    match altered {
        Altered::Done(()) => say(&format!("changed {} {date}", stay.id)),
        other => say(&format!("failed: {other:?}")),
    }
}

/// The greffe's file of one line: what the hub holds, and another date.
fn by_the_file(house: &House, world: &World, stay: &Stay, date: Date) {
    let found = world.people.iter().find_map(|person| {
        let seed = person.stays.iter().find(|seed| seed.id.to_string() == stay.id)?;
        Some((person, seed, world.institution(seed.prison)?))
    });
    let (person, seed, prison) = found.unwrap();
    let cell = |name: &&str| match *name {
        column::PRISON => prison.slug.clone(),
        column::ECROU => seed.ecrou.clone(),
        column::FAMILY_NAME => person.family_name.clone(),
        column::GIVEN_NAMES => person.given_names.clone(),
        column::BIRTH => person.birth_date.to_string(),
        column::SEX => person.sex.to_owned(),
        column::ADMITTED_ON => seed.admitted_on.to_string(),
        column::RELEASE => date.to_string(),
        column::REASON => "Essai".to_owned(),
        _ => String::new(),
    };
    let cells: Vec<String> = column::ALL.iter().map(cell).collect();
    let file = format!("{}\n{}\n", column::ALL.join(";"), cells.join(";"));
    match registry::import(&house.door, &Registrar::operator(), file.as_bytes(), |_| true, &nobody_told) {
        Ok(_) => say(&format!("changed {} {date}", stay.id)),
        Err(other) => say(&format!("failed: {other}")),
    }
}

fn past_the_door(database: &Database, stay: &Stay, date: Date, exit: Option<Timestamp>) {
    let row = custody::table.find(&stay.id);
    database
        .write(|connection| {
            let to = custody::release_date.eq(Some(Sealed::<tag::ReleaseDate>::new(date.to_string())));
            diesel::update(row).set(to).execute(connection)?;
            if let Some(at) = exit {
                let left = custody::released_at.eq(Some(Sealed::<tag::ReleasedAt>::new(at.to_string())));
                diesel::update(row).set(left).execute(connection)?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
    say("written");
}
