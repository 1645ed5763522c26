//! Ten thousand ways to change the journal behind everybody's back, and what each must be told as.

use std::fmt::Write;

use diesel::connection::SimpleConnection;
use quadrige::chance::Chance;
use quadrige::db::Error;
use quadrige::journal::log::{Audit, Copy};
use sha2::{Digest, Sha256};

use crate::ground::{Ground, prove};

/// Where the first bad entry must be said to be.
#[derive(Debug)]
pub enum First {
    /// At exactly this place, and of this entry.
    At(u64, String),
    /// Of this entry, at its place or at that of somebody listed in it.
    Of(String),
    /// Beginning at this place, whatever is named there.
    Place(u64),
    /// Among places that hold this one: those of one head, or of one tile.
    Among(u64),
    /// Of this entry, which has no place.
    Nowhere(String),
}

/// What is known of the journal before it is touched.
pub struct Scene {
    ground: Ground,
    copies: Vec<Copy>,
    places: Vec<(String, i32, Vec<u8>)>,
    heads: Vec<u64>,
    chance: Chance,
}

/// Undoes the transaction and hands the proof out of it.
struct Undone(Box<Result<Audit, Error>>);

impl From<Error> for Undone {
    fn from(error: Error) -> Self {
        Self(Box::new(Err(error)))
    }
}

/// The columns of an entry that hold a text.
const TEXTS: &[&str] = &[
    "operation",
    "outcome",
    "actor_issuer",
    "actor_subject",
    "actor_name",
    "actor_quality",
    "institution_id",
    "on_behalf_of",
    "subject_id",
    "record_id",
    "shown",
    "protocol",
    "purpose",
    "reason",
    "legal_ground",
    "recipients",
    "file_regime",
];

/// How many kinds of tampering there are.
pub const KINDS: usize = 26;

impl Scene {
    pub fn new(entries: usize, heads: usize, seed: u64) -> Self {
        let ground = Ground::on(None, 1);
        for _ in 0..heads {
            ground.fill(entries / heads);
            ground.sequence(1_000);
        }
        ground.is_sound();
        ground.drop_rules();
        let copies = ground.outside.copies().unwrap();
        let (places, heads) = (ground.places(), ground.heads());
        Self { ground, copies, places, heads, chance: Chance::seeded(seed) }
    }

    /// Whether untouched it is sound.
    pub fn is_sound(&self) -> bool {
        self.ground.audit().found == 0
    }

    fn place(&self) -> usize {
        self.chance.below(self.places.len())
    }

    /// A place of an entry itself.
    fn entry(&self) -> (usize, &str) {
        loop {
            let at = self.place();
            if self.places[at].1 == -1 {
                return (at, &self.places[at].0);
            }
        }
    }

    /// A place of somebody listed.
    fn listed(&self) -> (usize, &str, i32) {
        loop {
            let at = self.place();
            if self.places[at].1 >= 0 {
                return (at, &self.places[at].0, self.places[at].1);
            }
        }
    }

    fn two(&self) -> (usize, usize) {
        loop {
            let (a, b) = (self.place(), self.place());
            if a != b && self.places[a].2 != self.places[b].2 {
                return (a.min(b), a.max(b));
            }
        }
    }

    /// A head: its index, and the size before it.
    fn head(&self) -> (usize, u64) {
        let n = self.chance.below(self.heads.len());
        (n, if n == 0 { 0 } else { self.heads[n - 1] })
    }

    /// What was rewritten of somebody listed, hash and all.
    fn rewritten(&self, entry: &str, listed: i32) -> String {
        let salt: [u8; 32] = self.chance.bytes();
        let mut form = salt.to_vec();
        form.extend(b"quadrige/journal/listed/1");
        form.extend((entry.len() as u64).to_be_bytes());
        form.extend(entry.as_bytes());
        form.extend(listed.to_be_bytes());
        form.extend(7_u64.to_be_bytes());
        form.extend(b"un autr");
        let leaf = hex(&Sha256::digest(form));
        format!(
            "UPDATE journal_subject SET subject_id = 'un autr', salt = X'{}', leaf = X'{leaf}' WHERE entry_id = '{entry}' AND position = {listed};\
             UPDATE log_leaf SET leaf = X'{leaf}' WHERE entry_id = '{entry}' AND listed = {listed}",
            hex(&salt)
        )
    }

