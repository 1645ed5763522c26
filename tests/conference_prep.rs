//! Preparing a sitting through the portal: the commission, the agenda in one submission, the guests, the convocation.

mod support;

use actix_web::test::TestRequest;
use diesel::prelude::*;
use jiff::civil::{Date, date};
use quadrige::db::schema::{action, agenda_item, invitation, outbox, review};
use quadrige::db::{Day, Moment};
use quadrige::demo::world::{World, build};
use quadrige::domain::conference::ActionState;
use quadrige::domain::{Id, LetterKind, Person};
use support::house::{TODAY, TestHouse};
use support::portal::{Portal, Reply};
use support::table::{NEXT_WEEK, lasting};

const PRISON: &str = "cp-marais-de-scarpe";

/// Enough people of the demo for an agenda, with clearances that last.
fn world() -> World {
    lasting(build(160, 11, TODAY))
}

/// On each engine that is there.
fn houses() -> Vec<TestHouse> {
    TestHouse::everywhere(world)
}

/// Those who are held in the cast's prison; with a date of release, or without.
fn held(house: &TestHouse) -> Vec<(Id<Person>, String, Option<Date>)> {
    let prison = house.service(PRISON);
    let people = house.world.people.iter().filter_map(|person| {
        let stay = person.stays.last()?;
        let is_here = stay.prison == prison && stay.released_at.is_none();
        is_here.then(|| (person.id.cast(), person.family_name.clone(), stay.release_on))
    });
    people.collect()
}

fn elsewhere(house: &TestHouse) -> Id<Person> {
    let prison = house.service(PRISON);
    let other = |stay: &quadrige::demo::world::StaySeed| stay.prison != prison && stay.released_at.is_none();
    house
        .world
        .people
        .iter()
        .find(|known| known.stays.len() == 1 && other(&known.stays[0]))
        .expect("somebody")
        .id
        .cast()
}

/// A review is due, as the rhythm derives it.
fn due(house: &TestHouse, cpu: &str, person: Id<Person>, on: Date, because: &str) {
    house.look(|c| {
        diesel::insert_into(review::table)
            .values((
                review::person_id.eq(person),
                review::commission_id.eq(cpu),
                review::due_on.eq(Day(on)),
                review::because.eq(because),
            ))
            .execute(c)
    });
}

fn letters(house: &TestHouse, kind: LetterKind) -> i64 {
    house.look(|c| outbox::table.filter(outbox::kind.eq(kind)).count().get_result(c))
}

fn items(house: &TestHouse) -> i64 {
    house.look(|c| agenda_item::table.filter(agenda_item::withdrawn_at.is_null()).count().get_result(c))
}

/// Sends a form whose fields are made on the way.
async fn send(portal: &Portal, cookie: &str, path: &str, form: &[(String, String)]) -> Reply {
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    portal.post(cookie, path, &form).await
}

/// Plans a sitting in a week; gives its address.
async fn plan(portal: &Portal, cookie: &str, cpu: &str) -> String {
    let form =
        [("on", "2026-11-28"), ("hour", "14:00"), ("place", "Salle de commission ; à distance\u{a0}: poste 4012")];
    let planned = portal.post(cookie, &format!("{cpu}/seances"), &form).await;
    assert_eq!(planned.status, 303, "{}", planned.body);
    planned.location().split('?').next().unwrap().to_owned()
}

/// Creates the commission with its usual composition; gives its address.
async fn create(portal: &Portal, cookie: &str) -> String {
    let page = portal.get(cookie, "/commissions").await;
    assert_eq!(page.status, 200);
    let seats: Vec<(String, String)> = page
        .body
        .split("name=\"seat\"")
        .skip(1)
        .map(|field| field.split('>').next().unwrap())
        .filter(|field| field.contains(" checked"))
        .map(|field| field.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned())
        .map(|value| ("seat".to_owned(), value))
        .collect();
    assert!(seats.len() >= 4, "direction, management, education, health at least: {seats:?}");
    let made = send(portal, cookie, "/commissions", &seats).await;
    assert_eq!(made.status, 303, "{}", made.body);
    made.location().split('?').next().unwrap().to_owned()
}

