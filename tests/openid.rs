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
