//! The person's path, and how its present phase follows from facts (domain, section 4). Never typed in by hand.

use jiff::ToSpan;
use jiff::civil::Date;

use super::catalogue::Field;
use super::text_enum::text_enum;

text_enum! {
    /// Phases of the path.
    Phase {
        Investigation = "investigation", "enquête";
        PreTrial = "pre_trial", "détention provisoire";
        Trial = "trial", "attente de jugement";
        Detention = "detention", "exécution de peine";
        PreRelease = "pre_release", "préparation de la sortie";
        Community = "community", "milieu ouvert";
        Closed = "closed", "suivi terminé";
    }
}

text_enum! {
    /// What a penal decision is.
    Nature {
        Investigation = "investigation", "ouverture d’enquête ou d’information";
        Remand = "remand", "mandat de dépôt";
        Referral = "referral", "renvoi devant la juridiction de jugement";
        Conviction = "conviction", "condamnation";
        Measure = "measure", "mesure exécutée en milieu ouvert";
        Removal = "removal", "mesure d’éloignement";
        Dismissal = "dismissal", "classement, non-lieu ou relaxe";
    }
}

text_enum! {
    /// The fact that the phase follows from, shown beside it.
    Because {
        InvestigationOpened = "investigation_opened", "ouverture d’une enquête";
        Remanded = "remanded", "placement en détention provisoire";
        Referred = "referred", "renvoi devant la juridiction de jugement";
        Convicted = "convicted", "condamnation en cours d’exécution";
        ReleaseWithinYear = "release_within_year", "libération prévue dans les douze mois";
        MeasureRunning = "measure_running", "mesure en cours après la sortie";
        Released = "released", "levée d’écrou sans mesure en cours";
        MeasureEnded = "measure_ended", "fin de la mesure";
        Dismissed = "dismissed", "procédure terminée";
        NothingOpen = "nothing_open", "aucun fait en cours";
    }
}

impl Because {
    /// The fields that this fact would tell: it is said to whoever may see all of them.
    #[must_use]
    pub const fn tells(self) -> &'static [Field] {
        match self {
            Self::InvestigationOpened | Self::Referred | Self::Dismissed => &[Field::DecidedOn],
            Self::Remanded => &[Field::AdmittedOn],
            Self::Convicted => &[Field::DecidedOn, Field::AdmittedOn],
            Self::ReleaseWithinYear => &[Field::ReleaseDate],
            Self::MeasureRunning => &[Field::StartsOn],
            Self::MeasureEnded => &[Field::EndsOn],
            Self::Released => &[Field::ReleasedAt],
            Self::NothingOpen => &[Field::DecidedOn, Field::AdmittedOn],
        }
    }
}

/// A stay in prison, in the prison's own days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// First day.
    pub admitted_on: Date,
    /// Planned release.
    pub release_on: Option<Date>,
    /// Actual release.
    pub released_on: Option<Date>,
}

/// A penal decision, as far as the phase needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PenalStep {
    /// What it is.
    pub nature: Nature,
    /// When it was taken.
    pub decided_on: Date,
    /// When its execution starts; the decision's day when unknown.
    pub starts_on: Option<Date>,
    /// When it ends.
    pub ends_on: Option<Date>,
}

/// The phase, the fact behind it, since when, and the first day on which it may be another without any new fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// The phase.
    pub phase: Phase,
    /// The fact.
    pub because: Because,
    /// Since when.
    pub since: Date,
    /// First day on which time alone may change it.
    pub next_change_on: Option<Date>,
}

