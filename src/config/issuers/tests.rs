//! Every fault of an `[[issuers]]` table is named with its key and its line.

use std::collections::BTreeMap;

use super::*;
use crate::config::Config;

const SOUND: &str = r#"
[[issuers]]
label = "Annuaire du ministère"
contact = "le bureau des comptes"
issuer = "https://id.example"
client_id = "quadrige"
client_secret_file = "secret"
algorithm = "ES256"
minimum_acr = ["eidas1", "eidas2", "eidas3"]
step_up_acr = "eidas2"
claims = { family_name = "nom" }
"#;

fn read(text: &str) -> Result<Vec<Issuer>, Vec<Wrong>> {
    Config::from_parts(text, &BTreeMap::new()).map(|config| config.issuers)
}

#[track_caller]
fn fault(from: &str, to: &str, expected: &str) {
    let faults = read(&SOUND.replacen(from, to, 1)).err().unwrap_or_default();
    let said: Vec<_> = faults.iter().map(|wrong| format!("{}: {}", wrong.setting, wrong.problem)).collect();
    assert_eq!(said, [expected], "{from:?} → {to:?}");
}

#[test]
fn a_sound_one_is_read() {
    let issuers = read(SOUND).expect("sound");
    let [issuer] = issuers.as_slice() else { panic!("{issuers:?}") };
    assert_eq!(issuer.slug, "annuaire-du-ministere");
    assert_eq!(issuer.accepted_acr(false), ["eidas1", "eidas2", "eidas3"]);
    assert_eq!(issuer.accepted_acr(true), ["eidas2", "eidas3"], "the levels at or above it");
    assert_eq!(issuer.claims.names().collect::<Vec<_>>(), ["nom"]);
    assert_eq!((issuer.userinfo_signed, issuer.scopes.as_slice()), (None, &["openid".to_owned()][..]));
}

#[test]
fn proconnect_is_one_word() {
    let text = SOUND.replace("claims = { family_name = \"nom\" }", "proconnect = true");
    let issuers = read(&text).expect("sound");
    assert_eq!(issuers[0].userinfo_signed, Some(true));
    let names: Vec<_> = issuers[0].claims.names().collect();
    assert_eq!(names, ["usual_name", "given_name", "siret", "uid", "idp_id"]);
    assert!(issuers[0].scopes.iter().any(|scope| scope == "siret"));
}

#[test]
fn every_fault_has_its_key_and_its_line() {
    fault(
        "https://id.example",
        "http://id.example",
        "issuers[1].issuer (line 5): not an https address (http only on this machine), or one with a query",
    );
    fault(
        "https://id.example",
        "urn:quadrige:demo",
        "issuers[1].issuer (line 5): not an https address (http only on this machine), or one with a query",
    );
    fault("ES256", "HS256", "issuers[1].algorithm (line 8): neither RS256, PS256 nor ES256");
    fault("ES256", "none", "issuers[1].algorithm (line 8): neither RS256, PS256 nor ES256");
    fault("client_id = \"quadrige\"\n", "", "issuers[1].client_id (line 2): missing");
    fault("client_secret_file = \"secret\"\n", "", "issuers[1].client_secret_file (line 2): missing");
    fault(
        "algorithm",
        "private_key_file = \"k\"\nalgorithm",
        "issuers[1].private_key_file (line 8): beside client_secret_file",
    );
    fault("client_id", "cleint_id = 1\nclient_id", "issuers[1].cleint_id (line 6): unknown setting");
    fault(
        "[\"eidas1\", \"eidas2\", \"eidas3\"]",
        "[]",
        "issuers[1].minimum_acr (line 9): not a list of at least one word",
    );
    fault(
        "step_up_acr = \"eidas2\"",
        "step_up_acr = \"eidas9\"",
        "issuers[1].step_up_acr (line 10): not one of minimum_acr",
    );
    fault("family_name =", "email =", "issuers[1].claims (line 11): `email` is unknown");
    fault(
        "{ family_name = \"nom\" }",
        "{ subject = \"email\" }",
        "issuers[1].claims (line 11): the subject is always `sub`",
    );
    fault("\"Annuaire du ministère\"", "\"Retour\"", "issuers[1].label (line 3): no address can be made of it");
    fault("\"Annuaire du ministère\"", "12", "issuers[1].label (line 3): not a text on one line");
    fault("claims", "scopes = [\"email\"]\nclaims", "issuers[1].scopes (line 11): without `openid`");
    fault(
        "claims",
        "scopes = [\"openid\", \"offline_access\"]\nclaims",
        "issuers[1].scopes (line 11): `offline_access` outlives the session",
    );
    fault("claims", "timeout_seconds = 90\nclaims", "issuers[1].timeout_seconds (line 11): not between 1 and 30");
    fault("claims", "proconnect = \"yes\"\nclaims", "issuers[1].proconnect (line 11): neither true nor false");
}

#[test]
fn two_of_a_name_are_one_too_many() {
    let said = |text: &str| read(text).err().unwrap_or_default().into_iter().map(|w| w.setting).collect::<Vec<_>>();
    let both = [SOUND, SOUND].concat();
    assert_eq!(said(&both), ["issuers[2].issuer (line 16)", "issuers[2].label (line 14)"]);
    assert_eq!(said("issuers = \"x\""), ["issuers (line 1)"]);
    assert_eq!(said("issuers = [1]"), ["issuers (line 1)"]);
}

#[test]
fn plain_http_stays_on_this_machine() {
    for good in ["http://127.0.0.1:8081", "http://localhost:8081", "http://[::1]:8081"] {
        assert!(read(&SOUND.replace("https://id.example", good)).is_ok(), "{good}");
    }
    for bad in ["http://127.0.0.1.evil.example", "https://a:b@id.example", "https://id.example?x=1", "ftp://id.example"]
    {
        assert!(read(&SOUND.replace("https://id.example", bad)).is_err(), "{bad}");
    }
    let issuer = read(SOUND).expect("sound").remove(0);
    assert!(
        !issuer.may_ask(&Url::parse("http://127.0.0.1/token").expect("an address")),
        "an https provider stays on https"
    );
}
