//! The journal read: who may read what, what is shown of it, what is taken away, and how it ends.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use std::collections::BTreeSet;

use diesel::prelude::*;
use jiff::Timestamp;
use quadrige::chance::Chance;
use quadrige::db::schema::{agent, journal_entry, journal_erasure, journal_subject, session};
use quadrige::db::{Engine, Error};
use quadrige::domain::{FileRegime, Function, Id, InstitutionKind};
use quadrige::journal::log::{Keeper, Keyring};
use quadrige::journal::{Actor, Entry, Operation, Outcome, append_within};
use quadrige::protocol::{Supervisor, Trace};
use quadrige::records::journal::purge;
use sha2::{Digest, Sha256};
use support::house::{Folder, Setting, TestHouse, now};
use support::portal::{Portal, Reply};

/// SQLite, and PostgreSQL where there is a server.
fn houses() -> Vec<TestHouse> {
    let mut houses = vec![TestHouse::of(canaries::world())];
    if let Some(cluster) = support::postgres::cluster() {
        let engine = Engine::Postgres(cluster.fresh_database().expect("a database"));
        houses.push(TestHouse::with(canaries::world(), Setting { engine: Some(engine), ..Setting::default() }));
    }
    houses
}

/// An entry of an agent, told apart by its words.
fn entry(house: &TestHouse, slug: &str, regime: FileRegime, at: Timestamp, words: &str) -> Entry {
    let who = house.world.cast(slug).unwrap_or_else(|| panic!("no {slug}"));
    Entry {
        at,
        operation: Operation::Consultation,
        outcome: Outcome::Granted,
        actor: Actor {
            issuer: quadrige::signin::DEMO_ISSUER.to_owned(),
            subject: slug.to_owned(),
            name: format!("Agent {slug}"),
            quality: "essai".to_owned(),
            institution: who.institution,
        },
        on_behalf_of: None,
        subject: Some(house.world.people[0].id.to_string()),
        record: None,
        listed: Vec::new(),
        shown: "identity:full".to_owned(),
        protocol: words.to_owned(),
        purpose: Some("oversight".to_owned()),
        reason: Some(format!("Motrare {words}")),
        legal_ground: None,
        recipients: None,
        regime,
    }
}

fn keep(house: &TestHouse, entries: Vec<Entry>) {
    let chance = Chance::seeded(u64::try_from(entries.len()).unwrap() * 31 + 7);
    house
        .database
        .write(|connection| append_within(connection, entries, &chance))
        .unwrap_or_else(|e: Error| panic!("{e}"));
}

/// Gives every entry its place in the log: without one nothing is erased.
fn sequence(house: &TestHouse) {
    let keyring = Keyring::parse(&Keyring::fresh(&Chance::seeded(3)), "essai").unwrap();
    Keeper::new(house.database.clone(), house.clock.clone(), keyring, None).sequence().unwrap();
}

fn ago(days: i64) -> Timestamp {
    now() - jiff::SignedDuration::from_hours(24 * days)
}

/// What somebody reads, one letter a regime, in the order of [`FileRegime::ALL`]: `*` of all services, `s` of his own, `d` of the other
/// services of his département, `-` nothing. GENESIS, APPI, conference, hub, PSEM, DDSE, BAR.
const TABLE: &[(&str, &str)] = &[
    ("surveillant", "-------"),
    ("chef-etablissement", "s-ss---"),
    ("greffe", "-------"),
    ("cpip", "-------"),
    ("dpip", "---s---"),
    ("procureur", "-d-----"),
    ("juriste-parquet", "-------"),
    ("jap", "-------"),
    ("police", "-------"),
    ("gendarmerie", "-------"),
    ("opj", "-------"),
    ("renseignement", "-------"),
    ("renseignement-penitentiaire", "-------"),
    ("medecin", "-------"),
    ("prefecture", "-------"),
    ("association", "-------"),
    ("disp", "-------"),
    ("dap", "-------"),
    ("directeur-ap", "---****"),
    ("pole-surveillance", "-------"),
    ("magistrat-controle", "----***"),
    ("administrateur", "-------"),
    ("sans-habilitation", "-------"),
    ("habilitation-expiree", "-------"),
];

