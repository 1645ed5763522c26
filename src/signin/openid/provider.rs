//! One provider: what its discovery document says, and its keys, both kept for a while.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode,
    CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, AuthType, AuthUrl, ClientId, ClientSecret, DiscoveryError, EndSessionUrl,
    EndpointNotSet, EndpointSet, IssuerUrl, JsonWebKeySetUrl, LogoutProviderMetadata, ProviderMetadata, RedirectUrl,
    TokenUrl, UserInfoUrl,
};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::credential::ClientKey;
use super::http::{Http, Trouble, Unanswered};
use super::signed::{Flaw, UNKNOWN_KEY, pinned};
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

/// The crate's client, as far as it is told of a provider: where people and codes are sent.
pub(in crate::signin) type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet, EndpointNotSet>;

/// The discovery document, as far as we use it.
#[derive(Debug, Clone)]
pub(in crate::signin) struct Metadata {
    pub(in crate::signin) authorization: AuthUrl,
    pub(in crate::signin) token: TokenUrl,
    pub(in crate::signin) keys: JsonWebKeySetUrl,
    pub(in crate::signin) userinfo: Option<UserInfoUrl>,
    pub(in crate::signin) end_session: Option<EndSessionUrl>,
    /// Whether it names itself when it sends people back (RFC 9207).
    pub(in crate::signin) names_itself: bool,
}

/// What a discovery document says beyond what the crate knows.
#[derive(Debug, Clone, Deserialize, Serialize)]
struct More {
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    code_challenge_methods_supported: Option<Vec<String>>,
}

impl AdditionalProviderMetadata for More {}

type Document = ProviderMetadata<
    LogoutProviderMetadata<More>,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

#[derive(Debug, Default)]
struct Kept {
    metadata: Option<(Timestamp, Arc<Metadata>)>,
    keys: Option<(Timestamp, Arc<CoreJsonWebKeySet>)>,
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
        // Not by the crate's own request: that would ask for the keys at once, and again with every document.
        let answer = self.http.get(&address, "application/json", None).await?;
        if answer.status() != 200 {
            return Err("discovery");
        }
        let document: Document = serde_json::from_slice(answer.body()).map_err(|_| "discovery")?;
        // Whoever answers at that address must be whom we mean: tokens are compared with this name.
        if document.issuer().as_str() != self.settings.issuer {
            return Err("discovery-issuer");
        }
        if !document.id_token_signing_alg_values_supported().contains(&pinned(self.settings.algorithm)) {
            return Err("discovery-algorithm");
        }
        let end = document.additional_metadata();
        let more = &end.additional_metadata;
        if more.code_challenge_methods_supported.as_ref().is_some_and(|known| !known.iter().any(|how| how == "S256")) {
            return Err("discovery-pkce");
        }
        let token = document.token_endpoint().ok_or("discovery")?;
        let (userinfo, end_session) = (document.userinfo_endpoint(), end.end_session_endpoint.as_ref());
        let own = [document.authorization_endpoint().url(), token.url(), document.jwks_uri().url()];
        let optional = [userinfo.map(|address| address.url()), end_session.map(|address| address.url())];
        let may_ask = |url: &&Url| self.settings.may_ask(url) && url.fragment().is_none();
        if !own.iter().chain(optional.iter().flatten()).all(may_ask) {
            return Err("discovery-address");
        }
        Ok(Metadata {
            authorization: document.authorization_endpoint().clone(),
            token: token.clone(),
            keys: document.jwks_uri().clone(),
            userinfo: userinfo.cloned(),
            end_session: end_session.cloned(),
            names_itself: more.authorization_response_iss_parameter_supported,
        })
    }

    /// The crate's client for one way there and back, which ends at `redirect_uri`.
    pub(in crate::signin) fn client(&self, metadata: &Metadata, redirect_uri: String) -> Result<Client, Trouble> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|_| "issuer")?;
        let client =
            CoreClient::new(ClientId::new(self.settings.client_id.clone()), issuer, CoreJsonWebKeySet::default())
                .set_auth_type(AuthType::RequestBody)
                // The settings name all scopes, this one among them.
                .disable_openid_scope()
                .set_redirect_uri(RedirectUrl::new(redirect_uri).map_err(|_| "redirect-uri")?)
                .set_auth_uri(metadata.authorization.clone())
                .set_token_uri(metadata.token.clone());
        Ok(match &*self.key {
            ClientKey::Secret(secret) => client.set_client_secret(ClientSecret::new(secret.clone())),
            ClientKey::Rsa(_) | ClientKey::Ec(_) => client,
        })
    }

    /// What `check` finds with this provider's keys. Where it knows none of the name that a token gives, the keys are asked for
    /// again: the provider may have changed them since.
    pub(in crate::signin) async fn with_keys<T>(
        &self,
        metadata: &Metadata,
        check: impl Fn(&CoreJsonWebKeySet) -> Result<T, Flaw>,
    ) -> Result<T, Unfit> {
        let keys = self.keys(metadata, KEPT).await.map_err(Unfit::Away)?;
        match check(&keys) {
            Err(UNKNOWN_KEY) => {
                let keys = self.keys(metadata, BETWEEN).await.map_err(Unfit::Away)?;
                check(&keys).map_err(Unfit::Flawed)
            }
            checked => checked.map_err(Unfit::Flawed),
        }
    }

    /// Its keys, younger than that.
    async fn keys(&self, metadata: &Metadata, age: SignedDuration) -> Result<Arc<CoreJsonWebKeySet>, Trouble> {
        let mut kept = self.kept.lock().await;
        let now = self.clock.now();
        if let Some((_, keys)) = kept.keys.as_ref().filter(|(at, _)| now.duration_since(*at) < age) {
            return Ok(Arc::clone(keys));
        }
        let found = CoreJsonWebKeySet::fetch_async(&metadata.keys, &self.http).await.map_err(|error| match error {
            DiscoveryError::Request(Unanswered(trouble)) => trouble,
            _ => "keys",
        })?;
        let keys = Arc::new(CoreJsonWebKeySet::new(found.keys().iter().filter(|key| is_long(key)).cloned().collect()));
        kept.keys = Some((now, Arc::clone(&keys)));
        Ok(keys)
    }
}

/// Whether an RSA key has 2048 bits at least; the crate takes shorter ones. Of other kinds every key is long enough.
fn is_long(key: &CoreJsonWebKey) -> bool {
    let Ok(key) = serde_json::to_value(key) else { return false };
    let Some(modulus) = key.get("n").and_then(|n| n.as_str()) else { return true };
    let Ok(modulus) = BASE64URL_NOPAD.decode(modulus.as_bytes()) else { return false };
    let mut bytes = modulus.iter().skip_while(|byte| **byte == 0);
    let first = bytes.next().map_or(0, |byte| 8 - byte.leading_zeros() as usize);
    first + 8 * bytes.count() >= 2048
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_keys_are_no_keys() {
        let is_long_of = |first: u8, bytes: usize| {
            let mut modulus = vec![0xff; bytes];
            modulus[0] = first;
            is_long(&CoreJsonWebKey::new_rsa([vec![0, 0], modulus].concat(), vec![1, 0, 1], None))
        };
        assert!(is_long_of(0x80, 256) && is_long_of(1, 257));
        assert!(!is_long_of(0x7f, 256) && !is_long_of(0xff, 128));
        let curve = openidconnect::core::CoreJsonCurveType::P256;
        assert!(is_long(&CoreJsonWebKey::new_ec(vec![1; 32], vec![1; 32], curve, None)));
    }
}
