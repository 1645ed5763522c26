//! What ends a clearance besides its last day, through the portal, on both engines: a closed account or service, a move, a closing, a
//! reopening; how whoever is turned away is heard; and what happens when two decide at the same moment.

mod support;

use diesel::prelude::*;
use jiff::civil::{Date, date};
use quadrige::db::schema::{clearance, clearance_act, delegation, journal_entry};
use quadrige::db::{Day, Engine, Moment};
use quadrige::demo::world::{World, build};
use quadrige::domain::{ClearanceState, Function};
use support::house::{Setting, TODAY, TestHouse};
use support::portal::{Portal, Reply};
use support::postgres::cluster;

const PRISON: &str = "cp-marais-de-scarpe";
const CARE: &str = "sante-cp-marais-de-scarpe";

/// The demo's world, with a deputy of the head's who can be played too.
fn world() -> World {
    let mut world = build(40, 11, TODAY);
    for clearance in world.agents.iter_mut().filter_map(|agent| agent.clearance.as_mut()) {
        (clearance.starts_on, clearance.ends_on) = (date(2026, 1, 1), date(2030, 12, 31));
        clearance.state = ClearanceState::Active;
    }
    let prison = world.institutions.iter().find(|known| known.slug == PRISON).expect("the prison").id;
    let deputy = world
        .agents
        .iter_mut()
        .find(|agent| agent.institution == prison && agent.slug.is_none() && agent.functions == [Function::Management]);
    deputy.expect("a deputy").slug = Some("adjoint");
    world
}

/// Refusals with this code that the journal has.
fn refused_by(house: &TestHouse, rule: &str) -> i64 {
    house.look(|c| {
        journal_entry::table
            .filter(journal_entry::outcome.eq("refused:against_a_rule"))
            .filter(journal_entry::reason.eq(rule))
            .count()
            .get_result(c)
    })
}

/// How often the journal has this, done.
fn did(house: &TestHouse, operation: &str, what: &str) -> i64 {
    house.look(|c| {
        journal_entry::table
            .filter(journal_entry::outcome.eq("granted"))
            .filter(journal_entry::operation.eq(operation))
            .filter(journal_entry::shown.like(format!("{what}%")))
            .count()
            .get_result(c)
    })
}

/// The clearances of this member of the cast, the last to begin first.
fn all_of(house: &TestHouse, slug: &str) -> Vec<(String, ClearanceState, Date)> {
    let agent = house.agent(slug);
    let rows: Vec<(String, ClearanceState, Day)> = house.look(|c| {
        clearance::table
            .filter(clearance::agent_id.eq(agent))
            .order((clearance::starts_on.desc(), clearance::id))
            .select((clearance::id, clearance::state, clearance::ends_on))
            .load(c)
    });
    rows.into_iter().map(|(id, state, ends_on)| (id, state, ends_on.0)).collect()
}

fn of(house: &TestHouse, slug: &str) -> String {
    all_of(house, slug).remove(0).0
}

fn execute(house: &TestHouse, statement: &str) {
    house.try_statement(statement).expect(statement);
}

/// What an administrator of other times did: the account is closed, and nothing that hangs on it.
fn merely_close(house: &TestHouse, slug: &str) {
    execute(house, &format!("UPDATE agent SET closed_at = 1 WHERE id = '{}'", house.agent(slug)));
}

fn merely_open(house: &TestHouse, slug: &str) {
    execute(house, &format!("UPDATE agent SET closed_at = NULL WHERE id = '{}'", house.agent(slug)));
}

async fn propose(
    portal: &Portal,
    cookie: &str,
    [service, agent, function]: [&str; 3],
    [from, until]: [&str; 2],
) -> Reply {
    let fields =
        [("service", service), ("agent", agent), ("function", function), ("starts_on", from), ("ends_on", until)];
    portal.post(cookie, "/habilitations", &fields).await
}

async fn propose_guard(house: &TestHouse, portal: &Portal, cookie: &str, to: &str, days: [&str; 2]) -> Reply {
    let (service, agent) = (house.service(PRISON).to_string(), house.agent(to).to_string());
    propose(portal, cookie, [&service, &agent, "guard"], days).await
}

async fn act(portal: &Portal, cookie: &str, id: &str, word: &str, reason: &str) -> Reply {
    portal.post(cookie, &format!("/habilitations/{id}/actes/{word}"), &[("confirm", "yes"), ("reason", reason)]).await
}

