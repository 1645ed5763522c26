//! Where letting people in stops, through the portal, on both engines: whose signature still counts, which two are one authority, how far
//! ahead a clearance starts, who reads what was held against somebody, how a review ends, and the pages of whoever answers for a country.

mod support;

use diesel::prelude::*;
use jiff::civil::date;
use quadrige::db::schema::{clearance, journal_entry};
use quadrige::demo::world::{World, build};
use quadrige::domain::{ClearanceState, Function, Id};
use support::house::{TODAY, TestHouse};
use support::portal::{Portal, Reply};

const PRISON: &str = "cp-marais-de-scarpe";

/// The demo's world, where some who play no part can be played too: a deputy of the head's, another who holds a head's office besides, the
/// support staff of the probation service, and the heads above.
fn world() -> World {
    let mut world = build(40, 11, TODAY);
    for clearance in world.agents.iter_mut().filter_map(|agent| agent.clearance.as_mut()) {
        (clearance.starts_on, clearance.ends_on) = (date(2026, 1, 1), date(2030, 12, 31));
        clearance.state = ClearanceState::Active;
    }
    for (slug, at, is_now, becomes) in [
        ("adjoint", PRISON, Function::Management, Function::Management),
        ("second-chef", PRISON, Function::Management, Function::Head),
        ("soutien", "spip-douai", Function::Counsellor, Function::Agent),
        ("chef-disp", "disp-lille", Function::Head, Function::Head),
    ] {
        let service = world.institutions.iter().find(|known| known.slug == at).expect("the service").id;
        let somebody = world
            .agents
            .iter_mut()
            .find(|agent| agent.institution == service && agent.slug.is_none() && agent.functions == [is_now])
            .unwrap_or_else(|| panic!("nobody for {slug}"));
        (somebody.slug, somebody.functions) = (Some(slug), vec![becomes]);
    }
    world
}

fn refused_by(house: &TestHouse, rule: &str) -> bool {
    let refusals: i64 = house.look(|c| {
        journal_entry::table
            .filter(journal_entry::outcome.eq("refused:against_a_rule"))
            .filter(journal_entry::reason.eq(rule))
            .count()
            .get_result(c)
    });
    refusals > 0
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

async fn propose(house: &TestHouse, portal: &Portal, cookie: &str, [from, until]: [&str; 2]) -> Reply {
    let (service, agent) = (house.service(PRISON).to_string(), house.agent("sans-habilitation").to_string());
    let fields = [
        ("service", service.as_str()),
        ("agent", agent.as_str()),
        ("function", "guard"),
        ("starts_on", from),
        ("ends_on", until),
    ];
    portal.post(cookie, "/habilitations", &fields).await
}

const SOUND: [&str; 2] = ["2026-11-21", "2031-11-20"];

async fn act(portal: &Portal, cookie: &str, id: &str, word: &str, reason: &str) -> Reply {
    portal.post(cookie, &format!("/habilitations/{id}/actes/{word}"), &[("confirm", "yes"), ("reason", reason)]).await
}

async fn delegate(house: &TestHouse, portal: &Portal, cookie: &str, to: &str) {
    let to = house.agent(to).to_string();
    let form = [("agent", to.as_str()), ("starts_on", "2026-11-21"), ("ends_on", "2027-01-31")];
    let reply = portal.post(cookie, "/habilitations/delegations", &form).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
}

/// An identifier that nobody has.
fn number(n: usize, [kind, of]: [u8; 2]) -> String {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    (bytes[8], bytes[9], bytes[15]) = (kind, of, 1);
    Id::<u8>::from_bytes(bytes).to_string()
}

/// Rows as a country has them, written at once: each of this prison's, proposed and granted by its head and her deputy.
fn fill(house: &TestHouse, count: usize, state: &str, ends_on: &str) {
    let (service, bearer) = (house.service(PRISON), house.agent("surveillant"));
    let (head, second) = (house.agent("chef-etablissement"), house.agent("adjoint"));
    let id = |n: usize, of: u8| number(n, [of, u8::from(state == "suspended")]);
    let clearances: Vec<String> = (0..count)
        .map(|n| {
            format!(
                "('{}','{bearer}','{service}','guard','x','{state}','2026-01-01','{ends_on}','{head}',NULL)",
                id(n, 0)
            )
        })
        .collect();
    let acts: Vec<String> = (0..count)
        .flat_map(|n| {
            [("proposed", &head, 0_u8), ("granted", &second, 1)].map(|(act, by, at)| {
                let key = id(n, 1 + at);
                format!("('{key}','{}','{act}','{by}',NULL,{at},'')", id(n, 0))
            })
        })
        .collect();
    let mut statement = String::from("BEGIN;");
    for rows in clearances.chunks(500) {
        statement.push_str(&format!("INSERT INTO clearance VALUES {};", rows.join(",")));
    }
    for rows in acts.chunks(500) {
        statement.push_str(&format!("INSERT INTO clearance_act VALUES {};", rows.join(",")));
    }
    statement.push_str("COMMIT;");
    house.try_statement(&statement).expect("the rows are sound");
}

#[actix_web::test]
async fn a_clearance_starts_within_six_months() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("chef-etablissement").await;
        let later = propose(&house, &portal, &head, ["2027-05-22", "2032-05-21"]).await;
        assert_eq!(later.status, 422, "{}", later.body);
        assert!(later.shows("six mois") && refused_by(&house, "too_far_ahead"));
        assert_eq!(propose(&house, &portal, &head, ["2027-05-21", "2032-05-20"]).await.status, 303);
        // A renewal from the end of 2030 is no more on offer than it would be taken.
        let guard = of(&house, "surveillant");
        assert!(!portal.get(&head, &format!("/habilitations/{guard}")).await.shows("renouvellement"));
    }
}

