//! Tables of the CPU in the world of canaries: sittings at every stage, guests of every sort, and every paper that is written for
//! an item, each text a canary.

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use quadrige::access::{Whom, reconcile};
use quadrige::db::Engine;
use quadrige::demo::world::{AgentSeed, World};
use quadrige::domain::handling::Institution;
use quadrige::domain::{
    Action, AgendaItem, Agent, Audience, Commission, DataCategory, Field, Function, Handling, Id, InstitutionKind,
    Level, Sitting,
};
use quadrige::records::conference::invitations::{self, Guest};

use crate::canaries::{Pen, hire, world};
use crate::oracle::table::{Call, Meeting, Paper, Point, Stage};
use crate::support::house::{TODAY, TestHouse};
use crate::support::table::{NEXT_WEEK, done, person};

/// Those on whom a seat turns, beyond the cast: a colleague of the partner who is named, and one whose clearance ended yesterday.
pub fn seated_world() -> World {
    let mut world = world();
    hire(&mut world, 230, "association-collegue", "association-passerelles", Function::Agent);
    hire(&mut world, 231, "cpip-ancien", "spip-douai", Function::Counsellor);
    hire(&mut world, 232, "conseil-ancien", "enseignement-cp-marais-de-scarpe", Function::Teacher);
    for slug in ["cpip-ancien", "conseil-ancien"] {
        let ended =
            world.agents.iter_mut().find(|agent| agent.slug == Some(slug)).and_then(|agent| agent.clearance.as_mut());
        ended.expect("a clearance").ends_on = date(2026, 11, 20);
    }
    world
}

/// Which meeting, before it is set up.
pub struct Plan {
    pub stage: Stage,
    pub held_on: Date,
    pub points: Vec<PointPlan>,
}

/// Which item of it.
pub struct PointPlan {
    pub path: &'static str,
    /// Service, and who of it by name.
    pub guests: Vec<(&'static str, Option<&'static str>)>,
    /// Whose invitation is withdrawn later.
    pub withdrawn: Vec<&'static str>,
    pub laid: Vec<DataCategory>,
    pub to_do: Vec<&'static str>,
    pub is_on: bool,
    /// Whether it comes after all the others are put, in every meeting, and yet before them on the agenda: worlds that differ in
    /// such items alone give the others the same identifiers.
    pub is_extra: bool,
}

const HOST: &str = "cp-marais-de-scarpe";
const SPIP: &str = "spip-douai";
const SCHOOL: &str = "enseignement-cp-marais-de-scarpe";
const HEALTH: &str = "sante-cp-marais-de-scarpe";
const CHARITY: (&str, Option<&str>) = ("association-passerelles", Some("association"));
const GENDARMERIE: (&str, Option<&str>) = ("gendarmerie-nord", Some("gendarmerie"));
const POLICE: (&str, Option<&str>) = ("police-nord", Some("police"));

/// An item for that person with these guests, and nothing laid on its table.
pub fn point(path: &'static str, guests: &[(&'static str, Option<&'static str>)]) -> PointPlan {
    PointPlan {
        path,
        guests: guests.to_vec(),
        withdrawn: Vec::new(),
        laid: Vec::new(),
        to_do: Vec::new(),
        is_on: true,
        is_extra: false,
    }
}

