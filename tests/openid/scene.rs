//! One sign-in, from the button to the page at its end, in which anything may be made to go wrong.

use std::cell::Cell;
use std::sync::OnceLock;

use data_encoding::BASE64;
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use quadrige::db::Engine;
use quadrige::db::schema::agent;
use serde_json::{Value, json};

use super::provider::{Keys, Provider, Said};
use crate::canaries;
use crate::support::house::{Folder, Setting, TestHouse, now};
use crate::support::portal::{Portal, Reply};

/// Who we are at every provider.
pub const CLIENT: &str = "quadrige";

/// The keys of the honest provider, and those of somebody else.
pub fn keys() -> &'static (Keys, Keys) {
    static KEYS: OnceLock<(Keys, Keys)> = OnceLock::new();
    KEYS.get_or_init(|| (Keys::draw(), Keys::draw()))
}

/// Two kinds of provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Plain,
    ProConnect,
}

impl Kind {
    pub const BOTH: [Self; 2] = [Self::Plain, Self::ProConnect];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Plain => "annuaire-d-essai",
            Self::ProConnect => "proconnect",
        }
    }

    pub fn algorithm(self) -> &'static str {
        match self {
            Self::Plain => "ES256",
            Self::ProConnect => "RS256",
        }
    }
}

/// A house with a provider of each kind.
pub struct Stage {
    pub house: TestHouse,
    pub plain: Provider,
    pub proconnect: Provider,
    hours: Cell<i64>,
    _secrets: Folder,
}

impl Stage {
    pub fn set(engine: Option<Engine>) -> Self {
        let (plain, proconnect) = (Provider::start(), Provider::start());
        let secrets = Folder::new();
        let secret = secrets.path().join("secret");
        std::fs::write(&secret, "a secret\n").unwrap();
        let key = secret.with_extension("pem");
        let pem = BASE64.encode(&keys().0.ec_pkcs8);
        std::fs::write(&key, format!("-----BEGIN PRIVATE KEY-----\n{pem}\n-----END PRIVATE KEY-----\n")).unwrap();
        let issuer = |kind: Kind, provider: &Provider, label: &str, rest: &str| {
            format!(
                "[[issuers]]\nissuer = \"{}\"\nlabel = \"{label}\"\ncontact = \"le bureau des comptes\"\nclient_id = \"{CLIENT}\"\n\
                 {}\nalgorithm = \"{}\"\ntimeout_seconds = 1\nminimum_acr = [\"eidas2\", \"eidas3\"]\n{rest}\n",
                provider.issuer,
                if kind == Kind::Plain {
                    format!("client_secret_file = \"{}\"", secret.display())
                } else {
                    format!("private_key_file = \"{}\"", key.display())
                },
                kind.algorithm(),
            )
        };
        let more = [
            issuer(Kind::Plain, &plain, "Annuaire d’essai", "step_up_acr = \"eidas3\"\nuserinfo_signed = true"),
            issuer(Kind::ProConnect, &proconnect, "ProConnect", "proconnect = true"),
        ]
        .concat();
        let house = TestHouse::with(canaries::world(), Setting { engine, demo: false, more, ..Setting::default() });
        for (slug, provider) in [("surveillant", &plain), ("greffe", &proconnect)] {
            let id = house.world.cast(slug).unwrap().id.to_string();
            house.look(|connection| {
                diesel::update(agent::table.filter(agent::id.eq(&id)))
                    .set((agent::issuer.eq(&provider.issuer), agent::subject.eq(slug)))
                    .execute(connection)
            });
        }
        Self { house, plain, proconnect, hours: Cell::new(0), _secrets: secrets }
    }

    pub fn provider(&self, kind: Kind) -> &Provider {
        match kind {
            Kind::Plain => &self.plain,
            Kind::ProConnect => &self.proconnect,
        }
    }

    /// Later, so that nothing of what went before is still remembered.
    pub fn later(&self) -> Timestamp {
        self.hours.set(self.hours.get() + 2);
        let at = now() + SignedDuration::from_hours(self.hours.get());
        self.house.clock.set(at);
        at
    }
}

/// A sign-in under way: what the provider will say, and what the browser will bring back.
pub struct Scene {
    pub kind: Kind,
    pub at: Timestamp,
    /// Head and claims of the ID token, how and by whose key it is signed.
    pub head: Value,
    pub claims: Value,
    pub signed: &'static str,
    pub by_stranger: bool,
    /// The token itself, where it is no such thing.
    pub id_token: Option<String>,
    /// Userinfo, likewise.
    pub info_head: Value,
    pub info: Value,
    pub info_signed: &'static str,
    pub info_by_stranger: bool,
    pub info_said: Option<Said>,
    /// What the token endpoint and the address of keys say instead.
    pub token_said: Option<Said>,
    pub keys_said: Option<Said>,
    pub discovery: Value,
    /// What the browser brings back, in order.
    pub query: Vec<(String, String)>,
    pub cookie: String,
}

