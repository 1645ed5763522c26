//! Signing in through an identity provider: who gets in, how a session remembers it, and how it ends.

#[path = "canary/world.rs"]
mod canaries;
#[path = "openid/provider.rs"]
mod provider;
#[path = "openid/scene.rs"]
mod scene;
mod support;

use diesel::prelude::*;
use quadrige::db::Engine;
use quadrige::db::schema::{journal_entry, session};
use scene::{Kind, Scene, Stage, cookie, parameter};
use support::portal::Portal;

/// Signs somebody in; gives the session's cookie.
async fn sign_in(stage: &Stage, portal: &Portal, kind: Kind) -> String {
    let scene = Scene::open(stage, portal, kind).await;
    let reply = scene.play(stage, portal).await;
    assert_eq!((reply.status, reply.location()), (303, "/"), "{kind:?}: {}", reply.body);
    cookie(&reply, "quadrige").expect("a session")
}

async fn somebody_gets_in(engine: Option<Engine>) {
    let stage = Stage::set(engine);
    let portal = Portal::open(&stage.house).await;
    for kind in Kind::BOTH {
        let session = sign_in(&stage, &portal, kind).await;
        assert_eq!(portal.get(&session, "/").await.status, 200);
        let last: (String, String) = stage.house.look(|connection| {
            journal_entry::table
                .order(journal_entry::recorded_at.desc())
                .filter(journal_entry::operation.eq("sign_in"))
                .select((journal_entry::outcome, journal_entry::actor_issuer))
                .first(connection)
        });
        assert_eq!(last, ("granted".to_owned(), stage.provider(kind).issuer.clone()));
    }
}

#[actix_web::test]
async fn whom_a_provider_vouches_for_gets_in() {
    somebody_gets_in(None).await;
}

#[actix_web::test]
async fn on_postgresql_too() {
    let Some(cluster) = support::postgres::cluster() else { return };
    somebody_gets_in(Some(Engine::Postgres(cluster.fresh_database().expect("a database")))).await;
}

/// How many sessions hold, by their owner's subject.
fn open_sessions(stage: &Stage) -> i64 {
    stage.house.look(|connection| session::table.filter(session::revoked_at.is_null()).count().get_result(connection))
}

/// The sessions that ended, by the journal: whose, which, which way.
fn ended(stage: &Stage) -> Vec<(String, Option<String>, String)> {
    stage.house.look(|connection| {
        journal_entry::table
            .filter(journal_entry::operation.eq("sign_out"))
            .filter(journal_entry::outcome.eq("granted"))
            .order((journal_entry::recorded_at, journal_entry::shown, journal_entry::record_id))
            .select((journal_entry::actor_subject, journal_entry::record_id, journal_entry::shown))
            .load(connection)
    })
}

/// The session that began last.
fn newest(stage: &Stage) -> String {
    stage.house.look(|c| session::table.order(session::created_at.desc()).select(session::id).first(c))
}

