//! The command line, nothing else.

use std::io::Read;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use quadrige::access::registry::Registrar;
use quadrige::chance::Chance;
use quadrige::clock::Clock;
use quadrige::config::Config;
use quadrige::demo::run as demo;
use quadrige::outbox;
use quadrige::records::bootstrap::{Bootstrap, NotDone, Occasion};
use quadrige::records::{registry, territory};
use quadrige::service::{self, Failed, House, Plan};

#[path = "main/journal.rs"]
mod journal;
#[path = "main/protocol.rs"]
mod protocol;

use journal::{JournalCommand, KeysCommand};
use protocol::ProtocolCommand;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Police, parquet, prison and probation exchange what the law lets them know of a person.
#[derive(Parser)]
#[command(name = "quadrige", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fill an embedded database with an invented world and serve it.
    Demo {
        /// Where to listen.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// Where the demo keeps everything.
        #[arg(long, default_value = "./data/demo")]
        data: PathBuf,
        /// How many people.
        #[arg(long, default_value_t = 400)]
        people: usize,
        /// Seed of the world: the same seed gives the same world.
        #[arg(long, default_value_t = 4)]
        seed: u64,
        /// Begin again with a new world.
        #[arg(long)]
        fresh: bool,
        /// Another database than the folder's own (sqlite:PATH or postgres://…), empty.
        #[arg(long)]
        database: Option<String>,
    },
    /// Serve, as configured.
    Serve,
    /// Bring the database's schema up to date.
    Migrate,
    /// Let in the first administrators and the first authorities that a file names, where nobody can in the portal yet.
    Bootstrap {
        /// The TOML file.
        file: PathBuf,
    },
    /// The settings.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// The agreement.
    Protocol {
        #[command(subcommand)]
        command: ProtocolCommand,
    },
    /// Files from elsewhere into the hub.
    Import {
        #[command(subcommand)]
        command: ImportCommand,
    },
    /// The consultation log.
    Journal {
        #[command(subcommand)]
        command: JournalCommand,
    },
    /// Keys of the installation.
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// The letters that are queued and sent.
    Outbox {
        #[command(subcommand)]
        command: OutboxCommand,
    },
}

