//! Mail about sittings and actions: what it says when it leaves, what it no longer says, whom it reminds; and that it tells
//! nothing of items that aren't the recipient's.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use std::collections::BTreeMap;

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::date;
use quadrige::access::{Altered, Conduct, Conducted, Reject, SealedPayload, WriteTx};
use quadrige::conferences::{self, Secretary};
use quadrige::db::schema::{action, contribution, outbox, sitting};
use quadrige::db::{Day, Moment};
use quadrige::demo::world::World;
use quadrige::domain::conference::{ActionState, SittingState};
use quadrige::domain::{About, Action, AgendaItem, Id, Institution, LetterKind, LetterState, Person, Sitting};
use quadrige::outbox::message::Envelope;
use quadrige::outbox::{Address, Compose, Letter, Topic};
use quadrige::records::conference::sittings::Appointment;
use support::house::TestHouse;
use support::table::{NEXT_WEEK, done, lasting, person};

const SCHOOL: &str = "enseignement-cp-marais-de-scarpe";

/// The usual world with clearances that last, changed for this story.
fn world(change: impl Fn(&mut World)) -> World {
    let mut world = lasting(canaries::world());
    change(&mut world);
    world
}

/// On each engine that is there.
fn houses(change: impl Fn(&mut World)) -> Vec<TestHouse> {
    TestHouse::everywhere(|| world(&change))
}

async fn conduct<T: Send + 'static>(
    house: &TestHouse,
    sitting: Id<Sitting>,
    change: impl FnOnce(&mut WriteTx<'_>, &Conduct<'_>) -> Result<T, Reject> + Send + 'static,
) -> T {
    let head = house.reader("chef-etablissement").await;
    let altered: Altered<T> = house.house.door.conduct(&head, Conducted::Sitting(sitting), change).await.unwrap();
    done(altered)
}

fn clerk(house: &TestHouse) -> Secretary {
    Secretary::new(house.database.clone(), "https://quadrige.example".to_owned())
}

/// The mail as it would leave now; nothing where there is nothing left to say.
fn mail(house: &TestHouse, letter: &Letter) -> Option<String> {
    let composed = clerk(house).compose(letter).expect("the database answers")?;
    let from = Address::parse("quadrige@hub.example").expect("an address");
    let envelope = Envelope {
        from: &from,
        to: composed.to.as_ref().expect("a mailbox"),
        message_id: &letter.message_id(),
        date: Timestamp::UNIX_EPOCH,
    };
    let mail = composed.message.write(envelope).expect("of its form");
    Some(format!("{}\n{mail:?}\n{:?}", letter.key(), composed.message))
}

fn about(kind: LetterKind, sitting: Id<Sitting>, institution: Id<Institution>) -> Letter {
    Letter { kind, about: Topic::Sitting { id: sitting, round: 0 }, institution }
}

/// The letters to this service that are still to leave, as they would.
fn queued(house: &TestHouse, to: Id<Institution>) -> Vec<(LetterKind, Option<String>)> {
    let rows: Vec<(LetterKind, String, i32)> = house.look(|c| {
        outbox::table
            .filter(outbox::institution_id.eq(to))
            .filter(outbox::state.eq(LetterState::Queued))
            .order(outbox::key)
            .select((outbox::kind, outbox::about_id, outbox::round))
            .load(c)
    });
    let letter = |kind: LetterKind, about: &str, round| match kind {
        LetterKind::ActionGiven | LetterKind::ActionLate => {
            Topic::Action { id: Id::parse(about).expect("an id"), round }
        }
        _ => Topic::Sitting { id: Id::parse(about).expect("an id"), round },
    };
    rows.into_iter()
        .filter(|(kind, ..)| matches!(kind.about(), About::Sitting | About::Action))
        .map(|(kind, id, round)| {
            (kind, mail(house, &Letter { kind, about: letter(kind, &id, round), institution: to }))
        })
        .collect()
}

fn kinds(house: &TestHouse, to: Id<Institution>) -> Vec<LetterKind> {
    queued(house, to).into_iter().map(|(kind, _)| kind).collect()
}

