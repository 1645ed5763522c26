//! Every route refuses whom it must, says as little as it must, and the journal knows.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use actix_web::test::TestRequest;
use diesel::prelude::*;
use quadrige::db::schema::{clearance, journal_entry, session};
use quadrige::demo::world::World;
use quadrige::domain::ClearanceState;
use quadrige::web::routes::{Audience, ROUTES, Route};
use support::addresses::{Around, address, around, is_around_a_table, nobody};
use support::house::{Setting, TestHouse};
use support::portal::{Portal, Reply, WHY};
use support::table::nth;

/// Those with no valid clearance.
const UNCLEARED: &[&str] = &["sans-habilitation", "habilitation-expiree"];

/// The person of that path.
fn of(world: &World, path: &str) -> String {
    world.people[nth(path)].id.to_string()
}

fn at_tables() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| is_around_a_table(route))
}

async fn ask(portal: &Portal, cookie: &str, route: &Route, person: &str) -> Reply {
    static WORLD: OnceLock<World> = OnceLock::new();
    let path = address(WORLD.get_or_init(canaries::world), route, person);
    let observation = [
        ("observed_on", "2026-11-20"),
        ("setting", "offline"),
        ("observation_theme", "visits"),
        ("observation_text", "Calme."),
    ];
    match (route.method, route.path) {
        ("GET", _) => portal.get(cookie, &path).await,
        _ if is_around_a_table(route) || route.path.starts_with("/commissions") => {
            portal.post(cookie, &path, &[("x", "")]).await
        }
        (_, "/dossiers/{id}/motif") => portal.post(cookie, &path, WHY).await,
        (_, "/dossiers/{id}/observations") => portal.post(cookie, &path, &observation).await,
        (_, "/dossiers/{id}/corrections/{row}/{field}") => {
            portal.post(cookie, &path, &[("value", "X"), ("reason", "Erreur de saisie"), ("version", "1")]).await
        }
        (_, "/affichage") => portal.post(cookie, &path, &[("theme", "dark"), ("retour", "/")]).await,
        (_, "/deconnexion" | "/demo/personnages/{slug}" | "/sorties/{stay}/accuses") => {
            portal.post(cookie, &path, &[]).await
        }
        (_, path_of) if path_of.starts_with("/habilitations") => portal.post(cookie, &path, &[("x", "")]).await,
        (_, "/sessions/fermeture") => portal.post(cookie, &path, &[("session", "autres")]).await,
        // No file is sent: whoever may send one is told what kind of form is awaited.
        (_, "/registre" | "/registre/application" | "/protocole/propositions") => portal.post(cookie, &path, &[]).await,
        // What each of these forms wants is in `tests/institutions.rs`.
        _ if route.path.starts_with("/institutions") => portal.post(cookie, &path, &[("x", "")]).await,
        (_, "/journal/export") => {
            portal.post(cookie, &path, &[("reason", "Contrôle ordinaire du mois"), ("recipient", "moi")]).await
        }

        (_, "/protocole/propositions/{proposal}/signature" | "/protocole/propositions/{proposal}/abandon") => {
            portal.post(cookie, &path, &[("digest", "00")]).await
        }
        (_, other) => panic!("{other} is a new route: say here how it is asked"),
    }
}

fn tied() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| route.audience == Audience::Tied && !is_around_a_table(route))
}

/// Entries about this person, by outcome.
fn entries(house: &TestHouse, subject: &str) -> Vec<String> {
    house.look(|connection| {
        journal_entry::table
            .filter(journal_entry::subject_id.eq(subject))
            .order((journal_entry::recorded_at, journal_entry::id))
            .select(journal_entry::outcome)
            .load(connection)
    })
}

