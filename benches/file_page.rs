//! What the journal's durability costs: the file page journalled durably, against the same page with the append stubbed,
//! and against a static page of the same server; on both databases; and how the page's time grows with the number of people.
//!
//! `cargo bench` runs everything. `cargo bench -- --quick` takes short rounds and leaves out the largest world;
//! `cargo bench -- sqlite`, `postgres` or `growth` runs one part. Every figure is a ratio within one run: the machine's own
//! speed falls out. Rounds alternate between what is compared, so that slow drift falls out too.

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

use std::time::Duration;

use compare::{Binaries, FULL, Outcome, Pace, QUICK, Series, World};
use load::Target;
use postgres::{Cluster, Durability};
use server::{Folder, Server};
use stats::Runs;

/// Who reads: a member of the cast with many files of his own.
const READER: &str = "cpip";
/// People in the world in which the page is compared with others.
const PEOPLE: usize = 10_000;
fn main() -> Outcome<()> {
    // Cargo adds `--bench`; anything else that isn't known would silently run nothing.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let is_quick = arguments.iter().any(|argument| argument == "--quick");
    let pace = if is_quick { QUICK } else { FULL };
    let parts: Vec<&str> = arguments.iter().map(String::as_str).filter(|argument| *argument != "--quick").collect();
    if let Some(unknown) = parts.iter().find(|part| !["sqlite", "postgres", "growth"].contains(part)) {
        return Err(format!("unknown part `{unknown}`: sqlite, postgres, growth, or none for all").into());
    }
    let wanted = |part: &str| parts.is_empty() || parts.contains(&part);

    println!(
        "load: {} threads, {} connections, {} rounds of {:?}\n",
        load::THREADS,
        load::CONNECTIONS,
        pace.rounds,
        pace.round
    );
    let folder = Folder::new("binaries")?;
    let binaries = Binaries::build(folder.path())?;
    if wanted("sqlite") {
        let worlds = [World::new("sqlite", PEOPLE, None)?, World::new("sqlite-stubbed", PEOPLE, None)?];
        compare("SQLite", &binaries, &worlds, pace, [0.75, 0.18])?;
    }
    if wanted("postgres") {
        match Cluster::start(Durability::Full)? {
            Some(cluster) => {
                let world = |name| -> Outcome<World> { World::new(name, PEOPLE, Some(cluster.fresh_database()?)) };
                compare(
                    "PostgreSQL",
                    &binaries,
                    &[world("postgres")?, world("postgres-stubbed")?],
                    pace,
                    [0.75, 0.08],
                )?;
            }
            None => println!("PostgreSQL: left out, no server binaries were found\n"),
        }
    }
    if wanted("growth") {
        growth(&binaries, pace, if is_quick { &[1_000, 10_000] } else { &[1_000, 10_000, 100_000] })?;
    }
    Ok(())
}

/// The files that the reader's own list names, each answering with 200.
fn files(server: &Server) -> Outcome<Target> {
    let cookie = server.sign_in(READER)?;
    let list = server.ask("GET", "/dossiers", &format!("Cookie: {cookie}\r\n"))?;
    let mut paths: Vec<String> = list
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .filter(|path| {
            path.strip_prefix("/dossiers/").is_some_and(|id| !id.is_empty() && id.chars().all(char::is_alphanumeric))
        })
        .map(str::to_owned)
        .collect();
    paths.sort();
    paths.dedup();
    let one =
        |path: &String| Target { address: server.address, paths: vec![path.clone()], cookie: Some(cookie.clone()) };
    let mut readable = Vec::new();
    for path in paths {
        if load::once(&one(&path))?.0 == 200 {
            readable.push(path);
        }
    }
    if readable.is_empty() {
        return Err(format!("{READER} has no file to read; the list was:\n{list}").into());
    }
    Ok(Target { address: server.address, paths: readable, cookie: Some(cookie) })
}

/// The stylesheet, which the server answers without asking anybody: about as large as the page.
fn still(server: &Server) -> Outcome<Target> {
    let page = server.ask("GET", "/connexion", "")?;
    let path = page.split("rel=\"stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let path = path.ok_or_else(|| format!("no stylesheet is named by:\n{page}"))?;
    Ok(Target { address: server.address, paths: vec![path.to_owned()], cookie: None })
}

/// The page journalled, the page with the append stubbed, and a static page, in turns.
fn compare(engine: &str, binaries: &Binaries, worlds: &[World; 2], pace: Pace, reach: [f64; 2]) -> Outcome<()> {
    let [plain, stubbed] = [worlds[0].serve(&binaries.plain)?, worlds[1].serve(&binaries.stubbed)?];
    let [plain_files, stubbed_files] = [files(&plain)?, files(&stubbed)?];
    let still = still(&plain)?;
    let [mut page, mut without, mut fixed] = [Series::default(), Series::default(), Series::default()];
    for (server, target) in [(&plain, &plain_files), (&stubbed, &stubbed_files), (&plain, &still)] {
        Series::default().measure(server, target, pace.round.min(Duration::from_secs(1)))?;
    }
    for _ in 0..pace.rounds {
        page.measure(&plain, &plain_files, pace.round)?;
        without.measure(&stubbed, &stubbed_files, pace.round)?;
        fixed.measure(&plain, &still, pace.round)?;
    }
    println!("{engine}, {PEOPLE} people, {} files of `{READER}` in turn", plain_files.paths.len());
    page.print("file page, journalled durably");
    without.print("file page, append stubbed");
    fixed.print("static answer");
    let figure = |name: &str, ratio: Runs, reach: f64| {
        println!(
            "  {name}: {ratio:.3}, to reach {reach}: {}",
            if ratio.median() >= reach { "reached" } else { "missed" }
        );
    };
    figure("journalled / stubbed", Runs::ratios(&page.per_second, &without.per_second), reach[0]);
    figure("journalled / static", Runs::ratios(&page.per_second, &fixed.per_second), reach[1]);
    println!();
    Ok(())
}

/// The page's median time in worlds of growing size, all served at once and measured in turns.
fn growth(binaries: &Binaries, pace: Pace, worlds: &[usize]) -> Outcome<()> {
    let mut served = Vec::new();
    for &people in worlds {
        let world = World::new(&format!("growth-{people}"), people, None)?;
        let server = world.serve(&binaries.plain)?;
        let target = files(&server)?;
        Series::default().measure(&server, &target, Duration::from_secs(1))?;
        served.push((people, world, server, target, Series::default()));
    }
    for _ in 0..pace.rounds {
        for (_, _, server, target, series) in &mut served {
            series.measure(server, target, pace.round)?;
        }
    }
    println!("growth, SQLite");
    for (people, _, _, target, series) in &served {
        series.print(&format!("{people} people, {} files in turn", target.paths.len()));
    }
    if let [(first, .., small), .., (last, .., large)] = served.as_slice() {
        let ratio = Runs::ratios(&large.p50, &small.p50);
        let verdict = if ratio.median() <= 1.3 { "reached" } else { "missed" };
        println!("  p50 at {last} people / at {first}: {ratio:.3}, to stay within 1.3: {verdict}");
    }
    Ok(())
}
