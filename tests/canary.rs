//! Every route, every member of the cast, every person: what a page shows is what the law lets it show, both ways.
//!
//! The world holds canaries, texts and days that stand nowhere else; the oracle is a second reading of the matrix.

#[path = "canary/world.rs"]
mod canaries;
#[path = "canary/finds.rs"]
mod finds;
#[expect(dead_code, reason = "nobody sits at a table in this world: `table_canary` has some")]
mod oracle;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::{Arc, Mutex};

use canaries::{PATHS, world};
use diesel::prelude::*;
use finds::{among, canaries_of, found, granted, name_of, words};
use oracle::{Oracle, rows_of};
use quadrige::db::Engine;
use quadrige::db::schema::{alert, journal_entry};
use quadrige::demo::world::{PersonSeed, World};
use quadrige::domain::{DataCategory, Field, Level};
use quadrige::web::routes::{Audience, ROUTES};
use support::house::{Setting, TODAY, TestHouse};
use support::portal::{Portal, Reply};

/// Addresses of one person for a pattern of the table; the first shows everything that there is to see.
fn addresses(path: &str, person: &PersonSeed) -> Vec<String> {
    let of = |path: &str| path.replace("{id}", &person.id.to_string());
    match path {
        "/dossiers/{id}" => vec![of(path), of("/dossiers/{id}?fondements=oui")],
        "/dossiers/{id}/impression" => vec![of(path)],
        "/dossiers/{id}/chronologie" => vec![of(path), of("/dossiers/{id}/chronologie?rubrique=observation")],
        "/dossiers/{id}/historique" | "/dossiers/{id}/motif" | "/dossiers/{id}/observations/nouvelle" => vec![of(path)],
        "/sorties/{stay}" => person.stays.iter().map(|stay| format!("/sorties/{}", stay.id)).collect(),
        "/dossiers/{id}/corrections/{row}/{field}" => {
            let target =
                |row: String, field: Field| of(path).replace("{row}", &row).replace("{field}", field.spec().key);
            let mut targets = vec![target(person.id.to_string(), Field::Aliases)];
            targets.extend(person.stays.last().map(|stay| target(stay.id.to_string(), Field::ReleaseDate)));
            targets.push(target(person.records[0].id.to_string(), Field::ObservationText));
            targets
        }
        other => panic!("{other} is a new route: say here what it may show"),
    }
}

/// Commissions, sittings and their items are crawled by `table_canary`, in a world that has some.
fn is_around_a_table(path: &str) -> bool {
    ["/commissions/", "/seances/", "/actions/"].iter().any(|start| path.starts_with(start))
}