    /// Statements of this kind, and where the first bad entry is then.
    pub fn tampering(&self, kind: usize) -> (String, First) {
        match kind {
            0..14 => self.in_the_journal(kind),
            14..20 => self.in_the_log(kind),
            _ => self.in_the_heads(kind),
        }
    }

    fn in_the_journal(&self, kind: usize) -> (String, First) {
        let at = |place: usize, entry: &str| First::At(place as u64, entry.to_owned());
        let (own, id) = self.entry();
        let (_, entry, listed) = self.listed();
        let of = || First::Of(entry.to_owned());
        let of_listed = format!("WHERE entry_id = '{entry}' AND position = {listed}");
        let noise = hex(&self.chance.bytes::<32>());
        match kind {
            0..4 => {
                let column = self.chance.pick(TEXTS).unwrap();
                (
                    format!("UPDATE journal_entry SET {column} = coalesce({column}, '') || 'x' WHERE id = '{id}'"),
                    at(own, id),
                )
            }
            4 => (format!("UPDATE journal_entry SET recorded_at = recorded_at + 1 WHERE id = '{id}'"), at(own, id)),
            5 => {
                let column = self.chance.pick(&["salt", "leaf"]).unwrap();
                (format!("UPDATE journal_entry SET {column} = X'{noise}' WHERE id = '{id}'"), at(own, id))
            }
            6 => (format!("UPDATE journal_entry SET id = id || 'x' WHERE id = '{id}'"), at(own, id)),
            7 => (format!("UPDATE journal_subject SET subject_id = subject_id || 'x' {of_listed}"), of()),
            8 => {
                let column = self.chance.pick(&["salt", "leaf"]).unwrap();
                (format!("UPDATE journal_subject SET {column} = X'{noise}' {of_listed}"), of())
            }
            9 => {
                let with =
                    if self.chance.below(2) == 0 { "" } else { "DELETE FROM journal_subject WHERE entry_id = 'ID';" };
                let statement = format!("{with}DELETE FROM journal_entry WHERE id = 'ID'").replace("ID", id);
                (statement, at(own, id))
            }
            10 => (format!("DELETE FROM journal_subject {of_listed}"), of()),
            11 => {
                let copied = "operation, outcome, actor_issuer, actor_subject, actor_name, actor_quality, institution_id, on_behalf_of, \
                              subject_id, record_id, shown, protocol, purpose, reason, legal_ground, recipients, file_regime, salt, leaf";
                let new = format!("nouveau{}", self.chance.below(1_000_000));
                let statement = format!(
                    "INSERT INTO journal_entry (id, recorded_at, {copied}) SELECT '{new}', recorded_at, {copied} FROM journal_entry WHERE id = '{id}'"
                );
                (statement, First::Nowhere(new))
            }
            12 => {
                let statement = format!(
                    "INSERT INTO journal_subject SELECT entry_id, 99, subject_id, salt, leaf FROM journal_subject {of_listed}"
                );
                (statement, of())
            }
            _ => {
                let (mut a, mut b) = (self.entry(), self.entry());
                while a.0 == b.0 {
                    b = self.entry();
                }
                if b.0 < a.0 {
                    std::mem::swap(&mut a, &mut b);
                }
                let statement = format!(
                    "UPDATE journal_entry SET id = 'tmp' WHERE id = '{0}'; UPDATE journal_entry SET id = '{0}' WHERE id = '{1}'; \
                     UPDATE journal_entry SET id = '{1}' WHERE id = 'tmp'",
                    a.1, b.1
                );
                (statement, at(a.0, a.1))
            }
        }
    }

    fn in_the_log(&self, kind: usize) -> (String, First) {
        let (place, noise) = (self.place(), hex(&self.chance.bytes::<32>()));
        let whose = &self.places[place].0;
        let at = First::At(place as u64, whose.clone());
        match kind {
            14 => (format!("UPDATE log_leaf SET leaf = X'{noise}' WHERE position = {place}"), at),
            15 => (format!("DELETE FROM log_leaf WHERE position = {place}"), at),
            16 => {
                let (a, b) = self.two();
                let statement = format!(
                    "UPDATE log_leaf SET position = -1 WHERE position = {a}; UPDATE log_leaf SET position = {a} WHERE position = {b}; \
                     UPDATE log_leaf SET position = {b} WHERE position = -1"
                );
                (statement, First::Among(a as u64))
            }
            17 => {
                let end = self.places.len();
                let statement = format!("INSERT INTO log_leaf VALUES ({end}, 'personne', -1, X'{noise}')");
                (statement, First::Place(end as u64))
            }
            18 => (format!("DELETE FROM log_leaf WHERE position >= {place}"), at),
            _ => {
                let column = *self
                    .chance
                    .pick(&["entry_id = entry_id || 'x'", "listed = listed + 1000", "position = position + 100000"])
                    .unwrap();
                (format!("UPDATE log_leaf SET {column} WHERE position = {place}"), First::Place(place as u64))
            }
        }
    }

