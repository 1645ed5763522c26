//! `quadrige journal verify`: what the operator reads, and how the command ends.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use std::process::{Command, Output};

use quadrige::db::Engine;
use support::house::{Folder, TestHouse};

fn verify(house: &TestHouse, folder: &Folder, arguments: &[&str]) -> Output {
    let Engine::Sqlite(path) = house.database.engine() else { panic!("a file") };
    std::fs::write(folder.path().join("search.key"), [7; 32]).unwrap();
    let settings = format!(
        "database = \"sqlite:{path}\"\nsearch_key_file = \"{}\"\noperator = \"Essais\"\n",
        folder.path().join("search.key").display()
    );
    std::fs::write(folder.path().join("quadrige.toml"), settings).unwrap();
    Command::new(env!("CARGO_BIN_EXE_quadrige"))
        .args(["journal", "verify"])
        .args(arguments)
        .env_clear()
        .env("QUADRIGE_CONFIG", folder.path().join("quadrige.toml"))
        .output()
        .unwrap()
}

#[test]
fn an_untouched_journal_is_proved_and_one_changed_entry_is_named() {
    let (house, folder) = (TestHouse::of(canaries::world()), Folder::new());
    let output = verify(&house, &folder, &[]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("0 faults") && said.contains("It can't show"), "{said}");

    house.try_statement("DROP TRIGGER journal_entry_no_update").unwrap();
    house.try_statement("UPDATE journal_entry SET actor_name = 'quelqu’un d’autre'").unwrap();
    let output = verify(&house, &folder, &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("isn't as it was written") && !said.contains("quelqu"), "{said}");
    let first = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(first.contains("the first that isn't as it was written: "), "{first}");
}
