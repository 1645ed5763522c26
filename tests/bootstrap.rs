//! The first people, on both engines: from an empty database to a regional head and a third magistrate who were let in by people, with the
//! operator's file where nobody in the portal could do it, and never where somebody can.

mod support;

use std::cell::RefCell;

use diesel::prelude::*;
use jiff::civil::{Date, date};
use quadrige::chance::Chance;
use quadrige::clock::paris;
use quadrige::db::Engine;
use quadrige::db::schema::{agent, clearance, institution, journal_entry};
use quadrige::demo::world::{World, build};
use quadrige::records::bootstrap::{Bootstrap, NotDone, Occasion};
use quadrige::signin::Proof;
use support::house::{Folder, Setting, TODAY, TestHouse};
use support::portal::{Portal, Reply};
use support::postgres::cluster;

const ISSUER: &str = "https://id.example";

/// A platform in which nobody is yet, as in service: no demo, one provider.
struct Start {
    house: TestHouse,
    chance: Chance,
    places: RefCell<Vec<(String, String)>>,
    _secrets: Folder,
}

fn starts() -> Vec<Start> {
    let mut starts = vec![Start::on(None)];
    if let Some(cluster) = cluster() {
        starts.push(Start::on(Some(Engine::Postgres(cluster.fresh_database().expect("a database")))));
    }
    starts
}

/// Somebody of the file.
fn person(table: &str, subject: &str, more: &str) -> String {
    format!(
        "[[{table}]]\nissuer = \"{ISSUER}\"\nsubject = \"{subject}\"\nfamily_name = \"{}\"\ngiven_names = \"Camille\"\n\
         quality = \"essai\"\n{more}",
        subject.to_uppercase()
    )
}

fn grantor(subject: &str, service: &str, function: &str) -> String {
    let more = format!("service = \"{service}\"\nfunctions = [\"{function}\"]\nact = \"arrêté du 3 novembre 2026\"\n");
    person("grantors", subject, &more)
}

fn administrators(one: &str, other: &str) -> String {
    let service = "[institution]\nslug = \"exploitation\"\nname = \"Exploitation\"\nshort_name = \"Exploitation\"\n";
    [service, &person("administrators", one, ""), &person("administrators", other, "")].concat()
}

/// What is kept: accounts, clearances, services, and the journal's entries about them.
type Kept = [i64; 4];

impl Start {
    fn on(engine: Option<Engine>) -> Self {
        let nobody = World { institutions: Vec::new(), agents: Vec::new(), people: Vec::new(), ..build(1, 11, TODAY) };
        let secrets = Folder::new();
        let secret = secrets.path().join("secret");
        std::fs::write(&secret, "a secret\n").expect("a file");
        let more = format!(
            "[[issuers]]\nissuer = \"{ISSUER}\"\nlabel = \"Annuaire\"\ncontact = \"le bureau des comptes\"\n\
             client_id = \"quadrige\"\nclient_secret_file = \"{}\"\nalgorithm = \"ES256\"\nminimum_acr = [\"eidas2\"]\n",
            secret.display()
        );
        let house = TestHouse::with(nobody, Setting { engine, demo: false, more, ..Setting::default() });
        Self { house, chance: Chance::seeded(7), places: RefCell::default(), _secrets: secrets }
    }

    fn today(&self) -> Date {
        self.house.clock.today(&paris())
    }

    /// The command, with this file; what it refuses, in its words.
    fn bootstrap(&self, file: &[String]) -> Result<(), String> {
        let door = self.house.house.door.at_present();
        let (now, today) = (self.house.clock.now(), self.today());
        let occasion = Occasion { agreement: door.agreement(), now, today, chance: &self.chance };
        let first = Bootstrap::parse(&file.concat(), &[ISSUER]);
        let done = first.and_then(|first| {
            self.house.database.write(|connection| -> Result<(), NotDone> { first.carry_out(connection, &occasion) })
        });
        done.map_err(|not| not.to_string())
    }