async fn every_end_has_its_entry(engine: Option<Engine>) {
    let stage = Stage::set(engine);
    let portal = Portal::open(&stage.house).await;
    sign_in(&stage, &portal, Kind::ProConnect).await;
    let theirs = newest(&stage);
    let mine = sign_in(&stage, &portal, Kind::Plain).await;
    let own = newest(&stage);
    let mut others = Vec::new();
    for _ in 0..3 {
        let at = stage.house.clock.now() + jiff::SignedDuration::from_secs(30);
        stage.house.clock.set(at);
        let there = portal.get("", "/connexion/annuaire-d-essai").await;
        Scene::after(&stage, Kind::Plain, at, &there, "").play(&stage, &portal).await;
        others.push(newest(&stage));
    }
    let post = |path: &'static str, session: &str| {
        let (portal, mine, session) = (portal.clone(), mine.clone(), session.to_owned());
        async move { portal.post(&mine, path, &[("session", &session)]).await.status }
    };
    // Somebody else's doesn't end, and isn't said to have.
    post("/sessions/fermeture", &theirs).await;
    assert_eq!(ended(&stage), []);
    let entry = |id: &String, way: &str| ("surveillant".to_owned(), Some(id.clone()), format!("by:owner way:{way}"));
    let second = others.remove(0);
    post("/sessions/fermeture", &second).await;
    let mut wanted = vec![entry(&second, "closed")];
    assert_eq!(ended(&stage), wanted);
    let at = stage.house.clock.now();
    stage.house.clock.set(at + jiff::SignedDuration::from_secs(1));
    post("/sessions/fermeture", "autres").await;
    others.sort();
    wanted.extend(others.iter().map(|id| entry(id, "closed_with_others")));
    assert_eq!(ended(&stage), wanted, "one entry for each");
    stage.house.clock.set(at + jiff::SignedDuration::from_secs(2));
    assert_eq!(post("/deconnexion", "").await, 200);
    wanted.push(entry(&own, "signed_out"));
    assert_eq!(ended(&stage), wanted);
    // What has ended doesn't end again.
    post("/deconnexion", "").await;
    portal.post("", "/deconnexion", &[]).await;
    assert_eq!(ended(&stage), wanted);
}

#[actix_web::test]
async fn every_session_that_its_owner_ends_has_its_entry() {
    every_end_has_its_entry(None).await;
}

#[actix_web::test]
async fn every_session_that_its_owner_ends_has_its_entry_on_postgresql_too() {
    let Some(cluster) = support::postgres::cluster() else { return };
    every_end_has_its_entry(Some(Engine::Postgres(cluster.fresh_database().expect("a database")))).await;
}

#[actix_web::test]
async fn no_session_ends_without_its_entry() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    let session = sign_in(&stage, &portal, Kind::Plain).await;
    let full = "CREATE TRIGGER full BEFORE INSERT ON journal_entry BEGIN SELECT RAISE(ABORT, 'full'); END";
    stage.house.try_statement(full).expect("a trigger");
    let before = open_sessions(&stage);
    assert_eq!(portal.post(&session, "/deconnexion", &[]).await.status, 500);
    assert_eq!(portal.post(&session, "/sessions/fermeture", &[("session", &newest(&stage))]).await.status, 500);
    assert_eq!(open_sessions(&stage), before);
    stage.house.try_statement("DROP TRIGGER full").expect("gone");
    assert_eq!(portal.post(&session, "/deconnexion", &[]).await.status, 200);
    assert_eq!(open_sessions(&stage), before - 1);
}