fn account(house: &TestHouse, service: &str, slug: &str) -> String {
    format!("/institutions/{}/agents/{}", house.service(service), house.agent(slug))
}

async fn confirmed(portal: &Portal, cookie: &str, address: &str) -> Reply {
    portal.post(cookie, address, &[("confirm", "yes")]).await
}

const NOW: [&str; 2] = ["2026-11-21", "2030-11-20"];

#[actix_web::test]
async fn nothing_is_granted_nor_delegated_to_whom_the_account_is_closed() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let (head, above) = (portal.become_one("chef-etablissement").await, portal.become_one("disp").await);
        assert_eq!(propose_guard(&house, &portal, &head, "sans-habilitation", NOW).await.status, 303);
        let id = of(&house, "sans-habilitation");
        merely_close(&house, "sans-habilitation");
        let signed = act(&portal, &above, &id, "signature", "").await;
        assert!(signed.status == 409 && signed.shows("est fermé"), "{}", signed.body);
        assert_eq!(refused_by(&house, "account_closed"), 1);
        let form = portal.get(&head, &format!("/habilitations/nouvelle?service={}", house.service(PRISON))).await;
        assert!(!form.shows("ROUSSILLARD Cindy"), "nor does the form offer her");
        let again = propose_guard(&house, &portal, &head, "sans-habilitation", ["2026-12-01", "2027-11-30"]).await;
        assert_eq!(again.status, 422);
        assert_eq!(refused_by(&house, "account_closed"), 2);
        // What is suspended doesn't live again either.
        let guard = of(&house, "surveillant");
        assert_eq!(act(&portal, &head, &guard, "suspension", "Enquête").await.status, 303);
        merely_close(&house, "surveillant");
        assert_eq!(act(&portal, &head, &guard, "levee", "Rien").await.status, 409);
        assert_eq!(refused_by(&house, "account_closed"), 3);
        merely_close(&house, "adjoint");
        let to = house.agent("adjoint").to_string();
        let form = [("agent", to.as_str()), ("starts_on", "2026-11-21"), ("ends_on", "2027-01-31")];
        assert_eq!(portal.post(&head, "/habilitations/delegations", &form).await.status, 422);
        assert_eq!(refused_by(&house, "account_closed"), 4);
        // Who proposed and whose account is closed since has no signature any more.
        merely_open(&house, "sans-habilitation");
        merely_close(&house, "chef-etablissement");
        assert_eq!(act(&portal, &above, &id, "signature", "").await.status, 409);
        assert_eq!(refused_by(&house, "grantor_not_cleared"), 1);
    }
}

#[actix_web::test]
async fn nothing_is_granted_nor_reviewed_in_a_closed_service() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let (head, above) = (portal.become_one("chef-etablissement").await, portal.become_one("disp").await);
        let (service, agent) = (house.service(CARE).to_string(), house.agent("medecin").to_string());
        let days = ["2026-12-01", "2027-11-30"];
        let proposed = propose(&portal, &head, [&service, &agent, "agent"], days).await;
        assert_eq!(proposed.status, 303, "{}", proposed.body);
        let id = of(&house, "medecin");
        execute(&house, &format!("UPDATE institution SET closed_at = 1 WHERE id = '{service}'"));
        let again = propose(&portal, &head, [&service, &agent, "agent"], ["2027-01-01", "2027-11-30"]).await;
        assert!(again.status == 409 && again.shows("Ce service est fermé"), "{}", again.body);
        assert_eq!(act(&portal, &above, &id, "signature", "").await.status, 409);
        assert_eq!(refused_by(&house, "service_closed"), 2);
        let review = [("service", service.as_str()), ("due_on", "2026-12-21")];
        assert_ne!(portal.post(&head, "/habilitations/revues", &review).await.status, 303);
        assert_eq!(refused_by(&house, "service_closed"), 3);
        for page in ["/habilitations/nouvelle", "/habilitations/revues"] {
            let page = portal.get(&head, page).await;
            assert!(page.status == 200 && !page.shows(&format!("value=\"{service}\"")), "no form offers it");
        }
    }
}