    /// That this file is refused for these reasons alone, and leaves nothing behind.
    #[track_caller]
    fn refuses(&self, file: &[String], reasons: &[&str]) {
        let before = self.kept();
        let said = self.bootstrap(file).expect_err("refused");
        for reason in reasons {
            assert!(said.contains(reason), "{reason:?} in {said}");
        }
        assert_eq!(said.lines().count(), reasons.len(), "{said}");
        assert_eq!(self.kept(), before, "all or nothing");
    }

    fn kept(&self) -> Kept {
        let entries = journal_entry::table.filter(journal_entry::actor_subject.eq("bootstrap")).count();
        [
            self.house.look(|c| agent::table.count().get_result(c)),
            self.house.look(|c| clearance::table.count().get_result(c)),
            self.house.look(|c| institution::table.count().get_result(c)),
            self.house.look(|c| entries.get_result(c)),
        ]
    }

    /// Somebody signs in, just now.
    async fn sign_in(&self, subject: &str) -> String {
        let proof = Proof { at: Some(self.house.clock.now()), acr: Some("eidas2".to_owned()) };
        let opened = self.house.house.site.sessions.open_proved(ISSUER, subject, proof, None).await.expect("opened");
        format!("quadrige={}", opened.expect("an account").as_str())
    }

    fn of(&self, subject: &str) -> String {
        self.house.look(|c| agent::table.filter(agent::subject.eq(subject)).select(agent::id).first(c))
    }

    /// The clearance that somebody was given last.
    fn clearance_of(&self, subject: &str) -> String {
        let bearer = self.of(subject);
        let latest = (clearance::starts_on.desc(), clearance::id);
        self.house.look(|c| {
            clearance::table.filter(clearance::agent_id.eq(&bearer)).order(latest).select(clearance::id).first(c)
        })
    }

    fn place(&self, slug: &str) -> String {
        self.places.borrow().iter().find(|(known, _)| known == slug).expect("a service").1.clone()
    }

    /// An administrator opens a service.
    async fn open(&self, portal: &Portal, by: &str, slug: &str, kind: &str, superior: &str) {
        let above = if superior.is_empty() { String::new() } else { self.place(superior) };
        let form = [
            ("slug", slug),
            ("name", slug),
            ("short_name", slug),
            ("kind", kind),
            ("departement", "59"),
            ("superior", above.as_str()),
            ("time_zone", "Europe/Paris"),
            ("channel", "reference"),
        ];
        let made = portal.post(by, "/institutions", &form).await;
        assert_eq!(made.status, 303, "{slug}: {}", made.body);
        let id = made.location().trim_start_matches("/institutions/").split('?').next().expect("an address").to_owned();
        assert!(portal.get(by, &format!("/institutions/{id}")).await.shows(slug), "the page says the code");
        self.places.borrow_mut().push((slug.to_owned(), id));
    }

    /// An administrator opens an account.
    async fn account(&self, portal: &Portal, by: &str, subject: &str, slug: &str) {
        let names = subject.to_uppercase();
        let card = [
            ("issuer", "annuaire"),
            ("subject", subject),
            ("family_name", names.as_str()),
            ("given_names", "Camille"),
            ("quality", "essai"),
        ];
        let opened = portal.post(by, &format!("/institutions/{}/agents", self.place(slug)), &card).await;
        assert_eq!(opened.status, 303, "{subject}: {}", opened.body);
    }

    async fn propose(&self, portal: &Portal, by: &str, whom: &str, slug: &str, function: &str) -> Reply {
        let (service, bearer) = (self.place(slug), self.of(whom));
        let form = [
            ("service", service.as_str()),
            ("agent", bearer.as_str()),
            ("function", function),
            ("starts_on", "2026-11-21"),
            ("ends_on", "2031-11-20"),
        ];
        portal.post(by, "/habilitations", &form).await
    }