#[actix_web::test]
async fn who_is_not_signed_in_gets_to_the_sign_in_or_nowhere() {
    let house = TestHouse::of(canaries::world());
    let portal = Portal::open(&house).await;
    let person = of(&house.world, "detention");
    for route in ROUTES.iter().filter(|route| matches!(route.audience, Audience::Reader | Audience::Tied)) {
        let reply = ask(&portal, "", route, &person).await;
        if route.method == "GET" {
            assert_eq!((reply.status, reply.location()), (303, "/connexion"), "{}", route.path);
            assert_eq!(reply.body, "", "{}", route.path);
        } else {
            assert_eq!(reply.status, 401, "{}", route.path);
        }
    }
    assert!(entries(&house, &person).is_empty(), "nobody is nobody's entry");
}

#[actix_web::test]
async fn without_a_valid_clearance_nothing_opens_and_each_try_is_recorded() {
    let house = TestHouse::of(canaries::world());
    let portal = Portal::open(&house).await;
    let person = of(&house.world, "detention");
    let mut tries = 0;
    for slug in UNCLEARED {
        let cookie = portal.become_one(slug).await;
        for route in tied() {
            let reply = ask(&portal, &cookie, route, &person).await;
            assert_eq!(reply.status, 403, "{slug} {} {}", route.method, route.path);
            assert!(!reply.shows("kanari"), "{slug} {}", route.path);
            tries += 1;
        }
        for list in ["/", "/dossiers", "/journal/verification"] {
            assert_eq!(portal.get(&cookie, list).await.status, 403, "{slug} {list}");
        }
        // Nobody without a clearance lets anybody in. One's own observations are the exception: of no clearance, there are none.
        for route in ROUTES.iter().filter(|route| route.path.starts_with("/habilitations")) {
            let own = route.path.ends_with("/reponse");
            let expected = if own { 404 } else { 403 };
            let reply = ask(&portal, &cookie, route, &person).await;
            assert_eq!(reply.status, expected, "{slug} {} {}", route.method, route.path);
        }
    }
    let recorded = entries(&house, &person);
    assert_eq!(recorded, vec!["refused:no_clearance"; tries]);
}

#[actix_web::test]
async fn a_file_that_may_not_be_known_of_is_answered_like_one_that_does_not_exist() {
    let house = TestHouse::of(canaries::world());
    let portal = Portal::open(&house).await;
    // Another prison, another SPIP, another territory, a partner without a title, another inter-region.
    for (slug, path) in [
        ("surveillant-ailleurs", "detention"),
        ("cpip-ailleurs", "pre_release"),
        ("gendarmerie", "detention"),
        ("police", "elsewhere"),
        ("association", "detention"),
        ("pole-surveillance", "detention"),
        ("magistrat-controle", "pre_release"),
        ("administrateur", "detention"),
        ("disp", "elsewhere"),
        ("surveillant", "elsewhere"),
        ("surveillant", "transferred"),
        ("medecin", "community"),
        ("greffe", "genesis_closed"),
        ("procureur", "investigation"),
        ("regie", "detention"),
    ] {
        let (person, unknown) = (of(&house.world, path), nobody());
        let cookie = portal.become_one(slug).await;
        let before = (entries(&house, &person).len(), entries(&house, &unknown).len());
        for route in tied() {
            let (one, other) =
                (ask(&portal, &cookie, route, &person).await, ask(&portal, &cookie, route, &unknown).await);
            assert_eq!(one.status, 404, "{slug} {} {}", route.method, route.path);
            assert_eq!(one.headers, other.headers, "{slug} {}", route.path);
            let neutral = |reply: &Reply, id: &str| reply.body.replace(id, "ID");
            assert_eq!(neutral(&one, &person), neutral(&other, &unknown), "{slug} {}", route.path);
        }
        let after = (entries(&house, &person).len(), entries(&house, &unknown).len());
        assert_eq!(after.0 - before.0, after.1 - before.1, "{slug}: as many entries for both");
        assert!(after.0 - before.0 >= tied().count(), "{slug}: each try has its entry");
        assert!(entries(&house, &unknown).iter().all(|outcome| outcome == "refused:no_such_file"));
    }
}

