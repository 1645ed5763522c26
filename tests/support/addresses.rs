//! The addresses of the routes' table, with somebody's identifiers in them, or nobody's.

use diesel::prelude::*;
use quadrige::db::schema::seat;
use quadrige::demo::world::World;
use quadrige::domain::{Field, Id};
use quadrige::web::routes::Route;

use super::house::TestHouse;
use super::portal::{Portal, Reply};
use super::table::{NEXT_WEEK, person};

/// An identifier that nobody has.
pub fn nobody() -> String {
    Id::<u8>::from_bytes([255; 16]).to_string()
}

/// An address: its pattern with these names filled in.
///
/// # Panics
/// It names something that isn't among them.
pub fn fill(pattern: &str, names: &[(&'static str, String)]) -> String {
    let path = names.iter().fold(pattern.to_owned(), |path, (name, id)| path.replace(name, id));
    assert!(!path.contains('{'), "{path} is a new route: say here what it names");
    path
}

/// What an address about a person names: she, her latest stay, a field of hers; and what names nobody.
pub fn about(world: &World, person: &str) -> Vec<(&'static str, String)> {
    vec![
        ("{stay}", stay_of(world, person)),
        ("{id}", person.to_owned()),
        ("{row}", person.to_owned()),
        ("{field}", Field::Aliases.spec().key.to_owned()),
        ("{act}", "suspension".to_owned()),
        ("{slug}", "greffe".to_owned()),
        ("{file}", "quadrige.css".to_owned()),
    ]
}

/// The latest stay of this person; of who has none, or isn't there, an identifier that no stay has.
fn stay_of(world: &World, person: &str) -> String {
    let stay = world.people.iter().find(|known| known.id.to_string() == person).and_then(|known| known.stays.last());
    stay.map_or_else(|| person.to_owned(), |stay| stay.id.to_string())
}

/// Whether a route is about a commission, a sitting, an item, an action or a seat, named in its address.
pub fn is_around_a_table(route: &Route) -> bool {
    ["{commission}", "{sitting}", "{item}", "{action}", "{seat}"].iter().any(|name| route.path.contains(name))
}

/// Names in addresses, for what is around a table: one's of each, or what nobody has.
pub struct Around(pub [(&'static str, String); 5]);

/// A commission with its sitting, an item, an action and a seat, of which whoever isn't of the prison knows nothing.
pub async fn around(house: &TestHouse) -> Around {
    let commission = house.cpu().await;
    let sitting = house.sitting(commission, NEXT_WEEK).await;
    let person = person(house, "detention");
    let item = house.put(sitting, person, "Kanari objet", Some(vec![house.guest("jap-douai", None, false)])).await;
    house.convoke(sitting).await;
    let (action, head) = (Id::<u8>::from_bytes([66; 16]), house.agent("chef-etablissement"));
    let statement = format!(
        "INSERT INTO action (id, item_id, person_id, institution_id, agent_id, due_on, state, payload, given_by, given_at) \
         VALUES ('{action}', '{item}', '{person}', '{}', '', '2026-12-20', 'open', '{{}}', '{head}', 0)",
        house.service("jap-douai")
    );
    house.try_statement(&statement).expect("an action");
    // The chair's, which can't be the first to go.
    let seat: String = house.look(|c| seat::table.filter(seat::role.eq("chair")).select(seat::id).first(c));
    Around([
        ("{commission}", commission.to_string()),
        ("{sitting}", sitting.to_string()),
        ("{item}", item.to_string()),
        ("{action}", action.to_string()),
        ("{seat}", seat),
    ])
}

impl Around {
    /// What nobody has.
    pub fn nothing() -> Self {
        Self(["{commission}", "{sitting}", "{item}", "{action}", "{seat}"].map(|name| (name, nobody())))
    }

    pub fn address(&self, route: &Route) -> String {
        fill(route.path, &self.0)
    }

    /// An answer without what its address named.
    pub fn neutral(&self, body: &str) -> String {
        self.0.iter().fold(body.to_owned(), |body, (_, id)| body.replace(id, "ID"))
    }

    /// Asks. A form holds what makes it one of ours, and none of the words: whoever may not know of it isn't told what it wants.
    pub async fn ask(&self, portal: &Portal, cookie: &str, route: &Route) -> Reply {
        match route.method {
            "GET" => portal.get(cookie, &self.address(route)).await,
            _ => {
                let service = nobody();
                let form = [("version", "0"), ("move", "up"), ("service", service.as_str()), ("state", "done")];
                portal.post(cookie, &self.address(route), &form).await
            }
        }
    }
}

/// What addresses name of the platform's own life.
pub const PLATFORM: &[&str] =
    &["{service}", "{account}", "{entry}", "{agent}", "{clearance}", "{delegation}", "{campaign}", "{proposal}"];

/// A route's address for this person; of the platform's own life, what nobody has.
pub fn address(world: &World, route: &Route, person: &str) -> String {
    let platform = PLATFORM.iter().map(|name| (*name, nobody()));
    let names: Vec<_> = about(world, person).into_iter().chain(Around::nothing().0).chain(platform).collect();
    fill(route.path, &names)
}
