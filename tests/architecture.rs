//! What the compiler can't enforce about the source: the arrow between the rooms, and the words that would undermine them.
//!
//! Each check is a function over files in memory, so that the second half of this file can show each one biting.

#[path = "architecture/arrow.rs"]
mod arrow;
#[path = "architecture/banned.rs"]
mod banned;
#[path = "architecture/criteria.rs"]
mod criteria;
#[path = "architecture/tokens.rs"]
mod tokens;

use std::fs;
use std::path::Path;

/// A path from the root of the repository, with `/`, and the text of that file.
type Source = (String, String);

/// A finding, as editors understand it.
fn at(path: &str, line: usize, what: &str) -> String {
    format!("{path}:{line}: {what}")
}

/// Every text file of the repository under `folder`, without what tools generate.
fn files(folder: &str) -> Vec<Source> {
    const GENERATED: &[&str] = &[".git", "target", "data", "node_modules", "out"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if GENERATED.iter().any(|name| entry.file_name() == *name) {
                continue;
            } else if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let relative = path.strip_prefix(root).unwrap_or(&path);
                found.push((relative.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    found.sort();
    found
}

/// The Rust files under these folders.
fn rust(folders: &[&str]) -> Vec<Source> {
    let found: Vec<Source> = folders
        .iter()
        .flat_map(|folder| files(folder))
        .filter(|(path, _)| Path::new(path).extension().is_some_and(|e| e == "rs"))
        .collect();
    assert!(!found.is_empty(), "no source was read: the check would pass on nothing");
    found
}

#[track_caller]
fn none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

#[test]
fn no_room_names_a_room_that_stands_above_it() {
    none(&arrow::backward(&rust(&["src"])));
}

#[test]
fn only_the_rooms_that_query_know_the_database_library() {
    none(&arrow::diesel_outside(&rust(&["src"])));
}

#[test]
fn no_query_filters_or_sorts_by_a_personal_column() {
    let sources = rust(&["src"]);
    let files = sources.iter().filter(|(path, _)| path.starts_with("src/db/schema"));
    let schema = files.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n");
    let personal = criteria::personal_columns(&schema);
    for table in ["person", "record", "contribution", "action"] {
        assert!(personal.iter().any(|(known, _)| known == table), "no personal column of {table} was found");
    }
    none(&criteria::personal_criteria(&schema, &sources));
}

#[test]
fn no_raw_sql() {
    none(&banned::raw_sql(&rust(&["src", "tests", "benches"])));
}

#[test]
fn nothing_is_visible_to_the_whole_crate_but_what_is_public() {
    none(&banned::crate_visibility(&rust(&["src"])));
}

#[test]
fn no_lint_is_silenced_for_good() {
    none(&banned::silenced_lints(&rust(&["src", "tests", "benches"])));
}

#[test]
fn no_file_is_too_long_to_read() {
    none(&banned::long_files(&rust(&["src"])));
}

#[test]
fn only_the_clock_reads_the_time() {
    none(&banned::ambient_time(&rust(&["src"])));
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    none(&banned::local_traces(&files("")));
}

/// Each check finds the bad example, on the line where it stands, and lets its lawful twin pass.
mod each_check_bites {
    use super::*;

    fn one(path: &str, text: &str) -> Vec<Source> {
        vec![(path.to_owned(), text.to_owned())]
    }

    #[track_caller]
    fn only_at(findings: &[String], place: &str) {
        assert!(
            matches!(findings, [only] if only.starts_with(place)),
            "expected one finding at {place}, found {findings:#?}"
        );
    }

    #[test]
    fn a_use_line_that_points_back() {
        only_at(
            &arrow::backward(&one("src/domain/id.rs", "\nuse crate::db::Tx;")),
            "src/domain/id.rs:2: `domain` names `db`",
        );
        none(&arrow::backward(&one("src/db/tx.rs", "use crate::domain::Id;")));
    }

    #[test]
    fn a_path_in_the_middle_of_the_code_and_a_branch_of_a_group() {
        only_at(
            &arrow::backward(&one("src/records/person.rs", "fn f() { crate::web::page() }")),
            "src/records/person.rs:1",
        );
        only_at(
            &arrow::backward(&one("src/access/mod.rs", "use crate::{db::{Tx, web}, domain::Id,\n records::Row};")),
            "src/access/mod.rs:2",
        );
    }

    #[test]
    fn a_way_round_through_super() {
        only_at(
            &arrow::backward(&one("src/protocol/decide.rs", "use super::super::access::Door;")),
            "src/protocol/decide.rs:1",
        );
        only_at(&arrow::backward(&one("src/journal/mod.rs", "use super::access::Door;")), "src/journal/mod.rs:1");
        none(&arrow::backward(&one("src/protocol/decide.rs", "use super::access::Door;")));
    }

    #[test]
    fn siblings_and_pure_rooms() {
        none(&arrow::backward(&one("src/journal/append.rs", "use crate::db::Tx;")));
        only_at(&arrow::backward(&one("src/db/mod.rs", "use crate::journal::Entry;")), "src/db/mod.rs:1");
        only_at(&arrow::backward(&one("src/domain/phase.rs", "use crate::clock::Clock;")), "src/domain/phase.rs:1");
    }

    #[test]
    fn a_room_that_is_not_on_the_map() {
        only_at(&arrow::backward(&one("src/cellar/mod.rs", "")), "src/cellar/mod.rs: the room `cellar`");
    }

    #[test]
    fn a_comment_may_speak_of_any_room() {
        none(&arrow::backward(&one("src/domain/id.rs", "//! See [`crate::web`].\nconst A: &str = \"crate::web\";")));
    }

    #[test]
    fn a_query_in_a_page() {
        only_at(
            &arrow::diesel_outside(&one("src/web/pages.rs", "\n\nuse diesel::prelude::*;")),
            "src/web/pages.rs:3: `web` names",
        );
        none(&arrow::diesel_outside(&one("src/records/person.rs", "use diesel::prelude::*;")));
    }

    const SCHEMA: &str = "
        diesel::table! {
            use crate::db::personal::*;
            /// People.
            person (id) {
                id -> Text,
                #[sql_name = \"name\"]
                family_name -> Personal<FamilyName, Text>,
                usage_name -> Nullable<Personal<UsageName, Text>>,
                created_at -> BigInt,
            }
        }
        diesel::table! { stay (person_id, prison) { person_id -> Text, prison -> Text, released_at -> Personal<ReleasedAt, Text>, note -> PersonalPayload } }";

    #[test]
    fn the_schema_says_which_columns_are_personal() {
        let columns = criteria::personal_columns(SCHEMA);
        let named: Vec<String> = columns.iter().map(|(table, column)| format!("{table}.{column}")).collect();
        assert_eq!(named, ["person.family_name", "person.usage_name", "stay.released_at", "stay.note"]);
    }

    #[track_caller]
    fn criterion(text: &str) {
        only_at(&criteria::personal_criteria(SCHEMA, &one("src/records/person.rs", text)), "src/records/person.rs:1");
    }

    #[test]
    fn a_personal_column_as_a_criterion_in_every_form() {
        criterion("person::table.filter(person::family_name.eq(sealed))");
        criterion("person::table.filter(person::id.eq(id).and(schema::person::family_name.is_null()))");
        criterion("person::table.order(person::family_name.asc())");
        criterion("person::table.order_by((person::id, person::usage_name))");
        criterion("person::table.group_by(person::dsl::family_name)");
        criterion("QueryDsl::filter::<Eq<A, B>>(person::table, person::family_name.eq(sealed))");
        criterion("let condition = person::family_name.eq(sealed);");
        criterion("use crate::db::schema::person as p; p::table.order(p::family_name)");
        criterion("stay::table.select(diesel::dsl::max(stay::released_at))");
        criterion("use crate::db::schema::person::family_name;");
        criterion("use crate::db::schema::person::{id, family_name};");
        criterion("use crate::db::schema::person::dsl::*;");
    }

    #[test]
    fn selecting_and_writing_a_personal_column_is_no_criterion() {
        let text = "person::table.filter(person::id.eq(id)).select((person::id, person::family_name));
            diesel::update(person::table.find(id)).set(person::family_name.eq(sealed));
            other::table.order(other::family_name)";
        none(&criteria::personal_criteria(SCHEMA, &one("src/records/person.rs", text)));
    }

    #[test]
    fn raw_sql_in_either_form() {
        only_at(&banned::raw_sql(&one("src/records/a.rs", "diesel::sql_query(text)")), "src/records/a.rs:1");
        only_at(&banned::raw_sql(&one("src/records/a.rs", "\ndsl::sql::<Text>(text)")), "src/records/a.rs:2");
        none(&banned::raw_sql(&one("src/records/a.rs", "use diesel::sql_types::Text; // sql_query")));
    }

    #[test]
    fn an_item_visible_to_the_whole_crate() {
        only_at(&banned::crate_visibility(&one("src/db/a.rs", "pub(crate) fn f() {}")), "src/db/a.rs:1");
        none(&banned::crate_visibility(&one("src/db/a.rs", "pub(in crate::db) fn f() {}")));
    }

    #[test]
    fn a_lint_silenced_for_good() {
        only_at(&banned::silenced_lints(&one("src/a.rs", "#![allow(dead_code)]")), "src/a.rs:1");
        only_at(&banned::silenced_lints(&one("src/a.rs", "#[cfg_attr(test, allow(dead_code))]")), "src/a.rs:1");
        none(&banned::silenced_lints(&one("src/a.rs", "#[expect(dead_code, reason = \"\")] fn allow() {}")));
    }

    #[test]
    fn a_file_that_has_grown() {
        only_at(&banned::long_files(&one("src/a.rs", &"\n".repeat(601))), "src/a.rs: 601 lines");
        none(&banned::long_files(&one("src/a.rs", &"\n".repeat(600))));
    }

    #[test]
    fn a_reading_of_the_machine_clock() {
        only_at(&banned::ambient_time(&one("src/web/a.rs", "let t = jiff::Timestamp::now();")), "src/web/a.rs:1");
        only_at(&banned::ambient_time(&one("src/web/a.rs", "x.lt(diesel::dsl::now)")), "src/web/a.rs:1");
        none(&banned::ambient_time(&one("src/clock.rs", "Timestamp::now()")));
        none(&banned::ambient_time(&one("src/web/a.rs", "clock.now()")));
    }

    #[test]
    fn a_trace_of_one_machine() {
        let folder = ["see ", "home", "me", "notes.txt"].join("/");
        only_at(&banned::local_traces(&one("docs/a.md", &folder)), "docs/a.md:1");
        let host = format!("\"{}\": \"https://somewhere/x.tgz\"", "resolved");
        only_at(&banned::local_traces(&one("package-lock.json", &host)), "package-lock.json:1");
        none(&banned::local_traces(&one("docs/a.md", "the address /dossiers/{id}, src/homework/a and target/home/x")));
    }
}
