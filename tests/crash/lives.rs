//! Lives are begun and ended here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::life::world;
use diesel::prelude::*;
use quadrige::chance::Chance;
use quadrige::db::schema::outbox;
use quadrige::db::{Engine, Moment};
use quadrige::protocol::EXAMPLE_NATIONAL;

use crate::life::{ORDER, Order};
use crate::relay::Relay;
use crate::support::house::{Folder, Setting, TestHouse};

/// What the test hears of a life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A line that the process wrote.
    Said(String),
    /// The relay took a letter and didn't say so.
    KeptSilent,
    /// The process has closed its mouth: it is dead.
    Ended,
}

/// Where a life ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Point {
    /// So many milliseconds after it was begun, whatever it is doing.
    Starting(u64),
    /// So many milliseconds after it was ready.
    Working(u64),
    /// When it has said that so many changes were committed.
    Committed(usize),
    /// When the relay has taken a letter after so many others, and before it says so.
    Taken(usize),
}

/// How many words of a life are listened to, and how long for each, before it is killed although the point hasn't come.
const WORDS: usize = 60;
const PATIENCE: Duration = Duration::from_secs(2);

/// A process; however its owner ends, it is killed and waited for.
struct Process {
    child: Child,
    /// Open as long as the test wants it to live; waiting for a child would close its own.
    _pipe: Option<ChildStdin>,
    mouth: Option<JoinHandle<()>>,
}

