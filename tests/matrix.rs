//! Route × method × persona × state of the clearance: every route has one line that says who gets what, and every answer is held to it.

#[path = "canary/world.rs"]
mod canaries;
#[path = "matrix/lines.rs"]
mod lines;
#[path = "matrix/personas.rs"]
mod personas;
#[path = "matrix/states.rs"]
mod states;
mod support;

use std::collections::BTreeSet;

use actix_web::dev::ResourceDef;
use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use diesel::prelude::*;
use lines::{Answer, LINES, Line, Needs};
use personas::{CAST, Persona};
use quadrige::db::Engine;
use quadrige::db::schema::{clearance, journal_entry};
use quadrige::demo::world::{AgentSeed, ClearanceSeed, World, build};
use quadrige::domain::Id;
use quadrige::records::protocols::propose_as_operator;
use quadrige::web::routes::{Audience, ROUTES};
use states::{State, without_the_rule};
use support::addresses::{about, around, fill, nobody};
use support::house::{Folder, Setting, TODAY, TestHouse};
use support::portal::{Portal, Reply};
use support::postgres::cluster;
use support::table::{lasting, person};

/// The usual world, in which everybody has a clearance whose state can be changed.
fn world() -> World {
    let mut world = canaries::world();
    let model = world.cast("surveillant").and_then(|guard| guard.clearance.clone()).expect("the guard's clearance");
    for (n, agent) in (240..).zip(world.agents.iter_mut().filter(|agent| agent.clearance.is_none())) {
        agent.clearance = Some(ClearanceSeed { id: Id::from_bytes([n; 16]), ..model.clone() });
    }
    lasting(world)
}

/// A house with a sitting of the CPU to come, and how to ask it.
struct Matrix {
    house: TestHouse,
    portal: Portal,
    /// What addresses name besides people and slugs: one of each that there is. A route that names something new needs it here.
    things: Vec<(&'static str, String)>,
    wrong: Vec<String>,
    _folder: Folder,
}

/// What an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A file that the persona may open; of other things, what there is.
    Known,
    /// A file that there is, and that he may not know of.
    Unknown,
    /// What nobody has.
    Nowhere,
}

/// A version of the national protocol on the table, put there by the operator.
fn on_the_table(house: &TestHouse) -> String {
    let text = "id = \"demo-national\"\ntitle = \"Protocole national\"\nversion = 2\nscope = { national = true }\n\
        valid_from = 2026-12-01\nsignatories = [\"S\"]\nauthorising_act = \"Convention inventée\"\n[basis]\nappi = { current = \
        \"R. 113-49 C. pénit.\", certainty = \"seen\", regime = \"appi\" }\n[[cells]]\nkinds = [\"probation\"]\ncategories = \
        [\"identity\"]\nphases = [\"detention\"]\nlevel = \"summary\"\nbasis = \"appi\"\nground = \"text\"\n";
    let put = propose_as_operator(&house.house.site.door, "matrix.toml", text, TODAY).expect("a database");
    put.expect("a text that fits").to_string()
}

/// One of each that addresses of the platform's own life name: the parquet and an account there, an entry of the greffe's work.
async fn of_the_platform(house: &TestHouse, portal: &Portal) -> Vec<(&'static str, String)> {
    let cookie = portal.become_one("greffe").await;
    portal.visit(&cookie, &format!("/dossiers/{}", person(house, "detention"))).await;
    let entry: String = house.look(|connection| {
        let of_the_file = journal_entry::table.filter(journal_entry::file_regime.eq("genesis"));
        of_the_file.order(journal_entry::recorded_at.desc()).select(journal_entry::id).first(connection)
    });
    let colleague = house.agent("juriste-parquet").to_string();
    let (parquet, procureur) = (house.service("parquet-douai"), house.agent("procureur"));
    let clearance: String = house.look(|connection| {
        clearance::table.filter(clearance::agent_id.eq(&colleague)).select(clearance::id).first(connection)
    });
    // His signature is delegated to her; the clearances of the parquet are under review.
    let (delegation, campaign) =
        (Id::<u8>::from_bytes([18; 16]).to_string(), Id::<u8>::from_bytes([19; 16]).to_string());
    for statement in [
        format!(
            "INSERT INTO delegation (id, institution_id, delegator_id, delegate_id, starts_on, ends_on, given_at) \
             VALUES ('{delegation}', '{parquet}', '{procureur}', '{colleague}', '2026-11-01', '2026-12-31', 0)"
        ),
        format!(
            "INSERT INTO review_campaign (id, institution_id, opened_by, opened_at, due_on) \
             VALUES ('{campaign}', '{parquet}', '{procureur}', 0, '2026-12-31')"
        ),
    ] {
        house.try_statement(&statement).expect("a delegation, a review");
    }
    let proposal = on_the_table(house);
    vec![
        ("{proposal}", proposal),
        ("{clearance}", clearance),
        ("{delegation}", delegation),
        ("{campaign}", campaign),
        ("{service}", parquet.to_string()),
        ("{account}", colleague.clone()),
        ("{agent}", colleague),
        ("{entry}", entry),
    ]
}

