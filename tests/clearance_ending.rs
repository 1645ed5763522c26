//! Mail before clearances end, on both engines: who is told, once, on which day of his own; who needn't be; and that the mail says a
//! day, a reference and a link, and nobody's name.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use std::collections::BTreeMap;

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use quadrige::clearances::tell_of_endings;
use quadrige::db::schema::{agent, clearance, institution, outbox};
use quadrige::db::{Day, Engine, Moment};
use quadrige::demo::world::{AgentSeed, World};
use quadrige::domain::handling::Institution;
use quadrige::domain::{ClearanceState, Id, LetterFailure, LetterKind, LetterState};
use quadrige::outbox::{ALARM_AFTER, failing};
use support::house::{Folder, Setting, TODAY, TestHouse};
use support::portal::Portal;
use support::postgres::cluster;
use support::table::lasting;

const PRISON: &str = "cp-marais-de-scarpe";
const SPIP: &str = "spip-douai";

/// Sixty days after the day that follows the first of the tests.
const LAST: Date = date(2027, 1, 21);

const SIXTY: &str = "2026-11-22T09:00:00Z";
const THIRTY: &str = "2026-12-22T09:00:00Z";

/// A house that sends its mail as in service, into a folder.
struct Story {
    house: TestHouse,
    folder: Folder,
}

/// The n-th of those who work in that service and are nobody's part.
fn somebody<'w>(world: &'w World, service: &str, n: usize) -> &'w AgentSeed {
    let service = world.institutions.iter().find(|known| known.slug == service).expect("a service").id;
    let colleagues = world.agents.iter().filter(|agent| agent.institution == service && agent.slug.is_none());
    colleagues.filter(|agent| agent.clearance.is_some()).nth(n).expect("a colleague")
}

fn ends(world: &mut World, service: &str, n: usize, starts_on: Date, ends_on: Date) {
    let id = somebody(world, service, n).id;
    let agent = world.agents.iter_mut().find(|agent| agent.id == id).expect("he");
    let clearance = agent.clearance.as_mut().expect("cleared");
    (clearance.starts_on, clearance.ends_on) = (starts_on, ends_on);
}

/// Two guards whose five years are over on one day.
fn two_guards(world: &mut World) {
    for n in [0, 1] {
        ends(world, PRISON, n, date(2022, 1, 22), LAST);
    }
}

impl Story {
    /// On each engine that is there.
    fn everywhere(change: impl Fn(&mut World)) -> Vec<Self> {
        let mut stories = vec![Self::on(None, &change)];
        if let Some(cluster) = cluster() {
            stories.push(Self::on(Some(Engine::Postgres(cluster.fresh_database().expect("a database"))), &change));
        }
        stories
    }

    fn on(engine: Option<Engine>, change: &impl Fn(&mut World)) -> Self {
        let mut world = lasting(canaries::world());
        change(&mut world);
        let folder = Folder::new();
        let mail = format!("mail = \"file:{}\"\n", folder.path().join("outbox").display());
        let house = TestHouse::with(world, Setting { engine, more: mail, ..Setting::default() });
        Self { house, folder }
    }

    /// One turn at that moment; how many letters it queued.
    fn tell(&self, at: &str) -> usize {
        self.house.set_clock(at);
        tell_of_endings(&self.house.database, self.house.clock.now()).expect("told")
    }

    /// The letters about clearances: kind, to whom, how far they have come.
    fn letters(&self) -> Vec<(LetterKind, Id<Institution>, LetterState)> {
        let columns = (outbox::kind, outbox::institution_id, outbox::state);
        self.house.look(|c| {
            outbox::table
                .filter(outbox::kind.like("clearances-%"))
                .order((outbox::queued_at, outbox::kind))
                .select(columns)
                .load(c)
        })
    }

