//! Those on their way to a provider: what they must bring back, kept for ten minutes, good once.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use crate::db::schema::signin_attempt;
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::{Id, Session};

/// How long the way may take.
pub(in crate::signin) const LASTS: SignedDuration = SignedDuration::from_mins(10);

/// How many may be on their way at once. Anybody can begin, so this is what a flood can write.
const MOST: i64 = 20_000;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::signin) struct Attempt {
    pub(in crate::signin) state_hash: String,
    pub(in crate::signin) cookie_hash: String,
    pub(in crate::signin) nonce_hash: String,
    pub(in crate::signin) verifier: String,
    pub(in crate::signin) issuer: String,
    pub(in crate::signin) return_to: String,
    pub(in crate::signin) session_id: Option<Id<Session>>,
    pub(in crate::signin) began_at: Moment,
}

/// Keeps one; forgets those who won't come back. False where too many are on their way.
pub(in crate::signin) fn begin(connection: &mut AnyConnection, attempt: &Attempt) -> Result<bool, Error> {
    let oldest = Moment(attempt.began_at.0.checked_sub(LASTS).unwrap_or(Timestamp::MIN));
    diesel::delete(signin_attempt::table.filter(signin_attempt::began_at.le(oldest))).execute(connection)?;
    let waiting: i64 = signin_attempt::table.count().get_result(connection)?;
    if waiting >= MOST {
        return Ok(false);
    }
    diesel::insert_into(signin_attempt::table)
        .values((
            signin_attempt::state_hash.eq(&attempt.state_hash),
            signin_attempt::cookie_hash.eq(&attempt.cookie_hash),
            signin_attempt::nonce_hash.eq(&attempt.nonce_hash),
            signin_attempt::verifier.eq(&attempt.verifier),
            signin_attempt::issuer.eq(&attempt.issuer),
            signin_attempt::return_to.eq(&attempt.return_to),
            signin_attempt::session_id.eq(attempt.session_id.map(|id| id.to_string())),
            signin_attempt::began_at.eq(attempt.began_at),
        ))
        .execute(connection)?;
    Ok(true)
}

/// Takes the one that this state belongs to, whoever brings it: a state shown once is worth nothing the second time, not even to
/// whom it was given. `None` where there is none, or it is too old, or another browser began it.
pub(in crate::signin) fn take(
    connection: &mut AnyConnection,
    state_hash: &str,
    cookie_hash: &str,
    now: Timestamp,
) -> Result<Option<Attempt>, Error> {
    type Row = (String, String, String, String, String, String, Option<Id<Session>>, Moment);
    let row: Option<Row> =
        signin_attempt::table.filter(signin_attempt::state_hash.eq(state_hash)).first(connection).optional()?;
    let Some((state_hash, cookie, nonce_hash, verifier, issuer, return_to, session_id, began_at)) = row else {
        return Ok(None);
    };
    // Two at once: only one of them deletes it.
    let mine =
        diesel::delete(signin_attempt::table.filter(signin_attempt::state_hash.eq(&state_hash))).execute(connection)?;
    let is_fresh = now.duration_since(began_at.0) < LASTS;
    let found = mine == 1 && is_fresh && cookie == cookie_hash;
    Ok(found.then_some(Attempt {
        state_hash,
        cookie_hash: cookie,
        nonce_hash,
        verifier,
        issuer,
        return_to,
        session_id,
        began_at,
    }))
}
