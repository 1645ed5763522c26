//! How often a case is reviewed (domain, section 7, "Rhythm" and "Arrival"): a new arrival within three weeks, then more
//! often as the release nears, and for a while after it. Pure: the day on which a review falls due follows from the path alone
//! and is the same whenever it is asked for; only the words of its reason know the reader's day.
//!
//! Months are those of the calendar, counted from the release as one counts on a calendar: "more than six months remain" on the
//! days before the day six months earlier than the release (where that month is too short, its last day).

mod because;
mod every;
mod reason;
#[cfg(test)]
mod tests;

use jiff::Span;
use jiff::civil::Date;

use super::basis::Basis;
use super::text_enum::text_enum;

pub use because::Because;
pub use every::{Every, NotEvery};
pub use reason::Known;

text_enum! {
    /// Where on the path a band of a rhythm applies.
    Stage {
        Arrival = "arrival", "arrivée";
        Detention = "detention", "détention";
        AfterRelease = "after_release", "après la sortie";
    }
}

/// One line of a rhythm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// Where it applies.
    pub stage: Stage,
    /// It applies while more than this many months remain until the release, or have passed since; 0 for all other days of
    /// its stage. Always 0 at the arrival.
    pub over_months: u16,
    /// How long after the review before; at the arrival, how long after the admission.
    pub every: Every,
    /// Where it comes from.
    pub basis: Basis,
}

/// The bands of one commission, without a flaw, in the order in which a person comes through them. Without any band at all,
/// reviews are due only where a decision fixes them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rhythm {
    bands: Vec<Band>,
}

/// What is wrong with some bands. The numbers are positions among the bands given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The later one applies exactly when the earlier does.
    Overlap {
        /// The one that came first.
        earlier: usize,
        /// The one too many.
        later: usize,
    },
    /// A band of the arrival speaks of months to or from a release.
    MonthsAtArrival {
        /// That band.
        band: usize,
    },
    /// No band applies to the days that are left: none of its stage has 0 months.
    NoCatchAll {
        /// The first band of that stage.
        first: usize,
        /// The stage.
        stage: Stage,
    },
    /// Reviews would become rarer as the release nears, which RAN's finding (domain, section 1) speaks against.
    Rarer {
        /// The band that is nearer to the release.
        nearer: usize,
        /// The one before it.
        further: usize,
    },
}

/// Where a person stands, as far as the reviews of one commission go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Path {
    /// The day of the admission: in the prison for the commission of a prison, into detention for the others.
    pub admitted_on: Date,
    /// The planned release, where it is known.
    pub release_on: Option<Date>,
    /// The release itself, once it took place.
    pub released_on: Option<Date>,
    /// The day of this commission's last review of the case.
    pub last_review_on: Option<Date>,
    /// The next review that a decision fixed.
    pub fixed: Option<FixedReview>,
}

/// A review that a decision fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedReview {
    /// The day by which it is due.
    pub on: Date,
    /// The day of the decision.
    pub decided_on: Date,
}

/// A review that is to come, or that is late: compare `on` with the reader's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueReview {
    /// The day by which it is due.
    pub on: Date,
    /// Why then.
    pub because: Because,
}

impl Rhythm {
    /// No band at all.
    pub const NONE: Self = Self { bands: Vec::new() };

    /// The rhythm of these bands, in any order.
    ///
    /// # Errors
    /// Every flaw: two bands for the same days, days without a band, an arrival that counts months, reviews that become rarer
    /// as the release nears.
    pub fn new(bands: Vec<Band>) -> Result<Self, Vec<Flaw>> {
        let flaws = flaws(&bands);
        if !flaws.is_empty() {
            return Err(flaws);
        }
        let mut bands = bands;
        bands.sort_by_key(place);
        Ok(Self { bands })
    }

    /// The bands, in the order in which a person comes through them.
    #[must_use]
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// How long after the admission the first review is due, for a commission that sees every new arrival.
    #[must_use]
    pub fn arrival(&self) -> Option<Every> {
        self.stage(Stage::Arrival).next().map(|band| band.every)
    }

    /// The basis of a review that this rhythm made due; none of one that a decision fixed, nor of another rhythm's reason.
    #[must_use]
    pub fn basis(&self, because: &Because) -> Option<&Basis> {
        let (stage, over_months) = because.place()?;
        self.stage(stage).find(|band| over_months.is_none_or(|over| band.over_months == over)).map(|band| &band.basis)
    }

    fn stage(&self, stage: Stage) -> impl DoubleEndedIterator<Item = &Band> {
        self.bands.iter().filter(move |band| band.stage == stage)
    }
}