/// Every entry there is: its identifier and its outcome.
fn all_entries(house: &TestHouse) -> BTreeMap<String, String> {
    let rows: Vec<(String, String)> =
        house.look(|c| journal_entry::table.select((journal_entry::id, journal_entry::outcome)).load(c));
    rows.into_iter().collect()
}

#[actix_web::test]
async fn around_a_table_nothing_opens_without_a_valid_clearance_and_each_try_is_recorded() {
    let house = TestHouse::of(canaries::world());
    let there = around(&house).await;
    let portal = Portal::open(&house).await;
    for slug in UNCLEARED {
        let cookie = portal.become_one(slug).await;
        for route in at_tables() {
            let before = all_entries(&house);
            let reply = there.ask(&portal, &cookie, route).await;
            assert_eq!(reply.status, 403, "{slug} {} {}", route.method, route.path);
            assert!(!reply.shows("kanari"), "{slug} {}", route.path);
            let mut left = all_entries(&house);
            left.retain(|id, _| !before.contains_key(id));
            assert!(!left.is_empty(), "{slug} {} {} left no entry", route.method, route.path);
            assert!(left.values().all(|outcome| outcome == "refused:no_clearance"), "{slug} {}: {left:?}", route.path);
        }
        for list in ["/commissions", "/actions"].iter().filter(|list| ROUTES.iter().any(|route| route.path == **list)) {
            assert_eq!(portal.get(&cookie, list).await.status, 403, "{slug} {list}");
        }
    }
}

#[actix_web::test]
async fn around_a_table_what_may_not_be_known_of_is_answered_like_what_does_not_exist() {
    let house = TestHouse::of(canaries::world());
    let (there, nothing) = (around(&house).await, Around::nothing());
    let portal = Portal::open(&house).await;
    let mut wrong = Vec::new();
    // Another prison and its SPIP, forces, a partner, those above, and services that follow the person and aren't invited.
    for slug in [
        "surveillant-ailleurs",
        "cpip-ailleurs",
        "police",
        "association",
        "prefecture",
        "dap",
        "disp",
        "procureur",
        "pole-surveillance",
        "magistrat-controle",
        "administrateur",
    ] {
        let cookie = portal.become_one(slug).await;
        for route in at_tables() {
            let before = all_entries(&house).len();
            let one = there.ask(&portal, &cookie, route).await;
            let between = all_entries(&house).len();
            let other = nothing.ask(&portal, &cookie, route).await;
            let after = all_entries(&house).len();
            let which = format!("{slug} {} {}", route.method, route.path);
            if (one.status, other.status) != (404, 404) {
                wrong.push(format!("{which}: {} and {}", one.status, other.status));
            }
            if one.headers != other.headers || there.neutral(&one.body) != nothing.neutral(&other.body) {
                wrong.push(format!("{which}: other bytes"));
            }
            if between - before != after - between || between == before {
                wrong.push(format!("{which}: {} entries and {}", between - before, after - between));
            }
        }
    }
    // A member of the commission who isn't invited to anything: the commission is there for him, its sittings aren't.
    let cookie = portal.become_one("dpip").await;
    for route in at_tables().filter(|route| route.audience == Audience::Tied) {
        let (one, other) = (there.ask(&portal, &cookie, route).await, nothing.ask(&portal, &cookie, route).await);
        let is_alike = there.neutral(&one.body) == nothing.neutral(&other.body);
        if (one.status, other.status, is_alike) != (404, 404, true) {
            wrong.push(format!("dpip {} {}: {} and {}", route.method, route.path, one.status, other.status));
        }
    }
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
}

#[actix_web::test]
async fn what_is_no_identifier_is_answered_alike() {
    let house = TestHouse::of(canaries::world());
    let portal = Portal::open(&house).await;
    let cookie = portal.become_one("surveillant").await;
    let unknown = portal.get(&cookie, &format!("/dossiers/{}", nobody())).await;
    for odd in ["1", "..%2f..", "%00", &"a".repeat(300), &nobody().to_uppercase()] {
        let reply = portal.get(&cookie, &format!("/dossiers/{odd}")).await;
        assert_eq!(reply.status, unknown.status, "{odd}");
    }
}

