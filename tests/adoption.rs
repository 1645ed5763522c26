//! Adopting a protocol: put on the table, signed by two people of two institutions, in force at the next click, on both engines.

#[path = "adoption/seen.rs"]
mod seen;
mod support;

use std::process::{Command, Output};

use actix_web::http::header;
use actix_web::test::TestRequest;
use diesel::prelude::*;
use quadrige::access::Whom;
use quadrige::db::Engine;
use quadrige::db::schema::{journal_entry, protocol_proposal};
use quadrige::demo::world::build;
use quadrige::service::{House, Plan};
use support::house::{Folder, Setting, TODAY, TestHouse};
use support::portal::{Portal, Reply};

/// The demo's national protocol, again.
const AGAIN: &str = "id = \"demo-national\"\ntitle = \"Protocole national\"\nversion = VERSION\nscope = { national = true }\n\
    valid_from = FROM\nsignatories = [\"S\"]\nauthorising_act = \"Convention inventée\"\n";
/// Probation gets nothing but identity and sentence, in summary; everybody else nothing.
const NARROW: &str = "[basis]\nappi = { current = \"R. 113-49 C. pénit.\", certainty = \"seen\", regime = \"appi\" }\n[[cells]]\n\
    kinds = [\"probation\"]\ncategories = [\"identity\", \"sentence\"]\nphases = [\"detention\", \"pre_release\", \"community\"]\n\
    level = \"summary\"\nbasis = \"appi\"\nground = \"text\"\n";

fn text(version: u32, from: &str, cells: &str) -> String {
    format!("{}{cells}", AGAIN.replace("VERSION", &version.to_string()).replace("FROM", from))
}

fn houses() -> Vec<TestHouse> {
    let world = || build(20, 4, TODAY);
    let mut houses = vec![TestHouse::of(world())];
    if let Some(cluster) = support::postgres::cluster() {
        let engine = Engine::Postgres(cluster.fresh_database().expect("a database"));
        houses.push(TestHouse::with(world(), Setting { engine: Some(engine), ..Setting::default() }));
    }
    houses
}

async fn put(portal: &Portal, cookie: &str, text: &str) -> Reply {
    let body = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n\
         --limit\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{text}\r\n--limit--\r\n"
    );
    let request = TestRequest::post()
        .uri("/protocole/propositions")
        .insert_header((header::COOKIE, cookie))
        .insert_header((header::CONTENT_TYPE, "multipart/form-data; boundary=limit"))
        .set_payload(body);
    portal.send(request).await
}

/// Puts a text on the table; its address.
async fn proposed(portal: &Portal, cookie: &str, text: &str) -> String {
    let reply = put(portal, cookie, text).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    reply.location().split('?').next().unwrap_or_default().to_owned()
}

async fn sign(portal: &Portal, cookie: &str, place: &str) -> Reply {
    let page = portal.get(cookie, &format!("{place}?signer=oui")).await;
    let digest = page.field("digest").unwrap_or_default();
    portal.post(cookie, &format!("{place}/signature"), &[("digest", &digest)]).await
}

/// Both sign.
async fn adopt(portal: &Portal, place: &str) {
    for (slug, what) in [("directeur-ap", "signature"), ("procureur", "adoption")] {
        let cookie = portal.become_one(slug).await;
        let signed = sign(portal, &cookie, place).await;
        assert_eq!(
            (signed.status, signed.location()),
            (303, format!("{place}?fait={what}").as_str()),
            "{slug}: {}",
            signed.body
        );
    }
}

fn entries(house: &TestHouse) -> Vec<(String, String, Option<String>, Option<String>)> {
    house.look(|c| {
        journal_entry::table
            .filter(journal_entry::operation.eq("adoption"))
            .order((journal_entry::recorded_at, journal_entry::id))
            .select((journal_entry::outcome, journal_entry::shown, journal_entry::record_id, journal_entry::reason))
            .load(c)
    })
}

