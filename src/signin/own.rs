//! One's own sessions: which there are, and how they end.

use diesel::prelude::*;
use jiff::Timestamp;

use super::hint;
use super::session::{Sessions, Token};
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

/// Which sessions end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// This one.
    One(Id<Session>),
    /// All but the one that asks.
    Others,
}

/// Somebody whose session has just ended here, for the provider.
#[derive(Debug, Clone)]
pub struct Leaving {
    /// The provider.
    pub issuer: String,
    /// Its own token, if it was kept.
    pub id_token_hint: Option<String>,
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

    /// Ends sessions of this reader, and of nobody else. How many did.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn end(&self, reader: &Reader, which: Which) -> Result<usize, Error> {
        let (sessions, agent, this, now) = (self.clone(), reader.agent, reader.session, Moment(self.clock.now()));
        Door::off_loop(move || {
            Ok(sessions.database.write(|connection| {
                let ended = (session::revoked_at.eq(now), session::id_token_hint.eq(None::<String>));
                let mine = session::table
                    .filter(session::agent_id.eq(agent.to_string()))
                    .filter(session::revoked_at.is_null());
                match which {
                    Which::One(id) => {
                        diesel::update(mine.filter(session::id.eq(id.to_string()))).set(ended).execute(connection)
                    }
                    Which::Others => {
                        diesel::update(mine.filter(session::id.ne(this.to_string()))).set(ended).execute(connection)
                    }
                }
                .map_err(db::Error::from)
            })?)
        })
        .await
    }

    /// Ends the session of this token at once, whoever it is; gives what its provider needs to end its own.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn leave(&self, token: Token) -> Result<Option<Leaving>, Error> {
        let (sessions, now) = (self.clone(), Moment(self.clock.now()));
        Door::off_loop(move || {
            let row: Option<(Id<Session>, String, Option<String>)> = sessions.database.write(|connection| {
                let found: Option<(Id<Session>, String, Option<String>)> = session::table
                    .filter(session::token_hash.eq(token.hash()))
                    .filter(session::revoked_at.is_null())
                    .select((session::id, session::issuer, session::id_token_hint))
                    .first(connection)
                    .optional()?;
                if let Some((id, ..)) = &found {
                    diesel::update(session::table.filter(session::id.eq(id.to_string())))
                        .set((session::revoked_at.eq(now), session::id_token_hint.eq(None::<String>)))
                        .execute(connection)?;
                }
                Ok::<_, db::Error>(found)
            })?;
            Ok(row.map(|(_, issuer, sealed)| Leaving {
                issuer,
                id_token_hint: sealed.and_then(|sealed| hint::open(&token, &sealed)),
            }))
        })
        .await
    }
}
