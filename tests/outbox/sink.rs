//! A relay of one's own: it speaks SMTP on this machine, and takes, refuses, defers, cuts or keeps silent as it is told.

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use quadrige::config::{Mail, Relay, Secrecy};

/// How it treats mails from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Accept,
    /// 550 to the recipient.
    Refuse,
    /// 451 to the contents.
    Defer,
    /// Takes the contents, then cuts the connection without a word.
    Cut,
    /// Takes the contents and keeps silent; its word comes only when something more is said on that connection.
    Hang,
    /// Says that it is going away when asked whether it is still there.
    Leave,
}

/// A mail that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub to: String,
    pub text: String,
}

impl Taken {
    /// Its Message-ID, without angle brackets.
    pub fn message_id(&self) -> &str {
        let line = self.text.lines().find_map(|line| line.strip_prefix("Message-ID: <")).expect("a Message-ID");
        line.trim_end_matches('>')
    }
}

#[derive(Debug)]
struct Desk {
    manner: Mutex<Manner>,
    taken: Mutex<Vec<Taken>>,
    connections: AtomicUsize,
}

/// The relay; it serves until the test ends.
#[derive(Debug, Clone)]
pub struct Sink {
    port: u16,
    desk: Arc<Desk>,
}

impl Sink {
    pub fn new(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let desk =
            Arc::new(Desk { manner: Mutex::new(manner), taken: Mutex::default(), connections: AtomicUsize::new(0) });
        let here = desk.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                here.connections.fetch_add(1, Ordering::SeqCst);
                let desk = here.clone();
                thread::spawn(move || converse(stream, &desk));
            }
        });
        Self { port, desk }
    }

    /// Its address, as a setting.
    pub fn mail(&self) -> Mail {
        Mail::Relay(Relay { host: "127.0.0.1".to_owned(), port: self.port, secrecy: Secrecy::Plain, user: None })
    }

    pub fn behave(&self, manner: Manner) {
        *self.desk.manner.lock().unwrap() = manner;
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.desk.taken.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        self.desk.connections.load(Ordering::SeqCst)
    }
}

/// One conversation; it ends when either side hangs up.
fn converse(stream: TcpStream, desk: &Desk) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines().map_while(Result::ok);
    let say = |words: &str| (&stream).write_all(format!("{words}\r\n").as_bytes()).ok();
    let mut to = String::new();
    say("220 sink")?;
    while let Some(line) = lines.next() {
        let manner = *desk.manner.lock().unwrap();
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => say("250-sink\r\n250 8BITMIME")?,
            "NOOP" if manner == Manner::Leave => {
                say("421 going away")?;
                return stream.shutdown(Shutdown::Both).ok();
            }
            "RCPT" if manner == Manner::Refuse => say("550 no such box: bureau@service.example")?,
            "RCPT" => {
                to = line.trim_start_matches("RCPT TO:<").trim_end_matches('>').to_owned();
                say("250 ok")?;
            }
            "DATA" => {
                say("354 go on")?;
                let text: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
                let taken = Taken { to: to.clone(), text: text.join("\n") };
                match manner {
                    Manner::Defer => say("451 later: bureau@service.example")?,
                    Manner::Cut => {
                        desk.taken.lock().unwrap().push(taken);
                        return stream.shutdown(Shutdown::Both).ok();
                    }
                    Manner::Hang => {
                        lines.next()?;
                        say("250 taken at last")?;
                        say("250 and the rest")?;
                    }
                    _ => {
                        desk.taken.lock().unwrap().push(taken);
                        say("250 taken")?;
                    }
                }
            }
            "QUIT" => return say("221 bye"),
            _ => say("250 ok")?,
        }
    }
    Some(())
}