/// The present phase of a person with these stays and steps, on `today` (in the zone of the prison, or Paris).
#[must_use]
pub fn derive(stays: &[Stay], steps: &[PenalStep], today: Date) -> Finding {
    let latest = |nature: Nature| {
        steps.iter().filter(|s| s.nature == nature && s.decided_on <= today).max_by_key(|s| s.decided_on)
    };
    let open = stays
        .iter()
        .filter(|s| s.admitted_on <= today && s.released_on.is_none_or(|d| d > today))
        .max_by_key(|s| s.admitted_on);
    // Whatever is dated in the future will have to be looked at again on its day.
    let coming = |day: Option<Date>| day.filter(|d| *d > today);
    let next_fact = steps
        .iter()
        .flat_map(|s| {
            [coming(Some(s.decided_on)), coming(s.starts_on), s.ends_on.and_then(|d| coming(d.tomorrow().ok()))]
        })
        .chain(stays.iter().flat_map(|s| [coming(Some(s.admitted_on)), coming(s.released_on)]))
        .flatten()
        .min();
    let finding = |phase, because, since, also: Option<Date>| Finding {
        phase,
        because,
        since,
        next_change_on: [next_fact, coming(also)].into_iter().flatten().min(),
    };

    if let Some(stay) = open {
        // A sentence served long ago doesn't make a remand prisoner a convict: the latest title of detention speaks.
        let pending =
            [latest(Nature::Remand), latest(Nature::Referral)].into_iter().flatten().map(|s| s.decided_on).max();
        let conviction = latest(Nature::Conviction).filter(|c| pending.is_none_or(|day| day <= c.decided_on));
        if let Some(conviction) = conviction {
            let executed_since = conviction.decided_on.max(stay.admitted_on);
            let Some(a_year_before) = stay.release_on.and_then(|d| d.checked_sub(12.months()).ok()) else {
                return finding(Phase::Detention, Because::Convicted, executed_since, None);
            };
            return if a_year_before <= today {
                finding(Phase::PreRelease, Because::ReleaseWithinYear, a_year_before.max(executed_since), None)
            } else {
                finding(Phase::Detention, Because::Convicted, executed_since, Some(a_year_before))
            };
        }
        let remand = latest(Nature::Remand).map(|s| s.decided_on);
        return match latest(Nature::Referral).filter(|r| remand.is_none_or(|day| day <= r.decided_on)) {
            Some(referral) => finding(Phase::Trial, Because::Referred, referral.decided_on, None),
            None => finding(Phase::PreTrial, Because::Remanded, stay.admitted_on, None),
        };
    }

    let running = steps
        .iter()
        .filter(|s| s.nature == Nature::Measure && s.decided_on <= today)
        .filter(|s| s.starts_on.unwrap_or(s.decided_on) <= today && s.ends_on.is_none_or(|d| d >= today))
        .max_by_key(|s| s.starts_on);
    if let Some(measure) = running {
        return finding(
            Phase::Community,
            Because::MeasureRunning,
            measure.starts_on.unwrap_or(measure.decided_on),
            None,
        );
    }
    let ended =
        steps.iter().filter(|s| s.nature == Nature::Measure).filter_map(|s| s.ends_on).filter(|d| *d < today).max();
    if let Some(day) = ended {
        return finding(Phase::Closed, Because::MeasureEnded, day, None);
    }
    if let Some(day) = stays.iter().filter_map(|s| s.released_on).filter(|d| *d <= today).max() {
        return finding(Phase::Closed, Because::Released, day, None);
    }
    if let Some(dismissal) = latest(Nature::Dismissal) {
        return finding(Phase::Closed, Because::Dismissed, dismissal.decided_on, None);
    }
    if let Some(referral) = latest(Nature::Referral).filter(|_| latest(Nature::Conviction).is_none()) {
        return finding(Phase::Trial, Because::Referred, referral.decided_on, None);
    }
    match latest(Nature::Investigation).filter(|_| latest(Nature::Conviction).is_none()) {
        Some(opened) => finding(Phase::Investigation, Because::InvestigationOpened, opened.decided_on, None),
        None => {
            let known = steps.iter().map(|s| s.decided_on).chain(stays.iter().map(|s| s.admitted_on));
            finding(
                Phase::Closed,
                Because::NothingOpen,
                known.filter(|d| *d <= today).max().unwrap_or(Date::ZERO),
                None,
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 21);

    fn stay(admitted_on: Date) -> Stay {
        Stay { admitted_on, release_on: None, released_on: None }
    }

    fn step(nature: Nature, decided_on: Date) -> PenalStep {
        PenalStep { nature, decided_on, starts_on: None, ends_on: None }
    }

    #[test]
    fn a_path_goes_from_investigation_to_closed_as_facts_come_in() {
        let opened = step(Nature::Investigation, date(2020, 1, 10));
        let remand = step(Nature::Remand, date(2020, 2, 1));
        let referral = step(Nature::Referral, date(2021, 1, 5));
        let conviction = step(Nature::Conviction, date(2021, 6, 1));
        let measure = PenalStep {
            starts_on: Some(date(2025, 3, 1)),
            ends_on: Some(date(2027, 3, 1)),
            ..step(Nature::Measure, date(2021, 6, 1))
        };
        let inside = Stay { admitted_on: date(2020, 2, 1), release_on: Some(date(2025, 3, 1)), released_on: None };
        let out = Stay { released_on: Some(date(2025, 3, 1)), ..inside };
        let phase = |stays: &[Stay], steps: &[PenalStep], on| derive(stays, steps, on).phase;

        assert_eq!(phase(&[], &[opened], date(2020, 1, 20)), Phase::Investigation);
        assert_eq!(phase(&[inside], &[opened, remand], date(2020, 6, 1)), Phase::PreTrial);
        assert_eq!(phase(&[inside], &[opened, remand, referral], date(2021, 3, 1)), Phase::Trial);
        let all = [opened, remand, referral, conviction, measure];
        assert_eq!(phase(&[inside], &all, date(2022, 1, 1)), Phase::Detention);
        assert_eq!(phase(&[inside], &all, date(2024, 3, 1)), Phase::PreRelease);
        assert_eq!(phase(&[out], &all, date(2025, 3, 1)), Phase::Community);
        assert_eq!(phase(&[out], &all, date(2027, 3, 1)), Phase::Community);
        assert_eq!(phase(&[out], &all, date(2027, 3, 2)), Phase::Closed);
    }

    #[test]
    fn the_last_twelve_months_begin_on_the_day_and_are_announced_beforehand() {
        let inside = Stay { release_on: Some(date(2027, 11, 22)), ..stay(date(2024, 1, 1)) };
        let conviction = step(Nature::Conviction, date(2024, 1, 1));
        let before = derive(&[inside], &[conviction], TODAY);
        assert_eq!((before.phase, before.next_change_on), (Phase::Detention, Some(date(2026, 11, 22))));
        assert_eq!(derive(&[inside], &[conviction], date(2026, 11, 22)).phase, Phase::PreRelease);
    }

    #[test]
    fn a_leap_day_release_has_its_year_too() {
        let inside = Stay { release_on: Some(date(2028, 2, 29)), ..stay(date(2024, 1, 1)) };
        let conviction = step(Nature::Conviction, date(2024, 1, 1));
        assert_eq!(derive(&[inside], &[conviction], date(2027, 2, 27)).phase, Phase::Detention);
        assert_eq!(derive(&[inside], &[conviction], date(2027, 2, 28)).phase, Phase::PreRelease);
    }

    #[test]
    fn a_sentence_served_long_ago_does_not_make_a_remand_prisoner_a_convict() {
        let old = step(Nature::Conviction, date(2012, 3, 1));
        let remand = step(Nature::Remand, date(2026, 2, 1));
        let now = [stay(date(2026, 2, 1))];
        assert_eq!(derive(&now, &[old, remand], TODAY).phase, Phase::PreTrial);
        let referral = step(Nature::Referral, date(2026, 6, 1));
        assert_eq!(derive(&now, &[old, remand, referral], TODAY).phase, Phase::Trial);
        let conviction = step(Nature::Conviction, date(2026, 9, 1));
        assert_eq!(derive(&now, &[old, remand, referral, conviction], TODAY).phase, Phase::Detention);
    }

    #[test]
    fn without_any_fact_nothing_is_open() {
        assert_eq!(derive(&[], &[], TODAY).phase, Phase::Closed);
    }

    #[test]
    fn a_convicted_prisoner_without_a_release_date_is_in_detention() {
        let found = derive(&[stay(date(2020, 1, 1))], &[step(Nature::Conviction, date(2021, 1, 1))], TODAY);
        assert_eq!((found.phase, found.next_change_on), (Phase::Detention, None));
    }
}
