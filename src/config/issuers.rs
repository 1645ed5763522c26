//! `[[issuers]]`: the OpenID providers by which people sign in. Every fault is named with its key and its line.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;
use toml::de::DeTable;

use super::Wrong;
use super::issuer_table::Table;

/// How a provider signs: one way, written down here. `none` and the `HS*` family aren't among them: with the first nobody signs,
/// with the others whoever can check a token can also make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA, PKCS #1 v1.5, SHA-256.
    Rs256,
    /// RSA, PSS, SHA-256.
    Ps256,
    /// ECDSA on P-256, SHA-256.
    Es256,
}

impl Algorithm {
    const ALL: [Self; 3] = [Self::Rs256, Self::Ps256, Self::Es256];

    /// As tokens name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
        }
    }
}

/// How we prove to the provider's token endpoint who we are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// `client_secret_post`: the file that holds the secret.
    SecretFile(PathBuf),
    /// `private_key_jwt`: the file that holds the private key, PEM.
    KeyFile(PathBuf),
}

/// Which claim says what. Each one named must come, or the sign-in is refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Claims {
    /// The surname.
    pub family_name: Option<String>,
    /// The given names.
    pub given_names: Option<String>,
    /// The identifier of the institution, such as `siret`.
    pub institution: Option<String>,
    /// The quality or unit.
    pub quality: Option<String>,
    /// Others that must be there.
    pub required: Vec<String>,
}

impl Claims {
    /// Every claim that must come.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&self.family_name, &self.given_names, &self.institution, &self.quality]
            .into_iter()
            .flatten()
            .chain(&self.required)
            .map(String::as_str)
    }
}

/// One provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Its code in addresses, made from the label.
    pub slug: String,
    /// What the button says, in French.
    pub label: String,
    /// Whom to ask, in French: shown to those who are turned away.
    pub contact: String,
    /// Its identifier, exactly as its tokens write it.
    pub issuer: String,
    /// Who we are there.
    pub client_id: String,
    /// How we prove it.
    pub credential: Credential,
    /// How it signs.
    pub algorithm: Algorithm,
    /// What is asked for; `openid` is among it.
    pub scopes: Vec<String>,
    /// The levels of authentication that are enough, from the lowest to the highest.
    pub minimum_acr: Vec<String>,
    /// The lowest of them that is enough for what asks for a fresh sign-in; the same as for signing in where there is none.
    pub step_up_acr: Option<String>,
    /// Which claim says what.
    pub claims: Claims,
    /// Whether it is ProConnect: no `max_age`, levels asked for through `claims`.
    pub is_proconnect: bool,
    /// Whether its userinfo is signed; `None` where it isn't asked for unless a claim needs it.
    pub userinfo_signed: Option<bool>,
    /// How long it may take to answer.
    pub timeout: Duration,
}

impl Issuer {
    /// The levels that are enough: to sign in, or for a fresh sign-in.
    #[must_use]
    pub fn accepted_acr(&self, is_step_up: bool) -> &[String] {
        let from = self.step_up_acr.as_ref().filter(|_| is_step_up);
        let at = from.and_then(|lowest| self.minimum_acr.iter().position(|acr| acr == lowest)).unwrap_or(0);
        self.minimum_acr.get(at..).unwrap_or_default()
    }

    /// Whether an address of this provider may be asked: https, or http where the provider itself is on this machine.
    #[must_use]
    pub fn may_ask(&self, address: &Url) -> bool {
        address.scheme() == "https" || (is_loopback(address) && self.issuer.starts_with("http://"))
    }
}

fn is_loopback(address: &Url) -> bool {
    address.scheme() == "http"
        && match address.host_str() {
            Some("localhost") => true,
            Some(host) => host.trim_matches(['[', ']']).parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback()),
            None => false,
        }
}

/// Reads every `[[issuers]]` of the file.
pub(in crate::config) fn read(text: &str, file: &DeTable<'_>, wrong: &mut Vec<Wrong>) -> Vec<Issuer> {
    let mut issuers: Vec<Issuer> = Vec::new();
    for mut table in Table::all(text, file, "issuers", wrong) {
        let issuer = one(&mut table);
        if let Some(issuer) = &issuer {
            if issuers.iter().any(|known| known.issuer == issuer.issuer) {
                table.fault("issuer", "named twice", "Keep one of the two.");
            }
            if issuers.iter().any(|known| known.slug == issuer.slug) {
                table.fault("label", "too like another one", "Choose labels that differ in their letters.");
            }
        }
        let faults = table.finish();
        if faults.is_empty() {
            issuers.extend(issuer);
        }
        wrong.extend(faults);
    }
    issuers
}

/// ProConnect's own names for what we ask.
fn proconnect_claims() -> Claims {
    Claims {
        family_name: Some("usual_name".to_owned()),
        given_names: Some("given_name".to_owned()),
        institution: Some("siret".to_owned()),
        quality: None,
        required: vec!["uid".to_owned(), "idp_id".to_owned()],
    }
}

const PROCONNECT_SCOPES: &[&str] =
    &["openid", "given_name", "usual_name", "uid", "siret", "idp_id", "organizational_unit"];

