//! The agreement in force: the ceiling, the settings' protocols, and those that two people adopted, as of today. It changes without a
//! restart when a protocol is adopted, takes effect or ends; whoever decides takes it once and keeps it to the end.

use std::sync::{Arc, Mutex, PoisonError, RwLock, TryLockError};

use diesel::prelude::*;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::clock::{Clock, paris};
use crate::db::schema::{protocol_proposal, protocol_register, protocol_signature};
use crate::db::{self, AnyConnection, Database, Day};
use crate::domain::adoption::{ProposalState, takes_effect};
use crate::protocol::{Agreement, Fault, Protocol, excess, succession};

/// How long a process may believe what it last saw.
const BELIEVED: SignedDuration = SignedDuration::from_secs(1);

/// Protocols, each with the name under which its faults are told.
type Named = Vec<(String, Protocol)>;

/// Where the agreement in force comes from. Cloning shares it.
#[derive(Debug, Clone)]
pub struct Agreements(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    database: Database,
    clock: Clock,
    ceiling: Protocol,
    settings: Named,
    state: RwLock<State>,
    turn: Mutex<()>,
}

#[derive(Debug)]
struct State {
    agreement: Arc<Agreement>,
    /// What it was assembled from, whatever the day.
    standing: Named,
    day: Date,
    /// The counter when it was read.
    changes: i64,
    looked_at: Timestamp,
    fault: Option<String>,
}

/// Why protocols can't be put together.
#[derive(Debug)]
pub enum Unfit {
    /// They don't stand side by side: every fault with the name of its text.
    Faulty(Vec<(String, Fault)>),
    /// The database failed.
    Database(db::Error),
}

impl From<db::Error> for Unfit {
    fn from(error: db::Error) -> Self {
        Self::Database(error)
    }
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Faulty(faults) => {
                let lines: Vec<String> = faults.iter().map(|(name, fault)| format!("{name}: {fault}")).collect();
                f.write_str(&lines.join("\n"))
            }
            Self::Database(error) => write!(f, "{error}"),
        }
    }
}

/// A text beside what is in force: what there would be without it and with it, on the day on which it would take effect.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The text, read.
    pub protocol: Protocol,
    /// Its first day.
    pub from: Date,
    /// The agreement of that day without it.
    pub before: Arc<Agreement>,
    /// The agreement of that day with it.
    pub after: Arc<Agreement>,
    /// The version of the same protocol, or a later one, that stands already.
    pub taken: bool,
    /// Adopted for a later day in the same scope: it would never be in force.
    pub fallen: Vec<Fallen>,
    /// Narrower ones that say more than it: they would be kept to it.
    pub narrowed: Vec<Protocol>,
}

/// A protocol that another keeps from ever being in force.
#[derive(Debug, Clone)]
pub struct Fallen {
    /// The protocol.
    pub protocol: Protocol,
    /// The agreement of its first day, as it was adopted.
    pub before: Arc<Agreement>,
    /// The agreement of that day with the other.
    pub after: Arc<Agreement>,
}

/// One that was adopted, as stored.
#[derive(Queryable)]
struct Row {
    id: String,
    reference: String,
    content: String,
    digest: String,
    takes_effect_on: Day,
}

impl Agreements {
    /// The digest by which a text is known and signed: SHA-256, in hexadecimal.
    #[must_use]
    pub fn digest(text: &str) -> String {
        data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
    }

    /// Puts together what is in force today.
    ///
    /// # Errors
    /// A protocol of the settings, or one that was adopted, doesn't fit: then nothing is served rather than something else than what
    /// was agreed. Or the database fails.
    pub fn open(settings: Named, database: Database, clock: Clock) -> Result<Self, Unfit> {
        let ceiling =
            crate::protocol::reference().map_err(|faults| Unfit::Faulty(of_text("reference.toml", faults)))?;
        let (now, day) = (clock.now(), clock.today(&paris()));
        let (changes, standing) = database.read(|connection| {
            let changes = counted(connection)?;
            Ok::<_, Unfit>((changes, standing(&settings, connection)?))
        })?;
        // The operator's own files agree with each other; what was adopted may have narrowed them since.
        Agreement::assemble(ceiling.clone(), settings.clone(), day).map_err(Unfit::Faulty)?;
        let agreement = Agreement::succeeding(ceiling.clone(), standing.clone(), day).map_err(Unfit::Faulty)?;
        let agreement = Arc::new(agreement);
        let state = State { agreement, standing, day, changes, looked_at: now, fault: None };
        let (state, turn) = (RwLock::new(state), Mutex::new(()));
        Ok(Self(Arc::new(Inner { database, clock, ceiling, settings, state, turn })))
    }

