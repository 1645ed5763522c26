//! How the queue is doing: for the command, and for an alarm.

use std::collections::BTreeMap;

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use crate::db::schema::outbox;
use crate::db::{self, AnyConnection, Moment};
use crate::domain::{LetterFailure, LetterState};

/// After how long of failing a human must have been told.
pub const ALARM_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// The queue at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// Letters waiting to be sent.
    pub queued: i64,
    /// Letters that the relay has accepted.
    pub sent: i64,
    /// Letters withdrawn before they were sent.
    pub superseded: i64,
    /// How long ago the oldest letter that is due, or was tried, was queued.
    pub oldest_queued_seconds: Option<i64>,
    /// How many letters have failed and were not accepted since.
    pub failing: i64,
    /// Since when the first of them has.
    pub failing_since: Option<Timestamp>,
    /// Since when the letter has been due that waits longest without having failed: nobody seems to be sending.
    pub waiting_since: Option<Timestamp>,
    /// The failing ones by the reason of their last failure.
    pub failures: BTreeMap<LetterFailure, i64>,
}

impl Status {
    /// Whether something has been failing, or waiting without a try, for longer than that.
    #[must_use]
    pub fn is_failing(&self, now: Timestamp, longer_than: SignedDuration) -> bool {
        [self.failing_since, self.waiting_since].iter().flatten().any(|since| now.duration_since(*since) > longer_than)
    }
}

/// In words, or for a program.
impl Status {
    /// One fact a line.
    #[must_use]
    pub fn as_text(&self, now: Timestamp) -> String {
        let ago = |since: Timestamp| duration(now.duration_since(since).as_secs());
        let mut text = format!("{} queued, {} sent, {} superseded\n", self.queued, self.sent, self.superseded);
        if let Some(seconds) = self.oldest_queued_seconds {
            text += &format!("the oldest that is due or was tried was queued {} ago\n", duration(seconds));
        }
        if let Some(since) = self.failing_since {
            let reasons: Vec<_> = self.failures.iter().map(|(why, count)| format!("{why} {count}")).collect();
            text += &format!("{} failing, since {since} ({} ago): {}\n", self.failing, ago(since), reasons.join(", "));
        }
        if let Some(since) = self.waiting_since {
            text += &format!("the longest waiting without a try has been due since {since} ({} ago)\n", ago(since));
        }
        text
    }

    /// The same facts.
    #[must_use]
    pub fn as_json(&self, now: Timestamp) -> serde_json::Value {
        let failures: BTreeMap<&str, i64> = self.failures.iter().map(|(why, count)| (why.code(), *count)).collect();
        serde_json::json!({
            "queued": self.queued,
            "sent": self.sent,
            "superseded": self.superseded,
            "oldest_queued_seconds": self.oldest_queued_seconds,
            "failing": self.failing,
            "failing_since": self.failing_since.map(|since| since.to_string()),
            "waiting_since": self.waiting_since.map(|since| since.to_string()),
            "failures": failures,
            "alarm": self.is_failing(now, ALARM_AFTER),
        })
    }
}

/// `42 s`, `12 min`, `5 h 3 min`.
fn duration(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// Counts the letters.
///
/// # Errors
/// The database can't be read.
pub fn status(connection: &mut AnyConnection, now: Timestamp) -> Result<Status, db::Error> {
    let by_state: Vec<(LetterState, i64)> =
        outbox::table.group_by(outbox::state).select((outbox::state, count_star())).load(connection)?;
    let count = |wanted| by_state.iter().find(|(state, _)| *state == wanted).map_or(0, |(_, count)| *count);
    let queued = || outbox::table.filter(outbox::state.eq(LetterState::Queued));
    let oldest: Option<Moment> = queued()
        .filter(outbox::due_at.le(Moment(now)).or(outbox::failing_since.is_not_null()))
        .select(min(outbox::queued_at))
        .get_result(connection)?;
    let failing_since: Option<Moment> = queued().select(min(outbox::failing_since)).get_result(connection)?;
    let waiting_since: Option<Moment> = queued()
        .filter(outbox::due_at.le(Moment(now)))
        .filter(outbox::failing_since.is_null())
        .select(min(outbox::due_at))
        .get_result(connection)?;
    let by_failure: Vec<(Option<LetterFailure>, i64)> = queued()
        .filter(outbox::failing_since.is_not_null())
        .group_by(outbox::last_failure)
        .select((outbox::last_failure, count_star()))
        .load(connection)?;
    Ok(Status {
        queued: count(LetterState::Queued),
        sent: count(LetterState::Sent),
        superseded: count(LetterState::Superseded),
        oldest_queued_seconds: oldest.map(|oldest| now.duration_since(oldest.0).as_secs().max(0)),
        failing: by_failure.iter().map(|(_, count)| count).sum(),
        failing_since: failing_since.map(|since| since.0),
        waiting_since: waiting_since.map(|since| since.0),
        failures: by_failure.into_iter().filter_map(|(why, count)| Some((why?, count))).collect(),
    })
}

/// How many letters have been failing, or waiting without a try, for longer than that.
///
/// # Errors
/// The database can't be read.
pub fn failing(connection: &mut AnyConnection, now: Timestamp, longer_than: SignedDuration) -> Result<i64, db::Error> {
    let before = Moment(now.saturating_sub(longer_than).unwrap_or(Timestamp::MIN));
    Ok(outbox::table
        .filter(outbox::state.eq(LetterState::Queued))
        .filter(outbox::failing_since.lt(before).or(outbox::failing_since.is_null().and(outbox::due_at.lt(before))))
        .count()
        .get_result(connection)?)
}
