//! The instruments of the bench measure what they say: a load generator that miscounts would make every figure a lie.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its little server too")]

#[path = "../benches/support/load.rs"]
mod load;
#[path = "../benches/support/stats.rs"]
mod stats;

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use load::Target;
use stats::Runs;

/// A server that answers 200 with ten bytes in two pieces, and 404 to `/missing`; it counts its answers.
fn server() -> (SocketAddr, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answers = Arc::new(AtomicU64::new(0));
    let count = answers.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, count) = (stream.unwrap(), count.clone());
            thread::spawn(move || {
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
                while let Some(request) = lines.next() {
                    while lines.next().is_some_and(|line| !line.is_empty()) {}
                    let status = if request.contains("/missing") { "404 Not Found" } else { "200 OK" };
                    count.fetch_add(1, Ordering::SeqCst);
                    let head = format!("HTTP/1.1 {status}\r\ncontent-length: 10\r\n\r\n01234");
                    if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(b"56789")).is_err() {
                        return;
                    }
                }
            });
        }
    });
    (address, answers)
}

#[test]
fn every_answer_is_counted_once_with_its_status_and_its_bytes() {
    let (address, answers) = server();
    let paths = vec!["/found".to_owned(), "/missing".to_owned()];
    let outcome =
        load::run(&Target { address, paths, cookie: Some("a=b".to_owned()) }, Duration::from_millis(300)).unwrap();
    assert_eq!(outcome.requests, answers.load(Ordering::SeqCst));
    assert!(outcome.requests >= load::CONNECTIONS as u64, "each connection asks at least once");
    assert!(outcome.not_ok > 0 && outcome.not_ok < outcome.requests, "both paths are asked: {outcome:?}");
    assert!(outcome.bytes >= outcome.requests * 50 && outcome.body == 10 && outcome.per_second > 0.0);
    assert!(outcome.p50 <= outcome.p99 && outcome.p99 > Duration::ZERO);
}

#[test]
fn one_page_can_be_looked_at_before_it_is_measured() {
    let (address, _) = server();
    let target = Target { address, paths: vec!["/missing".to_owned()], cookie: None };
    assert_eq!(load::once(&target).unwrap(), (404, b"0123456789".to_vec()));
}

#[test]
fn a_server_that_is_gone_is_an_error_not_a_zero() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let target = Target { address, paths: vec!["/".to_owned()], cookie: None };
    assert!(load::run(&target, Duration::from_millis(50)).is_err());
}

#[test]
fn the_middle_and_the_spread() {
    let runs: Runs = [30.0, 10.0, 20.0].into_iter().collect();
    assert!((runs.median() - 20.0).abs() < 1e-9 && (runs.spread() - 1.0).abs() < 1e-9);
    assert_eq!(format!("{runs:.1}"), "20.0 (spread 100 %, 3 runs)");
    let ratios = Runs::ratios(&[1.0, 4.0], &[2.0, 4.0]);
    assert!((ratios.median() - 0.75).abs() < 1e-9);
}