/// Pages about nobody in particular.
fn general(path: &str, world: &World) -> Vec<String> {
    let people = &world.people;
    match path {
        "/institutions" => ["", "?q=scarpe", "?nature=prison", "?page=2"].map(|q| format!("/institutions{q}")).to_vec(),
        path if path.starts_with("/institutions/") => services(path, world),
        "/dossiers" => {
            let mut pages =
                vec!["/dossiers".to_owned(), "/dossiers?phase=detention".to_owned(), "/dossiers?page=2".to_owned()];
            // Searches for what stands in the first two files.
            pages.extend(
                people
                    .iter()
                    .take(2)
                    .flat_map(|p| [p.family_name.as_str(), p.aliases.as_deref().unwrap_or_default()])
                    .map(|q| format!("/dossiers?q={q}")),
            );
            pages
        }
        "/sorties" => ["", "?jours=7", "?jours=90", "?attente=accuse", "?attente=destinataire"]
            .map(|which| format!("/sorties{which}"))
            .to_vec(),
        // An entry that isn't there: those that are, of a journal that is full, are crawled by `journal_reading`.
        "/journal/{entry}" => vec![path.replace("{entry}", &people[0].id.to_string())],
        "/journal" => {
            let about = people.iter().take(2).map(|person| format!("/journal?personne={}", person.id));
            about.chain(["/journal".to_owned(), "/journal?issue=refused:no_such_file".to_owned()]).collect()
        }
        // With what a letter about clearances that end leads to.
        "/habilitations" => ["", "?etat=active&fin=2030-12-31"].map(|which| format!("{path}{which}")).to_vec(),
        path if path.starts_with("/habilitations/") && path.contains('{') => {
            // The guard's own clearance, seen by everybody.
            let guard = world.cast("surveillant").expect("the guard");
            let clearance = guard.clearance.as_ref().expect("his clearance").id.to_string();
            vec![
                path.replace("{agent}", &guard.id.to_string())
                    .replace("{clearance}", &clearance)
                    .replace("{campaign}", &clearance)
                    .replace("{act}", "suspension"),
            ]
        }
        "/protocole" => ["", "?forme=liste", "?fondements=oui"].map(|which| format!("/protocole{which}")).to_vec(),
        "/protocole/simulation" => ["", "?institution=prison&fonction=guard&stade=detention&lien=held"]
            .map(|as_whom| format!("/protocole/simulation{as_whom}"))
            .to_vec(),
        // One that isn't there: what a proposal shows is its own text, and names nobody who is followed.
        "/protocole/propositions/{proposal}" => vec![path.replace("{proposal}", &people[0].id.to_string())],
        "/connexion/{slug}" => vec!["/connexion/proconnect".to_owned()],
        "/assets/{file}" | "/theme/{file}" => vec![path.replace("{file}", "quadrige.css")],
        path => {
            assert!(!path.contains('{'), "{path} is a new route: say here what it may show");
            vec![path.to_owned()]
        }
    }
}

/// One service of each kind that matters to who may know of whom, with the account of somebody who works there.
fn services(path: &str, world: &World) -> Vec<String> {
    let of = |slug: &str| {
        let service = world.institutions.iter().find(|known| known.slug == slug).expect("a service");
        let agent = world.agents.iter().find(|known| known.institution == service.id).expect("an agent");
        path.replace("{service}", &service.id.to_string()).replace("{account}", &agent.id.to_string())
    };
    let pages: Vec<String> =
        ["cp-marais-de-scarpe", "spip-douai", "parquet-douai", "police-nord", "dap"].map(of).to_vec();
    assert!(pages.iter().all(|page| !page.contains('{')), "{path} is a new route: say here what it names");
    pages
}

/// Whatever is logged while the pages are made.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a log").write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_world_holds_every_field_of_the_catalogue() {
    let world = world();
    assert_eq!(world.people.len(), PATHS.len());
    let mut present: BTreeSet<Field> =
        [Field::Sex, Field::Nature, Field::ReleaseHour, Field::Quantum, Field::RemissionDays, Field::Place].into();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (n, person) in world.people.iter().enumerate() {
        for (text, canary) in canaries_of(person) {
            present.extend(canary.sources.iter().map(|(_, field)| *field));
            let is_commune =
                canary.sources.iter().any(|(_, f)| matches!(f, Field::DeclaredCommune | Field::LeaveCommune));
            if let Some(other) = seen.insert(text.clone(), n).filter(|other| *other != n && !is_commune) {
                panic!("{text} stands in {} and in {}", PATHS[n], PATHS[other]);
            }
        }
        present.extend(person.records.iter().flat_map(|record| record.fields.iter().map(|(field, _)| *field)));
    }
    // What is written around a table has a world of its own: `table_canary`.
    present.extend(Field::of(DataCategory::ConferenceRecord).filter(|field| !field.is_of_records()));
    let missing: Vec<_> = Field::ALL.iter().filter(|field| !present.contains(field)).collect();
    assert!(missing.is_empty(), "no person has {missing:?}: the crawl would not notice them");
    for category in DataCategory::ALL {
        assert!(Field::of(*category).next().is_some());
    }
}

