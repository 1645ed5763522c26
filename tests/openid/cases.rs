//! What may be wrong with a sign-in, one thing at a time.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::provider::Said;
use super::scene::{CLIENT, Kind, Scene, keys};

/// What the victim, or the attacker, reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Neutral,
    TooWeak,
    Unsaid,
    Unknown,
    Declined,
    Away,
}

use End::{Away, Declined, Neutral, TooWeak, Unknown, Unsaid};

/// What the browser brings back.
impl Scene {
    pub fn bring(&mut self, name: &str, value: &str) {
        self.query.retain(|(key, _)| key != name);
        self.query.push((name.to_owned(), value.to_owned()));
    }

    pub fn leave_out(&mut self, name: &str) {
        self.query.retain(|(key, _)| key != name);
    }
}

type Case = (&'static str, End, fn(&mut Scene));
type Twin = (&'static str, fn(&mut Scene));

fn second(scene: &Scene) -> i64 {
    scene.at.as_second()
}

/// The token cut at its dots and put together again.
fn parts(scene: &mut Scene, change: impl FnOnce(&mut Vec<String>)) {
    let mut parts: Vec<String> = scene.token().split('.').map(str::to_owned).collect();
    change(&mut parts);
    scene.id_token = Some(parts.join("."));
}

/// A body that isn't what a token's body is, signed all the same.
fn body(scene: &mut Scene, claims: &Value) {
    scene.id_token = Some(keys().0.sign(scene.signed, &scene.head, claims));
}

fn tokens(scene: &mut Scene, name: &str, value: Value) {
    let mut said = json!({ "access_token": "an-access-token", "token_type": "Bearer", "id_token": scene.token() });
    said[name] = value;
    scene.token_said = Some(Said::json(&said));
}

/// At ProConnect everybody has these claims; elsewhere nobody asked for them.
fn lose(scene: &mut Scene, claim: &str) {
    match scene.kind {
        Kind::ProConnect => drop(scene.info.as_object_mut().unwrap().remove(claim)),
        // So that the table is the same for both: another reason to hear that something is missing isn't there.
        Kind::Plain => scene.without("acr"),
    }
}

pub const CASES: &[Case] = &[
    // Who says it, and to whom.
    ("another issuer", Neutral, |s| s.claim("iss", "https://evil.example")),
    ("the issuer with a slash more", Neutral, |s| s.claim("iss", format!("{}/", s.claims["iss"].as_str().unwrap()))),
    ("no issuer", Neutral, |s| s.without("iss")),
    ("another audience", Neutral, |s| s.claim("aud", "evil")),
    ("audiences, none of them ours", Neutral, |s| s.claim("aud", json!(["evil", "other"]))),
    ("audiences without the one who asked", Neutral, |s| s.claim("aud", json!([CLIENT, "evil"]))),
    ("somebody else asked", Neutral, |s| {
        s.claim("aud", json!([CLIENT, "evil"]));
        s.claim("azp", "evil");
    }),
    ("somebody else asked, for us alone", Neutral, |s| s.claim("azp", "evil")),
    ("no audience", Neutral, |s| s.without("aud")),
    ("an audience that is a number", Neutral, |s| s.claim("aud", 7)),
    ("audiences that are no texts", Neutral, |s| s.claim("aud", json!([CLIENT, 7]))),
    // What we asked for.
    ("another nonce", Neutral, |s| s.claim("nonce", "n".repeat(43))),
    ("no nonce", Neutral, |s| s.without("nonce")),
    ("an empty nonce", Neutral, |s| s.claim("nonce", "")),
    ("a nonce that is a list", Neutral, |s| s.claim("nonce", json!([s.claims["nonce"]]))),
    ("another access token's hash", Neutral, |s| s.claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")),
    // How it is signed.
    ("unsigned, and saying so", Neutral, |s| {
        s.head["alg"] = json!("none");
        s.signed = "none";
    }),
    ("unsigned, in other letters", Neutral, |s| {
        s.head["alg"] = json!("nOnE");
        s.signed = "none";
    }),
    ("unsigned, and not saying so", Neutral, |s| s.signed = "none"),
    ("the public key taken for a secret", Neutral, |s| {
        s.head["alg"] = json!("HS256");
        s.signed = "HS256";
    }),
    ("the public key taken for a secret, under the right name", Neutral, |s| s.signed = "HS256"),
    ("signed well, not as agreed", Neutral, |s| {
        s.head["alg"] = json!("PS256");
        s.head["kid"] = json!("own-rsa");
        s.signed = "PS256";
    }),
    ("said as agreed, signed otherwise", Neutral, |s| s.signed = "PS256"),
    ("the name of the algorithm in small letters", Neutral, |s| {
        s.head["alg"] = json!(s.head["alg"].as_str().unwrap().to_lowercase());
    }),
    ("no algorithm", Neutral, |s| drop(s.head.as_object_mut().unwrap().remove("alg"))),
    ("a stranger's signature", Neutral, |s| s.by_stranger = true),
    ("a stranger's key under its own name", Neutral, |s| {
        s.by_stranger = true;
        s.head["kid"] = json!(format!("stranger-{}", if s.kind == Kind::Plain { "ec" } else { "rsa" }));
    }),
    ("the key of the other kind", Neutral, |s| {
        s.head["kid"] = json!(if s.kind == Kind::Plain { "own-rsa" } else { "own-ec" });
    }),
    ("an unknown key", Neutral, |s| s.head["kid"] = json!("evil")),
    ("an unknown key, named like a file", Neutral, |s| s.head["kid"] = json!("../../evil")),
    ("a key that it brings along", Neutral, |s| {
        s.by_stranger = true;
        s.head["jwk"] = keys().1.public("own")[usize::from(s.kind == Kind::Plain)].clone();
    }),
    ("the address of a key", Neutral, |s| {
        s.by_stranger = true;
        s.head["jku"] = json!("http://127.0.0.1:9/evil");
    }),
    ("the address of a key, though well signed", Neutral, |s| s.head["jku"] = json!("http://127.0.0.1:9/evil")),
    ("the address of a certificate", Neutral, |s| s.head["x5u"] = json!("http://127.0.0.1:9/evil")),
    ("something critical", Neutral, |s| s.head["crit"] = json!(["evil"])),
    ("compressed", Neutral, |s| s.head["zip"] = json!("DEF")),
    ("the signature of another token", Neutral, |s| {
        let other = keys().0.sign(s.signed, &s.head, &json!({}));
        parts(s, |p| p[2] = other.rsplit('.').next().unwrap().to_owned());
    }),
    ("a changed body", Neutral, |s| {
        let mut claims = s.claims.clone();
        claims["sub"] = json!("chef-etablissement");
        parts(s, |p| p[1] = BASE64URL_NOPAD.encode(claims.to_string().as_bytes()));
    }),
    ("no signature", Neutral, |s| parts(s, |p| p[2].clear())),
    ("half a signature", Neutral, |s| parts(s, |p| p[2].truncate(20))),
    ("a signature of noughts", Neutral, |s| parts(s, |p| p[2] = BASE64URL_NOPAD.encode(&[0; 64]))),
    // What it is.
    ("two parts", Neutral, |s| parts(s, |p| p.truncate(2))),
    ("four parts", Neutral, |s| parts(s, |p| p.push("evil".to_owned()))),
    ("five parts, as if encrypted", Neutral, |s| parts(s, |p| p.extend(["a".to_owned(), "b".to_owned()]))),
    ("no token", Neutral, |s| s.id_token = Some("evil".to_owned())),
    ("an empty token", Neutral, |s| s.id_token = Some(String::new())),
    ("padded", Neutral, |s| parts(s, |p| p[1].push('='))),
    ("a head that is no JSON", Neutral, |s| parts(s, |p| p[0] = BASE64URL_NOPAD.encode(b"evil"))),
    ("a body that is a list", Neutral, |s| body(s, &json!([1, 2]))),
    ("a body that is nothing", Neutral, |s| body(s, &Value::Null)),
    ("a token without end", Neutral, |s| s.claim("evil", "x".repeat(70 * 1024))),
    // When.
    ("expired", Neutral, |s| s.claim("exp", second(s) - 61)),
    ("no end", Neutral, |s| s.without("exp")),
    ("an end in words", Neutral, |s| s.claim("exp", "tomorrow")),
    ("made in the future", Neutral, |s| s.claim("iat", second(s) + 120)),
    ("made long ago", Neutral, |s| s.claim("iat", second(s) - 3600)),
    ("made nobody knows when", Neutral, |s| s.without("iat")),
    ("not yet valid", Neutral, |s| s.claim("nbf", second(s) + 120)),
    ("valid from some word on", Neutral, |s| s.claim("nbf", "now")),
    ("authenticated in the future", Neutral, |s| s.claim("auth_time", second(s) + 120)),
    ("authenticated in words", Neutral, |s| s.claim("auth_time", "just now")),
    ("authenticated beyond all time", Neutral, |s| s.claim("auth_time", i64::MIN)),
    // Who.
    ("nobody", Neutral, |s| s.without("sub")),
    ("an empty name", Neutral, |s| s.claim("sub", "")),
    ("a name without end", Neutral, |s| s.claim("sub", "a".repeat(256))),
    ("a name that is a number", Neutral, |s| s.claim("sub", 1)),
    ("a name on two lines", Neutral, |s| s.claim("sub", "surveillant\nevil")),
    ("a name with space around it", Neutral, |s| s.claim("sub", "surveillant ")),
    ("a name in other letters", Neutral, |s| s.claim("sub", "surveillаnt")),
    ("an account that isn't there", Unknown, |s| {
        s.claim("sub", "unknown-person");
        s.info["sub"] = json!("unknown-person");
    }),
    ("the account of another provider", Unknown, |s| {
        let other = if s.kind == Kind::Plain { "greffe" } else { "surveillant" };
        s.claim("sub", other);
        s.info["sub"] = json!(other);
    }),
    ("an account's e-mail address, under another name", Unknown, |s| {
        s.claim("email", "surveillant@example.fr");
        s.claim("email_verified", true);
        s.claim("preferred_username", "surveillant");
        s.claim("sub", "unknown-person");
        s.info["sub"] = json!("unknown-person");
    }),
    // How strongly.
    ("a lower level", TooWeak, |s| s.claim("acr", "eidas1")),
    ("no level", TooWeak, |s| s.without("acr")),
    ("an unknown level", TooWeak, |s| s.claim("acr", "eidas4")),
    ("an empty level", TooWeak, |s| s.claim("acr", "")),
    ("a level in other letters", TooWeak, |s| s.claim("acr", "EIDAS2")),
    ("both levels in one word", TooWeak, |s| s.claim("acr", "eidas2 eidas3")),
    ("a level that only userinfo says", TooWeak, |s| {
        s.without("acr");
        s.info["acr"] = json!("eidas3");
    }),
    ("levels in a list", Neutral, |s| s.claim("acr", json!(["eidas2"]))),
    ("no siret", Unsaid, |s| lose(s, "siret")),
    ("no uid", Unsaid, |s| lose(s, "uid")),
    ("no name", Unsaid, |s| lose(s, "usual_name")),
    ("no provider behind the provider", Unsaid, |s| lose(s, "idp_id")),
    // What the browser brings back.
    ("no state", Neutral, |s| s.leave_out("state")),
    ("another state", Neutral, |s| s.bring("state", &"s".repeat(43))),
    ("an empty state", Neutral, |s| s.bring("state", "")),
    ("a state without end", Neutral, |s| s.bring("state", &"s".repeat(9000))),
    ("two states", Neutral, |s| s.query.push(("state".to_owned(), "s".repeat(43)))),
    ("no code", Neutral, |s| s.leave_out("code")),
    ("an empty code", Neutral, |s| s.bring("code", "")),
    ("a code without end", Neutral, |s| s.bring("code", &"c".repeat(9000))),
    ("a code on two lines", Neutral, |s| s.bring("code", "a\r\nset-cookie: evil=1")),
    ("two codes", Neutral, |s| s.query.push(("code".to_owned(), "evil".to_owned()))),
    ("a provider that doesn't name itself", Neutral, |s| s.leave_out("iss")),
    ("a provider that names another one", Neutral, |s| s.bring("iss", "https://evil.example")),
    ("a provider that names two", Neutral, |s| s.query.push(("iss".to_owned(), "https://evil.example".to_owned()))),
    ("no cookie", Neutral, |s| s.cookie.clear()),
    ("a cookie of somebody else's", Neutral, |s| {
        s.cookie = format!("quadrige-connexion={}", BASE64URL_NOPAD.encode(&[7; 32]));
    }),
    ("a cookie that is none", Neutral, |s| s.cookie = "quadrige-connexion=evil".to_owned()),
    ("the cookie under the session's name", Neutral, |s| {
        s.cookie = s.cookie.replace("quadrige-connexion", "quadrige");
    }),
    ("said no", Declined, |s| s.bring("error", "access_denied")),
    ("said no, and a code", Declined, |s| s.bring("error", "login_required")),
    ("not strongly enough, says the provider", TooWeak, |s| s.bring("error", "unmet_authentication_requirements")),
    ("an error of the provider's", Away, |s| s.bring("error", "server_error")),
    ("an error with words of its own", Away, |s| {
        s.bring("error", "<script>evil</script>");
        s.bring("error_description", "call evil at once");
    }),
    ("an error to another state", Neutral, |s| {
        s.bring("error", "access_denied");
        s.bring("state", &"s".repeat(43));
    }),
    // What the token endpoint says.
    ("a code that isn't good", Neutral, |s| {
        s.token_said = Some(Said::of(400, "application/json", r#"{"error":"invalid_grant"}"#));
    }),
    ("a client that isn't known", Away, |s| {
        s.token_said = Some(Said::of(401, "application/json", r#"{"error":"invalid_client"}"#));
    }),
    ("a failure", Away, |s| s.token_said = Some(Said::of(500, "text/html", "<h1>evil</h1>"))),
    ("rubbish", Away, |s| s.token_said = Some(Said::of(200, "application/json", [0xff, 0xfe, b'{']))),
    ("a list", Away, |s| s.token_said = Some(Said::json(&json!([1])))),
    ("a flood", Away, |s| s.token_said = Some(Said::of(200, "application/json", vec![b'{'; 300 * 1024]))),
    ("silence", Away, |s| {
        s.token_said = Some(Said { after: Duration::from_millis(1500), ..Said::json(&json!({})) });
    }),
    ("a redirection", Away, |s| {
        let head = "location: http://127.0.0.1:9/evil\r\n".to_owned();
        s.token_said = Some(Said { head, ..Said::of(307, "text/plain", "") });
    }),
    ("another type of token", Away, |s| tokens(s, "token_type", json!("mac"))),
    ("no ID token", Away, |s| tokens(s, "id_token", Value::Null)),
    ("an access token on two lines", Away, |s| tokens(s, "access_token", json!("a\r\nevil: 1"))),
    ("an empty access token", Away, |s| tokens(s, "access_token", json!(""))),
    // What the keys are.
    ("no keys", Neutral, |s| s.keys_said = Some(Said::json(&json!({ "keys": [] })))),
    ("a stranger's keys", Neutral, |s| s.keys_said = Some(Said::json(&json!({ "keys": keys().1.public("own") })))),
    ("keys for encryption", Neutral, |s| {
        let mut keys = keys().0.public("own");
        keys.iter_mut().for_each(|key| key["use"] = json!("enc"));
        s.keys_said = Some(Said::json(&json!({ "keys": keys })));
    }),
    ("keys for another algorithm", Neutral, |s| {
        let mut keys = keys().0.public("own");
        keys.iter_mut().for_each(|key| key["alg"] = json!("RS512"));
        s.keys_said = Some(Said::json(&json!({ "keys": keys })));
    }),
    ("a shared secret among the keys", Neutral, |s| {
        let keys = json!({ "keys": [{ "kty": "oct", "kid": s.head["kid"], "k": "ZXZpbA" }] });
        s.keys_said = Some(Said::json(&keys));
    }),
    ("keys that are rubbish", Away, |s| s.keys_said = Some(Said::of(200, "application/json", "evil"))),
    ("keys that can't be had", Away, |s| s.keys_said = Some(Said::of(503, "application/json", "{}"))),
    // What userinfo says.
    ("userinfo unsigned", Neutral, |s| s.info_said = Some(Said::json(&s.info))),
    ("userinfo unsigned, under the signed one's name", Neutral, |s| {
        s.info_said = Some(Said::of(200, "application/jwt", s.info.to_string()));
    }),
    ("userinfo of somebody else", Neutral, |s| s.info["sub"] = json!("chef-etablissement")),
    ("userinfo of nobody", Neutral, |s| drop(s.info.as_object_mut().unwrap().remove("sub"))),
    ("userinfo with a stranger's signature", Neutral, |s| s.info_by_stranger = true),
    ("userinfo signed by nobody", Neutral, |s| {
        s.info_head["alg"] = json!("none");
        s.info_signed = "none";
    }),
    ("userinfo signed with the public key", Neutral, |s| {
        s.info_head["alg"] = json!("HS256");
        s.info_signed = "HS256";
    }),
    ("userinfo for another audience", Neutral, |s| s.info["aud"] = json!("evil")),
    ("userinfo for no audience", Neutral, |s| drop(s.info.as_object_mut().unwrap().remove("aud"))),
    ("userinfo of another issuer", Neutral, |s| s.info["iss"] = json!("https://evil.example")),
    ("userinfo of last year", Neutral, |s| s.info["exp"] = json!(second(s) - 3600)),
    ("userinfo that fails", Away, |s| s.info_said = Some(Said::of(500, "text/html", "evil"))),
    ("userinfo that is refused", Away, |s| s.info_said = Some(Said::of(401, "application/json", "{}"))),
    ("userinfo without end", Away, |s| {
        s.info_said = Some(Said::of(200, "application/jwt", vec![b'a'; 300 * 1024]));
    }),
    ("userinfo that is a page", Neutral, |s| s.info_said = Some(Said::of(200, "text/html", "<h1>evil</h1>"))),
];

/// How a case ends at that kind of provider: claims are missing where they were asked for.
pub fn end(kind: Kind, end: End) -> End {
    if kind == Kind::Plain && end == Unsaid { TooWeak } else { end }
}

pub const TWINS: &[Twin] = &[
    ("as it should be", |_| {}),
    ("one audience in a list", |s| s.claim("aud", json!([CLIENT]))),
    ("several audiences, and we asked", |s| {
        s.claim("aud", json!([CLIENT, "other"]));
        s.claim("azp", CLIENT);
    }),
    ("the higher level", |s| s.claim("acr", "eidas3")),
    ("the only key that fits, unnamed", |s| drop(s.head.as_object_mut().unwrap().remove("kid"))),
    ("no type", |s| drop(s.head.as_object_mut().unwrap().remove("typ"))),
    ("clocks half a minute apart", |s| {
        s.claim("exp", second(s) - 30);
        s.claim("iat", second(s) + 30);
        s.claim("nbf", second(s) + 30);
    }),
    ("seconds with a fraction", |s| s.claim("exp", second(s) as f64 + 100.5)),
    ("no time of authentication", |s| s.without("auth_time")),
    ("the access token's own hash", |s| {
        let digest = ring::digest::digest(&ring::digest::SHA256, b"an-access-token");
        s.claim("at_hash", BASE64URL_NOPAD.encode(&digest.as_ref()[..16]));
    }),
    ("userinfo says another level", |s| s.info["acr"] = json!("eidas1")),
];
