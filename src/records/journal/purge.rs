//! Entries whose time is over: `quadrige journal purge`. What the protocol keeps for a time is erased after it, by acts that are
//! themselves entries; of what nobody set a time for, nothing is.

use jiff::Timestamp;

use super::extract::operator;
use crate::chance::Chance;
use crate::clock::paris;
use crate::db::{Database, Error};
use crate::domain::FileRegime;
use crate::domain::supervision::kept_since;
use crate::journal::{Batch, Entry, Erased, Operation, Outcome, erase, outlived, ripe};
use crate::protocol::Agreement;

/// How many entries one act erases: a transaction that others wait for.
const AT_ONCE: i64 = 500;

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
    let mut purged = Purged { regime, months: None, before: None, outlived: 0, waiting: 0, erased: Erased::default() };
    let Some(rule) = agreement.journal_retention(regime) else { return Ok(purged) };
    purged.months = Some(rule.months);
    let Some(before) = kept_since(now, rule.months, &paris()) else { return Ok(purged) };
    purged.before = Some(before);
    (purged.outlived, purged.waiting) = database.read(|connection| {
        let outlived = outlived(connection, regime, before)?;
        Ok::<_, Error>((outlived, outlived - ripe(connection, regime, before)?))
    })?;
    if is_dry {
        return Ok(purged);
    }
    let code = format!("retention:{regime}:{}", rule.months);
    loop {
        let act = Entry {
            regime,
            legal_ground: Some(rule.basis.key.clone()),
            reason: Some(code.clone()),
            ..Entry::new(
                now,
                Operation::Erasure,
                Outcome::Granted,
                operator("journal purge"),
                agreement.version().to_owned(),
            )
        };
        let batch = Batch { regime, before, most: AT_ONCE };
        let erased = database.write(|connection| erase(connection, batch, &code, act, chance))?;
        if erased.entries == 0 {
            return Ok(purged);
        }
        purged.erased.entries += erased.entries;
        purged.erased.listed += erased.listed;
    }
}