fn contribute(house: &TestHouse, item: Id<AgendaItem>, about: Id<Person>, by: Id<Institution>) {
    let author = house.agent("dpip");
    house.look(|c| {
        diesel::insert_into(contribution::table)
            .values((
                contribution::id.eq(format!("c{}", &item.to_string()[1..])),
                contribution::item_id.eq(item),
                contribution::person_id.eq(about),
                contribution::institution_id.eq(by),
                contribution::agent_id.eq(author),
                contribution::version.eq(1),
                contribution::cap.eq("full"),
                contribution::audience.eq("everyone"),
                contribution::payload.eq(SealedPayload::new(&BTreeMap::new())),
                contribution::written_at.eq(Moment(house.clock.now())),
            ))
            .execute(c)
    });
}

fn give(house: &TestHouse, item: Id<AgendaItem>, about: Id<Person>, to: Id<Institution>) -> Id<Action> {
    let (id, author) = (Id::from_bytes([7; 16]), house.agent("chef-etablissement"));
    house.look(|c| {
        diesel::insert_into(action::table)
            .values((
                action::id.eq(id),
                action::item_id.eq(item),
                action::person_id.eq(about),
                action::institution_id.eq(to),
                action::agent_id.eq(""),
                action::due_on.eq(Day(date(2026, 12, 4))),
                action::state.eq(ActionState::Open),
                action::payload.eq(SealedPayload::new(&BTreeMap::new())),
                action::given_by.eq(author),
                action::given_at.eq(Moment(house.clock.now())),
            ))
            .execute(c)
    });
    id
}

fn set(house: &TestHouse, sitting: Id<Sitting>, state: SittingState) {
    let until = Some(Moment("2026-12-04T22:59:00Z".parse().unwrap()));
    house.look(|c| {
        diesel::update(sitting::table.filter(sitting::id.eq(sitting)))
            .set((sitting::state.eq(state), sitting::remarks_until.eq(until)))
            .execute(c)
    });
}

#[actix_web::test]
async fn each_letter_says_when_where_it_is_read_and_a_reference() {
    let abroad = |world: &mut World| {
        let school = world.institutions.iter_mut().find(|known| known.slug == SCHOOL).expect("a school");
        school.time_zone = "Indian/Reunion";
    };
    for house in houses(abroad) {
        let cpu = house.cpu().await;
        let sitting = house.sitting(cpu, NEXT_WEEK).await;
        let item = house.put(sitting, person(&house, "detention"), "Kanari", None).await;
        house.convoke(sitting).await;
        let (spip, school) = (house.service("spip-douai"), house.service(SCHOOL));
        let said = |kind, to| mail(&house, &about(kind, sitting, to)).unwrap_or_else(|| panic!("{kind}"));
        for kind in [LetterKind::Convocation, LetterKind::Rescheduled, LetterKind::ContributionReminder] {
            let at_home = said(kind, spip);
            assert!(at_home.contains("2026-11-28T14:00:00, \"\""), "the hour of Paris goes without saying: {at_home}");
            assert!(at_home.contains(&format!("https://quadrige.example/seances/{sitting}\"")), "{at_home}");
            assert!(at_home.contains(&sitting.reference()), "{at_home}");
            assert!(!at_home.contains("Kanari"), "{at_home}");
            let abroad = said(kind, school);
            assert!(abroad.contains("2026-11-28T17:00:00, \"heure de La Réunion\""), "{abroad}");
        }
        set(&house, sitting, SittingState::Circulated);
        let circulated = said(LetterKind::MinutesCirculated, spip);
        assert!(circulated.contains("Day(2026-12-04)"), "{circulated}");
        assert!(said(LetterKind::MinutesCirculated, school).contains("Day(2026-12-05)"), "its own day");
        set(&house, sitting, SittingState::Sealed);
        assert!(said(LetterKind::MinutesSealed, spip).contains("2026-11-28T14:00:00"));

        let action = give(&house, item, person(&house, "detention"), spip);
        for kind in [LetterKind::ActionGiven, LetterKind::ActionLate] {
            let letter = Letter { kind, about: Topic::Action { id: action, round: 0 }, institution: spip };
            let given = mail(&house, &letter).expect("something to say");
            assert!(given.contains("Day(2026-12-04)") && given.contains("quadrige.example/actions\""), "{given}");
            assert!(given.contains(&sitting.reference()), "{given}");
            let elsewhere = Letter { institution: school, ..letter };
            assert_eq!(mail(&house, &elsewhere), None, "it isn't the school's");
        }
    }
}