impl Matrix {
    async fn of(engine: Option<Engine>) -> Self {
        let folder = Folder::in_memory();
        let file = Engine::Sqlite(folder.path().join("matrix.db").display().to_string());
        let house = TestHouse::with(world(), Setting { engine: Some(engine.unwrap_or(file)), ..Setting::default() });
        without_the_rule(&house);
        let mut things = around(&house).await.0.to_vec();
        let portal = Portal::open(&house).await;
        things.extend(of_the_platform(&house, &portal).await);
        Self { house, portal, things, wrong: Vec::new(), _folder: folder }
    }

    fn seed(&self, persona: &Persona) -> AgentSeed {
        self.house.world.cast(persona.slug).expect("of the cast").clone()
    }

    /// The address of a line for this persona; nothing where there is no such place for him.
    fn address(&self, line: &Line, persona: &Persona, place: Place) -> Option<String> {
        let id = match place {
            Place::Known => persona.knows.map(|path| person(&self.house, path).to_string()),
            Place::Unknown => Some(person(&self.house, persona.ignores).to_string()),
            Place::Nowhere => Some(nobody()),
        };
        let names_a_thing = self.things.iter().any(|(name, _)| line.path.contains(name));
        let things = match (names_a_thing, place) {
            (true, Place::Unknown) => return None,
            (_, Place::Nowhere) => self.things.iter().map(|(name, _)| (*name, nobody())).collect(),
            _ => self.things.clone(),
        };
        if !names_a_thing && id.is_none() && line.names_somebody() {
            return None;
        }
        let mut names = about(&self.house.world, &id.unwrap_or_else(nobody));
        names.extend(things);
        Some(fill(line.path, &names))
    }

    async fn ask(&self, cookie: &str, line: &Line, address: &str) -> Reply {
        match line.method {
            "GET" => self.portal.get(cookie, address).await,
            _ => self.portal.post(cookie, address, line.form).await,
        }
    }

    /// The head of the same page alone.
    async fn ask_for_the_head(&self, cookie: &str, address: &str) -> Reply {
        let request = TestRequest::default().method(Method::HEAD).uri(address);
        self.portal.send(request.insert_header((header::COOKIE, cookie))).await
    }

    /// How many entries the journal holds.
    fn entries(&self) -> i64 {
        self.house.look(|c| journal_entry::table.count().get_result(c))
    }

    fn is_wrong(&mut self, what: String) {
        self.wrong.push(what);
    }

    fn verdict(self) {
        assert!(self.wrong.is_empty(), "{} findings:\n{}", self.wrong.len(), self.wrong.join("\n"));
    }
}

#[test]
fn every_route_has_its_line_and_the_cast_is_complete() {
    let known: Vec<(&str, &str)> = LINES.iter().map(|line| (line.method, line.path)).collect();
    let routes: Vec<(&str, &str)> = ROUTES.iter().map(|route| (route.method, route.path)).collect();
    for route in &routes {
        assert_eq!(
            known.iter().filter(|line| *line == route).count(),
            1,
            "{route:?} needs one line in matrix/lines.rs"
        );
    }
    for line in &known {
        assert!(routes.contains(line), "{line:?} is no route any more");
    }
    for line in LINES {
        let route =
            ROUTES.iter().find(|route| (route.method, route.path) == (line.method, line.path)).expect("a route");
        let is_free = matches!(route.audience, Audience::Everyone | Audience::Demo);
        assert_eq!(matches!(line.needs, Needs::Nothing | Needs::Leaving), is_free, "{} {}", line.method, line.path);
        assert!(route.audience != Audience::Tied || line.names_somebody(), "{} names nobody", line.path);
    }
    let cast: Vec<&str> = build(1, 11, TODAY).agents.iter().filter_map(|agent| agent.slug).collect();
    assert_eq!(cast, CAST.map(|persona| persona.slug));
}