#[actix_web::test]
async fn crossed_delegations_are_no_second_authority() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let [head, other, registrar, above] = [
            portal.become_one("chef-etablissement").await,
            portal.become_one("second-chef").await,
            portal.become_one("greffe").await,
            portal.become_one("disp").await,
        ];
        delegate(&house, &portal, &head, "greffe").await;
        delegate(&house, &portal, &other, "chef-etablissement").await;
        assert_eq!(propose(&house, &portal, &registrar, SOUND).await.status, 303);
        let id = of(&house, "sans-habilitation");
        assert!(!portal.get(&head, "/").await.shows("Habilitations\u{a0}: à traiter"));
        assert_eq!(act(&portal, &head, &id, "signature", "").await.status, 409, "the first was given in her name");
        assert!(refused_by(&house, "lone_grant"));
        assert_eq!(state(&house, &id), ClearanceState::Pending);
        assert_eq!(act(&portal, &above, &id, "signature", "").await.status, 303);
    }
}

#[actix_web::test]
async fn a_first_signature_counts_as_long_as_whoever_gave_it_could_give_it_again() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let [head, deputy, above] = [
            portal.become_one("chef-etablissement").await,
            portal.become_one("adjoint").await,
            portal.become_one("disp").await,
        ];
        // By delegation: it must still hold.
        delegate(&house, &portal, &head, "adjoint").await;
        assert_eq!(propose(&house, &portal, &deputy, SOUND).await.status, 303);
        let id = of(&house, "sans-habilitation");
        house.try_statement("UPDATE delegation SET ended_at = 1").expect("ended");
        assert_eq!(act(&portal, &above, &id, "signature", "").await.status, 409);
        assert!(refused_by(&house, "grantor_not_cleared"));
        house.try_statement("UPDATE delegation SET ended_at = NULL").expect("and back");
        // Of her own: she is still cleared, as a guard.
        let (hers, me, service) =
            (of(&house, "chef-etablissement"), house.agent("chef-etablissement"), house.service(PRISON));
        let guard = number(1, [9, 9]);
        let moved = format!(
            "UPDATE clearance SET state = 'withdrawn' WHERE id = '{hers}'; INSERT INTO clearance VALUES \
             ('{guard}','{me}','{service}','guard','x','active','2026-01-01','2030-12-31',NULL,NULL)"
        );
        house.try_statement(&moved).expect("moved");
        assert_eq!(act(&portal, &above, &id, "signature", "").await.status, 409, "whose name it was given in");
        house.try_statement(&format!("UPDATE clearance SET state = 'active' WHERE id = '{hers}'")).expect("and back");
        assert_eq!(act(&portal, &above, &id, "refus", "À refaire").await.status, 303);
        assert_eq!(propose(&house, &portal, &head, SOUND).await.status, 303);
        let pending = |c: &mut _| {
            clearance::table.filter(clearance::state.eq(ClearanceState::Pending)).select(clearance::id).first(c)
        };
        let id: String = house.look(pending);
        house.try_statement(&format!("UPDATE clearance SET state = 'withdrawn' WHERE id = '{hers}'")).expect("moved");
        assert_eq!(act(&portal, &above, &id, "signature", "").await.status, 409);
        house.try_statement(&format!("UPDATE clearance SET state = 'active' WHERE id = '{hers}'")).expect("and back");
        assert_eq!(act(&portal, &above, &id, "signature", "").await.status, 303);
    }
}

