//! Around a table: the CPU of the cast's prison, prepared in a few words.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;
use quadrige::access::{Altered, Conducted, Reader, Reject};
use quadrige::conferences;
use quadrige::demo::world::World;
use quadrige::domain::conference::{Because, Obstacle, SeatRole, Voice};
use quadrige::domain::{AgendaItem, Agent, Commission, Field, Function, Id, Institution, Person, Sitting, Value};
use quadrige::records::conference::agenda::{self, NewItem};
use quadrige::records::conference::commissions::{self, NewSeat};
use quadrige::records::conference::invitations::Guest;
use quadrige::records::conference::sittings::{self, Appointment};
use quadrige::signin::DEMO_ISSUER;

use super::house::TestHouse;

/// A week after the day of the tests, at two in the afternoon in Paris.
pub const NEXT_WEEK: &str = "2026-11-28T13:00:00Z";

/// The paths of the world of canaries: one person in each phase, and those on whom a tie turns.
pub const PATHS: &[&str] = &[
    "detention",
    "pre_release",
    "pre_release_removal",
    "community",
    "closed",
    "genesis_closed",
    "appi_open",
    "investigation",
    "pre_trial",
    "trial",
    "transferred",
    "elsewhere",
    "short_sentence",
];

/// Which of the people that is.
pub fn nth(path: &str) -> usize {
    PATHS.iter().position(|known| *known == path).expect("a path")
}

/// The person of that path.
pub fn person(house: &TestHouse, path: &str) -> Id<Person> {
    house.world.people[nth(path)].id.cast()
}

/// That world with clearances that last, so that time can pass.
pub fn lasting(mut world: World) -> World {
    for clearance in world.agents.iter_mut().filter_map(|agent| agent.clearance.as_mut()) {
        (clearance.starts_on, clearance.ends_on) = (date(2026, 1, 1), date(2030, 12, 31));
    }
    world
}

impl TestHouse {
    /// A member of the cast as the doors know him, with the rights that he has now.
    pub async fn reader(&self, slug: &str) -> Arc<Reader> {
        let seat = self.world.cast(slug).unwrap_or_else(|| panic!("no {slug}"));
        let sessions = &self.house.site.sessions;
        let token = sessions.open(DEMO_ISSUER, seat.slug.unwrap()).await.unwrap().expect("a session");
        sessions.recognise(token).await.unwrap().expect("recognised").reader
    }

    /// A service by its slug.
    pub fn service(&self, slug: &str) -> Id<Institution> {
        self.world.institutions.iter().find(|known| known.slug == slug).unwrap_or_else(|| panic!("no {slug}")).id
    }

    /// A member of the cast as somebody to be named.
    pub fn agent(&self, slug: &str) -> Id<Agent> {
        self.world.cast(slug).unwrap_or_else(|| panic!("no {slug}")).id.cast()
    }

    /// The CPU of the cast's prison: its head presides, management represents her; SPIP, education and the detention's officers
    /// deliberate; health is consulted.
    pub async fn cpu(&self) -> Id<Commission> {
        let head = self.reader("chef-etablissement").await;
        let seat = |institution: &str, function, voice, role| NewSeat {
            institution: self.service(institution),
            function,
            voice,
            role,
        };
        let seats = vec![
            seat("cp-marais-de-scarpe", Function::Head, Voice::Deliberating, SeatRole::Chair),
            seat("cp-marais-de-scarpe", Function::Management, Voice::Deliberating, SeatRole::Representative),
            seat("spip-douai", Function::ProbationDirector, Voice::Deliberating, SeatRole::Member),
            seat("enseignement-cp-marais-de-scarpe", Function::Teacher, Voice::Deliberating, SeatRole::Member),
            seat("sante-cp-marais-de-scarpe", Function::Caregiver, Voice::Consultative, SeatRole::Member),
        ];
        let made = self
            .house
            .door
            .conduct(&head, Conducted::OwnPrison, move |tx, conduct| commissions::create(tx, conduct, &seats))
            .await
            .unwrap();
        done(made)
    }

    /// A sitting of it, planned for that moment.
    pub async fn sitting(&self, of: Id<Commission>, at: &str) -> Id<Sitting> {
        let head = self.reader("chef-etablissement").await;
        let when = Appointment { starts_at: at.parse::<Timestamp>().unwrap(), place: "Salle de commission".to_owned() };
        let planned = self
            .house
            .door
            .conduct(&head, Conducted::Commission(of), move |tx, conduct| sittings::plan(tx, conduct, &when))
            .await
            .unwrap();
        done(planned)
    }

    /// Puts somebody on its agenda; those who deliberate are invited, and these guests besides.
    pub async fn put(
        &self,
        sitting: Id<Sitting>,
        person: Id<Person>,
        object: &str,
        guests: Option<Vec<Guest>>,
    ) -> Id<AgendaItem> {
        done(self.try_put(sitting, person, object, guests).await)
    }

    /// As [`TestHouse::put`], whatever is answered.
    pub async fn try_put(
        &self,
        sitting: Id<Sitting>,
        person: Id<Person>,
        object: &str,
        guests: Option<Vec<Guest>>,
    ) -> Altered<Id<AgendaItem>> {
        let head = self.reader("chef-etablissement").await;
        let heading = BTreeMap::from([
            (Field::CpuTheme, Value::Choice("sentence_path".to_owned())),
            (Field::CpuObject, Value::Text(object.to_owned())),
        ]);
        let new = NewItem { person, heading, because: Because::Hand, reason: String::new(), guests };
        self.house
            .door
            .conduct(&head, Conducted::Sitting(sitting), move |tx, conduct| agenda::add(tx, conduct, &new))
            .await
            .unwrap()
    }

    /// Convokes it.
    pub async fn convoke(&self, sitting: Id<Sitting>) {
        let head = self.reader("chef-etablissement").await;
        let convoked = self.house.door.conduct(&head, Conducted::Sitting(sitting), conferences::convoke).await.unwrap();
        done(convoked);
    }

    /// A service as a guest; somebody of it by name; with the person's consent where that is needed.
    pub fn guest(&self, service: &str, agent: Option<&str>, consent: bool) -> Guest {
        Guest {
            institution: self.service(service),
            agent: agent.map(|slug| self.agent(slug)),
            voice: Voice::Consultative,
            consent_on: consent.then_some(super::house::TODAY),
        }
    }
}

/// What was done.
#[track_caller]
pub fn done<T>(altered: Altered<T>) -> T {
    match altered {
        Altered::Done(done) => done,
        Altered::Refused(why) => panic!("refused: {why:?}"),
        Altered::Rejected(why) => panic!("rejected: {why}"),
    }
}

/// What stood in the way.
#[track_caller]
pub fn obstacle<T>(altered: Altered<T>) -> Obstacle {
    match altered {
        Altered::Rejected(Reject::Obstacle(obstacle)) => obstacle,
        Altered::Done(_) => panic!("done"),
        Altered::Refused(why) => panic!("refused: {why:?}"),
        Altered::Rejected(why) => panic!("rejected: {why}"),
    }
}