#[actix_web::test]
async fn the_request_holds_all_that_the_answer_will_be_held_to() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    for kind in Kind::BOTH {
        let provider = stage.provider(kind);
        let scene = Scene::open(&stage, &portal, kind).await;
        let mut seen = Vec::new();
        for _ in 0..2 {
            let reply = portal.get("", &format!("/connexion/{}", kind.slug())).await;
            let address = reply.location().to_owned();
            for secret in ["state", "nonce", "code_challenge"] {
                let value = parameter(&address, secret);
                assert!(value.len() >= 32 && !seen.contains(&value), "{secret}");
                seen.push(value);
            }
            assert_eq!(parameter(&address, "response_type"), "code");
            assert_eq!(parameter(&address, "code_challenge_method"), "S256");
            assert!(parameter(&address, "redirect_uri").ends_with("/connexion/retour"));
            assert_eq!((parameter(&address, "prompt"), parameter(&address, "max_age")), (String::new(), String::new()));
            let levels =
                if kind == Kind::Plain { parameter(&address, "acr_values") } else { parameter(&address, "claims") };
            assert!(levels.contains("eidas2") && levels.contains("eidas3"), "{levels}");
            let way = cookie(&reply, "quadrige-connexion").expect("a cookie");
            assert!(!address.contains(way.split_once('=').unwrap().1), "the cookie stays between the browser and us");
        }
        provider.asked();
        assert_eq!(scene.play(&stage, &portal).await.status, 303);
        let asked = provider.asked();
        let exchange = asked.iter().find(|asked| asked.path == "/token").expect("the code was exchanged");
        match kind {
            Kind::Plain => assert_eq!(exchange.form["client_secret"], "a secret"),
            Kind::ProConnect => {
                assert!(!exchange.form.contains_key("client_secret"));
                let (message, signed) = exchange.form["client_assertion"].rsplit_once('.').expect("an assertion");
                let part = |text: &str| data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).expect("base64");
                let point = ring::signature::KeyPair::public_key(&scene::keys().0.ec).as_ref();
                let how = &ring::signature::ECDSA_P256_SHA256_FIXED;
                let key = ring::signature::UnparsedPublicKey::new(how, point);
                key.verify(message.as_bytes(), &part(signed)).expect("our signature");
                let claims: serde_json::Value =
                    serde_json::from_slice(&part(message.split_once('.').expect("two parts").1)).expect("claims");
                let (us, there) = (scene::CLIENT, format!("{}/token", provider.issuer));
                assert_eq!((claims["iss"].as_str(), claims["sub"].as_str()), (Some(us), Some(us)));
                assert_eq!(claims["aud"].as_str(), Some(there.as_str()));
                assert!(claims["jti"].as_str().is_some_and(|jti| jti.len() >= 32));
            }
        }
        assert_eq!(exchange.form["grant_type"], "authorization_code");
        assert_eq!(exchange.form["code"], "a-code");
        assert!(exchange.form["code_verifier"].len() >= 43);
        let info = asked.iter().find(|asked| asked.path == "/userinfo").expect("userinfo was asked");
        assert!(info.head.contains("authorization: bearer an-access-token"), "{}", info.head);
    }
}

#[actix_web::test]
async fn whoever_was_on_the_way_to_a_page_comes_to_it() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    let reply = portal.get("", "/sorties?jours=7").await;
    assert_eq!((reply.status, reply.location()), (303, "/connexion?retour=%2Fsorties"));
    let page = portal.get("", reply.location()).await;
    for label in ["Annuaire d’essai", "ProConnect"] {
        assert!(page.body.contains(label), "{}", page.body);
    }
    assert!(page.body.contains("href=\"/connexion/annuaire-d-essai?retour=%2Fsorties\""), "{}", page.body);
    let at = stage.later();
    stage.plain.say("/.well-known/openid-configuration", provider::Said::json(&stage.plain.discovery()));
    let there = portal.get("", "/connexion/annuaire-d-essai?retour=%2Fsorties").await;
    let back = Scene::after(&stage, Kind::Plain, at, &there, "").play(&stage, &portal).await;
    assert_eq!(back.location(), "/sorties");
}

#[actix_web::test]
async fn an_unknown_person_reads_whom_to_ask_and_nothing_else() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    let mut scene = Scene::open(&stage, &portal, Kind::ProConnect).await;
    scene.claim("sub", "4f6a-unknown");
    scene.info["sub"] = serde_json::json!("4f6a-unknown");
    let reply = scene.play(&stage, &portal).await;
    assert_eq!(reply.status, 403);
    assert!(reply.body.contains("le bureau des comptes") && reply.body.contains("4f6a-unknown"), "{}", reply.body);
    for said in ["Essai", "Camille", "13001040200016"] {
        assert!(!reply.body.contains(&format!("{said}<")) && !reply.shows(&format!(" {said} ")), "{said}");
    }
    let entry: (String, String, String) = stage.house.look(|connection| {
        journal_entry::table
            .filter(journal_entry::outcome.eq("refused:no_account"))
            .select((journal_entry::actor_subject, journal_entry::actor_name, journal_entry::operation))
            .first(connection)
    });
    assert_eq!(entry, ("4f6a-unknown".to_owned(), "ESSAI Camille".to_owned(), "sign_in".to_owned()));
}