/// Crawls, and gives what was seen that may not be and what was not seen that may be.
async fn crawl(house: &TestHouse, national: bool, every: usize) -> Vec<String> {
    let portal = Portal::open(house).await;
    // Whom the program told of a release: the table says what that lets them see.
    quadrige::alerts::reconcile(&house.database, &house.house.announcer, house.clock.now()).expect("told");
    let told = house.look(|connection| {
        alert::table.filter(alert::fate.eq("sent")).select((alert::institution_id, alert::person_id)).load(connection)
    });
    assert!(told.len() > 10, "{} alerts were told", told.len());
    let (world, oracle) = (&house.world, Oracle::read(national).told(told.into_iter().collect()));
    let all: Vec<_> = world.people.iter().map(canaries_of).collect();
    let mut wrong = Vec::new();
    let mut asked = 0;
    for who in world.agents.iter().filter(|agent| agent.slug.is_some()) {
        let slug = who.slug.unwrap_or_default();
        let cookie = portal.become_one(slug).await;
        let may: Vec<BTreeSet<&str>> = world
            .people
            .iter()
            .zip(&all)
            .map(|(person, canaries)| granted(&oracle, world, who, person, canaries))
            .collect();
        let check = |reply: &Reply, address: &str, about: Option<usize>| {
            let mut leaks = Vec::new();
            assert!(reply.status < 500, "{slug} {address}: {}", reply.status);
            let headers = reply.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect::<String>();
            let text = format!("{headers}{}", reply.body);
            let words = words(&text);
            for (n, canaries) in all.iter().enumerate() {
                let is_mine = about.is_none_or(|about| about == n);
                for leak in among(canaries, &words) {
                    let is_searched = address.contains(&leak.to_lowercase()) || address.contains(leak);
                    let is_shared_commune = leak.len() == 5 && !is_mine;
                    // Where a service stands is nobody's address: its page says so of every prison.
                    let is_seat = address.starts_with("/institutions/")
                        && world.institutions.iter().any(|known| known.commune.as_deref() == Some(leak));
                    // The days of an agent's clearance, drawn for the invented staff, may be those of somebody's life.
                    let is_about_agents =
                        address.starts_with("/habilitations") || address.starts_with("/institutions/");
                    let is_of_an_agent = is_about_agents
                        && world.agents.iter().filter_map(|agent| agent.clearance.as_ref()).any(|clearance| {
                            [clearance.starts_on, clearance.ends_on].iter().any(|day| day.to_string() == *leak)
                        });
                    if !(is_searched
                        || is_seat
                        || is_of_an_agent
                        || is_shared_commune
                        || is_mine && may[n].contains(leak))
                    {
                        leaks.push(format!(
                            "LEAK {slug} {address} [{}]: {leak}, {}",
                            PATHS[n],
                            name_of(canaries, leak)
                        ));
                    }
                }
            }
            leaks
        };
        let others = || ROUTES.iter().filter(|route| route.method == "GET" && !is_around_a_table(route.path));
        for route in others().filter(|route| route.audience != Audience::Tied) {
            for address in general(route.path, world) {
                asked += 1;
                if asked % every == 0 {
                    wrong.extend(check(&portal.get(&cookie, &address).await, &address, None));
                }
            }
        }
        for (n, person) in world.people.iter().enumerate() {
            for route in others().filter(|route| route.audience == Audience::Tied) {
                for (k, address) in addresses(route.path, person).into_iter().enumerate() {
                    asked += 1;
                    if asked % every != 0 {
                        continue;
                    }
                    let reply = portal.visit(&cookie, &address).await;
                    wrong.extend(check(&reply, &address, Some(n)));
                    let shows_all = k == 0 && ["/dossiers/{id}", "/dossiers/{id}/impression"].contains(&route.path);
                    if shows_all {
                        let seen = found(&all[n], &reply.body);
                        for missing in may[n].iter().filter(|text| !seen.contains(**text)) {
                            wrong.push(format!(
                                "MISSING {slug} {address} [{}]: {missing}, {}",
                                PATHS[n],
                                name_of(&all[n], missing)
                            ));
                        }
                    }
                }
            }
            // Forms that are wrong are sent back with the page around them.
            let id = person.id;
            for (path, form) in [
                (
                    format!("/dossiers/{id}/observations"),
                    &[("observed_on", "2100-01-01"), ("observation_text", "")][..],
                ),
                (format!("/dossiers/{id}/motif"), &[("purpose", "curiosity"), ("reason", "")]),
                (
                    format!("/dossiers/{id}/corrections/{id}/aliases"),
                    &[("value", ""), ("reason", ""), ("version", "1")],
                ),
            ] {
                asked += 1;
                if asked % every == 0 {
                    wrong.extend(check(&portal.post(&cookie, &path, form).await, &path, Some(n)));
                }
            }
        }
    }
    wrong
}

