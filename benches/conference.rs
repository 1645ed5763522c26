//! What the journal's durability costs around a table: the page of an item with twelve contributions, as a participant reads it,
//! journalled durably, against the same page with the append stubbed; on both databases.
//!
//! `cargo bench --bench conference`; `-- --quick` takes short rounds, `-- sqlite` or `-- postgres` one part. Every figure is a
//! ratio within one run.

#[path = "support/compare.rs"]
mod compare;
#[path = "support/load.rs"]
mod load;
#[expect(dead_code, reason = "the bench starts its own durable cluster, not the one that tests share")]
#[path = "../tests/support/postgres.rs"]
mod postgres;
#[path = "support/server.rs"]
mod server;
#[path = "support/stats.rs"]
mod stats;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use compare::{Binaries, FULL, Outcome, Pace, QUICK, Series, World};
use diesel::prelude::*;
use load::Target;
use postgres::{Cluster, Durability};
use quadrige::access::SealedPayload;
use quadrige::db::schema::{agenda_item, agent, contribution};
use quadrige::db::{Database, Engine, Error, Moment};
use quadrige::domain::{AgendaItem, Agent, Field, Id, Institution, Level, Person, Value};
use server::{Folder, Server};
use stats::Runs;

/// Who reads: a member of the CPU, invited to items of its sittings.
const READER: &str = "dpip";
/// People in the world.
const PEOPLE: usize = 1_000;
/// How many services have written for each item.
const CONTRIBUTIONS: usize = 12;
/// What each of them wrote: a paragraph.
const WORDS: &str = "Se tient à l’écart du bâtiment, travaille aux cuisines depuis six semaines sans incident, reçoit sa sœur au \
                     parloir tous les quinze jours. A demandé à reprendre les cours du soir. Le projet de sortie tient : une \
                     promesse d’embauche, un hébergement chez un proche. Reste à lever le doute sur les fréquentations d’avant.";
/// The ratio to reach.
const REACH: f64 = 0.75;

fn main() -> Outcome<()> {
    // Cargo adds `--bench`; anything else that isn't known would silently run nothing.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let pace = if arguments.iter().any(|argument| argument == "--quick") { QUICK } else { FULL };
    let parts: Vec<&str> = arguments.iter().map(String::as_str).filter(|argument| *argument != "--quick").collect();
    // `growth` is a part of another bench: `cargo bench -- growth` names it to all of them.
    if let Some(unknown) = parts.iter().find(|part| !["sqlite", "postgres", "growth"].contains(part)) {
        return Err(format!("unknown part `{unknown}`: sqlite, postgres, or none for both").into());
    }
    let wanted = |part: &str| parts.is_empty() || parts.contains(&part);
    println!(
        "load: {} threads, {} connections, {} rounds of {:?}\n",
        load::THREADS,
        load::CONNECTIONS,
        pace.rounds,
        pace.round
    );
    let folder = Folder::new("conference-binaries")?;
    let binaries = Binaries::build(folder.path())?;
    if wanted("sqlite") {
        let world = |name| World::new(name, PEOPLE, None);
        compare("SQLite", &binaries, &[world("table-sqlite")?, world("table-sqlite-stubbed")?], pace)?;
    }
    if wanted("postgres") {
        match Cluster::start(Durability::Full)? {
            Some(cluster) => {
                let world = |name| -> Outcome<World> { World::new(name, PEOPLE, Some(cluster.fresh_database()?)) };
                compare("PostgreSQL", &binaries, &[world("table-pg")?, world("table-pg-stubbed")?], pace)?;
            }
            None => println!("PostgreSQL: left out, no server binaries were found\n"),
        }
    }
    Ok(())
}

/// The page journalled and the page with the append stubbed, in turns.
fn compare(engine: &str, binaries: &Binaries, worlds: &[World; 2], pace: Pace) -> Outcome<()> {
    let [plain, stubbed] = [worlds[0].serve(&binaries.plain)?, worlds[1].serve(&binaries.stubbed)?];
    let [plain_items, stubbed_items] = [items(&plain, &worlds[0])?, items(&stubbed, &worlds[1])?];
    let [mut page, mut without] = [Series::default(), Series::default()];
    for (server, target) in [(&plain, &plain_items), (&stubbed, &stubbed_items)] {
        Series::default().measure(server, target, pace.round.min(Duration::from_secs(1)))?;
    }
    for _ in 0..pace.rounds {
        page.measure(&plain, &plain_items, pace.round)?;
        without.measure(&stubbed, &stubbed_items, pace.round)?;
    }
    println!("{engine}, {PEOPLE} people, {} items with {CONTRIBUTIONS} contributions", plain_items.paths.len());
    page.print("item page, journalled durably");
    without.print("item page, append stubbed");
    let ratio = Runs::ratios(&page.per_second, &without.per_second);
    let verdict = if ratio.median() >= REACH { "reached" } else { "missed" };
    println!("  journalled / stubbed: {ratio:.3}, to reach {REACH}: {verdict}\n");
    Ok(())
}

