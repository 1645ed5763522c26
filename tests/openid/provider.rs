//! A provider of our own, in the test's process: says what it is told to say, truth or not.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pss::BlindedSigningKey;
use rsa::rand_core::OsRng;
use rsa::sha2::Sha256;
use rsa::signature::{RandomizedSigner, SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};

/// What is answered to a request.
#[derive(Debug, Clone)]
pub struct Said {
    pub status: u16,
    pub content_type: &'static str,
    pub body: Vec<u8>,
    pub head: String,
    pub after: Duration,
}

impl Said {
    pub fn json(value: &Value) -> Self {
        Self::of(200, "application/json", value.to_string())
    }

    pub fn of(status: u16, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, content_type, body: body.into(), head: String::new(), after: Duration::ZERO }
    }
}

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    pub path: String,
    pub head: String,
    pub form: BTreeMap<String, String>,
}

#[derive(Default)]
struct State {
    said: BTreeMap<String, Said>,
    asked: Vec<Asked>,
}

/// The provider: a thread that listens on this machine until the process ends.
#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    state: Arc<Mutex<State>>,
}

impl Provider {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &shared));
            }
        });
        Self { issuer, state }
    }

    pub fn say(&self, path: &str, said: Said) {
        self.state.lock().unwrap().said.insert(path.to_owned(), said);
    }

    /// What was asked since this was called last.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }

    pub fn discovery(&self) -> Value {
        let issuer = &self.issuer;
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "userinfo_endpoint": format!("{issuer}/userinfo"),
            "end_session_endpoint": format!("{issuer}/end"),
            "authorization_response_iss_parameter_supported": true,
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "PS256"],
            "code_challenge_methods_supported": ["S256"],
        })
    }
}

fn serve(stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut first, mut head) = (String::new(), String::new());
    if reader.read_line(&mut first).unwrap_or(0) == 0 {
        return;
    }
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        head.push_str(&line.to_ascii_lowercase());
    }
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|n| n.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let form = form_urlencoded::parse(&body).into_owned().collect();
    let said = {
        let mut state = state.lock().unwrap();
        state.asked.push(Asked { path: path.clone(), head, form });
        state.said.get(&path).cloned().unwrap_or_else(|| Said::of(404, "text/plain", ""))
    };
    thread::sleep(said.after);
    let mut stream = stream;
    let head = format!(
        "HTTP/1.1 {} x\r\ncontent-type: {}\r\n{}content-length: {}\r\nconnection: close\r\n\r\n",
        said.status,
        said.content_type,
        said.head,
        said.body.len()
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(&said.body);
}

/// Keys, and what is signed with them.
pub struct Keys {
    pub rsa: RsaPrivateKey,
    pub ec: EcdsaKeyPair,
    pub ec_pkcs8: Vec<u8>,
}

fn part(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

impl Keys {
    pub fn draw() -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let ec = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
        Self { rsa: RsaPrivateKey::new(&mut OsRng, 2048).unwrap(), ec, ec_pkcs8: pkcs8.as_ref().to_vec() }
    }

    /// Their public halves, under these names.
    pub fn public(&self, name: &str) -> Vec<Value> {
        let point = self.ec.public_key().as_ref();
        let (n, e) = (self.rsa.n().to_bytes_be(), self.rsa.e().to_bytes_be());
        vec![
            json!({ "kty": "RSA", "use": "sig", "kid": format!("{name}-rsa"), "n": part(&n), "e": part(&e) }),
            json!({
                "kty": "EC", "crv": "P-256", "use": "sig", "kid": format!("{name}-ec"),
                "x": part(&point[1..33]), "y": part(&point[33..]),
            }),
        ]
    }

    /// A token with exactly this head, signed as `how` says, whatever the head says.
    pub fn sign(&self, how: &str, head: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", part(head.to_string().as_bytes()), part(claims.to_string().as_bytes()));
        let bytes = message.as_bytes();
        let signature = match how {
            "RS256" => SigningKey::<Sha256>::new(self.rsa.clone()).sign(bytes).to_vec(),
            "PS256" => BlindedSigningKey::<Sha256>::new(self.rsa.clone()).sign_with_rng(&mut OsRng, bytes).to_vec(),
            "ES256" => self.ec.sign(&SystemRandom::new(), bytes).unwrap().as_ref().to_vec(),
            // The public modulus as a shared secret: what a careless verifier would accept.
            "HS256" => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, &self.rsa.n().to_bytes_be());
                hmac::sign(&key, bytes).as_ref().to_vec()
            }
            "none" => Vec::new(),
            other => panic!("{other}"),
        };
        format!("{message}.{}", part(&signature))
    }
}
