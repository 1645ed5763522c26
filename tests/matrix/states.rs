//! The states of somebody's clearance, and what he reads in each that opens nothing.

use diesel::prelude::*;
use quadrige::db::schema::{clearance, delegation};
use quadrige::db::{Day, Engine};
use quadrige::demo::world::AgentSeed;
use quadrige::domain::{ClearanceState, Id};

use crate::support::house::{TODAY, TestHouse};

/// A clearance never becomes another one's, nor longer: the database sees to it. Here its owner has taken that rule away, so that
/// everybody's one clearance can go through all its states.
pub fn without_the_rule(house: &TestHouse) {
    let statement = match house.database.engine() {
        Engine::Sqlite(_) => "DROP TRIGGER clearance_stays_itself",
        Engine::Postgres(_) => "DROP TRIGGER clearance_stays_itself ON clearance",
    };
    house.try_statement(statement).expect("the owner's");
}

/// How somebody's clearance stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// None was ever granted.
    None,
    /// It awaits its second signature.
    Pending,
    /// It is valid.
    Active,
    /// It is suspended.
    Suspended,
    /// It was withdrawn.
    Withdrawn,
    /// Its last day was yesterday; nobody said so yet.
    Expired,
    /// The same, and it was said.
    StruckOff,
    /// Its first day is tomorrow.
    ToCome,
    /// It is valid, in the post that he left: worth nothing in this one.
    OfAnotherPost,
    /// It is suspended, and a colleague has delegated his signature to him: which opens nothing by itself.
    Delegated,
}

impl State {
    /// Each of them.
    pub const ALL: [Self; 10] = [
        Self::Active,
        Self::Pending,
        Self::Suspended,
        Self::Withdrawn,
        Self::Expired,
        Self::StruckOff,
        Self::ToCome,
        Self::OfAnotherPost,
        Self::Delegated,
        Self::None,
    ];

    /// What the page of the refusal says of it; nothing where the clearance opens what it opens.
    pub fn said(self) -> Option<&'static str> {
        match self {
            Self::Active => None,
            Self::None | Self::OfAnotherPost => {
                Some("Aucune habilitation n’a été délivrée à votre nom dans ce service.")
            }
            Self::Pending => Some("Votre habilitation attend sa seconde signature."),
            Self::Suspended | Self::Delegated => Some("Votre habilitation est suspendue."),
            Self::Withdrawn => Some("Votre habilitation a été retirée."),
            Self::Expired | Self::StruckOff => Some("Votre habilitation a pris fin le 20/11/2026."),
            Self::ToCome => Some("Votre habilitation prend effet le 22/11/2026."),
        }
    }

    /// Makes it so, by the database alone: his session knows nothing of it. Everybody has one clearance, which is never erased, so
    /// that it can come back: where he has none, it is somebody else's meanwhile.
    pub fn set(self, house: &TestHouse, who: &AgentSeed) {
        let granted = who.clearance.as_ref().expect("a clearance");
        let (yesterday, tomorrow) = (TODAY.yesterday().expect("a day"), TODAY.tomorrow().expect("a day"));
        let state = match self {
            Self::Pending => ClearanceState::Pending,
            Self::Suspended | Self::Delegated => ClearanceState::Suspended,
            Self::Withdrawn => ClearanceState::Withdrawn,
            Self::StruckOff => ClearanceState::Expired,
            Self::None | Self::Active | Self::Expired | Self::ToCome | Self::OfAnotherPost => ClearanceState::Active,
        };
        let starts_on = if self == Self::ToCome { tomorrow } else { granted.starts_on };
        let ends_on = if matches!(self, Self::Expired | Self::StruckOff) { yesterday } else { granted.ends_on };
        let other = house.world.institutions.iter().find(|known| known.id != who.institution).expect("another service");
        let post = if self == Self::OfAnotherPost { other.id } else { who.institution };
        let nobody = house.world.agents.iter().find(|known| known.slug.is_none()).expect("a colleague");
        let bearer = if self == Self::None { nobody.id } else { who.id };
        let delegated = Id::<u8>::from_bytes([17; 16]).to_string();
        house.look(|c| diesel::delete(delegation::table.filter(delegation::id.eq(&delegated))).execute(c));
        if self == Self::Delegated {
            house.look(|c| {
                diesel::insert_into(delegation::table)
                    .values((
                        delegation::id.eq(&delegated),
                        delegation::institution_id.eq(who.institution.to_string()),
                        delegation::delegator_id.eq(nobody.id.to_string()),
                        delegation::delegate_id.eq(who.id.to_string()),
                        delegation::starts_on.eq(Day(granted.starts_on)),
                        delegation::ends_on.eq(Day(granted.ends_on)),
                        delegation::given_at.eq(0),
                    ))
                    .execute(c)
            });
        }
        let changed = house.look(|c| {
            diesel::update(clearance::table.filter(clearance::id.eq(granted.id.to_string())))
                .set((
                    clearance::agent_id.eq(bearer.to_string()),
                    clearance::institution_id.eq(post.to_string()),
                    clearance::state.eq(state),
                    clearance::starts_on.eq(Day(starts_on)),
                    clearance::ends_on.eq(Day(ends_on)),
                ))
                .execute(c)
        });
        assert_eq!(changed, 1, "{:?} has one clearance", who.slug);
    }
}
