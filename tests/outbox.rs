//! The outbox: each letter once, whoever dies; never given up; and nothing in a mail that its channel may not carry.

#[path = "canary/world.rs"]
mod canaries;
#[path = "outbox/office.rs"]
mod office;
#[path = "outbox/sink.rs"]
mod sink;
#[path = "outbox/sittings.rs"]
mod sittings;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::Duration;

use jiff::SignedDuration;
use office::{Answer, Office, accepted, failed, offices};
use quadrige::db::Error;
use quadrige::domain::Id;
use quadrige::outbox::{
    ALARM_AFTER, Letter, LetterFailure, LetterKind, LetterState, Outcome, Round, Stop, Topic, enqueue, failing,
};
use sink::{Manner, Sink};

/// Longer than any conversation in these tests, shorter than anybody's patience.
const PATIENT: Duration = Duration::from_secs(20);
/// For relays that keep silent.
const BRIEF: Duration = Duration::from_millis(200);

#[test]
fn a_letter_is_queued_once_whatever_became_of_it() {
    for office in offices() {
        let letter = office.queue(1)[0];
        let again = || {
            let now = office.now();
            office.house.database.write(|connection| enqueue(connection, &letter, now, now)).unwrap()
        };
        assert!(!again(), "while it is queued");
        assert_eq!(office.clerk().run_once().unwrap(), accepted(1));
        assert!(!again(), "once it is sent");
        assert_eq!((office.status().queued, office.status().sent), (0, 1));
        let reminder = Letter { kind: LetterKind::Reminder, ..letter };
        let now = office.now();
        assert!(office.house.database.write(|connection| enqueue(connection, &reminder, now, now)).unwrap());
    }
}

#[test]
fn a_letter_queued_in_a_transaction_that_fails_was_never_queued() {
    for office in offices() {
        let (letter, now) = (office.letter(0), office.now());
        let failed: Result<(), Error> = office.house.database.write(|connection| {
            enqueue(connection, &letter, now, now)?;
            Err(Error::Damaged("as the test says"))
        });
        assert!(failed.is_err());
        assert_eq!(office.status().queued, 0);
    }
}

#[test]
fn two_workers_never_hold_the_same_letter() {
    for office in offices() {
        office.queue(60);
        let taken: Vec<Vec<String>> = thread::scope(|scope| {
            let claiming: Vec<_> = (0..3)
                .map(|_| {
                    scope.spawn(|| {
                        let mut mine = Vec::new();
                        for _ in 0..10 {
                            mine.extend(office.claim(7).into_iter().map(|claimed| claimed.message_id));
                        }
                        mine
                    })
                })
                .collect();
            claiming.into_iter().map(|worker| worker.join().unwrap()).collect()
        });
        let all: Vec<&String> = taken.iter().flatten().collect();
        assert_eq!(all.len(), 60);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 60);
    }
}

#[test]
fn a_letter_leaves_when_it_is_due_and_not_before() {
    for office in offices() {
        let (letter, now) = (office.letter(0), office.now());
        let due_at = now + SignedDuration::from_hours(2);
        office.house.database.write(|connection| enqueue(connection, &letter, now, due_at)).unwrap();
        office.wait(7199);
        assert_eq!(office.claim(10), []);
        assert_eq!(office.status().oldest_queued_seconds, None, "what isn't due isn't late");
        office.wait(1);
        assert_eq!(office.claim(10).len(), 1);
    }
}

#[test]
fn a_dead_workers_letter_is_taken_again_within_a_minute() {
    for office in offices() {
        office.queue(1);
        assert_eq!(office.claim(10).len(), 1, "by a worker that dies now");
        office.wait(44);
        assert_eq!(office.claim(10).len(), 0, "it might still be alive");
        office.wait(16);
        assert_eq!(office.clerk().run_once().unwrap(), accepted(1));
        assert_eq!(office.files().len(), 1);
    }
}