/// Whether the table lets this member read an entry of that one.
fn may(house: &TestHouse, reader: &str, author: &str, regime: FileRegime) -> bool {
    let (_, row) = TABLE.iter().find(|(slug, _)| *slug == reader).expect("a row");
    let (reader, author) = (house.world.cast(reader).unwrap(), house.world.cast(author).unwrap());
    let service = |id| house.world.institutions.iter().find(|known| known.id == id).unwrap();
    let (own, other) = (service(reader.institution), service(author.institution));
    match row.as_bytes()[FileRegime::ALL.iter().position(|known| *known == regime).unwrap()] {
        b'*' => true,
        b's' => own.id == other.id,
        b'd' => own.id != other.id && own.departement.is_some() && own.departement == other.departement,
        _ => false,
    }
}

/// Authors whose entries tell the slices apart: the prison, its SPIP, the parquet and a colleague there, another département, those above.
const AUTHORS: &[&str] =
    &["surveillant", "cpip", "juriste-parquet", "jap", "cpip-ailleurs", "dap", "pole-surveillance"];

fn mark(author: &str, regime: FileRegime) -> String {
    format!("essai-{author}-{regime}@1")
}

/// The marks that a page shows.
fn marks(reply: &Reply) -> BTreeSet<String> {
    let text = &reply.body;
    text.match_indices("essai-")
        .map(|(at, _)| text[at..].split("@1").next().unwrap_or_default().to_owned() + "@1")
        .collect()
}

#[actix_web::test]
async fn everybody_reads_the_part_that_the_law_or_the_protocol_gives_him_and_no_other() {
    for house in houses() {
        let mut all = Vec::new();
        for author in AUTHORS {
            for regime in FileRegime::ALL {
                all.push(entry(&house, author, *regime, ago(1), &mark(author, *regime)));
            }
        }
        keep(&house, all);
        let portal = Portal::open(&house).await;
        let agreement = house.house.door.agreement();
        for (slug, row) in TABLE {
            let cookie = portal.become_one(slug).await;
            let reply = portal.get(&cookie, "/journal").await;
            let is_cleared = !matches!(*slug, "sans-habilitation" | "habilitation-expiree");
            match (is_cleared, row.contains(['*', 's', 'd'])) {
                (false, _) => assert_eq!(reply.status, 403, "{slug}"),
                (true, false) => assert_eq!((reply.status, reply.location()), (303, "/journal/mes-acces"), "{slug}"),
                (true, true) => assert_eq!(reply.status, 200, "{slug}"),
            }
            let who = house.world.cast(slug).unwrap();
            let service = |id| house.world.institutions.iter().find(|known| known.id == id).unwrap();
            let supervisor = Supervisor {
                kind: service(who.institution).kind,
                functions: if is_cleared { &who.functions } else { &[] },
                institution: who.institution,
                departement: service(who.institution).departement.as_deref(),
            };
            for author in AUTHORS {
                let place = service(house.world.cast(author).unwrap().institution);
                for regime in FileRegime::ALL {
                    let expected = may(&house, slug, author, *regime);
                    let trace =
                        Trace { regime: *regime, institution: place.id, departement: place.departement.as_deref() };
                    let decided = agreement.opens_entry(&supervisor, &trace).is_some();
                    assert_eq!(decided, expected, "the rule: {slug}, {author}, {regime}");
                    // The query, asked for exactly this service and regime.
                    let address = format!("/journal?operation=consultation&regime={regime}&service={}", place.id);
                    let reply = portal.get(&cookie, &address).await;
                    let found = marks(&reply).contains(&mark(author, *regime));
                    assert_eq!(found, expected, "the query: {slug}, {author}, {regime}");
                }
            }
        }
    }
}

#[actix_web::test]
async fn a_colleague_is_never_read_nor_named_and_ones_own_accesses_are() {
    for house in houses() {
        keep(
            &house,
            vec![
                entry(&house, "surveillant", FileRegime::Genesis, ago(2), "mien@1"),
                entry(&house, "greffe", FileRegime::Genesis, ago(2), "sien@1"),
            ],
        );
        let portal = Portal::open(&house).await;
        for slug in ["surveillant", "administrateur", "cpip"] {
            let cookie = portal.become_one(slug).await;
            let own = portal.get(&cookie, "/journal/mes-acces").await;
            assert_eq!(own.status, 200, "{slug}");
            assert_eq!(own.shows("mien@1"), slug == "surveillant", "{slug}");
            assert!(!own.shows("sien@1") && !own.shows("Agent greffe"), "{slug}");
            assert!(own.shows("connexion"), "{slug}: his own sign-in is there");
            for page in ["/journal", "/journal/statistiques"] {
                assert_eq!(portal.get(&cookie, page).await.location(), "/journal/mes-acces", "{slug} {page}");
            }
            let form = [("reason", "Pour voir ce qui se passe"), ("recipient", "moi")];
            assert_eq!(portal.post(&cookie, "/journal/export", &form).await.location(), "/journal/mes-acces");
            for id in ids(&house, "sien@1") {
                assert_eq!(portal.get(&cookie, &format!("/journal/{id}")).await.status, 404, "{slug}");
            }
        }
        let cookie = portal.become_one("sans-habilitation").await;
        for page in ["/journal", "/journal/mes-acces", "/journal/statistiques"] {
            assert_eq!(portal.get(&cookie, page).await.status, 403, "{page}");
        }
    }
}