    /// Sends what is due, and gives all mails that ever left, as they are read, by the name of their file.
    fn send(&self) -> BTreeMap<String, String> {
        let worker = self.house.house.outbox.as_ref().expect("mail is set");
        std::thread::scope(|scope| scope.spawn(|| while worker.run_once().expect("a round").claimed > 0 {}).join())
            .expect("sent");
        self.files().into_iter().map(|(name, mail)| (name, decoded(&mail))).collect()
    }

    fn files(&self) -> BTreeMap<String, String> {
        let files = std::fs::read_dir(self.folder.path().join("outbox")).into_iter().flatten().flatten();
        let read = |file: std::fs::DirEntry| {
            (
                file.file_name().into_string().expect("a name"),
                String::from_utf8(std::fs::read(file.path()).expect("a mail")).expect("ASCII"),
            )
        };
        files.map(read).collect()
    }

    /// The n-th colleague's clearance in that service.
    fn clearance(&self, n: usize) -> String {
        somebody(&self.house.world, PRISON, n).clearance.as_ref().expect("cleared").id.to_string()
    }

    fn set_state(&self, n: usize, state: ClearanceState) {
        let id = self.clearance(n);
        self.house.look(|c| {
            diesel::update(clearance::table.filter(clearance::id.eq(&id))).set(clearance::state.eq(state)).execute(c)
        });
    }

    /// Gives the n-th colleague another clearance for the same functions.
    fn renew(&self, n: usize, state: ClearanceState, starts_on: Date) {
        let colleague = somebody(&self.house.world, PRISON, n);
        let functions: Vec<&str> = colleague.functions.iter().map(|function| function.code()).collect();
        let mut bytes = *colleague.id.bytes();
        bytes[0] ^= 255;
        self.house.look(|c| {
            diesel::insert_into(clearance::table)
                .values((
                    clearance::id.eq(Id::<()>::from_bytes(bytes).to_string()),
                    clearance::agent_id.eq(colleague.id.to_string()),
                    clearance::institution_id.eq(colleague.institution),
                    clearance::functions.eq(functions.join(" ")),
                    clearance::basis.eq("essai"),
                    clearance::state.eq(state),
                    clearance::starts_on.eq(Day(starts_on)),
                    clearance::ends_on.eq(Day(date(2031, 12, 31))),
                ))
                .execute(c)
        });
    }

    fn above(&self, slug: &str) -> Id<Institution> {
        let service = self.house.world.institutions.iter().find(|known| known.slug == slug).expect("a service");
        service.superior.expect("somebody above it")
    }
}

/// Soft line breaks joined, `=C3=A9` read as bytes, one kind of space.
fn decoded(mail: &str) -> String {
    let joined = mail.replace("=\r\n", "");
    let (mut bytes, mut rest) = (Vec::new(), joined.as_bytes());
    while let Some((first, others)) = rest.split_first() {
        let code = (*first == b'=' && others.len() >= 2)
            .then(|| std::str::from_utf8(&others[..2]).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()))
            .flatten();
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &others[2..] } else { others };
    }
    String::from_utf8_lossy(&bytes).replace('\u{a0}', " ")
}

fn now(at: &str) -> Timestamp {
    at.parse().expect("a moment")
}

#[test]
fn a_service_is_told_once_at_sixty_days_and_again_at_thirty_with_whoever_is_above_it() {
    for story in Story::everywhere(two_guards) {
        let (prison, above) = (story.house.service(PRISON), story.above(PRISON));
        assert_eq!(story.tell("2026-11-21T09:00:00Z"), 0, "sixty-one days before");
        assert_eq!(story.tell(SIXTY), 1, "one letter for two people");
        assert_eq!(story.tell(SIXTY), 0, "once");
        assert_eq!(story.letters(), [(LetterKind::ClearancesEnding, prison, LetterState::Queued)]);
        assert_eq!(story.send().len(), 1);
        assert_eq!(story.tell("2026-12-21T22:00:00Z"), 0, "thirty-one days before");
        assert_eq!(story.tell(THIRTY), 2);
        assert_eq!(story.tell(THIRTY), 0);
        let told = [
            (LetterKind::ClearancesEnding, prison, LetterState::Sent),
            (LetterKind::ClearancesEndingBelow, above, LetterState::Sent),
            (LetterKind::ClearancesEndingSoon, prison, LetterState::Sent),
        ];
        assert_eq!(story.send().len(), 3);
        assert_eq!(story.letters(), told);
        for later in ["2027-01-21T22:00:00Z", "2027-01-22T09:00:00Z"] {
            assert_eq!(story.tell(later), 0, "{later}");
        }
    }
}

