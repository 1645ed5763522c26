//! What people do with a file, told as they would tell it.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use diesel::prelude::*;
use jiff::civil::date;
use quadrige::access::{Whom, reconcile};
use quadrige::db::schema::{record, situation};
use quadrige::demo::world::{PenalSeed, PersonSeed, World};
use quadrige::domain::Id;
use quadrige::domain::phase::Nature;
use support::house::TestHouse;
use support::portal::{Portal, Reply, WHY};

const OBSERVATION: &[(&str, &str)] =
    &[("observed_on", "2026-11-20"), ("setting", "offline"), ("observation_theme", "visits")];

fn n(path: &str) -> usize {
    canaries::PATHS.iter().position(|known| *known == path).expect("a path")
}

/// The usual world, changed for this journey; clearances long enough for it.
fn world(change: impl FnOnce(&mut World)) -> World {
    let mut world = canaries::world();
    for clearance in world
        .agents
        .iter_mut()
        .filter(|agent| agent.slug != Some("habilitation-expiree"))
        .filter_map(|agent| agent.clearance.as_mut())
    {
        (clearance.starts_on, clearance.ends_on) = (date(2026, 1, 1), date(2030, 12, 31));
    }
    change(&mut world);
    world
}

struct Journey {
    house: TestHouse,
    portal: Portal,
}

impl Journey {
    async fn of(world: World) -> Self {
        let house = TestHouse::of(world);
        let portal = Portal::open(&house).await;
        Self { house, portal }
    }

    fn person(&self, path: &str) -> &PersonSeed {
        &self.house.world.people[n(path)]
    }

    /// What this member of the cast gets at an address of that person's file.
    async fn read(&self, slug: &str, path: &str, page: &str) -> Reply {
        let cookie = self.portal.become_one(slug).await;
        self.portal.visit(&cookie, &format!("/dossiers/{}{page}", self.person(path).id)).await
    }

    async fn write(&self, slug: &str, path: &str, page: &str, form: &[(&str, &str)]) -> Reply {
        let cookie = self.portal.become_one(slug).await;
        self.portal.post(&cookie, &format!("/dossiers/{}{page}", self.person(path).id), form).await
    }

    async fn correct(&self, slug: &str, path: &str, row: &str, field: &str, value: &str) -> Reply {
        let page = format!("/corrections/{row}/{field}");
        let form = self.read(slug, path, &page).await;
        assert_eq!(form.status, 200, "{slug} gets no form for {field}");
        let version = form.field("version").expect("a version");
        self.write(slug, path, &page, &[("value", value), ("reason", "Pièce reçue ce jour"), ("version", &version)])
            .await
    }

    fn phase(&self, path: &str) -> String {
        let id = self.person(path).id.to_string();
        self.house.look(|connection| {
            situation::table.filter(situation::person_id.eq(id)).select(situation::phase).first(connection)
        })
    }
}

fn service(world: &World, slug: &str) -> String {
    world.institutions.iter().find(|i| i.slug == slug).expect("a service").id.to_string()
}

#[actix_web::test]
async fn an_observation_is_seen_by_probation_at_once_and_by_parquet_when_it_is_sent_there() {
    let j = Journey::of(world(|_| {})).await;
    let kept = [OBSERVATION, &[("observation_text", "Parloir annulé sans raison donnée.")]].concat();
    let reply = j.write("surveillant", "detention", "/observations", &kept).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    assert!(j.read("surveillant", "detention", "").await.shows("Parloir annulé"));
    assert!(j.read("cpip", "detention", "").await.shows("Parloir annulé"));
    assert!(!j.read("procureur", "detention", "").await.shows("Parloir annulé"));

    let parquet = service(&j.house.world, "parquet-douai");
    let sent = [OBSERVATION, &[("observation_text", "Menaces envers un codétenu."), ("recipient", &parquet)]].concat();
    assert_eq!(j.write("surveillant", "detention", "/observations", &sent).await.status, 303);
    let parquet = j.read("procureur", "detention", "").await;
    assert!(parquet.shows("Menaces envers") && !parquet.shows("Parloir annulé"));
    assert!(!j.read("jap", "detention", "").await.shows("Menaces envers"), "the judge was not written to");
}

