//! Why a review is due on its day, as the screen says it.

use jiff::civil::Date;

use super::{Every, Stage, months_after, months_before};

const NBSP: char = '\u{a0}';

/// Why a review is due on its day. The bands are those of the day on which it is due, not of the reader's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// Nobody has reviewed this new arrival yet.
    Arrival {
        /// The day of the admission.
        admitted_on: Date,
        /// The deadline.
        within: Every,
    },
    /// The release is that far ahead.
    BeforeRelease {
        /// The planned release.
        release_on: Date,
        /// More than this many months remain; 0 where nothing nearer follows.
        over_months: u16,
        /// At most this many months remain; none where nothing further comes before.
        under_months: Option<u16>,
        /// How often.
        every: Every,
    },
    /// Nobody knows when the release will be.
    UnknownRelease {
        /// How often: what is asked for furthest from the release.
        every: Every,
    },
    /// The release is that far back.
    AfterRelease {
        /// The release.
        released_on: Date,
        /// More than this many months have passed; 0 from the release on.
        over_months: u16,
        /// At most this many months have passed; none where nothing later follows.
        under_months: Option<u16>,
        /// How often.
        every: Every,
    },
    /// A decision fixed the date.
    Decision {
        /// The day of the decision.
        decided_on: Date,
    },
}

impl Because {
    /// The code used in the database and the journal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Arrival { .. } => "arrival",
            Self::BeforeRelease { .. } => "before_release",
            Self::UnknownRelease { .. } => "unknown_release",
            Self::AfterRelease { .. } => "after_release",
            Self::Decision { .. } => "decision",
        }
    }

    /// The band that it speaks of: its stage, and its months unless it is the first of the stage.
    pub(in crate::domain::rhythm) const fn place(&self) -> Option<(Stage, Option<u16>)> {
        match self {
            Self::Arrival { .. } => Some((Stage::Arrival, None)),
            Self::UnknownRelease { .. } => Some((Stage::Detention, None)),
            Self::BeforeRelease { over_months, .. } => Some((Stage::Detention, Some(*over_months))),
            Self::AfterRelease { over_months, .. } => Some((Stage::AfterRelease, Some(*over_months))),
            Self::Decision { .. } => None,
        }
    }

    /// The reason in French for a reader of that day: `sortie dans 2 mois : tous les 15 jours`. Where the review falls due in
    /// another band than the reader's day, the band is said: `à moins de 3 mois de la sortie : tous les 15 jours`.
    ///
    /// It tells how far the release is: only for who may see its date.
    #[must_use]
    pub fn words(&self, today: Date) -> String {
        let (when, how) = match *self {
            Self::Arrival { within, .. } => ("nouvel arrivant".to_owned(), within.deadline_words()),
            Self::UnknownRelease { every } => ("date de sortie inconnue".to_owned(), every.words()),
            Self::BeforeRelease { release_on, over_months, under_months, every } => {
                (before(release_on, over_months, under_months, today), every.words())
            }
            Self::AfterRelease { released_on, over_months, under_months, every } => {
                (after(released_on, over_months, under_months, today), every.words())
            }
            Self::Decision { decided_on } => {
                return format!("revue fixée par la décision du {}", decided_on.strftime("%d/%m/%Y"));
            }
        };
        format!("{when}{NBSP}: {how}")
    }
}

fn before(release: Date, over: u16, under: Option<u16>, today: Date) -> String {
    let is_near_enough = under.is_none_or(|under| today >= months_before(release, under));
    let is_far_enough = over == 0 || today < months_before(release, over);
    match (is_near_enough && is_far_enough, over, under) {
        (true, 1.., None) => format!("sortie dans plus de {over}{NBSP}mois"),
        (true, ..) => match whole_months(today, release, |n| months_before(release, n) >= today) {
            _ if release < today => "date de sortie passée".to_owned(),
            0 => match days(today, release) {
                0 => "sortie aujourd’hui".to_owned(),
                1 => "sortie demain".to_owned(),
                n => format!("sortie dans {n}{NBSP}jours"),
            },
            n => format!("sortie dans {n}{NBSP}mois"),
        },
        (false, _, None) => format!("à plus de {over}{NBSP}mois de la sortie"),
        (false, 0, Some(under)) => format!("à moins de {under}{NBSP}mois de la sortie"),
        (false, _, Some(under)) => format!("entre {over} et {under}{NBSP}mois avant la sortie"),
    }
}

fn after(released: Date, over: u16, under: Option<u16>, today: Date) -> String {
    let is_late_enough = if over == 0 { today >= released } else { today > months_after(released, over) };
    let is_early_enough = under.is_none_or(|under| today <= months_after(released, under));
    match (is_late_enough && is_early_enough, over, under) {
        (true, ..) => match whole_months(released, today, |n| months_after(released, n) <= today) {
            0 => match days(released, today) {
                0 => "sortie aujourd’hui".to_owned(),
                1 => "sortie hier".to_owned(),
                n => format!("sortie depuis {n}{NBSP}jours"),
            },
            n => format!("sortie depuis {n}{NBSP}mois"),
        },
        (false, 0, None) => "après la sortie".to_owned(),
        (false, 0, Some(under)) => format!("dans les {under}{NBSP}mois après la sortie"),
        (false, _, None) => format!("plus de {over}{NBSP}mois après la sortie"),
        (false, _, Some(under)) => format!("entre {over} et {under}{NBSP}mois après la sortie"),
    }
}