#[track_caller]
fn none(wrong: &[String]) {
    let (mut count, mut lines) = (BTreeMap::<String, usize>::new(), Vec::new());
    for line in wrong {
        // One line for each reader, page and field is enough to see what is wrong.
        let key = line
            .split(' ')
            .filter(|word| !word.contains("/dossiers") && !word.starts_with("Kanari"))
            .collect::<Vec<_>>()
            .join(" ");
        if *count.entry(key).and_modify(|n| *n += 1).or_insert(1) == 1 {
            lines.push(line.as_str());
        }
    }
    assert!(lines.is_empty(), "{} findings, {} kinds:\n{}", wrong.len(), lines.len(), lines.join("\n"));
}

/// The journal names references, never contents.
fn journal_holds_none(house: &TestHouse) {
    type Words =
        (String, String, String, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);
    let rows: Vec<Words> = house.look(|connection| {
        journal_entry::table
            .select((
                journal_entry::shown,
                journal_entry::actor_name,
                journal_entry::protocol,
                journal_entry::reason,
                journal_entry::record_id,
                journal_entry::subject_id,
                journal_entry::legal_ground,
                journal_entry::recipients,
            ))
            .load(connection)
    });
    assert!(rows.len() > 100, "the crawl left {} entries", rows.len());
    let text = format!("{rows:?}");
    for person in &house.world.people {
        assert_eq!(found(&canaries_of(person), &text), BTreeSet::new());
    }
}

#[actix_web::test]
async fn on_every_page_everyone_sees_what_the_matrix_grants_and_nothing_else() {
    let log = Log::default();
    let writer = log.clone();
    let _ =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).try_init();
    let house = TestHouse::of(world());
    none(&crawl(&house, true, 1).await);
    journal_holds_none(&house);
    let logged = String::from_utf8_lossy(&log.0.lock().expect("a log")).into_owned();
    for person in &house.world.people {
        let texts: Vec<_> = found(&canaries_of(person), &logged)
            .into_iter()
            .filter(|text| text.starts_with("Kanari"))
            .map(str::to_owned)
            .collect();
        assert_eq!(texts, Vec::<String>::new(), "in the log");
    }
}

#[actix_web::test]
async fn without_a_national_protocol_what_rests_on_practice_is_closed() {
    let house = TestHouse::with(world(), Setting { national: false, ..Setting::default() });
    none(&crawl(&house, false, 3).await);
}

#[actix_web::test]
async fn on_postgresql_a_fifth_of_the_pages_says_the_same() {
    let Some(cluster) = support::postgres::cluster() else { return };
    let engine = Engine::Postgres(cluster.fresh_database().expect("a database"));
    let house = TestHouse::with(world(), Setting { engine: Some(engine), ..Setting::default() });
    none(&crawl(&house, true, 5).await);
    journal_holds_none(&house);
}