/// Identifiers of the entries with this mark.
fn ids(house: &TestHouse, mark: &str) -> Vec<String> {
    house.look(|c| journal_entry::table.filter(journal_entry::protocol.eq(mark)).select(journal_entry::id).load(c))
}

/// Operation, outcome, subject, record, shown and reason of what was recorded since.
type Told = (String, String, Option<String>, Option<String>, String, Option<String>, String);

fn told(house: &TestHouse, operation: &str) -> Vec<Told> {
    house.look(|c| {
        journal_entry::table
            .filter(journal_entry::operation.eq(operation))
            .order((journal_entry::recorded_at, journal_entry::id))
            .select((
                journal_entry::operation,
                journal_entry::outcome,
                journal_entry::subject_id,
                journal_entry::record_id,
                journal_entry::shown,
                journal_entry::reason,
                journal_entry::file_regime,
            ))
            .load(c)
    })
}

#[actix_web::test]
async fn reading_is_itself_in_the_journal_with_what_was_asked_and_about_whom() {
    for house in houses() {
        keep(&house, vec![entry(&house, "surveillant", FileRegime::Genesis, ago(1), "lu@1")]);
        let portal = Portal::open(&house).await;
        let cookie = portal.become_one("chef-etablissement").await;
        let person = house.world.people[0].id.to_string();
        assert_eq!(told(&house, "journal_reading").len(), 0);
        portal.get(&cookie, &format!("/journal?personne={person}&regime=genesis")).await;
        let id = ids(&house, "lu@1").remove(0);
        let whole = portal.get(&cookie, &format!("/journal/{id}")).await;
        assert!(whole.shows("Motrare lu@1"), "the words of whoever acted stand on this page alone");
        assert!(!portal.get(&cookie, "/journal").await.shows("Motrare"));
        portal.get(&cookie, "/journal/mes-acces").await;
        portal.get(&cookie, &format!("/journal/{}", Id::<u8>::from_bytes([9; 16]))).await;
        let told = told(&house, "journal_reading");
        let has = |shown: &str, subject: Option<&str>, outcome: &str, regime: &str| {
            told.iter().any(|t| t.4 == shown && t.2.as_deref() == subject && t.1 == outcome && t.6 == regime)
        };
        assert!(has("regimes:genesis filters:person,regime,period", Some(&person), "granted", "genesis"), "{told:#?}");
        assert!(has("entry", Some(&person), "granted", "genesis"), "{told:#?}");
        assert!(has("regimes:genesis,conference,hub filters:period", None, "granted", "hub"), "{told:#?}");
        assert!(has("own_accesses", None, "granted", "hub"), "{told:#?}");
        assert!(has("", None, "refused:no_such_file", "hub"), "{told:#?}");
        assert_eq!(told.len(), 5, "{told:#?}");
        // And what was read of the journal is read there in its turn.
        assert!(portal.get(&cookie, "/journal?operation=journal_reading").await.shows("filters:person,regime,period"));
    }
}

