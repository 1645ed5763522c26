//! The calendar of release alerts beside a second calculator, which was written from the definition (domain, section 8) and
//! shares nothing with the first: neither its code, nor its way of counting, nor its table of time zones.

#[path = "release_dates/calculator.rs"]
mod calculator;
#[path = "release_dates/histories.rs"]
mod histories;

use std::collections::BTreeMap;
use std::thread;

use calculator::{Alert, Zone, expected};
use histories::History;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use quadrige::chance::Chance;
use quadrige::domain::release::{Due, Step, due};

/// How many histories are tried, and by how many threads.
const HISTORIES: usize = 100_000;
const THREADS: usize = 4;

fn moment(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn day(number: i64) -> Date {
    let (year, month, day) = calculator::civil(number);
    Date::new(year.try_into().unwrap(), month.try_into().unwrap(), day.try_into().unwrap()).unwrap()
}

/// What the hub's own calendar says of a history.
fn said(history: &History, zone: &TimeZone) -> Vec<Alert> {
    let steps: Vec<Step> = history
        .steps
        .iter()
        .map(|step| Step {
            noted_at: moment(step.noted_at),
            date: step.day.map(day),
            hour: step.hour.map(|hour| Time::new(hour, 0, 0, 0).unwrap()),
        })
        .collect();
    let alert = |due: Due| Alert {
        at: due.at.as_second(),
        occurrence: due.occurrence.code(),
        step: due.step,
        is_absorbed: due.is_absorbed,
        hour_alone: due.hour_alone,
    };
    due(&steps, history.exit.map(moment), zone, moment(history.now)).into_iter().map(alert).collect()
}

/// How often each thing was said: the same sentence for "absorbed" whatever the threshold.
type Tally = BTreeMap<String, usize>;

fn count(tally: &mut Tally, history: &History, alerts: &[Alert]) {
    let mut add = |what: String| *tally.entry(what).or_default() += 1;
    add(history.zone.name().to_owned());
    let mut thresholds: BTreeMap<&str, usize> = BTreeMap::new();
    for alert in alerts {
        add(alert.occurrence.to_owned());
        if alert.is_absorbed {
            add("absorbed".to_owned());
        }
        if alert.hour_alone {
            add("hour alone".to_owned());
        }
        if alert.occurrence.starts_with('j') {
            *thresholds.entry(alert.occurrence).or_default() += 1;
        }
    }
    if thresholds.values().any(|times| *times > 1) {
        add("armed again".to_owned());
    }
    if history.steps.windows(2).any(|two| two[0].noted_at == two[1].noted_at) {
        add("two steps at the same moment".to_owned());
    }
    if history.steps.iter().any(|step| alerts.iter().any(|a| a.at == step.noted_at && a.occurrence.starts_with('j'))) {
        add("crossed by a step".to_owned());
    }
}

#[test]
fn a_second_calculator_finds_the_same_alerts_in_100_000_histories() {
    let trials = |thread: usize| {
        let chance = Chance::seeded(8_000 + thread as u64);
        let mut tally = Tally::new();
        let zones: Vec<(Zone, TimeZone)> =
            Zone::ALL.into_iter().map(|zone| (zone, TimeZone::get(zone.name()).unwrap())).collect();
        for number in 0..HISTORIES / THREADS {
            let (zone, table) = &zones[number % zones.len()];
            let history = History::draw(&chance, *zone);
            let (hub, second) = (said(&history, table), expected(&history));
            assert!(hub == second, "{history:#?}\nthe hub says    {hub:#?}\nthe second says {second:#?}");
            count(&mut tally, &history, &hub);
        }
        tally
    };
    let mut all = Tally::new();
    thread::scope(|scope| {
        let running: Vec<_> = (0..THREADS).map(|number| scope.spawn(move || trials(number))).collect();
        for one in running {
            for (what, times) in one.join().unwrap() {
                *all.entry(what).or_default() += times;
            }
        }
    });
    println!("{all:#?}");

    // What nobody drew was not tried.
    assert_eq!(Zone::ALL.iter().map(|zone| all[zone.name()]).sum::<usize>(), HISTORIES);
    let expected = [
        "known",
        "changed",
        "cancelled",
        "j90",
        "j30",
        "j7",
        "j1",
        "effective",
        "unforeseen",
        "absorbed",
        "hour alone",
        "armed again",
        "two steps at the same moment",
        "crossed by a step",
    ];
    for what in expected {
        assert!(all.get(what).is_some_and(|times| *times > 2_000), "{what} came up too seldom: {all:#?}");
    }
}

#[test]
fn the_second_calculators_zones_are_those_of_the_table() {
    for zone in Zone::ALL {
        let table = TimeZone::get(zone.name()).unwrap();
        let first = calculator::number(2024, 1, 1);
        for number in first..first + 6 * 366 {
            let six = zone.clock(number, 6);
            let there = table.to_datetime(moment(six));
            assert_eq!((there.date(), there.time()), (day(number), Time::constant(6, 0, 0, 0)), "{zone:?}");
            let midnight = table.to_datetime(moment(zone.clock(number, 0)));
            assert_eq!((midnight.date(), midnight.time()), (day(number), Time::midnight()), "{zone:?}");
        }
    }
}
