//! Every page, every member of the cast: papers of items, and what was laid on their tables.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use quadrige::db::schema::{alert, journal_entry};
use quadrige::web::routes::{Audience, ROUTES};

use crate::addresses::{Place, places};
use crate::finds::{Canary, among, canaries_of, found, granted, name_of, words};
use crate::oracle::Oracle;
use crate::support::house::TestHouse;
use crate::support::portal::{Portal, Reply};
use crate::tables::{Tables, plans, set};
use crate::{about, cast, houses, may_see, named, none, oracle, papers_of};

/// The day that forms give as an example.
const EXAMPLE: &str = "2026-12-05";

type Canaries<'w> = BTreeMap<String, Canary<'w>>;

/// Everything that can be found in this house.
struct Known<'w> {
    house: &'w TestHouse,
    tables: &'w Tables,
    oracle: Oracle,
    /// Of each person, what the file holds.
    files: Vec<Canaries<'w>>,
    /// Of each meeting, of each item, its papers.
    papers: Vec<Vec<Canaries<'w>>>,
}

/// What one reader may see of it.
struct Mine<'k> {
    files: Vec<BTreeSet<&'k str>>,
    papers: Vec<Vec<BTreeSet<&'k str>>>,
}

impl<'w> Known<'w> {
    fn of(house: &'w TestHouse, tables: &'w Tables) -> Self {
        let told = house.look(|c| {
            alert::table.filter(alert::fate.eq("sent")).select((alert::institution_id, alert::person_id)).load(c)
        });
        let oracle = oracle(tables).told(told.into_iter().collect());
        let files = house.world.people.iter().map(canaries_of).collect();
        let papers = tables.meetings.iter().map(|meeting| meeting.points.iter().map(papers_of).collect()).collect();
        Self { house, tables, oracle, files, papers }
    }

    fn mine(&self, who: &quadrige::demo::world::AgentSeed) -> Mine<'_> {
        let (world, people) = (&self.house.world, self.house.world.people.iter());
        let files =
            people.zip(&self.files).map(|(person, all)| granted(&self.oracle, world, who, person, all)).collect();
        let papers = self.tables.meetings.iter().zip(&self.papers).map(|(meeting, papers)| {
            let points = meeting.points.iter().zip(papers);
            points.map(|(point, all)| may_see(&self.oracle, self.house, who, point, all)).collect()
        });
        Mine { files, papers: papers.collect() }
    }

    /// What stands in an answer and may not.
    fn leaks(&self, mine: &Mine<'_>, slug: &str, address: &str, reply: &Reply, person: Option<usize>) -> Vec<String> {
        assert!(reply.status < 500, "{slug} {address}: {}", reply.status);
        let headers = reply.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect::<String>();
        let words = words(&format!("{headers}{}", reply.body));
        let mut leaks = Vec::new();
        for (n, all) in self.files.iter().enumerate() {
            let is_mine = |leak: &str| mine.files[n].contains(leak) && person.is_none_or(|person| person == n);
            // A commune stands in several files; and forms say how a day is written.
            let is_said = |leak: &str| leak.len() == 5 || leak == EXAMPLE;
            for leak in among(all, &words).into_iter().filter(|leak| !is_said(leak) && !is_mine(leak)) {
                leaks.push(format!("LEAK {slug} {address}: {leak}, {}", name_of(all, leak)));
            }
        }
        for (meeting, (papers, granted)) in self.tables.meetings.iter().zip(self.papers.iter().zip(&mine.papers)) {
            for (point, (all, granted)) in meeting.points.iter().zip(papers.iter().zip(granted)) {
                let is_about = person.is_none_or(|n| self.house.world.people[n].id.cast() == point.person);
                for leak in among(all, &words).into_iter().filter(|leak| !granted.contains(leak) || !is_about) {
                    let name = name_of(all, leak);
                    leaks.push(format!("LEAK {slug} {address} {}: {leak}, {name}", named(self.house, meeting, point)));
                }
            }
        }
        leaks
    }

    fn person_of(&self, place: &Place) -> Option<usize> {
        let point = &self.tables.meetings[place.meeting?].points[place.point?];
        self.house.world.people.iter().position(|known| known.id.cast() == point.person)
    }
}

/// Pages about nobody in particular, and about each person who is on an agenda.
fn other_pages(house: &TestHouse, tables: &Tables) -> Vec<(String, Option<usize>)> {
    let mut pages: Vec<(String, Option<usize>)> =
        ["/", "/dossiers", "/dossiers?page=2", "/sorties", "/journal/verification", "/nowhere"]
            .map(|page| (page.to_owned(), None))
            .to_vec();
    let on_it: BTreeSet<_> = tables.meetings.iter().flat_map(|m| &m.points).map(|point| point.person).collect();
    for (n, person) in house.world.people.iter().enumerate().filter(|(_, known)| on_it.contains(&known.id.cast())) {
        let files = ROUTES.iter().filter(|route| {
            route.method == "GET" && route.audience == Audience::Tied && route.path.starts_with("/dossiers/{id}")
        });
        // What was laid on a table shows there; the other pages of a file are crawled by `canary`.
        for route in files.filter(|route| ["/dossiers/{id}", "/dossiers/{id}/chronologie"].contains(&route.path)) {
            pages.push((route.path.replace("{id}", &person.id.to_string()), Some(n)));
        }
    }
    pages
}