#[actix_web::test]
async fn too_weak_a_sign_in_reads_the_rule_and_what_was_received() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    let mut scene = Scene::open(&stage, &portal, Kind::Plain).await;
    scene.claim("acr", "eidas1");
    let reply = scene.play(&stage, &portal).await;
    assert_eq!(reply.status, 403);
    for words in ["eidas2, eidas3", "Reçu\u{a0}: eidas1.", "le bureau des comptes"] {
        assert!(reply.body.contains(words), "{words}: {}", reply.body);
    }
}

#[actix_web::test]
async fn a_fresh_sign_in_goes_through_the_provider_once_more() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    for kind in Kind::BOTH {
        let session = sign_in(&stage, &portal, kind).await;
        let before = open_sessions(&stage);
        let at = stage.house.clock.now() + jiff::SignedDuration::from_mins(6);
        stage.house.clock.set(at);
        let there = portal.get(&session, "/connexion/confirmation?retour=/sessions").await;
        assert_eq!(there.status, 303, "{}", there.body);
        let address = there.location().to_owned();
        assert_eq!(parameter(&address, "prompt"), "login");
        let max_age = parameter(&address, "max_age");
        assert_eq!(max_age, if kind == Kind::Plain { "300" } else { "" }, "ProConnect knows no max_age");
        let mut scene = Scene::after(&stage, kind, at, &there, &session);
        scene.claim("acr", "eidas3");
        let back = scene.play(&stage, &portal).await;
        assert_eq!((back.status, back.location()), (303, "/sessions"), "{}", back.body);
        let renewed = cookie(&back, "quadrige").expect("a new token");
        assert_ne!(renewed, session);
        assert_eq!(portal.get(&session, "/").await.status, 303, "the old token is worth nothing");
        assert_eq!(portal.get(&renewed, "/sessions").await.status, 200);
        assert_eq!(open_sessions(&stage), before, "it is the same session");
        // Fresh now: nothing more is asked.
        let again = portal.get(&renewed, "/connexion/confirmation?retour=/sessions").await;
        assert_eq!(again.location(), "/sessions");
    }
}

#[actix_web::test]
async fn a_fresh_sign_in_is_not_taken_from_somebody_else_nor_from_this_morning_nor_too_weak() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    type Spoil = fn(&mut Scene);
    let cases: [(&str, Spoil); 4] = [
        ("n’est pas assez forte", |s| s.claim("acr", "eidas2")),
        ("ne vous a pas identifié à nouveau", |s| s.claim("auth_time", s.at.as_second() - 3600)),
        ("ne vous a pas identifié à nouveau", |s| s.without("auth_time")),
        ("Ce n’est pas la personne connectée", |s| {
            s.claim("sub", "chef-etablissement");
            s.info["sub"] = serde_json::json!("chef-etablissement");
        }),
    ];
    for (title, spoil) in cases {
        let session = sign_in(&stage, &portal, Kind::Plain).await;
        let at = stage.house.clock.now() + jiff::SignedDuration::from_mins(6);
        stage.house.clock.set(at);
        let there = portal.get(&session, "/connexion/confirmation?retour=/sessions").await;
        let mut scene = Scene::after(&stage, Kind::Plain, at, &there, &session);
        scene.claim("acr", "eidas3");
        spoil(&mut scene);
        let reply = scene.play(&stage, &portal).await;
        assert_eq!(reply.status, 403, "{title}");
        assert!(reply.body.contains(title), "{title}: {}", reply.body);
        assert!(cookie(&reply, "quadrige").is_none());
        assert_eq!(portal.get(&session, "/sessions").await.status, 200, "the session is as it was");
    }
}