fn one(table: &mut Table<'_>) -> Option<Issuer> {
    let is_proconnect = table.flag("proconnect").unwrap_or(false);
    let issuer = table.text("issuer").filter(|issuer| {
        let address = Url::parse(issuer).ok();
        let good = address.as_ref().is_some_and(|url| {
            (url.scheme() == "https" || is_loopback(url))
                && url.query().is_none()
                && url.fragment().is_none()
                && url.username().is_empty()
                && url.password().is_none()
        });
        if !good {
            table.fault(
                "issuer",
                "not an https address (http only on this machine), or one with a query",
                "Copy it from the provider's discovery document.",
            );
        }
        good
    });
    let label = table.text("label");
    let slug = label.as_deref().map(slug_of).filter(|slug| {
        let good = !slug.is_empty() && !RESERVED.contains(&slug.as_str());
        if !good {
            table.fault("label", "no address can be made of it", "Name the provider as the button should.");
        }
        good
    });
    let contact = table.text("contact");
    let client_id = table.text("client_id");
    let credential = credential(table);
    let algorithm = algorithm(table);
    let scopes = scopes(table, is_proconnect);
    let minimum_acr = table.list("minimum_acr", true).unwrap_or_default();
    let step_up_acr = table.optional("step_up_acr").filter(|acr| {
        // A list that can't be read is fault enough.
        let known = minimum_acr.is_empty() || minimum_acr.contains(acr);
        if !known {
            table.fault("step_up_acr", "not one of minimum_acr", "Add it there, after the levels below it.");
        }
        known
    });
    let claims = claims(table, is_proconnect);
    let userinfo_signed = table.flag("userinfo_signed");
    if is_proconnect && userinfo_signed == Some(false) {
        table.fault("userinfo_signed", "ProConnect's userinfo is signed", "Leave it out.");
    }
    let seconds = table.number("timeout_seconds").unwrap_or(10);
    if !(1..=30).contains(&seconds) {
        table.fault("timeout_seconds", "not between 1 and 30", "Leave it out for ten seconds.");
    }
    Some(Issuer {
        slug: slug?,
        label: label?,
        contact: contact?,
        issuer: issuer?,
        client_id: client_id?,
        credential: credential?,
        algorithm: algorithm?,
        scopes,
        minimum_acr,
        step_up_acr,
        claims,
        is_proconnect,
        userinfo_signed: if is_proconnect { Some(true) } else { userinfo_signed },
        timeout: Duration::from_secs(seconds.unsigned_abs()),
    })
}

fn credential(table: &mut Table<'_>) -> Option<Credential> {
    match (table.optional("client_secret_file"), table.optional("private_key_file")) {
        (Some(file), None) => Some(Credential::SecretFile(file.into())),
        (None, Some(file)) => Some(Credential::KeyFile(file.into())),
        (None, None) => {
            table.fault(
                "client_secret_file",
                "missing",
                "Name the secret's file here, or a key's in private_key_file.",
            );
            None
        }
        (Some(_), Some(_)) => {
            table.fault("private_key_file", "beside client_secret_file", "Keep one of the two.");
            None
        }
    }
}

fn algorithm(table: &mut Table<'_>) -> Option<Algorithm> {
    let name = table.text("algorithm")?;
    let known = Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == name);
    if known.is_none() {
        table.fault("algorithm", "neither RS256, PS256 nor ES256", "Write the one with which the provider signs.");
    }
    known
}

fn scopes(table: &mut Table<'_>, is_proconnect: bool) -> Vec<String> {
    let default: &[&str] = if is_proconnect { PROCONNECT_SCOPES } else { &["openid"] };
    let scopes = table.list("scopes", false).unwrap_or_else(|| default.iter().map(|s| (*s).to_owned()).collect());
    if !scopes.iter().any(|scope| scope == "openid") {
        table.fault("scopes", "without `openid`", "Add it.");
    }
    if scopes.iter().any(|scope| scope == "offline_access") {
        table.fault("scopes", "`offline_access` outlives the session", "Leave it out.");
    }
    scopes
}

fn claims(table: &mut Table<'_>, is_proconnect: bool) -> Claims {
    let mut claims = if is_proconnect { proconnect_claims() } else { Claims::default() };
    for (key, claim) in table.texts("claims") {
        match key.as_str() {
            "family_name" => claims.family_name = Some(claim),
            "given_names" => claims.given_names = Some(claim),
            "institution" => claims.institution = Some(claim),
            "quality" => claims.quality = Some(claim),
            // The account is the pair (issuer, sub) whatever else comes: no setting can bind it to an e-mail address.
            "subject" => table.fault("claims", "the subject is always `sub`", "Leave it out."),
            other => {
                let known = "Known: family_name, given_names, institution, quality.";
                table.fault("claims", &format!("`{other}` is unknown"), known);
            }
        }
    }
    claims
}

/// Words of `/connexion/…` that are pages of their own.
const RESERVED: &[&str] = &["retour", "confirmation"];

/// `Ministère de l’Intérieur` → `ministere-de-l-interieur`.
fn slug_of(label: &str) -> String {
    let plain = deunicode::deunicode(label).to_ascii_lowercase();
    let words: Vec<&str> = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-")
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests;
