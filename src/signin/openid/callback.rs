//! The way back: from what the browser brings to a session, or to a refusal.

use jiff::{SignedDuration, Timestamp};

use super::attempt::{self, Attempt};
use super::claims::{self, LEEWAY, Said};
use super::provider::{Metadata, Provider};
use super::refusal::Refusal;
use super::signed::Claims;
use super::verify::{self, Expected};
use super::{OpenId, hash, tokens};
use crate::access::{Door, Error};
use crate::config::Issuer;
use crate::domain::Id;
use crate::journal::{Actor, Entry, Operation, Outcome};
use crate::signin::session::{Proof, Token};

/// What a browser brings back, as it came.
#[derive(Debug, Clone, Default)]
pub struct Callback {
    /// The code.
    pub code: Option<String>,
    /// The state.
    pub state: Option<String>,
    /// The provider's name for itself (RFC 9207).
    pub iss: Option<String>,
    /// An error's code.
    pub error: Option<String>,
}

/// Somebody who was let in.
#[derive(Debug)]
pub struct Arrived {
    /// The token of his session: a new one after a fresh sign-in too.
    pub token: Token,
    /// The page to go to.
    pub return_to: String,
}

/// The longest code that is passed on.
const LONGEST_CODE: usize = 4096;

impl OpenId {
    /// Lets somebody in who comes back from a provider, or says why not. Whoever is turned away although the provider vouches for
    /// him is in the journal; whoever nobody vouches for is nobody, and only counted in the log.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn arrive(&self, cookie: Option<Token>, callback: Callback) -> Result<Arrived, Refusal> {
        let cookie = cookie.ok_or(Refusal::Suspect("cookie"))?;
        let state = callback.state.filter(|state| state.len() == 43).ok_or(Refusal::Suspect("state"))?;
        let attempt = self.attempt(&state, &cookie).await?.ok_or(Refusal::Suspect("state"))?;
        let provider = self.by_issuer(&attempt.issuer).ok_or(Refusal::Suspect("issuer-gone"))?;
        let metadata = provider.metadata().await.map_err(Refusal::Away)?;
        // Another provider's answer to what we asked of this one: a mix-up.
        match &callback.iss {
            Some(iss) if *iss == provider.settings.issuer => {}
            None if !metadata.names_itself => {}
            _ => return Err(Refusal::Suspect("response-issuer")),
        }
        if let Some(error) = callback.error {
            return Err(match error.as_str() {
                "access_denied" | "login_required" | "interaction_required" | "consent_required" => Refusal::Declined,
                "unmet_authentication_requirements" => too_weak(&provider.settings, &attempt, None),
                _ => Refusal::Away("provider-error"),
            });
        }
        let is_code = |code: &String| code.len() <= LONGEST_CODE && code.bytes().all(|b| b.is_ascii_graphic());
        let code = callback.code.filter(|code| !code.is_empty()).filter(is_code).ok_or(Refusal::Suspect("code"))?;
        let (said, person, id_token) = self.ask(provider, &metadata, &attempt, &code).await?;
        self.admit(provider, attempt, said, &person, &id_token).await
    }

    async fn attempt(&self, state: &str, cookie: &Token) -> Result<Option<Attempt>, Error> {
        let (database, now) = (self.database.clone(), self.clock.now());
        let (state_hash, cookie_hash) = (hash(state), cookie.hash());
        Door::off_loop(move || {
            Ok(database.write(|connection| attempt::take(connection, &state_hash, &cookie_hash, now))?)
        })
        .await
    }

    /// Exchanges the code, and checks all that the provider says.
    async fn ask(
        &self,
        provider: &Provider,
        metadata: &Metadata,
        attempt: &Attempt,
        code: &str,
    ) -> Result<(Said, Claims, String), Refusal> {
        let client = provider.client(metadata, self.redirect_uri()).map_err(Refusal::Away)?;
        let tokens = tokens::exchange(provider, &client, code, &attempt.verifier, &self.clock, &self.chance).await?;
        let expected = Expected {
            settings: &provider.settings,
            nonce_hash: &attempt.nonce_hash,
            access_token: &tokens.access_token,
            now: self.clock.now(),
        };
        let id_token = &tokens.id_token;
        let (said, claims) = provider.with_keys(metadata, |keys| verify::id_token(id_token, keys, expected)).await?;
        let mut person = tokens::userinfo(provider, metadata, &tokens.access_token, &said.subject, &self.clock).await?;
        // What the signed ID token says wins over userinfo.
        person.extend(claims);
        Ok((said, person, tokens.id_token.to_string()))
    }

    /// Everything is authentic; is it enough?
    async fn admit(
        &self,
        provider: &Provider,
        attempt: Attempt,
        said: Said,
        person: &Claims,
        id_token: &str,
    ) -> Result<Arrived, Refusal> {
        let settings = &provider.settings;
        if let Some(refusal) = insufficient(settings, &attempt, &said, person) {
            self.record(settings, &said, person, Outcome::ProofTooWeak).await?;
            return Err(refusal);
        }
        // Where the provider doesn't say when it asked, no moment is known: our own request proves nothing, since it passes through
        // the browser unsigned, and `prompt=login` may have been taken out of it on the way.
        let proof = Proof { at: said.auth_time, acr: said.acr.clone() };
        let opened = match attempt.session_id {
            None => self.sessions.open_proved(&settings.issuer, &said.subject, proof, Some(id_token)).await?,
            Some(session) => {
                let renewed =
                    self.sessions.prove_again(session, &settings.issuer, &said.subject, proof, Some(id_token)).await?;
                if renewed.is_none() {
                    self.record(settings, &said, person, Outcome::ProofTooWeak).await?;
                    return Err(Refusal::SomebodyElse);
                }
                renewed
            }
        };
        match opened {
            Some(token) => Ok(Arrived { token, return_to: attempt.return_to }),
            None => {
                self.record(settings, &said, person, Outcome::NoAccount).await?;
                Err(Refusal::Unknown {
                    provider: settings.label.clone(),
                    subject: said.subject,
                    contact: settings.contact.clone(),
                })
            }
        }
    }

    /// Somebody whom a provider vouches for was turned away: the entry names him as the provider does.
    async fn record(&self, issuer: &Issuer, said: &Said, person: &Claims, outcome: Outcome) -> Result<(), Refusal> {
        let claim = |name: &Option<String>| {
            let text = name.as_ref().and_then(|name| claims::text(person, name)).unwrap_or_default();
            text.chars().filter(|c| !c.is_control()).take(100).collect::<String>()
        };
        let name =
            format!("{} {}", claim(&issuer.claims.family_name).to_uppercase(), claim(&issuer.claims.given_names));
        let actor = Actor {
            issuer: issuer.issuer.clone(),
            subject: said.subject.clone(),
            name: name.trim().to_owned(),
            quality: claim(&issuer.claims.quality),
            // He belongs to none that we know.
            institution: Id::from_bytes([0; 16]),
        };
        let entry = Entry::new(self.clock.now(), Operation::SignIn, outcome, actor, String::new());
        self.journal.append(vec![entry]).await.map_err(Error::from)?;
        Ok(())
    }
}