#[actix_web::test]
async fn a_fresh_sign_in_says_when_it_was_whoever_the_provider_is() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    type Spoil = fn(&mut Scene);
    // Somebody takes `prompt=login` (or the wish for `auth_time`) out of the address: the provider answers without asking.
    let cases: [(&str, Spoil); 2] = [
        ("aucune heure d’identification", |s| s.without("auth_time")),
        ("une identification du", |s| s.claim("auth_time", s.at.as_second() - 3600)),
    ];
    for kind in Kind::BOTH {
        for (received, spoil) in cases {
            let session = sign_in(&stage, &portal, kind).await;
            let at = stage.house.clock.now() + jiff::SignedDuration::from_mins(6);
            stage.house.clock.set(at);
            let there = portal.get(&session, "/connexion/confirmation?retour=/sessions").await;
            if kind == Kind::ProConnect {
                let claims: serde_json::Value = parameter(there.location(), "claims").parse().expect("claims");
                assert_eq!(claims["id_token"]["auth_time"]["essential"], true);
            }
            let mut scene = Scene::after(&stage, kind, at, &there, &session);
            scene.claim("acr", "eidas3");
            spoil(&mut scene);
            let reply = scene.play(&stage, &portal).await;
            assert_eq!(reply.status, 403, "{kind:?}, {received}: {}", reply.body);
            assert!(reply.shows("ne vous a pas identifié à nouveau") && reply.shows(received), "{}", reply.body);
            assert!(cookie(&reply, "quadrige").is_none(), "{kind:?}, {received}");
            // What asks for a fresh sign-in still does.
            let again = portal.get(&session, "/connexion/confirmation?retour=/sessions").await;
            assert_ne!(again.location(), "/sessions", "{kind:?}, {received}");
        }
    }
}

/// The administrator of the invented world comes by the plain provider.
fn let_the_administrator_in(stage: &Stage) {
    use quadrige::db::schema::agent;
    let id = stage.house.world.cast("administrateur").expect("an administrator").id.to_string();
    stage.house.look(|c| {
        diesel::update(agent::table.filter(agent::subject.eq("surveillant")))
            .set(agent::subject.eq("autre"))
            .execute(c)?;
        diesel::update(agent::table.filter(agent::id.eq(&id)))
            .set((agent::issuer.eq(&stage.plain.issuer), agent::subject.eq("surveillant")))
            .execute(c)
    });
}

/// Signs in anew, at the higher level, on the way to that page.
async fn confirm(stage: &Stage, portal: &Portal, session: &str) -> String {
    let there = portal.get(session, "/connexion/confirmation?retour=/institutions").await;
    let mut scene = Scene::after(stage, Kind::Plain, stage.house.clock.now(), &there, session);
    scene.claim("acr", "eidas3");
    let back = scene.play(stage, portal).await;
    assert_eq!((back.status, back.location()), (303, "/institutions"), "{}", back.body);
    cookie(&back, "quadrige").expect("a session")
}

