//! Heads of the log kept outside the database, in a folder that whoever owns the database doesn't own, best of all on another machine.
//!
//! `checkpoint` is the newest; `checkpoint-2026-11-22` the last of that day. None is ever replaced by a smaller one, nor by another of
//! its size. Several instances may share the folder: they take turns, so that nothing changes between the look and the replacement.
//!
//! The folder is created with the first head of a log, or by an act (`quadrige journal checkpoint --begin-copies`), never by the way: one
//! that isn't mounted looks like one that isn't there, and copies beside the mount would protect nobody.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use data_encoding::HEXLOWER;

use super::Error;
use super::note::{self, Checkpoint, NotBelieved, PublicKey};
use crate::chance::Chance;

/// The name of the newest.
const NEWEST: &str = "checkpoint";

/// The file that whoever replaces a copy holds meanwhile.
const TURN: &str = ".turn";

/// The folder.
#[derive(Debug, Clone)]
pub struct Outside {
    folder: PathBuf,
    chance: Chance,
}

/// A note found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// The name of its file.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// A log that is smaller than a copy of its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetBack {
    /// Where the copies are.
    folder: String,
    /// The name of the copy.
    copy: String,
    /// How many leaves it knows of.
    known: u64,
    /// How many are signed here.
    here: u64,
}

/// Read at three in the morning: what is known, what to decide, and then one line after the other, to be copied as they are.
impl std::fmt::Display for SetBack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { folder, copy, known, here } = self;
        let aside = format!("{folder}/set-back-to-{here}");
        write!(
            f,
            "the log is older than its copies: {folder}/{copy} knows of {known} leaves, and only {here} are signed here.\n\
             Either this database was restored from a backup, or somebody took entries out of it. Nothing more is signed until you \
             have decided; pages are served, and entries wait for their place.\n\
             If it was restored on purpose:\n\
             1. Put on record what was lost. This ends with status 1: that is right. Keep the file with the report of the incident.\n\
             $ quadrige journal verify > 'lost-after-{here}.txt'\n\
             2. Move the copies aside; never delete them.\n\
             $ mkdir '{aside}' && mv '{folder}'/checkpoint* '{aside}/'\n\
             3. Begin the copies anew. A running `serve` then goes on by itself.\n\
             $ quadrige journal checkpoint --begin-copies\n\
             If nobody restored it, leave database and copies as they are, and call whoever answers for security: docs/journal.md, \
             \"A database older than its copies\"."
        )
    }
}

impl Copy {
    /// What it says.
    ///
    /// # Errors
    /// It isn't to be believed.
    pub fn open(&self, keys: &[PublicKey]) -> Result<Checkpoint, NotBelieved> {
        note::open(&self.text, keys)
    }
}

impl Outside {
    /// The copies in this folder, which needn't be there yet.
    #[must_use]
    pub const fn new(folder: PathBuf, chance: Chance) -> Self {
        Self { folder, chance }
    }

    /// Where it is, for messages.
    #[must_use]
    pub fn place(&self) -> String {
        self.folder.display().to_string()
    }

    /// That this copy knows of more than is here.
    #[must_use]
    pub(in crate::journal::log) fn set_back(&self, copy: &str, known: u64, here: u64) -> Error {
        Error::SetBack(SetBack { folder: self.place(), copy: copy.to_owned(), known, here })
    }

    fn failed(&self, name: &str, error: &std::io::Error) -> Error {
        Error::Outside(format!("{} ({})", self.folder.join(name).display(), error.kind()))
    }

