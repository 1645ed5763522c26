//! Entries whose time is over: `quadrige journal purge`. What the protocol keeps for a time is erased after it, by acts that are
//! themselves entries; of what nobody set a time for, nothing is.

use jiff::Timestamp;

use super::extract::operator;
use crate::chance::Chance;
use crate::clock::paris;
use crate::db::{Database, Error};
use crate::domain::FileRegime;
use crate::domain::supervision::kept_since;
use crate::journal::{Actor, Batch, Entry, Erased, Operation, Outcome, erase, outlived, ripe};
use crate::protocol::{Agreement, JournalRetention};

/// How many entries one act erases: a transaction that others wait for.
pub(super) const AT_ONCE: i64 = 500;

/// What came of one regime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purged {
    /// The regime.
    pub regime: FileRegime,
    /// For how many months it is kept; nothing where neither a text nor the operator says.
    pub months: Option<u16>,
    /// Before when entries were recorded that have outlived their time.
    pub before: Option<Timestamp>,
    /// How many of them there were.
    pub outlived: i64,
    /// How many of these are left for a later run: they wait for their place in the log, or for its signature.
    pub waiting: i64,
    /// What was erased: nothing when it was only tried out.
    pub erased: Erased,
}

impl Purged {
    /// As one JSON object.
    #[must_use]
    pub fn as_json(&self) -> serde_json::Value {
        serde_json::json!({
            "regime": self.regime.code(), "months": self.months, "before": self.before.map(|at| at.to_string()),
            "outlived": self.outlived, "waiting": self.waiting, "erased": self.erased.entries, "listed": self.erased.listed,
        })
    }
}

impl std::fmt::Display for Purged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(months) = self.months else {
            return write!(
                f,
                "{}: no time is set: nothing is erased. A national protocol sets it in [[journal_retention]]",
                self.regime
            );
        };
        write!(
            f,
            "{}: kept {months} months: {} outlived, {} erased with {} people listed",
            self.regime, self.outlived, self.erased.entries, self.erased.listed
        )?;
        match self.waiting {
            0 => Ok(()),
            waiting => write!(
                f,
                "; {waiting} left for a later run: no signed checkpoint covers them yet (`quadrige journal checkpoint`, or `serve`)"
            ),
        }
    }
}

/// Erases what has outlived its time, regime by regime; tries it out when `is_dry`.
///
/// # Errors
/// The database fails: the acts before stand, each whole.
pub fn purge(
    database: &Database,
    agreement: &Agreement,
    now: Timestamp,
    chance: &Chance,
    is_dry: bool,
) -> Result<Vec<Purged>, Error> {
    FileRegime::ALL.iter().map(|regime| of_regime(database, agreement, now, chance, *regime, is_dry)).collect()
}

fn of_regime(
    database: &Database,
    agreement: &Agreement,
    now: Timestamp,
    chance: &Chance,
    regime: FileRegime,
    is_dry: bool,
) -> Result<Purged, Error> {
    let months = agreement.journal_retention(regime).map(|rule| rule.months);
    let mut purged = Purged { regime, months, before: None, outlived: 0, waiting: 0, erased: Erased::default() };
    let Some(due) = Due::of(agreement, regime, now) else { return Ok(purged) };
    purged.before = Some(due.before);
    (purged.outlived, purged.waiting) = database.read(|connection| {
        let outlived = outlived(connection, regime, due.before)?;
        Ok::<_, Error>((outlived, outlived - ripe(connection, regime, due.before)?))
    })?;
    if is_dry {
        return Ok(purged);
    }
    loop {
        let erased = due.act(database, operator("journal purge"), now, chance, AT_ONCE)?;
        if erased.entries == 0 {
            return Ok(purged);
        }
        purged.erased.entries += erased.entries;
        purged.erased.listed += erased.listed;
    }
}

/// What may leave of one regime.
#[derive(Debug, Clone, Copy)]
pub(super) struct Due<'a> {
    agreement: &'a Agreement,
    rule: &'a JournalRetention,
    regime: FileRegime,
    before: Timestamp,
}

impl<'a> Due<'a> {
    /// Under this agreement, counted from this moment; nothing where nobody set a time.
    pub(super) fn of(agreement: &'a Agreement, regime: FileRegime, from: Timestamp) -> Option<Self> {
        let rule = agreement.journal_retention(regime)?;
        let before = kept_since(from, rule.months, &paris())?;
        Some(Self { agreement, rule, regime, before })
    }

    /// One act, one transaction: the oldest that may leave, at most so many.
    pub(super) fn act(
        &self,
        database: &Database,
        actor: Actor,
        now: Timestamp,
        chance: &Chance,
        most: i64,
    ) -> Result<Erased, Error> {
        let code = format!("retention:{}:{}", self.regime, self.rule.months);
        let act = Entry {
            regime: self.regime,
            legal_ground: Some(self.rule.basis.key.clone()),
            reason: Some(code.clone()),
            ..Entry::new(now, Operation::Erasure, Outcome::Granted, actor, self.agreement.version().to_owned())
        };
        let batch = Batch { regime: self.regime, before: self.before, most };
        database.write(|connection| erase(connection, batch, &code, act, chance))
    }
}
