//! Which alerts a release calls for, and when (domain, section 8). Pure: what is due follows from the dates that a stay has
//! had and from its end, and from nothing else, so that a reconciler can compute it again at any time.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::text_enum::text_enum;

text_enum! {
    /// What a release alert is about.
    Occurrence {
        Known = "known", "date de sortie connue";
        Changed = "changed", "date de sortie modifiée";
        Cancelled = "cancelled", "sortie annulée";
        Ninety = "j90", "sortie dans 90 jours";
        Thirty = "j30", "sortie dans 30 jours";
        Seven = "j7", "sortie dans 7 jours";
        One = "j1", "sortie demain";
        Effective = "effective", "sortie effective";
        Unforeseen = "unforeseen", "sortie imprévue";
    }
}

text_enum! {
    /// What became of an alert.
    Fate {
        Sent = "sent", "envoyée";
        Absorbed = "absorbed", "dite par une autre";
        Past = "past", "antérieure à la mise en service";
    }
}

impl Occurrence {
    /// The thresholds, the furthest first.
    pub const THRESHOLDS: [Self; 4] = [Self::Ninety, Self::Thirty, Self::Seven, Self::One];

    /// How many days before the release; nothing for what is no threshold.
    #[must_use]
    pub const fn days_before(self) -> Option<i64> {
        match self {
            Self::Ninety => Some(90),
            Self::Thirty => Some(30),
            Self::Seven => Some(7),
            Self::One => Some(1),
            _ => None,
        }
    }

    /// Whether it says that the date was set, moved or withdrawn.
    #[must_use]
    pub const fn is_announcement(self) -> bool {
        matches!(self, Self::Known | Self::Changed | Self::Cancelled)
    }

    /// Whether it says that somebody walked out.
    #[must_use]
    pub const fn is_exit(self) -> bool {
        matches!(self, Self::Effective | Self::Unforeseen)
    }
}

/// When a threshold's day begins to be told: six in the morning at the prison, before the first shift reads its mail.
pub const MORNING: Time = Time::constant(6, 0, 0, 0);

/// The release date from a moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// When the hub learned it. Steps come in this order.
    pub noted_at: Timestamp,
    /// The date; none when it was withdrawn.
    pub date: Option<Date>,
    /// The hour, where it is known.
    pub hour: Option<Time>,
}

/// An alert that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// What it is about.
    pub occurrence: Occurrence,
    /// Which of the steps was in force: an index into them. None for somebody who walks out before any was noted: what is
    /// noted afterwards must not make another alert of it.
    pub step: Option<usize>,
    /// Since when it is due.
    pub at: Timestamp,
    /// Whether a nearer threshold, crossed at the same moment, says it better: recorded, not sent.
    pub is_absorbed: bool,
    /// Whether only the hour moved: for those who may know the hour.
    pub hour_alone: bool,
}

/// The moment at which a threshold of that date is crossed. An hour that the change to summer time skips is taken an hour
/// later (RFC 5545, section 3.3.5).
#[must_use]
pub fn crossing(date: Date, days_before: i64, zone: &TimeZone) -> Option<Timestamp> {
    let day = date.checked_sub(days_before.days()).ok()?;
    Some(day.to_datetime(MORNING).to_zoned(zone.clone()).ok()?.timestamp())
}

/// Everything that is due by `now`, in the order in which it fell due. `steps` are those of one detention, through all its
/// transfers; `exit` is its levée d'écrou. What was noted after the exit is a correction of the record and alerts nobody.
#[must_use]
pub fn due(steps: &[Step], exit: Option<Timestamp>, zone: &TimeZone, now: Timestamp) -> Vec<Due> {
    let end = exit.map_or(now, |exit| exit.min(now));
    let mut all = Vec::new();
    let mut fired = [false; 4];
    let mut before: Option<&Step> = None;
    let mut in_force = None;
    for (index, step) in steps.iter().enumerate().take_while(|(_, step)| step.noted_at <= end) {
        if let Some(earlier) = before {
            all.extend(passing(earlier, index - 1, &mut fired, step.noted_at, zone));
        }
        all.extend(announcement(before, step, index));
        all.extend(crossed_at_once(step, index, &mut fired, zone));
        before = Some(step);
        in_force = Some(index);
    }
    if let (Some(last), Some(index)) = (before, in_force) {
        all.extend(passing(last, index, &mut fired, end, zone));
    }
    if let Some(exit) = exit.filter(|exit| *exit <= now) {
        let foreseen = before.and_then(|step| step.date).is_some_and(|date| date <= zone.to_datetime(exit).date());
        let occurrence = if foreseen { Occurrence::Effective } else { Occurrence::Unforeseen };
        all.push(Due { occurrence, step: in_force, at: exit, is_absorbed: false, hour_alone: false });
    }
    all
}