/// How many files this member of the cast is shown in his list.
async fn files(portal: &Portal, slug: &str) -> usize {
    let cookie = portal.become_one(slug).await;
    portal.get(&cookie, "/dossiers").await.body.matches("<th scope=\"row\"><a href=\"/dossiers/").count()
}

fn states(house: &TestHouse) -> Vec<String> {
    house.look(|c| {
        protocol_proposal::table.order(protocol_proposal::proposed_at).select(protocol_proposal::state).load(c)
    })
}

#[actix_web::test]
async fn two_people_of_two_institutions_adopt_and_it_counts_at_the_next_click() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let (prison, probation) = (files(&portal, "surveillant").await, files(&portal, "cpip").await);
        assert!(prison > 0 && probation > 0);

        let head = portal.become_one("directeur-ap").await;
        let place = proposed(&portal, &head, &text(2, "2026-01-05", NARROW)).await;
        let page = portal.get(&head, &place).await;
        assert!(
            page.shows("Ce qui se ferme") && page.shows("« Logement »".replace(' ', "\u{a0}").as_str()),
            "{}",
            page.body
        );
        assert!(page.shows("Signature attendue") && page.shows("demo-national@2"));
        let signed = sign(&portal, &head, &place).await;
        assert_eq!(signed.location(), format!("{place}?fait=signature"));

        // Nobody adopts alone; and one's own institution is no second one.
        let again = sign(&portal, &head, &place).await;
        assert_eq!(again.status, 409, "{}", again.body);
        assert!(again.shows("Vous avez déjà signé"), "{}", again.body);
        assert_eq!(files(&portal, "surveillant").await, prison, "one signature changes nothing");
        assert_eq!(states(&house), ["signed"]);

        let prosecutor = portal.become_one("procureur").await;
        let wrong = portal.post(&prosecutor, &format!("{place}/signature"), &[("digest", "00")]).await;
        assert_eq!(wrong.status, 409, "another text than the one shown");
        let signed = sign(&portal, &prosecutor, &place).await;
        assert_eq!(signed.location(), format!("{place}?fait=adoption"), "{}", signed.body);

        // What it no longer gives closes at the next click.
        assert_eq!(files(&portal, "surveillant").await, 0);
        assert!(files(&portal, "cpip").await > 0);
        let version = portal.get(&head, "/protocole").await;
        assert!(version.shows("reference@1+demo-national@2"), "{}", version.body);

        // And what the next one gives opens.
        let place = proposed(&portal, &head, &text(3, "2026-01-05", "inherits = \"reference\"\n")).await;
        assert!(portal.get(&head, &place).await.shows("Ce qui s’ouvre"));
        adopt(&portal, &place).await;
        assert_eq!((files(&portal, "surveillant").await, files(&portal, "cpip").await), (prison, probation));
        assert_eq!(states(&house), ["adopted", "adopted"]);

        let entries = entries(&house);
        let mut said: Vec<&str> =
            entries.iter().filter(|e| e.0 == "granted").map(|e| e.1.split(' ').next().unwrap_or_default()).collect();
        // The clock stands still: entries of one moment have no order.
        said.sort_unstable();
        assert_eq!(said, ["adopted", "adopted", "proposed", "proposed", "signed", "signed", "signed", "signed"]);
        assert!(entries.iter().filter(|e| e.0 == "granted").all(|e| e.1.contains(" digest:") && e.2.is_some()));
        let mut against: Vec<_> = entries
            .iter()
            .filter(|e| e.0 == "refused:against_a_rule")
            .map(|e| e.3.clone().unwrap_or_default())
            .collect();
        against.sort_unstable();
        assert_eq!(against, ["other_text", "signed_already"]);
    }
}

