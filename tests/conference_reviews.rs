//! When the CPU is to look at somebody again: derived from facts, in the transaction of every change and by the reconciler.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use std::collections::BTreeMap;

use diesel::prelude::*;
use jiff::civil::date;
use quadrige::access::{Sealed, SealedPayload, Whom, reconcile};
use quadrige::conferences;
use quadrige::db::schema::{commission, custody, decision, journal_entry, review, sitting};
use quadrige::db::{Day, Moment};
use quadrige::demo::world::World;
use quadrige::domain::catalogue::tag;
use quadrige::domain::conference::SittingState;
use quadrige::domain::{AgendaItem, Commission, CommissionKind, DataCategory, Field, Id, Person, Value};
use support::house::TestHouse;
use support::portal::Portal;
use support::table::{NEXT_WEEK, lasting, nth, person};

const PRISON: &str = "cp-marais-de-scarpe";

/// The usual world with clearances that last, without minutes of former commissions but one: "detention" arrived three weeks
/// ago and leaves in 2031, "pre_release" leaves in two months and was spoken of in October.
fn world() -> World {
    let mut world = lasting(canaries::world());
    for person in &mut world.people {
        person.records.retain(|record| record.category != DataCategory::ConferenceRecord);
    }
    let arrival = world.people[nth("detention")].stays.last_mut().expect("a stay");
    (arrival.admitted_on, arrival.release_on) = (date(2026, 11, 2), Some(date(2031, 3, 5)));
    let minutes = canaries::world().people[nth("pre_release")]
        .records
        .iter()
        .find(|record| record.category == DataCategory::ConferenceRecord)
        .cloned();
    let leaver = &mut world.people[nth("pre_release")];
    leaver.stays.last_mut().expect("a stay").release_on = Some(date(2027, 1, 20));
    let mut minutes = minutes.expect("minutes");
    for (field, value) in &mut minutes.fields {
        if *field == Field::HeldOn {
            *value = "2026-10-15".to_owned();
        }
    }
    leaver.records.push(minutes);
    world
}

fn houses() -> Vec<TestHouse> {
    TestHouse::everywhere(world)
}

fn stay(house: &TestHouse, path: &str) -> String {
    house.world.people[nth(path)].stays.last().expect("a stay").id.to_string()
}

fn mend(house: &TestHouse) -> usize {
    reconcile(&house.house.door, Whom::Everybody).expect("reconciled");
    let done = conferences::reconcile(&house.database, &house.house.reviewer, house.clock.now()).expect("reconciled");
    assert_eq!(done.damaged, 0);
    done.mended
}

/// What is due of this person: day and reason.
fn due(house: &TestHouse, path: &str) -> Option<(String, String)> {
    let of = person(house, path);
    let found: Option<(Day, String)> = house.look(|c| {
        review::table.filter(review::person_id.eq(of)).select((review::due_on, review::because)).first(c).optional()
    });
    found.map(|(day, why)| (day.0.to_string(), why))
}

fn on(day: &str, why: &str) -> Option<(String, String)> {
    Some((day.to_owned(), why.to_owned()))
}

/// The registry corrects a date of the stay.
async fn correct(house: &TestHouse, portal: &Portal, path: &str, field: &str, value: &str) {
    let cookie = portal.become_one("greffe").await;
    let page = format!("/dossiers/{}/corrections/{}/{field}", person(house, path), stay(house, path));
    let form = portal.visit(&cookie, &page).await;
    let version = form.field("version").expect("a version");
    let typed = [("value", value), ("reason", "Pièce reçue ce jour"), ("version", version.as_str())];
    assert_eq!(portal.post(&cookie, &page, &typed).await.status, 303, "{field} = {value}");
}

/// A CPU of another prison.
fn found(house: &TestHouse, prison: &str) -> Id<Commission> {
    let (id, by) = (Id::from_bytes([9; 16]), house.agent("chef-etablissement"));
    let host = house.service(prison);
    house.look(|c| {
        diesel::insert_into(commission::table)
            .values((
                commission::id.eq(id),
                commission::kind.eq(CommissionKind::Cpu),
                commission::institution_id.eq(host),
                commission::created_at.eq(Moment(house.clock.now())),
                commission::created_by.eq(by),
            ))
            .execute(c)
    });
    id
}

