//! A second reading of who sees what: a table of its own, a parser of its own, rules of its own. It shares the names of
//! fields and institutions with the program, and nothing else: no protocol file, no decision.

pub mod table;

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use quadrige::clock::paris;
use quadrige::demo::world::{AgentSeed, PersonSeed, RecordSeed, World};
use quadrige::domain::handling::Institution;
use quadrige::domain::{
    AgendaItem, Audience, DataCategory, Field, Handling, Id, InstitutionKind, Level, Person, TieKind,
};

use table::{Paper, Seat};

const MATRIX: &str = include_str!("matrix.txt");

/// One line of the table.
#[derive(Debug)]
struct Rule {
    kinds: Vec<&'static str>,
    functions: Vec<&'static str>,
    phases: &'static str,
    tie: &'static str,
    what: Vec<&'static str>,
    level: Level,
    is_practice: bool,
    of: &'static str,
}

/// The table, read.
#[derive(Debug)]
pub struct Oracle {
    rules: Vec<Rule>,
    practice: bool,
    told: BTreeSet<(Id<Institution>, Id<Person>)>,
    seats: Vec<Seat>,
}

/// How a row stands to the reader, beyond what the person's file says.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    /// The record, where it is one.
    pub record: Option<&'r RecordSeed>,
    /// What was written for an item of an agenda, where it is that.
    pub paper: Option<&'r Paper>,
    /// A stay before the last one.
    pub is_past_stay: bool,
}

/// The person's own row, and whatever belongs to no service.
pub const SHARED: Row<'static> = Row { record: None, paper: None, is_past_stay: false };

#[derive(Debug, PartialEq)]
enum Tie {
    Standing,
    Notice(&'static str, Option<String>),
    Sent(String),
    Told,
    /// A seat at the table of an item, and what was laid there.
    Seat(Id<AgendaItem>),
    Laid(DataCategory),
}

impl Oracle {
    /// The table; `practice`: whether an act authorises what no text opens.
    pub fn read(practice: bool) -> Self {
        let lines = MATRIX.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let rules = lines.map(|line| {
            let parts: Vec<&'static str> = line.split('|').map(str::trim).collect();
            let [who, phases, tie, what, level, of] = parts[..] else { panic!("not six columns: {line}") };
            let (kinds, functions) = who.split_once(' ').expect("kinds, then functions");
            let known = |code: &&str| InstitutionKind::from_code(code).is_some();
            let kinds: Vec<_> = kinds.split(',').collect();
            assert!(kinds.iter().all(known), "{line}");
            Rule {
                kinds,
                functions: functions.trim().split(',').collect(),
                phases,
                tie,
                what: what.split_whitespace().collect(),
                level: match level.as_bytes()[0] {
                    b'E' => Level::Existence,
                    b'S' => Level::Summary,
                    b'F' => Level::Full,
                    _ => panic!("{line}"),
                },
                is_practice: level.ends_with('p'),
                of,
            }
        });
        Self { rules: rules.collect(), practice, told: BTreeSet::new(), seats: Vec::new() }
    }

    /// The same, where these services were told lately of the release of these people.
    pub fn told(self, told: BTreeSet<(Id<Institution>, Id<Person>)>) -> Self {
        Self { told, ..self }
    }

    /// The same, where these sit at tables today.
    pub fn seated(self, seats: Vec<Seat>) -> Self {
        Self { seats, ..self }
    }

    /// The level at which this agent sees this field of that row, the author's restriction included.
    pub fn level(
        &self,
        world: &World,
        who: &AgentSeed,
        person: &PersonSeed,
        field: Field,
        row: Row<'_>,
        today: Date,
    ) -> Level {
        let is_cleared = who.clearance.as_ref().is_some_and(|c| {
            c.state == quadrige::domain::ClearanceState::Active && c.starts_on <= today && today <= c.ends_on
        });
        if !is_cleared {
            return Level::None;
        }
        let mut ties = ties(world, who.institution, person, today);
        if self.told.contains(&(who.institution, person.id.cast())) {
            ties.push(Tie::Told);
        }
        let own = |seat: &&Seat| seat.person == person.id.cast() && seat.is_of(who);
        for seat in self.seats.iter().filter(own) {
            ties.push(Tie::Seat(seat.item));
            ties.extend(seat.laid.iter().map(|category| Tie::Laid(*category)));
        }
        // What was written for an item never leaves its table, whatever else the reader may see of the person.
        if row.paper.is_some_and(|paper| !ties.contains(&Tie::Seat(paper.item))) {
            return Level::None;
        }
        let phase = phase(world, person, today);
        let kind = world.institution(who.institution).expect("an institution").kind.code();
        // Two years after the release nothing of GENESIS is left; what APPI opens, and notes, have their own time.
        let is_closed = genesis_is_closed(person, today);
        let applying = |rule: &&Rule| {
            self.applies(rule, kind, who, phase, &ties)
                && !(is_closed && rule.phases.split(' ').any(|set| set == "after"))
        };
        let name = format!("{}.{}", field.spec().category.code(), field.spec().key);
        let opening = self.rules.iter().filter(applying).filter(|rule| {
            rule.what.iter().any(|what| *what == field.spec().category.code() || *what == name)
                && reaches(rule, who, &ties, field, row)
        });
        let mut level = opening.map(|rule| rule.level).max().unwrap_or(Level::None);
        // No record opens without its bearer: whoever may see something sees the names and the birth date.
        let is_banner = matches!(field, Field::FamilyName | Field::UsageName | Field::GivenNames | Field::BirthDate);
        if is_banner && self.rules.iter().filter(applying).any(|rule| rule.level >= Level::Summary) {
            level = level.max(Level::Summary);
        }
        // That a note exists is told only where its author says how much.
        let says_nothing = row.record.is_some_and(|r| r.handling == Handling::OPEN && r.owner != who.institution);
        if field.spec().category == DataCategory::IntelligenceNote && level == Level::Existence && says_nothing {
            return Level::None;
        }
        restrict(level, world, who, &ties, row)
    }

