//! A load generator with fixed means, so that its share of the machine is the same in every run: two threads, 64 connections
//! that stay open, one request at a time on each.

#![expect(clippy::disallowed_methods, reason = "an instrument reads the machine's clock")]

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::task::LocalSet;

/// Threads of the generator. Changing this changes every figure.
pub const THREADS: usize = 2;
/// Connections, shared evenly between the threads.
pub const CONNECTIONS: usize = 64;

/// What is asked, over and over. Several paths are taken in turn, each connection starting at another one.
#[derive(Debug, Clone)]
pub struct Target {
    /// Where the server listens.
    pub address: SocketAddr,
    /// Paths with their query.
    pub paths: Vec<String>,
    /// The value of the `Cookie` header, if any.
    pub cookie: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Answers counted within the time.
    pub requests: u64,
    /// Answers a second.
    pub per_second: f64,
    /// Half of the answers took at most this.
    pub p50: Duration,
    /// Ninety-nine of a hundred took at most this.
    pub p99: Duration,
    /// Bytes read, heads included.
    pub bytes: u64,
    /// Answers with another status than 200.
    pub not_ok: u64,
    /// Size of the last answer's body.
    pub body: usize,
}

/// Asks for `duration`.
///
/// # Errors
/// The server can't be reached, closes a connection, or answers without a `Content-Length`.
pub fn run(target: &Target, duration: Duration) -> Result<Outcome> {
    let begin = Instant::now();
    let threads: Vec<_> = (0..THREADS)
        .map(|number| {
            let target = target.clone();
            thread::spawn(move || one_thread(&target, number, begin + duration))
        })
        .collect();
    let mut all = Tally::default();
    for thread in threads {
        let tally = thread.join().map_err(|_| Error::other("a thread of the load generator panicked"))??;
        all.add(tally);
    }
    Ok(all.outcome(begin.elapsed()))
}

/// One answer to one request, for looking at a page before it is measured.
///
/// # Errors
/// As [`run`].
pub fn once(target: &Target) -> Result<(u16, Vec<u8>)> {
    let runtime = Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(target.address).await?;
        let head = connection.ask(&requests(target)[0]).await?;
        let body = connection.buffer[head.length..head.length + head.body].to_vec();
        Ok((head.status, body))
    })
}

#[derive(Debug, Default)]
struct Tally {
    micros: Vec<u32>,
    bytes: u64,
    not_ok: u64,
    body: usize,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.micros.extend(other.micros);
        self.bytes += other.bytes;
        self.not_ok += other.not_ok;
        self.body = self.body.max(other.body);
    }

    fn outcome(mut self, elapsed: Duration) -> Outcome {
        self.micros.sort_unstable();
        let at = |hundredths: usize| {
            let index = (self.micros.len() * hundredths / 100).min(self.micros.len().saturating_sub(1));
            Duration::from_micros(self.micros.get(index).copied().unwrap_or_default().into())
        };
        let requests = self.micros.len() as u64;
        Outcome {
            requests,
            per_second: requests as f64 / elapsed.as_secs_f64(),
            p50: at(50),
            p99: at(99),
            bytes: self.bytes,
            not_ok: self.not_ok,
            body: self.body,
        }
    }
}

fn one_thread(target: &Target, number: usize, end: Instant) -> Result<Tally> {
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let requests: std::rc::Rc<[Vec<u8>]> = requests(target).into();
    LocalSet::new().block_on(&runtime, async {
        let connections: Vec<_> = (number..CONNECTIONS)
            .step_by(THREADS)
            .map(|first| tokio::task::spawn_local(one_connection(target.address, requests.clone(), first, end)))
            .collect();
        let mut all = Tally::default();
        for connection in connections {
            all.add(connection.await.map_err(Error::other)??);
        }
        Ok(all)
    })
}

async fn one_connection(
    address: SocketAddr,
    requests: std::rc::Rc<[Vec<u8>]>,
    first: usize,
    end: Instant,
) -> Result<Tally> {
    let mut connection = Connection::open(address).await?;
    let mut tally = Tally::default();
    // Spread the connections over the paths: all of them on one file would measure its cache.
    let mut turn = first * requests.len() / CONNECTIONS;
    loop {
        let begin = Instant::now();
        if begin >= end {
            return Ok(tally);
        }
        let head = connection.ask(&requests[turn % requests.len()]).await?;
        turn += 1;
        tally.micros.push(u32::try_from(begin.elapsed().as_micros()).unwrap_or(u32::MAX));
        tally.bytes += (head.length + head.body) as u64;
        tally.not_ok += u64::from(head.status != 200);
        tally.body = head.body;
    }
}

fn requests(target: &Target) -> Vec<Vec<u8>> {
    let cookie = target.cookie.as_ref().map(|cookie| format!("Cookie: {cookie}\r\n")).unwrap_or_default();
    let one = |path: &String| format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{cookie}\r\n", target.address).into_bytes();
    target.paths.iter().map(one).collect()
}

/// The head of an answer: its own length, and what it says of the body.
#[derive(Debug, Clone, Copy)]
struct Head {
    length: usize,
    status: u16,
    body: usize,
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    async fn ask(&mut self, request: &[u8]) -> Result<Head> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let mut head = None;
        loop {
            if let Some(head) = head.filter(|head: &Head| self.buffer.len() >= head.length + head.body) {
                return Ok(head);
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(Error::new(
                    ErrorKind::UnexpectedEof,
                    "the server closed a connection in the middle of an answer",
                ));
            }
            if head.is_none() {
                head = parse(&self.buffer)?;
            }
        }
    }
}

/// Reads the head of an answer; `None` while it isn't whole.
fn parse(buffer: &[u8]) -> Result<Option<Head>> {
    let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let text = String::from_utf8_lossy(&buffer[..end]);
    let mut lines = text.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let body =
        lines.filter_map(|line| line.split_once(':')).find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let body = body.and_then(|(_, value)| value.trim().parse().ok());
    match (status, body) {
        (Some(status), Some(body)) => Ok(Some(Head { length: end + 4, status, body })),
        (Some(status @ (204 | 304)), None) => Ok(Some(Head { length: end + 4, status, body: 0 })),
        _ => {
            Err(Error::new(ErrorKind::InvalidData, format!("an answer without a status or a Content-Length:\n{text}")))
        }
    }
}