fn too_weak(issuer: &Issuer, attempt: &Attempt, received: Option<String>) -> Refusal {
    Refusal::TooWeak {
        required: issuer.accepted_acr(attempt.session_id.is_some()).to_vec(),
        received,
        contact: issuer.contact.clone(),
    }
}

/// The rule that fails, if one does.
fn insufficient(issuer: &Issuer, attempt: &Attempt, said: &Said, person: &Claims) -> Option<Refusal> {
    let is_step_up = attempt.session_id.is_some();
    let accepted = issuer.accepted_acr(is_step_up);
    if !said.acr.as_ref().is_some_and(|acr| accepted.contains(acr)) {
        // A level that isn't on the list isn't repeated at any length.
        let received = said.acr.as_ref().map(|acr| acr.chars().filter(|c| !c.is_control()).take(100).collect());
        return Some(too_weak(issuer, attempt, received));
    }
    if is_step_up && !is_fresh(attempt, said) {
        return Some(Refusal::NotFresh {
            required: earliest(attempt),
            received: said.auth_time,
            contact: issuer.contact.clone(),
        });
    }
    let missing =
        issuer.claims.names().find(|name| claims::text(person, name).is_none_or(|text| text.trim().is_empty()));
    missing.map(|claim| Refusal::Unsaid { claim: claim.to_owned(), contact: issuer.contact.clone() })
}

fn earliest(attempt: &Attempt) -> Timestamp {
    attempt.began_at.0.checked_sub(SignedDuration::from_secs(LEEWAY)).unwrap_or(attempt.began_at.0)
}

/// Whether the provider says that it asked again after we sent him there. One that doesn't say when is not believed, whichever it is.
fn is_fresh(attempt: &Attempt, said: &Said) -> bool {
    said.auth_time.is_some_and(|at| at.as_second() >= earliest(attempt).as_second())
}
