//! The provider's ID token, which it wants back when somebody signs out there. It names him, so it is sealed under the session's
//! own token: who reads the database has the seal and not the key, which only the browser holds.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::Sha256;

use super::session::Token;
use crate::chance::Chance;

fn key(token: &Token) -> Option<LessSafeKey> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(token.as_str().as_bytes()).ok()?;
    mac.update(b"quadrige id token hint");
    let bytes = mac.finalize().into_bytes();
    UnboundKey::new(&CHACHA20_POLY1305, &bytes).ok().map(LessSafeKey::new)
}

/// Seals it; `None` only where the library refuses.
pub(in crate::signin) fn seal(token: &Token, id_token: &str, chance: &Chance) -> Option<String> {
    let nonce: [u8; NONCE_LEN] = chance.bytes();
    let mut sealed = id_token.as_bytes().to_vec();
    key(token)?.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed).ok()?;
    let whole: Vec<u8> = nonce.into_iter().chain(sealed).collect();
    Some(BASE64URL_NOPAD.encode(&whole))
}

/// Opens it with the token under which it was sealed.
pub(in crate::signin) fn open(token: &Token, sealed: &str) -> Option<String> {
    let mut whole = BASE64URL_NOPAD.decode(sealed.as_bytes()).ok()?;
    let nonce = Nonce::try_assume_unique_for_key(whole.get(..NONCE_LEN)?).ok()?;
    let opened = key(token)?.open_in_place(nonce, Aad::empty(), whole.get_mut(NONCE_LEN..)?).ok()?;
    String::from_utf8(opened.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_session_s_own_token_opens_it() {
        let chance = Chance::seeded(1);
        let (mine, other) = (Token::draw(&chance), Token::draw(&chance));
        let sealed = seal(&mine, "a.b.c", &chance).expect("sealed");
        assert!(!sealed.contains("a.b.c"));
        assert_eq!(open(&mine, &sealed).as_deref(), Some("a.b.c"));
        assert_eq!(open(&other, &sealed), None);
        assert_eq!(open(&mine, &sealed[1..]), None);
        assert_eq!(open(&mine, ""), None);
    }
}
