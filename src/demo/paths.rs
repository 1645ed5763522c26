//! Penal paths: stays and decisions that agree with each other and put the person in a wanted phase.
//!
//! Sentences are computed forwards, as a registry does: end = start + length in calendar units, release = end less remission.

mod sentence;

use jiff::civil::{Date, Weekday};

pub(in crate::demo) use self::sentence::ecrou;
use self::sentence::{Remaining, Sentence};
use super::dice::{Dice, at, days_between, months, plus, plus_months, plus_quantum, working};
use super::institutions::Site;
use super::places::PLACES;
use super::texts::decision::{self, Offence, Outside};
use super::world::{PenalSeed, StaySeed};
use crate::domain::Phase;
use crate::domain::phase::Nature;

/// A path, with what the rest of the history hangs on.
#[derive(Debug, Clone)]
pub(in crate::demo) struct Path {
    /// Stays, oldest first.
    pub(in crate::demo) stays: Vec<StaySeed>,
    /// Decisions, oldest first.
    pub(in crate::demo) penal: Vec<PenalSeed>,
    /// Index of the place whose courts deal with the person.
    pub(in crate::demo) home: usize,
    /// Index of the place of each stay.
    pub(in crate::demo) stay_places: Vec<usize>,
    /// First day of anything.
    pub(in crate::demo) begins_on: Date,
    /// When everything was over, if it is.
    pub(in crate::demo) closed_on: Option<Date>,
}

/// Draws paths.
pub(in crate::demo) struct Drawing<'w> {
    /// The person's own stream.
    pub(in crate::demo) dice: &'w Dice,
    /// The places.
    pub(in crate::demo) sites: &'w [Site],
    /// The world's day.
    pub(in crate::demo) today: Date,
    /// Unique number of the person: makes registry numbers unique.
    pub(in crate::demo) index: usize,
    /// How many people there are.
    pub(in crate::demo) people: usize,
    /// Sex, for the agreement of texts.
    pub(in crate::demo) sex: &'static str,
}