/// Crawls, and gives what was seen that may not be and what was not seen that may be.
async fn crawl(house: &TestHouse, every: usize) -> Vec<String> {
    quadrige::alerts::reconcile(&house.database, &house.house.announcer, house.clock.now()).expect("told");
    let tables = set(house, &plans()).await;
    let portal = Portal::open(house).await;
    let known = Known::of(house, &tables);
    let (gets, posts) = (places(house, &tables, "GET"), places(house, &tables, "POST"));
    let others = other_pages(house, &tables);
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for (slug, who) in cast(house) {
        let cookie = portal.become_one(slug).await;
        let mine = known.mine(who);
        for (address, person) in &others {
            asked += 1;
            if asked % every != 0 {
                continue;
            }
            let reply = portal.visit(&cookie, address).await;
            wrong.extend(known.leaks(&mine, slug, address, &reply, *person));
            let whole = person.filter(|_| address.matches('/').count() == 2);
            if let Some(n) = whole {
                let seen = found(&known.files[n], &reply.body);
                for missing in mine.files[n].iter().filter(|text| !seen.contains(**text)) {
                    wrong.push(format!("MISSING {slug} {address}: {missing}, {}", name_of(&known.files[n], missing)));
                }
            }
        }
        // What each item's own page and its sitting's pages show together.
        let mut seen: BTreeMap<(usize, usize), BTreeSet<&str>> = BTreeMap::new();
        let mut has_pages = false;
        for place in &gets {
            asked += 1;
            if asked % every != 0 && every > 1 {
                continue;
            }
            let reply = portal.visit(&cookie, &place.address).await;
            wrong.extend(known.leaks(&mine, slug, &place.address, &reply, known.person_of(place)));
            let Some(n) = place.meeting else { continue };
            for (k, all) in known.papers[n].iter().enumerate().filter(|(k, _)| place.point.is_none_or(|at| at == *k)) {
                has_pages |= place.point.is_some();
                seen.entry((n, k)).or_default().extend(found(all, &reply.body));
            }
        }
        if every == 1 && has_pages {
            for ((n, k), seen) in seen {
                let meeting = &tables.meetings[n];
                for missing in mine.papers[n][k].iter().filter(|text| !seen.contains(**text)) {
                    let name = name_of(&known.papers[n][k], missing);
                    wrong.push(format!("MISSING {slug} {}: {name}", named(house, meeting, &meeting.points[k])));
                }
            }
        }
    }
    // Forms that say nothing, from everybody who doesn't keep the agenda: what they are answered, and that nothing is lost.
    for (slug, who) in cast(house).filter(|(_, who)| who.institution != tables.meetings[0].host) {
        let cookie = portal.become_one(slug).await;
        let mine = known.mine(who);
        for place in &posts {
            asked += 1;
            if asked % every == 0 {
                let reply = portal.post(&cookie, &place.address, &[("x", "")]).await;
                wrong.extend(known.leaks(&mine, slug, &place.address, &reply, known.person_of(place)));
            }
        }
    }
    wrong.extend(elsewhere(&known));
    wrong
}

/// Journal and mail hold references only.
fn elsewhere(known: &Known<'_>) -> Vec<String> {
    type Words = (String, String, Option<String>, Option<String>, Option<String>, Option<String>);
    let rows: Vec<Words> = known.house.look(|connection| {
        journal_entry::table
            .select((
                journal_entry::shown,
                journal_entry::actor_name,
                journal_entry::reason,
                journal_entry::record_id,
                journal_entry::subject_id,
                journal_entry::recipients,
            ))
            .load(connection)
    });
    assert!(rows.len() > 100, "the crawl left {} entries", rows.len());
    let mail = known.house.mail();
    assert!(mail.len() > 5, "{} letters", mail.len());
    let mut wrong = Vec::new();
    for (what, text) in [("journal", format!("{rows:?}")), ("mail", format!("{mail:?}"))] {
        let words = words(&text);
        for all in known.files.iter().chain(known.papers.iter().flatten()) {
            // Days stand in mail: of sittings, and of the mail itself.
            for leak in among(all, &words).into_iter().filter(|leak| leak.starts_with("Kanari")) {
                wrong.push(format!("LEAK in the {what}: {leak}, {}", name_of(all, leak)));
            }
        }
        for person in known.tables.meetings.iter().flat_map(|m| &m.points).map(|point| about(known.house, point)) {
            assert!(what == "journal" || !text.contains(&person.id.to_string()), "a person's identifier in the {what}");
        }
    }
    wrong
}

#[actix_web::test]
async fn on_every_page_everyone_sees_the_papers_of_his_own_items_and_no_others() {
    none(&crawl(&houses().swap_remove(0), 1).await);
}

#[actix_web::test]
async fn on_postgresql_a_fifth_of_the_pages_says_the_same() {
    if let Some(house) = houses().into_iter().nth(1) {
        none(&crawl(&house, 5).await);
    }
}
