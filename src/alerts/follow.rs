//! What a change calls for, in its own transaction.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::plan::{Plan, Telling, plan};
use crate::access::Agreements;
use crate::access::releases::{self, Consequence, Detention};
use crate::chance::Chance;
use crate::db::{AnyConnection, Error};
use crate::domain::need::Services;
use crate::domain::release::Fate;
use crate::domain::{FileRegime, Id, Institution, LetterKind, Person};
use crate::journal::append_within;
use crate::outbox::{self, Letter, Topic};
use crate::protocol::Agreement;
use crate::records::alerts::{self, Known, NewAlert};

/// Whether what is found due is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is.
    Live,
    /// It is kept as having been said before the hub was there: the first filling of a database.
    Past,
}

/// Writes what alerts are missing. Cloning shares everything.
#[derive(Debug, Clone)]
pub struct Announcer {
    agreements: Agreements,
    chance: Chance,
    mode: Mode,
}

impl Consequence for Announcer {
    fn follow(&self, connection: &mut AnyConnection, of: Id<Person>, now: Timestamp) -> Result<(), Error> {
        self.announce(connection, of, now).map(drop)
    }
}

impl Announcer {
    /// One that follows the agreement in force at each look.
    #[must_use]
    pub const fn new(agreements: Agreements, chance: Chance, mode: Mode) -> Self {
        Self { agreements, chance, mode }
    }

    /// What is missing for a person under this agreement. Only reads.
    ///
    /// # Errors
    /// The database can't be read, or a stored fact is damaged.
    fn look(
        agreement: &Agreement,
        connection: &mut AnyConnection,
        of: Id<Person>,
        now: Timestamp,
    ) -> Result<Option<(Detention, Vec<Known>, Plan)>, Error> {
        let Some(detention) = releases::detention(connection, of, now)? else { return Ok(None) };
        let known = alerts::known(connection, of)?;
        let plan = plan(&detention, agreement.alert_rules(), &known, now);
        Ok(Some((detention, known, plan)))
    }

    /// Whether anything is missing for a person. Only reads.
    ///
    /// # Errors
    /// As [`Self::look`].
    pub fn is_missing(&self, connection: &mut AnyConnection, of: Id<Person>, now: Timestamp) -> Result<bool, Error> {
        let Some((detention, _, plan)) = Self::look(&self.agreements.current(), connection, of, now)? else {
            return Ok(false);
        };
        Ok(!plan.tellings.is_empty()
            || detention.unnoted.is_some()
            || alerts::gaps_differ(connection, &detention.custody, &plan.gaps)?)
    }

    /// Writes what is missing for a person, and queues the letters. Gives how many alerts were sent.
    ///
    /// # Errors
    /// The database refuses, or a stored fact is damaged: nothing is written then.
    pub fn announce(&self, connection: &mut AnyConnection, of: Id<Person>, now: Timestamp) -> Result<usize, Error> {
        self.announce_among(connection, None, of, now)
    }

    /// As [`Self::announce`], the services being known already: for many people in one transaction.
    pub(in crate::alerts) fn announce_among(
        &self,
        connection: &mut AnyConnection,
        services: Option<&Services>,
        of: Id<Person>,
        now: Timestamp,
    ) -> Result<usize, Error> {
        releases::lock(connection, of)?;
        if let Some(services) = services {
            // Whatever changed past the doors may have changed who needs to know.
            releases::retie(connection, services, of, now)?;
        }
        let agreement = self.agreements.current();
        let Some((detention, known, plan)) = Self::look(&agreement, connection, of, now)? else { return Ok(0) };
        if self.mode == Mode::Past && detention.unnoted.is_some() {
            // A date that nobody noted before the hub was there is news.
            return Ok(0);
        }
        if let Some(step) = &detention.unnoted {
            releases::note(connection, of, step)?;
        }
        alerts::state_gaps(connection, of, (&detention.custody, detention.prison), &plan.gaps, now)?;
        let mut sent: Vec<&Telling> = Vec::new();
        let mut is_told = false;
        for telling in &plan.tellings {
            let fate = self.tell(&agreement, connection, of, &detention, &known, telling, now)?;
            is_told |= fate != Fate::Absorbed;
            if fate == Fate::Sent {
                sent.push(telling);
            }
        }
        if is_told {
            match services {
                Some(services) => releases::retie(connection, services, of, now)?,
                None => {
                    let services = releases::services(connection, &[of])?;
                    releases::retie(connection, &services, of, now)?;
                }
            }
        }
        self.journal(&agreement, connection, of, &sent, now)?;
        Ok(sent.len())
    }