#[actix_web::test]
async fn whoever_is_turned_away_reads_why_and_where_to_answer_and_until_when() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let (head, guard) = (portal.become_one("chef-etablissement").await, portal.become_one("surveillant").await);
        let id = of(&house, "surveillant");
        let (way, answer) = ("Présenter mes observations", format!("/habilitations/{id}/reponse"));
        assert_eq!(act(&portal, &head, &id, "suspension", "Enquête en cours").await.status, 303);
        assert!(!portal.get(&guard, "/").await.shows(way), "nothing is asked yet");
        assert_eq!(act(&portal, &head, &id, "observations", "Accès sans lien avec le service").await.status, 303);
        for address in ["/", "/dossiers", "/habilitations", "/sorties"] {
            let page = portal.get(&guard, address).await;
            assert_eq!(page.status, 403);
            assert!(page.shows(way) && page.shows(&answer) && page.shows("jusqu’au 06/12/2026"), "{}", page.body);
            assert!(!page.shows("Accès sans lien"), "the reason stands on the page of the answer alone");
        }
        // Somebody else who is turned away reads nothing of it.
        let other = portal.become_one("sans-habilitation").await;
        assert!(!portal.get(&other, "/").await.shows(way));
        let form = portal.get(&guard, &answer).await;
        for words in ["Enquête en cours", "Accès sans lien avec le service", "VASSEUR-BRÉMOND", "06/12/2026"] {
            assert!(form.shows(words), "{words}: {}", form.body);
        }
        house.set_clock("2026-11-21T09:10:00Z");
        let sent = portal.post(&guard, &answer, &[("reason", "Une erreur de saisie")]).await;
        assert_eq!(sent.status, 303);
        let after = portal.get(&guard, sent.location()).await;
        assert!(after.shows("Vos observations sont enregistrées") && after.shows("Une erreur de saisie"));
        assert!(!after.shows("<textarea"), "there is nothing left to send");
        assert!(!portal.get(&guard, "/").await.shows(way));

        // While her clearance is active she reads it on her home page and with her rights.
        let registrar = portal.become_one("greffe").await;
        let rights = format!("/habilitations/agents/{}", house.agent("greffe"));
        assert!(!portal.get(&registrar, "/").await.shows("Observations attendues"));
        let hers = of(&house, "greffe");
        assert_eq!(act(&portal, &head, &hers, "observations", "Départ annoncé").await.status, 303);
        for address in ["/", rights.as_str()] {
            let page = portal.get(&registrar, address).await;
            assert!(page.status == 200 && page.shows(&format!("/habilitations/{hers}/reponse")), "{address}");
            assert!(page.shows("06/12/2026"), "{address}");
        }
        assert!(!portal.get(&head, &rights).await.shows(way), "that is hers to answer");
    }
}

#[actix_web::test]
async fn what_was_asked_carries_a_withdrawal_for_three_months_and_then_is_asked_anew() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let (head, guard) = (portal.become_one("chef-etablissement").await, portal.become_one("surveillant").await);
        let (answered, silent) = (of(&house, "surveillant"), of(&house, "greffe"));
        for id in [&answered, &silent] {
            assert_eq!(act(&portal, &head, id, "observations", "Départ du service").await.status, 303);
            assert!(
                portal.get(&head, &format!("/habilitations/{id}")).await.shows("retrait possible jusqu’au 06/03/2027")
            );
        }
        let words = [("reason", "Je reste")];
        assert_eq!(portal.post(&guard, &format!("/habilitations/{answered}/reponse"), &words).await.status, 303);
        house.set_clock("2027-03-07T12:00:00Z");
        let head = portal.become_one("chef-etablissement").await;
        for (id, times) in [(&answered, 1), (&silent, 2)] {
            let late = act(&portal, &head, id, "retrait", "Départ").await;
            assert!(late.status == 409 && late.shows("Demandez-les de nouveau"), "{}", late.body);
            assert_eq!(refused_by(&house, "observations_lapsed"), times);
        }
        let page = portal.get(&head, &format!("/habilitations/{silent}")).await;
        assert!(page.shows("actes/observations") && !page.shows("actes/retrait"));
        let registrar = portal.become_one("greffe").await;
        let answer = format!("/habilitations/{silent}/reponse");
        assert_eq!(portal.get(&registrar, &answer).await.status, 409, "she has nothing to answer any more");
        assert_eq!(portal.post(&registrar, &answer, &words).await.status, 409);
        assert_eq!(act(&portal, &head, &silent, "observations", "Départ du service").await.status, 303);
        assert_eq!(portal.get(&registrar, &answer).await.status, 200);
        assert_eq!(act(&portal, &head, &silent, "retrait", "Départ").await.status, 409, "she is heard anew");
        assert_eq!(refused_by(&house, "still_time_to_answer"), 1);
    }
}