#[actix_web::test]
async fn an_observation_goes_to_nobody_whom_the_protocol_does_not_let_receive_it() {
    let j = Journey::of(world(|_| {})).await;
    let before: i64 = j.house.look(|connection| record::table.count().get_result(connection));
    for service_slug in ["police-nord", "association-passerelles", "jap-douai"] {
        let to = service(&j.house.world, service_slug);
        let form = [OBSERVATION, &[("observation_text", "Calme."), ("recipient", &to)]].concat();
        let reply = j.write("surveillant", "detention", "/observations", &form).await;
        assert!(matches!(reply.status, 403 | 422), "{service_slug}: {}", reply.status);
    }
    let after: i64 = j.house.look(|connection| record::table.count().get_result(connection));
    assert_eq!(after, before, "nothing half-done");
}

#[actix_web::test]
async fn a_corrected_release_date_keeps_the_old_one_and_moves_phase_and_ties() {
    let j = Journey::of(world(|_| {})).await;
    let stay = j.person("detention").stays[0].id.to_string();
    assert_eq!(j.phase("detention"), "detention");
    assert_eq!(j.read("gendarmerie", "detention", "").await.status, 404);
    let reply = j.correct("greffe", "detention", &stay, "release_date", "2027-06-01").await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    assert_eq!(j.phase("detention"), "pre_release");
    let history = j.read("greffe", "detention", "/historique").await;
    assert!(history.shows("05/03/2031") && history.shows("01/06/2027") && history.shows("Pièce reçue ce jour"));
    // Five years, and an address in her territory: she is told of the date, and of nothing else.
    let told = j.read("gendarmerie", "detention", "").await;
    assert!(told.status == 200 && told.shows("01/06/2027"), "{}", told.status);
    assert!(!told.shows(&j.person("detention").stays[0].ecrou));
    // Probation reads the old date too; whoever may not read dates finds no trace of the correction.
    assert!(j.read("cpip", "detention", "/historique").await.shows("05/03/2031"));
    let care = j.read("medecin", "detention", "/historique").await;
    assert!(care.status == 200 && !care.shows("05/03/2031") && !care.shows("Pièce reçue ce jour"));
    // And back: the notice is withdrawn in the same transaction.
    assert_eq!(j.correct("greffe", "detention", &stay, "release_date", "2031-03-05").await.status, 303);
    assert_eq!(
        (j.phase("detention").as_str(), j.read("gendarmerie", "detention", "").await.status),
        ("detention", 404)
    );
}

#[actix_web::test]
async fn a_release_date_may_be_taken_back_and_a_name_may_not() {
    let j = Journey::of(world(|_| {})).await;
    let (person, stay) = (j.person("detention").id.to_string(), j.person("detention").stays[0].id.to_string());
    let form = j.read("greffe", "detention", &format!("/corrections/{stay}/release_date")).await;
    assert!(form.shows("Laissez vide pour annuler la date."));
    assert_eq!(j.correct("greffe", "detention", &stay, "release_date", "").await.status, 303);
    assert!(!j.read("greffe", "detention", "").await.shows("05/03/2031"));
    assert!(j.read("greffe", "detention", "/historique").await.shows("05/03/2031"));
    let reply = j.correct("greffe", "detention", &person, "family_name", " ").await;
    assert!(reply.status == 422 && reply.shows("ne peut pas être vide"), "{}", reply.status);
}

#[actix_web::test]
async fn who_is_told_of_a_release_finds_it_on_the_home_page_until_it_is_acknowledged() {
    let j = Journey::of(world(|_| {})).await;
    let stay = j.person("detention").stays[0].id.to_string();
    let cookie = j.portal.become_one("cpip").await;
    let waits = |reply: &Reply| reply.body.contains(&format!("href=\"/sorties/{stay}\""));
    // Far beyond what the board's periods show: what waits is listed whatever its date.
    assert_eq!(j.correct("greffe", "detention", &stay, "release_date", "2030-06-01").await.status, 303);
    assert!(j.portal.visit(&cookie, "/").await.shows("Accusés à donner"));
    assert!(!waits(&j.portal.visit(&cookie, "/sorties?jours=90").await));
    assert!(waits(&j.portal.visit(&cookie, "/sorties?attente=accuse").await));
    let page = format!("/sorties/{stay}");
    assert!(j.portal.visit(&cookie, &page).await.shows("Votre service doit accuser réception"));
    assert_eq!(j.portal.post(&cookie, &format!("{page}/accuses"), &[]).await.status, 303);
    assert!(j.portal.visit(&cookie, &format!("{page}?fait=accuse")).await.shows("Accusé de réception enregistré"));
    assert!(!waits(&j.portal.visit(&cookie, "/sorties?attente=accuse").await));
    assert!(!j.portal.visit(&cookie, "/").await.shows("Accusés à donner"));
    // Who doesn't answer for the sending may not ask who is left without a recipient.
    assert_eq!(j.portal.visit(&cookie, "/sorties?attente=destinataire").await.status, 400);
}