/// The meetings of the canary crawl.
pub fn plans() -> Vec<Plan> {
    use DataCategory::{Discipline, Housing, Movements, Observation, Sentence};
    let plan = |stage, held_on, points| Plan { stage, held_on, points };
    let service = |slug| (slug, None);
    // Around the same people, once while the sitting is prepared by everybody, once while it is held.
    let rich = || {
        vec![
            PointPlan {
                laid: vec![Observation, Movements, Housing],
                ..point("detention", &[service(SPIP), service(SCHOOL), service(HEALTH), CHARITY])
            },
            PointPlan {
                laid: vec![Observation, Discipline],
                ..point("pre_release", &[service(SPIP), service("parquet-douai"), POLICE])
            },
            PointPlan {
                laid: vec![Sentence, Housing],
                ..point(
                    "pre_trial",
                    &[
                        service(SCHOOL),
                        service("dlrp-cp-marais-de-scarpe"),
                        service("instruction-douai"),
                        ("prefecture-nord", Some("prefecture")),
                    ],
                )
            },
            PointPlan {
                withdrawn: vec![HEALTH, "gendarmerie-nord"],
                ..point("short_sentence", &[service("jap-douai"), service(HEALTH), GENDARMERIE, service("disp-lille")])
            },
            PointPlan { is_on: false, ..point("trial", &[service(SCHOOL), CHARITY]) },
        ]
    };
    vec![
        plan(Stage::Called, date(2026, 11, 28), rich()),
        plan(Stage::Open, TODAY, rich()),
        plan(
            Stage::Circulated,
            date(2026, 11, 18),
            vec![
                point("detention", &[service("jap-douai"), service(SCHOOL)]),
                point("trial", &[service(SCHOOL), service(HEALTH), CHARITY]),
            ],
        ),
        plan(Stage::Planned, date(2026, 12, 4), vec![point("pre_release_removal", &[service(SPIP), CHARITY])]),
        plan(Stage::CalledOff, date(2026, 12, 11), vec![point("short_sentence", &[service(SPIP), POLICE])]),
        plan(Stage::Sealed(date(2026, 10, 12)), date(2026, 10, 8), vec![point("detention", &[service(SPIP), POLICE])]),
        plan(
            Stage::Sealed(date(2026, 11, 11)),
            date(2026, 11, 9),
            vec![point("pre_release", &[service("jap-douai"), CHARITY]), point("trial", &[service(SCHOOL)])],
        ),
        plan(
            Stage::Sealed(date(2026, 9, 20)),
            date(2026, 9, 18),
            vec![PointPlan {
                to_do: vec!["association-passerelles"],
                ..point("pre_release_removal", &[service(SCHOOL), CHARITY])
            }],
        ),
        // Whose minutes nobody ever sealed.
        plan(Stage::Open, date(2026, 8, 10), vec![point("trial", &[service(SCHOOL), GENDARMERIE])]),
    ]
}

/// Items that only these services know of: beside the house itself, nobody else may tell that they are there.
pub const IN_THE_KNOW: &[&str] =
    &[HOST, "instruction-douai", "jap-douai", "disp-lille", "dlrp-cp-marais-de-scarpe", "gendarmerie-nord"];

/// Two agendas that differ in such items alone, at each stage of a sitting: one more; or four more, with other people, other
/// guests, other papers, an invitation withdrawn and an item taken off.
pub fn pair() -> [Vec<Plan>; 2] {
    let service = |slug| (slug, None);
    let extra = |path, guests: &[_]| PointPlan { is_extra: true, ..point(path, guests) };
    let usual = || {
        vec![
            PointPlan {
                laid: vec![DataCategory::Observation],
                to_do: vec!["association-passerelles"],
                ..point("detention", &[service(SPIP), service(SCHOOL), service(HEALTH), CHARITY])
            },
            PointPlan {
                laid: vec![DataCategory::Discipline],
                ..point("pre_release", &[service(SPIP), service("parquet-douai"), POLICE])
            },
        ]
    };
    let few = || vec![extra("trial", &[GENDARMERIE])];
    let many = || {
        vec![
            PointPlan {
                laid: vec![DataCategory::Housing],
                ..extra("pre_trial", &[service("instruction-douai"), service("dlrp-cp-marais-de-scarpe")])
            },
            PointPlan {
                withdrawn: vec!["gendarmerie-nord"],
                to_do: vec!["jap-douai"],
                ..extra("short_sentence", &[service("jap-douai"), service("disp-lille"), GENDARMERIE])
            },
            extra("trial", &[service("instruction-douai")]),
            PointPlan { is_on: false, ..extra("pre_release_removal", &[service("jap-douai")]) },
        ]
    };
    let world = |others: &dyn Fn() -> Vec<PointPlan>| {
        let plan = |stage, held_on| {
            let mut points = usual();
            points.extend(others());
            Plan { stage, held_on, points }
        };
        vec![
            plan(Stage::Called, date(2026, 11, 28)),
            plan(Stage::Open, TODAY),
            plan(Stage::Circulated, date(2026, 11, 18)),
            plan(Stage::Sealed(date(2026, 11, 11)), date(2026, 11, 9)),
            plan(Stage::CalledOff, date(2026, 12, 11)),
            plan(Stage::Planned, date(2026, 12, 12)),
        ]
    };
    [world(&few), world(&many)]
}

