//! Whoever edits, deletes, swaps or inserts in sealed minutes, with the database's own rules out of the way, is found out by
//! the proof, and the place is named. Hundreds of random attempts, and each column at least once.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use diesel::prelude::*;
use quadrige::access::Conducted;
use quadrige::chance::Chance;
use quadrige::conferences::proof::prove;
use quadrige::db::Engine;
use quadrige::db::schema::{journal_entry, journal_subject};
use quadrige::domain::DataCategory;
use quadrige::records::conference::{invitations, notes};
use support::house::{Setting, TestHouse};
use support::postgres::cluster;
use support::table::{NEXT_WEEK, done, lasting, person};

/// A table under the seal: which of its rows, and its columns by type.
struct Sealed {
    table: &'static str,
    key: &'static str,
    texts: &'static [&'static str],
    numbers: &'static [&'static str],
    bytes: &'static [&'static str],
}

const fn sealed(
    table: &'static str,
    key: &'static str,
    texts: &'static [&'static str],
    numbers: &'static [&'static str],
    bytes: &'static [&'static str],
) -> Sealed {
    Sealed { table, key, texts, numbers, bytes }
}

const SEALED: &[Sealed] = &[
    sealed(
        "sitting",
        "id",
        &["id", "commission_id", "state", "place", "created_by", "chair_id", "sealed_by", "cancel_reason"],
        &[
            "version",
            "starts_at",
            "open_after_seal",
            "open_unsealed",
            "created_at",
            "convoked_at",
            "opened_at",
            "circulated_at",
            "remarks_until",
            "sealed_at",
            "cancelled_at",
        ],
        &["seal"],
    ),
    sealed(
        "agenda_item",
        "id",
        &["id", "sitting_id", "person_id", "payload", "because", "reason", "added_by"],
        &["position", "version", "added_at", "withdrawn_at"],
        &["leaf", "salt"],
    ),
    sealed(
        "attendance",
        "sitting_id",
        &["sitting_id", "agent_id", "presence", "detail", "noted_by"],
        &["noted_at"],
        &[],
    ),
    sealed(
        "invitation",
        "item_id",
        &["item_id", "agent_id", "person_id", "voice", "basis", "consent_on", "invited_by"],
        &["invited_at", "withdrawn_at"],
        &[],
    ),
    sealed(
        "tabling",
        "item_id",
        &["item_id", "category", "person_id", "institution_id", "agent_id"],
        &["tabled_at"],
        &[],
    ),
    sealed(
        "contribution",
        "item_id",
        &["id", "item_id", "person_id", "institution_id", "agent_id", "audience", "payload"],
        &["version", "written_at"],
        &[],
    ),
    sealed(
        "opinion",
        "item_id",
        &["item_id", "institution_id", "person_id", "agent_id", "payload"],
        &["version", "given_at"],
        &[],
    ),
    sealed("synthesis", "item_id", &["item_id", "person_id", "agent_id", "payload"], &["version", "saved_at"], &[]),
    sealed(
        "decision",
        "item_id",
        &["item_id", "person_id", "agent_id", "institution_id", "competence", "payload"],
        &["version", "decided_at"],
        &[],
    ),
    sealed(
        "action",
        "item_id",
        &["id", "item_id", "person_id", "institution_id", "agent_id", "due_on", "payload", "given_by"],
        &["given_at"],
        &[],
    ),
    sealed(
        "remark",
        "item_id",
        &["id", "item_id", "person_id", "institution_id", "agent_id", "payload"],
        &["made_at"],
        &[],
    ),
    sealed(
        "record",
        "id",
        &["id", "person_id", "category", "owner_id", "author_id", "audience", "payload"],
        &["recorded_at", "version"],
        &[],
    ),
    sealed(
        "addendum",
        "item_id",
        &["id", "item_id", "person_id", "institution_id", "agent_id", "payload"],
        &["added_at"],
        &["salt", "leaf"],
    ),
];

/// Tables of which each item has one row with a payload: what can be swapped.
const SWAPPED: &[(&str, &str)] = &[
    ("synthesis", "item_id"),
    ("decision", "item_id"),
    ("opinion", "item_id"),
    ("contribution", "item_id"),
    ("record", "id"),
    ("agenda_item", "id"),
];

/// What stands in a sealed house.
struct Under {
    house: TestHouse,
    sitting: String,
    items: [String; 2],
    addendum: String,
}

