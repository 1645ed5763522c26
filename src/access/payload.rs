//! The fields of one record, sealed together.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use sha2::Digest;

use crate::db::personal::PersonalPayload;
use crate::domain::{Field, Value};

/// Values by field. As [`super::Sealed`]: anyone seals, only this room opens.
#[derive(AsExpression, FromSqlRow)]
#[diesel(sql_type = PersonalPayload)]
pub struct SealedPayload(String);

impl SealedPayload {
    /// Seals typed values; a field that isn't in the catalogue can't be named.
    #[must_use]
    pub fn new(values: &BTreeMap<Field, Value>) -> Self {
        let object: serde_json::Map<_, _> =
            values.iter().map(|(field, value)| (field.spec().key.to_owned(), value.code().into())).collect();
        Self(serde_json::Value::Object(object).to_string())
    }

    /// One value, for the history of a correction.
    #[must_use]
    pub fn of(field: Field, value: &Value) -> Self {
        Self::new(&BTreeMap::from([(field, value.clone())]))
    }

    /// The same payload with one field changed or emptied; stays sealed.
    #[must_use]
    pub fn with(&self, field: Field, value: Option<&Value>) -> Self {
        let mut values: BTreeMap<Field, Value> = self.open().into_iter().collect();
        match value {
            Some(value) => values.insert(field, value.clone()),
            None => values.remove(&field),
        };
        Self::new(&values)
    }

    /// Feeds the stored text to a hash, its length first: for seals. The text itself stays here; what leaves is a digest,
    /// which a salt of 32 random bytes makes useless to whoever would guess.
    pub fn feed(&self, hash: &mut impl Digest) {
        hash.update((self.0.len() as u64).to_be_bytes());
        hash.update(self.0.as_bytes());
    }

    /// The values, each field once, the last one said; what isn't a declared field or no value of its kind is left out,
    /// never guessed.
    pub(in crate::access) fn open(&self) -> Vec<(Field, Value)> {
        serde_json::from_str::<Opened>(&self.0).map(|opened| opened.0).unwrap_or_default()
    }

    /// One of the values.
    pub(in crate::access) fn get(&self, field: Field) -> Option<Value> {
        self.open().into_iter().find_map(|(known, value)| (known == field).then_some(value))
    }
}

/// A payload read straight into typed values: it is read for every record of every page.
struct Opened(Vec<(Field, Value)>);

impl<'de> Deserialize<'de> for Opened {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InFields)
    }
}

struct InFields;

impl<'de> Visitor<'de> for InFields {
    type Value = Opened;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("texts by the key of their field")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Opened, A::Error> {
        let mut values: Vec<(Field, Value)> = Vec::with_capacity(12);
        while let Some((Text(key), Text(text))) = object.next_entry::<Text<'de>, Text<'de>>()? {
            let Some(field) = Field::from_key(&key) else { continue };
            values.retain(|(known, _)| *known != field);
            if let Ok(value) = field.spec().kind.parse(&text) {
                values.push((field, value));
            }
        }
        Ok(Opened(values))
    }
}

/// A JSON text, borrowed where nothing in it is escaped.
#[derive(Deserialize)]
struct Text<'t>(#[serde(borrow)] Cow<'t, str>);

impl fmt::Debug for SealedPayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedPayload(..)")
    }
}

impl<DB: Backend> FromSql<PersonalPayload, DB> for SealedPayload
where
    String: FromSql<sql_types::Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(<String as FromSql<sql_types::Text, DB>>::from_sql(bytes)?))
    }
}

impl<DB: Backend> ToSql<PersonalPayload, DB> for SealedPayload
where
    String: ToSql<sql_types::Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        ToSql::<sql_types::Text, DB>::to_sql(&self.0, out)
    }
}
