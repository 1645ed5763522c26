//! Sessions. The cookie holds a random token; the database holds its hash, so that reading the database gives no session.

use std::sync::Arc;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use diesel::prelude::*;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::access::{Door, Error, Reader};
use crate::chance::Chance;
use crate::clock::{Clock, paris};
use crate::db::schema::{agent, clearance, institution, session};
use crate::db::{self, AnyConnection, Database, Day, Moment, on_engine};
use crate::domain::clearance::Clearance;
use crate::domain::{Agent, ClearanceState, Function, Id, Institution, InstitutionKind, Session};
use crate::journal::{Actor, Journal};

/// The issuer of the demo's cast: never in the list of a database in service.
pub const DEMO_ISSUER: &str = "urn:quadrige:demo";

/// What the cookie holds: 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Token {
    /// Reads what a browser sent; `None` for what can't be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let decoded = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        (decoded.len() == 32).then(|| Self(text.to_owned()))
    }

    /// As set in the cookie.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A new one.
    pub(in crate::signin) fn draw(chance: &Chance) -> Self {
        Self(BASE64URL_NOPAD.encode(&chance.bytes::<32>()))
    }

    /// As the database keeps it.
    pub(in crate::signin) fn hash(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.0.as_bytes()))
    }
}

/// How long a session lasts.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Without a request.
    pub idle: SignedDuration,
    /// In all.
    pub absolute: SignedDuration,
}

impl Limits {
    /// Whether a session that began and was last seen at these moments still holds.
    pub(in crate::signin) fn hold(&self, created_at: Moment, seen_at: Moment, now: Timestamp) -> bool {
        now.duration_since(seen_at.0) < self.idle && now.duration_since(created_at.0) < self.absolute
    }
}

impl Default for Limits {
    /// Thirty minutes on a shared computer; a long day in all.
    fn default() -> Self {
        Self { idle: SignedDuration::from_mins(30), absolute: SignedDuration::from_hours(10) }
    }
}

/// Why nobody is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedOut;

/// How it was proved who holds a session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proof {
    /// When the provider saw him authenticate; `None` where it doesn't say: then nothing is fresh enough.
    pub at: Option<Timestamp>,
    /// At which level, in the provider's words.
    pub acr: Option<String>,
}

/// A recognised reader and how his session stands.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// Who.
    pub reader: Arc<Reader>,
    /// How he proved it.
    pub proof: Proof,
}

/// The sessions of one database.
#[derive(Debug, Clone)]
pub struct Sessions {
    pub(in crate::signin) database: Database,
    pub(in crate::signin) journal: Journal,
    pub(in crate::signin) clock: Clock,
    pub(in crate::signin) chance: Chance,
    issuers: Arc<[String]>,
    pub(in crate::signin) limits: Limits,
}

/// Seen again within a minute isn't written down: the idle limit needs no more, and pages stay reads.
const SEEN_AGAIN: SignedDuration = SignedDuration::from_secs(60);

#[derive(Queryable)]
pub(in crate::signin) struct AgentRow {
    pub(in crate::signin) id: Id<Agent>,
    issuer: String,
    subject: String,
    family_name: String,
    given_names: String,
    quality: String,
}

impl AgentRow {
    /// As the journal names him.
    pub(in crate::signin) fn actor(self, institution: Id<Institution>) -> Actor {
        Actor {
            issuer: self.issuer,
            subject: self.subject,
            name: format!("{} {}", self.family_name.to_uppercase(), self.given_names),
            quality: self.quality,
            institution,
        }
    }
}

#[derive(Queryable)]
struct InstitutionRow {
    id: Id<Institution>,
    kind: InstitutionKind,
    name: String,
    departement: Option<String>,
    inter_region: Option<String>,
    time_zone: String,
}

type ClearanceRow = (ClearanceState, Day, Day, String);
type SessionRow = (Id<Session>, String, Moment, Moment, Option<Moment>, Option<String>);
type Row = (SessionRow, AgentRow, InstitutionRow, Option<ClearanceRow>);

impl Sessions {
    /// Sessions whose issuer is in `issuers`; any other is as if signed out. That is how `serve` refuses the demo's.
    #[must_use]
    pub fn new(
        database: Database,
        journal: Journal,
        clock: Clock,
        chance: Chance,
        issuers: Vec<String>,
        limits: Limits,
    ) -> Self {
        Self { database, journal, clock, chance, issuers: issuers.into(), limits }
    }

    /// Who holds this token, with his rights of this moment.
    ///
    /// # Errors
    /// The database can't be read.
    pub async fn recognise(&self, token: Token) -> Result<Result<Recognised, SignedOut>, Error> {
        let sessions = self.clone();
        let found = Door::at_hand(&self.database, move || sessions.look_up(&token)).await?;
        let Some((reader, proof, seen_at)) = found else { return Ok(Err(SignedOut)) };
        let now = self.clock.now();
        if now.duration_since(seen_at) >= SEEN_AGAIN {
            let (sessions, session) = (self.clone(), reader.session);
            Door::off_loop(move || Ok(sessions.database.write(|connection| touch(connection, session, now))?)).await?;
        }
        Ok(Ok(Recognised { reader: Arc::new(reader), proof }))
    }