#[actix_web::test]
async fn services_and_accounts_change_by_the_hand_of_whoever_signed_in_within_five_minutes() {
    use quadrige::db::schema::{agent, institution};
    let stage = Stage::set(None);
    let_the_administrator_in(&stage);
    let portal = Portal::open(&stage.house).await;
    let session = sign_in(&stage, &portal, Kind::Plain).await;
    let session = confirm(&stage, &portal, &session).await;
    let police = format!("/institutions/{}", stage.house.service("police-nord"));
    let account = format!("{police}/agents/{}", stage.house.world.cast("police").expect("somebody").id);
    let [change, close] = ["modification", "fermeture"].map(|word| format!("{police}/{word}"));
    let (new, ending) = (format!("{police}/agents/nouveau"), format!("{account}/fermeture"));
    let forms = ["/institutions/nouvelle", &change, &close, &new, &account, &ending];
    for form in forms {
        assert_eq!(portal.get(&session, form).await.status, 200, "{form}");
    }
    let at = stage.house.clock.now() + jiff::SignedDuration::from_mins(6);
    stage.house.clock.set(at);
    for form in forms {
        let reply = portal.get(&session, form).await;
        assert_eq!(reply.status, 303, "{form}");
        assert!(reply.location().starts_with("/connexion/confirmation?retour="), "{form}: {}", reply.location());
    }
    assert_eq!(portal.get(&session, &police).await.status, 200, "who looks isn't asked");

    type Rows = (Vec<(String, i32)>, Vec<(String, i32, bool)>);
    let rows = || -> Rows {
        stage.house.look(|c| {
            let services = institution::table.order(institution::id).select((institution::id, institution::version));
            let accounts =
                agent::table.order(agent::id).select((agent::id, agent::version, agent::closed_at.is_null()));
            Ok((services.load(c)?, accounts.load(c)?))
        })
    };
    let before = rows();
    let service = [
        ("slug", "essai"),
        ("name", "Service d’essai"),
        ("short_name", "Essai"),
        ("kind", "association"),
        ("time_zone", "Europe/Paris"),
        ("channel", "reference"),
        ("version", "1"),
    ];
    let card = [
        ("issuer", "annuaire-d-essai"),
        ("subject", "sub-1"),
        ("family_name", "Essai"),
        ("given_names", "Claude"),
        ("quality", "capitaine"),
        ("version", "1"),
    ];
    let elsewhere = stage.house.service("spip-douai").to_string();
    let (accounts, moving) = (format!("{police}/agents"), format!("{account}/affectation"));
    let transfer = [("version", "1"), ("service", elsewhere.as_str())];
    // What was typed comes back, beside the way to sign in anew; nothing is written.
    let sent: [(&str, &[(&str, &str)], &str); 5] = [
        ("/institutions", &service, "value=\"Service d’essai\""),
        (&change, &service, "value=\"Service d’essai\""),
        (&accounts, &card, "value=\"capitaine\""),
        (&account, &card, "value=\"capitaine\""),
        (&moving, &transfer, "selected"),
    ];
    for (path, form, typed) in sent {
        let reply = portal.post(&session, path, form).await;
        assert_eq!(reply.status, 422, "{path}: {}", reply.body);
        assert!(reply.shows("Rien n’est encore enregistré") && reply.shows(typed), "{path}: {}", reply.body);
        assert!(reply.body.contains("/connexion/confirmation?retour=%2Finstitutions"), "{path}");
    }
    for path in [&close, &ending] {
        let reply = portal.post(&session, path, &[("confirm", "yes")]).await;
        assert!(reply.location().starts_with("/connexion/confirmation?"), "{path}: {} {}", reply.status, reply.body);
    }
    assert_eq!(rows(), before);
    // Signed in anew in another window, the same form is taken.
    let session = confirm(&stage, &portal, &session).await;
    let made = portal.post(&session, "/institutions", &service).await;
    assert_eq!(made.status, 303, "{}", made.body);
}

#[actix_web::test]
async fn a_reader_whose_fresh_sign_in_comes_to_nothing_is_told_that_his_session_is_open() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    type Spoil = fn(&mut Scene);
    let cases: [(u16, Spoil); 3] = [
        (403, |s| s.query[0] = ("error".to_owned(), "access_denied".to_owned())),
        (503, |s| s.token_said = Some(provider::Said::of(500, "text/plain", String::new()))),
        (400, |s| s.claim("nonce", "another")),
    ];
    for (status, spoil) in cases {
        let session = sign_in(&stage, &portal, Kind::Plain).await;
        let at = stage.house.clock.now() + jiff::SignedDuration::from_mins(6);
        stage.house.clock.set(at);
        let there = portal.get(&session, "/connexion/confirmation?retour=/sessions").await;
        let mut scene = Scene::after(&stage, Kind::Plain, at, &there, &session);
        spoil(&mut scene);
        let reply = scene.play(&stage, &portal).await;
        assert_eq!(reply.status, status, "{}", reply.body);
        assert!(reply.shows("Votre connexion à Quadrige reste ouverte") && !reply.shows("Personne n’est connecté"));
        let main = reply.body.split("<main").nth(1).expect("a main part");
        assert!(main.contains("action=\"/deconnexion\"") && main.contains("href=\"/\""), "out, and back: {main}");
        assert_eq!(portal.get(&session, "/sessions").await.status, 200, "it is open indeed");
        // The same without a session: nobody is signed in, and that is said.
        let mut scene = Scene::open(&stage, &portal, Kind::Plain).await;
        spoil(&mut scene);
        let reply = scene.play(&stage, &portal).await;
        assert_eq!(reply.status, status);
        assert!(reply.shows("Personne n’est connecté sur ce poste") && !reply.shows("reste ouverte"), "{}", reply.body);
    }
}

