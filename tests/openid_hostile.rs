//! Tokens and callbacks that must let nobody in, each beside what its victim may read; and twins that do.

#[path = "canary/world.rs"]
mod canaries;
#[path = "openid/cases.rs"]
mod cases;
#[path = "openid/provider.rs"]
mod provider;
#[path = "openid/scene.rs"]
mod scene;
mod support;

use std::collections::BTreeSet;

use cases::{CASES, End, TWINS};
use diesel::prelude::*;
use jiff::SignedDuration;
use provider::Said;
use quadrige::db::schema::{journal_entry, session};
use scene::{Kind, Scene, Stage, cookie};
use serde_json::json;
use support::portal::{Portal, Reply};

/// What stands in a page that lets nobody in.
fn title(end: End) -> (u16, &'static str) {
    match end {
        End::Neutral => (400, "La connexion n’a pas abouti"),
        End::TooWeak => (403, "Votre authentification n’est pas assez forte"),
        End::Unsaid => (403, "Le fournisseur d’identité ne transmet pas ce qu’il faut"),
        End::Unknown => (403, "Aucun compte à votre nom"),
        End::Declined => (403, "Identification abandonnée"),
        End::Away => (503, "Le fournisseur d’identité est indisponible"),
    }
}

/// What is wrong with how a case ended.
fn wrong(name: &str, reply: &Reply, end: End) -> Option<String> {
    let (status, words) = title(end);
    if reply.status != status || !reply.body.contains(&format!("<h1>{words}</h1>")) {
        let title = reply.body.split("<h1>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
        return Some(format!(
            "{name}: {} « {title} » {}, expected {status} « {words} »",
            reply.status,
            reply.location()
        ));
    }
    if cookie(reply, "quadrige").is_some() {
        return Some(format!("{name}: somebody got a session"));
    }
    // What an attacker put in must not come out.
    ["evil", "a-code", "an-access-token"]
        .into_iter()
        .find(|word| reply.shows(word))
        .map(|word| format!("{name} shows {word}"))
}

/// How many sessions there are.
fn sessions(stage: &Stage) -> i64 {
    stage.house.look(|connection| session::table.count().get_result(connection))
}

/// A neutral page without what differs from minute to minute.
fn neutral(reply: &Reply, stage: &Stage) -> String {
    reply.body.replace(&stage.house.clock.now().as_millisecond().to_string(), "REFERENCE")
}

#[actix_web::test]
async fn no_hostile_token_or_callback_lets_anybody_in() {
    assert!(CASES.len() >= 60, "{} cases", CASES.len());
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    let (mut faults, mut neutral_pages) = (Vec::new(), BTreeSet::new());
    for kind in Kind::BOTH {
        for (name, end, spoil) in CASES {
            let name = format!("{kind:?}, {name}");
            let mut scene = Scene::open(&stage, &portal, kind).await;
            spoil(&mut scene);
            let reply = scene.play(&stage, &portal).await;
            let end = cases::end(kind, *end);
            faults.extend(wrong(&name, &reply, end));
            if end == End::Neutral {
                neutral_pages.insert(neutral(&reply, &stage));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert_eq!(neutral_pages.len(), 1, "what may be an attack is answered alike: {neutral_pages:#?}");
    assert_eq!(sessions(&stage), 0, "nobody got in");
    let outcomes: BTreeSet<String> = stage.house.look(|connection| {
        journal_entry::table
            .filter(journal_entry::operation.eq("sign_in"))
            .select(journal_entry::outcome)
            .load::<String>(connection)
            .map(|all| all.into_iter().collect())
    });
    assert_eq!(outcomes, ["refused:no_account", "refused:proof_too_weak"].map(str::to_owned).into());
}

#[actix_web::test]
async fn their_honest_twins_get_in() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    for kind in Kind::BOTH {
        for (name, change) in TWINS {
            let mut scene = Scene::open(&stage, &portal, kind).await;
            change(&mut scene);
            let reply = scene.play(&stage, &portal).await;
            assert_eq!((reply.status, reply.location()), (303, "/"), "{kind:?}, {name}: {}", reply.body);
            let session = cookie(&reply, "quadrige").expect("a session");
            assert_eq!(portal.get(&session, "/sessions").await.status, 200, "{name}");
        }
    }
}

#[actix_web::test]
async fn what_was_brought_back_once_is_worth_nothing_twice() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    let scene = Scene::open(&stage, &portal, Kind::Plain).await;
    assert_eq!(scene.play(&stage, &portal).await.status, 303);
    let again = scene.play(&stage, &portal).await;
    assert_eq!(wrong("replayed", &again, End::Neutral), None);
    // Nor after somebody else tried it first, without the cookie.
    let mut scene = Scene::open(&stage, &portal, Kind::Plain).await;
    let own = std::mem::take(&mut scene.cookie);
    assert_eq!(wrong("no cookie", &scene.play(&stage, &portal).await, End::Neutral), None);
    scene.cookie = own;
    assert_eq!(scene.play(&stage, &portal).await.status, 303, "and a stranger can't spoil it");
    assert_eq!(sessions(&stage), 2);
}

#[actix_web::test]
async fn the_way_of_another_browser_or_of_an_hour_ago_leads_nowhere() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    let (victim, mut attacker) =
        (Scene::open(&stage, &portal, Kind::Plain).await, Scene::open(&stage, &portal, Kind::Plain).await);
    // The attacker's own sign-in, pressed upon the victim's browser.
    attacker.cookie.clone_from(&victim.cookie);
    assert_eq!(wrong("pressed upon", &attacker.play(&stage, &portal).await, End::Neutral), None);
    let late = Scene::open(&stage, &portal, Kind::Plain).await;
    stage.house.clock.set(late.at + SignedDuration::from_mins(10));
    assert_eq!(wrong("late", &late.play(&stage, &portal).await, End::Neutral), None);
    let mut mixed = Scene::open(&stage, &portal, Kind::Plain).await;
    // The answer of one provider to what was asked of the other, whose name it doesn't dare to say.
    mixed.bring("iss", &stage.proconnect.issuer);
    assert_eq!(wrong("mixed up", &mixed.play(&stage, &portal).await, End::Neutral), None);
    for asked in stage.plain.asked().iter().chain(&stage.proconnect.asked()) {
        assert!(asked.path != "/token" && asked.form.is_empty(), "the code went nowhere: {}", asked.head);
    }
    assert_eq!(sessions(&stage), 0);
}

#[actix_web::test]
async fn nobody_is_sent_to_another_host_after_signing_in() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    for evil in [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "/..//evil.example",
        "/%2e%2e/\r\nlocation: https://evil.example",
        "javascript:alert(1)",
        "/connexion/annuaire-d-essai",
        "/é",
    ] {
        let at = stage.later();
        let provider = &stage.plain;
        provider.say("/.well-known/openid-configuration", Said::json(&provider.discovery()));
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("retour", evil).finish();
        let reply = portal.get("", &format!("/connexion/annuaire-d-essai?{query}")).await;
        let reply = Scene::after(&stage, Kind::Plain, at, &reply, "").play(&stage, &portal).await;
        let lands = reply.location();
        assert!(lands == "/" || (lands.starts_with('/') && !lands.contains("evil")), "{evil}: {lands}");
        assert_eq!(reply.status, 303);
    }
}

