//! Letting people in and putting them out, through the portal, on both engines: two people to grant, one to suspend, the person heard before
//! a withdrawal, a colleague who signs for another, and what each refusal leaves in the journal.

mod support;

use diesel::prelude::*;
use jiff::civil::date;
use quadrige::db::schema::{clearance, clearance_act, journal_entry};
use quadrige::db::{Day, Engine};
use quadrige::demo::world::{World, build};
use quadrige::domain::{ClearanceState, Function, Id};
use support::house::{Setting, TODAY, TestHouse};
use support::portal::{Portal, Reply};
use support::postgres::cluster;

const PRISON: &str = "cp-marais-de-scarpe";

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

/// On each engine that is there.
fn houses() -> Vec<TestHouse> {
    let mut houses = vec![TestHouse::of(world())];
    if let Some(cluster) = cluster() {
        let engine = Engine::Postgres(cluster.fresh_database().expect("a database"));
        houses.push(TestHouse::with(world(), Setting { engine: Some(engine), ..Setting::default() }));
    }
    houses
}

/// What the journal has of clearances: outcome, what was done, the rule in the way, on whose behalf.
fn entries(house: &TestHouse) -> Vec<(String, String, String, String)> {
    let rows: Vec<(String, String, Option<String>, Option<String>)> = house.look(|c| {
        journal_entry::table
            .filter(journal_entry::operation.eq("clearance"))
            .order((journal_entry::recorded_at, journal_entry::id))
            .select((journal_entry::outcome, journal_entry::shown, journal_entry::reason, journal_entry::on_behalf_of))
            .load(c)
    });
    rows.into_iter().map(|(a, b, c, d)| (a, b, c.unwrap_or_default(), d.unwrap_or_default())).collect()
}

/// Whether that refusal is in the journal, by the code of its rule.
fn refused_by(house: &TestHouse, rule: &str) -> bool {
    entries(house).iter().any(|(outcome, _, reason, _)| outcome == "refused:against_a_rule" && reason == rule)
}

fn did(house: &TestHouse, what: &str) -> bool {
    entries(house).iter().any(|(outcome, shown, ..)| outcome == "granted" && shown == what)
}

/// The clearance of this member of the cast that was proposed last.
fn of(house: &TestHouse, slug: &str) -> String {
    let agent = house.agent(slug);
    house.look(|c| {
        clearance::table
            .filter(clearance::agent_id.eq(agent))
            .order(clearance::starts_on.desc())
            .select(clearance::id)
            .first(c)
    })
}

fn state(house: &TestHouse, id: &str) -> ClearanceState {
    house.look(|c| clearance::table.filter(clearance::id.eq(id)).select(clearance::state).first(c))
}

struct Form<'f> {
    to: &'f str,
    function: &'f str,
    from: &'f str,
    until: &'f str,
}

const SOUND: Form<'static> =
    Form { to: "sans-habilitation", function: "guard", from: "2026-11-21", until: "2031-11-20" };

async fn propose(house: &TestHouse, portal: &Portal, cookie: &str, form: &Form<'_>) -> Reply {
    let (service, agent) = (house.service(PRISON).to_string(), house.agent(form.to).to_string());
    let fields = [
        ("service", service.as_str()),
        ("agent", agent.as_str()),
        ("function", form.function),
        ("starts_on", form.from),
        ("ends_on", form.until),
    ];
    portal.post(cookie, "/habilitations", &fields).await
}

async fn act(portal: &Portal, cookie: &str, id: &str, word: &str, reason: &str) -> Reply {
    portal.post(cookie, &format!("/habilitations/{id}/actes/{word}"), &[("confirm", "yes"), ("reason", reason)]).await
}