/// The addresses under that start which a page names, each once.
fn named(page: &str, start: &str) -> Vec<String> {
    let mut paths: Vec<String> = page
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .filter(|path| {
            path.strip_prefix(start).is_some_and(|id| id.len() == 26 && id.chars().all(char::is_alphanumeric))
        })
        .map(str::to_owned)
        .collect();
    paths.sort();
    paths.dedup();
    paths
}

/// The items of the reader's sittings that still take contributions, with twelve each.
fn items(server: &Server, world: &World) -> Outcome<Target> {
    let cookie = server.sign_in(READER)?;
    let ask = |path: &str| server.ask("GET", path, &format!("Cookie: {cookie}\r\n"));
    let list = ask("/commissions")?;
    let mut paths = Vec::new();
    for sitting in named(&list, "/seances/") {
        paths.extend(named(&ask(&sitting)?, &format!("{sitting}/points/")));
    }
    let engine = match &world.database {
        Some(url) => Engine::parse(url).ok_or("no engine")?,
        None => Engine::Sqlite(database_file(world.folder.path())),
    };
    let database = Database::open(engine, 1)?;
    let mut written = Vec::new();
    for path in paths {
        let item = path.rsplit('/').next().and_then(Id::<AgendaItem>::parse).ok_or("no item in the address")?;
        if database.write(|connection| contribute(connection, item))? {
            written.push(path);
        }
    }
    if written.is_empty() {
        return Err(format!("{READER} has no item to read; the list was:\n{list}").into());
    }
    let target = Target { address: server.address, paths: written, cookie: Some(cookie) };
    for path in &target.paths {
        let (status, page) =
            load::once(&Target { address: target.address, paths: vec![path.clone()], cookie: target.cookie.clone() })?;
        // What is compared is a page that shows what it is about.
        let shown = String::from_utf8_lossy(&page).matches("parloir tous les quinze jours").count();
        if status != 200 || shown == 0 {
            return Err(format!("{path} answers {status} and shows {shown} contributions").into());
        }
    }
    Ok(target)
}

fn database_file(folder: &Path) -> String {
    folder.join("data").join("quadrige.db").display().to_string()
}

/// Writes what is missing for this item to have twelve contributions; `false` if its minutes are sealed.
fn contribute(connection: &mut quadrige::db::AnyConnection, item: Id<AgendaItem>) -> Result<bool, Error> {
    let (person, leaf): (Id<Person>, Option<Vec<u8>>) = agenda_item::table
        .filter(agenda_item::id.eq(item))
        .select((agenda_item::person_id, agenda_item::leaf))
        .first(connection)?;
    if leaf.is_some() {
        return Ok(false);
    }
    let given: Vec<Id<Institution>> = contribution::table
        .filter(contribution::item_id.eq(item))
        .select(contribution::institution_id)
        .load(connection)?;
    let people: Vec<(Id<Institution>, Id<Agent>)> =
        agent::table.order(agent::id).select((agent::institution_id, agent::id)).load(connection)?;
    let others: BTreeMap<Id<Institution>, Id<Agent>> =
        people.into_iter().filter(|(service, _)| !given.contains(service)).collect();
    for (n, (service, author)) in others.into_iter().take(CONTRIBUTIONS.saturating_sub(given.len())).enumerate() {
        let words = BTreeMap::from([
            (Field::ProposedOpinion, Value::Choice("favourable".to_owned())),
            (Field::PriorComment, Value::Prose(WORDS.to_owned())),
        ]);
        diesel::insert_into(contribution::table)
            .values((
                contribution::id.eq(format!("{n:02}{item}")),
                contribution::item_id.eq(item),
                contribution::person_id.eq(person),
                contribution::institution_id.eq(service),
                contribution::agent_id.eq(author),
                contribution::version.eq(1),
                contribution::cap.eq(Level::Full),
                contribution::audience.eq("all"),
                contribution::payload.eq(SealedPayload::new(&words)),
                contribution::written_at.eq(Moment(jiff::Timestamp::UNIX_EPOCH)),
            ))
            .execute(connection)?;
    }
    Ok(true)
}
