//! The rhythm as the domain says it, on days that a reader can count on a calendar.

use super::*;
use crate::domain::{Certainty, FileRegime};
use jiff::civil::date;

mod naive;

fn basis(key: &str) -> Basis {
    Basis {
        key: key.to_owned(),
        current: key.to_owned(),
        former: None,
        item: None,
        certainty: Certainty::Seen,
        regime: FileRegime::Conference,
    }
}

fn band(stage: Stage, over_months: u16, every: &str) -> Band {
    Band { stage, over_months, every: every.parse().unwrap(), basis: basis(stage.code()) }
}

/// The default of the domain, with its bands out of order.
fn usual() -> Rhythm {
    Rhythm::new(vec![
        band(Stage::AfterRelease, 6, "P3M"),
        band(Stage::AfterRelease, 0, "P1M"),
        band(Stage::Detention, 0, "P2W"),
        band(Stage::Detention, 3, "P1M"),
        band(Stage::Detention, 24, "P6M"),
        band(Stage::Detention, 6, "P3M"),
        band(Stage::Arrival, 0, "P3W"),
    ])
    .unwrap()
}

/// A commission that takes cases up by itself.
fn without_arrival() -> Rhythm {
    Rhythm::new(usual().bands().iter().filter(|band| band.stage != Stage::Arrival).cloned().collect()).unwrap()
}

/// The commission of a prison.
fn inside_only() -> Rhythm {
    Rhythm::new(usual().bands().iter().filter(|band| band.stage != Stage::AfterRelease).cloned().collect()).unwrap()
}

const ADMITTED: Date = date(2024, 2, 8);

fn inside(last: Option<Date>, release: Option<Date>) -> Path {
    Path { admitted_on: ADMITTED, release_on: release, released_on: None, last_review_on: last, fixed: None }
}

fn outside(last: Option<Date>, released: Date) -> Path {
    Path { released_on: Some(released), ..inside(last, Some(released)) }
}

fn on(rhythm: &Rhythm, path: &Path) -> Option<Date> {
    next_review(rhythm, path).map(|due| due.on)
}

#[track_caller]
fn due(path: &Path, expected: Date, words: &str) {
    let due = next_review(&usual(), path).unwrap();
    assert_eq!((due.on, due.because.words(due.on).replace('\u{a0}', " ").as_str()), (expected, words));
}

#[test]
fn a_new_arrival_is_reviewed_within_three_weeks_whatever_the_release() {
    for release in [None, Some(date(2024, 2, 20)), Some(date(2030, 1, 1))] {
        due(&inside(None, release), date(2024, 2, 29), "nouvel arrivant : dans les trois semaines");
    }
    due(&inside(Some(date(2023, 9, 1)), None), date(2024, 2, 29), "nouvel arrivant : dans les trois semaines");
    due(&inside(Some(ADMITTED), None), date(2024, 8, 8), "date de sortie inconnue : tous les 6 mois");
}

#[test]
fn the_nearer_the_release_the_more_often() {
    let release = Some(date(2027, 8, 31));
    let after = |last| inside(Some(last), release);
    due(&after(date(2024, 8, 31)), date(2025, 2, 28), "sortie dans plus de 24 mois : tous les 6 mois");
    due(&after(date(2026, 1, 10)), date(2026, 4, 10), "sortie dans 16 mois : chaque trimestre");
    due(&after(date(2027, 3, 31)), date(2027, 4, 30), "sortie dans 4 mois : tous les mois");
    due(&after(date(2027, 6, 20)), date(2027, 7, 4), "sortie dans 1 mois : tous les 15 jours");
    due(&after(date(2027, 8, 28)), date(2027, 9, 11), "date de sortie passée : tous les 15 jours");
}

#[test]
fn a_review_may_fall_due_on_the_day_on_which_a_nearer_band_begins() {
    let release = Some(date(2027, 8, 31));
    // Four months after the last one, when six would be asked for until the 30th.
    due(&inside(Some(date(2025, 4, 15)), release), date(2025, 8, 31), "sortie dans 24 mois : chaque trimestre");
    // Six months earlier than 31 August is the last day of February.
    due(&inside(Some(date(2027, 1, 20)), release), date(2027, 2, 28), "sortie dans 6 mois : tous les mois");
    // Less than three months after the last one: the nearer band has to wait for them.
    due(&inside(Some(date(2025, 7, 15)), release), date(2025, 10, 15), "sortie dans 22 mois : chaque trimestre");
}

#[test]
fn leap_days_and_month_ends_count_as_on_a_calendar() {
    let leap = Some(date(2028, 2, 29));
    due(&inside(Some(date(2025, 9, 15)), leap), date(2026, 2, 28), "sortie dans 24 mois : chaque trimestre");
    due(&inside(Some(date(2027, 11, 29)), leap), date(2027, 12, 13), "sortie dans 2 mois : tous les 15 jours");
    due(&inside(Some(date(2027, 10, 31)), leap), date(2027, 11, 29), "sortie dans 3 mois : tous les 15 jours");
    due(&inside(Some(date(2027, 8, 31)), None), date(2028, 2, 29), "date de sortie inconnue : tous les 6 mois");
}