fn announcement(before: Option<&Step>, step: &Step, index: usize) -> Option<Due> {
    let former = before.and_then(|step| step.date);
    let occurrence = match (former, step.date) {
        (None, Some(_)) => Occurrence::Known,
        (Some(_), None) => Occurrence::Cancelled,
        (Some(former), Some(date)) if former != date => Occurrence::Changed,
        (Some(_), Some(_)) if before.is_some_and(|before| before.hour != step.hour) => Occurrence::Changed,
        _ => return None,
    };
    let hour_alone = occurrence == Occurrence::Changed && former == step.date;
    Some(Due { occurrence, step: Some(index), at: step.noted_at, is_absorbed: false, hour_alone })
}

/// The thresholds that a step crosses by itself; those that it moves back before are armed again.
fn crossed_at_once(step: &Step, index: usize, fired: &mut [bool; 4], zone: &TimeZone) -> Vec<Due> {
    let mut crossed = Vec::new();
    for (slot, occurrence) in Occurrence::THRESHOLDS.into_iter().enumerate() {
        let at = step.date.and_then(|date| crossing(date, occurrence.days_before()?, zone));
        let is_crossed = at.is_some_and(|at| at <= step.noted_at);
        if is_crossed && !fired[slot] {
            crossed.push(Due {
                occurrence,
                step: Some(index),
                at: step.noted_at,
                is_absorbed: true,
                hour_alone: false,
            });
        }
        fired[slot] = is_crossed;
    }
    // The furthest come first: the last is the nearest, and the one that is sent.
    if let Some(nearest) = crossed.last_mut() {
        nearest.is_absorbed = false;
    }
    crossed
}