/// A flip of one closed answer, and where it stands.
const FLIPS: &[(DataCategory, Field, &str)] = &[
    (DataCategory::HealthIndicators, Field::PriorSmpr, "no"),
    (DataCategory::HealthIndicators, Field::HungerStrike, "no"),
    (DataCategory::Discipline, Field::Sanction, "confinement"),
    (DataCategory::Discipline, Field::Fault, "third"),
    (DataCategory::Discipline, Field::SanctionDays, "8"),
    (DataCategory::Observation, Field::Setting, "online"),
    (DataCategory::Observation, Field::ObservationTheme, "extremism"),
    (DataCategory::ConferenceRecord, Field::CpuTheme, "suicide_prevention"),
    (DataCategory::Movements, Field::MovementKind, "extraction"),
    (DataCategory::IntelligenceNote, Field::Reliability, "unverified"),
];

/// Every page about one person, as one member of the cast gets it.
async fn pages(portal: &Portal, slug: &str, person: &PersonSeed) -> Vec<Reply> {
    let cookie = portal.become_one(slug).await;
    let id = person.id;
    let mut pages = Vec::new();
    for path in [
        format!("/dossiers/{id}"),
        format!("/dossiers/{id}/chronologie"),
        format!("/dossiers/{id}/impression"),
        format!("/dossiers/{id}/observations/nouvelle"),
        "/".to_owned(),
        "/dossiers".to_owned(),
    ] {
        pages.push(portal.visit(&cookie, &path).await);
    }
    pages
}

fn only(mut world: World, path: &str) -> World {
    let n = PATHS.iter().position(|known| *known == path).expect("a path");
    world.people = vec![world.people.swap_remove(n)];
    world
}

#[actix_web::test]
async fn worlds_that_differ_in_one_hidden_answer_are_the_same_byte_for_byte() {
    let before = TestHouse::of(only(world(), "pre_release"));
    let oracle = Oracle::read(true);
    let first = Portal::open(&before).await;
    let slugs: Vec<&'static str> = before.world.agents.iter().filter_map(|agent| agent.slug).collect();
    let mut plain = Vec::new();
    for slug in &slugs {
        plain.push(pages(&first, slug, &before.world.people[0]).await);
    }
    let mut wrong = Vec::new();
    for (category, field, other) in FLIPS {
        let mut world = only(world(), "pre_release");
        let record = world.people[0].records.iter().position(|r| r.category == *category).expect("a record");
        for (known, text) in &mut world.people[0].records[record].fields {
            if known == field {
                *text = (*other).to_owned();
            }
        }
        let after = TestHouse::of(world);
        let second = Portal::open(&after).await;
        for (slug, plain) in slugs.iter().zip(&plain) {
            let who = before.world.cast(slug).expect("one of the cast");
            let person = &before.world.people[0];
            let row = rows_of(person).filter(|row| row.record.is_some()).nth(record).expect("the record");
            let is_granted = oracle.level(&before.world, who, person, *field, row, TODAY) >= field.spec().lowest;
            let differs = pages(&second, slug, person).await != *plain;
            if differs != is_granted {
                wrong.push(format!(
                    "{slug}: {} is {}granted, pages {}",
                    field.spec().key,
                    if is_granted { "" } else { "not " },
                    if differs { "differ" } else { "are equal" }
                ));
            }
        }
    }
    none(&wrong);
}

#[actix_web::test]
async fn a_record_that_its_author_keeps_to_himself_changes_nothing_for_anybody_else() {
    let with = TestHouse::of(only(world(), "pre_release"));
    let mut without = only(world(), "pre_release");
    let owner = without.institutions.iter().find(|i| i.slug == "spip-douai").expect("the SPIP").id;
    without.people[0].records.retain(|record| !(record.owner == owner && record.handling.cap == Level::None));
    let without = TestHouse::of(without);
    let (one, other) = (Portal::open(&with).await, Portal::open(&without).await);
    for agent in with.world.agents.iter().filter(|agent| agent.slug.is_some() && agent.institution != owner) {
        let slug = agent.slug.unwrap_or_default();
        let person = &with.world.people[0];
        assert!(pages(&one, slug, person).await == pages(&other, slug, person).await, "{slug} can tell");
    }
}
