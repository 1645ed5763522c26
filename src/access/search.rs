//! How people are found and sorted without their names being readable in an index: keyed hashes of normalised tokens.

use std::collections::BTreeSet;
use std::fmt;

use deunicode::deunicode;
use diesel::prelude::*;
use hmac::{Hmac, KeyInit, Mac};
use rphonetic::{Encoder, Phonex};
use sha2::Sha256;

use crate::db::personal::Opaque;
use crate::db::schema::{custody, person, search_key};
use crate::db::{AnyConnection, Error, on_engine};
use crate::domain::catalogue::tag;
use crate::domain::{Field, Id, Person};

use super::machine::INDEX;
use super::sealed::Sealed;
use super::survey::Likeness;

/// The key under which tokens are hashed. Every instance of one database needs the same.
pub struct SearchKeys(Hmac<Sha256>);

impl fmt::Debug for SearchKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SearchKeys(..)")
    }
}

/// What somebody looks for, as tokens; the words themselves are forgotten.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub(in crate::access) exact: Vec<Opaque>,
    pub(in crate::access) sound: Vec<Opaque>,
}

impl SearchKeys {
    /// From the secret kept in the file that the configuration names.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        // HMAC fills a key shorter than its block up with zeros (RFC 2104, section 2).
        let mut block = [0; 64];
        block[..32].copy_from_slice(secret);
        Self(Hmac::new(&block.into()))
    }

    fn token(&self, likeness: Likeness, text: &str) -> Opaque {
        let mut mac = self.0.clone();
        mac.update(likeness.code().as_bytes());
        mac.update(b"\0");
        mac.update(text.as_bytes());
        let hash = mac.finalize().into_bytes();
        Opaque::new(data_encoding::BASE64URL_NOPAD.encode(&hash[..18]))
    }

    /// A stamp that only this installation can put on a text, for one context (a session).
    pub(in crate::access) fn stamp(&self, context: &str, text: &str) -> String {
        let mut mac = self.0.clone();
        mac.update(b"stamp\0");
        mac.update(&(context.len() as u64).to_be_bytes());
        mac.update(context.as_bytes());
        mac.update(text.as_bytes());
        data_encoding::BASE64URL_NOPAD.encode(&mac.finalize().into_bytes())
    }

    /// What is wanted by these words; `None` where there is no letter or digit in them. Ten words at most count.
    #[must_use]
    pub fn wanted(&self, text: &str) -> Option<Wanted> {
        let words: Vec<String> = words(text).into_iter().take(10).collect();
        if words.is_empty() {
            return None;
        }
        Some(Wanted {
            exact: words.iter().map(|word| self.token(Likeness::Exact, word)).collect(),
            sound: words.iter().map(|word| self.token(Likeness::Sound, &sound(word))).collect(),
        })
    }
}

/// How the words of a name sound, as tokens: two people whose names share one may be one person spelled in two ways.
pub(in crate::access) fn sounds(keys: &SearchKeys, name: &str) -> Vec<Opaque> {
    words(name).iter().map(|word| keys.token(Likeness::Sound, &sound(word))).collect()
}

/// People one of whose family names (name in use and aliases included) and one of whose given names sound so.
///
/// # Errors
/// The database can't be read.
pub(in crate::access) fn sounding_like(
    connection: &mut AnyConnection,
    family: &Opaque,
    given: &Opaque,
) -> Result<Vec<Id<Person>>, Error> {
    const FAMILY: [Field; 3] = [Field::FamilyName, Field::UsageName, Field::Aliases];
    const GIVEN: [Field; 2] = [Field::GivenNames, Field::Aliases];
    let those_of = |fields: &[Field]| fields.iter().map(|field| field.spec().key).collect::<Vec<_>>();
    // The alias is needed since both sides are the same table.
    let given_key = diesel::alias!(search_key as given_key);
    Ok(on_engine!(connection, |c| {
        let so_given = given_key
            .filter(given_key.field(search_key::token).eq(given))
            .filter(given_key.field(search_key::likeness).eq(Likeness::Sound.code()))
            .filter(given_key.field(search_key::field).eq_any(those_of(&GIVEN)))
            .select(given_key.field(search_key::person_id));
        search_key::table
            .filter(search_key::token.eq(family))
            .filter(search_key::likeness.eq(Likeness::Sound.code()))
            .filter(search_key::field.eq_any(those_of(&FAMILY)))
            .filter(search_key::person_id.eq_any(so_given))
            .select(search_key::person_id)
            .load(c)
    })?)
}

