//! What institutions wrote about a person, at dates that agree with the path.

mod custody;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::dice::{Dice, plus};
use super::institutions::Site;
use super::paths::Path;
use super::people::Stage;
use super::texts::note;
use super::texts::observation::{Seen, observation};
use super::world::{FollowUpSeed, RecordSeed};
use crate::clock::paris;
use crate::domain::handling::Institution;
use crate::domain::phase::Nature;
use crate::domain::{Audience, DataCategory, Field, Function, Handling, Id, InstitutionKind, Level, Phase};

/// The most that a file of this world holds.
const MOST: usize = 12;

/// What the writing of records draws on.
pub(in crate::demo) struct Writing<'w> {
    /// Institutions and authors.
    pub(in crate::demo) stage: &'w Stage,
    /// The person's stream.
    pub(in crate::demo) dice: &'w Dice,
    /// The path.
    pub(in crate::demo) path: &'w Path,
    /// The phase that it leads to.
    pub(in crate::demo) phase: Phase,
    /// Sex, for the agreement of texts.
    pub(in crate::demo) sex: &'static str,
    /// Family name, for the hosts of leaves.
    pub(in crate::demo) family_name: &'w str,
}

/// A record before its author, moment and restriction.
pub(in crate::demo) struct Draft<'z> {
    /// Category.
    pub(in crate::demo) category: DataCategory,
    /// Owner.
    pub(in crate::demo) owner: Id<Institution>,
    /// What its author does there.
    pub(in crate::demo) by: &'static [Function],
    /// Zone of the place.
    pub(in crate::demo) zone: &'z TimeZone,
    /// The day that it speaks of.
    pub(in crate::demo) on: Date,
    /// The first day on which it can have been written.
    pub(in crate::demo) written_from: Date,
    /// Values.
    pub(in crate::demo) fields: Vec<(Field, String)>,
}

