//! A mail relay, spoken to over connections that are kept between mails.
//!
//! The pool is our own. The library's puts a connection back whose conversation was cut short by a timeout: the relay's late
//! answer would then be read as the answer to the next mail, and a mail count as accepted that never was. Here a connection
//! is kept only after a conversation that ended well.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use super::message::Mail;
use super::worker::AT_ONCE;
use crate::config::{self, Secrecy};
use crate::domain::LetterFailure;

/// How long a relay has to answer a goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// A mail relay.
pub struct Relay {
    host: String,
    port: u16,
    secrecy: Secrecy,
    tls: Option<TlsParameters>,
    credentials: Option<Credentials>,
    hello: ClientId,
    timeout: Duration,
    parked: Mutex<Vec<AsyncSmtpConnection>>,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Relay(..)")
    }
}

impl Relay {
    pub(in crate::outbox) fn new(
        settings: &config::Relay,
        password: Option<String>,
        timeout: Duration,
    ) -> Result<Self, Error> {
        let tls = match settings.secrecy {
            Secrecy::Plain => None,
            Secrecy::StartTls | Secrecy::Tls => Some(TlsParameters::new(settings.host.clone())?),
        };
        Ok(Self {
            host: settings.host.clone(),
            port: settings.port,
            secrecy: settings.secrecy,
            tls,
            credentials: settings.user.clone().zip(password).map(|(user, password)| Credentials::new(user, password)),
            hello: ClientId::default(),
            timeout,
            parked: Mutex::default(),
        })
    }

    /// How long one mail may take.
    pub(in crate::outbox) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Sends one mail, within the timeout. A connection that failed or was given up is closed.
    pub(in crate::outbox) async fn send(&self, mail: &Mail) -> Result<(), LetterFailure> {
        let conversation = async {
            let mut connection = self.connection().await?;
            connection.send(&mail.envelope, &mail.bytes).await.map_err(|error| failure(&error))?;
            Ok(connection)
        };
        let connection =
            tokio::time::timeout(self.timeout, conversation).await.map_err(|_| LetterFailure::Timeout)??;
        let mut parked = self.parked.lock().unwrap_or_else(PoisonError::into_inner);
        if parked.len() < AT_ONCE {
            parked.push(connection);
        }
        Ok(())
    }

    /// Says goodbye on every connection that is kept.
    pub(in crate::outbox) async fn rest(&self) {
        let parked = std::mem::take(&mut *self.parked.lock().unwrap_or_else(PoisonError::into_inner));
        let goodbyes = async {
            for mut connection in parked {
                connection.abort().await;
            }
        };
        let _ = tokio::time::timeout(GOODBYE, goodbyes).await;
    }

    /// A kept connection that still answers, else a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, LetterFailure> {
        while let Some(mut connection) = self.take_parked() {
            if connection.test_connected().await {
                return Ok(connection);
            }
        }
        let implicit = self.tls.clone().filter(|_| self.secrecy == Secrecy::Tls);
        let place = (self.host.as_str(), self.port);
        let connected = AsyncSmtpConnection::connect_tokio1(place, Some(self.timeout), &self.hello, implicit, None);
        let mut connection = connected.await.map_err(|error| failure(&error))?;
        if let (Secrecy::StartTls, Some(tls)) = (self.secrecy, &self.tls) {
            if !connection.can_starttls() {
                return Err(LetterFailure::Tls);
            }
            connection.starttls(tls.clone(), &self.hello).await.map_err(|error| failure(&error))?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await.map_err(|error| failure(&error))?;
        }
        Ok(connection)
    }

    fn take_parked(&self) -> Option<AsyncSmtpConnection> {
        self.parked.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
}

/// The code of a failure. The relay's own words are dropped: they quote addresses.
fn failure(error: &Error) -> LetterFailure {
    if error.is_transient() {
        LetterFailure::Deferred
    } else if error.is_permanent() {
        LetterFailure::Refused
    } else if error.is_tls() {
        LetterFailure::Tls
    } else if error.is_timeout() {
        LetterFailure::Timeout
    } else {
        LetterFailure::Unreachable
    }
}