#[actix_web::test]
async fn a_date_that_contradicts_another_is_sent_back_as_it_was_typed() {
    let j = Journey::of(world(|_| {})).await;
    let stay = j.person("detention").stays[0].id.to_string();
    for value in ["2001-01-01", "2026-02-30", "demain"] {
        let reply = j.correct("greffe", "detention", &stay, "release_date", value).await;
        assert_eq!(reply.status, 422, "{value}");
        assert!(reply.shows(value) && reply.shows("Pièce reçue ce jour"), "{value} was lost");
    }
    assert!(j.read("greffe", "detention", "").await.shows("05/03/2031"));
}

#[actix_web::test]
async fn of_two_editors_the_second_sees_both_texts_and_nothing_is_lost() {
    let j = Journey::of(world(|_| {})).await;
    let page = format!("/corrections/{}/aliases", j.person("detention").id);
    let version = j.read("greffe", "detention", &page).await.field("version").expect("a version");
    let first = [("value", "Le Marin"), ("reason", "Entendu ce matin"), ("version", &version)];
    assert_eq!(j.write("greffe", "detention", &page, &first).await.status, 303);
    let second = [("value", "Le Meunier"), ("reason", "Lu dans un courrier"), ("version", &version)];
    let conflict = j.write("encadrement", "detention", &page, &second).await;
    assert_eq!(conflict.status, 422);
    assert!(conflict.shows("Le Marin") && conflict.shows("Le Meunier") && conflict.shows("Lu dans un courrier"));
    // Having read both, he saves his: the form carries the new version.
    let fresh = conflict.field("version").expect("a version");
    assert_ne!(fresh, version);
    let again = [("value", "Le Meunier"), ("reason", "Lu dans un courrier"), ("version", &fresh)];
    assert_eq!(j.write("encadrement", "detention", &page, &again).await.status, 303);
    let history = j.read("greffe", "detention", "/historique").await;
    assert!(history.shows("Le Marin") && history.shows("Le Meunier"));
}

#[actix_web::test]
async fn who_looks_from_above_says_why_first() {
    let j = Journey::of(world(|_| {})).await;
    let cookie = j.portal.become_one("disp").await;
    let file = format!("/dossiers/{}", j.person("detention").id);
    let asked = j.portal.get(&cookie, &file).await;
    assert_eq!((asked.status, asked.location()), (303, format!("{file}/motif").as_str()));
    let vague = j.portal.post(&cookie, asked.location(), &[("purpose", "oversight"), ("reason", "voir")]).await;
    assert!(vague.status == 422 && vague.shows("voir"));
    assert_eq!(j.portal.get(&cookie, &file).await.status, 303, "still not said");
    assert_eq!(j.portal.post(&cookie, asked.location(), WHY).await.status, 303);
    let opened = j.portal.get(&cookie, &file).await;
    assert!(opened.status == 200 && opened.shows("Contrôle ordinaire du dossier"));
}

/// A measure that runs from the day before.
fn measure(person: &mut PersonSeed) {
    person.penal.push(PenalSeed {
        id: Id::from_bytes([77; 16]),
        nature: Nature::Measure,
        decided_on: date(2026, 11, 2),
        summary: None,
        quantum: None,
        starts_on: Some(date(2026, 11, 20)),
        ends_on: Some(date(2030, 11, 20)),
        remission_days: None,
        security_until: None,
    });
}

