//! Nobody leaves prison unannounced: what the services that a rule names are told, when, and what becomes of it.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use diesel::prelude::*;
use jiff::civil::date;
use quadrige::access::{Whom, reconcile};
use quadrige::alerts::{self, Secretary};
use quadrige::chance::Chance;
use quadrige::config::Mail;
use quadrige::db::Engine;
use quadrige::db::schema::{alert, alert_gap, institution, journal_entry, outbox};
use quadrige::demo::world::{PersonSeed, World};
use quadrige::outbox::{Address, Means, TIMEOUT, Transport, Worker};
use quadrige::records::territory;
use support::house::{Folder, Setting, TestHouse};
use support::portal::{Portal, Reply};
use support::postgres::cluster;

fn n(path: &str) -> usize {
    canaries::PATHS.iter().position(|known| *known == path).expect("a path")
}

/// The usual world with clearances that last, changed for this story.
fn world(change: impl FnOnce(&mut World)) -> World {
    let mut world = canaries::world();
    for clearance in world.agents.iter_mut().filter_map(|agent| agent.clearance.as_mut()) {
        (clearance.starts_on, clearance.ends_on) = (date(2026, 1, 1), date(2030, 12, 31));
    }
    change(&mut world);
    world
}

struct Story {
    house: TestHouse,
    portal: Portal,
    folder: Folder,
}

impl Story {
    /// On each engine that is there.
    async fn everywhere(change: impl Fn(&mut World)) -> Vec<Self> {
        let mut stories = vec![Self::on(None, &change).await];
        if let Some(cluster) = cluster() {
            let engine = Engine::Postgres(cluster.fresh_database().expect("a database"));
            stories.push(Self::on(Some(engine), &change).await);
        }
        stories
    }

    async fn on(engine: Option<Engine>, change: &impl Fn(&mut World)) -> Self {
        let house = TestHouse::with(world(change), Setting { engine, ..Setting::default() });
        let portal = Portal::open(&house).await;
        Self { house, portal, folder: Folder::new() }
    }

    fn person(&self, path: &str) -> &PersonSeed {
        &self.house.world.people[n(path)]
    }

    fn stay(&self, path: &str) -> String {
        self.person(path).stays.last().expect("a stay").id.to_string()
    }

    async fn open(&self, slug: &str, address: &str) -> Reply {
        let cookie = self.portal.become_one(slug).await;
        self.portal.visit(&cookie, address).await
    }

    async fn release(&self, slug: &str, path: &str) -> Reply {
        self.open(slug, &format!("/sorties/{}", self.stay(path))).await
    }

    async fn acknowledge(&self, slug: &str, path: &str) -> Reply {
        let cookie = self.portal.become_one(slug).await;
        let address = format!("/sorties/{}", self.stay(path));
        self.portal.visit(&cookie, &address).await;
        self.portal.post(&cookie, &format!("{address}/accuses"), &[]).await
    }

    /// The registry corrects a field of the stay, or of the person.
    async fn correct(&self, path: &str, field: &str, value: &str) {
        let row = if field.starts_with("declared") { self.person(path).id.to_string() } else { self.stay(path) };
        let cookie = self.portal.become_one("greffe").await;
        let page = format!("/dossiers/{}/corrections/{row}/{field}", self.person(path).id);
        let form = self.portal.visit(&cookie, &page).await;
        let version = form.field("version").expect("a version");
        let typed = [("value", value), ("reason", "Pièce reçue ce jour"), ("version", version.as_str())];
        let reply = self.portal.post(&cookie, &page, &typed).await;
        assert_eq!(reply.status, 303, "{field} = {value}");
    }

    fn reconcile(&self) -> usize {
        let now = self.house.clock.now();
        alerts::reconcile(&self.house.database, &self.house.house.announcer, now).expect("reconciled").sent
    }

    fn chase(&self) -> usize {
        alerts::chase(&self.house.database, self.house.clock.now()).expect("chased")
    }

    /// What was made about this person: `spip-douai changed sent`, replaced ones marked with a minus.
    fn alerts(&self, path: &str) -> BTreeSet<String> {
        let person = self.person(path).id.to_string();
        let rows: Vec<(String, String, String, Option<i64>)> = self.house.look(|connection| {
            alert::table
                .inner_join(institution::table.on(institution::id.eq(alert::institution_id)))
                .filter(alert::person_id.eq(person))
                .select((institution::slug, alert::occurrence, alert::fate, alert::replaced_at))
                .load(connection)
        });
        let sign = |replaced: Option<i64>| if replaced.is_some() { "-" } else { "" };
        rows.into_iter()
            .map(|(slug, occurrence, fate, replaced)| format!("{}{slug} {occurrence} {fate}", sign(replaced)))
            .collect()
    }