async fn under(engine: Option<Engine>) -> Under {
    let house = TestHouse::with(lasting(canaries::world()), Setting { engine, ..Setting::default() });
    let cpu = house.cpu().await;
    let sitting = house.sitting(cpu, NEXT_WEEK).await;
    let (one, two) = (person(&house, "detention"), person(&house, "pre_release"));
    let (first, second) = (house.put(sitting, one, "Un", None).await, house.put(sitting, two, "Deux", None).await);
    house.convoke(sitting).await;
    house.hold(sitting, Some("chef-etablissement")).await;
    let head = house.reader("chef-etablissement").await;
    for (item, person, words) in [(first, one, "un"), (second, two, "deux")] {
        house.say(item, person, words);
        house.give(item, person, "spip-douai", "Vérifier l’hébergement", 7);
        let door = &house.house.door;
        done(
            door.alter_item(&head, item, move |tx, permit| {
                invitations::lay(tx, permit, item, DataCategory::Observation)
            })
            .await
            .unwrap(),
        );
    }
    house.circulate(sitting).await;
    let dpip = house.reader("dpip").await;
    for item in [first, second] {
        let door = &house.house.door;
        done(
            door.alter_item(&dpip, item, move |tx, permit| notes::remark(tx, permit, (sitting, item), "Une date"))
                .await
                .unwrap(),
        );
    }
    done(house.house.door.conduct(&head, Conducted::Sitting(sitting), quadrige::conferences::validate).await.unwrap());
    for item in [first, second] {
        let door = &house.house.door;
        done(
            door.alter_item(&dpip, item, move |tx, permit| notes::add(tx, permit, (sitting, item), "Arrivée"))
                .await
                .unwrap(),
        );
    }
    use quadrige::db::schema::addendum;
    let addendum: String =
        house.look(|c| addendum::table.filter(addendum::item_id.eq(first)).select(addendum::id).first(c));
    Under { sitting: sitting.to_string(), items: [first.to_string(), second.to_string()], addendum, house }
}

impl Under {
    /// Whose rows of this table are meant.
    fn row(&self, of: &Sealed, item: usize) -> String {
        let id = if matches!(of.table, "sitting" | "attendance") { &self.sitting } else { &self.items[item] };
        format!("{} = '{id}'", of.key)
    }

    fn is_sqlite(&self) -> bool {
        matches!(self.house.database.engine(), Engine::Sqlite(_))
    }

    fn zeros(&self) -> &'static str {
        if self.is_sqlite() { "zeroblob(32)" } else { "decode(repeat('00', 32), 'hex')" }
    }

    #[track_caller]
    fn is_found(&self, statements: &str) {
        let faults = self.house.tampered(statements);
        let ours = |row: &String| {
            *row == self.sitting
                || *row == self.addendum
                || self.items.iter().any(|item| row.starts_with(item.as_str()))
        };
        let of_addenda = statements.contains(" addendum ");
        assert!(faults.iter().any(|fault| ours(&fault.row) || of_addenda), "{statements}: {faults:?}");
    }
}

