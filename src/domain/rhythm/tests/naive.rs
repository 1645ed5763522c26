//! The same rules again, slowly: one day after the other, on a calendar made by hand; and what must hold of any rhythm.

use super::*;

/// A day as a person writes it.
type Day = (i32, i32, i32);

fn by_hand(day: Date) -> Day {
    (day.year().into(), day.month().into(), day.day().into())
}

fn last_of_month(year: i32, month: i32) -> i32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn tomorrow((year, month, day): Day) -> Day {
    match (month, day) {
        (12, 31) => (year + 1, 1, 1),
        (_, last) if last == last_of_month(year, month) => (year, month + 1, 1),
        _ => (year, month, day + 1),
    }
}

fn shifted((year, month, day): Day, months: i32) -> Day {
    let number = year * 12 + (month - 1) + months;
    let (year, month) = (number.div_euclid(12), number.rem_euclid(12) + 1);
    (year, month, day.min(last_of_month(year, month)))
}

fn later(from: Day, every: &str) -> Day {
    let count: i32 = every[1..every.len() - 1].parse().unwrap();
    let days = match every.chars().last() {
        Some('M') => return shifted(from, count),
        Some('W') => count * 7,
        _ => count,
    };
    (0..days).fold(from, |day, _| tomorrow(day))
}

/// What the band of that day asks for; of several that apply, the one with the most months.
fn asked(bands: &[Band], stage: Stage, applies: impl Fn(i32) -> bool) -> Option<String> {
    let fitting = bands.iter().filter(|band| band.stage == stage);
    let fitting = fitting.filter(|band| band.over_months == 0 || applies(band.over_months.into()));
    fitting.max_by_key(|band| band.over_months).map(|band| band.every.to_string())
}

/// The day of the next review, found by trying one day after the other.
fn tried(bands: &[Band], path: &Path) -> Option<Day> {
    let admitted = by_hand(path.admitted_on);
    let arrival = asked(bands, Stage::Arrival, |_| true);
    let last = path.last_review_on.map(by_hand).filter(|last| arrival.is_none() || *last >= admitted);
    let released = path.released_on.map(by_hand);
    let release = path.release_on.map(by_hand);
    let every_on = |day: Day| match (released, release) {
        (Some(released), _) if day < released => None,
        (Some(released), _) => asked(bands, Stage::AfterRelease, |months| day > shifted(released, months)),
        (None, Some(release)) => asked(bands, Stage::Detention, |months| day < shifted(release, -months)),
        (None, None) => asked(bands, Stage::Detention, |_| true),
    };
    let by_rhythm = match (last, &arrival) {
        (None, None) => None,
        (None, Some(within)) if released.is_none() => Some(later(admitted, within)),
        (last, _) => last.or(released).and_then(|last| {
            let mut day = tomorrow(last.max(released.map_or(last, |released| shifted(released, -1))));
            // Ten years hold every distance between the days of these tests and the longest duration.
            (0..3660).find_map(|_| {
                let is_due = every_on(day).is_some_and(|every| later(last, &every) <= day);
                let tried = day;
                day = tomorrow(day);
                is_due.then_some(tried)
            })
        }),
    };
    let fixed = path.fixed.map(|fixed| by_hand(fixed.on));
    let fixed = fixed.filter(|fixed| path.last_review_on.is_none_or(|last| by_hand(last) < *fixed));
    by_rhythm.into_iter().chain(fixed).min()
}