#[test]
fn a_worker_paused_beyond_its_lease_writes_nothing() {
    for office in offices() {
        let letter = office.queue(1)[0];
        let paused = office.claim(1).remove(0);
        office.wait(46);
        let other = office.claim(1).remove(0);
        let before = office.state(&letter);
        let late = Outcome::Failed(LetterFailure::Timeout, SignedDuration::from_secs(30));
        for outcome in [Outcome::Accepted, Outcome::Superseded, late] {
            assert!(!office.settle(&paused, outcome), "{outcome:?}");
            assert_eq!(office.state(&letter), before, "{outcome:?}");
        }
        assert!(office.settle(&other, Outcome::Accepted));
        assert_eq!(office.state(&letter), (LetterState::Sent, None));
    }
}

#[test]
fn withdrawn_letters_arent_sent_and_say_so() {
    for office in offices() {
        let letters = office.queue(3);
        let sent = office.claim(1).remove(0);
        assert!(office.settle(&sent, Outcome::Accepted));
        let [waiting, held] = letters.iter().filter(|l| **l != sent.letter).copied().collect::<Vec<_>>()[..] else {
            panic!("two are left")
        };
        assert_eq!(office.withdraw(sent.letter.about), 0, "what is sent stays sent");
        assert_eq!(office.withdraw(waiting.about), 1);
        assert_eq!(office.withdraw(waiting.about), 0);
        assert_eq!(office.state(&waiting).0, LetterState::Superseded);

        // One that a worker holds: if it failed it stays withdrawn, if the relay has it then it was sent.
        let on_its_way = office.claim(10).remove(0);
        assert_eq!(on_its_way.letter, held);
        assert_eq!(office.withdraw(held.about), 1);
        assert!(!office.settle(&on_its_way, Outcome::Failed(LetterFailure::Timeout, SignedDuration::ZERO)));
        assert_eq!(office.state(&held).0, LetterState::Superseded);
        assert!(office.settle(&on_its_way, Outcome::Accepted));
        assert_eq!(office.state(&held).0, LetterState::Sent);
        let status = office.status();
        assert_eq!((status.queued, status.sent, status.superseded), (0, 2, 1));
    }
}

#[test]
fn what_has_nothing_left_to_say_is_superseded() {
    for office in offices() {
        let letter = office.queue(1)[0];
        office.composer.answers.lock().unwrap().insert(letter.about, Answer::Nothing);
        assert_eq!(office.clerk().run_once().unwrap(), Round { claimed: 1, superseded: 1, ..Round::default() });
        assert_eq!(office.state(&letter).0, LetterState::Superseded);
        assert!(office.files().is_empty());
    }
}

#[test]
fn what_cant_be_written_waits_until_it_can_and_keeps_nobody_else_waiting() {
    for office in offices() {
        let letters = office.queue(5);
        let troubles = [Answer::NoMailbox, Answer::Failure, Answer::Panic, Answer::Unfit];
        office.composer.answers.lock().unwrap().extend(letters.iter().map(|letter| letter.about).zip(troubles));
        let clerk = office.clerk();
        assert_eq!(clerk.run_once().unwrap(), Round { claimed: 5, accepted: 1, failed: 4, ..Round::default() });
        assert_eq!(office.state(&letters[0]), (LetterState::Queued, Some(LetterFailure::NoMailbox)));
        for letter in &letters[1..4] {
            assert_eq!(office.state(letter), (LetterState::Queued, Some(LetterFailure::NotComposed)));
        }
        office.composer.answers.lock().unwrap().clear();
        office.wait(30);
        assert_eq!(clerk.run_once().unwrap(), accepted(4));
        assert_eq!(office.files().len(), 5);
    }
}