/// The next review of this case, if any is to come: the one that a decision fixed if that is earlier, else the rhythm's.
///
/// - Nobody reviewed since the admission: the arrival's deadline, for a commission that has one. One that has none takes a case up
///   by reviewing it a first time; before that nothing is due.
/// - In detention: the earliest day on which the time that the band of that very day asks for has passed since the last review.
///   Without a known date of release, the band furthest from it. A date that passed without a release counts as near.
/// - After the release only the bands after it count: what was missed inside is due on the day of the release at the earliest. A
///   commission without such bands, like that of a prison, has nothing more to review.
/// - A fixed date that is not after the last review has been met.
#[must_use]
pub fn next_review(rhythm: &Rhythm, path: &Path) -> Option<DueReview> {
    let fixed = path
        .fixed
        .filter(|fixed| path.last_review_on.is_none_or(|last| last < fixed.on))
        .map(|fixed| DueReview { on: fixed.on, because: Because::Decision { decided_on: fixed.decided_on } });
    match (by_rhythm(rhythm, path), fixed) {
        (Some(due), Some(fixed)) => Some(if fixed.on < due.on { fixed } else { due }),
        (due, fixed) => due.or(fixed),
    }
}

fn by_rhythm(rhythm: &Rhythm, path: &Path) -> Option<DueReview> {
    let arrival = rhythm.arrival();
    // A review of an earlier detention says nothing about who arrives anew.
    let last = path.last_review_on.filter(|last| arrival.is_none() || *last >= path.admitted_on);
    match (path.released_on, last, arrival) {
        (None, Some(last), _) => in_detention(rhythm, last, path.release_on),
        (None, None, Some(within)) => Some(DueReview {
            on: within.after(path.admitted_on),
            because: Because::Arrival { admitted_on: path.admitted_on, within },
        }),
        (Some(released), Some(last), _) => after_release(rhythm, last, released),
        // Who left before the first review is counted from the release on.
        (Some(released), None, Some(_)) => after_release(rhythm, released, released),
        (_, None, None) => None,
    }
}

fn in_detention(rhythm: &Rhythm, last: Date, release: Option<Date>) -> Option<DueReview> {
    let Some(release_on) = release else {
        let every = rhythm.stage(Stage::Detention).next()?.every;
        return Some(DueReview { on: every.after(last), because: Because::UnknownRelease { every } });
    };
    let (mut from, mut under_months) = (Date::MIN, None);
    for band in rhythm.stage(Stage::Detention) {
        let over_months = band.over_months;
        // The first day of the next band; the last band has no end.
        let end = (over_months > 0).then(|| months_before(release_on, over_months));
        let on = band.every.after(last).max(from);
        if end.is_none_or(|end| on < end) {
            let because = Because::BeforeRelease { release_on, over_months, under_months, every: band.every };
            return Some(DueReview { on, because });
        }
        from = end.unwrap_or(from);
        under_months = Some(over_months);
    }
    None
}

fn after_release(rhythm: &Rhythm, last: Date, released_on: Date) -> Option<DueReview> {
    let mut bands = rhythm.stage(Stage::AfterRelease).peekable();
    let mut from = released_on;
    while let Some(band) = bands.next() {
        let under_months = bands.peek().map(|next| next.over_months);
        let end = under_months.map(|under| day_after(months_after(released_on, under)));
        let on = band.every.after(last).max(from);
        if end.is_none_or(|end| on < end) {
            let over_months = band.over_months;
            let because = Because::AfterRelease { released_on, over_months, under_months, every: band.every };
            return Some(DueReview { on, because });
        }
        from = end.unwrap_or(from);
    }
    None
}

/// Bands in the order in which a person comes through them: the furthest before the release first, the nearest after it.
fn place(band: &Band) -> (Stage, i32) {
    let over = i32::from(band.over_months);
    (band.stage, if band.stage == Stage::Detention { -over } else { over })
}

fn flaws(bands: &[Band]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (later, band) in bands.iter().enumerate() {
        if band.stage == Stage::Arrival && band.over_months > 0 {
            flaws.push(Flaw::MonthsAtArrival { band: later });
        }
        let same = |other: &Band| place(other) == place(band);
        if let Some(earlier) = bands.iter().take(later).position(same) {
            flaws.push(Flaw::Overlap { earlier, later });
        }
    }
    for stage in [Stage::Detention, Stage::AfterRelease] {
        let catches_all = bands.iter().any(|band| band.stage == stage && band.over_months == 0);
        if let Some(first) = bands.iter().position(|band| band.stage == stage).filter(|_| !catches_all) {
            flaws.push(Flaw::NoCatchAll { first, stage });
        }
    }
    let mut inside: Vec<(usize, &Band)> =
        bands.iter().enumerate().filter(|(_, band)| band.stage == Stage::Detention).collect();
    inside.sort_by_key(|(_, band)| place(band));
    for pair in inside.windows(2) {
        if let [(further, far), (nearer, near)] = pair
            && far.over_months != near.over_months
            && !near.every.is_never_longer_than(far.every)
        {
            flaws.push(Flaw::Rarer { nearer: *nearer, further: *further });
        }
    }
    flaws
}

fn months(count: u16) -> Span {
    Span::new().months(i64::from(count))
}

fn months_before(day: Date, count: u16) -> Date {
    day.saturating_sub(months(count))
}

fn months_after(day: Date, count: u16) -> Date {
    day.saturating_add(months(count))
}

fn day_after(day: Date) -> Date {
    day.saturating_add(Span::new().days(1))
}