/// A seeded stream of numbers (splitmix64): the same paths in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % bound
    }

    /// A day within about four years of the first of 2026, often at the end of a month.
    fn day(&mut self) -> Date {
        let year = 2024 + i16::try_from(self.below(5)).unwrap();
        let month = 1 + i8::try_from(self.below(12)).unwrap();
        let first = date(year, month, 1);
        let day = if self.below(4) == 0 { 31 } else { 1 + i8::try_from(self.below(31)).unwrap() };
        date(year, month, day.min(first.days_in_month()))
    }

    fn maybe(&mut self) -> Option<Date> {
        let day = self.day();
        (self.below(3) > 0).then_some(day)
    }

    fn every(&mut self) -> String {
        match self.below(4) {
            0 => format!("P{}D", 1 + self.below(90)),
            1 => format!("P{}W", 1 + self.below(12)),
            _ => format!("P{}M", 1 + self.below(9)),
        }
    }

    /// Half of the time the usual rhythm, else the first one without a flaw that comes up.
    fn rhythm(&mut self) -> Rhythm {
        if self.below(2) == 0 {
            return usual();
        }
        loop {
            let mut bands = Vec::new();
            for stage in Stage::ALL.iter().filter(|stage| **stage != Stage::Arrival) {
                for _ in 0..self.below(4) {
                    let over = u16::try_from(self.below(14)).unwrap();
                    bands.push(band(*stage, over, &self.every()));
                }
                bands.extend((self.below(4) > 0).then(|| band(*stage, 0, &self.every())));
            }
            bands.extend((self.below(2) == 0).then(|| band(Stage::Arrival, 0, "P3W")));
            if let Ok(rhythm) = Rhythm::new(bands) {
                return rhythm;
            }
        }
    }

    fn path(&mut self) -> Path {
        let admitted_on = self.day();
        let fixed = self.maybe().map(|on| FixedReview { on, decided_on: admitted_on });
        Path {
            admitted_on,
            release_on: self.maybe(),
            released_on: self.maybe().filter(|_| self.below(3) == 0),
            last_review_on: self.maybe(),
            fixed: fixed.filter(|_| self.below(4) == 0),
        }
    }
}

#[test]
fn the_next_review_is_the_one_found_day_by_day() {
    let mut dice = Dice(20_270_831);
    let mut found = [0; 6];
    for _ in 0..4_000 {
        let (rhythm, path) = (dice.rhythm(), dice.path());
        let due = next_review(&rhythm, &path);
        assert_eq!(due.map(|due| by_hand(due.on)), tried(rhythm.bands(), &path), "{path:#?}\n{:#?}", rhythm.bands());
        found[due.map_or(0, |due| match due.because {
            Because::Arrival { .. } => 1,
            Because::BeforeRelease { .. } => 2,
            Because::UnknownRelease { .. } => 3,
            Because::AfterRelease { .. } => 4,
            Because::Decision { .. } => 5,
        })] += 1;
    }
    assert!(found.iter().all(|times| *times > 100), "some cases hardly came up: {found:?}");
}

#[test]
fn an_earlier_release_never_gives_a_later_review_nor_does_a_known_one() {
    let mut dice = Dice(1_789);
    let mut moved = 0;
    for _ in 0..4_000 {
        let rhythm = dice.rhythm();
        let path = Path { released_on: None, ..dice.path() };
        let (one, other) = (dice.day(), dice.day());
        let due = |release| on(&rhythm, &Path { release_on: release, ..path });
        let (early, late, unknown) = (due(Some(one.min(other))), due(Some(one.max(other))), due(None));
        assert!(early <= late && late <= unknown, "{path:#?}\n{:#?}", rhythm.bands());
        moved += usize::from(early < late);
    }
    assert!(moved > 200, "the release hardly mattered: {moved}");
}

#[test]
fn a_later_review_never_brings_the_next_one_forward_and_never_comes_before_it() {
    let mut dice = Dice(1_830);
    for _ in 0..4_000 {
        let rhythm = dice.rhythm();
        let path = Path { fixed: None, ..dice.path() };
        let (one, other) = (dice.day(), dice.day());
        let due = |last| on(&rhythm, &Path { last_review_on: Some(last), admitted_on: one.min(other), ..path });
        assert!(due(one.min(other)) <= due(one.max(other)), "{path:#?}\n{:#?}", rhythm.bands());
        assert!(due(one).is_none_or(|next| next > one || path.released_on == Some(next)), "{path:#?}");
    }
}
