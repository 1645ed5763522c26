//! Two engines, one schema; and no text column that nobody has thought about.

#![expect(missing_docs, reason = "the `table!` macro gives its modules no docs")]

mod support;

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::table;
use quadrige::db::{Database, Engine, Error};
use support::house::Folder;

table! {
    parity_column (tab, col) {
        tab -> Text,
        col -> Text,
        typ -> Text,
        needed -> BigInt,
        pk -> BigInt,
    }
}

table! {
    parity_key (tab, col) {
        tab -> Text,
        col -> Text,
        target -> Text,
        target_col -> Text,
    }
}

table! {
    parity_index (tab, cols) {
        tab -> Text,
        cols -> Text,
        uniq -> BigInt,
    }
}

/// What SQLite says of its tables, in tables.
const SQLITE: &str = r#"
CREATE TABLE parity_column AS SELECT m.name AS tab, p.name AS col, upper(p.type) AS typ, p."notnull" AS needed, p.pk AS pk
    FROM sqlite_master m JOIN pragma_table_info(m.name) p
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\_\_%' ESCAPE '\';
CREATE TABLE parity_key AS SELECT m.name AS tab, f."from" AS col, f."table" AS target, f."to" AS target_col
    FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table';
CREATE TABLE parity_index AS SELECT m.name AS tab,
    (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS cols, l."unique" AS uniq
    FROM sqlite_master m JOIN pragma_index_list(m.name) l
    WHERE m.type = 'table' AND m.name NOT LIKE '\_\_%' ESCAPE '\';
"#;

/// What PostgreSQL says of its tables, in the same tables.
const POSTGRES: &str = r"
CREATE TABLE parity_column AS SELECT c.table_name::text AS tab, c.column_name::text AS col,
    CASE c.data_type WHEN 'bytea' THEN 'BLOB' ELSE upper(c.data_type) END AS typ,
    (c.is_nullable = 'NO')::int::bigint AS needed,
    COALESCE((SELECT k.ordinal_position FROM information_schema.table_constraints t
        JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
        WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name AND k.column_name = c.column_name), 0)::bigint AS pk
    FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name NOT LIKE '\_\_%';
CREATE TABLE parity_key AS SELECT k.table_name::text AS tab, k.column_name::text AS col, u.table_name::text AS target,
    u.column_name::text AS target_col FROM information_schema.table_constraints t
    JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
    JOIN information_schema.constraint_column_usage u USING (constraint_schema, constraint_name)
    WHERE t.constraint_type = 'FOREIGN KEY';
CREATE TABLE parity_index AS SELECT t.relname::text AS tab,
    (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY AS k(att, n)
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.att)::text AS cols, i.indisunique::int::bigint AS uniq
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE n.nspname = 'public' AND t.relname NOT LIKE '\_\_%';
";

/// One schema, as sets of lines that a person can read.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    columns: BTreeSet<(String, String, String, bool, i64)>,
    keys: BTreeSet<(String, String, String, String)>,
    indexes: BTreeSet<(String, String, bool)>,
}

fn shape(engine: Engine, describe: &str) -> Shape {
    use diesel::connection::SimpleConnection;
    let database = Database::open(engine, 1).expect("a database");
    database.migrate().expect("migrated");
    database
        .peek(|connection| {
            connection.batch_execute(describe)?;
            let columns: Vec<(String, String, String, i64, i64)> = parity_column::table.load(connection)?;
            let keys: Vec<(String, String, String, String)> = parity_key::table.load(connection)?;
            let indexes: Vec<(String, String, i64)> = parity_index::table.load(connection)?;
            Ok::<_, Error>(Shape {
                columns: columns
                    .into_iter()
                    .filter(|(table, ..)| !table.starts_with("parity"))
                    .map(|(table, column, kind, needed, key)| (table, column, kind, needed == 1, key))
                    .collect(),
                keys: keys.into_iter().collect(),
                indexes: indexes.into_iter().map(|(table, columns, unique)| (table, columns, unique == 1)).collect(),
            })
        })
        .expect("described")
}

