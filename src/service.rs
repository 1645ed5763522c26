//! Puts the house together from its settings: database, journal, agreement, doors, sessions, site.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use actix_web::web::Data;

use crate::access::releases::Consequence;
use crate::access::{Agreements, Door, SearchKeys, Unfit, Whom, reconcile};
use crate::alerts::{self, Announcer, Mode, Secretary};
use crate::chance::Chance;
use crate::clearances;
use crate::clock::{Clock, paris};
use crate::conferences::{self, Reviewer};
use crate::config::{Config, Wrong};
use crate::db::{self, Database, Engine};
use crate::journal::Journal;
use crate::journal::log::{Keeper, Keyring, Outside};
use crate::outbox::{Address, Compose, Desk, Means, TIMEOUT, Transport, Worker};
use crate::protocol::{self, Agreement, Protocol};
use crate::records::directory::Directory;
use crate::records::journal::Nightly;
use crate::signin::openid::{self, OpenId};
use crate::signin::{Limits, Sessions};
use crate::web::{CastSeat, Site, SiteSettings, routes};

/// Why the house can't be put together.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// Settings are wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Settings(Vec<Wrong>),
    /// A protocol is refused: file and line.
    #[error("{}", .0.join("\n"))]
    Protocol(Vec<String>),
    /// The database fails.
    #[error(transparent)]
    Database(#[from] db::Error),
    /// The system refuses: a folder, an address, randomness.
    #[error("{0}")]
    System(String),
}

impl From<Wrong> for Failed {
    fn from(wrong: Wrong) -> Self {
        Self::Settings(vec![wrong])
    }
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        Self::System(error.to_string())
    }
}

/// Connections in the pool: one for each blocking thread, and one for each worker that reads on its own event loop.
const CONNECTIONS: u32 = 16;

/// Opens the database that the settings name; a new SQLite file's folder is made.
///
/// # Errors
/// It can't be opened.
pub fn open_database(engine: &Engine) -> Result<Database, Failed> {
    if let Engine::Sqlite(path) = engine
        && let Some(folder) = std::path::Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)?;
    }
    Ok(Database::open(engine.clone(), CONNECTIONS)?)
}

/// The protocols that the settings name, read, each with its file.
///
/// # Errors
/// A protocol is refused: each fault with its file and line.
pub fn protocols(config: &Config) -> Result<Vec<(String, Protocol)>, Failed> {
    let mut faults = Vec::new();
    let mut in_force = Vec::new();
    for (name, text) in config.protocol_texts()? {
        match Protocol::parse(&text) {
            Ok(protocol) => in_force.push((name, protocol)),
            Err(found) => faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}"))),
        }
    }
    if !faults.is_empty() {
        return Err(Failed::Protocol(faults));
    }
    Ok(in_force)
}

/// The agreement of the protocols that the settings name, without those adopted in the database.
///
/// # Errors
/// A protocol is refused: each fault with its file and line.
pub fn agreement(config: &Config, clock: &Clock) -> Result<Agreement, Failed> {
    let in_force = protocols(config)?;
    let ceiling = protocol::reference().map_err(|found| {
        Failed::Protocol(found.into_iter().map(|fault| format!("reference.toml: {fault}")).collect())
    })?;
    Agreement::assemble(ceiling, in_force, clock.today(&paris()))
        .map_err(|found| Failed::Protocol(found.into_iter().map(|(name, fault)| format!("{name}: {fault}")).collect()))
}

/// Where the agreement in force comes from: the protocols of the settings and those adopted in this database.
///
/// # Errors
/// A protocol is refused: each fault with its file, or the version that was adopted, and its line.
pub fn agreements(config: &Config, database: &Database, clock: &Clock) -> Result<Agreements, Failed> {
    Agreements::open(protocols(config)?, database.clone(), clock.clone()).map_err(|unfit| match unfit {
        Unfit::Database(error) => Failed::Database(error),
        faulty @ Unfit::Faulty(_) => Failed::Protocol(faulty.to_string().lines().map(str::to_owned).collect()),
    })
}