#[actix_web::test]
async fn whoever_is_no_adopter_neither_proposes_nor_signs_nor_sets_aside() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("directeur-ap").await;
        let place = proposed(&portal, &head, &text(2, "2026-01-05", NARROW)).await;
        for slug in ["cpip", "dap", "chef-etablissement", "juriste-parquet", "administrateur"] {
            let cookie = portal.become_one(slug).await;
            assert_eq!(portal.get(&cookie, "/protocole").await.status, 200, "{slug} reads what is agreed");
            assert!(!portal.get(&cookie, &format!("{place}?signer=oui")).await.body.contains("/signature"), "{slug}");
            assert_eq!(put(&portal, &cookie, &text(3, "2026-01-05", NARROW)).await.status, 403, "{slug}");
            assert_eq!(put(&portal, &cookie, "").await.status, 403, "{slug}");
            let digest = quadrige::access::Agreements::digest(&text(2, "2026-01-05", NARROW));
            let signed = portal.post(&cookie, &format!("{place}/signature"), &[("digest", &digest)]).await;
            assert_eq!(signed.status, 403, "{slug}");
            assert_eq!(portal.post(&cookie, &format!("{place}/abandon"), &[]).await.status, 403, "{slug}");
        }
        let refused = entries(&house).into_iter().filter(|e| e.0 == "refused:not_entitled").count();
        assert_eq!(refused, 20, "each try is in the journal");
        for slug in ["sans-habilitation", "habilitation-expiree"] {
            let cookie = portal.become_one(slug).await;
            assert_eq!(portal.get(&cookie, "/protocole").await.status, 403, "{slug}");
        }
        // One adopter sets aside what he will not sign, and that is the end of it.
        let judge = portal.become_one("jap").await;
        let aside = portal.post(&judge, &format!("{place}/abandon"), &[]).await;
        assert_eq!(aside.location(), format!("{place}?fait=abandon"), "{}", aside.body);
        assert_eq!(sign(&portal, &head, &place).await.status, 409);
        assert_eq!(states(&house), ["set_aside"]);
    }
}

#[actix_web::test]
async fn a_faulty_text_is_refused_with_its_lines_and_kept_in_the_form() {
    let house = TestHouse::of(build(20, 4, TODAY));
    let portal = Portal::open(&house).await;
    let head = portal.become_one("directeur-ap").await;
    let faulty = text(2, "2026-01-05", &NARROW.replace("summary", "plenty").replace("\"sentence\"", "\"sentences\""));
    let reply = put(&portal, &head, &faulty).await;
    assert_eq!(reply.status, 422);
    assert!(reply.shows("<th scope=\"row\">12</th>") && reply.shows("<th scope=\"row\">14</th>"), "{}", reply.body);
    assert!(reply.shows("plenty") && reply.shows("Convention inventée"), "what was typed stays");
    // Beyond what the texts allow, and a version that exists already.
    let beyond = text(2, "2026-01-05", &NARROW.replace("probation", "consulate"));
    assert!(put(&portal, &head, &beyond).await.shows("gives more than the ceiling"));
    let taken = put(&portal, &head, &text(1, "2026-01-05", NARROW)).await;
    assert_eq!(taken.status, 422);
    assert!(taken.shows("existe déjà"), "{}", taken.body);
    // A lone side adopts nothing, ever: not even by a protocol that says so.
    let alone = format!(
        "{}[[adopters]]\nside = \"prison\"\nscopes = [\"national\", \"inter_region\", \"departement\", \"commission\"]\n\
         kinds = [\"prison_central\"]\nfunctions = [\"head\"]\nbasis = \"appi\"\n",
        text(2, "2026-01-05", NARROW)
    );
    assert!(put(&portal, &head, &alone).await.shows("nobody adopts alone"));
    assert_eq!(states(&house), [""; 0]);
}