#[test]
fn after_seventy_two_hours_without_a_relay_everything_is_delivered_once() {
    for office in offices() {
        // A file where the folder should be: nothing can be handed over.
        let blocked = office.folder.path().join("outbox");
        std::fs::write(&blocked, "").unwrap();
        let letters = office.queue(20);
        let clerk = office.clerk();
        let (began, mut told_after, mut tries) = (office.now(), None, 0);
        while office.now().duration_since(began) < SignedDuration::from_hours(72) {
            let round = clerk.run_once().unwrap();
            assert_eq!((round.accepted, round.overtaken), (0, 0));
            tries += round.failed;
            let status = office.status();
            assert_eq!((status.queued, status.sent), (20, 0), "nothing is ever given up");
            if status.failing == 20 && told_after.is_none() {
                told_after = Some(office.now().duration_since(began));
            }
            office.wait(300);
            let now = office.now();
            let waits = now.duration_since(began);
            assert_eq!(office.status().is_failing(now, ALARM_AFTER), waits > ALARM_AFTER, "after {waits:?}");
        }
        assert!(told_after.is_some_and(|after| after < SignedDuration::from_hours(1)), "{told_after:?}");
        assert!((20 * 72..20 * 160).contains(&tries), "{tries} tries: at most an hour between two of them");
        let now = office.now();
        let late = office.house.database.read(|connection| failing(connection, now, SignedDuration::from_hours(70)));
        assert_eq!(late.unwrap(), 20);
        let status = office.status();
        assert_eq!(status.failing_since, Some(began));
        assert_eq!(status.failures, BTreeMap::from([(LetterFailure::Unreachable, 20)]));

        std::fs::remove_file(&blocked).unwrap();
        let mut delivered = 0;
        for _ in 0..13 {
            delivered += clerk.run_once().unwrap().accepted;
            office.wait(300);
        }
        assert_eq!(delivered, 20, "within an hour of the relay's return, each once");
        let files: BTreeSet<String> = office.files().into_keys().collect();
        assert_eq!(files, letters.iter().map(|letter| format!("{}.eml", letter.message_id())).collect());
        let status = office.status();
        assert_eq!((status.queued, status.sent, status.failing), (0, 20, 0));
        assert!(!status.is_failing(office.now(), SignedDuration::ZERO));
    }
}

#[test]
fn letters_that_nobody_sends_are_an_alarm_too() {
    for office in offices() {
        office.queue(1);
        office.wait(3600);
        assert!(!office.status().is_failing(office.now(), ALARM_AFTER));
        office.wait(1);
        let status = office.status();
        assert!(status.is_failing(office.now(), ALARM_AFTER));
        assert_eq!((status.failing, status.oldest_queued_seconds), (0, Some(3601)));
        let now = office.now();
        assert_eq!(office.house.database.read(|connection| failing(connection, now, ALARM_AFTER)).unwrap(), 1);
        assert_eq!(status.as_json(now)["alarm"], true);
    }
}

/// What a mail client would read: the headers as they are, each part decoded.
fn as_read(mail: &[u8]) -> String {
    let mail = String::from_utf8(mail.to_vec()).expect("ASCII").replace("\r\n", "\n");
    let mut read = String::new();
    for part in mail.split("\n--") {
        let (headers, body) = part.split_once("\n\n").unwrap_or((part, ""));
        read += headers;
        if headers.contains("quoted-printable") {
            let (mut bytes, joined) = (Vec::new(), body.replace("=\n", ""));
            let mut rest = joined.bytes();
            while let Some(byte) = rest.next() {
                let hex = |b: u8| char::from(b).to_digit(16).expect("a hexadecimal digit") as u8;
                bytes.push(if byte == b'=' {
                    hex(rest.next().unwrap()) << 4 | hex(rest.next().unwrap())
                } else {
                    byte
                });
            }
            read += &String::from_utf8(bytes).expect("UTF-8");
        } else if headers.contains("base64") {
            let bytes = data_encoding::BASE64.decode(body.replace('\n', "").as_bytes()).expect("base64");
            read += &String::from_utf8(bytes).expect("UTF-8");
        } else {
            read += body;
        }
    }
    read
}

#[test]
fn mails_in_the_folder_hold_nothing_of_anybody() {
    for office in offices() {
        let letters = office.queue(5);
        assert_eq!(office.clerk().run_once().unwrap(), accepted(5));
        let world = format!("{:?}", office.house.world.people);
        let canaries: BTreeSet<&str> =
            world.split(|c: char| !c.is_alphanumeric()).filter(|word| word.starts_with("Kanari")).collect();
        assert!(canaries.len() > 100, "the world of this test is full of canaries: {}", canaries.len());
        let files = office.files();
        assert_eq!(files.len(), letters.len());
        for (name, mail) in files {
            let read = as_read(&mail);
            assert!(read.contains("Référence\u{a0}: ABCD-EFGH"), "{read}");
            assert!(!read.contains("Kanari") && !name.contains("Kanari"), "{read}");
            assert!(!String::from_utf8_lossy(&mail).contains("Kanari"));
        }
    }
}