/// The parameters of an address.
pub fn parameters(address: &str) -> Vec<(String, String)> {
    let (_, query) = address.split_once('?').unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

pub fn parameter(address: &str, name: &str) -> String {
    parameters(address).into_iter().find(|(key, _)| key == name).map(|(_, value)| value).unwrap_or_default()
}

/// The cookie of that name which an answer sets.
pub fn cookie(reply: &Reply, name: &str) -> Option<String> {
    reply
        .headers
        .iter()
        .filter(|(header, _)| header == "set-cookie")
        .filter_map(|(_, value)| value.split(';').next())
        .find(|pair| pair.split('=').next() == Some(name))
        .map(str::to_owned)
}

impl Scene {
    /// The way to the provider; everything is as it should be until somebody changes it.
    pub async fn open(stage: &Stage, portal: &Portal, kind: Kind) -> Self {
        let at = stage.later();
        let provider = stage.provider(kind);
        provider.say("/.well-known/openid-configuration", Said::json(&provider.discovery()));
        let reply = portal.get("", &format!("/connexion/{}", kind.slug())).await;
        assert_eq!(reply.status, 303, "{kind:?}: {}", reply.body);
        Self::after(stage, kind, at, &reply, "")
    }

    /// The same after an answer that leads to the provider.
    pub fn after(stage: &Stage, kind: Kind, at: Timestamp, reply: &Reply, session: &str) -> Self {
        let provider = stage.provider(kind);
        let address = reply.location();
        assert!(address.starts_with(&format!("{}/authorize?", provider.issuer)), "{address}");
        let way = cookie(reply, "quadrige-connexion").expect("a cookie for the way");
        let subject = if kind == Kind::Plain { "surveillant" } else { "greffe" };
        let second = at.as_second();
        let head = |alg: &str| {
            let kid = if alg == "ES256" { "own-ec" } else { "own-rsa" };
            json!({ "alg": alg, "typ": "JWT", "kid": kid })
        };
        Self {
            kind,
            at,
            head: head(kind.algorithm()),
            claims: json!({
                "iss": provider.issuer, "sub": subject, "aud": CLIENT, "iat": second, "exp": second + 300,
                "nonce": parameter(address, "nonce"), "acr": "eidas2", "auth_time": second,
            }),
            signed: kind.algorithm(),
            by_stranger: false,
            id_token: None,
            info_head: head(kind.algorithm()),
            info: json!({
                "iss": provider.issuer, "sub": subject, "aud": CLIENT, "iat": second, "exp": second + 300,
                "siret": "13001040200016", "uid": "1", "usual_name": "Essai", "given_name": "Camille", "idp_id": "x",
                "organizational_unit": "y",
            }),
            info_signed: kind.algorithm(),
            info_by_stranger: false,
            info_said: None,
            token_said: None,
            keys_said: None,
            discovery: provider.discovery(),
            query: [("code", "a-code"), ("state", &parameter(address, "state")), ("iss", &provider.issuer)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            cookie: [session, &way].iter().filter(|c| !c.is_empty()).copied().collect::<Vec<_>>().join("; "),
        }
    }

    pub fn claim(&mut self, name: &str, value: impl Into<Value>) {
        self.claims[name] = value.into();
    }

    pub fn without(&mut self, name: &str) {
        self.claims.as_object_mut().unwrap().remove(name);
    }

    /// The ID token as it will be given.
    pub fn token(&self) -> String {
        let (own, stranger) = keys();
        let signer = if self.by_stranger { stranger } else { own };
        self.id_token.clone().unwrap_or_else(|| signer.sign(self.signed, &self.head, &self.claims))
    }

    /// The provider gets its lines, the browser comes back.
    pub async fn play(&self, stage: &Stage, portal: &Portal) -> Reply {
        let (own, stranger) = keys();
        let provider = stage.provider(self.kind);
        provider.say("/.well-known/openid-configuration", Said::json(&self.discovery));
        let own_keys = || Said::json(&json!({ "keys": own.public("own") }));
        provider.say("/keys", self.keys_said.clone().unwrap_or_else(own_keys));
        let tokens = json!({ "access_token": "an-access-token", "token_type": "Bearer", "id_token": self.token() });
        provider.say("/token", self.token_said.clone().unwrap_or_else(|| Said::json(&tokens)));
        let signer = if self.info_by_stranger { stranger } else { own };
        let info = || Said::of(200, "application/jwt", signer.sign(self.info_signed, &self.info_head, &self.info));
        provider.say("/userinfo", self.info_said.clone().unwrap_or_else(info));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish();
        portal.get(&self.cookie, &format!("/connexion/retour?{query}")).await
    }
}
