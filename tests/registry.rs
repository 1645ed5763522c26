//! The prison registry's file, on both engines: what it brings, what it changes, what it is refused for.

mod support;

use diesel::prelude::*;
use quadrige::access::registry::Registrar;
use quadrige::db::schema::{
    correction, custody, follow_up, institution, journal_entry, journal_subject, penal_decision, person, release_step,
    situation, tie,
};
use quadrige::db::{AnyConnection, Engine};
use quadrige::demo::world::{PersonSeed, build};
use quadrige::records::registry::{self, Caution, Counts, Effect, NotDone, Plan, Wrong, column, nobody_told};
use support::house::{Setting, TODAY, TestHouse};

const PRISON: &str = "cp-marais-de-scarpe";

/// Runs a journey on each engine.
fn on_both(journey: impl Fn(&TestHouse)) {
    let world = || build(12, 5, TODAY);
    journey(&TestHouse::of(world()));
    if let Some(cluster) = support::postgres::cluster() {
        let engine = Engine::Postgres(cluster.fresh_database().expect("a database"));
        journey(&TestHouse::with(world(), Setting { engine: Some(engine), ..Setting::default() }));
    }
}

/// A line about somebody new, some cells otherwise.
fn row(cells: &[(&str, &str)]) -> String {
    const NEWCOMER: &[(&str, &str)] = &[
        (column::PRISON, PRISON),
        (column::ECROU, "N-1"),
        (column::FAMILY_NAME, "Zygomalas"),
        (column::GIVEN_NAMES, "Hégésippe"),
        (column::BIRTH, "1991-04-09"),
        (column::SEX, "M"),
        (column::ADMITTED_ON, "2025-02-03"),
    ];
    let cell =
        |name: &str| cells.iter().chain(NEWCOMER).find(|(known, _)| *known == name).map_or("", |(_, text)| *text);
    let mut texts: Vec<&str> = column::ALL.iter().map(|name| cell(name)).collect();
    texts.push(cell(column::PERSON));
    texts.join(";")
}

fn file(rows: &[String]) -> String {
    format!("{};{}\n{}\n", column::ALL.join(";"), column::PERSON, rows.join("\n"))
}

fn import(house: &TestHouse, content: &str) -> Result<Plan, NotDone> {
    registry::import(&house.house.door, &Registrar::operator(), content.as_bytes(), |_| true, &nobody_told)
}

#[track_caller]
fn imported(house: &TestHouse, content: &str) -> Plan {
    match import(house, content) {
        Ok(plan) => plan,
        Err(NotDone::Faulty(plan)) => panic!("{:?}", plan.faults),
        Err(other) => panic!("{other}"),
    }
}

