//! What benches of pages share: the two binaries, worlds that are served, and figures over alternating rounds.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::load::{self, Target};
use crate::server::{Folder, Server};
use crate::stats::Runs;

pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// How long and how often.
#[derive(Clone, Copy)]
pub struct Pace {
    pub round: Duration,
    pub rounds: usize,
}

pub const FULL: Pace = Pace { round: Duration::from_secs(4), rounds: 5 };
pub const QUICK: Pace = Pace { round: Duration::from_secs(1), rounds: 3 };

/// The server as it is delivered, and the same with the journal's append stubbed.
pub struct Binaries {
    pub plain: PathBuf,
    pub stubbed: PathBuf,
}

impl Binaries {
    /// Cargo has just built the first; the second is built beside it, sharing every dependency, and both are copied away,
    /// since they go by the same name.
    pub fn build(into: &Path) -> Outcome<Self> {
        let built = Path::new(env!("CARGO_BIN_EXE_quadrige"));
        let binaries = Self { plain: into.join("quadrige"), stubbed: into.join("quadrige-stubbed") };
        std::fs::copy(built, &binaries.plain)?;
        let done = Command::new(env!("CARGO"))
            .args([
                "build",
                "--quiet",
                "--locked",
                "--profile",
                "bench",
                "--features",
                "stubbed-journal",
                "--bin",
                "quadrige",
            ])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()?;
        if !done.success() {
            return Err("the variant with the journal stubbed doesn't build".into());
        }
        std::fs::copy(built, &binaries.stubbed)?;
        // What stands under the usual name is again what anybody expects there.
        std::fs::copy(&binaries.plain, built)?;
        Ok(binaries)
    }
}

/// An invented world in a folder, or in a database of its own.
pub struct World {
    pub folder: Folder,
    pub people: usize,
    pub database: Option<String>,
}

impl World {
    pub fn new(name: &str, people: usize, database: Option<String>) -> Outcome<Self> {
        Ok(Self { folder: Folder::new(name)?, people, database })
    }

    pub fn serve(&self, binary: &Path) -> Outcome<Server> {
        let (folder, people) = (self.folder.path(), self.people.to_string());
        let data = folder.join("data");
        let data = data.to_string_lossy();
        let mut arguments = vec!["demo", "--data", &data, "--people", &people, "--fresh"];
        if let Some(url) = &self.database {
            arguments.extend(["--database", url]);
        }
        // Writing the largest world takes a while.
        let patience = Duration::from_secs(60 + self.people as u64 / 100);
        Ok(Server::start(binary, &arguments, &folder.join("log"), patience)?)
    }
}

/// Figures of one thing over all rounds.
#[derive(Default)]
pub struct Series {
    pub per_second: Vec<f64>,
    pub p50: Vec<f64>,
    pub p99: Vec<f64>,
    pub processor: Vec<f64>,
    pub mebibytes: Vec<f64>,
    pub body: usize,
}

impl Series {
    pub fn measure(&mut self, server: &Server, target: &Target, round: Duration) -> Outcome<()> {
        let before = server.processor_time()?;
        let outcome = load::run(target, round)?;
        let processor = server.processor_time()?.saturating_sub(before);
        if outcome.not_ok > 0 || outcome.requests == 0 {
            return Err(format!(
                "{} of {} answers weren't 200: {:?}",
                outcome.not_ok,
                outcome.requests,
                target.paths.first()
            )
            .into());
        }
        self.per_second.push(outcome.per_second);
        self.p50.push(outcome.p50.as_secs_f64() * 1e3);
        self.p99.push(outcome.p99.as_secs_f64() * 1e3);
        self.processor.push(processor.as_secs_f64() * 1e6 / outcome.requests as f64);
        self.mebibytes.push(outcome.bytes as f64 / round.as_secs_f64() / f64::from(1 << 20));
        self.body = outcome.body;
        Ok(())
    }

    pub fn print(&self, name: &str) {
        let runs = |values: &[f64]| values.iter().copied().collect::<Runs>();
        println!("  {name}, {} bytes", self.body);
        println!("    pages/s      {:.0}", runs(&self.per_second));
        println!("    p50 ms       {:.2}", runs(&self.p50));
        println!("    p99 ms       {:.2}", runs(&self.p99));
        println!("    MiB/s        {:.0}", runs(&self.mebibytes));
        println!("    CPU µs/page  {:.0}", runs(&self.processor));
    }
}
