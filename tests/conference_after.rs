//! After the sitting: minutes go round, are validated and sealed; addenda; actions; and tampering is found.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use diesel::prelude::*;
use jiff::civil::date;
use quadrige::access::{Altered, Asked, Consulted, Door};
use quadrige::conferences::proof::{Proved, prove};
use quadrige::db::Engine;
use quadrige::db::schema::{agenda_item, outbox, record, sitting};
use quadrige::demo::world::World;
use quadrige::domain::conference::{ActionState, Obstacle};
use quadrige::domain::{AgendaItem, DataCategory, Field, Id, LetterKind, Person, Sitting, Value};
use quadrige::records::case_file;
use quadrige::records::conference::{answers, minutes, notes};
use support::house::{Setting, TestHouse};
use support::portal::Portal;
use support::postgres::cluster;
use support::table::{NEXT_WEEK, done, obstacle};

/// The usual world with clearances that last.
fn world() -> World {
    let mut world = canaries::world();
    for clearance in world.agents.iter_mut().filter_map(|agent| agent.clearance.as_mut()) {
        (clearance.starts_on, clearance.ends_on) = (date(2026, 1, 1), date(2030, 12, 31));
    }
    world
}

/// On each engine that is there.
fn houses() -> Vec<TestHouse> {
    let mut houses = vec![TestHouse::of(world())];
    if let Some(cluster) = cluster() {
        let engine = Engine::Postgres(cluster.fresh_database().expect("a database"));
        houses.push(TestHouse::with(world(), Setting { engine: Some(engine), ..Setting::default() }));
    }
    houses
}

fn person(house: &TestHouse, path: &str) -> Id<Person> {
    let at = canaries::PATHS.iter().position(|known| *known == path).expect("a path");
    house.world.people[at].id.cast()
}

/// A sitting that was held: two items, the second without the school.
struct Held {
    sitting: Id<Sitting>,
    first: Id<AgendaItem>,
    second: Id<AgendaItem>,
    one: Id<Person>,
    two: Id<Person>,
}

async fn held(house: &TestHouse, chair: Option<&str>) -> Held {
    let cpu = house.cpu().await;
    let sitting = house.sitting(cpu, NEXT_WEEK).await;
    let (one, two) = (person(house, "detention"), person(house, "pre_release"));
    let first = house.put(sitting, one, "Parcours", None).await;
    let second = house.put(sitting, two, "Sortie", Some(vec![house.guest("spip-douai", None, false)])).await;
    house.convoke(sitting).await;
    house.hold(sitting, chair).await;
    house.say(first, one, "un");
    house.say(second, two, "deux");
    Held { sitting, first, second, one, two }
}

/// The same, validated by whoever presided.
async fn sealed(house: &TestHouse) -> Held {
    let held = held(house, Some("chef-etablissement")).await;
    house.circulate(held.sitting).await;
    done(house.try_validate("chef-etablissement", held.sitting).await);
    held
}

async fn remark(house: &TestHouse, slug: &str, held: &Held, text: &'static str) -> Altered<()> {
    let (reader, of, item) = (house.reader(slug).await, held.sitting, held.first);
    house
        .house
        .door
        .alter_item(&reader, item, move |tx, permit| notes::remark(tx, permit, (of, item), text))
        .await
        .unwrap()
}

async fn add(house: &TestHouse, slug: &str, held: &Held, text: &'static str) -> Altered<()> {
    let (reader, of, item) = (house.reader(slug).await, held.sitting, held.first);
    house
        .house
        .door
        .alter_item(&reader, item, move |tx, permit| notes::add(tx, permit, (of, item), text))
        .await
        .unwrap()
}

fn proved(house: &TestHouse) -> Proved {
    house.database.read(prove).expect("a reading")
}

fn letters(house: &TestHouse, kind: LetterKind) -> i64 {
    house.look(|c| outbox::table.filter(outbox::kind.eq(kind)).count().get_result(c))
}

/// What a reader finds in the minutes: how many items, and the remarks and addenda of the first.
async fn reads(house: &TestHouse, slug: &str, of: Id<Sitting>) -> Option<(usize, usize, usize)> {
    let reader = house.reader(slug).await;
    let door: &Door = &house.house.door;
    match door.attend(&reader, of, Asked::ToSee, minutes::read).await.unwrap() {
        Consulted::Granted(found) => {
            let first = found.items.first().map_or((0, 0), |item| (item.remarks.len(), item.addenda.len()));
            Some((found.items.len(), first.0, first.1))
        }
        Consulted::Refused(_) => None,
    }
}

/// The synthesis of the conference's record in the person's file, as this reader finds it there.
async fn in_the_file(house: &TestHouse, slug: &str, of: Id<Person>) -> Option<String> {
    let reader = house.reader(slug).await;
    let looked = house
        .house
        .door
        .consult(&reader, of, Asked::ToSee, |tx, grant| {
            let file = case_file::read(tx, grant)?;
            let of_conferences = |view: &&quadrige::access::View| view.category == Some(DataCategory::ConferenceRecord);
            let found = file.records.iter().filter(of_conferences).find_map(|view| {
                let synthesis = view.value(Field::Synthesis).map(Value::code)?;
                let opinions = view.value(Field::Opinions).map(Value::code).unwrap_or_default();
                synthesis.starts_with("Synthèse ").then(|| format!("{synthesis} | {opinions}"))
            });
            Ok(found)
        })
        .await
        .unwrap();
    match looked {
        Consulted::Granted(visit) => visit.content,
        Consulted::Refused(_) => None,
    }
}