#[actix_web::test]
async fn a_clearance_withdrawn_at_noon_is_worth_nothing_at_the_next_click() {
    let house = TestHouse::of(canaries::world());
    let portal = Portal::open(&house).await;
    let person = of(&house.world, "detention");
    let cookie = portal.become_one("surveillant").await;
    assert_eq!(portal.get(&cookie, &format!("/dossiers/{person}")).await.status, 200);
    let agent = house.world.cast("surveillant").expect("the guard").id.to_string();
    house.look(|connection| {
        diesel::update(clearance::table.filter(clearance::agent_id.eq(&agent)))
            .set(clearance::state.eq(ClearanceState::Withdrawn))
            .execute(connection)
    });
    assert_eq!(portal.get(&cookie, &format!("/dossiers/{person}")).await.status, 403);
    assert_eq!(portal.get(&cookie, "/").await.status, 403);
}

#[actix_web::test]
async fn a_session_that_was_left_is_dead_for_whoever_kept_the_cookie() {
    let house = TestHouse::of(canaries::world());
    let portal = Portal::open(&house).await;
    let cookie = portal.become_one("surveillant").await;
    let left = portal.post(&cookie, "/deconnexion", &[]).await;
    assert_eq!((left.status, left.location()), (303, "/connexion"));
    assert!(left.header("clear-site-data").is_some());
    assert_eq!(portal.get(&cookie, "/").await.location(), "/connexion");
    // Becoming somebody else ends the former session too.
    let guard = portal.become_one("surveillant").await;
    portal.post(&guard, "/demo/personnages/greffe", &[]).await;
    assert_eq!(portal.get(&guard, "/").await.location(), "/connexion");
}

#[actix_web::test]
async fn a_demo_session_is_worth_nothing_in_service() {
    let demo = TestHouse::of(canaries::world());
    let portal = Portal::open(&demo).await;
    let cookie = portal.become_one("surveillant").await;
    let (_, token) = cookie.split_once('=').expect("a cookie");
    let service = TestHouse::with(canaries::world(), Setting { demo: false, ..Setting::default() });
    // The very session, brought over.
    type Row = (String, String, String, String, i64, i64);
    let rows: Vec<Row> = demo.look(|connection| {
        session::table
            .select((
                session::id,
                session::token_hash,
                session::agent_id,
                session::issuer,
                session::created_at,
                session::seen_at,
            ))
            .load(connection)
    });
    for (id, hash, agent, issuer, created, seen) in rows {
        service.look(|connection| {
            diesel::insert_into(session::table)
                .values((
                    session::id.eq(&id),
                    session::token_hash.eq(&hash),
                    session::agent_id.eq(&agent),
                    session::issuer.eq(&issuer),
                    session::created_at.eq(created),
                    session::seen_at.eq(seen),
                ))
                .execute(connection)
        });
    }
    let serve = Portal::open(&service).await;
    for name in ["quadrige", "__Host-quadrige"] {
        assert_eq!(serve.get(&format!("{name}={token}"), "/").await.location(), "/connexion");
    }
    for route in ROUTES.iter().filter(|route| route.audience == Audience::Demo) {
        assert_eq!(ask(&serve, "", route, "").await.status, 404, "{} is the demo's alone", route.path);
    }
}