#[actix_web::test]
async fn a_letter_whose_cause_is_gone_says_nothing() {
    for house in houses(|_| {}) {
        let cpu = house.cpu().await;
        let sitting = house.sitting(cpu, NEXT_WEEK).await;
        let about_whom = person(&house, "detention");
        let item = house.put(sitting, about_whom, "Objet", None).await;
        let (spip, school) = (house.service("spip-douai"), house.service(SCHOOL));
        let says = |kind, to| mail(&house, &about(kind, sitting, to)).is_some();
        assert!(!says(LetterKind::Convocation, spip), "not convoked yet");
        house.convoke(sitting).await;
        assert!(says(LetterKind::Convocation, spip) && !says(LetterKind::SittingCancelled, spip));
        assert!(!says(LetterKind::Convocation, house.service("jap-douai")), "never invited");

        assert!(says(LetterKind::ContributionReminder, spip));
        contribute(&house, item, about_whom, spip);
        assert!(!says(LetterKind::ContributionReminder, spip) && says(LetterKind::ContributionReminder, school));

        conduct(&house, sitting, move |tx, c| conferences::withdraw_invitation(tx, c, item, school, "")).await;
        assert!(!says(LetterKind::Convocation, school) && says(LetterKind::SittingCancelled, school));
        conduct(&house, sitting, |tx, c| conferences::cancel(tx, c, "Grève")).await;
        assert!(!says(LetterKind::Convocation, spip) && says(LetterKind::SittingCancelled, spip));

        let action = give(&house, item, about_whom, spip);
        let letter =
            Letter { kind: LetterKind::ActionGiven, about: Topic::Action { id: action, round: 0 }, institution: spip };
        assert!(mail(&house, &letter).is_some());
        house.look(|c| diesel::update(action::table).set(action::state.eq(ActionState::Done)).execute(c));
        assert_eq!(mail(&house, &letter), None, "answered meanwhile");
    }
}

/// A sitting about somebody for whom SPIP comes; with other people on it or without, added, moved and taken off.
async fn story(with_others: bool) -> Vec<(LetterKind, Option<String>)> {
    let house = TestHouse::of(lasting(canaries::world()));
    let cpu = house.cpu().await;
    let sitting = house.sitting(cpu, NEXT_WEEK).await;
    let (spip, school) = (house.service("spip-douai"), house.service(SCHOOL));
    let for_school = || Some(vec![house.guest(SCHOOL, None, false)]);
    let mine = vec![house.guest("spip-douai", None, false), house.guest(SCHOOL, None, false)];
    let mut other = None;
    if with_others {
        other = Some(house.put(sitting, person(&house, "pre_release"), "Objet", for_school()).await);
    }
    house.put(sitting, person(&house, "detention"), "Objet", Some(mine)).await;
    house.convoke(sitting).await;
    if let Some(other) = other {
        conduct(&house, sitting, move |tx, c| conferences::take_off(tx, c, other)).await;
        let late = person(&house, "pre_release_removal");
        house.put(sitting, late, "Objet", for_school()).await;
        conduct(&house, sitting, move |tx, c| conferences::tell_of_change(tx, c, &[school], &[late])).await;
    }
    let when = Appointment { starts_at: "2026-11-29T13:00:00Z".parse().unwrap(), place: "Salle 2".to_owned() };
    conduct(&house, sitting, move |tx, c| conferences::reschedule(tx, c, 2, &when)).await;
    house.set_clock("2026-11-27T09:00:00Z");
    conferences::remind(&house.database, house.clock.now()).expect("reminded");
    queued(&house, spip)
}