    /// The agreement in force, as this process last saw it. Reads nothing.
    #[must_use]
    pub fn current(&self) -> Arc<Agreement> {
        Arc::clone(&self.0.state.read().unwrap_or_else(PoisonError::into_inner).agreement)
    }

    /// What is wrong with what was adopted, if it can't be put in force; the last good agreement stays until then.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        self.0.state.read().unwrap_or_else(PoisonError::into_inner).fault.clone()
    }

    /// Whether it is time to look again.
    pub(in crate::access) fn is_due(&self) -> bool {
        let now = self.0.clock.now();
        let state = self.0.state.read().unwrap_or_else(PoisonError::into_inner);
        now.duration_since(state.looked_at).abs() >= BELIEVED
    }

    /// Looks again, unless somebody else is just doing so; a failure is logged, and the last good agreement stays.
    pub(in crate::access) fn look_or_say(&self) {
        let _turn = match self.0.turn.try_lock() {
            Ok(turn) => turn,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        if let Err(error) = self.look() {
            tracing::error!(
                failure = error.kind(),
                "the protocols in force can't be looked up; the last known ones stay"
            );
        }
    }

    /// Looks again at once: in the process that adopts.
    ///
    /// # Errors
    /// The database fails; the last good agreement stays.
    pub fn renew(&self) -> Result<(), db::Error> {
        let _turn = self.0.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.look()
    }

    fn look(&self) -> Result<(), db::Error> {
        let (now, day) = (self.0.clock.now(), self.0.clock.today(&paris()));
        let (known_changes, known_day) = {
            let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
            // Whatever comes of it, the next second is soon enough to ask again.
            state.looked_at = now;
            (state.changes, state.day)
        };
        let changes = self.0.database.peek(counted)?;
        if changes == known_changes && day == known_day {
            return Ok(());
        }
        let read = (changes != known_changes).then(|| {
            self.0.database.read(|connection| {
                let changes = counted(connection)?;
                Ok::<_, Unfit>((changes, standing(&self.0.settings, connection)?))
            })
        });
        match read {
            None => self.turn_the_page(day),
            Some(Err(Unfit::Database(error))) => return Err(error),
            Some(Ok((changes, standing))) => match Agreement::succeeding(self.0.ceiling.clone(), standing.clone(), day)
            {
                Ok(agreement) => self.put_in_force(agreement, standing, day, changes, now),
                Err(faults) => self.keep_the_last_good(changes, &Unfit::Faulty(faults), day),
            },
            Some(Err(unfit)) => self.keep_the_last_good(changes, &unfit, day),
        }
        Ok(())
    }

    fn put_in_force(&self, agreement: Agreement, standing: Named, day: Date, changes: i64, now: Timestamp) {
        tracing::info!(version = agreement.version(), "another agreement is in force");
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        *state = State { agreement: Arc::new(agreement), standing, day, changes, looked_at: now, fault: None };
    }

    /// What was adopted doesn't fit: nobody gains by it. What ends goes on ending.
    fn keep_the_last_good(&self, changes: i64, unfit: &Unfit, day: Date) {
        let fault = unfit.to_string();
        tracing::error!(fault, "an adopted protocol can't be put in force; the last good agreement stays");
        {
            let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
            state.changes = changes;
            state.fault = Some(fault);
        }
        self.turn_the_page(day);
    }

    /// Another day: what takes effect on it does so, what ended gives nothing any more.
    fn turn_the_page(&self, day: Date) {
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.day == day {
            return;
        }
        match Agreement::succeeding(self.0.ceiling.clone(), state.standing.clone(), day) {
            Ok(agreement) => {
                if agreement.version() != state.agreement.version() {
                    tracing::info!(version = agreement.version(), "another agreement is in force");
                }
                state.agreement = Arc::new(agreement);
                state.day = day;
            }
            // They fitted the day before, and no check depends on the day.
            Err(faults) => state.fault = Some(Unfit::Faulty(faults).to_string()),
        }
    }

    /// Checks a text as `quadrige protocol check` does, and beside all that stands in this transaction: every fault, each with its
    /// line. `name` is what its own faults are called by.
    ///
    /// # Errors
    /// Its faults, or the database fails.
    pub fn try_out(&self, connection: &mut AnyConnection, name: &str, text: &str, today: Date) -> Result<Trial, Unfit> {
        let protocol = Protocol::parse(text).map_err(|faults| Unfit::Faulty(of_text(name, faults)))?;
        let standing = standing(&self.0.settings, connection)?;
        let from = takes_effect(protocol.valid_from, today);
        let same = |one: &&(String, Protocol)| one.1.id == protocol.id && one.1.version >= protocol.version;
        let taken =
            self.0.settings.iter().chain(&standing).any(|one| same(&one)) || was_adopted(connection, &protocol)?;
        let assemble = |standing: &Named, day: Date| {
            Agreement::succeeding(self.0.ceiling.clone(), standing.clone(), day).map(Arc::new).map_err(Unfit::Faulty)
        };
        let succeeded = succession(standing.clone(), [(name.to_owned(), protocol.clone(), from)]);
        let (before, after) = (assemble(&standing, from)?, assemble(&succeeded, from)?);
        let mut more = excess(&self.0.ceiling, &succeeded);
        let known = excess(&self.0.ceiling, &standing);
        if more.iter().any(|(file, _)| file == name) {
            more.retain(|(file, _)| file == name);
            return Err(Unfit::Faulty(more));
        }
        let is_narrowed = |(file, _): &&(String, Protocol)| {
            let says_more = |found: &[(String, Fault)]| found.iter().any(|(of, _)| of == file);
            says_more(&more) && !says_more(&known)
        };
        let narrowed = standing.iter().filter(is_narrowed).map(|(_, one)| one.clone()).collect();
        let never = |one: &&(String, Protocol)| {
            one.1.scope == protocol.scope && one.1.valid_from >= from && one.1.valid_from > today
        };
        let fallen = standing.iter().filter(never).map(|(_, one)| {
            let day = one.valid_from;
            Ok(Fallen { protocol: one.clone(), before: assemble(&standing, day)?, after: assemble(&succeeded, day)? })
        });
        let fallen = fallen.collect::<Result<Vec<_>, Unfit>>()?;
        Ok(Trial { protocol, from, before, after, taken, fallen, narrowed })
    }
}

