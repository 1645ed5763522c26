//! The time between two reviews: an ISO 8601 duration of one unit, such as `P6M` or `P2W`.

use std::fmt;
use std::str::FromStr;

use jiff::Span;
use jiff::civil::{Date, date};

const NBSP: char = '\u{a0}';

/// Some days, weeks or calendar months; at least one day, at most two years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Every {
    count: u16,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Unit {
    Days,
    Weeks,
    Months,
}

impl Unit {
    const ALL: [Self; 3] = [Self::Days, Self::Weeks, Self::Months];

    const fn letter(self) -> char {
        match self {
            Self::Days => 'D',
            Self::Weeks => 'W',
            Self::Months => 'M',
        }
    }

    /// Two years.
    const fn most(self) -> u16 {
        match self {
            Self::Days => 730,
            Self::Weeks => 104,
            Self::Months => 24,
        }
    }
}

/// The text is no such duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotEvery;

impl fmt::Display for NotEvery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "not an ISO 8601 duration of one unit, from P1D to P730D, P1W to P104W or P1M to P24M, such as P6M or P2W",
        )
    }
}

impl std::error::Error for NotEvery {}

impl FromStr for Every {
    type Err = NotEvery;

    /// Reads what [`fmt::Display`] prints, and nothing else: one way to write each duration.
    fn from_str(text: &str) -> Result<Self, NotEvery> {
        let mut inside = text.strip_prefix('P').ok_or(NotEvery)?.chars();
        let letter = inside.next_back().ok_or(NotEvery)?;
        let unit = Unit::ALL.into_iter().find(|unit| unit.letter() == letter).ok_or(NotEvery)?;
        let digits = inside.as_str();
        if digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotEvery);
        }
        let count = digits.parse().ok().filter(|count| (1..=unit.most()).contains(count)).ok_or(NotEvery)?;
        Ok(Self { count, unit })
    }
}

impl fmt::Display for Every {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{}{}", self.count, self.unit.letter())
    }
}

impl Every {
    /// That long after `day`; of a month that is too short, its last day.
    #[must_use]
    pub fn after(self, day: Date) -> Date {
        let count = i64::from(self.count);
        day.saturating_add(match self.unit {
            Unit::Days => Span::new().days(count),
            Unit::Weeks => Span::new().weeks(count),
            Unit::Months => Span::new().months(count),
        })
    }

    /// Whether this never ends after `other`, whatever the day on which both begin.
    #[must_use]
    pub fn is_never_longer_than(self, other: Self) -> bool {
        if self.unit == other.unit {
            return self.count <= other.count;
        }
        // Both end within two years, so four years hold every case, with and without a leap day; and months that begin in the
        // middle of one or end on its last day are no shorter and no longer than those that begin on a first.
        (2024..2028)
            .flat_map(|year| (1..=12).map(move |month| date(year, month, 1)))
            .all(|day| self.after(day) <= other.after(day))
    }

    /// How often: `tous les 6 mois`, `chaque trimestre`, `tous les 15 jours`.
    #[must_use]
    pub fn words(self) -> String {
        let fixed = match (self.count, self.unit) {
            (1, Unit::Days) => "tous les jours",
            (1, Unit::Weeks) => "toutes les semaines",
            (1, Unit::Months) => "tous les mois",
            (2, Unit::Weeks) => return format!("tous les 15{NBSP}jours"),
            (3, Unit::Months) => "chaque trimestre",
            (12, Unit::Months) => "tous les ans",
            (24, Unit::Months) => return format!("tous les 2{NBSP}ans"),
            (n, Unit::Days) => return format!("tous les {n}{NBSP}jours"),
            (n, Unit::Weeks) => return format!("toutes les {n}{NBSP}semaines"),
            (n, Unit::Months) => return format!("tous les {n}{NBSP}mois"),
        };
        fixed.to_owned()
    }

