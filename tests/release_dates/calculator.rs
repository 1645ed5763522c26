//! The second calculator. Days are numbers, moments are seconds, zones are written out; a threshold is a statement that is
//! true or false at an instant, and its alert is the instant at which it becomes true.

use crate::histories::History;

/// An alert, in the plainest form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    pub at: i64,
    pub occurrence: &'static str,
    pub step: Option<usize>,
    pub is_absorbed: bool,
    pub hour_alone: bool,
}

/// A French zone with a prison, or where one could be. Those on one island group keep the same hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    Paris,
    Reunion,
    Mayotte,
    Guadeloupe,
    Martinique,
    Marigot,
    StBarthelemy,
    Cayenne,
    Miquelon,
    Noumea,
    Tahiti,
    Wallis,
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

impl Zone {
    pub const ALL: [Self; 12] = [
        Self::Paris,
        Self::Reunion,
        Self::Mayotte,
        Self::Guadeloupe,
        Self::Martinique,
        Self::Marigot,
        Self::StBarthelemy,
        Self::Cayenne,
        Self::Miquelon,
        Self::Noumea,
        Self::Tahiti,
        Self::Wallis,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Paris => "Europe/Paris",
            Self::Reunion => "Indian/Reunion",
            Self::Mayotte => "Indian/Mayotte",
            Self::Guadeloupe => "America/Guadeloupe",
            Self::Martinique => "America/Martinique",
            Self::Marigot => "America/Marigot",
            Self::StBarthelemy => "America/St_Barthelemy",
            Self::Cayenne => "America/Cayenne",
            Self::Miquelon => "America/Miquelon",
            Self::Noumea => "Pacific/Noumea",
            Self::Tahiti => "Pacific/Tahiti",
            Self::Wallis => "Pacific/Wallis",
        }
    }

    /// Hours ahead of universal time in winter.
    const fn ahead(self) -> i64 {
        match self {
            Self::Paris => 1,
            Self::Reunion => 4,
            Self::Mayotte => 3,
            Self::Guadeloupe | Self::Martinique | Self::Marigot | Self::StBarthelemy => -4,
            Self::Cayenne | Self::Miquelon => -3,
            Self::Noumea => 11,
            Self::Tahiti => -10,
            Self::Wallis => 12,
        }
    }

    /// The days of the change to summer time and back, at two or three in the morning, where there is one: in Paris the last
    /// Sundays of March and October, in Miquelon the second of March and the first of November.
    pub fn changes(self, year: i64) -> Option<(i64, i64)> {
        match self {
            Self::Paris => Some((sunday_until(number(year, 3, 31)), sunday_until(number(year, 10, 31)))),
            Self::Miquelon => Some((sunday_until(number(year, 3, 14)), sunday_until(number(year, 11, 7)))),
            _ => None,
        }
    }

    /// The moment at which clocks there show that hour, either midnight or one after four in the morning.
    pub fn clock(self, day: i64, hour: i64) -> i64 {
        let is_summer = matches!(self, Self::Paris | Self::Miquelon)
            && self.changes(civil(day).0).is_some_and(|(forward, back)| {
                let is_after_changes = hour > 4;
                if is_after_changes { forward <= day && day < back } else { forward < day && day <= back }
            });
        day * DAY + (hour - self.ahead() - i64::from(is_summer)) * HOUR
    }
}

/// The last Sunday until that day. Day 0, the first of January 1970, was a Thursday.
fn sunday_until(day: i64) -> i64 {
    day - (day + 4).rem_euclid(7)
}

/// A day's number: how many days after the first of January 1970.
pub fn number(year: i64, month: i64, day: i64) -> i64 {
    // The year begins in March, so that the leap day is its last.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day - 719_469
}

/// The day of a number: year, month, day.
pub fn civil(day: i64) -> (i64, i64, i64) {
    let about = 1970 + (day * 400).div_euclid(146_097);
    let year = (about - 1..=about + 1).rfind(|year| number(*year, 1, 1) <= day).unwrap();
    let month = (1..=12).take_while(|month| number(year, *month, 1) <= day).last().unwrap();
    (year, month, day - number(year, month, 1) + 1)
}

