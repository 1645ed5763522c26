//! Processes that change release dates, make alerts and send them, killed without a word a hundred times on each engine: in
//! the middle of anything, right after a commit, and between the relay's taking of a letter and the answer.
//!
//! A life is this test binary started again: doors, announcer, reconciler and outbox as in service, on a clock that stands a
//! quarter of an hour further on at each life, so that the leases of the dead have ended.

#[path = "crash/life.rs"]
mod life;
#[path = "crash/lives.rs"]
mod lives;
#[path = "crash/reckoning.rs"]
mod reckoning;
#[path = "crash/relay.rs"]
mod relay;
mod support;

use lives::Lives;
use quadrige::db::Engine;
use reckoning::reckon;

/// How many are killed on each engine.
const KILLS: usize = 100;

fn kills_lose_nothing(engine: Option<Engine>) {
    let mut lives = Lives::begin(engine);
    for _ in 0..KILLS {
        lives.one();
    }
    let promised = reckoning::promises(&lives);
    lives.last();
    let sum = reckon(&lives, &promised);
    println!("{}: {}\n{sum}", lives.engine(), lives.killed());
}

#[test]
fn a_hundred_kills_lose_nothing_on_sqlite() {
    kills_lose_nothing(None);
}

#[test]
fn a_hundred_kills_lose_nothing_on_postgresql() {
    if let Some(cluster) = support::postgres::cluster() {
        kills_lose_nothing(Some(Engine::Postgres(cluster.fresh_database().unwrap())));
    }
}

#[test]
#[ignore = "the suite starts it by itself, to kill it"]
fn a_life() {
    if let Some(order) = life::Order::read() {
        life::live(&order);
    }
}
