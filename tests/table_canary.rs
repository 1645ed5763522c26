//! Around a table: every member of the cast, every item, every paper. What is seen is what the second reading of the matrix grants
//! whoever sits there, both ways: at the doors first, then on every page, in lists, letters, logs and the journal.

#[path = "canary/addresses.rs"]
mod addresses;
#[path = "canary/world.rs"]
mod canaries;
#[path = "canary/finds.rs"]
mod finds;
mod oracle;
#[path = "canary/pages.rs"]
mod pages;
#[path = "canary/pairs.rs"]
mod pairs;
mod support;
#[path = "canary/table.rs"]
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use finds::{Canary, granted, name_of};
use jiff::Timestamp;
use oracle::table::{Meeting, Point};
use oracle::{Oracle, Row, SHARED};
use quadrige::access::{Asked, Consulted, Grant, ReadTx, Sittings, View, Visit};
use quadrige::db::Error;
use quadrige::demo::world::{AgentSeed, PersonSeed};
use quadrige::domain::value::ValueKind;
use quadrige::domain::{AgendaItem, DataCategory, Field, Id, Sitting};
use quadrige::records::conference::papers;
use support::house::{TODAY, TestHouse};
use tables::{Tables, plans, seated_world, set};

/// On each engine that is there.
fn houses() -> Vec<TestHouse> {
    TestHouse::everywhere(seated_world)
}

fn oracle(tables: &Tables) -> Oracle {
    Oracle::read(true).seated(tables.meetings.iter().flat_map(|meeting| meeting.seats(TODAY)).collect())
}

fn about<'w>(house: &'w TestHouse, point: &Point) -> &'w PersonSeed {
    house.world.people.iter().find(|known| known.id.cast() == point.person).expect("the person")
}

fn cast(house: &TestHouse) -> impl Iterator<Item = (&'static str, &AgentSeed)> {
    house.world.agents.iter().filter_map(|agent| agent.slug.map(|slug| (slug, agent)))
}

/// The canaries of an item's papers.
fn papers_of(point: &Point) -> BTreeMap<String, Canary<'_>> {
    let mut canaries = BTreeMap::new();
    for paper in &point.papers {
        for (field, text) in &paper.texts {
            let forms = match field.spec().kind {
                ValueKind::Date => finds::day_forms(text.parse().expect("a day")),
                _ => vec![text.to_lowercase()],
            };
            let sources = vec![(Row { paper: Some(paper), ..SHARED }, *field)];
            assert!(canaries.insert(text.clone(), Canary { forms, sources }).is_none(), "{text} twice");
        }
    }
    canaries
}

/// What this agent may see of them.
fn may_see<'c>(
    oracle: &Oracle,
    house: &TestHouse,
    who: &AgentSeed,
    point: &Point,
    canaries: &'c BTreeMap<String, Canary<'_>>,
) -> BTreeSet<&'c str> {
    granted(oracle, &house.world, who, about(house, point), canaries)
}