#[actix_web::test]
async fn a_cpu_of_twelve_is_prepared_in_three_submissions() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("chef-etablissement").await;
        let cpu = create(&portal, &head).await;
        let held = held(&house);
        assert!(held.len() >= 13, "{} are held there", held.len());
        let id = cpu.rsplit('/').next().unwrap();
        let (near, _, release) = held.iter().find(|(_, _, release)| release.is_some()).expect("a release").clone();
        assert!(release.is_some());
        for (n, (person, ..)) in held.iter().take(10).enumerate() {
            due(&house, id, *person, date(2026, 11, i8::try_from(14 + n).unwrap()), "arrival");
        }
        if !held.iter().take(10).any(|(person, ..)| *person == near) {
            due(&house, id, near, date(2026, 11, 16), "before_release");
        }

        // 1. Plan.
        let sitting = plan(&portal, &head, &cpu).await;
        // 2. Twelve at once: those due, and others found by name on the way, which costs no submission.
        let points = format!("{sitting}/points");
        let page = portal.get(&head, &points).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.shows("en retard de 7\u{a0}jours"), "{}", page.body);
        let others = &held[10..12];
        let mut form: Vec<(String, String)> = vec![("q".to_owned(), others[0].1.clone())];
        form.push(("search".to_owned(), "yes".to_owned()));
        form.push(("person".to_owned(), held[0].0.to_string()));
        let found = send(&portal, &head, &points, &form).await;
        assert_eq!(found.status, 200);
        assert!(found.shows("trouvé par son nom") || found.shows("en retard"), "{}", found.body);
        assert!(found.body.contains(&format!("value=\"{}\" checked", held[0].0)), "what was chosen is kept");

        let mut form: Vec<(String, String)> =
            others.iter().map(|(_, name, _)| ("searched".to_owned(), name.clone())).collect();
        for (person, ..) in held.iter().take(12) {
            form.push(("person".to_owned(), person.to_string()));
            form.push((format!("theme-{person}"), "sentence_path".to_owned()));
            form.push((format!("object-{person}"), "Point sur le parcours".to_owned()));
        }
        let also = page.body.split("name=\"also\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1));
        let health = also.and_then(|rest| rest.split('"').next()).expect("health is offered");
        form.push(("also".to_owned(), health.to_owned()));
        let added = send(&portal, &head, &points, &form).await;
        assert_eq!(added.status, 303, "{}", added.body);
        assert_eq!(items(&house), 12);
        // 3. Convoke, after a look at whom the mail goes to and what it says.
        let preview = portal.get(&head, &format!("{sitting}/convocation")).await;
        assert_eq!(preview.status, 200, "{}", preview.body);
        assert!(preview.shows("12\u{a0}points") && preview.shows("convocation à une commission"));
        for (_, name, _) in held.iter().take(12) {
            assert!(!preview.shows(name), "the mail names nobody");
        }
        let convoked = portal.post(&head, &format!("{sitting}/convocation"), &[]).await;
        assert_eq!(convoked.status, 303, "{}", convoked.body);
        assert!(letters(&house, LetterKind::Convocation) >= 3, "SPIP or education, and health");

        let done = portal.get(&head, &format!("{sitting}?fait=convocation")).await;
        assert!(done.shows("séance du 28/11/2026 à\u{a0}14\u{a0}h") && done.shows("contributions manquent"));
        assert!(done.shows("revue à échéance") && done.shows("ouverture"));
        let late = portal.post(&head, &points, &[("person", &held[0].0.to_string())]).await;
        assert_eq!(late.status, 422);
    }
}