#[actix_web::test]
async fn filters_narrow_and_odd_ones_are_refused() {
    for house in houses() {
        let mut other = entry(&house, "greffe", FileRegime::Hub, ago(3), "essai-autre@1");
        other.operation = Operation::Listing;
        other.outcome = Outcome::NoSuchFile;
        other.purpose = Some("care".to_owned());
        other.subject = None;
        other.listed = vec![house.world.people[1].id.to_string(), house.world.people[2].id.to_string()];
        keep(
            &house,
            vec![
                entry(&house, "surveillant", FileRegime::Genesis, ago(1), "essai-une@1"),
                other,
                entry(&house, "surveillant", FileRegime::Genesis, ago(60), "essai-vieille@1"),
            ],
        );
        let portal = Portal::open(&house).await;
        let cookie = portal.become_one("chef-etablissement").await;
        let (people, agent) = (&house.world.people, house.world.cast("greffe").unwrap().id);
        let (prison, spip) = (house.service("cp-marais-de-scarpe"), house.service("spip-douai"));
        let (one, two, old) = ("essai-une@1", "essai-autre@1", "essai-vieille@1");
        for (query, expected) in [
            (String::new(), vec![one, two]),
            (format!("personne={}", people[0].id), vec![one]),
            (format!("personne={}", people[2].id), vec![two]),
            (format!("personne={}", people[3].id), vec![]),
            (format!("agent={agent}"), vec![two]),
            (format!("agent={}", Id::<u8>::from_bytes([9; 16])), vec![]),
            (format!("service={prison}"), vec![one, two]),
            (format!("service={spip}"), vec![]),
            ("motif=care".to_owned(), vec![two]),
            ("operation=consultation".to_owned(), vec![one]),
            ("issue=refused:no_such_file".to_owned(), vec![two]),
            ("regime=hub".to_owned(), vec![two]),
            ("regime=psem".to_owned(), vec![]),
            ("du=2026-09-01&au=2026-09-30".to_owned(), vec![old]),
            ("du=2026-09-01".to_owned(), vec![one, two, old]),
            ("du=2026-11-18&au=2026-11-18".to_owned(), vec![two]),
            (format!("motif=oversight&personne={}&operation=consultation&du=2026-01-01", people[0].id), vec![one, old]),
        ] {
            let reply = portal.get(&cookie, &format!("/journal?{query}")).await;
            assert_eq!(reply.status, 200, "{query}");
            let expected: BTreeSet<String> = expected.into_iter().map(str::to_owned).collect();
            assert_eq!(marks(&reply), expected, "{query}");
        }
        for odd in [
            "personne=Kanari",
            "personne=1",
            "agent=x",
            "service=*",
            "motif=unheard",
            "operation=x",
            "issue=x",
            "regime=x",
            "du=hier",
            "du=2026-02-30",
            "du=2026-11-20&au=2026-11-01",
            "avant=x",
            "personne=%FF",
        ] {
            assert_eq!(portal.get(&cookie, &format!("/journal?{odd}")).await.status, 400, "{odd}");
        }
        // No field of a file is a criterion, sensitive or not: such a word changes nothing.
        let reply = portal.get(&cookie, "/journal?nom=Kanari&health_indicators=oui").await;
        assert_eq!(marks(&reply).len(), 2);
    }
}

/// The address of a link with these words, as a browser reads it.
fn link(reply: &Reply, words: &str) -> Option<String> {
    let at = reply.body.find(words)?;
    let tag = &reply.body[reply.body[..at].rfind("<a ")?..at];
    let href = tag.split("href=\"").nth(1)?.split('"').next()?;
    Some(href.replace("&#38;", "&").replace("&amp;", "&"))
}

#[actix_web::test]
async fn every_entry_stands_on_one_page_and_on_one_alone() {
    for house in houses() {
        // Many of them at the very same moment.
        let many = (0..137)
            .map(|n| entry(&house, "surveillant", FileRegime::Genesis, ago(1 + n / 90), &format!("essai-{n}@1")));
        keep(&house, many.collect());
        let portal = Portal::open(&house).await;
        let cookie = portal.become_one("chef-etablissement").await;
        let mut address = Some("/journal?regime=genesis".to_owned());
        let (mut seen, mut pages) = (Vec::new(), 0);
        while let Some(here) = address {
            let reply = portal.get(&cookie, &here).await;
            assert_eq!(reply.status, 200, "{here}");
            seen.extend(marks(&reply));
            pages += 1;
            address = link(&reply, "Entrées plus anciennes");
            assert!(pages < 10);
        }
        let unlike: BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), unlike.len(), pages), (137, 137, 4));
    }
}