/// Without a clearance that is valid, every route that asks for one gives the same page, which names the state and nobody; and each
/// try has its entry. `every` leaves out all but one line in so many.
async fn nothing_opens(engine: Option<Engine>, every: usize) {
    let mut matrix = Matrix::of(engine).await;
    let mut turn = 0;
    for persona in &CAST {
        let seed = matrix.seed(persona);
        let cookie = matrix.portal.become_one(persona.slug).await;
        // But for the words of the state, and for the registry's link where a clearance is known of.
        let mut page: Option<String> = None;
        for state in State::ALL {
            state.set(&matrix.house, &seed);
            let Some(words) = state.said() else { continue };
            for line in LINES.iter().filter(|line| line.needs != Needs::Leaving) {
                turn += 1;
                if turn % every != 0 {
                    continue;
                }
                let place = [Place::Known, Place::Unknown, Place::Nowhere][turn / every % 3];
                let address = matrix.address(line, persona, place);
                let Some(address) = address.or_else(|| matrix.address(line, persona, Place::Nowhere)) else { continue };
                let which = format!("{} {state:?} {} {} ({place:?})", persona.slug, line.method, line.path);
                let before = matrix.entries();
                let reply = matrix.ask(&cookie, line, &address).await;
                if reply.shows("kanari") {
                    matrix.is_wrong(format!("{which}: shows somebody"));
                }
                if line.needs != Needs::Clearance {
                    // What is his own is his in every state; of what isn't there, he reads so.
                    let is_absent = line.names_somebody() && line.absent(persona).is(reply.status, reply.location());
                    if !is_absent && !line.answer(persona).is(reply.status, reply.location()) {
                        matrix.is_wrong(format!("{which}: {}, and it asks for no clearance", reply.status));
                    }
                    continue;
                }
                if reply.status != 403 || !reply.body.contains(words) {
                    matrix.is_wrong(format!("{which}: {} without the words of the state", reply.status));
                    continue;
                }
                let neutral = reply.body.replace(words, "STATE").replace(REGISTRY_LINK, "");
                if page.get_or_insert_with(|| neutral.clone()) != &neutral {
                    matrix.is_wrong(format!("{which}: other bytes"));
                }
                if matrix.entries() == before {
                    matrix.is_wrong(format!("{which}: no entry"));
                }
            }
        }
        State::Active.set(&matrix.house, &seed);
    }
    matrix.verdict();
}

/// What the navigation shows to whoever is of the registry.
const REGISTRY_LINK: &str = "<li><a class=\"fr-nav__link\" href=\"/registre\">Registre</a></li>";

#[actix_web::test]
async fn without_a_valid_clearance_every_route_gives_the_same_page() {
    nothing_opens(None, 1).await;
}

#[actix_web::test]
async fn without_a_valid_clearance_every_route_gives_the_same_page_on_postgresql() {
    let Some(cluster) = cluster() else { return };
    nothing_opens(Some(Engine::Postgres(cluster.fresh_database().expect("a database"))), 5).await;
}

/// With a clearance that is valid, each gets what his line says; what he may not know of is as what isn't there.
async fn each_gets_what_is_his(engine: Option<Engine>, every: usize) {
    let mut matrix = Matrix::of(engine).await;
    for (n, persona) in CAST.iter().enumerate() {
        if n % every != 0 {
            continue;
        }
        State::Active.set(&matrix.house, &matrix.seed(persona));
        let cookie = matrix.portal.become_one(persona.slug).await;
        let mut absent: Option<String> = None;
        for line in LINES {
            let places: &[Place] = match line.names_somebody() {
                true => &[Place::Known, Place::Unknown, Place::Nowhere],
                false => &[Place::Known],
            };
            for place in places {
                let Some(address) = matrix.address(line, persona, *place) else { continue };
                let wanted = if *place == Place::Known { line.answer(persona) } else { line.absent(persona) };
                let cookie = match line.needs {
                    Needs::Leaving => &matrix.portal.become_one(persona.slug).await,
                    _ => &cookie,
                };
                let before = matrix.entries();
                let reply = matrix.ask(cookie, line, &address).await;
                let which = format!("{} {} {} ({place:?})", persona.slug, line.method, line.path);
                if !wanted.is(reply.status, reply.location()) {
                    let what = format!("{which}: {} {} and not {wanted:?}", reply.status, reply.location());
                    matrix.is_wrong(what);
                    continue;
                }
                let after = matrix.entries();
                if line.method == "GET" && *place == Place::Known {
                    let head = matrix.ask_for_the_head(cookie, &address).await;
                    if (head.status, head.location()) != (reply.status, reply.location()) {
                        matrix.is_wrong(format!("{which}: {} {} for its head", head.status, head.location()));
                    }
                    if matrix.entries() - after != after - before {
                        matrix.is_wrong(format!("{which}: other entries for its head"));
                    }
                }
                if line.needs != Needs::Clearance || !wanted.is_refusal() {
                    continue;
                }
                if after == before {
                    matrix.is_wrong(format!("{which}: no entry"));
                }
                if wanted == Answer::NotThere && absent.get_or_insert_with(|| reply.body.clone()) != &reply.body {
                    matrix.is_wrong(format!("{which}: other bytes than for what doesn't exist elsewhere"));
                }
            }
        }
    }
    matrix.verdict();
}