#[actix_web::test]
async fn what_is_held_against_somebody_is_read_by_him_and_by_those_who_decide() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let [head, director, him] = [
            portal.become_one("chef-etablissement").await,
            portal.become_one("dpip").await,
            portal.become_one("soutien").await,
        ];
        let id = of(&house, "soutien");
        let page = format!("/habilitations/{id}");
        assert_eq!(act(&portal, &director, &id, "observations", "Accès relevés en mai").await.status, 303);
        let words = [("reason", "Un remplacement imprévu")];
        assert_eq!(portal.post(&him, &format!("{page}/reponse"), &words).await.status, 303);
        for reads in [&director, &him] {
            let sheet = portal.get(reads, &page).await;
            assert!(sheet.shows("Accès relevés en mai") && sheet.shows("Un remplacement imprévu"), "{}", sheet.body);
        }
        assert_eq!(act(&portal, &director, &id, "suspension", "Enquête interne").await.status, 303);
        assert!(portal.get(&director, "/").await.shows("Habilitations\u{a0}: à traiter"));
        assert!(portal.get(&director, "/habilitations").await.shows("Suspensions à décider"));
        // She has a say in that service: over counsellors.
        let sheet = portal.get(&head, &page).await;
        assert!(
            sheet.status == 200 && sheet.shows("suspendue") && sheet.shows("30/12/2030") | sheet.shows("31/12/2030")
        );
        for word in ["Accès relevés", "remplacement imprévu", "Enquête interne", "observations demandées"] {
            assert!(!sheet.shows(word), "{word}: {}", sheet.body);
        }
        let board = portal.get(&head, "/habilitations").await;
        assert!(!board.shows("Suspensions à décider") && !board.shows("Observations demandées"));
        assert!(!portal.get(&head, "/").await.shows("Habilitations\u{a0}: à traiter"));
    }
}

#[actix_web::test]
async fn a_review_ends_whatever_became_of_its_clearances() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let [head, above, registrar] = [
            portal.become_one("chef-etablissement").await,
            portal.become_one("disp").await,
            portal.become_one("greffe").await,
        ];
        let service = house.service(PRISON).to_string();
        let due = [("service", service.as_str()), ("due_on", "2026-12-21")];
        let opened = portal.post(&above, "/habilitations/revues", &due).await;
        assert_eq!(opened.status, 303, "{}", opened.body);
        let page = opened.location().split('?').next().unwrap_or_default().to_owned();
        let [guard, registry] = [of(&house, "surveillant"), of(&house, "greffe")];
        assert_eq!(act(&portal, &head, &guard, "suspension", "Enquête").await.status, 303);
        assert_eq!(act(&portal, &head, &registry, "observations", "Départ").await.status, 303);
        let words = [("reason", "Rien à dire")];
        assert_eq!(portal.post(&registrar, &format!("/habilitations/{registry}/reponse"), &words).await.status, 303);
        assert_eq!(act(&portal, &head, &registry, "retrait", "Départ").await.status, 303);
        let lines: Vec<String> = house.look(|c| {
            clearance::table
                .filter(clearance::institution_id.eq(&service))
                .filter(clearance::state.eq(ClearanceState::Active))
                .select(clearance::id)
                .load(c)
        });
        let answer = |cookie: &str, id: &str| {
            let (portal, cookie, page, id) = (portal.clone(), cookie.to_owned(), page.clone(), id.to_owned());
            async move { portal.post(&cookie, &page, &[("clearance", &id), ("answer", "confirmed")]).await }
        };
        let heads = [of(&house, "chef-etablissement"), of(&house, "second-chef")];
        for id in lines.iter().filter(|id| !heads.contains(id)) {
            assert_eq!(answer(&head, id).await.status, 303);
        }
        let top = portal.become_one("chef-disp").await;
        for id in &heads {
            assert_eq!(answer(&top, id).await.status, 303);
        }
        // The one withdrawn waits for nobody; the one suspended for what the suspension comes to.
        let shown = portal.get(&head, &page).await;
        let all = lines.len() + 2;
        assert!(shown.shows(&format!("{} sur {all}", all - 1)), "{}", shown.body);
        assert!(shown.shows("retirée") && shown.shows("suspendue") && shown.shows("décision sur la suspension"));
        assert_eq!(answer(&head, &guard).await.status, 409);
        assert!(refused_by(&house, "not_possible_now"));
        let again = portal.post(&head, "/habilitations/revues", &due).await;
        assert_eq!(again.status, 422, "one at a time");
        // Past its day it no longer stands in the way of the next, and is still to be finished.
        house.set_clock("2026-12-22T12:00:00Z");
        let head = portal.become_one("chef-etablissement").await;
        let next = [("service", service.as_str()), ("due_on", "2027-01-21")];
        assert_eq!(portal.post(&head, "/habilitations/revues", &next).await.status, 303);
        assert!(portal.get(&head, &page).await.shows("en retard"));
        assert_eq!(act(&portal, &head, &guard, "levee", "Rien n’est établi").await.status, 303);
        assert_eq!(answer(&head, &guard).await.status, 303);
        assert!(portal.get(&head, &page).await.shows("terminée"));
    }
}