/// Delegations that live.
fn delegations(house: &TestHouse) -> i64 {
    house.look(|c| delegation::table.filter(delegation::ended_at.is_null()).count().get_result(c))
}

#[actix_web::test]
async fn who_moves_leaves_clearances_and_delegations_behind_and_finds_none_when_he_comes_back() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let [head, above, admin, guard] = [
            portal.become_one("chef-etablissement").await,
            portal.become_one("disp").await,
            portal.become_one("administrateur").await,
            portal.become_one("surveillant").await,
        ];
        let (prison, him) = (house.service(PRISON).to_string(), house.agent("surveillant").to_string());
        let days = ["2026-12-01", "2027-11-30"];
        assert_eq!(propose(&portal, &head, [&prison, &him, "registry"], days).await.status, 303);
        let (here, there) = (account(&house, PRISON, "surveillant"), account(&house, "disp-lille", "surveillant"));
        assert!(portal.get(&admin, &here).await.shows("2\u{a0}habilitations"), "told before it is done");
        let moved = |from: String, version: &'static str, to: &'static str| {
            let (portal, admin, to) = (portal.clone(), admin.clone(), house.service(to).to_string());
            async move {
                let form = [("version", version), ("service", to.as_str())];
                portal.post(&admin, &format!("{from}/affectation"), &form).await.status
            }
        };
        assert_eq!(moved(here.clone(), "1", "disp-lille").await, 303);
        assert_eq!(portal.get(&guard, "/").await.status, 403);
        let [waiting, active] = <[_; 2]>::try_from(all_of(&house, "surveillant")).expect("two");
        assert_eq!((active.1, active.2), (ClearanceState::Expired, TODAY));
        assert_eq!((waiting.1, waiting.2), (ClearanceState::Expired, date(2026, 12, 1)));
        assert_eq!(did(&house, "clearance", "left_service"), 2);
        assert_eq!(did(&house, "administration", "account:moved from:"), 1);
        assert_eq!(act(&portal, &above, &waiting.0, "signature", "").await.status, 409);
        let page = portal.get(&head, &format!("/habilitations/{}", active.0)).await;
        assert!(page.shows("finie au départ du service") && page.shows("changement d’affectation"), "{}", page.body);
        assert_eq!(moved(there, "2", PRISON).await, 303);
        let back = portal.get(&guard, "/").await;
        assert!(back.status == 403 && back.shows("a pris fin"), "a title alone lets nobody in: {}", back.body);
        // A new one takes two again.
        assert_eq!(propose_guard(&house, &portal, &head, "surveillant", NOW).await.status, 303);
        let new = house.look(|c| {
            clearance::table
                .filter(clearance::state.eq(ClearanceState::Pending))
                .select(clearance::id)
                .first::<String>(c)
        });
        assert_eq!(act(&portal, &above, &new, "signature", "").await.status, 303);
        assert_eq!(portal.get(&guard, "/").await.status, 200);

        // A signature that was delegated doesn't follow, nor wait.
        let deputy = house.agent("adjoint").to_string();
        let form = [("agent", deputy.as_str()), ("starts_on", "2026-11-21"), ("ends_on", "2027-01-31")];
        assert_eq!(portal.post(&head, "/habilitations/delegations", &form).await.status, 303);
        let (here, there) = (account(&house, PRISON, "adjoint"), account(&house, "disp-lille", "adjoint"));
        let shown = portal.get(&admin, &here).await;
        assert!(shown.shows("1\u{a0}habilitation et 1\u{a0}délégation de signature"), "{}", shown.body);
        assert_eq!((moved(here, "1", "disp-lille").await, delegations(&house)), (303, 0));
        assert_eq!(moved(there, "2", PRISON).await, 303);
        assert_eq!((delegations(&house), did(&house, "clearance", "delegation_ended")), (0, 1));
    }
}