#[actix_web::test]
async fn it_takes_effect_and_ends_on_its_day_without_a_restart() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let prison = files(&portal, "surveillant").await;
        let head = portal.become_one("directeur-ap").await;
        let ending = text(2, "2026-12-01\nvalid_to = 2026-12-02", "inherits = \"reference\"\n");
        let narrow = text(3, "2026-12-03", NARROW);
        for text in [&ending, &narrow] {
            let place = proposed(&portal, &head, text).await;
            adopt(&portal, &place).await;
        }
        assert_eq!(files(&portal, "surveillant").await, prison, "nothing yet");
        assert!(portal.get(&head, "/protocole").await.shows("demo-national@1"));
        // Sessions end; the cast comes back. Midnight is that of Paris.
        house.set_clock("2026-11-30T23:00:01Z");
        let head = portal.become_one("directeur-ap").await;
        assert!(portal.get(&head, "/protocole").await.shows("demo-national@2"));
        house.set_clock("2026-12-02T22:59:50Z");
        let head = portal.become_one("directeur-ap").await;
        assert!(portal.get(&head, "/protocole").await.shows("demo-national@2"));
        house.set_clock("2026-12-02T23:00:00Z");
        let head = portal.become_one("directeur-ap").await;
        assert!(portal.get(&head, "/protocole").await.shows("demo-national@3"));
        assert_eq!(files(&portal, "surveillant").await, 0);
    }
}

/// Another process on the same database.
fn beside(house: &TestHouse, folder: &Folder) -> House {
    std::fs::write(folder.path().join("search.key"), [7; 32]).unwrap();
    std::fs::write(folder.path().join("national.toml"), quadrige::protocol::EXAMPLE_NATIONAL).unwrap();
    let settings = format!(
        "search_key_file = \"{0}/search.key\"\nprotocols = \"{0}/national.toml\"\noperator = \"Essais\"\n",
        folder.path().display()
    );
    let plan = Plan {
        config: quadrige::config::Config::from_parts(&settings, &Default::default()).unwrap(),
        clock: house.clock.clone(),
        chance: quadrige::chance::Chance::seeded(7),
        issuers: Vec::new(),
        cast: Vec::new(),
    };
    House::build(plan, house.database.clone()).unwrap()
}

#[actix_web::test]
async fn another_process_agrees_within_a_second() {
    for house in houses() {
        let (portal, folder) = (Portal::open(&house).await, Folder::new());
        let other = beside(&house, &folder);
        let head = portal.become_one("directeur-ap").await;
        let place = proposed(&portal, &head, &text(2, "2026-01-05", NARROW)).await;
        adopt(&portal, &place).await;
        let version = |door: &quadrige::access::Door| door.at_present().agreement().version().to_owned();
        assert_eq!(version(&house.house.door), "reference@1+demo-national@2", "here at once");
        assert_eq!(version(&other.door), "reference@1+demo-national@1", "there not before it looks again");
        house.set_clock("2026-11-21T09:00:01Z");
        assert_eq!(version(&other.door), "reference@1+demo-national@2");
        // Its reconciler derives by the new one; a door taken before keeps its own to the end.
        assert_eq!(other.door.agreement().version(), "reference@1+demo-national@1");
        quadrige::access::reconcile(&other.door, Whom::Everybody).unwrap();
        assert!(other.door.agreements().fault().is_none());
    }
}