/// What was set up.
pub struct Tables {
    pub commission: Id<Commission>,
    pub meetings: Vec<Meeting>,
    pub actions: Vec<Id<Action>>,
}

/// Sets these meetings up, in this order.
pub async fn set(house: &TestHouse, plans: &[Plan]) -> Tables {
    let commission = house.cpu().await;
    let pen = |next| Pen { next, commune: 0 };
    let mut hand = Hand { house, pen: pen(5000), rows: 0, actions: Vec::new() };
    // What is extra has a pen of its own: the others' words are the same whatever there is beside them.
    let mut other = pen(8000);
    let mut meetings = Vec::new();
    for plan in plans {
        meetings.push(hand.meeting(commission, plan).await);
    }
    std::mem::swap(&mut hand.pen, &mut other);
    for (meeting, plan) in meetings.iter_mut().zip(plans) {
        for plan in plan.points.iter().filter(|point| point.is_extra) {
            let point = hand.point(meeting.id, plan).await;
            meeting.points.push(point);
        }
        hand.put_extras_first(meeting, plan);
    }
    std::mem::swap(&mut hand.pen, &mut other);
    for meeting in meetings.iter().filter(|meeting| meeting.stage != Stage::Planned) {
        house.convoke(meeting.id).await;
    }
    for is_extra in [false, true] {
        if is_extra {
            std::mem::swap(&mut hand.pen, &mut other);
        }
        for (meeting, plan) in meetings.iter_mut().zip(plans) {
            let (id, stage) = (meeting.id, meeting.stage);
            let in_order = plan.points.iter().filter(|p| !p.is_extra).chain(plan.points.iter().filter(|p| p.is_extra));
            for (point, plan) in meeting.points.iter_mut().zip(in_order).filter(|(_, plan)| plan.is_extra == is_extra) {
                hand.afterwards(id, stage, point, plan).await;
            }
        }
    }
    for meeting in &meetings {
        hand.come_to(meeting);
    }
    reconcile(&house.house.door, Whom::Everybody).expect("derived again");
    Tables { commission, meetings, actions: hand.actions }
}

fn noon(day: Date) -> Timestamp {
    day.at(12, 0, 0, 0).in_tz("Europe/Paris").expect("a moment").timestamp()
}

/// Writes what people write at a table. Rows are put there as such: which form writes them is tested elsewhere.
struct Hand<'h> {
    house: &'h TestHouse,
    pen: Pen,
    rows: u16,
    actions: Vec<Id<Action>>,
}