#[actix_web::test]
async fn minutes_go_round_are_remarked_on_sealed_and_come_to_the_file() {
    for house in houses() {
        let held = held(&house, Some("encadrement")).await;
        assert_eq!(obstacle(remark(&house, "dpip", &held, "Trop tôt").await), Obstacle::NotCirculatedYet);
        assert_eq!(obstacle(house.try_validate("encadrement", held.sitting).await), Obstacle::NotCirculated);
        house.circulate(held.sitting).await;
        assert_eq!(letters(&house, LetterKind::MinutesCirculated), 2, "SPIP and school");
        done(remark(&house, "dpip", &held, "La date est inexacte").await);
        assert_eq!(obstacle(add(&house, "dpip", &held, "Trop tôt").await), Obstacle::NotSealed);
        assert_eq!(reads(&house, "enseignante", held.sitting).await, Some((1, 1, 0)));

        assert_eq!(obstacle(house.try_validate("greffe", held.sitting).await), Obstacle::NotTheChair);
        assert!(matches!(house.try_validate("dpip", held.sitting).await, Altered::Refused(_)));
        done(house.try_validate("encadrement", held.sitting).await);
        assert_eq!(letters(&house, LetterKind::MinutesSealed), 2);

        let expected = "Synthèse un | SPIP 59 Douai\u{a0}: favorable. Motif un";
        assert_eq!(in_the_file(&house, "dpip", held.one).await.as_deref(), Some(expected));
        assert!(in_the_file(&house, "procureur", held.one).await.is_some_and(|said| said.starts_with("Synthèse un")));
        for stranger in ["police", "cpip-ailleurs", "medecin"] {
            assert_eq!(in_the_file(&house, stranger, held.one).await, None, "{stranger}");
        }
        let proved = proved(&house);
        assert_eq!(proved.faults, []);
        assert_eq!((proved.sittings, proved.items), (1, 2));
    }
}

#[actix_web::test]
async fn after_the_seal_there_are_addenda_and_nothing_else() {
    for house in houses() {
        let held = sealed(&house).await;
        assert_eq!(obstacle(remark(&house, "dpip", &held, "Trop tard").await), Obstacle::Sealed);
        assert_eq!(obstacle(house.try_validate("chef-etablissement", held.sitting).await), Obstacle::Sealed);
        done(add(&house, "dpip", &held, "La promesse d’embauche est arrivée").await);
        assert!(matches!(add(&house, "police", &held, "Étranger").await, Altered::Refused(_)));
        assert_eq!(reads(&house, "enseignante", held.sitting).await, Some((1, 0, 1)));
        let (proved, of) = (proved(&house), held.sitting);
        assert_eq!((proved.faults, proved.addenda), (vec![], 1));

        let item = held.first;
        for refused in [
            format!("UPDATE synthesis SET payload = '{{}}' WHERE item_id = '{item}'"),
            format!("DELETE FROM decision WHERE item_id = '{item}'"),
            format!("UPDATE opinion SET agent_id = agent_id WHERE item_id = '{item}'"),
            format!("UPDATE contribution SET item_id = '{}' WHERE item_id = '{item}'", held.second),
            format!("UPDATE record SET payload = '{{}}' WHERE id = '{item}'"),
            format!("UPDATE agenda_item SET leaf = NULL WHERE id = '{item}'"),
            format!("UPDATE sitting SET seal = NULL WHERE id = '{of}'"),
            format!("DELETE FROM attendance WHERE sitting_id = '{of}'"),
            "UPDATE addendum SET payload = '{}'".to_owned(),
            "DELETE FROM addendum".to_owned(),
            format!(
                "INSERT INTO tabling SELECT '{item}', 'observation', person_id, institution_id, agent_id, 0 FROM opinion \
                 WHERE item_id = '{item}'"
            ),
        ] {
            let said = house.try_statement(&refused).expect_err(&refused);
            assert!(said.contains("sealed") || said.contains("append-only"), "{refused}: {said}");
        }
    }
}

#[actix_web::test]
async fn without_a_chair_nobody_validates() {
    let house = TestHouse::of(world());
    let held = held(&house, None).await;
    house.circulate(held.sitting).await;
    assert_eq!(obstacle(house.try_validate("chef-etablissement", held.sitting).await), Obstacle::NoChair);
    let (kept, items): (Option<Vec<u8>>, i64) = house.look(|c| {
        let seal = sitting::table.filter(sitting::id.eq(held.sitting)).select(sitting::seal).first(c)?;
        let leaves = agenda_item::table.filter(agenda_item::leaf.is_not_null()).count().get_result(c)?;
        Ok((seal, leaves))
    });
    assert_eq!((kept, items), (None, 0), "nothing is left half sealed");
    let id: Id<quadrige::domain::Record> = held.first.cast();
    let filed: i64 = house.look(|c| record::table.filter(record::id.eq(id)).count().get_result(c));
    assert_eq!(filed, 0);
}