/// What is wrong with the secrets and keys by which we are known to the identity providers.
///
/// # Errors
/// Every file that can't be read or holds no key, by its provider.
pub fn check_issuers(config: &Config) -> Result<(), Failed> {
    let wrong: Vec<Wrong> = (1..)
        .zip(&config.issuers)
        .filter_map(|(number, issuer)| {
            Some(Wrong {
                setting: format!("issuers[{number}]"),
                problem: openid::check(issuer).err()?,
                remedy: "Name a file that the service can read, with the secret or key that the provider knows"
                    .to_owned(),
            })
        })
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(Failed::Settings(wrong)) }
}

/// The keys of the journal's log; none where no file is set.
///
/// # Errors
/// The file can't be read, or holds no key.
pub fn keyring(config: &Config) -> Result<Option<Keyring>, Failed> {
    let Some(text) = config.journal_key()? else { return Ok(None) };
    let keyring = Keyring::parse(&text, &config.journal_origin).map_err(|problem| {
        let remedy = "Name a file made by `quadrige keys journal FILE`".to_owned();
        Wrong { setting: "QUADRIGE_JOURNAL_KEY_FILE".to_owned(), problem: problem.to_owned(), remedy }
    })?;
    Ok(Some(keyring))
}

/// Where checkpoints are kept outside the database.
#[must_use]
pub fn outside(config: &Config, chance: &Chance) -> Option<Outside> {
    config.journal_checkpoints.clone().map(|folder| Outside::new(folder, chance.clone()))
}

/// The keeper of the journal's log; nobody where there is no key.
///
/// # Errors
/// The key can't be read.
pub fn keeper(config: &Config, database: &Database, clock: &Clock, chance: &Chance) -> Result<Option<Keeper>, Failed> {
    let keyring = keyring(config)?;
    Ok(keyring.map(|keyring| Keeper::new(database.clone(), clock.clone(), keyring, outside(config, chance))))
}

/// The way out for mail, and whom it comes from; none where no mail is set.
fn transport(config: &Config) -> Result<Option<(Transport, Address)>, Failed> {
    let Some(mail) = &config.mail else { return Ok(None) };
    let from = Address::parse(&config.mail_from)
        .ok_or_else(|| Failed::System("QUADRIGE_MAIL_FROM: not an address".to_owned()))?;
    let transport = Transport::new(mail, config.mail_password()?, TIMEOUT)
        .map_err(|e| Failed::System(format!("QUADRIGE_MAIL: {e}")))?;
    Ok(Some((transport, from)))
}

/// The house, ready to be served.
#[derive(Debug)]
pub struct House {
    /// The doors.
    pub door: Door,
    /// What handlers share.
    pub site: Data<Site>,
    /// Who says what alerts are due.
    pub announcer: Announcer,
    /// Who says when somebody is to be looked at again.
    pub reviewer: Reviewer,
    /// Who erases at night what of the journal has outlived its time.
    pub nightly: Nightly,
    /// Who keeps the journal's log; nobody where no key is set.
    pub keeper: Option<Arc<Keeper>>,
    /// Who sends what is queued; nobody where no mail is set.
    pub outbox: Option<Worker>,
}

/// What a house is made from.
#[derive(Debug)]
pub struct Plan {
    /// The settings.
    pub config: Config,
    /// The time.
    pub clock: Clock,
    /// The randomness.
    pub chance: Chance,
    /// Issuers whose sessions count beside those of the settings: the demo's, in the demo alone.
    pub issuers: Vec<String>,
    /// The demo's cast; empty in service.
    pub cast: Vec<CastSeat>,
}