#[actix_web::test]
async fn two_people_let_somebody_in_and_her_pages_open_at_the_next_click() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let [head, above, her] = [
            portal.become_one("chef-etablissement").await,
            portal.become_one("disp").await,
            portal.become_one("sans-habilitation").await,
        ];
        assert_eq!(portal.get(&her, "/dossiers").await.status, 403);
        let form = portal.get(&head, &format!("/habilitations/nouvelle?service={}", house.service(PRISON))).await;
        assert_eq!(form.status, 200);
        assert!(form.shows("ROUSSILLARD Cindy") && form.shows("5° à 8°"), "people, and the basis from the protocol");
        let proposed = propose(&house, &portal, &head, &SOUND).await;
        assert_eq!(proposed.status, 303, "{}", proposed.body);
        let id = of(&house, "sans-habilitation");
        assert_eq!(state(&house, &id), ClearanceState::Pending);
        assert_eq!(portal.get(&her, "/dossiers").await.status, 403, "one signature opens nothing");

        assert!(portal.get(&above, "/").await.shows("Habilitations\u{a0}: à traiter"));
        assert!(
            !portal.get(&head, "/").await.shows("Habilitations\u{a0}: à traiter"),
            "who proposed has nothing left to do"
        );
        assert!(portal.get(&above, "/habilitations").await.shows("ROUSSILLARD Cindy"));
        let asked = portal.get(&above, &format!("/habilitations/{id}/actes/signature")).await;
        assert_eq!(asked.status, 200, "{}", asked.body);
        let signed = act(&portal, &above, &id, "signature", "").await;
        assert_eq!(signed.location(), format!("/habilitations/{id}?fait=signature"));
        assert_eq!(state(&house, &id), ClearanceState::Active);
        assert_eq!(portal.get(&her, "/dossiers").await.status, 200);
        let page = portal.get(&her, &format!("/habilitations/{id}")).await;
        assert!(page.shows("VASSEUR-BRÉMOND Hélène") && page.shows("GARNESSON Philippe"), "she reads who let her in");
        assert!(did(&house, "proposed") && did(&house, "granted"));
        let twice = act(&portal, &above, &id, "signature", "").await;
        assert_eq!(twice.status, 409);
        assert!(refused_by(&house, "not_possible_now"));
    }
}

#[actix_web::test]
async fn a_proposal_that_was_refused_is_not_said_to_have_been_withdrawn() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let [head, above] = [portal.become_one("chef-etablissement").await, portal.become_one("disp").await];
        assert_eq!(propose(&house, &portal, &head, &SOUND).await.status, 303);
        let id = of(&house, "sans-habilitation");
        assert_eq!(act(&portal, &above, &id, "refus", "Elle ne travaille plus ici.").await.status, 303);
        assert_eq!(state(&house, &id), ClearanceState::Withdrawn);
        let page = portal.get(&head, &format!("/habilitations/{id}")).await;
        assert!(page.shows("proposition refusée") && !page.shows(">retirée<"), "{}", page.body);
        // The directory says no more of her than of somebody who was never proposed.
        let service = portal.get(&above, &format!("/institutions/{}", house.service(PRISON))).await;
        let row = service.body.split("<tr>").find(|row| row.contains("ROUSSILLARD")).expect("her row");
        assert!(
            row.contains("sans habilitation en cours") && !row.contains("refus") && !row.contains("retir"),
            "{row}"
        );
    }
}