fn sqlite() -> Shape {
    let folder = Folder::new();
    shape(Engine::Sqlite(folder.path().join("parity.db").display().to_string()), SQLITE)
}

#[track_caller]
fn same<T: Ord + std::fmt::Debug>(what: &str, one: &BTreeSet<T>, other: &BTreeSet<T>) {
    let (only_one, only_other): (Vec<_>, Vec<_>) = (one.difference(other).collect(), other.difference(one).collect());
    assert!(
        only_one.is_empty() && only_other.is_empty(),
        "{what}: only here {only_one:#?}, only there {only_other:#?}"
    );
}

#[test]
fn both_engines_get_the_same_tables_columns_keys_and_indexes() {
    let Some(cluster) = support::postgres::cluster() else { return };
    let (sqlite, postgres) =
        (sqlite(), shape(Engine::Postgres(cluster.fresh_database().expect("a database")), POSTGRES));
    assert!(sqlite.columns.len() > 100 && sqlite.keys.len() > 10 && sqlite.indexes.len() > 20, "{}", sqlite.keys.len());
    same("columns", &sqlite.columns, &postgres.columns);
    same("foreign keys", &sqlite.keys, &postgres.keys);
    same("indexes", &sqlite.indexes, &postgres.indexes);
}

/// The `CHECK`s of a folder of migrations, one line each.
fn checks(engine: &str) -> BTreeSet<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    let mut checks = BTreeSet::new();
    for migration in std::fs::read_dir(folder).expect("migrations").flatten() {
        let text = std::fs::read_to_string(migration.path().join("up.sql")).expect("up.sql");
        let lines = text.lines().filter_map(|line| line.find("CHECK (").map(|at| (line.trim(), &line[at..])));
        checks.extend(lines.map(|(line, check)| {
            format!("{} {}", line.split(' ').next().unwrap_or_default(), check.trim_end_matches(','))
        }));
    }
    checks
}

#[test]
fn both_engines_check_the_same() {
    assert!(!checks("sqlite").is_empty());
    same("checks", &checks("sqlite"), &checks("postgres"));
}

/// What the program declares, file by file.
const SCHEMA: [&str; 6] = [
    include_str!("../src/db/schema.rs"),
    include_str!("../src/db/schema/conference.rs"),
    include_str!("../src/db/schema/services.rs"),
    include_str!("../src/db/schema/log.rs"),
    include_str!("../src/db/schema/clearances.rs"),
    include_str!("../src/db/schema/adoption.rs"),
];

/// (table, column, type) of these files.
fn declared() -> Vec<(String, String, String)> {
    let mut declared = Vec::new();
    let mut table = String::new();
    for line in SCHEMA.iter().flat_map(|file| file.lines()) {
        if let Some((name, _)) =
            line.strip_prefix("    ").and_then(|line| line.split_once(" (")).filter(|_| line.ends_with(") {"))
        {
            name.clone_into(&mut table);
        } else if let Some((column, kind)) = line.strip_prefix("        ").and_then(|line| line.split_once(" -> ")) {
            declared.push((table.clone(), column.to_owned(), kind.trim_end_matches(',').to_owned()));
        }
    }
    declared
}

#[test]
fn the_program_declares_every_column_that_exists_and_no_other() {
    let exists: BTreeSet<_> =
        sqlite().columns.into_iter().map(|(table, column, kind, needed, _)| (table, column, kind, needed)).collect();
    let declared: BTreeSet<_> = declared()
        .into_iter()
        .map(|(table, column, kind)| {
            let inner = kind.strip_prefix("Nullable<").map(|kind| kind.trim_end_matches('>').to_owned());
            let stored = match inner.as_deref().unwrap_or(&kind) {
                "Text" | "PersonalPayload" | "Unreadable" => "TEXT",
                personal if personal.starts_with("Personal<") => "TEXT",
                "BigInt" => "BIGINT",
                "Integer" => "INTEGER",
                "Bool" => "BOOLEAN",
                "Binary" => "BLOB",
                other => panic!("{other} is a new type: say here how it is stored"),
            };
            (table, column, stored.to_owned(), inner.is_none())
        })
        .collect();
    same("columns", &declared, &exists);
}