#[test]
fn the_same_letter_again_overwrites_its_file_with_the_same_bytes() {
    let office = Office::on(None);
    office.queue(1);
    let clerk = office.clerk();
    assert_eq!(clerk.run_once().unwrap(), accepted(1));
    let first = office.files();
    // As if the worker had died between the relay's word and its own: the letter is still queued.
    office.house.try_statement("UPDATE outbox SET state = 'queued', settled_at = NULL").unwrap();
    office.wait(3600);
    assert_eq!(clerk.run_once().unwrap(), accepted(1));
    assert_eq!(office.files(), first);
}

#[test]
fn a_relay_takes_each_letter_once_over_a_few_connections() {
    for office in offices() {
        let letters = office.queue(100);
        let sink = Sink::new(Manner::Accept);
        assert_eq!(office.worker(&sink.mail(), PATIENT).run_once().unwrap(), accepted(100));
        let taken = sink.taken();
        let ids: BTreeSet<&str> = taken.iter().map(sink::Taken::message_id).collect();
        let expected: Vec<String> = letters.iter().map(Letter::message_id).collect();
        assert_eq!(ids, expected.iter().map(String::as_str).collect());
        assert_eq!(taken.len(), 100);
        assert!(taken.iter().all(|mail| mail.to == "bureau@service.example"));
        assert!(sink.connections() <= 16, "{} connections", sink.connections());
        assert_eq!((office.status().queued, office.status().sent), (0, 100));
    }
}

/// A letter meets a relay of that manner, then one that accepts.
#[track_caller]
fn meets(manner: Manner, expected: LetterFailure) -> (Office, Sink) {
    let office = Office::on(None);
    let letter = office.queue(1)[0];
    let sink = Sink::new(manner);
    let worker = office.worker(&sink.mail(), if manner == Manner::Hang { BRIEF } else { PATIENT });
    assert_eq!(worker.run_once().unwrap(), failed(1));
    assert_eq!(office.state(&letter), (LetterState::Queued, Some(expected)));
    assert_eq!(worker.run_once().unwrap(), Round::default(), "not at once");
    sink.behave(Manner::Accept);
    office.wait(30);
    assert_eq!(worker.run_once().unwrap(), accepted(1));
    assert_eq!(office.state(&letter), (LetterState::Sent, None));
    (office, sink)
}

#[test]
fn a_relay_that_refuses_is_asked_again() {
    let (_, sink) = meets(Manner::Refuse, LetterFailure::Refused);
    assert_eq!(sink.taken().len(), 1);
}

#[test]
fn a_relay_that_defers_is_asked_again() {
    let (_, sink) = meets(Manner::Defer, LetterFailure::Deferred);
    assert_eq!(sink.taken().len(), 1);
}

#[test]
fn a_relay_that_cuts_after_the_contents_gets_a_copy_that_it_can_tell() {
    let (_, sink) = meets(Manner::Cut, LetterFailure::Unreachable);
    let [first, copy] = &sink.taken()[..] else { panic!("two: {:?}", sink.taken()) };
    assert_eq!(first, copy, "the same Message-ID, and the same to the byte");
}

#[test]
fn a_relay_that_keeps_silent_is_left_and_asked_again() {
    let (_, sink) = meets(Manner::Hang, LetterFailure::Timeout);
    assert_eq!(sink.taken().len(), 1);
}

#[test]
fn nobody_listening_is_a_failure_like_another() {
    let office = Office::on(None);
    let letter = office.queue(1)[0];
    let deaf = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("smtp://{}", listener.local_addr().unwrap())
    };
    let worker = office.worker(&quadrige::config::Mail::parse(&deaf).unwrap(), PATIENT);
    assert_eq!(worker.run_once().unwrap(), failed(1));
    assert_eq!(office.state(&letter), (LetterState::Queued, Some(LetterFailure::Unreachable)));
}