#[actix_web::test]
async fn with_a_valid_clearance_each_gets_what_is_his() {
    each_gets_what_is_his(None, 1).await;
}

#[actix_web::test]
async fn with_a_valid_clearance_each_gets_what_is_his_on_postgresql() {
    let Some(cluster) = cluster() else { return };
    each_gets_what_is_his(Some(Engine::Postgres(cluster.fresh_database().expect("a database"))), 5).await;
}

#[actix_web::test]
async fn who_is_signed_out_gets_to_the_sign_in_and_nobody_is_nobodys_entry() {
    let mut matrix = Matrix::of(None).await;
    let before = matrix.entries();
    for line in LINES.iter().filter(|line| matches!(line.needs, Needs::Clearance | Needs::SignIn)) {
        for place in [Place::Known, Place::Nowhere] {
            let Some(address) = matrix.address(line, &CAST[0], place) else { continue };
            let reply = matrix.ask("", line, &address).await;
            let is_sent = match line.method {
                "GET" => (reply.status, reply.location(), reply.body.as_str()) == (303, "/connexion", ""),
                _ => reply.status == 401 && !reply.shows("kanari"),
            };
            if !is_sent {
                matrix.is_wrong(format!("{} {}: {} {}", line.method, line.path, reply.status, reply.location()));
            }
        }
    }
    assert_eq!(matrix.entries(), before);
    matrix.verdict();
}

#[actix_web::test]
async fn a_method_that_an_address_does_not_take_is_said_to_be_one() {
    let mut matrix = Matrix::of(None).await;
    let persona = &CAST[0];
    let seed = matrix.seed(persona);
    let cookie = matrix.portal.become_one(persona.slug).await;
    let paths: BTreeSet<&str> = LINES.iter().map(|line| line.path).collect();
    let patterns: Vec<(&str, ResourceDef)> =
        LINES.iter().map(|line| (line.method, ResourceDef::new(line.path))).collect();
    for (cookie, state) in [("", State::Active), (&cookie, State::Active), (&cookie, State::Withdrawn)] {
        state.set(&matrix.house, &seed);
        for path in &paths {
            for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
                let Some(line) = LINES.iter().find(|line| line.path == *path) else { continue };
                let Some(address) = matrix.address(line, persona, Place::Known) else { continue };
                if patterns.iter().any(|(known, path)| *known == method.as_str() && path.is_match(&address)) {
                    continue;
                }
                let request = TestRequest::with_uri(&address).method(method.clone()).insert_header(("cookie", cookie));
                let reply = matrix.portal.send(request).await;
                if reply.status != 405 || reply.shows("kanari") {
                    matrix.is_wrong(format!("{method} {path}, {state:?}: {}", reply.status));
                }
            }
        }
    }
    matrix.verdict();
}

#[actix_web::test]
async fn whatever_happens_to_a_clearance_counts_at_the_next_click() {
    let mut matrix = Matrix::of(None).await;
    for persona in CAST.iter().filter(|persona| ["surveillant", "greffe", "jap", "disp"].contains(&persona.slug)) {
        let seed = matrix.seed(persona);
        let cookie = matrix.portal.become_one(persona.slug).await;
        let file = format!("/dossiers/{}", person(&matrix.house, persona.knows.expect("a file")));
        matrix.portal.visit(&cookie, &file).await;
        for from in State::ALL {
            for to in State::ALL {
                for state in [from, to] {
                    state.set(&matrix.house, &seed);
                    for address in ["/", &file] {
                        let reply = matrix.portal.get(&cookie, address).await;
                        let is_right = match state.said() {
                            None => reply.status == 200,
                            Some(words) => reply.status == 403 && reply.body.contains(words),
                        };
                        if !is_right {
                            let what = format!("{} {from:?} {to:?} {address}: {}", persona.slug, reply.status);
                            matrix.is_wrong(what);
                        }
                    }
                }
            }
        }
    }
    matrix.verdict();
}