#[test]
fn each_last_day_and_each_service_has_its_letter() {
    for story in Story::everywhere(|world| {
        two_guards(world);
        ends(world, PRISON, 2, date(2022, 1, 21), date(2027, 1, 20));
        ends(world, SPIP, 0, date(2022, 1, 22), LAST);
    }) {
        assert_eq!(story.tell(SIXTY), 3);
        assert_eq!(story.send().len(), 3);
    }
}

#[test]
fn the_mail_says_a_day_a_reference_and_a_link_and_names_nobody() {
    for story in Story::everywhere(two_guards) {
        story.tell(SIXTY);
        story.send();
        story.tell(THIRTY);
        let mails = story.send();
        assert_eq!(mails.len(), 3);
        let prison = story.house.service(PRISON);
        let link = format!("/habilitations?service={prison}&etat=active&fin=2027-01-21#liste");
        for mail in mails.values() {
            assert!(mail.contains(", fin le 21/01/2027, référence ") && mail.contains("<title>Quadrige : "), "{mail}");
            assert!(mail.contains("Dernier jour : le 21/01/2027."), "{mail}");
            assert!(mail.contains(&format!("Référence : {}", prison.reference())), "{mail}");
            assert!(mail.contains(&link) && mail.contains(&link.replace('&', "&#38;")), "{mail}");
            assert!(!mail.to_lowercase().contains("kanari"), "{mail}");
            for agent in story.house.world.agents.iter() {
                for name in [&agent.family_name, &agent.given_names].into_iter().filter(|name| name.len() > 2) {
                    let words: Vec<&str> = mail.split(|c: char| !c.is_alphabetic()).collect();
                    assert!(!words.contains(&name.as_str()), "{name}: {mail}");
                }
                assert!(!mail.contains(&agent.id.to_string()), "{mail}");
            }
            for n in [0, 1] {
                assert!(!mail.contains(&story.clearance(n)), "{mail}");
            }
            assert!(!mail.contains(" deux habilitations") && !mail.contains("(2)"), "nor how many: {mail}");
        }
        // As if the worker had died between the relay's word and its own: the copy is the same to the byte.
        let before = story.files();
        let reset = "UPDATE outbox SET state = 'queued', settled_at = NULL, lease_until = 0";
        story.house.try_statement(reset).expect("as before the crash");
        story.send();
        assert_eq!(story.files(), before);
    }
}

