//! A throwaway PostgreSQL for the tests and the benches: its own cluster, in a temporary folder, reached by a socket in
//! that folder, gone with the process that asked for it.

use std::io::{BufRead, BufReader, Error, Result};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The shell script that starts the server, waits for this process to end and cleans up.
const KEEPER: &str = include_str!("cluster.sh");

/// Whether a commit waits for the disk. Tests don't need it; a bench that measures durability does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Every commit reaches the disk.
    Full,
    /// Commits stay in memory: quicker, and lost with the machine.
    Off,
}

/// A running cluster. Ends when dropped, or when the process ends in whatever manner.
#[derive(Debug)]
pub struct Cluster {
    keeper: Child,
    binaries: PathBuf,
    folder: PathBuf,
    databases: AtomicU32,
}

impl Cluster {
    /// Starts a cluster; `None` when this machine has no server binaries, or when root has no `postgres` user to run them.
    ///
    /// # Errors
    /// The binaries are there and the server doesn't start: says the last lines of its log.
    pub fn start(durability: Durability) -> Result<Option<Self>> {
        let Some(binaries) = binaries() else {
            return Ok(None);
        };
        let mut command = match said("id", &["-u"]).as_deref() {
            Some("0") if said("id", &["-u", "postgres"]).is_some() => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "sh"]);
                command
            }
            Some("0") | None => return Ok(None),
            Some(_) => Command::new("sh"),
        };
        let fsync = if durability == Durability::Full { "on" } else { "off" };
        let mut keeper = command
            .args(["-c", KEEPER, "cluster"])
            .arg(&binaries)
            .arg(fsync)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let mut line = String::new();
        if let Some(stdout) = keeper.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        match line.trim_end().strip_prefix("ready ") {
            Some(folder) => {
                let folder = PathBuf::from(folder);
                Ok(Some(Self { keeper, binaries, folder, databases: AtomicU32::new(0) }))
            }
            None => {
                keeper.wait()?;
                Err(Error::other(format!("PostgreSQL: {}", line.trim_end())))
            }
        }
    }

    /// The address of the cluster's own first database, `postgres`.
    pub fn url(&self) -> String {
        self.address_of("postgres")
    }

    /// Creates an empty database and gives its address, such as `postgres://postgres@/test_1?host=FOLDER&port=5432`.
    ///
    /// # Errors
    /// The server is gone or refuses.
    pub fn fresh_database(&self) -> Result<String> {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed) + 1);
        let done = Command::new(self.binaries.join("createdb"))
            .args(["--port=5432", "--username=postgres", "--no-password", "--template=template0"])
            .arg(format!("--host={}", self.folder.display()))
            .arg(&name)
            .output()?;
        if done.status.success() {
            Ok(self.address_of(&name))
        } else {
            Err(Error::other(String::from_utf8_lossy(&done.stderr).into_owned()))
        }
    }

    /// The folder in which the server keeps its data and its socket.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn address_of(&self, database: &str) -> String {
        format!("postgres://postgres@/{database}?host={}&port=5432", self.folder.display())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Closing the pipe is the signal; waiting makes sure that the folder is gone before the next line runs.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// The cluster that one test binary shares, without durability; each test takes a [`Cluster::fresh_database`] of its own.
///
/// `None` where no server binaries are found, and the caller then skips its PostgreSQL half, unless
/// `QUADRIGE_TEST_POSTGRES=require` turns "not found" into a failure.
pub fn cluster() -> Option<&'static Cluster> {
    static SHARED: OnceLock<Option<Cluster>> = OnceLock::new();
    SHARED
        .get_or_init(|| {
            let started = Cluster::start(Durability::Off);
            assert!(started.is_ok(), "{started:?}");
            let cluster = started.ok().flatten();
            assert!(
                cluster.is_some() || !required(),
                "QUADRIGE_TEST_POSTGRES=require, and no PostgreSQL server was found in PATH or /usr/lib/postgresql/*/bin"
            );
            cluster
        })
        .as_ref()
}

#[expect(clippy::disallowed_methods, reason = "a switch of the tests, not a setting of the application")]
fn required() -> bool {
    std::env::var("QUADRIGE_TEST_POSTGRES").is_ok_and(|value| value == "require")
}

/// Where `initdb`, `postgres`, `pg_isready` and `createdb` all are: the newest of Debian's folders, else a folder of PATH.
fn binaries() -> Option<PathBuf> {
    let mut debian: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    debian.sort_by_key(|&(version, _)| std::cmp::Reverse(version));
    #[expect(clippy::disallowed_methods, reason = "where programs are, not a setting of the application")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let complete = |folder: &PathBuf| {
        ["initdb", "postgres", "pg_isready", "createdb"].iter().all(|program| folder.join(program).is_file())
    };
    debian.into_iter().map(|(_, folder)| folder).chain(std::env::split_paths(&path)).find(complete)
}

/// What a small program prints; `None` when it fails.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
