//! `/registre`: the greffe sends a file, reads what it would change, applies that and nothing else.

mod support;

use actix_web::http::header;
use actix_web::test::TestRequest;
use diesel::prelude::*;
use quadrige::db::Engine;
use quadrige::db::schema::{correction, custody, journal_entry, person, release_step};
use quadrige::demo::world::{PersonSeed, build};
use quadrige::records::registry::column;
use support::house::{Setting, TODAY, TestHouse};
use support::portal::{Portal, Reply};

/// Fields and their contents, as a browser sends a form with a file.
async fn send(portal: &Portal, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
    let mut body = String::new();
    for (name, content) in fields {
        let file = if *name == "file" { "; filename=\"greffe.csv\"\r\nContent-Type: text/csv" } else { "" };
        body.push_str(&format!(
            "--limit\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
        ));
    }
    body.push_str("--limit--\r\n");
    let request = TestRequest::post()
        .uri(path)
        .insert_header((header::COOKIE, cookie))
        .insert_header((header::CONTENT_TYPE, "multipart/form-data; boundary=limit"))
        .set_payload(body);
    portal.send(request).await
}

/// Somebody held where the greffe of the cast works, with a release date, and that prison's code.
fn held(house: &TestHouse) -> (&PersonSeed, String) {
    let prison = house.world.cast("greffe").expect("the greffe").institution;
    let is_here = |person: &&PersonSeed| {
        person.stays.last().is_some_and(|s| s.prison == prison && s.released_at.is_none() && s.release_on.is_some())
    };
    let person = house.world.people.iter().find(is_here).expect("somebody held there");
    (person, house.world.institution(prison).expect("the prison").slug.clone())
}

/// A file of one line: what is held of him, with this release date and this prison.
fn file(person: &PersonSeed, prison: &str, release: &str) -> String {
    let stay = person.stays.last().expect("a stay");
    let cell = |name: &str| match name {
        column::PRISON => prison.to_owned(),
        column::ECROU => stay.ecrou.clone(),
        column::FAMILY_NAME => person.family_name.clone(),
        column::GIVEN_NAMES => person.given_names.clone(),
        column::BIRTH => person.birth_date.to_string(),
        column::SEX => person.sex.to_owned(),
        column::ADMITTED_ON => stay.admitted_on.to_string(),
        column::RELEASE => release.to_owned(),
        column::REASON => "calcul \"définitif\"".to_owned().replace('"', "\"\""),
        _ => String::new(),
    };
    let quoted = |name: &str| format!("\"{}\"", cell(name));
    format!("{}\r\n{}\r\n", column::ALL.join(";"), column::ALL.map(quoted).join(";"))
}

/// A hidden field as a browser reads it, and sends it back: each line break as two bytes.
fn sent_back(reply: &Reply, name: &str) -> String {
    let text = reply.field(name).unwrap_or_else(|| panic!("no field {name}: {}", reply.body));
    let text = text.replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">").replace("&#39;", "'");
    text.replace("&#38;", "&").replace('\n', "\r\n")
}

fn houses() -> Vec<TestHouse> {
    let world = || build(20, 4, TODAY);
    let mut houses = vec![TestHouse::of(world())];
    if let Some(cluster) = support::postgres::cluster() {
        let engine = Engine::Postgres(cluster.fresh_database().expect("a database"));
        houses.push(TestHouse::with(world(), Setting { engine: Some(engine), ..Setting::default() }));
    }
    houses
}

#[actix_web::test]
async fn the_greffe_sees_the_differences_then_applies_them() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let cookie = portal.become_one("greffe").await;
        let (someone, prison) = held(&house);
        let home = portal.get(&cookie, "/registre").await;
        assert!(home.status == 200 && home.shows("comparer avec la plateforme"));

        let shown = send(&portal, &cookie, "/registre", &[("file", &file(someone, &prison, "2031-03-14T09:30"))]).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        assert!(shown.shows("14/03/2031 à\u{a0}9\u{a0}h\u{a0}30 au lieu du"), "{}", shown.body);
        // The sent file comes back in its hidden field, for the confirmation: nothing else names the person.
        let visible = shown.body.replace(&shown.field("content").expect("the content"), "");
        assert!(!visible.contains(&someone.family_name), "numbers and fields, no name");
        let steps = || -> i64 {
            house.look(|c| release_step::table.filter(release_step::origin.eq("file")).count().get_result(c))
        };
        assert_eq!(steps(), 0, "nothing is written yet");

        let (content, stamp) = (sent_back(&shown, "content"), sent_back(&shown, "stamp"));
        let fields = [("stamp", stamp.as_str()), ("content", &content)];
        let done = send(&portal, &cookie, "/registre/application", &fields).await;
        assert_eq!((done.status, done.location()), (303, "/registre?fait=1"), "{}", done.body);
        assert!(portal.get(&cookie, done.location()).await.shows("1\u{a0}ligne modifiée"));

        let agent = house.world.cast("greffe").expect("the greffe").id.to_string();
        let (author, reason): (Option<String>, String) = house.look(|c| {
            release_step::table
                .filter(release_step::origin.eq("file"))
                .select((release_step::agent_id, release_step::reason))
                .first(c)
        });
        assert_eq!((author.as_deref(), reason.as_str()), (Some(agent.as_str()), "calcul \"définitif\""));
        let kept: Vec<String> = house.look(|c| {
            correction::table
                .filter(correction::person_id.eq(someone.id))
                .filter(correction::reason.eq("calcul \"définitif\""))
                .order(correction::field)
                .select(correction::field)
                .load(c)
        });
        assert_eq!(kept, ["release_date", "release_hour"], "what was held is kept");
        let entries: i64 = house.look(|c| {
            journal_entry::table
                .filter(journal_entry::subject_id.eq(someone.id.to_string()))
                .filter(journal_entry::operation.eq("modification"))
                .count()
                .get_result(c)
        });
        assert_eq!(entries, 1);
        let dossier = portal.visit(&cookie, &format!("/dossiers/{}", someone.id)).await;
        assert!(dossier.shows("14/03/2031"), "the file shows the new date");

        // Once more: the stamp was for a change that is made.
        let again = send(&portal, &cookie, "/registre/application", &fields).await;
        assert_eq!(again.status, 422);
        assert!(again.shows("n’est plus ce qui vous a été montré") && again.shows("rien à appliquer"));
        assert_eq!(steps(), 1);
    }
}