    async fn act(&self, portal: &Portal, by: &str, on: &str, word: &str) -> Reply {
        let form = [("confirm", "yes"), ("reason", "Essai")];
        portal.post(by, &format!("/habilitations/{on}/actes/{word}"), &form).await
    }

    /// What the journal says that the command did: record, words, reason, ground.
    fn journal(&self) -> Vec<(Option<String>, String, Option<String>, Option<String>)> {
        self.house.look(|c| {
            journal_entry::table
                .filter(journal_entry::actor_subject.eq("bootstrap"))
                .order((journal_entry::recorded_at, journal_entry::id))
                .select((
                    journal_entry::record_id,
                    journal_entry::shown,
                    journal_entry::reason,
                    journal_entry::legal_ground,
                ))
                .load(c)
        })
    }

    /// Two administrators, who open the central administration, an inter-region and a court.
    async fn opened(&self, portal: &Portal) -> String {
        self.bootstrap(&[administrators("alice", "bruno")]).expect("nobody was there");
        let alice = self.sign_in("alice").await;
        self.open(portal, &alice, "dap", "prison_central", "").await;
        self.open(portal, &alice, "disp", "prison_regional", "dap").await;
        self.open(portal, &alice, "parquet", "prosecution", "").await;
        alice
    }
}

#[actix_web::test]
async fn from_an_empty_database_people_let_people_in() {
    for start in starts() {
        let portal = Portal::open(&start.house).await;
        let alice = start.opened(&portal).await;
        for (subject, slug) in [("hd", "dap"), ("mg", "dap"), ("rg", "disp"), ("juge", "parquet"), ("tiers", "parquet")]
        {
            start.account(&portal, &alice, subject, slug).await;
        }
        // Administrators clear nobody but administrators: nobody can let the head in.
        assert_eq!(start.propose(&portal, &alice, "hd", "dap", "head").await.status, 403);
        assert_eq!(portal.get(&start.sign_in("hd").await, "/dossiers").await.status, 403);

        let first = [
            grantor("hd", "dap", "head"),
            grantor("mg", "dap", "management"),
            grantor("juge", "parquet", "magistrate"),
            grantor("proc", "parquet", "magistrate"),
        ];
        start.bootstrap(&first).expect("both heads of a house in one file");
        let (head, manager) = (start.sign_in("hd").await, start.sign_in("mg").await);
        let proposed = start.propose(&portal, &head, "rg", "disp", "head").await;
        assert_eq!(proposed.status, 303, "{}", proposed.body);
        let regional = start.sign_in("rg").await;
        assert_eq!(portal.get(&regional, "/dossiers").await.status, 403, "one signature");
        let signed = start.act(&portal, &manager, &start.clearance_of("rg"), "signature").await;
        assert_eq!(signed.status, 303, "{}", signed.body);
        assert_eq!(portal.get(&regional, "/dossiers").await.status, 200);

        // Two magistrates clear a third; the account of one of them was opened by the file.
        let (judge, prosecutor) = (start.sign_in("juge").await, start.sign_in("proc").await);
        assert_eq!(start.propose(&portal, &judge, "tiers", "parquet", "magistrate").await.status, 303);
        let signed = start.act(&portal, &prosecutor, &start.clearance_of("tiers"), "signature").await;
        assert_eq!(signed.status, 303, "{}", signed.body);
        assert_eq!(portal.get(&start.sign_in("tiers").await, "/dossiers").await.status, 200);

        // What the page says of a clearance that nobody granted.
        let page = portal.get(&head, &format!("/habilitations/{}", start.clearance_of("hd"))).await;
        for words in
            ["délivrée à l’amorçage par l’exploitant", "arrêté du 3 novembre 2026", "du 21/11/2026 au 21/11/2027"]
        {
            assert!(page.shows(words), "{words}: {}", page.body);
        }
        let page = portal.get(&alice, &format!("/habilitations/{}", start.clearance_of("alice"))).await;
        assert!(page.shows("délivrée à l’amorçage par l’exploitant") && !page.shows("reprise telle quelle"));
        let theirs = portal.get(&head, &format!("/habilitations/{}", start.clearance_of("rg"))).await;
        assert!(!theirs.shows("amorçage"), "this one was granted by people");
    }
}