#[actix_web::test]
async fn agendas_that_differ_only_in_the_items_of_others_give_the_same_bytes() {
    let alone = story(false).await;
    assert_eq!(alone.len(), 2, "{alone:#?}");
    assert!(alone.iter().all(|(_, mail)| mail.is_some()), "{alone:#?}");
    assert_eq!(alone, story(true).await);
}

#[actix_web::test]
async fn whoever_has_not_contributed_is_reminded_once_three_days_before() {
    for house in houses(|_| {}) {
        let cpu = house.cpu().await;
        let sitting = house.sitting(cpu, NEXT_WEEK).await;
        let about_whom = person(&house, "detention");
        let mut guests = vec![house.guest("sante-cp-marais-de-scarpe", None, false)];
        guests.extend([house.guest("spip-douai", None, false), house.guest(SCHOOL, None, false)]);
        let item = house.put(sitting, about_whom, "Objet", Some(guests)).await;
        house.convoke(sitting).await;
        house.look(|c| diesel::update(outbox::table).set(outbox::state.eq(LetterState::Sent)).execute(c));
        let remind = || conferences::remind(&house.database, house.clock.now()).expect("reminded");
        assert_eq!(remind(), 0, "a week before it is too early");
        contribute(&house, item, about_whom, house.service("spip-douai"));
        house.set_clock("2026-11-25T14:00:00Z");
        assert_eq!(remind(), 1);
        assert_eq!(remind(), 0, "once");
        assert_eq!(kinds(&house, house.service(SCHOOL)), [LetterKind::ContributionReminder]);
        for slug in ["spip-douai", "cp-marais-de-scarpe", "sante-cp-marais-de-scarpe"] {
            assert!(kinds(&house, house.service(slug)).is_empty(), "{slug}");
        }
    }
}

#[actix_web::test]
async fn nobody_is_reminded_on_the_heels_of_the_convocation() {
    let house = TestHouse::of(lasting(canaries::world()));
    let cpu = house.cpu().await;
    let sitting = house.sitting(cpu, "2026-11-23T13:00:00Z").await;
    house.put(sitting, person(&house, "detention"), "Objet", None).await;
    house.convoke(sitting).await;
    let remind = || conferences::remind(&house.database, house.clock.now()).expect("reminded");
    assert_eq!(remind(), 0);
    house.set_clock("2026-11-22T09:01:00Z");
    assert_eq!(remind(), 2);
    let spip = kinds(&house, house.service("spip-douai"));
    assert_eq!(spip, [LetterKind::ContributionReminder, LetterKind::Convocation], "the convocation stands");
}

#[actix_web::test]
async fn a_late_action_is_asked_for_every_week_until_it_is_answered() {
    for house in houses(|_| {}) {
        let cpu = house.cpu().await;
        let sitting = house.sitting(cpu, NEXT_WEEK).await;
        let item = house.put(sitting, person(&house, "detention"), "Objet", None).await;
        house.convoke(sitting).await;
        let spip = house.service("spip-douai");
        give(&house, item, person(&house, "detention"), spip);
        house.look(|c| diesel::update(outbox::table).set(outbox::state.eq(LetterState::Sent)).execute(c));
        let remind = |at: &str| {
            house.set_clock(at);
            conferences::remind(&house.database, house.clock.now()).expect("reminded")
        };
        assert_eq!(remind("2026-12-04T22:30:00Z"), 0, "its last day isn't over");
        assert_eq!(remind("2026-12-04T23:30:00Z"), 0, "the minutes haven't gone round: nobody was given anything");
        set(&house, sitting, SittingState::Circulated);
        assert_eq!(remind("2026-12-04T22:30:00Z"), 0);
        assert_eq!(remind("2026-12-04T23:30:00Z"), 1);
        assert_eq!(remind("2026-12-11T23:00:00Z"), 0, "once a week");
        assert_eq!(remind("2026-12-11T23:30:00Z"), 1);
        assert_eq!(kinds(&house, spip), [LetterKind::ActionLate, LetterKind::ActionLate]);
        house.look(|c| diesel::update(action::table).set(action::state.eq(ActionState::Done)).execute(c));
        assert_eq!(remind("2026-12-30T23:30:00Z"), 0);
    }
}