    /// By when: `dans les trois semaines`, `dans le mois`.
    #[must_use]
    pub fn deadline_words(self) -> String {
        let unit = match (self.count, self.unit) {
            (1, Unit::Days) => return "dans la journée".to_owned(),
            (1, Unit::Weeks) => return "dans la semaine".to_owned(),
            (1, Unit::Months) => return "dans le mois".to_owned(),
            (2, Unit::Weeks) => return "dans les quinze jours".to_owned(),
            (_, Unit::Days) => "jours",
            (_, Unit::Weeks) => "semaines",
            (_, Unit::Months) => "mois",
        };
        match spelled(self.count) {
            Some(number) => format!("dans les {number} {unit}"),
            None => format!("dans les {}{NBSP}{unit}", self.count),
        }
    }
}

/// Small numbers in letters, as running French text has them.
fn spelled(number: u16) -> Option<&'static str> {
    const SMALL: [&str; 9] = ["deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"];
    SMALL.get(usize::from(number.checked_sub(2)?)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every(text: &str) -> Every {
        text.parse().unwrap()
    }

    #[test]
    fn it_prints_what_it_reads_and_reads_nothing_else() {
        for text in ["P6M", "P3M", "P1M", "P24M", "P2W", "P3W", "P104W", "P10D", "P730D"] {
            assert_eq!(every(text).to_string(), text);
        }
        for text in [
            "", "P", "6M", "PM", "P0M", "P06M", "P+6M", "P-6M", "P25M", "P105W", "P731D", "P1Y", "P1M2W", "PT6M",
            "p6m", "P6m", "P6M ", "P６M", "P99999M", "P1é",
        ] {
            assert_eq!(text.parse::<Every>(), Err(NotEvery), "{text}");
        }
    }

    #[test]
    fn the_last_day_stands_for_the_one_that_a_short_month_lacks() {
        assert_eq!(every("P1M").after(date(2027, 1, 31)), date(2027, 2, 28));
        assert_eq!(every("P1M").after(date(2028, 1, 31)), date(2028, 2, 29));
        assert_eq!(every("P12M").after(date(2028, 2, 29)), date(2029, 2, 28));
        assert_eq!(every("P2W").after(date(2028, 2, 20)), date(2028, 3, 5));
        assert_eq!(every("P6M").after(Date::MAX), Date::MAX);
    }

    #[test]
    fn lengths_compare_on_every_day_of_the_calendar() {
        let shorter =
            [("P4W", "P1M"), ("P28D", "P1M"), ("P1M", "P31D"), ("P2W", "P1M"), ("P3M", "P6M"), ("P7D", "P1W")];
        for (short, long) in shorter {
            assert!(every(short).is_never_longer_than(every(long)), "{short} {long}");
        }
        for (short, long) in [("P1M", "P4W"), ("P29D", "P1M"), ("P1M", "P30D"), ("P12M", "P365D"), ("P13W", "P3M")] {
            assert!(!every(short).is_never_longer_than(every(long)), "{short} {long}");
        }
    }

    #[test]
    fn how_often_and_by_when_in_french() {
        let words = |text| every(text).words().replace(NBSP, "~");
        assert_eq!(words("P6M"), "tous les 6~mois");
        assert_eq!(words("P3M"), "chaque trimestre");
        assert_eq!(words("P1M"), "tous les mois");
        assert_eq!(words("P2W"), "tous les 15~jours");
        assert_eq!(words("P3W"), "toutes les 3~semaines");
        assert_eq!(words("P1W"), "toutes les semaines");
        assert_eq!(words("P12M"), "tous les ans");
        assert_eq!(words("P10D"), "tous les 10~jours");
        assert_eq!(words("P1D"), "tous les jours");
        let deadline = |text| every(text).deadline_words().replace(NBSP, "~");
        assert_eq!(deadline("P3W"), "dans les trois semaines");
        assert_eq!(deadline("P2W"), "dans les quinze jours");
        assert_eq!(deadline("P1M"), "dans le mois");
        assert_eq!(deadline("P21D"), "dans les 21~jours");
    }
}