    /// The services to which an alert about this person is on its way or has gone, and still holds.
    fn told(&self, path: &str, occurrence: &str) -> BTreeSet<String> {
        self.alerts(path)
            .iter()
            .filter_map(|line| line.strip_suffix(&format!(" {occurrence} sent")))
            .filter(|slug| !slug.starts_with('-'))
            .map(str::to_owned)
            .collect()
    }

    fn letters(&self) -> BTreeMap<String, usize> {
        let rows: Vec<(String, String)> =
            self.house.look(|connection| outbox::table.select((outbox::kind, outbox::state)).load(connection));
        rows.into_iter().fold(BTreeMap::new(), |mut count, (kind, state)| {
            *count.entry(format!("{kind} {state}")).or_default() += 1;
            count
        })
    }

    /// Sends all that is due into a folder, and gives the mails, decoded.
    fn send(&self) -> Vec<String> {
        let door = &self.house.house.door;
        let secretary =
            Secretary::new(self.house.database.clone(), door.agreements().clone(), "https://q.example".to_owned());
        let mail = Mail::Folder(self.folder.path().join("outbox"));
        let worker = Worker::new(Means {
            database: self.house.database.clone(),
            clock: self.house.clock.clone(),
            chance: Chance::seeded(5),
            from: Address::parse("quadrige@localhost").expect("an address"),
            transport: Transport::new(&mail, None, TIMEOUT).expect("a folder"),
            compose: Arc::new(secretary),
        });
        // The worker has a runtime of its own, as in its own thread.
        std::thread::scope(|scope| scope.spawn(|| while worker.run_once().expect("a round").claimed > 0 {}).join())
            .expect("sent");
        let mut mails = Vec::new();
        for file in std::fs::read_dir(self.folder.path().join("outbox")).expect("a folder").flatten() {
            mails.push(decoded(&std::fs::read_to_string(file.path()).expect("a mail")));
        }
        mails
    }
}