#[actix_web::test]
async fn what_is_against_a_rule_is_refused_with_the_rule_and_journalled() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("chef-etablissement").await;
        for (form, rule) in [
            (Form { to: "chef-etablissement", function: "guard", ..SOUND }, "own_clearance"),
            (Form { until: "2031-11-21", ..SOUND }, "too_long"),
            (Form { from: "2026-11-20", ..SOUND }, "starts_in_the_past"),
            (Form { until: "2026-11-20", ..SOUND }, "ends_before_start"),
            (Form { to: "surveillant", ..SOUND }, "overlap"),
            (Form { function: "magistrate", ..SOUND }, "function_not_here"),
            (Form { to: "cpip", ..SOUND }, "not_of_the_service"),
        ] {
            let reply = propose(&house, &portal, &head, &form).await;
            assert_eq!(reply.status, 422, "{rule}: {}", reply.body);
            assert!(reply.shows("id=\"erreurs\""), "{rule}");
            assert!(refused_by(&house, rule), "{rule}: {:?}", entries(&house));
        }
        // Whom the protocol doesn't name.
        for slug in ["greffe", "adjoint", "administrateur", "procureur", "disp"] {
            let cookie = portal.become_one(slug).await;
            let reply = propose(&house, &portal, &cookie, &SOUND).await;
            assert_eq!(reply.status, 403, "{slug}");
        }
        let count = entries(&house).iter().filter(|(outcome, ..)| outcome == "refused:not_entitled").count();
        assert_eq!(count, 5);
        // A lone grant: who proposed signs.
        assert_eq!(propose(&house, &portal, &head, &SOUND).await.status, 303);
        let id = of(&house, "sans-habilitation");
        let lone = act(&portal, &head, &id, "signature", "").await;
        assert_eq!(lone.status, 409);
        assert!(lone.shows("il faut deux personnes") && refused_by(&house, "own_proposal"));
        assert_eq!(state(&house, &id), ClearanceState::Pending);
        // Nobody else may even know of it.
        let guard = portal.become_one("surveillant").await;
        let nobody = Id::<u8>::from_bytes([255; 16]).to_string();
        for word in ["signature", "suspension"] {
            let (one, other) =
                (act(&portal, &guard, &id, word, "x").await, act(&portal, &guard, &nobody, word, "x").await);
            assert_eq!((one.status, one.body), (404, other.body));
        }
        // The tables say it too, whoever writes.
        let forged = format!("UPDATE clearance SET state = 'active' WHERE id = '{id}'");
        assert!(house.try_statement(&forged).unwrap_err().contains("takes two people"));
        let longer = format!("UPDATE clearance SET ends_on = '2040-01-01' WHERE id = '{id}'");
        assert!(house.try_statement(&longer).unwrap_err().contains("stays what was granted"));
        for undone in ["UPDATE clearance_act SET reason = 'x'", "DELETE FROM clearance_act"] {
            assert!(house.try_statement(undone).unwrap_err().contains("append-only"), "{undone}");
        }
    }
}