    fn read(&self, name: &str) -> Result<Option<Copy>, Error> {
        match fs::read_to_string(self.folder.join(name)) {
            Ok(text) => Ok(Some(Copy { name: name.to_owned(), text })),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            // A note that isn't text is there all the same, and says nothing that could be believed.
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                Ok(Some(Copy { name: name.to_owned(), text: String::new() }))
            }
            Err(error) => Err(self.failed(name, &error)),
        }
    }

    /// The newest copy.
    ///
    /// # Errors
    /// It can't be read.
    pub fn newest(&self) -> Result<Option<Copy>, Error> {
        self.read(NEWEST)
    }

    /// Every copy, by name: the newest first, then by day. An absent folder holds none.
    ///
    /// # Errors
    /// They can't be read.
    pub fn copies(&self) -> Result<Vec<Copy>, Error> {
        let listed = match fs::read_dir(&self.folder) {
            Ok(listed) => listed,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.failed("", &error)),
        };
        let mut names: Vec<String> = listed
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.starts_with(NEWEST))
            .collect();
        names.sort();
        let copies = names.iter().map(|name| self.read(name));
        copies.filter_map(Result::transpose).collect()
    }

    /// Makes the folder: where copies begin.
    ///
    /// # Errors
    /// It can't be made.
    pub fn begin(&self) -> Result<(), Error> {
        fs::create_dir_all(&self.folder).map_err(|error| self.failed("", &error))
    }

    /// Refuses to go on where a log of so many heads has no copy here.
    ///
    /// # Errors
    /// Heads were signed, and none is kept here. Not for the first: it may have been signed a moment ago, and not be kept yet.
    pub(in crate::journal::log) fn is_gone(&self, newest: Option<&Copy>, heads: u64) -> Result<(), Error> {
        // Another instance may have kept its heads since that look.
        if newest.is_some() || heads <= 1 || self.newest()?.is_some() {
            return Ok(());
        }
        Err(Error::Outside(format!(
            "{} holds no checkpoint, and {heads} were signed: mount it, or begin there with `quadrige journal checkpoint --begin-copies`",
            self.place()
        )))
    }

    /// Keeps this head: as the newest, and as its day's.
    ///
    /// # Errors
    /// A larger one is there, or another of its size, or something that isn't ours; or the folder can't be written.
    pub fn keep(&self, checkpoint: &Checkpoint, note: &str, keys: &[PublicKey]) -> Result<(), Error> {
        if checkpoint.number <= 1 {
            self.begin()?;
        }
        // Held until the end: another instance may be about to keep a larger head, and must not find ours put over it.
        let turn = File::options().create(true).truncate(false).write(true).open(self.folder.join(TURN));
        let turn = turn.map_err(|error| self.failed(TURN, &error))?;
        turn.lock().map_err(|error| self.failed(TURN, &error))?;
        let day = checkpoint.at.strftime("%Y-%m-%d");
        for name in [NEWEST.to_owned(), format!("{NEWEST}-{day}")] {
            if let Some(there) = self.read(&name)? {
                if there.text == note {
                    continue;
                }
                let kept = there.open(keys).map_err(|why| Error::Outside(format!("{name} is left alone: {why}")))?;
                if kept.size > checkpoint.size {
                    return Err(self.set_back(&name, kept.size, checkpoint.size));
                }
                if kept.size == checkpoint.size {
                    let size = kept.size;
                    return Err(Error::Outside(format!("{name} is left alone: it is another head of {size} leaves")));
                }
            }
            self.put(&name, note).map_err(|error| self.failed(&name, &error))?;
        }
        Ok(())
    }

    /// Under another name first, which nobody else has: whoever reads sees the old or the new one, never half. Not by the process: in
    /// containers every instance has the same number.
    fn put(&self, name: &str, note: &str) -> std::io::Result<()> {
        let unfinished = self.folder.join(format!(".{name}.{}", HEXLOWER.encode(&self.chance.bytes::<8>())));
        let write = || {
            let mut file = File::create_new(&unfinished)?;
            file.write_all(note.as_bytes())?;
            file.sync_all()?;
            fs::rename(&unfinished, self.folder.join(name))
        };
        write().inspect_err(|_| drop(fs::remove_file(&unfinished)))?;
        File::open(&self.folder)?.sync_all()
    }
}
