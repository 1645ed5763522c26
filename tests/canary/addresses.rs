//! Every address of the table that somebody could ask for around a table.

use diesel::prelude::*;
use quadrige::db::schema::seat;
use quadrige::web::routes::{ROUTES, Route};

use crate::oracle::table::{Meeting, Point};
use crate::support::house::TestHouse;
use crate::tables::Tables;

/// What an address is about.
#[derive(Debug, Clone)]
pub struct Place {
    pub address: String,
    /// Positions of the meeting and of its item among the tables', where it is about one.
    pub meeting: Option<usize>,
    pub point: Option<usize>,
}

fn fill(path: &str, meeting: &Meeting, point: Option<&Point>) -> String {
    let path = path.replace("{sitting}", &meeting.id.to_string());
    point.map_or(path.clone(), |point| path.replace("{item}", &point.id.to_string()))
}

/// Whether a route is about commissions, sittings, items or actions.
pub fn is_around_a_table(route: &Route) -> bool {
    ["/commissions", "/seances", "/actions"].iter().any(|start| route.path.starts_with(start))
}

/// The addresses of such routes, of this method. A new kind of place in an address fails here.
pub fn places(house: &TestHouse, tables: &Tables, method: &str) -> Vec<Place> {
    let seats: Vec<String> = house.look(|c| seat::table.order(seat::id).select(seat::id).load(c));
    let mut places = Vec::new();
    for route in ROUTES.iter().filter(|route| route.method == method && is_around_a_table(route)) {
        let path = route.path.replace("{commission}", &tables.commission.to_string());
        let path = path.replace("{seat}", seats.first().map_or("", String::as_str));
        if path.contains("{action}") {
            let each = tables.actions.iter().map(|action| path.replace("{action}", &action.to_string()));
            places.extend(each.map(|address| Place { address, meeting: None, point: None }));
        } else if path.contains("{sitting}") {
            for (n, meeting) in tables.meetings.iter().enumerate() {
                if path.contains("{item}") {
                    places.extend(meeting.points.iter().enumerate().map(|(k, point)| Place {
                        address: fill(&path, meeting, Some(point)),
                        meeting: Some(n),
                        point: Some(k),
                    }));
                } else {
                    places.push(Place { address: fill(&path, meeting, None), meeting: Some(n), point: None });
                }
            }
        } else {
            places.push(Place { address: path, meeting: None, point: None });
        }
    }
    for place in &places {
        assert!(!place.address.contains('{'), "{} is a new route: say here what it is about", place.address);
    }
    places
}