#[actix_web::test]
async fn a_review_does_not_wait_for_whoever_has_left() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let (head, admin) = (portal.become_one("chef-etablissement").await, portal.become_one("administrateur").await);
        let (service, doctor) = (house.service(CARE).to_string(), house.agent("medecin").to_string());
        // Of this service he alone is under review.
        let others = format!(
            "UPDATE clearance SET state = 'expired' WHERE institution_id = '{service}' AND agent_id <> '{doctor}'"
        );
        execute(&house, &others);
        let form = [("service", service.as_str()), ("due_on", "2026-12-21")];
        assert_eq!(portal.post(&head, "/habilitations/revues", &form).await.status, 303);
        assert!(portal.get(&head, "/habilitations/revues").await.shows("0 sur 1"));
        let closed = confirmed(&portal, &admin, &format!("{}/fermeture", account(&house, CARE, "medecin"))).await;
        assert_eq!(closed.status, 303);
        assert!(portal.get(&head, "/habilitations/revues").await.shows("1 sur 1"));
    }
}

#[actix_web::test]
async fn a_closed_account_opens_again_and_no_right_comes_back_by_it() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let [head, admin, guard] = [
            portal.become_one("chef-etablissement").await,
            portal.become_one("administrateur").await,
            portal.become_one("surveillant").await,
        ];
        let here = account(&house, PRISON, "surveillant");
        let (closing, opening) = (format!("{here}/fermeture"), format!("{here}/reouverture"));
        assert_eq!(portal.get(&admin, &opening).await.status, 409);
        assert_eq!(confirmed(&portal, &admin, &opening).await.status, 409);
        assert_eq!(refused_by(&house, "not_closed"), 1);
        assert!(portal.get(&admin, &closing).await.shows("1\u{a0}habilitation"), "told before it is done");
        assert_eq!(confirmed(&portal, &admin, &closing).await.status, 303);
        assert_eq!(all_of(&house, "surveillant")[0].1, ClearanceState::Expired);
        assert!(portal.get(&admin, &here).await.shows(&opening));
        assert_eq!(portal.get(&head, &opening).await.status, 403);
        assert_eq!(confirmed(&portal, &head, &opening).await.status, 403);
        assert_eq!(portal.get(&admin, &opening).await.status, 200);
        assert_eq!(portal.post(&admin, &opening, &[]).await.status, 400, "unconfirmed");
        assert_eq!(confirmed(&portal, &admin, &opening).await.status, 303);
        assert_eq!(did(&house, "administration", "account:reopened clearances:0"), 1);
        assert_eq!(portal.get(&guard, "/").await.location(), "/connexion", "what was ended stays so");
        let guard = portal.become_one("surveillant").await;
        assert_eq!(portal.get(&guard, "/").await.status, 403);

        // Of an account that was closed in other times, what still lived ends as it opens.
        merely_close(&house, "greffe");
        let here = account(&house, PRISON, "greffe");
        assert_eq!(confirmed(&portal, &admin, &format!("{here}/reouverture")).await.status, 303);
        assert_eq!(did(&house, "administration", "account:reopened clearances:1"), 1);
        assert_eq!(all_of(&house, "greffe")[0].1, ClearanceState::Expired);
        let registrar = portal.become_one("greffe").await;
        assert_eq!(portal.get(&registrar, "/").await.status, 403);
        let acts: Vec<(String, Moment)> =
            house.look(|c| clearance_act::table.select((clearance_act::reason, clearance_act::acted_at)).load(c));
        assert!(acts.iter().any(|(reason, _)| reason.starts_with("réouverture du compte")));
    }
}

async fn found(portal: &Portal, admin: &str, slug: &str, superior: &str) -> String {
    let form = [
        ("slug", slug),
        ("name", "Service d’essai"),
        ("short_name", "Essai"),
        ("kind", "police"),
        ("superior", superior),
        ("territory", "59001"),
        ("time_zone", "Europe/Paris"),
        ("channel", "reference"),
    ];
    let made = portal.post(admin, "/institutions", &form).await;
    assert_eq!(made.status, 303, "{}", made.body);
    made.location().split('?').next().unwrap_or_default().to_owned()
}

