//! What became of a try: written by the worker that still holds the letter, and by no other.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use super::queue::Claimed;
use crate::chance::Chance;
use crate::db::schema::outbox;
use crate::db::{self, AnyConnection, Moment};
use crate::domain::{About, LetterFailure, LetterKind, LetterState};

/// How a try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The relay has taken it over.
    Accepted,
    /// It didn't; the letter stays queued and is tried again after that long.
    Failed(LetterFailure, SignedDuration),
    /// There was nothing left to say.
    Superseded,
}

/// The delay before the second try.
pub const FIRST_DELAY: SignedDuration = SignedDuration::from_secs(30);
/// The longest delay between two tries, which go on until the relay has accepted.
pub const LONGEST_DELAY: SignedDuration = SignedDuration::from_secs(3600);

/// How long to wait after that many tries: doubled each time up to [`LONGEST_DELAY`], then between half of it and the whole
/// of it by chance, so that letters which failed together don't come back together.
#[must_use]
pub fn backoff(attempts: i32, chance: &Chance) -> SignedDuration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(16);
    let full = (FIRST_DELAY.as_secs() << doublings).min(LONGEST_DELAY.as_secs());
    let half = full / 2;
    let random = chance.below(usize::try_from(full - half + 1).unwrap_or(1));
    SignedDuration::from_secs(half + i64::try_from(random).unwrap_or(0))
}

/// Notes that every letter about a sitting or an action that is queued left by now; gives how many. For a past that was told in
/// another way, before the hub was there.
///
/// # Errors
/// The database refuses.
pub fn assume_sent(connection: &mut AnyConnection, now: Timestamp) -> Result<usize, db::Error> {
    let of_conferences = LetterKind::ALL
        .iter()
        .filter(|kind| matches!(kind.about(), About::Sitting | About::Action))
        .map(|kind| kind.code());
    let queued = outbox::table
        .filter(outbox::state.eq(LetterState::Queued))
        .filter(outbox::kind.eq_any(of_conferences.collect::<Vec<_>>()));
    let sent = (outbox::state.eq(LetterState::Sent), outbox::settled_at.eq(Some(Moment(now))));
    Ok(diesel::update(queued).set(sent).execute(connection)?)
}

/// Writes how the try of a claimed letter ended; `false`, and nothing is written, if it was claimed again meanwhile (its
/// worker was paused beyond its lease) or withdrawn. What the relay accepted counts as sent even if it was withdrawn.
///
/// # Errors
/// The database refuses.
pub fn settle(
    connection: &mut AnyConnection,
    claimed: &Claimed,
    outcome: Outcome,
    now: Timestamp,
) -> Result<bool, db::Error> {
    let held = outbox::table.filter(outbox::key.eq(claimed.letter.key())).filter(outbox::fence.eq(claimed.fence));
    let queued = outbox::state.eq(LetterState::Queued);
    let over = Moment(Timestamp::UNIX_EPOCH);
    let written = match outcome {
        Outcome::Accepted => diesel::update(held)
            .set((
                outbox::state.eq(LetterState::Sent),
                outbox::settled_at.eq(Some(Moment(now))),
                outbox::lease_until.eq(over),
                outbox::failing_since.eq(None::<Moment>),
                outbox::last_failure.eq(None::<&str>),
            ))
            .execute(connection)?,
        Outcome::Superseded => diesel::update(held.filter(queued))
            .set((
                outbox::state.eq(LetterState::Superseded),
                outbox::settled_at.eq(Some(Moment(now))),
                outbox::lease_until.eq(over),
            ))
            .execute(connection)?,
        Outcome::Failed(why, delay) => diesel::update(held.filter(queued))
            .set((
                outbox::due_at.eq(Moment(now.saturating_add(delay).unwrap_or(now))),
                outbox::lease_until.eq(over),
                outbox::failing_since.eq(Some(Moment(claimed.failing_since.unwrap_or(now)))),
                outbox::last_failure.eq(why),
            ))
            .execute(connection)?,
    };
    Ok(written > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_an_hour_and_go_on_for_days() {
        let chance = Chance::seeded(1);
        for (attempts, full) in
            [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (9, 3600), (1000, 3600), (i32::MAX, 3600)]
        {
            for _ in 0..50 {
                let delay = backoff(attempts, &chance).as_secs();
                assert!((full / 2..=full).contains(&delay), "after {attempts} tries: {delay} s");
            }
        }
    }

    #[test]
    fn letters_that_failed_together_come_back_apart() {
        let chance = Chance::seeded(1);
        let delays: std::collections::BTreeSet<_> = (0..100).map(|_| backoff(8, &chance)).collect();
        assert!(delays.len() > 50, "{} different delays of 100", delays.len());
    }
}
