//! The journal's log: entries that get their place a second, in turns of a hundred, against plain inserts of the same rows in
//! transactions of a hundred; and the whole proof of a journal.
//!
//! `cargo bench --bench log`; `-- --quick` with a tenth of the entries; `-- sequence` or `-- verify` one of both. Every commit reaches the
//! disk. Figures of one run; rounds alternate.

#[path = "../tests/journal_log/ground.rs"]
#[expect(dead_code, reason = "the bench uses its own part of the ground")]
mod ground;
#[path = "support/stats.rs"]
mod stats;
#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;

use diesel::prelude::*;
use ground::Ground;
use quadrige::db::schema::log_leaf;
use quadrige::db::{Engine, Error, on_engine};
use quadrige::journal::log::Sequencer;
use stats::Runs;
use support::postgres::{Cluster, Durability};

/// Entries in a turn, and rows in a plain transaction.
const BATCH: usize = 100;
const ROUNDS: usize = 5;

#[derive(Insertable)]
#[diesel(table_name = log_leaf, treat_none_as_default_value = false)]
struct Plain {
    position: i64,
    entry_id: String,
    listed: i32,
    leaf: Vec<u8>,
}

#[expect(clippy::disallowed_methods, reason = "a bench measures the time that passes")]
fn begin() -> Instant {
    Instant::now()
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let is_quick = words.iter().any(|word| word == "--quick");
    let parts: Vec<&String> = words.iter().filter(|word| *word != "--quick").collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|known| *known == part);
    let entries = if is_quick { 10_000 } else { 100_000 };
    let cluster = Cluster::start(Durability::Full).unwrap();
    let mut engines = vec![("SQLite", None)];
    if let Some(cluster) = &cluster {
        engines.push(("PostgreSQL", Some(cluster)));
    }
    for (name, cluster) in engines {
        let engine = || cluster.map(|cluster| Engine::Postgres(cluster.fresh_database().unwrap()));
        if wanted("sequence") {
            sequence(name, entries / ROUNDS / 2, &engine);
        }
        if wanted("verify") {
            verify(name, entries, engine());
        }
    }
}

fn sequence(name: &str, entries: usize, engine: &dyn Fn() -> Option<Engine>) {
    let (log, other) = (Ground::on(engine(), 2), Ground::on(engine(), 2));
    for batch in [BATCH, 10 * BATCH] {
        let (mut ours, mut plain) = (Vec::new(), Vec::new());
        let mut sequencer = Sequencer::new(batch);
        for _ in 0..ROUNDS {
            // Entries that list nobody: as many leaves as entries.
            let from = log.places().len();
            log.append((0..entries).map(|n| ground::entry(log.clock.now(), n, 0)).collect());
            let start = begin();
            while log.turn(&mut sequencer).unwrap().is_more {}
            ours.push(entries as f64 / start.elapsed().as_secs_f64());
            let rows: Vec<Plain> = (from as i64..)
                .zip(log.places().into_iter().skip(from))
                .map(|(position, (entry_id, listed, leaf))| Plain { position, entry_id, listed, leaf })
                .collect();
            let start = begin();
            for turn in rows.chunks(batch) {
                other
                    .database
                    .write(|connection| {
                        let (chunks, _) = turn.as_chunks::<BATCH>();
                        for chunk in chunks {
                            on_engine!(connection, |c| diesel::insert_into(log_leaf::table).values(chunk).execute(c))?;
                        }
                        Ok::<_, Error>(())
                    })
                    .unwrap();
            }
            plain.push(entries as f64 / start.elapsed().as_secs_f64());
        }
        let ratios = Runs::ratios(&ours, &plain);
        let (ours, plain) = (Runs::from_iter(ours), Runs::from_iter(plain));
        println!("sequence, {name}, turns of {batch}, {ROUNDS} rounds of {entries} entries");
        println!("  read, hash, sign, write, commit, copy  {ours:.0}/s");
        println!("  plain inserts of the same rows         {plain:.0}/s");
        println!("  ratio {ratios:.3}\n");
    }
}

fn verify(name: &str, entries: usize, engine: Option<Engine>) {
    let ground = Ground::on(engine, 2);
    ground.fill(entries);
    ground.sequence(1_000);
    let start = begin();
    let audit = ground.is_sound();
    let took = start.elapsed().as_secs_f64();
    println!(
        "verify, {name}, {entries} entries, {} places: {took:.2} s ({:.0} entries/s)\n",
        audit.size,
        entries as f64 / took
    );
}