impl Writing<'_> {
    /// Everything, oldest first.
    pub(in crate::demo) fn records(&self, follow_ups: &[FollowUpSeed]) -> Vec<RecordSeed> {
        let mut all = Vec::new();
        if self.path.stays.is_empty() && self.day_of(Nature::Conviction).is_none() {
            all.extend(self.inquiry());
        }
        self.custody(&mut all);
        self.outside(&mut all);
        for follow_up in follow_ups.iter().filter(|f| f.cause == "radicalisation_follow_up") {
            self.intelligence(follow_up, &mut all);
        }
        all.sort_by_key(|record| (record.occurred_on, record.recorded_at));
        // The oldest go first, as in a file that is kept.
        let surplus = all.len().saturating_sub(MOST);
        all.drain(..surplus);
        all
    }

    /// The day of the person's latest decision of that nature.
    fn day_of(&self, nature: Nature) -> Option<Date> {
        self.path.penal.iter().filter(|step| step.nature == nature).map(|step| step.decided_on).max()
    }

    /// Whether a conviction had been pronounced by that day.
    fn convicted_by(&self, day: Date) -> bool {
        self.path.penal.iter().any(|step| step.nature == Nature::Conviction && step.decided_on <= day)
    }

    fn yesterday(&self) -> Date {
        plus(self.stage.today, -1)
    }

    fn home(&self) -> &Site {
        &self.stage.sites[self.path.home]
    }

    /// The record with its author, written on the day or soon after, never today: today belongs to the user of the demo.
    pub(in crate::demo) fn finish(&self, draft: Draft<'_>) -> Option<RecordSeed> {
        let author = self.stage.authors.pick(self.dice, draft.owner, draft.by)?;
        let day = plus(draft.written_from, self.dice.below(3) as i64).min(self.yesterday()).max(draft.written_from);
        let setting = draft.fields.iter().find(|(field, _)| *field == Field::Setting);
        Some(RecordSeed {
            id: self.dice.id(),
            category: draft.category,
            owner: draft.owner,
            author: author.id,
            occurred_on: draft.on,
            recorded_at: self.dice.moment(day, draft.zone, 8, 18),
            setting: setting.map(|(_, code)| if code == "online" { "online" } else { "offline" }),
            handling: Handling::OPEN,
            fields: draft.fields,
            commune: None,
            communicated_to: Vec::new(),
        })
    }

    /// An observation of that day.
    fn observe(&self, seen: Seen, owner: Id<Institution>, zone: &TimeZone, on: Date) -> Option<RecordSeed> {
        let (theme, text) = observation(self.dice, seen, self.sex);
        self.observed(theme, text, seen, owner, zone, on)
    }

    /// An observation with its text.
    pub(in crate::demo) fn observed(
        &self,
        theme: &str,
        text: String,
        seen: Seen,
        owner: Id<Institution>,
        zone: &TimeZone,
        on: Date,
    ) -> Option<RecordSeed> {
        let by: &[Function] = match seen {
            Seen::Inside | Seen::Untried => &[Function::Guard],
            Seen::BySpipInside | Seen::BySpipOutside | Seen::Inquiry => &[Function::Counsellor],
            Seen::ByHealth => &[Function::Caregiver],
            Seen::ByEducation => &[Function::Teacher],
            Seen::Online | Seen::OnlineWatched => &[Function::Analyst, Function::Counsellor],
        };
        let setting = if matches!(seen, Seen::Online | Seen::OnlineWatched) { "online" } else { "offline" };
        self.finish(Draft {
            category: DataCategory::Observation,
            owner,
            by,
            zone,
            on,
            written_from: on,
            fields: vec![
                (Field::ObservedOn, on.to_string()),
                (Field::Setting, setting.to_owned()),
                (Field::ObservationTheme, theme.to_owned()),
                (Field::ObservationText, text),
            ],
        })
    }

    /// Before judgment and at liberty: what the SPIP found for the parquet.
    fn inquiry(&self) -> Option<RecordSeed> {
        let first = self.path.begins_on;
        let on = self.dice.day(plus(first, 2).min(self.yesterday()), plus(first, 29).min(self.yesterday()));
        let mut record = self.observe(Seen::Inquiry, self.home().probation, &self.home().zone, on)?;
        record.communicated_to.push(self.home().prosecution);
        Some(record)
    }

    /// Under a measure in the community.
    fn outside(&self, all: &mut Vec<RecordSeed>) {
        let measure = self.path.penal.iter().rfind(|step| step.nature == Nature::Measure);
        let Some((first, last)) = measure.and_then(|m| Some((m.starts_on?, m.ends_on?))) else { return };
        let last = last.min(self.yesterday());
        if last < first {
            return;
        }
        let span = usize::try_from(super::dice::days_between(first, last)).unwrap_or(0);
        let home = self.home();
        for _ in 0..(1 + self.dice.below(3)).min(1 + span / 30) {
            let on = self.dice.day(first, last);
            let seen = if self.dice.percent(6) { Seen::Online } else { Seen::BySpipOutside };
            all.extend(self.observe(seen, home.probation, &home.zone, on).map(|record| self.restricted(record)));
        }
    }

    /// A few authors restrict what they write.
    fn restricted(&self, mut record: RecordSeed) -> RecordSeed {
        record.handling = match self.dice.below(100) {
            0..=6 => Handling { cap: Level::Summary, audience: Audience::All },
            7..=12 => Handling {
                cap: Level::Full,
                audience: Audience::Kinds(vec![InstitutionKind::Prison, InstitutionKind::Probation]),
            },
            _ => Handling::OPEN,
        };
        record
    }

    /// One note of a service that follows the person, and at times what it saw online.
    fn intelligence(&self, follow_up: &FollowUpSeed, all: &mut Vec<RecordSeed>) {
        let paris = paris();
        let inside = self.path.stay_places.last().map_or(self.home(), |place| &self.stage.sites[*place]);
        let local = follow_up.institution != self.stage.intelligence;
        let zone = if local { &inside.zone } else { &paris };
        let on = self.dice.day(follow_up.from_on, self.yesterday());
        let reliability = *self.dice.pick(&["confirmed", "probable", "unverified"]);
        let note = self.finish(Draft {
            category: DataCategory::IntelligenceNote,
            owner: follow_up.institution,
            by: &[Function::Analyst],
            zone,
            on,
            written_from: on,
            fields: vec![
                (Field::NotedOn, on.to_string()),
                (Field::Reliability, reliability.to_owned()),
                (Field::NoteText, note::intelligence(self.dice, self.sex)),
            ],
        });
        all.extend(note.map(|mut record| {
            record.handling = Handling {
                cap: if self.dice.percent(30) { Level::Existence } else { Level::None },
                audience: Audience::All,
            };
            record
        }));
        if local && self.dice.percent(40) {
            let on = self.dice.day(follow_up.from_on, self.yesterday());
            all.extend(self.observe(Seen::OnlineWatched, follow_up.institution, zone, on).map(|mut record| {
                record.handling.cap = Level::Summary;
                record
            }));
        }
    }
}