#[test]
fn who_loses_nothing_or_has_lost_it_already_is_no_reason_to_write() {
    let cases: [(&str, fn(&Story)); 9] = [
        ("signed again", |story| story.renew(0, ClearanceState::Active, date(2027, 1, 22))),
        ("about to be signed again", |story| story.renew(0, ClearanceState::Pending, date(2027, 1, 22))),
        ("suspended", |story| story.set_state(0, ClearanceState::Suspended)),
        ("withdrawn", |story| story.set_state(0, ClearanceState::Withdrawn)),
        ("ended by decision", |story| story.set_state(0, ClearanceState::Expired)),
        ("never signed", |story| {
            let id = story.clearance(0);
            story.house.try_statement(&format!("UPDATE clearance SET state = 'pending' WHERE id = '{id}'")).unwrap();
        }),
        ("account closed", |story| {
            let id = somebody(&story.house.world, PRISON, 0).id.to_string();
            let closed = agent::closed_at.eq(Some(Moment(now(SIXTY))));
            story.house.look(|c| diesel::update(agent::table.find(&id)).set(closed).execute(c));
        }),
        ("moved elsewhere", |story| {
            let id = somebody(&story.house.world, PRISON, 0).id.to_string();
            let elsewhere = agent::institution_id.eq(story.house.service(SPIP));
            story.house.look(|c| diesel::update(agent::table.find(&id)).set(elsewhere).execute(c));
        }),
        ("service closed", |story| {
            let id = story.house.service(PRISON).to_string();
            let closed = institution::closed_at.eq(Some(Moment(now(SIXTY))));
            story.house.look(|c| diesel::update(institution::table.find(&id)).set(closed).execute(c));
        }),
    ];
    for story in Story::everywhere(|world| ends(world, PRISON, 0, date(2022, 1, 22), LAST)) {
        let mut told = Vec::new();
        for (case, change) in &cases {
            story.house.try_statement("DELETE FROM outbox").unwrap();
            assert_eq!(story.tell(SIXTY), 1, "before: {case}");
            story.house.try_statement("DELETE FROM outbox").unwrap();
            change(&story);
            if story.tell(SIXTY) + story.tell(THIRTY) > 0 {
                told.push(*case);
            }
            story.undo();
        }
        assert!(told.is_empty(), "told all the same: {told:?}");
    }
}

impl Story {
    /// As at the beginning.
    fn undo(&self) {
        let agent = somebody(&self.house.world, PRISON, 0);
        let (id, service) = (self.clearance(0), agent.institution);
        for statement in [
            "DELETE FROM clearance WHERE basis = 'essai'".to_owned(),
            format!("UPDATE clearance SET state = 'active' WHERE id = '{id}'"),
            format!("UPDATE agent SET closed_at = NULL, institution_id = '{service}' WHERE id = '{}'", agent.id),
            format!("UPDATE institution SET closed_at = NULL WHERE id = '{service}'"),
        ] {
            self.house.try_statement(&statement).expect("as before");
        }
    }
}

#[test]
fn a_day_without_a_clearance_between_two_is_told_of() {
    for story in Story::everywhere(|world| ends(world, PRISON, 0, date(2022, 1, 22), LAST)) {
        story.renew(0, ClearanceState::Active, date(2027, 1, 23));
        assert_eq!(story.tell(SIXTY), 1);
    }
}

#[test]
fn who_was_let_in_for_a_short_time_is_told_of_at_the_thresholds_that_he_lived_through() {
    for story in Story::everywhere(|world| ends(world, PRISON, 0, date(2026, 11, 23), LAST)) {
        assert_eq!(story.tell("2026-11-24T09:00:00Z"), 0, "granted for less than sixty days: whoever did it knows");
        assert_eq!(story.tell(THIRTY), 2);
    }
    for story in Story::everywhere(|world| ends(world, PRISON, 0, date(2026, 12, 23), LAST)) {
        assert_eq!(story.tell("2026-12-24T09:00:00Z"), 0, "for thirty days");
    }
}

#[test]
fn what_is_settled_before_the_letter_leaves_is_not_written() {
    for story in Story::everywhere(two_guards) {
        assert_eq!(story.tell(SIXTY), 1);
        story.renew(0, ClearanceState::Pending, date(2027, 1, 22));
        story.set_state(1, ClearanceState::Suspended);
        assert!(story.send().is_empty());
        assert_eq!(story.letters()[0].2, LetterState::Superseded);
    }
    for story in Story::everywhere(two_guards) {
        assert_eq!(story.tell(SIXTY), 1);
        story.renew(0, ClearanceState::Pending, date(2027, 1, 22));
        assert_eq!(story.send().len(), 1, "one is left");
    }
    for story in Story::everywhere(two_guards) {
        assert_eq!(story.tell("2027-01-21T09:00:00Z"), 2, "its last day");
        story.house.set_clock("2027-01-22T09:00:00Z");
        assert!(story.send().is_empty(), "they have lost it already");
    }
}