#[test]
fn a_relays_late_word_is_never_taken_for_an_answer_to_the_next_letter() {
    let office = Office::on(None);
    let first = office.queue(1)[0];
    let sink = Sink::new(Manner::Hang);
    let worker = office.worker(&sink.mail(), BRIEF);
    assert_eq!(worker.run_once().unwrap(), failed(1));
    // Were the silent connection used again, its late "taken" would come as the answer to another letter.
    sink.behave(Manner::Refuse);
    office.wait(3600);
    assert_eq!(worker.run_once().unwrap(), failed(1));
    assert_eq!(office.state(&first), (LetterState::Queued, Some(LetterFailure::Refused)));
    assert_eq!(sink.connections(), 2, "the silent connection was left");
}

#[test]
fn a_relay_that_went_away_between_two_letters_costs_neither() {
    let office = Office::on(None);
    office.queue(1);
    let sink = Sink::new(Manner::Accept);
    let worker = office.worker(&sink.mail(), PATIENT);
    assert_eq!(worker.run_once().unwrap(), accepted(1));
    sink.behave(Manner::Leave);
    let (letter, now) = (office.letter(1), office.now());
    office.house.database.write(|connection| enqueue(connection, &letter, now, now)).unwrap();
    assert_eq!(worker.run_once().unwrap(), accepted(1));
    assert_eq!((sink.taken().len(), sink.connections()), (2, 2));
}

#[test]
fn a_lease_that_leaves_no_time_for_a_slow_relay_is_left_to_end() {
    let office = Office::on(None);
    office.queue(1);
    let sink = Sink::new(Manner::Accept);
    // A relay to which one gives longer than a lease lasts.
    let worker = office.worker(&sink.mail(), Duration::from_secs(60));
    assert_eq!(worker.run_once().unwrap(), Round { claimed: 1, ..Round::default() });
    assert_eq!(sink.taken().len(), 0);
}

#[test]
fn a_worker_sends_by_itself_and_stops_when_asked() {
    let office = Office::on(None);
    let running = office.clerk().start().unwrap();
    office.queue(3);
    let is_done = (0..1000).any(|_| {
        thread::sleep(Duration::from_millis(10));
        office.status().sent == 3
    });
    assert!(is_done, "{:?}", office.status());
    drop(running);
    office.house.try_statement("UPDATE outbox SET state = 'queued', settled_at = NULL").unwrap();
    office.wait(3600);
    thread::sleep(Duration::from_millis(50));
    assert_eq!(office.status().sent, 0, "nobody is at work any more");
}

#[test]
fn asking_to_stop_ends_the_waiting() {
    let stop = Stop::new();
    assert!(!stop.wait(Duration::ZERO));
    let waits = stop.clone();
    let waiting = thread::spawn(move || waits.wait(Duration::from_secs(600)));
    stop.ask();
    assert!(waiting.join().unwrap() && stop.is_asked());
}

#[test]
fn the_command_tells_how_the_queue_is_doing() {
    let office = Office::on(None);
    let settings = office.folder.path().join("quadrige.toml");
    let quadrige::db::Engine::Sqlite(path) = office.house.database.engine() else { panic!("no file") };
    std::fs::write(&settings, format!("database = \"sqlite:{path}\"\n")).unwrap();
    let asked = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_quadrige"));
        let output = command.args(arguments).env("QUADRIGE_CONFIG", &settings).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, said) = asked(&["outbox", "status"]);
    assert_eq!((code, said.as_str()), (Some(0), "0 queued, 0 sent, 0 superseded\n"));

    // Due for years, and nobody tried.
    let letter = office.letter(0);
    let long_ago = "2020-01-01T00:00:00Z".parse().unwrap();
    office.house.database.write(|connection| enqueue(connection, &letter, long_ago, long_ago)).unwrap();
    let (code, said) = asked(&["outbox", "status", "--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(code, Some(1));
    assert_eq!((&said["queued"], &said["alarm"]), (&1.into(), &true.into()));
    assert_eq!(said["waiting_since"], "2020-01-01T00:00:00Z");
    let (code, said) = asked(&["outbox", "status"]);
    assert!(code == Some(1) && said.contains("due since 2020-01-01T00:00:00Z"), "{said}");
    let Topic::Alert(alert) = letter.about else { panic!("about an alert") };
    assert!(!said.contains(&alert.to_string()) && alert != Id::from_bytes([0; 16]), "{said}");
}