/// Soft line breaks joined, `=C3=A9` read as bytes.
fn decoded(mail: &str) -> String {
    let joined = mail.replace("=\r\n", "").replace("=\n", "");
    let (mut bytes, mut rest) = (Vec::new(), joined.as_bytes());
    while let Some((first, others)) = rest.split_first() {
        let code = (*first == b'=' && others.len() >= 2)
            .then(|| std::str::from_utf8(&others[..2]).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()))
            .flatten();
        match code {
            Some(byte) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            None => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn set(slugs: &[&str]) -> BTreeSet<String> {
    slugs.iter().map(|slug| (*slug).to_owned()).collect()
}

/// Whom the rules name for somebody followed in Douai with a sentence of five years and an address in the area.
const FOLLOWERS: &[&str] =
    &["dlrp-cp-marais-de-scarpe", "instruction-douai", "jap-douai", "renseignement-territorial", "spip-douai"];

#[actix_web::test]
async fn a_date_is_told_once_to_each_service_that_a_rule_names() {
    for story in Story::everywhere(|_| {}).await {
        assert!(story.reconcile() > 0);
        let told = story.told("pre_release", "known");
        assert!(told.is_superset(&set(FOLLOWERS)), "{told:?}");
        assert!(!told.contains("parquet-douai"), "no rule names the parquet");
        assert!(!told.contains("association-passerelles"), "an association needs the prisoner's consent");
        assert!(!told.contains("prefecture-nord"), "no removal, no prefect");
        assert!(story.told("pre_release_removal", "known").contains("prefecture-nord"));
        assert_eq!(story.reconcile(), 0, "once");
        let mails = story.send();
        assert_eq!(mails.len(), story.letters()["alert sent"]);
        assert_eq!(story.send().len(), mails.len(), "nothing is left to send");
    }
}

#[actix_web::test]
async fn mails_say_a_reference_and_a_link_and_nothing_of_anybody() {
    for story in Story::everywhere(|_| {}).await {
        story.reconcile();
        story.correct("pre_release", "release_date", "2027-02-10").await;
        let mails = story.send();
        assert!(mails.len() > 20, "{}", mails.len());
        for mail in &mails {
            let lower = mail.to_lowercase();
            assert!(lower.contains("https://q.example/sorties/"), "{mail}");
            assert!(!lower.contains("kanari"), "{mail}");
            for person in &story.house.world.people {
                for day in person.stays.iter().filter_map(|stay| stay.release_on).chain([person.birth_date]) {
                    assert!(!mail.contains(&day.strftime("%d/%m/%Y").to_string()), "{mail}");
                    assert!(!mail.contains(&day.to_string()), "{mail}");
                }
                assert!(!mail.contains(&person.id.to_string()), "a file is no release: {mail}");
            }
        }
    }
}

#[actix_web::test]
async fn a_date_that_moves_voids_what_was_acknowledged_and_takes_the_place_of_what_was_said() {
    for story in Story::everywhere(|_| {}).await {
        story.reconcile();
        let before = story.send().len();
        assert!(story.open("cpip", "/sorties?jours=90").await.shows("Aucune sortie sur cette période"));
        assert!(story.release("cpip", "pre_release").await.shows("Accuser réception"));
        let reply = story.acknowledge("cpip", "pre_release").await;
        assert_eq!(reply.location(), format!("/sorties/{}?fait=accuse", story.stay("pre_release")));
        assert!(!story.release("cpip", "pre_release").await.shows("Accuser réception"));

        story.correct("pre_release", "release_date", "2027-02-10").await;
        let changed = story.told("pre_release", "changed");
        assert!(changed.is_superset(&set(FOLLOWERS)), "{changed:?}");
        assert_eq!(story.told("pre_release", "known"), BTreeSet::new(), "what was said holds no more");
        assert!(story.alerts("pre_release").contains("-spip-douai known sent"));
        // In the 90 days now: that threshold is told at once as well, to those whose rule counts down.
        assert!(story.told("pre_release", "j90").contains("spip-douai"));
        assert!(story.release("cpip", "pre_release").await.shows("Accuser réception"), "anew");
        assert!(story.open("cpip", "/sorties?jours=90").await.shows("10/02/2027"));
        let mails = story.send();
        assert!(mails.len() > before);
        assert!(mails.iter().any(|mail| mail.contains("In-Reply-To: <")), "it says what it replaces");
    }
}

#[actix_web::test]
async fn whoever_was_told_before_the_mail_left_gets_only_the_last_word() {
    for story in Story::everywhere(|_| {}).await {
        story.reconcile();
        story.correct("pre_release", "release_date", "2027-02-10").await;
        let letters = story.letters();
        assert!(letters["alert superseded"] >= FOLLOWERS.len(), "{letters:?}");
        story.send();
        assert_eq!(story.letters().get("alert queued"), None);
    }
}

#[actix_web::test]
async fn time_alone_crosses_the_thresholds_each_once() {
    for story in Story::everywhere(|_| {}).await {
        story.reconcile();
        // 6 March 2027 less ninety days, at six in the morning in Paris.
        story.house.set_clock("2026-12-06T04:59:59Z");
        assert!(!story.alerts("pre_release").iter().any(|line| line.contains("j90")));
        story.reconcile();
        assert!(!story.alerts("pre_release").iter().any(|line| line.contains("j90")));
        story.house.set_clock("2026-12-06T05:00:00Z");
        story.reconcile();
        let told = story.told("pre_release", "j90");
        assert!(told.contains("spip-douai") && !told.contains("jap-douai"), "the rule says how often: {told:?}");
        story.house.set_clock("2026-12-09T05:00:00Z");
        let before = story.alerts("pre_release").len();
        story.reconcile();
        assert_eq!(story.alerts("pre_release").len(), before);
        // A month of silence: of what was crossed meanwhile the nearest is said.
        story.house.set_clock("2027-03-02T05:00:00Z");
        story.reconcile();
        let alerts = story.alerts("pre_release");
        assert!(alerts.contains("spip-douai j7 sent") && alerts.contains("spip-douai j30 absorbed"), "{alerts:?}");
    }
}

#[actix_web::test]
async fn who_walks_out_before_his_day_was_not_foreseen_and_everybody_hears_at_once() {
    for story in Story::everywhere(|_| {}).await {
        story.reconcile();
        story.correct("pre_release", "released_at", "2026-11-21T09:30").await;
        assert!(story.told("pre_release", "unforeseen").is_superset(&set(FOLLOWERS)));
        assert!(story.told("pre_release", "unforeseen").contains("gendarmerie-nord"), "R. 57-7-85: the release itself");
        assert!(story.release("gendarmerie", "pre_release").await.shows("Sortie effective"));
        assert_eq!(story.told("pre_release", "known"), BTreeSet::new(), "{:#?}", story.alerts("pre_release"));
        assert!(story.open("cpip", "/sorties").await.shows("Depuis sept jours"));
        // Released without any measure, the file is closed to the judge; the alert is not.
        let told = story.release("jap", "pre_release").await;
        assert!(told.shows("Sortie effective le 21/11/2026") && told.shows("Accuser réception"), "{}", told.body);
        story.house.set_clock("2026-12-23T09:00:00Z");
        assert_eq!(story.release("jap", "pre_release").await.status, 404, "a month later it is over");
        story.house.set_clock("2026-11-21T12:00:00Z");
        let page = story.release("greffe", "pre_release").await;
        assert!(page.shows("Sortie effective le 21/11/2026 à\u{a0}9\u{a0}h\u{a0}30"), "{}", page.body);
    }
}

#[actix_web::test]
async fn a_transfer_is_no_release() {
    for story in Story::everywhere(|_| {}).await {
        story.reconcile();
        let alerts = story.alerts("transferred");
        assert!(!alerts.is_empty());
        assert!(!alerts.iter().any(|line| line.contains("effective") || line.contains("unforeseen")), "{alerts:?}");
    }
}

#[actix_web::test]
async fn the_hour_is_for_those_whose_rule_says_it() {
    for story in Story::everywhere(|_| {}).await {
        story.reconcile();
        let police = story.told("pre_release", "known").into_iter().filter(|s| !FOLLOWERS.contains(&s.as_str()));
        let police: BTreeSet<String> = police.collect();
        assert!(!police.is_empty(), "somebody is competent for the declared address");
        story.correct("pre_release", "release_hour", "08:45").await;
        let told = story.told("pre_release", "changed");
        assert!(told.contains("spip-douai"));
        assert!(told.is_disjoint(&police), "R. 57-7-85 speaks of a date: {told:?}");
        assert_eq!(
            story.told("pre_release", "known").intersection(&police).count(),
            police.len(),
            "what they were told holds"
        );
        assert!(story.release("cpip", "pre_release").await.shows("8\u{a0}h\u{a0}45"));
    }
}

#[actix_web::test]
async fn nobody_to_tell_is_an_alarm_and_never_a_silence() {
    for story in Story::everywhere(|world| world.people[n("pre_release")].declared_commune = None).await {
        story.reconcile();
        let gaps = |story: &Story| -> Vec<(String, String)> {
            let person = story.person("pre_release").id.to_string();
            story.house.look(|connection| {
                alert_gap::table
                    .filter(alert_gap::person_id.eq(person).and(alert_gap::closed_at.is_null()))
                    .select((alert_gap::rule, alert_gap::cause))
                    .load(connection)
            })
        };
        assert_eq!(gaps(&story), [("three-years".to_owned(), "no_address".to_owned())]);
        assert!(story.release("greffe", "pre_release").await.shows("Recueillez l’adresse"));
        assert!(!story.release("cpip", "pre_release").await.shows("Recueillez l’adresse"), "the prison's to mend");
        let before = story.told("pre_release", "known");
        story.correct("pre_release", "declared_commune", "59178").await;
        if gaps(&story).is_empty() {
            assert!(story.told("pre_release", "known").len() > before.len(), "found, and told at once");
        } else {
            assert_eq!(
                gaps(&story),
                [("three-years".to_owned(), "no_address".to_owned())],
                "no force has that commune"
            );
        }
    }
}

#[actix_web::test]
async fn a_territory_that_was_missing_comes_in_by_its_file_and_the_notice_leaves() {
    for story in Story::everywhere(|world| {
        let somewhere = Some("99999".to_owned());
        world.people[n("pre_release")].declared_commune = somewhere;
    })
    .await
    {
        story.reconcile();
        let before = story.told("pre_release", "known");
        assert!(story.release("greffe", "pre_release").await.shows("Vérifiez la commune"));
        let import = |text: &str| {
            let lines = territory::parse(text.as_bytes()).expect("a good file");
            story.house.database.write(|connection| territory::import(connection, &lines))
        };
        for wrong in ["nulle-part", "spip-douai"] {
            let refused = import(&format!("service;commune_insee\ngendarmerie-nord;99999\n{wrong};99999\n"));
            assert!(matches!(refused, Err(territory::NotDone::Faulty(faults)) if faults[0].line == 3), "{wrong}");
        }
        story.reconcile();
        assert_eq!(story.told("pre_release", "known"), before, "whole or not at all");
        let done = import("service;commune_insee\ngendarmerie-nord;99999\n").expect("imported");
        assert_eq!((done.services, done.gained), (1, 1));
        reconcile(&story.house.house.door, Whom::Everybody).expect("ties");
        story.reconcile();
        assert!(story.told("pre_release", "known").contains("gendarmerie-nord"));
        assert!(!story.release("greffe", "pre_release").await.shows("Vérifiez la commune"));
    }
}

#[actix_web::test]
async fn who_does_not_acknowledge_is_reminded_and_then_his_superior_hears() {
    for story in Story::everywhere(|_| {}).await {
        story.reconcile();
        story.send();
        assert_eq!(story.chase(), 0);
        // Three days were given to probation, one to those who watch.
        story.house.set_clock("2026-11-26T12:00:00Z");
        let late = story.chase();
        assert!(late > FOLLOWERS.len());
        assert_eq!(story.chase(), 0, "reminded once");
        assert!(story.release("greffe", "pre_release").await.shows("En retard"));
        story.house.set_clock("2026-11-27T12:00:01Z");
        assert_eq!(story.chase(), late);
        assert_eq!(story.chase(), 0, "told once");
        let letters = story.letters();
        assert_eq!((letters["reminder queued"], letters["escalation queued"]), (late, late));
        // Whoever acknowledges meanwhile is left alone: what is still queued says nothing any more.
        story.acknowledge("cpip", "pre_release").await;
        story.send();
        assert!(story.letters()["reminder superseded"] >= 1);
    }
}

#[actix_web::test]
async fn what_is_told_is_in_the_journal_with_its_recipients_and_its_article() {
    for story in Story::everywhere(|_| {}).await {
        story.reconcile();
        story.acknowledge("cpip", "pre_release").await;
        let person = story.person("pre_release").id.to_string();
        let entries: Vec<(String, Option<String>, Option<String>)> = story.house.look(|connection| {
            journal_entry::table
                .filter(journal_entry::subject_id.eq(&person))
                .filter(journal_entry::operation.eq_any(["disclosure", "acknowledgement"]))
                .order(journal_entry::recorded_at)
                .select((journal_entry::operation, journal_entry::recipients, journal_entry::legal_ground))
                .load(connection)
        });
        let spip = story.house.world.institutions.iter().find(|i| i.slug == "spip-douai").expect("SPIP").id.to_string();
        let to_probation = entries.iter().any(|(operation, recipients, ground)| {
            operation == "disclosure"
                && recipients.as_deref().is_some_and(|all| all.contains(&spip))
                && ground.as_deref().is_some_and(|keys| keys.contains("probation-release"))
        });
        assert!(to_probation, "{entries:?}");
        assert!(entries.iter().any(|(operation, ..)| operation == "acknowledgement"), "{entries:?}");
    }
}

#[actix_web::test]
async fn who_was_told_is_not_told_to_everybody() {
    for story in Story::everywhere(|_| {}).await {
        story.reconcile();
        let registry = story.release("greffe", "pre_release").await;
        let probation = story.release("cpip", "pre_release").await;
        let watching = &story.house.world.institutions;
        let watching = &watching.iter().find(|i| i.slug == "renseignement-territorial").expect("a service").name;
        let court = story.house.world.institutions.iter().find(|i| i.slug == "jap-douai").expect("a court");
        assert!(registry.shows(&court.name) && !registry.shows(watching));
        assert!(!probation.shows(&court.name) && !probation.shows(watching));
        let own = story.release("renseignement", "pre_release").await;
        assert!(own.shows("06/03/2027") && own.shows("Accuser réception"), "what they were told they may read");
        assert!(!own.shows(&court.name));
        let file = story.open("renseignement", &format!("/dossiers/{}", story.person("pre_release").id)).await;
        assert!(!file.shows(&story.person("pre_release").stays[0].ecrou), "and nothing else");
    }
}