    #[expect(clippy::too_many_arguments, reason = "the whole state of one telling, passed on within this file only")]
    fn tell(
        &self,
        agreement: &Agreement,
        connection: &mut AnyConnection,
        of: Id<Person>,
        detention: &Detention,
        known: &[Known],
        telling: &Telling,
        now: Timestamp,
    ) -> Result<Fate, Error> {
        let rule = &agreement.alert_rules()[telling.rule];
        let step = telling.due.step.and_then(|step| detention.steps.get(step)).map(|kept| kept.step);
        let fate = match (self.mode, telling.fate) {
            (Mode::Past, Fate::Sent) => Fate::Past,
            (_, fate) => fate,
        };
        // What changes or ends the matter takes the place of all that this service was told before.
        let ends = !matches!(fate, Fate::Absorbed) && telling.due.occurrence.days_before().is_none();
        let former: Vec<&Known> = known
            .iter()
            .filter(|known| known.institution == telling.institution && !known.is_replaced)
            .filter(|known| known.fate != Fate::Absorbed)
            .collect();
        let alert = NewAlert {
            id: self.chance.id(),
            person: of,
            custody: telling.step.0.clone(),
            prison: detention.prison,
            occurrence: telling.due.occurrence,
            position: telling.step.1,
            date: step.and_then(|step| step.date),
            hour: step.and_then(|step| step.hour).filter(|_| rule.says_hour),
            institution: telling.institution,
            rule: rule.id.clone(),
            due_at: telling.due.at,
            created_at: now,
            fate,
            replaces: former.last().filter(|_| ends).map(|known| known.id),
            acknowledge_by: (fate == Fate::Sent)
                .then(|| now.saturating_add(SignedDuration::from_hours(i64::from(rule.acknowledge_within))).ok())
                .flatten(),
        };
        alerts::keep(connection, &alert)?;
        if ends {
            for known in former {
                alerts::replace(connection, known.id, now)?;
                outbox::withdraw(connection, Topic::Alert(known.id), now)?;
            }
        }
        if fate == Fate::Sent {
            let letter =
                Letter { kind: LetterKind::Alert, about: Topic::Alert(alert.id), institution: telling.institution };
            outbox::enqueue(connection, &letter, now, now)?;
        }
        Ok(fate)
    }

    /// One entry for each file regime: to whom the date was told, and by which articles.
    fn journal(
        &self,
        agreement: &Agreement,
        connection: &mut AnyConnection,
        of: Id<Person>,
        sent: &[&Telling],
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut by_regime: BTreeMap<FileRegime, (Vec<Id<Institution>>, Vec<&str>)> = BTreeMap::new();
        for telling in sent {
            let basis = &agreement.alert_rules()[telling.rule].basis;
            let (recipients, grounds) = by_regime.entry(basis.regime).or_default();
            if !recipients.contains(&telling.institution) {
                recipients.push(telling.institution);
            }
            if !grounds.contains(&basis.key.as_str()) {
                grounds.push(&basis.key);
            }
        }
        let entries = by_regime
            .into_iter()
            .map(|(regime, (recipients, grounds))| {
                releases::told(agreement, now, of, &recipients, &grounds.join(" "), regime)
            })
            .collect();
        append_within(connection, entries, &self.chance)
    }
}