fn of_text(name: &str, faults: Vec<Fault>) -> Vec<(String, Fault)> {
    faults.into_iter().map(|fault| (name.to_owned(), fault)).collect()
}

fn counted(connection: &mut AnyConnection) -> Result<i64, db::Error> {
    Ok(protocol_register::table.select(protocol_register::changes).first(connection)?)
}

/// Whether that version of a protocol, or a later one, was ever adopted.
fn was_adopted(connection: &mut AnyConnection, protocol: &Protocol) -> Result<bool, db::Error> {
    let adopted: Vec<String> = protocol_proposal::table
        .filter(protocol_proposal::state.eq(ProposalState::Adopted))
        .select(protocol_proposal::reference)
        .load(connection)?;
    Ok(adopted.iter().filter_map(|reference| reference.split_once('@')).any(|(id, version)| {
        id == protocol.id && version.parse::<u32>().is_ok_and(|version| version >= protocol.version)
    }))
}

/// The settings' protocols, succeeded by the adopted ones in the order of their adoption.
fn standing(settings: &Named, connection: &mut AnyConnection) -> Result<Named, Unfit> {
    let rows: Vec<Row> = protocol_proposal::table
        .filter(protocol_proposal::state.eq(ProposalState::Adopted))
        .order((protocol_proposal::adopted_as, protocol_proposal::id))
        .select((
            protocol_proposal::id,
            protocol_proposal::reference,
            protocol_proposal::content,
            protocol_proposal::digest,
            protocol_proposal::takes_effect_on,
        ))
        .load(connection)
        .map_err(db::Error::from)?;
    let mut adopted = Vec::with_capacity(rows.len());
    for row in rows {
        let Row { id, reference, content, digest: signed, takes_effect_on: Day(from) } = row;
        if Agreements::digest(&content) != signed || signatures(connection, &id, &signed)? < 2 {
            // Whoever changed the row past the program gave himself rights: the text isn't what two people signed.
            let message = "isn't the text that two people of two institutions signed".to_owned();
            return Err(Unfit::Faulty(vec![(reference, Fault { line: 1, message })]));
        }
        let protocol = Protocol::parse(&content).map_err(|faults| Unfit::Faulty(of_text(&reference, faults)))?;
        adopted.push((reference, protocol, from));
    }
    Ok(succession(settings.clone(), adopted))
}

/// How many people of how many institutions signed this text: the smaller number.
fn signatures(connection: &mut AnyConnection, of: &str, digest: &str) -> Result<usize, db::Error> {
    let signed: Vec<(String, String)> = protocol_signature::table
        .filter(protocol_signature::proposal_id.eq(of))
        .filter(protocol_signature::digest.eq(digest))
        .select((protocol_signature::agent_id, protocol_signature::institution_id))
        .load(connection)?;
    let institutions: std::collections::BTreeSet<&String> = signed.iter().map(|(_, institution)| institution).collect();
    Ok(signed.len().min(institutions.len()))
}