#[actix_web::test]
async fn what_ended_by_itself_is_done_with_in_a_review() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("chef-etablissement").await;
        let (guard, service) = (of(&house, "surveillant"), house.service(PRISON).to_string());
        house.try_statement(&format!("UPDATE clearance SET ends_on = '2026-11-30' WHERE id = '{guard}'")).expect("cut");
        let due = [("service", service.as_str()), ("due_on", "2026-12-21")];
        let opened = portal.post(&head, "/habilitations/revues", &due).await;
        let page = opened.location().split('?').next().unwrap_or_default().to_owned();
        assert!(portal.get(&head, &page).await.shows("0 sur "));
        house.set_clock("2026-12-01T12:00:00Z");
        let head = portal.become_one("chef-etablissement").await;
        let shown = portal.get(&head, &page).await;
        assert!(shown.shows("1 sur ") && shown.shows("échue"), "{}", shown.body);
        let late = portal.post(&head, &page, &[("clearance", &guard), ("answer", "confirmed")]).await;
        assert_eq!(late.status, 409, "nobody confirms what has ended");
    }
}

#[actix_web::test]
async fn what_a_reader_may_not_sign_hides_nothing_that_he_may() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let above = portal.become_one("directeur-ap").await;
        fill(&house, 60, "pending", "2029-01-01");
        fill(&house, 60, "suspended", "2029-01-01");
        let home = portal.get(&above, "/").await;
        assert!(!home.shows("Habilitations\u{a0}: à traiter"), "guards are let in by the prison and the region");
        assert!(!portal.get(&above, "/habilitations").await.shows("Suspensions à décider"));
        let (by, to, service) = (house.agent("chef-disp"), house.agent("sans-habilitation"), house.service(PRISON));
        let id = number(2, [9, 9]);
        let row = format!(
            "INSERT INTO clearance VALUES \
             ('{id}','{to}','{service}','head','x','pending','2026-01-01','2031-01-01','{by}',NULL)"
        );
        house.try_statement(&row).expect("a proposal");
        assert!(portal.get(&above, "/").await.shows("Habilitations\u{a0}: à traiter"));
        assert!(portal.get(&above, "/habilitations").await.shows(&format!("/habilitations/{id}")));
        // The head below has sixty to decide of, told as sixty.
        let head = portal.become_one("chef-etablissement").await;
        let home = portal.get(&head, "/").await;
        assert!(home.shows("Habilitations\u{a0}: à traiter") && home.shows(">60<"), "{}", home.body);
        assert_eq!(act(&portal, &above, &id, "signature", "").await.status, 303);
    }
}

#[actix_web::test]
async fn whoever_answers_for_a_country_opens_his_pages() {
    for house in TestHouse::everywhere(world) {
        let portal = Portal::open(&house).await;
        let above = portal.become_one("directeur-ap").await;
        fill(&house, 17_000, "active", "2029-01-01");
        assert_eq!(portal.get(&above, "/").await.status, 200);
        for query in ["", "?page=3", "?etat=active", "?etat=active&page=425", "?etat=expired"] {
            let reply = portal.get(&above, &format!("/habilitations{query}")).await;
            assert_eq!(reply.status, 200, "{query}");
        }
        let of_one = format!("/habilitations?service={}&etat=active", house.service(PRISON));
        let reply = portal.get(&above, &of_one).await;
        assert!(reply.shows("17\u{202f}0") || reply.shows("17\u{a0}0"), "counted in full");
        assert!(reply.body.matches("<tr><th scope=\"row\">").count() <= 150, "and shown by pages");
    }
}