#[test]
fn after_the_release_monthly_for_six_months_then_every_three() {
    let released = date(2027, 8, 31);
    due(&outside(Some(date(2027, 8, 20)), released), date(2027, 9, 20), "sortie depuis 20 jours : tous les mois");
    due(&outside(Some(date(2027, 10, 30)), released), date(2027, 11, 30), "sortie depuis 3 mois : tous les mois");
    due(&outside(Some(date(2028, 1, 29)), released), date(2028, 2, 29), "sortie depuis 6 mois : tous les mois");
    due(&outside(Some(date(2028, 2, 10)), released), date(2028, 5, 10), "sortie depuis 8 mois : chaque trimestre");
}

#[test]
fn what_was_missed_inside_is_due_on_the_day_of_the_release() {
    let released = date(2027, 8, 31);
    due(&outside(Some(date(2026, 1, 1)), released), released, "sortie aujourd’hui : tous les mois");
    due(&outside(None, released), date(2027, 9, 30), "sortie depuis 1 mois : tous les mois");
}

#[test]
fn the_commission_of_a_prison_has_nothing_more_to_review_after_the_release() {
    assert_eq!(next_review(&inside_only(), &outside(Some(date(2027, 1, 1)), date(2027, 8, 31))), None);
    let fixed = Some(FixedReview { on: date(2027, 10, 1), decided_on: date(2027, 9, 1) });
    let path = Path { fixed, ..outside(Some(date(2027, 1, 1)), date(2027, 8, 31)) };
    assert_eq!(on(&inside_only(), &path), Some(date(2027, 10, 1)), "unless somebody decided so");
}

#[test]
fn a_commission_without_arrivals_takes_a_case_up_by_a_first_review() {
    assert_eq!(next_review(&without_arrival(), &inside(None, Some(date(2024, 3, 1)))), None);
    assert_eq!(next_review(&without_arrival(), &outside(None, date(2024, 3, 1))), None);
    // And keeps it through a release and a new detention.
    assert_eq!(on(&without_arrival(), &inside(Some(date(2024, 1, 20)), None)), Some(date(2024, 7, 20)));
    assert_eq!(next_review(&Rhythm::default(), &inside(Some(date(2024, 3, 1)), None)), None);
}

#[test]
fn a_date_that_a_decision_fixed_counts_if_it_is_earlier_and_not_yet_met() {
    let last = date(2026, 3, 12);
    let path = inside(Some(last), None);
    let fixed = |on| Path { fixed: Some(FixedReview { on, decided_on: last }), ..path };
    due(&fixed(date(2026, 5, 2)), date(2026, 5, 2), "revue fixée par la décision du 12/03/2026");
    due(&fixed(date(2027, 5, 2)), date(2026, 9, 12), "date de sortie inconnue : tous les 6 mois");
    due(&fixed(date(2026, 9, 12)), date(2026, 9, 12), "date de sortie inconnue : tous les 6 mois");
    due(&fixed(last), date(2026, 9, 12), "date de sortie inconnue : tous les 6 mois");
    let arrival =
        Path { fixed: Some(FixedReview { on: date(2024, 2, 12), decided_on: ADMITTED }), ..inside(None, None) };
    due(&arrival, date(2024, 2, 12), "revue fixée par la décision du 08/02/2024");
}

#[test]
fn each_reason_has_the_basis_of_its_band() {
    let rhythm = usual();
    let of = |path: &Path| {
        let due = next_review(&rhythm, path).unwrap();
        rhythm.basis(&due.because).map(|basis| basis.key.clone())
    };
    assert_eq!(of(&inside(None, None)).as_deref(), Some("arrival"));
    assert_eq!(of(&inside(Some(ADMITTED), None)).as_deref(), Some("detention"));
    assert_eq!(of(&inside(Some(ADMITTED), Some(date(2024, 4, 1)))).as_deref(), Some("detention"));
    assert_eq!(of(&outside(Some(ADMITTED), date(2024, 4, 1))).as_deref(), Some("after_release"));
    let fixed = Some(FixedReview { on: date(2024, 2, 12), decided_on: ADMITTED });
    assert_eq!(of(&Path { fixed, ..inside(None, None) }), None);
}

#[test]
fn bands_that_contradict_each_other_are_no_rhythm() {
    let flaws = |bands: Vec<Band>| Rhythm::new(bands).unwrap_err();
    use Stage::{AfterRelease, Arrival, Detention};
    assert_eq!(
        flaws(vec![band(Detention, 0, "P1M"), band(Detention, 6, "P3M"), band(Detention, 6, "P6M")]),
        [Flaw::Overlap { earlier: 1, later: 2 }]
    );
    assert_eq!(flaws(vec![band(Arrival, 0, "P3W"), band(Arrival, 0, "P3W")]), [Flaw::Overlap { earlier: 0, later: 1 }]);
    assert_eq!(flaws(vec![band(Arrival, 6, "P3W")]), [Flaw::MonthsAtArrival { band: 0 }]);
    assert_eq!(
        flaws(vec![band(Detention, 6, "P3M"), band(AfterRelease, 6, "P3M")]),
        [Flaw::NoCatchAll { first: 0, stage: Detention }, Flaw::NoCatchAll { first: 1, stage: AfterRelease }]
    );
    assert_eq!(
        flaws(vec![band(Detention, 0, "P6M"), band(Detention, 6, "P3M")]),
        [Flaw::Rarer { nearer: 0, further: 1 }]
    );
    assert!(Rhythm::new(vec![band(AfterRelease, 6, "P1M"), band(AfterRelease, 0, "P3M")]).is_ok());
}