#[actix_web::test]
async fn the_journal_names_each_clearance_and_of_its_bearer_what_the_issuer_knows() {
    for start in starts() {
        let portal = Portal::open(&start.house).await;
        start.opened(&portal).await;
        start.bootstrap(&[grantor("hd", "dap", "head")]).expect("nobody can clear her");
        let journal = start.journal();
        let words: Vec<&str> = journal.iter().map(|(_, shown, ..)| shown.split(" service:").next().unwrap()).collect();
        let founded = "service:created slug kind name short_name time_zone channel";
        let (opened, administrator) = ("account:opened", "bootstrapped administrator");
        let mut expected = vec![founded, opened, administrator, opened, administrator, opened, "bootstrapped head"];
        let mut said = words.clone();
        expected.sort_unstable();
        said.sort_unstable();
        assert_eq!(said, expected);
        for (subject, shown, basis) in [
            ("alice", "bootstrapped administrator", "(règle de la plateforme)"),
            ("hd", "bootstrapped head", "(règle de la plateforme)\u{a0}; arrêté du 3 novembre 2026"),
        ] {
            let of = Some(start.clearance_of(subject));
            let entry = journal.iter().find(|(record, ..)| *record == of).expect("an entry of the clearance");
            assert_eq!(entry.1, shown);
            assert_eq!(entry.2.as_deref(), Some(format!("amorçage\u{a0}: {subject} chez {ISSUER}").as_str()));
            assert!(entry.3.as_deref().is_some_and(|ground| ground.ends_with(basis)), "{entry:?}");
        }
    }
}

#[actix_web::test]
async fn what_two_people_can_grant_in_the_portal_no_file_grants() {
    for start in starts() {
        let portal = Portal::open(&start.house).await;
        start.opened(&portal).await;
        let magistrates = [grantor("juge", "parquet", "magistrate"), grantor("proc", "parquet", "magistrate")];
        let house = [grantor("hd", "dap", "head"), grantor("mg", "dap", "management")];
        start.bootstrap(&[magistrates.concat(), house.concat()]).expect("nobody can clear them");

        // The same again: they are cleared.
        start.refuses(
            &house,
            &["hd: is cleared already for head at dap", "mg: is cleared already for management at dap"],
        );
        start.refuses(&[administrators("carla", "denis")], &["active administrator already"]);
        // Others whom two people can clear by now: a third magistrate, a second manager, a regional head.
        let third = grantor("tiers", "parquet", "magistrate");
        start.refuses(&[third], &["tiers: two people who are cleared can grant magistrate at parquet in the portal"]);
        let second = [grantor("m2", "dap", "management"), grantor("rg", "disp", "head")];
        start.refuses(&second, &["m2: two people who are cleared can grant management", "rg: two people"]);
        // One who is in the way refuses the whole file.
        let mixed = [grantor("h2", "dap", "head"), grantor("m2", "dap", "management")];
        start.refuses(&mixed, &["m2: two people"]);

        // Who is suspended isn't let in again by the back door; and whoever is left alone can't grant.
        let head = start.sign_in("hd").await;
        assert_eq!(start.act(&portal, &head, &start.clearance_of("mg"), "suspension").await.status, 303);
        start.refuses(&house[1..], &["mg: her clearance is suspended for management at dap"]);
        start.bootstrap(&[grantor("m2", "dap", "management")]).expect("a head alone can't grant");
        // Managers propose a second head: there is one who counts.
        start.bootstrap(&[grantor("h2", "dap", "head")]).expect("nor does a manager alone");

        // Who works elsewhere by now signs nothing here.
        let alice = start.sign_in("alice").await;
        let account = format!("/institutions/{}/agents/{}/affectation", start.place("parquet"), start.of("proc"));
        let elsewhere = [("version", "1"), ("service", &start.place("disp"))];
        assert_eq!(portal.post(&alice, &account, &elsewhere).await.status, 303);
        start.bootstrap(&[grantor("tiers", "parquet", "magistrate")]).expect("one magistrate is left");
    }
}