#[derive(Subcommand)]
enum OutboxCommand {
    /// Say how the queue is doing; status 1 when something has been failing or waiting for more than an hour.
    Status {
        /// As one JSON object.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Say what is wrong with the settings, if anything.
    Check,
}

#[derive(Subcommand)]
enum ImportCommand {
    /// The territory table: which police or gendarmerie is competent for which commune.
    Territory {
        /// The CSV file `service;commune_insee`.
        file: PathBuf,
    },
    /// A prison registry's file ("fichier du greffe"): the whole of it or nothing.
    Registry {
        /// The CSV file.
        #[arg(required_unless_present = "example")]
        file: Option<PathBuf>,
        /// Print what it would change, and change nothing.
        #[arg(long)]
        dry_run: bool,
        /// Print a valid file of three lines for this database.
        #[arg(long, conflicts_with_all = ["file", "dry_run"])]
        example: bool,
    },
}

/// How a command ended, other than well.
enum Ended {
    /// The thing checked is wrong.
    Wrong(String),
    /// Usage or configuration is wrong, or the system refuses.
    Failed(String),
}

impl From<Failed> for Ended {
    fn from(failed: Failed) -> Self {
        Self::Failed(failed.to_string())
    }
}

impl From<quadrige::db::Error> for Ended {
    fn from(error: quadrige::db::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_max_level(tracing::Level::INFO)
        .init();
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Ended::Wrong(what)) => {
            eprintln!("{what}");
            ExitCode::from(1)
        }
        Err(Ended::Failed(why)) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> Result<(), Ended> {
    match command {
        Command::Demo { listen, data, people, seed, fresh, database } => {
            let database = match database {
                None => None,
                Some(text) => Some(
                    quadrige::db::Engine::parse(&text)
                        .ok_or_else(|| Ended::Failed("--database: neither sqlite:PATH nor postgres://…".to_owned()))?,
                ),
            };
            Ok(demo::run(&demo::Options { listen, data, people, seed, fresh, database })?)
        }
        Command::Serve => serve(),
        Command::Migrate => {
            let config = configured()?;
            let ran = service::open_database(&config.database)?.migrate()?;
            println!("{}", if ran.is_empty() { "up to date".to_owned() } else { format!("ran {}", ran.join(", ")) });
            Ok(())
        }
        Command::Bootstrap { file } => bootstrap(&file),
        Command::Config { command: ConfigCommand::Check } => {
            let config = configured().map_err(|ended| match ended {
                Ended::Failed(why) | Ended::Wrong(why) => Ended::Wrong(why),
            })?;
            config.ready_to_serve().map_err(|wrong| Ended::Wrong(Failed::Settings(wrong).to_string()))?;
            service::check_issuers(&config).map_err(|failed| Ended::Wrong(failed.to_string()))?;
            service::keyring(&config).map_err(|failed| Ended::Wrong(failed.to_string()))?;
            service::agreement(&config, &Clock::System).map_err(|failed| Ended::Wrong(failed.to_string()))?;
            if config.issuers.is_empty() {
                println!("no [[issuers]]: the public pages will be served, and nobody can sign in");
            }
            println!("the settings are good to serve");
            Ok(())
        }
        Command::Protocol { command } => protocol::run(command),
        Command::Import { command: ImportCommand::Territory { file } } => import_territory(&file),
        Command::Import { command: ImportCommand::Registry { file, dry_run, .. } } => match file {
            Some(file) => import_registry(&file, dry_run),
            None => print_example(),
        },
        Command::Journal { command } => journal::run(command),
        Command::Keys { command } => journal::keys(&command),
        Command::Outbox { command: OutboxCommand::Status { json } } => say_outbox(json),
    }
}

fn configured() -> Result<Config, Ended> {
    Config::read().map_err(|wrong| Ended::from(Failed::Settings(wrong)))
}

fn serve() -> Result<(), Ended> {
    let config = configured()?;
    config.ready_to_serve().map_err(|wrong| Ended::from(Failed::Settings(wrong)))?;
    service::check_issuers(&config)?;
    let listener = TcpListener::bind(config.listen).map_err(|e| {
        Ended::Failed(format!("QUADRIGE_LISTEN: {} can't be listened on ({e}). Choose another.", config.listen))
    })?;
    let database = service::open_database(&config.database)?;
    let chance = Chance::system().map_err(|e| Ended::Failed(e.to_string()))?;
    let plan = Plan { config, clock: Clock::System, chance, issuers: Vec::new(), cast: Vec::new() };
    Ok(House::build(plan, database)?.serve(listener)?)
}

fn bootstrap(file: &std::path::Path) -> Result<(), Ended> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|e| Ended::Failed(format!("{name} can't be read ({e})")))?;
    let config = configured()?;
    let issuers: Vec<&str> = config.issuers.iter().map(|issuer| issuer.issuer.as_str()).collect();
    let prefixed = |lines: Vec<String>| {
        Ended::Wrong(lines.iter().map(|line| format!("{name}: {line}")).collect::<Vec<_>>().join("\n"))
    };
    let refused = |not: NotDone| match not {
        NotDone::Faulty(faults) => prefixed(faults),
        NotDone::Refused(refusals) => prefixed(refusals.iter().map(ToString::to_string).collect()),
        NotDone::Database(_) => Ended::Failed(not.to_string()),
    };
    let first = Bootstrap::parse(&text, &issuers).map_err(refused)?;
    let database = service::open_database(&config.database)?;
    if !database.is_up_to_date()? {
        return Err(Ended::Failed("migrations are pending: run `quadrige migrate` first".to_owned()));
    }
    let agreement = service::agreements(&config, &database, &Clock::System)?.current();
    let chance = Chance::system().map_err(|e| Ended::Failed(e.to_string()))?;
    let (now, today) = (Clock::System.now(), Clock::System.today(&quadrige::clock::paris()));
    let occasion = Occasion { agreement: &agreement, now, today, chance: &chance };
    database.write(|connection| first.carry_out(connection, &occasion)).map_err(refused)?;
    println!("{first} may sign in");
    Ok(())
}

