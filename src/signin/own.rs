//! One's own sessions: which there are.

use diesel::prelude::*;
use jiff::Timestamp;

use super::session::Sessions;
use crate::access::{Door, Error, Reader};
use crate::db::schema::session;
use crate::db::{self, Moment};
use crate::domain::{Id, Session};

/// A session of somebody's, as he may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Its identifier.
    pub id: Id<Session>,
    /// The provider by which it began.
    pub issuer: String,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was last seen, to the minute.
    pub seen_at: Timestamp,
    /// When he last authenticated, if the provider said so.
    pub proved_at: Option<Timestamp>,
    /// Whether it is the one that asks.
    pub is_this_one: bool,
}

type Row = (Id<Session>, String, Moment, Moment, Option<Moment>);

impl Sessions {
    /// All sessions of this reader that still hold, the latest first.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn of(&self, reader: &Reader) -> Result<Vec<Own>, Error> {
        let (sessions, agent, this, now) = (self.clone(), reader.agent, reader.session, self.clock.now());
        let rows: Vec<Row> = Door::off_loop(move || {
            Ok(sessions.database.peek(|connection| {
                session::table
                    .filter(session::agent_id.eq(agent.to_string()))
                    .filter(session::revoked_at.is_null())
                    .order((session::created_at.desc(), session::id))
                    .select((
                        session::id,
                        session::issuer,
                        session::created_at,
                        session::seen_at,
                        session::signed_in_at,
                    ))
                    .load(connection)
                    .map_err(db::Error::from)
            })?)
        })
        .await?;
        let holds = |row: &Row| self.limits.hold(row.2, row.3, now) && self.knows(&row.1);
        let own = |(id, issuer, began_at, seen_at, proved_at): Row| Own {
            id,
            issuer,
            began_at: began_at.0,
            seen_at: seen_at.0,
            proved_at: proved_at.map(|at| at.0),
            is_this_one: id == this,
        };
        Ok(rows.into_iter().filter(holds).map(own).collect())
    }
}