/// Every paper of the item, as the grant opens it.
fn opened(tx: &mut ReadTx<'_>, grant: &Grant, sitting: Id<Sitting>, item: Id<AgendaItem>) -> Result<Vec<View>, Error> {
    let host = grant_host(tx, sitting)?;
    let connection = tx.connection();
    let mut all = Vec::new();
    let headings = papers::items(connection, sitting, host)?;
    all.extend(headings.into_iter().filter(|known| known.id == item).map(|known| known.heading));
    all.extend(papers::contributions(connection, item)?);
    all.extend(papers::opinions(connection, item)?);
    all.extend(papers::synthesis_of(connection, item)?);
    all.extend(papers::decision_of(connection, item)?.map(|row| row.paper));
    let actions = papers::actions(connection, &[grant.subject()])?;
    for action in actions.into_iter().filter(|action| action.item == item) {
        all.push(action.paper);
        all.extend(action.answer);
    }
    all.extend(papers::remarks(connection, item)?);
    all.extend(papers::addenda(connection, item)?);
    Ok(all.iter().map(|paper| grant.view(paper)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

fn grant_host(tx: &mut ReadTx<'_>, sitting: Id<Sitting>) -> Result<Id<quadrige::domain::handling::Institution>, Error> {
    let kept = quadrige::records::conference::sittings::find(tx.connection(), sitting)?;
    Ok(kept.expect("the sitting").host)
}

fn texts(views: &[View]) -> BTreeSet<String> {
    let shown = views.iter().flat_map(|view| &view.cells).filter_map(|cell| cell.value());
    shown.map(|value| value.code()).collect()
}

fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong[..wrong.len().min(60)].join("\n"));
}

#[test]
fn the_tables_hold_every_field_that_is_written_there() {
    let kinds: BTreeSet<Field> =
        Field::of(DataCategory::ConferenceRecord).filter(|field| !field.is_of_records()).collect();
    assert!(kinds.len() > 5);
    // Closed answers carry no canary; paired worlds flip them.
    let written = [
        papers::HEADING,
        papers::CONTRIBUTION,
        papers::OPINION,
        papers::SYNTHESIS,
        papers::DECISION,
        papers::ACTION,
        papers::ANSWER,
        papers::REMARK,
        papers::ADDENDUM,
    ];
    let written: BTreeSet<Field> = written.concat().into_iter().collect();
    assert!(kinds.is_subset(&written), "{:?}", kinds.difference(&written));
}

#[actix_web::test]
async fn at_the_doors_everyone_sees_the_papers_of_his_own_items_and_no_others() {
    for house in houses() {
        let tables = set(&house, &plans()).await;
        let oracle = oracle(&tables);
        let (mut wrong, mut seen_at_all) = (Vec::new(), 0);
        for (slug, who) in cast(&house) {
            let reader = house.reader(slug).await;
            for meeting in &tables.meetings {
                for point in &meeting.points {
                    // What he sits at may open the person; it must open no paper of another table about the same person.
                    let others =
                        || tables.meetings.iter().flat_map(|meeting| meeting.points.iter().map(move |p| (meeting, p)));
                    let about_him: Vec<_> =
                        others().filter(|(_, known)| known.person == point.person && known.is_on).collect();
                    let ids: Vec<_> = about_him.iter().map(|(meeting, known)| (meeting.id, known.id)).collect();
                    let read = move |tx: &mut ReadTx<'_>, grant: &Grant| {
                        ids.iter().map(|(sitting, item)| opened(tx, grant, *sitting, *item)).collect()
                    };
                    let looked: Consulted<Visit<Vec<Vec<View>>>> =
                        house.house.door.consult_item(&reader, point.id, Asked::ToSee, read).await.expect("asked");
                    let may = may_see(&oracle, &house, who, point, &papers_of(point)).len();
                    let seen = match looked {
                        Consulted::Granted(visit) => visit.content,
                        Consulted::Refused(why) => {
                            if may > 0 {
                                wrong.push(format!("REFUSED {slug} {}: {why:?}", named(&house, meeting, point)));
                            }
                            continue;
                        }
                    };
                    for ((meeting, point), views) in about_him.into_iter().zip(seen) {
                        let (canaries, seen) = (papers_of(point), texts(&views));
                        let may = may_see(&oracle, &house, who, point, &canaries);
                        seen_at_all += seen.len();
                        for text in canaries.keys() {
                            let (is_seen, is_granted) = (seen.contains(text), may.contains(text.as_str()));
                            if is_seen != is_granted {
                                let what = if is_seen { "LEAK" } else { "MISSING" };
                                let name = name_of(&canaries, text);
                                wrong.push(format!("{what} {slug} {}: {name}", named(&house, meeting, point)));
                            }
                        }
                    }
                }
            }
        }
        none(&wrong);
        assert!(seen_at_all > 500, "{seen_at_all} texts were seen in all");
    }
}

