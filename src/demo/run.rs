//! `quadrige demo`: the world into a database of its own, and the portal in front of it.

use std::collections::BTreeMap;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::history;
use super::load::fill;
use super::world::{self, World};
use crate::access::{Whom, reconcile};
use crate::alerts::{self, Announcer, Mode};
use crate::chance::Chance;
use crate::clock::{Clock, paris};
use crate::conferences;
use crate::config::Config;
use crate::db::Engine;
use crate::journal::log::Keyring;
use crate::protocol;
use crate::service::{Failed, House, Plan, open_database};
use crate::signin::DEMO_ISSUER;
use crate::web::CastSeat;
use crate::web::format;

/// What the command line asks.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where everything is kept.
    pub data: PathBuf,
    /// How many people.
    pub people: usize,
    /// Seed of the world.
    pub seed: u64,
    /// Whether to begin again.
    pub fresh: bool,
    /// Another database than the folder's own SQLite file: for measuring the same world on PostgreSQL.
    pub database: Option<Engine>,
}

/// Written before the world is loaded: a demo that was cut short begins again by itself.
const UNFINISHED: &str = "unfinished";

/// Removes what the demo wrote, and nothing else that may be in the folder.
fn clear(data: &Path) -> std::io::Result<()> {
    if data.join(CHECKPOINTS).exists() {
        fs::remove_dir_all(data.join(CHECKPOINTS))?;
    }
    let database = ["quadrige.db", "quadrige.db-wal", "quadrige.db-shm"];
    for name in database.into_iter().chain(["quadrige.toml", "search.key", JOURNAL_KEY, WORLD_FILE]) {
        match fs::remove_file(data.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// What was chosen when the world was made: a demo opened again must be the same.
const WORLD_FILE: &str = "world.txt";

/// The key that signs the journal's checkpoints, and where these are kept.
const JOURNAL_KEY: &str = "journal.key";
const CHECKPOINTS: &str = "checkpoints";
const JOURNAL_ORIGIN: &str = "demo.quadrige";

/// Prepares the demo's database and settings, or opens the ones that are there.
///
/// # Errors
/// The folder can't be written, or the database fails.
pub fn prepare(options: &Options, clock: &Clock) -> Result<House, Failed> {
    let data = &options.data;
    let unfinished = fs::read_to_string(data.join(WORLD_FILE)).is_ok_and(|text| text.starts_with(UNFINISHED));
    if options.fresh || unfinished {
        clear(data)?;
    }
    fs::create_dir_all(data.join("outbox"))?;
    fs::create_dir_all(data.join("protocoles"))?;
    let asked = format!("people={} seed={}", options.people.max(1), options.seed);
    let (made, day) = match fs::read_to_string(data.join(WORLD_FILE)) {
        Ok(text) => {
            let mut lines = text.lines();
            let made = lines.next().unwrap_or_default().to_owned();
            if made != asked {
                return Err(Failed::System(format!(
                    "{} holds another world ({made}): add --fresh to replace it, or choose another --data",
                    data.display()
                )));
            }
            (true, lines.next().and_then(|day| day.parse().ok()).unwrap_or_else(|| clock.today(&paris())))
        }
        Err(_) => (false, clock.today(&paris())),
    };

    let engine =
        options.database.clone().unwrap_or_else(|| Engine::Sqlite(data.join("quadrige.db").display().to_string()));
    if !made {
        write_settings(options)?;
    }
    let settings = fs::read_to_string(data.join("quadrige.toml"))?;
    let mut config = Config::from_parts(&settings, &BTreeMap::new()).map_err(Failed::Settings)?;
    config.listen = options.listen;
    config.public_url = format!("http://{}", options.listen);
    config.database = engine.clone();
    seal_journal(data, &mut config)?;

    let database = open_database(&engine)?;
    database.migrate()?;
    let world = world::build(options.people.max(1), options.seed, day);
    let chance = Chance::system().map_err(|e| Failed::System(e.to_string()))?;
    if !made {
        fs::write(data.join(WORLD_FILE), format!("{UNFINISHED}\n"))?;
        fill(&database, &world, day)?;
    }
    let plan = Plan {
        config,
        clock: clock.clone(),
        chance: chance.clone(),
        issuers: vec![DEMO_ISSUER.to_owned()],
        cast: seats(&world),
    };
    let house = House::build(plan, database)?;
    if !made {
        finish(&house, &chance, &world, day)?;
        fs::write(data.join(WORLD_FILE), format!("{asked}\n{day}\n"))?;
    }
    Ok(house)
}

/// Ties, phases, search keys, what commissions did, and the alerts of the invented past, by the same code as in service.
fn finish(house: &House, chance: &Chance, world: &World, day: Date) -> Result<(), Failed> {
    let (database, now) = (&house.site.database, house.site.clock.now());
    reconcile(&house.door, Whom::Everybody)?;
    history::play(&house.door, database, world, day, now)?;
    // What was played was derived on the days of the play.
    reconcile(&house.door, Whom::Everybody)?;
    house.door.index_everybody()?;
    let announcer = Announcer::new(house.door.agreements().clone(), chance.clone(), Mode::Past);
    alerts::reconcile(database, &announcer, now)?;
    conferences::reconcile(database, &house.reviewer, now)?;
    Ok(())
}

fn write_settings(options: &Options) -> Result<(), Failed> {
    let data = &options.data;
    let path = |name: &str| toml_text(&data.join(name));
    fs::write(data.join("protocoles/national.toml"), protocol::EXAMPLE_NATIONAL)?;
    let key: [u8; 32] = Chance::system().map_err(|e| Failed::System(e.to_string()))?.bytes();
    write_secret(&data.join("search.key"), &key)?;
    let checkpoints = toml::Value::String(format!("file:{}", data.join(CHECKPOINTS).display()));
    let settings = format!(
        "# Written by `quadrige demo`, so that any command works on it: QUADRIGE_CONFIG=this file.\n\
         database = {}\nlisten = \"{}\"\nmail = {}\nsearch_key_file = {}\nprotocols = {}\noperator = \"Démonstration\"\n\
         journal_origin = \"{JOURNAL_ORIGIN}\"\njournal_key_file = {}\njournal_checkpoints = {checkpoints}\n",
        toml::Value::String(match &options.database {
            Some(Engine::Postgres(url)) => url.clone(),
            Some(Engine::Sqlite(path)) => format!("sqlite:{path}"),
            None => format!("sqlite:{}", data.join("quadrige.db").display()),
        }),
        options.listen,
        toml::Value::String(format!("file:{}", data.join("outbox").display())),
        path("search.key"),
        path("protocoles"),
        path(JOURNAL_KEY),
    );
    fs::write(data.join("quadrige.toml"), settings)?;
    Ok(())
}

/// The demo makes the journal's key itself; a folder from before there was one gets it too.
fn seal_journal(data: &Path, config: &mut Config) -> Result<(), Failed> {
    let key = data.join(JOURNAL_KEY);
    if !key.exists() {
        let chance = Chance::system().map_err(|e| Failed::System(e.to_string()))?;
        write_secret(&key, Keyring::fresh(&chance).as_bytes())?;
    }
    config.journal_origin = JOURNAL_ORIGIN.to_owned();
    config.journal_key_file = Some(key);
    config.journal_checkpoints = Some(data.join(CHECKPOINTS));
    Ok(())
}

fn toml_text(path: &Path) -> String {
    toml::Value::String(path.display().to_string()).to_string()
}

#[cfg(unix)]
fn write_secret(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?.write_all(bytes)
}

#[cfg(not(unix))]
fn write_secret(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::write(path, bytes)
}

/// The cast, for the page on which a visitor becomes one of them.
#[must_use]
pub fn seats(world: &World) -> Vec<CastSeat> {
    world
        .agents
        .iter()
        .filter_map(|agent| {
            let institution = world.institution(agent.institution)?;
            Some(CastSeat {
                slug: agent.slug?,
                name: format::full_name(&agent.family_name, &agent.given_names),
                quality: agent.quality.clone(),
                service: institution.name.clone(),
                party: institution.kind.party(),
                look_at: agent.note,
            })
        })
        .collect()
}

/// Prepares and serves until stopped.
///
/// # Errors
/// The address can't be listened on, or the preparation fails.
pub fn run(options: &Options) -> Result<(), Failed> {
    let clock = Clock::System;
    let listener = TcpListener::bind(options.listen).map_err(|e| {
        Failed::System(format!("{} can't be listened on ({e}): choose another with --listen", options.listen))
    })?;
    let address = listener.local_addr()?;
    let house = prepare(&Options { listen: address, ..options.clone() }, &clock)?;
    println!("Quadrige, démonstration : toutes les personnes sont inventées.");
    println!("Ouvrez http://{address}/demo/personnages et choisissez un personnage.");
    house.serve(listener)
}
