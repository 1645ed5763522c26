//! `quadrige bootstrap`: what whoever runs the platform reads, and how the command ends, under the agreement that the settings name.

mod support;

use std::path::Path;
use std::process::Command;

use support::house::Folder;

/// Runs the program in a folder of its own: how it ended, what it said, what it complained of.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_quadrige"))
        .args(arguments)
        .env_clear()
        .env("QUADRIGE_CONFIG", folder.join("quadrige.toml"))
        .output()
        .expect("the program");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn person(table: &str, subject: &str, more: &str) -> String {
    format!(
        "[[{table}]]\nissuer = \"https://id.example\"\nsubject = \"{subject}\"\nfamily_name = \"Essai\"\n\
         given_names = \"Camille\"\nquality = \"essai\"\n{more}"
    )
}

#[test]
fn the_first_people_are_let_in_once_and_every_reason_is_said() {
    let folder = Folder::new();
    let place = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(place("secret"), "a secret\n").expect("a file");
    let settings = format!(
        "database = \"sqlite:{}\"\noperator = \"Essais\"\n[[issuers]]\nissuer = \"https://id.example\"\nlabel = \"Annuaire\"\n\
         contact = \"le bureau des comptes\"\nclient_id = \"quadrige\"\nclient_secret_file = \"{}\"\nalgorithm = \"ES256\"\n\
         minimum_acr = [\"eidas2\"]\n",
        place("quadrige.db"),
        place("secret")
    );
    std::fs::write(place("quadrige.toml"), settings).expect("a file");
    let bootstrap = |name: &str, text: &str| {
        std::fs::write(place(name), text).expect("a file");
        run(folder.path(), &["bootstrap", &place(name)])
    };

    let service = "[institution]\nslug = \"exploitation\"\nname = \"Exploitation\"\nshort_name = \"Exploitation\"\n";
    let two = [service, &person("administrators", "alice", ""), &person("administrators", "bruno", "")].concat();
    let (code, _, errors) = bootstrap("first.toml", &two);
    assert_eq!(code, Some(2));
    assert!(errors.contains("run `quadrige migrate` first"), "{errors}");
    assert_eq!(run(folder.path(), &["migrate"]).0, Some(0));
    let (code, said, errors) = bootstrap("first.toml", &two);
    assert_eq!((code, said.as_str()), (Some(0), "2 administrators of exploitation may sign in\n"), "{errors}");
    let (code, _, errors) = bootstrap("first.toml", &two);
    assert_eq!(code, Some(1));
    assert!(errors.ends_with(
        "first.toml: this database has an active administrator already: ask for a clearance in the portal\n"
    ));

    let grantor = |subject: &str, functions: &str| {
        let more =
            format!("service = \"exploitation\"\nfunctions = [{functions}]\nact = \"arrêté du 3 novembre 2026\"\n");
        person("grantors", subject, &more)
    };
    let (head, manager) = (grantor("h", "\"head\""), grantor("m", "\"management\""));
    let faulty = [head.as_str(), &grantor("x", "\"chef\"")].concat();
    let (code, _, errors) = bootstrap("faulty.toml", &faulty);
    assert!(code == Some(1) && errors.contains("faulty.toml: x: no function has the code chef"), "{errors}");
    let (code, said, errors) = bootstrap("heads.toml", &[head.as_str(), &manager].concat());
    assert_eq!((code, said.as_str()), (Some(0), "h of exploitation, m of exploitation may sign in\n"), "{errors}");
    let (code, _, errors) = bootstrap("again.toml", &[head, grantor("n", "\"management\"")].concat());
    assert_eq!(code, Some(1));
    for words in ["again.toml: h: is cleared already", "again.toml: n: two people who are cleared can grant"] {
        assert!(errors.contains(words), "{words}: {errors}");
    }
}
