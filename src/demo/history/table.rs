//! The steps of a sitting, as the demo plays them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::cast::House;
use crate::access::Conducted;
use crate::conferences;
use crate::demo::dice::plus;
use crate::demo::texts::say;
use crate::demo::texts::table::{MATTERS, Matter, Said};
use crate::demo::world::{InstitutionSeed, PersonSeed};
use crate::domain::conference::{Because, Presence, SeatRole, Voice};
use crate::domain::{
    AgendaItem, Audience, Commission, Field, Function, Handling, Id, InstitutionKind, Level, Sitting, Value,
};
use crate::records::conference::actions::{self, NewAction};
use crate::records::conference::agenda::{self, NewItem};
use crate::records::conference::answers::{self, Answer};
use crate::records::conference::attendance::{self, NewPresence};
use crate::records::conference::commissions::{self, NewSeat};
use crate::records::conference::contributions::{self, NewContribution};
use crate::records::conference::decisions::{self, NewDecision};
use crate::records::conference::invitations::Guest;
use crate::records::conference::opinions::{self, NewOpinion};
use crate::records::conference::sittings::{self, Appointment};
use crate::records::conference::syntheses;
use crate::service::Failed;

/// A sitting: when, and about whom.
pub(in crate::demo::history) struct Meeting<'w> {
    /// Its day.
    pub(in crate::demo::history) held_on: Date,
    /// The day on which it was planned and convoked.
    pub(in crate::demo::history) planned_on: Date,
    /// About whom.
    pub(in crate::demo::history) people: Vec<&'w PersonSeed>,
    /// The case of the first; the others follow.
    pub(in crate::demo::history) first_matter: usize,
}

/// How far it goes.
#[derive(Clone, Copy)]
pub(in crate::demo::history) struct Course {
    /// To how many items contributions are written.
    pub(in crate::demo::history) contributions: usize,
    /// Whether the cast's partners come.
    pub(in crate::demo::history) is_showcase: bool,
    /// When the draft minutes went round.
    pub(in crate::demo::history) circulated_on: Option<Date>,
    /// When they were sealed.
    pub(in crate::demo::history) sealed_on: Option<Date>,
}

impl Course {
    /// Planned, and nothing else.
    pub(in crate::demo::history) const NONE: Self =
        Self { contributions: 0, is_showcase: false, circulated_on: None, sealed_on: None };
}

/// Who has to do something.
#[derive(Clone, Copy)]
pub(in crate::demo::history) enum Whose {
    Host,
    Probation,
    Education,
}

/// An action that an item ends with.
pub(in crate::demo::history) struct Task {
    /// Which item.
    pub(in crate::demo::history) item: usize,
    /// Whose.
    pub(in crate::demo::history) whose: Whose,
    /// By when.
    pub(in crate::demo::history) due_on: Date,
    /// What.
    pub(in crate::demo::history) text: &'static str,
    /// What was answered, the day before it was due.
    pub(in crate::demo::history) answer: Option<&'static str>,
}

type Agenda<'w> = Vec<(Id<AgendaItem>, &'w PersonSeed, &'static Matter)>;

fn prose(text: &str, sex: &str) -> Value {
    Value::Prose(say(&[text], sex))
}

