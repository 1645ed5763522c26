//! Heads of the log kept outside the database, in a folder that whoever owns the database doesn't own, best of all on another machine.
//!
//! `checkpoint` is the newest; `checkpoint-2026-11-22` the last of that day. None is ever replaced by a smaller one, nor by another of
//! its size.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use super::Error;
use super::note::{self, Checkpoint, NotBelieved, PublicKey};

/// The name of the newest.
const NEWEST: &str = "checkpoint";

/// The folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    folder: PathBuf,
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
             3. Go on. A running `serve` does so by itself.\n\
             $ quadrige journal checkpoint\n\
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
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
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

    /// Keeps this head: as the newest, and as its day's.
    ///
    /// # Errors
    /// A larger one is there, or another of its size, or something that isn't ours; or the folder can't be written.
    pub fn keep(&self, checkpoint: &Checkpoint, note: &str, keys: &[PublicKey]) -> Result<(), Error> {
        fs::create_dir_all(&self.folder).map_err(|error| self.failed("", &error))?;
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

    /// Under another name first: whoever reads sees the old or the new one, never half.
    fn put(&self, name: &str, note: &str) -> std::io::Result<()> {
        let unfinished = self.folder.join(format!(".{name}.{}", std::process::id()));
        let mut file = File::create(&unfinished)?;
        file.write_all(note.as_bytes())?;
        file.sync_all()?;
        fs::rename(&unfinished, self.folder.join(name))?;
        File::open(&self.folder)?.sync_all()
    }
}
