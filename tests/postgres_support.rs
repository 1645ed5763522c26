//! The throwaway PostgreSQL of the tests works, and leaves nothing behind.

#[path = "support/postgres.rs"]
mod postgres;

use std::process::Command;
use std::time::Duration;

use diesel::{Connection, PgConnection};
use postgres::{Cluster, Durability, cluster};

#[test]
fn each_test_gets_an_empty_database_of_the_shared_cluster() {
    let Some(cluster) = cluster() else { return };
    let (first, second) = (cluster.fresh_database().unwrap(), cluster.fresh_database().unwrap());
    assert_ne!(first, second);
    for url in [first, second, cluster.url()] {
        PgConnection::establish(&url).unwrap();
    }
}

#[test]
fn a_cluster_that_is_dropped_takes_its_server_and_its_folder_along() {
    let Some(cluster) = Cluster::start(Durability::Full).unwrap() else {
        return;
    };
    let (url, folder) = (cluster.url(), cluster.folder().to_owned());
    PgConnection::establish(&url).unwrap();
    drop(cluster);
    assert!(!folder.exists());
    assert!(PgConnection::establish(&url).is_err());
}

/// Runs itself again as a child, which starts a cluster and is then killed without a chance to clean up.
#[test]
fn a_test_that_is_killed_leaves_no_server_behind() {
    const ROLE: &str = "--exact victim_of_the_test_above --ignored --nocapture";
    let myself = std::env::current_exe().unwrap();
    let mut child = Command::new(myself).args(ROLE.split(' ')).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    let folder = std::io::BufRead::lines(stdout)
        .map_while(Result::ok)
        .find_map(|line| line.split_once("cluster in ").map(|(_, folder)| folder.to_owned()));
    child.kill().unwrap();
    child.wait().unwrap();
    let Some(folder) = folder.filter(|folder| !folder.is_empty()) else {
        return;
    };
    let gone = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        !std::path::Path::new(&folder).exists()
    });
    assert!(gone, "{folder} is still there ten seconds after its test was killed");
}

#[test]
#[ignore = "only run by the test above"]
fn victim_of_the_test_above() {
    let Some(cluster) = Cluster::start(Durability::Off).unwrap() else {
        println!("cluster in ");
        return;
    };
    println!("cluster in {}", cluster.folder().display());
    std::thread::sleep(Duration::from_secs(60));
}
