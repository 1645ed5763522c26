//! After the sitting: minutes go round, are validated and sealed; addenda; actions; and tampering is found.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use diesel::prelude::*;
use quadrige::access::{Altered, Asked, Consulted, Door};
use quadrige::conferences::proof::{Proved, prove};
use quadrige::db::schema::{agenda_item, outbox, record, sitting};
use quadrige::domain::conference::{ActionState, Obstacle};
use quadrige::domain::{AgendaItem, DataCategory, Field, Id, LetterKind, Person, Sitting, Value};
use quadrige::records::case_file;
use quadrige::records::conference::{answers, minutes, notes};
use support::house::TestHouse;
use support::portal::Portal;
use support::table::{NEXT_WEEK, done, lasting, obstacle, person};

/// On each engine that is there, with clearances that last.
fn houses() -> Vec<TestHouse> {
    TestHouse::everywhere(|| lasting(canaries::world()))
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
            let first = found.items.first().map_or((0, 0), |item| (item.notes.remarks.len(), item.notes.addenda.len()));
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
    let house = TestHouse::of(lasting(canaries::world()));
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

/// Who walks through the pages.
async fn as_one(portal: &Portal, slug: &str) -> String {
    portal.become_one(slug).await
}

#[actix_web::test]
async fn the_same_on_the_pages_from_the_draft_to_the_sheet() {
    let house = TestHouse::of(lasting(canaries::world()));
    let portal = Portal::open(&house).await;
    let held = held(&house, Some("chef-etablissement")).await;
    let minutes = format!("/seances/{}/compte-rendu", held.sitting);
    let (head, dpip, school) = (
        as_one(&portal, "chef-etablissement").await,
        as_one(&portal, "dpip").await,
        as_one(&portal, "enseignante").await,
    );
    let draft = portal.get(&head, &minutes).await;
    assert!(draft.status == 200 && draft.shows("Diffuser le compte rendu") && draft.shows("Synthèse deux"));
    assert_eq!(draft.field("until").as_deref(), Some("2026-11-28"), "a week");
    let circulate = format!("/seances/{}/diffusion", held.sitting);
    assert_eq!(portal.post(&head, &circulate, &[("until", "demain")]).await.status, 422);
    assert_eq!(portal.post(&dpip, &circulate, &[("until", "2026-11-28")]).await.status, 404);
    let sent = portal.post(&head, &circulate, &[("until", "2026-11-28")]).await;
    assert_eq!((sent.status, sent.location()), (303, format!("{minutes}?fait=diffusion").as_str()));

    let hers = portal.get(&school, &minutes).await;
    assert!(hers.shows("Synthèse un") && !hers.shows("Synthèse deux"), "only her item");
    assert!(!hers.shows("Valider et sceller") && hers.shows("Faire une remarque"));
    let remarks = format!("/seances/{}/points/{}/remarques", held.sitting, held.first);
    assert_eq!(portal.get(&school, &remarks).await.status, 200);
    let empty = portal.post(&school, &remarks, &[("text", " ")]).await;
    assert!(empty.status == 422 && empty.shows("erreurs"));
    assert_eq!(portal.post(&school, &remarks, &[("text", "Elle suit aussi les cours du soir")]).await.status, 303);
    let others = format!("/seances/{}/points/{}/remarques", held.sitting, held.second);
    for text in ["", "Étrangère"] {
        assert_eq!(portal.post(&school, &others, &[("text", text)]).await.status, 404, "not her item");
    }

    let validation = format!("/seances/{}/validation", held.sitting);
    assert_eq!(portal.get(&school, &validation).await.status, 404);
    let before = portal.get(&head, &validation).await;
    assert!(before.shows("encore faire des remarques") && before.shows("scelle 2\u{a0}points"));
    assert_eq!(portal.post(&head, &validation, &[]).await.status, 303);
    let sealed = portal.get(&head, &minutes).await;
    assert!(sealed.shows("Compte rendu scellé") && sealed.shows("Empreinte de la séance"));
    let hers = portal.get(&school, &minutes).await;
    assert!(
        hers.shows("Empreinte du point") && !hers.shows("Empreinte de la séance"),
        "it covers items that aren't hers"
    );
    assert!(portal.post(&school, &remarks, &[("text", "Trop tard")]).await.shows("Ajoutez un additif"));
    let addenda = format!("/seances/{}/points/{}/additifs", held.sitting, held.first);
    assert_eq!(portal.post(&school, &addenda, &[("text", "Diplôme obtenu")]).await.status, 303);
    assert!(portal.get(&dpip, &minutes).await.shows("Diplôme obtenu"));

    let sheet = portal.get(&dpip, &format!("{minutes}/impression")).await;
    assert!(sheet.shows("ne peuvent être communiquées à des tiers") && sheet.shows("Édité le"));
    let taken: i64 = house.look(|c| {
        use quadrige::db::schema::journal_entry;
        journal_entry::table
            .filter(journal_entry::operation.eq("extraction"))
            .filter(journal_entry::record_id.eq(held.sitting.to_string()))
            .count()
            .get_result(c)
    });
    assert!(taken > 0, "the sheet is an extraction");
    for stranger in ["police", "jap"] {
        let cookie = as_one(&portal, stranger).await;
        for path in [minutes.clone(), format!("{minutes}/impression"), validation.clone(), remarks.clone()] {
            assert_eq!(portal.get(&cookie, &path).await.status, 404, "{stranger}: {path}");
        }
    }
}

#[actix_web::test]
async fn an_action_is_answered_late_by_a_colleague_and_by_nobody_elses_service() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let held = held(&house, Some("chef-etablissement")).await;
        let action = house.give(held.first, held.one, "spip-douai", "Vérifier l’hébergement", 3);
        let other = house.give(held.second, held.two, "spip-douai", "Appeler l’employeur", 30);
        house.circulate(held.sitting).await;
        done(house.try_validate("chef-etablissement", held.sitting).await);

        // Two months later: the table is closed to everybody but who has something to do.
        house.set_clock("2027-01-20T09:00:00Z");
        assert_eq!(reads(&house, "enseignante", held.sitting).await, None);
        assert_eq!(reads(&house, "dpip", held.sitting).await.map(|found| found.0), Some(2));
        let (cpip, school) = (as_one(&portal, "cpip").await, as_one(&portal, "enseignante").await);
        let home = portal.get(&cpip, "/").await;
        assert!(home.shows("Actions à faire") && home.shows("Vérifier l’hébergement") && home.shows("en retard de"));
        assert!(!portal.get(&school, "/").await.shows("Actions à faire"));
        let list = portal.get(&cpip, "/actions?de=retard").await;
        assert!(list.shows("Vérifier l’hébergement") && list.shows("commission du 28/11/2026"));
        let greffe = as_one(&portal, "greffe").await;
        assert!(portal.get(&greffe, "/actions?de=commission").await.shows("Vérifier l’hébergement"));
        assert!(!portal.get(&greffe, "/actions?de=service").await.shows("Vérifier l’hébergement"));

        let place = format!("/actions/{action}");
        assert_eq!(portal.post(&school, &place, &[("state", "done")]).await.status, 404, "not at the table any more");
        let hosts = portal.post(&greffe, &place, &[("state", "done")]).await;
        assert!(hosts.status != 303 && hosts.shows("confiée à un autre service"));
        let without = portal.post(&cpip, &place, &[("state", "abandoned"), ("answer", "")]).await;
        assert!(without.status == 422 && without.shows("Indiquez pourquoi"));
        let answered = portal.post(&cpip, &place, &[("state", "done"), ("answer", "Bail signé")]).await;
        assert_eq!((answered.status, answered.location()), (303, "/actions?de=service&fait=reponse"));
        let again = portal.post(&cpip, &place, &[("state", "done")]).await;
        assert!(again.status != 303, "the tie ended, or it was answered: {}", again.status);
        assert_eq!(reads(&house, "dpip", held.sitting).await.map(|found| found.0), Some(1), "one table is closed");
        let minutes = portal.get(&greffe, &format!("/seances/{}/compte-rendu", held.sitting)).await;
        assert!(minutes.shows("Bail signé") && minutes.shows("faite le 20/01/2027"));
        assert_eq!(proved(&house).faults, [], "an answer is no tampering");

        // What is left comes up again where somebody next speaks of him.
        house.set_clock("2027-01-21T09:00:00Z");
        let known: Vec<ActionState> = {
            use quadrige::db::schema::action;
            house.look(|c| action::table.filter(action::id.eq(other)).select(action::state).load(c))
        };
        assert_eq!(known, [ActionState::Open]);
        let head = house.reader("chef-etablissement").await;
        let cpu =
            house.look(|c| sitting::table.filter(sitting::id.eq(held.sitting)).select(sitting::commission_id).first(c));
        let next = house.sitting(cpu, "2027-02-01T13:00:00Z").await;
        let item = house.put(next, held.two, "Suite", None).await;
        let carried = house
            .house
            .door
            .attend(&head, next, Asked::ToSee, |tx, table| {
                let found = minutes::read(tx, table)?;
                Ok(found.items.iter().map(|known| (known.item, known.notes.earlier.len())).collect::<Vec<_>>())
            })
            .await
            .unwrap();
        match carried {
            Consulted::Granted(found) => assert_eq!(found, [(item, 1)]),
            Consulted::Refused(why) => panic!("{why:?}"),
        }
        let unanswered = answers::Answer { is_done: true, text: String::new() };
        let dpip = house.reader("dpip").await;
        let late = house
            .house
            .door
            .alter_item(&dpip, held.second, move |tx, permit| answers::answer(tx, permit, other, &unanswered))
            .await
            .unwrap();
        done(late);
    }
}