#[actix_web::test]
async fn who_is_invited_reads_the_same_page_with_his_own_items_and_no_form() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let cpu = house.cpu().await;
        let sitting = house.sitting(cpu, NEXT_WEEK).await;
        let held = held(&house);
        house.put(sitting, held[0].0, "Objet un", Some(vec![house.guest("spip-douai", None, false)])).await;
        house.put(sitting, held[1].0, "Objet deux", None).await;
        let page = format!("/seances/{sitting}");
        let nobody = format!("/seances/{}", Id::<u8>::from_bytes([255; 16]));
        let school = portal.become_one("dpip").await;
        let before = portal.get(&school, &page).await;
        let unknown = portal.get(&school, &nobody).await;
        assert_eq!((before.status, &before.body), (404, &unknown.body));
        house.convoke(sitting).await;
        let seen = portal.get(&school, &page).await;
        assert_eq!(seen.status, 200);
        assert!(seen.shows("la vôtre est attendue") && seen.shows("objet un"));
        assert!(!seen.body.contains("Monter") && !seen.body.contains("qd-steps\""), "no form for who doesn't keep it");
        // Whoever isn't invited, and whoever isn't of the secretariat.
        for slug in ["jap", "police", "procureur"] {
            let stranger = portal.become_one(slug).await;
            for (method, under) in [
                ("GET", ""),
                ("GET", "/points"),
                ("POST", "/points"),
                ("GET", "/convocation"),
                ("POST", "/convocation"),
                ("GET", "/date"),
                ("GET", "/annulation"),
            ] {
                let ask = |path: String| {
                    let portal = portal.clone();
                    let stranger = stranger.clone();
                    async move {
                        if method == "GET" {
                            portal.get(&stranger, &path).await
                        } else {
                            portal.post(&stranger, &path, &[]).await
                        }
                    }
                };
                let (there, nowhere) = (ask(format!("{page}{under}")).await, ask(format!("{nobody}{under}")).await);
                assert_eq!(there.status, 404, "{slug} {method} {under}");
                assert_eq!(there.body, nowhere.body, "{slug} {method} {under}");
            }
        }
        let guard = portal.become_one("surveillant").await;
        assert_eq!(portal.get(&guard, &page).await.status, 200);
        for path in [format!("{page}/points"), format!("{page}/convocation"), format!("{page}/date")] {
            let told = portal.get(&guard, &path).await;
            assert!(told.status == 409 && told.shows("tiennent l’ordre du jour"), "{path}: {}", told.status);
        }
        let told = portal.post(&guard, &format!("/commissions/{cpu}/seances"), &[]).await;
        assert_eq!(told.status, 409);
        let dpip = portal.get(&school, &format!("/commissions/{cpu}")).await;
        assert!(dpip.status == 200 && dpip.shows("voix délibérative") && !dpip.shows("Ajouter un siège"));
        let jap = portal.become_one("jap").await;
        let hidden = portal.get(&jap, &format!("/commissions/{cpu}")).await;
        assert_eq!(hidden.status, 404);
        assert_eq!(hidden.body, portal.get(&jap, "/commissions/zzz").await.body);
    }
}

#[actix_web::test]
async fn what_is_wrong_is_said_beside_its_field_and_nothing_is_half_done() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("chef-etablissement").await;
        let cpu = create(&portal, &head).await;
        let again = portal.post(&head, "/commissions", &[]).await;
        assert_eq!(again.status, 409, "there is one already");

        for (on, hour, place, what) in [
            ("2026-11-20", "14:00", "Salle", "Cette date est passée"),
            ("2028-11-20", "14:00", "Salle", "trop éloignée"),
            ("", "14:00", "Salle", "Indiquez la date"),
            ("2026-11-28", "25:00", "Salle", "Indiquez l’heure"),
            ("2026-11-28", "14:00", "", "Indiquez le lieu"),
            ("2027-03-28", "02:30", "Salle", "n’existe pas ce jour-là"),
        ] {
            let form = [("on", on), ("hour", hour), ("place", place)];
            let faulty = portal.post(&head, &format!("{cpu}/seances"), &form).await;
            assert!(faulty.status == 422 && faulty.shows(what), "{on} {hour}: {}", faulty.body);
            assert_eq!(faulty.field("on").as_deref(), Some(on), "what was typed is kept");
        }
        let sitting = plan(&portal, &head, &cpu).await;
        let empty = portal.post(&head, &format!("{sitting}/convocation"), &[]).await;
        assert!(empty.status == 409 && empty.shows("L’ordre du jour est vide"));
        assert!(portal.get(&head, &format!("{sitting}/convocation")).await.shows("L’ordre du jour est vide"));

        // Held elsewhere, unknown, none at all, an object left out: each said, and nobody added.
        let points = format!("{sitting}/points");
        let (here, name, _) = held(&house)[0].clone();
        let row = |person: &str, object: &str| {
            vec![
                ("searched".to_owned(), name.clone()),
                ("person".to_owned(), person.to_owned()),
                (format!("theme-{person}"), "arrival".to_owned()),
                (format!("object-{person}"), object.to_owned()),
            ]
        };
        let nobody = Id::<Person>::from_bytes([255; 16]).to_string();
        for other in [elsewhere(&house).to_string(), nobody, "zzz".to_owned()] {
            let mut form = row(&here.to_string(), "Bilan d’arrivée");
            form.extend(row(&other, "Bilan"));
            let faulty = send(&portal, &head, &points, &form).await;
            assert!(faulty.status == 422 && faulty.shows("Une des personnes choisies"), "{other}: {}", faulty.body);
            assert!(faulty.shows("Bilan d’arrivée"), "what was typed is kept");
            assert_eq!(items(&house), 0, "nothing is half done");
        }
        let faulty = send(&portal, &head, &points, &row(&here.to_string(), "")).await;
        assert!(faulty.status == 422 && faulty.shows("indiquez l’objet"));
        let faulty = portal.post(&head, &points, &[]).await;
        assert!(faulty.status == 422 && faulty.shows("Choisissez au moins une personne"));
        assert_eq!(send(&portal, &head, &points, &row(&here.to_string(), "Bilan")).await.status, 303);
        assert_eq!(items(&house), 1);
        let twice = send(&portal, &head, &points, &row(&here.to_string(), "Bilan")).await;
        assert!(twice.status == 422 && twice.shows("déjà inscrite"), "{}", twice.body);

        // Two move the same sitting.
        let form = portal.get(&head, &format!("{sitting}/date")).await;
        let version = form.field("version").expect("a version");
        let mine = [("on", "2026-11-30"), ("hour", "09:30"), ("place", "Salle A"), ("version", version.as_str())];
        assert_eq!(portal.post(&head, &format!("{sitting}/date"), &mine).await.status, 303);
        let theirs = [("on", "2026-12-01"), ("hour", "10:00"), ("place", "Salle B"), ("version", version.as_str())];
        let registry = portal.become_one("greffe").await;
        let conflict = portal.post(&registry, &format!("{sitting}/date"), &theirs).await;
        assert_eq!(conflict.status, 422);
        assert!(conflict.shows("Quelqu’un d’autre vient de modifier") && conflict.shows("salle a"), "both are shown");
        assert_eq!(conflict.field("on").as_deref(), Some("2026-12-01"));

        let cancelled = portal.post(&head, &format!("{sitting}/annulation"), &[("reason", "")]).await;
        assert_eq!(cancelled.status, 422);
        let cancelled = portal.post(&head, &format!("{sitting}/annulation"), &[("reason", "Salle indisponible")]).await;
        assert_eq!(cancelled.status, 303);
        assert!(portal.get(&head, &sitting).await.shows("Salle indisponible"));
        assert_eq!(portal.get(&head, &points).await.status, 409);
    }
}