#[actix_web::test]
async fn what_is_taken_away_says_who_took_it_and_why_and_holds_no_formula() {
    for house in houses() {
        let mut odd = entry(&house, "surveillant", FileRegime::Genesis, ago(1), "=1+1");
        odd.on_behalf_of = Some("+33; \"oui\"".to_owned());
        keep(&house, vec![odd]);
        let portal = Portal::open(&house).await;
        let cookie = portal.become_one("chef-etablissement").await;
        let short = portal.post(&cookie, "/journal/export", &[("reason", "court"), ("recipient", "")]).await;
        assert_eq!(short.status, 422);
        assert!(short.shows("dix caractères au moins") && short.shows("court"));
        assert_eq!(told(&house, "extraction").len(), 0);
        let form = [
            ("reason", "Demande de la CNIL du 20 novembre"),
            ("recipient", "CNIL"),
            ("regime", "genesis"),
            ("du", "2026-11-01"),
        ];
        let reply = portal.post(&cookie, "/journal/export", &form).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), Some("text/csv; charset=utf-8"));
        assert_eq!(reply.header("content-disposition"), Some("attachment; filename=\"journal-2026-11-21.csv\""));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        let lines: Vec<&str> = reply.body.lines().collect();
        assert!(reply.body.starts_with('\u{feff}') && lines[0].contains("pris le 21/11/2026"), "{}", reply.body);
        assert!(lines[0].contains("VASSEUR-BRÉMOND"), "{}", lines[0]);
        assert!(lines[1].contains("L. 132-10-1, II") && lines[2].contains("toutes celles qui correspondent"));
        assert_eq!(lines.len(), 5, "{}", reply.body);
        assert!(lines[4].contains("\"'=1+1\"") && lines[4].contains("\"'+33; \"\"oui\"\"\""), "{}", lines[4]);
        assert!(!reply.body.contains("Motrare"), "no free words");
        let told = told(&house, "extraction");
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].5.as_deref(), Some("Demande de la CNIL du 20 novembre (destinataire\u{a0}: CNIL)"));
        assert_eq!(told[0].4, "regimes:genesis filters:regime,period entries:1");
    }
}

#[actix_web::test]
async fn figures_are_of_months_that_are_over_and_never_small() {
    for house in houses() {
        let october: Timestamp = "2026-10-15T09:00:00Z".parse().unwrap();
        let mut entries: Vec<Entry> =
            (0..12).map(|_| entry(&house, "surveillant", FileRegime::Genesis, october, "essai@1")).collect();
        for _ in 0..3 {
            let one = entry(&house, "greffe", FileRegime::Genesis, october, "essai@1");
            entries.push(Entry { operation: Operation::Extraction, ..one });
        }
        // Another prison's, and this month's.
        entries.extend((0..9).map(|_| entry(&house, "surveillant-ailleurs", FileRegime::Genesis, october, "essai@1")));
        entries.extend((0..9).map(|_| entry(&house, "surveillant", FileRegime::Genesis, ago(1), "essai@1")));
        keep(&house, entries);
        let portal = Portal::open(&house).await;
        let cookie = portal.become_one("chef-etablissement").await;
        let reply = portal.get(&cookie, "/journal/statistiques?mois=2026-10").await;
        assert_eq!(reply.status, 200);
        assert!(reply.shows("moins de\u{a0}5") && reply.shows("non communiqué"), "{}", reply.body);
        assert!(reply.shows("au moins") && !reply.shows(">15<") && !reply.shows(">12<") && !reply.shows(">3<"));
        assert!(!reply.shows("Agent ") && !reply.shows("Lecoustre"), "never by agent");
        assert!(!reply.shows("Azergues"), "nothing of another prison");
        for closed in ["2026-11", "2026-12", "2020-01", "x", "2026-13"] {
            let status = portal.get(&cookie, &format!("/journal/statistiques?mois={closed}")).await.status;
            assert!([400, 404].contains(&status), "{closed}: {status}");
        }
        let told = told(&house, "journal_reading");
        assert!(told.iter().any(|told| told.4 == "statistics month:2026-10"), "{told:#?}");
    }
}

#[actix_web::test]
async fn no_page_of_the_journal_names_anybody_who_is_followed() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        // Everybody looks at everything he may, so that the journal is full.
        for slug in ["surveillant", "greffe", "cpip", "dap"] {
            let cookie = portal.become_one(slug).await;
            portal.get(&cookie, "/dossiers").await;
            for person in &house.world.people {
                portal.visit(&cookie, &format!("/dossiers/{}", person.id)).await;
                portal.get(&cookie, &format!("/dossiers?q={}", person.family_name)).await;
            }
        }
        for slug in ["chef-etablissement", "directeur-ap", "procureur", "magistrat-controle", "greffe", "cpip"] {
            let cookie = portal.become_one(slug).await;
            let mut pages =
                vec!["/journal".to_owned(), "/journal/mes-acces".to_owned(), "/journal/statistiques".to_owned()];
            let rows: Vec<String> = house
                .look(|c| journal_entry::table.order(journal_entry::id).select(journal_entry::id).limit(60).load(c));
            pages.extend(rows.iter().map(|id| format!("/journal/{id}")));
            let mut shown = 0;
            for page in pages {
                let reply = portal.get(&cookie, &page).await;
                assert!([200, 303, 404].contains(&reply.status), "{slug} {page}: {}", reply.status);
                assert!(!reply.shows("kanari"), "{slug} {page}");
                shown += usize::from(reply.status == 200);
            }
            assert!(shown >= 1, "{slug}");
            let form = [("reason", "Contrôle du trimestre"), ("recipient", "moi")];
            assert!(!portal.post(&cookie, "/journal/export", &form).await.shows("kanari"), "{slug}");
        }
    }
}