fn attempts(under: &Under) -> Vec<String> {
    let mut attempts = Vec::new();
    for of in SEALED {
        for item in 0..2 {
            let row = under.row(of, item);
            let mut set = |column: &str, value: String| {
                attempts.push(format!("UPDATE {} SET {column} = {value} WHERE {row}", of.table));
            };
            of.texts.iter().for_each(|column| set(column, format!("COALESCE({column}, '') || 'x'")));
            of.numbers.iter().for_each(|column| set(column, format!("COALESCE({column}, 0) + 1")));
            of.bytes.iter().for_each(|column| set(column, under.zeros().to_owned()));
            attempts.push(format!("DELETE FROM {} WHERE {row}", of.table));
        }
    }
    let [one, two] = &under.items;
    for (table, key) in SWAPPED {
        attempts.push(format!(
            "UPDATE {table} SET payload = (SELECT other.payload FROM {table} AS other WHERE other.{key} = \
             CASE {table}.{key} WHEN '{one}' THEN '{two}' ELSE '{one}' END) WHERE {key} IN ('{one}', '{two}')"
        ));
    }
    attempts.push(format!(
        "UPDATE agenda_item SET position = CASE position WHEN 1 THEN 2 ELSE 1 END WHERE id IN ('{one}', '{two}')"
    ));
    attempts.push(format!("UPDATE contribution SET cap = 'summary' WHERE item_id = '{one}'"));
    for (table, columns) in [
        ("remark", "person_id, institution_id, agent_id, payload, made_at"),
        ("action", "person_id, institution_id, agent_id, due_on, state, payload, given_by, given_at"),
        ("addendum", "person_id, institution_id, agent_id, payload, added_at, salt, leaf"),
    ] {
        attempts.push(format!(
            "INSERT INTO {table} (id, item_id, {columns}) SELECT id || 'y', item_id, {columns} FROM {table} \
             WHERE item_id = '{one}'"
        ));
    }
    attempts.push(format!(
        "INSERT INTO opinion SELECT item_id, 'y', person_id, agent_id, version, payload, given_at FROM opinion \
         WHERE item_id = '{one}'"
    ));
    attempts.push(format!(
        "INSERT INTO attendance SELECT sitting_id, institution_id, 'y', presence, detail, noted_by, noted_at \
         FROM attendance WHERE sitting_id = '{}'",
        under.sitting
    ));
    // Both of an item's hash and a table, as somebody does who knows half of it.
    attempts.push(format!("DELETE FROM synthesis; UPDATE agenda_item SET leaf = NULL, salt = NULL WHERE id = '{one}'"));
    attempts.push(format!("UPDATE sitting SET state = 'cancelled', seal = NULL WHERE id = '{}'", under.sitting));
    attempts.push("UPDATE journal_entry SET shown = 'sha256:00 items:2' WHERE operation = 'seal'".to_owned());
    attempts.push("DELETE FROM journal_subject; DELETE FROM journal_entry WHERE operation = 'seal'".to_owned());
    attempts.push("DELETE FROM journal_subject; DELETE FROM journal_entry WHERE operation = 'addendum'".to_owned());
    attempts
}

async fn every_attempt(engine: Option<Engine>, random: usize) {
    let under = under(engine).await;
    let before = under.house.database.read(prove).expect("a reading");
    assert_eq!(before.faults, [], "an untouched house is as it was written");
    assert_eq!((before.sittings, before.items, before.addenda), (1, 2, 2));

    for attempt in attempts(&under) {
        if attempt.contains("journal_") {
            let faults = under.house.tampered(&attempt);
            assert!(!faults.is_empty(), "{attempt}");
        } else {
            under.is_found(&attempt);
        }
    }

    // At random: a column, a row, a character changed in the middle.
    let chance = Chance::seeded(20_261_122);
    let (entries, listed): (i64, i64) = under
        .house
        .look(|c| Ok((journal_entry::table.count().get_result(c)?, journal_subject::table.count().get_result(c)?)));
    for _ in 0..random {
        let (table, key, column) = *chance
            .pick(&[
                ("journal_entry", "id", "actor_name"),
                ("journal_entry", "id", "subject_id"),
                ("journal_entry", "id", "shown"),
                ("journal_entry", "id", "reason"),
                ("journal_entry", "id", "purpose"),
                ("journal_entry", "id", "recipients"),
                ("journal_entry", "id", "outcome"),
                ("journal_entry", "id", "protocol"),
                ("journal_entry", "id", "file_regime"),
                ("journal_subject", "entry_id", "subject_id"),
            ])
            .expect("one");
        let many = usize::try_from(if table == "journal_entry" { entries } else { listed }).expect("few");
        let nth = chance.below(many);
        let row = format!("(SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {nth})");
        let edited = format!("SUBSTR(COALESCE({column}, ''), 2) || 'x'");
        let statement = format!("UPDATE {table} SET {column} = {edited} WHERE {key} = {row}");
        let faults = under.house.tampered(&statement);
        let named: String = under.house.look(|c| {
            if table == "journal_entry" {
                journal_entry::table.order(journal_entry::id).offset(nth as i64).select(journal_entry::id).first(c)
            } else {
                journal_subject::table
                    .order(journal_subject::entry_id)
                    .offset(nth as i64)
                    .select(journal_subject::entry_id)
                    .first(c)
            }
        });
        assert!(faults.iter().any(|fault| fault.row == named), "{statement}: {faults:?}");
    }
    let after = under.house.database.read(prove).expect("a reading");
    assert_eq!(after.faults, [], "every attempt was undone");
}

#[actix_web::test]
async fn tampering_with_sealed_minutes_or_the_journal_is_found_and_named() {
    every_attempt(None, 300).await;
}

#[actix_web::test]
async fn it_is_found_on_postgresql_too() {
    if let Some(cluster) = cluster() {
        every_attempt(Some(Engine::Postgres(cluster.fresh_database().expect("a database"))), 60).await;
    }
}