impl Process {
    fn begin(order: &Order, events: Sender<Event>) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_life", "--ignored", "--nocapture"])
            .env(ORDER, order.write())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mouth = thread::spawn(move || {
            let mut line = String::new();
            while out.read_line(&mut line).is_ok_and(|read| read > 0) && line.ends_with('\n') {
                let _ = events.send(Event::Said(line.trim_end().to_owned()));
                line.clear();
            }
            let _ = events.send(Event::Ended);
        });
        let pipe = child.stdin.take();
        Self { child, _pipe: pipe, mouth: Some(mouth) }
    }

    /// `kill -9` of this process; gives how it ended once all that it wrote was read.
    fn kill(&mut self) -> ExitStatus {
        let _ = self.child.kill();
        self.wait()
    }

    fn wait(&mut self) -> ExitStatus {
        let status = self.child.wait().unwrap();
        if let Some(mouth) = self.mouth.take() {
            mouth.join().unwrap();
        }
        status
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One database, the relay, and all who live and die between them.
pub struct Lives {
    pub house: TestHouse,
    pub relay: Relay,
    /// What was said to be committed: stay and date, in this order.
    pub changed: Vec<(String, String)>,
    /// How many dates were written past the doors.
    pub written: usize,
    folder: Folder,
    chance: Chance,
    number: usize,
    points: BTreeMap<&'static str, usize>,
    /// How many died while letters were theirs.
    holding: usize,
}

impl Lives {
    pub fn begin(engine: Option<Engine>) -> Self {
        let folder = Folder::new();
        let engine = engine.unwrap_or_else(|| Engine::Sqlite(folder.path().join("quadrige.db").display().to_string()));
        let database = match &engine {
            Engine::Sqlite(path) => format!("sqlite:{path}"),
            Engine::Postgres(url) => url.clone(),
        };
        let relay = Relay::new();
        let place = folder.path().display();
        std::fs::write(folder.path().join("search.key"), [7; 32]).unwrap();
        std::fs::write(folder.path().join("national.toml"), EXAMPLE_NATIONAL).unwrap();
        let settings = format!(
            "database = \"{database}\"\nmail = \"smtp://127.0.0.1:{}\"\nsearch_key_file = \"{place}/search.key\"\n\
             protocols = \"{place}/national.toml\"\noperator = \"Essais\"\n",
            relay.port
        );
        std::fs::write(folder.path().join("quadrige.toml"), settings).unwrap();
        let house = TestHouse::with(world(), Setting { engine: Some(engine), ..Setting::default() });
        Self {
            house,
            relay,
            changed: Vec::new(),
            written: 0,
            folder,
            chance: Chance::seeded(9),
            number: 0,
            points: BTreeMap::new(),
            holding: 0,
        }
    }

    fn draw(&self) -> Point {
        let below = |bound: usize| self.chance.below(bound);
        match below(10) {
            0 => Point::Starting(below(100) as u64),
            1..4 => Point::Working(below(300) as u64),
            4..7 => Point::Committed(1 + below(6)),
            _ => Point::Taken(below(25)),
        }
    }

    fn order(&self, is_last: bool) -> Order {
        Order { number: self.number, is_last, folder: self.folder.path().to_owned() }
    }

    /// One life, and its violent end.
    pub fn one(&mut self) {
        let point = self.draw();
        let (events, heard) = channel();
        let answers = if let Point::Taken(before) = point { Some(before) } else { None };
        self.relay.next(self.number, answers, events.clone());
        let order = self.order(false);
        let mut process = Process::begin(&order, events);
        let lived = until(point, &heard);
        let status = process.kill();
        assert_eq!(status.signal(), Some(9), "it ended before it was killed: {lived:?}");
        self.listen(lived.into_iter().chain(heard.try_iter()));
        self.quiet();
        *self.points.entry(name(point)).or_default() += 1;
        let held: i64 = self.house.look(|connection| {
            let of_the_dead = outbox::lease_until.gt(Moment(order.begins()));
            outbox::table
                .filter(outbox::state.eq(quadrige::outbox::LetterState::Queued).and(of_the_dead))
                .count()
                .get_result(connection)
        });
        self.holding += usize::from(held > 0);
        self.number += 1;
    }

    /// The life that may end by itself.
    pub fn last(&mut self) {
        let (events, heard) = channel();
        self.relay.next(self.number, None, events.clone());
        let status = Process::begin(&self.order(true), events).wait();
        let said: Vec<Event> = heard.try_iter().collect();
        assert!(status.success() && said.contains(&Event::Said("done".to_owned())), "{status:?} {said:?}");
        self.listen(said.into_iter());
        self.quiet();
        self.house.clock.set(self.order(true).begins());
    }

    fn listen(&mut self, events: impl Iterator<Item = Event>) {
        for event in events {
            let Event::Said(line) = event else { continue };
            // The test harness talks too, and doesn't end the line on which the life begins.
            let words: Vec<&str> = line.trim_start_matches("test a_life ... ").split(' ').collect();
            match words[..] {
                ["changed", stay, date] => self.changed.push((stay.to_owned(), date.to_owned())),
                ["written"] => self.written += 1,
                ["failed:", ..] => panic!("life {}: {line}", self.number),
                _ => {}
            }
        }
    }

    /// Waits until the relay has read all that the dead had sent.
    fn quiet(&self) {
        let is_quiet = (0..5_000).any(|_| {
            thread::sleep(Duration::from_millis(1));
            self.relay.is_quiet()
        });
        assert!(is_quiet, "somebody is still speaking to the relay");
    }

    pub fn engine(&self) -> &'static str {
        match self.house.database.engine() {
            Engine::Sqlite(_) => "SQLite",
            Engine::Postgres(_) => "PostgreSQL",
        }
    }

    /// How they died, in words.
    pub fn killed(&self) -> String {
        let mut words = format!("{} killed, {} of them while letters were theirs;", self.number, self.holding);
        for (point, times) in &self.points {
            let _ = write!(words, " {point} {times}");
        }
        let (changed, written) = (self.changed.len(), self.written);
        let _ = write!(words, "; {changed} dates changed through the door, {written} past it");
        words
    }
}

const fn name(point: Point) -> &'static str {
    match point {
        Point::Starting(_) => "starting",
        Point::Working(_) => "working",
        Point::Committed(_) => "committed",
        Point::Taken(_) => "taken",
    }
}

/// Waits until a life has come to that point; what was heard until then.
fn until(point: Point, heard: &Receiver<Event>) -> Vec<Event> {
    if let Point::Starting(time) = point {
        thread::sleep(Duration::from_millis(time));
        return Vec::new();
    }
    let mut lived = Vec::new();
    let mut changes = 0;
    while lived.len() < WORDS
        && let Ok(event) = heard.recv_timeout(PATIENCE)
    {
        lived.push(event.clone());
        let is_there = match (event, point) {
            (Event::Ended, _) => true,
            (Event::KeptSilent, Point::Taken(_)) => true,
            (Event::Said(line), Point::Working(time)) if line.ends_with("ready") => {
                thread::sleep(Duration::from_millis(time));
                true
            }
            (Event::Said(line), Point::Committed(wanted)) if line.starts_with("changed") => {
                changes += 1;
                changes == wanted
            }
            _ => false,
        };
        if is_there {
            break;
        }
    }
    lived
}