/// A house in service with one provider, which nobody has to ask, and the cookie of the prison's head, who has just signed in there.
async fn in_service() -> (TestHouse, String, Folder) {
    let (demo, secrets) = (TestHouse::of(canaries::world()), Folder::new());
    let cookie = Portal::open(&demo).await.become_one("chef-etablissement").await;
    let hash: String =
        demo.look(|c| session::table.order(session::created_at.desc()).select(session::token_hash).first(c));
    let secret = secrets.path().join("secret");
    std::fs::write(&secret, "a secret").unwrap();
    let issuer = "http://127.0.0.1:9";
    let more = format!(
        "[[issuers]]\nissuer = \"{issuer}\"\nlabel = \"Essai\"\ncontact = \"le bureau\"\nclient_id = \"quadrige\"\n\
         client_secret_file = \"{}\"\nalgorithm = \"ES256\"\nminimum_acr = [\"eidas2\"]\n",
        secret.display()
    );
    let house = TestHouse::with(canaries::world(), Setting { demo: false, more, ..Setting::default() });
    let head = house.world.cast("chef-etablissement").unwrap().id.to_string();
    house.look(|c| {
        diesel::update(agent::table.filter(agent::id.eq(&head)))
            .set((agent::issuer.eq(issuer), agent::subject.eq("chef-etablissement")))
            .execute(c)
    });
    house.look(|c| {
        diesel::insert_into(session::table)
            .values((
                session::id.eq("bbbbbbbbbbbbbbbbbbbbbbbbba"),
                session::token_hash.eq(&hash),
                session::agent_id.eq(&head),
                session::issuer.eq(issuer),
                session::created_at.eq(now().as_microsecond()),
                session::seen_at.eq(now().as_microsecond()),
                session::signed_in_at.eq(now().as_microsecond()),
                session::acr.eq("eidas2"),
            ))
            .execute(c)
    });
    (house, cookie, secrets)
}

#[actix_web::test]
async fn in_service_the_journal_asks_for_a_sign_in_of_less_than_five_minutes() {
    let (house, cookie, _secrets) = in_service().await;
    keep(&house, vec![entry(&house, "surveillant", FileRegime::Genesis, ago(1), "essai@1")]);
    let portal = Portal::open(&house).await;
    let one = format!("/journal/{}", ids(&house, "essai@1")[0]);
    let pages = ["/journal", "/journal/statistiques", &one];
    for page in pages {
        assert_eq!(portal.get(&cookie, page).await.status, 200, "{page}");
    }
    house.set_clock("2026-11-21T09:06:00Z");
    let before = told(&house, "journal_reading").len();
    for page in pages {
        let reply = portal.get(&cookie, page).await;
        assert_eq!(reply.status, 303, "{page}");
        assert!(reply.location().starts_with("/connexion/confirmation?retour="), "{page}: {}", reply.location());
    }
    let form = [("reason", "Contrôle du trimestre"), ("recipient", "moi")];
    let taken = portal.post(&cookie, "/journal/export", &form).await;
    assert!(taken.location().starts_with("/connexion/confirmation?retour="), "{}", taken.status);
    assert_eq!(told(&house, "journal_reading").len(), before, "nothing was read");
    assert_eq!(portal.get(&cookie, "/journal/mes-acces").await.status, 200, "one's own accesses need none");
}