#[actix_web::test]
async fn a_suspension_counts_at_the_next_click_and_a_withdrawal_only_after_the_person_was_heard() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let (head, guard) = (portal.become_one("chef-etablissement").await, portal.become_one("surveillant").await);
        let id = of(&house, "surveillant");
        assert_eq!(portal.get(&guard, "/dossiers").await.status, 200);
        let bare = act(&portal, &head, &id, "suspension", " ").await;
        assert_eq!(bare.status, 422, "a suspension has a reason");
        assert_eq!(act(&portal, &head, &id, "suspension", "Enquête en cours").await.status, 303);
        assert_eq!(portal.get(&guard, "/dossiers").await.status, 403, "the next click");
        assert_eq!(portal.get(&guard, "/habilitations").await.status, 403);

        assert_eq!(act(&portal, &head, &id, "retrait", "Enquête close").await.status, 409);
        assert!(refused_by(&house, "observations_first"));
        let early = portal.get(&guard, &format!("/habilitations/{id}/reponse")).await;
        assert_eq!(early.status, 409, "nothing was asked yet");
        assert_eq!(act(&portal, &head, &id, "observations", "Accès sans lien avec le service").await.status, 303);
        assert_eq!(act(&portal, &head, &id, "retrait", "Enquête close").await.status, 409);
        assert!(refused_by(&house, "still_time_to_answer"));
        // He is heard, though nothing else opens to him; and nobody else's clearance does.
        let asked = portal.get(&guard, &format!("/habilitations/{id}/reponse")).await;
        assert!(asked.status == 200 && asked.shows("Accès sans lien avec le service"), "{}", asked.body);
        let others = of(&house, "greffe");
        assert_eq!(portal.get(&guard, &format!("/habilitations/{others}/reponse")).await.status, 404);
        let words = [("reason", "C’était une erreur de saisie")];
        assert_eq!(portal.post(&guard, &format!("/habilitations/{others}/reponse"), &words).await.status, 404);
        assert_eq!(portal.post(&guard, &format!("/habilitations/{id}/reponse"), &words).await.status, 303);
        assert!(portal.get(&head, &format!("/habilitations/{id}")).await.shows("une erreur de saisie"));
        assert!(
            !format!("{:?}", entries(&house)).contains("erreur de saisie"),
            "what he says stays out of the journal"
        );
        assert_eq!(act(&portal, &head, &id, "retrait", "Enquête close").await.status, 303);
        assert_eq!(state(&house, &id), ClearanceState::Withdrawn);
        for what in ["suspended", "observations_asked", "observations_given", "withdrawn"] {
            assert!(did(&house, what), "{what}");
        }
        // Of somebody who says nothing: fifteen days.
        let id = of(&house, "greffe");
        assert_eq!(act(&portal, &head, &id, "observations", "Départ du service").await.status, 303);
        house.set_clock("2026-12-06T12:00:00Z");
        let head = portal.become_one("chef-etablissement").await;
        assert_eq!(act(&portal, &head, &id, "retrait", "Départ").await.status, 409, "the fifteenth day");
        house.set_clock("2026-12-07T12:00:00Z");
        let head = portal.become_one("chef-etablissement").await;
        assert_eq!(act(&portal, &head, &id, "retrait", "Départ").await.status, 303);
    }
}

#[actix_web::test]
async fn a_suspension_that_nobody_decides_within_a_month_is_shown_late_and_stays_one() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("chef-etablissement").await;
        let id = of(&house, "surveillant");
        act(&portal, &head, &id, "suspension", "Enquête en cours").await;
        assert!(portal.get(&head, "/habilitations").await.shows("à décider au plus tard le 21/12/2026"));
        house.set_clock("2026-12-22T12:00:00Z");
        let head = portal.become_one("chef-etablissement").await;
        assert!(portal.get(&head, "/habilitations").await.shows("en retard"));
        assert_eq!(state(&house, &id), ClearanceState::Suspended);
        assert_eq!(act(&portal, &head, &id, "levee", "Rien n’est établi").await.status, 303);
        let guard = portal.become_one("surveillant").await;
        assert_eq!(portal.get(&guard, "/dossiers").await.status, 200);
    }
}

async fn delegate(house: &TestHouse, portal: &Portal, cookie: &str, to: &str, until: &str) -> Reply {
    let to = house.agent(to).to_string();
    let form = [("agent", to.as_str()), ("starts_on", "2026-11-21"), ("ends_on", until)];
    portal.post(cookie, "/habilitations/delegations", &form).await
}