#[test]
fn after_an_outage_the_nearest_threshold_alone_is_told() {
    for story in Story::everywhere(two_guards) {
        assert_eq!(story.tell("2026-12-27T09:00:00Z"), 2);
        let kinds: Vec<LetterKind> = story.letters().into_iter().map(|(kind, ..)| kind).collect();
        assert_eq!(kinds, [LetterKind::ClearancesEndingBelow, LetterKind::ClearancesEndingSoon]);
    }
    // The relay was away instead: what is still queued gives way.
    for story in Story::everywhere(two_guards) {
        assert_eq!(story.tell(SIXTY), 1);
        assert_eq!(story.tell(THIRTY), 2);
        let prison = story.house.service(PRISON);
        assert_eq!(story.letters()[0], (LetterKind::ClearancesEnding, prison, LetterState::Superseded));
        assert_eq!(story.send().len(), 2);
    }
}

#[test]
fn a_turn_that_was_cut_short_is_made_up_for_and_nothing_is_told_twice() {
    for story in Story::everywhere(two_guards) {
        assert_eq!(story.tell(THIRTY), 2);
        // The crash came between the two letters.
        story.house.try_statement("DELETE FROM outbox WHERE kind = 'clearances-ending-below'").unwrap();
        assert_eq!(story.tell(THIRTY), 1);
        assert_eq!(story.letters().len(), 2);
        // Another instance looks at the same moment: the key decides.
        let (database, at) = (&story.house.database, now("2026-12-23T09:00:00Z"));
        story.house.try_statement("DELETE FROM outbox").unwrap();
        let queued: usize = std::thread::scope(|scope| {
            let both: Vec<_> =
                (0..2).map(|_| scope.spawn(move || tell_of_endings(database, at).expect("told"))).collect();
            both.into_iter().map(|turn| turn.join().expect("a turn")).sum()
        });
        assert_eq!((queued, story.letters().len()), (2, 2));
    }
}

fn due_at(story: &Story) -> Vec<String> {
    let rows: Vec<Moment> = story.house.look(|c| {
        outbox::table.filter(outbox::kind.like("clearances-%")).order(outbox::kind).select(outbox::due_at).load(c)
    });
    rows.into_iter().map(|at| at.0.to_string()).collect()
}

#[test]
fn the_day_is_that_of_the_service_and_the_morning_that_of_the_recipient() {
    let in_reunion = |world: &mut World| {
        two_guards(world);
        let prison = world.institutions.iter_mut().find(|known| known.slug == PRISON).expect("the prison");
        prison.time_zone = "Indian/Reunion";
    };
    for story in Story::everywhere(in_reunion) {
        assert_eq!(story.tell("2026-11-21T19:59:00Z"), 0, "one minute to midnight in La Réunion");
        assert_eq!(story.tell("2026-11-21T20:01:00Z"), 1, "it is the 22nd there");
        assert_eq!(due_at(&story), ["2026-11-22T02:00:00Z"], "six o'clock there");
        assert!(story.send().is_empty(), "not at night");
        story.house.set_clock("2026-11-22T02:00:00Z");
        assert_eq!(story.send().len(), 1);
        story.house.try_statement("DELETE FROM outbox").unwrap();
        assert_eq!(story.tell("2026-12-21T20:01:00Z"), 2);
        assert_eq!(due_at(&story), ["2026-12-22T05:00:00Z", "2026-12-22T02:00:00Z"], "Paris, then La Réunion");
    }
    // Summer time begins on the day of the threshold.
    for story in Story::everywhere(|world| ends(world, PRISON, 0, date(2022, 5, 28), date(2027, 5, 27))) {
        assert_eq!(story.tell("2027-03-27T22:59:00Z"), 0);
        assert_eq!(story.tell("2027-03-27T23:01:00Z"), 1);
        assert_eq!(due_at(&story), ["2027-03-28T04:00:00Z"], "six o'clock in summer time");
    }
}

