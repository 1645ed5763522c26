//! The server under measure: a child process with a world of its own, ended when dropped.

#![expect(clippy::disallowed_methods, reason = "an instrument reads the machine's clock")]

use std::fs;
use std::io::{Error, Read, Result, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A folder that goes with its owner.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Creates one under the system's temporary folder, which must be on a disk for durability to cost what it costs.
    ///
    /// # Errors
    /// It can't be created.
    pub fn new(name: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("quadrige-bench-{}-{name}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts `binary` with these arguments and `--listen`, and waits until it answers `/readyz` with 200.
    ///
    /// # Errors
    /// It ends, or isn't ready within `patience`; its log is in `log`.
    pub fn start(binary: &Path, arguments: &[&str], log: &Path, patience: Duration) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let listen = address.to_string();
        let log_file = fs::File::create(log)?;
        let child = Command::new(binary)
            .args(arguments)
            .args(["--listen", &listen])
            .stdin(Stdio::null())
            .stdout(log_file.try_clone()?)
            .stderr(log_file)
            .spawn()?;
        let mut server = Self { child, address };
        let begin = Instant::now();
        while begin.elapsed() < patience {
            if let Some(status) = server.child.try_wait()? {
                return Err(Error::other(format!("the server ended ({status}):\n{}", fs::read_to_string(log)?)));
            }
            if server.ask("GET", "/readyz", "").is_ok_and(|answer| answer.starts_with("HTTP/1.1 200")) {
                return Ok(server);
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(Error::other(format!("the server wasn't ready within {patience:?}:\n{}", fs::read_to_string(log)?)))
    }

    /// One request on a connection of its own; the whole answer as text.
    ///
    /// # Errors
    /// The server isn't reachable.
    pub fn ask(&self, method: &str, path: &str, headers: &str) -> Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let length = if method == "POST" { "Content-Length: 0\r\n" } else { "" };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}{length}\r\n",
            self.address
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// Becomes a member of the demo's cast; gives the value of the `Cookie` header to send from then on.
    ///
    /// # Errors
    /// The server sets no cookie.
    pub fn sign_in(&self, slug: &str) -> Result<String> {
        let origin = format!("Origin: http://{}\r\n", self.address);
        let answer = self.ask("POST", &format!("/demo/personnages/{slug}"), &origin)?;
        let cookies: Vec<&str> = answer
            .lines()
            .take_while(|line| !line.is_empty())
            .filter_map(|line| line.split_once(':'))
            .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
            .filter_map(|(_, value)| value.trim().split(';').next())
            .collect();
        if cookies.is_empty() {
            return Err(Error::other(format!("signing in as {slug} set no cookie:\n{answer}")));
        }
        Ok(cookies.join("; "))
    }

    /// Processor time that the server has taken so far, in user and kernel mode, over all its threads.
    ///
    /// # Errors
    /// The machine has no `/proc`.
    pub fn processor_time(&self) -> Result<Duration> {
        /// Linux counts in hundredths of a second for user space, whatever the kernel's own tick.
        const TICKS_PER_SECOND: u32 = 100;
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The second field, the program's name, may hold spaces: count from its closing parenthesis.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |field: usize| fields.get(field).and_then(|ticks| ticks.parse::<u64>().ok());
        match (ticks(11), ticks(12)) {
            (Some(user), Some(kernel)) => Ok(Duration::from_secs(user + kernel) / TICKS_PER_SECOND),
            _ => Err(Error::other(format!("unreadable: {stat}"))),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