impl House {
    /// Puts it together on an opened, migrated database.
    ///
    /// # Errors
    /// A setting or a protocol is wrong, or the database fails.
    pub fn build(plan: Plan, database: Database) -> Result<Self, Failed> {
        if !database.is_up_to_date()? {
            return Err(Failed::System("migrations are pending: run `quadrige migrate` first".to_owned()));
        }
        let Plan { config, clock, chance, issuers, cast } = plan;
        let agreements = agreements(&config, &database, &clock)?;
        let keys = Arc::new(SearchKeys::new(&config.search_key()?));
        let keeper = keeper(&config, &database, &clock, &chance)?.map(Arc::new);
        let journal = Journal::start(&database, chance.clone())?;
        let announcer = Announcer::new(agreements.clone(), chance.clone(), Mode::Live);
        let reviewer = Reviewer::new(agreements.clone(), chance.clone());
        let consequences: Vec<Arc<dyn Consequence>> = vec![Arc::new(announcer.clone()), Arc::new(reviewer.clone())];
        let secretary = Secretary::new(database.clone(), agreements.clone(), config.public_url.clone());
        let door = Door::new(database.clone(), journal.clone(), agreements, clock.clone(), chance.clone(), keys)
            .followed_by(Arc::new(consequences));
        let accepted = issuers.into_iter().chain(config.issuers.iter().map(|issuer| issuer.issuer.clone())).collect();
        let sessions = Sessions::new(
            database.clone(),
            journal.clone(),
            clock.clone(),
            chance.clone(),
            accepted,
            Limits::default(),
        );
        let means = openid::Means {
            database: database.clone(),
            journal,
            sessions: sessions.clone(),
            clock: clock.clone(),
            chance: chance.clone(),
        };
        let open_id = OpenId::new(&config.issuers, &config.public_url, means).map_err(Failed::System)?;
        let directory = database.peek(Directory::load)?;
        let transport = transport(&config)?;
        let clerk = conferences::Secretary::new(database.clone(), config.public_url.clone());
        let compose: Arc<dyn Compose> = Arc::new(Desk {
            alerts: Arc::new(secretary),
            sittings: Arc::new(clerk),
            clearances: Arc::new(clearances::Secretary::new(
                database.clone(),
                clock.clone(),
                config.public_url.clone(),
            )),
        });
        let outbox = transport.map(|(transport, from)| {
            Worker::new(Means {
                database: database.clone(),
                clock: clock.clone(),
                chance: chance.clone(),
                from,
                transport,
                compose,
            })
        });
        let settings = SiteSettings {
            is_https: config.public_url.starts_with("https://"),
            operator: config.operator,
            theme_dir: config.theme_dir,
            cast,
        };
        let nightly = Nightly::new(database.clone(), chance);
        let site = Site::new(door.clone(), sessions, open_id, clock, database, settings, directory);
        let site = Data::new(site.kept_by(keeper.clone()));
        Ok(Self { door, site, announcer, reviewer, nightly, keeper, outbox })
    }

    /// Serves until stopped. Every minute, whoever time has moved is looked at again; every five minutes, everybody. At night the
    /// journal's retention is applied.
    ///
    /// # Errors
    /// The address can't be listened on.
    pub fn serve(self, listener: TcpListener) -> Result<(), Failed> {
        let (stop, stopped) = mpsc::channel::<()>();
        let (door, site, announcer) = (self.door.clone(), self.site.clone(), self.announcer.clone());
        let (reviewer, mut nightly) = (self.reviewer.clone(), self.nightly);
        let reconciler = thread::Builder::new().name("reconciler".to_owned()).spawn(move || {
            let mut rounds: u32 = 0;
            let mut under = String::new();
            loop {
                // Another agreement tells others of releases, and reviews cases at another rhythm: nobody waits five minutes for it.
                let version = door.at_present().agreement().version().to_owned();
                let is_another = std::mem::replace(&mut under, version.clone()) != version;
                let whom = if is_another || rounds.is_multiple_of(5) { Whom::Everybody } else { Whom::Due };
                match reconcile(&door, whom) {
                    Ok(done) if done.mended > 0 => tracing::info!(seen = done.seen, mended = done.mended, "reconciled"),
                    Ok(_) => {}
                    Err(error) => tracing::error!(failure = error.kind(), "the reconciler failed"),
                }
                alerts_turn(&site, &announcer, whom);
                conferences_turn(&site, &reviewer, whom);
                retention_turn(&door, &site, &mut nightly);
                clearances_turn(&site, whom);
                if let Ok(directory) = site.database.peek(Directory::load) {
                    site.renew_directory(directory);
                }
                rounds = rounds.wrapping_add(1);
                if stopped.recv_timeout(Duration::from_secs(60)) != Err(mpsc::RecvTimeoutError::Timeout) {
                    break;
                }
            }
        })?;
        let outbox = self.outbox.map(Worker::start).transpose()?;
        let keeper = self.keeper.map(Keeper::start).transpose()?;
        let workers = thread::available_parallelism().map_or(2, usize::from).min(8);
        let served =
            actix_web::rt::System::new().block_on(async { routes::serve(self.site, listener, workers)?.await });
        drop(stop);
        drop(outbox);
        drop(keeper);
        let _ = reconciler.join();
        Ok(served?)
    }
}