impl<'w> House<'w> {
    fn of_them(&self, whose: Whose) -> &'w InstitutionSeed {
        match whose {
            Whose::Host => self.prison,
            Whose::Probation => self.probation,
            Whose::Education => self.education,
        }
    }

    /// Creates the CPU.
    pub(in crate::demo::history) async fn found(&self, on: Date) -> Result<Id<Commission>, Failed> {
        let seat = |of: &InstitutionSeed, function, voice, role| NewSeat { institution: of.id, function, voice, role };
        let seats = vec![
            seat(self.prison, Function::Head, Voice::Deliberating, SeatRole::Chair),
            seat(self.prison, Function::Management, Voice::Deliberating, SeatRole::Representative),
            seat(self.probation, Function::ProbationDirector, Voice::Deliberating, SeatRole::Member),
            seat(self.education, Function::Teacher, Voice::Deliberating, SeatRole::Member),
            seat(self.health, Function::Caregiver, Voice::Consultative, SeatRole::Member),
        ];
        let when = self.moment(on, 9, 0);
        self.conduct(when, Conducted::OwnPrison, move |tx, conduct| commissions::create(tx, conduct, &seats)).await
    }

    fn guests(&self, matter: &Matter, at: usize, meeting: &Meeting<'_>, is_showcase: bool) -> Vec<Guest> {
        let service = |of: &InstitutionSeed, voice| Guest { institution: of.id, agent: None, voice, consent_on: None };
        let mut guests = vec![service(self.probation, Voice::Deliberating)];
        if matter.education.is_some() {
            guests.push(service(self.education, Voice::Deliberating));
        }
        if matches!(matter.theme, "suicide_prevention" | "activities" | "release") {
            guests.push(service(self.health, Voice::Consultative));
        }
        let named = |slug: &str, consent_on| {
            let agent = self.world.cast(slug)?;
            let voice = Voice::Consultative;
            Some(Guest { institution: agent.institution, agent: Some(agent.id.cast()), voice, consent_on })
        };
        if is_showcase && at == 0 {
            guests.extend(named("association", Some(plus(meeting.planned_on, -2))));
        }
        if is_showcase && (at == 0 || at == 3) {
            guests.extend(named("juriste-parquet", None));
        }
        guests
    }

    /// Plans a sitting and puts everybody on its agenda.
    pub(in crate::demo::history) async fn prepare(
        &self,
        cpu: Id<Commission>,
        meeting: &Meeting<'w>,
        course: &Course,
    ) -> Result<(Id<Sitting>, Agenda<'w>), Failed> {
        let when = Appointment {
            starts_at: self.moment(meeting.held_on, 14, 0),
            place: "Salle de commission, bâtiment administratif".to_owned(),
        };
        let planned = self.moment(meeting.planned_on, 9, 30);
        let sitting = self
            .conduct(planned, Conducted::Commission(cpu), move |tx, conduct| sittings::plan(tx, conduct, &when))
            .await?;
        let matters: Vec<(&'w PersonSeed, &'static Matter)> =
            meeting.people.iter().copied().zip(MATTERS.iter().cycle().skip(meeting.first_matter)).collect();
        let new: Vec<NewItem> = matters
            .iter()
            .enumerate()
            .map(|(at, (person, matter))| NewItem {
                person: person.id.cast(),
                heading: BTreeMap::from([
                    (Field::CpuTheme, Value::Choice(matter.theme.to_owned())),
                    (Field::CpuObject, Value::Text(matter.object.to_owned())),
                ]),
                because: Because::Hand,
                reason: String::new(),
                guests: Some(self.guests(matter, at, meeting, course.is_showcase)),
            })
            .collect();
        let items = self
            .conduct(self.moment(meeting.planned_on, 9, 45), Conducted::Sitting(sitting), move |tx, conduct| {
                new.iter().map(|new| agenda::add(tx, conduct, new)).collect::<Result<Vec<_>, _>>()
            })
            .await?;
        let agenda = items.into_iter().zip(matters).map(|(item, (person, matter))| (item, person, matter)).collect();
        Ok((sitting, agenda))
    }

    /// Prepares and convokes it; the services write to the first of its items.
    pub(in crate::demo::history) async fn convoke(
        &self,
        cpu: Id<Commission>,
        meeting: &Meeting<'w>,
        course: &Course,
    ) -> Result<Option<(Id<Sitting>, Agenda<'w>)>, Failed> {
        if meeting.people.is_empty() {
            return Ok(None);
        }
        let (sitting, agenda) = self.prepare(cpu, meeting, course).await?;
        let when = self.moment(meeting.planned_on, 10, 30);
        self.conduct(when, Conducted::Sitting(sitting), conferences::convoke).await?;
        self.post(when)?;
        let written = self.moment(plus(meeting.planned_on, 2), 15, 0);
        for (at, (item, person, matter)) in agenda.iter().take(course.contributions).enumerate() {
            let when = Self::later(written, at);
            let restricted = Handling {
                cap: Level::Full,
                audience: Audience::Kinds(vec![InstitutionKind::Prison, InstitutionKind::Probation]),
            };
            // On the showcase's own item what the detention says is for prison and probation.
            let handling = if course.is_showcase && at == 0 { restricted } else { Handling::OPEN };
            let voices = [
                Some((self.probation, Function::Counsellor, &matter.probation, Handling::OPEN)),
                (at % 2 == 0).then_some((self.prison, Function::Management, &matter.detention, handling)),
                matter.education.as_ref().map(|said| (self.education, Function::Teacher, said, Handling::OPEN)),
            ];
            for (of, function, said, handling) in voices.into_iter().flatten() {
                let (_, who) = self.somebody(of, function)?;
                let values = BTreeMap::from([
                    (Field::PriorComment, prose(said.comment, person.sex)),
                    (Field::ProposedOpinion, Value::Choice(said.stance.code().to_owned())),
                ]);
                let new = NewContribution { version: 0, values, handling };
                let place = (*item, sitting);
                self.write(when, &who, *item, move |tx, permit| contributions::write(tx, permit, place, &new)).await?;
            }
        }
        Ok(Some((sitting, agenda)))
    }

    /// Prepares, convokes and holds it; its minutes go as far as the course says.
    pub(in crate::demo::history) async fn hold(
        &self,
        cpu: Id<Commission>,
        meeting: &Meeting<'w>,
        course: &Course,
        tasks: &[Task],
    ) -> Result<(), Failed> {
        let Some((sitting, agenda)) = self.convoke(cpu, meeting, course).await? else { return Ok(()) };
        let (chair, head) = self.somebody(self.prison, Function::Head)?;
        let (presiding, there) = (chair.id.cast(), self.attendance(&agenda));
        let opened = self.moment(meeting.held_on, 14, 5);
        self.conduct(opened, Conducted::Sitting(sitting), move |tx, conduct| {
            attendance::open(tx, conduct, presiding)?;
            attendance::note(tx, conduct, &there)
        })
        .await?;
        let mut given = Vec::new();
        for (at, (item, person, matter)) in agenda.iter().enumerate() {
            let (when, place, sex) = (Self::later(opened, at + 1), (*item, sitting), person.sex);
            let opinions = self.opinions(matter, sex);
            let synthesis = prose(matter.synthesis, sex);
            let decision = decision(matter, meeting.held_on, sex);
            let own: Vec<(NewAction, Option<&'static str>, Whose)> = tasks
                .iter()
                .filter(|task| task.item == at)
                .map(|task| (self.action(task), task.answer, task.whose))
                .collect();
            let new: Vec<NewAction> = own.iter().map(|(new, ..)| new.clone()).collect();
            let ids = self
                .write(when, &head, *item, move |tx, permit| {
                    opinions::record(tx, permit, place, &opinions)?;
                    syntheses::save(tx, permit, place, 0, &synthesis)?;
                    decisions::take(tx, permit, place, &decision)?;
                    new.iter().map(|new| actions::give(tx, permit, place, new)).collect::<Result<Vec<_>, _>>()
                })
                .await?;
            given.extend(
                ids.into_iter().zip(own).map(|(id, (new, answer, whose))| (*item, id, new.due_on, answer, whose)),
            );
        }
        let Some(round_on) = course.circulated_on else { return Ok(()) };
        let until = self.moment(plus(round_on, 10), 18, 0);
        let sent = self.moment(round_on, 11, 0);
        self.conduct(sent, Conducted::Sitting(sitting), move |tx, conduct| conferences::circulate(tx, conduct, until))
            .await?;
        self.post(sent)?;
        if let Some(on) = course.sealed_on {
            self.conduct(self.moment(on, 10, 0), Conducted::Sitting(sitting), conferences::validate).await?;
        }
        for (item, id, due_on, answer, whose) in given {
            let Some(text) = answer else { continue };
            let function = if matches!(whose, Whose::Education) { Function::Teacher } else { Function::Counsellor };
            let (_, who) = self.somebody(self.of_them(whose), function)?;
            let answer = Answer { is_done: true, text: text.to_owned() };
            let when = self.moment(plus(due_on, -1), 16, 30);
            self.write(when, &who, item, move |tx, permit| answers::answer(tx, permit, id, &answer)).await?;
        }
        Ok(())
    }

    /// Everybody came into the room but health, from afar.
    fn attendance(&self, agenda: &Agenda<'_>) -> Vec<NewPresence> {
        let has = |of: fn(&Matter) -> bool| agenda.iter().any(|(_, _, matter)| of(matter));
        let there = |of: &InstitutionSeed, presence| NewPresence {
            institution: of.id,
            agent: String::new(),
            presence,
            detail: String::new(),
        };
        let mut all = vec![there(self.prison, Presence::Room), there(self.probation, Presence::Room)];
        if has(|matter| matter.education.is_some()) {
            all.push(there(self.education, Presence::Room));
        }
        if has(|matter| matches!(matter.theme, "suicide_prevention" | "activities" | "release")) {
            all.push(there(self.health, Presence::Remote));
        }
        all
    }

    fn opinions(&self, matter: &Matter, sex: &str) -> Vec<NewOpinion> {
        let voiced = [
            Some((self.prison, &matter.detention)),
            Some((self.probation, &matter.probation)),
            matter.education.as_ref().map(|said| (self.education, said)),
        ];
        let opinion = |(of, said): (&InstitutionSeed, &Said)| NewOpinion {
            institution: of.id,
            version: 0,
            stance: said.stance,
            reason: Some(prose(said.reason, sex)),
        };
        voiced.into_iter().flatten().map(opinion).collect()
    }

    fn action(&self, task: &Task) -> NewAction {
        NewAction {
            institution: self.of_them(task.whose).id,
            agent: None,
            due_on: task.due_on,
            text: prose(task.text, "M"),
        }
    }
}

fn decision(matter: &Matter, held_on: Date, sex: &str) -> NewDecision {
    let (outcome, text, reason) = matter.decision;
    let mut values =
        BTreeMap::from([(Field::DecisionText, prose(text, sex)), (Field::DecisionReason, prose(reason, sex))]);
    if outcome.needs_reason_and_review() {
        values.insert(Field::ReviewOn, Value::Date(plus(held_on, 45)));
    }
    NewDecision { version: 0, outcome, values }
}