#[actix_web::test]
async fn what_two_people_did_not_sign_widens_nothing() {
    let house = TestHouse::of(build(20, 4, TODAY));
    let portal = Portal::open(&house).await;
    let head = portal.become_one("directeur-ap").await;
    let place = proposed(&portal, &head, &text(2, "2026-01-05", NARROW)).await;
    let id = place.rsplit('/').next().unwrap_or_default();
    // The database's own rules.
    for statement in [
        format!("UPDATE protocol_proposal SET state = 'adopted', adopted_as = 1 WHERE id = '{id}'"),
        format!("UPDATE protocol_proposal SET content = 'x' WHERE id = '{id}'"),
        format!("DELETE FROM protocol_proposal WHERE id = '{id}'"),
    ] {
        assert!(house.try_statement(&statement).is_err(), "{statement}");
    }
    adopt(&portal, &place).await;
    for statement in ["DELETE FROM protocol_signature", "UPDATE protocol_signature SET digest = ''"] {
        assert!(house.try_statement(statement).unwrap_err().contains("append-only"), "{statement}");
    }
    // Whoever owns the file can take the rules away; then the text isn't what was signed, and the last good agreement stays.
    house.try_statement("DROP TRIGGER protocol_proposal_no_rewrite").unwrap();
    house.try_statement("DROP TRIGGER protocol_proposal_settled").unwrap();
    house.try_statement("UPDATE protocol_proposal SET content = content || ' '").unwrap();
    house.try_statement("UPDATE protocol_register SET changes = changes + 1").unwrap();
    house.set_clock("2026-11-21T09:00:05Z");
    assert_eq!(files(&portal, "surveillant").await, 0);
    let ready = portal.get("", "/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (503, "an adopted protocol can't be put in force\n"));
    assert!(house.house.door.agreements().fault().unwrap_or_default().contains("demo-national@2"));
}

fn command(house: &TestHouse, folder: &Folder, arguments: &[&str]) -> Output {
    let Engine::Sqlite(path) = house.database.engine() else { panic!("a file") };
    std::fs::write(folder.path().join("search.key"), [7; 32]).unwrap();
    let settings = format!(
        "database = \"sqlite:{path}\"\nsearch_key_file = \"{0}/search.key\"\noperator = \"Essais\"\n",
        folder.path().display()
    );
    std::fs::write(folder.path().join("quadrige.toml"), settings).unwrap();
    Command::new(env!("CARGO_BIN_EXE_quadrige"))
        .args(["protocol", "propose"])
        .args(arguments)
        .env_clear()
        .env("QUADRIGE_CONFIG", folder.path().join("quadrige.toml"))
        .output()
        .unwrap()
}

#[actix_web::test]
async fn the_operator_puts_a_file_on_the_table_and_adopts_nothing_by_it() {
    let (house, folder) = (TestHouse::of(build(20, 4, TODAY)), Folder::new());
    let (good, bad) = (folder.path().join("good.toml"), folder.path().join("bad.toml"));
    std::fs::write(&good, text(2, "2026-01-05", NARROW)).unwrap();
    std::fs::write(&bad, text(2, "2026-01-05", &NARROW.replace("summary", "plenty"))).unwrap();
    let done = command(&house, &folder, &[good.to_str().unwrap(), "--json"]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let said: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(said["faults"], serde_json::json!([]));
    assert_eq!(states(&house), ["proposed"]);
    assert_eq!(entries(&house)[0].2.as_deref(), said["proposal"].as_str());
    // The same once more, a faulty one, one that isn't there.
    assert_eq!(command(&house, &folder, &[good.to_str().unwrap()]).status.code(), Some(1));
    let faulty = command(&house, &folder, &[bad.to_str().unwrap()]);
    let told = String::from_utf8_lossy(&faulty.stderr).into_owned();
    assert_eq!(faulty.status.code(), Some(1));
    assert!(told.contains("bad.toml: line 14:"), "{told}");
    assert_eq!(command(&house, &folder, &["nowhere.toml"]).status.code(), Some(2));

    let portal = Portal::open(&house).await;
    let place = format!("/protocole/propositions/{}", said["proposal"].as_str().unwrap());
    adopt(&portal, &place).await;
    assert_eq!(files(&portal, "surveillant").await, 0);
}

/// A page decides, explains and journals by one agreement: handlers take the doors of their request, never those of the site.
#[test]
fn no_page_passes_by_doors_of_another_moment() {
    fn look(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                look(&path, found);
            } else if std::fs::read_to_string(&path).is_ok_and(|text| text.contains("site.door")) {
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    let mut found = Vec::new();
    look(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"), &mut found);
    found.sort();
    assert_eq!(found, ["at.rs", "health.rs"]);
}
