//! Two agendas that differ only in items that aren't mine are the same bytes to me: pages, counts, orders, refusals and mail.

use crate::addresses::places;
use crate::none;
use crate::support::house::TestHouse;
use crate::support::portal::{Portal, Reply};
use crate::tables::{IN_THE_KNOW, Tables, pair, seated_world, set};

use std::collections::BTreeSet;

use quadrige::access::Conducted;
use quadrige::conferences;
use quadrige::domain::{Id, Person};
use quadrige::records::conference::sittings::Appointment;

/// Guests of one item, of the other, of both, and of none: named and not, above, beside and elsewhere.
const READERS: &[&str] = &[
    "association",
    "association-collegue",
    "cpip",
    "cpip-ancien",
    "dpip",
    "enseignante",
    "medecin",
    "procureur",
    "police",
    "opj",
    "prefecture",
    "renseignement",
    "dap",
    "cpip-ailleurs",
    "administrateur",
];

/// Sets one of the two up, and moves the sitting that everybody was called to: everybody is told once more.
async fn stage(house: &TestHouse, which: usize) -> Tables {
    // Whoever is touched is looked at again, releases included: let these be told before.
    quadrige::alerts::reconcile(&house.database, &house.house.announcer, house.clock.now()).expect("told");
    let tables = set(house, &pair()[which]).await;
    let (head, called) = (house.reader("chef-etablissement").await, tables.meetings[0].id);
    let when =
        Appointment { starts_at: "2026-11-30T13:00:00Z".parse().expect("a moment"), place: "Salle B".to_owned() };
    // The letters of the convocation have left before.
    house.mail();
    let moved = house
        .house
        .door
        .conduct(&head, Conducted::Sitting(called), move |tx, conduct| {
            let version = quadrige::records::conference::sittings::conducted(tx, conduct)?.version;
            conferences::reschedule(tx, conduct, version, &when)
        })
        .await
        .expect("asked");
    crate::support::table::done(moved);
    tables
}

/// Every address that exists in the first of both.
fn addresses(house: &TestHouse, tables: &Tables, on_an_agenda: &BTreeSet<Id<Person>>) -> Vec<String> {
    let usual = |place: &crate::addresses::Place| {
        // Items that are there in one world alone have identifiers of their own.
        place.point.is_none_or(|k| k < 2)
    };
    let mut addresses: Vec<String> =
        places(house, tables, "GET").into_iter().filter(usual).map(|place| place.address).collect();
    addresses.extend(["/", "/dossiers", "/sorties", "/dossiers?phase=detention"].map(str::to_owned));
    for person in house.world.people.iter().filter(|known| on_an_agenda.contains(&known.id.cast())) {
        addresses.push(format!("/dossiers/{}", person.id));
        addresses.push(format!("/dossiers/{}/chronologie", person.id));
    }
    addresses
}

async fn replies(portal: &Portal, slug: &str, addresses: &[String]) -> Vec<Reply> {
    let cookie = portal.become_one(slug).await;
    let mut replies = Vec::new();
    for address in addresses {
        replies.push(portal.visit(&cookie, address).await);
    }
    replies
}

#[actix_web::test]
async fn agendas_that_differ_only_in_items_that_are_not_mine_are_the_same_bytes_to_me() {
    let (one, other) = (TestHouse::of(seated_world()), TestHouse::of(seated_world()));
    let (few, many) = (stage(&one, 0).await, stage(&other, 1).await);
    for (left, right) in few.meetings.iter().zip(&many.meetings) {
        let ids = |points: &[crate::oracle::table::Point]| points[..2].iter().map(|p| p.id).collect::<Vec<_>>();
        assert_eq!((left.id, ids(&left.points)), (right.id, ids(&right.points)), "the pair doesn't hang together");
        assert!(left.points.len() < right.points.len());
    }
    let (first, second) = (Portal::open(&one).await, Portal::open(&other).await);
    let on_an_agenda = many.meetings.iter().flat_map(|meeting| &meeting.points).map(|point| point.person).collect();
    let addresses = addresses(&one, &few, &on_an_agenda);
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for slug in READERS {
        let service = one.world.cast(slug).expect("one of the cast").institution;
        assert!(!IN_THE_KNOW.iter().any(|known| one.service(known) == service), "{slug} may tell");
        let (left, right) = (replies(&first, slug, &addresses).await, replies(&second, slug, &addresses).await);
        for ((address, left), right) in addresses.iter().zip(left).zip(right) {
            compared += 1;
            if left != right {
                wrong.push(format!(
                    "{slug} {address}: {} and {}; {}",
                    left.status,
                    right.status,
                    first_difference(&left, &right)
                ));
            }
        }
    }
    none(&wrong);
    assert!(compared > 800, "{compared} answers");
}

fn first_difference(left: &Reply, right: &Reply) -> String {
    let lines = left.body.lines().zip(right.body.lines());
    lines.filter(|(one, other)| one != other).take(1).map(|(one, other)| format!("{one:.100} | {other:.100}")).collect()
}

#[actix_web::test]
async fn and_so_is_their_mail() {
    let (one, other) = (TestHouse::of(seated_world()), TestHouse::of(seated_world()));
    stage(&one, 0).await;
    stage(&other, 1).await;
    let (left, right) = (one.mail(), other.mail());
    let mut compared = 0;
    for service in one.world.institutions.iter().filter(|known| !IN_THE_KNOW.contains(&known.slug.as_str())) {
        let to = |mail: &std::collections::BTreeMap<String, String>| -> Vec<(String, String)> {
            mail.iter()
                .filter(|(_, text)| text.contains(&service.mailbox))
                .map(|(n, t)| (n.clone(), t.clone()))
                .collect()
        };
        let (left, right) = (to(&left), to(&right));
        compared += left.len();
        assert_eq!(left, right, "{}", service.slug);
    }
    assert!(compared >= 6, "{compared} letters");
}