/// Runs `quadrige journal …` on a house's file.
fn command(house: &TestHouse, folder: &Folder, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Engine::Sqlite(path) = house.database.engine() else { panic!("a file") };
    std::fs::write(folder.path().join("search.key"), [7; 32]).unwrap();
    let settings = format!(
        "database = \"sqlite:{path}\"\nsearch_key_file = \"{}\"\noperator = \"Essais\"\n",
        folder.path().join("search.key").display()
    );
    std::fs::write(folder.path().join("quadrige.toml"), settings).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_quadrige"))
        .arg("journal")
        .args(arguments)
        .env_clear()
        .env("QUADRIGE_CONFIG", folder.path().join("quadrige.toml"))
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_operator_takes_the_journal_out_by_a_command_and_the_journal_says_so() {
    let (house, folder) = (TestHouse::of(canaries::world()), Folder::new());
    let mut odd = entry(&house, "surveillant", FileRegime::Genesis, ago(1), "=1+1");
    odd.listed = vec!["a".to_owned(), "b".to_owned()];
    keep(&house, vec![odd, entry(&house, "greffe", FileRegime::Hub, ago(40), "avant@1")]);
    let days = ["export", "--from", "2026-11-20", "--to", "2026-11-20"];
    let (code, said, errors) = command(&house, &folder, &days);
    assert_eq!(code, Some(0), "{errors}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 4, "{said}");
    assert!(said.starts_with('\u{feff}') && lines[1].contains("L. 132-10-1, II") && lines[2].contains("\"regime\""));
    assert!(lines[3].contains("\"'=1+1\"") && lines[3].contains("\"a b\""), "{}", lines[3]);
    assert!(errors.contains("1 entries"), "{errors}");
    let (code, said, _) = command(&house, &folder, &[&days[..], &["--json"]].concat());
    let objects: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((code, objects.len()), (Some(0), 2));
    assert_eq!(objects[1]["protocol"], "=1+1", "a program may read it as it is");
    let told = told(&house, "extraction");
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].4, "journal from:2026-11-20 to:2026-11-20");
    for wrong in [["--from", "2026-11-20", "--to", "2026-11-19"], ["--from", "hier", "--to", "2026-11-19"]] {
        assert_eq!(command(&house, &folder, &[&["export"][..], &wrong].concat()).0, Some(2), "{wrong:?}");
    }
}