#[actix_web::test]
async fn only_what_was_shown_can_be_applied() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let cookie = portal.become_one("greffe").await;
        let (someone, prison) = held(&house);
        let shown = send(&portal, &cookie, "/registre", &[("file", &file(someone, &prison, "2031-03-14"))]).await;
        let (content, stamp) = (sent_back(&shown, "content"), sent_back(&shown, "stamp"));
        let other = content.replace("2031-03-14", "2030-03-14");
        let reply = send(&portal, &cookie, "/registre/application", &[("stamp", &stamp), ("content", &other)]).await;
        assert_eq!(reply.status, 422);
        assert!(reply.shows("14/03/2030"), "the other content is shown, not applied");
        // Another session's stamp is worth nothing.
        let second = portal.become_one("greffe").await;
        let reply = send(&portal, &second, "/registre/application", &[("stamp", &stamp), ("content", &content)]).await;
        assert_eq!(reply.status, 422);
        for fields in [&[][..], &[("stamp", stamp.as_str())], &[("content", content.as_str())]] {
            let reply = send(&portal, &second, "/registre/application", fields).await;
            assert!(matches!(reply.status, 400 | 422), "{}", reply.status);
        }
        let steps: i64 =
            house.look(|c| release_step::table.filter(release_step::origin.eq("file")).count().get_result(c));
        assert_eq!(steps, 0);
    }
}

#[actix_web::test]
async fn faults_are_told_in_french_and_nothing_can_be_applied() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let cookie = portal.become_one("greffe").await;
        let (someone, prison) = held(&house);
        let elsewhere = house
            .world
            .institutions
            .iter()
            .find(|i| i.kind == quadrige::domain::InstitutionKind::Prison && i.slug != prison)
            .expect("another prison");
        let wrong = file(someone, &prison, "1999-01-01");
        let reply = send(&portal, &cookie, "/registre", &[("file", &wrong)]).await;
        assert_eq!(reply.status, 422);
        assert!(reply.shows("La libération précède l’écrou") && reply.field("stamp").is_none());
        let reply =
            send(&portal, &cookie, "/registre", &[("file", &file(someone, &elsewhere.slug, "2031-03-14"))]).await;
        assert!(reply.status == 422 && reply.shows("un autre établissement que le vôtre"));
        for odd in ["", "PK\u{3}\u{4}"] {
            let reply = send(&portal, &cookie, "/registre", &[("file", odd)]).await;
            assert_eq!(reply.status, 422, "{odd:?}");
        }
        assert_eq!(portal.post(&cookie, "/registre", &[("file", "x")]).await.status, 415);
        let people: i64 = house.look(|c| person::table.count().get_result(c));
        assert_eq!(people, i64::try_from(house.world.people.len()).expect("few"));
    }
}

#[actix_web::test]
async fn only_the_greffe_of_a_prison_may_send_a_file_and_each_refusal_is_written_down() {
    let house = &houses()[0];
    let portal = Portal::open(house).await;
    let (someone, prison) = held(house);
    let content = file(someone, &prison, "2031-03-14");
    let refusals = || -> i64 {
        house.look(|c| {
            journal_entry::table
                .filter(journal_entry::operation.eq("modification"))
                .filter(journal_entry::outcome.like("refused:%"))
                .count()
                .get_result(c)
        })
    };
    for (n, slug) in
        (1..).zip(["surveillant", "chef-etablissement", "procureur", "sans-habilitation", "administrateur"])
    {
        let cookie = portal.become_one(slug).await;
        assert!(!portal.get(&cookie, "/").await.body.contains("/registre"), "{slug} isn't shown the way");
        assert_eq!(portal.get(&cookie, "/registre").await.status, 403, "{slug}");
        assert_eq!(send(&portal, &cookie, "/registre", &[("file", &content)]).await.status, 403, "{slug}");
        let fields = [("stamp", "x"), ("content", content.as_str())];
        assert_eq!(send(&portal, &cookie, "/registre/application", &fields).await.status, 403, "{slug}");
        assert_eq!(refusals(), 3 * n, "{slug}");
    }
    let stays: i64 = house.look(|c| custody::table.count().get_result(c));
    assert_eq!(stays, i64::try_from(house.world.people.iter().map(|p| p.stays.len()).sum::<usize>()).expect("few"));
}