/// The house on the configured database, for a command that works on it.
fn house() -> Result<House, Ended> {
    let config = configured()?;
    let database = service::open_database(&config.database)?;
    let chance = Chance::system().map_err(|e| Ended::Failed(e.to_string()))?;
    let plan = Plan { config, clock: Clock::System, chance, issuers: Vec::new(), cast: Vec::new() };
    Ok(House::build(plan, database)?)
}

fn print_example() -> Result<(), Ended> {
    let database = service::open_database(&configured()?.database)?;
    let today = Clock::System.today(&quadrige::clock::paris());
    match database.read(|connection| registry::example(connection, today))? {
        Some(text) => print!("{text}"),
        None => {
            return Err(Ended::Failed("no prison with a code is in this database: there is nothing to name".into()));
        }
    }
    Ok(())
}

fn import_territory(file: &std::path::Path) -> Result<(), Ended> {
    let name = file.display().to_string();
    let unread = |e: std::io::Error| Ended::Failed(format!("{name} can't be read ({e})"));
    let mut content = Vec::new();
    let most = territory::MOST_BYTES as u64 + 1;
    std::fs::File::open(file).and_then(|file| file.take(most).read_to_end(&mut content)).map_err(unread)?;
    let faulty = |faults: &[territory::Fault]| {
        Ended::Wrong(faults.iter().map(|fault| format!("{name}:{fault}")).collect::<Vec<_>>().join("\n"))
    };
    let lines = territory::parse(&content).map_err(|faults| faulty(&faults))?;
    let database = service::open_database(&configured()?.database)?;
    let counts = database.write(|connection| territory::import(connection, &lines)).map_err(|not| match not {
        territory::NotDone::Faulty(faults) => faulty(&faults),
        territory::NotDone::Database(error) => Ended::Failed(error.to_string()),
    })?;
    println!("{} services, {} communes gained, {} lost", counts.services, counts.gained, counts.lost);
    Ok(())
}

fn import_registry(file: &std::path::Path, is_dry: bool) -> Result<(), Ended> {
    let name = file.display().to_string();
    let unread = |e: std::io::Error| Ended::Failed(format!("{name} can't be read ({e})"));
    let size = std::fs::metadata(file).map_err(unread)?.len();
    // One byte beyond the cap is enough to say so.
    let mut content = Vec::new();
    let most = registry::MOST_BYTES as u64 + 1;
    std::fs::File::open(file)
        .and_then(|file| file.take(most.min(size + 1)).read_to_end(&mut content))
        .map_err(unread)?;
    let faulty = |plan: &registry::Plan| {
        Ended::Wrong(plan.faults.iter().map(|fault| format!("{name}:{fault}")).collect::<Vec<_>>().join("\n"))
    };
    let (door, operator) = (house()?.door, Registrar::operator());
    let plan = if is_dry {
        let plan = registry::try_out(&door, &operator, &content)?;
        for change in plan.changes.iter().filter(|change| !change.effects.is_empty()) {
            println!("{name}:{change}");
        }
        plan
    } else {
        registry::import(&door, &operator, &content, |_| true, &registry::nobody_told).map_err(|not| match not {
            registry::NotDone::Faulty(plan) => faulty(&plan),
            other => Ended::Failed(other.to_string()),
        })?
    };
    for warning in &plan.warnings {
        eprintln!("{name}:{warning}");
    }
    if !plan.faults.is_empty() {
        return Err(faulty(&plan));
    }
    println!("{}{}", if is_dry { "nothing was changed; to be applied: " } else { "" }, plan.counts());
    Ok(())
}

fn say_outbox(json: bool) -> Result<(), Ended> {
    let database = service::open_database(&configured()?.database)?;
    let now = Clock::System.now();
    let status = database.read(|connection| outbox::status(connection, now))?;
    if json {
        println!("{}", status.as_json(now));
    } else {
        print!("{}", status.as_text(now));
    }
    if status.is_failing(now, outbox::ALARM_AFTER) {
        return Err(Ended::Wrong(
            "letters have been failing or waiting for more than an hour: look at the relay".to_owned(),
        ));
    }
    Ok(())
}
