//! The CPU: who sees what of a sitting, and from when to when.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use diesel::prelude::*;
use quadrige::access::{Asked, Conducted, Consulted, Refusal};
use quadrige::conferences;
use quadrige::db::schema::outbox;
use quadrige::domain::conference::Obstacle;
use quadrige::domain::{AgendaItem, Id, LetterKind, Sitting};
use support::house::TestHouse;
use support::table::{NEXT_WEEK, done, lasting, obstacle, person};

/// On each engine that is there, with clearances that last.
fn houses() -> Vec<TestHouse> {
    TestHouse::everywhere(|| lasting(canaries::world()))
}

/// How many items of a sitting this member of the cast sees; `None` where there is no such sitting for him.
async fn sees(house: &TestHouse, slug: &str, sitting: Id<Sitting>) -> Option<usize> {
    let reader = house.reader(slug).await;
    match house.house.door.attend(&reader, sitting, Asked::ToSee, |_, table| Ok(table.items.len())).await.unwrap() {
        Consulted::Granted(count) => Some(count),
        Consulted::Refused(Refusal::NoSuchFile) => None,
        Consulted::Refused(why) => panic!("{slug}: {why:?}"),
    }
}

/// Why an item doesn't open; `None` where it does.
async fn refusal(house: &TestHouse, slug: &str, item: Id<AgendaItem>) -> Option<Refusal> {
    let reader = house.reader(slug).await;
    match house.house.door.consult_item(&reader, item, Asked::ToSee, |_, _| Ok(())).await.unwrap() {
        Consulted::Granted(_) => None,
        Consulted::Refused(why) => Some(why),
    }
}

async fn opens(house: &TestHouse, slug: &str, item: Id<AgendaItem>) -> bool {
    refusal(house, slug, item).await.is_none()
}

fn letters(house: &TestHouse, kind: LetterKind) -> i64 {
    house.look(|c| outbox::table.filter(outbox::kind.eq(kind)).count().get_result(c))
}

#[actix_web::test]
async fn an_item_is_seen_by_its_guests_alone_and_from_the_convocation_on() {
    for house in houses() {
        let cpu = house.cpu().await;
        let sitting = house.sitting(cpu, NEXT_WEEK).await;
        let first = house.put(sitting, person(&house, "detention"), "Kanari objet un", None).await;
        let guests = vec![
            house.guest("spip-douai", None, false),
            house.guest("association-passerelles", Some("association"), true),
        ];
        let second = house.put(sitting, person(&house, "pre_release"), "Kanari objet deux", Some(guests)).await;

        assert_eq!(sees(&house, "greffe", sitting).await, Some(2), "the host prepares it");
        for slug in ["dpip", "association", "jap"] {
            assert_eq!(sees(&house, slug, sitting).await, None, "{slug} before the convocation");
        }
        house.convoke(sitting).await;
        assert_eq!(sees(&house, "dpip", sitting).await, Some(2));
        assert_eq!(sees(&house, "enseignante", sitting).await, Some(1));
        assert_eq!(sees(&house, "association", sitting).await, Some(1));
        assert!(opens(&house, "association", second).await && !opens(&house, "association", first).await);
        for slug in ["jap", "police", "medecin", "cpip-ailleurs"] {
            assert_eq!(sees(&house, slug, sitting).await, None, "{slug} isn't invited");
            assert!(!opens(&house, slug, first).await && !opens(&house, slug, second).await, "{slug}");
        }
        // SPIP, education, association: one letter each.
        assert_eq!(letters(&house, LetterKind::Convocation), 3);
    }
}

#[actix_web::test]
async fn a_withdrawn_invitation_counts_at_the_next_click() {
    for house in houses() {
        let cpu = house.cpu().await;
        let sitting = house.sitting(cpu, NEXT_WEEK).await;
        let item = house.put(sitting, person(&house, "detention"), "Objet", None).await;
        house.convoke(sitting).await;
        assert!(opens(&house, "enseignante", item).await);
        let school = house.service("enseignement-cp-marais-de-scarpe");
        let head = house.reader("chef-etablissement").await;
        let withdrawn = house
            .house
            .door
            .conduct(&head, Conducted::Sitting(sitting), move |tx, conduct| {
                conferences::withdraw_invitation(tx, conduct, item, school, "")
            })
            .await
            .unwrap();
        done(withdrawn);
        assert_eq!(refusal(&house, "enseignante", item).await, Some(Refusal::NoLongerInvited), "and she is told so");
        assert_eq!(refusal(&house, "jap", item).await, Some(Refusal::NoSuchFile));
        assert_eq!(sees(&house, "enseignante", sitting).await, None);
    }
}

#[actix_web::test]
async fn what_cannot_be_convoked_says_what_is_missing() {
    let house = TestHouse::of(lasting(canaries::world()));
    let cpu = house.cpu().await;
    let sitting = house.sitting(cpu, NEXT_WEEK).await;
    let head = house.reader("chef-etablissement").await;
    let convoke = || house.house.door.conduct(&head, Conducted::Sitting(sitting), conferences::convoke);
    assert_eq!(obstacle(convoke().await.unwrap()), Obstacle::EmptyAgenda);
    house.put(sitting, person(&house, "detention"), "Objet", Some(Vec::new())).await;
    assert_eq!(obstacle(convoke().await.unwrap()), Obstacle::NobodyInvited);

    let twice = house.try_put(sitting, person(&house, "detention"), "Objet", None).await;
    assert_eq!(obstacle(twice), Obstacle::AlreadyOnAgenda);
    let association = vec![house.guest("association-passerelles", Some("association"), false)];
    let without_consent = house.try_put(sitting, person(&house, "pre_release"), "Objet", Some(association)).await;
    assert_eq!(obstacle(without_consent), Obstacle::ConsentNeeded);
    let unnamed = vec![house.guest("association-passerelles", None, true)];
    let unnamed = house.try_put(sitting, person(&house, "pre_release"), "Objet", Some(unnamed)).await;
    assert_eq!(obstacle(unnamed), Obstacle::NameNeeded);
}