#[test]
fn a_service_without_a_mailbox_is_an_alarm_and_its_letter_waits() {
    for story in Story::everywhere(two_guards) {
        let id = story.house.service(PRISON).to_string();
        let set = |mailbox: Option<&str>| {
            let row = institution::table.find(&id);
            story.house.look(|c| diesel::update(row).set(institution::mailbox.eq(mailbox)).execute(c))
        };
        set(None);
        assert_eq!(story.tell(SIXTY), 1);
        assert!(story.send().is_empty());
        let failure: Option<LetterFailure> = story.house.look(|c| outbox::table.select(outbox::last_failure).first(c));
        assert_eq!(failure, Some(LetterFailure::NoMailbox));
        story.house.set_clock("2026-11-22T11:00:00Z");
        let at = story.house.clock.now();
        assert_eq!(story.house.database.read(|c| failing(c, at, ALARM_AFTER)).expect("read"), 1, "told by /readyz");
        set(Some("bureau@prison.example"));
        assert_eq!(story.send().len(), 1);
    }
}

#[actix_web::test]
async fn the_link_opens_the_list_that_the_mail_is_about_and_the_home_page_counts_the_same() {
    for story in Story::everywhere(|world| {
        two_guards(world);
        ends(world, PRISON, 2, date(2022, 1, 26), date(2027, 1, 25));
    }) {
        let portal = Portal::open(&story.house).await;
        story.house.set_clock("2026-11-30T09:00:00Z");
        let [head, guard] = [portal.become_one("chef-etablissement").await, portal.become_one("surveillant").await];
        let name = |n: usize| somebody(&story.house.world, PRISON, n).family_name.clone();
        let list = |page: &str| page.split("id=\"liste\"").nth(1).map(str::to_lowercase).unwrap_or_default();
        let link = format!("/habilitations?service={}&etat=active&fin={LAST}", story.house.service(PRISON));
        let page = portal.get(&head, &link).await;
        let listed = list(&page.body);
        for (n, is_there) in [(0, true), (1, true), (2, false)] {
            assert_eq!(listed.contains(&name(n).to_lowercase()), is_there, "{n}: {}", page.body);
        }
        assert_eq!(page.field("fin").as_deref(), Some("2027-01-21"));
        assert!(!page.shows("renouvellement engagé"));
        assert!(list(&portal.get(&guard, &link).await.body).is_empty(), "who has no say sees no list");

        let home = |body: &str| body.split("Habilitations à renouveler").nth(1).is_some();
        let shown = portal.get(&head, "/").await.body;
        assert!(home(&shown), "{shown}");
        assert!(!home(&portal.get(&guard, "/").await.body));
        for n in [0, 1, 2] {
            let next = if n == 2 { date(2027, 1, 26) } else { date(2027, 1, 22) };
            story.renew(n, ClearanceState::Pending, next);
        }
        assert!(!home(&portal.get(&head, "/").await.body), "list, tile and mail have one rule");
        let page = portal.get(&head, &link).await;
        assert!(page.shows("renouvellement engagé") && !page.shows("À échéance dans les soixante jours"));
        assert_eq!(story.tell("2026-11-30T09:00:00Z"), 0);
    }
}

#[test]
fn the_first_day_of_the_demo_has_such_letters() {
    let world = quadrige::demo::world::build(20, 1, TODAY);
    let house = TestHouse::of(world);
    assert_eq!(tell_of_endings(&house.database, house.clock.now()).expect("told"), 3);
    let rows: Vec<(LetterKind, Id<Institution>)> =
        house.look(|c| outbox::table.order(outbox::kind).select((outbox::kind, outbox::institution_id)).load(c));
    let above = house.world.institutions.iter().find(|known| known.slug == SPIP).and_then(|known| known.superior);
    assert_eq!(
        rows,
        [
            (LetterKind::ClearancesEnding, house.service(PRISON)),
            (LetterKind::ClearancesEndingBelow, above.expect("somebody above it")),
            (LetterKind::ClearancesEndingSoon, house.service(SPIP)),
        ]
    );
}
