//! The demo's history: what a visitor finds of conferences, written through the doors before he comes.

mod support;

use std::net::SocketAddr;
use std::sync::Arc;

use diesel::prelude::*;
use quadrige::access::{Asked, Consulted, Reader};
use quadrige::clock::Clock;
use quadrige::db::schema::{
    action, agenda_item, commission, contribution, decision, journal_entry, outbox, review, sitting, situation,
};
use quadrige::db::{AnyConnection, Error};
use quadrige::demo::run::{Options, prepare};
use quadrige::domain::conference::{ActionState, SittingState};
use quadrige::domain::{About, Id, LetterKind, LetterState, Sitting};
use quadrige::service::House;
use quadrige::signin::DEMO_ISSUER;
use support::house::{Folder, now};

fn demo(folder: &Folder, people: usize) -> House {
    let listen: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let options = Options { listen, data: folder.path().to_owned(), people, seed: 7, fresh: false, database: None };
    prepare(&options, &Clock::fixed(now())).unwrap_or_else(|why| panic!("{why}"))
}

fn look<T>(house: &House, look: impl FnOnce(&mut AnyConnection) -> diesel::QueryResult<T>) -> T {
    house.site.database.peek(|connection| look(connection).map_err(Error::from)).unwrap()
}

async fn reader(house: &House, slug: &str) -> Arc<Reader> {
    let token = house.site.sessions.open(DEMO_ISSUER, slug).await.unwrap().expect("a session");
    house.site.sessions.recognise(token).await.unwrap().expect("recognised").reader
}

/// How many items of a sitting this member of the cast sees.
async fn sees(house: &House, slug: &str, of: Id<Sitting>) -> usize {
    let reader = reader(house, slug).await;
    match house.door.attend(&reader, of, Asked::ToSee, |_, table| Ok(table.items.len())).await.unwrap() {
        Consulted::Granted(count) => count,
        Consulted::Refused(_) => 0,
    }
}

#[actix_web::test]
async fn a_visitor_finds_sittings_in_every_state() {
    let folder = Folder::new();
    let house = demo(&folder, 400);
    let sittings: Vec<(Id<Sitting>, SittingState)> = look(&house, |c| {
        sitting::table
            .inner_join(commission::table)
            .filter(commission::institution_id.eq(house_of_the_cast(c)?))
            .order(sitting::starts_at)
            .select((sitting::id, sitting::state))
            .load(c)
    });
    let states: Vec<SittingState> = sittings.iter().map(|(_, state)| *state).collect();
    use SittingState as S;
    assert_eq!(states, [S::Sealed, S::Circulated, S::Convoked, S::Prepared]);
    let items: Vec<i64> = sittings
        .iter()
        .map(|(id, _)| {
            look(&house, |c| agenda_item::table.filter(agenda_item::sitting_id.eq(id)).count().get_result(c))
        })
        .collect();
    assert_eq!(items, [6, 5, 12, 4]);
    let convoked = sittings[2].0;
    for (slug, count) in [("chef-etablissement", 12), ("dpip", 12), ("association", 1), ("juriste-parquet", 2)] {
        assert_eq!(sees(&house, slug, convoked).await, count, "{slug}");
    }
    assert!(sees(&house, "medecin", convoked).await > 2);
    assert_eq!(sees(&house, "procureur", convoked).await, 0);

    let open: i64 = look(&house, |c| action::table.filter(action::state.eq(ActionState::Open)).count().get_result(c));
    assert_eq!(open, 3);
    assert!(look(&house, |c| contribution::table.count().get_result::<i64>(c)) > 20);
    assert_eq!(look(&house, |c| decision::table.count().get_result::<i64>(c)), 11);
    assert_eq!(look(&house, |c| commission::table.count().get_result::<i64>(c)), 4);
    assert!(look(&house, |c| review::table.count().get_result::<i64>(c)) > 50, "what is due is there at once");
}

fn house_of_the_cast(c: &mut AnyConnection) -> diesel::QueryResult<String> {
    use quadrige::db::schema::institution;
    institution::table.filter(institution::slug.eq("cp-marais-de-scarpe")).select(institution::id).first(c)
}

#[actix_web::test]
async fn nothing_of_the_past_is_mailed_and_the_present_is_derived() {
    let folder = Folder::new();
    let house = demo(&folder, 120);
    let letters: Vec<(LetterKind, LetterState)> =
        look(&house, |c| outbox::table.select((outbox::kind, outbox::state)).load(c));
    let of_conferences: Vec<_> = letters.iter().filter(|(kind, _)| kind.about() != About::Alert).collect();
    assert!(of_conferences.len() > 10);
    assert!(of_conferences.iter().all(|(_, state)| *state == LetterState::Sent), "{of_conferences:?}");
    let given = letters.iter().filter(|(kind, _)| *kind == LetterKind::ActionGiven).count();
    assert_eq!(given, 4, "each service was told once of what it was given");
    assert_eq!(quadrige::conferences::remind(&house.site.database, now()).unwrap(), 0, "nor a minute later");
    let moved = quadrige::access::reconcile(&house.door, quadrige::access::Whom::Everybody).unwrap();
    assert_eq!((moved.mended, moved.damaged), (0, 0));
    let mended = quadrige::conferences::reconcile(&house.site.database, &house.reviewer, now()).unwrap();
    assert_eq!(mended.mended, 0);
    let past: i64 =
        look(&house, |c| journal_entry::table.filter(journal_entry::operation.eq("seal")).count().get_result(c));
    assert_eq!(past, 1, "the seal is in the journal");
    assert!(look(&house, |c| situation::table.count().get_result::<i64>(c)) >= 120);
}

#[actix_web::test]
async fn a_world_of_one_person_has_a_sitting_about_him() {
    let folder = Folder::new();
    let house = demo(&folder, 1);
    assert_eq!(look(&house, |c| agenda_item::table.count().get_result::<i64>(c)), 1);
}