/// The thresholds that time crosses while a step is in force, until `end`.
fn passing(step: &Step, index: usize, fired: &mut [bool; 4], end: Timestamp, zone: &TimeZone) -> Vec<Due> {
    let mut crossed = Vec::new();
    for (slot, occurrence) in Occurrence::THRESHOLDS.into_iter().enumerate() {
        let at = step.date.and_then(|date| crossing(date, occurrence.days_before()?, zone));
        if let Some(at) = at.filter(|at| *at > step.noted_at && *at <= end && !fired[slot]) {
            fired[slot] = true;
            crossed.push(Due { occurrence, step: Some(index), at, is_absorbed: false, hour_alone: false });
        }
    }
    crossed
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn paris() -> TimeZone {
        TimeZone::get("Europe/Paris").unwrap()
    }

    fn at(day: Date, hour: i8) -> Timestamp {
        day.at(hour, 0, 0, 0).to_zoned(paris()).unwrap().timestamp()
    }

    fn step(day: Date, date: Option<Date>) -> Step {
        Step { noted_at: at(day, 15), date, hour: None }
    }

    /// In words: what was sent, in order; what was absorbed in brackets.
    fn told(steps: &[Step], exit: Option<Timestamp>, now: Timestamp) -> String {
        let word = |due: &Due| match due.is_absorbed {
            true => format!("({})", due.occurrence),
            false => due.occurrence.to_string(),
        };
        due(steps, exit, &paris(), now).iter().map(word).collect::<Vec<_>>().join(" ")
    }

    const JANUARY: Date = date(2027, 1, 4);

    #[test]
    fn a_date_far_ahead_is_announced_then_counted_down() {
        let steps = [step(JANUARY, Some(date(2027, 7, 1)))];
        assert_eq!(told(&steps, None, at(JANUARY, 16)), "known");
        assert_eq!(told(&steps, None, at(date(2027, 4, 2), 5)), "known");
        assert_eq!(told(&steps, None, at(date(2027, 4, 2), 6)), "known j90");
        assert_eq!(told(&steps, None, at(date(2027, 6, 30), 9)), "known j90 j30 j7 j1");
        assert_eq!(
            told(&steps, Some(at(date(2027, 7, 1), 9)), at(date(2027, 7, 2), 9)),
            "known j90 j30 j7 j1 effective"
        );
    }

    #[test]
    fn of_several_thresholds_crossed_at_once_the_nearest_is_sent() {
        let steps = [step(JANUARY, Some(date(2027, 1, 20)))];
        assert_eq!(told(&steps, None, at(JANUARY, 16)), "known (j90) j30");
    }

    #[test]
    fn a_date_moved_within_a_threshold_does_not_cross_it_again() {
        let steps = [step(JANUARY, Some(date(2027, 1, 24))), step(date(2027, 1, 6), Some(date(2027, 1, 20)))];
        assert_eq!(told(&steps, None, at(date(2027, 1, 7), 9)), "known (j90) j30 changed");
    }

    #[test]
    fn a_date_moved_later_arms_the_thresholds_that_it_leaves() {
        let steps = [step(JANUARY, Some(date(2027, 1, 20))), step(date(2027, 1, 6), Some(date(2027, 6, 1)))];
        let until_may = told(&steps, None, at(date(2027, 5, 30), 9));
        assert_eq!(until_may, "known (j90) j30 changed j90 j30 j7");
    }

    #[test]
    fn a_cancelled_release_counts_down_no_more_and_may_be_known_again() {
        let steps = [
            step(JANUARY, Some(date(2027, 1, 20))),
            step(date(2027, 1, 6), None),
            step(date(2027, 3, 1), Some(date(2027, 3, 20))),
        ];
        assert_eq!(told(&steps, None, at(date(2027, 2, 20), 9)), "known (j90) j30 cancelled");
        assert_eq!(told(&steps, None, at(date(2027, 3, 2), 9)), "known (j90) j30 cancelled known (j90) j30");
    }

    #[test]
    fn who_walks_out_before_the_date_or_without_one_was_not_foreseen() {
        let steps = [step(JANUARY, Some(date(2028, 1, 20)))];
        assert_eq!(told(&steps, Some(at(date(2027, 2, 1), 18)), at(date(2027, 2, 1), 19)), "known unforeseen");
        assert_eq!(told(&[], Some(at(date(2027, 2, 1), 18)), at(date(2027, 2, 1), 19)), "unforeseen");
    }

    #[test]
    fn nothing_is_due_after_the_exit() {
        let steps = [step(JANUARY, Some(date(2027, 2, 20))), step(date(2027, 2, 1), Some(date(2027, 2, 2)))];
        let exit = at(date(2027, 1, 10), 12);
        assert_eq!(told(&steps, Some(exit), at(date(2027, 3, 1), 9)), "known j90 unforeseen");
    }

    #[test]
    fn an_hour_that_moves_alone_is_a_change_for_those_who_may_know_it() {
        let with_hour =
            Step { hour: Some(Time::constant(10, 0, 0, 0)), ..step(date(2027, 1, 6), Some(date(2027, 12, 1))) };
        let steps = [step(JANUARY, Some(date(2027, 12, 1))), with_hour];
        let all = due(&steps, None, &paris(), at(date(2027, 1, 7), 9));
        assert_eq!(
            all.iter().map(|due| (due.occurrence, due.hour_alone)).collect::<Vec<_>>(),
            [(Occurrence::Known, false), (Occurrence::Changed, true)]
        );
    }

    #[test]
    fn the_morning_is_the_prisons_and_summer_time_moves_it_with_the_clock() {
        let reunion = TimeZone::get("Indian/Reunion").unwrap();
        let there = crossing(date(2027, 7, 1), 1, &reunion).unwrap();
        let here = crossing(date(2027, 7, 1), 1, &paris()).unwrap();
        assert_eq!(
            (there.to_string().as_str(), here.to_string().as_str()),
            ("2027-06-30T02:00:00Z", "2027-06-30T04:00:00Z")
        );
        assert_eq!(crossing(date(2027, 12, 1), 1, &paris()).unwrap().to_string(), "2027-11-30T05:00:00Z");
    }
}
