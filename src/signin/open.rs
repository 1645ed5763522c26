//! Sessions begin: for whom a provider vouches, and once more for whom it vouches again.

use diesel::prelude::*;
use jiff::Timestamp;

use super::hint;
use super::session::{AgentRow, Proof, Sessions, Token};
use crate::access::{Door, Error};
use crate::db::schema::{agent, session};
use crate::db::{self, AnyConnection, Moment};
use crate::domain::{Id, Institution, Session};
use crate::journal::{Actor, Entry, Operation, Outcome};

impl Sessions {
    /// Opens a session for the agent whom this issuer knows under this subject; `None` where nobody is, where his account is closed,
    /// or where the issuer isn't one of ours. The entry is durable before the token is given.
    ///
    /// # Errors
    /// The database or the journal can't be written.
    pub async fn open(&self, issuer: &str, subject: &str) -> Result<Option<Token>, Error> {
        self.open_proved(issuer, subject, Proof::default(), None).await
    }

    /// The same, with how he proved it, and the provider's token for signing out there.
    ///
    /// # Errors
    /// The database or the journal can't be written.
    pub async fn open_proved(
        &self,
        issuer: &str,
        subject: &str,
        proof: Proof,
        id_token: Option<&str>,
    ) -> Result<Option<Token>, Error> {
        self.begin(None, issuer, subject, proof, id_token).await
    }

    /// Somebody proved again who he is: his session goes on under a new token, what he declared in it included. `None` where the
    /// session has ended, or where it is somebody else's.
    ///
    /// # Errors
    /// The database or the journal can't be written.
    pub async fn prove_again(
        &self,
        session: Id<Session>,
        issuer: &str,
        subject: &str,
        proof: Proof,
        id_token: Option<&str>,
    ) -> Result<Option<Token>, Error> {
        self.begin(Some(session), issuer, subject, proof, id_token).await
    }

    async fn begin(
        &self,
        again: Option<Id<Session>>,
        issuer: &str,
        subject: &str,
        proof: Proof,
        id_token: Option<&str>,
    ) -> Result<Option<Token>, Error> {
        if !self.knows(issuer) {
            return Ok(None);
        }
        let token = Token::draw(&self.chance);
        let start = Start {
            hint: id_token.and_then(|id_token| hint::seal(&token, id_token, &self.chance)),
            token_hash: token.hash(),
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
            proof,
            now: self.clock.now(),
        };
        let sessions = self.clone();
        let actor = Door::off_loop(move || {
            let id = sessions.chance.id();
            let begun = sessions.database.write(|connection| match again {
                None => start.open(connection, id),
                Some(session) => start.renew(connection, session, &sessions),
            });
            Ok(begun?.map(|actor| (actor, start.now)))
        })
        .await?;
        let Some((actor, now)) = actor else { return Ok(None) };
        self.journal.append(vec![entry(actor, now)]).await?;
        Ok(Some(token))
    }
}

/// A session about to begin.
struct Start {
    token_hash: String,
    issuer: String,
    subject: String,
    proof: Proof,
    hint: Option<String>,
    now: Timestamp,
}

impl Start {
    fn agent(&self, connection: &mut AnyConnection) -> Result<Option<(AgentRow, Id<Institution>)>, db::Error> {
        let found = agent::table
            .filter(agent::issuer.eq(&self.issuer))
            .filter(agent::subject.eq(&self.subject))
            .filter(agent::closed_at.is_null())
            .select((
                (agent::id, agent::issuer, agent::subject, agent::family_name, agent::given_names, agent::quality),
                agent::institution_id,
            ))
            .first(connection)
            .optional()?;
        Ok(found)
    }

    fn open(&self, connection: &mut AnyConnection, id: Id<Session>) -> Result<Option<Actor>, db::Error> {
        let Some((agent, institution)) = self.agent(connection)? else { return Ok(None) };
        diesel::insert_into(session::table)
            .values((
                session::id.eq(id),
                session::token_hash.eq(&self.token_hash),
                session::agent_id.eq(agent.id),
                session::issuer.eq(&self.issuer),
                session::created_at.eq(Moment(self.now)),
                session::seen_at.eq(Moment(self.now)),
                session::signed_in_at.eq(self.proof.at.map(Moment)),
                session::acr.eq(&self.proof.acr),
                session::id_token_hint.eq(&self.hint),
            ))
            .execute(connection)?;
        Ok(Some(agent.actor(institution)))
    }

    fn renew(
        &self,
        connection: &mut AnyConnection,
        id: Id<Session>,
        sessions: &Sessions,
    ) -> Result<Option<Actor>, db::Error> {
        let Some((agent, institution)) = self.agent(connection)? else { return Ok(None) };
        let mine: Option<(Moment, Moment)> = session::table
            .filter(session::id.eq(id.to_string()))
            .filter(session::agent_id.eq(agent.id.to_string()))
            .filter(session::revoked_at.is_null())
            .select((session::created_at, session::seen_at))
            .first(connection)
            .optional()?;
        if !mine.is_some_and(|(created_at, seen_at)| sessions.limits.hold(created_at, seen_at, self.now)) {
            return Ok(None);
        }
        diesel::update(session::table.filter(session::id.eq(id.to_string())))
            .set((
                session::token_hash.eq(&self.token_hash),
                session::seen_at.eq(Moment(self.now)),
                session::signed_in_at.eq(self.proof.at.map(Moment)),
                session::acr.eq(&self.proof.acr),
                session::id_token_hint.eq(&self.hint),
            ))
            .execute(connection)?;
        Ok(Some(agent.actor(institution)))
    }
}

fn entry(actor: Actor, at: Timestamp) -> Entry {
    Entry::new(at, Operation::SignIn, Outcome::Granted, actor, String::new())
}