const THRESHOLDS: [(i64, &str); 4] = [(90, "j90"), (30, "j30"), (7, "j7"), (1, "j1")];

/// An instant: a second, and how many of the steps were there. Steps noted at one moment come one after the other, and the
/// first of them finds the moment already there: time passes before anybody writes.
type Instant = (i64, usize);

fn day_in_force(history: &History, (_, there): Instant) -> Option<i64> {
    history.steps[..there].last()?.day
}

/// Whether that threshold lies behind at that instant.
fn is_crossed(history: &History, instant: Instant, days: i64) -> bool {
    day_in_force(history, instant).is_some_and(|day| instant.0 >= history.zone.clock(day - days, 6))
}

/// Every instant at which something can have become true, in order.
fn instants(history: &History, end: i64) -> Vec<Instant> {
    let steps = &history.steps;
    let mut seconds: Vec<i64> = steps.iter().map(|step| step.noted_at).collect();
    let mornings = |day: i64| THRESHOLDS.map(|(days, _)| history.zone.clock(day - days, 6));
    seconds.extend(steps.iter().filter_map(|step| step.day).flat_map(mornings));
    seconds.retain(|second| *second <= end);
    seconds.sort_unstable();
    seconds.dedup();
    let at = |second: i64| {
        let before = steps.iter().filter(|step| step.noted_at < second).count();
        let after = steps.iter().filter(|step| step.noted_at <= second).count();
        (before..=after).map(move |there| (second, there))
    };
    seconds.into_iter().flat_map(at).collect()
}

/// What a step says beside the one before it.
fn announced(history: &History, index: usize) -> Option<(&'static str, bool)> {
    let step = &history.steps[index];
    let before = index.checked_sub(1).map(|before| &history.steps[before]);
    match (before.and_then(|before| before.day), step.day) {
        (None, None) => None,
        (None, Some(_)) => Some(("known", false)),
        (Some(_), None) => Some(("cancelled", false)),
        (Some(was), Some(is)) if was != is => Some(("changed", false)),
        _ if before.is_some_and(|before| before.hour != step.hour) => Some(("changed", true)),
        _ => None,
    }
}

/// What is due by the definition.
pub fn expected(history: &History) -> Vec<Alert> {
    // Nobody is told before the time has come, nor of what was written after the exit.
    let exit = history.exit.filter(|exit| *exit <= history.now);
    let end = exit.unwrap_or(history.now);
    let mut alerts = Vec::new();
    let mut before: Instant = (i64::MIN, 0);
    for instant in instants(history, end) {
        let (at, there) = instant;
        let step = there.checked_sub(1);
        if there > before.1
            && let Some((occurrence, hour_alone)) = announced(history, there - 1)
        {
            alerts.push(Alert { at, occurrence, step, is_absorbed: false, hour_alone });
        }
        let becomes_true = |days: i64| is_crossed(history, instant, days) && !is_crossed(history, before, days);
        let edges: Vec<(i64, &str)> = THRESHOLDS.into_iter().filter(|(days, _)| becomes_true(*days)).collect();
        let nearest = edges.iter().map(|(days, _)| *days).min();
        for (days, occurrence) in edges {
            alerts.push(Alert { at, occurrence, step, is_absorbed: Some(days) != nearest, hour_alone: false });
        }
        before = instant;
    }
    if let Some(at) = exit {
        let there = history.steps.iter().filter(|step| step.noted_at <= at).count();
        // Foreseen: the day of release had come where the prison is.
        let foreseen = day_in_force(history, (at, there)).is_some_and(|day| at >= history.zone.clock(day, 0));
        let occurrence = if foreseen { "effective" } else { "unforeseen" };
        alerts.push(Alert { at, occurrence, step: there.checked_sub(1), is_absorbed: false, hour_alone: false });
    }
    alerts
}