    fn applies(&self, rule: &Rule, kind: &str, who: &AgentSeed, phase: &str, ties: &[Tie]) -> bool {
        let has_function =
            |f: &str| if rule.functions == ["*"] { f != "administrator" } else { rule.functions.contains(&f) };
        rule.kinds.contains(&kind)
            && who.functions.iter().any(|f| has_function(f.code()))
            && (self.practice || !rule.is_practice)
            && rule.phases.split(' ').any(|set| match set {
                "any" => true,
                "custody" => ["pre_trial", "trial", "detention", "pre_release"].contains(&phase),
                "inside" => ["detention", "pre_release"].contains(&phase),
                "after" => ["community", "closed"].contains(&phase),
                one => one == phase,
            })
            && ties.iter().any(|tie| match tie {
                Tie::Standing => rule.tie == "standing",
                Tie::Notice(notice, _) => rule.tie == *notice,
                Tie::Sent(_) => rule.tie == "sent",
                Tie::Told => rule.tie == "alert",
                Tie::Seat(_) => rule.tie == "item",
                Tie::Laid(_) => rule.tie == "laid",
            })
    }
}

/// Whether a rule that applies reaches this row: a leave's that leave, a coming release's the present stay, a sheet that sheet.
fn reaches(rule: &Rule, who: &AgentSeed, ties: &[Tie], field: Field, row: Row<'_>) -> bool {
    let about = |tie: &Tie| {
        row.record.is_some_and(|r| match tie {
            Tie::Notice("leave", Some(record)) | Tie::Sent(record) => *record == r.id.to_string(),
            _ => false,
        })
    };
    let is_own = row.record.is_some_and(|r| r.owner == who.institution);
    (rule.of != "own" || is_own)
        && match rule.tie {
            "standing" => true,
            "item" => row.paper.is_some(),
            "laid" => row.paper.is_none() && ties.contains(&Tie::Laid(field.spec().category)),
            "sent" | "leave" => field.spec().category == DataCategory::Identity || ties.iter().any(about),
            _ => !row.is_past_stay,
        }
}

/// The author's restriction: never for his own service; for a communication the audience is met, the cap holds.
fn restrict(level: Level, world: &World, who: &AgentSeed, ties: &[Tie], row: Row<'_>) -> Level {
    let (owner, handling) = match (row.record, row.paper) {
        (Some(record), _) => (record.owner, &record.handling),
        (None, Some(paper)) => (paper.owner, &paper.handling),
        (None, None) => return level,
    };
    if owner == who.institution {
        return level;
    }
    let Handling { cap, audience } = handling;
    let kind = world.institution(who.institution).expect("an institution").kind;
    let is_heard = row.record.is_some_and(|record| ties.contains(&Tie::Sent(record.id.to_string())))
        || match audience {
            Audience::All => true,
            Audience::Kinds(kinds) => kinds.contains(&kind),
            Audience::Institutions(ids) => ids.contains(&who.institution),
        };
    if is_heard { level.min(*cap) } else { Level::None }
}

/// Every row of the file but the person's own.
pub fn rows_of(person: &PersonSeed) -> impl Iterator<Item = Row<'_>> {
    let last = person.stays.len();
    let stays = person.stays.iter().enumerate().map(move |(n, _)| Row { is_past_stay: n + 1 < last, ..SHARED });
    let records = person.records.iter().map(|record| Row { record: Some(record), ..SHARED });
    stays.chain(records)
}

