//! `quadrige journal …` and `quadrige keys journal`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use data_encoding::{BASE64, HEXLOWER};
use quadrige::chance::Chance;
use quadrige::clock::Clock;
use quadrige::conferences::proof::{self, Proved};
use quadrige::journal::log::{self, Agreement, Audit, Copy, Keeper, Keyring, Named, PublicKey};
use quadrige::records::journal as records;
use quadrige::service::{self, Failed};
use serde_json::json;

use super::{Ended, configured};

#[derive(Subcommand)]
pub enum JournalCommand {
    /// Print the newest entries; that they were listed is journalled.
    List {
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: i64,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Prove everything again: entries, their places in the log, every signed head and the copies outside, sealed minutes, addenda; status 1
    /// if anything isn't as it was written.
    Verify {
        /// As one JSON object.
        #[arg(long)]
        json: bool,
        /// A checkpoint that somebody else kept: it must fit too.
        #[arg(long)]
        checkpoint: Option<PathBuf>,
        /// The public key to check with, instead of the one of the settings' key file.
        #[arg(long)]
        key: Option<String>,
    },
    /// Take out all entries of some days, for an authority that asks for them; the extraction is journalled.
    Export {
        /// The first day, as `2026-01-31`; days are those of Paris.
        #[arg(long)]
        from: jiff::civil::Date,
        /// The last day.
        #[arg(long)]
        to: jiff::civil::Date,
        /// One JSON object a line, instead of CSV.
        #[arg(long)]
        json: bool,
    },
    /// Erase the entries whose time is over, as the protocol sets it; of what nobody set a time for, nothing.
    Purge {
        /// Say what would be erased, and erase nothing.
        #[arg(long)]
        dry_run: bool,
        /// As one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Give every waiting entry its place in the log, sign its head, and print it.
    Checkpoint {
        /// First begin to keep copies in the folder of the settings, which holds none: it is new, or what it held is lost.
        #[arg(long)]
        begin_copies: bool,
    },
    /// Print what shows somebody else that an entry is in the log, or that the log only grew.
    Prove {
        /// The entry.
        #[arg(required_unless_present = "from")]
        entry: Option<String>,
        /// The place of a person listed in it, from 0, instead of the entry itself.
        #[arg(long, requires = "entry")]
        listed: Option<i32>,
        /// That the log of `--to` leaves begins with the one of this many.
        #[arg(long, conflicts_with = "entry")]
        from: Option<u64>,
        /// The later size; by default the last signed.
        #[arg(long, requires = "from")]
        to: Option<u64>,
        /// As one JSON object.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
pub enum KeysCommand {
    /// Make the key that signs the journal's checkpoints, and print its public half. An existing file is left alone.
    Journal {
        /// The file to write.
        file: PathBuf,
    },
}

impl From<log::Error> for Ended {
    fn from(error: log::Error) -> Self {
        match error {
            log::Error::Disagrees(_) | log::Error::SetBack(_) | log::Error::NotThere(_) => {
                Self::Wrong(error.to_string())
            }
            log::Error::Database(_) | log::Error::Outside(_) => Self::Failed(error.to_string()),
        }
    }
}

pub fn run(command: JournalCommand) -> Result<(), Ended> {
    match command {
        JournalCommand::List { limit, json } => list(limit, json),
        JournalCommand::Verify { json, checkpoint, key } => verify(json, checkpoint.as_deref(), key.as_deref()),
        JournalCommand::Export { from, to, json } => export(from, to, json),
        JournalCommand::Purge { dry_run, json } => purge(dry_run, json),
        JournalCommand::Checkpoint { begin_copies } => checkpoint(begin_copies),
        JournalCommand::Prove { entry: Some(entry), listed, json, .. } => prove_entry(&entry, listed, json),
        JournalCommand::Prove { from, to, json, .. } => prove_growth(from.unwrap_or(0), to, json),
    }
}

pub fn keys(command: &KeysCommand) -> Result<(), Ended> {
    let KeysCommand::Journal { file } = command;
    let config = configured()?;
    let chance = system_chance()?;
    let text = Keyring::fresh(&chance);
    let keyring = Keyring::parse(&text, &config.journal_origin).map_err(|why| Ended::Failed(why.to_owned()))?;
    create_secret(file, &text).map_err(|e| {
        let why = if e.kind() == std::io::ErrorKind::AlreadyExists {
            "exists, and is left alone"
        } else {
            "can't be written"
        };
        Ended::Failed(format!("{} {why} ({e})", file.display()))
    })?;
    println!("{}", keyring.signing().public().text());
    eprintln!(
        "{} holds the secret: keep a copy, name it in QUADRIGE_JOURNAL_KEY_FILE. What is printed above is its public half, for the log \
         named {}: give it to whoever is to check the journal.",
        file.display(),
        config.journal_origin
    );
    Ok(())
}

fn create_secret(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn system_chance() -> Result<Chance, Ended> {
    Chance::system().map_err(|e| Ended::Failed(e.to_string()))
}

fn list(limit: i64, json: bool) -> Result<(), Ended> {
    let config = configured()?;
    let database = service::open_database(&config.database)?;
    let agreement = service::agreement(&config, &Clock::System)?;
    let entries = records::newest(
        &database,
        &system_chance()?,
        agreement.version(),
        limit.clamp(1, 100_000),
        Clock::System.now(),
    )?;
    eprintln!("{} entries; that they were listed is an entry of the journal", entries.len());
    for (entry, listed) in entries {
        if json {
            let line = json!({
                "id": entry.id, "at": entry.at().to_string(), "operation": entry.operation, "outcome": entry.outcome,
                "actor": entry.actor, "quality": entry.quality, "subject": entry.subject, "listed": listed,
                "shown": entry.shown, "purpose": entry.purpose, "on_behalf_of": entry.on_behalf_of,
                "regime": entry.regime, "leaf": HEXLOWER.encode(&entry.leaf),
            });
            println!("{line}");
        } else {
            println!(
                "{} {} {} | {} ({}) | {} {} | {}",
                entry.at(),
                entry.operation,
                entry.outcome,
                entry.actor,
                entry.quality,
                entry.subject.unwrap_or_else(|| format!("{} listed", listed.len())),
                entry.purpose.unwrap_or_default(),
                entry.shown,
            );
        }
    }
    Ok(())
}

/// The keys that heads may be signed by: the one given, else those of the settings.
fn trusted(config: &quadrige::config::Config, given: Option<&str>) -> Result<Vec<PublicKey>, Ended> {
    match given {
        Some(text) => match PublicKey::parse(text) {
            Some(key) => Ok(vec![key]),
            None => Err(Ended::Failed("--key: not a public key as `quadrige keys journal` prints it".to_owned())),
        },
        None => Ok(service::keyring(config)?.map(|keyring| keyring.public().to_vec()).unwrap_or_default()),
    }
}

fn verify(json: bool, checkpoint: Option<&Path>, key: Option<&str>) -> Result<(), Ended> {
    let config = configured()?;
    let keys = trusted(&config, key)?;
    let outside = service::outside(&config, &system_chance()?);
    // Before the snapshot: a head that is signed meanwhile isn't in it.
    let mut copies = outside.as_ref().map(log::Outside::copies).transpose()?.unwrap_or_default();
    let are_missing = outside.is_some() && copies.is_empty();
    if let Some(file) = checkpoint {
        let name = file.display().to_string();
        let text =
            std::fs::read_to_string(file).map_err(|e| Ended::Failed(format!("{name} can't be read ({})", e.kind())))?;
        copies.push(Copy { name, text });
    }
    let database = service::open_database(&config.database)?;
    let (proved, audit, is_signed) = database.read(|connection| {
        let is_signed = log::overview(connection, None)?.note.is_some();
        let proved = proof::prove(connection)?;
        let audit = log::audit(connection, &proved.journal.faults, &keys, &copies)?;
        // A checkpoint that somebody else kept doesn't stand for the folder's own.
        let audit = if are_missing { Audit { outside: Agreement::NoneKept, ..audit }.with_copies_due() } else { audit };
        Ok::<_, quadrige::db::Error>((proved, audit, is_signed))
    })?;
    if is_signed && keys.is_empty() {
        return Err(Ended::Failed(
            "the log's signatures can't be checked: name the key file in QUADRIGE_JOURNAL_KEY_FILE, or give --key"
                .to_owned(),
        ));
    }
    // The journal's own faults are among the log's, each with its place.
    let sealed: Vec<Named> = proved
        .faults
        .iter()
        .skip(proved.journal.faults.len())
        .map(|fault| Named { places: None, fault: fault.clone() })
        .collect();
    let found = audit.found + sealed.len() as u64;
    let faults: Vec<&Named> = audit.faults.iter().chain(&sealed).collect();
    if json {
        println!("{}", as_json(&proved, &audit, &faults, found));
    } else {
        say(&proved, &audit, &faults, found);
    }
    match faults.first() {
        None if audit.outside == Agreement::Gone => Err(Ended::Wrong(
            "checkpoints were signed, and the folder that must keep copies of them holds none: is it mounted?"
                .to_owned(),
        )),
        None => Ok(()),
        Some(first) => Err(Ended::Wrong(format!("the first that isn't as it was written: {}", line(first)))),
    }
}

fn line(named: &Named) -> String {
    let place = match &named.places {
        None => String::new(),
        Some(places) if places.end - places.start.min(places.end) <= 1 => format!("place {}, ", places.start),
        Some(places) => format!("among places {} to {}, ", places.start, places.end.saturating_sub(1)),
    };
    format!("{place}{}: {}", named.fault.row, named.fault.what)
}

fn as_json(proved: &Proved, audit: &Audit, faults: &[&Named], found: u64) -> serde_json::Value {
    let faults: Vec<_> = faults
        .iter()
        .map(|named| {
            let places = named.places.as_ref().map(|places| [places.start, places.end]);
            json!({ "row": named.fault.row, "what": named.fault.what, "places": places })
        })
        .collect();
    let last = audit.last.as_ref().map(|head| {
        json!({ "size": head.size, "root": BASE64.encode(&head.root), "number": head.number, "at": head.at.to_string() })
    });
    json!({
        "entries": proved.journal.entries, "listed": proved.journal.listed, "sittings": proved.sittings,
        "items": proved.items, "addenda": proved.addenda, "places": audit.size, "checkpoints": audit.heads,
        "erased": audit.erased, "not_yet_covered": audit.waiting, "late": audit.late, "last_checkpoint": last,
        "outside": match audit.outside {
            Agreement::NoneKept => "none kept", Agreement::All => "agree", Agreement::Broken => "disagree",
            Agreement::Gone => "gone",
        },
        "found": found, "faults": faults,
    })
}

fn say(proved: &Proved, audit: &Audit, faults: &[&Named], found: u64) {
    let journal = &proved.journal;
    println!(
        "{} entries with {} people listed, {} sealed sittings with {} items, {} addenda: {found} faults",
        journal.entries, journal.listed, proved.sittings, proved.items, proved.addenda,
    );
    println!(
        "{} places in the log under {} checkpoints, {} of them erased by an act, {} entries not yet covered, {} noted late",
        audit.size, audit.heads, audit.erased, audit.waiting, audit.late
    );
    match &audit.last {
        Some(head) => println!("the last checkpoint: {} leaves, signed {}", head.size, head.at),
        None => println!("nothing was signed yet: this shows only what was changed in place"),
    }
    println!(
        "copies outside the database: {}",
        match audit.outside {
            Agreement::NoneKept => "none kept",
            Agreement::All => "they agree",
            Agreement::Broken => "they disagree",
            Agreement::Gone => "they are gone",
        }
    );
    for named in faults {
        println!("{}", line(named));
    }
    println!(
        "It can't show that journal, log and every copy outside were written anew together by somebody who holds the database, the key \
         and all copies: give checkpoints to others."
    );
}

fn keeper(config: &quadrige::config::Config) -> Result<Keeper, Ended> {
    let database = service::open_database(&config.database)?;
    let keeper = service::keeper(config, &database, &Clock::System, &system_chance()?)?;
    keeper.ok_or_else(|| {
        Ended::from(Failed::System(
            "QUADRIGE_JOURNAL_KEY_FILE: not set. Make a key with `quadrige keys journal FILE`, and name FILE."
                .to_owned(),
        ))
    })
}

fn checkpoint(begin_copies: bool) -> Result<(), Ended> {
    let config = configured()?;
    let keeper = keeper(&config)?;
    if begin_copies {
        keeper.begin_copies()?;
    }
    let signed = keeper.sequence()?.signed.map(|(_, note)| note);
    let note = match signed {
        Some(note) => Some(note),
        None => service::open_database(&config.database)?.read(|connection| log::overview(connection, None))?.note,
    };
    match note {
        Some(note) => print!("{note}"),
        None => return Err(Ended::Wrong("the journal is empty: there is nothing to sign".to_owned())),
    }
    Ok(())
}

fn prove_entry(entry: &str, listed: Option<i32>, json: bool) -> Result<(), Ended> {
    let config = configured()?;
    let keys = trusted(&config, None)?;
    let database = service::open_database(&config.database)?;
    let proof = database.read(|connection| log::inclusion(connection, entry, listed, &keys))?;
    if json {
        let path: Vec<String> = proof.path.iter().map(|hash| BASE64.encode(hash)).collect();
        println!(
            "{}",
            json!({
                "entry": proof.entry, "listed": listed, "leaf": BASE64.encode(&proof.leaf), "index": proof.index,
                "size": proof.size, "hashes": path, "checkpoint": proof.note,
                "key": keys.first().map(PublicKey::text),
            })
        );
    } else {
        print!("{}", proof.text());
    }
    Ok(())
}

fn prove_growth(from: u64, to: Option<u64>, json: bool) -> Result<(), Ended> {
    let database = service::open_database(&configured()?.database)?;
    let proof = database.read(|connection| log::consistency(connection, from, to))?;
    let path: Vec<String> = proof.path.iter().map(|hash| BASE64.encode(hash)).collect();
    let ((from, first), (to, second)) = (proof.from, proof.to);
    if json {
        println!(
            "{}",
            json!({
                "from": { "size": from, "root": BASE64.encode(&first), "checkpoint": proof.notes.0 },
                "to": { "size": to, "root": BASE64.encode(&second), "checkpoint": proof.notes.1 },
                "hashes": path,
            })
        );
    } else {
        println!("from {from} {}\nto {to} {}", BASE64.encode(&first), BASE64.encode(&second));
        path.iter().for_each(|hash| println!("{hash}"));
    }
    Ok(())
}

fn export(from: jiff::civil::Date, to: jiff::civil::Date, json: bool) -> Result<(), Ended> {
    let config = configured()?;
    let database = service::open_database(&config.database)?;
    let agreement = service::agreements(&config, &database, &Clock::System)?.current();
    let chance = system_chance()?;
    let form = if json { records::Form::Json } else { records::Form::Csv };
    let what = records::Extract { from, to, form, now: Clock::System.now() };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let written = records::extract(&database, &chance, agreement.version(), what, &mut out)
        .and_then(|written| out.flush().map(|()| written).map_err(records::NotTaken::from))
        .map_err(|not| Ended::Failed(not.to_string()))?;
    eprintln!("{written} entries; that they were taken out is an entry of the journal");
    Ok(())
}

fn purge(is_dry: bool, json: bool) -> Result<(), Ended> {
    let config = configured()?;
    let database = service::open_database(&config.database)?;
    // Those adopted in the database set times, too.
    let agreement = service::agreements(&config, &database, &Clock::System)?.current();
    let chance = system_chance()?;
    let purged = records::purge(&database, &agreement, Clock::System.now(), &chance, is_dry)?;
    if json {
        let regimes: Vec<_> = purged.iter().map(records::Purged::as_json).collect();
        println!("{}", json!({ "dry_run": is_dry, "regimes": regimes }));
    } else {
        for regime in &purged {
            println!("{regime}");
        }
        if is_dry {
            println!("nothing was erased");
        }
    }
    Ok(())
}
