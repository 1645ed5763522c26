//! A database restored from a backup: the log stops, says what to do, and goes on once it was done.

use std::path::Path;
use std::process::{Command, Output};

use jiff::{SignedDuration, Timestamp};
use quadrige::chance::Chance;
use quadrige::db::{Database, Engine};
use quadrige::journal::append_within;
use quadrige::journal::log::{Agreement, Keeper, Keyring};

use crate::ground::{self, Ground, ORIGIN, entry};
use crate::support::house::{Folder, now};

/// A place as an operator has it: a file, a key, a folder of copies, settings.
struct Place {
    folder: Folder,
    chance: Chance,
}

impl Place {
    fn new() -> Self {
        let (folder, chance) = (Folder::new(), Chance::seeded(11));
        let at = folder.path().display();
        let settings = format!(
            "database = \"sqlite:{at}/quadrige.db\"\nsearch_key_file = \"{at}/search.key\"\noperator = \"Essais\"\n\
             journal_origin = \"{ORIGIN}\"\njournal_key_file = \"{at}/journal.key\"\njournal_checkpoints = \"file:{at}/co pies\"\n"
        );
        std::fs::write(folder.path().join("quadrige.toml"), settings).unwrap();
        std::fs::write(folder.path().join("search.key"), [7; 32]).unwrap();
        std::fs::write(folder.path().join("journal.key"), Keyring::fresh(&chance)).unwrap();
        Self { folder, chance }
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// So many entries, and the database closed again.
    fn fill(&self, from: usize, count: usize) {
        let database = Database::open(Engine::Sqlite(self.file("quadrige.db").display().to_string()), 1).unwrap();
        database.migrate().unwrap();
        let at = |n: usize| -> Timestamp { now() + SignedDuration::from_secs(i64::try_from(n).unwrap()) };
        let entries = (from..from + count).map(|n| entry(at(n), n, 1)).collect();
        database.write(|tx| append_within(tx, entries, &self.chance)).unwrap();
    }

    /// What an operator types.
    fn shell(&self, line: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_quadrige")).parent().unwrap();
        Command::new("sh")
            .args(["-c", line])
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", program.display()))
            .env("QUADRIGE_CONFIG", self.file("quadrige.toml"))
            .output()
            .unwrap()
    }
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_restored_backup_stops_the_log_and_the_procedure_that_is_printed_makes_it_go_on() {
    let place = Place::new();
    place.fill(0, 10);
    assert!(place.shell("quadrige journal checkpoint").status.success());
    std::fs::copy(place.file("quadrige.db"), place.file("backup.db")).unwrap();
    place.fill(10, 7);
    assert!(place.shell("quadrige journal checkpoint").status.success());

    // The disk dies; yesterday's backup takes its place, and people go on working.
    for left in ["quadrige.db-wal", "quadrige.db-shm"] {
        let _ = std::fs::remove_file(place.file(left));
    }
    std::fs::copy(place.file("backup.db"), place.file("quadrige.db")).unwrap();
    place.fill(20, 2);
    let before = std::fs::read_to_string(place.file("co pies/checkpoint")).unwrap();
    let refused = place.shell("quadrige journal checkpoint");
    let said = words(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("checkpoint knows of 34 leaves, and only 20 are signed here"), "{said}");
    assert_eq!(std::fs::read_to_string(place.file("co pies/checkpoint")).unwrap(), before, "nothing was signed");

    // Each line as it is printed, at three in the morning.
    let steps: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
    let ended: Vec<Option<i32>> = steps.iter().map(|step| place.shell(step).status.code()).collect();
    assert_eq!(ended, [Some(1), Some(0), Some(0)], "{steps:#?}");
    let lost = std::fs::read_to_string(place.file("lost-after-20.txt")).unwrap();
    assert!(lost.contains("the places from 20 to 33 are gone") && lost.contains("they disagree"), "{lost}");
    let whole = place.shell("quadrige journal verify");
    let said = words(&whole.stdout);
    assert_eq!(whole.status.code(), Some(0), "{said}");
    assert!(said.contains("24 places in the log") && said.contains("they agree"), "{said}");

    // Who holds a note from before the loss is told so.
    let held = place.shell("quadrige journal verify --checkpoint 'co pies/set-back-to-20/checkpoint'");
    let said = words(&held.stdout);
    assert_eq!(held.status.code(), Some(1), "{said}");
    assert!(said.contains("the places from 24 to 33 are gone"), "{said}");
    assert!(said.contains("set-back-to-20/checkpoint: the copy outside knows of 34 leaves"), "{said}");
}

/// The same under `serve`, where the database is PostgreSQL: its keeper says what hinders it, and goes on by itself.
#[test]
fn a_keeper_over_a_restored_database_says_so_until_the_copies_are_begun_anew() {
    for ground in Ground::both().into_iter().filter(|ground| !ground.is_sqlite()) {
        ground.fill(20);
        ground.sequence(5);
        let (half, whole) = (ground.heads()[1], ground.heads()[3]);
        let copies = ground.outside.copies().unwrap();
        ground.drop_rules();
        let gone = format!("(SELECT entry_id FROM log_leaf WHERE position >= {half})");
        for statement in [
            format!("DELETE FROM journal_subject WHERE entry_id IN {gone}"),
            format!("DELETE FROM journal_entry WHERE id IN {gone}"),
            format!("DELETE FROM log_leaf WHERE position >= {half}"),
            format!("DELETE FROM log_checkpoint WHERE size > {half}"),
            "ALTER TABLE journal_entry ENABLE TRIGGER USER".to_owned(),
        ] {
            ground.run(&statement).unwrap();
        }
        ground.fill(3);
        let keyring = Keyring::parse(&Keyring::fresh(&Chance::seeded(3)), ORIGIN).unwrap();
        let keeper = Keeper::new(ground.database.clone(), ground.clock.clone(), keyring, Some(ground.outside.clone()));
        let refused = keeper.sequence().unwrap_err().to_string();
        assert!(refused.contains(&format!("knows of {whole} leaves, and only {half} are signed here")), "{refused}");
        assert_eq!(keeper.trouble(), Some(refused));
        assert_eq!(ground.heads().last(), Some(&half), "nothing was signed");

        let aside = Path::new(&ground.outside.place()).join("aside");
        std::fs::create_dir(&aside).unwrap();
        for copy in &copies {
            std::fs::rename(Path::new(&ground.outside.place()).join(&copy.name), aside.join(&copy.name)).unwrap();
        }
        let unmounted = keeper.sequence().unwrap_err().to_string();
        assert!(unmounted.contains("--begin-copies"), "an empty folder might be one that isn't mounted: {unmounted}");
        keeper.begin_copies().unwrap();
        assert!(keeper.sequence().unwrap().leaves > 0);
        assert_eq!(keeper.trouble(), None);
        ground.is_sound();
        let audit = ground.database.read(|c| ground::prove(c, &ground.keyring, &copies)).unwrap();
        assert_eq!(audit.outside, Agreement::Broken);
        assert!(audit.faults.iter().any(|named| named.fault.what.contains("are gone")), "{:?}", audit.faults);
    }
}