#[actix_web::test]
async fn a_partner_is_invited_by_name_and_with_consent_and_told_of_what_changes() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("chef-etablissement").await;
        let cpu = house.cpu().await;
        let sitting = house.sitting(cpu, NEXT_WEEK).await;
        let people = held(&house);
        let item = house.put(sitting, people[0].0, "Objet", None).await;
        let other = house.put(sitting, people[1].0, "Objet", None).await;
        let page = format!("/seances/{sitting}/points/{item}/invitations");
        let association = house.service("association-passerelles").to_string();
        let agent = house.agent("association").to_string();

        let form = portal.get(&head, &format!("{page}?nature=association&service={association}")).await;
        assert!(form.shows("Qui viendra") && form.shows("Consentement exprès"), "{}", form.body);
        let unnamed = [("service", association.as_str()), ("voice", "consultative"), ("consent_on", "2026-11-20")];
        let faulty = portal.post(&head, &page, &unnamed).await;
        assert!(faulty.status == 422 && faulty.shows("invité nommément. Choisissez"), "{}", faulty.body);
        let without = [("service", association.as_str()), ("agent", agent.as_str()), ("voice", "consultative")];
        let faulty = portal.post(&head, &page, &without).await;
        assert!(faulty.status == 422 && faulty.shows("consenti expressément"), "{}", faulty.body);
        let ahead = [("service", association.as_str()), ("agent", agent.as_str()), ("consent_on", "2026-12-20")];
        assert_eq!(portal.post(&head, &page, &ahead).await.status, 422);

        house.convoke(sitting).await;
        assert_eq!(letters(&house, LetterKind::Convocation), 2, "SPIP and education");
        let whole = [
            ("service", association.as_str()),
            ("agent", agent.as_str()),
            ("voice", "consultative"),
            ("consent_on", "2026-11-20"),
        ];
        assert_eq!(portal.post(&head, &page, &whole).await.status, 303);
        assert_eq!(letters(&house, LetterKind::Convocation), 3, "a new guest is convoked");
        let guest = portal.become_one("association").await;
        let seen = portal.get(&guest, &format!("/seances/{sitting}")).await;
        assert!(seen.status == 200 && seen.shows("1\u{a0}point"), "{}", seen.status);
        let at_other = format!("/seances/{sitting}/points/{other}/invitations");
        assert_eq!(portal.get(&guest, &at_other).await.status, 404);

        let gone = [("service", association.as_str()), ("agent", agent.as_str())];
        assert_eq!(portal.post(&head, &format!("{page}/retrait"), &gone).await.status, 303);
        assert_eq!(portal.get(&guest, &format!("/seances/{sitting}")).await.status, 404);

        // Order, and a withdrawal that asks first.
        let base = format!("/seances/{sitting}/points/{other}");
        assert_eq!(portal.post(&head, &format!("{base}/ordre"), &[("move", "up")]).await.status, 303);
        let first: Id<quadrige::domain::AgendaItem> =
            house.look(|c| agenda_item::table.order(agenda_item::position).select(agenda_item::id).first(c));
        assert_eq!(first, other);
        let asks = portal.post(&head, &format!("{base}/retrait"), &[]).await;
        assert!(asks.status == 200 && asks.shows("Retirer ce point"));
        assert_eq!(items(&house), 2);
        assert_eq!(portal.post(&head, &format!("{base}/retrait"), &[("confirm", "yes")]).await.status, 303);
        assert_eq!(items(&house), 1);
    }
}

