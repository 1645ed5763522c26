//! `quadrige journal verify`: what the operator reads, and how the command ends.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use std::process::{Command, Output};

use quadrige::db::Engine;
use support::house::{Folder, TestHouse};

fn verify(house: &TestHouse, folder: &Folder, arguments: &[&str]) -> Output {
    quadrige(house, folder, "", &[&["journal", "verify"], arguments].concat())
}

fn quadrige(house: &TestHouse, folder: &Folder, more: &str, arguments: &[&str]) -> Output {
    let Engine::Sqlite(path) = house.database.engine() else { panic!("a file") };
    std::fs::write(folder.path().join("search.key"), [7; 32]).unwrap();
    let settings = format!(
        "database = \"sqlite:{path}\"\nsearch_key_file = \"{}\"\noperator = \"Essais\"\n{more}",
        folder.path().join("search.key").display()
    );
    std::fs::write(folder.path().join("quadrige.toml"), settings).unwrap();
    Command::new(env!("CARGO_BIN_EXE_quadrige"))
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

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_key_is_made_once_and_with_it_heads_are_signed_proved_and_held_against_what_others_kept() {
    let (house, folder) = (TestHouse::of(canaries::world()), Folder::new());
    let key = folder.path().join("journal.key");
    let place = |name: &str| folder.path().join(name).display().to_string();
    let more = format!(
        "journal_origin = \"essai\"\njournal_key_file = \"{}\"\njournal_checkpoints = \"file:{}\"\n",
        key.display(),
        place("checkpoints")
    );
    let run = |arguments: &[&str]| quadrige(&house, &folder, &more, arguments);
    assert_eq!(run(&["journal", "checkpoint"]).status.code(), Some(2), "without a key nothing is signed");
    let made = run(&["keys", "journal", &place("journal.key")]);
    assert!(made.status.success() && said(&made).starts_with("essai+"), "{}", said(&made));
    let secret = std::fs::read_to_string(&key).unwrap();
    assert!(!said(&made).contains(secret.lines().last().unwrap()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(run(&["keys", "journal", &place("journal.key")]).status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(&key).unwrap(), secret, "an existing key is left alone");

    let note = run(&["journal", "checkpoint"]);
    assert!(note.status.success() && said(&note).starts_with("essai\n"), "{}", said(&note));
    assert_eq!(std::fs::read_to_string(place("checkpoints/checkpoint")).unwrap(), said(&note));
    std::fs::write(place("kept"), said(&note)).unwrap();
    let checked = run(&["journal", "verify", "--checkpoint", &place("kept")]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    assert!(
        said(&checked).contains("they agree") && said(&checked).contains(" 0 entries not yet covered"),
        "{}",
        said(&checked)
    );
    assert_eq!(verify(&house, &folder, &[]).status.code(), Some(2), "signatures can't be checked without a key");
    let public = said(&made);
    let by_others = run(&["journal", "verify", "--key", public.trim()]);
    assert_eq!(by_others.status.code(), Some(0), "{}", said(&by_others));
    std::fs::write(place("other"), said(&note).replace("essai\n", "essai\n1")).unwrap();
    assert_eq!(run(&["journal", "verify", "--checkpoint", &place("other")]).status.code(), Some(1));

    let listed = run(&["journal", "list", "--json", "--limit", "1"]);
    let newest: serde_json::Value = serde_json::from_str(said(&listed).trim()).unwrap();
    let id = newest["id"].as_str().unwrap();
    // Whoever listed is in the journal, after what he listed.
    let again = run(&["journal", "list", "--json", "--limit", "2"]);
    let (of_list, before) = said(&again).trim().split_once('\n').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let of_list: serde_json::Value = serde_json::from_str(&of_list).unwrap();
    assert_eq!(
        (of_list["operation"].as_str(), of_list["shown"].as_str()),
        (Some("extraction"), Some("journal newest:1"))
    );
    assert_eq!(of_list["actor"].as_str(), Some("quadrige journal list"));
    assert!(before.contains(id), "{before}");
    let proof: serde_json::Value = serde_json::from_str(&said(&run(&["journal", "prove", id, "--json"]))).unwrap();
    assert_eq!((proof["entry"].as_str(), proof["checkpoint"].as_str()), (Some(id), Some(said(&note).as_str())));
    assert!(said(&run(&["journal", "prove", id])).starts_with("c2sp.org/tlog-proof@v1\nindex "));
    assert_eq!(run(&["journal", "prove", "personne"]).status.code(), Some(1));
    assert!(said(&run(&["journal", "prove", "--from", "1"])).starts_with("from 1 "));

    // The copies are gone: said, not begun again by the way.
    assert!(run(&["journal", "checkpoint"]).status.success());
    std::fs::rename(place("checkpoints"), place("away")).unwrap();
    let gone = run(&["journal", "verify", "--checkpoint", &place("kept")]);
    assert_eq!(gone.status.code(), Some(1), "{}", said(&gone));
    assert!(said(&gone).contains("they are gone"), "{}", said(&gone));
    run(&["journal", "list"]);
    assert!(!run(&["journal", "checkpoint"]).status.success(), "nothing is signed meanwhile");
    assert!(!std::path::Path::new(&place("checkpoints")).exists());
    assert!(run(&["journal", "checkpoint", "--begin-copies"]).status.success());
    assert_eq!(run(&["journal", "verify"]).status.code(), Some(0));

    house.try_statement("DROP TRIGGER journal_entry_no_update").unwrap();
    house.try_statement(&format!("UPDATE journal_entry SET shown = 'autre' WHERE id = '{id}'")).unwrap();
    let altered = run(&["journal", "verify"]);
    assert_eq!(altered.status.code(), Some(1));
    let first = String::from_utf8_lossy(&altered.stderr).into_owned();
    assert!(first.contains("the first that isn't as it was written: place ") && first.contains(id), "{first}");
}
