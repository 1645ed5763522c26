//! A sitting that was held: what is said and decided there is put down in a few words.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::prelude::*;
use quadrige::access::{Altered, Conducted, SealedPayload};
use quadrige::conferences;
use quadrige::conferences::proof::prove;
use quadrige::db::schema::{action, attendance, contribution, decision, opinion, sitting, synthesis};
use quadrige::db::{Day, Engine, Error, Moment};
use quadrige::domain::conference::{ActionState, Presence, Step};
use quadrige::domain::{Action, AgendaItem, Field, Id, Level, Person, Sitting, Value};
use quadrige::journal::Fault;
use quadrige::records::conference::sittings;

use super::house::{TODAY, TestHouse};
use super::table::done;

/// An identifier that nothing else has.
fn fresh<T>() -> Id<T> {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let mut bytes = [0xac; 16];
    bytes[8..].copy_from_slice(&NUMBER.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    Id::from_bytes(bytes)
}

fn prose(field: Field, text: &str) -> SealedPayload {
    SealedPayload::new(&BTreeMap::from([(field, Value::Prose(text.to_owned()))]))
}

impl TestHouse {
    /// Opens the sitting; this member of the cast presides, if anybody does.
    pub async fn hold(&self, of: Id<Sitting>, chair: Option<&str>) {
        let head = self.reader("chef-etablissement").await;
        let opened = self
            .house
            .door
            .conduct(&head, Conducted::Sitting(of), |tx, conduct| {
                sittings::advance(tx, conduct, Step::Open).map(|_| ())
            })
            .await
            .unwrap();
        done(opened);
        let chair = chair.map(|slug| self.agent(slug).to_string());
        let (host, noted_by) = (self.service("cp-marais-de-scarpe"), self.agent("chef-etablissement"));
        let spip = self.service("spip-douai");
        let now = Moment(self.clock.now());
        self.look(|c| {
            diesel::update(sitting::table.filter(sitting::id.eq(of))).set(sitting::chair_id.eq(chair)).execute(c)?;
            for institution in [host, spip] {
                diesel::insert_into(attendance::table)
                    .values((
                        attendance::sitting_id.eq(of),
                        attendance::institution_id.eq(institution),
                        attendance::agent_id.eq(""),
                        attendance::presence.eq(Presence::Room),
                        attendance::detail.eq(""),
                        attendance::noted_by.eq(noted_by),
                        attendance::noted_at.eq(now),
                    ))
                    .execute(c)?;
            }
            Ok(())
        });
    }

    /// What was said and decided of an item: a contribution and an opinion of the SPIP, a synthesis, a decision.
    pub fn say(&self, item: Id<AgendaItem>, of: Id<Person>, words: &str) {
        let (host, spip) = (self.service("cp-marais-de-scarpe"), self.service("spip-douai"));
        let (head, dpip) = (self.agent("chef-etablissement"), self.agent("dpip"));
        let now = Moment(self.clock.now());
        let opinion_payload = SealedPayload::new(&BTreeMap::from([
            (Field::Opinion, Value::Choice("favourable".to_owned())),
            (Field::OpinionReason, Value::Prose(format!("Motif {words}"))),
        ]));
        let decision_payload = SealedPayload::new(&BTreeMap::from([
            (Field::Decision, Value::Choice("decided".to_owned())),
            (Field::DecisionText, Value::Prose(format!("Classement {words}"))),
        ]));
        self.look(|c| {
            diesel::insert_into(contribution::table)
                .values((
                    contribution::id.eq(format!("c{item}")),
                    contribution::item_id.eq(item),
                    contribution::person_id.eq(of),
                    contribution::institution_id.eq(spip),
                    contribution::agent_id.eq(dpip),
                    contribution::version.eq(1),
                    contribution::cap.eq(Level::Full),
                    contribution::audience.eq("all"),
                    contribution::payload.eq(prose(Field::PriorComment, &format!("Avant {words}"))),
                    contribution::written_at.eq(now),
                ))
                .execute(c)?;
            diesel::insert_into(opinion::table)
                .values((
                    opinion::item_id.eq(item),
                    opinion::institution_id.eq(spip),
                    opinion::person_id.eq(of),
                    opinion::agent_id.eq(dpip),
                    opinion::version.eq(1),
                    opinion::payload.eq(opinion_payload),
                    opinion::given_at.eq(now),
                ))
                .execute(c)?;
            diesel::insert_into(synthesis::table)
                .values((
                    synthesis::item_id.eq(item),
                    synthesis::person_id.eq(of),
                    synthesis::agent_id.eq(head),
                    synthesis::version.eq(1),
                    synthesis::payload.eq(prose(Field::Synthesis, &format!("Synthèse {words}"))),
                    synthesis::saved_at.eq(now),
                ))
                .execute(c)?;
            diesel::insert_into(decision::table)
                .values((
                    decision::item_id.eq(item),
                    decision::person_id.eq(of),
                    decision::agent_id.eq(head),
                    decision::institution_id.eq(host),
                    decision::competence.eq("head"),
                    decision::version.eq(1),
                    decision::payload.eq(decision_payload),
                    decision::decided_at.eq(now),
                ))
                .execute(c)
        });
    }

    /// Gives a service something to do, until that many days from the day of the tests.
    pub fn give(&self, item: Id<AgendaItem>, of: Id<Person>, to: &str, text: &str, in_days: i32) -> Id<Action> {
        let id: Id<Action> = fresh();
        let (service, head) = (self.service(to), self.agent("chef-etablissement"));
        let (now, due) = (Moment(self.clock.now()), Day(TODAY.saturating_add(jiff::Span::new().days(in_days))));
        self.look(|c| {
            diesel::insert_into(action::table)
                .values((
                    action::id.eq(id),
                    action::item_id.eq(item),
                    action::person_id.eq(of),
                    action::institution_id.eq(service),
                    action::agent_id.eq(""),
                    action::due_on.eq(due),
                    action::state.eq(ActionState::Open),
                    action::payload.eq(prose(Field::ActionText, text)),
                    action::given_by.eq(head),
                    action::given_at.eq(now),
                ))
                .execute(c)
        });
        id
    }

    /// Sends the draft minutes round, for a week.
    pub async fn circulate(&self, of: Id<Sitting>) {
        let head = self.reader("chef-etablissement").await;
        let until = self.clock.now() + jiff::SignedDuration::from_hours(24 * 7);
        let sent = self
            .house
            .door
            .conduct(&head, Conducted::Sitting(of), move |tx, conduct| conferences::circulate(tx, conduct, until))
            .await
            .unwrap();
        done(sent);
    }

    /// What the proof finds after these statements, made with every rule of the database out of the way; then all is as it was.
    pub fn tampered(&self, statements: &str) -> Vec<Fault> {
        use diesel::connection::SimpleConnection;
        let off = match self.database.engine() {
            // Undone with the rest of the transaction.
            Engine::Postgres(_) => "SET LOCAL session_replication_role = replica;".to_owned(),
            Engine::Sqlite(_) => {
                let script = include_str!("../../migrations/sqlite/2026-11-22-000005_sealed_minutes/down.sql");
                let journal = ["entry", "subject"].map(|table| {
                    ["update", "delete", "replace"]
                        .map(|what| format!("DROP TRIGGER journal_{table}_no_{what};"))
                        .concat()
                });
                format!("PRAGMA defer_foreign_keys = ON; {script} {}", journal.concat())
            }
        };
        let mut found = None;
        let undone: Result<(), Error> = self.database.write(|connection| {
            connection.batch_execute(&off)?;
            connection.batch_execute(statements)?;
            found = Some(prove(connection)?.faults);
            Err(Error::Busy)
        });
        found.unwrap_or_else(|| panic!("{statements}: {undone:?}"))
    }

    /// Validates the minutes as this member of the cast, whatever is answered.
    pub async fn try_validate(&self, slug: &str, of: Id<Sitting>) -> Altered<()> {
        let reader = self.reader(slug).await;
        self.house.door.conduct(&reader, Conducted::Sitting(of), conferences::validate).await.unwrap()
    }
}