    /// The reader, how he proved it, and when he was last written down as seen.
    fn look_up(&self, token: &Token) -> Result<Option<(Reader, Proof, Timestamp)>, Error> {
        let hash = token.hash();
        let now = self.clock.now();
        self.database.peek(|connection| {
            let query = session::table
                .inner_join(agent::table.on(agent::id.eq(session::agent_id)))
                .inner_join(institution::table.on(institution::id.eq(agent::institution_id)))
                // A clearance is worth nothing in another post.
                .left_join(
                    clearance::table
                        // Nor in a service that is closed.
                        .on(clearance::agent_id
                            .eq(agent::id)
                            .and(clearance::institution_id.eq(agent::institution_id))
                            .and(institution::closed_at.is_null())),
                )
                .filter(session::token_hash.eq(&hash))
                .filter(session::revoked_at.is_null())
                .filter(agent::closed_at.is_null())
                .select((
                    (
                        session::id,
                        session::issuer,
                        session::created_at,
                        session::seen_at,
                        session::signed_in_at,
                        session::acr,
                    ),
                    (agent::id, agent::issuer, agent::subject, agent::family_name, agent::given_names, agent::quality),
                    (
                        institution::id,
                        institution::kind,
                        institution::name,
                        institution::departement,
                        institution::inter_region,
                        institution::time_zone,
                    ),
                    (clearance::state, clearance::starts_on, clearance::ends_on, clearance::functions).nullable(),
                ));
            let rows: Vec<Row> = on_engine!(connection, |c| query.load(c)).map_err(db::Error::from)?;
            Ok::<_, Error>(self.reader_of(rows, now))
        })
    }

    fn reader_of(&self, rows: Vec<Row>, now: Timestamp) -> Option<(Reader, Proof, Timestamp)> {
        let mut rows = rows.into_iter();
        let ((session, issuer, created_at, seen_at, proved_at, acr), agent, institution, first) = rows.next()?;
        let clearances: Vec<Clearance> =
            first.into_iter().chain(rows.filter_map(|(_, _, _, next)| next)).map(clearance_of).collect();
        let holds =
            self.limits.hold(created_at, seen_at, now) && self.issuers.contains(&issuer) && issuer == agent.issuer;
        if !holds {
            return None;
        }
        let zone = TimeZone::get(&institution.time_zone).unwrap_or_else(|_| paris());
        let today = zone.to_datetime(now).date();
        let clearance = standing_clearance(clearances, today);
        let reader = Reader {
            session,
            agent: agent.id,
            actor: agent.actor(institution.id),
            institution: institution.id,
            institution_name: institution.name,
            kind: institution.kind,
            departement: institution.departement,
            inter_region: institution.inter_region,
            zone,
            clearance,
        };
        Some((reader, Proof { at: proved_at.map(|at| at.0), acr }, seen_at.0))
    }

    /// Whether sessions of this issuer count.
    pub(in crate::signin) fn knows(&self, issuer: &str) -> bool {
        self.issuers.iter().any(|known| known == issuer)
    }
}

/// What his clearances come to: the functions of all that are valid today; else the last that was, to say why there is
/// no way in.
fn standing_clearance(clearances: Vec<Clearance>, today: jiff::civil::Date) -> Option<Clearance> {
    let (valid, others): (Vec<_>, Vec<_>) = clearances.into_iter().partition(|c| c.is_valid_on(today));
    let united = valid.into_iter().reduce(|mut all, next| {
        all.functions.extend(next.functions);
        all.functions.sort();
        all.functions.dedup();
        all.ends_on = all.ends_on.min(next.ends_on);
        all
    });
    united.or_else(|| others.into_iter().max_by_key(|c| c.ends_on))
}

fn touch(connection: &mut AnyConnection, id: Id<Session>, now: Timestamp) -> Result<(), db::Error> {
    diesel::update(session::table.find(id.to_string())).set(session::seen_at.eq(Moment(now))).execute(connection)?;
    Ok(())
}

fn clearance_of((state, starts_on, ends_on, functions): ClearanceRow) -> Clearance {
    let functions = functions.split(' ').filter_map(Function::from_code).collect();
    Clearance { state, starts_on: starts_on.0, ends_on: ends_on.0, functions }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_token_is_not_looked_up() {
        for text in ["", "abc", "é", &"A".repeat(42), &"=".repeat(43)] {
            assert_eq!(Token::parse(text), None, "{text}");
        }
        let token = Token(BASE64URL_NOPAD.encode(&[7; 32]));
        assert_eq!(Token::parse(token.as_str()), Some(token.clone()));
        assert_eq!(format!("{token:?}"), "Token(..)");
    }
}