#[actix_web::test]
async fn signing_out_ends_the_session_here_then_at_the_provider() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    let scene = Scene::open(&stage, &portal, Kind::Plain).await;
    let reply = scene.play(&stage, &portal).await;
    let session = cookie(&reply, "quadrige").expect("a session");
    let kept: Option<String> =
        stage.house.look(|connection| session::table.select(session::id_token_hint).first(connection));
    assert!(kept.is_some_and(|kept| !kept.contains("eyJ")), "the provider's token is sealed");
    let left = portal.post(&session, "/deconnexion", &[]).await;
    assert_eq!(left.status, 200);
    let refresh = left.header("refresh").unwrap_or_default().to_owned();
    let (_, address) = refresh.split_once("url=").expect("an address");
    assert!(address.starts_with(&format!("{}/end?", stage.plain.issuer)), "{address}");
    assert!(parameter(address, "id_token_hint").starts_with("eyJ"));
    assert_eq!(parameter(address, "client_id"), "quadrige");
    assert!(parameter(address, "post_logout_redirect_uri").ends_with("/connexion"));
    assert!(left.header("clear-site-data").is_some());
    assert_eq!(portal.get(&session, "/").await.location(), "/connexion");
    let kept: Option<String> =
        stage.house.look(|connection| session::table.select(session::id_token_hint).first(connection));
    assert_eq!(kept, None);
    // Twice does no harm.
    assert_eq!(portal.post(&session, "/deconnexion", &[]).await.location(), "/connexion");
}

#[actix_web::test]
async fn one_sees_and_ends_one_s_own_sessions_and_nobody_else_s() {
    let stage = Stage::set(None);
    let portal = Portal::open(&stage.house).await;
    let stranger = sign_in(&stage, &portal, Kind::ProConnect).await;
    let first = sign_in(&stage, &portal, Kind::Plain).await;
    let at = stage.house.clock.now();
    let mut others = Vec::new();
    for minutes in [1, 2] {
        stage.house.clock.set(at + jiff::SignedDuration::from_mins(minutes));
        let reply = portal.get("", "/connexion/annuaire-d-essai").await;
        let scene = Scene::after(&stage, Kind::Plain, stage.house.clock.now(), &reply, "");
        others.push(cookie(&scene.play(&stage, &portal).await, "quadrige").expect("a session"));
    }
    let page = portal.get(&first, "/sessions").await;
    assert_eq!(page.body.matches("Fermer<span").count(), 3, "{}", page.body);
    assert_eq!(page.body.matches("celle-ci").count(), 1);
    // Somebody else's is as if it weren't there.
    let theirs: String = stage.house.look(|connection| {
        session::table.filter(session::issuer.eq(&stage.proconnect.issuer)).select(session::id).first(connection)
    });
    portal.post(&first, "/sessions/fermeture", &[("session", &theirs)]).await;
    stage.house.clock.set(at);
    assert_eq!(portal.get(&stranger, "/sessions").await.status, 303, "that one had its half hour");
    assert_eq!(open_sessions(&stage), 4, "nobody ended it");
    let newest = page.field("session").expect("a button");
    assert_eq!(portal.post(&first, "/sessions/fermeture", &[("session", &newest)]).await.location(), "/sessions");
    assert_eq!(portal.get(&others[1], "/").await.status, 303, "closed from another window");
    assert_eq!(portal.get(&others[0], "/").await.status, 200);
    portal.post(&first, "/sessions/fermeture", &[("session", "autres")]).await;
    assert_eq!(portal.get(&others[0], "/").await.status, 303);
    assert_eq!(portal.get(&first, "/").await.status, 200);
    assert_eq!(portal.post(&first, "/sessions/fermeture", &[("session", "x")]).await.status, 400);
}
