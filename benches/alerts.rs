//! Release alerts: messages handed to a relay a second, against a bare loop over the same mail library with as many
//! connections to the same sink; and the registry's file of 10,000 lines.
//!
//! `cargo bench --bench alerts` runs both on SQLite; `-- mail` or `-- import` one of them. Figures are ratios within one run;
//! rounds alternate.

#[path = "../tests/canary/world.rs"]
mod canaries;
#[path = "../tests/outbox/office.rs"]
#[expect(dead_code, reason = "the bench uses its own part of the office")]
mod office;
#[path = "../tests/outbox/sink.rs"]
#[expect(dead_code, reason = "the bench's sink always accepts")]
mod sink;
#[path = "support/stats.rs"]
mod stats;
#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use office::Office;
use quadrige::config::Mail;
use quadrige::records::registry::{self, column, nobody_told};
use quadrige::{access::registry::Registrar, db::Engine};
use sink::{Manner, Sink};
use stats::Runs;

/// Letters in a round, and rounds.
const LETTERS: usize = 1_000;
const ROUNDS: usize = 5;
/// Connections of both.
const CONNECTIONS: u32 = 16;
/// Lines of the registry's file.
const LINES: usize = 10_000;

#[expect(clippy::disallowed_methods, reason = "a bench measures the time that passes")]
fn begin() -> Instant {
    Instant::now()
}

fn main() {
    let parts: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|known| known == part);
    if wanted("mail") {
        mail();
    }
    if wanted("import") {
        import();
    }
}

fn mail() {
    let office = Office::on(None);
    let sink = Sink::new(Manner::Accept);
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let relay = runtime.block_on(async { transport(&sink) });
    let worker = office.worker(&sink.mail(), Duration::from_secs(20));
    for round in 0..=ROUNDS {
        office.queue_from(round * LETTERS, LETTERS);
        let start = begin();
        let mut accepted = 0;
        loop {
            let done = worker.run_once().unwrap();
            accepted += done.accepted;
            if done.claimed == 0 {
                break;
            }
        }
        assert_eq!(accepted, LETTERS);
        let own = start.elapsed();
        let start = begin();
        runtime.block_on(bare_loop(&relay, LETTERS));
        let library = start.elapsed();
        // The first round opens the connections.
        if round > 0 {
            ours.push(LETTERS as f64 / own.as_secs_f64());
            bare.push(LETTERS as f64 / library.as_secs_f64());
        }
    }
    let (ours, bare, ratio) =
        (Runs::from_iter(ours.clone()), Runs::from_iter(bare.clone()), Runs::ratios(&ours, &bare));
    println!("mail, SQLite, {LETTERS} letters, {CONNECTIONS} connections, {ROUNDS} rounds");
    println!("  outbox (claim, compose, send, settle)  {:.0}/s (spread {:.0} %)", ours.median(), ours.spread() * 100.0);
    println!("  bare lettre loop                       {:.0}/s (spread {:.0} %)", bare.median(), bare.spread() * 100.0);
    let verdict = if ratio.median() >= 0.9 { "reached" } else { "missed" };
    println!("  ratio {:.3} (spread {:.0} %), to reach 0.9: {verdict}\n", ratio.median(), ratio.spread() * 100.0);
}

fn transport(sink: &Sink) -> AsyncSmtpTransport<Tokio1Executor> {
    let Mail::Relay(relay) = sink.mail() else { unreachable!("a sink is a relay") };
    AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(relay.host)
        .port(relay.port)
        .pool_config(PoolConfig::new().max_size(CONNECTIONS))
        .build()
}

async fn bare_loop(relay: &AsyncSmtpTransport<Tokio1Executor>, letters: usize) {
    let tasks: Vec<_> = (0..CONNECTIONS as usize)
        .map(|task| {
            let relay = relay.clone();
            tokio::spawn(async move {
                for n in (task..letters).step_by(CONNECTIONS as usize) {
                    let text = format!("Un message attend votre service dans Quadrige, n° {n}.\r\n").repeat(40);
                    let message = Message::builder()
                        .from("quadrige@localhost".parse().unwrap())
                        .to("bureau@service.example".parse().unwrap())
                        .subject("Quadrige : message à lire")
                        .body(text)
                        .unwrap();
                    relay.send(message).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

fn import() {
    for (name, engine) in engines() {
        let house = Office::on(engine).house;
        let header = format!("{};{}", column::ALL.join(";"), column::PERSON);
        let line = |n: usize, release: &str| {
            let cells: Vec<String> = column::ALL
                .iter()
                .map(|column| match *column {
                    column::PRISON => "cp-marais-de-scarpe".to_owned(),
                    column::ECROU => format!("B-{n}"),
                    column::FAMILY_NAME => format!("Banc{}", letters(n)),
                    column::GIVEN_NAMES => "Essai".to_owned(),
                    column::BIRTH => "1980-05-06".to_owned(),
                    column::SEX => "M".to_owned(),
                    column::ADMITTED_ON => "2024-01-02".to_owned(),
                    column::RELEASE => release.to_owned(),
                    _ => String::new(),
                })
                .collect();
            format!("{};nouvelle", cells.join(";"))
        };
        for (what, release) in [("newcomers", "2031-02-03"), ("unchanged", "2031-02-03"), ("dates moved", "2031-03-04")]
        {
            let rows: Vec<String> = (0..LINES).map(|n| line(n, release)).collect();
            let content = format!("{header}\n{}\n", rows.join("\n"));
            let start = begin();
            let plan =
                registry::import(&house.house.door, &Registrar::operator(), content.as_bytes(), |_| true, &nobody_told);
            let took = start.elapsed();
            assert!(plan.is_ok(), "the file is good");
            println!(
                "import, {name}, {LINES} lines, {what}: {:.1} s ({:.0} lines/s)",
                took.as_secs_f64(),
                LINES as f64 / took.as_secs_f64()
            );
        }
    }
}

fn engines() -> Vec<(&'static str, Option<Engine>)> {
    let mut engines = vec![("SQLite", None)];
    if let Some(cluster) = support::postgres::cluster() {
        engines.push(("PostgreSQL", Some(Engine::Postgres(cluster.fresh_database().unwrap()))));
    }
    engines
}

/// A number in letters, since digits have no sound.
fn letters(mut n: usize) -> String {
    let mut text = String::new();
    for _ in 0..4 {
        text.push(char::from(b'a' + u8::try_from(n % 26).unwrap()));
        n /= 26;
    }
    text
}
