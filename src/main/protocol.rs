//! `quadrige protocol …`

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Subcommand;
use quadrige::access::{Agreements, Declined};
use quadrige::clock::{Clock, paris};
use quadrige::domain::{Id, Proposal};
use quadrige::protocol;
use quadrige::records::protocols::{self, Impediment};
use quadrige::service;
use serde_json::json;

use super::{Ended, configured, house};

#[derive(Subcommand)]
pub enum ProtocolCommand {
    /// Check a protocol against the ceiling: every fault with its line.
    Check {
        /// The TOML file.
        file: PathBuf,
    },
    /// Print who sees what, under the protocols in force.
    Table,
    /// Put a protocol on the table: two people then adopt it on /protocole.
    Propose {
        /// The TOML file.
        file: PathBuf,
        /// As one JSON object.
        #[arg(long)]
        json: bool,
    },
}

/// Carries out the command.
///
/// # Errors
/// The text is faulty, or nothing can be read or written.
pub fn run(command: ProtocolCommand) -> Result<(), Ended> {
    match command {
        ProtocolCommand::Check { file } => check(&file),
        ProtocolCommand::Table => table(),
        ProtocolCommand::Propose { file, json } => propose(&file, json),
    }
}

fn table() -> Result<(), Ended> {
    let config = configured()?;
    let database = service::open_database(&config.database)?;
    // Before the first migration nothing can have been adopted.
    let agreement = if database.is_up_to_date()? {
        service::agreements(&config, &database, &Clock::System)?.current()
    } else {
        Arc::new(service::agreement(&config, &Clock::System)?)
    };
    print!("{}", protocol::table(&agreement));
    Ok(())
}

fn check(file: &Path) -> Result<(), Ended> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|e| Ended::Failed(format!("{name} can't be read ({e})")))?;
    let refused = |faults: Vec<String>| Ended::Wrong(faults.join("\n"));
    let checked = protocol::Protocol::parse(&text)
        .map_err(|faults| refused(faults.into_iter().map(|fault| format!("{name}: {fault}")).collect()))?;
    let ceiling = protocol::reference()
        .map_err(|faults| refused(faults.into_iter().map(|fault| format!("reference.toml: {fault}")).collect()))?;
    let today = Clock::System.today(&paris());
    protocol::Agreement::assemble(ceiling, vec![(name.clone(), checked)], today)
        .map_err(|faults| refused(faults.into_iter().map(|(name, fault)| format!("{name}: {fault}")).collect()))?;
    println!("{name}: nothing to object");
    Ok(())
}

/// What stands in the way of a text: where, on which line, what.
type Complaint = (String, usize, String);

fn propose(file: &Path, as_json: bool) -> Result<(), Ended> {
    let name = file.display().to_string();
    let text = bounded(file, &name)?;
    let today = Clock::System.today(&paris());
    let put = protocols::propose_as_operator(&house()?.door, &name, &text, today)
        .map_err(|error| Ended::Failed(error.to_string()))?;
    let put = match put {
        Ok(id) => Ok(id),
        Err(Declined::Against(impediment)) => Err(complaints(impediment, &name)),
        Err(_) => return Err(Ended::Failed("the proposal could not be written".to_owned())),
    };
    say(&put, &Agreements::digest(&text), as_json);
    put.map(|_| ()).map_err(|faults| {
        let lines = faults.iter().map(|(name, line, message)| format!("{name}: line {line}: {message}"));
        Ended::Wrong(lines.collect::<Vec<_>>().join("\n"))
    })
}

/// The text of a file that isn't too heavy.
fn bounded(file: &Path, name: &str) -> Result<String, Ended> {
    let unread = |e: std::io::Error| Ended::Failed(format!("{name} can't be read ({e})"));
    let mut text = String::new();
    // One byte beyond the cap is enough to say so.
    let most = protocols::MOST_BYTES as u64 + 1;
    File::open(file).and_then(|file| file.take(most).read_to_string(&mut text)).map_err(unread)?;
    if text.len() > protocols::MOST_BYTES {
        let most = protocols::MOST_BYTES / 1024;
        return Err(Ended::Wrong(format!("{name}: more than {most} KiB: no protocol is that long")));
    }
    Ok(text)
}

fn complaints(impediment: Impediment, name: &str) -> Vec<Complaint> {
    match impediment {
        Impediment::Faulty(faults) => {
            faults.into_iter().map(|(name, fault)| (name, fault.line, fault.message)).collect()
        }
        Impediment::Hindered(hindrance) => vec![(name.to_owned(), 1, hindrance.said().to_owned())],
    }
}

fn say(put: &Result<Id<Proposal>, Vec<Complaint>>, digest: &str, as_json: bool) {
    if as_json {
        let faults: Vec<_> = put
            .as_ref()
            .err()
            .into_iter()
            .flatten()
            .map(|(name, line, message)| json!({ "file": name, "line": line, "message": message }))
            .collect();
        let id = put.as_ref().ok().map(ToString::to_string);
        println!("{}", json!({ "proposal": id, "digest": digest, "faults": faults }));
    } else if let Ok(id) = put {
        println!("on the table: /protocole/propositions/{id}\nwhat is signed: {digest}");
    }
}