#[test]
fn the_operator_purges_by_a_command_that_can_be_tried_out() {
    let (house, folder) = (TestHouse::of(canaries::world()), Folder::new());
    let old = |regime| entry(&house, "surveillant", regime, "2019-01-01T00:00:00Z".parse().unwrap(), "vieux@1");
    keep(&house, vec![old(FileRegime::Psem), old(FileRegime::Genesis)]);
    let (_, said, _) = command(&house, &folder, &["purge"]);
    assert!(said.contains("1 outlived, 0 erased with 0 people listed; 1 left for a later run"), "{said}");
    sequence(&house);
    let (code, said, errors) = command(&house, &folder, &["purge", "--dry-run"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        said.contains("psem: kept 36 months: 1 outlived, 0 erased") && said.contains("nothing was erased"),
        "{said}"
    );
    assert!(said.contains("genesis: no time is set: nothing is erased"), "{said}");
    assert_eq!(ids(&house, "vieux@1").len(), 2);
    let (code, said, _) = command(&house, &folder, &["purge", "--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let psem = said["regimes"].as_array().unwrap().iter().find(|one| one["regime"] == "psem").unwrap();
    assert_eq!((code, &psem["erased"], &psem["months"]), (Some(0), &1.into(), &36.into()));
    assert_eq!(ids(&house, "vieux@1").len(), 1, "nobody set a time for GENESIS");
}

/// Every name under which something was erased: entry, place, rule, act.
fn erased(house: &TestHouse) -> Vec<(String, i32, String, String)> {
    house.look(|c| {
        journal_erasure::table
            .order((journal_erasure::entry_id, journal_erasure::listed))
            .select((
                journal_erasure::entry_id,
                journal_erasure::listed,
                journal_erasure::rule,
                journal_erasure::act_id,
            ))
            .load(c)
    })
}

fn all_ids(house: &TestHouse) -> BTreeSet<String> {
    let ids: Vec<String> = house.look(|c| journal_entry::table.select(journal_entry::id).load(c));
    ids.into_iter().collect()
}

#[test]
fn what_outlived_its_time_leaves_by_name_and_nothing_else_leaves() {
    for house in houses() {
        let old = |slug, regime| {
            let listed = vec![house.world.people[1].id.to_string(), house.world.people[2].id.to_string()];
            Entry { listed, ..entry(&house, slug, regime, ago(3 * 366), "vieux@1") }
        };
        let seal = Entry { operation: Operation::Seal, ..old("greffe", FileRegime::Hub) };
        let mut entries: Vec<Entry> = (0..1_203).map(|_| old("surveillant", FileRegime::Psem)).collect();
        entries.extend([
            old("greffe", FileRegime::Hub),
            seal,
            old("greffe", FileRegime::Genesis),
            old("cpip", FileRegime::Appi),
        ]);
        entries.push(entry(&house, "surveillant", FileRegime::Psem, ago(3 * 365 - 10), "jeune@1"));
        keep(&house, entries);
        sequence(&house);
        let before = all_ids(&house);
        let agreement = house.house.door.agreement();
        let turn = |is_dry| purge(&house.database, agreement, now(), &Chance::seeded(5), is_dry).unwrap();
        let of = |done: &[quadrige::records::journal::Purged], regime| {
            let one = done.iter().find(|purged| purged.regime == regime).unwrap();
            (one.months, one.outlived, one.erased.entries, one.erased.listed)
        };
        let dry = turn(true);
        assert_eq!(of(&dry, FileRegime::Psem), (Some(36), 1_203, 0, 0));
        assert_eq!(of(&dry, FileRegime::Genesis), (None, 0, 0, 0), "nobody set a time");
        assert_eq!(all_ids(&house), before, "it was only tried out");

        let done = turn(false);
        assert_eq!(of(&done, FileRegime::Psem), (Some(36), 1_203, 1_203, 2_406));
        assert_eq!(of(&done, FileRegime::Hub), (Some(36), 1, 1, 2), "the seal stays");
        let after = all_ids(&house);
        let gone: BTreeSet<String> = before.difference(&after).cloned().collect();
        let names = erased(&house);
        let named: BTreeSet<String> = names.iter().filter(|row| row.1 == -1).map(|row| row.0.clone()).collect();
        assert_eq!(gone, named, "whatever is gone is named, and whatever is named is gone");
        assert_eq!(gone.len(), 1_204);
        let left: i64 = house
            .look(|c| journal_subject::table.filter(journal_subject::entry_id.eq_any(&gone)).count().get_result(c));
        assert_eq!(left, 0);
        for (mark, count) in [("vieux@1", 3), ("jeune@1", 1)] {
            assert_eq!(ids(&house, mark).len(), count, "{mark}");
        }
        // Each act says how many, and the digest of their names.
        let acts: BTreeSet<&String> = names.iter().map(|row| &row.3).collect();
        assert_eq!(acts.len(), 4, "500, 500 and 203 of PSEM, one of the hub");
        for act in acts {
            let of_act: Vec<_> = names.iter().filter(|row| row.3 == *act).collect();
            let mut lines: Vec<String> = of_act.iter().map(|row| format!("{}/{}\n", row.0, row.1)).collect();
            lines.sort();
            let entries = of_act.iter().filter(|row| row.1 == -1).count();
            let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(lines.concat()));
            let expected = format!("entries:{entries} listed:{} digest:{digest}", of_act.len() - entries);
            let (operation, shown, issuer): (String, String, String) = house.look(|c| {
                journal_entry::table
                    .filter(journal_entry::id.eq(act))
                    .select((journal_entry::operation, journal_entry::shown, journal_entry::actor_issuer))
                    .first(c)
            });
            assert_eq!((operation.as_str(), shown, issuer.as_str()), ("erasure", expected, "urn:quadrige:operator"));
        }
        // A second turn finds nothing, and erases no act of the first, years later either.
        let again = turn(false);
        assert!(again.iter().all(|purged| purged.erased.entries == 0), "{again:#?}");
        let later = now() + jiff::SignedDuration::from_hours(24 * 366 * 4);
        purge(&house.database, agreement, later, &Chance::seeded(6), false).unwrap();
        assert!(!told(&house, "erasure").is_empty() && !told(&house, "seal").is_empty());
        // There is no other way.
        for attempt in [
            "DELETE FROM journal_entry",
            "DELETE FROM journal_subject",
            "DELETE FROM journal_erasure",
            "UPDATE journal_erasure SET listed = 0",
        ] {
            let refusal = house.try_statement(attempt).expect_err(attempt);
            assert!(refusal.contains("append-only"), "{attempt}: {refusal}");
        }
    }
}

#[test]
fn the_functions_that_read_are_those_that_answer_for_others() {
    let house = TestHouse::of(canaries::world());
    let agreement = house.house.door.agreement();
    let colleagues = Function::ALL.iter().filter(|function| {
        !matches!(function, Function::Head | Function::ProbationDirector | Function::Controller | Function::Magistrate)
    });
    let own = house.world.institutions[0].id;
    for function in colleagues {
        for kind in InstitutionKind::ALL {
            let functions = [*function];
            let who = Supervisor { kind: *kind, functions: &functions, institution: own, departement: Some("59") };
            assert_eq!(agreement.journal_rules(&who).count(), 0, "{function} of {kind}");
        }
    }
}