#[actix_web::test]
async fn after_the_release_probation_keeps_its_own_the_guard_nothing_and_the_registry_the_file() {
    let j = Journey::of(world(|world| measure(&mut world.people[n("pre_release")]))).await;
    let person = j.person("pre_release");
    let (address, ecrou, stay) = (
        person.declared_address.clone().expect("an address"),
        person.stays[0].ecrou.clone(),
        person.stays[0].id.to_string(),
    );
    let text = |slug: &str| {
        let owner = j.house.world.institutions.iter().find(|i| i.slug == slug).expect("a service").id;
        let record = person
            .records
            .iter()
            .find(|r| r.owner == owner && r.handling == quadrige::domain::Handling::OPEN)
            .expect("open");
        record.fields.iter().find(|(field, _)| field.spec().key == "observation_text").expect("a text").1.clone()
    };
    let observed = text("cp-marais-de-scarpe");
    assert!(j.read("cpip", "pre_release", "").await.shows(&observed));
    assert_eq!(j.read("surveillant", "pre_release", "").await.status, 200);

    assert_eq!(j.correct("greffe", "pre_release", &stay, "released_at", "2026-11-21T09:30").await.status, 303);
    assert_eq!(j.phase("pre_release"), "community");
    let probation = j.read("cpip", "pre_release", "").await;
    assert!(probation.shows(&address), "APPI goes on");
    assert!(!probation.shows(&observed), "GENESIS closed behind him");
    assert_eq!(j.read("surveillant", "pre_release", "").await.status, 404);
    let registry = j.read("greffe", "pre_release", "").await;
    assert!(registry.status == 200 && registry.shows(&ecrou) && registry.shows("9\u{a0}h\u{a0}30"));
    let writable: Vec<&str> = registry
        .body
        .match_indices("/corrections/")
        .map(|(at, _)| registry.body[at..].split('"').next().unwrap_or_default())
        .collect();
    assert!(
        writable.iter().all(|to| to.ends_with("/released_at")),
        "all is open to be read, a mistaken release alone to be put right: {writable:?}"
    );
}

#[actix_web::test]
async fn twelve_months_before_the_release_preparation_begins_without_anybody_touching_the_file() {
    let j =
        Journey::of(world(|world| world.people[n("detention")].stays[0].release_on = Some(date(2027, 12, 1)))).await;
    j.house.set_clock("2026-11-30T22:59:00Z");
    assert!(j.read("greffe", "detention", "").await.shows("exécution de peine"));
    j.house.set_clock("2026-11-30T23:00:00Z");
    // Midnight in Paris. Who opens the file sees it at once; who is to be told learns it from the reconciler.
    assert_eq!(j.read("gendarmerie", "detention", "").await.status, 404);
    assert!(j.read("greffe", "detention", "").await.shows("préparation de la sortie"));
    assert_eq!(j.phase("detention"), "pre_release");
    assert_eq!(j.read("gendarmerie", "detention", "").await.status, 200);

    let other =
        Journey::of(world(|world| world.people[n("detention")].stays[0].release_on = Some(date(2027, 12, 1)))).await;
    other.house.set_clock("2026-12-01T00:30:00Z");
    let done = reconcile(&other.house.house.door, Whom::Due).expect("reconciled");
    assert_eq!(done.mended, 1);
    assert_eq!(other.phase("detention"), "pre_release");
    assert_eq!(other.read("gendarmerie", "detention", "").await.status, 200);
}

#[actix_web::test]
async fn two_years_after_the_release_nothing_of_genesis_is_left_for_anybody() {
    let j = Journey::of(world(|_| {})).await;
    j.house.set_clock("2028-04-07T10:00:00Z");
    assert!(j.read("greffe", "closed", "").await.shows("kanari"));
    j.house.set_clock("2028-04-09T10:00:00Z");
    let slugs: Vec<&str> = j.house.world.agents.iter().filter_map(|agent| agent.slug).collect();
    for slug in slugs.into_iter().filter(|slug| !slug.starts_with("renseignement")) {
        assert!(!j.read(slug, "closed", "").await.shows("kanari"), "{slug}");
        assert!(!j.read(slug, "closed", "/impression").await.shows("kanari"), "{slug}");
    }
    assert_eq!(j.read("greffe", "closed", "").await.status, 404);
}

#[actix_web::test]
async fn a_faulty_form_comes_back_with_what_was_typed() {
    let j = Journey::of(world(|_| {})).await;
    let form = [
        ("observed_on", "2027-01-01"),
        ("setting", "online"),
        ("observation_theme", ""),
        ("observation_text", "Un texte qu’il ne faut pas perdre."),
    ];
    let reply = j.write("surveillant", "detention", "/observations", &form).await;
    assert_eq!(reply.status, 422);
    assert!(reply.shows("Un texte qu’il ne faut pas perdre.") && reply.shows("2027-01-01"));
    assert!(reply.shows("ne peut pas être à venir") && reply.shows("Renseignez « Thème »"));
    // As markup it is text.
    let markup = [OBSERVATION, &[("observation_text", "<script>alert(1)</script>"), ("cap", "rien")]].concat();
    let reply = j.write("surveillant", "detention", "/observations", &markup).await;
    assert!(reply.status == 422 && !reply.body.contains("<script>"));
}
