//! Records of life in prison: arrival, commissions, observations, incidents, movements. None before the admission.

use jiff::civil::Date;

use super::{Draft, Writing};
use crate::demo::dice::{days_between, plus, working};
use crate::demo::institutions::Site;
use crate::demo::names;
use crate::demo::people::address;
use crate::demo::texts::observation::Seen;
use crate::demo::texts::{conference, incident, note};
use crate::demo::world::RecordSeed;
use crate::domain::phase::Nature;
use crate::domain::{DataCategory, Field, Function, Phase};

/// The days of a stay on which something can have happened.
struct Window<'s> {
    site: &'s Site,
    first: Date,
    last: Date,
    /// Whether the person came from outside rather than from another prison.
    arrival: bool,
    /// Whether the person is still in.
    open: bool,
    release_on: Option<Date>,
}

impl Window<'_> {
    fn days(&self) -> i64 {
        days_between(self.first, self.last)
    }
}

impl Writing<'_> {
    /// Everything that happened in prison.
    pub(super) fn custody(&self, all: &mut Vec<RecordSeed>) {
        let stays = &self.path.stays;
        for (index, stay) in stays.iter().enumerate() {
            let Some(site) = self.path.stay_places.get(index).and_then(|place| self.stage.sites.get(*place)) else {
                continue;
            };
            let left_on = stay.released_at.map(|at| site.zone.to_datetime(at).date());
            let window = Window {
                site,
                first: stay.admitted_on,
                last: left_on.unwrap_or(self.yesterday()).min(self.yesterday()),
                arrival: index == 0 || !stays[index - 1].transferred,
                open: left_on.is_none(),
                release_on: stay.release_on,
            };
            if window.days() < 1 {
                continue;
            }
            // A stay of years ago has left little behind.
            let recent = index + 1 == stays.len() || stay.transferred;
            if window.arrival && recent {
                all.extend(self.arrival_commission(&window));
                all.extend(self.health(&window));
            }
            self.observations(&window, recent, all);
            if recent {
                self.incidents(&window, all);
                self.commissions(&window, all);
                self.outings(&window, all);
            }
            if stay.transferred {
                let to = self.path.stay_places.get(index + 1).and_then(|place| self.stage.sites.get(*place));
                if let (Some(to), Some(on)) = (to, left_on) {
                    all.extend(self.transfer(&window, to, on));
                }
            }
        }
    }

    fn observations(&self, window: &Window<'_>, recent: bool, all: &mut Vec<RecordSeed>) {
        let site = window.site;
        let room = usize::try_from(window.days() / 25).unwrap_or(0);
        let count = if recent { (1 + self.dice.below(4)).min(1 + room) } else { 1 };
        let convicted = self.day_of(Nature::Conviction);
        for _ in 0..count {
            let on = self.dice.day(plus(window.first, 1).min(window.last), window.last);
            let (seen, owner) = match self.dice.below(100) {
                0..=19 if convicted.is_some_and(|day| day <= on) => (Seen::BySpipInside, site.probation),
                20..=27 => (Seen::ByEducation, site.education),
                28..=32 => (Seen::ByHealth, site.health),
                _ if convicted.is_some_and(|day| day <= on) => (Seen::Inside, site.prison),
                _ => (Seen::Untried, site.prison),
            };
            let Some(record) = self.observe(seen, owner, &site.zone, on) else { continue };
            let mut record = self.restricted(record);
            // The impression sheet goes to the parquet at once.
            if owner == site.prison && self.dice.percent(12) {
                record.communicated_to.push(self.home().prosecution);
            }
            all.push(record);
        }
    }

    fn arrival_commission(&self, window: &Window<'_>) -> Option<RecordSeed> {
        if window.days() < 8 || !self.dice.percent(80) {
            return None;
        }
        // Personality is recorded after three weeks of observation at most.
        let held =
            working(self.dice.day(plus(window.first, 9), plus(window.first, 21)).min(window.last)).max(window.first);
        self.commission(window.site, "arrival", held)
    }

    fn commissions(&self, window: &Window<'_>, all: &mut Vec<RecordSeed>) {
        const THEMES: &[&str] = &[
            "suicide_prevention",
            "lack_of_means",
            "activities",
            "sentence_path",
            "regimes",
            "danger_vulnerability",
            "activities",
            "sentence_path",
        ];
        if window.days() > 70 && self.dice.percent(50) {
            let held = working(self.dice.day(plus(window.first, 40), window.last));
            let theme = match self.dice.word(THEMES) {
                "sentence_path" if !self.convicted_by(held) => "activities",
                theme => theme,
            };
            all.extend(self.commission(window.site, theme, held));
        }
        if window.open && self.phase == Phase::PreRelease && window.days() > 30 && self.dice.percent(60) {
            let first = plus(window.last, -90).max(plus(window.first, 14));
            let held = working(self.dice.day(first, window.last));
            all.extend(self.commission(window.site, "release", held));
        }
    }

    /// A sitting of the CPU.
    pub(in crate::demo) fn commission(&self, site: &Site, theme: &str, held: Date) -> Option<RecordSeed> {
        let item = conference::item(self.dice, theme, self.convicted_by(held), self.sex);
        let mut record = self.finish(Draft {
            category: DataCategory::ConferenceRecord,
            owner: site.prison,
            by: &[Function::Management, Function::Head],
            zone: &site.zone,
            on: held,
            written_from: held,
            fields: vec![
                (Field::HeldOn, held.to_string()),
                (Field::CpuTheme, theme.to_owned()),
                (Field::CpuObject, item.object),
                (Field::PriorComment, item.comment),
                (Field::Synthesis, item.synthesis),
            ],
        })?;
        if let Some(author) = self.stage.authors.by_id(site.prison, record.author) {
            record.fields.push((Field::Drafter, author.signature.clone()));
        }
        record.fields.push((Field::FollowUps, item.follow_ups));
        Some(record)
    }

    fn health(&self, window: &Window<'_>) -> Option<RecordSeed> {
        if window.days() < 3 || !self.dice.percent(85) {
            return None;
        }
        let on = self.dice.day(window.first, plus(window.first, 6).min(window.last));
        self.health_answers(window.site, on)
    }

    /// The closed answers that care staff give: drawn apart from everything else in the history.
    pub(in crate::demo) fn health_answers(&self, site: &Site, on: Date) -> Option<RecordSeed> {
        let answer = |field: Field| {
            let yes = match field {
                Field::FitForSport | Field::FitForWork => 80,
                Field::Smoker => 55,
                Field::SomaticFollowUp | Field::PsychologicalFollowUp | Field::Addictions => 25,
                Field::SpecialDiet => 12,
                _ => 4,
            };
            let code = match self.dice.below(100) {
                draw if draw < yes => "yes",
                draw if draw >= 90 => "no_answer",
                _ => "no",
            };
            (field, code.to_owned())
        };
        self.finish(Draft {
            category: DataCategory::HealthIndicators,
            owner: site.health,
            by: &[Function::Caregiver],
            zone: &site.zone,
            on,
            written_from: on,
            fields: Field::of(DataCategory::HealthIndicators).map(answer).collect(),
        })
    }

    fn incidents(&self, window: &Window<'_>, all: &mut Vec<RecordSeed>) {
        let count = match self.dice.below(100) {
            0..=7 if window.days() > 200 => 2,
            0..=34 if window.days() > 20 => 1,
            _ => 0,
        };
        // Whoever left was heard before; whoever is in may still be waiting for the hearing.
        let last = if window.open { window.last } else { plus(window.last, -32) };
        for _ in 0..count {
            if last > plus(window.first, 2) {
                let on = self.dice.day(plus(window.first, 2), last);
                all.extend(self.incident(window, on));
            }
        }
    }

    fn incident(&self, window: &Window<'_>, on: Date) -> Option<RecordSeed> {
        let fault = *self.dice.pick(&["first", "second", "second", "third", "third"]);
        let hearing = working(plus(on, self.dice.between(9, 30)));
        let heard = hearing <= window.last;
        let mut fields = vec![(Field::IncidentOn, on.to_string()), (Field::Fault, fault.to_owned())];
        let mut written_from = on;
        if heard {
            written_from = hearing;
            let sanction = *self.dice.pick(match fault {
                "first" => &["disciplinary_cell", "disciplinary_cell", "confinement", "warning", "acquitted"][..],
                "second" => &["disciplinary_cell", "confinement", "privation", "warning", "acquitted"],
                _ => &["warning", "warning", "privation", "confinement", "acquitted"],
            });
            fields.push((Field::HearingOn, hearing.to_string()));
            fields.push((Field::Sanction, sanction.to_owned()));
            // Twenty, fourteen and seven days are the most for the three degrees.
            let most = match fault {
                "first" => 20,
                "second" => 14,
                _ => 7,
            };
            if matches!(sanction, "disciplinary_cell" | "confinement" | "privation") {
                fields.push((Field::SanctionDays, self.dice.between(2, most).to_string()));
            }
        } else {
            if window.open {
                fields.push((Field::HearingOn, hearing.max(plus(self.stage.today, 1)).to_string()));
            }
            fields.push((Field::Sanction, "pending".to_owned()));
        }
        fields.push((Field::IncidentFacts, incident::facts(self.dice, fault, self.sex)));
        if heard {
            fields.push((Field::DefenceArgument, incident::defence(self.dice, self.sex)));
        }
        self.finish(Draft {
            category: DataCategory::Discipline,
            owner: window.site.prison,
            by: &[Function::Management],
            zone: &window.site.zone,
            on,
            written_from,
            fields,
        })
    }

    /// Court, hospital, leave.
    fn outings(&self, window: &Window<'_>, all: &mut Vec<RecordSeed>) {
        let before_trial = matches!(self.phase, Phase::PreTrial | Phase::Trial);
        if window.days() > 6 && self.dice.percent(if before_trial { 55 } else { 15 }) {
            let on = working(self.dice.day(plus(window.first, 4), window.last));
            let court = format!("Tribunal judiciaire de {}", self.home().place.court);
            all.extend(self.movement(window, "extraction", on, &court, note::extraction(self.dice)));
        }
        if before_trial && window.open && self.dice.percent(25) {
            let on = working(plus(self.stage.today, self.dice.between(5, 40)));
            let court = format!("Tribunal judiciaire de {}", self.home().place.court);
            all.extend(self.movement(window, "extraction", on, &court, note::extraction(self.dice)));
        }
        if window.days() > 20 && self.dice.percent(14) {
            let on = working(self.dice.day(plus(window.first, 6), window.last));
            all.extend(self.movement(
                window,
                "hospital",
                on,
                "Centre hospitalier de rattachement",
                note::hospital(self.dice),
            ));
        }
        let convicted = self.day_of(Nature::Conviction);
        let leaves = match self.phase {
            Phase::PreRelease => 50,
            Phase::Detention => 8,
            _ => 0,
        };
        let Some(convicted) = convicted.filter(|_| window.open && self.dice.percent(leaves)) else { return };
        let past = self.dice.percent(45);
        let (first, last) = if past {
            (plus(window.first.max(convicted), 60), plus(window.last, -4))
        } else {
            (
                plus(self.stage.today, 3),
                plus(self.stage.today, 45).min(window.release_on.map_or(Date::MAX, |day| plus(day, -5))),
            )
        };
        if first < last {
            all.extend(self.leave(window, self.dice.day(first, last)));
        }
    }

    /// A movement without housing: past ones happened, coming ones are planned.
    fn movement(
        &self,
        window: &Window<'_>,
        kind: &str,
        on: Date,
        destination: &str,
        text: String,
    ) -> Option<RecordSeed> {
        let past = on < self.stage.today;
        let decided = if past {
            plus(on, -self.dice.between(1, 12)).max(window.first)
        } else {
            plus(self.stage.today, -self.dice.between(1, 6)).max(window.first)
        };
        let mut fields = vec![(Field::MovementKind, kind.to_owned()), (Field::PlannedOn, on.to_string())];
        if past {
            fields.push((Field::ActualOn, on.to_string()));
        }
        fields.push((Field::Destination, destination.to_owned()));
        fields.push((Field::MovementNote, text));
        self.finish(Draft {
            category: DataCategory::Movements,
            owner: window.site.prison,
            by: &[Function::Registry],
            zone: &window.site.zone,
            on: if past { on } else { decided },
            written_from: if past { on } else { decided },
            fields,
        })
    }

    fn transfer(&self, window: &Window<'_>, to: &Site, on: Date) -> Option<RecordSeed> {
        self.movement(window, "transfer", on, to.place.prison, note::transfer(self.dice))
    }

    /// A leave: one to three days with someone, in a commune whose police or gendarmerie has to know.
    fn leave(&self, window: &Window<'_>, on: Date) -> Option<RecordSeed> {
        let (residence, commune) = address(self.dice, self.home());
        let host = names::host(self.dice, self.family_name);
        self.leave_to(window.site, window.first, on, &host, residence, commune.name, commune.insee)
    }

    /// A leave to that host and place, on that day.
    #[expect(clippy::too_many_arguments, reason = "a leave is named by its place, its days and its host")]
    pub(in crate::demo) fn leave_to(
        &self,
        site: &Site,
        first: Date,
        on: Date,
        host: &str,
        residence: String,
        destination: &str,
        insee: &str,
    ) -> Option<RecordSeed> {
        let past = on < self.stage.today;
        let back = plus(on, self.dice.between(1, 3));
        let decided = working(plus(on.min(self.stage.today), -self.dice.between(3, 20))).max(first);
        let mut fields = vec![
            (Field::MovementKind, "leave".to_owned()),
            (Field::PlannedOn, on.to_string()),
            (Field::ReturnOn, back.to_string()),
        ];
        if past {
            fields.push((Field::ActualOn, on.to_string()));
        }
        fields.push((Field::Destination, destination.to_owned()));
        fields.push((Field::MovementNote, note::leave(self.dice, self.sex)));
        fields.push((Field::LeaveHost, host.to_owned()));
        fields.push((Field::LeaveAddress, residence));
        let mut record = self.finish(Draft {
            category: DataCategory::Movements,
            owner: site.prison,
            by: &[Function::Registry],
            zone: &site.zone,
            on: if past { on } else { decided },
            written_from: if past { on } else { decided },
            fields,
        })?;
        record.commune = Some(insee.to_owned());
        Some(record)
    }
}