#[actix_web::test]
async fn a_late_action_comes_onto_the_next_agenda_by_itself() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("chef-etablissement").await;
        let cpu = house.cpu().await;
        let first = house.sitting(cpu, NEXT_WEEK).await;
        let people = held(&house);
        let item = house.put(first, people[0].0, "Objet", None).await;
        let by = house.agent("chef-etablissement");
        let payload = quadrige::access::SealedPayload::new(&std::collections::BTreeMap::new());
        let at = Moment("2026-11-02T09:00:00Z".parse().unwrap());
        house.look(|c| {
            diesel::insert_into(action::table)
                .values((
                    action::id.eq("late-one"),
                    action::item_id.eq(item),
                    action::person_id.eq(people[0].0),
                    action::institution_id.eq(house.service("sante-cp-marais-de-scarpe")),
                    action::agent_id.eq(""),
                    action::due_on.eq(Day(date(2026, 11, 10))),
                    action::state.eq(ActionState::Open),
                    action::payload.eq(payload),
                    action::given_by.eq(by),
                    action::given_at.eq(at),
                ))
                .execute(c)
        });
        let form = [("on", "2026-12-12"), ("hour", "14:00"), ("place", "Salle de commission")];
        let planned = portal.post(&head, &format!("/commissions/{cpu}/seances"), &form).await;
        assert_eq!(planned.status, 303, "{}", planned.body);
        let page = portal.get(&head, planned.location()).await;
        assert!(page.shows("1\u{a0}personne est inscrite à l’ordre du jour d’office"), "{}", page.body);
        assert!(page.shows("action en retard"));
        let guests: i64 = house.look(|c| {
            invitation::table
                .filter(invitation::institution_id.eq(house.service("sante-cp-marais-de-scarpe")))
                .count()
                .get_result(c)
        });
        assert_eq!(guests, 1, "who has to act is invited");
    }
}

#[actix_web::test]
async fn why_a_review_is_due_is_said_to_who_may_know_the_release() {
    let house = TestHouse::of(world());
    let portal = Portal::open(&house).await;
    let head = portal.become_one("chef-etablissement").await;
    let cpu = house.cpu().await.to_string();
    let list = format!("/commissions/{cpu}/revues");
    assert!(portal.get(&head, &list).await.shows("Aucune situation à revoir"));
    let held = held(&house);
    let (near, ..) = held.iter().find(|(_, _, release)| release.is_some()).expect("a release").clone();
    let (other, ..) = held.iter().find(|(person, ..)| *person != near).unwrap().clone();
    due(&house, &cpu, near, date(2026, 11, 16), "before_release");
    due(&house, &cpu, other, date(2026, 11, 24), "decision");
    house.sitting(cpu.parse_id(), NEXT_WEEK).await;
    let page = portal.get(&head, &list).await;
    assert!(page.shows("2\u{a0}situations à revoir, dont 1 en retard"), "{}", page.body);
    assert!(page.shows("en retard de 5\u{a0}jours") && page.shows("revue fixée par une décision"));
    assert!(page.body.contains("sortie dans") || page.body.contains("de la sortie"), "{}", page.body);
    assert!(page.shows("Inscrire à la séance du 28/11/2026 à\u{a0}14\u{a0}h"));
    let teacher = portal.become_one("dpip").await;
    assert!(!portal.get(&teacher, &list).await.shows("Inscrire à la"));
    let path = page.body.split("formaction=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let chosen = portal.get(&head, &format!("{path}?choisi={near}")).await;
    assert!(chosen.body.contains(&format!("value=\"{near}\" checked")));
    let get = portal.send(TestRequest::get().uri(&list)).await;
    assert_eq!(get.status, 303);
}

trait ParseId {
    fn parse_id<T>(&self) -> Id<T>;
}

impl ParseId for String {
    fn parse_id<T>(&self) -> Id<T> {
        Id::parse(self).expect("an identifier")
    }
}