/// The whole months from one day to a later one: those between their months of the calendar, less one that is not `full` yet.
fn whole_months(from: Date, to: Date, full: impl Fn(u16) -> bool) -> u16 {
    let number = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
    let between = u16::try_from(number(to) - number(from)).unwrap_or(0);
    if full(between) { between } else { between.saturating_sub(1) }
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const RELEASE: Date = date(2027, 3, 31);

    fn band(over_months: u16, under_months: Option<u16>, every: &str) -> Because {
        Because::BeforeRelease { release_on: RELEASE, over_months, under_months, every: every.parse().unwrap() }
    }

    fn out(over_months: u16, under_months: Option<u16>, every: &str) -> Because {
        Because::AfterRelease { released_on: RELEASE, over_months, under_months, every: every.parse().unwrap() }
    }

    #[track_caller]
    fn says(because: Because, today: Date, expected: &str) {
        let said = because.words(today);
        assert!(said.contains("\u{a0}: ") || !said.contains(':'), "{said:?}");
        assert_eq!(said.replace(NBSP, " "), expected);
    }

    #[test]
    fn a_review_in_the_band_of_today_says_how_far_the_release_is() {
        says(band(24, None, "P6M"), date(2025, 3, 30), "sortie dans plus de 24 mois : tous les 6 mois");
        says(band(6, Some(24), "P3M"), date(2025, 3, 31), "sortie dans 24 mois : chaque trimestre");
        says(band(3, Some(6), "P1M"), date(2026, 11, 2), "sortie dans 4 mois : tous les mois");
        says(band(0, Some(3), "P2W"), date(2026, 12, 31), "sortie dans 3 mois : tous les 15 jours");
        says(band(0, Some(3), "P2W"), date(2027, 1, 1), "sortie dans 2 mois : tous les 15 jours");
        says(band(0, Some(3), "P2W"), date(2027, 2, 28), "sortie dans 1 mois : tous les 15 jours");
        says(band(0, Some(3), "P2W"), date(2027, 3, 1), "sortie dans 30 jours : tous les 15 jours");
        says(band(0, Some(3), "P2W"), date(2027, 3, 30), "sortie demain : tous les 15 jours");
        says(band(0, Some(3), "P2W"), RELEASE, "sortie aujourd’hui : tous les 15 jours");
        says(band(0, Some(3), "P2W"), date(2027, 4, 1), "date de sortie passée : tous les 15 jours");
        says(band(0, None, "P1M"), date(2025, 3, 31), "sortie dans 24 mois : tous les mois");
    }

    #[test]
    fn a_review_in_another_band_than_that_of_today_says_which() {
        says(band(0, Some(3), "P2W"), date(2026, 12, 30), "à moins de 3 mois de la sortie : tous les 15 jours");
        says(band(24, None, "P6M"), date(2025, 3, 31), "à plus de 24 mois de la sortie : tous les 6 mois");
        says(band(6, Some(24), "P3M"), date(2027, 3, 1), "entre 6 et 24 mois avant la sortie : chaque trimestre");
    }

    #[test]
    fn after_the_release_the_months_count_on() {
        says(out(0, Some(6), "P1M"), RELEASE, "sortie aujourd’hui : tous les mois");
        says(out(0, Some(6), "P1M"), date(2027, 4, 1), "sortie hier : tous les mois");
        says(out(0, Some(6), "P1M"), date(2027, 4, 29), "sortie depuis 29 jours : tous les mois");
        says(out(0, Some(6), "P1M"), date(2027, 4, 30), "sortie depuis 1 mois : tous les mois");
        says(out(0, Some(6), "P1M"), date(2027, 6, 1), "sortie depuis 2 mois : tous les mois");
        says(out(0, Some(6), "P1M"), date(2027, 9, 30), "sortie depuis 6 mois : tous les mois");
        says(out(0, Some(6), "P1M"), date(2027, 10, 1), "dans les 6 mois après la sortie : tous les mois");
        says(out(6, None, "P3M"), date(2027, 9, 30), "plus de 6 mois après la sortie : chaque trimestre");
        says(out(6, None, "P3M"), date(2028, 4, 30), "sortie depuis 13 mois : chaque trimestre");
        says(out(0, None, "P3M"), date(2027, 3, 1), "après la sortie : chaque trimestre");
    }

    #[test]
    fn arrivals_unknown_dates_and_decisions() {
        let within = "P3W".parse().unwrap();
        let arrival = Because::Arrival { admitted_on: RELEASE, within };
        says(arrival, RELEASE, "nouvel arrivant : dans les trois semaines");
        let unknown = Because::UnknownRelease { every: "P6M".parse().unwrap() };
        says(unknown, RELEASE, "date de sortie inconnue : tous les 6 mois");
        let decision = Because::Decision { decided_on: date(2026, 3, 12) };
        says(decision, RELEASE, "revue fixée par la décision du 12/03/2026");
        assert_eq!(decision.code(), "decision");
    }
}