#[actix_web::test]
async fn a_delegate_acts_in_the_name_of_another_and_the_two_are_one_authority() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let [head, deputy, above] = [
            portal.become_one("chef-etablissement").await,
            portal.become_one("adjoint").await,
            portal.become_one("disp").await,
        ];
        for (to, until, rule) in [
            ("adjoint", "2031-01-01", "delegation_too_long"),
            ("sans-habilitation", "2027-01-31", "delegate_not_cleared"),
            ("cpip", "2027-01-31", "delegate_not_cleared"),
            ("adjoint", "2026-11-20", "delegation_in_the_past"),
        ] {
            assert_eq!(delegate(&house, &portal, &head, to, until).await.status, 422, "{rule}");
            assert!(refused_by(&house, rule), "{rule}");
        }
        assert_eq!(delegate(&house, &portal, &head, "adjoint", "2027-01-31").await.status, 303);
        assert_eq!(delegate(&house, &portal, &deputy, "greffe", "2027-01-31").await.status, 409);
        assert!(refused_by(&house, "chain_of_delegations"));

        assert_eq!(propose(&house, &portal, &deputy, &SOUND).await.status, 303);
        let id = of(&house, "sans-habilitation");
        assert!(portal.get(&head, &format!("/habilitations/{id}")).await.shows("par délégation de VASSEUR-BRÉMOND"));
        let behalf = entries(&house).into_iter().find(|(_, shown, ..)| shown == "proposed").map(|entry| entry.3);
        assert!(behalf.unwrap_or_default().starts_with("VASSEUR-BRÉMOND Hélène"));
        // Whoever delegated doesn't countersign her own signature.
        assert_eq!(act(&portal, &head, &id, "signature", "").await.status, 409);
        assert!(refused_by(&house, "lone_grant"));
        // Nor does a delegate decide of her clearance in her own name.
        let hers = of(&house, "chef-etablissement");
        assert_ne!(act(&portal, &deputy, &hers, "suspension", "Essai").await.status, 303);
        assert_eq!(act(&portal, &above, &id, "signature", "").await.status, 303);

        // A delegation is worth what its giver's clearance is worth, and ends when she says so.
        let guard = of(&house, "surveillant");
        assert_eq!(act(&portal, &above, &hers, "suspension", "Enquête").await.status, 303);
        assert_eq!(act(&portal, &deputy, &guard, "suspension", "Enquête").await.status, 404);
        assert_eq!(act(&portal, &above, &hers, "levee", "Rien").await.status, 303);
        let list = portal.get(&head, "/habilitations/delegations").await;
        let at = list.body.find("/habilitations/delegations/").expect("a delegation to end");
        let end: String = list.body[at..].chars().take_while(|c| *c != '"').collect();
        assert_eq!(portal.post(&deputy, &end, &[]).await.status, 404, "only its giver ends it");
        assert_eq!(portal.post(&head, &end, &[]).await.status, 303);
        assert_eq!(act(&portal, &deputy, &guard, "suspension", "Enquête").await.status, 404);
        assert!(did(&house, "delegated") && did(&house, "delegation_ended"));
    }
}

#[actix_web::test]
async fn a_proposal_by_somebody_who_is_no_longer_cleared_is_worth_nothing() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let (head, above) = (portal.become_one("chef-etablissement").await, portal.become_one("disp").await);
        assert_eq!(propose(&house, &portal, &head, &SOUND).await.status, 303);
        let (id, hers) = (of(&house, "sans-habilitation"), of(&house, "chef-etablissement"));
        assert_eq!(act(&portal, &above, &hers, "suspension", "Enquête").await.status, 303);
        assert_eq!(act(&portal, &above, &id, "signature", "").await.status, 409);
        assert!(refused_by(&house, "grantor_not_cleared"));
        assert_eq!(propose(&house, &portal, &head, &SOUND).await.status, 403, "and she proposes nothing more");
    }
}

#[actix_web::test]
async fn a_clearance_that_ends_at_midnight_ends_in_the_middle_of_a_visit() {
    let mut ending = world();
    let guard = ending.agents.iter_mut().find(|agent| agent.slug == Some("surveillant")).expect("the guard");
    guard.clearance.as_mut().expect("his clearance").ends_on = TODAY;
    let house = TestHouse::of(ending);
    let portal = Portal::open(&house).await;
    let head = portal.become_one("chef-etablissement").await;
    assert!(portal.get(&head, "/habilitations").await.shows("À échéance dans les soixante jours"));
    house.set_clock("2026-11-21T22:50:00Z");
    let cookie = portal.become_one("surveillant").await;
    assert_eq!(portal.get(&cookie, "/dossiers").await.status, 200);
    house.set_clock("2026-11-21T23:00:00Z");
    assert_eq!(portal.get(&cookie, "/dossiers").await.status, 403);
    // A renewal begins when the other has ended.
    let head = portal.become_one("chef-etablissement").await;
    let renewal = Form { to: "surveillant", function: "guard", from: "2026-11-22", until: "2031-11-21" };
    assert_eq!(propose(&house, &portal, &head, &renewal).await.status, 303);
}