#[actix_web::test]
async fn who_arrives_and_who_leaves_soon_is_due_where_there_is_a_commission() {
    for house in houses() {
        assert_eq!(mend(&house), 0, "no prison has a commission");
        house.cpu().await;
        assert!(mend(&house) > 2);
        assert_eq!(mend(&house), 0, "the second time nothing differs");
        assert_eq!(due(&house, "detention"), on("2026-11-23", "arrival"));
        assert_eq!(
            due(&house, "pre_release"),
            on("2026-10-29", "before_release"),
            "a fortnight after the last, since three months are left"
        );
        for path in ["elsewhere", "community", "closed", "investigation"] {
            assert_eq!(due(&house, path), None, "{path}");
        }
        let entries: i64 = house
            .look(|c| journal_entry::table.filter(journal_entry::actor_subject.eq("reviews")).count().get_result(c));
        assert!(entries > 0, "the machine's reading is in the journal");
    }
}

#[actix_web::test]
async fn a_date_that_moves_moves_the_review_in_the_same_transaction_and_a_release_ends_it() {
    for house in houses() {
        house.cpu().await;
        mend(&house);
        let portal = Portal::open(&house).await;
        correct(&house, &portal, "pre_release", "release_date", "2029-06-30").await;
        assert_eq!(due(&house, "pre_release"), on("2027-04-15", "before_release"), "half a year after the last");
        correct(&house, &portal, "pre_release", "released_at", "2026-11-20T09:30").await;
        assert_eq!(due(&house, "pre_release"), None);
        assert_eq!(mend(&house), 0);
    }
}

#[actix_web::test]
async fn a_sitting_that_is_held_is_a_review_and_a_decision_may_fix_the_next() {
    for house in houses() {
        let cpu = house.cpu().await;
        let planned = house.sitting(cpu, NEXT_WEEK).await;
        let item = house.put(planned, person(&house, "detention"), "Objet", None).await;
        assert_eq!(due(&house, "detention"), on("2026-11-23", "arrival"), "being on an agenda is no review");
        house.look(|c| diesel::update(sitting::table).set(sitting::state.eq(SittingState::Open)).execute(c));
        mend(&house);
        assert_eq!(due(&house, "detention"), on("2027-05-28", "before_release"));

        decide(&house, item, "2026-12-10");
        mend(&house);
        assert_eq!(due(&house, "detention"), on("2026-12-10", "decision"));
        house.look(|c| diesel::update(sitting::table).set(sitting::state.eq(SittingState::Cancelled)).execute(c));
        mend(&house);
        assert_eq!(due(&house, "detention"), on("2026-11-23", "arrival"), "a sitting that wasn't held is none");
    }
}

fn decide(house: &TestHouse, item: Id<AgendaItem>, review_on: &str) {
    let (of, by, agent) = (person(house, "detention"), house.service(PRISON), house.agent("chef-etablissement"));
    let fixed = BTreeMap::from([(Field::ReviewOn, Value::Date(review_on.parse().expect("a day")))]);
    house.look(|c| {
        diesel::insert_into(decision::table)
            .values((
                decision::item_id.eq(item),
                decision::person_id.eq(of),
                decision::agent_id.eq(agent),
                decision::institution_id.eq(by),
                decision::competence.eq("head"),
                decision::version.eq(1),
                decision::payload.eq(SealedPayload::new(&fixed)),
                decision::decided_at.eq(Moment(house.clock.now())),
            ))
            .execute(c)
    });
}

#[actix_web::test]
async fn who_goes_to_another_prison_arrives_there() {
    for house in houses() {
        house.cpu().await;
        mend(&house);
        let (of, from) = (person(&house, "detention"), stay(&house, "detention"));
        let to = house.service("cp-val-d-azergues");
        let left = Some(Sealed::<tag::ReleasedAt>::new("2026-11-20T08:00:00Z".to_owned()));
        house.look(|c| {
            diesel::update(custody::table.find(&from))
                .set((custody::released_at.eq(left), custody::transferred.eq(true)))
                .execute(c)?;
            diesel::insert_into(custody::table)
                .values((
                    custody::id.eq(Id::<Person>::from_bytes([5; 16])),
                    custody::person_id.eq(of),
                    custody::prison_id.eq(to),
                    custody::version.eq(1),
                    custody::ecrou.eq(Sealed::<tag::Ecrou>::new("77777".to_owned())),
                    custody::admitted_on.eq(Sealed::<tag::AdmittedOn>::new("2026-11-20".to_owned())),
                    custody::transferred.eq(false),
                ))
                .execute(c)
        });
        mend(&house);
        assert_eq!(due(&house, "detention"), None, "there is no commission there");
        let other = found(&house, "cp-val-d-azergues");
        mend(&house);
        assert_eq!(due(&house, "detention"), on("2026-12-11", "arrival"));
        let whose: Id<Commission> =
            house.look(|c| review::table.filter(review::person_id.eq(of)).select(review::commission_id).first(c));
        assert_eq!(whose, other);
    }
}