/// Every minute those who are late are chased; every five minutes everybody's alerts are computed again.
fn alerts_turn(site: &Site, announcer: &Announcer, whom: Whom) {
    let now = site.clock.now();
    if whom == Whom::Everybody {
        match alerts::reconcile(&site.database, announcer, now) {
            Ok(done) if done.sent > 0 => tracing::info!(seen = done.seen, sent = done.sent, "alerts were due"),
            Ok(_) => {}
            Err(error) => tracing::error!(failure = error.kind(), "the reconciler of alerts failed"),
        }
    }
    match alerts::chase(&site.database, now) {
        Ok(0) => {}
        Ok(queued) => tracing::info!(queued, "late acknowledgements were chased"),
        Err(error) => tracing::error!(failure = error.kind(), "late acknowledgements could not be chased"),
    }
}

/// Every minute whoever hasn't contributed, or is late with an action, is reminded; every five minutes everybody's reviews are
/// computed again.
fn conferences_turn(site: &Site, reviewer: &Reviewer, whom: Whom) {
    let now = site.clock.now();
    if whom == Whom::Everybody {
        match conferences::reconcile(&site.database, reviewer, now) {
            Ok(done) if done.mended > 0 => {
                tracing::info!(seen = done.seen, mended = done.mended, "reviews were mended")
            }
            Ok(_) => {}
            Err(error) => tracing::error!(failure = error.kind(), "the reconciler of reviews failed"),
        }
    }
    match conferences::remind(&site.database, now) {
        Ok(0) => {}
        Ok(queued) => tracing::info!(queued, "contributions and actions were asked for again"),
        Err(error) => tracing::error!(failure = error.kind(), "reminders about conferences could not be queued"),
    }
}

/// At night, what of the journal has outlived its time is erased; by day this costs nothing.
fn retention_turn(door: &Door, site: &Site, nightly: &mut Nightly) {
    match nightly.turn(door.at_present().agreement(), site.clock.now()) {
        Ok(done) if done.entries > 0 => {
            tracing::info!(entries = done.entries, "what outlived its time left the journal")
        }
        Ok(_) => {}
        Err(error) => tracing::error!(
            failure = error.kind(),
            "the journal's retention could not be applied: if this role may not delete, let the tables' owner run `quadrige journal purge`"
        ),
    }
}

/// Every five minutes, whether clearances end soon of which the service wasn't told.
fn clearances_turn(site: &Site, whom: Whom) {
    if whom != Whom::Everybody {
        return;
    }
    match clearances::tell_of_endings(&site.database, site.clock.now()) {
        Ok(0) => {}
        Ok(queued) => tracing::info!(queued, "services were told of clearances that end"),
        Err(error) => tracing::error!(failure = error.kind(), "services could not be told of clearances that end"),
    }
}
