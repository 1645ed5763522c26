//! The mail about sittings and actions that waits, as it would leave now.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use quadrige::chance::Chance;
use quadrige::conferences::Secretary;
use quadrige::config;
use quadrige::db::{Database, Error};
use quadrige::outbox::{Address, Compose, Composed, Letter, Means, Topic, Transport, Worker};

use super::house::{Folder, TestHouse};

/// Whoever composes what conferences send; alerts stay where they are.
struct Clerk(Secretary);

impl Compose for Clerk {
    fn compose(&self, letter: &Letter) -> Result<Option<Composed>, Error> {
        match letter.about {
            Topic::Alert(_) | Topic::Ending { .. } => Ok(None),
            Topic::Sitting { .. } | Topic::Action { .. } => self.0.compose(letter),
        }
    }
}

fn clerk(database: &Database) -> Clerk {
    Clerk(Secretary::new(database.clone(), "https://quadrige.example".to_owned()))
}

impl TestHouse {
    /// Sends everything; gives the files of the folder into which it went, by name.
    pub fn mail(&self) -> BTreeMap<String, String> {
        let folder = Folder::new();
        let path = folder.path().join("outbox");
        let worker = Worker::new(Means {
            database: self.database.clone(),
            clock: self.clock.clone(),
            chance: Chance::seeded(3),
            from: Address::parse("quadrige@localhost").unwrap(),
            transport: Transport::new(&config::Mail::Folder(path.clone()), None, Duration::from_secs(20)).unwrap(),
            compose: Arc::new(clerk(&self.database)),
        });
        // On a thread of its own: a worker waits for its transport, which a test that is asynchronous itself may not.
        std::thread::scope(|scope| {
            let sending = scope.spawn(|| while worker.run_once().unwrap().claimed > 0 {});
            sending.join().unwrap();
        });
        let files = std::fs::read_dir(path).into_iter().flatten().flatten();
        files
            .map(|entry| {
                let bytes = std::fs::read(entry.path()).unwrap();
                (entry.file_name().into_string().unwrap(), String::from_utf8_lossy(&bytes).into_owned())
            })
            .collect()
    }
}