impl Hand<'_> {
    fn run(&self, statement: &str) {
        self.house.try_statement(statement).unwrap_or_else(|why| panic!("{statement}: {why}"));
    }

    fn row<T>(&mut self) -> Id<T> {
        self.rows += 1;
        let mut bytes = [77; 16];
        bytes[..2].copy_from_slice(&self.rows.to_be_bytes());
        Id::from_bytes(bytes)
    }

    fn agent_of(&self, service: Id<Institution>) -> &AgentSeed {
        self.house.world.agents.iter().find(|agent| agent.institution == service).expect("somebody works there")
    }

    async fn meeting(&mut self, commission: Id<Commission>, plan: &Plan) -> Meeting {
        let house = self.house;
        let id = house.sitting(commission, NEXT_WEEK).await;
        let mut points = Vec::new();
        for plan in plan.points.iter().filter(|point| !point.is_extra) {
            points.push(self.point(id, plan).await);
        }
        Meeting { id, host: house.service(HOST), held_on: plan.held_on, stage: plan.stage, points }
    }

    fn put_extras_first(&self, meeting: &Meeting, plan: &Plan) {
        if plan.points.iter().any(|point| point.is_extra) {
            let usual = plan.points.iter().filter(|point| !point.is_extra).count();
            for point in &meeting.points[..usual] {
                self.run(&format!("UPDATE agenda_item SET position = position + 50 WHERE id = '{}'", point.id));
            }
        }
    }

    /// Puts the meeting at its day and its stage.
    fn come_to(&self, meeting: &Meeting) {
        let id = meeting.id;
        let told = meeting.held_on.saturating_sub(20.days()).min(TODAY);
        let (told, held) = (micros(noon(told)), micros(noon(meeting.held_on)));
        let chair = self.house.agent("chef-etablissement");
        let is_open = format!(", convoked_at = {told}, opened_at = {held}, chair_id = '{chair}'");
        let goes_round = format!("{is_open}, circulated_at = {held}, remarks_until = {}", held + 14 * 86_400_000_000);
        let more = match meeting.stage {
            Stage::Planned => String::new(),
            Stage::Called => format!(", convoked_at = {told}"),
            Stage::CalledOff => format!(", state = 'cancelled', cancelled_at = {}", micros(noon(TODAY))),
            Stage::Open => format!("{is_open}, state = 'open'"),
            Stage::Circulated => format!("{goes_round}, state = 'circulated'"),
            Stage::Sealed(on) => format!("{goes_round}, state = 'sealed', sealed_at = {}", micros(noon(on))),
        };
        if meeting.held_on < TODAY {
            self.run(&format!("UPDATE agenda_item SET added_at = {told} WHERE sitting_id = '{id}'"));
        }
        self.run(&format!("UPDATE sitting SET starts_at = {held}{more} WHERE id = '{id}'"));
    }

    async fn point(&mut self, sitting: Id<Sitting>, plan: &PointPlan) -> Point {
        let house = self.house;
        let guests: Vec<Guest> =
            plan.guests.iter().map(|(service, agent)| house.guest(service, *agent, agent.is_some())).collect();
        let object = self.pen.text();
        let person = person(house, plan.path);
        let id = house.put(sitting, person, &object, Some(guests)).await;
        let host = house.service(HOST);
        let heading = Paper {
            name: "heading".to_owned(),
            item: id,
            owner: host,
            handling: Handling::OPEN,
            texts: vec![(Field::CpuObject, object)],
        };
        let calls = plan.guests.iter().map(|(service, agent)| Call {
            institution: house.service(service),
            agent: agent.map(|slug| house.agent(slug)),
            stands: !plan.withdrawn.contains(service),
        });
        Point {
            id,
            person,
            is_on: plan.is_on,
            calls: calls.collect(),
            laid: plan.laid.clone(),
            to_do: plan.to_do.iter().map(|slug| house.service(slug)).collect(),
            papers: vec![heading],
        }
    }

    /// What comes after the convocation: papers, categories laid there, invitations withdrawn, items taken off.
    async fn afterwards(&mut self, sitting: Id<Sitting>, stage: Stage, point: &mut Point, plan: &PointPlan) {
        let house = self.house;
        self.write(stage, point);
        let head = house.reader("chef-etablissement").await;
        for category in plan.laid.clone() {
            let item = point.id;
            let laid = house
                .house
                .door
                .alter_item(&head, item, move |tx, permit| invitations::lay(tx, permit, item, category))
                .await
                .expect("asked");
            done(laid);
        }
        for service in &plan.withdrawn {
            let (item, service) = (point.id, house.service(service));
            let named = point.calls.iter().find(|call| call.institution == service).and_then(|call| call.agent);
            let named = named.map(|agent| agent.to_string()).unwrap_or_default();
            let withdrawn = house
                .house
                .door
                .conduct(&head, quadrige::access::Conducted::Sitting(sitting), move |tx, conduct| {
                    quadrige::conferences::withdraw_invitation(tx, conduct, item, service, &named)
                })
                .await
                .expect("asked");
            done(withdrawn);
        }
        if !plan.is_on {
            let item = point.id;
            let off = house
                .house
                .door
                .conduct(&head, quadrige::access::Conducted::Sitting(sitting), move |tx, conduct| {
                    quadrige::conferences::take_off(tx, conduct, item)
                })
                .await
                .expect("asked");
            done(off);
        }
    }

    /// What is written at each stage: contributions from the first, the rest while it is held, remarks while the minutes go
    /// round, addenda after the seal.
    fn write(&mut self, stage: Stage, point: &mut Point) {
        let host = self.house.service(HOST);
        let guests: Vec<(Id<Institution>, Option<Id<Agent>>)> =
            point.calls.iter().map(|call| (call.institution, call.agent)).collect();
        for (owner, named) in std::iter::once((host, None)).chain(guests) {
            let kind = self.house.world.institution(owner).expect("a service").kind;
            if kind != InstitutionKind::Health {
                self.speak(stage, point, (owner, kind, named));
            }
            let is_given = owner == host || point.to_do.contains(&owner) || kind == InstitutionKind::Probation;
            if stage.was_held() && is_given {
                self.give_something_to_do(point, owner, named);
            }
        }
        if stage.was_held() {
            self.conclude(point, host);
        }
        if matches!(stage, Stage::Sealed(_)) {
            self.add(point, host);
        }
    }

    fn speak(
        &mut self,
        stage: Stage,
        point: &mut Point,
        (owner, kind, named): (Id<Institution>, InstitutionKind, Option<Id<Agent>>),
    ) {
        let (item, person, at) = (point.id, point.person, micros(noon(TODAY)));
        let agent: Id<Agent> = named.unwrap_or_else(|| self.agent_of(owner).id.cast());
        let handling = self.handling(kind, point);
        let text = self.pen.text();
        let words = in_json(&[(Field::ProposedOpinion, "favourable"), (Field::PriorComment, &text)]);
        let (row, cap, audience) = (self.row::<()>(), handling.cap.code(), handling.audience_code());
        self.run(&format!(
            "INSERT INTO contribution (id, item_id, person_id, institution_id, agent_id, version, cap, audience, payload, \
             written_at) VALUES ('{row}', '{item}', '{person}', '{owner}', '{agent}', 1, '{cap}', '{audience}', '{words}', {at})"
        ));
        self.keep(point, format!("contribution of {kind:?}"), owner, handling, &[(Field::PriorComment, text)]);
        if stage.was_held() {
            let text = self.pen.text();
            let words = in_json(&[(Field::Opinion, "reserved"), (Field::OpinionReason, &text)]);
            self.run(&format!(
                "INSERT INTO opinion (item_id, institution_id, person_id, agent_id, version, payload, given_at) \
                 VALUES ('{item}', '{owner}', '{person}', '{agent}', 1, '{words}', {at})"
            ));
            self.keep(point, format!("opinion of {kind:?}"), owner, Handling::OPEN, &[(Field::OpinionReason, text)]);
        }
        if matches!(stage, Stage::Circulated | Stage::Sealed(_)) {
            let text = self.pen.text();
            let (row, words) = (self.row::<()>(), in_json(&[(Field::Remark, &text)]));
            self.run(&format!(
                "INSERT INTO remark (id, item_id, person_id, institution_id, agent_id, payload, made_at) \
                 VALUES ('{row}', '{item}', '{person}', '{owner}', '{agent}', '{words}', {at})"
            ));
            self.keep(point, format!("remark of {kind:?}"), owner, Handling::OPEN, &[(Field::Remark, text)]);
        }
    }

    fn give_something_to_do(&mut self, point: &mut Point, owner: Id<Institution>, who: Option<Id<Agent>>) {
        let (item, person, at) = (point.id, point.person, micros(noon(TODAY)));
        let given_by = self.house.agent("chef-etablissement");
        let named = who.map(|agent| agent.to_string()).unwrap_or_default();
        let is_open = point.to_do.contains(&owner);
        let (state, answered) = if is_open { ("open", "NULL".to_owned()) } else { ("done", at.to_string()) };
        let (text, answer) = (self.pen.text(), self.pen.text());
        let row: Id<Action> = self.row();
        let words = in_json(&[(Field::ActionText, &text)]);
        let answered_words =
            if is_open { "NULL".to_owned() } else { format!("'{}'", in_json(&[(Field::ActionAnswer, &answer)])) };
        self.run(&format!(
            "INSERT INTO action (id, item_id, person_id, institution_id, agent_id, due_on, state, payload, given_by, given_at, \
             answer, answered_at) VALUES ('{row}', '{item}', '{person}', '{owner}', '{named}', '2026-12-20', '{state}', \
             '{words}', '{given_by}', {at}, {answered_words}, {answered})"
        ));
        self.actions.push(row);
        let mut texts = vec![(Field::ActionText, text)];
        if !is_open {
            texts.push((Field::ActionAnswer, answer));
        }
        self.keep(point, "action".to_owned(), owner, Handling::OPEN, &texts);
    }

    /// Synthesis and decision.
    fn conclude(&mut self, point: &mut Point, host: Id<Institution>) {
        let (item, person, at) = (point.id, point.person, micros(noon(TODAY)));
        let (clerk, head) = (self.house.agent("greffe"), self.house.agent("chef-etablissement"));
        let text = self.pen.text();
        let words = in_json(&[(Field::Synthesis, &text)]);
        self.run(&format!(
            "INSERT INTO synthesis (item_id, person_id, agent_id, version, payload, saved_at) \
             VALUES ('{item}', '{person}', '{clerk}', 1, '{words}', {at})"
        ));
        self.keep(point, "synthesis".to_owned(), host, Handling::OPEN, &[(Field::Synthesis, text)]);
        let (text, reason) = (self.pen.text(), self.pen.text());
        // One day for each item.
        self.rows += 1;
        let review = date(2040, 1, 1).saturating_add(i64::from(self.rows).days()).to_string();
        let words = in_json(&[
            (Field::Decision, "decided"),
            (Field::DecisionText, &text),
            (Field::DecisionReason, &reason),
            (Field::ReviewOn, &review),
        ]);
        self.run(&format!(
            "INSERT INTO decision (item_id, person_id, agent_id, institution_id, competence, version, payload, decided_at) \
             VALUES ('{item}', '{person}', '{head}', '{host}', 'head', 1, '{words}', {at})"
        ));
        let texts = [(Field::DecisionText, text), (Field::DecisionReason, reason), (Field::ReviewOn, review)];
        self.keep(point, "decision".to_owned(), host, Handling::OPEN, &texts);
    }

    fn add(&mut self, point: &mut Point, host: Id<Institution>) {
        let (item, person, at) = (point.id, point.person, micros(noon(TODAY)));
        let (head, text) = (self.house.agent("chef-etablissement"), self.pen.text());
        let (row, words) = (self.row::<()>(), in_json(&[(Field::Addendum, &text)]));
        let blob = if matches!(self.house.database.engine(), Engine::Postgres(_)) { r"'\x00'" } else { "x'00'" };
        self.run(&format!(
            "INSERT INTO addendum (id, item_id, person_id, institution_id, agent_id, payload, added_at, salt, leaf) \
             VALUES ('{row}', '{item}', '{person}', '{host}', '{head}', '{words}', {at}, {blob}, {blob})"
        ));
        self.keep(point, "addendum".to_owned(), host, Handling::OPEN, &[(Field::Addendum, text)]);
    }

    fn keep(
        &self,
        point: &mut Point,
        name: String,
        owner: Id<Institution>,
        handling: Handling,
        texts: &[(Field, String)],
    ) {
        let item: Id<AgendaItem> = point.id;
        point.papers.push(Paper { name, item, owner, handling, texts: texts.to_vec() });
    }

    /// Each service asks for something else.
    fn handling(&self, kind: InstitutionKind, point: &Point) -> Handling {
        match kind {
            InstitutionKind::Probation => Handling { cap: Level::Summary, audience: Audience::All },
            InstitutionKind::Education => {
                Handling { cap: Level::Full, audience: Audience::Kinds(vec![InstitutionKind::Probation]) }
            }
            InstitutionKind::SentencingCourt => Handling {
                cap: Level::Full,
                audience: Audience::Institutions(vec![self.house.service("association-passerelles")]),
            },
            InstitutionKind::Police => Handling { cap: Level::None, audience: Audience::All },
            InstitutionKind::Prison if point.laid.contains(&DataCategory::Discipline) => {
                Handling { cap: Level::Full, audience: Audience::Kinds(vec![InstitutionKind::Probation]) }
            }
            _ => Handling::OPEN,
        }
    }
}

fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

fn in_json(values: &[(Field, &str)]) -> String {
    let values: Vec<String> =
        values.iter().map(|(field, text)| format!("\"{}\":\"{text}\"", field.spec().key)).collect();
    format!("{{{}}}", values.join(","))
}