    fn in_the_heads(&self, kind: usize) -> (String, First) {
        let (n, before) = self.head();
        let size = self.heads[n];
        let this = format!("WHERE size = {size}");
        match kind {
            20 => {
                let noise = hex(&self.chance.bytes::<32>());
                let changes = [
                    format!("root = X'{noise}'"),
                    "number = number + 1000".to_owned(),
                    "at = at + 1".to_owned(),
                    "size = size + 1".to_owned(),
                    format!("note = replace(note, '{size}', '{}')", size + 1),
                    "note = replace(note, char(10), char(10) || 'x')".to_owned(),
                    "note = ''".to_owned(),
                ];
                (
                    format!("UPDATE log_checkpoint SET {} {this}", self.chance.pick(&changes).unwrap()),
                    First::Place(before),
                )
            }
            21 => (format!("DELETE FROM log_checkpoint {this}"), First::Place(before)),
            22 => (format!("DELETE FROM log_checkpoint WHERE size >= {size}"), First::Place(before)),
            23 => {
                let statement = format!(
                    "DELETE FROM journal_subject WHERE entry_id IN (SELECT entry_id FROM log_leaf WHERE position >= {before}); \
                     DELETE FROM journal_entry WHERE id IN (SELECT entry_id FROM log_leaf WHERE position >= {before}); \
                     DELETE FROM log_leaf WHERE position >= {before}; DELETE FROM log_checkpoint WHERE size > {before}; \
                     DELETE FROM log_tile WHERE (position + 1) * 256 > {before}"
                );
                (statement, First::Place(before))
            }
            24 => {
                let (place, entry, listed) = self.listed();
                (self.rewritten(entry, listed), First::Among(place as u64))
            }
            _ => {
                // Sequenced anew: the entries wait again, and nothing says that they ever had a place.
                let statement = format!(
                    "INSERT INTO log_queue SELECT recorded_at, id FROM journal_entry WHERE id IN (SELECT entry_id FROM log_leaf WHERE position >= {before}); \
                     DELETE FROM log_leaf WHERE position >= {before}; DELETE FROM log_checkpoint WHERE size > {before}; \
                     DELETE FROM log_tile WHERE (position + 1) * 256 > {before}"
                );
                (statement, First::Place(before))
            }
        }
    }

    /// Does it, proves, and undoes it.
    fn proof_after(&self, statement: &str) -> Audit {
        let done: Result<(), Undone> = self.ground.database.write(|connection| {
            connection.batch_execute(statement).map_err(Error::from)?;
            Err(Undone(Box::new(prove(connection, &self.ground.keyring, &self.copies))))
        });
        match done.map_err(|undone| *undone.0) {
            Err(Ok(audit)) => audit,
            Err(Err(error)) => panic!("{statement}: {error}"),
            Ok(()) => unreachable!("it is always undone"),
        }
    }

    /// What is wrong with how this tampering is told, if anything.
    pub fn try_out(&self, kind: usize) -> Option<String> {
        let (statement, expected) = self.tampering(kind);
        let audit = self.proof_after(&statement);
        let Some(first) = audit.faults.first() else { return Some(format!("NOT FOUND: {statement}")) };
        let is_there = match &expected {
            First::At(at, row) => first.places == Some(*at..at + 1) && first.fault.row == *row,
            First::Place(at) => first.places.as_ref().is_some_and(|places| places.start == *at),
            First::Of(row) => {
                let is_its_own = |at: u64| self.places.get(at as usize).is_some_and(|(id, ..)| id == row);
                first.fault.row == *row && first.places.as_ref().is_some_and(|places| is_its_own(places.start))
            }
            First::Among(at) => {
                let is_narrow = |places: &std::ops::Range<u64>| places.end - places.start <= 256;
                first.places.as_ref().is_some_and(|places| places.contains(at) && is_narrow(places))
            }
            First::Nowhere(row) => first.places.is_none() && first.fault.row == *row,
        };
        (!is_there).then(|| format!("{statement}: expected {expected:?}, told {first:?}"))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}