#[actix_web::test]
async fn a_provider_that_is_not_whom_the_settings_mean_is_not_gone_to() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    let provider = &stage.plain;
    let honest = provider.discovery();
    let with = |name: &str, value: serde_json::Value| {
        let mut document = honest.clone();
        document[name] = value;
        Said::json(&document)
    };
    let evil = |path: &str| json!(format!("http://evil.example/{path}"));
    for said in [
        with("issuer", json!("https://evil.example")),
        with("issuer", json!(format!("{}/", provider.issuer))),
        with("authorization_endpoint", evil("authorize")),
        with("token_endpoint", evil("token")),
        with("jwks_uri", evil("keys")),
        with("jwks_uri", json!("file:///etc/passwd")),
        with("authorization_endpoint", json!("javascript:alert(1)")),
        with("id_token_signing_alg_values_supported", json!(["HS256", "none"])),
        with("code_challenge_methods_supported", json!(["plain"])),
        with("token_endpoint", json!(7)),
        Said::of(200, "application/json", "<html>evil</html>"),
        Said::of(200, "application/json", vec![b' '; 400 * 1024]),
        Said::of(500, "application/json", "{}"),
        Said { head: "location: http://evil.example/\r\n".to_owned(), ..Said::of(302, "text/plain", "") },
    ] {
        stage.later();
        provider.say("/.well-known/openid-configuration", said.clone());
        let reply = portal.get("", "/connexion/annuaire-d-essai").await;
        assert_eq!(wrong(&String::from_utf8_lossy(&said.body[..said.body.len().min(200)]), &reply, End::Away), None);
    }
    let reply = portal.get("", "/connexion/nulle-part").await;
    assert_eq!(reply.status, 404);
}

#[actix_web::test]
async fn keys_are_asked_for_again_when_they_change_and_not_for_every_invented_name() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    let scene = Scene::open(&stage, &portal, Kind::Plain).await;
    assert_eq!(scene.play(&stage, &portal).await.status, 303);
    let (own, _) = scene::keys();
    let renamed = Said::json(&json!({ "keys": own.public("new") }));
    // Within the minute an unknown name is refused without asking.
    stage.plain.asked();
    for (minutes, is_in, asked) in [(0, false, 0), (2, true, 1), (2, true, 0)] {
        let at = stage.house.clock.now() + SignedDuration::from_mins(minutes);
        stage.house.clock.set(at);
        let reply = portal.get("", "/connexion/annuaire-d-essai").await;
        let mut scene = Scene::after(&stage, Kind::Plain, at, &reply, "");
        scene.head["kid"] = json!("new-ec");
        scene.info_head["kid"] = json!("new-ec");
        scene.keys_said = Some(renamed.clone());
        let reply = scene.play(&stage, &portal).await;
        assert_eq!(reply.status == 303, is_in, "after {minutes} minutes: {}", reply.body);
        assert_eq!(stage.plain.asked().iter().filter(|a| a.path == "/keys").count(), asked);
    }
}

#[actix_web::test]
async fn bytes_that_are_no_text_are_no_answer() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    let scene = Scene::open(&stage, &portal, Kind::Plain).await;
    for query in ["", "state=%ff%fe&code=a", "%00", "code=a&state=b&state=c", &"a=1&".repeat(300)] {
        let reply = portal.get(&scene.cookie, &format!("/connexion/retour?{query}")).await;
        assert_eq!(wrong(query, &reply, End::Neutral), None);
    }
    assert_eq!(sessions(&stage), 0);
}
