//! A house of its own for a test: a world in a fresh database, a clock that stands still, seeded chance.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use jiff::civil::Date;
use quadrige::access::reconcile;
use quadrige::chance::Chance;
use quadrige::clock::Clock;
use quadrige::config::Config;
use quadrige::db::{AnyConnection, Database, Engine, Error};
use quadrige::demo::load::fill;
use quadrige::demo::run::seats;
use quadrige::demo::world::World;
use quadrige::protocol::EXAMPLE_NATIONAL;
use quadrige::service::{House, Plan};
use quadrige::signin::DEMO_ISSUER;

use super::postgres::cluster;

/// The day of the tests.
pub const TODAY: Date = jiff::civil::date(2026, 11, 21);

/// Ten in the morning of that day, in Paris.
pub fn now() -> Timestamp {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

/// A folder that goes with its owner.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A new one, for this process alone.
    pub fn new() -> Self {
        Self::within(&std::env::temp_dir())
    }

    /// The same in memory, where the system offers that: for thousands of entries, each of which would wait for the disk.
    pub fn in_memory() -> Self {
        let memory = Path::new("/dev/shm");
        if memory.is_dir() { Self::within(memory) } else { Self::new() }
    }

    fn within(parent: &Path) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("quadrige-test-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = parent.join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What may differ between houses.
#[derive(Debug)]
pub struct Setting {
    /// The database; a SQLite file of its own if none is named.
    pub engine: Option<Engine>,
    /// Whether the example of a national protocol is in force; else the reference matrix alone.
    pub national: bool,
    /// Whether the demo's sessions count, as in `quadrige demo`; `serve` counts none of them.
    pub demo: bool,
    /// What time it is.
    pub at: Timestamp,
    /// More settings, as in the file.
    pub more: String,
}

impl Default for Setting {
    fn default() -> Self {
        Self { engine: None, national: true, demo: true, at: now(), more: String::new() }
    }
}

/// A house and what it stands on.
#[derive(Debug)]
pub struct TestHouse {
    /// The house.
    pub house: House,
    /// Its database.
    pub database: Database,
    /// Its clock.
    pub clock: Clock,
    /// Its world.
    pub world: World,
    folder: Folder,
}

impl TestHouse {
    /// This world on a SQLite file, under the national protocol.
    pub fn of(world: World) -> Self {
        Self::with(world, Setting::default())
    }

    /// This world, so set.
    pub fn with(world: World, setting: Setting) -> Self {
        let folder = Folder::new();
        std::fs::write(folder.path().join("search.key"), [7; 32]).unwrap();
        std::fs::write(folder.path().join("national.toml"), EXAMPLE_NATIONAL).unwrap();
        let protocols =
            if setting.national { folder.path().join("national.toml").display().to_string() } else { String::new() };
        let settings = format!(
            "search_key_file = \"{}\"\nprotocols = \"{protocols}\"\noperator = \"Essais\"\n",
            folder.path().join("search.key").display()
        );
        let settings = format!("{settings}{}", setting.more);
        let config = Config::from_parts(&settings, &BTreeMap::new()).unwrap();
        let engine =
            setting.engine.unwrap_or_else(|| Engine::Sqlite(folder.path().join("quadrige.db").display().to_string()));
        let database = Database::open(engine, 4).unwrap();
        database.migrate().unwrap();
        fill(&database, &world, TODAY).unwrap();
        let clock = Clock::fixed(setting.at);
        let plan = Plan {
            config,
            clock: clock.clone(),
            chance: Chance::seeded(20_261_121),
            issuers: if setting.demo { vec![DEMO_ISSUER.to_owned()] } else { Vec::new() },
            cast: if setting.demo { seats(&world) } else { Vec::new() },
        };
        let house = House::build(plan, database.clone()).unwrap();
        reconcile(&house.door, quadrige::access::Whom::Everybody).unwrap();
        house.door.index_everybody().unwrap();
        Self { house, database, clock, world, folder }
    }

    /// This world on each engine that is there: SQLite, and PostgreSQL where there is a server.
    pub fn everywhere(world: impl Fn() -> World) -> Vec<Self> {
        let mut houses = vec![Self::of(world())];
        if let Some(cluster) = cluster() {
            let engine = Engine::Postgres(cluster.fresh_database().unwrap());
            houses.push(Self::with(world(), Setting { engine: Some(engine), ..Setting::default() }));
        }
        houses
    }

    /// Time passes.
    pub fn set_clock(&self, at: &str) {
        self.clock.set(at.parse().unwrap());
    }

    /// One look at the database.
    pub fn look<T>(&self, look: impl FnOnce(&mut AnyConnection) -> diesel::QueryResult<T>) -> T {
        self.database.peek(|connection| look(connection).map_err(Error::from)).unwrap()
    }

    /// What the database answers to a statement; the words of its refusal.
    pub fn try_statement(&self, statement: &str) -> Result<(), String> {
        use diesel::connection::SimpleConnection;
        self.database
            .peek(|connection| connection.batch_execute(statement).map_err(Error::from))
            .map_err(|error| error.to_string())
    }
}
