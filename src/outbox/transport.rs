//! Ways out: a relay, or a folder of files.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::message::Mail;
use super::relay::Relay;
use crate::config;
use crate::domain::LetterFailure;

/// How long one mail may take, from the first connection to the relay's last word: shorter than a lease.
pub const TIMEOUT: Duration = Duration::from_secs(20);

/// The transport that the settings ask for can't be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoTransport {
    /// The machine's certificates can't be read.
    #[error("TLS can't be set up: the machine's certificates can't be read")]
    Certificates,
}

/// A way out. Cloning shares it.
#[derive(Debug, Clone)]
pub enum Transport {
    /// A mail relay, over at most [`AT_ONCE`](super::worker::AT_ONCE) connections.
    Relay(Arc<Relay>),
    /// A folder: one `.eml` file for each letter, named after its Message-ID. The same letter again overwrites it.
    Folder(Arc<Path>),
}

impl Transport {
    /// The transport of the settings; the relay's account signs in with this password.
    ///
    /// # Errors
    /// TLS is asked for and can't be set up.
    pub fn new(mail: &config::Mail, password: Option<String>, timeout: Duration) -> Result<Self, NoTransport> {
        match mail {
            config::Mail::Relay(settings) => {
                let relay = Relay::new(settings, password, timeout).map_err(|_| NoTransport::Certificates)?;
                Ok(Self::Relay(Arc::new(relay)))
            }
            config::Mail::Folder(folder) => Ok(Self::Folder(folder.as_path().into())),
        }
    }

    /// How long handing one mail over may take.
    pub(in crate::outbox) fn patience(&self) -> Duration {
        match self {
            Self::Relay(relay) => relay.timeout(),
            Self::Folder(_) => Duration::ZERO,
        }
    }

    /// Hands one mail over; when it returns well, the mail is the other side's to keep.
    pub(in crate::outbox) async fn send(&self, mail: Mail) -> Result<(), LetterFailure> {
        match self {
            Self::Relay(relay) => relay.send(&mail).await,
            Self::Folder(folder) => {
                let folder = Arc::clone(folder);
                let written = tokio::task::spawn_blocking(move || write(&folder, &mail)).await;
                written.ok().and_then(Result::ok).ok_or(LetterFailure::Unreachable)
            }
        }
    }

    /// Nothing is to be sent for the moment: leaves no connection open.
    pub(in crate::outbox) async fn rest(&self) {
        if let Self::Relay(relay) = self {
            relay.rest().await;
        }
    }
}

/// Under another name first: whoever watches the folder never sees half a mail.
fn write(folder: &Path, mail: &Mail) -> io::Result<()> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    std::fs::create_dir_all(folder)?;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let unfinished: PathBuf = folder.join(format!(".{}.{}.{number}.part", mail.message_id, std::process::id()));
    let mut file = std::fs::File::create(&unfinished)?;
    file.write_all(&mail.bytes)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, folder.join(format!("{}.eml", mail.message_id)))
}
