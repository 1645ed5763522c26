//! Sessions end: by their owner, here or from another of his. Each leaves its entry in the transaction that ends it.

use diesel::prelude::*;
use jiff::Timestamp;

use super::hint;
use super::session::{AgentRow, Sessions, Token};
use crate::access::{Door, Error, Reader};
use crate::db::schema::{agent, session};
use crate::db::{self, AnyConnection, Moment};
use crate::domain::{Id, Institution, Session};
use crate::journal::{Actor, Entry, Operation, Outcome, append_within};

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

/// Which way a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// He signed out; where his provider offers it, he was sent there to sign out too.
    SignedOut,
    /// He closed it in the list of his sessions.
    Closed,
    /// He closed all others at once, from another one.
    ClosedWithOthers,
    /// He became another character of the demo.
    Recast,
}

impl Way {
    /// By whom, and how, as the entry says it.
    const fn shown(self) -> &'static str {
        match self {
            Self::SignedOut => "by:owner way:signed_out",
            Self::Closed => "by:owner way:closed",
            Self::ClosedWithOthers => "by:owner way:closed_with_others",
            Self::Recast => "by:owner way:recast",
        }
    }
}

type LeavingRow = (Id<Session>, String, Option<String>, AgentRow, Id<Institution>);

impl Sessions {
    /// Ends the session of this reader at once, for another character of the demo.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn close(&self, reader: &Reader) -> Result<(), Error> {
        let (sessions, actor, this) = (self.clone(), reader.actor.clone(), reader.session);
        Door::off_loop(move || {
            sessions.database.write(|connection| sessions.end_these(connection, &[this], &actor, Way::Recast))?;
            Ok(())
        })
        .await
    }

    /// Ends sessions of this reader, and of nobody else. How many did.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn end(&self, reader: &Reader, which: Which) -> Result<usize, Error> {
        let (sessions, agent, this) = (self.clone(), reader.agent, reader.session);
        let actor = reader.actor.clone();
        Door::off_loop(move || {
            Ok(sessions.database.write(|connection| {
                let mine: Vec<Id<Session>> = session::table
                    .filter(session::agent_id.eq(agent.to_string()))
                    .filter(session::revoked_at.is_null())
                    .order(session::id)
                    .select(session::id)
                    .load(connection)
                    .map_err(db::Error::from)?;
                let (wanted, way): (Vec<Id<Session>>, Way) = match which {
                    Which::One(id) => (mine.into_iter().filter(|known| *known == id).collect(), Way::Closed),
                    Which::Others => (mine.into_iter().filter(|known| *known != this).collect(), Way::ClosedWithOthers),
                };
                sessions.end_these(connection, &wanted, &actor, way)
            })?)
        })
        .await
    }

    /// Ends the session of this token at once, whoever it is; gives what its provider needs to end its own.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn leave(&self, token: Token) -> Result<Option<Leaving>, Error> {
        let sessions = self.clone();
        Door::off_loop(move || {
            let left = sessions.database.write(|connection| {
                let found: Option<LeavingRow> = session::table
                    .inner_join(agent::table.on(agent::id.eq(session::agent_id)))
                    .filter(session::token_hash.eq(token.hash()))
                    .filter(session::revoked_at.is_null())
                    .select((
                        session::id,
                        session::issuer,
                        session::id_token_hint,
                        (
                            agent::id,
                            agent::issuer,
                            agent::subject,
                            agent::family_name,
                            agent::given_names,
                            agent::quality,
                        ),
                        agent::institution_id,
                    ))
                    .first(connection)
                    .optional()?;
                let Some((id, issuer, sealed, agent, institution)) = found else { return Ok(None) };
                let ended = sessions.end_these(connection, &[id], &agent.actor(institution), Way::SignedOut)?;
                Ok::<_, db::Error>((ended == 1).then_some((issuer, sealed)))
            })?;
            Ok(left.map(|(issuer, sealed)| Leaving {
                issuer,
                id_token_hint: sealed.and_then(|sealed| hint::open(&token, &sealed)),
            }))
        })
        .await
    }

    /// Ends those of these sessions that haven't ended, each with its entry. How many did.
    fn end_these(
        &self,
        connection: &mut AnyConnection,
        these: &[Id<Session>],
        actor: &Actor,
        way: Way,
    ) -> Result<usize, db::Error> {
        let now = self.clock.now();
        let mut entries = Vec::new();
        for id in these {
            // Asked again in the change itself: who ends it at the same moment from elsewhere leaves the only entry.
            let ended = diesel::update(
                session::table.filter(session::id.eq(id.to_string())).filter(session::revoked_at.is_null()),
            )
            .set((session::revoked_at.eq(Moment(now)), session::id_token_hint.eq(None::<String>)))
            .execute(connection)?;
            if ended == 1 {
                entries.push(entry(*id, actor.clone(), now, way));
            }
        }
        let count = entries.len();
        append_within(connection, entries, &self.chance)?;
        Ok(count)
    }
}

fn entry(id: Id<Session>, actor: Actor, at: Timestamp, way: Way) -> Entry {
    Entry {
        record: Some(id.to_string()),
        shown: way.shown().to_owned(),
        ..Entry::new(at, Operation::SignOut, Outcome::Granted, actor, String::new())
    }
}
