//! `quadrige import registry`: what the operator reads, and how the command ends.

mod support;

use std::path::Path;
use std::process::{Command, Output};

use diesel::prelude::*;
use quadrige::db::Engine;
use quadrige::db::schema::person;
use quadrige::demo::world::build;
use support::house::{Folder, TODAY, TestHouse};

/// Runs the command on the house's database.
fn run(house: &TestHouse, folder: &Path, arguments: &[&str]) -> Output {
    let Engine::Sqlite(path) = house.database.engine() else { panic!("a file") };
    std::fs::write(folder.join("search.key"), [7; 32]).unwrap();
    let settings = format!(
        "database = \"sqlite:{path}\"\nsearch_key_file = \"{}\"\noperator = \"Essais\"\n",
        folder.join("search.key").display()
    );
    std::fs::write(folder.join("quadrige.toml"), settings).unwrap();
    Command::new(env!("CARGO_BIN_EXE_quadrige"))
        .args(["import", "registry"])
        .args(arguments)
        .env_clear()
        .env("QUADRIGE_CONFIG", folder.join("quadrige.toml"))
        .output()
        .unwrap()
}

fn ended(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_example_is_tried_applied_and_spoiled() {
    let house = TestHouse::of(build(3, 5, TODAY));
    let folder = Folder::new();
    let people = || -> i64 { house.look(|c| person::table.count().get_result(c)) };
    let before = people();
    let (code, example, errors) = ended(&run(&house, folder.path(), &["--example"]));
    assert_eq!((code, example.lines().count()), (Some(0), 4), "{errors}");
    let file = folder.path().join("greffe.csv");
    let name = file.display().to_string();
    std::fs::write(&file, &example).unwrap();

    let (code, said, errors) = ended(&run(&house, folder.path(), &[&name, "--dry-run"]));
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        said.contains(&format!("{name}:2: ")) && said.contains("EXEMPLE-1: new person; release date set: "),
        "{said}"
    );
    assert!(said.contains("3 new people") && !said.contains("Exemplaire"), "numbers and fields, no name: {said}");
    assert_eq!(people(), before);

    let (code, said, errors) = ended(&run(&house, folder.path(), &[&name]));
    assert_eq!((code, said.starts_with("3 lines: 3 new people")), (Some(0), true), "{said}{errors}");
    assert_eq!(people(), before + 3);
    let (_, said, _) = ended(&run(&house, folder.path(), &[&name]));
    assert!(said.contains("3 unchanged"), "{said}");

    std::fs::write(&file, example.replace("1994-11-23", "1994-11-31")).unwrap();
    let (code, said, errors) = ended(&run(&house, folder.path(), &[&name]));
    assert_eq!((code, said.as_str()), (Some(1), ""));
    assert!(errors.contains(&format!("{name}:3: naissance: not a date")), "{errors}");
    assert!(!errors.contains("Specimen"), "{errors}");
}

#[test]
fn wrong_usage_is_two() {
    let house = TestHouse::of(build(1, 5, TODAY));
    let folder = Folder::new();
    for arguments in [&[][..], &["nowhere.csv"], &["a.csv", "b.csv"], &["a.csv", "--example"]] {
        let (code, _, errors) = ended(&run(&house, folder.path(), arguments));
        assert_eq!(code, Some(2), "{arguments:?}: {errors}");
    }
}