/// Texts that are no personal data of the people followed: structure, and what concerns agents and services in their work.
/// A new text column is personal until somebody writes it here, with a reason in the review.
const PLAIN: &[(&str, &[&str])] = &[
    (
        "institution",
        &[
            "id",
            "kind",
            "name",
            "short_name",
            "departement",
            "inter_region",
            "superior_id",
            "attached_to",
            "commune",
            "time_zone",
            "phone",
            "slug",
            "mailbox",
            "channel",
        ],
    ),
    ("territory", &["institution_id", "commune"]),
    ("institution_change", &["id", "institution_id", "changed_by", "field", "previous", "replacement"]),
    ("agent", &["id", "institution_id", "issuer", "subject", "family_name", "given_names", "quality", "phone"]),
    (
        "clearance",
        &[
            "id",
            "agent_id",
            "institution_id",
            "functions",
            "basis",
            "state",
            "starts_on",
            "ends_on",
            "granted_by",
            "countersigned_by",
        ],
    ),
    ("session", &["id", "token_hash", "agent_id", "issuer", "acr", "id_token_hint"]),
    ("signin_attempt", &["state_hash", "cookie_hash", "nonce_hash", "verifier", "issuer", "return_to", "session_id"]),
    ("person", &["id"]),
    ("search_key", &["person_id", "field", "likeness"]),
    ("custody", &["id", "person_id", "prison_id"]),
    ("penal_decision", &["id", "person_id"]),
    ("record", &["id", "person_id", "category", "owner_id", "author_id", "cap", "audience"]),
    ("communication", &["record_id", "person_id", "institution_id", "sent_by"]),
    // Why a value was corrected: words of an agent, shown by `records` with the value that they are about, and only then.
    ("correction", &["id", "person_id", "row_id", "field", "agent_id", "institution_id", "reason"]),
    ("follow_up", &["id", "person_id", "institution_id", "kind", "from_on", "to_on", "cause"]),
    ("situation", &["person_id", "phase", "because", "since", "next_change_on"]),
    ("tie", &["institution_id", "person_id", "kind", "scope", "record_id", "agent_id", "from_on", "to_on", "cause"]),
    // Why a date was set: words of an agent or of the registry's file, as for corrections.
    ("release_step", &["custody_id", "person_id", "origin", "agent_id", "reason"]),
    (
        "alert",
        &[
            "id",
            "person_id",
            "custody_id",
            "prison_id",
            "occurrence",
            "institution_id",
            "rule",
            "fate",
            "replaces_id",
            "acknowledged_by",
        ],
    ),
    ("alert_gap", &["custody_id", "rule", "person_id", "prison_id", "cause"]),
    ("outbox", &["key", "message_id", "institution_id", "about_id", "kind", "state", "last_failure"]),
    // Why and for whom an agent looks: words of the agent, shown to himself and kept in the journal.
    ("declared_purpose", &["session_id", "person_id", "purpose", "reason", "on_behalf_of"]),
    (
        "journal_entry",
        &[
            "id",
            "operation",
            "outcome",
            "actor_issuer",
            "actor_subject",
            "actor_name",
            "actor_quality",
            "institution_id",
            "on_behalf_of",
            "subject_id",
            "record_id",
            "shown",
            "protocol",
            "purpose",
            "reason",
            "legal_ground",
            "recipients",
            "file_regime",
        ],
    ),
    ("journal_subject", &["entry_id", "subject_id"]),
    ("journal_erasure", &["entry_id", "rule", "act_id"]),
    ("log_queue", &["entry_id"]),
    ("log_leaf", &["entry_id"]),
    ("log_checkpoint", &["note"]),
    // The platform's own life: professional names are elsewhere, texts are protocols.
    (
        "protocol_proposal",
        &[
            "id",
            "scope",
            "reference",
            "title",
            "content",
            "digest",
            "proposed_by",
            "state",
            "takes_effect_on",
            "settled_by",
        ],
    ),
    ("protocol_signature", &["proposal_id", "agent_id", "institution_id", "side", "digest"]),
    ("protocol_register", &["id"]),
    ("commission", &["id", "kind", "institution_id", "created_by"]),
    ("seat", &["id", "commission_id", "institution_id", "function", "voice", "role", "from_on", "to_on"]),
    // Where it is held and why it was called off: words of the secretariat about the meeting, shown to whoever has an item there
    // and sent to nobody. The forms say so.
    ("sitting", &["id", "commission_id", "state", "place", "created_by", "chair_id", "sealed_by", "cancel_reason"]),
    // `reason` is a code: the rule that made it due.
    ("agenda_item", &["id", "sitting_id", "person_id", "because", "reason", "added_by"]),
    (
        "invitation",
        &["item_id", "institution_id", "agent_id", "person_id", "voice", "basis", "consent_on", "invited_by"],
    ),
    ("tabling", &["item_id", "category", "person_id", "institution_id", "agent_id"]),
    ("contribution", &["id", "item_id", "person_id", "institution_id", "agent_id", "cap", "audience"]),
    // Who sat for whom, and why somebody didn't come: about those who work, not about whom they follow.
    ("attendance", &["sitting_id", "institution_id", "agent_id", "presence", "detail", "noted_by"]),
    ("opinion", &["item_id", "institution_id", "person_id", "agent_id"]),
    ("synthesis", &["item_id", "person_id", "agent_id"]),
    ("decision", &["item_id", "person_id", "agent_id", "institution_id", "competence"]),
    (
        "action",
        &["id", "item_id", "person_id", "institution_id", "agent_id", "due_on", "state", "given_by", "answered_by"],
    ),
    ("remark", &["id", "item_id", "person_id", "institution_id", "agent_id"]),
    ("addendum", &["id", "item_id", "person_id", "institution_id", "agent_id"]),
    ("review", &["person_id", "commission_id", "due_on", "because"]),
    // About those who work: why somebody was suspended, what he answered.
    ("clearance_act", &["id", "clearance_id", "act", "agent_id", "on_behalf_of", "reason"]),
    ("delegation", &["id", "institution_id", "delegator_id", "delegate_id", "starts_on", "ends_on", "ended_by"]),
    ("review_campaign", &["id", "institution_id", "opened_by", "on_behalf_of", "due_on"]),
    ("review_line", &["campaign_id", "clearance_id", "answer", "answered_by"]),
];

#[test]
fn every_text_column_is_personal_or_known_to_be_plain() {
    let plain: BTreeSet<(String, String)> = declared()
        .into_iter()
        .filter(|(_, _, kind)| matches!(kind.as_str(), "Text" | "Nullable<Text>"))
        .map(|(table, column, _)| (table, column))
        .collect();
    let known = PLAIN
        .iter()
        .flat_map(|(table, columns)| columns.iter().map(move |column| ((*table).to_owned(), (*column).to_owned())));
    same("plain texts", &plain, &known.collect());
}

#[test]
fn a_personal_column_is_named_like_its_field() {
    for (table, column, kind) in declared() {
        let Some((_, tag)) = kind.split_once("tag::") else { continue };
        let tag = tag.trim_end_matches('>');
        let camel: String = column.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        assert_eq!(camel, tag, "{table}.{column}");
        assert!(quadrige::domain::Field::from_key(&column).is_some(), "{table}.{column} is no field of the catalogue");
    }
}