/// Lower-case words without accents; hyphens and apostrophes part them.
fn words(text: &str) -> Vec<String> {
    deunicode(text)
        .to_ascii_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// How a word sounds in French: mute endings dropped, then Phonex. Digits sound like themselves.
fn sound(word: &str) -> String {
    if word.bytes().any(|b| b.is_ascii_digit()) {
        return word.to_owned();
    }
    let mut heard = word;
    while heard.len() > 3 && heard.ends_with(['d', 'e', 's', 't', 'x', 'z']) {
        heard = &heard[..heard.len() - 1];
    }
    Phonex::default().encode(heard)
}

#[derive(Queryable)]
struct Named {
    family_name: Sealed<tag::FamilyName>,
    usage_name: Option<Sealed<tag::UsageName>>,
    given_names: Sealed<tag::GivenNames>,
    aliases: Option<Sealed<tag::Aliases>>,
}

/// The key by which lists are sorted: family name, then given names, without accents.
pub(in crate::access) fn collation(family_name: &str, given_names: &str) -> Opaque {
    Opaque::new(format!("{} {}", words(family_name).join(" "), words(given_names).join(" ")))
}

/// Writes the keys of a person again, after a change of identity.
///
/// # Errors
/// The database refuses.
pub(in crate::access) fn index(connection: &mut AnyConnection, keys: &SearchKeys, of: Id<Person>) -> Result<(), Error> {
    let named: Option<Named> = on_engine!(connection, |c| person::table
        .find(of)
        .select((person::family_name, person::usage_name, person::given_names, person::aliases))
        .first(c))
    .optional()?;
    let Some(named) = named else { return Ok(()) };
    let numbers: Vec<Sealed<tag::Ecrou>> =
        on_engine!(connection, |c| custody::table.filter(custody::person_id.eq(of)).select(custody::ecrou).load(c))?;

    let mut texts = vec![
        (Field::FamilyName, INDEX.open(&named.family_name)?),
        (Field::GivenNames, INDEX.open(&named.given_names)?),
    ];
    if let Some(usage_name) = &named.usage_name {
        texts.push((Field::UsageName, INDEX.open(usage_name)?));
    }
    if let Some(aliases) = &named.aliases {
        texts.push((Field::Aliases, INDEX.open(aliases)?));
    }
    for number in &numbers {
        texts.push((Field::Ecrou, INDEX.open(number)?));
    }

    let mut tokens = BTreeSet::new();
    for (field, text) in texts {
        for word in words(text) {
            tokens.insert((field.spec().key, Likeness::Exact, keys.token(Likeness::Exact, &word)));
            if field != Field::Ecrou {
                tokens.insert((field.spec().key, Likeness::Sound, keys.token(Likeness::Sound, &sound(&word))));
            }
        }
    }
    on_engine!(connection, |c| diesel::delete(search_key::table.filter(search_key::person_id.eq(of))).execute(c))?;
    for (field, likeness, token) in tokens {
        on_engine!(connection, |c| diesel::insert_into(search_key::table)
            .values((
                search_key::person_id.eq(of),
                search_key::field.eq(field),
                search_key::likeness.eq(likeness.code()),
                search_key::token.eq(&token),
            ))
            .execute(c))?;
    }
    let sorted = collation(INDEX.open(&named.family_name)?, INDEX.open(&named.given_names)?);
    on_engine!(connection, |c| diesel::update(person::table.find(of)).set(person::sort_key.eq(&sorted)).execute(c))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_hyphens_and_capitals_make_no_difference() {
        assert_eq!(words("Léa D’ORMESSON-Nuñez"), ["lea", "d", "ormesson", "nunez"]);
    }

    #[test]
    fn the_same_word_under_another_key_is_another_token() {
        let (a, b) = (SearchKeys::new(&[1; 32]), SearchKeys::new(&[2; 32]));
        assert_ne!(a.token(Likeness::Exact, "dupont"), b.token(Likeness::Exact, "dupont"));
        assert_ne!(a.token(Likeness::Exact, "dupont"), a.token(Likeness::Sound, "dupont"));
    }

    #[test]
    fn names_that_sound_alike_share_a_token() {
        for (a, b) in [("dupont", "dupond"), ("petit", "petie"), ("leroux", "lerou"), ("philippe", "filip")] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        assert_ne!(sound("martin"), sound("durand"));
    }
}