impl Drawing<'_> {
    /// A path that leads to that phase on the world's day.
    pub(in crate::demo) fn path(&self, phase: Phase) -> Path {
        let home = self.place();
        let mut path = Path {
            stays: Vec::new(),
            penal: Vec::new(),
            home,
            stay_places: Vec::new(),
            begins_on: self.today,
            closed_on: None,
        };
        let ago = |low, high| plus(self.today, -self.dice.between(low, high));
        match phase {
            Phase::Investigation => {
                let offence = self.offence(24);
                self.open_case(&mut path, ago(15, 320), offence);
            }
            Phase::PreTrial => {
                let offence = self.offence(if self.dice.percent(60) { 36 } else { 120 });
                let admitted = ago(8, 420);
                self.open_case(&mut path, plus(admitted, -self.dice.between(0, 90)), offence);
                self.remand(&mut path, admitted, offence);
            }
            Phase::Trial => self.awaiting_trial(&mut path),
            Phase::Detention => self.serving(
                &mut path,
                Remaining { low: 380, high: 2_600 },
                &[36, 42, 48, 60, 72, 84, 96, 120, 144, 180, 216],
            ),
            Phase::PreRelease => self.serving(
                &mut path,
                Remaining { low: 4, high: 350 },
                &[6, 8, 10, 12, 18, 24, 30, 36, 48, 60, 84, 120],
            ),
            Phase::Community => self.in_the_open(&mut path),
            Phase::Closed => self.over(&mut path),
        }
        path.penal.sort_by_key(|step| step.decided_on);
        path.begins_on = path
            .penal
            .iter()
            .map(|s| s.decided_on)
            .chain(path.stays.iter().map(|s| s.admitted_on))
            .min()
            .unwrap_or(self.today);
        path
    }

    /// A removal measure, for a foreigner who has been convicted.
    pub(in crate::demo) fn removal(&self, path: &mut Path) {
        let convicted = path.penal.iter().filter(|s| s.nature == Nature::Conviction).map(|s| s.decided_on).max();
        let Some(convicted) = convicted else { return };
        let yesterday = plus(self.today, -1);
        let decided_on = working(self.dice.day(plus(convicted, 20).min(yesterday), yesterday)).max(convicted);
        let mut step = self.step(Nature::Removal, decided_on);
        // The prefect of the prison's département is competent.
        let place = path.stay_places.last().copied().unwrap_or(path.home);
        step.summary = Some(decision::removal(self.dice, self.sites[place].place));
        path.penal.push(step);
        path.penal.sort_by_key(|step| step.decided_on);
    }

    fn place(&self) -> usize {
        let total: usize = PLACES.iter().map(|p| p.weight).sum();
        let mut draw = self.dice.below(total);
        for (index, place) in PLACES.iter().enumerate() {
            if draw < place.weight {
                return index.min(self.sites.len().saturating_sub(1));
            }
            draw -= place.weight;
        }
        0
    }

    fn offence(&self, months: i64) -> &'static Offence {
        decision::offence(self.dice, months)
    }

    fn step(&self, nature: Nature, decided_on: Date) -> PenalSeed {
        PenalSeed {
            id: self.dice.id(),
            nature,
            decided_on,
            summary: None,
            quantum: None,
            starts_on: None,
            ends_on: None,
            remission_days: None,
            security_until: None,
        }
    }

    fn open_case(&self, path: &mut Path, day: Date, offence: &'static Offence) {
        let mut step = self.step(Nature::Investigation, day);
        step.summary = Some(decision::opening(self.dice, self.sites[path.home].place, offence));
        path.penal.push(step);
    }

    fn remand(&self, path: &mut Path, admitted: Date, offence: &'static Offence) {
        let mut step = self.step(Nature::Remand, admitted);
        step.starts_on = Some(admitted);
        step.summary = Some(decision::remand(self.dice, self.sites[path.home].place, offence));
        path.penal.push(step);
        self.admit(path, path.home, admitted, None);
    }

    fn refer(&self, path: &mut Path, day: Date, offence: &'static Offence) {
        let mut step = self.step(Nature::Referral, day);
        step.summary = Some(decision::referral(self.dice, self.sites[path.home].place, offence));
        path.penal.push(step);
    }

    fn admit(&self, path: &mut Path, place: usize, admitted_on: Date, release_on: Option<Date>) {
        let number = self.index * 8 + path.stays.len();
        path.stays.push(StaySeed {
            id: self.dice.id(),
            prison: self.sites[place].prison,
            ecrou: ecrou(number, self.people * 8),
            admitted_on,
            release_on,
            released_at: None,
            transferred: false,
        });
        path.stay_places.push(place);
    }

    /// Frees whoever is in, on that day, at an hour at which prisons free people.
    fn free(&self, path: &mut Path, day: Date) {
        let Some(place) = path.stay_places.last() else { return };
        // A court that frees somebody does so late; a sentence that ends ends in the morning.
        let (hour, minute) = if self.dice.percent(12) {
            (self.dice.between(17, 21), self.dice.between(0, 59))
        } else {
            (self.dice.between(8, 11), self.dice.between(0, 11) * 5)
        };
        let moment = at(day, &self.sites[*place].zone, hour, minute);
        if let Some(stay) = path.stays.last_mut() {
            stay.released_at = Some(moment);
        }
    }

    fn awaiting_trial(&self, path: &mut Path) {
        let offence = self.offence(if self.dice.percent(70) { 36 } else { 144 });
        let referral = working(plus(self.today, -self.dice.between(6, 120)));
        if self.dice.percent(60) {
            let admitted = plus(referral, -self.dice.between(60, 500));
            self.open_case(path, plus(admitted, -self.dice.between(0, 60)), offence);
            self.remand(path, admitted, offence);
        } else {
            self.open_case(path, plus(referral, -self.dice.between(40, 500)), offence);
        }
        self.refer(path, referral, offence);
    }

    /// Somebody who serves a sentence with so many days left.
    fn serving(&self, path: &mut Path, remaining: Remaining, lengths: &[i64]) {
        let sentence = self.sentence(remaining, lengths);
        if self.dice.percent(20) {
            self.earlier_stay(path, sentence.starts_on);
        }
        self.serve(path, sentence);
        self.maybe_transfer(path, self.today);
    }

    /// Writes the decisions and the stay of a sentence.
    fn serve(&self, path: &mut Path, sentence: Sentence) {
        let Sentence { quantum, starts_on, ends_on, remission, release_on, .. } = sentence;
        let offence = self.offence(sentence.months);
        let served = days_between(starts_on, self.today.min(release_on));
        let decided_on = if served > 90 && (offence.is_crime() || self.dice.percent(60)) {
            // Remanded first: the time counts, so that the sentence starts on the day of the committal.
            let opened = plus(starts_on, -self.dice.between(0, 120));
            let decided = plus(starts_on, self.dice.between(served / 5, (served / 2).min(1_000)).max(12));
            let referred = plus(decided, -self.dice.between(5, (days_between(starts_on, decided) - 4).clamp(5, 90)));
            self.open_case(path, opened, offence);
            self.remand(path, starts_on, offence);
            self.refer(path, working(referred), offence);
            if let Some(stay) = path.stays.last_mut() {
                stay.release_on = Some(release_on);
            }
            working(decided)
        } else if !offence.is_crime() && starts_on.weekday() != Weekday::Sunday && self.dice.percent(55) {
            // Judged on the spot and sent to prison at once.
            self.open_case(path, plus(starts_on, -self.dice.between(1, 3)), offence);
            self.admit(path, path.home, starts_on, Some(release_on));
            starts_on
        } else {
            // Sentenced while free, called in later.
            let decided = working(plus(starts_on, -self.dice.between(20, 300)));
            self.open_case(path, plus(decided, -self.dice.between(30, 400)), offence);
            self.admit(path, path.home, starts_on, Some(release_on));
            decided
        };
        let mut step = self.step(Nature::Conviction, decided_on);
        step.quantum = Some(quantum);
        step.starts_on = Some(starts_on);
        step.ends_on = Some(ends_on);
        step.remission_days = Some(remission);
        // A security period of half the sentence: automatic from ten years on for certain offences (132-23 CP).
        let security = plus_months(starts_on, sentence.months / 2);
        step.security_until = (sentence.months >= 120 && security < release_on).then_some(security);
        step.summary = Some(decision::conviction(
            self.dice,
            self.sites[path.home].place,
            offence,
            quantum,
            step.security_until.is_some(),
            self.sex,
        ));
        path.penal.push(step);
    }

    /// A former, shorter sentence, served and over well before the present facts.
    fn earlier_stay(&self, path: &mut Path, present: Date) {
        let count = *self.dice.pick(&[3, 4, 6, 8, 12]);
        let remission = count * self.dice.between(5, 12);
        let around = plus(present, -self.dice.between(900, 2_600));
        let starts_on = working(plus_months(around, -count));
        let ends_on = plus_months(starts_on, count);
        let release_on = plus(ends_on, -remission);
        let offence = self.offence(count);
        let mut step = self.step(Nature::Conviction, starts_on);
        step.quantum = Some(months(count));
        step.starts_on = Some(starts_on);
        step.ends_on = Some(ends_on);
        step.remission_days = Some(remission);
        step.summary =
            Some(decision::conviction(self.dice, self.sites[path.home].place, offence, months(count), false, self.sex));
        path.penal.push(step);
        let place = if self.dice.percent(60) { path.home } else { self.place() };
        self.admit(path, place, starts_on, Some(release_on));
        self.free(path, release_on);
    }

    /// Once in a while the present stay is split by a transfer to another prison.
    fn maybe_transfer(&self, path: &mut Path, until: Date) {
        let Some(stay) = path.stays.last() else { return };
        let (first, release_on) = (plus(stay.admitted_on, 60), stay.release_on);
        let last = plus(until, -30);
        if last <= first || !self.dice.percent(22) {
            return;
        }
        let day = self.dice.day(first, last);
        let from = path.stay_places.last().copied().unwrap_or(path.home);
        let to = (from + 1 + self.dice.below(self.sites.len().saturating_sub(1).max(1))) % self.sites.len().max(1);
        let moment = self.dice.moment(day, &self.sites[from].zone, 7, 10);
        if let Some(stay) = path.stays.last_mut() {
            stay.released_at = Some(moment);
            stay.transferred = true;
        }
        self.admit(path, to, day, release_on);
    }

    /// Under a measure outside: after prison, or without any.
    fn in_the_open(&self, path: &mut Path) {
        let count = *self.dice.pick(&[12, 18, 24, 24, 36]);
        // The measure's first day, such that it is running today and for a while.
        let starts_on = plus(self.today, -self.dice.between(5, count * 30 - 30));
        self.begin_measure(path, starts_on, count);
    }

    /// A measure that starts about that day; gives its last day.
    fn begin_measure(&self, path: &mut Path, starts_on: Date, count: i64) -> Date {
        let quantum = months(count);
        let (decided_on, starts_on, how) = if self.dice.percent(60) {
            let length = *self.dice.pick(&[6, 10, 12, 18, 24, 36, 60]);
            let freed_on = self.serve_until(path, starts_on, length);
            let early = path.stays.last().is_some_and(|stay| stay.release_on.is_some_and(|planned| freed_on < planned));
            (
                working(plus(freed_on, -self.dice.between(5, 25))),
                freed_on,
                if early { Outside::Early } else { Outside::AtTerm },
            )
        } else {
            let starts_on = working(starts_on);
            let offence = self.offence(*self.dice.pick(&[10, 24]));
            self.open_case(path, plus(starts_on, -self.dice.between(60, 400)), offence);
            let mut step = self.step(Nature::Conviction, starts_on);
            step.quantum = Some(months(*self.dice.pick(&[4, 6, 8, 10, 12])));
            step.summary =
                step.quantum.map(|q| decision::suspended(self.dice, self.sites[path.home].place, offence, q));
            path.penal.push(step);
            (starts_on, starts_on, Outside::Instead)
        };
        let ends_on = plus_quantum(starts_on, quantum);
        let mut step = self.step(Nature::Measure, decided_on);
        step.quantum = Some(quantum);
        step.starts_on = Some(starts_on);
        step.ends_on = Some(ends_on);
        step.summary = Some(decision::measure(self.dice, quantum, how));
        path.penal.push(step);
        ends_on
    }

    /// A sentence whose release, as planned or earlier, falls about that day; gives the day itself.
    fn serve_until(&self, path: &mut Path, freed_on: Date, count: i64) -> Date {
        let remission = count * self.dice.between(4, 12);
        // Some leave before the planned day, by a decision of the JAP.
        let early = if self.dice.percent(30) { self.dice.between(10, count * 3) } else { 0 };
        let effective = count * 30 + count * 7 / 16 - remission - early;
        let starts_on = plus(freed_on, -effective - 3);
        let ends_on = plus_quantum(starts_on, months(count));
        let release_on = plus(ends_on, -remission);
        self.serve(path, Sentence { quantum: months(count), months: count, starts_on, ends_on, remission, release_on });
        self.maybe_transfer(path, plus(freed_on, -20));
        // Calendar months differ by a few days from their mean: without an early release the planned day is the day itself.
        let freed_on = if early > 0 { freed_on.min(release_on) } else { release_on.min(plus(self.today, -1)) };
        self.free(path, freed_on);
        freed_on
    }

    /// Everything is over.
    fn over(&self, path: &mut Path) {
        let closed = match self.dice.below(10) {
            0..=3 => {
                // Two years and more ago for some: their GENESIS data are closed or due for erasure.
                let freed = plus(self.today, -self.dice.between(15, 1_300));
                self.serve_until(path, freed, *self.dice.pick(&[3, 4, 6, 8, 12, 18, 30]))
            }
            4..=6 => {
                let count = *self.dice.pick(&[12, 18, 24]);
                let ended = plus(self.today, -self.dice.between(10, 700));
                self.begin_measure(path, plus_months(ended, -count), count)
            }
            7..=8 => {
                let closed = working(plus(self.today, -self.dice.between(10, 500)));
                let offence = self.offence(12);
                self.open_case(path, plus(closed, -self.dice.between(40, 400)), offence);
                self.dismiss(path, closed);
                closed
            }
            _ => {
                let closed = working(plus(self.today, -self.dice.between(10, 500)));
                let offence = self.offence(36);
                let admitted = plus(closed, -self.dice.between(30, 300));
                self.open_case(path, plus(admitted, -self.dice.between(0, 30)), offence);
                self.remand(path, admitted, offence);
                self.dismiss(path, closed);
                self.free(path, closed);
                closed
            }
        };
        path.closed_on = Some(closed);
    }

    fn dismiss(&self, path: &mut Path, day: Date) {
        let mut step = self.step(Nature::Dismissal, day);
        step.summary = Some(decision::dismissal(self.dice, self.sites[path.home].place, !path.stays.is_empty()));
        path.penal.push(step);
    }
}