/// The phase, as the domain derives it: derived facts are tested where they are derived.
pub fn phase(world: &World, person: &PersonSeed, today: Date) -> &'static str {
    let zone = |prison| {
        world.institution(prison).and_then(|i| jiff::tz::TimeZone::get(i.time_zone).ok()).unwrap_or_else(paris)
    };
    person.phase_on(today, zone).phase.code()
}

fn released_on(person: &PersonSeed) -> Option<Date> {
    let last = person.stays.last()?;
    last.released_at.map(|at| paris().to_datetime(at).date())
}

/// Two years after the release nothing of GENESIS is left (R57-9-21).
fn genesis_is_closed(person: &PersonSeed, today: Date) -> bool {
    released_on(person).and_then(|day| day.checked_add(2.years()).ok()).is_some_and(|day| day <= today)
}

/// Why this service needs to know of this person today.
fn ties(world: &World, of: Id<Institution>, person: &PersonSeed, today: Date) -> Vec<Tie> {
    let me = world.institution(of).expect("an institution");
    let superiors = |from: Id<Institution>| {
        std::iter::successors(world.institution(from).and_then(|i| i.superior), |up| {
            world.institution(*up).and_then(|i| i.superior)
        })
    };
    let mut ties = Vec::new();
    for (n, stay) in person.stays.iter().enumerate() {
        let out = stay.released_at.map(|at| paris().to_datetime(at).date());
        let is_last = n + 1 == person.stays.len();
        let two_years = |day: Date| day.checked_add(2.years()).is_ok_and(|end| today <= end);
        let holds = stay.admitted_on <= today && out.is_none_or(|day| today <= day || (is_last && two_years(day)));
        let works_there = me.attached_to == Some(stay.prison) && me.kind != InstitutionKind::PrisonIntelligence;
        if holds && (stay.prison == of || superiors(stay.prison).any(|up| up == of))
            || works_there && out.is_none_or(|day| today <= day)
        {
            ties.push(Tie::Standing);
        }
        let is_inside = is_last && out.is_none_or(|day| day > today);
        let prison = world.institution(stay.prison).expect("a prison");
        let is_prefect = me.kind == InstitutionKind::Prefecture && prison.departement == me.departement && is_inside;
        if is_prefect && person.penal.iter().any(|step| step.nature.code() == "removal") {
            ties.push(Tie::Notice("foreigner_removal", None));
        }
        for record in
            person.records.iter().filter(|r| r.fields.iter().any(|(f, v)| *f == Field::MovementKind && v == "leave"))
        {
            let day = |field| record.fields.iter().find(|(f, _)| *f == field).and_then(|(_, v)| v.parse::<Date>().ok());
            let last_day = day(Field::ReturnOn).or(day(Field::PlannedOn));
            // R57-9-23 6° a: the place of the leave and the place of detention.
            let places = [record.commune.as_ref(), prison.commune.as_ref().filter(|_| is_inside)];
            let is_place = places.into_iter().flatten().any(|c| me.communes.contains(c)) && is_force(me.kind);
            if is_last && last_day.is_some_and(|d| d >= today) && (is_place || is_prefect) {
                ties.push(Tie::Notice("leave", Some(record.id.to_string())));
            }
        }
    }
    for follow_up in &person.follow_ups {
        let holds = follow_up.from_on <= today && follow_up.to_on.is_none_or(|day| today <= day);
        let above = world.institution(follow_up.institution).is_some_and(|i| i.kind == InstitutionKind::Probation)
            && superiors(follow_up.institution).any(|up| up == of);
        if holds && (follow_up.institution == of || above) {
            assert!(matches!(follow_up.kind, TieKind::Followed | TieKind::Prosecuted));
            ties.push(Tie::Standing);
        }
    }
    // A sentence that was over before the last stay began makes no notice, and a month after the release there is none left.
    let is_current =
        |end: Option<Date>| end.is_none_or(|end| person.stays.last().is_some_and(|stay| end >= stay.admitted_on));
    let is_recent = released_on(person).is_none_or(|day| day.checked_add(30.days()).is_ok_and(|end| today <= end));
    let is_long = is_recent
        && person.penal.iter().any(|step| {
            step.nature.code() == "conviction"
                && is_current(step.ends_on)
                && step.quantum.is_some_and(|q| q.is_three_years_or_more())
        });
    let at_home = person.declared_commune.as_ref().is_some_and(|c| me.communes.contains(c)) && is_force(me.kind);
    if is_long && at_home && ["pre_release", "community", "closed"].contains(&phase(world, person, today)) {
        ties.push(Tie::Notice("sentence_3y", None));
    }
    let sent = person.records.iter().filter(|record| record.communicated_to.contains(&of));
    ties.extend(sent.map(|record| Tie::Sent(record.id.to_string())));
    ties
}

fn is_force(kind: InstitutionKind) -> bool {
    matches!(kind, InstitutionKind::Police | InstitutionKind::Gendarmerie)
}
