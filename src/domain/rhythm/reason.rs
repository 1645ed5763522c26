//! A reason that was kept as its code, said again from what its reader may know of the case.

use jiff::civil::Date;

use super::{Because, Rhythm, Stage, months_after, months_before};

/// What a reader knows of a case: only what he may see of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// The day of the admission.
    pub admitted_on: Option<Date>,
    /// The planned release.
    pub release_on: Option<Date>,
    /// The release itself.
    pub released_on: Option<Date>,
}

impl Rhythm {
    /// The reason of this code for a review that is due on that day; none where the reader doesn't know what it speaks of, or
    /// where the code alone doesn't tell it (a decision's day).
    #[must_use]
    pub fn reason(&self, code: &str, due_on: Date, known: Known) -> Option<Because> {
        match code {
            "arrival" => Some(Because::Arrival { admitted_on: known.admitted_on?, within: self.arrival()? }),
            "unknown_release" => Some(Because::UnknownRelease { every: self.stage(Stage::Detention).next()?.every }),
            "before_release" => self.before(due_on, known.release_on?),
            "after_release" => self.after(due_on, known.released_on?),
            _ => None,
        }
    }

    fn before(&self, due_on: Date, release_on: Date) -> Option<Because> {
        let mut under_months = None;
        for band in self.stage(Stage::Detention) {
            let over_months = band.over_months;
            if over_months == 0 || due_on < months_before(release_on, over_months) {
                return Some(Because::BeforeRelease { release_on, over_months, under_months, every: band.every });
            }
            under_months = Some(over_months);
        }
        None
    }

    fn after(&self, due_on: Date, released_on: Date) -> Option<Because> {
        let mut bands = self.stage(Stage::AfterRelease).peekable();
        while let Some(band) = bands.next() {
            let under_months = bands.peek().map(|next| next.over_months);
            if under_months.is_none_or(|under| due_on <= months_after(released_on, under)) {
                let over_months = band.over_months;
                return Some(Because::AfterRelease { released_on, over_months, under_months, every: band.every });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{Band, Path, next_review};
    use super::*;
    use crate::domain::FileRegime;
    use crate::domain::basis::{Basis, Certainty};

    fn rhythm() -> Rhythm {
        let band = |stage, over_months, every: &str| Band {
            stage,
            over_months,
            every: every.parse().unwrap(),
            basis: Basis {
                key: "house".to_owned(),
                current: "RAN PRISONS 2023".to_owned(),
                former: None,
                item: None,
                certainty: Certainty::Seen,
                regime: FileRegime::Conference,
            },
        };
        Rhythm::new(vec![
            band(Stage::Arrival, 0, "P3W"),
            band(Stage::Detention, 24, "P6M"),
            band(Stage::Detention, 6, "P3M"),
            band(Stage::Detention, 0, "P2W"),
            band(Stage::AfterRelease, 0, "P1M"),
        ])
        .unwrap()
    }

    #[test]
    fn a_reason_kept_as_its_code_is_the_reason_that_was_computed() {
        let rhythm = rhythm();
        for last in [date(2026, 1, 5), date(2026, 9, 1), date(2026, 11, 1)] {
            for release in [date(2026, 12, 24), date(2027, 3, 31), date(2027, 9, 1), date(2030, 1, 1)] {
                let path = Path {
                    admitted_on: date(2025, 1, 1),
                    release_on: Some(release),
                    released_on: None,
                    last_review_on: Some(last),
                    fixed: None,
                };
                let due = next_review(&rhythm, &path).unwrap();
                let known = Known { release_on: Some(release), ..Known::default() };
                assert_eq!(rhythm.reason(due.because.code(), due.on, known), Some(due.because));
            }
        }
    }

    #[test]
    fn who_does_not_know_the_release_is_not_told_of_it() {
        let rhythm = rhythm();
        assert_eq!(rhythm.reason("before_release", date(2026, 11, 21), Known::default()), None);
        assert_eq!(rhythm.reason("after_release", date(2026, 11, 21), Known::default()), None);
        assert_eq!(rhythm.reason("decision", date(2026, 11, 21), Known::default()), None);
    }
}