#[actix_web::test]
async fn a_review_asks_of_every_valid_clearance_whether_it_stays() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("chef-etablissement").await;
        let service = house.service(PRISON).to_string();
        let open = |due: &'static str| {
            let (portal, head, service) = (portal.clone(), head.clone(), service.clone());
            async move { portal.post(&head, "/habilitations/revues", &[("service", &service), ("due_on", due)]).await }
        };
        assert_eq!(open("2027-11-21").await.status, 422);
        let opened = open("2026-12-21").await;
        assert_eq!(opened.status, 303, "{}", opened.body);
        let page = opened.location().split('?').next().unwrap_or_default().to_owned();
        assert_eq!(open("2026-12-22").await.status, 422, "one at a time");
        assert!(refused_by(&house, "review_under_way"));
        let valid: Vec<(String, String)> = house.look(|c| {
            clearance::table
                .filter(clearance::institution_id.eq(&service))
                .filter(clearance::state.eq(ClearanceState::Active))
                .filter(clearance::ends_on.ge(Day(TODAY)))
                .select((clearance::id, clearance::agent_id))
                .load(c)
        });
        assert!(portal.get(&head, &page).await.shows(&format!("0 sur {}", valid.len())));
        let me = house.agent("chef-etablissement").to_string();
        let mine = valid.iter().find(|(_, agent)| *agent == me).expect("her own").0.clone();
        let own = portal.post(&head, &page, &[("clearance", &mine), ("answer", "confirmed")]).await;
        assert_eq!(own.status, 409);
        assert!(refused_by(&house, "own_clearance"));
        let guard = of(&house, "surveillant");
        for (id, _) in valid.iter().filter(|(id, _)| *id != mine) {
            let answer = if *id == guard { "doubted" } else { "confirmed" };
            let reply = portal.post(&head, &page, &[("clearance", id), ("answer", answer)]).await;
            assert_eq!(reply.status, 303, "{}", reply.body);
        }
        assert_eq!(state(&house, &guard), ClearanceState::Active, "saying so withdraws nothing");
        house.set_clock("2026-12-22T12:00:00Z");
        // Hers is left: another signs for it, and until then the review is late.
        let above = portal.become_one("disp").await;
        assert!(portal.get(&above, "/habilitations/revues").await.shows("en retard"));
        let reply = portal.post(&above, &page, &[("clearance", &mine), ("answer", "confirmed")]).await;
        assert_eq!(reply.status, 303);
        assert!(portal.get(&above, "/habilitations/revues").await.shows("terminée"));
        let guard = portal.become_one("surveillant").await;
        assert_eq!(portal.get(&guard, &page).await.status, 404);
        assert!(did(&house, "confirmed") && did(&house, "doubted"));
    }
}

#[actix_web::test]
async fn the_rights_of_one_person_stand_on_one_page_for_himself_and_for_whoever_grants() {
    let house = TestHouse::of(world());
    let portal = Portal::open(&house).await;
    let (head, guard) = (portal.become_one("chef-etablissement").await, portal.become_one("surveillant").await);
    let path = format!("/habilitations/agents/{}", house.agent("surveillant"));
    for cookie in [&head, &guard] {
        let page = portal.get(cookie, &path).await;
        assert!(page.status == 200 && page.shows("R. 240-5") && page.shows("Fonction"), "{}", page.body);
    }
    for slug in ["greffe", "cpip", "administrateur"] {
        let cookie = portal.become_one(slug).await;
        assert_eq!(portal.get(&cookie, &path).await.status, 404, "{slug}");
    }
    let acts: i64 = house.look(|c| clearance_act::table.count().get_result(c));
    assert_eq!(acts, 0, "looking is no act");
}
