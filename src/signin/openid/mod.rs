//! OpenID Connect: the one way in. A browser is sent to a provider with a state, a nonce and a PKCE challenge, and comes back with
//! a code; what the provider then says is checked before anybody is looked up by the pair (issuer, subject).

mod attempt;
mod callback;
mod claims;
mod credential;
mod http;
mod logout;
mod provider;
mod refusal;
mod request;
mod signed;
mod tokens;
mod verify;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use self::attempt::Attempt;
use self::credential::ClientKey;
use self::provider::Provider;
use self::request::Secrets;
use super::session::{Sessions, Token};
use crate::access::{Door, Error};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Issuer;
use crate::db::{Database, Moment};
use crate::domain::{Id, Session};
use crate::journal::Journal;

pub use self::callback::{Arrived, Callback};
pub use self::refusal::{FRESH, Refusal};

/// A provider, as the sign-in page names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its code in addresses.
    pub slug: String,
    /// Its name.
    pub label: String,
}

/// Somebody on the way to a provider.
#[derive(Debug, Clone)]
pub struct Begun {
    /// Where the browser goes.
    pub address: String,
    /// What it must bring back: the cookie that binds the way to this browser.
    pub cookie: Token,
}

/// What somebody wants who goes to a provider.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The page to come back to: a path of this site, already checked.
    pub return_to: String,
    /// His session, where he has one and must authenticate again.
    pub step_up: Option<Id<Session>>,
}

/// The providers of the settings, and the way to them and back.
#[derive(Debug, Clone)]
pub struct OpenId {
    providers: Vec<Provider>,
    public_url: String,
    database: Database,
    journal: Journal,
    sessions: Sessions,
    clock: Clock,
    chance: Chance,
}

/// What a way in is made of, beyond the providers.
#[derive(Debug, Clone)]
pub struct Means {
    /// The database.
    pub database: Database,
    /// The journal.
    pub journal: Journal,
    /// The sessions.
    pub sessions: Sessions,
    /// The clock.
    pub clock: Clock,
    /// The randomness.
    pub chance: Chance,
}

/// A secret as the database keeps it.
fn hash(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

/// Says what is wrong with a provider's secret or key; the rest of the settings was checked when they were read.
///
/// # Errors
/// The file can't be read or holds no key.
pub fn check(issuer: &Issuer) -> Result<(), String> {
    ClientKey::read(&issuer.credential).map(drop)
}

impl OpenId {
    /// The way in by these providers.
    ///
    /// # Errors
    /// A provider's secret or key can't be read.
    pub fn new(issuers: &[Issuer], public_url: &str, means: Means) -> Result<Self, String> {
        let providers = issuers
            .iter()
            .map(|issuer| Provider::new(issuer.clone(), ClientKey::read(&issuer.credential)?, means.clock.clone()))
            .collect::<Result<_, String>>()?;
        let Means { database, journal, sessions, clock, chance } = means;
        Ok(Self { providers, public_url: public_url.to_owned(), database, journal, sessions, clock, chance })
    }

    /// The providers, in the order of the settings.
    #[must_use]
    pub fn choices(&self) -> Vec<Choice> {
        let choice = |p: &Provider| Choice { slug: p.settings.slug.clone(), label: p.settings.label.clone() };
        self.providers.iter().map(choice).collect()
    }

    /// The provider of this issuer, where a session says by which somebody came.
    #[must_use]
    pub fn choice_of(&self, issuer: &str) -> Option<Choice> {
        let choice = |p: &Provider| Choice { slug: p.settings.slug.clone(), label: p.settings.label.clone() };
        self.by_issuer(issuer).map(choice)
    }

    /// The issuer of the provider of this code in addresses.
    #[must_use]
    pub fn issuer_of(&self, slug: &str) -> Option<String> {
        let provider = self.providers.iter().find(|provider| provider.settings.slug == slug)?;
        Some(provider.settings.issuer.clone())
    }

    /// Whether that level is enough for what asks for a fresh sign-in.
    #[must_use]
    pub fn is_strong(&self, issuer: &str, acr: Option<&str>) -> bool {
        self.by_issuer(issuer).is_some_and(|provider| {
            acr.is_some_and(|acr| provider.settings.accepted_acr(true).iter().any(|known| known == acr))
        })
    }

    fn by_issuer(&self, issuer: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.settings.issuer == issuer)
    }

    fn redirect_uri(&self) -> String {
        format!("{}/connexion/retour", self.public_url)
    }

    /// Sends somebody to a provider; `None` where there is none of that name. `cookie` is what this browser already holds of an
    /// earlier way, so that two windows don't take each other's.
    ///
    /// # Errors
    /// The provider is away, too many are on their way, or the database can't be written.
    pub async fn begin(&self, slug: &str, cookie: Option<Token>, wish: Wish) -> Result<Option<Begun>, Refusal> {
        let Some(provider) = self.providers.iter().find(|provider| provider.settings.slug == slug) else {
            return Ok(None);
        };
        let metadata = provider.metadata().await.map_err(Refusal::Away)?;
        let secrets = Secrets::draw(&self.chance);
        let cookie = cookie.unwrap_or_else(|| Token::draw(&self.chance));
        let fresh = wish.step_up.map(|_| FRESH.unsigned_abs());
        let client = provider.client(&metadata, self.redirect_uri()).map_err(Refusal::Away)?;
        let address = request::address(&client, &provider.settings, &secrets, fresh);
        let attempt = Attempt {
            state_hash: hash(&secrets.state),
            cookie_hash: cookie.hash(),
            nonce_hash: hash(&secrets.nonce),
            verifier: secrets.verifier,
            issuer: provider.settings.issuer.clone(),
            return_to: wish.return_to,
            session_id: wish.step_up,
            began_at: Moment(self.clock.now()),
        };
        let database = self.database.clone();
        let kept = Door::off_loop(move || {
            database.write(|connection| attempt::begin(connection, &attempt)).map_err(Error::from)
        })
        .await?;
        if !kept {
            return Err(Refusal::Crowded);
        }
        Ok(Some(Begun { address: address.into(), cookie }))
    }
}
