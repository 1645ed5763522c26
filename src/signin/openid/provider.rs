//! One provider: what its discovery document says, and its keys, both kept for a while.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use reqwest::Url;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::credential::ClientKey;
use super::http::{Http, Trouble};
use super::jws::{self, Claims, Flaw, Key, Token};
use crate::clock::Clock;
use crate::config::Issuer;

/// How long discovery and keys are believed.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// How long after asking for keys in vain we ask again: a token with an invented `kid` must not make us flood the provider.
const BETWEEN: SignedDuration = SignedDuration::from_mins(1);

/// How long after a failure we don't ask at all: those who wait in line must not each wait for the whole patience.
const AFTER_FAILURE: SignedDuration = SignedDuration::from_secs(5);

/// A provider that says nothing, or that says something untrue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::signin) enum Unfit {
    /// It can't be reached, or answers what can't be read.
    Away(Trouble),
    /// A token isn't what it should be.
    Flawed(Flaw),
}

/// The discovery document, as far as we use it.
#[derive(Debug, Clone)]
pub(in crate::signin) struct Metadata {
    pub(in crate::signin) authorization: Url,
    pub(in crate::signin) token: Url,
    pub(in crate::signin) keys: Url,
    pub(in crate::signin) userinfo: Option<Url>,
    pub(in crate::signin) end_session: Option<Url>,
    /// Whether it names itself when it sends people back (RFC 9207).
    pub(in crate::signin) names_itself: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    end_session_endpoint: Option<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
}

#[derive(Debug, Default)]
struct Kept {
    metadata: Option<(Timestamp, Arc<Metadata>)>,
    keys: Option<(Timestamp, Arc<Vec<Key>>)>,
    failed: Option<(Timestamp, Trouble)>,
}

/// A provider. Cloning shares what is kept.
#[derive(Debug, Clone)]
pub(in crate::signin) struct Provider {
    pub(in crate::signin) settings: Arc<Issuer>,
    pub(in crate::signin) http: Http,
    pub(in crate::signin) key: Arc<ClientKey>,
    clock: Clock,
    kept: Arc<Mutex<Kept>>,
}

impl Provider {
    pub(in crate::signin) fn new(settings: Issuer, key: ClientKey, clock: Clock) -> Result<Self, String> {
        let http = Http::new(settings.timeout)?;
        Ok(Self { settings: settings.into(), http, key: key.into(), clock, kept: Arc::default() })
    }

    /// Its discovery document: at most an hour old, or older if it can't be read now.
    pub(in crate::signin) async fn metadata(&self) -> Result<Arc<Metadata>, Trouble> {
        let mut kept = self.kept.lock().await;
        let now = self.clock.now();
        if let Some((_, metadata)) = kept.metadata.as_ref().filter(|(at, _)| now.duration_since(*at) < KEPT) {
            return Ok(Arc::clone(metadata));
        }
        if let Some((_, trouble)) = kept.failed.filter(|(at, _)| now.duration_since(*at) < AFTER_FAILURE) {
            return kept.metadata.as_ref().map(|(_, metadata)| Arc::clone(metadata)).ok_or(trouble);
        }
        match self.discover().await {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                kept.metadata = Some((now, Arc::clone(&metadata)));
                kept.failed = None;
                Ok(metadata)
            }
            Err(trouble) => {
                kept.failed = Some((now, trouble));
                kept.metadata.as_ref().map(|(_, metadata)| Arc::clone(metadata)).ok_or(trouble)
            }
        }
    }

    async fn discover(&self) -> Result<Metadata, Trouble> {
        let base = self.settings.issuer.trim_end_matches('/');
        let address = Url::parse(&format!("{base}/.well-known/openid-configuration")).map_err(|_| "discovery")?;
        let answer = self.http.get(&address, "application/json", None).await?;
        if answer.status != 200 {
            return Err("discovery");
        }
        let document: Document = serde_json::from_slice(&answer.body).map_err(|_| "discovery")?;
        // Whoever answers at that address must be whom we mean: tokens are compared with this name.
        if document.issuer != self.settings.issuer {
            return Err("discovery-issuer");
        }
        let supports =
            |list: &Option<Vec<String>>, what: &str| list.as_ref().is_none_or(|l| l.iter().any(|v| v == what));
        if !supports(&document.id_token_signing_alg_values_supported, self.settings.algorithm.name()) {
            return Err("discovery-algorithm");
        }
        if !supports(&document.code_challenge_methods_supported, "S256") {
            return Err("discovery-pkce");
        }
        let address = |text: &str| {
            Url::parse(text)
                .ok()
                .filter(|url| self.settings.may_ask(url) && url.fragment().is_none())
                .ok_or("discovery-address")
        };
        Ok(Metadata {
            authorization: address(&document.authorization_endpoint)?,
            token: address(&document.token_endpoint)?,
            keys: address(&document.jwks_uri)?,
            userinfo: document.userinfo_endpoint.as_deref().map(address).transpose()?,
            end_session: document.end_session_endpoint.as_deref().map(address).transpose()?,
            names_itself: document.authorization_response_iss_parameter_supported,
        })
    }

    /// What a token says, once its signature is found to be this provider's.
    pub(in crate::signin) async fn verified(&self, text: &str, metadata: &Metadata) -> Result<Claims, Unfit> {
        let algorithm = self.settings.algorithm;
        let token = Token::parse(text, algorithm).map_err(Unfit::Flawed)?;
        let mut kept = self.kept.lock().await;
        let now = self.clock.now();
        let age = |kept: &Kept| kept.keys.as_ref().map(|(at, _)| now.duration_since(*at));
        if age(&kept).is_none_or(|age| age >= KEPT) {
            self.fetch_keys(&mut kept, metadata, now).await.map_err(Unfit::Away)?;
        }
        let found = |kept: &Kept| kept.keys.as_ref().and_then(|(_, keys)| token.key(keys, algorithm).cloned());
        let mut key = found(&kept);
        if key.is_none() && age(&kept).is_some_and(|age| age >= BETWEEN) {
            // The provider may have changed its keys since.
            self.fetch_keys(&mut kept, metadata, now).await.map_err(Unfit::Away)?;
            key = found(&kept);
        }
        drop(kept);
        token.verify(&key.ok_or(Unfit::Flawed("unknown-key"))?, algorithm).map_err(Unfit::Flawed)
    }

    async fn fetch_keys(&self, kept: &mut Kept, metadata: &Metadata, now: Timestamp) -> Result<(), Trouble> {
        let answer = self.http.get(&metadata.keys, "application/json", None).await?;
        let keys = (answer.status == 200).then(|| jws::keys(&answer.body)).flatten().ok_or("keys")?;
        kept.keys = Some((now, Arc::new(keys)));
        Ok(())
    }
}