#[track_caller]
fn faults(house: &TestHouse, content: &str) -> Vec<(usize, String, Wrong)> {
    match import(house, content) {
        Err(NotDone::Faulty(plan)) => {
            plan.faults.into_iter().map(|f| (f.line, f.column.into_owned(), f.wrong)).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// How many rows there are of what an import writes, journal aside.
fn rows(house: &TestHouse) -> Vec<i64> {
    house.look(|c| {
        Ok(vec![
            person::table.count().get_result(c)?,
            custody::table.count().get_result(c)?,
            penal_decision::table.count().get_result(c)?,
            follow_up::table.count().get_result(c)?,
            release_step::table.count().get_result(c)?,
            correction::table.count().get_result(c)?,
            situation::table.count().get_result(c)?,
            tie::table.count().get_result(c)?,
        ])
    })
}

/// The effects of the only line.
#[track_caller]
fn effects(plan: &Plan) -> &[Effect] {
    assert_eq!(plan.changes.len(), 1);
    &plan.changes[0].effects
}

/// Somebody of the world with an open stay, and the code of his prison.
fn held(house: &TestHouse) -> (&PersonSeed, String, String) {
    let is_open = |person: &&PersonSeed| person.stays.last().is_some_and(|stay| stay.released_at.is_none());
    let person = house.world.people.iter().find(is_open).expect("somebody in prison");
    let stay = person.stays.last().expect("a stay");
    let prison = house.world.institution(stay.prison).expect("a prison");
    (person, stay.ecrou.clone(), prison.slug.clone())
}

/// The line that says of somebody held what the hub holds, some cells otherwise.
fn line_of(house: &TestHouse, otherwise: &[(&str, &str)]) -> String {
    let (person, ecrou, prison) = held(house);
    let stay = person.stays.last().expect("a stay");
    let birth = person.birth_date.to_string();
    let admitted = stay.admitted_on.to_string();
    let release = stay.release_on.map(|day| day.to_string()).unwrap_or_default();
    let mut cells = otherwise.to_vec();
    cells.extend([
        (column::PRISON, prison.as_str()),
        (column::ECROU, &ecrou),
        (column::FAMILY_NAME, &person.family_name),
        (column::GIVEN_NAMES, &person.given_names),
        (column::BIRTH, &birth),
        (column::SEX, person.sex),
        (column::ADMITTED_ON, &admitted),
        (column::RELEASE, &release),
    ]);
    row(&cells)
}

#[test]
fn the_example_is_imported_as_it_is_and_a_second_time_changes_nothing() {
    on_both(|house| {
        let text = house.look(|c| Ok(registry::example(c, TODAY).expect("a database"))).expect("prisons");
        let before = rows(house);
        let plan = imported(house, &text);
        assert_eq!(plan.counts(), Counts { lines: 3, new_people: 3, releases_set: 2, ..Counts::default() });
        assert_eq!(plan.warnings, []);
        let after = rows(house);
        let added: Vec<i64> = after.iter().zip(&before).map(|(a, b)| a - b).collect();
        // People, stays, two sentences and a removal, a follow-up, two dates, no correction, a situation each.
        assert_eq!(added[..7], [3, 3, 3, 1, 2, 0, 3]);
        assert!(added[7] >= 6, "ties follow: {}", added[7]);

        let again = imported(house, &text);
        assert_eq!(again.counts(), Counts { lines: 3, unchanged: 3, ..Counts::default() });
        assert_eq!(rows(house), after);
    });
}

#[test]
fn newcomers_are_found_followed_and_in_the_journal() {
    on_both(|house| {
        let content = file(&[row(&[
            (column::LONGEST, "P4Y"),
            (column::SENTENCE_END, "2027-05-01"),
            (column::RELEASE, "2027-03-01T08:30"),
            (column::CATEGORIES, "TIS,RAD"),
            (column::ADDRESS, "3, rue des Lilas"),
            (column::COMMUNE, "59350"),
        ])]);
        let told = std::sync::Mutex::new(Vec::new());
        let after = |_: &mut AnyConnection, person| {
            told.lock().expect("nobody panics").push(person);
            Ok(())
        };
        let door = &house.house.door;
        registry::import(door, &Registrar::operator(), content.as_bytes(), |_| true, &after).expect("a good file");
        let told = told.into_inner().expect("nobody panics");
        assert_eq!(told.len(), 1);
        let id = told[0];
        let (phase, causes, listed): (String, Vec<String>, i64) = house.look(|c| {
            Ok((
                situation::table.find(id).select(situation::phase).first(c)?,
                tie::table
                    .filter(tie::person_id.eq(id))
                    .inner_join(institution::table.on(institution::id.eq(tie::institution_id)))
                    .filter(institution::kind.eq(quadrige::domain::InstitutionKind::PrisonIntelligence))
                    .select(tie::cause)
                    .load(c)?,
                journal_subject::table.filter(journal_subject::subject_id.eq(id.to_string())).count().get_result(c)?,
            ))
        });
        assert_eq!(phase, "pre_release");
        assert!(!causes.is_empty(), "the unit of the prison follows him");
        assert_eq!(listed, 1, "one entry of the machine names him");
        let (position, origin): (i32, String) = house.look(|c| {
            release_step::table
                .filter(release_step::person_id.eq(id))
                .select((release_step::position, release_step::origin))
                .first(c)
        });
        assert_eq!((position, origin.as_str()), (0, "file"));
        // And he is found by a name that only sounds like his.
        let like = file(&[row(&[(column::ECROU, "N-2"), (column::FAMILY_NAME, "ZIGOMALAS")])]);
        assert_eq!(faults(house, &like), [(2, column::FAMILY_NAME.to_owned(), Wrong::Resembles(vec![id]))]);
    });
}

#[test]
fn one_wrong_date_in_ten_thousand_lines_is_named_and_nothing_is_written() {
    on_both(|house| {
        let before = rows(house);
        let line = |n: usize| {
            let (ecrou, name) = (format!("T-{n}"), format!("Zyg{}", letters(n)));
            let wrong = if n == 7_311 { "2025-02-29" } else { "2025-02-03" };
            row(&[(column::ECROU, &ecrou), (column::FAMILY_NAME, &name), (column::ADMITTED_ON, wrong)])
        };
        // Whoever is born on the same day and sounds alike would be asked about: each says that he is new.
        let lines: Vec<String> = (0..10_000).map(|n| format!("{}nouvelle", line(n))).collect();
        let found = faults(house, &file(&lines));
        let place = (7_311 + 2, column::ADMITTED_ON.to_owned());
        assert_eq!(found.iter().map(|f| (f.0, f.1.clone())).collect::<Vec<_>>(), [place]);
        assert_eq!(rows(house), before);
    });
}

/// A number in letters, since digits have no sound.
fn letters(mut n: usize) -> String {
    let mut text = String::new();
    for _ in 0..4 {
        text.push(char::from(b'a' + u8::try_from(n % 26).expect("a letter")));
        n /= 26;
    }
    text
}

#[test]
fn what_contradicts_itself_or_names_nothing_known_is_refused_line_by_line() {
    on_both(|house| {
        let before = rows(house);
        let content = file(&[
            row(&[(column::ECROU, "N-1"), (column::RELEASE, "2025-02-02")]),
            row(&[(column::ECROU, "N-2"), (column::PRISON, "ma-nulle-part")]),
            row(&[(column::ECROU, "N-3"), (column::RELEASE, "2027-03-28T02:15")]),
            row(&[(column::ECROU, "N-4"), (column::ADMITTED_ON, "2026-11-22")]),
            row(&[(column::ECROU, "N-5"), (column::PERSON, &"a".repeat(26))]),
        ]);
        let expected = [
            (2, column::RELEASE, Wrong::ReleaseBeforeAdmission),
            (3, column::PRISON, Wrong::UnknownPrison),
            (4, column::RELEASE, Wrong::SkippedHour),
            (5, column::ADMITTED_ON, Wrong::AdmissionToCome),
            (6, column::PERSON, Wrong::NoSuchPerson),
        ];
        assert_eq!(faults(house, &content), expected.map(|(line, column, wrong)| (line, column.to_owned(), wrong)));
        assert_eq!(rows(house), before);
    });
}

#[test]
fn the_same_hour_exists_in_another_zone() {
    on_both(|house| {
        let overseas: String = house.look(|c| {
            institution::table
                .filter(institution::kind.eq(quadrige::domain::InstitutionKind::Prison))
                .filter(institution::time_zone.ne("Europe/Paris"))
                .select(institution::slug)
                .first(c)
        });
        let plan =
            imported(house, &file(&[row(&[(column::PRISON, &overseas), (column::RELEASE, "2027-03-28T02:15")])]));
        assert_eq!(plan.counts().releases_set, 1);
    });
}

#[test]
fn somebody_under_another_spelling_is_asked_about_and_named() {
    on_both(|house| {
        let (person, ..) = held(house);
        let (birth, id) = (person.birth_date.to_string(), person.id.to_string());
        let name = format!("{}s", person.family_name.to_uppercase());
        let cells = [
            (column::FAMILY_NAME, name.as_str()),
            (column::GIVEN_NAMES, &person.given_names),
            (column::BIRTH, &birth),
            (column::SEX, person.sex),
        ];
        let with = |who: &str| {
            let mut cells = cells.to_vec();
            cells.push((column::PERSON, who));
            file(&[row(&cells)])
        };
        assert_eq!(
            faults(house, &with("")),
            [(2, column::FAMILY_NAME.to_owned(), Wrong::Resembles(vec![person.id.cast()]))]
        );
        // A namesake who is somebody else: he says so, or the reference says who.
        assert!(
            effects(
                &registry::try_out(&house.house.door, &Registrar::operator(), with("nouvelle").as_bytes())
                    .expect("a plan")
            )
            .contains(&Effect::NewPerson)
        );
        let known = imported(house, &with(&id));
        assert!(effects(&known).contains(&Effect::NewStay), "{:?}", effects(&known));
        let stays: i64 = house.look(|c| custody::table.filter(custody::person_id.eq(&id)).count().get_result(c));
        assert_eq!(stays, i64::try_from(person.stays.len()).expect("few") + 1);
        // Somebody who resembles nothing in the line isn't the person named.
        let stranger = house.world.people.iter().find(|p| p.id != person.id && p.birth_date != person.birth_date);
        let stranger = stranger.expect("another").id.to_string();
        let other = file(&[row(&[(column::ECROU, "N-9"), (column::PERSON, &stranger)])]);
        assert_eq!(faults(house, &other), [(2, column::PERSON.to_owned(), Wrong::NotThatPerson)]);
    });
}

#[test]
fn two_lines_about_one_newcomer_are_asked_about() {
    on_both(|house| {
        let again = [(column::ECROU, "N-2"), (column::FAMILY_NAME, "Zigomalas")];
        let content = file(&[row(&[]), row(&again)]);
        assert_eq!(faults(house, &content), [(3, column::FAMILY_NAME.to_owned(), Wrong::ResemblesLine(2))]);
        let mut twin = again.to_vec();
        twin.push((column::PERSON, "nouvelle"));
        assert_eq!(imported(house, &file(&[row(&[]), row(&twin)])).counts().new_people, 2);
    });
}

#[test]
fn a_number_that_is_somebody_elses_is_not_overwritten() {
    on_both(|house| {
        let (_, ecrou, prison) = held(house);
        let content = file(&[row(&[(column::PRISON, &prison), (column::ECROU, &ecrou)])]);
        assert_eq!(faults(house, &content), [(2, column::ECROU.to_owned(), Wrong::SomebodyElse)]);
    });
}

#[test]
fn a_release_date_is_changed_then_cancelled_and_each_step_is_kept() {
    on_both(|house| {
        let (person, ..) = held(house);
        let (id, stay) = (person.id, person.stays.last().expect("a stay").id.to_string());
        assert_eq!(effects(&imported(house, &file(&[line_of(house, &[])]))), []);
        let first = (jiff::civil::date(2027, 6, 1), Some(jiff::civil::time(9, 0, 0, 0)));
        let set = imported(
            house,
            &file(&[line_of(house, &[(column::RELEASE, "2027-06-01T09:00"), (column::REASON, "remise de peine")])]),
        );
        match effects(&set) {
            [Effect::ReleaseChanged { to, .. } | Effect::ReleaseSet(to)] => assert_eq!(*to, first),
            other => panic!("{other:?}"),
        }
        // The same day without its hour takes nothing away.
        assert_eq!(effects(&imported(house, &file(&[line_of(house, &[(column::RELEASE, "2027-06-01")])]))), []);
        let moved = imported(house, &file(&[line_of(house, &[(column::RELEASE, "2027-07-01")])]));
        let second = (jiff::civil::date(2027, 7, 1), None);
        assert_eq!(effects(&moved), [Effect::ReleaseChanged { from: first, to: second }]);
        let gone = imported(house, &file(&[line_of(house, &[(column::RELEASE, "")])]));
        assert_eq!(effects(&gone), [Effect::ReleaseCancelled(second)]);
        let steps: Vec<(i32, String, Option<String>, String)> = house.look(|c| {
            release_step::table
                .filter(release_step::custody_id.eq(&stay).and(release_step::origin.eq("file")))
                .order(release_step::position)
                .select((release_step::position, release_step::origin, release_step::agent_id, release_step::reason))
                .load(c)
        });
        let step = |n, reason: &str| (n, "file".to_owned(), None, reason.to_owned());
        assert_eq!(steps, [step(1, "remise de peine"), step(2, ""), step(3, "")], "after the one of before the hub");
        let phase: String = house.look(|c| situation::table.find(id).select(situation::phase).first(c));
        assert_ne!(phase, "pre_release", "no date, no preparation of a release");
    });
}

#[test]
fn address_identity_sentence_and_removal_are_brought_up_to_date() {
    on_both(|house| {
        let (person, ..) = held(house);
        let content = file(&[line_of(
            house,
            &[
                (column::FAMILY_NAME, "Autrement-Dit"),
                (column::ADDRESS, "7, rue Neuve"),
                (column::COMMUNE, "99999"),
                (column::LONGEST, "P29Y"),
                (column::SENTENCE_END, "2048-01-01"),
                (column::CATEGORIES, "DPS"),
                (column::SOLDIER, "oui"),
            ],
        )]);
        let plan = imported(house, &content);
        assert_eq!(
            effects(&plan),
            [
                Effect::Address,
                Effect::Corrected(vec![quadrige::domain::Field::FamilyName]),
                Effect::Sentence(quadrige::domain::value::Quantum { years: 29, months: 0, days: 0 }),
            ]
        );
        let told: Vec<_> = plan.warnings.iter().map(|w| (w.column, w.caution)).collect();
        let expected = [
            (column::COMMUNE, Caution::NoTerritory),
            (column::CATEGORIES, Caution::NoPlace),
            (column::SOLDIER, Caution::NoPlace),
        ];
        assert_eq!(told, expected);
        assert_eq!(effects(&imported(house, &content)), [], "the second time, all is as held");
        let later =
            content.replace("2048-01-01", "2047-06-01").replace("7, rue Neuve", "8, rue Neuve").replace("99999", "");
        let plan = imported(house, &later);
        assert_eq!(effects(&plan), [Effect::Address, Effect::SentenceEnd]);
        assert!(plan.warnings.iter().any(|w| w.caution == Caution::NoCommune));
        let kept: i64 =
            house.look(|c| penal_decision::table.filter(penal_decision::person_id.eq(person.id)).count().get_result(c));
        assert_eq!(kept, i64::try_from(person.penal.len()).expect("few") + 1);
    });
}

#[test]
fn trying_out_writes_nothing_but_the_journal() {
    on_both(|house| {
        let entries = |house: &TestHouse| -> i64 { house.look(|c| journal_entry::table.count().get_result(c)) };
        let (before, entries_before) = (rows(house), entries(house));
        let content = file(&[row(&[]), line_of(house, &[(column::RELEASE, "2031-01-01")])]);
        let plan =
            registry::try_out(&house.house.door, &Registrar::operator(), content.as_bytes()).expect("a comparison");
        assert_eq!(plan.counts().new_people, 1);
        let words = plan.words();
        assert!(words.contains("release date") && words.contains("2031-01-01"), "{words}");
        assert!(!words.contains("Zygomalas") && !words.contains(&held(house).0.family_name), "{words}");
        assert_eq!(rows(house), before);
        assert_eq!(entries(house), entries_before + 1, "who was compared is written down");
    });
}

#[test]
fn what_follows_fails_and_nothing_stays() {
    on_both(|house| {
        let before = rows(house);
        let fails = |_: &mut AnyConnection, _| Err(quadrige::db::Error::Busy);
        let content = file(&[row(&[]), line_of(house, &[(column::RELEASE, "2031-01-01")])]);
        let tried = registry::import(&house.house.door, &Registrar::operator(), content.as_bytes(), |_| true, &fails);
        assert!(matches!(tried, Err(NotDone::Database(_))));
        assert_eq!(rows(house), before);
    });
}