fn named(house: &TestHouse, meeting: &Meeting, point: &Point) -> String {
    let at = house.world.people.iter().position(|known| known.id.cast() == point.person).expect("the person");
    format!("[{:?} {}: {}]", meeting.stage, meeting.held_on, canaries::PATHS[at])
}

#[actix_web::test]
async fn reviews_due_and_late_actions_are_listed_for_those_who_keep_the_agenda_alone() {
    use quadrige::access::{Conferences, Survey};
    for house in houses() {
        let tables = set(&house, &plans()).await;
        let of = tables.commission;
        quadrige::conferences::reconcile(&house.database, &house.house.reviewer, house.clock.now()).expect("derived");
        let after = TODAY.saturating_add(jiff::ToSpan::years(1));
        for matters in [Conferences::Reviews(of, after), Conferences::LateActions(of, after)] {
            let survey = || Survey { conferences: Some(matters), page: 1, per_page: 50, ..Survey::default() };
            let mut counts = Vec::new();
            for slug in ["greffe", "dpip", "cpip", "enseignante", "disp", "dap"] {
                let reader = house.reader(slug).await;
                let Consulted::Granted(count) = house.house.door.count(&reader, survey()).await.expect("asked") else {
                    panic!("{slug}")
                };
                counts.push(count);
            }
            assert!(counts[0] > 0 && counts[1..].iter().all(|count| *count == 0), "{matters:?}: {counts:?}");
        }
    }
}

#[actix_web::test]
async fn a_sitting_holds_for_each_reader_the_items_that_he_may_see_and_lists_count_no_more() {
    for house in houses() {
        let tables = set(&house, &plans()).await;
        let oracle = oracle(&tables);
        let mut wrong = Vec::new();
        for (slug, who) in cast(&house) {
            let reader = house.reader(slug).await;
            let mut counted: BTreeMap<Id<Sitting>, i64> = BTreeMap::new();
            let now: Timestamp = house.clock.now();
            for which in [Sittings::From(now), Sittings::Before(now)] {
                if let Consulted::Granted(list) = house.house.door.sittings(&reader, which, 50).await.expect("asked") {
                    counted.extend(list);
                }
            }
            for meeting in &tables.meetings {
                let due: Vec<Id<AgendaItem>> = meeting
                    .points
                    .iter()
                    .filter(|point| !may_see(&oracle, &house, who, point, &papers_of(point)).is_empty())
                    .map(|point| point.id)
                    .collect();
                let is_host = who.institution == meeting.host;
                let attended = house
                    .house
                    .door
                    .attend(&reader, meeting.id, Asked::ToSee, |_, table| {
                        let numbers: Vec<_> = table.items.iter().map(|(id, _)| table.number(*id)).collect();
                        Ok((table.items.iter().map(|(id, _)| *id).collect::<Vec<_>>(), numbers))
                    })
                    .await
                    .expect("asked");
                let which = format!("{slug} {:?} {}", meeting.stage, meeting.held_on);
                match attended {
                    Consulted::Granted((items, numbers)) => {
                        if items != due || (items.is_empty() && !is_host) {
                            wrong.push(format!("{which}: {} items instead of {}", items.len(), due.len()));
                        }
                        assert_eq!(numbers, (1..=items.len()).map(Some).collect::<Vec<_>>(), "{which}");
                    }
                    Consulted::Refused(_) if due.is_empty() => {}
                    Consulted::Refused(why) => wrong.push(format!("{which}: {why:?}, {} items are due", due.len())),
                }
                let count = counted.get(&meeting.id).copied();
                let count_due = i64::try_from(due.len()).expect("few");
                let is_right = match count {
                    Some(count) => count == count_due && (count > 0 || is_host),
                    None => due.is_empty(),
                };
                if !is_right {
                    wrong.push(format!("{which}: the list counts {count:?} instead of {count_due}"));
                }
            }
        }
        none(&wrong);
    }
}