#[actix_web::test]
async fn whoever_administers_is_no_authority_and_no_authority_administers() {
    for start in starts() {
        let portal = Portal::open(&start.house).await;
        start.opened(&portal).await;
        let alice = grantor("alice", "exploitation", "head");
        start.refuses(&[alice], &["alice: is an administrator, who sees no file"]);
        let same = [administrators("carla", "denis"), grantor("carla", "dap", "head")];
        start.refuses(&same, &["carla: an administrator sees no file"]);
        start.bootstrap(&[grantor("hd", "dap", "head")]).expect("nobody can clear her");
        // When the administrators' year is over, hers isn't quite.
        start.house.set_clock("2026-12-01T09:00:00Z");
        start.bootstrap(&[grantor("proc", "parquet", "magistrate")]).expect("nobody can clear her");
        start.house.set_clock("2027-11-25T09:00:00Z");
        let again = [administrators("alice", "proc")];
        start.refuses(&again, &["proc: holds a clearance until 2027-12-01 that isn't an administrator's"]);
        start.bootstrap(&[administrators("alice", "bruno")]).expect("their year is over");
    }
}

#[actix_web::test]
async fn services_functions_and_accounts_are_what_the_portal_and_the_agreement_say() {
    for start in starts() {
        let portal = Portal::open(&start.house).await;
        let alice = start.opened(&portal).await;
        start.open(&portal, &alice, "tribunal", "sentencing_court", "").await;
        start.account(&portal, &alice, "juge", "tribunal").await;
        start.account(&portal, &alice, "parti", "parquet").await;
        start.account(&portal, &alice, "autre", "parquet").await;
        let gone = format!("/institutions/{}/agents/{}/fermeture", start.place("parquet"), start.of("parti"));
        assert_eq!(portal.post(&alice, &gone, &[("confirm", "yes")]).await.status, 303);
        // Every fault at once.
        let renamed = grantor("autre", "parquet", "magistrate").replace("AUTRE", "Dupont");
        start.refuses(
            &[
                grantor("a", "nulle-part", "head"),
                grantor("b", "dap", "magistrate"),
                grantor("c", "disp", "agent"),
                grantor("juge", "parquet", "magistrate"),
                grantor("parti", "parquet", "magistrate"),
                renamed,
            ],
            &[
                "a: no service has the code nulle-part",
                "b: the agreement in force knows no function magistrate in a service of the kind prison_central",
                "c: agent in a service of the kind prison_regional grants nothing",
                "juge: has an account in the service tribunal, not in parquet",
                "parti: has an account that was closed",
                "autre: the account of this subject bears another name",
            ],
        );
        let service = format!("/institutions/{}/fermeture", start.place("parquet"));
        assert_eq!(portal.post(&alice, &service, &[("confirm", "yes")]).await.status, 303);
        start.refuses(&[grantor("z", "parquet", "magistrate")], &["parquet: this service is closed"]);
        // In a file of its own beginning: the service that it founds is one of those it may name.
        start.house.set_clock("2027-12-25T09:00:00Z");
        let founded = administrators("alice", "bruno").replace("slug = \"exploitation\"", "slug = \"autre-maison\"");
        start.bootstrap(&[founded, grantor("hd", "autre-maison", "head")]).expect("its own service");
        assert_eq!(start.today(), date(2027, 12, 25));
    }
}