#[actix_web::test]
async fn a_session_ends_after_half_an_hour_alone_and_after_ten_hours_in_all() {
    let house = TestHouse::of(canaries::world());
    let portal = Portal::open(&house).await;
    let idle = portal.become_one("surveillant").await;
    house.set_clock("2026-11-21T09:29:00Z");
    assert_eq!(portal.get(&idle, "/").await.status, 200);
    house.set_clock("2026-11-21T09:59:01Z");
    assert_eq!(portal.get(&idle, "/").await.location(), "/connexion");
    house.set_clock("2026-11-21T10:00:00Z");
    let busy = portal.become_one("greffe").await;
    for quarter in 1..40 {
        let (hour, minute) = (10 + quarter / 4, quarter % 4 * 15);
        house.set_clock(&format!("2026-11-21T{hour:02}:{minute:02}:00Z"));
        assert_eq!(portal.get(&busy, "/").await.status, 200, "{hour}:{minute}");
    }
    house.set_clock("2026-11-21T20:00:00Z");
    assert_eq!(portal.get(&busy, "/").await.location(), "/connexion");
}

#[actix_web::test]
async fn on_whose_behalf_somebody_looks_is_written_down() {
    let house = TestHouse::of(canaries::world());
    let portal = Portal::open(&house).await;
    let person = of(&house.world, "detention");
    let cookie = portal.become_one("surveillant").await;
    let form = [
        ("purpose", "cooperation"),
        ("reason", "Demandé par téléphone ce matin"),
        ("behalf_name", "Mme Tissot"),
        ("behalf_service", "Parquet de Douai"),
    ];
    assert_eq!(portal.post(&cookie, &format!("/dossiers/{person}/motif"), &form).await.status, 303);
    assert_eq!(portal.get(&cookie, &format!("/dossiers/{person}")).await.status, 200);
    let last: (Option<String>, Option<String>, Option<String>) = house.look(|connection| {
        journal_entry::table
            .filter(journal_entry::subject_id.eq(&person))
            .filter(journal_entry::operation.eq("consultation"))
            .select((journal_entry::purpose, journal_entry::reason, journal_entry::on_behalf_of))
            .first(connection)
    });
    assert_eq!(last.0.as_deref(), Some("cooperation"));
    assert_eq!(last.1.as_deref(), Some("Demandé par téléphone ce matin"));
    let behalf = last.2.unwrap_or_default();
    assert!(behalf.contains("Tissot") && behalf.contains("Parquet de Douai"), "{behalf}");
    // Half of it is not enough.
    let half =
        [("purpose", "cooperation"), ("reason", "Demandé par téléphone ce matin"), ("behalf_name", "Mme Tissot")];
    assert_eq!(portal.post(&cookie, &format!("/dossiers/{person}/motif"), &half).await.status, 422);
}

#[actix_web::test]
async fn a_form_sent_from_another_site_is_turned_away() {
    let house = TestHouse::of(canaries::world());
    let portal = Portal::open(&house).await;
    let cookie = portal.become_one("surveillant").await;
    for route in ROUTES.iter().filter(|route| route.method == "POST") {
        let path = address(&house.world, route, &of(&house.world, "detention"));
        for headers in [
            [("sec-fetch-site", "cross-site"), ("host", "q.example")],
            [("origin", "https://elsewhere.example"), ("host", "q.example")],
        ] {
            let mut request = TestRequest::post().uri(&path).insert_header(("cookie", cookie.as_str()));
            for header in headers {
                request = request.insert_header(header);
            }
            assert_eq!(portal.send(request).await.status, 403, "{path}");
        }
    }
    assert_eq!(portal.get(&cookie, "/").await.status, 200, "and nobody was signed out by it");
}

#[actix_web::test]
async fn every_answer_forbids_scripts_frames_and_caches() {
    let house = TestHouse::of(canaries::world());
    let portal = Portal::open(&house).await;
    let cookie = portal.become_one("surveillant").await;
    for path in ["/", "/dossiers", "/nowhere", &format!("/dossiers/{}", nobody()), "/connexion"] {
        let reply = portal.get(&cookie, path).await;
        assert!(
            reply.header("content-security-policy").is_some_and(|csp| csp.contains("default-src 'none'")),
            "{path}"
        );
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{path}");
    }
}
