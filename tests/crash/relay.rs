//! A relay that remembers every mail that it took, in which life it did, and that can keep silent about one.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::thread;

use super::lives::Event;

/// A mail that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// In which life.
    pub life: usize,
    /// Message-ID, without angle brackets.
    pub message_id: String,
    /// Recipient and contents.
    pub bytes: String,
}

#[derive(Debug, Default)]
struct Desk {
    life: usize,
    /// How many mails are still answered in this life; the next one is taken without a word.
    answers: Option<usize>,
    taken: Vec<Taken>,
    conversations: usize,
    events: Option<Sender<Event>>,
}

/// The relay; it serves until the test ends.
#[derive(Debug, Clone)]
pub struct Relay {
    pub port: u16,
    desk: Arc<Mutex<Desk>>,
}

impl Relay {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let desk: Arc<Mutex<Desk>> = Arc::default();
        let here = Arc::clone(&desk);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                here.lock().unwrap().conversations += 1;
                let desk = Arc::clone(&here);
                thread::spawn(move || {
                    let _ = converse(&stream, &desk);
                    desk.lock().unwrap().conversations -= 1;
                });
            }
        });
        Self { port, desk }
    }

    /// Another life begins.
    pub fn next(&self, life: usize, answers: Option<usize>, events: Sender<Event>) {
        let mut desk = self.desk.lock().unwrap();
        (desk.life, desk.answers, desk.events) = (life, answers, Some(events));
    }

    /// Whether everybody who spoke has hung up: whatever the dead had sent is read by then.
    pub fn is_quiet(&self) -> bool {
        self.desk.lock().unwrap().conversations == 0
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.desk.lock().unwrap().taken.clone()
    }
}

/// One conversation; it ends when either side hangs up.
fn converse(stream: &TcpStream, desk: &Mutex<Desk>) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines().map_while(Result::ok);
    let say = |words: &str| {
        let mut stream = stream;
        stream.write_all(format!("{words}\r\n").as_bytes()).ok()
    };
    let mut to = String::new();
    say("220 relay")?;
    while let Some(line) = lines.next() {
        match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => say("250-relay\r\n250 8BITMIME")?,
            "RCPT" => {
                to = line;
                say("250 ok")?;
            }
            "DATA" => {
                say("354 go on")?;
                let mut text = Vec::new();
                loop {
                    // Cut in the middle: nobody took that.
                    let line = lines.next()?;
                    if line == "." {
                        break;
                    }
                    text.push(line);
                }
                let id = text.iter().find_map(|line| line.strip_prefix("Message-ID: <")).unwrap_or_default();
                let message_id = id.trim_end_matches('>').to_owned();
                let bytes = format!("{to}\n{}", text.join("\n"));
                if take(desk, message_id, bytes) {
                    say("250 taken")?;
                } else {
                    // Whoever sent it waits for a word until it dies.
                    while lines.next().is_some() {}
                    return None;
                }
            }
            "QUIT" => return say("221 bye"),
            _ => say("250 ok")?,
        }
    }
    Some(())
}

/// Remembers a mail; whether it may be answered.
fn take(desk: &Mutex<Desk>, message_id: String, bytes: String) -> bool {
    let mut desk = desk.lock().unwrap();
    let life = desk.life;
    desk.taken.push(Taken { life, message_id, bytes });
    let is_answered = desk.answers != Some(0);
    if let (false, Some(events)) = (is_answered, &desk.events) {
        let _ = events.send(Event::KeptSilent);
    }
    desk.answers = desk.answers.map(|left| left.saturating_sub(1));
    is_answered
}