#[actix_web::test]
async fn a_closed_service_opens_again_where_its_place_is_free_and_no_right_comes_back_by_it() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let (admin, head) = (portal.become_one("administrateur").await, portal.become_one("chef-etablissement").await);
        let one = found(&portal, &admin, "essai", "").await;
        let opening = format!("{one}/reouverture");
        assert_eq!(portal.get(&admin, &opening).await.status, 409);
        assert_eq!(confirmed(&portal, &admin, &format!("{one}/fermeture")).await.status, 303);
        assert!(portal.get(&admin, &one).await.shows(&opening));
        assert_eq!(confirmed(&portal, &head, &opening).await.status, 403);
        assert_eq!(portal.post(&admin, &opening, &[]).await.status, 400, "unconfirmed");
        // Another has its commune meanwhile.
        let two = found(&portal, &admin, "essai-b", "").await;
        let taken = confirmed(&portal, &admin, &opening).await;
        assert!(taken.status == 409 && taken.shows("59001 (Essai)"), "{}", taken.body);
        assert_eq!(refused_by(&house, "territory_overlap"), 1);
        assert_eq!(confirmed(&portal, &admin, &format!("{two}/fermeture")).await.status, 303);
        assert_eq!(portal.get(&admin, &opening).await.status, 200);
        assert_eq!(confirmed(&portal, &admin, &opening).await.status, 303);
        assert_eq!(did(&house, "administration", "service:reopened"), 1);
        let shown = portal.get(&admin, &one).await;
        assert!(shown.shows("Modifier la fiche") && shown.shows("service fermé"), "and its history says so");
        // Below what is closed nothing opens.
        let above = one.trim_start_matches("/institutions/").to_owned();
        let closed = house.try_statement(&format!(
            "UPDATE institution SET superior_id = '{above}' WHERE id = '{}'",
            two.trim_start_matches("/institutions/")
        ));
        closed.expect("a superior");
        assert_eq!(confirmed(&portal, &admin, &format!("{one}/fermeture")).await.status, 303);
        assert_eq!(confirmed(&portal, &admin, &format!("{two}/reouverture")).await.status, 409);
        assert_eq!(refused_by(&house, "still_closed"), 1);

        // What lived there all the same ends as it opens.
        let police = portal.become_one("police").await;
        let id = house.service("police-nord");
        execute(&house, &format!("UPDATE institution SET closed_at = 1 WHERE id = '{id}'"));
        let opening = format!("/institutions/{id}/reouverture");
        let opened = confirmed(&portal, &admin, &opening).await;
        assert_eq!(opened.status, 303, "{}", opened.body);
        assert_eq!(portal.get(&police, "/").await.status, 403);
        assert_eq!(all_of(&house, "police")[0].1, ClearanceState::Expired);
    }
}

#[actix_web::test]
async fn of_two_who_decide_at_the_same_moment_one_wins() {
    let Some(cluster) = cluster() else { return };
    let engine = Engine::Postgres(cluster.fresh_database().expect("a database"));
    let house = TestHouse::with(world(), Setting { engine: Some(engine), ..Setting::default() });
    let portal = Portal::open(&house).await;
    let (head, above) = (portal.become_one("chef-etablissement").await, portal.become_one("disp").await);
    let together = |id: &str, words: [&'static str; 2]| {
        let tries = [(above.clone(), words[0]), (head.clone(), words[1])].map(|(cookie, word)| {
            let (portal, id) = (portal.clone(), id.to_owned());
            actix_web::rt::spawn(async move { act(&portal, &cookie, &id, word, "Essai").await.status })
        });
        async move {
            let [one, other] = tries;
            let mut both = [one.await.expect("an answer"), other.await.expect("an answer")];
            both.sort_unstable();
            both
        }
    };
    let (prison, him) = (house.service(PRISON).to_string(), house.agent("surveillant").to_string());
    for day in 1..13 {
        let day = format!("2026-12-{day:02}");
        let proposed = propose(&portal, &head, [&prison, &him, "registry"], [&day, &day]).await;
        assert_eq!(proposed.status, 303, "{}", proposed.body);
        let id = of(&house, "surveillant");
        assert_eq!(together(&id, ["signature", "refus"]).await, [303, 409], "{day}");
    }
    // Each has its one line: what lost left none.
    let acts: i64 = house.look(|c| clearance_act::table.count().get_result(c));
    assert_eq!((acts, refused_by(&house, "not_possible_now")), (24, 12));
    let id = of(&house, "greffe");
    for _ in 0..6 {
        assert_eq!(act(&portal, &head, &id, "suspension", "Essai").await.status, 303);
        assert_eq!(together(&id, ["levee", "levee"]).await, [303, 409]);
    }
}
